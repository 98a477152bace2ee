"""A damaged catalog: what can be read of it, or of a backup, is there at the next start."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aesthetic_gui.catalog import in_use, journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup, rebuilding, rescue
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.catalog.schema import CatalogDamaged, CatalogError, CatalogTooNew, damage_mark
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.planning import plan_move
from aesthetic_gui.culling.operations.recovering import recover
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Decision, Flag
from tests.unit.catalog.damage import damage
from tests.unit.catalog.damage.damage import (
    COUNT,
    PAGE,
    PHOTOS,
    leaves_of,
    overwrite,
    pages_of,
    readable,
    true_decision,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "catalog.db"
    damage.fill(path)
    return path


@pytest.fixture
def path(sound: Path, tmp_path: Path) -> Path:
    return opened_before(sound, tmp_path)


def opened_before(sound: Path, folder: Path) -> Path:
    """A catalog with the mark beside it that the program leaves: however damaged, it is known to be one."""
    path = Path(shutil.copyfile(sound, folder / "catalog.db"))
    in_use.lock_file(path).touch()
    return path


def opened_after(path: Path) -> tuple[str, set[int]]:
    """The notice, and of whom the decision is there as it was; nothing is damaged any more."""
    before = path.read_bytes()
    with Catalog.open(path) as catalog:
        (notice,) = catalog.notices
        decisions = catalog.decisions(PHOTOS)
        with catalog.reading() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    (aside,) = path.parent.glob(f"{path.name}.damaged-*")
    assert aside.name in notice
    assert aside.read_bytes() == before
    with Catalog.open(path) as catalog:
        assert catalog.notices == ()
    numbers = {n for n, photo in enumerate(PHOTOS) if decisions.get(photo.path) == true_decision(n)}
    for n in set(range(COUNT)) - numbers:
        assert decisions.get(PHOTOS[n].path, Decision()) in (Decision(), Decision(true_decision(n).flag)), (
            "not even once"
        )
    return notice, numbers


@pytest.mark.parametrize("table", ["photos", "decisions", "decided", "sqlite_autoindex_photos_1", "operations"])
@pytest.mark.parametrize("part", ["root", "leaves", "all"])
def test_damage_to_one_table_loses_no_decision(path: Path, table: str, part: str) -> None:
    """Each stands in two places: the path in an index, the decision in the journal."""
    everywhere = pages_of(path, table)
    overwrite(path, {"root": everywhere[:1], "leaves": leaves_of(path, table)[::2], "all": everywhere}[part])
    notice, kept = opened_after(path)
    assert kept == set(range(COUNT))
    assert f"{COUNT:,} decisions" in notice or f"{COUNT} decisions" in notice


def test_what_stood_on_torn_pages_only_is_lost_and_the_rest_is_not(path: Path) -> None:
    torn = leaves_of(path, "photos")[3:9] + leaves_of(path, "sqlite_autoindex_photos_1")[1:4]
    expected = readable(path, torn)
    overwrite(path, torn)
    notice, kept = opened_after(path)
    assert kept == expected
    assert 100 < len(kept) < COUNT
    assert f"{len(kept)} decisions" in notice
    assert f"Of {COUNT - len(kept)} decisions it could not be read whose they are" in notice


def test_a_backup_gives_what_the_damaged_catalog_cannot(path: Path) -> None:
    backup.back_up(path)
    overwrite(path, pages_of(path, "photos", "sqlite_autoindex_photos_1", "decisions", "decided"))
    notice, kept = opened_after(path)
    assert kept == set(range(COUNT))
    assert (
        f"0 decisions (picks, stars, labels) and 1 taste were taken over, {COUNT} more decisions from the backup of"
        in notice
    )


def test_the_newer_decision_of_the_damaged_catalog_counts_not_the_backups(path: Path) -> None:
    """One that is torn in the catalog, but younger than the backup, comes from the journal."""
    backup.back_up(path)
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS[:10], flag=Flag.NONE, stars=4)
    overwrite(path, pages_of(path, "decisions"))
    with Catalog.open(path) as catalog:
        decisions = catalog.decisions(PHOTOS)
    assert {decisions[photo.path].stars for photo in PHOTOS[:10]} == {4}
    assert len(decisions) == COUNT


def test_a_taste_that_was_removed_stays_removed(path: Path) -> None:
    backup.back_up(path)
    with Catalog.open(path) as catalog:
        tasting.remove(catalog, "wedding")
    overwrite(path, pages_of(path, "photos"))
    with Catalog.open(path) as catalog:
        assert tasting.tastes(catalog) == []


def test_the_members_of_a_taste_are_taken_over(path: Path) -> None:
    overwrite(path, leaves_of(path, "photos")[:4])
    Catalog.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM taste_members").fetchone() == (300,)


def test_numbers_that_a_restored_catalog_gave_away_again_are_not_mixed_up(path: Path, tmp_path: Path) -> None:
    """The backup that was made before an older one was put back tells of other photographs under the same numbers."""
    old = backup.back_up(path)
    kept = tmp_path / "old.db"
    shutil.copyfile(old, kept)
    with Catalog.open(path) as catalog:
        decide(catalog, [damage.Photo(Path(f"/elsewhere/{n}.jpg")) for n in range(50)], stars=1)
    newer = backup.back_up(path)
    shutil.copyfile(kept, path)
    with Catalog.open(path) as catalog:
        decide(catalog, [damage.Photo(Path(f"/here/{n}.jpg")) for n in range(50)], stars=5)
    overwrite(path, pages_of(path, "decisions"))
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        assert newer in [one.path for one in backup.backups(path)]
        stars = connection.execute(
            "SELECT DISTINCT stars FROM decisions JOIN photos ON id = photo_id "
            "WHERE instr(path, CAST('/here' AS BLOB)) = 1"
        ).fetchall()
        elsewhere = connection.execute(
            "SELECT 1 FROM photos WHERE instr(path, CAST('/elsewhere' AS BLOB)) = 1"
        ).fetchall()
    assert stars == [(5,)]
    assert elsewhere == []


def test_a_damaged_backup_is_passed_over_for_an_older_one(path: Path) -> None:
    backup.back_up(path)
    newest = backup.back_up(path)
    overwrite(newest, pages_of(newest, "decisions"))
    overwrite(path, pages_of(path, "decisions", "decided"))
    _, kept = opened_after(path)
    assert kept == set(range(COUNT))


@pytest.mark.parametrize("table", ["photos", "decisions", "operations", "sqlite_autoindex_photos_1"])
def test_the_journal_is_taken_over_with_what_is_open_and_what_can_be_undone(path: Path, table: str) -> None:
    overwrite(path, pages_of(path, table))
    with Catalog.open(path) as catalog:
        (left,) = journal.open_operations(catalog)
        assert len(journal.steps(catalog, left.id)) == 60
        done = next(one for one in journal.recent(catalog, 99) if one.id == left.id - 1)
        assert done.state == "done"
        assert len(journal.units_to_invert(catalog, done.id, "undo")) == 60
        assert journal.made_folders(catalog, done.id) == [damage.SHOOT / "Move to Best"]


def test_an_old_decision_can_be_undone_after_a_rescue(path: Path) -> None:
    with Catalog.open(path) as catalog:
        with catalog.transaction() as connection:
            connection.execute("UPDATE operations SET state = 'nothing' WHERE state = 'open'")
        number = decide(catalog, PHOTOS[:5], stars=5).id
    overwrite(path, leaves_of(path, "photos")[:3])
    with Catalog.open(path) as catalog:
        list(undo(catalog, number))
        decisions = catalog.decisions(PHOTOS)
    assert [decisions[photo.path] for photo in PHOTOS[:5]] == [true_decision(n) for n in range(5)]


@pytest.mark.parametrize("tables", [("photos",), ("operations",), ("decisions", "decided", "operations_by_chain")])
def test_photographs_that_a_crash_left_under_way_are_seen_to_and_an_earlier_move_is_undone(
    tmp_path: Path, tables: tuple[str, ...]
) -> None:
    path, shoot = tmp_path / "catalog.db", tmp_path / "shoot"
    shoot.mkdir()
    for number in range(20):
        (shoot / f"{number:02}.jpg").write_bytes(b"%d" % number * 50)
    with Catalog.open(path) as catalog:
        photos = list(find_photos([shoot]))
        for moved, to in ((photos[:10], "best"), (photos[10:], "later")):
            *_, last = perform(catalog, plan_move(moved, tmp_path / to))
        earlier = last.operation - 1
        with catalog.transaction() as connection:  # as it stands in the journal until a unit is ticked off
            connection.execute("UPDATE operations SET state = 'open', finished_at = NULL WHERE id = ?", (earlier + 1,))
            connection.execute("UPDATE steps SET state = 'planned' WHERE operation_id = ?", (earlier + 1,))
    overwrite(path, pages_of(path, *tables))
    with Catalog.open(path) as catalog:
        assert "set aside" in catalog.notices[0]
        (recovered,) = recover(catalog)
        assert (recovered.operation.id, recovered.operation.succeeded) == (earlier + 1, 10)
        *_, undone = undo(catalog, earlier)
        assert (undone.done, undone.failures) == (10, ())
    assert sorted(file.name for file in shoot.iterdir()) == [f"{number:02}.jpg" for number in range(10)]
    assert len(list((tmp_path / "later").iterdir())) == 10


def truncated(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // PAGE * PAGE + 700)
    damage_mark(path).touch()


def schema_page(path: Path) -> None:
    with damage.Pages(path) as pages:
        overwrite(path, pages.walk(1).visited - {1})


PLACES: dict[str, Callable[[Path], None]] = {
    "the first page": lambda path: overwrite(path, [1]),
    "the first page is nothing": lambda path: overwrite(path, [1], bytes(PAGE)),
    "the header": lambda path: overwrite(path, [1], b"\xff" * 100),
    "the version": lambda path: patch(path, 60, b"\x7f\xff\xff\xff"),
    "no version": lambda path: patch(path, 60, bytes(4)),
    "the owner": lambda path: patch(path, 68, b"\x00\x00\x00\x01"),
    "the schema": schema_page,
    "every root": lambda path: overwrite(path, roots(path)),
}


def patch(path: Path, at: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def roots(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [page for (page,) in connection.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0")]


@pytest.mark.parametrize("place", PLACES)
def test_no_decision_is_lost_where_the_pages_with_rows_are_left(path: Path, place: str) -> None:
    PLACES[place](path)
    _, kept = opened_after(path)
    assert kept == set(range(COUNT))


@pytest.mark.parametrize("place", [*PLACES, "cut off", "empty"])
def test_with_a_backup_no_damage_loses_a_decision_that_is_in_it(path: Path, place: str) -> None:
    backup.back_up(path)
    {**PLACES, "cut off": truncated, "empty": lambda path: os.truncate(path, 0)}[place](path)
    _, kept = opened_after(path)
    assert kept == set(range(COUNT))


def test_a_file_that_was_cut_off_gives_what_is_left_of_it(path: Path) -> None:
    whole = path.read_bytes()
    truncated(path)
    _, kept = opened_after(path)
    (path.parent / "whole.db").write_bytes(whole)
    cut = range(path.parent.joinpath("whole.db").stat().st_size // 2 // PAGE + 1, 10_000)
    assert kept == readable(path.parent / "whole.db", cut)
    assert kept


KINDS = {
    "zero": bytes(PAGE),
    "ones": b"\xff" * PAGE,
    "noise": None,
    "leaf": b"\x0d\x00\x00\x00\x00\x10\x00\x00" + bytes(PAGE - 8),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_decision_on_a_readable_page_is_lost_wherever_the_damage_is(sound: Path, tmp_path: Path, data) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    path = opened_before(sound, folder)
    count = path.stat().st_size // PAGE
    torn = data.draw(st.sets(st.integers(1, count), min_size=1, max_size=count // 2))
    overwrite(path, torn, KINDS[data.draw(st.sampled_from(sorted(KINDS)))])
    if data.draw(st.booleans()):
        (folder / "catalog.db-shm").write_bytes(os.urandom(5000))
    try:
        _, kept = opened_after(path)
    except ValueError:  # nothing that matters was damaged, so nothing is told
        with Catalog.open(path) as catalog:
            kept = {n for n, photo in enumerate(PHOTOS) if photo.path in catalog.decisions(PHOTOS)}
    assert kept >= readable(sound, torn)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 10**6), content=st.binary(min_size=1, max_size=3_000))
def test_it_opens_after_any_bytes_were_overwritten(sound: Path, tmp_path: Path, at: int, content: bytes) -> None:
    """Damage within a page may pass for a row; the program opens all the same."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    path = opened_before(sound, folder)
    patch(path, at % path.stat().st_size, content)
    damage_mark(path).touch()
    try:
        with Catalog.open(path) as catalog:
            assert len(catalog.decisions(PHOTOS)) > COUNT // 2
    except CatalogTooNew:
        assert 57 <= at % path.stat().st_size <= 63  # the bytes make a version that there may be one day


