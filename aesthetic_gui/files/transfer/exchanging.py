"""Two files of one folder change places, so that what was replaced is still there to be looked at.

In one go where the system can; elsewhere in three renames, which :func:`mend` finishes or takes back after a crash.
"""

from __future__ import annotations

import os
from pathlib import Path

from aesthetic_gui import disk_io

_ASIDE = "-aside"


def exchange(staged: Path, target: Path) -> None:
    """``staged`` and ``target`` change places. Raises ``OSError``."""
    try:
        disk_io.rename_exchange(staged, target)
    except OSError as error:
        if error.errno not in disk_io.NO_SUCH_CALL:
            raise
        _exchange_in_three(staged, target)


def mend(staged: Path, target: Path) -> None:
    """Put in order what an :func:`exchange` of the two left that was cut short; nothing where none was."""
    waiting = aside(staged)
    if not os.path.lexists(waiting):
        return
    if not os.path.lexists(target):
        disk_io.rename_exclusively(waiting, target)
    elif not os.path.lexists(staged):
        disk_io.rename_exclusively(waiting, staged)


def _exchange_in_three(staged: Path, target: Path) -> None:
    waiting = aside(staged)
    disk_io.rename_exclusively(target, waiting)
    try:
        disk_io.rename_exclusively(staged, target)
    except OSError:
        disk_io.rename_exclusively(waiting, target)
        raise
    disk_io.rename_exclusively(waiting, staged)


def aside(staged: Path) -> Path:
    """Where one of the two waits while they change places in three renames."""
    return staged.with_name(staged.name.removesuffix(disk_io.PART) + _ASIDE + disk_io.PART)
