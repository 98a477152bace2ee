"""A catalog from a stranger: its journal may say what it likes of other people's files, nothing happens to them.

Every act at every state, with all that identifies the victims' files given truly, through every door.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, get_args

import pytest

from aesthetic_gui import settings
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import BOUND_FROM
from aesthetic_gui.catalog.steps import Act, Link, StepRow, StepState, TrashNote, Writing
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.culling.operations.trust.claims import Foreign, claims
from aesthetic_gui.disk_io import staged_path
from aesthetic_gui.photo import Decision, Photo
from tests.unit.culling.operations.crafted import XMP, craft, everything_below, known

ACTS: tuple[Act, ...] = get_args(Act)
STATES: tuple[StepState, ...] = get_args(StepState)
OLD, NEW = XMP % b"", XMP % b"<!-- evil -->"
NOTE = b"[Trash Info]\nPath=/home/victim/photo.jpg\nDeletionDate=2024-05-31T12:00:00\n"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A home with what a stranger would like to change."""
    home = tmp_path / "victim"
    for name, content in {
        "photo.jpg": b"the only copy",
        "copy.jpg": b"the only copy",
        "photo.xmp": NEW,
        ".bashrc": b"export SAFE=1\n",
        "Trash/files/thrown.jpg": b"thrown away by mistake",
        "Trash/info/thrown.jpg.trashinfo": NOTE,
    }.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(content)
    (home / "empty").mkdir()
    (home / "link.jpg").symlink_to(home / "photo.jpg")
    (home / "second.jpg").hardlink_to(home / ".bashrc")
    return home


def step(act: Act, state: StepState, victim: Path) -> StepRow:
    """What recovery or undo of a trusted catalog would act on."""
    photo, other, absent = victim / "photo.jpg", victim / "copy.jpg", victim / "absent.jpg"
    target: Path = {"move": absent, "symlink": victim / "link.jpg", "hardlink": victim / "second.jpg"}.get(act, other)
    source = {"hardlink": victim / ".bashrc"}.get(act, photo)
    row = StepRow(
        0,
        act,
        source,
        target,
        staged_path(target, "0badcafe-1"),
        state=state,
        **known(target if target.exists() else source),
    )
    if act == "write":
        sidecar = victim / "photo.xmp"
        return StepRow(
            *(0, act, sidecar, sidecar, staged_path(sidecar, "0badcafe-1")),
            photo=photo, state=state, writing=Writing(OLD, NEW), **known(sidecar),
        )  # fmt: skip
    if act == "unlink":
        return StepRow(0, act, victim / "new.desktop", Path(), Path(), link=Link(photo, True), state=state)
    if act in ("trash", "restore"):
        inside, note = victim / "Trash/files/thrown.jpg", victim / "Trash/info/thrown.jpg.trashinfo"
        ends = (victim / "thrown.jpg", inside) if act == "trash" else (inside, victim / "thrown.jpg")
        return StepRow(
            *(0, act, *ends, staged_path(ends[1], "0badcafe-1")),
            trash_note=TrashNote(note, NOTE), state=state, **known(inside),
        )  # fmt: skip
    return row


def through_recovery(catalog: Path) -> None:
    with Catalog.open(catalog) as opened:
        assert not opened.trusted
        assert recover(opened) == []


def through_undo(catalog: Path) -> None:
    with Catalog.open(catalog) as opened, pytest.raises(Foreign, match="not made here"):
        list(undo(opened, 1))


def through_redo(catalog: Path) -> None:
    with Catalog.open(catalog) as opened, pytest.raises(Foreign):
        list(redo(opened, 1))


DOORS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "recovery": ("open", through_recovery),
    "undo": ("done", through_undo),
    "redo": ("undone", through_redo),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("act", ACTS)
def test_the_journal_of_a_stranger_touches_no_file_whatever_it_says(
    act: Act, door: str, victim: Path, tmp_path: Path
) -> None:
    state, go = DOORS[door]
    before = everything_below(victim)
    for number, step_state in enumerate(STATES):
        made = craft(
            tmp_path / f"{number}.db", [step(act, step_state, victim)], state=state, folders=[victim / "empty"]
        )
        go(made)
        assert everything_below(victim) == before, step_state


@pytest.mark.parametrize("words", [("history",), ("undo",), ("undo", "1"), ("redo", "1"), ("recover",), ("score",)])
def test_no_verb_of_the_command_line_touches_what_a_strangers_journal_names(
    words: tuple[str, ...], victim: Path, tmp_path: Path, run: Any
) -> None:
    before = everything_below(victim)
    steps = [step(act, "planned" if act == "unlink" else "staged", victim) for act in ACTS]
    made = craft(tmp_path / "gift.db", steps, folders=[victim / "empty"])
    paths = [str(victim)] if words == ("score",) else []
    told = run(*words, *paths, "--catalog", made)
    assert "not made here" in told.err
    assert "nothing was lost" not in told.out + told.err
    assert everything_below(victim) == before


