"""What the photographer says: pick or reject, stars, colour label. Kept in the catalog, undoable like a move."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from aesthetic_gui.catalog import journal, photo_rows
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.encoding import decision_from, path_key
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.culling.operations.progress import Change, Failure, Progress
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Photo
from aesthetic_gui.words import FLAGS, counted, photographs

KIND: Final = "decide"
IMPORT: Final = "import"  # what was decided in another program
KINDS = frozenset({KIND, IMPORT})


def decide(
    catalog: Catalog,
    photos: Sequence[Photo],
    *,
    flag: Flag | None = None,
    stars: int | None = None,
    label: ColourLabel | None = None,
) -> Operation:
    """Set what is given (None leaves it) for every photograph, durably, as one entry of the history.

    ``stars`` is 0 to 5. Raises ``ValueError`` for other numbers, and where nothing is given.
    """
    if stars is not None and not 0 <= stars <= 5:
        raise ValueError(f"stars go from 0 to 5, not {stars}")
    given = {name: value for name, value in (("flag", flag), ("stars", stars), ("label", label)) if value is not None}
    if not given:
        raise ValueError("nothing to decide")
    paths = list(dict.fromkeys(path_key(photo.path) for photo in photos))
    with catalog.transaction() as connection:
        operation_id = journal.insert_operation(
            connection, KIND, _title(len(paths), flag, stars, label), len(paths), state="done" if paths else "nothing"
        )
        ids = photo_rows.rows_for(connection, paths)
        before = _decided(connection, ids)
        after = [replace(decision, **given) for decision in before]  # type: ignore[arg-type]
        _record(connection, operation_id, ids, before, after)
    done = journal.operation(catalog, operation_id)
    assert done is not None
    return done


def take_over(
    connection: sqlite3.Connection, decided: Sequence[tuple[int, Path, Decision]], operation: list[int]
) -> list[Change]:
    """Decisions made in another program: (row of the photograph, its path, what counts now).

    They are one entry of the history, whose number ``operation`` holds once there is one; what comes later joins it.
    """
    if not decided:
        return []
    if not operation:
        operation.append(journal.insert_operation(connection, IMPORT, "", 0, state="done"))
    ids, after = [photo_id for photo_id, _, _ in decided], [decision for _, _, decision in decided]
    _record(connection, operation[0], ids, _decided(connection, ids), after)
    (count,) = connection.execute("SELECT count(*) FROM decided WHERE operation_id = ?", (operation[0],)).fetchone()
    title = f"Read what other programs say of {photographs(count)}"
    connection.execute(
        "UPDATE operations SET title = ?, total = ?, succeeded = ? WHERE id = ?", (title, count, count, operation[0])
    )
    return [Change(KIND, path, None, decision) for _, path, decision in decided]


def _record(
    connection: sqlite3.Connection,
    operation_id: int,
    ids: Sequence[int],
    before: Sequence[Decision],
    after: Sequence[Decision],
) -> None:
    _set(connection, zip(ids, after, strict=True))
    connection.executemany(
        "INSERT INTO decided VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            (operation_id, photo_id, *_columns(old), *_columns(new))
            for photo_id, old, new in zip(ids, before, after, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """One photograph of a "decide" operation; ``now`` is what counts at this moment."""

    photo_id: int
    photo: Path
    before: Decision
    after: Decision
    now: Decision
    undone: bool


def decided(catalog: Catalog, chain: int) -> list[Decided]:
    """The photographs that the operation ``chain`` decided."""
    with catalog.reading() as connection:
        rows = [
            (row, undone)
            for role, undone in (("undo", False), ("redo", True))
            for row in _rows_to_turn(connection, chain, role)  # type: ignore[arg-type]
        ]
    return [_decided_row(*row, undone=undone) for row, undone in rows]


def _decided_row(photo_id: int, path: bytes, *columns: Any, undone: bool) -> Decided:
    now, before, after = (decision_from(*columns[at : at + 3]) for at in (0, 3, 6))
    return Decided(photo_id, _path(path), before, after, now, undone)


def undo_decisions(catalog: Catalog, chain: int, only: Collection[int] | None = None) -> Iterator[Progress]:
    """Put back what was decided before; a photograph decided anew since then is left as it is, saying so.

    ``only``: the numbers of the photographs' rows.
    """
    return _turn(catalog, chain, "undo", only)


def redo_decisions(catalog: Catalog, chain: int, only: Collection[int] | None = None) -> Iterator[Progress]:
    return _turn(catalog, chain, "redo", only)


def _turn(catalog: Catalog, chain: int, role: journal.Role, only: Collection[int] | None) -> Iterator[Progress]:
    """One transaction, hence one Progress: a kill leaves all or nothing."""
    head = journal.operation(catalog, chain)
    assert head is not None
    with catalog.transaction() as connection:
        rows = [row for row in _rows_to_turn(connection, chain, role) if only is None or row[0] in only]
        turned = [_turn_one(connection, chain, role, row) for row in rows]
        changes = tuple(one for one in turned if isinstance(one, Change))
        failures = tuple(one for one in turned if isinstance(one, Failure))
        operation_id = journal.insert_operation(connection, head.kind, head.title, len(turned), role=role, chain=chain)
        journal.set_outcome(connection, operation_id, len(turned) - len(failures), len(turned))
        if role == "redo" or only is None or not _stands(connection, chain):
            journal.set_state(connection, chain, "undone" if role == "undo" else "done")
    yield Progress(operation_id, len(turned), len(turned), changes, failures)


def _stands(connection: sqlite3.Connection, chain: int) -> bool:
    found = connection.execute("SELECT 1 FROM decided WHERE operation_id = ? AND NOT undone LIMIT 1", (chain,))
    return found.fetchone() is not None


def _rows_to_turn(connection: sqlite3.Connection, chain: int, role: journal.Role) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT decided.photo_id, path, coalesce(d.flag, 0), coalesce(d.stars, 0), coalesce(d.label, ''), "
        "flag_before, stars_before, label_before, flag_after, stars_after, label_after "
        "FROM decided JOIN photos ON id = decided.photo_id "
        "LEFT JOIN decisions d ON d.photo_id = decided.photo_id WHERE operation_id = ? AND undone = ?",
        (chain, int(role == "redo")),
    ).fetchall()


def _turn_one(connection: sqlite3.Connection, chain: int, role: journal.Role, row: tuple[Any, ...]) -> Change | Failure:
    photo_id, path, *columns = row
    now, old, new = (decision_from(*columns[at : at + 3]) for at in (0, 3, 6))
    expected, wanted = (new, old) if role == "undo" else (old, new)
    where = _path(path)
    if now != expected:
        return Failure(where, "It was decided anew since then, so its decision stays as it is.")
    _set(connection, [(photo_id, wanted)])
    connection.execute(
        "UPDATE decided SET undone = ? WHERE (operation_id, photo_id) = (?, ?)",
        (int(role == "undo"), chain, photo_id),
    )
    return Change(KIND, where, None, wanted)


def _path(path: bytes) -> Path:
    """Where the photograph of a row is, or was until another took its place."""
    return Path(os.fsdecode(path.partition(b"\0")[0]))


def _decided(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Decision]:
    found = (
        connection.execute("SELECT flag, stars, label FROM decisions WHERE photo_id = ?", (photo_id,)).fetchone()
        for photo_id in ids
    )
    return [decision_from(*row) if row else Decision() for row in found]


def _set(connection: sqlite3.Connection, decisions: Iterable[tuple[int, Decision]]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO decisions VALUES (?, ?, ?, ?)",
        ((photo_id, *_columns(decision)) for photo_id, decision in decisions),
    )


def _columns(decision: Decision) -> tuple[int, int, str]:
    return int(decision.flag), decision.stars, str(decision.label)


def _title(count: int, flag: Flag | None, stars: int | None, label: ColourLabel | None) -> str:
    words = []
    if flag is not None:
        words.append(FLAGS[flag].lower() or "unflag")
    if stars is not None:
        words.append(f"give {counted(stars, 'star')} to" if stars else "take the stars from")
    if label is not None:
        words.append(f"put the label {label} on" if label else "take the label from")
    sentence = f"{' and '.join(words)} {photographs(count)}"
    return sentence[0].upper() + sentence[1:]
