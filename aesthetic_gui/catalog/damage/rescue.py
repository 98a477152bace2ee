"""A damaged catalog is set aside, never deleted; a new one is made of what can still be read of it, and of a backup.

    opened, looked over where the last run was cut off ──> damaged: rebuilt beside it ──> set aside, new one in place

The new one is complete on the disk before the damaged one is moved, and what a power cut interrupts is finished at
the next start. Scores come back by scoring again; what the photographer decided and did would not.
"""

from __future__ import annotations

import logging
import os
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aesthetic_gui.catalog import in_use, lock
from aesthetic_gui.catalog.authority import binding, place
from aesthetic_gui.catalog.damage.looking import log_left, looked_at, size_of
from aesthetic_gui.catalog.schema import (
    CatalogDamaged,
    CatalogError,
    Connection,
    Unrecognised,
    connect,
    damage_mark,
    evidently_ours,
    is_nonsense,
    refuse_strangers,
    trust,
)
from aesthetic_gui.disk_io import sync_folder
from aesthetic_gui.later import later
from aesthetic_gui.words import counted

if TYPE_CHECKING:
    from aesthetic_gui.catalog.damage import backup, rebuilding
else:
    backup = later("aesthetic_gui.catalog.damage.backup")
    rebuilding = later("aesthetic_gui.catalog.damage.rebuilding")

_log = logging.getLogger(__name__)
_COMPANIONS = ("-wal", "-shm", "-journal")


