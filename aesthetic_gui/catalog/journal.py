"""The journal: what was intended, what came of it, and hence what can be undone, redone or recovered.

    begin (durable) ──> staged (durable) ──> settled, unit by unit ──> close (durable)

An operation has steps, one per file; the steps of one unit (a photograph with its RAW and sidecars) share a
number. An undo is an operation of its own whose steps invert earlier ones; it belongs to the same chain.
The marks in between need not survive a power cut: recovery looks at the disk, the intents tell it where.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.encoding import pack_change, path_from, unpack_change, valid
from aesthetic_gui.catalog.steps import COLUMNS, OF_PHOTOGRAPHS, StepRow, Writing, columns_of, step_from
from aesthetic_gui.photo import AestheticError

Role = Literal["do", "undo", "redo"]
State = Literal["open", "done", "partial", "nothing", "undone"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One entry of the history. ``chain`` is the id of the operation that this one is, undoes or redoes.

    ``total`` and ``succeeded`` count photographs. ``state``: open (under way, or left by a crash), done,
    partial (cancelled, or some photographs failed), nothing (no photograph succeeded), undone.
    """

    id: int
    chain: int
    role: Role
    kind: str
    title: str
    state: State
    total: int
    succeeded: int
    started_at: datetime
    finished_at: datetime | None


class Senseless(AestheticError):
    """What the journal holds of a sidecar's content cannot be read."""


class Move(NamedTuple):
    """The first file of a photograph that went from one place to another; ``key`` is the id of its step."""

    chain: int
    key: int
    source: Path
    target: Path


_OPERATION = "id, coalesce(chain, id), role, kind, title, state, total, succeeded, started_at, finished_at"
_STEP = ", ".join(COLUMNS)
_INSERT = f"INSERT INTO steps (operation_id, {_STEP}) VALUES ({','.join('?' * (1 + len(COLUMNS)))})"  # noqa: S608
_BY_HAND = "kind NOT IN ('import', 'autosave')"  # what the photographer would expect Ctrl+Z to take back
_CHANGING = tuple(name for name in COLUMNS if name not in ("id", "unit", "act", "source", "inverts"))
_UPDATE = f"UPDATE steps SET {', '.join(f'{name} = ?' for name in _CHANGING)} WHERE id = ?"  # noqa: S608


def begin(
    catalog: Catalog,
    kind: str,
    title: str,
    total: int,
    *,
    role: Role = "do",
    chain: int | None = None,
    steps: Iterable[StepRow] = (),
    folders: Iterable[Path] = (),
    drives: Iterable[tuple[Path, str]] = (),
) -> Operation:
    """Write the whole intent, durably, before any file is touched. ``folders`` are those it will make.

    ``drives``: where those that it touches are mounted, and what they are known again by. Steps are written some at a
    time: a crash in between leaves an operation that has done nothing, and that recovery closes.
    """
    steps = list(steps)
    with catalog.transaction(durable=not steps) as connection:
        operation_id = insert_operation(connection, kind, title, total, role=role, chain=chain)
        connection.executemany(
            "INSERT INTO made_folders VALUES (?, ?)", ((operation_id, os.fsencode(folder)) for folder in folders)
        )
        connection.executemany(
            "INSERT INTO drives VALUES (?, ?, ?)",
            ((operation_id, os.fsencode(place), valid(identity)) for place, identity in drives),
        )
        begun = operation_in(connection, operation_id)
    catalog.in_pieces(steps, partial(_intend, operation_id), durable=True)
    return begun


def _intend(operation_id: int, connection: sqlite3.Connection, steps: Sequence[StepRow]) -> None:
    for step in steps:
        step_id = connection.execute(_INSERT, (operation_id, *columns_of(step).values())).lastrowid
        if step.writing is not None:
            connection.execute("INSERT INTO writings VALUES (?, ?, ?)", (step_id, *pack_change(*step.writing)))


def insert_operation(
    connection: sqlite3.Connection,
    kind: str,
    title: str,
    total: int,
    *,
    role: Role = "do",
    chain: int | None = None,
    state: State = "open",
) -> int:
    now = _now()
    finished, succeeded = (None, 0) if state == "open" else (now, total)
    return (
        connection.execute(
            "INSERT INTO operations (chain, role, kind, title, state, total, succeeded, started_at, finished_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (chain, role, kind, valid(title), state, total, succeeded, now, finished),
        ).lastrowid
        or 0
    )


def operation(catalog: Catalog, operation_id: int) -> Operation | None:
    with catalog.reading() as connection:
        found = _operations(connection, "WHERE id = ?", operation_id)
    return found[0] if found else None


def operation_in(connection: sqlite3.Connection, operation_id: int) -> Operation:
    """One that is known to be there, inside the caller's transaction."""
    return _operations(connection, "WHERE id = ?", operation_id)[0]


