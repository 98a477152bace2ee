"""Where a journaled file is at this moment, worked out from the disk alone.

A file is known again by its number on its device; where a drive was plugged in again and numbers changed, by size
and time. What would be removed must be known for sure, and what stays in its stead be intact.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.catalog.steps import STAYING, StepRow
from aesthetic_gui.files.transfer import copying
from aesthetic_gui.files.transfer.copying import Identity, TransferError

NOWHERE = Path()  # the target in a trash that does not tell, or of a link that is taken away


class Stranded(TransferError):
    """A file is neither where it was nor where it should be, or could not be put back."""


class Unreachable(Stranded):
    """The folder in which a file should be is not there now: its drive may be unplugged."""


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


def original_intact(step: StepRow) -> bool:
    """Whether the file at ``step.source`` holds the bytes that are at ``step.target``, too."""
    found, copy = _identify(step.source), _identify(step.target)
    if found is None or copy is None:
        return False
    if (found.device, found.inode) == (copy.device, copy.inode):
        return True
    return step.digest is not None and copying.digest(step.source) == step.digest


def unchanged(step: StepRow) -> bool:
    """Whether the file at ``step.source`` is exactly as the journal has it."""
    found = _identify(step.source)
    return found is not None and found == Identity(
        step.size or 0, step.mtime_ns or 0, step.device or 0, step.inode or 0
    )


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
    if not step.source.parent.is_dir() or (step.state == "staged" and not step.target.parent.is_dir()):
        return Unreachable(f"{step.source.name} is on a drive that is not connected now. Connect it and start again.")
    return Stranded(f"{step.source.name} is neither in {step.source.parent} nor in {step.target.parent} any more.")


def _at_target(step: StepRow) -> bool:
    if step.target == NOWHERE:
        return not os.path.lexists(step.source)
    found = _identify(step.target)
    if found is None or (step.act in STAYING and step.state == "planned"):
        return False
    if step.act == "hardlink" and os.path.lexists(step.staged):
        return False  # what is there is another link to the same file, and was there before
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


def _identify(path: Path) -> Identity | None:
    try:
        return copying.identify(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
