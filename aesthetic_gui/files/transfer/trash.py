"""The system's trash, so that what goes in can be found and taken out again.

On Linux and the BSDs the freedesktop.org Trash specification 1.0 is followed here rather than through
Send2Trash, which does not tell where a file went (docs/decisions); elsewhere Send2Trash asks the system.

    Trash.place_for(file) ──> where it will go ──> note ──> rename into files/ ──> (restore) ──> remove_note
"""

from __future__ import annotations

import errno
import logging
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from aesthetic_gui.disk_io import LONGEST_NAME, read_regular
from aesthetic_gui.files.transfer import mounts
from aesthetic_gui.files.transfer.copying import TransferError

INFO = ".trashinfo"
LONGEST_NOTE = 1 << 16  # bytes; a path has 4,096, each written as three characters
SHARED = ".Trash"  # at a drive's top, for all users
_NOTE = re.compile(rb"\[Trash Info\]\nPath=[!-~]+\nDeletionDate=[0-9T:-]+\n")  # as the specification has it, and ASCII
_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_log = logging.getLogger(__name__)
FREEDESKTOP = sys.platform not in ("win32", "darwin")


class NoTrash(TransferError):
    """The drive of this file has no trash."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes in the trash, and the note (``.trashinfo``) that says where it came from."""

    file: Path
    note: Path
    note_text: bytes


class Trash:
    """Finds places in the trash for many files at once; two files never get one place."""

    def __init__(self) -> None:
        self._taken: dict[Path, set[str]] = {}
        self._chosen: dict[tuple[Path, int], tuple[Path, Path | None]] = {}  # once for a drive: units stay together
        self.notices: list[str] = []  # trash folders that are not to be trusted, in words

    def place_for(self, path: Path) -> Place:
        """A free place for ``path``, in the trash of its own drive. Makes the trash's folders if absent.

        Raises :class:`NoTrash` where the drive has no trash and none can be made.
        """
        drive = _top_of(path.parent), path.parent.stat().st_dev
        if drive not in self._chosen:
            self._chosen[drive] = self._trash_for(path)
        trash, top = self._chosen[drive]
        name = self._free_name(trash, path.name)
        original = os.fsencode(path if top is None else os.path.relpath(path, top))
        now = datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M:%S")
        text = f"[Trash Info]\nPath={quote(original)}\nDeletionDate={now}\n"
        return Place(trash / "files" / name, trash / "info" / (name + INFO), text.encode("ascii"))

    def _trash_for(self, path: Path) -> tuple[Path, Path | None]:
        """The trash folder for ``path``, and the drive's top folder (None for the home trash)."""
        refused: list[str] = []
        for trash, top in _candidates(path):
            why = _made(trash)
            if not why:
                self._say(refused, trash)
                return trash, top
            refused.append(f"{trash} {why}")
        raise NoTrash(f"The drive of {path.name} has no trash: {'; '.join(refused)}. Move it to a folder instead.")

    def _say(self, refused: Sequence[str], taken: Path) -> None:
        """The specification asks that an administrator hears of it, who is the photographer here."""
        for words in refused:
            notice = f"{words}, so it was not used as the trash; {taken} was."
            _log.warning("%s", notice)
            self.notices += [] if notice in self.notices else [notice]

    def _free_name(self, trash: Path, name: str) -> str:
        if trash not in self._taken:
            self._taken[trash] = set(os.listdir(trash / "files"))  # noqa: PTH208 - names only
            self._taken[trash] |= {note.removesuffix(INFO) for note in os.listdir(trash / "info")}  # noqa: PTH208
        taken, number, free = self._taken[trash], 1, _shortened(name, 0)
        while free in taken:
            number += 1
            short = Path(_shortened(name, len(str(number)) + 1))
            free = f"{short.stem}.{number}{short.suffix}"
        taken.add(free)
        return free


def is_place(file: Path, note: Path, text: bytes) -> bool:
    """Whether ``file`` and ``note`` are a place in a trash folder, and ``text`` is what a note says."""
    trash = note.parent.parent
    named = trash.name == "Trash" or trash.name.startswith(".Trash-") or trash.parent.name == ".Trash"
    together = (file.parent, note.parent) == (trash / "files", trash / "info") and note.name == file.name + INFO
    return named and together and _NOTE.fullmatch(text) is not None


def says(place: Path, text: bytes) -> bool:
    """Whether the note ``place`` is there, and says ``text``."""
    try:
        return read_regular(place, LONGEST_NOTE) == text
    except FileNotFoundError:
        return False


def remove_note(place: Path, text: bytes) -> None:
    """Remove the note if it is there and, whole or half written, the one that says ``text``."""
    try:
        found = read_regular(place, LONGEST_NOTE)
    except FileNotFoundError:
        return
    if text.startswith(found):
        place.unlink()


