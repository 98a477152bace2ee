"""The catalog's file: its tables, its migrations, and how it is opened.

``PRAGMA user_version`` counts the migrations that were applied; a file that counts further was written by a
newer program and is refused untouched. ``PRAGMA application_id`` keeps other programs' files safe from us.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aesthetic_gui.catalog import in_use
from aesthetic_gui.photo import AestheticError

APPLICATION_ID = 0x41455354  # "AEST"
BUSY_SECONDS = 10.0
OURS = frozenset({"photos", "decisions", "operations"})  # no other program's file has these three
REMADE = frozenset({"scores", "embeddings", "explanations"})  # tables that scoring fills again


class CatalogError(AestheticError):
    """The catalog cannot be used; the text says why and what to do."""


class CatalogTooNew(CatalogError):
    """The catalog was written by a newer version of the program."""


class CatalogDamaged(CatalogError):
    """The catalog's content makes no sense to SQLite."""


class NotACatalog(CatalogError):
    """The file belongs to another program, or is no database at all."""


MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # size and mtime_ns are NULL until the file was read; then content_id, metadata, unreadable speak of that state.
        # A path with a NUL byte in it belongs to a photograph that another file has since taken the place of.
        """CREATE TABLE photos (
            id INTEGER PRIMARY KEY,
            path BLOB NOT NULL UNIQUE,
            size INTEGER,
            mtime_ns INTEGER,
            content_id TEXT,
            metadata TEXT,
            unreadable TEXT
        ) STRICT""",
        "CREATE INDEX photos_by_content ON photos (content_id) WHERE content_id IS NOT NULL",
        """CREATE TABLE decisions (
            photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE RESTRICT,
            flag INTEGER NOT NULL CHECK (flag BETWEEN -1 AND 1),
            stars INTEGER NOT NULL CHECK (stars BETWEEN 0 AND 5),
            label TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE scores (
            content_id TEXT NOT NULL,
            pack_key TEXT NOT NULL,
            distribution BLOB NOT NULL,  -- ten float64, little endian
            PRIMARY KEY (content_id, pack_key)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE explanations (
            id INTEGER PRIMARY KEY,
            content_id TEXT NOT NULL,
            pack_key TEXT NOT NULL,
            method TEXT NOT NULL,
            settings_key TEXT NOT NULL,
            heat BLOB NOT NULL,  -- float16, little endian, row by row, zlib
            height INTEGER NOT NULL,
            width INTEGER NOT NULL,
            evaluations INTEGER NOT NULL,
            fidelity REAL,
            notes TEXT NOT NULL,
            UNIQUE (content_id, pack_key, method, settings_key)
        ) STRICT""",
        # One chain is an operation with its undos and redos; the chain is called by the first one's id.
        """CREATE TABLE operations (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chain INTEGER REFERENCES operations (id),
            role TEXT NOT NULL CHECK (role IN ('do', 'undo', 'redo')),
            kind TEXT NOT NULL,
            title TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'done', 'partial', 'nothing', 'undone')),
            total INTEGER NOT NULL,
            succeeded INTEGER NOT NULL DEFAULT 0,
            started_at TEXT NOT NULL,
            finished_at TEXT
        ) STRICT""",
        "CREATE INDEX operations_by_chain ON operations (chain)",
        # One file's way. size … inode identify the file: at source before the step, at target once it is done. A file
        # that cannot be renamed is copied to staged first: copy_mtime_ns … copy_inode and digest are that copy's.
        """CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            unit INTEGER NOT NULL,
            act TEXT NOT NULL CHECK (act IN ('move', 'copy', 'trash', 'restore')),
            source BLOB NOT NULL,
            target BLOB NOT NULL,
            staged BLOB NOT NULL,
            note BLOB,        -- the trashinfo file that belongs to it
            note_text BLOB,   -- what we write, or wrote, into it
            size INTEGER,
            mtime_ns INTEGER,
            device INTEGER,
            inode INTEGER,
            copy_mtime_ns INTEGER,
            copy_device INTEGER,
            copy_inode INTEGER,
            digest TEXT,      -- xxh3_128 of all bytes, where they were copied
            state TEXT NOT NULL CHECK (state IN ('planned', 'staged', 'done', 'reversed', 'failed', 'undone')),
            message TEXT,
            inverts INTEGER REFERENCES steps (id)
        ) STRICT""",
        "CREATE INDEX steps_by_operation ON steps (operation_id, unit)",
        """CREATE TABLE made_folders (
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            path BLOB NOT NULL,
            PRIMARY KEY (operation_id, path)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE decided (
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            photo_id INTEGER NOT NULL REFERENCES photos (id),
            flag_before INTEGER NOT NULL,
            stars_before INTEGER NOT NULL,
            label_before TEXT NOT NULL,
            flag_after INTEGER NOT NULL,
            stars_after INTEGER NOT NULL,
            label_after TEXT NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (operation_id, photo_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX decided_by_photo ON decided (photo_id)",
    ),
    (
        # A score is worth keeping only with its embedding, which these lack: they are made again.
        "DELETE FROM scores",
        """CREATE TABLE embeddings (
            content_id TEXT NOT NULL,
            pack_key TEXT NOT NULL,
            embedding BLOB NOT NULL,  -- float16, little endian
            PRIMARY KEY (content_id, pack_key)
        ) STRICT""",
        """CREATE TABLE tastes (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE COLLATE NOCASE
        ) STRICT""",
        # A member is an example as long as its decision is pick or reject; the decision is read when it is needed.
        """CREATE TABLE taste_members (
            taste_id INTEGER NOT NULL REFERENCES tastes (id) ON DELETE CASCADE,
            photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
            PRIMARY KEY (taste_id, photo_id)
        ) STRICT, WITHOUT ROWID""",
        # Examples that came from a file. Those with the same number are one burst.
        """CREATE TABLE taste_examples (
            id INTEGER PRIMARY KEY,
            taste_id INTEGER NOT NULL REFERENCES tastes (id) ON DELETE CASCADE,
            pack_key TEXT NOT NULL,
            embedding BLOB NOT NULL,  -- float16, little endian
            mean REAL NOT NULL,       -- the pack's mean rating
            picked INTEGER NOT NULL CHECK (picked IN (0, 1)),
            burst INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX taste_examples_by_taste ON taste_examples (taste_id, pack_key)",
    ),
    (
        # The acts of a step grew: SQLite changes a CHECK only by making the table anew.
        """CREATE TABLE more_steps (
            id INTEGER PRIMARY KEY,
            operation_id INTEGER NOT NULL REFERENCES operations (id),
            unit INTEGER NOT NULL,
            act TEXT NOT NULL CHECK (act IN (
                'move', 'copy', 'trash', 'restore', 'clone', 'hardlink', 'symlink', 'unlink', 'make', 'write')),
            source BLOB NOT NULL,
            target BLOB NOT NULL,
            staged BLOB NOT NULL,
            note BLOB,        -- the trashinfo file that belongs to it
            note_text BLOB,   -- what we write, or wrote, into it; of a symbolic link: what it says
            size INTEGER,
            mtime_ns INTEGER,
            device INTEGER,
            inode INTEGER,
            copy_mtime_ns INTEGER,
            copy_device INTEGER,
            copy_inode INTEGER,
            digest TEXT,      -- xxh3_128 of all bytes, where they were copied
            state TEXT NOT NULL CHECK (state IN ('planned', 'staged', 'done', 'reversed', 'failed', 'undone')),
            message TEXT,
            inverts INTEGER REFERENCES more_steps (id)
        ) STRICT""",
        "INSERT INTO more_steps SELECT * FROM steps ORDER BY id",
        "DROP TABLE steps",
        "ALTER TABLE more_steps RENAME TO steps",
        "CREATE INDEX steps_by_operation ON steps (operation_id, unit)",
        # The content of a sidecar before and after a 'write': NULL where there is no file. after is compressed with
        # before as its dictionary.
        """CREATE TABLE writings (
            step_id INTEGER PRIMARY KEY REFERENCES steps (id) ON DELETE CASCADE,
            before BLOB,  -- zlib
            after BLOB
        ) STRICT""",
        # Sidecars (and ratings in the photograph itself) as they were when they were last read or written.
        """CREATE TABLE sidecars (
            photo_id INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
            name BLOB NOT NULL,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            digest TEXT NOT NULL,  -- xxh3_128 of all bytes
            PRIMARY KEY (photo_id, name)
        ) STRICT, WITHOUT ROWID""",
        # The decision on which catalog and sidecars agreed then: what differs from it was changed since.
        """CREATE TABLE agreed (
            photo_id INTEGER PRIMARY KEY REFERENCES photos (id) ON DELETE CASCADE,
            flag INTEGER NOT NULL CHECK (flag BETWEEN -1 AND 1),
            stars INTEGER NOT NULL CHECK (stars BETWEEN 0 AND 5),
            label TEXT NOT NULL
        ) STRICT""",
    ),
)
VERSION = len(MIGRATIONS)


