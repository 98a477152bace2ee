"""The one name of a catalog: what belongs to it lies beside that, and locks go by it.

A file may have many names: links, symbolic or hard, another way to its folder. SQLite keeps its log beside the name
that it is given, and we our locks; two names would be two catalogs in one file. Which name a file was opened by first
is kept in the program's own folder, by the file's number on its device.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from aesthetic_gui import disk_io, settings

LONGEST_PATH = 1 << 16  # bytes


def real(path: Path) -> Path:
    """The name by which every process opens the catalog at ``path``, which need not be there."""
    path = Path(os.path.realpath(path))
    known = _known(path)
    return path if known is None else known


def note(path: Path) -> None:
    """Keep ``path``, a catalog that is there, as the name of its file, unless the file has one already."""
    if _known(path) is not None:
        return
    record = _record(path)
    if record is None:
        return
    with contextlib.suppress(OSError):  # a folder that cannot be written: symbolic links are still followed
        record.parent.mkdir(parents=True, exist_ok=True)
        disk_io.write_whole(os.fsencode(path), record, replace=True)


def _known(path: Path) -> Path | None:
    """The name that was kept for the file at ``path``, if it still is one."""
    record = _record(path)
    try:
        kept = Path(os.fsdecode(disk_io.read_regular(record, LONGEST_PATH))) if record else None
        return kept if kept and os.path.samestat(os.lstat(kept), os.lstat(path)) else None
    except (OSError, ValueError):
        return None


def _record(path: Path) -> Path | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return settings.data_dir() / "catalogs" / f"{found.st_dev:x}-{found.st_ino:x}"
