"""What is ours to remove: only what the disk itself shows to be it, by size, time and digest, or as a second name."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from aesthetic_gui.catalog.steps import StepRow
from aesthetic_gui.culling.operations.steps.whereabouts import Stranded
from aesthetic_gui.disk_io import Stamp
from aesthetic_gui.files.transfer import copying, linking


def check_ours(step: StepRow, there: Path) -> None:
    """Raises :class:`Stranded` where the file ``there``, which was at the target of ``step``, may be another's."""
    if not _is_ours(step, there):
        folder = step.target.parent
        raise Stranded(f"{step.target.name} in {folder} is not proven to be what was put there, so it was kept.")


def _is_ours(step: StepRow, there: Path) -> bool:
    found = os.lstat(there)
    if step.act == "symlink":
        return stat.S_ISLNK(found.st_mode) and linking.leads_to(there, step.source)
    if not stat.S_ISREG(found.st_mode):
        return False
    if _is_same_file(there, step.source):
        return _are_two_names(there, step.source)
    time = step.copy_mtime_ns if step.state == "staged" else step.mtime_ns
    stamp = Stamp.from_status(found)
    known = (stamp.size, stamp.mtime_ns) == (step.size, time)
    return known and step.digest is not None and copying.digest(there) == step.digest


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return os.path.samestat(os.lstat(one), os.lstat(other))
    except (FileNotFoundError, NotADirectoryError):
        return False


def _are_two_names(one: Path, other: Path) -> bool:
    """Whether one file has both names, and not one name that is reached in two ways."""
    return os.lstat(one).st_nlink > 1 and not (one.name == other.name and one.parent.samefile(other.parent))
