"""The folders and files that are open: which paths concern them, watching them, looking over them."""

from __future__ import annotations

import errno
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from aesthetic_gui.culling.live.changes import Units
from aesthetic_gui.culling.live.file_events import Events, Sign, is_within
from aesthetic_gui.culling.live.holding import NOT_THERE, Stamp, stamp
from aesthetic_gui.files.formats import PHOTOGRAPHS, kin
from aesthetic_gui.files.names.hidden import is_hidden
from aesthetic_gui.files.names.sidecars import SIDECARS, extension_of
from aesthetic_gui.photo import Photo

log = logging.getLogger(__name__)

SLICE = 500
COARSE = 3 * 10**9  # ns: some file systems count time in steps of two seconds

Identity = tuple[int, int]
_NO_MORE_WATCHES = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM})


class OpenFolders:
    """``paths`` as they are watched: whole folders, and files that were opened one by one.

    ``hint`` is called with each path that may have changed; ``units`` are the photographs known. ``events`` is
    told which folders to watch, until there are no watches left: then ``out_of_watches`` is set.
    """

    def __init__(
        self,
        paths: Iterable[Path],
        units: Units,
        hint: Callable[[str, Sign], None],
        stopping: threading.Event,
        *,
        recursive: bool,
    ) -> None:
        self._units, self._hint, self._stopping, self._recursive = units, hint, stopping, recursive
        self.events: Events | None = None
        self.out_of_watches = False
        self.strays: set[str] = set()  # names of photographs' kind that belong to none
        self._whole: list[str] = []
        self._named: set[str] = set()
        self._stems: dict[str, set[str]] = {}  # by folder: of the named files
        self._mtimes: dict[str, int] = {}  # ns, of the folders that were looked into
        self._identities: dict[Identity, str] = {}
        self._in_turn: Iterator[Photo] = iter(())
        for path in paths:
            if path.is_dir():
                self._whole.append(str(path))
            else:
                self.name(path)
        for photo in [photo for folder in self._stems for photo in units.in_folder(folder)]:
            if any(str(file) in self._named for file in photo.files):
                self.name(*photo.files)

    @property
    def roots(self) -> list[str]:
        """The folders that are open, and those of the files that are."""
        return list(dict.fromkeys([*self._whole, *self._stems]))

    def name(self, *files: Path) -> None:
        """Follow these files, though not all of their folder."""
        for file in files:
            self._named.add(str(file))
            self._stems.setdefault(str(file.parent), set()).update(kin(file.name))

    def is_named(self, path: str | None) -> bool:
        return path in self._named

    def names_files_in(self, folder: str) -> bool:
        """Whether only some files of ``folder`` are open."""
        return folder in self._stems and not self.has_all_of(folder)

    def has_all_of(self, folder: str) -> bool:
        return any(folder == root or (self._recursive and is_within(folder, root)) for root in self._whole)

    def strays_of_stem(self, folder: str, stem: str) -> set[str]:
        inside = (os.path.split(path) for path in self.strays)
        return {name for parent, name in inside if parent == folder and stem in kin(name)}

    def looked_into(self, folder: str) -> bool:
        return folder in self._mtimes

    def concerns(self, path: str, origin: str | None = None) -> bool:
        """Whether ``path``, which was called ``origin`` before, can be about a photograph that is open."""
        folder, name = os.path.split(path)
        if self._units.at(path) is not None or path in self._named:
            return True
        if not _is_of_a_photograph(name):
            return False
        if self.names_files_in(folder):
            return origin in self._named or not self._stems[folder].isdisjoint(kin(name))
        return folder in self._mtimes

    def enter(self, path: str) -> None:
        """Watch the folder at ``path`` and those below from now on, and hint at what changed in them."""
        if self.events is not None:
            self.events.forget(path)
        for folder in [folder for folder in self._mtimes if is_within(folder, path)]:
            del self._mtimes[folder]
        self._identities = {who: folder for who, folder in self._identities.items() if folder in self._mtimes}
        if path in self._stems or self._is_shown(path):
            waiting = [path]
            while waiting and not self._stopping.is_set():
                waiting.extend(self.look_into(waiting.pop()))
        self.look_again_at(self.below(path))

    def look_into(self, folder: str) -> list[str]:
        """Hint at each name in ``folder`` that came or went; returns the folders in it that are open, too."""
        identity = identify(folder)
        if identity is None or self._is_open_elsewhere(folder, identity):
            return []
        self._identities[identity] = folder
        if folder not in self._mtimes:
            self._watch(folder)
        self._mtimes[folder] = _settled_mtime(folder)
        try:
            with os.scandir(folder) as entries:
                names, folders = _names_and_folders(entries)
        except OSError as error:
            log.info("%r cannot be looked into: %s", folder, error)
            return []
        whole = self.has_all_of(folder)
        kept = _is_of_a_photograph if whole else lambda name: self.concerns(os.path.join(folder, name))  # noqa: PTH118
        for name in set(filter(kept, names)) ^ self._units.names(folder):
            path = os.path.join(folder, name)  # noqa: PTH118
            if path not in self.strays:
                self._hint(path, Sign.SEEN)
        inner = folders if whole and self._recursive else []
        return [os.path.join(folder, name) for name in inner if not is_hidden(name)]  # noqa: PTH118

    def look_over(self) -> None:
        """The folders whose time changed, and some photographs in turn: editing one in place leaves no other trace."""
        changed = [folder for folder, mtime in list(self._mtimes.items()) if _mtime(folder) != mtime]
        self._look_into_all(changed)
        self.look_again_at(self._next_photos())

    def look_over_all(self) -> None:
        """Every folder and every photograph."""
        self._look_into_all(list(self._mtimes))
        self.look_again_at(self.below(""))

    def look_again_at(self, photos: Iterable[Photo]) -> None:
        """Hint at those that are not what they were; gently, a window is at work beside this."""
        waiting = iter(photos)
        while (some := list(islice(waiting, SLICE))) and not self._stopping.is_set():
            for photo in some:
                if stamp_at(str(photo.path)) != (photo.size, photo.mtime_ns):
                    self._hint(str(photo.path), Sign.SEEN)
            self._stopping.wait(0.002)

    def below(self, path: str) -> Iterator[Photo]:
        """The known photographs in the folder at ``path`` and below; all of them for ""."""
        for folder in self._units.folders():
            if not path or is_within(folder, path):
                yield from self._units.in_folder(folder)

    def _is_shown(self, path: str) -> bool:
        """Whether ``path`` is a whole folder that is open: no folder between the one opened and it is hidden."""
        inner = (Path(path).relative_to(root).parts for root in self._whole if is_within(path, root))
        return self.has_all_of(path) and not any(is_hidden(part) for part in min(inner, key=len))

    def _is_open_elsewhere(self, folder: str, identity: Identity) -> bool:
        """Whether it is a link to a folder that is open anyway."""
        elsewhere = self._identities.get(identity, folder)
        return elsewhere != folder and identify(elsewhere) == identity

    def _look_into_all(self, folders: Sequence[str]) -> None:
        for folder in folders:
            if self._stopping.is_set():
                return
            if identify(folder) is None:
                self.enter(folder)
                continue
            for inner in self.look_into(folder):
                if inner not in self._mtimes:
                    self.enter(inner)

    def _next_photos(self) -> Sequence[Photo]:
        photos = list(islice(self._in_turn, SLICE))
        if len(photos) < SLICE:
            self._in_turn = self.below("")
        return photos

    def _watch(self, folder: str) -> None:
        if self.events is None:
            return
        try:
            self.events.watch(folder)
        except OSError as error:
            if error.errno in _NO_MORE_WATCHES:
                self.out_of_watches = True
            elif error.errno not in NOT_THERE:
                log.info("%r cannot be watched: %s", folder, error)


