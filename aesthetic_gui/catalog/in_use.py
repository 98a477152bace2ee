"""Tells whether anybody has a catalog open: everybody who does shares a lock on a file beside it.

The system releases it at death, so what is left of a catalog that nobody has open was left by a crash. SQLite's own
locks cannot be asked: closing any other descriptor of its file drops them (POSIX), and a damaged file has none.
Windows refuses to rename a file that somebody has open, so nothing is needed there.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aesthetic_gui import disk_io

PATIENCE = 10.0  # seconds: as long as another process may need to repair a catalog


def lock_file(path: Path) -> Path:
    """The empty file that goes with the catalog at ``path``; it stays."""
    return path.with_name(path.name + ".open")


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody has the catalog open; nobody can open it meanwhile. Where locks do not work, nobody has."""
    descriptor = _opened(path)
    try:
        yield descriptor is None or _locked(descriptor, shared=False)
    finally:
        if descriptor is not None:
            os.close(descriptor)


def shared(path: Path) -> int | None:
    """A descriptor that says the catalog is open until it is closed; None in a folder that cannot be written.

    Raises ``BlockingIOError`` where another process is alone with it for longer than ``PATIENCE``.
    """
    descriptor = _opened(path)
    deadline = time.monotonic() + PATIENCE
    while descriptor is not None and not _locked(descriptor, shared=True):
        if time.monotonic() > deadline:
            os.close(descriptor)
            raise BlockingIOError("the catalog is being repaired")
        time.sleep(0.02)
    return descriptor


def _opened(path: Path) -> int | None:
    try:
        return disk_io.lock_file(lock_file(path))
    except OSError:
        return None


def _locked(descriptor: int, *, shared: bool) -> bool:
    """False where another has it. A file system without locks has nothing to say against it, and nor has Windows."""
    try:
        return sys.platform == "win32" or disk_io.try_lock(descriptor, shared=shared)
    except OSError:
        return True
