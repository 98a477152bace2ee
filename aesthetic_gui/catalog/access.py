"""Who uses the catalog's connections when: those who write in the order they came, those who read beside them.

writing: Turns ──> the one connection that writes          reading: Readers ──> a connection each, one state of the file
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.authority import held

COMMITS = 200  # after which what is written ahead is brought in: some megabytes
LOOK_AGAIN = 0.001  # seconds until another program is asked again whether it has written by now


class Turns:
    """A lock that is handed on in the order in which it was asked for; who has it may take it once more.

    A plain lock may be taken again at once by the one who gave it back: a decision would wait for a whole series of
    transactions of a long operation, instead of for one.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()
        self._owner: int | None = None  # a thread
        self._depth = 0

    @property
    def mine(self) -> bool:
        """Whether the thread that asks has the turn."""
        return self._owner == threading.get_ident()

    def __enter__(self) -> None:
        me, gate = threading.get_ident(), threading.Lock()
        with self._guard:
            if self._owner in (None, me):
                self._owner, self._depth = me, self._depth + 1
                return
            gate.acquire()
            self._waiting.append((me, gate))
        self._wait_at((me, gate))

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._owner = None
            if self._waiting:
                self._owner, gate = self._waiting.popleft()
                self._depth = 1
                gate.release()

    def _wait_at(self, place: tuple[int, threading.Lock]) -> None:
        try:
            place[1].acquire()
        except BaseException:  # Ctrl+C on the command line: nobody is to hand the turn to who has gone
            with self._guard:
                gone = place in self._waiting
                if gone:
                    self._waiting.remove(place)
            if not gone:
                self.__exit__()
            raise


class Log:
    """What the catalog at ``path`` writes ahead, held open to be synced as ``synchronous = FULL`` does, but beside all.

    It may be opened and closed beside SQLite, which has its locks on other files. It is brought into the catalog's file
    here, too: SQLite would do that, with two waits for the disk, in the transaction in which it has grown long.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, turns: Turns, connect: Callable[[], sqlite3.Connection]
    ) -> None:
        """``connection`` is the one that writes, in its ``turns``; ``connect`` makes one that reads."""
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        self._writer, self._turns, self._connect = connection, turns, connect
        self._bringing = threading.Lock()
        self._commits = 0
        self._path = path.with_name(f"{path.name}-wal")
        self._guard = threading.Lock()
        self._descriptor: int | None = None
        if self._path.exists():
            self._descriptor = disk_io.open_to_sync(self._path)
        self._main = held.hold(path)

    def sync(self) -> None:
        """Raises ``OSError``."""
        with self._guard:
            if self._descriptor is None:
                self._descriptor = disk_io.open_to_sync(self._path)
        _sync(self._descriptor)

    def grew(self) -> None:
        """By one transaction."""
        self._commits += 1

    def bring_in(self) -> None:
        """Into the catalog's file, if it is time to, and nobody does it already; who writes does not wait for the disk.

        The bytes are copied in a turn, so that nobody in this program writes meanwhile: before 3.51.3 SQLite may lose
        pages where a transaction begins the log again from its start just as another connection starts to bring it in
        (https://sqlite.org/wal.html, "The WAL-Reset Bug"). The disk is waited for before and after. Until what was
        copied is on it, the log is not begun again either, as one reads it. Raises ``OSError``.
        """
        if self._commits < COMMITS or not self._bringing.acquire(blocking=False):
            return
        try:
            self._commits = 0
            with closing(self._connect()) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # which makes it a reader
                self.sync()
                with self._turns:
                    self._writer.execute("PRAGMA synchronous = OFF")
                    self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                _sync(self._main.descriptor)
        finally:
            self._bringing.release()

    def close(self) -> None:
        """Before the last connection, which removes the file."""
        with self._guard:
            if self._descriptor is not None:
                os.close(self._descriptor)
            self._descriptor = None

    def release(self) -> None:
        """After the last connection."""
        self._main.release()


def _sync(descriptor: int) -> None:
    getattr(os, "fdatasync", os.fsync)(descriptor)


class Readers:
    """Connections for queries, as many as read at once; each sees one state of the catalog as long as it is used."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._changed = threading.Condition()
        self._idle: list[sqlite3.Connection] = []
        self._in_use = 0
        self._closed = False

    @contextmanager
    def one(self) -> Iterator[sqlite3.Connection]:
        """Raises ``sqlite3.ProgrammingError`` once they are closed."""
        connection = self._take()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            self._give_back(connection)

    def close(self) -> None:
        """Wait for those who read."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._in_use)
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def _take(self) -> sqlite3.Connection:
        with self._changed:
            if self._closed:
                raise sqlite3.ProgrammingError("Cannot operate on a closed database.")
            self._in_use += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._connect()
        except BaseException:
            self._leave()
            raise

    def _give_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.rollback()
            with self._changed:
                self._idle.append(connection)
        except BaseException:
            connection.close()
            raise
        finally:
            self._leave()

    def _leave(self) -> None:
        with self._changed:
            self._in_use -= 1
            self._changed.notify_all()


def begin_writing(connection: sqlite3.Connection, patience: float) -> None:
    """Begin a transaction that writes, as soon as no other program does; gives up after ``patience`` seconds.

    SQLite's own waiting looks again after 1, 2, 5 … 100 ms: too seldom for who may be 50 ms late.
    """
    deadline = time.monotonic() + patience
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while not _begun(connection, deadline):
            time.sleep(LOOK_AGAIN)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")


def _begun(connection: sqlite3.Connection, deadline: float) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
            raise
        return False
    return True
