"""A damaged catalog is set aside, never deleted, and what can still be read of it goes into a new one.

Scores come back by scoring again; what the photographer decided would not, so it is read row by row until
SQLite gives up.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from aesthetic_gui.catalog.lock import ProcessLock
from aesthetic_gui.catalog.schema import CatalogDamaged, CatalogError, connect

_log = logging.getLogger(__name__)


def open_or_set_aside(path: Path) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """A working connection to ``path``, and what the photographer should be told."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unclean = _left_open(path)
        connection = connect(path)
        if unclean:
            _check(connection, path)
    except CatalogDamaged as damage:
        _log.warning("%s", damage)
        return _start_anew(path)
    except OSError as error:
        raise CatalogError(
            f"The catalog {path} cannot be made: {error.strerror}. Choose another place with --catalog."
        ) from error
    return connection, ()


def _left_open(path: Path) -> bool:
    """Whether the last one to use it did not close it; another window that is open looks the same."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size > 0
    except OSError:
        return False


def _check(connection: sqlite3.Connection, path: Path) -> None:
    try:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        connection.close()
        raise CatalogDamaged(f"The catalog {path} is damaged: {verdict}")


def _start_anew(path: Path) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    with ProcessLock(path).hold() as held:
        if not held:
            raise CatalogDamaged(
                f"The catalog {path} is damaged, and another window is using it. "
                "Close every window of the program and start it again: the damage is repaired then."
            )
        aside = _set_aside(path)
        connection = connect(path)
        saved = _take_over_decisions(aside, connection)
    notice = (
        f"The catalog was damaged. It was set aside as {aside.name} in {aside.parent}, and a new one was begun: "
        f"{saved} decisions (picks, stars, labels) were taken over; scores are made again. "
        "No photograph was touched."
    )
    return connection, (notice,)


def _set_aside(path: Path) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for suffix in ("-wal", "-shm", ""):  # the file itself last: until then the next start finds the damage again
        companion = path.with_name(path.name + suffix)
        if companion.exists():
            companion.rename(aside.with_name(aside.name + suffix))
    return aside


def _take_over_decisions(aside: Path, connection: sqlite3.Connection) -> int:
    """Copy what is readable of photographs with a decision; returns how many."""
    saved = 0
    connection.execute("BEGIN IMMEDIATE")
    for path, content_id, size, mtime_ns, metadata, flag, stars, label in _readable(aside):
        try:
            photo_id = connection.execute(
                "INSERT INTO photos (path, content_id, size, mtime_ns, metadata) VALUES (?, ?, ?, ?, ?)",
                (path, content_id, size, mtime_ns, metadata),
            ).lastrowid
            connection.execute("INSERT INTO decisions VALUES (?, ?, ?, ?)", (photo_id, flag, stars, label))
        except sqlite3.IntegrityError as error:
            _log.warning("a damaged decision was passed over: %s", error)
            continue
        saved += 1
    connection.execute("COMMIT")
    return saved


def _readable(aside: Path) -> Iterator[tuple[object, ...]]:
    """Rows of a damaged file: by way of the table first, then, where that breaks off, number by number."""
    query = (
        "SELECT path, content_id, size, mtime_ns, metadata, flag, stars, label "
        "FROM decisions CROSS JOIN photos ON photos.id = photo_id"
    )
    damaged = None
    try:
        # A copy is not needed: the query only reads, and the file was renamed for good.
        damaged = sqlite3.connect(aside, isolation_level=None)
        numbers = _numbers(damaged)
    except sqlite3.DatabaseError as error:
        _log.warning("nothing of %s can be read: %s", aside, error)
        numbers = range(0)
    for number in numbers:
        try:
            assert damaged is not None
            yield from damaged.execute(f"{query} WHERE photo_id = ?", (number,)).fetchall()
        except sqlite3.DatabaseError as error:
            _log.warning("decision %d is not readable: %s", number, error)
    if damaged is not None:
        damaged.close()


def _numbers(damaged: sqlite3.Connection) -> range:
    """Every number that a decision can have, even where the table's end is torn off."""
    top = 0
    for query in ("SELECT max(photo_id) FROM decisions", "SELECT max(id) FROM photos", "SELECT count(*) FROM photos"):
        try:
            top = max(top, damaged.execute(query).fetchone()[0] or 0)
        except sqlite3.DatabaseError as error:
            _log.warning("%s: %s", query, error)
    return range(1, top + 1)
