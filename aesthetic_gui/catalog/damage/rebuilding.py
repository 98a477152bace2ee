"""A new catalog out of a damaged one and the newest backup that belongs to it.

    rows of the damaged file, by their numbers ──> decisions that its journal knows ──> rows of the backup for what is
    missing ──> earlier decisions that the journal knows ──> nothing refers to what is not there

The damaged file's row wins: it is the newer one, and a row that is damaged is none. Where rows may have been deleted
since, as of a taste, the backup gives some only if the table is damaged. Numbers are kept, hence undo works.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.authority import objects
from aesthetic_gui.catalog.damage.backup import Backup, kept_tables, trouble_in
from aesthetic_gui.catalog.damage.pages import Pages, Value
from aesthetic_gui.catalog.damage.salvage import CONTENTS, PATHS, Salvage, Shape, shapes_of
from aesthetic_gui.catalog.decisions import count_in_any_format
from aesthetic_gui.catalog.encoding import unpack_metadata
from aesthetic_gui.catalog.migrations import VERSION
from aesthetic_gui.catalog.schema import make, upgrade
from aesthetic_gui.disk_io import sync_file
from aesthetic_gui.photo import ColourLabel

_log = logging.getLogger(__name__)

# What a person says of a photograph: its table, the journal's of what changed about it, and the kind of operation.
_SAID = (("decisions", "decided", "decide"), ("details", "described", "describe"), ("stacked", "regrouped", "stack"))
_LAST_IN_JOURNAL = """FROM {journal} j
    WHERE operation_id = (SELECT max(operation_id) FROM {journal} WHERE photo_id = j.photo_id) AND operation_id > ?"""
# An entry of the journal that is damaged, made again from its steps: what a crash left open must be seen to.
_OPERATIONS_AGAIN = """INSERT INTO operations (id, chain, role, kind, title, state, total, succeeded, started_at)
    SELECT operation_id,
        (SELECT coalesce(o.chain, i.operation_id) FROM steps i LEFT JOIN operations o ON o.id = i.operation_id
            WHERE i.id = inverted),
        iif(inverted IS NULL, 'do', 'undo'), act, 'Operation ' || operation_id || ' (its entry was damaged)',
        iif(under_way, 'open', iif(succeeded, 'done', 'nothing')), total, succeeded, ?
    FROM (SELECT operation_id, max(inverts) AS inverted, min(act) AS act,
        max(state IN ('planned', 'staged')) AS under_way, count(DISTINCT unit) AS total,
        count(DISTINCT iif(state = 'done', unit, NULL)) AS succeeded
        FROM steps WHERE operation_id NOT IN (SELECT id FROM operations) GROUP BY operation_id)"""

# The same of one that decided, wrote or stacked.
_SAID_AGAIN = """INSERT INTO operations (id, role, kind, title, state, total, succeeded, started_at)
    SELECT operation_id, 'do', '{kind}', 'Operation ' || operation_id || ' (its entry was damaged)',
        iif(min(undone), 'undone', 'done'), count(*), count(*), ?
    FROM {journal} WHERE operation_id NOT IN (SELECT id FROM operations) GROUP BY operation_id"""
# Nothing is ever deleted from these: whatever a backup, an index or the journal has of them and they have not, is lost.
_ONLY_GROWING = frozenset(
    {"photos", "operations", "steps", *(name for table, journal, _ in _SAID for name in (table, journal))}
)
_NO_DETAILS = "NOT json_valid(said) OR json_type(said) <> 'object'"
_NO_LABEL = f"label NOT IN ({', '.join(repr(str(label)) for label in ColourLabel)})"


# All that is not, as SQLite sees it, an object whose moment is a day and time without more.
_DOUBTFUL = """metadata IS NOT NULL AND NOT coalesce(iif(json_valid(metadata), json_type(metadata) = 'object' AND
    (json_type(metadata, '$.captured_at') IS NULL OR json_extract(metadata, '$.captured_at') =
    strftime('%Y-%m-%dT%H:%M:%S', json_extract(metadata, '$.captured_at'), '+0 days')), 0), 0)"""
_AT_ONCE = 5_000  # rows


@dataclass(frozen=True, slots=True)
class Saved:
    """What a rebuilt catalog holds: decisions from the damaged one and from ``backup``, and ``lost`` ones.

    ``lost`` are those that were readable while the photograph they belong to was not.
    """

    decisions: int
    from_backup: int
    lost: int
    tastes: int
    backup: Backup | None


def rebuild(damaged: Path, new: Path, candidates: Sequence[Backup]) -> Saved:
    """Write what is readable of ``damaged`` and of the newest good one of ``candidates`` to ``new``, durably.

    ``damaged`` is only read. Raises ``OSError`` or ``sqlite3.Error`` where ``new`` cannot be written.
    """
    with Pages(damaged) as pages:
        version = _version(pages, candidates)
        make(new, version)
        with _writing(new) as connection:
            saved = _Rebuilding(connection, pages, version).run(new, candidates)
            if version < VERSION:
                upgrade(connection, VERSION)
    with closing(disk_io.connect(new)) as written:
        trouble = trouble_in(written)
    if trouble:
        raise sqlite3.DatabaseError(f"the repaired catalog is not sound: {trouble}")
    sync_file(new)
    return saved


def _version(pages: Pages, candidates: Sequence[Backup]) -> int:
    """As the header says; where it is damaged, as the newest backup has it."""
    if 0 < pages.user_version <= VERSION:
        return pages.user_version
    return next((version for one in candidates if 0 < (version := _version_of(one)) <= VERSION), VERSION)


def _version_of(backup: Backup) -> int:
    try:
        with closing(disk_io.connect(backup.path, "mode=ro")) as connection:
            objects.guard(connection)
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error:
        return 0


@contextmanager
def _writing(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(disk_io.connect(path, isolation_level=None)) as connection:
        objects.guard(connection)
        connection.execute("PRAGMA journal_mode = MEMORY")  # one that is not finished is made again
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


class _Rebuilding:
    """One run; ``connection`` is to the new catalog, which has the version of the damaged one."""

    def __init__(self, connection: sqlite3.Connection, pages: Pages, version: int) -> None:
        self._connection, self._version = connection, version
        self._tables = kept_tables(connection)
        self._shapes = shapes_of(connection, self._tables)
        self._salvage = Salvage(pages, self._shapes)
        self._said = [said for said in _SAID if said[0] in self._tables]
        self._has_details = "details" in self._tables

    def run(self, new: Path, candidates: Sequence[Backup]) -> Saved:
        self._connection.execute("BEGIN")
        for table in self._tables:
            self._insert(table, self._found(table))
        self._drop_nonsense()
        self._paths_from_indexes()
        # What sidecars and catalog agreed on says nothing of a decision that is not the one of then.
        self._connection.execute("CREATE TEMP TABLE direct AS SELECT photo_id FROM decisions")
        if self._has_details:
            self._connection.execute("CREATE TEMP TABLE direct_details AS SELECT photo_id FROM details")
        self._connection.execute("COMMIT")
        with _attached(self._connection, new, candidates, self._version, self._belongs) as backup:
            self._connection.execute("BEGIN")
            from_backup = self._fill(backup)
            lost = self._let_go()
            self._connection.execute("COMMIT")
        return Saved(
            count_in_any_format(self._connection) - from_backup,
            from_backup,
            lost,
            self._count("SELECT count(*) FROM tastes") if "tastes" in self._tables else 0,
            backup,
        )

    def _insert(self, table: str, rows: Iterable[tuple[Value, ...]]) -> None:
        shape = self._shapes[table]
        for values in rows:
            if not _inserted(self._connection, table, shape, values):
                self._salvage.distrust(table)

    def _drop_nonsense(self) -> None:
        """Values that SQLite takes and the program cannot read."""
        ids = [(photo_id,) for photo_id in _photos_with_nonsense(self._connection)]
        self._connection.executemany("UPDATE photos SET metadata = NULL WHERE id = ?", ids)
        if self._connection.execute(f"DELETE FROM decisions WHERE {_NO_LABEL}").rowcount:  # noqa: S608
            self._salvage.distrust("decisions")
        if self._has_details and self._connection.execute(f"DELETE FROM details WHERE {_NO_DETAILS}").rowcount:  # noqa: S608
            self._salvage.distrust("details")

    def _paths_from_indexes(self) -> None:
        """Where a page of photographs is damaged, their paths and contents stand in the indexes, too."""
        known = {photo_id for (photo_id,) in self._connection.execute("SELECT id FROM photos")}
        missing = [values for values in self._found(PATHS) if values[1] not in known]
        for values in missing:
            _tried(self._connection, "INSERT OR IGNORE INTO photos (path, id) VALUES (?, ?)", values)
        if missing:
            query = "UPDATE photos SET content_id = ? WHERE id = ? AND content_id IS NULL AND size IS NULL"
            self._connection.executemany(query, self._found(CONTENTS))

    def _found(self, name: str) -> Iterator[tuple[Value, ...]]:
        yield from self._salvage.hanging(name)
        yield from self._salvage.drifting(name)

    def _fill(self, backup: Backup | None) -> int:
        """Rows for what is missing; returns how many decisions the backup gave."""
        newest = self._count("SELECT coalesce(max(id), 0) FROM backup.operations") if backup else 0
        for table, journal, _ in self._said:
            if self._salvage.whole(journal):  # else the last word on a photograph may be what is missing
                self._fill_from_journal(table, journal, newest)
        self._fill_from_doubtful()
        before = count_in_any_format(self._connection)
        if backup:
            self._fill_from_backup()
        given = count_in_any_format(self._connection) - before
        self._fill_from_what_is_older()
        return given

    def _fill_from_journal(self, table: str, journal: str, operation: int) -> None:
        """The last word on each photograph, where it was spoken after the ``operation``."""
        names = self._shapes[journal].names
        both = ([name for name in names if name.endswith(when)] for when in ("before", "after"))
        last = ", ".join(f"iif(undone, {before}, {after})" for before, after in zip(*both, strict=True))
        query = f"INSERT OR IGNORE INTO {table} SELECT photo_id, {last} {_LAST_IN_JOURNAL.format(journal=journal)}"
        self._connection.execute(query, (operation,))

    def _fill_from_doubtful(self) -> None:
        """Decisions, or what was agreed on: good where they say one thing of a photograph."""
        said: dict[Value, set[tuple[Value, ...]]] = {}
        for values in self._salvage.doubtful():
            said.setdefault(values[0], set()).add(values)
        self._insert("decisions", (ways.pop() for ways in said.values() if len(ways) == 1))

    def _fill_from_backup(self) -> None:
        for table in self._tables:
            if self._salvage.whole(table) and table not in _ONLY_GROWING:
                continue
            if table == "photos":
                self._make_way()
            self._connection.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM backup.{table}")  # noqa: S608

    def _make_way(self) -> None:
        """Another photograph is where one was at the time of the backup: that one waits for its file to turn up."""
        rows = self._connection.execute(
            "SELECT b.* FROM backup.photos b JOIN main.photos m ON m.path = b.path AND m.id <> b.id "
            "WHERE b.id NOT IN (SELECT id FROM main.photos)"
        ).fetchall()
        for photo_id, path, *rest in rows:
            waiting = b"%s\0%d" % (path.partition(b"\0")[0], photo_id)
            _inserted(self._connection, "photos", self._shapes["photos"], (photo_id, waiting, *rest))

    def _fill_from_what_is_older(self) -> None:
        """An earlier decision, where the last one is nowhere."""
        for table, journal, _ in self._said:
            self._fill_from_journal(table, journal, 0)
        if "agreed" in self._tables and not self._salvage.whole("decisions"):
            self._connection.execute("INSERT OR IGNORE INTO decisions SELECT * FROM agreed")
        where = "photo_id NOT IN (SELECT * FROM direct)"
        if self._salvage.whole("decisions"):
            where += " AND photo_id IN (SELECT photo_id FROM decisions)"
        for table in ("agreed", "sidecars"):
            if table in self._tables:
                self._connection.execute(f"DELETE FROM {table} WHERE {where}")  # noqa: S608
        if self._has_details and not self._salvage.whole("details"):  # else what is lost would pass for taken away
            self._connection.execute(
                "DELETE FROM agreed_details WHERE photo_id NOT IN (SELECT photo_id FROM direct_details)"
            )

    def _let_go(self) -> int:
        """No row refers to one that is not there; returns how many decisions had to go for that."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        again = (_SAID_AGAIN.format(journal=journal, kind=kind) for _, journal, kind in self._said)
        for query in (_OPERATIONS_AGAIN, *again):
            self._connection.execute(query, (now,))
        lost = self._count("SELECT count(*) FROM decisions WHERE photo_id NOT IN (SELECT id FROM photos)")
        changed = -1
        while changed != self._connection.total_changes:
            changed = self._connection.total_changes
            for table in self._tables:
                for row in self._connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
                    self._let_go_of(table, parent=row[2], column=row[3], key=row[4])
        return lost

    def _let_go_of(self, table: str, *, parent: str, column: str, key: str) -> None:
        shape = self._shapes[table]
        astray = f"WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT {key} FROM {parent})"  # noqa: S608
        if shape.needed[shape.names.index(column)]:
            self._connection.execute(f"DELETE FROM {table} {astray}")  # noqa: S608
        else:
            self._connection.execute(f"UPDATE {table} SET {column} = NULL {astray}")  # noqa: S608

    def _belongs(self) -> bool:
        """Whether the attached backup is an earlier state of this catalog, not of one that went another way.

        After an old backup was put back the numbers were given away again: those of newer backups mean other things.
        """
        differing = self._count(
            "SELECT count(*) FROM backup.operations b JOIN main.operations m USING (id) "
            "WHERE m.started_at <> b.started_at"
        )
        if self._salvage.whole("operations"):
            differing += self._count(
                "SELECT count(*) FROM backup.operations WHERE id > (SELECT coalesce(max(id), 0) FROM main.operations)"
            )
        return not differing

    def _count(self, query: str) -> int:
        return int(self._connection.execute(query).fetchone()[0])


