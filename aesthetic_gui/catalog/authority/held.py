"""The one descriptor of a catalog's own file that this process has beside SQLite's.

The locks that SQLite has on a file under POSIX are gone as soon as the process closes any descriptor of it: another
program would take itself for the last one that has the catalog open, and remove the log. So all share one, which is
closed after the last of them has closed its connection (https://sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from aesthetic_gui import disk_io

_guard = threading.Lock()
_all: dict[tuple[int, int], Held] = {}


class Held:
    """``descriptor`` is to be released as often as it was held."""

    def __init__(self, key: tuple[int, int], descriptor: int) -> None:
        self._key, self.descriptor, self.users = key, descriptor, 0

    def release(self) -> None:
        with _guard:
            self.users -= 1
            if not self.users:
                os.close(_all.pop(self._key).descriptor)


def hold(path: Path) -> Held:
    """Before or while a connection is open. Raises ``OSError``."""
    with _guard:
        key = _key(path)
        if key not in _all:
            _all[key] = Held(key, disk_io.open_to_sync(path))
        _all[key].users += 1
        return _all[key]


def start_of(path: Path, size: int) -> bytes:
    """The first bytes of a catalog, whoever has it open. Raises ``OSError``."""
    with _guard:
        if (known := _all.get(_key(path))) and hasattr(os, "pread"):
            return os.pread(known.descriptor, size, 0)
        with disk_io.open_regular(path) as file:
            return file.read(size)


def _key(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
