"""One sidecar gets new content, or appears, or goes; what another program wrote meanwhile is never lost.

    staged: the new content ──> exchanged with what is there ──> was that what the journal expects? ──> done
                                                                    └── no: exchanged back, and told

Meanwhile no other program has the sidecar open for writing (``leasing``), or it would write into what was replaced.
A sidecar that is a link, write-protected or another user's is left alone: see docs/decisions/0044.

The journal holds the content before and after, so that both directions can be finished or taken back at any moment.
"""

from __future__ import annotations

import io
import logging
import os
import stat
from dataclasses import asdict, replace
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.steps import StepRow, Writing
from aesthetic_gui.culling.operations.steps.whereabouts import Unreachable
from aesthetic_gui.culling.sidecars.state import LARGEST
from aesthetic_gui.files.transfer import copying, exchanging, leasing
from aesthetic_gui.files.transfer.copying import TransferError
from aesthetic_gui.files.transfer.leasing import InUse

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_log = logging.getLogger(__name__)


class ChangedMeanwhile(TransferError):
    """The sidecar is not as it was when the new content was made of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} was changed by another program meanwhile, so it was left alone.")


def check_free(path: Path) -> None:
    """Raises :class:`TransferError` where what is at ``path`` is not for us to replace; nothing there is free."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return
    if stat.S_ISLNK(found.st_mode):
        raise TransferError(f"{path.name} is a link to {path.readlink()}; it was left alone. Save it in that folder.")
    if not stat.S_ISREG(found.st_mode):
        raise TransferError(f"{path.name} is not a file; it was left alone.")
    if not found.st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise TransferError(f"{path.name} is write-protected; it was left alone. Let it be written, then save again.")


def write(step: StepRow, writing: Writing) -> None:
    """Bring ``step.target`` from ``writing.before`` to ``writing.after``.

    Raises ``OSError``, :class:`ChangedMeanwhile`; the caller takes it back then.
    """
    check_free(step.target)
    there = _content(step.target)
    if there == writing.after:
        return
    if there != writing.before:
        raise ChangedMeanwhile(step.target)
    if writing.after is not None:
        _stage(step, writing.after)
    if writing.before is None:
        disk_io.rename_exclusively(step.staged, step.target)
        return
    with leasing.unwritten(step.target) as asked_for:
        if writing.after is None:
            disk_io.rename_exclusively(step.target, step.staged)
        else:
            exchanging.exchange(step.staged, step.target)
        if _content(step.staged) != writing.before or asked_for():
            raise ChangedMeanwhile(step.target)
        step.staged.unlink()


def is_written(step: StepRow, writing: Writing) -> bool:
    """Whether the new content is in place, and nothing that another program wrote waits to be put back."""
    exchanging.mend(step.staged, step.target)
    if _content(step.target) != writing.after:
        return False
    return _content(step.staged) in (None, writing.before, writing.after)


def finished(step: StepRow) -> StepRow:
    """``step``, which is written, as done: the temporary file holds what the journal has, too.

    Raises ``OSError``, :class:`ChangedMeanwhile`, ``InUse`` where a program still writes into that.
    """
    if os.path.lexists(step.staged):
        with leasing.unwritten(step.staged) as asked_for:
            if asked_for():
                raise ChangedMeanwhile(step.target)
            step.staged.unlink()
    if not os.path.lexists(step.target):
        return replace(step, state="done", message=None)
    return replace(step, state="done", message=None, **asdict(copying.identify(step.target)))


def take_back(step: StepRow, writing: Writing) -> StepRow:
    """Make it as if ``step`` had not begun; what another program wrote comes first.

    Raises ``OSError``, or :class:`TransferError` where two other programs wrote: both their files are kept then.
    """
    disk_io.release(step.target)
    exchanging.mend(step.staged, step.target)
    there, aside = _content(step.target), _content(step.staged)
    if aside is None:
        if there == writing.after:
            write(step, writing.inverse)
    elif there == writing.after:
        _change_back(step, writing)
    elif aside == writing.before or (writing.after is not None and writing.after.startswith(aside)):
        step.staged.unlink()  # ours, not put in place or replaced since
    else:
        raise _two_others(step)
    return replace(step, state="reversed")


def _change_back(step: StepRow, writing: Writing) -> None:
    if writing.after is None:
        disk_io.rename_exclusively(step.staged, step.target)
        return
    try:
        with leasing.unwritten(step.target) as asked_for:
            exchanging.exchange(step.staged, step.target)
            if _content(step.staged) != writing.after or asked_for():
                raise _two_others(step)
            step.staged.unlink()
    except InUse as error:
        raise Unreachable(str(error)) from error


def _two_others(step: StepRow) -> TransferError:
    return TransferError(
        f"{step.target.name} was changed twice by other programs. The older of the two is kept beside it as "
        f"{step.staged.name}; compare them."
    )


def _stage(step: StepRow, content: bytes) -> None:
    replaces = os.path.lexists(step.target)
    with io.FileIO(disk_io.create(step.staged), "wb") if replaces else step.staged.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if replaces:
        _keep_owner(step)
        copying.copy_times_and_mode(step.target, step.staged)
        os.utime(step.staged)  # mode and attributes are kept, but it was written now
    disk_io.sync_folder(step.staged.parent)
    if _content(step.staged) != content:
        raise TransferError(f"{step.target.name} read back differently: check the drive and its cable.")


def _keep_owner(step: StepRow) -> None:
    """The new file is whose the old one is. Raises :class:`TransferError` where that cannot be: it is another's."""
    there, ours = step.target.stat(), step.staged.stat()
    if (there.st_uid, there.st_gid) == (ours.st_uid, ours.st_gid):
        return
    try:
        os.chown(step.staged, there.st_uid, there.st_gid)
    except OSError as error:
        if there.st_uid != ours.st_uid:
            raise TransferError(
                f"{step.target.name} belongs to another user, and would not any more; it was left alone. "
                "Copy the photographs to a folder of your own."
            ) from error
        _log.info("%r does not keep its group: %s", str(step.target), error)


def _content(path: Path) -> bytes | None:
    try:
        return disk_io.read_regular(path, 2 * LARGEST)  # what was read, and what is added
    except (FileNotFoundError, NotADirectoryError):
        if os.path.lexists(path):
            raise  # a link to nothing, or a network drive that is not sure
        return None
