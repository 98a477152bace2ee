"""A catalog opened to be looked at only: file and log stay as they are, and so they do where nothing can be written.

SQLite keeps its memory beside a catalog that is written ahead. On write-protected media it is told that nobody writes;
where a log is left, which it would have to read into that memory, a copy of both is looked at.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.authority import objects, place
from aesthetic_gui.catalog.schema import BUSY_SECONDS

_LOGS = ("-wal", "-journal")


@contextmanager
def looked_at(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads. Raises what SQLite raises, and ``OSError`` where no copy can be made."""
    path = place.real(path)
    if disk_io.may_write(path.parent):
        with closing(_connection(path, "mode=ro")) as connection:
            yield connection
    elif not log_left(path):
        with closing(_connection(path, "immutable=1")) as connection:
            yield connection
    else:
        with tempfile.TemporaryDirectory(prefix="aesthetic-gui-") as folder:
            for suffix in ("", *_LOGS):
                if size_of(path.with_name(path.name + suffix)):
                    disk_io.copy(path.with_name(path.name + suffix), Path(folder, f"catalog.db{suffix}"))
            with closing(_connection(Path(folder, "catalog.db"), "mode=rw")) as connection:
                yield connection


def log_left(path: Path) -> bool:
    """Whether a log lies beside the catalog: somebody has it open, or did not come to close it."""
    return any(size_of(path.with_name(path.name + suffix)) for suffix in _LOGS)


def size_of(path: Path) -> int:
    """Bytes of a file; 0 of none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _connection(path: Path, how: str) -> sqlite3.Connection:
    connection = disk_io.connect(path, how, timeout=BUSY_SECONDS, isolation_level=None)
    objects.guard(connection)
    return connection
