"""For a moment no other program has a file open for writing: the read leases of Linux, fcntl(2), ``F_SETLEASE``.

    with unwritten(path) as asked_for:    waits a little for a program that is writing to come to its end
        …the file may be replaced…
        if asked_for(): …another program opens it for writing now, and waits until this ends: give it back

An editor that holds the file open would else write into what was replaced, which nobody sees again. Where there are
no leases, as on other systems and on network drives, nothing is promised.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from aesthetic_gui.disk_io import open_regular
from aesthetic_gui.files.transfer.copying import TransferError
from aesthetic_gui.files.transfer.mounts import is_remote

PATIENCE = 2.0  # seconds
_LOOK_EVERY = 0.02  # seconds


class InUse(TransferError):
    """Another program has the file open for writing, and does not close it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is open in another program. Close it there, then try again.")


@contextmanager
def unwritten(path: Path) -> Iterator[Callable[[], bool]]:
    """While this lasts no program has the file at ``path`` open for writing; whether one asks for it by now.

    Raises :class:`InUse` after :data:`PATIENCE`, ``OSError`` where the file cannot be opened.
    """
    with open_regular(path) as file:  # which lets go of the lease at its end
        yield _lease(file.fileno(), path)


def _lease(descriptor: int, path: Path) -> Callable[[], bool]:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return partial(_is_asked_for, descriptor) if _take(descriptor) else lambda: False
        except BlockingIOError:
            if is_remote(path):
                return lambda: False  # a server's answer says nothing of who has it open
            if time.monotonic() > deadline:
                raise InUse(path) from None
        time.sleep(_LOOK_EVERY)


if sys.platform == "linux":
    import fcntl

    def _take(descriptor: int) -> bool:
        """Whether there is a lease now. Raises ``BlockingIOError`` where the file is open for writing somewhere."""
        try:
            fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)  # in place of SIGIO, which ends a program
            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except BlockingIOError:
            raise
        except OSError:
            return False  # the drive has none, or the file is another user's
        return True

    def _is_asked_for(descriptor: int) -> bool:
        return fcntl.fcntl(descriptor, fcntl.F_GETLEASE) != fcntl.F_RDLCK

else:

    def _take(descriptor: int) -> bool:  # noqa: ARG001
        return False

    def _is_asked_for(descriptor: int) -> bool:  # noqa: ARG001
        return False
