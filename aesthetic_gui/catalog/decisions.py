"""What the photographer decided of each photograph, and what each operation of the history changed about it.

Every function runs inside the caller's transaction. Photographs are named by the ids of their rows (``photo_rows``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aesthetic_gui.catalog.encoding import decision_columns, decision_from, path_from
from aesthetic_gui.photo import Decision

COLUMNS: Final = "flag, stars, label, turn"  # of decisions and of agreed
_BEFORE, _AFTER = (", ".join(f"{name}_{when}" for name in COLUMNS.split(", ")) for when in ("before", "after"))


@dataclass(frozen=True, slots=True)
class Decided:
    """One photograph of an operation that decided; ``now`` is what counts at this moment."""

    photo_id: int
    photo: Path
    before: Decision
    after: Decision
    now: Decision
    undone: bool

    @property
    def stands(self) -> bool:
        """Whether what counts is what the operation, or its undo, has left."""
        return self.now == (self.before if self.undone else self.after)

    @property
    def turned(self) -> Decision:
        """What counts once it is undone, or done again."""
        return self.after if self.undone else self.before


def decision_of(connection: sqlite3.Connection, photo_id: int) -> Decision:
    query = f"SELECT {COLUMNS} FROM decisions WHERE photo_id = ?"  # noqa: S608
    found = connection.execute(query, (photo_id,)).fetchone()
    return decision_from(*found) if found else Decision()


def count_in_any_format(connection: sqlite3.Connection) -> int:
    """The photographs of which something is decided; the catalog may be of an earlier version."""
    names = [row[1] for row in connection.execute("PRAGMA table_info(decisions)")][1:]
    decided = " OR ".join(f"{name} NOT IN (0, '')" for name in names)
    return int(connection.execute(f"SELECT count(*) FROM decisions WHERE {decided}").fetchone()[0])  # noqa: S608


def decide(
    connection: sqlite3.Connection, operation_id: int, decided: Sequence[tuple[int, Decision, Decision]]
) -> None:
    """Of each photograph, the decision before and the one that counts from now on, which the operation remembers."""
    _set(connection, ((photo_id, after) for photo_id, _, after in decided))
    connection.executemany(
        f"INSERT INTO decided (operation_id, photo_id, {_BEFORE}, {_AFTER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            (operation_id, photo_id, *decision_columns(before), *decision_columns(after))
            for photo_id, before, after in decided
        ),
    )


def decided(connection: sqlite3.Connection, operation_id: int) -> list[Decided]:
    """The photographs that the operation decided."""
    rows = connection.execute(
        f"SELECT decided.photo_id, path, {_BEFORE}, {_AFTER}, "  # noqa: S608
        "coalesce(d.flag, 0), coalesce(d.stars, 0), coalesce(d.label, ''), coalesce(d.turn, 0), undone "
        "FROM decided JOIN photos ON id = decided.photo_id "
        "LEFT JOIN decisions d ON d.photo_id = decided.photo_id WHERE operation_id = ?",
        (operation_id,),
    ).fetchall()
    return [_decided(*row) for row in rows]


def count_decided(connection: sqlite3.Connection, operation_id: int) -> int:
    found = connection.execute("SELECT count(*) FROM decided WHERE operation_id = ?", (operation_id,)).fetchone()
    return int(found[0])


def turn(connection: sqlite3.Connection, operation_id: int, one: Decided) -> None:
    """Undo what the operation decided of ``one``; do it again where it was undone."""
    _set(connection, [(one.photo_id, one.turned)])
    connection.execute(
        "UPDATE decided SET undone = ? WHERE (operation_id, photo_id) = (?, ?)",
        (not one.undone, operation_id, one.photo_id),
    )


def _decided(photo_id: int, path: bytes, *columns: Any) -> Decided:
    before, after, now = (decision_from(*columns[at : at + 4]) for at in (0, 4, 8))
    return Decided(photo_id, path_from(path), before, after, now, bool(columns[12]))


def _set(connection: sqlite3.Connection, decisions: Iterable[tuple[int, Decision]]) -> None:
    connection.executemany(
        f"INSERT OR REPLACE INTO decisions (photo_id, {COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        ((photo_id, *decision_columns(decision)) for photo_id, decision in decisions),
    )
