"""Tells a live operation from a dead one: a lock on a file beside the catalog, released by the system at death.

Whoever performs, undoes or recovers file operations holds it, so an operation that the journal calls open while
the lock can be had was left by a process that died. A process number in the catalog would do as well only until
the number is used again; ``flock`` needs no cleaning up and is honoured between processes and between threads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ProcessLock:
    """The lock that goes with the catalog at ``path``. The lock file is empty and stays."""

    def __init__(self, path: Path) -> None:
        self._file = path.with_name(path.name + ".lock")

    @contextmanager
    def hold(self) -> Iterator[bool]:
        """Try once to take the lock; True while it is held, False where another has it."""
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            yield _try_lock(descriptor)
        finally:
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
