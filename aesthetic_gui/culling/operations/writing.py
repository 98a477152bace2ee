"""One sidecar gets new content, or appears, or goes; what another program wrote meanwhile is never lost.

    staged: the new content ──> exchanged with what is there ──> was that what the journal expects? ──> done
                                                                    └── no: exchanged back, and told

The journal holds the content before and after, so that both directions can be finished or taken back at any moment.
"""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.steps import StepRow, Writing
from aesthetic_gui.files.transfer import copying, exchanging
from aesthetic_gui.files.transfer.copying import TransferError


class ChangedMeanwhile(TransferError):
    """The sidecar is not as it was when the new content was made of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} was changed by another program meanwhile, so it was left alone.")


def write(step: StepRow, writing: Writing) -> None:
    """Bring ``step.target`` from ``writing.before`` to ``writing.after``.

    Raises ``OSError``, :class:`ChangedMeanwhile`; the caller takes it back then.
    """
    there = _content(step.target)
    if there == writing.after:
        return
    if there != writing.before:
        raise ChangedMeanwhile(step.target)
    if writing.after is None:
        disk_io.rename_exclusively(step.target, step.staged)
    else:
        _stage(step, writing.after)
        if writing.before is None:
            disk_io.rename_exclusively(step.staged, step.target)
            return
        exchanging.exchange(step.staged, step.target)
    if _content(step.staged) != writing.before:
        raise ChangedMeanwhile(step.target)
    step.staged.unlink()


def is_written(step: StepRow, writing: Writing) -> bool:
    """Whether the new content is in place, and nothing that another program wrote waits to be put back."""
    exchanging.mend(step.staged, step.target)
    if _content(step.target) != writing.after:
        return False
    return _content(step.staged) in (None, writing.before, writing.after)


def finished(step: StepRow) -> StepRow:
    """``step``, which is written, as done: the temporary file holds what the journal has, too."""
    step.staged.unlink(missing_ok=True)
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
    exchanging.exchange(step.staged, step.target)
    if _content(step.staged) != writing.after:
        raise _two_others(step)
    step.staged.unlink()


def _two_others(step: StepRow) -> TransferError:
    return TransferError(
        f"{step.target.name} was changed twice by other programs. The older of the two is kept beside it as "
        f"{step.staged.name}; compare them."
    )


def _stage(step: StepRow, content: bytes) -> None:
    with step.staged.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if step.target.exists():
        copying.copy_times_and_mode(step.target, step.staged)
        os.utime(step.staged)  # the mode is kept, but it was written now
    disk_io.sync_folder(step.staged.parent)
    if step.staged.read_bytes() != content:
        raise TransferError(f"{step.target.name} read back differently: check the drive and its cable.")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if os.path.lexists(path):
            raise  # a link to nothing, or a network drive that is not sure
        return None
