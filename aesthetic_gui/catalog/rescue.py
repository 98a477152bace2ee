"""A damaged catalog is set aside, never deleted, and what can still be read of it goes into a new one.

Scores come back by scoring again; what the photographer decided would not, so it is read row by row until
SQLite gives up.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from aesthetic_gui.catalog.lock import ProcessLock
from aesthetic_gui.catalog.schema import CatalogDamaged, CatalogError, connect, damage_mark

_SMALLEST_ROW = 32  # bytes that a photograph takes in the file at least
_log = logging.getLogger(__name__)


def open_or_set_aside(path: Path) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """A working connection to ``path``, and what the photographer should be told."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unclean = _left_open(path)
        connection = connect(path)
        if unclean:
            _check(connection, path)
        damage_mark(path).unlink(missing_ok=True)
    except CatalogDamaged as damage:
        _log.info("%s", damage)
        anew = _start_anew(path)
        damage_mark(path).unlink(missing_ok=True)
        return anew
    except OSError as error:
        raise CatalogError(
            f"The catalog {path} cannot be made: {error.strerror}. Choose another place with --catalog."
        ) from error
    return connection, ()


def _left_open(path: Path) -> bool:
    """Whether damage was met, or the last one to use it did not close it (an open window looks the same)."""
    if damage_mark(path).exists():
        return True
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
        tastes = _take_over_tastes(aside, connection)
    kept = f"{saved} decisions (picks, stars, labels)" + (f" and {tastes} tastes" if tastes else "")
    notice = (
        f"The catalog was damaged. It was set aside as {aside.name} in {aside.parent}, and a new one was begun: "
        f"{kept} were taken over; scores are made again. "
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


def _take_over_tastes(aside: Path, connection: sqlite3.Connection) -> int:
    """Copy what is readable of the tastes: their names, members and imported examples; returns how many."""
    connection.execute("BEGIN IMMEDIATE")
    with closing(sqlite3.connect(aside, isolation_level=None)) as damaged:
        for insert, query in _TASTES:
            for row in _rows_until_torn(damaged, query):
                try:
                    connection.execute(insert, row)
                except sqlite3.IntegrityError as error:
                    _log.warning("a damaged row of a taste was passed over: %s", error)
    connection.execute("COMMIT")
    saved: int = connection.execute("SELECT count(*) FROM tastes").fetchone()[0]
    return saved


_TASTES = (
    ("INSERT INTO tastes VALUES (?, ?)", "SELECT id, name FROM tastes"),
    (
        "INSERT INTO taste_members SELECT tastes.id, photos.id FROM tastes, photos WHERE tastes.id = ? AND path = ?",
        "SELECT taste_id, path FROM taste_members JOIN photos ON id = photo_id",
    ),
    (
        "INSERT INTO taste_examples SELECT NULL, id, ?2, ?3, ?4, ?5, ?6 FROM tastes WHERE id = ?1",
        "SELECT taste_id, pack_key, embedding, mean, picked, burst FROM taste_examples",
    ),
)


def _rows_until_torn(damaged: sqlite3.Connection, query: str) -> Iterator[tuple[object, ...]]:
    try:
        yield from damaged.execute(query)
    except sqlite3.DatabaseError as error:
        _log.warning("what follows of a damaged table was passed over: %s", error)


def _readable(aside: Path) -> Iterator[tuple[object, ...]]:
    """Every decision that can still be reached, number by number: one torn page hides only what is on it."""
    query = (
        "SELECT path, content_id, size, mtime_ns, metadata, flag, stars, label "
        "FROM decisions CROSS JOIN photos ON photos.id = photo_id WHERE photo_id = ?"
    )
    unreadable = 0
    with closing(sqlite3.connect(aside, isolation_level=None)) as damaged:
        for number in _numbers(damaged, aside):
            try:
                yield from damaged.execute(query, (number,)).fetchall()
            except sqlite3.DatabaseError:
                unreadable += 1
    _log.warning("%d places of %s were unreadable", unreadable, aside)


def _numbers(damaged: sqlite3.Connection, aside: Path) -> range:
    """Every number that a photograph can have there; where the last is unreadable, as many as the file has room for."""
    try:
        return range(1, (damaged.execute("SELECT max(id) FROM photos").fetchone()[0] or 0) + 1)
    except sqlite3.DatabaseError:
        return range(1, 1 + aside.stat().st_size // _SMALLEST_ROW if _is_readable(damaged) else 1)


def _is_readable(damaged: sqlite3.Connection) -> bool:
    try:
        damaged.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True
