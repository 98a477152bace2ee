"""Grid thumbnails that outlive the program: small JPEGs in one SQLite file, the longest unused ones dropped first.

Why not a library: diskcache, the usual choice, has had no release since 2023 and unpickles what it finds in the cache
folder (CVE-2025-69872, unfixed); the freedesktop.org thumbnail folder (``shared_thumbnails``) is keyed by path, so
that a moved file loses its picture. Blobs of 10 to 40 kB are what SQLite is good at (sqlite.org/fasterthanfs.html),
and it comes with Python.

It is only a cache: whatever goes wrong with the file, ``get`` finds nothing and ``put`` keeps nothing.
"""

from __future__ import annotations

import io
import logging
import sqlite3
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aesthetic_gui import disk_io
from aesthetic_gui.later import NDArray, later, np

if TYPE_CHECKING:
    from PIL import Image

    from aesthetic_gui.files.decoding import pixels
else:
    Image = later("PIL.Image")
    pixels = later("aesthetic_gui.files.decoding.pixels")

SIDE = 360  # pixels, the longest side: the largest grid cell
QUALITY = 85
MAX_BYTES = 512 << 20  # about 20,000 thumbnails
WAIT = 0.25  # seconds for another program's lock; a thumbnail is made again in less than half of that

_SCHEMA_VERSION = 1
_SCHEMA = f"""
PRAGMA auto_vacuum = INCREMENTAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS thumbnails (
    content_id TEXT PRIMARY KEY, used INTEGER NOT NULL, size INTEGER NOT NULL, jpeg BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS by_use ON thumbnails (used, size);
PRAGMA user_version = {_SCHEMA_VERSION};
COMMIT;
"""
_ROOM_LEFT = 0.9  # evict to this share of the limit, so that it is not done at every put
_TOUCHES = 256  # uses remembered before they are written down: reading costs no write

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


def reduce(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """uint8 (h, w, 3) of any size → at most ``SIDE`` pixels on the longest side."""
    return pixels.reduce(rgb, SIDE)


def encode(rgb: NDArray[np.uint8]) -> bytes:
    """uint8 (h, w, 3) sRGB → a JPEG of at most ``SIDE`` pixels on the longest side."""
    stream = io.BytesIO()
    Image.fromarray(reduce(rgb)).save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()


def decode(jpeg: bytes) -> NDArray[np.uint8] | None:
    """A cached JPEG → uint8 (h, w, 3), writeable; None where its bytes are damaged."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            return np.array(image.convert("RGB"))
    except (OSError, SyntaxError, ValueError, struct.error):
        _log.info("a damaged thumbnail", exc_info=True)
        return None


class ThumbnailCache:
    """Thumbnails by content identity, for any number of threads. ``max_bytes`` counts the JPEGs' own bytes."""

    def __init__(self, path: Path, max_bytes: int = MAX_BYTES) -> None:
        self._path, self._max_bytes = path, max_bytes
        self._lock = threading.Lock()
        self._touched: list[str] = []
        self._clock = self._bytes = 0
        self._database: sqlite3.Connection | None = None
        with self._lock:
            self._database = self._open()

    def get(self, content_id: str) -> bytes | None:
        """The JPEG kept for this content, None where there is none."""
        return self._attempt(lambda database: self._get(database, content_id))

    def put(self, content_id: str, jpeg: bytes) -> None:
        """Keep a JPEG; the longest unused ones make room for it. One larger than the whole cache is not kept."""
        if len(jpeg) <= self._max_bytes:
            self._attempt(lambda database: self._put(database, content_id, jpeg))

    def limit(self, max_bytes: int) -> None:
        """Keep at most ``max_bytes`` from now on; what is too much goes at once."""
        self._max_bytes = max_bytes
        if self._bytes > max_bytes:
            self._attempt(self._evict)

    def close(self) -> None:
        """Write down what was used and close the file. Later calls find and keep nothing."""
        self._attempt(self._write_touches)
        with self._lock:
            database, self._database = self._database, None
            if database:
                database.close()

    def __enter__(self) -> ThumbnailCache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _attempt(self, action: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What ``action`` gives, None where the file does not play along; a damaged one is begun again."""
        with self._lock:
            if self._database is None:
                return None
            try:
                return action(self._database)
            except sqlite3.OperationalError:  # locked, full, read-only: the next thumbnail may fare better
                _log.info("thumbnail skipped", exc_info=True)
            except sqlite3.DatabaseError:
                _log.info("the thumbnail cache is damaged and begun again", exc_info=True)
                self._database.close()
                self._database = self._begin_anew()
        return None

    def _open(self) -> sqlite3.Connection | None:
        try:
            return self._connect()
        except sqlite3.OperationalError:
            _log.info("no thumbnail cache", exc_info=True)
        except sqlite3.DatabaseError:
            return self._begin_anew()
        except OSError:
            _log.info("no folder for the thumbnail cache", exc_info=True)
        return None

    def _begin_anew(self) -> sqlite3.Connection | None:
        self._clock = self._bytes = 0
        self._touched.clear()
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            return self._connect()
        except (OSError, sqlite3.Error):
            _log.info("no thumbnail cache", exc_info=True)
            return None

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # autocommit: each statement stands alone; a cache needs no durability, only an intact file
        database = disk_io.connect(self._path, timeout=WAIT, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(database)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            database.executescript(_SCHEMA)
        elif version != _SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"thumbnail cache of version {version}")
        database.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA journal_size_limit = 4194304;"
        )
        self._clock, self._bytes = database.execute(
            "SELECT coalesce(max(used), 0), coalesce(sum(size), 0) FROM thumbnails"
        ).fetchone()

    def _get(self, database: sqlite3.Connection, content_id: str) -> bytes | None:
        row = database.execute("SELECT jpeg FROM thumbnails WHERE content_id = ?", (content_id,)).fetchone()
        if row is None:
            return None
        self._touched.append(content_id)
        if len(self._touched) >= _TOUCHES:
            self._write_touches(database)
        return bytes(row[0])

    def _put(self, database: sqlite3.Connection, content_id: str, jpeg: bytes) -> None:
        self._clock += 1
        replaced = database.execute("SELECT size FROM thumbnails WHERE content_id = ?", (content_id,)).fetchone()
        database.execute(
            "INSERT OR REPLACE INTO thumbnails (content_id, used, size, jpeg) VALUES (?, ?, ?, ?)",
            (content_id, self._clock, len(jpeg), jpeg),
        )
        self._bytes += len(jpeg) - (replaced[0] if replaced else 0)
        if self._bytes > self._max_bytes:
            self._evict(database)

    def _evict(self, database: sqlite3.Connection) -> None:
        self._write_touches(database)
        self._bytes = database.execute("SELECT coalesce(sum(size), 0) FROM thumbnails").fetchone()[0]
        surplus = self._bytes - int(self._max_bytes * _ROOM_LEFT)
        oldest: list[tuple[str]] = []
        for content_id, size in database.execute("SELECT content_id, size FROM thumbnails ORDER BY used"):
            if surplus <= 0:
                break
            oldest.append((content_id,))
            surplus, self._bytes = surplus - size, self._bytes - size
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("DELETE FROM thumbnails WHERE content_id = ?", oldest)
        database.execute("PRAGMA incremental_vacuum").fetchall()

    def _write_touches(self, database: sqlite3.Connection) -> None:
        touched, self._touched = list(dict.fromkeys(self._touched)), []
        with database:
            database.execute("BEGIN IMMEDIATE")
            for content_id in touched:
                self._clock += 1
                database.execute("UPDATE thumbnails SET used = ? WHERE content_id = ?", (self._clock, content_id))
