"""The catalog's file: how it is opened, told from others, and brought up to date with ``migrations``.

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
from typing import Any, cast

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import in_use, lock
from aesthetic_gui.catalog.authority import binding, held, objects, place
from aesthetic_gui.catalog.migrations import MIGRATIONS, VERSION
from aesthetic_gui.photo import AestheticError

APPLICATION_ID = 0x41455354  # "AEST"
BUSY_SECONDS = 10.0
BACKUPS = "-backups"  # the end of the name of the folder of copies, beside the catalog
_MAGIC = b"SQLite format 3\0"
BOUND_FROM = 4  # the version from which on a new catalog is bound to its place
OURS = frozenset({"photos", "decisions", "operations"})  # no other program's file has these three
# Tables that no copy needs: scoring fills them again, or the person agrees again.
REMADE = frozenset({"scores", "embeddings", "explanations", "facts", binding.TABLE})


class CatalogError(AestheticError):
    """The catalog cannot be used; the text says why and what to do."""


class CatalogTooNew(CatalogError):
    """The catalog was written by a newer version of the program."""


class CatalogDamaged(CatalogError):
    """The catalog's content makes no sense to SQLite."""


class NotACatalog(CatalogError):
    """The file belongs to another program, or is no database at all."""


class Unrecognised(NotACatalog):
    """Nothing tells that the file was ever a catalog; with :func:`adopt` it is taken for a damaged one."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not a catalog of this program and was left as it is. Choose another file with --catalog. To "
            "keep it under another name and begin a catalog in its place: aesthetic-gui catalog repair."
        )


def damage_mark(path: Path) -> Path:
    """The empty file beside a catalog in which damage was met: the next start looks it over, and repairs it."""
    path = place.real(path)
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
            raise CatalogError(_words(path, error)) from error
        if not evidently_ours(path):
            raise Unrecognised(path) from error
        with contextlib.suppress(OSError):  # a folder that cannot be written: the damage is met again next time
            damage_mark(path).touch()
        raise CatalogDamaged(
            f"The catalog {path} is damaged: {error}. Start the program again to repair it."
        ) from error


def _words(path: Path, error: sqlite3.OperationalError) -> str:
    if os.path.exists(path) and not disk_io.may_write(path.parent):  # noqa: PTH110 - which raises nothing
        return (
            f"The catalog {path} lies where nothing can be written, so it cannot be used there. To go on with a "
            "copy of it, put one somewhere else: aesthetic-gui catalog restore FILE --catalog PLACE."
        )
    return f"The catalog {path} cannot be used now: {error}. {_advice(error)}"


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
    """A connection that says, as long as it is open, that the catalog is in use.

    ``trusted``: the catalog was made here, by this person, so that its journal may touch files.
    """

    release: Callable[[], object] | None = None
    trusted = False

    def close(self) -> None:
        super().close()
        if self.release:
            self.release()


BeforeMigration = Callable[[sqlite3.Connection, Path], None]


def connect(path: Path, before_migration: BeforeMigration | None = None) -> Connection:
    """Open ``path`` (made if absent), check that it is ours, and bring it to ``VERSION``.

    ``before_migration`` is called with an older catalog that is about to be changed. Raises :class:`CatalogTooNew`,
    :class:`NotACatalog`, :class:`CatalogDamaged` or :class:`CatalogError`; the file is untouched then.
    """
    path = place.real(path)  # what belongs to it lies beside the file, not beside a link to it
    refuse_strangers(path)
    with translated(path):
        connection = _connected(path)
        try:
            version = check_ours(connection, path)
            _configure(connection)
            if 0 < version < VERSION and before_migration:
                before_migration(connection, path)
            _migrate(connection, path)
            place.note(path)
            connection.trusted = connection.trusted or _may_be_trusted(connection, path)
        except BaseException as error:
            connection.close()
            if isinstance(error, NotACatalog):
                in_use.lock_file(path).unlink(missing_ok=True)  # nothing of ours stays beside another program's file
            raise
    return connection


def make(path: Path, version: int = VERSION) -> None:
    """A new, empty catalog as programs of that version made it, in one file without a log."""
    with closing(disk_io.connect(path, isolation_level=None)) as connection:
        upgrade(connection, version)


def upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Bring a catalog that nobody else has open to ``version``, in one transaction."""
    with connection:
        connection.execute("BEGIN")
        _apply(connection, connection.execute("PRAGMA user_version").fetchone()[0], version)


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
    options: dict[str, Any] = {"isolation_level": None, "check_same_thread": False, "factory": Connection}
    connection = cast(Connection, disk_io.connect(path, timeout=BUSY_SECONDS, **options))
    objects.guard(connection)
    return connection


