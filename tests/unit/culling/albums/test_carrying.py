"""Copies into albums carry ratings inside: through the journal, undoable, whole whatever fails; originals stay."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.albums.manifests import verify
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import Plan
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.running import Interrupted
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.files.export.carrying import carried
from aesthetic_gui.files.xmp import Wanted, embedded_marks, write
from aesthetic_gui.files.xmp.profiles import LIGHTROOM
from aesthetic_gui.photo import Bar, Decision, Details, Flag, Photo

MakeUnit = Callable[..., Photo]
Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]

DECISION = Decision(Flag.PICK, 4)
SIDECAR = write(None, Wanted(Decision(), details=Details("A title", keywords=("dog",))), LIGHTROOM)
FAULTS = ("open", "read", "write", "fsync", "mkdir")


@pytest.fixture
def photos(make_unit: MakeUnit) -> list[Photo]:
    """A JPEG with RAW and sidecar, a JPEG alone, a PNG, and a TIFF."""
    made = [
        make_unit("IMG_1"),
        *(make_unit(f"IMG_{at}", (kind,)) for at, kind in ((2, ".jpg"), (3, ".png"), (4, ".tif"))),
    ]
    for photo in made:
        Image.new("RGB", (16, 12), (200, 10, 30)).save(photo.path)
    made[0].companions[1].write_bytes(SIDECAR)
    return [photo_of(photo.path, photo.companions) for photo in made]


def photo_of(path: Path, companions: tuple[Path, ...] = ()) -> Photo:
    stat = path.stat()
    return Photo(path, companions, stat.st_size, stat.st_mtime_ns)


def planned(photos: list[Photo], albums: Path, **options: Any) -> Plan:
    items = [Item(photo, decision=DECISION) for photo in photos]
    return plan_sort(items, albums, "{stars}", act="copy", bar=Bar(0.5, 0.1), carry=True, **options)


def stars_of(path: Path) -> int | None:
    marks = embedded_marks(path)
    return marks.stars if marks else None


def test_copies_carry_what_was_decided_and_what_sidecars_say(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, shoot: Path, contents: Contents, drain: Drain
) -> None:
    decide(catalog, photos, flag=DECISION.flag, stars=DECISION.stars)
    before = contents(shoot)
    told = drain(perform(catalog, planned(photos, tmp_path / "albums")))
    album = next((tmp_path / "albums").iterdir())
    assert [stars_of(album / name) for name in ("IMG_1.jpg", "IMG_2.jpg", "IMG_3.png")] == [4, 4, 4]
    assert contents(album)["IMG_4.tif"] == before["IMG_4.tif"]
    assert {name: contents(album)[name] for name in ("IMG_1.cr2", "IMG_1.cr2.xmp")}.items() <= before.items()
    marks = embedded_marks(album / "IMG_1.jpg")
    assert marks
    assert (marks.flag, marks.title, marks.keywords) == (Flag.PICK, "A title", ("dog",))
    assert contents(shoot) == before
    assert {change.did for progress in told for change in progress.changes} == {"embed", "copy"}
    copies = [photo_of(album / name) for name in ("IMG_1.jpg", "IMG_4.tif")]
    assert set(catalog.decisions(copies).values()) == {DECISION}


@pytest.mark.parametrize(("decision", "stars"), [(Decision(), 5), (Decision(turn=1), 5), (Decision(stars=2), 2)])
def test_a_rating_that_was_not_read_yet_is_not_lost_in_the_copy(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, drain: Drain, decision: Decision, stars: int
) -> None:
    rated = tmp_path / "rated.jpg"
    carried(photos[1].path, lambda: Wanted(Decision(stars=5)))(rated)
    photos[0].companions[1].write_bytes(write(SIDECAR, Wanted(Decision(Flag.PICK, 5)), LIGHTROOM))
    items = [Item(photo, decision=decision) for photo in (photo_of(photos[0].path, photos[0].companions), Photo(rated))]
    drain(perform(catalog, plan_sort(items, tmp_path / "albums", "all", act="copy", bar=Bar(0.5, 0.1), carry=True)))
    assert [stars_of(tmp_path / "albums/all" / name) for name in ("IMG_1.jpg", "rated.jpg")] == [stars, stars]


def test_a_turn_is_not_written_into_copies_which_else_say_nothing(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, shoot: Path, contents: Contents, drain: Drain
) -> None:
    decide(catalog, photos[1:], turn_by=1)
    items = [Item(photo, decision=Decision(turn=1)) for photo in photos[1:]]
    drain(perform(catalog, plan_sort(items, tmp_path / "albums", "{stars}", act="copy", bar=Bar(0.5, 0.1), carry=True)))
    album = next((tmp_path / "albums").iterdir())
    assert contents(album).items() <= contents(shoot).items()
    copies = [photo_of(path) for path in sorted(album.iterdir())]
    assert set(catalog.decisions(copies).values()) == {Decision(turn=1)}


def test_a_copy_is_known_as_its_original_is_and_need_not_be_scored_again(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, drain: Drain
) -> None:
    distribution = (0.1,) * 10
    catalog.store([Result(photos[1], "its content", None, "p", distribution, np.zeros(4, np.float16))])
    drain(perform(catalog, planned(photos, tmp_path / "albums")))
    copy = photo_of(next((tmp_path / "albums").rglob("IMG_2.jpg")))
    assert copy.size != photos[1].size
    assert catalog.known([copy], "p")[copy.path].distribution == distribution


def test_they_go_to_the_trash_and_come_back(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, shoot: Path, contents: Contents, drain: Drain
) -> None:
    before, albums = contents(shoot), tmp_path / "albums"
    drain(perform(catalog, planned(photos, albums)))
    made = contents(albums)
    drain(undo(catalog))
    assert not albums.exists()
    drain(redo(catalog))
    assert contents(albums) == made
    drain(undo(catalog))
    assert contents(shoot) == before


def test_a_copy_that_was_changed_since_is_left_alone(catalog: Catalog, photos: list[Photo], tmp_path: Path) -> None:
    list(perform(catalog, planned(photos, tmp_path / "albums")))
    copy = next((tmp_path / "albums").rglob("IMG_2.jpg"))
    copy.write_bytes(b"edited since")
    failures = [failure.photo.name for progress in undo(catalog) for failure in progress.failures]
    assert failures == ["IMG_2.jpg"]
    assert copy.read_bytes() == b"edited since"


def test_what_takes_nothing_in_comes_as_it_is_and_that_is_said(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, drain: Drain
) -> None:
    damaged = photos[1].path.read_bytes()[:40]
    photos[1].path.write_bytes(damaged)
    photos[1] = photo_of(photos[1].path)
    told = drain(perform(catalog, planned(photos, tmp_path / "albums")))
    assert told[-1].message == (
        "1 photograph could not take a rating in and came as they are, with their sidecars. "
        "The photographs themselves are whole."
    )
    assert next((tmp_path / "albums").rglob("IMG_2.jpg")).read_bytes() == damaged


def test_a_manifest_has_what_the_copies_are(
    catalog: Catalog, photos: list[Photo], tmp_path: Path, drain: Drain
) -> None:
    drain(perform(catalog, planned(photos, tmp_path / "albums", manifest="json")))
    assert {one.state for one in verify(tmp_path / "albums")} == {"well"}


def test_moved_and_linked_photographs_are_never_written_into(photos: list[Photo], tmp_path: Path) -> None:
    items = [Item(photo, decision=DECISION) for photo in photos]
    for act in ("move", "clone", "hardlink", "symlink"):
        plan = plan_sort(items, tmp_path / "albums", "{stars}", act=act, bar=Bar(0.5, 0.1), carry=True)  # type: ignore[arg-type]
        assert {step.act for step in plan.steps} == {act}


@pytest.mark.parametrize("call", FAULTS)
def test_whatever_call_fails_once_nothing_wrong_is_left(
    call: str,
    catalog: Catalog,
    photos: list[Photo],
    tmp_path: Path,
    shoot: Path,
    contents: Contents,
    drain: Drain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, albums = contents(shoot), tmp_path / "albums"
    for at in range(1, 400, 1 if call == "fsync" else 3):
        plan, count, real = planned(photos[:2], albums), [0], getattr(os, call)

        def failing(*arguments: Any, real: Any = real, count: list[int] = count, at: int = at, **options: Any) -> Any:
            count[0] += 1
            if count[0] == at:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(arguments[0]))
            return real(*arguments, **options)

        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing)
            try:
                told = list(perform(catalog, plan))
            except Interrupted:
                told = []
        recover(catalog)
        failed = [failure for progress in told for failure in progress.failures]
        assert len(failed) <= 1
        for path in albums.rglob("*.jpg"):
            assert stars_of(path) == 4 or path.read_bytes() == before[path.name]  # said, and copied as it is
        assert not list(albums.rglob(".*"))
        drain(undo(catalog)) if list(albums.rglob("*.jpg")) else None
        assert contents(shoot) == before
        assert not albums.exists()
        if count[0] < at:
            return
    raise AssertionError("there is no end to the calls")
