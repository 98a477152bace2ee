"""Move, copy and trash photographs; undo and redo it, today or after a restart; recover from a crash.

plan_move / plan_copy / plan_trash / albums.plan_sort ──> Plan ──> perform ──> Progress …
undo, redo: the inverse of what the journal says was done, after checking that the files are still the ones
recover: what a crash left open is finished or put back, unit by unit
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Act, Operation, Role, StepRow
from aesthetic_gui.culling import deciding, units
from aesthetic_gui.culling.albums import plan_sort
from aesthetic_gui.culling.planning import BadDestination, Plan, Step, plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.progress import Change, Failure, Progress
from aesthetic_gui.culling.recovering import Recovered, recover, recover_open
from aesthetic_gui.culling.running import Busy, Cancel, alone, never, run
from aesthetic_gui.culling.whereabouts import NOWHERE, still_the_one
from aesthetic_gui.files import transfer
from aesthetic_gui.files.formats import SIDECARS
from aesthetic_gui.files.transfer import Identity, TransferError
from aesthetic_gui.files.trash import FREEDESKTOP, Trash
from aesthetic_gui.photo import AestheticError

__all__ = [
    "BadDestination",
    "Busy",
    "Change",
    "Failure",
    "NothingToUndo",
    "Plan",
    "Progress",
    "Recovered",
    "Step",
    "perform",
    "plan_copy",
    "plan_move",
    "plan_sort",
    "plan_trash",
    "recover",
    "redo",
    "undo",
]


class NothingToUndo(AestheticError):
    """There is no such operation in the history, or it was undone (or redone) already."""


def perform(catalog: Catalog, plan: Plan, cancelled: Cancel = never) -> Iterator[Progress]:
    """Do what ``plan`` says. The first Progress comes before any file is touched and carries the operation's id.

    A photograph that fails stays as it was with all its files, is told in ``failures``, and the others go on.
    When ``cancelled()``, what is done stays done and can be undone. Raises :class:`Busy`, ``CatalogError``.
    """
    with alone(catalog, cancelled):
        message = _recovered_before(catalog)
        rows = _Rows()
        intents = [rows.intent(step) for step in plan.steps]
        operation = journal.begin(
            catalog, plan.kind, plan.title, plan.total, steps=intents, folders=_folders_to_make(intents)
        )
        yield from run(catalog, operation, cancelled, message)


def undo(catalog: Catalog, operation_id: int | None = None, cancelled: Cancel = never) -> Iterator[Progress]:
    """Undo the operation ``operation_id``, or the last one that can be undone.

    A photograph whose files are not the ones any more stays as it is and is told in ``failures``. Copies go to
    the trash. Raises :class:`NothingToUndo`, :class:`Busy`, ``CatalogError``.
    """
    with alone(catalog, cancelled):
        message = _recovered_before(catalog)
        head = journal.last_undoable(catalog) if operation_id is None else journal.operation(catalog, operation_id)
        if head is None or head.role != "do" or head.state in ("open", "nothing"):
            raise NothingToUndo("There is nothing to undo.")
        if head.kind == deciding.KIND:
            yield from deciding.undo_decisions(catalog, head.id)
            return
        yield from _invert(catalog, head, "undo", cancelled, message)


def redo(catalog: Catalog, cancelled: Cancel = never) -> Iterator[Progress]:
    """Do again what was undone last, unless something new was done since. Raises as :func:`undo` does."""
    with alone(catalog, cancelled):
        message = _recovered_before(catalog)
        head = journal.next_redoable(catalog)
        if head is None:
            raise NothingToUndo("There is nothing to redo.")
        if head.kind == deciding.KIND:
            yield from deciding.redo_decisions(catalog, head.id)
            return
        yield from _invert(catalog, head, "redo", cancelled, message)


def _invert(catalog: Catalog, head: Operation, role: Role, cancelled: Cancel, message: str) -> Iterator[Progress]:
    standing = journal.units_to_invert(catalog, head.id, role)
    if not standing:
        raise NothingToUndo(f"There is nothing left to {role} of “{head.title}”.")
    rows = _Rows()
    steps = [rows.inverse(replace(step, unit=number)) for number, unit in enumerate(standing) for step in unit]
    operation = journal.begin(
        catalog,
        head.kind,
        head.title,
        len(standing),
        role=role,
        chain=head.id,
        steps=steps,
        folders=_folders_to_make(steps),
    )
    yield from run(catalog, operation, cancelled, message)


def _recovered_before(catalog: Catalog) -> str:
    return "\n".join(recovered.message for recovered in recover_open(catalog))


def _folders_to_make(steps: Sequence[StepRow]) -> list[Path]:
    folders = dict.fromkeys(step.target.parent for step in steps if step.state == "planned" and step.target != NOWHERE)
    return list(dict.fromkeys(missing for folder in folders for missing in transfer.missing_folders(folder)))


class _Rows:
    """Makes the journal's rows: how each file is known again, and under which temporary name a copy would grow."""

    def __init__(self) -> None:
        self._tokens = (f"{secrets.token_hex(4)}-{number:x}" for number in count())  # long names are cut to one length
        self._trash = Trash()

    def intent(self, step: Step) -> StepRow:
        row = StepRow(step.unit, step.act, step.source, step.target or NOWHERE, NOWHERE)
        return self._completed(row, transfer.identify)

    def inverse(self, done: StepRow) -> StepRow:
        """The step that takes ``done`` back; failed from the start where its file is not the one any more."""
        act = _INVERSE[done.act]
        target = NOWHERE if act == "trash" else done.source
        row = replace(
            done, act=act, source=done.target, target=target, inverts=done.id, id=0, state="planned", message=None
        )
        if row.source == NOWHERE:
            words = (
                f"{done.source.name} is in the system's trash or Recycle Bin, which does not let programs take it out."
            )
            return replace(row, state="failed", message=f"{words} Restore it there.")
        if act == "move" and row.source.suffix.lower() in SIDECARS:
            return self._completed(row, transfer.identify)  # other programs write ratings into it; it goes along
        return self._completed(row, lambda _source: still_the_one(row))

    def _completed(self, row: StepRow, identify: Callable[[Path], Identity]) -> StepRow:
        try:
            found = identify(row.source)
            row = replace(row, size=found.size, mtime_ns=found.mtime_ns, device=found.device, inode=found.inode)
            return self._placed(row)
        except (OSError, TransferError) as error:
            return units.failed(row, error)

    def _placed(self, row: StepRow) -> StepRow:
        if row.act != "trash":
            return replace(row, staged=transfer.staged_path(row.target, next(self._tokens)))
        if not FREEDESKTOP:
            return row
        place = self._trash.place_for(row.source)
        staged = transfer.staged_path(place.file, next(self._tokens))
        return replace(row, target=place.file, staged=staged, note=place.note, note_text=place.note_text)


_INVERSE: dict[Act, Act] = {"move": "move", "copy": "trash", "trash": "restore", "restore": "trash"}
