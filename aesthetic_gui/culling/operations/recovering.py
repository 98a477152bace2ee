"""After a crash: every unit that was under way is finished, if all its files had arrived, or put back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from aesthetic_gui.catalog import journal, lock
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.catalog.steps import FOLLOWED, StepRow
from aesthetic_gui.culling.operations import running, units
from aesthetic_gui.culling.operations.progress import Failure
from aesthetic_gui.culling.operations.steps import settling
from aesthetic_gui.culling.operations.steps.whereabouts import Unreachable, check_connected
from aesthetic_gui.culling.operations.trust import claims, door
from aesthetic_gui.files.transfer.drives import Drive, Drives
from aesthetic_gui.words import photographs

NAMED = 5  # files that a message names


@dataclass(frozen=True, slots=True)
class Recovered:
    """An operation that a crash left open, and what became of it; ``message`` is for the photographer.

    ``problems`` are photographs of which a file could not be brought to either end. Where ``waiting``, a drive is
    missing: the operation stays open, and the next start tries again.
    """

    operation: Operation
    message: str
    problems: tuple[Failure, ...] = ()
    waiting: bool = False


def recover(catalog: Catalog) -> list[Recovered]:
    """Finish or reverse what a crash left open. An operation that another process is performing is left to it.

    The journal of a catalog that was not made here touches nothing (see ``trust.claims``).
    """
    with lock.hold(catalog.path) as held:
        return recover_open(catalog) if held else []


def give_up(catalog: Catalog, operation_id: int) -> Recovered | None:
    """Close an operation that waits for a drive which will not come back, or cannot be written; None where none waits.

    What can be settled is. The message, and the history, say of each other file where it was last. Raises
    :class:`running.Busy`.
    """
    with running.alone(catalog):
        claims.check_trusted(catalog)
        operation = next((one for one in journal.open_operations(catalog) if one.id == operation_id), None)
        if operation is None or not (recovered := _recover(catalog, operation)).waiting:
            return None
        waiting = [step for step in journal.steps(catalog, operation.id) if step.state in ("planned", "staged")]
        given_up = [settling.given_up(step) for step in waiting]
        running.write_outcome(catalog, given_up)
        closed = running.close(catalog, operation, (), cut_short=True)
        lost = tuple(Failure(step.source, step.message or "") for step in given_up)
        return Recovered(closed, _farewell(closed, lost), (*recovered.problems, *lost))


def recover_open(catalog: Catalog) -> list[Recovered]:
    """The same for who holds the lock already."""
    if not catalog.trusted:
        return []
    return [_recover(catalog, operation) for operation in journal.open_operations(catalog)]


def _recover(catalog: Catalog, operation: Operation) -> Recovered:
    units_left = journal.units(catalog, operation.id)
    problems: list[Failure] = []
    waiting = ""
    drives = Drives(Drive(*each) for each in journal.drives(catalog, operation.chain))
    for unit in units_left:
        try:
            outcome = _settled(catalog, unit, drives) if _may_be_under_way(unit) else unit
        except Unreachable as error:
            waiting = str(error)
            continue
        _write_changes(catalog, unit, outcome)
        problems += [Failure(step.source, step.message) for step in outcome if step.message and step not in unit]
    if waiting:
        message = f"“{operation.title}” was interrupted. {waiting}"
        return Recovered(operation, message, tuple(problems), waiting=True)
    folders = running.Folders(step for unit in units_left for step in unit)
    closed = running.close(catalog, operation, folders, cut_short=True)
    return Recovered(closed, _message(closed, problems), tuple(problems))


def _settled(catalog: Catalog, unit: Sequence[StepRow], drives: Drives) -> list[StepRow]:
    """The unit at one of its ends; as it is, where this program would not have written one of its steps."""
    try:
        for step in unit:
            door.check(step, partial(journal.writing_of, catalog, step.id))
    except (door.Refused, journal.Senseless) as error:
        begun = ("planned", "staged")
        return [replace(step, state="failed", message=str(error)) if step.state in begun else step for step in unit]
    for step in unit:
        check_connected(step, drives)
    return units.settle(catalog, unit)


def _may_be_under_way(unit: Sequence[StepRow]) -> bool:
    return any(step.state in ("planned", "staged", "done") for step in unit)


def _write_changes(catalog: Catalog, before: Sequence[StepRow], after: Sequence[StepRow]) -> None:
    """A power cut can take back a rename that was journaled as done: then the row goes back, too."""
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old.state != new.state]
    returned = [new for old, new in changed if old.state == "done" and new.act in FOLLOWED]
    if returned:
        with catalog.transaction(durable=False) as connection:
            for step in returned:
                ends = os.fsencode(step.target), os.fsencode(step.source)
                photo_rows.follow_move(connection, *ends, step.size or 0, step.mtime_ns or 0)
    if changed:
        running.write_outcome(catalog, [new for _, new in changed])


def _farewell(operation: Operation, lost: Sequence[Failure]) -> str:
    lines = [
        f"“{operation.title}” is closed; it will not wait for the drive any more.",
        *(it.reason for it in lost[:NAMED]),
    ]
    if len(lost) > NAMED:
        lines.append(f"The history names {len(lost) - NAMED:,} more files.")
    return "\n".join(lines)


def _message(operation: Operation, problems: Sequence[Failure]) -> str:
    what = f"Undoing “{operation.title}”" if operation.role == "undo" else f"“{operation.title}”"
    stayed = operation.total - operation.succeeded
    outcome = f"{photographs(operation.succeeded)} done, {stayed} as before" if stayed else "All of it is done"
    told = [f"{what} was interrupted. {outcome}" + ("." if problems else "; nothing was lost.")]
    told += [f"{Path(problem.photo).name}: {problem.reason}" for problem in problems]
    return "\n".join(told)
