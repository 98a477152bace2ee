"""Which drive a folder is on, so that nothing is written below the place of one that is not connected.

A drive that was taken out leaves its folder behind, empty, on the system's own disk. What is written there is hidden as
soon as the drive is back. So what matters is remembered: where a drive was mounted, and what tells it from another one
at the same place. Numbers of devices change from one connection to the next, names of shares and serial numbers do not.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aesthetic_gui.files.transfer.mounts import mounts

_SERIALS = Path("/dev/disk/by-uuid")
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive where it is mounted. ``identity`` is what it is known again by, after the kind of that: "uuid 12AB-34CD".

    An identity of another kind says nothing: what can be found out differs with the system, and a sandbox.
    """

    mount_point: Path
    identity: str

    def is_other(self, there: Drive) -> bool:
        """Whether ``there`` is proven to be another drive than this one."""
        kinds = [identity.partition(" ")[0] for identity in (self.identity, there.identity)]
        return kinds[0] == kinds[1] and self.identity != there.identity


class Drives:
    """Drives that were connected once, to tell whether they are now. It is looked once for each folder."""

    def __init__(self, known: Iterable[Drive]) -> None:
        self._known = tuple(known)
        self._away = cache(self._look)

    def away(self, path: Path) -> Drive | None:
        """The drive that ``path`` was on, where it is not connected, or another one is there now; else None."""
        return self._away(path.parent) if self._known else None

    def gone(self, path: Path) -> Drive | None:
        """The same for a path that is chosen now: another drive may be there, or files where one used to be."""
        drive = self.away(path)
        return drive if drive is not None and _is_left_empty(drive.mount_point) else None

    def _look(self, folder: Path) -> Drive | None:
        real = Path(os.path.realpath(folder))
        holding = [drive for drive in self._known if real.is_relative_to(drive.mount_point)]
        if not holding:
            return None
        deepest = max(len(drive.mount_point.parts) for drive in holding)
        candidates = [drive for drive in holding if len(drive.mount_point.parts) == deepest]
        there = drive_of(folder)
        return None if any(_is_there(drive, there) for drive in candidates) else candidates[0]


def drive_of(path: Path) -> Drive | None:
    """The drive that ``path`` is on, or would be; None for that of the system, which cannot be taken out."""
    mount_point = mount_point_of(path)
    if mount_point == mount_point.parent and sys.platform != "win32":
        return None
    try:
        return Drive(mount_point, _identity(mount_point))
    except OSError:  # a share whose server does not answer: what is done there will tell
        return Drive(mount_point, "")


def _is_there(drive: Drive, there: Drive | None) -> bool:
    return there is not None and there.mount_point == drive.mount_point and not drive.is_other(there)


def _is_left_empty(mount_point: Path) -> bool:
    if mount_point_of(mount_point) == mount_point:
        return False
    try:
        return next(mount_point.iterdir(), None) is None
    except (FileNotFoundError, NotADirectoryError):
        return True


def mount_point_of(path: Path) -> Path:
    """The folder in which the drive of ``path``, or of the nearest folder above it that there is, is mounted."""
    folder = Path(os.path.realpath(path))
    known = {mount_point for mount_point, _, _ in mounts()}
    while folder != folder.parent and folder not in known and not os.path.ismount(folder):
        folder = folder.parent
    return folder


def _identity(mount_point: Path) -> str:
    found = mount_point.stat()
    if sys.platform == "win32":
        return f"serial {found.st_dev}"
    kind, source = next(((kind, source) for place, kind, source in mounts() if place == mount_point), ("", ""))
    if kind in _IN_MEMORY:  # gone with what was in it
        return f"device {found.st_dev} {os.statvfs(mount_point).f_fsid}"
    if source and not source.startswith("/dev/"):
        return f"source {kind} {source}"  # a network share, an encrypted folder
    serial = _serial(Path(source)) if source else ""
    space = os.statvfs(mount_point)
    return f"uuid {serial}" if serial else f"size {kind} {space.f_blocks * space.f_frsize}"


def _serial(device: Path) -> str:
    """What is written on the drive when it is formatted; "" where the system does not tell."""
    try:
        number = device.stat().st_rdev
        return next((link.name for link in _SERIALS.iterdir() if link.stat().st_rdev == number), "")
    except OSError:
        return ""
