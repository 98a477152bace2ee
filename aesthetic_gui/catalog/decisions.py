"""What the photographer decided of each photograph, and what each operation of the history changed about it.

Every function runs inside the caller's transaction. Photographs are named by the ids of their rows (``photo_rows``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aesthetic_gui.catalog.encoding import decision_from, path_from
from aesthetic_gui.photo import Decision


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
    found = connection.execute("SELECT flag, stars, label FROM decisions WHERE photo_id = ?", (photo_id,)).fetchone()
    return decision_from(*found) if found else Decision()


def decide(
    connection: sqlite3.Connection, operation_id: int, decided: Sequence[tuple[int, Decision, Decision]]
) -> None:
    """Of each photograph, the decision before and the one that counts from now on, which the operation remembers."""
    _set(connection, ((photo_id, after) for photo_id, _, after in decided))
    connection.executemany(
        "INSERT INTO decided VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
        ((operation_id, photo_id, *_columns(before), *_columns(after)) for photo_id, before, after in decided),
    )


def decided(connection: sqlite3.Connection, operation_id: int) -> list[Decided]:
    """The photographs that the operation decided."""
    rows = connection.execute(
        "SELECT decided.photo_id, path, flag_before, stars_before, label_before, flag_after, stars_after, label_after, "
        "coalesce(d.flag, 0), coalesce(d.stars, 0), coalesce(d.label, ''), undone "
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
    before, after, now = (decision_from(*columns[at : at + 3]) for at in (0, 3, 6))
    return Decided(photo_id, path_from(path), before, after, now, bool(columns[9]))


def _set(connection: sqlite3.Connection, decisions: Iterable[tuple[int, Decision]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?)",
        ((photo_id, *_columns(decision)) for photo_id, decision in decisions),
    )


def _columns(decision: Decision) -> tuple[int, int, str]:
    return int(decision.flag), decision.stars, str(decision.label)