def damage_mark(path: Path) -> Path:
    """The empty file beside a catalog in which damage was met: the next start looks it over, and repairs it."""
    return path.with_name(path.name + ".damaged")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into the photographer's words."""
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)):
            raise
        undecodable = str(error).startswith("Could not decode to UTF-8")  # which Python calls operational
        if isinstance(error, sqlite3.OperationalError) and not undecodable:
            raise CatalogError(f"The catalog {path} cannot be used now: {error}. {_advice(error)}") from error
        with contextlib.suppress(OSError):  # a folder that cannot be written: the damage is met again next time
            damage_mark(path).touch()
        raise CatalogDamaged(
            f"The catalog {path} is damaged: {error}. Start the program again to repair it."
        ) from error


def _advice(error: sqlite3.OperationalError) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return {
        sqlite3.SQLITE_BUSY: "Another window is busy with it; try again in a moment.",
        sqlite3.SQLITE_FULL: "The disk is full; make room and try again.",
        sqlite3.SQLITE_READONLY: "It is write-protected; choose another place with --catalog.",
        sqlite3.SQLITE_CANTOPEN: "Check that its folder exists and can be written, or choose another with --catalog.",
        sqlite3.SQLITE_IOERR: "The disk reported an error; check the disk.",
    }.get(code, "Try again, or choose another with --catalog.")


