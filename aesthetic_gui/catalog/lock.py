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
from aesthetic_gui.catalog.authority import place
from aesthetic_gui.photo import AestheticError


def lock_file(catalog: Path) -> Path:
    """The empty file beside the catalog whose real name is ``catalog``; it stays."""
    return catalog.with_name(catalog.name + ".lock")


@contextmanager
def hold(catalog: Path) -> Iterator[bool]:
    """Try once to take the lock of ``catalog``; True while it is held, False where another has it.

    The lock goes by the catalog's one name, whatever it is called here. Raises ``AestheticError`` where its file
    is none, and ``OSError``.
    """
    file = lock_file(place.real(catalog))
    try:
        descriptor = disk_io.lock_file(file)
    except OSError as error:
        if error.errno:  # the disk's, which whoever asked knows words for
            raise
        why = f"The file {file} cannot be used: {error.strerror}. Move it away, and try again."
        raise AestheticError(why) from error
    try:
        yield disk_io.try_lock(descriptor)
    finally:
        os.close(descriptor)