def is_file(path: str) -> bool:
    """Also a link to nothing: it is shown as gone, as in :func:`~aesthetic_gui.files.formats.find_photos`."""
    found = look(path)
    return stat.S_ISREG(found.st_mode) if found is not None else os.path.islink(path)  # noqa: PTH114


def identify(folder: str) -> Identity | None:
    """Device and inode of the folder at ``folder``; None where there is none."""
    found = look(folder)
    return (found.st_dev, found.st_ino) if found is not None and stat.S_ISDIR(found.st_mode) else None


def is_empty(folder: str) -> bool:
    return not any(Path(folder).iterdir())


def look(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None


def stamp_at(path: str) -> Stamp | None:
    """Size and modification time of the file at ``path``, as :func:`stamp` has them; None where there is none."""
    found = look(path)
    return stamp(found) if found is not None else None


def _mtime(folder: str) -> int:
    found = look(folder)
    return found.st_mtime_ns if found is not None else -1


def _settled_mtime(folder: str) -> int:
    """-1 where it is so young that the next change may leave it as it is."""
    mtime = _mtime(folder)
    return mtime if time.time_ns() - mtime > COARSE else -1


def _is_of_a_photograph(name: str) -> bool:
    extension = extension_of(name)
    return (extension in PHOTOGRAPHS or extension in SIDECARS) and not is_hidden(name)


def _names_and_folders(entries: Iterable[os.DirEntry[str]]) -> tuple[list[str], list[str]]:
    names: list[str] = []
    folders: list[str] = []
    for entry in entries:
        try:
            (folders if entry.is_dir() else names).append(entry.name)
        except OSError:
            names.append(entry.name)
    return names, folders