class Connection(sqlite3.Connection):
    """A connection that says, as long as it is open, that the catalog is in use."""

    release: Callable[[], object] | None = None

    def close(self) -> None:
        super().close()
        if self.release:
            self.release()


BeforeMigration = Callable[[sqlite3.Connection, Path], None]


def connect(path: Path, before_migration: BeforeMigration | None = None) -> sqlite3.Connection:
    """Open ``path`` (made if absent), check that it is ours, and bring it to ``VERSION``.

    ``before_migration`` is called with an older catalog that is about to be changed. Raises :class:`CatalogTooNew`,
    :class:`NotACatalog`, :class:`CatalogDamaged` or :class:`CatalogError`; the file is untouched then.
    """
    path = Path(os.path.realpath(path))  # what belongs to it lies beside the file, not beside a link to it
    refuse_strangers(path)
    with translated(path):
        connection = _connected(path)
        try:
            version = check_ours(connection, path)
            _configure(connection)
            if 0 < version < VERSION and before_migration:
                before_migration(connection, path)
            _migrate(connection, path)
        except BaseException as error:
            connection.close()
            if isinstance(error, NotACatalog):
                in_use.lock_file(path).unlink(missing_ok=True)  # nothing of ours stays beside another program's file
            raise
    return connection


def make(path: Path, version: int = VERSION) -> None:
    """A new, empty catalog as programs of that version made it, in one file without a log."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        _apply(connection, 0, version)
        connection.execute("COMMIT")


def upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Bring a catalog that nobody else has open to ``version``, in one transaction."""
    connection.execute("BEGIN")
    _apply(connection, connection.execute("PRAGMA user_version").fetchone()[0], version)
    connection.execute("COMMIT")


