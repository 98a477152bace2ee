"""Copies of the catalog: one a day while something is decided, one before every migration, and on request.

    back_up: one read transaction ──> name.part ──> checked, synced ──> catalog-YYYYMMDD-HHMMSS.db ──> thinned out

They lie in a folder beside the catalog, so that a catalog on a drive of its own has them along. What scoring makes
again (nine tenths of the file) is left out. Others may write meanwhile: a transaction sees one state of the file.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.authority import objects, place
from aesthetic_gui.catalog.migrations import VERSION
from aesthetic_gui.catalog.schema import (
    BACKUPS,
    BUSY_SECONDS,
    REMADE,
    CatalogDamaged,
    CatalogError,
    damage_mark,
    make,
)
from aesthetic_gui.disk_io import sync_file, sync_folder

_PERIODS: tuple[tuple[int, Callable[[datetime], Any]], ...] = (
    (7, lambda made: made.date()),
    (4, lambda made: made.isocalendar()[:2]),
    (6, lambda made: (made.year, made.month)),
)
_log = logging.getLogger(__name__)
_NAME, _FORM = re.compile(r"catalog-\d{8}-\d{6}\.db"), "catalog-%Y%m%d-%H%M%S.db"
_PART = re.compile(r"catalog-\d{8}-\d{6}\.db\.[0-9a-f]{8}\.part(-journal)?")
_PART_AGE = 86_400.0  # seconds after which no other process can be at work on it
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# What has changed where the photographer, or a sidecar, decided something.
_MARKS = (
    "SELECT coalesce(max(id), 0) FROM operations",
    "SELECT count(*) FROM operations WHERE state = 'open'",
    "SELECT coalesce(sum(flag * 7 + stars), 0) + 1000 * count(nullif(label, '')) FROM decisions",
    "SELECT count(*) FROM decisions",
    "SELECT count(*) FROM tastes",
    "SELECT count(*) FROM taste_members",
    "SELECT count(*) FROM taste_examples",
)


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy; ``made_at`` is local time, as its name has it."""

    path: Path
    made_at: datetime


class BackupFailed(CatalogError):
    """No copy was made; the catalog itself is as before."""


def folder_of(catalog: Path) -> Path:
    """Where the copies of the catalog at ``catalog`` lie; made with the first."""
    path = place.real(catalog)
    return path.with_name(path.name + BACKUPS)


def backups(catalog: Path) -> list[Backup]:
    """The newest first. None where the folder cannot be read."""
    try:
        names = [name for name in os.listdir(folder_of(catalog)) if _NAME.fullmatch(name)]  # noqa: PTH208 - names only
    except OSError:
        return []
    found = []
    for name in sorted(names, reverse=True):
        with contextlib.suppress(ValueError):  # digits that are no time: not ours
            found.append(Backup(folder_of(catalog) / name, datetime.strptime(name, _FORM).astimezone()))
    return found


def back_up(catalog: Path) -> Path:
    """Copy the catalog now, check the copy, and remove those that are not to be kept. Returns where it is.

    Raises :class:`BackupFailed`, or ``CatalogDamaged`` where the catalog cannot be read.
    """
    path = place.real(catalog)
    if not path.is_file():
        raise BackupFailed(f"There is no catalog {path} to make a backup of.")
    try:
        with closing(_reading(path)) as connection:
            return copy(connection, path)
    except sqlite3.Error as error:
        raise _failed(path, error) from error


def backup_if_due(catalog: Path, today: date | None = None) -> str:
    """Copy the catalog, unless that was done today, or nothing was decided since. For the start and end of a run.

    It waits for no writer and holds none up; on a thread of its own it may take its time. Never raises for what
    concerns the copy only: returns the sentence for the photographer, or "".
    """
    path = place.real(catalog)
    made = backups(path)
    today = today or datetime.now().astimezone().date()
    if not path.is_file() or any(one.made_at.date() == today for one in made):
        return ""
    try:
        with closing(_reading(path)) as connection:
            if decided_since(connection, made[0] if made else None):
                copy(connection, path)
    except sqlite3.Error as error:
        return str(_failed(path, error))
    except CatalogError as error:
        return str(error)
    return ""


def decided_since(connection: sqlite3.Connection, last: Backup | None) -> bool:
    """Whether the catalog holds anything that ``last`` does not. A new one holds nothing."""
    now = _marks(connection)
    if last is None:
        return any(now)
    try:
        with closing(_reading(last.path)) as copied:
            return _marks(copied) != now
    except sqlite3.Error:
        return True


def copy(connection: sqlite3.Connection, catalog: Path) -> Path:
    """The same as :func:`back_up`, on a connection that the caller has open, outside a transaction."""
    folder = folder_of(catalog)
    try:
        folder.mkdir(exist_ok=True)
        name = _free_name(folder)
        part = folder / f"{name}.{secrets.token_hex(4)}.part"
        try:
            _write(connection, part, catalog)
            part.rename(folder / name)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(folder)
    except OSError as error:
        raise BackupFailed(_words(folder, error.strerror or str(error))) from error
    except sqlite3.Error as error:
        raise _failed(catalog, error) from error
    _thin_out(catalog, folder / name)
    return folder / name


