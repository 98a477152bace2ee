"""What kind of drive a file is on, as far as the system tells: proc_pid_mountinfo(5) on Linux."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple

_MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = re.compile(rb"\\([0-7]{3})")
_REMOTE_NAMES = "nfs nfs4 cifs smb3 smbfs 9p afs ceph lustre glusterfs vboxsf vmhgfs prl_fs virtiofs davfs ncpfs"
REMOTE = frozenset(_REMOTE_NAMES.split())
BLOCK_FUSE = frozenset({"fuse.ntfs-3g", "fuse.exfat"})  # a disk behind FUSE: only this machine changes it
# without owners and modes of their own: what is shown of them is set when they are mounted
_OWNERLESS_NAMES = "vfat msdos exfat fuseblk ntfs ntfs3 ufsd hfs cifs smb3 smbfs 9p vboxsf vmhgfs prl_fs davfs ncpfs"
OWNERLESS = frozenset(_OWNERLESS_NAMES.split())


def is_remote(path: Path) -> bool:
    """Whether others may change ``path`` without this system telling: a network drive, or FUSE.

    Elsewhere than on Linux by a UNC path; False where that is not known.
    """
    if sys.platform != "linux":
        return os.path.realpath(path).startswith("\\\\")
    kind = _kind_of(path)
    return kind in REMOTE or (kind.startswith("fuse.") and kind not in BLOCK_FUSE)


def has_owners(path: Path) -> bool:
    """Whether owner and mode of a file there say who may do what, as on a drive that is formatted for this system."""
    kind = _kind_of(path)
    return kind not in OWNERLESS and not kind.startswith("fuse.")


class Mount(NamedTuple):
    """Where something is mounted, the type of its file system, and what that is on: a device, a share."""

    point: Path
    kind: str
    source: str


def mounts() -> list[Mount]:
    """All that is mounted, the topmost first; empty but for Linux."""
    try:
        lines = _MOUNTS.read_bytes().splitlines()
    except OSError:
        return []
    return [_mount(line) for line in reversed(lines)]


def _mount(line: bytes) -> Mount:
    before, _, after = line.partition(b" - ")
    place, (kind, source) = before.split()[4], after.split()[:2]
    return Mount(Path(_unescaped(place)), os.fsdecode(kind), _unescaped(source))


def _unescaped(field: bytes) -> str:
    return os.fsdecode(_OCTAL.sub(lambda found: bytes([int(found[1], 8)]), field))


def _kind_of(path: Path) -> str:
    """The type of the file system, "" where it is not known: of the deepest mount, the last one of several there."""
    real = Path(os.path.realpath(path))
    holding = [mount for mount in mounts() if real.is_relative_to(mount.point)]
    return max(holding, key=lambda mount: len(mount.point.parts)).kind if holding else ""
