"""In depth: whosever catalog it is, a step of a shape that this program never writes has no effect on any file."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import Link, StepRow, TrashNote, Writing
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import undo
from aesthetic_gui.disk_io import staged_path
from tests.unit.culling.operations.crafted import XMP, craft, everything_below, known

TOKEN = "0badcafe-1"
NOTE = b"[Trash Info]\nPath=/home/victim/photo.jpg\nDeletionDate=2024-05-31T12:00:00\n"
OLD, NEW = XMP % b"", XMP % b"<!-- another -->"
DESKTOP = b"[Desktop Entry]\nExec=evil\n"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    home = tmp_path / "victim"
    (home / "autostart").mkdir(parents=True)
    (home / "empty").mkdir()
    for name in ("photo.jpg", "other.jpg", ".bashrc", "photo.xmp", ".photo.jpg.part"):
        (home / name).write_bytes(b"precious: " + name.encode())
    (home / "sidecar.xmp").write_bytes(NEW)
    (home / "way").symlink_to(home)
    (home / "link.jpg").symlink_to(home / "other.jpg")
    (home / "linked.xmp").symlink_to(home / "sidecar.xmp")
    return home


def copy(victim: Path, **changes: object) -> StepRow:
    """A copy of photo.jpg to other.jpg, which is there, and all of whose numbers are as the journal has them."""
    source, target = victim / "photo.jpg", victim / "other.jpg"
    row = StepRow(0, "copy", source, target, staged_path(target, TOKEN), state="staged", **known(target))
    return replace(row, **changes)  # type: ignore[arg-type]


def write(path: Path, before: bytes | None, after: bytes | None, **changes: object) -> StepRow:
    row = StepRow(0, "write", path, path, staged_path(path, TOKEN), photo=path, writing=Writing(before, after))
    return replace(row, **changes)  # type: ignore[arg-type]


def in_trash(act: str, outside: Path, inside: Path, note: Path, text: bytes) -> StepRow:
    ends = (outside, inside) if act == "trash" else (inside, outside)
    row = StepRow(0, act, *ends, staged_path(ends[1], TOKEN), trash_note=TrashNote(note, text))  # type: ignore[arg-type]
    there = inside if inside.exists() else outside
    return replace(row, **known(there)) if there.exists() else row


def same_file_twice(victim: Path) -> StepRow:
    one, other = victim / "other.jpg", victim / "way" / "other.jpg"
    return copy(victim, source=other, target=one, **known(one))


CASES: dict[str, Callable[[Path], StepRow]] = {
    "a temporary file that is somebody's": lambda home: copy(home, staged=home / ".bashrc", state="planned"),
    "a temporary file that is named nearly like ours": lambda home: copy(home, staged=home / ".photo.jpg.part"),
    "a temporary file in another folder": lambda home: copy(
        home, target=home / "autostart" / "a.jpg", staged=staged_path(home / "a.jpg", TOKEN), state="planned"
    ),
    "a copy with another digest": lambda home: copy(home, digest="0" * 32),
    "a copy without a digest": lambda home: copy(home, digest=None),
    "a copy with another size": lambda home: copy(home, size=1),
    "a copy with another time": lambda home: copy(home, copy_mtime_ns=1),
    "a picture that was made, with another digest": lambda home: copy(home, act="make", digest="0" * 32),
    "a clone without a digest": lambda home: copy(home, act="clone", digest=None),
    "a copy onto itself": lambda home: copy(home, source=home / "other.jpg"),
    "a copy onto itself in a roundabout way": same_file_twice,
    "a move onto itself": lambda home: copy(home, act="move", source=home / "other.jpg"),
    "a move onto itself in a roundabout way": lambda home: replace(same_file_twice(home), act="move"),
    "a hard link that is none": lambda home: copy(home, act="hardlink"),
    "a hard link onto itself": lambda home: replace(same_file_twice(home), act="hardlink", digest=None),
    "a symbolic link that is none": lambda home: copy(home, act="symlink"),
    "a symbolic link to something else": lambda home: copy(
        home,
        act="symlink",
        target=home / "link.jpg",
        staged=staged_path(home / "link.jpg", TOKEN),
        **known(home / "link.jpg"),
    ),
    "a sidecar called .bashrc": lambda home: write(home / ".bashrc", (home / ".bashrc").read_bytes(), b"evil"),
    "a sidecar called .bashrc that holds XMP": lambda home: write(
        home / ".bashrc", OLD, (home / ".bashrc").read_bytes()
    ),
    "a new file called .desktop": lambda home: write(home / "autostart" / "evil.desktop", NEW, None),
    "a sidecar that is no XMP": lambda home: write(home / "photo.xmp", b"evil", (home / "photo.xmp").read_bytes()),
    "a sidecar that a link leads to": lambda home: write(home / "linked.xmp", OLD, NEW),
    "a sidecar whose temporary file is somebody's": lambda home: write(
        home / "sidecar.xmp", OLD, NEW, staged=home / ".bashrc"
    ),
    "a sidecar that is written elsewhere": lambda home: write(
        home / "sidecar.xmp", OLD, NEW, target=home / "photo.xmp"
    ),
    "a note that starts a program": lambda home: in_trash(
        "restore", home / "x.jpg", home / "photo.jpg", home / "autostart" / "evil.desktop", DESKTOP
    ),
    "a note that is named like one": lambda home: in_trash(
        "restore", home / "x.jpg", home / "files" / "photo.jpg", home / "info" / "photo.jpg.trashinfo", NOTE
    ),
    "a note in the trash that says something else": lambda home: in_trash(
        "restore", home / "x.jpg", home / "Trash/files/p.jpg", home / "Trash/info/p.jpg.trashinfo", DESKTOP
    ),
    "a note that is somebody's file": lambda home: in_trash(
        "trash", home / "photo.jpg", home / "other.jpg", home / ".bashrc", (home / ".bashrc").read_bytes()
    ),
    "a trash that is no trash": lambda home: in_trash(
        "trash", home / "absent.jpg", home / "photo.jpg", home / "photo.xmp", NOTE
    ),
    "a name that goes up": lambda home: copy(home, staged=home / "empty" / ".." / ".bashrc"),
    "a target that goes up": lambda home: copy(home, target=home / "empty" / ".." / "other.jpg"),
    "a relative name": lambda home: copy(home, staged=Path("x") / f".other.jpg.{TOKEN}.aesthetic-part"),
    "the root": lambda home: copy(home, target=Path("/")),
    "a name with a null character": lambda home: copy(home, target=home / "other\0.jpg"),
    "a temporary name with a null character": lambda home: copy(home, staged=home / ".bashrc\0"),
    "a name that is not UTF-8": lambda home: copy(home, staged=home / "\udcff\udc80"),
    "a name beyond all names": lambda home: copy(home, staged=home / ("x" * 5_000)),
    "a link that is taken away and is none": lambda home: StepRow(
        0, "unlink", home / ".bashrc", Path(), Path(), link=Link(home / "photo.jpg", True), state="staged"
    ),
    "a link that leads to itself in a roundabout way": lambda home: replace(
        same_file_twice(home), act="hardlink", state="done", digest=None
    ),
    "a link that leads nowhere": lambda home: StepRow(
        0, "unlink", home / "autostart" / "evil.desktop", Path(), Path(), link=Link(Path(), True)
    ),
}


@pytest.mark.parametrize("state", ["planned", "staged", "done"])
@pytest.mark.parametrize("case", CASES)
def test_recovery_changes_nothing_for_what_the_program_never_does(
    case: str, state: str, victim: Path, tmp_path: Path
) -> None:
    step = CASES[case](victim)
    made = craft(tmp_path / "gift.db", [replace(step, state=state)], folders=[victim / "empty", victim])
    before = everything_below(victim)
    with Catalog.open(made) as catalog:
        catalog.agree()
        recover(catalog)
        assert everything_below(victim) == before
        assert journal.open_operations(catalog) == [] or "not connected" in recover(catalog)[0].message


# What the others did is undone by the person's wish, by the file's own numbers.
BY_NAME = ("a sidecar", "a new file", "a note", "a trash", "a target", "the root", "a name with a null", "a link")


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith(BY_NAME) and "temporary" not in case])
def test_undo_changes_nothing_for_what_the_program_never_does(case: str, victim: Path, tmp_path: Path) -> None:
    step = CASES[case](victim)
    made = craft(tmp_path / "gift.db", [replace(step, state="done")], state="done", folders=[victim / "empty", victim])
    before = everything_below(victim)
    with Catalog.open(made) as catalog:
        catalog.agree()
        assert list(undo(catalog, 1))[-1].failures
    assert everything_below(victim) == before


@pytest.mark.parametrize(
    "blob", [b"", b"nonsense", zlib.compress(b"cut off" * 99)[:-9]], ids=["nothing", "nonsense", "cut"]
)
def test_a_sidecars_content_that_cannot_be_read_is_left_with_a_reason(
    blob: bytes, victim: Path, tmp_path: Path
) -> None:
    made = craft(tmp_path / "gift.db", [write(victim / "sidecar.xmp", OLD, NEW)])
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("UPDATE writings SET before = ?", (blob,))
    before = everything_below(victim)
    with Catalog.open(made) as catalog:
        catalog.agree()
        (recovered,) = recover(catalog)
        assert "cannot be read in the history" in recovered.message
    assert everything_below(victim) == before


def test_a_sidecar_that_would_fill_the_memory_is_not_unpacked(victim: Path, tmp_path: Path) -> None:
    made = craft(tmp_path / "gift.db", [write(victim / "sidecar.xmp", OLD, NEW)])
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("UPDATE writings SET before = ?, after = NULL", (zlib.compress(bytes(1 << 27), 9),))
    with Catalog.open(made) as catalog:
        catalog.agree()
        assert "larger than a sidecar" in recover(catalog)[0].message


def test_only_folders_that_the_operation_went_to_are_tidied_up(victim: Path, tmp_path: Path) -> None:
    album = tmp_path / "album"
    album.mkdir()
    target = album / "photo.jpg"
    step = StepRow(0, "copy", victim / "photo.jpg", target, staged_path(target, TOKEN), **known(victim / "photo.jpg"))
    made = craft(tmp_path / "gift.db", [step], folders=[victim / "empty", album, album / ".." / "victim" / "autostart"])
    before = everything_below(victim)
    with Catalog.open(made) as catalog:
        catalog.agree()
        recover(catalog)
    assert everything_below(victim) == before
    assert not album.exists()


def test_what_is_proven_to_be_ours_is_still_put_back(tmp_path: Path) -> None:
    """The same shapes, made by the program itself: a copy that arrived while its companion did not."""
    source, target = tmp_path / "a.jpg", tmp_path / "to" / "a.jpg"
    target.parent.mkdir()
    source.write_bytes(b"one photograph")
    target.write_bytes(b"one photograph")
    missing = tmp_path / "a.cr2"
    missing.write_bytes(b"its negative")
    first = StepRow(0, "copy", source, target, staged_path(target, TOKEN), state="staged", **known(target))
    away = tmp_path / "to" / "a.cr2"
    second = StepRow(0, "copy", missing, away, staged_path(away, TOKEN), state="staged", **known(missing))
    made = craft(tmp_path / "gift.db", [first, replace(second, inode=1, copy_inode=1)])
    with Catalog.open(made) as catalog:
        catalog.agree()
        (recovered,) = recover(catalog)
    assert recovered.problems == ()
    assert not target.exists()
    assert not any(target.parent.iterdir())