def test_recover_lists_every_file_and_does_nothing_without_agreement(victim: Path, tmp_path: Path, run: Any) -> None:
    made = craft(tmp_path / "gift.db", [step(act, "staged", victim) for act in ACTS])
    told = run("recover", "--catalog", made)
    assert told.code == 3
    for name in (
        "photo.jpg",
        "copy.jpg",
        "photo.xmp",
        ".bashrc",
        "second.jpg",
        "link.jpg",
        "thrown.jpg",
        "new.desktop",
    ):
        assert str(victim / name) in told.out
    assert "--agree" in told.err


def test_a_restored_catalog_touches_nothing_at_any_later_start(victim: Path, tmp_path: Path, run: Any) -> None:
    with Catalog.open(settings.catalog_path()) as own:
        decide(own, [Photo(victim / "photo.jpg")], stars=3)
    made = craft(tmp_path / "backup.db", [step(act, "staged", victim) for act in ACTS], folders=[victim / "empty"])
    before = everything_below(victim)
    assert "before you agree" in run("catalog", "restore", made).err
    for words in (("history",), ("recover",), ("undo",), ("history",)):
        assert "not made here" in run(*words).err
        assert everything_below(victim) == before


def age(connection: sqlite3.Connection) -> None:
    """Make the catalog one of the last version that was not bound."""
    connection.execute("ALTER TABLE taste_examples RENAME COLUMN evidence TO mean")
    for column in ("evidence", "unlike"):
        connection.execute(f"ALTER TABLE scores DROP COLUMN {column}")
    for column in ("target", "unit", "sure", "regions", "contributions"):
        connection.execute(f"ALTER TABLE explanations DROP COLUMN {column}")
    for table, columns in (("decisions", ["turn"]), ("agreed", ["turn"]), ("decided", ["turn_before", "turn_after"])):
        for column in columns:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("details", "described", "agreed_details", "facts", "stacked", "regrouped", "binding", "drives"):
        connection.execute(f"DROP TABLE {table}")
    for index in ("steps_by_source", "operations_undoing"):
        connection.execute(f"DROP INDEX {index}")
    connection.execute(f"PRAGMA user_version = {BOUND_FROM - 1}")


def test_an_old_format_does_not_make_a_strangers_catalog_ours(victim: Path, tmp_path: Path, run: Any) -> None:
    """Only what was at the usual place before this program came is taken for the person's own."""
    Catalog.open(tmp_path / "own.db").close()
    made = craft(tmp_path / "old.db", [step("copy", "staged", victim)])
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        age(connection)
    before = everything_below(victim)
    assert run("catalog", "restore", made).code == 0
    with Catalog.open(settings.catalog_path()) as catalog:
        assert not catalog.trusted
    settings.catalog_path().unlink()
    shutil.copyfile(made, settings.catalog_path())
    with Catalog.open(settings.catalog_path()) as catalog:
        assert not catalog.trusted
        assert recover(catalog) == []
    assert everything_below(victim) == before


