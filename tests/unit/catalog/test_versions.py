"""Catalogs that earlier versions left on people's disks: opened, they hold all that they held."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from aesthetic_gui import disk_io, settings
from aesthetic_gui.catalog import journal, schema
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.catalog.damage.pages import Pages
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import undo
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.facts import Criterion, Measure
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Photo
from tests.unit.catalog.damage import damage
from tests.unit.catalog.versions import make

TOKEN = "0badcafe-1"
STORED = Path(__file__).parent / "versions"
EARLIER = range(1, schema.VERSION)
RENAMED = {("taste_examples", "mean"): "evidence"}  # columns that have another name now
MEASURED_BY = 1  # facts.MEASURING when the stored catalogs were made
# What the migration from a version drops on purpose: scoring makes it again, and whoever asks why.
MADE_AGAIN = {1: {"scores", "explanations"}, **{version: {"explanations"} for version in range(2, 10)}}


@pytest.fixture(params=[*EARLIER, schema.VERSION], ids="v{}".format)
def version(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def path(version: int, tmp_path: Path) -> Path:
    """The stored file; of the current version one that its maker makes, so that the maker is ready for the next."""
    path = tmp_path / "catalog.db"
    if version == schema.VERSION:
        make.make(path, version)
    else:
        shutil.copyfile(STORED / f"v{version}.db", path)
    return path


def test_a_catalog_of_every_earlier_version_is_stored() -> None:
    """Before adding a migration: python tests/unit/catalog/versions/make.py N, for the N that is current now."""
    stored = {path.name for path in STORED.glob("v*.db")}
    assert stored >= {f"v{version}.db" for version in EARLIER}


def test_a_stored_catalog_has_its_version(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        states = {state for (state,) in connection.execute("SELECT state FROM steps")}
    assert states == {"planned", "staged", "done", "reversed", "failed", "undone"}


def test_all_that_it_held_is_there_after_the_migration(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        columns = tables(connection)
        before = content(connection, columns)
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        after = content(connection, columns, RENAMED)
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert catalog.notices == ()
    for table, rows in before.items():
        if table not in MADE_AGAIN.get(version, ()):
            assert rows, f"nothing is stored in {table}"
            assert after[table] == rows


def test_it_was_copied_before_it_was_migrated(path: Path, version: int) -> None:
    Catalog.open(path).close()
    made = backup.backups(path)
    assert len(made) == (version < schema.VERSION)
    for one in made:
        with closing(sqlite3.connect(one.path)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)
            assert connection.execute("SELECT count(*) FROM decisions").fetchone() == (6,)


def test_where_no_copy_can_be_made_it_is_migrated_all_the_same_and_that_is_told(path: Path, version: int) -> None:
    backup.folder_of(path).touch()  # a file where the folder should be
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert ["No backup" in notice for notice in catalog.notices] == [True] * (version < schema.VERSION)


def test_a_damaged_one_is_repaired_as_what_it_is_and_then_migrated(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        decided = f"SELECT {', '.join(tables(connection)['decisions'])} FROM decisions"
        before = connection.execute(decided).fetchall()
        tastes = connection.execute("SELECT name FROM sqlite_master WHERE name = 'tastes'").fetchall()
    damage.overwrite(path, damage.pages_of(path, "operations", "sqlite_autoindex_photos_1"))
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        assert "set aside" in catalog.notices[0]
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
        assert connection.execute(decided).fetchall() == before
        assert connection.execute("SELECT count(*) FROM tastes").fetchone() == (2 * len(tastes),)
        assert [one.id for one in journal.open_operations(catalog)] == [7]
        assert connection.execute("SELECT chain, role FROM operations WHERE id = 6").fetchone() == (5, "undo")


def test_its_decisions_are_shown_and_can_be_undone(path: Path) -> None:
    pick = Photo(Path("/shoot/Best/a.jpg"), (), 11, make.MOMENT)
    odd = Photo(Path(os.fsdecode(b"/shoot/caf\xe9.jpg")))
    with Catalog.open(path) as catalog:
        assert catalog.decisions([pick, odd]) == {
            pick.path: Decision(Flag.PICK, 5, ColourLabel.RED),
            odd.path: Decision(Flag.PICK, 1),
        }
        assert catalog.known([pick], "")[pick.path].content_id == "content 1"
        close_what_is_open(catalog)
        assert sum(step.succeeded for step in journal.recent(catalog, 99) if step.id == 1) == 3
        for _ in undo(catalog, 1):
            pass
        assert catalog.decisions([pick, odd]) == {
            pick.path: Decision(Flag.NONE, 5, ColourLabel.RED),
            odd.path: Decision(stars=1),
        }


def test_a_page_of_decisions_that_is_adrift_after_the_migration_is_known_again(path: Path) -> None:
    """Rows from before have been written at the length of those from now: nothing else tells them from others."""
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        before = connection.execute("SELECT * FROM decisions").fetchall()
        undone = connection.execute("SELECT * FROM decided").fetchall()
    shutil.rmtree(backup.folder_of(path), ignore_errors=True)
    with Pages(path) as pages:
        schema_pages = sorted(pages.walk(1).visited)  # where the roots of all tables stand
    damage.overwrite(path, schema_pages)
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        assert connection.execute("SELECT * FROM decisions").fetchall() == before
        assert connection.execute("SELECT * FROM decided").fetchall() == undone


def close_what_is_open(catalog: Catalog) -> None:
    """No file of the shoot is here; that is another test's."""
    with catalog.transaction() as connection:
        connection.execute("UPDATE operations SET state = 'nothing' WHERE state = 'open'")