def test_nonsense_in_the_log_and_the_shared_memory_harms_nothing(path: Path) -> None:
    path.with_name("catalog.db-wal").write_bytes(os.urandom(40_000))
    path.with_name("catalog.db-shm").write_bytes(os.urandom(40_000))
    with Catalog.open(path) as catalog:
        assert catalog.notices == ()
        assert len(catalog.decisions(PHOTOS)) == COUNT


def test_what_is_in_the_log_only_is_taken_over(path: Path, tmp_path: Path) -> None:
    """The program was killed: the last decisions are in the log, and a page of the file is torn."""
    killed = tmp_path / "killed" / "catalog.db"
    killed.parent.mkdir()
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS[100:110], stars=5)
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), killed.with_name(killed.name + suffix))
    overwrite(killed, leaves_of(path, "photos")[-2:])
    log = killed.with_name("catalog.db-wal").read_bytes()
    with Catalog.open(killed) as catalog:
        assert "set aside" in catalog.notices[0]
        decisions = catalog.decisions(PHOTOS)
    assert {decisions[photo.path].stars for photo in PHOTOS[100:110]} == {5}
    assert len(decisions) == COUNT
    (aside,) = killed.parent.glob("catalog.db.damaged-*-wal")
    assert aside.read_bytes() == log


