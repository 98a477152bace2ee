"""What kind of drive a file is on, as far as the system tells: proc_pid_mountinfo(5) on Linux."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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


def _kind_of(path: Path) -> str:
    """The type of the file system, "" where it is not known."""
    try:
        mounts = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return ""
    return _kind_of_mount(os.path.realpath(path), mounts)


def _kind_of_mount(real: str, mounts: list[bytes]) -> str:
    """The type of the file system that ``real`` is on: of the deepest mount, the last one where several are stacked."""
    best, kind = "", ""
    for line in mounts:
        fields, _, rest = line.partition(b" - ")
        point = os.fsdecode(fields.split()[4].decode("unicode_escape").encode("latin-1"))
        if Path(real).is_relative_to(point) and len(point) >= len(best):
            best, kind = point, os.fsdecode(rest.split()[0])
    return kind
