"""Where a journaled file is at this moment, worked out from the disk alone.

A file is known again by its number on its device; where a drive was plugged in again and numbers changed, by size
and time. What would be removed must be known for sure, and what stays in its stead be intact.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.catalog.steps import FOLLOWED, STAYING, StepRow
from aesthetic_gui.files.transfer import copying, removing
from aesthetic_gui.files.transfer.copying import Identity, TransferError
from aesthetic_gui.files.transfer.drives import Drive, Drives

NOWHERE = Path()  # the target in a trash that does not tell, or of a link that is taken away


class Stranded(TransferError):
    """A file is neither where it was nor where it should be, or could not be put back."""


class Unreachable(Stranded):
    """The folder in which a file should be is not there now: its drive may be unplugged."""


class NotConnected(Unreachable):
    """The drive of a file is not connected, or another one is there in its stead."""

    def __init__(self, path: Path, drive: Drive, more: str = "") -> None:
        words = f"{path.name} belongs on the drive that was at {drive.mount_point}, which is not connected now."
        super().__init__(f"{words} Connect it, then try again. {more}".strip())


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the file of a step is; both while it is being published under a second name, or was copied."""

    at_source: bool
    at_target: bool


def whereabouts(step: StepRow) -> Whereabouts:
    at_target = _at_target(step)
    found = _identify(step.source)
    if found is None:
        return Whereabouts(False, at_target)
    # Something else that took the name is not the file; where the file is nowhere else, it was only changed.
    return Whereabouts(not at_target or _is_original(step, found), at_target)


def is_another_name(step: StepRow) -> bool:
    """Whether the file has a second name at the target that somebody else gave it: ours is where ours was, still."""
    if step.act == "hardlink" and step.state == "staged":
        return removing.are_one(step.target, step.staged)
    return step.act in FOLLOWED and step.state == "planned" and removing.are_one(step.target, step.source)


def source_holds(step: StepRow, copy: Path) -> bool:
    """Whether it is proven that the file at ``step.source`` has all the bytes that are at ``copy``, which may go then.

    It is the file that was copied from, by its identity, or it has these bytes.
    """
    return unchanged(step) or holds(step.source, copy)


def holds(path: Path, copy: Path) -> bool:
    """Whether there is a file at ``path`` that has all the bytes of the file ``copy``."""
    return path != NOWHERE and _identify(path) is not None and copying.begins_with(path, copy)


def looks_arrived(step: StepRow) -> bool:
    """Whether the copy that was just made is at the target, by what a network drive keeps of a file's identity."""
    found = _identify(step.target)
    if found is not None and found.size == step.size and step.copy_mtime_ns == found.mtime_ns:
        return True
    return is_made(step, step.target)


def looks_renamed(step: StepRow) -> bool:
    """Whether what was just renamed to the target is what the journal has, in the same way."""
    found = copying.identify(step.target)
    return (found.size, found.mtime_ns) == (step.size, step.mtime_ns)


def is_made(step: StepRow, path: Path) -> bool:
    """Whether the file at ``path`` is proven to be the one that ``step`` made: by its identity, or by all its bytes."""
    found = _identify(path)
    made = (step.size, step.copy_mtime_ns, step.copy_device, step.copy_inode)
    if found is None or found == Identity(*(number or 0 for number in made)):
        return found is not None
    return _has_bytes(step, path, found)


def is_source(step: StepRow, path: Path) -> bool:
    """Whether the file at ``path`` is proven to be the one that was at ``step.source``, in the same ways."""
    found = _identify(path)
    return found is not None and (found == _journaled(step) or _has_bytes(step, path, found))


def unchanged(step: StepRow) -> bool:
    """Whether the file at ``step.source`` is exactly as the journal has it."""
    return _identify(step.source) == _journaled(step)


def is_where_it_was(step: StepRow) -> bool:
    """Whether what a copy was made of is at ``step.source`` as it was, where ``step.size`` is the copy's."""
    found = _identify(step.source)
    return found is not None and (found.mtime_ns, found.inode) == (step.mtime_ns, step.inode)


def still_the_one(step: StepRow) -> Identity:
    """The identity of the file at ``step.source``, if it is the one that the journal knows.

    Size and modification time decide; where only the time differs and the bytes are known, the bytes do.
    Raises :class:`TransferError` otherwise.
    """
    name, folder = step.source.name, step.source.parent.name or step.source.parent
    found = _identify(step.source)
    if found is None:
        raise TransferError(f"{name} is not in the folder {folder} any more.")
    if found.size == step.size and found.mtime_ns == step.mtime_ns:
        return found
    if found.size == step.size and step.digest and copying.digest(step.source) == step.digest:
        return found
    raise TransferError(f"{name} in the folder {folder} was changed since then, so it was left alone.")


def explain_absence(step: StepRow) -> Stranded:
    """What to say of a file that is at neither end."""
    name, copied = step.source.name, step.staged != NOWHERE and os.path.lexists(step.staged)
    kept = f" {kept_as(step.staged)}" if copied else ""
    if not step.source.parent.is_dir() or (step.state == "staged" and not step.target.parent.is_dir()):
        return Unreachable(f"{name} is on a drive that is not connected now. Connect it and start again.{kept}")
    return Stranded(f"{name} is neither in {step.source.parent} nor in {step.target.parent} any more.{kept}")


def check_connected(step: StepRow, drives: Drives) -> None:
    """Raises :class:`NotConnected` where an end of ``step`` is on a drive that is not there: nothing is done."""
    ends = (step.target,) if step.state == "done" else (step.source, step.target)
    for end in ends:
        if end != NOWHERE and (drive := drives.away(end)):
            kept = kept_as(step.staged) if step.staged != NOWHERE and os.path.lexists(step.staged) else ""
            raise NotConnected(end, drive, kept)


def kept_as(part: Path) -> str:
    """Where what was copied of a file is to be found as long as it has no name."""
    return f"The copy was kept in {part.parent} as {part.name}."


def _at_target(step: StepRow) -> bool:
    if step.target == NOWHERE:
        return not os.path.lexists(step.source)
    found = _identify(step.target)
    if found is None or (step.act in STAYING and step.state == "planned"):
        return False
    if is_another_name(step):
        return False
    copied = step.state == "staged"
    mtime_ns, device, inode = (
        (step.copy_mtime_ns, step.copy_device, step.copy_inode) if copied else (step.mtime_ns, step.device, step.inode)
    )
    if found.inode == inode and (found.device == device or found.mtime_ns == mtime_ns):
        return True
    # The only one of its size and time that is left of the two: numbers changed with a new connection of the drive.
    alone = not os.path.lexists(step.source) and not os.path.lexists(step.staged)
    return alone and (found.size, found.mtime_ns) == (step.size, mtime_ns)


def _is_original(step: StepRow, found: Identity) -> bool:
    same_number = found.inode == step.inode and (found.device == step.device or found.mtime_ns == step.mtime_ns)
    return same_number or (found.size, found.mtime_ns) == (step.size, step.mtime_ns)


def _journaled(step: StepRow) -> Identity:
    return Identity(step.size or 0, step.mtime_ns or 0, step.device or 0, step.inode or 0)


def _has_bytes(step: StepRow, path: Path, found: Identity) -> bool:
    return step.digest is not None and found.size == step.size and copying.digest(path) == step.digest


def _identify(path: Path) -> Identity | None:
    try:
        return copying.identify(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