def test_an_empty_file_beside_its_log_gives_what_the_log_holds(tmp_path: Path) -> None:
    made = tmp_path / "made.db"
    path = tmp_path / "catalog.db"
    with Catalog.open(made) as catalog:
        decide(catalog, PHOTOS[:50], stars=3)
        shutil.copyfile(tmp_path / "made.db-wal", tmp_path / "catalog.db-wal")
    path.touch()
    with Catalog.open(path) as catalog:
        assert len(catalog.decisions(PHOTOS)) == 50


def test_an_empty_file_alone_is_a_new_catalog(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.touch()
    with Catalog.open(path) as catalog:
        assert catalog.notices == ()


def test_where_the_catalog_is_gone_the_backup_is_named(path: Path) -> None:
    made = backup.back_up(path)
    path.unlink()
    with Catalog.open(path) as catalog:
        assert str(made) in catalog.notices[0]
        assert "restore" in catalog.notices[0]


def test_a_repair_that_a_power_cut_interrupted_is_finished(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overwrite(path, pages_of(path, "photos"))
    damaged = path.read_bytes()

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(rescue, "_finish", cut)
        with pytest.raises(KeyboardInterrupt):
            Catalog.open(path)
    assert path.read_bytes() == damaged
    with Catalog.open(path) as catalog:
        assert "is finished" in catalog.notices[0]
        assert len(catalog.decisions(PHOTOS)) == COUNT
    (aside,) = path.parent.glob("catalog.db.damaged-*")
    assert aside.read_bytes() == damaged


def test_where_a_repair_finds_no_room_the_damaged_catalog_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    overwrite(path, pages_of(path, "photos"))
    damaged = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(rebuilding, "rebuild", full)
        with pytest.raises(CatalogError, match="No space left"):
            Catalog.open(path)
    assert path.read_bytes() == damaged
    _, kept = opened_after(path)
    assert kept == set(range(COUNT))


def test_a_damaged_catalog_that_a_window_has_open_is_not_taken_away(path: Path) -> None:
    with Catalog.open(path):
        overwrite(path, pages_of(path, "photos"))
        damaged = path.read_bytes()
        with pytest.raises(CatalogDamaged, match="another window"):
            Catalog.open(path)
    assert path.read_bytes() == damaged


def test_a_second_window_does_not_pass_for_a_crash(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(rescue, "check_after_crash", looked.append)
    with Catalog.open(path) as one:
        decide(one, PHOTOS[:1], stars=1)
        Catalog.open(path).close()
        assert looked == []
        for suffix in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + suffix), path.with_name("killed.db" + suffix))
    Catalog.open(path.with_name("killed.db")).close()
    assert looked == [path.with_name("killed.db")]
    with in_use.alone(path) as alone:
        assert alone


def test_photographs_without_a_decision_are_told_so_that_their_sidecars_are_read(path: Path) -> None:
    torn = [*pages_of(path, "decided"), *leaves_of(path, "decisions")[:2]]
    expected = readable(path, torn)
    overwrite(path, torn)
    with Catalog.open(path) as catalog, catalog.reading() as connection:
        missing = photo_rows.undecided_paths(connection)
    assert missing == [photo.path for n, photo in enumerate(PHOTOS) if n not in expected]
    assert missing
