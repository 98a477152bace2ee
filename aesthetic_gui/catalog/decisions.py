"""What the photographer decided, wrote and stacked, photograph by photograph, and what each operation changed about it.

Every function runs inside the caller's transaction. Photographs are named by the ids of their rows (``photo_rows``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from aesthetic_gui.catalog.encoding import decision_columns, decision_from, pack_details, path_from, unpack_details
from aesthetic_gui.photo import NO_DETAILS, NOT_BY_HAND, Decision, Details, HandStack

COLUMNS: Final = "flag, stars, label, turn"  # of decisions and of agreed
_BEFORE, _AFTER = (", ".join(f"{name}_{when}" for name in COLUMNS.split(", ")) for when in ("before", "after"))


_Said = TypeVar("_Said", Decision, Details, HandStack)


@dataclass(frozen=True, slots=True)
class Decided(Generic[_Said]):
    """One photograph of an operation that decided, wrote or stacked; ``now`` is what counts at this moment."""

    photo_id: int
    photo: Path
    before: _Said
    after: _Said
    now: _Said
    undone: bool

    @property
    def stands(self) -> bool:
        """Whether what counts is what the operation, or its undo, has left."""
        return self.now == (self.before if self.undone else self.after)

    @property
    def turned(self) -> _Said:
        """What counts once it is undone, or done again."""
        return self.after if self.undone else self.before


AnyDecided = Decided[Decision] | Decided[Details] | Decided[HandStack]


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


def details_of(connection: sqlite3.Connection, photo_id: int) -> Details:
    found = connection.execute("SELECT said FROM details WHERE photo_id = ?", (photo_id,)).fetchone()
    return unpack_details(found[0]) if found else NO_DETAILS


def describe(
    connection: sqlite3.Connection, operation_id: int, described: Sequence[tuple[int, Details, Details]]
) -> None:
    """Of each photograph, the details before and those that count from now on, which the operation remembers."""
    _set_details(connection, ((photo_id, after) for photo_id, _, after in described))
    connection.executemany(
        "INSERT INTO described (operation_id, photo_id, before, after) VALUES (?, ?, ?, ?)",
        ((operation_id, photo_id, pack_details(before), pack_details(after)) for photo_id, before, after in described),
    )


def described(connection: sqlite3.Connection, operation_id: int) -> list[Decided[Details]]:
    """The photographs of which the operation wrote details."""
    rows = connection.execute(
        "SELECT w.photo_id, path, before, after, said, undone FROM described w JOIN photos ON id = w.photo_id "
        "LEFT JOIN details d ON d.photo_id = w.photo_id WHERE operation_id = ?",
        (operation_id,),
    ).fetchall()
    return [
        Decided(
            number, path_from(path), unpack_details(before), unpack_details(after), unpack_details(now), bool(undone)
        )
        for number, path, before, after, now, undone in rows
    ]


def hand_of(connection: sqlite3.Connection, photo_id: int) -> HandStack:
    """The stack that a person put it into, ``NOT_BY_HAND`` where the program groups it."""
    found = connection.execute("SELECT stack, cover FROM stacked WHERE photo_id = ?", (photo_id,)).fetchone()
    return _hand(*found) if found else NOT_BY_HAND


def regroup(
    connection: sqlite3.Connection, operation_id: int, regrouped: Sequence[tuple[int, HandStack, HandStack]]
) -> None:
    """Of each photograph, the stack by hand before and the one that counts from now on, which the operation remembers.

    What the program is to group again keeps its row: a row that is gone would pass for lost after damage.
    """
    _set_hand(connection, ((photo_id, after) for photo_id, _, after in regrouped))
    connection.executemany(
        "INSERT INTO regrouped (operation_id, photo_id, stack_before, cover_before, stack_after, cover_after) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (
            (operation_id, photo_id, before.id, before.cover, after.id, after.cover)
            for photo_id, before, after in regrouped
        ),
    )


def regrouped(connection: sqlite3.Connection, operation_id: int) -> list[Decided[HandStack]]:
    """The photographs that the operation stacked, took out of a stack, or made its cover."""
    rows = connection.execute(
        "SELECT r.photo_id, path, stack_before, cover_before, stack_after, cover_after, "
        "coalesce(s.stack, ''), coalesce(s.cover, 0), undone FROM regrouped r JOIN photos ON id = r.photo_id "
        "LEFT JOIN stacked s ON s.photo_id = r.photo_id WHERE operation_id = ?",
        (operation_id,),
    ).fetchall()
    return [
        Decided(number, path_from(path), _hand(*before), _hand(*after), _hand(*now), bool(undone))
        for number, path, *stacks, undone in rows
        for before, after, now in [(stacks[0:2], stacks[2:4], stacks[4:6])]
    ]


def keywords_in_use(connection: sqlite3.Connection) -> list[str]:
    """Every keyword that a photograph has, the most frequent first."""
    rows = connection.execute(
        "SELECT value FROM details, json_each(said, '$.keywords') GROUP BY value ORDER BY count(*) DESC, value"
    )
    return [str(word) for (word,) in rows]


def decided(connection: sqlite3.Connection, operation_id: int) -> list[Decided[Decision]]:
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
    """The photographs of which the operation decided or wrote anything."""
    found = connection.execute(
        "SELECT count(*) FROM (SELECT photo_id FROM decided WHERE operation_id = :id "
        "UNION SELECT photo_id FROM described WHERE operation_id = :id)",
        {"id": operation_id},
    ).fetchone()
    return int(found[0])


def turn(connection: sqlite3.Connection, operation_id: int, one: AnyDecided) -> Decision | Details | HandStack:
    """Undo what the operation said of ``one``; say it again where it was undone. Returns what counts then."""
    said = one.turned
    table, say = _KINDS[type(said)]
    say(connection, [(one.photo_id, said)])
    connection.execute(
        f"UPDATE {table} SET undone = ? WHERE (operation_id, photo_id) = (?, ?)",  # noqa: S608
        (not one.undone, operation_id, one.photo_id),
    )
    return said


def _set_details(connection: sqlite3.Connection, described: Iterable[tuple[int, Details]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO details VALUES (?, ?)",
        ((photo_id, pack_details(details)) for photo_id, details in described),
    )


def _set_hand(connection: sqlite3.Connection, stacked: Iterable[tuple[int, HandStack]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO stacked VALUES (?, ?, ?)",
        ((photo_id, hand.id, hand.cover) for photo_id, hand in stacked),
    )


def _hand(stack: str, cover: int) -> HandStack:
    return HandStack(stack, bool(cover)) if stack else NOT_BY_HAND


def _decided(photo_id: int, path: bytes, *columns: Any) -> Decided[Decision]:
    before, after, now = (decision_from(*columns[at : at + 4]) for at in (0, 4, 8))
    return Decided(photo_id, path_from(path), before, after, now, bool(columns[12]))


def _set(connection: sqlite3.Connection, decisions: Iterable[tuple[int, Decision]]) -> None:
    connection.executemany(
        f"INSERT OR REPLACE INTO decisions (photo_id, {COLUMNS}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608
        ((photo_id, *decision_columns(decision)) for photo_id, decision in decisions),
    )


# The table of what operations changed, and how what counts is set.
_KINDS: Final[dict[type, tuple[str, Callable[[sqlite3.Connection, Any], None]]]] = {
    Decision: ("decided", _set),
    Details: ("described", _set_details),
    HandStack: ("regrouped", _set_hand),
}
