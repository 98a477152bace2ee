"""Backups: when they are made, what is in them, which are kept, and what happens where none can be made."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.catalog.schema import CatalogDamaged, damage_mark
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.photo import Photo
from tests.unit.catalog.damage import damage

NOW = datetime(2024, 5, 31, 12).astimezone()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """With 20 decisions."""
    path = tmp_path / "catalog.db"
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(Path(f"/a/{n}.jpg")) for n in range(20)], stars=3)
    return path


def aged(path: Path, days: int) -> None:
    """As if every backup had been made ``days`` earlier."""
    for one in reversed(backup.backups(path)):
        made = one.made_at - timedelta(days=days)
        one.path.rename(one.path.with_name(f"catalog-{made:%Y%m%d-%H%M%S}.db"))


def test_a_backup_holds_all_but_what_scoring_makes_again(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    damage.fill(path)
    made = backup.back_up(path)
    assert re.fullmatch(r"catalog-\d{8}-\d{6}\.db", made.name)
    assert made.parent == tmp_path / "catalog.db-backups"
    with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(made)) as there:
        tables = [name for (name,) in here.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            rows = sorted(here.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            copied = sorted(there.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            assert copied == ([] if table in ("scores", "embeddings", "explanations", "facts", "binding") else rows), (
                table
            )
    assert [file.name for file in made.parent.iterdir()] == [made.name]


def test_a_backup_opens_as_a_catalog(path: Path, tmp_path: Path) -> None:
    copied = shutil.copyfile(backup.back_up(path), tmp_path / "other.db")
    with Catalog.open(copied) as catalog:
        assert catalog.notices == ()
        assert len(catalog.decisions([Photo(Path(f"/a/{n}.jpg")) for n in range(20)])) == 20


def test_one_is_due_once_a_day_where_something_was_decided_since(path: Path) -> None:
    def made() -> int:
        assert backup.backup_if_due(path) == ""
        return len(backup.backups(path))

    assert made() == 1
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(Path("/a/0.jpg"))], stars=5)
    assert made() == 1  # today's is there already
    aged(path, 1)
    assert made() == 2
    aged(path, 1)
    assert made() == 2  # nothing was decided since
    with Catalog.open(path) as catalog:
        tasting.create(catalog, "wedding")
    assert made() == 3


def test_a_new_catalog_needs_no_backup(tmp_path: Path) -> None:
    Catalog.open(tmp_path / "catalog.db").close()
    assert backup.backup_if_due(tmp_path / "catalog.db") == ""
    assert backup.backup_if_due(tmp_path / "none.db") == ""
    assert backup.backups(tmp_path / "catalog.db") == []


def test_two_in_one_second_are_two(path: Path) -> None:
    assert len({backup.back_up(path) for _ in range(4)}) == 4
    assert len(backup.backups(path)) == 4


def test_while_it_is_made_others_decide(tmp_path: Path) -> None:
    """The copy is one state of the catalog: a decision and its entry in the journal are both in it, or neither."""
    path = tmp_path / "catalog.db"
    damage.fill(path)
    stop = threading.Event()

    def go_on() -> None:
        with Catalog.open(path) as catalog:
            while not stop.is_set():
                decide(catalog, damage.PHOTOS[:50], stars=2)

    deciding = threading.Thread(target=go_on)
    deciding.start()
    try:
        made = [backup.back_up(path) for _ in range(5)]
    finally:
        stop.set()
        deciding.join()
    for one in made:
        with closing(sqlite3.connect(one)) as connection:
            assert backup.trouble_in(connection) == ""
            orphans = (
                "SELECT count(*) FROM operations WHERE kind = 'decide' AND id NOT IN (SELECT operation_id FROM decided)"
            )
            assert connection.execute(orphans).fetchone() == (0,)


def test_where_none_can_be_made_it_is_told_and_nothing_else_fails(path: Path) -> None:
    backup.folder_of(path).write_bytes(b"a file is in the way")
    told = backup.backup_if_due(path)
    assert "No backup" in told
    assert "your work goes on" in told.lower()
    with pytest.raises(backup.BackupFailed):
        backup.back_up(path)
    with Catalog.open(path) as catalog:
        assert decide(catalog, [Photo(Path("/a/0.jpg"))], stars=1).succeeded == 1


@pytest.mark.parametrize("number", [28, 30])
def test_a_full_or_read_only_disk_is_told_and_leaves_no_part_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    backup.back_up(path)
    aged(path, 1)
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(Path("/a/0.jpg"))], stars=5)

    def fails(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(backup, "sync_file", fails)
    assert os.strerror(number) in backup.backup_if_due(path)
    assert [file.name for file in backup.folder_of(path).iterdir()] == [one.path.name for one in backup.backups(path)]
    assert len(backup.backups(path)) == 1


def test_sqlite_finding_the_disk_full_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = backup.make

    def cramped(part: Path, version: int) -> None:
        made(part, version)
        with closing(sqlite3.connect(part)) as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
        limited.append(pages)

    limited: list[int] = []
    monkeypatch.setattr(backup, "make", cramped)
    real = backup.kept_tables

    def with_limit(connection: sqlite3.Connection, schema: str = "main") -> list[str]:
        if schema == "copy":
            connection.execute(f"PRAGMA copy.max_page_count = {limited[-1]}")
        return real(connection, schema)

    monkeypatch.setattr(backup, "kept_tables", with_limit)
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(Path(f"/b/{n}.jpg")) for n in range(3_000)], stars=3)
    assert "full" in backup.backup_if_due(path)
    assert list(backup.folder_of(path).iterdir()) == []


def test_a_damaged_catalog_takes_the_place_of_no_good_backup(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    damage.fill(path)
    backup.back_up(path)
    aged(path, 1)
    (good,) = [one.path for one in backup.backups(path)]
    with Catalog.open(path) as catalog:
        decide(catalog, damage.PHOTOS[-1:], stars=1)
    damage.overwrite(path, damage.leaves_of(path, "photos")[:1])
    damage_mark(path).unlink()
    assert "damaged" in backup.backup_if_due(path)
    assert [one.path for one in backup.backups(path)] == [good]
    assert damage_mark(path).exists()  # the next start repairs it
    with pytest.raises(CatalogDamaged):
        backup.back_up(path)


def test_only_files_of_our_own_names_are_ever_removed(path: Path) -> None:
    folder = backup.folder_of(path)
    folder.mkdir()
    theirs = [
        "catalog.db",
        "catalog-20240101-120000 copy.db",
        "catalog-20240199-120000.db",
        "Catalog-20200101-120000.db",
    ]
    for name in theirs:
        (folder / name).touch()
    for day in range(1, 29):
        (folder / f"catalog-202402{day:02}-120000.db").touch()
    left = folder / "catalog-20240101-120000.db.0123abcd.part"
    left.touch()
    os.utime(left, (0, 0))
    made = backup.back_up(path)
    names = {file.name for file in folder.iterdir()}
    assert names >= {*theirs, made.name}
    assert left.name not in names
    assert len(backup.backups(path)) < 20


@given(st.lists(st.integers(0, 800 * 24 * 60), min_size=1, max_size=200))
def test_what_is_kept_has_the_newest_and_is_never_more_than_a_handful(minutes: list[int]) -> None:
    made = [NOW - timedelta(minutes=ago) for ago in minutes]
    kept = backup.to_keep(made)
    assert max(made) in kept
    assert kept <= set(made)
    of_last_day = {one for one in made if one.date() == max(made).date()}
    assert len(kept - of_last_day) <= 6 + 4 + 6
    assert backup.to_keep(kept) == kept


def test_a_year_of_daily_backups_leaves_days_weeks_and_months() -> None:
    kept: set[datetime] = set()
    for day in range(400):
        kept = backup.to_keep({*kept, NOW + timedelta(days=day)})
    days_ago = sorted((max(kept) - one).days for one in kept)
    assert len(kept) == 7 + 4 + 6
    assert days_ago[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert 20 <= days_ago[10] <= 42
    assert 150 <= days_ago[-1] <= 240


def test_the_backups_of_one_day_stay_until_the_next(path: Path) -> None:
    today = [NOW - timedelta(minutes=n) for n in range(5)]
    assert backup.to_keep(today) == set(today)
    assert backup.to_keep([*today, NOW + timedelta(days=1)]) == {today[0], NOW + timedelta(days=1)}
