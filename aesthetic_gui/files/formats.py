"""What is a photograph, and which files belong together.

Photographs are known by their extension, whatever its case. A RAW and the JPEG of its stem are one unit; so
are the sidecars, which are named after the stem (``IMG_1.xmp``, as Lightroom does) or after the whole file
(``IMG_1.CR2.xmp``, as darktable does; ``IMG_1_01.CR2.xmp`` is darktable's second version of ``IMG_1.CR2``).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aesthetic_gui.disk_io import absolute
from aesthetic_gui.photo import Photo

JPEG = frozenset({".jpg", ".jpeg", ".jpe", ".jfif"})
HEIF = frozenset({".heic", ".heif", ".hif"})
OTHER_PICTURES = frozenset({".png", ".tif", ".tiff", ".webp", ".avif", ".bmp", ".gif", ".jxl", ".psd"})
# what LibRaw opens
_RAW_NAMES = (
    "cr2 cr3 crw nef nrw arw sr2 srf dng raf orf ori rw2 rwl raw pef srw 3fr fff iiq x3f kdc dcr mrw erf mef mos"
)
RAW = frozenset(f".{name}" for name in _RAW_NAMES.split())
PHOTOGRAPHS = JPEG | HEIF | OTHER_PICTURES | RAW
# what other programs write beside it: XMP, RawTherapee, DxO, Capture One, ON1, Photos, Camera Raw, Nikon, Canon
WRITTEN_BY_OTHERS = frozenset({".xmp", ".pp3", ".dop", ".cos", ".on1", ".aae", ".acr", ".nksc", ".vrd"})
# what a camera takes along with it: an audio note, a thumbnail, the moving part of a live photo
_TAKEN_ALONG = frozenset({".wav", ".m4a", ".thm", ".mov", ".mp4"})
SIDECARS = WRITTEN_BY_OTHERS | _TAKEN_ALONG

OnProblem = Callable[[Path, str], None]

_DIGITS = re.compile(r"([0-9]+)")
_VERSION = re.compile(r"_[0-9]{2,}$")
_log = logging.getLogger(__name__)


def is_photograph(path: Path) -> bool:
    """Whether the name is a photograph's; the file is not looked at."""
    return _extension(path.name) in PHOTOGRAPHS


def natural_key(name: str) -> str:
    """Sorts IMG_9 before IMG_10, whatever the case; no two names have the same.

    One string, which sorts five times faster than a tuple of the name's parts: before each number stands how many
    digits it has, and a zero character, which is in no name, sorts a number before any letter.
    """
    return f"{_DIGITS.sub(_counted, name.casefold())}\0\0{name}"


def _counted(digits: re.Match[str]) -> str:
    number = digits[1].lstrip("0")
    return f"\0{len(number):03}{number}"


def find_photos(
    paths: Iterable[Path],
    recursive: bool = True,
    on_problem: OnProblem | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Photo]:
    """Yield every photograph of ``paths`` (files and folders, in their order) once, as a unit, while walking.

    Folders are walked in natural order, their own photographs before their subfolders; hidden names are
    skipped; links are followed, each folder being walked once. A file that is named is always yielded, whatever
    it is (naming a RAW or a sidecar yields its unit), even if it is gone: decoding it tells why it cannot be read.
    ``on_problem`` hears of each folder that cannot be read, and of each thing with a photograph's name
    that is no file, with the reason; without it they are logged. Paths are absolute. ``cancelled`` is asked
    at each folder.
    """
    roots = [absolute(path) for path in paths]
    walk = _Walk(recursive, on_problem or _log_problem, cancelled, one_root=len(roots) == 1)
    for root in roots:
        yield from walk.visit(root)


