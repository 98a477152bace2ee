"""What became of photographs between two looks at their folders, told in whole units."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aesthetic_gui.files.formats import kin
from aesthetic_gui.photo import Photo


@dataclass(frozen=True, slots=True)
class Changed:
    """A batch of changes.

    ``found`` are new, or are not what they were (other bytes, other companions); ``moved`` tells where a
    photograph was and what it is now: elsewhere, or another file of its unit is the one that is shown. ``away``
    are those whose card or folder as a whole is not there at the moment; a single one that went is ``gone``. Of
    ``written`` only what is in a sidecar changed.
    """

    found: tuple[Photo, ...] = ()
    gone: tuple[Path, ...] = ()
    moved: tuple[tuple[Path, Photo], ...] = ()
    away: tuple[Path, ...] = ()
    written: tuple[Photo, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.found or self.gone or self.moved or self.away or self.written)


class Units:
    """The photographs that are known, by each of their files."""

    def __init__(self, photos: Iterable[Photo] = ()) -> None:
        self._folders: dict[str, dict[str, Photo]] = {}
        self._by_stem: dict[str, dict[str, set[str]]] = {}  # names, of the folders that were asked for
        for photo in photos:
            self.add(photo)

    def add(self, photo: Photo) -> None:
        for file in photo.files:
            folder, name = os.path.split(file)
            self._folders.setdefault(folder, {})[name] = photo
            if folder in self._by_stem:
                _index(self._by_stem[folder], name)

    def remove(self, photo: Photo) -> None:
        """Forget ``photo``; a file of it that belongs to another photograph by now stays there."""
        for file in photo.files:
            folder, name = os.path.split(file)
            files = self._folders.get(folder, {})
            if files.get(name) is photo:
                del files[name]
                for names in (self._by_stem.get(folder, {}).get(stem, set()) for stem in kin(name)):
                    names.discard(name)
                if not files:
                    del self._folders[folder]

    def at(self, path: str) -> Photo | None:
        """The photograph that the file at ``path`` belongs to."""
        folder, name = os.path.split(path)
        return self._folders.get(folder, {}).get(name)

    def names(self, folder: str) -> set[str]:
        """The names in ``folder`` that belong to photographs."""
        return set(self._folders.get(folder, ()))

    def of_stem(self, folder: str, stem: str) -> set[str]:
        """Those of them that :func:`~aesthetic_gui.files.formats.kin` says ``stem`` of."""
        if folder not in self._by_stem:
            index = self._by_stem[folder] = {}
            for name in self._folders.get(folder, ()):
                _index(index, name)
        return self._by_stem[folder].get(stem, set())

    def in_folder(self, folder: str) -> list[Photo]:
        return list({id(photo): photo for photo in self._folders.get(folder, {}).values()}.values())

    def folders(self) -> list[str]:
        return list(self._folders)


def _index(index: dict[str, set[str]], name: str) -> None:
    for stem in kin(name):
        index.setdefault(stem, set()).add(name)


def compare(
    before: Mapping[Path, Photo], after: Mapping[Path, Photo], origin: Callable[[Path], Path | None]
) -> Changed:
    """What happened to ``before`` that it is ``after`` now, each by the path of its shown picture.

    ``origin`` tells where a file was before it was renamed, if it was. A file that was put over a photograph
    is that photograph in a new state, as editors save; unless that one itself was renamed, as in renumbering.
    """
    changed = [photo for path, photo in after.items() if before.get(path) != photo]
    renamed = _renamed(changed, before, after, origin)
    left = set(renamed.values())
    gone = [path for path in before if path not in after and path not in left]
    new = [photo for photo in changed if photo.path not in before and photo.path not in renamed]
    for path, photo in (*_moved_unseen(gone, before, new), *_shown_otherwise(gone, before, new)):
        if path not in left and photo.path not in renamed:
            renamed[photo.path] = path
            left.add(path)
    return Changed(
        tuple(photo for photo in changed if photo.path not in renamed),
        tuple(path for path in gone if path not in left),
        tuple((renamed[photo.path], photo) for photo in changed if photo.path in renamed),
    )


def written(photos: Iterable[Photo], hints: Collection[str], changed: Changed) -> tuple[Photo, ...]:
    """Those of ``photos`` that are what they were, but for a sidecar that was hinted at."""
    told = {photo.path for photo in (*changed.found, *(photo for _, photo in changed.moved))}
    return tuple(
        photo for photo in photos if photo.path not in told and any(str(file) in hints for file in photo.companions)
    )


def _renamed(
    changed: Iterable[Photo],
    before: Mapping[Path, Photo],
    after: Mapping[Path, Photo],
    origin: Callable[[Path], Path | None],
) -> dict[Path, Path]:
    """Where those that were renamed had been, by their path."""
    renamed = {
        photo.path: source
        for photo in changed
        if (source := origin(photo.path)) is not None and source in before and source != photo.path
    }
    while True:
        sources = set(renamed.values())
        wrong = [
            path
            for path, source in renamed.items()
            if (source in after and source not in renamed)
            or (path in before and path not in sources)
            or ((source in after or path in before) and not same_file(before[source], after[path]))
        ]
        if not wrong:
            return renamed
        for path in wrong:
            del renamed[path]


def _shown_otherwise(
    gone: Iterable[Path], before: Mapping[Path, Photo], new: Iterable[Photo]
) -> Iterator[tuple[Path, Photo]]:
    """Units whose shown picture changed: a JPEG joined its RAW, or left it alone."""
    by_file = {file: photo for photo in new for file in photo.files}
    for path in gone:
        photo = next((by_file[file] for file in before[path].files if file in by_file), None)
        if photo is not None:
            yield path, photo


def _moved_unseen(
    gone: Iterable[Path], before: Mapping[Path, Photo], new: Iterable[Photo]
) -> Iterator[tuple[Path, Photo]]:
    """Those of one name, size and time that went here and came there, where nobody told that it was a rename."""
    came: dict[tuple[str, int, int], list[Photo]] = {}
    for photo in new:
        came.setdefault((photo.path.name, photo.size, photo.mtime_ns), []).append(photo)
    for path in gone:
        there = came.pop((path.name, before[path].size, before[path].mtime_ns), [])
        if len(there) == 1:
            yield path, there[0]


def same_file(one: Photo, other: Photo) -> bool:
    """Whether the shown picture has the size and time that it had."""
    return (one.size, one.mtime_ns) == (other.size, other.mtime_ns)