def recent(catalog: Catalog, limit: int) -> list[Operation]:
    """The newest operations first, without their undos and redos, and without what follows decisions by itself."""
    with catalog.reading() as connection:
        return _operations(
            connection, "WHERE role = 'do' AND (kind <> 'autosave' OR state = 'open') ORDER BY id DESC LIMIT ?", limit
        )


def open_operations(catalog: Catalog) -> list[Operation]:
    """What is under way, or was left so by a crash; the newest first, so that each finds what the later ones left."""
    with catalog.reading() as connection:
        return _operations(connection, "WHERE state = 'open' ORDER BY id DESC")


def last_undoable(catalog: Catalog) -> Operation | None:
    with catalog.reading() as connection:
        found = _operations(
            connection, f"WHERE role = 'do' AND state IN ('done', 'partial') AND {_BY_HAND} ORDER BY id DESC LIMIT 1"
        )
    return found[0] if found else None


def under_way_since(catalog: Catalog, operation_id: int) -> bool:
    """Whether something that the photographer began after the operation ``operation_id`` is not over yet."""
    with catalog.reading() as connection:
        return bool(_operations(connection, f"WHERE state = 'open' AND id > ? AND {_BY_HAND} LIMIT 1", operation_id))


def next_redoable(catalog: Catalog) -> Operation | None:
    """The operation undone last, unless a new one was begun since or its undo achieved nothing."""
    with catalog.reading() as connection:
        row = connection.execute(
            "SELECT chain, id FROM operations u WHERE role = 'undo' AND succeeded > 0 AND EXISTS "
            "(SELECT 1 FROM operations head WHERE head.id = u.chain AND head.state = 'undone') ORDER BY id DESC LIMIT 1"
        ).fetchone()
        if row is None:
            return None
        newer = connection.execute(
            f"SELECT 1 FROM operations WHERE role = 'do' AND state <> 'nothing' AND id > ? AND {_BY_HAND}",  # noqa: S608
            (row[1],),
        ).fetchone()
        return None if newer else operation_in(connection, row[0])


def steps(catalog: Catalog, operation_id: int) -> list[StepRow]:
    """Every step of one operation, in order."""
    with catalog.reading() as connection:
        rows = connection.execute(
            f"SELECT {_STEP} FROM steps WHERE operation_id = ? ORDER BY id",  # noqa: S608
            (operation_id,),
        )
        return [step_from(row) for row in rows.fetchall()]


def units(catalog: Catalog, operation_id: int) -> list[list[StepRow]]:
    """The steps of one operation, those of each photograph together."""
    return [list(unit) for _, unit in groupby(steps(catalog, operation_id), key=lambda step: step.unit)]


def claimed(catalog: Catalog) -> Iterator[tuple[Operation, StepRow]]:
    """Every step that recovery, undo or redo could act on, with its operation; the newest operation first."""
    with catalog.reading() as connection:
        rows = connection.execute(
            f"SELECT o.id, {', '.join('s.' + name for name in COLUMNS)} FROM steps s "  # noqa: S608
            "JOIN operations o ON o.id = s.operation_id "
            "WHERE o.state = 'open' OR s.state IN ('planned', 'staged', 'done', 'undone') ORDER BY o.id DESC, s.id"
        ).fetchall()
        heads = {one.id: one for one in _operations(connection, "")}
    for operation_id, *values in rows:
        yield heads[operation_id], step_from(values)


def writing_of(catalog: Catalog, step_id: int) -> Writing:
    """What the step ``step_id``, a 'write', found and is to leave. Raises :class:`Senseless`."""
    with catalog.reading() as connection:
        row = connection.execute("SELECT before, after FROM writings WHERE step_id = ?", (step_id,)).fetchone()
    try:
        return Writing(*unpack_change(*row or (None, None)))
    except ValueError as error:
        raise Senseless(f"What was written into a sidecar cannot be read in the history: {error}.") from error


def units_to_invert(catalog: Catalog, chain: int, role: Role) -> list[list[StepRow]]:
    """What an undo (or a redo) of ``chain`` has to invert: the units that stand, the one done last first."""
    doers = ("do", "redo") if role == "undo" else ("undo", "undo")
    with catalog.reading() as connection:
        rows = connection.execute(
            f"SELECT o.id, {', '.join('s.' + name for name in COLUMNS)} FROM steps s "  # noqa: S608
            "JOIN operations o ON o.id = s.operation_id "
            "WHERE coalesce(o.chain, o.id) = ? AND o.role IN (?, ?) AND s.state = 'done' "
            "ORDER BY o.id DESC, s.unit DESC, s.id",
            (chain, *doers),
        ).fetchall()
    units: dict[tuple[int, int], list[StepRow]] = {}
    for operation_id, *values in rows:
        step = step_from(values)
        units.setdefault((operation_id, step.unit), []).append(step)
    return list(units.values())


