"""New files grow under a temporary name beside their target, and are there in full before they get their own.

copy, clone ──> the bytes, verified      hardlink, symlink ──> a name      make ──> what a maker writes, verified
embed ──> the bytes with a rating among them, as a maker writes them; where that cannot be, the bytes alone

What is not needed any more goes the same way back: under a temporary name it is proven to be the one, and that what it
holds is elsewhere; what is not proven is kept, and told.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.steps import FOLLOWED, STAYING, StepRow
from aesthetic_gui.culling.operations.steps.whereabouts import (
    NOWHERE,
    Stranded,
    holds,
    is_source,
    is_where_it_was,
    kept_as,
    source_holds,
    unchanged,
)
from aesthetic_gui.culling.operations.trust import proof
from aesthetic_gui.files.export.carrying import NotCarried
from aesthetic_gui.files.transfer import clearing, copying, linking, removing, trash
from aesthetic_gui.files.transfer.copying import TransferCancelled, TransferError

Maker = Callable[[Path], None]  # writes the whole of one new file
Makers = Mapping[Path, Maker]  # by target
NO_MAKERS: Makers = MappingProxyType({})
_log = logging.getLogger(__name__)


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
    missed: list[str] = []
    digest = _begin(step, makers, cancelled, missed.append)
    copy = copying.identify(step.staged)
    return replace(
        step,
        state="staged",
        size=copy.size,
        copy_mtime_ns=copy.mtime_ns,
        copy_device=copy.device,
        copy_inode=copy.inode,
        digest=digest,
        missed=tuple(missed),
    )


def mend(step: StepRow) -> None:
    """What a kill left under the temporary name of a removal gets its own name back.

    Raises ``OSError``, :class:`TransferError` where that was taken meanwhile.
    """
    if step.staged == NOWHERE or step.act == "write":
        return
    for path in (step.source, step.target, step.staged, way_back(step)):
        if path != NOWHERE:
            removing.mend(path, aside(step, path))


def drop_source(step: StepRow, arrived: Callable[[], bool]) -> None:
    """Remove what was copied from, once the copy has ``arrived`` at the target.

    Raises ``OSError``, :class:`TransferError` where it is another file, or the copy is not there: all is kept then.
    """

    def is_copied(there: Path) -> bool:
        if not is_source(step, there):
            return False
        if arrived():
            return True
        raise Stranded(f"{step.source.name} and its copy in {step.target.parent} differ; both were kept.")

    removing.remove(step.source, aside(step, step.source), is_copied)


def drop_made(step: StepRow) -> None:
    """Remove what was made at the target, of a source that is proven to be whole. Raises as :func:`drop_source`."""

    def is_needless(there: Path) -> bool:
        proof.check_ours(step, there)
        if _is_whole_elsewhere(step, there):
            return True
        raise Stranded(f"{step.source.name} was changed meanwhile; its copy in {step.target.parent} was kept.")

    removing.remove(step.target, aside(step, step.target), is_needless)


def drop_part(step: StepRow, part: Path) -> None:
    """Remove what grew under the temporary name ``part``, if it is there. Raises as :func:`drop_source`."""
    if part == NOWHERE or not os.path.lexists(part):
        return

    def is_needless(there: Path) -> bool:
        try:
            if _is_whole_elsewhere(step, there) or holds(step.target, there):
                return True
        except OSError as error:
            raise Stranded(f"{copying.reason(error, step.source)} {kept_as(part)}") from error
        raise Stranded(f"{step.source.name} in {step.source.parent} is not the file that was copied. {kept_as(part)}")

    removing.remove(part, aside(step, part), is_needless)


def way_back(step: StepRow) -> Path:
    """The temporary name for a copy that goes back; it follows from the journal, so recovery finds it."""
    return step.source.with_name(step.staged.name)


def aside(step: StepRow, path: Path) -> Path:
    """The temporary name for the file at ``path`` while it is removed; it follows from the journal, too."""
    token = step.staged.name.removesuffix(disk_io.PART).rpartition(".")[2]
    return disk_io.staged_path(path, f"{token}-gone")


def _is_whole_elsewhere(step: StepRow, copy: Path) -> bool:
    match step.act:
        case "make":
            return True  # of a photograph that is where it was
        case "symlink":
            return copy.is_symlink()
        case "embed":
            return is_where_it_was(step)
        case "hardlink":
            return removing.are_one(step.source, copy)
    return source_holds(step, copy)


def _begin(step: StepRow, makers: Makers, cancelled: Callable[[], bool], missed: Callable[[str], None]) -> str | None:
    match step.act:
        case "hardlink":
            if step.source.is_symlink():
                raise TransferError(f"{step.source.name} is a link itself. Open the folder that it leads to.")
            linking.hard_link(step.source, step.staged)
            return None
        case "symlink":
            linking.sym_link(step.source, step.staged)
            return None
        case "clone" if linking.clone(step.source, step.staged, missed):
            return copying.digest(step.staged, cancelled)
        case "make":
            return _make(step, makers[step.target], cancelled)
        case "embed" if digest := _embedded(step, makers[step.target], cancelled, missed):
            return digest
    return copying.copy_verified(step.source, step.staged, cancelled, missed)


def _make(step: StepRow, maker: Maker, cancelled: Callable[[], bool]) -> str:
    if cancelled():
        raise TransferCancelled("Stopped.")
    maker(step.staged)
    check_unchanged(step)
    return copying.seal(step.staged, cancelled)


def _embedded(step: StepRow, maker: Maker, cancelled: Callable[[], bool], missed: Callable[[str], None]) -> str | None:
    """The digest of the copy; None where the photograph takes no rating in, and nothing was written."""
    try:
        maker(step.staged)
    except NotCarried:
        _log.info("%s takes no rating in", step.source, exc_info=True)
        missed(copying.RATING)
        return None
    copying.copy_times_and_mode(step.source, step.staged, missed)
    check_unchanged(step)
    return copying.seal(step.staged, cancelled)


def _there(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
