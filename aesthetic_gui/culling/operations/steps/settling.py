"""One step, which is one file's way, brought to either of its ends: finished, or as if it had not begun.

It needs nothing but the journal and the disk; what is not proven to be needless stays, and is told.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import STAYING, StepRow, TrashNote
from aesthetic_gui.culling.operations import writing
from aesthetic_gui.culling.operations.steps import staging
from aesthetic_gui.culling.operations.steps.whereabouts import (
    NOWHERE,
    Stranded,
    Unreachable,
    check_connected,
    explain_absence,
    is_another_name,
    is_made,
    whereabouts,
)
from aesthetic_gui.files.transfer import copying, linking, removing, trash
from aesthetic_gui.files.transfer.drives import Drive, Drives
from aesthetic_gui.photo import AestheticError

Problem = (OSError, AestheticError)  # what concerns one unit; a CatalogError, which is one too, concerns all


def done(step: StepRow) -> StepRow:
    """``step`` with the identity that the file has at its target."""
    if step.act == "write":
        return writing.finished(step)
    if step.state != "staged":
        return replace(step, state="done", message=None)
    identity = {"mtime_ns": step.copy_mtime_ns, "device": step.copy_device, "inode": step.copy_inode}
    return replace(step, state="done", message=None, **identity)  # type: ignore[arg-type]


def finish(step: StepRow) -> StepRow:
    """The file is at its target: remove what is left elsewhere."""
    if step.act == "write":
        return writing.finished(step)
    if step.act not in STAYING and step.target != NOWHERE and whereabouts(step).at_source:
        staging.drop_source(step, lambda: step.digest is not None and copying.digest(step.target) == step.digest)
    clear(step, step.staged)
    if step.act == "restore":
        remove_note(step)
    elif step.act == "trash":
        keep_note(step)
    return done(step)


def put_back(catalog: Catalog, step: StepRow) -> StepRow:
    """Make it as if ``step`` had not begun. Raises ``OSError`` or :class:`TransferError` where that cannot be."""
    check_connected(step, drives_of(catalog, step))
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
    clear(step, step.staged, staging.way_back(step))
    _put_note_back(step)
    words = f"{step.target.name} in {step.target.parent} is another name of the same file, and was left alone."
    return replace(step, state="reversed", message=words if another else None)


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


def has_arrived(catalog: Catalog, step: StepRow) -> bool:
    if step.act == "write":
        return writing.is_written(step, journal.writing_of(catalog, step.id))
    return whereabouts(step).at_target


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
    note(catalog, [step])
    return step


def clear(step: StepRow, *parts: Path) -> None:
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
        keep_note(step)
    elif step.act == "trash":
        remove_note(step)


def keep_note(step: StepRow) -> None:
    """Whole, where a kill or a power cut took it away, or a part of it."""
    if step.trash_note is None or trash.says(*step.trash_note):
        return
    trash.remove_note(*step.trash_note)
    with suppress(FileExistsError):  # another program's, which says where the file belongs, too
        write_note(step.trash_note)


def remove_note(step: StepRow) -> None:
    if step.trash_note is not None:
        trash.remove_note(*step.trash_note)


def _linked_again(step: StepRow) -> StepRow:
    assert step.link is not None
    staging.mend(step)
    if not os.path.lexists(step.source):
        make_link = linking.sym_link if step.link.symbolic else linking.hard_link
        make_link(step.link.original, step.source)
    return replace(step, state="reversed")


def note(catalog: Catalog, copies: Sequence[StepRow]) -> None:
    """Durable, because from here on the journal alone tells a copy of ours from a file that was there before."""
    with catalog.transaction() as connection:
        for step in copies:
            journal.update_step(connection, step)


def drives_of(catalog: Catalog, step: StepRow) -> Drives:
    return Drives(Drive(*each) for each in journal.drives_of_step(catalog, step.id))


def write_note(note: TrashNote) -> None:
    """On the disk, because without it a file in the trash is shown by no program."""
    disk_io.reserve(*note)
    disk_io.sync_file(note.path)
