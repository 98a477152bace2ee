"""A catalog on any path and any drive: odd names, links, folders that cannot be written, no shared memory."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from aesthetic_gui.catalog import schema
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup, restoring
from aesthetic_gui.catalog.schema import CatalogError, Connection
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.photo import Photo
from tests.unit.catalog.damage import damage

PHOTOS = [Photo(Path(f"/shoot/{n}.jpg")) for n in range(30)]
NOBODY = 65534


def stars(path: Path) -> list[int]:
    with Catalog.open(path) as catalog:
        assert catalog.notices == ()
        return [decision.stars for decision in catalog.decisions(PHOTOS).values()]


@pytest.mark.parametrize(
    "folder",
    [b"with spaces", "Свадьба 写真 🎞".encode(), b"100% #1?mode=ro&x", b'it\'s "quoted"', b"caf\xe9", b"two\nlines"],
)
def test_a_catalog_under_any_name_is_kept_copied_repaired_and_restored(tmp_path: Path, folder: bytes) -> None:
    path = tmp_path / os.fsdecode(folder) / "my catalog.db"
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS, stars=4)
    assert stars(path) == [4] * 30
    assert backup.backup_if_due(path) == ""
    (made,) = backup.backups(path)
    damage.overwrite(path, damage.pages_of(path, "decisions", "decided", "photos", "sqlite_autoindex_photos_1"))
    with Catalog.open(path) as catalog:
        assert "30 more decisions from the backup" in catalog.notices[0]
    assert stars(path) == [4] * 30
    with Catalog.open(path) as catalog:
        decide(catalog, PHOTOS, stars=1)
    restoring.restore(path, made.path)
    assert stars(path) == [4] * 30


def test_a_link_to_a_catalog_stays_a_link_whatever_happens_to_the_file(tmp_path: Path) -> None:
    real, link = tmp_path / "drive" / "real.db", tmp_path / "home" / "catalog.db"
    link.parent.mkdir()
    link.symlink_to(real)
    with Catalog.open(link) as catalog:
        decide(catalog, PHOTOS, stars=2)
    assert backup.backup_if_due(link) == ""
    assert [one.path.parent for one in backup.backups(link)] == [tmp_path / "drive" / "real.db-backups"]
    damage.overwrite(real, damage.pages_of(real, "photos"))
    with Catalog.open(link) as catalog:
        assert "set aside" in catalog.notices[0]
    assert link.is_symlink()
    assert stars(link) == stars(real) == [2] * 30
    assert [file.name for file in link.parent.iterdir()] == ["catalog.db"]


def take_shared_memory_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on some network drives: SQLite's own access to files without shared memory, hence without a log."""

    def opened(path: Path) -> Connection:
        uri = f"{path.as_uri()}?vfs=unix-none"
        return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, factory=Connection)

    monkeypatch.setattr(schema, "_opened", opened)


@pytest.mark.skipif(sys.platform == "win32", reason="the way of access is one of Unix")
@pytest.mark.parametrize("origin", ["new", "copied there", "copied there after a crash"])
def test_where_no_log_can_be_had_it_works_with_the_older_kind_of_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: str
) -> None:
    path = tmp_path / "catalog.db"
    if origin != "new":
        made_elsewhere(tmp_path / "elsewhere.db", path, with_log=origin.endswith("crash"))
        assert path.read_bytes()[18:20] == b"\x02\x02"  # written ahead
    take_shared_memory_away(monkeypatch)
    with Catalog.open(path) as catalog:
        if origin != "new":
            assert [decision.stars for decision in catalog.decisions(PHOTOS).values()] == [5] * 30
        decide(catalog, PHOTOS, stars=3)
        with catalog.reading() as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert stars(path) == [3] * 30
    assert backup.backup_if_due(path) == ""


def made_elsewhere(elsewhere: Path, path: Path, *, with_log: bool) -> None:
    with Catalog.open(elsewhere) as catalog:
        decide(catalog, PHOTOS, stars=5)
        if with_log:
            for suffix in ("", "-wal"):
                shutil.copyfile(elsewhere.with_name(elsewhere.name + suffix), path.with_name(path.name + suffix))
    if not with_log:
        shutil.copyfile(elsewhere, path)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder with a catalog that the user of :func:`as_somebody` cannot write."""
    folder = Path(tempfile.mkdtemp(prefix="locked-"))
    with Catalog.open(folder / "catalog.db") as catalog:
        decide(catalog, PHOTOS, stars=4)
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def as_somebody() -> Iterator[None]:
    """Permissions do not hold root back, so what root tests is done as nobody."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of Unix")
def test_a_read_only_folder_is_told_at_once_and_left_alone(locked_folder: Path) -> None:
    path = locked_folder / "catalog.db"
    before = {file.name: file.read_bytes() for file in locked_folder.iterdir()}
    began = time.monotonic()
    with as_somebody():
        assert "No backup of the catalog could be made" in backup.backup_if_due(path)
        with pytest.raises(CatalogError, match="--catalog"):
            Catalog.open(path)
    assert time.monotonic() - began < 2
    assert {file.name: file.read_bytes() for file in locked_folder.iterdir()} == before


def test_another_programs_file_gets_no_files_of_ours_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "Lightroom.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE Adobe_images (id_local INTEGER)")
    with pytest.raises(schema.NotACatalog):
        Catalog.open(path)
    assert [file.name for file in tmp_path.iterdir()] == ["Lightroom.db"]