def trash_by_system(path: Path) -> Path | None:
    """Hand ``path`` to the trash of macOS or Windows; where it is now, if that can be found out."""
    from send2trash import send2trash

    inode = os.lstat(path).st_ino
    try:
        send2trash(path)
    except OSError as error:
        raise NoTrash(f"{path.name} could not be put into the trash: {error.strerror or error}.") from error
    if not hasattr(os, "getuid"):
        return None  # Windows renames what it puts into the Recycle Bin
    return _find_by_number(inode, [Path.home() / ".Trash", _top_of(path.parent) / ".Trashes" / str(os.getuid())])


def _find_by_number(inode: int, folders: list[Path]) -> Path | None:
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                found = next((entry.path for entry in entries if entry.inode() == inode), None)
        except OSError:
            continue  # macOS shows the trash only to programs with full disk access
        if found:
            return Path(found)
    return None


def _shortened(name: str, room: int) -> str:
    """``name``, cut before its suffix so that with ``room`` more bytes it and its note are valid names."""
    stem, suffix = Path(name).stem, Path(name).suffix
    while stem and len(os.fsencode(stem + suffix)) + room + len(INFO) > LONGEST_NAME:
        stem = stem[:-1]
    return stem + suffix


def check(trash: Path) -> None:
    """Raises :class:`NoTrash` where the folder ``trash`` is none, or no longer one, that only this user may change."""
    if why := _why_not(trash):
        raise NoTrash(f"The trash folder {trash} {why}, so it was left alone. Ask whoever looks after that drive.")


def _candidates(path: Path) -> Iterator[tuple[Path, Path | None]]:
    """The trash folders that the specification names for ``path``, each with the drive's top folder (None: home)."""
    home, here = _home_trash(), path.parent.stat().st_dev
    if _device_of(home) == here:
        yield home, None
    top = _top_of(path.parent)
    if os.path.lexists(top / SHARED):
        yield top / SHARED / str(os.getuid()), top
    yield top / f".Trash-{os.getuid()}", top


def _device_of(folder: Path) -> int:
    """Of the folder, or of where it would be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.stat().st_dev


def _home_trash() -> Path:
    """``$XDG_DATA_HOME/Trash``, as the XDG Base Directory specification has it."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if os.path.isabs(data) else Path.home() / ".local" / "share") / "Trash"  # noqa: PTH117


def _made(trash: Path) -> str:
    """Make the folders of ``trash``; why it cannot be used, "" where it can. Raises ``OSError`` for a failing drive."""
    if trash.parent.name == SHARED and (why := _why_not_shared(trash.parent)):
        return why
    try:
        for folder in (trash, trash / "files", trash / "info"):
            folder.mkdir(mode=0o700, parents=folder is trash, exist_ok=True)
            if why := _why_not_ours(folder) or (_why_not_private(trash) if folder is trash else ""):
                return why  # before anything is made in it
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EEXIST, errno.ENOTDIR, errno.ENOENT):
            raise
        return (_why_not(trash) if os.path.lexists(trash) else "") or "cannot be made"
    return _why_not(trash)


def _why_not_private(trash: Path) -> str:
    if trash != _home_trash() and trash.stat().st_mode & _BY_OTHERS and mounts.has_owners(trash):
        return "can be changed by other users"
    return ""


def _why_not(trash: Path) -> str:
    """Why ``trash`` is none that only this user may change; "" where it is. A link could lead anywhere."""
    if trash.parent.name == SHARED and (why := _why_not_shared(trash.parent)):
        return why
    for folder in (trash, trash / "files", trash / "info"):
        if why := _why_not_ours(folder):
            return why
    if why := _why_not_private(trash):
        return why
    writable = os.access(trash / "files", os.W_OK) and os.access(trash / "info", os.W_OK)
    return "" if writable else "cannot be written"


def _why_not_ours(folder: Path) -> str:
    try:
        found = os.lstat(folder)
    except (FileNotFoundError, NotADirectoryError):
        return "is not there any more"
    if stat.S_ISLNK(found.st_mode):
        return "is a link, or holds one"
    if not stat.S_ISDIR(found.st_mode):
        return "is not a folder"
    return "belongs to another user" if found.st_uid != os.geteuid() and mounts.has_owners(folder) else ""


def _why_not_shared(shared: Path) -> str:
    """Of ``$topdir/.Trash``, which is the administrator's: a folder in which only owners may rename what is theirs."""
    found = os.lstat(shared)
    if not stat.S_ISDIR(found.st_mode):
        return f"lies in {shared}, which is no folder"
    if not found.st_mode & stat.S_ISVTX:
        return f"lies in {shared}, where others could exchange it (no sticky bit)"
    return "" if found.st_uid in (0, os.geteuid()) else f"lies in {shared}, which belongs to another user"


def _top_of(folder: Path) -> Path:
    """The folder in which the drive of ``folder`` is mounted."""
    folder = folder.resolve()
    while not os.path.ismount(folder):
        folder = folder.parent
    return folder
