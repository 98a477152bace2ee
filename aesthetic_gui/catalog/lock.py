"""Tells a live operation from a dead one: a lock on a file beside the catalog, released by the system at death.

Whoever performs, undoes or recovers file operations holds it, so an operation that the journal calls open while
the lock can be had was left by a process that died. A process number in the catalog would do as well only until
the number is used again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aesthetic_gui import disk_io


@contextmanager
def hold(catalog: Path) -> Iterator[bool]:
    """Try once to take the lock of ``catalog``; True while it is held, False where another has it.

    The lock file is empty and stays.
    """
    descriptor = disk_io.lock_file(catalog.with_name(catalog.name + ".lock"))
    try:
        yield disk_io.try_lock(descriptor)
    finally:
        os.close(descriptor)