def open_or_set_aside(path: Path) -> tuple[Connection, tuple[str, ...]]:
    """A working connection to ``path``, and what the photographer should be told."""
    path = place.real(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _open(path)
    except OSError as error:
        raise CatalogError(
            f"The catalog {path} cannot be made: {error.strerror}. Choose another place with --catalog."
        ) from error


def check(path: Path) -> None:
    """Raises ``CatalogDamaged``. 100,000 photographs take a second, or as long as the disk needs for 0.5 GB."""
    _check(path, lambda _connection: [""])


def check_after_crash(path: Path) -> None:
    """The same without what scoring makes again, nine tenths of the file; damage in there is met when it is read."""
    _check(path, lambda connection: [f"('{table}')" for table in backup.kept_tables(connection)])


def _check(path: Path, parts: Callable[[sqlite3.Connection], list[str]]) -> None:
    """A connection that only reads leaves file and log as they are when it is closed."""
    path = place.real(path)
    try:
        with looked_at(path) as connection:
            connection.text_factory = partial(str, encoding="utf-8", errors="replace")
            verdicts = (connection.execute(f"PRAGMA integrity_check{part or '(1)'}") for part in parts(connection))
            troubles = (verdict for (verdict,) in map(sqlite3.Cursor.fetchone, verdicts) if verdict != "ok")
            trouble = next(troubles, "") or backup.astray_in(connection) or rebuilding.nonsense_in(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # SQLite quotes what it cannot make sense of
        if isinstance(error, sqlite3.OperationalError) and not is_nonsense(error):
            _log.info("%s could not be looked over: %s", path, error)  # busy, perhaps: connecting says what it is
            return
        trouble = str(error)
    if trouble:
        with suppress(OSError):
            damage_mark(path).touch()
        raise CatalogDamaged(f"The catalog {path} is damaged: {trouble}. Start the program again to repair it.")


def was_interrupted(path: Path) -> bool:
    """Whether a log is left, so that opening the catalog may take long: it is looked over where nobody has it open."""
    return log_left(place.real(path))


def set_aside(path: Path, why: str) -> Path:
    """Rename the catalog at ``path``, with its log, to a name that says ``why`` and when. Returns that name."""
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    aside = path.with_name(f"{path.name}.{why}-{stamp}")
    path.with_name(path.name + "-shm").unlink(missing_ok=True)  # shared memory of nobody
    for suffix in ("-wal", "-journal", ""):
        companion = path.with_name(path.name + suffix)
        if suffix and not size_of(companion):
            companion.unlink(missing_ok=True)
        elif companion.exists():
            companion.rename(aside.with_name(aside.name + suffix))
    return aside


def put_in_place(complete: Path, path: Path, why: str) -> Path:
    """Set the catalog at ``path`` aside and give its name to ``complete``, a file beside it that is on the disk.

    The caller is alone with the catalog. A power cut in between is mended by the next start. Returns the set aside.
    """
    ready = _ready(path)
    complete.rename(ready)
    sync_folder(path.parent)
    return _finish(path, why)


def _open(path: Path) -> tuple[Connection, tuple[str, ...]]:
    before, ours = _state(path), evidently_ours(path) or not size_of(path)
    notices: list[str] = []
    try:
        _look_over(path, notices)
        connection = _connected(path, notices)
    except CatalogDamaged as damage:
        if not ours:
            raise _left_alone(path) from damage
        _log.info("%s", damage)
        bound = _was_bound(path)
        notices = _start_anew(path, before)
        connection = _connected(path, notices)
        if bound and not connection.trusted:
            trust(connection, path)
    damage_mark(path).unlink(missing_ok=True)
    return connection, tuple(notices)


def _left_alone(path: Path) -> Unrecognised:
    """Some damaged database, and nothing tells that it is ours: nothing of ours stays beside it."""
    for mark in (in_use.lock_file(path), damage_mark(path)):
        mark.unlink(missing_ok=True)
    return Unrecognised(path)


def _was_bound(path: Path) -> bool:
    """Whether the catalog, which may be damaged, proves that it belongs here; what is made of it does then, too."""
    if not size_of(path):
        return False  # SQLite would remove its log
    try:
        with looked_at(path) as connection:
            return binding.is_bound(connection, path)
    except (OSError, sqlite3.Error, UnicodeDecodeError):  # SQLite quotes what it cannot make sense of
        return False


def _connected(path: Path, notices: list[str]) -> Connection:
    def copied_first(connection: sqlite3.Connection, catalog: Path) -> None:
        try:
            backup.copy(connection, catalog)  # a program of before can go on with it
        except CatalogDamaged:
            raise
        except CatalogError as error:
            notices.append(str(error))

    return connect(path, copied_first)


def _check_rows(path: Path) -> None:
    """Of a catalog from elsewhere: a row that belongs to nothing could join what is done here later."""
    try:
        with looked_at(path) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            trouble = backup.trouble_in(connection) or rebuilding.nonsense_in(connection)
    except sqlite3.Error:
        return  # connecting says what it is
    if trouble:
        raise CatalogDamaged(f"The catalog {path}, which was not made here, does not hold together: {trouble}.")


def _look_over(path: Path, notices: list[str]) -> None:
    """Finish a repair that was cut off, and see whether what a crash left is sound. Raises ``CatalogDamaged``."""
    refuse_strangers(path)
    with in_use.alone(path) as alone:
        if alone and _ready(path).exists():
            aside = _finish(path, "damaged")
            notices.append(
                f"A repair of the catalog that was interrupted is finished; {aside.name} is the damaged one."
            )
        if alone and _holds_nothing(path):
            raise CatalogDamaged(f"The catalog {path} is empty, though there is more that belongs to it.")
        interrupted = alone and log_left(path)
    if path.exists() and damage_mark(path).exists():
        check(path)
    elif path.exists() and interrupted:
        check_after_crash(path)
    elif size_of(path) and not _was_bound(path):
        _check_rows(path)
    if not path.exists() and (made := backup.backups(path)):
        notices.append(_told_of_backup(path, made[0]))


def _holds_nothing(path: Path) -> bool:
    """SQLite would take an empty file for a new catalog, and remove the log that belonged to the old one."""
    log = size_of(path.with_name(path.name + "-wal"))
    return not size_of(path) and bool(log or (path.exists() and backup.backups(path)))


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _start_anew(path: Path, before: tuple[int, int, int] | None) -> list[str]:
    with lock.hold(path) as held, in_use.alone(path) as alone:
        if not (held and alone):
            raise CatalogDamaged(
                f"The catalog {path} is damaged, and another window is using it. "
                "Close every window of the program and start it again: the damage is repaired then."
            )
        if _state(path) != before:
            return []  # another process has repaired it since
        saved, aside = _repaired(path)
    return [_told(saved, aside)]


def _repaired(path: Path) -> tuple[rebuilding.Saved, Path]:
    new = path.with_name(path.name + ".rebuilding")
    path.touch()  # where only its log is left
    try:
        for leftover in (new, *(new.with_name(new.name + suffix) for suffix in _COMPANIONS)):
            leftover.unlink(missing_ok=True)
        saved = rebuilding.rebuild(path, new, backup.backups(path))
        return saved, put_in_place(new, path, "damaged")
    except (OSError, sqlite3.Error) as error:
        raise CatalogError(
            f"The catalog {path} is damaged and could not be repaired: {error}. It is as it was. "
            "See that the disk has room and its folder can be written, and start the program again."
        ) from error


def _ready(path: Path) -> Path:
    return path.with_name(path.name + ".rebuilt")


def _finish(path: Path, why: str) -> Path:
    aside = set_aside(path, why)
    _ready(path).rename(path)
    sync_folder(path.parent)
    return aside


def _told(saved: rebuilding.Saved, aside: Path) -> str:
    kept = counted(saved.decisions, "decision") + " (picks, stars, labels)"
    kept += f" and {counted(saved.tastes, 'taste')}" if saved.tastes else ""
    begun = f"It was set aside as {aside.name} in {aside.parent}, and a new one was begun"
    sentences = [f"The catalog was damaged. {begun}: {kept} were taken over"]
    if saved.from_backup and saved.backup:
        more = counted(saved.from_backup, "more decision")
        sentences.append(f", {more} from the backup of {_moment(saved.backup)}")
    sentences.append("; scores are made again, and ratings in sidecars are read back. ")
    if saved.lost:
        sentences.append(f"Of {counted(saved.lost, 'decision')} it could not be read whose they are. ")
    return "".join(sentences) + "No photograph was touched."


def _told_of_backup(path: Path, newest: backup.Backup) -> str:
    return (
        f"There was no catalog {path}, so a new one was begun. To put back the backup of {_moment(newest)}: "
        f"aesthetic-gui catalog restore {shlex.quote(os.fspath(newest.path))} "
        f"--catalog {shlex.quote(os.fspath(path))}"
    )


def _moment(made: backup.Backup) -> str:
    return f"{made.made_at:%Y-%m-%d, %H:%M}"
