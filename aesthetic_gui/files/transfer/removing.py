"""A file goes for good, once it is proven to be the one that is meant.

    remove: path ──> a name of ours beside it ──> is it the one? ──> unlinked, or given its own name back
    mend:   what a kill left under that name gets its own back

A check by name, then a removal by name, would remove what another program saves at that name in between.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.files.transfer.copying import TransferError


def remove(path: Path, aside: Path, is_it: Callable[[Path], bool]) -> None:
    """Remove the file at ``path`` if ``is_it``, which is asked where the file is then: at ``aside``.

    Raises :class:`TransferError` where it is another one, which stays, and ``OSError``.
    """
    try:
        gone = disk_io.remove_if(path, is_it, aside)
    except FileExistsError as error:
        raise _kept_aside(path, aside) from error
    if not gone:
        raise TransferError(f"{path.name} was changed by another program at that moment, so it was left alone.")


def mend(path: Path, aside: Path) -> None:
    """Give the file its name ``path`` back that :func:`remove` left ``aside`` when it was killed, if there is one.

    Raises :class:`TransferError` where another one has that name by now: both are kept.
    """
    if not os.path.lexists(aside):
        return
    if are_one(path, aside):
        aside.unlink()
        return
    try:
        disk_io.rename_exclusively(aside, path)
    except FileExistsError as error:
        raise _kept_aside(path, aside) from error


def are_one(path: Path, other: Path) -> bool:
    """Whether both are names of one file: of the many that share a number on some network drives, none has two."""
    try:
        found, theirs = os.lstat(path), os.lstat(other)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return os.path.samestat(found, theirs) and found.st_nlink > 1


def _kept_aside(path: Path, aside: Path) -> TransferError:
    return TransferError(
        f"Another program made a new {path.name} in {path.parent} at that moment. "
        f"The one that was there is kept beside it as {aside.name}; compare them."
    )