def test_a_catalog_of_before_at_the_usual_place_is_the_persons_own(tmp_path: Path) -> None:
    made = craft(settings.catalog_path(), [])
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        age(connection)
        connection.execute("INSERT INTO made_folders VALUES (1, ?)", (os.fsencode(tmp_path / "none"),))
    with Catalog.open(made) as catalog:
        assert catalog.trusted
        assert [one.operation.id for one in recover(catalog)] == [1]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A catalog that was made here, with a move that can be undone."""
    path, photo = tmp_path / "own" / "catalog.db", tmp_path / "shoot" / "IMG_1.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"a photograph")
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(photo)], stars=4)
        list(perform(catalog, plan_move([Photo(photo)], tmp_path / "album")))
    return path


def test_the_catalog_that_was_made_here_is_trusted_again(own: Path) -> None:
    with Catalog.open(own) as catalog:
        assert catalog.trusted
        assert not [one.failures for one in undo(catalog) if one.failures]


@pytest.mark.parametrize("way", ["moved", "copied", "copied over itself", "put back", "another person's", "forged"])
def test_what_was_made_here_and_went_another_way_is_agreed_to_again(
    way: str, own: Path, tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, elsewhere = own, tmp_path / "elsewhere.db"
    if way == "moved":
        path = own.rename(elsewhere)
    elif way == "copied":
        path = Path(shutil.copyfile(own, elsewhere))
    elif way == "copied over itself":
        shutil.copyfile(own, elsewhere)
        own.unlink()
        elsewhere.rename(own)
    elif way == "put back":
        shutil.copyfile(own, elsewhere)
        assert run("catalog", "restore", elsewhere, "--catalog", own).code == 0
    elif way == "another person's":
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
    else:
        with closing(sqlite3.connect(own, isolation_level=None)) as connection:
            connection.execute("UPDATE binding SET proof = ?", (b"\0" * 32,))
    with Catalog.open(path) as catalog:
        assert not catalog.trusted
        assert catalog.decisions([Photo(tmp_path / "album" / "IMG_1.jpg")]) != {}
        with pytest.raises(Foreign):
            list(undo(catalog))
        assert any("IMG_1.jpg" in line for line in claims(catalog).past)
        catalog.agree()
        assert not [one.failures for one in undo(catalog) if one.failures]
    with Catalog.open(path) as catalog:
        assert catalog.trusted
    assert (tmp_path / "shoot" / "IMG_1.jpg").read_bytes() == b"a photograph"


def test_decisions_and_new_operations_work_in_a_strangers_catalog(victim: Path, tmp_path: Path) -> None:
    made = craft(tmp_path / "gift.db", [step("copy", "staged", victim)], folders=[victim / "empty"])
    before, photo = everything_below(victim), tmp_path / "mine.jpg"
    photo.write_bytes(b"mine")
    with Catalog.open(made) as catalog:
        decide(catalog, [Photo(photo)], stars=2)
        assert not [one.failures for one in undo(catalog) if one.failures]  # of the decision
        assert catalog.decisions([Photo(photo)]) in ({}, {photo: Decision()})
        assert not [
            one.failures for one in perform(catalog, plan_copy([Photo(photo)], tmp_path / "to")) if one.failures
        ]
        assert [one.id for one in journal.open_operations(catalog)] == [1]
    assert (tmp_path / "to" / "mine.jpg").read_bytes() == b"mine"
    assert everything_below(victim) == before


def test_rows_that_wait_for_an_operation_to_come_do_not_join_it(victim: Path, tmp_path: Path) -> None:
    """The numbers of operations can be told beforehand: what belongs to none yet is damage."""
    made = craft(tmp_path / "gift.db", [step("copy", "staged", victim)])
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("UPDATE steps SET operation_id = 3, state = 'planned'")
        connection.execute("INSERT INTO made_folders VALUES (3, ?)", (os.fsencode(victim / "empty"),))
    before, photo = everything_below(victim), tmp_path / "mine.jpg"
    photo.write_bytes(b"mine")
    with Catalog.open(made) as catalog:
        for folder in "abcd":
            list(perform(catalog, plan_copy([Photo(photo)], tmp_path / folder)))
    assert everything_below(victim) == before


@pytest.mark.parametrize("what", ["a trigger", "a view", "an index", "a generated column", "a table"])
def test_what_the_program_never_makes_is_refused_and_left_alone(what: str, tmp_path: Path, run: Any) -> None:
    path = tmp_path / "gift.db"
    Catalog.open(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            {
                "a trigger": "CREATE TRIGGER evil AFTER INSERT ON decisions BEGIN DELETE FROM photos; END",
                "a view": "CREATE VIEW evil AS SELECT 1",
                "an index": "CREATE INDEX evil ON photos (hex(path))",
                "a generated column": "CREATE TABLE evil (a, b AS (abs(a)))",
                "a table": "CREATE TABLE evil (a)",
            }[what]
        )
    before = path.read_bytes()
    told = run("history", "--catalog", path)
    assert told.code == 3
    assert "evil" in told.err
    assert path.read_bytes() == before


def test_a_table_of_ours_that_says_something_else_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "gift.db"
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(tmp_path / "a.jpg")], stars=3)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE tastes ADD COLUMN evil TEXT GENERATED ALWAYS AS (hex(zeroblob(9)))")
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        assert "set aside" in catalog.notices[0]
        assert catalog.decisions([Photo(tmp_path / "a.jpg")])[tmp_path / "a.jpg"].stars == 3
        assert "evil" not in str(connection.execute("SELECT sql FROM sqlite_master").fetchall())


def test_a_catalog_is_opened_without_trust_in_what_its_schema_says(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "catalog.db") as catalog, catalog.reading() as connection:
        values = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("trusted_schema", "cell_size_check")]
    assert values == [0, 1]


def test_the_key_is_its_owners_alone_and_what_is_no_key_is_replaced(tmp_path: Path) -> None:
    key = settings.data_dir() / "catalog.key"
    Catalog.open(tmp_path / "one.db").close()
    assert key.stat().st_mode & 0o777 == 0o600
    first = key.read_bytes()
    assert len(first) == 32
    key.write_bytes(b"short")
    Catalog.open(tmp_path / "two.db").close()
    assert len(key.read_bytes()) == 32
    assert key.read_bytes() != first
