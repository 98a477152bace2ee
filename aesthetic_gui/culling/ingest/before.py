"""What was ingested before: a file counts as copied where a copy is there now and holds the same bytes.

Candidates are files of the same size and time, in the catalog, in its journal and in the folders that are ingested to.
Each is compared with the file on the card: whole where it is small, else at sixteen places spread over it, among them
its beginning, in which cameras write the moment and their number. What is in the trash is no copy.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import xxhash

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.rows import photo_rows
from aesthetic_gui.disk_io import Stamp
from aesthetic_gui.files.names.sidecars import WRITTEN_BY_OTHERS
from aesthetic_gui.photo import Photo

BLOCK, BLOCKS = 64 << 10, 16  # bytes and number of the places at which a large file is compared
_SECOND, _HOUR = 1_000_000_000, 3600
_ROUNDED = 2  # seconds, which FAT rounds to; a clock that was moved to summer time differs by whole hours
File = tuple[Path, int, int]  # with its size in bytes and its time in ns
_KEPT = 100_000  # files whose digest is remembered: a template is tried letter by letter


class Copies:
    """Files that may be copies of what is on a card; tells which are. Each is read once at most, when it may be one."""

    def __init__(self, candidates: Iterable[File] = ()) -> None:
        self._unread: dict[tuple[int, int], list[Path]] = {}  # by size, and second within an hour
        self._read: dict[int, dict[str, list[Path]]] = {}  # by size, and digest
        self.add(candidates)

    def add(self, candidates: Iterable[File]) -> None:
        for path, size, mtime_ns in candidates:
            self._unread.setdefault((size, _within_hour(mtime_ns)), []).append(path)

    def has(self, photo: Photo) -> bool:
        """Whether every file of ``photo`` has a copy; but for sidecars, which other programs write into."""
        own = [file for file in photo.files if file.suffix.lower() not in WRITTEN_BY_OTHERS]
        return all(self.copy_of(file) is not None for file in own)

    def copy_of(self, file: Path) -> Path | None:
        """A file that holds what ``file`` holds; None where none is known, or ``file`` cannot be read."""
        try:
            mine = file.stat()
            self._look_at(mine)
            known = self._read.get(mine.st_size)
            alike = known.get(_digest(file, *_state(mine)), ()) if known else ()
        except OSError:
            return None
        return next((path for path in alike if _is_copy(path, mine)), None)

    def _look_at(self, mine: os.stat_result) -> None:
        """Read those that are as large as the file, and of about its time."""
        second = _within_hour(Stamp.from_status(mine).mtime_ns)
        for near in range(second - _ROUNDED, second + _ROUNDED + 1):
            for path in self._unread.pop((mine.st_size, near % _HOUR), ()):
                try:
                    digest = _digest(path, *_state(path.stat()))
                except OSError:
                    continue  # it is not there any more, or its drive is not
                self._read.setdefault(mine.st_size, {}).setdefault(digest, []).append(path)


def on_several_cards(photos: Iterable[Photo], roots: Sequence[Path]) -> set[Path]:
    """Those that an earlier one of ``photos``, of another of the cards ``roots``, is the same as: cameras write two."""
    if len(roots) < 2:
        return set()
    copies, twice = {root: Copies() for root in roots}, set[Path]()
    for photo in photos:
        root = next((root for root in roots if photo.path.is_relative_to(root)), roots[0])
        if copies[root].has(photo):
            twice.add(photo.path)
            continue
        for other in roots:
            if other != root:
                copies[other].add(_stamped(photo))
    return twice


def _stamped(photo: Photo) -> Iterator[File]:
    for file in photo.files:
        try:
            stamp = Stamp.of(file)
        except OSError:
            continue
        yield file, stamp.size, stamp.mtime_ns


def known_files(catalog: Catalog, sizes: Iterable[int]) -> Iterator[File]:
    """(path, size, time) of what the catalog knows of files of these ``sizes``; whether they are there is not asked."""
    with catalog.reading() as connection:
        rows = photo_rows.of_sizes(connection, sizes)
    for path, size, mtime_ns in rows:
        found = Path(os.fsdecode(path))
        if not is_in_trash(found):
            yield found, size, mtime_ns


def files_in(folders: Iterable[Path]) -> Iterator[File]:
    """(path, size, time) of the files in ``folders``, not in what is below; a folder that is not there has none."""
    for folder in dict.fromkeys(folders):
        try:
            with os.scandir(folder) as entries:
                stamps = [(entry.path, Stamp.from_status(entry.stat(follow_symlinks=False))) for entry in entries]
        except OSError:
            continue
        yield from ((Path(name), stamp.size, stamp.mtime_ns) for name, stamp in stamps)


def is_in_trash(path: Path) -> bool:
    """Whether a folder above ``path`` is called as the trash of some system is."""
    return any(part == "Trash" or part.startswith(".Trash") or part.upper() == "$RECYCLE.BIN" for part in path.parts)


def outside(candidates: Iterable[File], folders: Sequence[Path]) -> Iterator[File]:
    """Those that lie in none of ``folders``."""
    return (one for one in candidates if not any(one[0].is_relative_to(folder) for folder in folders))


def _within_hour(mtime_ns: int) -> int:
    return mtime_ns // _SECOND % _HOUR


def _is_copy(path: Path, mine: os.stat_result) -> bool:
    """Whether the file is there still, as large as it was, and no second name of the one on the card."""
    try:
        there = path.stat()
    except OSError:
        return False
    return there.st_size == mine.st_size and not os.path.samestat(there, mine)


def _state(found: os.stat_result) -> tuple[int, int]:
    """Size, and when anything of the file was changed last, which no program can set back."""
    return found.st_size, found.st_ctime_ns


@lru_cache(maxsize=_KEPT)
def _digest(path: Path, size: int, _changed: int) -> str:
    running = xxhash.xxh3_128()
    with disk_io.open_regular(path) as file:
        if size <= BLOCK * BLOCKS:
            running.update(file.read())
        else:
            for number in range(BLOCKS):
                file.seek(number * (size - BLOCK) // (BLOCKS - 1))
                running.update(file.read(BLOCK))
    return running.hexdigest()
