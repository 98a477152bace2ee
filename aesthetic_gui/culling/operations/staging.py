"""New files grow under a temporary name beside their target, and are there in full before they get their own.

copy, clone ──> the bytes, verified      hardlink, symlink ──> a name      make ──> what a maker writes, verified
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from aesthetic_gui.catalog.steps import FOLLOWED, STAYING, StepRow
from aesthetic_gui.culling.operations.whereabouts import unchanged
from aesthetic_gui.files.transfer import clearing, copying, linking, trash
from aesthetic_gui.files.transfer.copying import TransferCancelled, TransferError

Maker = Callable[[Path], None]  # writes the whole of one new file
Makers = Mapping[Path, Maker]  # by target
NO_MAKERS: Makers = MappingProxyType({})


def check_unchanged(step: StepRow) -> None:
    """Raises ``FileNotFoundError`` or :class:`TransferError` where the source is not as the journal has it."""
    if step.is_made_of_many or unchanged(step):
        return
    if not os.path.lexists(step.source):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(step.source))
    raise TransferError(f"{step.source.name} was changed by another program at that moment, so it was left alone.")


def check_can_go(step: StepRow) -> None:
    """Raises ``OSError`` where what is to go may not be removed where it is, ``NoTrash`` where a trash is not ours."""
    if step.trash_note is not None:
        trash.check(step.trash_note.path.parent.parent)
    if step.act in FOLLOWED:
        clearing.check_removable(step.source)


def crosses_volumes(step: StepRow) -> bool:
    """Whether a move leads to another volume, as far as the folders tell."""
    if step.act not in FOLLOWED:
        return False
    try:
        return step.source.parent.stat().st_dev != _there(step.target.parent).stat().st_dev
    except OSError:
        return False  # the move itself tells why


def stage(step: StepRow, makers: Makers, cancelled: Callable[[], bool]) -> StepRow:
    """Make the file that ``step`` is to bring under its temporary name; returns the step as 'staged'.

    Raises ``OSError``, :class:`TransferCancelled`, ``AestheticError``; what was begun is the caller's to remove.
    """
    if step.act not in STAYING and step.source.is_symlink():
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(step.source))
    digest = _begin(step, makers, cancelled)
    copy = copying.identify(step.staged)
    return replace(
        step,
        state="staged",
        size=copy.size,
        copy_mtime_ns=copy.mtime_ns,
        copy_device=copy.device,
        copy_inode=copy.inode,
        digest=digest,
    )


def _begin(step: StepRow, makers: Makers, cancelled: Callable[[], bool]) -> str | None:
    match step.act:
        case "hardlink":
            linking.hard_link(step.source, step.staged)
            return None
        case "symlink":
            linking.sym_link(step.source, step.staged)
            return None
        case "clone" if linking.clone(step.source, step.staged):
            return copying.digest(step.staged, cancelled)
        case "make":
            return _make(step, makers[step.target], cancelled)
    return copying.copy_verified(step.source, step.staged, cancelled)


def _make(step: StepRow, maker: Maker, cancelled: Callable[[], bool]) -> str:
    if cancelled():
        raise TransferCancelled("Stopped.")
    maker(step.staged)
    check_unchanged(step)
    return copying.seal(step.staged, cancelled)


def _there(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
