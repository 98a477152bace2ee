"""Move, copy and trash photographs; undo and redo it, today or after a restart; recover from a crash.

plan_move / plan_copy / plan_trash / albums.plan_sort ──> Plan ──> perform ──> Progress …
undo, redo: the inverse of what the journal says was done, after checking that the files are still the ones
recover: what a crash left open is finished or put back, unit by unit
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.journal import Operation, Role
from aesthetic_gui.catalog.steps import PAGE, Act, Link, StepRow, TrashNote, Writing
from aesthetic_gui.culling.operations import deciding, units
from aesthetic_gui.culling.operations.planning import Plan, Step
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.recovering import recover_open
from aesthetic_gui.culling.operations.running import Cancel, alone, never, run
from aesthetic_gui.culling.operations.steps.whereabouts import NOWHERE, NotConnected, check_connected, still_the_one
from aesthetic_gui.culling.operations.trust import claims, door
from aesthetic_gui.files.names.sidecars import WRITTEN_BY_OTHERS
from aesthetic_gui.files.transfer import copying, linking
from aesthetic_gui.files.transfer.copying import Identity, TransferError
from aesthetic_gui.files.transfer.drives import Drive, Drives, drive_of
from aesthetic_gui.files.transfer.trash import FREEDESKTOP, Trash
from aesthetic_gui.photo import AestheticError


class NothingToUndo(AestheticError):
    """There is no such operation in the history, or it was undone (or redone) already."""


def perform(catalog: Catalog, plan: Plan, cancelled: Cancel = never) -> Iterator[Progress]:
    """Do what ``plan`` says. The first Progress comes before any file is touched and carries the operation's id.

    A photograph that fails stays as it was with all its files, is told in ``failures``, and the others go on.
    When ``cancelled()``, what is done stays done and can be undone. Raises :class:`Busy`, ``CatalogError``.
    """
    with alone(catalog, cancelled):
        message = _recovered_before(catalog)
        rows = _Rows(catalog, _drives(journal.drives(catalog)))
        intents = [rows.intent(step) for step in plan.steps]
        makers = {step.target: step.maker for step in plan.steps if step.target and step.maker}
        operation = journal.begin(
            catalog,
            plan.kind,
            plan.title,
            plan.total,
            steps=intents,
            folders=dict.fromkeys([*plan.made, *_folders_to_make(intents)]),
            drives=_drives_of(intents),
        )
        yield from run(catalog, operation, cancelled, rows.told(message), makers=makers)


def undo(
    catalog: Catalog,
    operation_id: int | None = None,
    cancelled: Cancel = never,
    *,
    only: Collection[int] | None = None,
) -> Iterator[Progress]:
    """Undo the operation ``operation_id``, or the last one that can be undone; ``only`` some of its photographs.

    These are named by their keys, as ``history.treated`` gives them. A photograph whose files are not the ones any
    more stays as it is and is told in ``failures``. Copies go to the trash. Raises :class:`NothingToUndo`,
    :class:`Busy`, ``CatalogError``; ``claims.Foreign`` where the catalog was not made here. A decision is undone at
    once, whoever moves files meanwhile.
    """
    return _turn(catalog, operation_id, "undo", cancelled, only)


def redo(
    catalog: Catalog,
    operation_id: int | None = None,
    cancelled: Cancel = never,
    *,
    only: Collection[int] | None = None,
) -> Iterator[Progress]:
    """Do again what was undone of the operation ``operation_id``; ``only`` and errors as for :func:`undo`.

    Without an operation, what was undone last, unless something new was done since.
    """
    return _turn(catalog, operation_id, "redo", cancelled, only)


def head_of(catalog: Catalog, operation_id: int | None, role: Role) -> Operation | None:
    """What :func:`undo` or :func:`redo` is about; None where there is nothing."""
    if operation_id is not None:
        return journal.operation(catalog, operation_id)
    return journal.last_undoable(catalog) if role == "undo" else journal.next_redoable(catalog)


def turn_decision(
    catalog: Catalog, operation_id: int | None, role: Role, only: Collection[int] | None = None
) -> Iterator[Progress] | None:
    """The same as :func:`undo` or :func:`redo` where it is about a decision, which waits for nobody.

    None where it is about files, as the last thing is that is still under way.
    """
    head = head_of(catalog, operation_id, role)
    if head is None or head.kind not in deciding.KINDS:
        return None
    if operation_id is None and journal.under_way_since(catalog, head.id):
        return None
    _check_turns(head, role)
    return deciding.turn(catalog, head, role, only)


def obstacle(unit: Sequence[StepRow]) -> str:
    """Why what ``unit`` did cannot be taken back at this moment, as far as a look at its files tells; "" if it can."""
    try:
        for step in unit:
            if step.act == "write":
                continue  # its content is compared when it is taken back
            if step.act == "unlink":
                assert step.link is not None
                copying.identify(step.link.original)
            elif step.act in ("hardlink", "symlink"):
                linking.check(step.target, step.source)
            elif not (step.act == "move" and step.target.suffix.lower() in WRITTEN_BY_OTHERS):
                still_the_one(replace(step, source=step.target))
    except (OSError, TransferError) as error:
        return units.failed(step, error).message or ""
    return ""


def _turn(
    catalog: Catalog, operation_id: int | None, role: Role, cancelled: Cancel, only: Collection[int] | None
) -> Iterator[Progress]:
    if (turned := turn_decision(catalog, operation_id, role, only)) is not None:
        yield from turned
        return
    with alone(catalog, cancelled):
        message = _recovered_before(catalog)
        head = _check_turns(head_of(catalog, operation_id, role), role)
        if head.kind in deciding.KINDS:
            yield from deciding.turn(catalog, head, role, only)
        else:
            claims.check_trusted(catalog)
            yield from _invert(catalog, head, role, cancelled, message, only)


def _invert(
    catalog: Catalog, head: Operation, role: Role, cancelled: Cancel, message: str, only: Collection[int] | None
) -> Iterator[Progress]:
    standing = journal.units_to_invert(catalog, head.id, role)
    if only is not None:
        standing = [unit for unit in standing if unit[0].id in only]
    if not standing:
        raise NothingToUndo(f"There is nothing left to {role} of “{head.title}”.")
    rows = _Rows(catalog, _drives(journal.drives(catalog, head.id)))
    steps = [
        rows.inverse(replace(step, unit=PAGE - number if step.is_page else number))
        for number, unit in enumerate(standing)
        for step in unit
    ]
    operation = journal.begin(
        catalog,
        head.kind,
        head.title,
        sum(not unit[0].is_page for unit in standing),
        role=role,
        chain=head.id,
        steps=steps,
        folders=_folders_to_make(steps),
        drives=_drives_of(steps),
    )
    some = only is not None or rows.missed_a_drive
    yield from run(catalog, operation, cancelled, rows.told(message), some=some)


def _check_turns(head: Operation | None, role: Role) -> Operation:
    if head is None or head.role != "do" or head.state in ("open", "nothing"):
        raise NothingToUndo(f"There is nothing to {role}.")
    return head


def _recovered_before(catalog: Catalog) -> str:
    return "\n".join(recovered.message for recovered in recover_open(catalog))


def _folders_to_make(steps: Sequence[StepRow]) -> list[Path]:
    folders = dict.fromkeys(step.target.parent for step in steps if step.state == "planned" and step.target != NOWHERE)
    return list(dict.fromkeys(missing for folder in folders for missing in copying.missing_folders(folder)))


def _drives(journaled: Sequence[tuple[Path, str]]) -> Drives:
    return Drives(Drive(*each) for each in journaled)


def _drives_of(steps: Sequence[StepRow]) -> list[tuple[Path, str]]:
    ends = [end for step in steps if step.state == "planned" for end in (step.source, step.target) if end != NOWHERE]
    found = {drive for folder in dict.fromkeys(end.parent for end in ends) if (drive := drive_of(folder))}
    return [(drive.mount_point, drive.identity) for drive in found]


class _Rows:
    """Makes the journal's rows: how each file is known again, and under which temporary name a copy would grow.

    ``drives`` are those that what is undone, or earlier operations touched; ``missed_a_drive`` whether one is away.
    """

    def __init__(self, catalog: Catalog, drives: Drives) -> None:
        self._catalog, self._drives = catalog, drives
        self.missed_a_drive = False
        self._tokens = (f"{secrets.token_hex(4)}-{number:x}" for number in count())  # long names are cut to one length
        self._trash = Trash()

    def told(self, message: str) -> str:
        """``message``, and what is to be said of trash folders."""
        return "\n".join(filter(None, [message, *self._trash.notices]))

    def intent(self, step: Step) -> StepRow:
        row = StepRow(
            step.unit, step.act, step.source, step.target or NOWHERE, NOWHERE, photo=step.photo, writing=step.writing
        )
        if row.target != NOWHERE and (drive := self._drives.gone(row.target)):
            return units.failed(row, NotConnected(row.target, drive))
        if step.source == step.target:  # a page, or a sidecar, which is known by its content
            return self._placed(row)
        return self._completed(row, copying.identify)

    def inverse(self, done: StepRow) -> StepRow:
        """The step that takes ``done`` back; failed from the start where its file is not the one any more."""
        row = self._turned(done)
        try:
            if row.state == "planned":
                door.check(row, lambda: row.writing or Writing(None, None))
        except door.Refused as error:
            return units.failed(row, error)
        return row

    def _turned(self, done: StepRow) -> StepRow:
        act = _INVERSE[done.act]
        row = replace(done, act=act, source=done.target, target=done.source)
        row = replace(row, inverts=done.id, id=0, state="planned", message=None, staged=NOWHERE)
        try:
            check_connected(row, self._drives)
        except NotConnected as error:
            self.missed_a_drive = True
            return units.failed(row, error)
        if act == "write":
            try:
                return self._placed(replace(row, writing=journal.writing_of(self._catalog, done.id).inverse))
            except journal.Senseless as error:
                return units.failed(row, error)
        if act == "unlink":
            link = Link(done.source, done.act == "symlink")
            return self._completed(replace(row, target=NOWHERE, link=link), copying.identify)
        if done.link is not None:
            again: Act = "symlink" if done.link.symbolic else "hardlink"
            row = replace(row, act=again, source=done.link.original, target=done.source, link=None)
            return self._completed(row, copying.identify)
        if act == "trash":
            row = replace(row, target=NOWHERE)
        if row.source == NOWHERE:
            words = (
                f"{done.source.name} is in the system's trash or Recycle Bin, which does not let programs take it out."
            )
            return replace(row, state="failed", message=f"{words} Restore it there.")
        if act == "move" and row.source.suffix.lower() in WRITTEN_BY_OTHERS:
            return self._completed(row, copying.identify)  # other programs write ratings into it; it goes along
        return self._completed(row, lambda _source: still_the_one(row))

    def _completed(self, row: StepRow, identify: Callable[[Path], Identity]) -> StepRow:
        try:
            return self._placed(replace(row, **asdict(identify(row.source))))
        except (OSError, TransferError) as error:
            return units.failed(row, error)

    def _placed(self, row: StepRow) -> StepRow:
        if row.act == "unlink":
            return replace(row, staged=disk_io.staged_path(row.source, next(self._tokens)))
        if row.act != "trash":
            return replace(row, staged=disk_io.staged_path(row.target, next(self._tokens)))
        if not FREEDESKTOP:
            return row
        place = self._trash.place_for(row.source)
        staged = disk_io.staged_path(place.file, next(self._tokens))
        return replace(row, target=place.file, staged=staged, trash_note=TrashNote(place.note, place.note_text))


_INVERSE: dict[Act, Act] = {
    "move": "move",
    "copy": "trash",
    "clone": "trash",
    "make": "trash",
    "embed": "trash",
    "trash": "restore",
    "restore": "trash",
    "hardlink": "unlink",
    "symlink": "unlink",
    "unlink": "symlink",  # or "hardlink"
    "write": "write",
}
