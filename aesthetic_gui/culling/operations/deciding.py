"""What the photographer says: pick or reject, stars, colour label, turns. Kept in the catalog, undoable like a move."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from aesthetic_gui.catalog import decisions, journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.decisions import AnyDecided
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.culling.operations.progress import Change, Failure, Progress
from aesthetic_gui.photo import ColourLabel, Decision, Details, Flag, HandStack, Photo
from aesthetic_gui.words import FLAGS, TURNS, counted, photographs

KIND: Final = "decide"
IMPORT: Final = "import"  # what was decided in another program
DESCRIBE: Final = "describe"  # title, caption, creator, rights, keywords
STACK: Final = "stack"  # into stacks, out of them, their covers
KINDS = frozenset({KIND, IMPORT, DESCRIBE, STACK})


def decide(
    catalog: Catalog,
    photos: Sequence[Photo],
    *,
    flag: Flag | None = None,
    stars: int | None = None,
    label: ColourLabel | None = None,
    turn_by: int | None = None,
) -> Operation:
    """Set what is given (None leaves it) for every photograph, durably, as one entry of the history.

    ``photos`` are as they were seen: what an operation, of whatever program, has moved since is decided where it is
    now. ``stars`` is 0 to 5; ``turn_by``, in quarter turns clockwise, turns each from where it is. Raises
    ``ValueError`` for other numbers, and where nothing is given.
    """
    if stars is not None and not 0 <= stars <= 5:
        raise ValueError(f"stars go from 0 to 5, not {stars}")
    change: dict[str, Any] = {"flag": flag, "stars": stars, "label": label, "turn_by": turn_by}
    if all(value is None for value in change.values()):
        raise ValueError("nothing to decide")

    def write(connection: sqlite3.Connection, places: list[bytes]) -> Operation:
        ids = photo_rows.rows_for(connection, list(dict.fromkeys(places)))
        return _enter(connection, _title(len(ids), flag, stars, label, turn_by), dict.fromkeys(ids, change))

    return catalog.at_places(photos, write)


def keep_and_reject(catalog: Catalog, photos: Sequence[Photo], kept: Sequence[bool]) -> Operation:
    """Pick those of ``photos`` that are ``kept`` and reject the others, as one entry; stars and labels stay.

    ``photos`` are as for :func:`decide`. Raises ``ValueError`` where none is kept.
    """
    if not any(kept):
        raise ValueError("none of them is to be kept")
    flags = [flag_of(one) for one in kept]

    def write(connection: sqlite3.Connection, places: list[bytes]) -> Operation:
        each = dict(zip(photo_rows.rows_for(connection, places), flags, strict=True))
        picks = sum(flag is Flag.PICK for flag in each.values())
        title = f"Keep {picks:,} and reject {photographs(len(each) - picks)}"
        return _enter(connection, title, {photo_id: {"flag": flag} for photo_id, flag in each.items()})

    return catalog.at_places(photos, write)


def flag_undecided(catalog: Catalog, photos: Sequence[Photo], flags: Sequence[Flag]) -> Operation:
    """Give each of ``photos`` its flag, as one entry, where a person has said nothing of it at this moment.

    ``photos`` are as for :func:`decide`.
    """

    def write(connection: sqlite3.Connection, places: list[bytes]) -> Operation:
        each = dict(zip(photo_rows.rows_for(connection, places), flags, strict=True))
        said = {photo_id: decisions.decision_of(connection, photo_id) for photo_id in each}
        meant = {photo_id: flag for photo_id, flag in each.items() if not said[photo_id].judges}
        picks = sum(flag is Flag.PICK for flag in meant.values())
        title = f"Pick {picks:,} and reject {photographs(len(meant) - picks)} by quality"
        return _enter(connection, title, {photo_id: {"flag": flag} for photo_id, flag in meant.items()})

    return catalog.at_places(photos, write)


def flag_of(kept: bool) -> Flag:
    """What :func:`keep_and_reject` gives to a photograph."""
    return Flag.PICK if kept else Flag.REJECT


def _enter(connection: sqlite3.Connection, title: str, changes: Mapping[int, Mapping[str, Any]]) -> Operation:
    """Change the decisions of rows, and enter that into the history."""
    state: journal.State = "done" if changes else "nothing"
    operation_id = journal.insert_operation(connection, KIND, title, len(changes), state=state)
    before = [(photo_id, decisions.decision_of(connection, photo_id)) for photo_id in changes]
    rows = [(photo_id, decision, changed(decision, **changes[photo_id])) for photo_id, decision in before]
    decisions.decide(connection, operation_id, rows)
    return journal.operation_in(connection, operation_id)


def changed(decision: Decision, *, turn_by: int | None = None, **given: Any) -> Decision:
    """``decision`` with what is ``given`` as in :func:`decide`."""
    turn = decision.turn if turn_by is None else (decision.turn + turn_by) % 4
    return replace(decision, turn=turn, **{name: value for name, value in given.items() if value is not None})


def decided_now(catalog: Catalog, photos: Sequence[Photo]) -> dict[Path, Decision]:
    """What counts for ``photos`` at this moment, by where they were seen; see :func:`decide`."""

    def read(connection: sqlite3.Connection, places: list[bytes]) -> dict[Path, Decision]:
        rows = ((photo.path, photo_rows.row_at(connection, path)) for photo, path in zip(photos, places, strict=True))
        return {path: decisions.decision_of(connection, row.id) if row else Decision() for path, row in rows}

    return catalog.at_places(photos, read, durable=False)


def take_over(
    connection: sqlite3.Connection,
    decided: Sequence[tuple[int, Path, Decision]],
    entry: int | None = None,
    described: Sequence[tuple[int, Path, Details]] = (),
) -> tuple[int | None, list[Change]]:
    """What was decided and written in another program: (row of the photograph, its path, what counts now).

    It joins the ``entry`` of the history, or makes one; its number is returned, None where there is nothing to enter.
    """
    if not decided and not described:
        return entry, []
    if entry is None:
        entry = journal.insert_operation(connection, IMPORT, "", 0, state="done")
    before = [decisions.decision_of(connection, photo_id) for photo_id, _, _ in decided]
    rows = [(photo_id, mine, after) for mine, (photo_id, _, after) in zip(before, decided, strict=True)]
    decisions.decide(connection, entry, rows)
    old = [decisions.details_of(connection, photo_id) for photo_id, _, _ in described]
    written = [(photo_id, mine, after) for mine, (photo_id, _, after) in zip(old, described, strict=True)]
    decisions.describe(connection, entry, written)
    count = decisions.count_decided(connection, entry)
    journal.extend(connection, entry, f"Read what other programs say of {photographs(count)}", count)
    changes = [Change(KIND, path, None, decision) for _, path, decision in decided]
    return entry, changes + [Change(KIND, path, None, details=details) for _, path, details in described]


def turn(catalog: Catalog, head: Operation, role: journal.Role, only: Collection[int] | None) -> Iterator[Progress]:
    """Put back what was decided before, or decide it again; what was decided again since then is left, saying so.

    ``only``: the numbers of the photographs' rows. One transaction, hence one Progress: a kill leaves all or nothing.
    """
    chain = head.id
    with catalog.transaction() as connection:
        standing = [one for one in _said_by(connection, chain) if one.undone == (role == "redo")]
        meant = [one for one in standing if only is None or one.photo_id in only]
        turned = [_turn_one(connection, chain, one) for one in meant]
        count = len({one.photo_id for one in meant})
        changes = tuple(one for one in turned if isinstance(one, Change))
        failures = tuple(one for one in turned if isinstance(one, Failure))
        operation_id = journal.insert_operation(connection, head.kind, head.title, count, role=role, chain=chain)
        journal.set_outcome(connection, operation_id, count - len({one.photo for one in failures}), count)
        if role == "redo" or only is None or all(one.undone for one in _said_by(connection, chain)):
            journal.set_state(connection, chain, "undone" if role == "undo" else "done")
    yield Progress(operation_id, count, count, changes, failures)


def _said_by(connection: sqlite3.Connection, chain: int) -> list[AnyDecided]:
    return [
        *decisions.decided(connection, chain),
        *decisions.described(connection, chain),
        *decisions.regrouped(connection, chain),
    ]


def _turn_one(connection: sqlite3.Connection, chain: int, one: AnyDecided) -> Change | Failure:
    if not one.stands:
        return Failure(one.photo, _SAID_SINCE[isinstance(one.now, HandStack)])
    said = decisions.turn(connection, chain, one)
    if isinstance(said, HandStack):
        return Change(KIND, one.photo, None, hand=said)
    if isinstance(said, Details):
        return Change(KIND, one.photo, None, details=said)
    return Change(KIND, one.photo, None, said)


_SAID_SINCE = (
    "It was decided again since then, so its decision stays as it is.",
    "It was stacked again since then, so its stack stays as it is.",
)


def _title(count: int, flag: Flag | None, stars: int | None, label: ColourLabel | None, turn_by: int | None) -> str:
    words = []
    if flag is not None:
        words.append(FLAGS[flag].lower() or "unflag")
    if stars is not None:
        words.append(f"give {counted(stars, 'star')} to" if stars else "take the stars from")
    if label is not None:
        words.append(f"put the label {label} on" if label else "take the label from")
    if turn_by is not None:
        words.append("rotate")
    sentence = f"{' and '.join(words)} {photographs(count)}"
    if turn_by is not None:
        sentence += f" {TURNS[turn_by % 4]}"
    return sentence[0].upper() + sentence[1:]
