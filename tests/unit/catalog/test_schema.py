"""Opening a catalog: new, newer, damaged, somebody else's, and two processes at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from aesthetic_gui.catalog import lock, schema
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogDamaged, CatalogError, CatalogTooNew, NotACatalog
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Decision, Flag, Photo
from tests.unit.catalog.damage import damage

DECIDES = """
import sys
from pathlib import Path
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Photo
with Catalog.open(Path(sys.argv[1])) as catalog:
    for n in range(40):
        decide(catalog, [Photo(Path(f"/shoot/{sys.argv[2]}-{n}.jpg"))], stars=int(sys.argv[2]))
"""


def test_a_catalog_is_written_ahead_and_keeps_its_references(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "catalog.db") as catalog, catalog.transaction() as connection:
        values = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "foreign_keys")]
        assert values == ["wal", 1]
        assert connection.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION


def test_a_newer_catalog_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    Catalog.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CatalogTooNew, match="newer version"):
        Catalog.open(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Lightroom.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE Adobe_images (id_local INTEGER)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NotACatalog, match="another program"):
        Catalog.open(path)
    assert path.read_bytes() == before


def test_a_photograph_named_as_the_catalog_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 not a database")
    with pytest.raises(NotACatalog, match="not a catalog"):
        Catalog.open(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_catalog_is_set_aside_and_said(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    Catalog.open(path).close()
    path.write_bytes(b"complete nonsense" * 1000)
    with Catalog.open(path) as catalog:
        assert catalog.known([], "p") == {}
        assert "set aside" in catalog.notices[0]
    (aside,) = tmp_path.glob("catalog.db.damaged-*")
    assert aside.read_bytes() == b"complete nonsense" * 1000


def test_decisions_are_taken_over_from_a_damaged_catalog(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    photos = [Photo(tmp_path / f"IMG_{n:05}.jpg") for n in range(2_000)]
    with Catalog.open(path) as catalog:
        decide(catalog, photos, flag=Flag.PICK)
    damage.overwrite(path, damage.leaves_of(path, "photos", "sqlite_autoindex_photos_1")[10:30])
    (tmp_path / "catalog.db-wal").write_bytes(b"left by a crash")
    with Catalog.open(path) as catalog:
        assert "decisions" in catalog.notices[0]
        kept = catalog.decisions(photos)
    assert 1_000 < len(kept) < 2_000
    assert set(kept.values()) == {Decision(Flag.PICK)}


def test_a_version_that_there_will_never_be_is_taken_for_damage(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    Catalog.open(path).close()
    with path.open("r+b") as file:
        file.seek(60)
        file.write(b"\x7f\xff\xff\xff")  # where the version stands
    with Catalog.open(path) as catalog:
        assert "set aside" in catalog.notices[0]


def test_a_damaged_catalog_that_is_in_use_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(b"complete nonsense" * 1000)
    with lock.hold(path), pytest.raises(CatalogDamaged, match="another window"):
        Catalog.open(path)
    assert path.read_bytes() == b"complete nonsense" * 1000


def test_a_catalog_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CatalogError, match="--catalog"):
        Catalog.open(tmp_path / "file" / "catalog.db")


def test_a_failing_migration_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalog.db"
    with Catalog.open(path) as catalog:
        decide(catalog, [Photo(Path("/a.jpg"))], stars=2)
    with monkeypatch.context() as newer:
        newer.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, ("CREATE TABLE more (x)", "nonsense")))
        newer.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(CatalogError):
            Catalog.open(path)
    with Catalog.open(path) as catalog:
        assert catalog.decisions([Photo(Path("/a.jpg"))])


def test_two_processes_may_open_and_decide_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "catalog.db"
    command = [sys.executable, "-c", DECIDES, str(path)]
    started = [subprocess.Popen([*command, str(n)]) for n in (1, 2, 3)]
    assert [process.wait(60) for process in started] == [0, 0, 0]
    photos = [Photo(Path(f"/shoot/{n}-{i}.jpg")) for n in (1, 2, 3) for i in range(40)]
    with Catalog.open(path) as catalog:
        assert sum(decision.stars for decision in catalog.decisions(photos).values()) == 40 * (1 + 2 + 3)


def test_a_catalog_that_another_process_keeps_busy_is_said_to_be_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.1)
    with Catalog.open(tmp_path / "catalog.db") as one, Catalog.open(tmp_path / "catalog.db") as other:
        with one.transaction(), pytest.raises(CatalogError, match="Another window"):
            decide(other, [Photo(Path("/a.jpg"))], stars=1)
        assert decide(other, [Photo(Path("/a.jpg"))], stars=1).succeeded == 1