def to_keep(made: Iterable[datetime]) -> set[datetime]:
    """All of the latest day; the last one of each of 7 days, then of 4 weeks, then of 6 months that have any."""
    left = sorted(set(made), reverse=True)
    kept = {one for one in left if one.date() == left[0].date()}
    for count, period in _PERIODS:
        newest = [next(group) for _, group in islice(groupby(left, period), count)]
        kept.update(newest)
        left = [one for one in left if period(one) < period(newest[-1])] if newest else []
    return kept


def trouble_in(connection: sqlite3.Connection) -> str:
    """What does not hang together in the tables that cannot be made again; "" where all does.

    100,000 photographs take 0.1 s; the whole file, of which embeddings are nine tenths, several times that.
    """
    try:
        for table in kept_tables(connection):
            verdict: str = connection.execute(f"PRAGMA quick_check('{table}')").fetchone()[0]
            if verdict != "ok":
                return verdict
        return astray_in(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return str(error)


def astray_in(connection: sqlite3.Connection) -> str:
    """A row that refers to one that is not there; "" where there is none."""
    astray = connection.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {astray[0]} belongs to none of {astray[2]}" if astray else ""


def kept_tables(connection: sqlite3.Connection, schema: str = "main") -> list[str]:
    """The tables that only the photographer could make again, those that others refer to first."""
    rows = connection.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' ORDER BY rowid")  # noqa: S608
    names = [name for (name,) in rows if name not in REMADE and not name.startswith("sqlite_")]
    return [name for name in names if name.isidentifier()]  # any other is not ours, and no part of a query


def _reading(path: Path) -> sqlite3.Connection:
    connection = disk_io.connect(path, "mode=rw", timeout=BUSY_SECONDS, isolation_level=None)
    objects.guard(connection)
    return connection


def _marks(connection: sqlite3.Connection) -> list[int]:
    return [connection.execute(query).fetchone()[0] for query in _MARKS]


def _write(connection: sqlite3.Connection, part: Path, catalog: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if not 0 < version <= VERSION:
        raise BackupFailed(f"There is no backup of {catalog}: another version of the program wrote it.")
    make(part, version)
    _fill(connection, part)
    with closing(disk_io.connect(part)) as written:
        trouble = trouble_in(written)
    if trouble:
        raise _damaged(catalog, trouble)
    sync_file(part)


def _fill(connection: sqlite3.Connection, part: Path) -> None:
    with _unreferenced(connection):
        connection.execute("ATTACH ? AS copy", (os.fsencode(part),))  # a name need not be UTF-8
        try:
            connection.execute("PRAGMA copy.journal_mode = MEMORY")  # a copy that is not finished is thrown away
            connection.execute("PRAGMA copy.synchronous = OFF")
            with connection:
                connection.execute("BEGIN")
                for table in kept_tables(connection, "copy"):
                    connection.execute(f"INSERT INTO copy.{table} SELECT * FROM main.{table}")  # noqa: S608
        finally:
            connection.execute("DETACH copy")


@contextmanager
def _unreferenced(connection: sqlite3.Connection) -> Iterator[None]:
    """Rows may come before those they refer to; the copy is checked as a whole."""
    before = connection.execute("PRAGMA foreign_keys").fetchone()[0]
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA foreign_keys = {before}")


def _free_name(folder: Path) -> str:
    moment = datetime.now().astimezone()
    while (folder / moment.strftime(_FORM)).exists():
        moment += timedelta(seconds=1)
    return moment.strftime(_FORM)


def _thin_out(catalog: Path, newest: Path) -> None:
    made = backups(catalog)
    kept = to_keep(one.made_at for one in made)
    superfluous = [one.path for one in made if one.made_at not in kept and one.path != newest]
    try:
        for path in superfluous + _left_parts(folder_of(catalog)):
            path.unlink(missing_ok=True)
    except OSError as error:  # they take room and do no harm; the next time tries again
        _log.warning("an old backup could not be removed: %s", error)


def _left_parts(folder: Path) -> list[Path]:
    """What a crash left of copies that were not finished."""
    parts = [path for path in folder.iterdir() if _PART.fullmatch(path.name)]
    return [path for path in parts if time.time() - path.stat().st_mtime > _PART_AGE]


def _failed(catalog: Path, error: sqlite3.Error) -> CatalogError:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
        return _damaged(catalog, str(error))
    return BackupFailed(_words(folder_of(catalog), str(error)))


def _damaged(catalog: Path, trouble: str) -> CatalogDamaged:
    with contextlib.suppress(OSError):
        damage_mark(catalog).touch()
    return CatalogDamaged(
        f"The catalog {catalog} is damaged: {trouble}. No backup was made of it, and the earlier ones were kept. "
        "Start the program again to repair it."
    )


def _words(folder: Path, reason: str) -> str:
    return (
        f"No backup of the catalog could be made in {folder}: {reason}. Your work goes on and is kept as usual; "
        "see that the disk has room and the folder can be written."
    )
