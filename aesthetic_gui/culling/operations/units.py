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
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.schema import CatalogError
from aesthetic_gui.catalog.steps import STAYING, StepRow, TrashNote
from aesthetic_gui.culling.operations import staging, writing
from aesthetic_gui.culling.operations.staging import Makers, check_can_go, check_unchanged
from aesthetic_gui.culling.operations.whereabouts import (
    NOWHERE,
    NotConnected,
    Stranded,
    Unreachable,
    check_connected,
    explain_absence,
    is_another_name,
    is_made,
    looks_arrived,
    looks_renamed,
    whereabouts,
)
from aesthetic_gui.files.transfer import copying, linking, removing, trash
from aesthetic_gui.files.transfer.copying import TransferCancelled, TransferError
from aesthetic_gui.files.transfer.drives import Drive, Drives
from aesthetic_gui.photo import AestheticError, Unreadable

Problem = (OSError, AestheticError)  # what concerns one unit; a CatalogError, which is one too, concerns all


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
    except Problem as error:
        return abandon(unit, _words(error, unit))
    return steps


def abandon(unit: Sequence[StepRow], words: str = "") -> list[StepRow]:
    """Nothing of ``unit`` has its name yet: remove what was prepared. Without ``words`` it was stopped.

    What cannot be removed keeps the unit waiting, see :func:`waits`.
    """
    try:
        kept = [told for step in unit if (told := _trouble(step, lambda step: _clear(step, step.staged)))]
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
    except Problem as error:
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
    return _tried(catalog, steps, lambda: _go(catalog, steps, cancelled)) or [done(step) for step in steps]


