"""What systems and programs keep for themselves: it is passed over unless it is named, and that is said.

Hidden names begin with a full stop (AppleDouble's ``._IMG_1.JPG`` and ``.AppleDouble``, ``.Trash-1000``,
``.thumbnails``, ``.@__thumb``, ``.picasaoriginals``); others are known by what they are called.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.files.names.folding import fold
from aesthetic_gui.words import counted, photographs

_NAMES = frozenset(
    fold(name)
    for name in (
        *("@eaDir", "#recycle", "#snapshot", "@sharesnap", "@tmp"),  # Synology
        *("@Recycle", "@Recently-Snapshot", "@__thumb"),  # QNAP
        *("$RECYCLE.BIN", "RECYCLER", "RECYCLED", "System Volume Information"),  # Windows
        *(
            "__MACOSX",
            "Network Trash Folder",
            "Temporary Items",
            "TheVolumeSettingsFolder",
            "Backups.backupdb",
        ),  # Apple
        *("lost+found", "LOST.DIR", "~snapshot"),  # Linux, Android, NetApp
    )
)
_CHECKED = re.compile(r"found\.\d{3}", re.IGNORECASE)  # what Windows made of lost parts
# the insides of a program's library, where it alone may move files: Photos, iPhoto, Aperture, Lightroom, Capture One
_LIBRARIES = "photoslibrary photolibrary migratedphotolibrary aplibrary migratedaplibrary lrlibrary lrdata lrcat-data"
_LIBRARY = tuple(f".{name}" for name in (*_LIBRARIES.split(), "cocatalog"))
_APPLE_DOUBLE = "._"
_MOST_LOOKED_AT = 20_000  # names in hidden folders: what is there is not worth more of a photographer's time
_NAMED = 3  # places in a sentence


def is_hidden(name: str) -> bool:
    """Whether a file or folder of this ``name`` is passed over, wherever it is."""
    if name.startswith("."):
        return True
    folded = fold(name)
    return folded in _NAMES or folded.endswith(_LIBRARY) or _CHECKED.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """How many photographs were passed over, and the names of the hidden folders they are in, if they are in such.

    ``at_least``: there were so many files that not all were counted.
    """

    count: int
    places: tuple[str, ...] = ()
    at_least: bool = False

    @property
    def sentence(self) -> str:
        """For the photographer, with what to do."""
        what = f"{'at least ' if self.at_least else ''}{photographs(self.count)}"
        was, them = ("was", "it") if self.count == 1 else ("were", "them")
        if not self.places:
            return f"{what} with a hidden name {was} passed over; open {them} by name to see {them}."
        others = len(self.places) - _NAMED
        named = ", ".join(self.places[:_NAMED]) + (f" and {counted(others, 'other')}" if others > 0 else "")
        return f"{what} in hidden folders ({named}) {was} passed over; open such a folder itself to see {them}."


class Counting:
    """What one walk passed over; it is counted when all else is found. ``units`` tells how many photographs it is."""

    def __init__(self, is_photograph: Callable[[str], bool], units: Callable[[Sequence[str]], int]) -> None:
        self._is_photograph, self._units = is_photograph, units
        self._files, self._folders, self._looked_at = 0, list[Path](), 0

    def note(self, folder: Path, files: Sequence[str], folders: Sequence[str]) -> None:
        """These names in ``folder`` were passed over."""
        self._files += self._count(files)
        self._folders += [folder / name for name in folders]

    def told(self) -> PassedOver | None:
        """None where no photograph was found among it. Nothing is read; links are not followed."""
        found = {folder.name: 0 for folder in self._folders}
        for folder in sorted(
            self._folders, key=lambda folder: folder.name.startswith(".")
        ):  # programs' own caches last
            found[folder.name] += self._count_below(folder)
        places = tuple(sorted((name for name, count in found.items() if count), key=fold))
        total = self._files + sum(found.values())
        return PassedOver(total, places, self._looked_at >= _MOST_LOOKED_AT) if total else None

    def _count_below(self, folder: Path) -> int:
        count, waiting = 0, [str(folder)]
        while waiting and self._looked_at < _MOST_LOOKED_AT:
            files, folders = self._list(waiting.pop())
            count += self._count(files)
            waiting += folders
        return count

    def _count(self, names: Sequence[str]) -> int:
        return self._units([name for name in names if self._is_photograph(name) and not name.startswith(_APPLE_DOUBLE)])

    def _list(self, folder: str) -> tuple[list[str], list[str]]:
        files, folders = list[str](), list[str]()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    self._looked_at += 1
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    elif entry.is_file(follow_symlinks=False):
                        files.append(entry.name)
        except OSError:
            return files, folders  # a recycle bin is closed to others than its owner: nothing there is to be seen
        return files, folders