def update_step(connection: sqlite3.Connection, step: StepRow) -> None:
    """Write what changed about ``step``; a step that is done marks the one it inverts as undone."""
    columns = columns_of(step)
    connection.execute(_UPDATE, (*(columns[name] for name in _CHANGING), step.id))
    if step.state == "done" and step.inverts is not None:
        connection.execute("UPDATE steps SET state = 'undone' WHERE id = ?", (step.inverts,))
    if step.state == "reversed" and step.inverts is not None:
        connection.execute("UPDATE steps SET state = 'done' WHERE id = ? AND state = 'undone'", (step.inverts,))


def made_folders(catalog: Catalog, chain: int) -> list[Path]:
    """The folders that the operations of ``chain`` made, the deepest first."""
    with catalog.reading() as connection:
        rows = connection.execute(
            "SELECT DISTINCT path FROM made_folders JOIN operations o ON o.id = operation_id "
            "WHERE coalesce(o.chain, o.id) = ? ORDER BY length(path) DESC",
            (chain,),
        ).fetchall()
    return [Path(os.fsdecode(path)) for (path,) in rows]


def ends(catalog: Catalog, chain: int) -> set[Path]:
    """Where the files of ``chain`` were and went, of each folder one."""
    with catalog.reading() as connection:
        rows = connection.execute(
            "SELECT source, target FROM steps JOIN operations o ON o.id = operation_id "
            "WHERE coalesce(o.chain, o.id) = ?",
            (chain,),
        ).fetchall()
    one_of_each = {os.path.dirname(path): path for row in rows for path in row}  # noqa: PTH120 - bytes
    return {Path(os.fsdecode(path)) for path in one_of_each.values()}


def drives(catalog: Catalog, chain: int | None = None) -> list[tuple[Path, str]]:
    """The drives that the operations of ``chain`` touched, or all operations: mount point, and identity."""
    of_chain, values = ("WHERE coalesce(o.chain, o.id) = ?", (chain,)) if chain is not None else ("", ())
    return _drives(catalog, f"JOIN operations o ON o.id = d.operation_id {of_chain}", *values)


def drives_of_step(catalog: Catalog, step_id: int) -> list[tuple[Path, str]]:
    """The drives that the operation of the step ``step_id`` touches."""
    return _drives(catalog, "WHERE operation_id = (SELECT operation_id FROM steps WHERE id = ?)", step_id)


def _drives(catalog: Catalog, where: str, *values: object) -> list[tuple[Path, str]]:
    with catalog.reading() as connection:
        rows = connection.execute(f"SELECT DISTINCT mount_point, identity FROM drives d {where}", values).fetchall()  # noqa: S608
    return [(Path(os.fsdecode(place)), identity) for place, identity in rows]


def forget_folder(catalog: Catalog, operation_id: int, folder: Path) -> None:
    """Somebody else made ``folder`` first: it is not ours to remove."""
    with catalog.transaction(durable=False) as connection:
        connection.execute(
            "DELETE FROM made_folders WHERE operation_id = ? AND path = ?", (operation_id, os.fsencode(folder))
        )


def close(catalog: Catalog, operation_id: int, *, cut_short: bool) -> Operation:
    """Write, durably, what became of the operation. ``cut_short``: some photographs were not even tried."""
    with catalog.transaction() as connection:
        succeeded = connection.execute(
            f"SELECT count(DISTINCT unit) FROM steps WHERE operation_id = ? AND state = 'done' AND {OF_PHOTOGRAPHS}",  # noqa: S608
            (operation_id,),
        ).fetchone()[0]
        done = operation_in(connection, operation_id)
        set_outcome(connection, operation_id, succeeded, done.total)
        if done.role == "redo" and succeeded:
            set_state(connection, done.chain, "done" if succeeded == done.total else "partial")
        elif done.role == "undo" and not (cut_short and _stands(connection, done.chain)):
            set_state(connection, done.chain, "undone")
        return operation_in(connection, operation_id)


def set_outcome(connection: sqlite3.Connection, operation_id: int, succeeded: int, total: int) -> None:
    state = "nothing" if not succeeded else "done" if succeeded == total else "partial"
    connection.execute(
        "UPDATE operations SET state = ?, succeeded = ?, finished_at = ? WHERE id = ?",
        (state, succeeded, _now(), operation_id),
    )


def extend(connection: sqlite3.Connection, operation_id: int, title: str, count: int) -> None:
    """More photographs joined an operation that is done: they are ``count`` by now."""
    connection.execute(
        "UPDATE operations SET title = ?, total = ?, succeeded = ? WHERE id = ?",
        (valid(title), count, count, operation_id),
    )