def paired(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The units that photographs with these ``names`` in one folder would be, the shown picture's name first."""
    return [tuple(unit.names) for unit in _pair(names)]


@dataclass(slots=True)
class _Unit:
    """Names, in one folder, that travel together; the first is the picture that is shown."""

    names: list[str]

    @property
    def stem(self) -> str:
        return _stem(self.names[0])

    @property
    def rank(self) -> tuple[bool, bool]:
        """The lowest among units of one stem owns what is named after the stem: RAW first, then JPEG."""
        extensions = {_extension(name) for name in self.names}
        return (not extensions & RAW, not extensions & (JPEG | HEIF))


@dataclass(slots=True)
class _Folder:
    """What one ``os.scandir`` told: regular files, subfolders, and what is neither."""

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


class _Walk:
    """One call of :func:`find_photos`: what it has seen, and the folders it has paired."""

    def __init__(
        self, recursive: bool, on_problem: OnProblem, cancelled: Callable[[], bool], *, one_root: bool
    ) -> None:
        self._recursive, self._on_problem, self._cancelled = recursive, on_problem, cancelled
        self._yielded: set[str] | None = None if one_root else set()  # below one root nothing comes twice
        self._walked: set[tuple[int, int]] = set()
        self._units_by_name: dict[Path, dict[str, _Unit]] = {}

    def visit(self, path: Path) -> Iterator[Photo]:
        if os.path.isdir(path):  # noqa: PTH112 – which raises nothing
            yield from self._visit_folder(path)
        else:
            yield from self._visit_file(path)

    def _visit_file(self, path: Path) -> Iterator[Photo]:
        folder = path.parent
        if folder not in self._units_by_name:
            units = _pair(self._list(folder).files) if os.path.isdir(folder) else []  # noqa: PTH112
            self._units_by_name[folder] = {name: unit for unit in units for name in unit.names}
        unit = self._units_by_name[folder].get(path.name) or _Unit([path.name])
        yield from self._once(folder, unit)

    def _visit_folder(self, root: Path) -> Iterator[Photo]:
        waiting = [root]
        while waiting and not self._cancelled():
            folder = waiting.pop()
            if not self._is_new(folder):
                continue
            found = self._list(folder)
            units = sorted(_pair(filter(_is_shown, found.files)), key=_foremost, reverse=True)
            found.files.clear()
            while units:  # each is let go as its photograph is made: a folder of 100,000 never has room for both
                yield from self._once(folder, units.pop())
            for name in found.others:
                if _is_shown(name) and _extension(name) in PHOTOGRAPHS:
                    self._on_problem(folder / name, "not a file")
            if self._recursive:
                inner = sorted(filter(_is_shown, found.folders), key=natural_key, reverse=True)
                waiting.extend(folder / name for name in inner)

    def _is_new(self, folder: Path) -> bool:
        """Whether this folder, by whatever path, was not walked before: links may lead in circles."""
        try:
            status = folder.stat()
        except OSError:
            return True  # listing it will tell the photographer why
        identity = (status.st_dev, status.st_ino)
        if status.st_ino and identity in self._walked:
            return False
        self._walked.add(identity)
        return True

    def _list(self, folder: Path) -> _Folder:
        found = _Folder()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    _kind(entry, found).append(entry.name)
        except PermissionError:
            self._on_problem(folder, "no permission to look into this folder")
        except FileNotFoundError:
            self._on_problem(folder, "this folder is no longer there")
        except OSError as error:
            self._on_problem(folder, f"this folder cannot be read ({error.strerror or 'the disk gives no reason'})")
        return found

    def _once(self, folder: Path, unit: _Unit) -> Iterator[Photo]:
        shown, *companions = (os.path.join(folder, name) for name in unit.names)  # noqa: PTH118 – half the walk's time as Path
        if self._yielded is not None:
            if shown in self._yielded:
                return
            self._yielded.add(shown)
        size, mtime_ns = _size_and_time(shown)
        yield Photo(Path(shown), tuple(map(Path, companions)), size, mtime_ns)


def _kind(entry: os.DirEntry[str], found: _Folder) -> list[str]:
    """Which list of ``found`` the entry belongs to. A link to nothing counts as a file: it is shown as gone."""
    try:
        if entry.is_file():
            return found.files
        if entry.is_dir():
            return found.folders
        return found.files if entry.is_symlink() and not Path(entry.path).exists() else found.others
    except OSError:
        return found.files  # not to be looked at, or a circle of links: decoding tells which


def _pair(names: Iterable[str]) -> list[_Unit]:
    """The units among the names of one folder; names that belong to no photograph are left out."""
    pictures: dict[str, list[str]] = {}
    sidecars: list[str] = []
    for name in names:
        stem, extension = os.path.splitext(name)  # noqa: PTH122 – ten times faster than Path
        extension = extension.lower()
        if extension in PHOTOGRAPHS:
            pictures.setdefault(stem.casefold(), []).append(name)
        elif extension in SIDECARS:
            sidecars.append(name)
    units = {stem: _units_of_stem(group) for stem, group in pictures.items()}
    for name in sorted(sidecars, key=natural_key):
        if owner := _owner(name, units):
            owner.names.append(name)
    return [unit for group in units.values() for unit in group]


def _units_of_stem(names: list[str]) -> list[_Unit]:
    """Each RAW joins the JPEG (else the HEIC) of its stem; every other picture stands alone."""
    if len(names) == 1:
        return [_Unit(names)]
    names.sort(key=natural_key)
    units = [_Unit([name]) for name in names if _extension(name) not in RAW]
    for raw in (name for name in names if _extension(name) in RAW):
        hosts = [unit for unit in units if _extension(unit.names[0]) in JPEG | HEIF]
        if hosts:
            min(hosts, key=lambda unit: (unit.stem != _stem(raw), _extension(unit.names[0]) in HEIF)).names.append(raw)
        else:
            units.append(_Unit([raw]))
    return units


def _owner(sidecar: str, units: dict[str, list[_Unit]]) -> _Unit | None:
    """The one unit a sidecar travels with: the file it names in full, else the foremost of its stem."""
    base = _stem(sidecar)
    bases = [base, _VERSION.sub("", _stem(base)) + _extension_as_written(base)]
    for full in bases:
        for unit in units.get(_stem(full).casefold(), ()):
            if full.casefold() in (name.casefold() for name in unit.names):
                return unit
    stems = [base, _stem(base)] if _extension(base) in PHOTOGRAPHS else [base]
    group = next((units[stem.casefold()] for stem in stems if stem.casefold() in units), None)
    return min(group, key=lambda unit: (unit.stem not in stems, unit.rank)) if group else None


def _foremost(unit: _Unit) -> str:
    return natural_key(unit.names[0])


def _size_and_time(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 – the path is a plain string here, for speed
    except (OSError, ValueError):
        return 0, 0
    return status.st_size, status.st_mtime_ns


def _is_shown(name: str) -> bool:
    return not name.startswith(".")


def _extension(name: str) -> str:
    return _extension_as_written(name).lower()


def _extension_as_written(name: str) -> str:
    return os.path.splitext(name)[1]  # noqa: PTH122


def _stem(name: str) -> str:
    return os.path.splitext(name)[0]  # noqa: PTH122


def _log_problem(path: Path, reason: str) -> None:
    _log.info("%r: %s", path, reason)