def test_nothing_was_turned_before_there_was_turning(path: Path, version: int) -> None:
    turned = Photo(Path("/shoot/Best/b.jpg"), (), 12, make.MOMENT)
    with Catalog.open(path) as catalog:
        assert catalog.decisions([turned])[turned.path].turn == (version >= 6)


def test_its_scores_are_read_the_mean_rating_being_the_evidence(path: Path, version: int) -> None:
    photo = Photo(Path("/shoot/Best/a.jpg"), (), 11, make.MOMENT)
    with Catalog.open(path) as catalog:
        known = catalog.known([photo], make.PACK)[photo.path]
    assert (known.distribution is not None) == ("scores" not in MADE_AGAIN.get(version, ()))
    assert (known.evidence, known.unlike) == (None, 0)


def test_what_was_measured_is_there_from_the_version_on_that_keeps_it(
    path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = Photo(Path("/shoot/Best/a.jpg"), (), 11, make.MOMENT)
    with Catalog.open(path) as catalog:
        assert catalog.known([photo], make.PACK)[photo.path].facts is None  # by an older measuring: it is made again
        monkeypatch.setattr("aesthetic_gui.catalog.catalog.MEASURING", MEASURED_BY)
        facts = catalog.known([photo], make.PACK)[photo.path].facts
    assert (facts is not None) == (version >= 8)
    if facts:
        assert (facts.taking.drive, facts.looks, facts.close) == ("continuous", b"looks", True)
        assert facts.measures == {Criterion.FOCUS: Measure(80, 2.1, "pixels", 0.25)}


def test_its_tastes_are_there(path: Path, version: int) -> None:
    with Catalog.open(path) as catalog:
        names = [taste.name for taste in tasting.tastes(catalog)]
    assert sorted(names) == ([] if version == 1 else ["Landscape", "wedding"])


def test_what_a_crash_left_is_put_right_and_an_old_move_can_be_undone(path: Path, tmp_path: Path) -> None:
    shoot = lay_out(tmp_path / "shoot")
    move_paths(path, shoot)
    usual = settings.catalog_path()
    usual.parent.mkdir(parents=True)
    with Catalog.open(path.rename(usual)) as catalog:
        if not catalog.trusted:  # from the version on that is bound to its place, which the stored one has left
            catalog.agree()
        (recovered,) = recover(catalog)
        assert recovered.operation.id == 7
        assert recovered.problems == ()
        assert {file.name for file in shoot.iterdir()} == {"Best", "e.jpg", "f.jpg"}
        progress = list(undo(catalog, 2))
        assert progress[-1].failures == ()
    assert {file.name for file in shoot.iterdir()} >= {"a.jpg", "b.jpg", "b.xmp", "e.jpg", "f.jpg"}


def lay_out(shoot: Path) -> Path:
    for name in ("Best/a.jpg", "Best/b.jpg", "Best/b.xmp", "e.jpg", "f.jpg", f"Later/.e.jpg.{TOKEN}{disk_io.PART}"):
        file = shoot / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * make.SIZES.get(file.name, 16))
        os.utime(file, ns=(make.MOMENT, make.MOMENT))
    return shoot


def move_paths(path: Path, shoot: Path) -> None:
    """The stored paths begin with /shoot, where a test cannot write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for table, columns in (
            ("photos", ("path",)),
            ("steps", ("source", "target", "staged")),
            ("made_folders", ("path",)),
        ):
            for column in columns:
                connection.execute(
                    f"UPDATE {table} SET {column} = CAST(? || substr({column}, 7) AS BLOB) "
                    f"WHERE substr({column}, 1, 7) = CAST('/shoot/' AS BLOB)",
                    (os.fsencode(shoot),),
                )
        name_as_the_program_does(connection)


def name_as_the_program_does(connection: sqlite3.Connection) -> None:
    """The maker's temporary names are not those that the program gives."""
    rows = connection.execute("SELECT id, target FROM steps WHERE staged <> x'2e'").fetchall()
    for number, target in rows:
        staged = disk_io.staged_path(Path(os.fsdecode(target)), TOKEN)
        connection.execute("UPDATE steps SET staged = ? WHERE id = ?", (os.fsencode(staged), number))


def tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for (name,) in names.fetchall()}


def content(connection: sqlite3.Connection, wanted: dict[str, list[str]], renamed: dict = {}) -> dict:  # noqa: B006
    """Every row, in the columns of ``wanted`` by their old names, as of which some are ``renamed``."""
    found = {}
    for table, names in wanted.items():
        now = ", ".join(renamed.get((table, name), name) for name in names)
        rows = connection.execute(f"SELECT {now} FROM {table}").fetchall()
        found[table] = sorted((dict(zip(names, row, strict=True)) for row in rows), key=repr)
    return found