def set_state(connection: sqlite3.Connection, operation_id: int, state: State) -> None:
    connection.execute("UPDATE operations SET state = ? WHERE id = ?", (state, operation_id))


def failed_since(catalog: Catalog, oldest: int) -> dict[int, int]:
    """How many photographs failed, by operation, from the operation ``oldest`` on; without those where none did."""
    return _pairs(
        catalog,
        "SELECT o.id, count(DISTINCT unit) FROM operations o JOIN steps s ON s.operation_id = o.id WHERE o.id >= ? "  # noqa: S608
        f"AND role = 'do' AND o.succeeded < o.total AND s.state = 'failed' AND {OF_PHOTOGRAPHS} GROUP BY o.id",
        oldest,
    )


def undone_since(catalog: Catalog, oldest: int) -> dict[int, int]:
    """How many photographs were undone and not done again, by chain, from the operation ``oldest`` on."""
    return _pairs(
        catalog,
        "SELECT chain, sum(CASE role WHEN 'undo' THEN succeeded ELSE -succeeded END) FROM operations "
        "WHERE chain >= ? AND role <> 'do' GROUP BY chain",
        oldest,
    )


def alone_since(catalog: Catalog, oldest: int) -> dict[int, Path]:
    """The photograph of each operation that is about one alone, from the operation ``oldest`` on."""
    known_by = "coalesce(CASE act WHEN 'write' THEN note END, source)"  # of a sidecar, its photograph
    of_one = "o.id >= ? AND o.total = 1 AND o.role = 'do'"
    with catalog.reading() as connection:
        moved = connection.execute(
            f"SELECT o.id, {known_by}, min(s.id) FROM operations o JOIN steps s ON s.operation_id = o.id "  # noqa: S608
            f"WHERE {of_one} AND s.{OF_PHOTOGRAPHS} GROUP BY o.id",
            (oldest,),
        ).fetchall()
        said = [
            connection.execute(
                f"SELECT o.id, p.path, 0 FROM operations o JOIN {table} d ON d.operation_id = o.id "  # noqa: S608
                f"JOIN photos p ON p.id = d.photo_id WHERE {of_one}",
                (oldest,),
            ).fetchall()
            for table in ("decided", "described", "regrouped")
        ]
    return {number: path_from(path) for rows in (moved, *said) for number, path, _ in rows}


def inversions(catalog: Catalog, chain: int) -> dict[int, int]:
    """The steps of ``chain`` that invert another one, and which one, by their ids."""
    return _pairs(
        catalog,
        "SELECT s.id, s.inverts FROM steps s JOIN operations o ON o.id = s.operation_id "
        "WHERE o.chain = ? AND s.inverts IS NOT NULL",
        chain,
    )


def moves_after(catalog: Catalog, operation_id: int) -> list[Move]:
    """What stands of later operations that took a photograph from one place to another, in the order of time."""
    with catalog.reading() as connection:
        rows = connection.execute(
            "SELECT coalesce(o.chain, o.id), min(s.id), s.source, s.target "  # noqa: S608
            "FROM operations o JOIN steps s ON s.operation_id = o.id "
            f"WHERE o.id > ? AND coalesce(o.chain, o.id) <> ? AND o.role <> 'undo' AND s.state = 'done' "
            f"AND s.{OF_PHOTOGRAPHS} AND s.act IN ('move', 'trash') GROUP BY o.id, s.unit ORDER BY o.id, min(s.id)",
            (operation_id, operation_id),
        ).fetchall()
    return [Move(chain, key, path_from(source), path_from(target)) for chain, key, source, target in rows]


def _pairs(catalog: Catalog, query: str, number: int) -> dict[int, int]:
    with catalog.reading() as connection:
        return dict(connection.execute(query, (number,)).fetchall())


def _stands(connection: sqlite3.Connection, chain: int) -> bool:
    """Whether anything that ``chain`` did is still to be undone."""
    found = connection.execute(
        "SELECT 1 FROM steps s JOIN operations o ON o.id = s.operation_id "
        "WHERE coalesce(o.chain, o.id) = ? AND o.role IN ('do', 'redo') AND s.state = 'done' LIMIT 1",
        (chain,),
    ).fetchone()
    return found is not None


def _operations(connection: sqlite3.Connection, where: str, *values: object) -> list[Operation]:
    rows = connection.execute(f"SELECT {_OPERATION} FROM operations {where}", values).fetchall()  # noqa: S608
    return [
        Operation(*(*values, datetime.fromisoformat(begun), datetime.fromisoformat(ended) if ended else None))
        for *values, begun, ended in rows
    ]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