def nonsense_in(connection: sqlite3.Connection) -> str:
    """Where a value cannot be what the program wrote, though SQLite finds nothing wrong; "" where all can.

    A million rows take a second: SQLite looks, and Python only at what it does not vouch for.
    """
    if connection.execute(f"SELECT 1 FROM decisions WHERE {_NO_LABEL} LIMIT 1").fetchone():  # noqa: S608
        return "a decision has a label that there is not"
    tables = kept_tables(connection)
    if "details" in tables and connection.execute(f"SELECT 1 FROM details WHERE {_NO_DETAILS} LIMIT 1").fetchone():  # noqa: S608
        return "what was written of a photograph makes no sense"
    if next(_photos_with_nonsense(connection), None):
        return "what is known of a photograph makes no sense"
    return next((f"a text in {table} makes no sense" for table in tables if _torn(connection, table)), "")


def _torn(connection: sqlite3.Connection, table: str) -> bool:
    """Whether a text in ``table`` is no UTF-8, or was none when it was written; many are looked at in one go."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    names = [row[1] for row in columns if row[2] == "TEXT" and row[1].isidentifier()]
    if not names:
        return False
    joined = " || char(0) || ".join(f"coalesce({name}, '')" for name in names)
    rows = connection.execute(f"SELECT CAST({joined} AS BLOB) FROM {table}")  # noqa: S608
    while some := rows.fetchmany(_AT_ONCE):
        text = b"\0".join(row[0] for row in some)
        try:
            if "\ufffd" in text.decode("utf-8"):
                return True
        except UnicodeDecodeError:
            return True
    return False


def _photos_with_nonsense(connection: sqlite3.Connection) -> Iterator[int]:
    for photo_id, metadata in connection.execute(f"SELECT id, metadata FROM photos WHERE {_DOUBTFUL}"):  # noqa: S608
        try:
            unpack_metadata(metadata)
        except (ValueError, TypeError, AttributeError):
            yield photo_id


@contextmanager
def _attached(
    connection: sqlite3.Connection, new: Path, candidates: Sequence[Backup], version: int, belongs: Callable[[], bool]
) -> Iterator[Backup | None]:
    """The newest of ``candidates`` that is sound and belongs to the catalog, attached as "backup"."""
    copied = new.with_name(new.name + ".backup")
    try:
        for one in candidates:
            if not _brought_to(one, copied, version):
                continue
            connection.execute("ATTACH ? AS backup", (os.fsencode(copied),))
            try:
                if belongs():
                    yield one
                    return
            finally:
                connection.execute("DETACH backup")
        yield None
    finally:
        copied.unlink(missing_ok=True)


def _brought_to(backup: Backup, copied: Path, version: int) -> bool:
    """Whether ``copied`` is a sound copy of it, of that version now."""
    try:
        copied.unlink(missing_ok=True)  # of the backup before
        disk_io.copy(backup.path, copied)
        with _writing(copied) as connection:
            trouble = trouble_in(connection)
            written = connection.execute("PRAGMA user_version").fetchone()[0]
            if trouble or not 0 < written <= version:
                _log.warning("the backup %s cannot be used: %s", backup.path, trouble or f"its format is {written}")
                return False
            upgrade(connection, version)
    except (OSError, sqlite3.Error) as error:
        _log.warning("the backup %s cannot be used: %s", backup.path, error)
        return False
    return True


def _inserted(connection: sqlite3.Connection, table: str, shape: Shape, values: tuple[Value, ...]) -> bool:
    if len(values) > len(shape.names):
        return False
    names, marks = ", ".join(shape.names[: len(values)]), ",".join("?" * len(values))
    return _tried(connection, f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608


def _tried(connection: sqlite3.Connection, query: str, values: tuple[Value, ...]) -> bool:
    try:
        return connection.execute(query, values).rowcount == 1
    except sqlite3.IntegrityError as error:
        _log.warning("a damaged row was passed over: %s", error)
        return False