def _connected(path: Path) -> Connection:
    try:
        descriptor = in_use.shared(path)
    except BlockingIOError as error:
        raise CatalogError(
            f"The catalog {path} is being repaired or replaced by another window. Try again in a moment."
        ) from error
    try:
        connection = _opened(path)
    except BaseException:
        if descriptor is not None:
            os.close(descriptor)
        raise
    if descriptor is not None:
        connection.release = weakref.finalize(connection, os.close, descriptor)
    return connection


def _opened(path: Path) -> Connection:
    return sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, factory=Connection
    )


def refuse_strangers(path: Path) -> None:
    """A photograph named by mistake must not be taken for a damaged catalog and set aside."""
    try:
        with path.open("rb") as file:
            header = file.read(16)
    except FileNotFoundError:
        return
    except OSError as error:
        raise CatalogError(f"The catalog {path} cannot be opened: {error.strerror}.") from error
    ours = path.suffix.lower() == ".db" or in_use.lock_file(path).exists()
    if header and not header.startswith(b"SQLite format 3\0") and not ours:
        raise NotACatalog(f"{path} is not a catalog of this program. Choose another file.")


def check_ours(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the catalog, 0 where it is new."""
    try:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.OperationalError as error:
        if not _lacks_shared_memory(error):
            raise
        _leave_log(connection)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = _tables(connection)
    torn = (owner != APPLICATION_ID and tables >= OURS) or (owner == APPLICATION_ID and not 0 < version < 10_000)
    if tables and torn:
        raise sqlite3.DatabaseError("its first page is damaged")
    if tables and owner != APPLICATION_ID:
        raise NotACatalog(f"{path} belongs to another program. Choose another file.")
    if version > VERSION:
        raise CatalogTooNew(
            f"The catalog {path} was written by a newer version of Aesthetic GUI (its format is {version}, this "
            f"program knows {VERSION}). Update the program, or choose another catalog with --catalog."
        )
    return version if tables else 0


def _tables(connection: sqlite3.Connection) -> set[str]:
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.OperationalError as error:
        if is_nonsense(error):
            raise sqlite3.DatabaseError(str(error)) from error
        raise


def is_nonsense(error: sqlite3.OperationalError) -> bool:
    """Whether it is not the disk, nor another process, but what the file says that SQLite stumbled over."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (0, sqlite3.SQLITE_ERROR)


def _configure(connection: sqlite3.Connection) -> None:
    """Write ahead where the file system can; elsewhere (some network drives) with SQLite's older kind of journal."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")  # answers "delete" where it cannot be had
            return
        except sqlite3.OperationalError as error:
            # SQLite's busy timeout does not cover the switch to WAL, which two first starts at once both make.
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _lacks_shared_memory(error: sqlite3.OperationalError) -> bool:
    """A catalog that was written ahead elsewhere was copied to a drive that has no memory to share."""
    return error.sqlite_errorcode in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMMAP,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_PROTOCOL,
    )


def _leave_log(connection: sqlite3.Connection) -> None:
    """Back to the older kind of journal: who is alone with the file needs no shared memory for that."""
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the lock goes with the next reading


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = check_ours(connection, path)  # again: another process may have migrated while we waited
        _apply(connection, version, VERSION)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _apply(connection: sqlite3.Connection, version: int, wanted: int) -> None:
    for statements in MIGRATIONS[version:wanted]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {wanted}")