def _carry_out_together(
    catalog: Catalog, units: Sequence[list[StepRow]], cancelled: Callable[[], bool]
) -> list[list[StepRow]]:
    """What goes wrong with one of them concerns that one; a folder that cannot be synced, all that go there."""
    _note(catalog, [step for unit in units for step in unit])
    fates = [_tried(catalog, unit, partial(_name, unit, cancelled)) for unit in units]
    for folder in _folders(step for unit, fate in zip(units, fates, strict=True) if not fate for step in unit):
        try:
            disk_io.sync_folder(folder)
        except OSError as error:
            for at, unit in enumerate(units):
                if not fates[at] and folder in _folders(unit):
                    fates[at] = _failed(put_all_back(catalog, unit), _words(error, unit))
    return [
        fate or _tried(catalog, unit, partial(_drop_sources, unit)) or [done(step) for step in unit]
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
    except Problem as error:
        return _failed(put_all_back(catalog, steps), _words(_cause(catalog, steps, error), steps))
    return None


def _cause(catalog: Catalog, steps: Sequence[StepRow], error: OSError | AestheticError) -> OSError | AestheticError:
    """A drive that was taken out is the reason for whatever else went wrong."""
    try:
        for step in steps:
            check_connected(step, _drives(catalog, step))
    except NotConnected as missing:
        return missing
    return error


def _drives(catalog: Catalog, step: StepRow) -> Drives:
    return Drives(Drive(*each) for each in journal.drives_of_step(catalog, step.id))


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
    if not all(_has_arrived(catalog, step) for step in steps):
        return put_all_back(catalog, steps, insist_on_drives=True)
    try:
        return [replace(finish(step), message=kept or None) for step in steps]
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
    first, *others = map(done, steps)
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
            outcome.append(_put_back(catalog, replace(step, message=None)))
        except Unreachable as error:
            if insist_on_drives:
                raise
            outcome.append(replace(step, message=str(error)))
        except (OSError, TransferError) as error:
            outcome.append(_left(catalog, step, _words(error, [step])))
    return outcome[::-1]


def finish(step: StepRow) -> StepRow:
    """The file is at its target: remove what is left elsewhere."""
    if step.act == "write":
        return writing.finished(step)
    if step.act not in STAYING and step.target != NOWHERE and whereabouts(step).at_source:
        staging.drop_source(step, lambda: step.digest is not None and copying.digest(step.target) == step.digest)
    _clear(step, step.staged)
    if step.act == "restore":
        _remove_note(step)
    elif step.act == "trash":
        _keep_note(step)
    return done(step)


def given_up(step: StepRow) -> StepRow:
    """``step`` as failed, as its drive will not come back; the message says where its file was last."""
    name, places = step.source.name, dict.fromkeys([step.source, *([] if step.target == NOWHERE else [step.target])])
    seen = [place for place in places if os.path.lexists(place)]
    where = " and ".join(str(place.parent) for place in seen)
    words = (
        f"{name} is in {where}." if seen else f"{name} was last in {' or '.join(str(one.parent) for one in places)}."
    )
    if step.staged != NOWHERE and (os.path.lexists(step.staged) or not step.staged.parent.is_dir()):
        whole = "A whole copy is" if _is_whole_part(step) else "A copy, whole or not, may be"
        words += f" {whole} in {step.staged.parent} as {step.staged.name}: keep it unless you have the photograph."
    return replace(step, state="failed", message=words)


def _is_whole_part(step: StepRow) -> bool:
    """Whether the copy under its temporary name is the photograph, byte by byte."""
    try:
        return step.digest is not None and copying.digest(step.staged) == step.digest
    except OSError:
        return False


def done(step: StepRow) -> StepRow:
    """``step`` with the identity that the file has at its target."""
    if step.act == "write":
        return writing.finished(step)
    if step.state != "staged":
        return replace(step, state="done", message=None)
    identity = {"mtime_ns": step.copy_mtime_ns, "device": step.copy_device, "inode": step.copy_inode}
    return replace(step, state="done", message=None, **identity)  # type: ignore[arg-type]


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
        _note(catalog, copies)
        _name(copies)
        for folder in _folders(copies):
            disk_io.sync_folder(folder)
        _drop_sources(copies)
    for step in steps:
        if step.act == "restore":
            _remove_note(step)


def _note(catalog: Catalog, copies: Sequence[StepRow]) -> None:
    """Durable, because from here on the journal alone tells a copy of ours from a file that was there before."""
    with catalog.transaction() as connection:
        for step in copies:
            journal.update_step(connection, step)


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
        _write_note(step.trash_note)
    except FileExistsError:
        place = trash.Trash().place_for(step.source)
        staged = place.file.with_name(step.staged.name)
        step = replace(step, target=place.file, trash_note=TrashNote(place.note, place.note_text), staged=staged)
        with catalog.transaction() as connection:
            journal.update_step(connection, step)
        _write_note(TrashNote(place.note, place.note_text))
    return step


def _write_note(note: TrashNote) -> None:
    """On the disk, because without it a file in the trash is shown by no program."""
    disk_io.reserve(*note)
    disk_io.sync_file(note.path)


def _has_arrived(catalog: Catalog, step: StepRow) -> bool:
    if step.act == "write":
        return writing.is_written(step, journal.writing_of(catalog, step.id))
    return whereabouts(step).at_target


def _put_back(catalog: Catalog, step: StepRow) -> StepRow:
    """Make it as if ``step`` had not begun. Raises ``OSError`` or :class:`TransferError` where that cannot be."""
    check_connected(step, _drives(catalog, step))
    if step.act == "write":
        return writing.take_back(step, journal.writing_of(catalog, step.id))
    if step.act == "unlink":
        return _linked_again(step)
    if step.target == NOWHERE:
        if os.path.lexists(step.source):
            return replace(step, state="reversed")
        raise Stranded(f"{step.source.name} is in the system's trash; take it out there.")
    for end in (step.source, step.target):
        disk_io.release(end)
    staging.mend(step)
    found = whereabouts(step)
    if step.act in ("make", "symlink"):
        if found.at_target:
            staging.drop_made(step)
    elif not found.at_source and not found.at_target:
        raise _absence(step)
    elif found.at_target and (found.at_source or step.act in STAYING):
        staging.drop_made(step)
    elif found.at_target:
        _return(step)
    another = is_another_name(step)
    if another:
        step = _disowned(catalog, step)
    _clear(step, step.staged, staging.way_back(step))
    _put_note_back(step)
    words = f"{step.target.name} in {step.target.parent} is another name of the same file, and was left alone."
    return replace(step, state="reversed", message=words if another else None)


def _absence(step: StepRow) -> Stranded:
    """Why ``step`` is at neither end; its copy is found sooner where it was to go than under a temporary name."""
    if step.state != "staged" or step.act in STAYING or not is_made(step, step.staged):
        return explain_absence(step)
    if isinstance(absence := explain_absence(step), Unreachable):
        return absence
    disk_io.rename_exclusively(step.staged, step.target)
    disk_io.sync_folder(step.target.parent)
    return Stranded(f"it is not in {step.source.parent} any more.")


def _disowned(catalog: Catalog, step: StepRow) -> StepRow:
    """Durable, because once our own name is gone only the journal tells that the other one is not it."""
    step = replace(step, state="planned")
    _note(catalog, [step])
    return step


def _clear(step: StepRow, *parts: Path) -> None:
    """Remove what we have under temporary names. Raises :class:`Unreachable` where the drive refuses that now."""
    for part in parts:
        try:
            staging.drop_part(step, part)
        except OSError as error:
            why = copying.reason(error, part)
            raise Unreachable(
                f"{part.name} in {part.parent}, which is not whole, could not be removed: {why}"
            ) from error


def _return(step: StepRow) -> None:
    step.source.parent.mkdir(parents=True, exist_ok=True)
    try:
        disk_io.rename_exclusively(step.target, step.source)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy_back(step)


def _copy_back(step: StepRow) -> None:
    there, part = copying.identify(step.target), staging.way_back(step)
    try:
        copying.copy_verified(step.target, part)
        disk_io.rename_exclusively(part, step.source)
    except Problem:
        staging.drop_part(step, part)
        raise
    disk_io.sync_folder(step.source.parent)
    removing.remove(step.target, staging.aside(step, step.target), lambda aside: copying.identify(aside) == there)


def _put_note_back(step: StepRow) -> None:
    if step.act == "restore":
        _keep_note(step)
    elif step.act == "trash":
        _remove_note(step)


def _keep_note(step: StepRow) -> None:
    """Whole, where a kill or a power cut took it away, or a part of it."""
    if step.trash_note is None or trash.says(*step.trash_note):
        return
    trash.remove_note(*step.trash_note)
    with suppress(FileExistsError):  # another program's, which says where the file belongs, too
        _write_note(step.trash_note)


def _remove_note(step: StepRow) -> None:
    if step.trash_note is not None:
        trash.remove_note(*step.trash_note)


def _linked_again(step: StepRow) -> StepRow:
    assert step.link is not None
    staging.mend(step)
    if not os.path.lexists(step.source):
        make_link = linking.sym_link if step.link.symbolic else linking.hard_link
        make_link(step.link.original, step.source)
    return replace(step, state="reversed")


def _failed(steps: Sequence[StepRow], words: str) -> list[StepRow]:
    """Failed, all but those that could not be put back: they stay done, so that an undo can try again, or wait."""
    stuck = " ".join(step.message for step in steps if step.state == "done" and step.message)
    message = f"{words} {stuck}".strip()
    if waits(steps):
        return [replace(step, message=f"{message} {step.message or ''}".strip()) for step in steps]
    return [step if step.state == "done" else replace(step, state="failed", message=message) for step in steps]


def _left(catalog: Catalog, step: StepRow, words: str) -> StepRow:
    if step.act != "write" and _has_arrived(catalog, step):
        return replace(done(step), message=f"{step.source.name} is now in {step.target.parent}: {words}")
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
