"""One unit of files travels together or not at all.

    prepare: new files grow under temporary names         (any thread, ahead of its turn)
    carry_out: rename each, or publish what was prepared ──> journal ──> remove the sources
    on any failure, and after a crash: look where each file is, then put all back (or finish what is finished)

Putting back needs nothing but the journal and the disk, so that a failure in the middle of an operation and
the first start after a power cut go the same way.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogError
from aesthetic_gui.catalog.steps import STAYING, StepRow, TrashNote
from aesthetic_gui.culling.operations import writing
from aesthetic_gui.culling.operations.steps import settling, staging
from aesthetic_gui.culling.operations.steps.staging import Makers, check_can_go, check_unchanged
from aesthetic_gui.culling.operations.steps.whereabouts import (
    NOWHERE,
    NotConnected,
    Unreachable,
    check_connected,
    is_made,
    looks_arrived,
    looks_renamed,
)
from aesthetic_gui.files.transfer import copying, linking, trash
from aesthetic_gui.files.transfer.copying import TransferCancelled, TransferError
from aesthetic_gui.photo import AestheticError, Unreadable


def prepare(unit: Sequence[StepRow], makers: Makers, cancelled: Callable[[], bool]) -> list[StepRow]:
    """Bring the files that are to be copied or made as far as their temporary names; the journal hears nothing yet.

    Returns the steps as they are now: a unit in which something went wrong is put back and failed, or reversed where
    ``cancelled`` said so.
    """
    steps = list(unit)
    if any(step.state == "failed" for step in steps):
        return _failed(steps, next(step.message for step in steps if step.state == "failed") or "")
    try:
        for step in steps:
            if step.act != "write":
                check_unchanged(step)
                check_can_go(step)
        for at, step in enumerate(steps):
            if step.act in STAYING or staging.crosses_volumes(step):
                steps[at] = staging.stage(step, makers, cancelled)
    except TransferCancelled:
        return abandon(unit)
    except settling.Problem as error:
        return abandon(unit, _words(error, unit))
    return steps


def abandon(unit: Sequence[StepRow], words: str = "") -> list[StepRow]:
    """Nothing of ``unit`` has its name yet: remove what was prepared. Without ``words`` it was stopped.

    What cannot be removed keeps the unit waiting, see :func:`waits`.
    """
    try:
        kept = [told for step in unit if (told := _trouble(step, lambda step: settling.clear(step, step.staged)))]
    except Unreachable as error:
        return [replace(step, message=f"{words} {error}".strip()) for step in unit]
    if words or kept:
        message = " ".join(filter(None, [words, *kept]))
        return [replace(step, state="failed", message=message) for step in unit]
    return [replace(step, state="reversed") for step in unit]


def _trouble(step: StepRow, act: Callable[[StepRow], None]) -> str:
    """What ``act`` could not do, in words; "" where it could. Raises :class:`Unreachable`."""
    try:
        act(step)
    except Unreachable:
        raise
    except settling.Problem as error:
        return _words(error, [step])
    return ""


def carry_out(
    catalog: Catalog, prepared: Iterable[Sequence[StepRow]], cancelled: Callable[[], bool]
) -> list[list[StepRow]]:
    """Do every step of each of the ``prepared`` units, in order; returns their steps as they are then.

    Those of a unit are all done, all failed (their message says why), or all reversed where ``cancelled`` said so.
    Units of which all is staged are published together: what has to be on the disk first is written once for all.
    Raises only what concerns the whole operation, such as ``CatalogError``; recovery sees to the units then.
    """
    outcome: list[list[StepRow]] = []
    for together, some in groupby(prepared, key=_only_needs_names):
        if together:
            outcome += _carry_out_together(catalog, [list(unit) for unit in some], cancelled)
        else:
            outcome += [_carry_out_alone(catalog, list(unit), cancelled) for unit in some]
    return outcome


def _only_needs_names(unit: Sequence[StepRow]) -> bool:
    """What goes to the trash or comes from there has a note, too."""
    return all(step.state == "staged" and step.act not in ("trash", "restore") for step in unit) and not waits(unit)


def _carry_out_alone(catalog: Catalog, steps: list[StepRow], cancelled: Callable[[], bool]) -> list[StepRow]:
    if waits(steps) or any(step.state in ("failed", "reversed") for step in steps):
        return steps
    return _tried(catalog, steps, lambda: _go(catalog, steps, cancelled)) or [settling.done(step) for step in steps]


def _carry_out_together(
    catalog: Catalog, units: Sequence[list[StepRow]], cancelled: Callable[[], bool]
) -> list[list[StepRow]]:
    """What goes wrong with one of them concerns that one; a folder that cannot be synced, all that go there."""
    settling.note(catalog, [step for unit in units for step in unit])
    fates = [_tried(catalog, unit, partial(_name, unit, cancelled)) for unit in units]
    for folder in _folders(step for unit, fate in zip(units, fates, strict=True) if not fate for step in unit):
        try:
            disk_io.sync_folder(folder)
        except OSError as error:
            for at, unit in enumerate(units):
                if not fates[at] and folder in _folders(unit):
                    fates[at] = _failed(put_all_back(catalog, unit), _words(error, unit))
    return [
        fate or _tried(catalog, unit, partial(_drop_sources, unit)) or [settling.done(step) for step in unit]
        for unit, fate in zip(units, fates, strict=True)
    ]


def _tried(catalog: Catalog, steps: list[StepRow], act: Callable[[], None]) -> list[StepRow] | None:
    """None where ``act`` does what is due for the unit, else what the unit came to: put back, and failed or reversed.

    ``steps`` may be kept up to date by ``act``, so that after an error they tell how far it went.
    """
    try:
        act()
    except TransferCancelled:
        return put_all_back(catalog, steps)
    except CatalogError:
        raise
    except settling.Problem as error:
        return _failed(put_all_back(catalog, steps), _words(_cause(catalog, steps, error), steps))
    return None


def _cause(catalog: Catalog, steps: Sequence[StepRow], error: OSError | AestheticError) -> OSError | AestheticError:
    """A drive that was taken out is the reason for whatever else went wrong."""
    try:
        for step in steps:
            check_connected(step, settling.drives_of(catalog, step))
    except NotConnected as missing:
        return missing
    return error


def failed(step: StepRow, error: OSError | AestheticError) -> StepRow:
    """``step``, which was not begun because of ``error``."""
    return replace(step, state="failed", message=_words(error, [step]))


def waits(unit: Iterable[StepRow]) -> bool:
    """Whether a drive is missing, or cannot be written now, so that the unit is to be settled another time."""
    return any(step.state in ("planned", "staged") and step.message for step in unit)


def settle(catalog: Catalog, steps: Sequence[StepRow]) -> list[StepRow]:
    """Finish a unit that a crash left, if all its files are at their targets; else put them back.

    Raises ``Unreachable`` where a drive is missing, so that it is settled another time.
    """
    kept = " ".join(told for step in steps if (told := _trouble(step, staging.mend)))
    if not all(settling.has_arrived(catalog, step) for step in steps):
        return put_all_back(catalog, steps, insist_on_drives=True)
    try:
        return [replace(settling.finish(step), message=kept or None) for step in steps]
    except Unreachable:
        raise
    except (OSError, TransferError) as error:
        words = _words(error, steps)
        if isinstance(error, TransferError) and all(_is_whole(step) for step in steps):
            return _left_there(steps)
        return [replace(step, message=words) for step in put_all_back(catalog, steps)]


def _is_whole(step: StepRow) -> bool:
    """Whether the target holds what was copied there, byte by byte."""
    return step.digest is not None and is_made(step, step.target) and copying.digest(step.target) == step.digest


def _left_there(steps: Sequence[StepRow]) -> list[StepRow]:
    """All are at their targets, but a source is another file by now: nothing is to be put in its place."""
    first, *others = map(settling.done, steps)
    came = f"{first.source.name} is now in {first.target.parent}."
    words = f"{came} A file of that name in {first.source.parent} is another one, and was left alone."
    return [replace(first, message=words), *others]


def put_all_back(catalog: Catalog, steps: Sequence[StepRow], *, insist_on_drives: bool = False) -> list[StepRow]:
    """Every step reversed; one that could not be is left done where it is, or failed, its message saying which.

    One that :class:`Unreachable` was raised for waits, unless that is raised where ``insist_on_drives``.
    """
    outcome = []
    for step in reversed(steps):
        try:
            outcome.append(settling.put_back(catalog, replace(step, message=None)))
        except Unreachable as error:
            if insist_on_drives:
                raise
            outcome.append(replace(step, message=str(error)))
        except (OSError, TransferError) as error:
            outcome.append(_left(catalog, step, _words(error, [step])))
    return outcome[::-1]


def _go(catalog: Catalog, steps: list[StepRow], cancelled: Callable[[], bool]) -> None:
    """Do all of ``steps``; the list is kept up to date, so that after an error it tells how far it went."""
    if any(step.state == "staged" for step in steps) and cancelled():
        raise TransferCancelled("Stopped.")
    for step in steps:
        if step.act != "write" and step.state != "staged":
            check_unchanged(step)
            check_can_go(step)
    for at, step in enumerate(steps):
        if step.act == "trash":
            steps[at] = _reserve_place(catalog, step)
    for folder in {step.trash_note.path.parent for step in steps if step.act == "trash" and step.trash_note}:
        disk_io.sync_folder(folder)
    for at, step in enumerate(steps):
        if step.state != "staged" and not _at_once(catalog, step):
            steps[at] = staging.stage(step, {}, cancelled)
    if copies := [step for step in steps if step.state == "staged"]:
        settling.note(catalog, copies)
        _name(copies)
        for folder in _folders(copies):
            disk_io.sync_folder(folder)
        _drop_sources(copies)
    for step in steps:
        if step.act == "restore":
            settling.remove_note(step)


def _name(copies: Sequence[StepRow], cancelled: Callable[[], bool] = lambda: False) -> None:
    if cancelled():
        raise TransferCancelled("Stopped.")
    for step in copies:
        disk_io.rename_exclusively(step.staged, step.target)


def _folders(copies: Iterable[StepRow]) -> set[Path]:
    return {step.target.parent for step in copies}


def _drop_sources(copies: Sequence[StepRow]) -> None:
    """What was copied to another volume to be moved there; its names there are on the disk."""
    sources = [step for step in copies if step.act not in STAYING]
    for step in sources:
        check_unchanged(step)
    for step in sources:
        staging.drop_source(step, partial(looks_arrived, step))


def _at_once(catalog: Catalog, step: StepRow) -> bool:
    """What needs no copy; False where it turns out to need one."""
    if step.act == "write":
        writing.write(step, journal.writing_of(catalog, step.id))
        return True
    if step.act == "unlink":
        assert step.link is not None
        linking.drop(step.source, step.link.original, staging.aside(step, step.source))
        return True
    return _renamed(step)


def _renamed(step: StepRow) -> bool:
    """Rename where source and target are on one volume; False where they are not."""
    if step.target == NOWHERE:
        return True
    if step.act == "move" and step.source.is_symlink() and not step.source.readlink().is_absolute():
        raise TransferError(f"{step.source.name} is a link that would lead nowhere from there. Move what it points to.")
    try:
        disk_io.rename_exclusively(step.source, step.target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return False
    if not looks_renamed(step):  # somebody else saved it again after it was checked
        disk_io.rename_exclusively(step.target, step.source)
        check_unchanged(step)
    return True


def _reserve_place(catalog: Catalog, step: StepRow) -> StepRow:
    """Write the note that reserves the place in the trash, in another place if that one was taken meanwhile."""
    if step.trash_note is None:
        return replace(step, target=trash.trash_by_system(step.source) or NOWHERE)
    try:
        settling.write_note(step.trash_note)
    except FileExistsError:
        place = trash.Trash().place_for(step.source)
        staged = place.file.with_name(step.staged.name)
        step = replace(step, target=place.file, trash_note=TrashNote(place.note, place.note_text), staged=staged)
        with catalog.transaction() as connection:
            journal.update_step(connection, step)
        settling.write_note(TrashNote(place.note, place.note_text))
    return step


def _failed(steps: Sequence[StepRow], words: str) -> list[StepRow]:
    """Failed, all but those that could not be put back: they stay done, so that an undo can try again, or wait."""
    stuck = " ".join(step.message for step in steps if step.state == "done" and step.message)
    message = f"{words} {stuck}".strip()
    if waits(steps):
        return [replace(step, message=f"{message} {step.message or ''}".strip()) for step in steps]
    return [step if step.state == "done" else replace(step, state="failed", message=message) for step in steps]


def _left(catalog: Catalog, step: StepRow, words: str) -> StepRow:
    if step.act != "write" and settling.has_arrived(catalog, step):
        return replace(settling.done(step), message=f"{step.source.name} is now in {step.target.parent}: {words}")
    return replace(step, state="failed", message=words)


def _words(error: OSError | AestheticError, steps: Sequence[StepRow]) -> str:
    if isinstance(error, Unreadable):
        return f"{error.path.name}: {error.reason}."
    if isinstance(error, AestheticError):
        return str(error)
    named = error.filename2 or error.filename
    path = Path(os.fsdecode(named)) if isinstance(named, (str, bytes)) else steps[0].source
    if error.errno in (errno.EACCES, errno.EPERM) and path in [step.source for step in steps]:
        return f"There is no permission to read {path.name}, or to take it out of its folder."
    return copying.reason(error, next((step.target for step in steps if step.staged == path), path))