def reader(path: Path) -> sqlite3.Connection:
    """One more connection to a catalog that is open, for queries only."""
    connection = disk_io.connect(
        place.real(path), "mode=ro", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    objects.guard(connection)
    connection.execute("PRAGMA query_only = ON")
    return connection


def not_synced(path: Path, error: OSError) -> CatalogError:
    """What to say where the disk would not keep what was written."""
    return CatalogError(f"The catalog {path} cannot be used now: {error.strerror or error}. Check the disk.")


def refuse_strangers(path: Path) -> None:
    """A photograph named by mistake must not be taken for a damaged catalog and set aside."""
    if (header := _header(path)) and not header.startswith(_MAGIC) and not evidently_ours(path):
        raise Unrecognised(path)


def evidently_ours(path: Path) -> bool:
    """Whether the file at ``path`` is, or was, a catalog: by what it says, where it is, or what we left beside it."""
    header = _header(path)
    if header.startswith(_MAGIC) and int.from_bytes(header[68:72]) == APPLICATION_ID:
        return True
    beside = in_use.lock_file(path), lock.lock_file(path), path.with_name(path.name + BACKUPS)
    return binding.is_at_home(path) or any(map(os.path.lexists, beside))


def adopt(path: Path) -> None:
    """The person says that what is at ``path`` may be set aside as a damaged catalog, when it is opened."""
    in_use.lock_file(place.real(path)).touch()


def _header(path: Path) -> bytes:
    try:
        return held.start_of(path, 100)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CatalogError(f"The catalog {path} cannot be opened: {error.strerror}.") from error


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
    damaged = (owner != APPLICATION_ID and tables >= OURS) or (owner == APPLICATION_ID and not 0 < version < 10_000)
    if tables and damaged:
        raise sqlite3.DatabaseError("its first page is damaged")
    if tables and owner != APPLICATION_ID:
        raise NotACatalog(f"{path} belongs to another program. Choose another file.")
    if version > VERSION:
        raise CatalogTooNew(
            f"The catalog {path} was written by a newer version of Aesthetic GUI (its format is {version}, this "
            f"program knows {VERSION}). Update the program, or choose another catalog with --catalog."
        )
    _check_objects(connection, path, version if tables else 0)
    return version if tables else 0


def _check_objects(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """What we never make is refused, untouched; what is not as we make it is damage."""
    if stranger := objects.added(connection, version):
        raise NotACatalog(
            f"The catalog {path} holds {stranger}, which this program never makes, so it is not opened. "
            "Choose another file, or put a backup in its place with: aesthetic-gui catalog restore."
        )
    if different := objects.changed(connection, version):
        raise sqlite3.DatabaseError(f"{different} is not as the program makes it")


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


def _migrate(connection: Connection, path: Path) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = check_ours(connection, path)  # again: another process may have migrated while we waited
        _apply(connection, version, VERSION)
        if not version or (version < BOUND_FROM and binding.first_start() and binding.is_at_home(path)):
            binding.claim(connection, path)
            connection.trusted = True


def trust(connection: Connection, path: Path) -> None:
    """Bind the catalog to this person and place; ``path`` is its real name."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        binding.claim(connection, path)
    connection.trusted = True


def _may_be_trusted(connection: sqlite3.Connection, path: Path) -> bool:
    """Where the journal says nothing of files there is nothing to agree to."""
    if binding.is_bound(connection, path):
        return True
    if not binding.says_nothing_of_files(connection):
        return False
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        unspoken = binding.says_nothing_of_files(connection)
        if unspoken:
            binding.claim(connection, path)
    return unspoken


def _apply(connection: sqlite3.Connection, version: int, wanted: int) -> None:
    for statements in MIGRATIONS[version:wanted]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {wanted}")
