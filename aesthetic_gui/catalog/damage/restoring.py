"""Look at a catalog without changing it, and put a backup in its place.

restore: the file checked ──> copied beside the catalog, synced ──> the present one set aside ──> in place
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import in_use, lock
from aesthetic_gui.catalog.authority import binding, objects, place
from aesthetic_gui.catalog.damage.looking import looked_at, size_of
from aesthetic_gui.catalog.damage.rescue import check, put_in_place
from aesthetic_gui.catalog.decisions import count_in_any_format
from aesthetic_gui.catalog.migrations import VERSION
from aesthetic_gui.catalog.schema import (
    CatalogDamaged,
    CatalogError,
    check_ours,
    damage_mark,
    refuse_strangers,
    translated,
    upgrade,
)
from aesthetic_gui.disk_io import sync_file

_COUNTED = {
    "photographs": "SELECT count(*) FROM photos",
    "scores": "SELECT count(*) FROM scores",
    "operations": "SELECT count(*) FROM operations WHERE role = 'do'",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a catalog holds. ``size`` in bytes, with its log; ``counts`` by what is counted."""

    size: int
    version: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """``before``: the catalog that was there, under its new name; None where there was none.

    ``names_files``: its journal speaks of files, and touches none before the person agrees.
    """

    catalog: Summary
    before: Path | None
    names_files: bool


def summary(path: Path) -> Summary:
    """Raises ``CatalogError``, or one of its kinds, where there is no catalog that can be read."""
    with _reading(path) as connection:
        version = check_ours(connection, path)
        counts = _counts(connection) if version else {}
    return Summary(size_of(path) + size_of(path.with_name(path.name + "-wal")), version, counts)


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    counts = {what: connection.execute(query).fetchone()[0] for what, query in _COUNTED.items()}
    return {"photographs": 0, "decisions": count_in_any_format(connection)} | counts


def look_over(path: Path) -> None:
    """Raises ``CatalogDamaged`` where anything in it does not hold together; the next start repairs it then."""
    summary(path)
    check(path)


def restore(path: Path, file: Path) -> Restored:
    """Put a copy of the catalog ``file`` in the place of the one at ``path``, which is set aside.

    Raises ``CatalogError`` where ``file`` is no sound catalog, or another window has the one at ``path`` open;
    nothing is changed then.
    """
    path, file = place.real(path), place.real(file)
    if path == file:
        raise CatalogError(f"{file} is the catalog itself. Name the backup to put in its place.")
    _refuse_damaged(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    with lock.hold(path) as held, in_use.alone(path) as alone:
        if not (held and alone):
            raise CatalogError(f"Another window has the catalog {path} open. Close it and try again. Nothing was done.")
        there = path.exists()
        copied = _copied(file, path.with_name(path.name + ".restoring"))
        names_files = _names_files(copied)
        before = put_in_place(copied, path, "replaced")
        damage_mark(path).unlink(missing_ok=True)
    return Restored(summary(path), before if there else None, names_files)


def _refuse_damaged(file: Path) -> None:
    try:
        look_over(file)
    except CatalogDamaged as damage:
        damage_mark(file).unlink(missing_ok=True)  # nobody opens it to repair it
        raise CatalogError(f"{file} is damaged itself, so nothing was done. Choose another backup.") from damage


def _copied(file: Path, to: Path) -> Path:
    """All of it, what its log holds as well, in one file that is on the disk."""
    to.unlink(missing_ok=True)
    try:
        with _reading(file) as source, closing(disk_io.connect(to)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        check(to)
        _disowned(to)
        sync_file(to)
    except BaseException as error:
        with contextlib.suppress(OSError):
            to.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CatalogError(f"{file} could not be copied to {to.parent}: {error.strerror}.") from error
        raise
    return to


def _disowned(copied: Path) -> None:
    """What is put back speaks of files as they were then: its journal is agreed to before it touches any."""
    with closing(disk_io.connect(copied, isolation_level=None)) as connection:
        objects.guard(connection)
        upgrade(connection, VERSION)
        binding.disown(connection)


def _names_files(copied: Path) -> bool:
    with looked_at(copied) as connection:
        return not binding.says_nothing_of_files(connection)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise CatalogError(f"There is no catalog {path}.")
    refuse_strangers(place.real(path))
    with translated(path), looked_at(path) as connection:
        yield connection
