"""What is a photograph, and which files belong together.

Photographs are known by their extension, whatever its case: one list for folders, drops, files that are named and
the file manager. A RAW and the JPEG of its stem are one unit, and so are those that a phone names otherwise
(``schemes``); so are the sidecars, which are named after the stem (``IMG_1.xmp``, as Lightroom does) or after the
whole file (``IMG_1.CR2.xmp``, as darktable does; ``IMG_1_01.CR2.xmp`` is darktable's second version of
``IMG_1.CR2``), or lie in a folder of their program's (``sidecars``). Which names are the same, ``names`` says;
which are passed over, ``hidden``. What is ambiguous stays apart: no photograph carries another along that is not
its own.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from aesthetic_gui.disk_io import Stamp, absolute
from aesthetic_gui.files.names import fold, natural_key, schemes, sidecars
from aesthetic_gui.files.names.hidden import Counting, PassedOver, is_hidden
from aesthetic_gui.files.names.links import Named
from aesthetic_gui.files.names.sidecars import ONLY_AFTER_THE_WHOLE_FILE, SIDECARS
from aesthetic_gui.files.names.sidecars import extension_of as _extension
from aesthetic_gui.photo import Photo


def _extensions(names: str) -> frozenset[str]:
    return frozenset(f".{name}" for name in names.split())


JPEG = _extensions("jpg jpeg jpe jfif jif pjpeg pjp jps insp")
STEREO = _extensions("mpo")  # several JPEGs in one; beside the JPEG of a press it is that press in three dimensions
HEIF = _extensions("heic heif hif heics heifs")
JPEG_XL = _extensions("jxl")
PHOTOSHOP = _extensions("psd psb")
_OTHERS = _extensions("png apng tif tiff btf webp avif avifs bmp dib gif")
OTHER_PICTURES = _OTHERS | STEREO | JPEG_XL | PHOTOSHOP
# what LibRaw opens
RAW = _extensions(
    "cr2 cr3 crw nef nrw arw arq sr2 srf dng gpr raf orf ori rw2 rwl raw pef srw 3fr fff iiq x3f kdc k25 dcr mrw erf "
    "mef mos bay rwz"
)
PHOTOGRAPHS = JPEG | HEIF | OTHER_PICTURES | RAW
# what file managers on Linux call them (freedesktop.org, shared MIME-info), as far as they have a name
MEDIA_TYPES = tuple(
    f"image/{name}"
    for name in (
        *("jpeg", "png", "tiff", "webp", "heif", "avif", "jxl", "gif", "bmp", "vnd.adobe.photoshop"),
        *("x-adobe-dng", "x-canon-cr2", "x-canon-cr3", "x-canon-crw", "x-nikon-nef", "x-nikon-nrw", "x-sony-arw"),
        *("x-sony-sr2", "x-sony-srf", "x-fuji-raf", "x-olympus-orf", "x-panasonic-rw", "x-panasonic-rw2"),
        *("x-pentax-pef", "x-sigma-x3f", "x-minolta-mrw", "x-kodak-dcr", "x-kodak-k25", "x-kodak-kdc"),
    )
)

NO_PERMISSION = "no permission to look into this folder"
NO_LONGER_THERE = "this folder is no longer there"
NO_ANSWER = "its drive or network does not answer"
NO_FOLDER = "this is no folder"
_ADVICE = {
    NO_PERMISSION: "Its owner can allow you to read it, or copy the photographs to where you may.",
    NO_LONGER_THERE: "If it is on a card, a drive or the network, connect that and try again.",
    NO_ANSWER: "Connect it and try again.",
    NO_FOLDER: "Open the folder that it lies in.",
}
_SILENT_NAMES = "EIO ENXIO ENODEV ENOMEDIUM EREMOTEIO ESTALE ENOTCONN EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH"
# what a drive that was pulled, or a network share, says instead of an answer; not every system knows all of them
_SILENT = {getattr(errno, name) for name in _SILENT_NAMES.split() if hasattr(errno, name)}

OnProblem = Callable[[Path, str], None]

_VERSION = re.compile(r"_(?:0[1-9]|[1-9][0-9]+)$")  # as darktable counts: two digits, more only from 100 on
_log = logging.getLogger(__name__)


def is_photograph(path: Path) -> bool:
    """Whether the name is a photograph's; the file is not looked at."""
    return _extension(path.name) in PHOTOGRAPHS


def find_photos(
    paths: Iterable[Path],
    recursive: bool = True,
    on_problem: OnProblem | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    on_passed_over: Callable[[PassedOver], None] = lambda _passed_over: None,
    named: Iterable[Path] | None = None,
) -> Iterator[Photo]:
    """Yield every photograph of ``paths`` (files and folders, in their order) once, as a unit, while walking.

    Folders are walked in natural order, their own photographs before their subfolders; links are followed, each folder
    being walked once. Hidden names are passed over, and ``on_passed_over`` hears at the end how many photographs that
    were, if any. What is named is always yielded, whatever it is (naming a RAW or a sidecar yields its unit), even if
    it is gone: decoding it tells why it cannot be read.
    ``on_problem`` hears of each folder that cannot be read, and of each thing with a photograph's name
    that is no file, with the reason; without it they are logged. Paths are absolute. ``cancelled`` is asked
    at each folder. What a link brings in from outside of ``paths``, or of what else was ``named``, is marked so.
    """
    roots = [absolute(path) for path in paths]
    meant = Named(roots if named is None else named)
    walk = _Walk(recursive, on_problem or _log_problem, cancelled, roots, meant)
    for root in roots:
        yield from walk.visit(root)
    if not cancelled() and (passed_over := walk.passed_over.told()):
        on_passed_over(passed_over)


def why_not_listed(error: OSError) -> str:
    """Why a folder cannot be looked into, in the photographer's words; :func:`what_to_do` goes on from there."""
    if isinstance(error, PermissionError):
        return NO_PERMISSION
    if isinstance(error, FileNotFoundError):
        return NO_LONGER_THERE
    told = error.strerror or "the disk gives no reason"
    if isinstance(error, (ConnectionError, TimeoutError)) or error.errno in _SILENT:
        return f"{NO_ANSWER} ({told})"
    return NO_FOLDER if isinstance(error, NotADirectoryError) else f"this folder cannot be read ({told})"


def what_to_do(reason: str) -> str:
    """A sentence on what to do where a folder cannot be looked into for ``reason``; "" where there is no advice."""
    return next((advice for beginning, advice in _ADVICE.items() if reason.startswith(beginning)), "")


def why_absent(path: Path) -> str:
    """Why nothing can be found at a ``path`` that was named; "" where there is something.

    What has a photograph's name is always shown, and decoding tells what is wrong with it.
    """
    if is_photograph(path):
        return ""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return NO_LONGER_THERE
    except OSError as error:
        return why_not_listed(error)
    return ""


def paired(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The units that photographs with these ``names`` in one folder would be, the shown picture's name first.

    Names of sidecars in a program's own folder are paths from there.
    """
    return [tuple(unit.names) for unit in _pair(names)]


def kin(name: str) -> set[str]:
    """By what the names of one unit know each other: any two of them have one of these in common."""
    stem, extension = os.path.splitext(os.path.basename(name))  # noqa: PTH119, PTH122
    first = stem.partition(".")[0]
    known = [first, *(other for each in {first, stem} for other in schemes.other_stems(each, extension.lower()))]
    if "." in stem:
        known.append(_VERSION.sub("", first))
    return {fold(each.partition(".")[0]) for each in known}


def names_around(folder: Path) -> list[str]:
    """The names in ``folder``, with those of the sidecars in programs' own folders there; none where it is gone."""
    with suppress(OSError):  # reading the photograph tells why
        found = _look(folder)
        return [*found.files, *sidecars.below(folder, found.folders, _look_quietly)]
    return []


@dataclass(slots=True)
class _Unit:
    """Names, in one folder, that travel together; the first is the picture that is shown."""

    names: list[str]

    @property
    def stem(self) -> str:
        return _stem(self.names[0])

    @property
    def stems(self) -> set[str]:
        """Of its pictures."""
        return {_stem(name) for name in self.names if _extension(name) in PHOTOGRAPHS}

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
    links: list[str] = field(default_factory=list)  # those of them all that are


class _Walk:
    """One call of :func:`find_photos`: what it has seen, and the folders it has paired."""

    def __init__(
        self,
        recursive: bool,
        on_problem: OnProblem,
        cancelled: Callable[[], bool],
        roots: Sequence[Path],
        named: Named,
    ) -> None:
        self._named, self._links = named, set[str]()  # paths
        self._recursive, self._on_problem, self._cancelled = recursive, on_problem, cancelled
        self._roots = frozenset(roots)
        self._yielded: set[str] | None = None if len(roots) == 1 else set()  # below one root nothing comes twice
        self._walked: set[tuple[int, int]] = set()
        self._units_by_name: dict[Path, dict[str, _Unit]] = {}
        self._told: set[tuple[Path, str]] = set()
        self.passed_over = Counting(lambda name: _extension(name) in PHOTOGRAPHS, lambda names: len(_pair(names)))

    def visit(self, path: Path) -> Iterator[Photo]:
        if os.path.isdir(path):  # noqa: PTH112 – which raises nothing
            yield from self._visit_folder(path)
        else:
            yield from self._visit_file(path)

    def _visit_file(self, path: Path) -> Iterator[Photo]:
        for folder in filter(None, (sidecars.home_of(path), path.parent)):
            unit = self._unit_of(path, folder)
            if unit or folder == path.parent:
                yield from self._once(folder, unit or _Unit([path.name]))
                return

    def _unit_of(self, path: Path, folder: Path) -> _Unit | None:
        """The unit in ``folder`` that the file at ``path`` belongs to, as its name is given or as it is on the disk."""
        if folder not in self._units_by_name:
            units = _pair(self._names_in(folder, self._list(folder))) if os.path.isdir(folder) else []  # noqa: PTH112
            self._units_by_name[folder] = {name: unit for unit in units for name in unit.names}
        by_name, name = self._units_by_name[folder], os.path.relpath(path, folder)
        if name in by_name or not os.path.lexists(path):
            return by_name.get(name)
        wanted = fold(name)  # there, though it is not listed: this disk knows it under another spelling
        alike = (unit for other, unit in by_name.items() if fold(other) == wanted and _is_same(path, folder / other))
        return next(alike, None)

    def _names_in(self, folder: Path, found: _Folder) -> list[str]:
        return [*found.files, *sidecars.below(folder, found.folders, self._list)]

    def _visit_folder(self, root: Path) -> Iterator[Photo]:
        waiting = [root]
        while waiting and not self._cancelled():
            folder = waiting.pop()
            if not self._is_new(folder):
                continue
            found = self._without_hidden(folder, self._list(folder))
            units = sorted(_pair(self._names_in(folder, found)), key=_foremost, reverse=True)
            found.files.clear()
            while units:  # each is let go as its photograph is made: a folder of 100,000 never has room for both
                yield from self._once(folder, units.pop())
            for name in found.others:
                if _extension(name) in PHOTOGRAPHS:
                    self._problem(folder / name, "not a file")
            if self._recursive:
                waiting.extend(folder / name for name in sorted(found.folders, key=natural_key, reverse=True))

    def _without_hidden(self, folder: Path, found: _Folder) -> _Folder:
        """What is shown of ``folder``. What is passed over is noted, but for what is named itself."""
        shown, hidden = _apart(found)
        files = [name for name in hidden.files if folder / name not in self._roots]
        folders = [name for name in hidden.folders if folder / name not in self._roots]
        self.passed_over.note(folder, files, folders if self._recursive else [])
        return shown

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
        try:
            found = _look(folder)
            self._links.update(os.path.join(folder, name) for name in found.links)  # noqa: PTH118
            return found
        except OSError as error:
            self._problem(folder, why_not_listed(error))
        return _Folder()

    def _problem(self, path: Path, reason: str) -> None:
        """Each once: a program's own folder is looked into for the photographs beside it, and for its own."""
        if (path, reason) not in self._told:
            self._told.add((path, reason))
            self._on_problem(path, reason)

    def _once(self, folder: Path, unit: _Unit) -> Iterator[Photo]:
        shown, *companions = (os.path.join(folder, name) for name in unit.names)  # noqa: PTH118 – half the walk's time as Path
        if self._yielded is not None:
            if shown in self._yielded:
                return
            self._yielded.add(shown)
        size, mtime_ns = _size_and_time(shown)
        leads_out = self._named.leads_out(folder, unit.names, self._links)
        yield Photo(Path(shown), tuple(map(Path, companions)), size, mtime_ns, leads_out)


def _look(folder: Path) -> _Folder:
    found = _Folder()
    with os.scandir(folder) as entries:
        for entry in entries:
            _kind(entry, found).append(entry.name)
            if entry.is_symlink():
                found.links.append(entry.name)
    return found


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _look_quietly(folder: Path) -> _Folder:
    with suppress(OSError):  # listing its photographs tells why
        return _look(folder)
    return _Folder()


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


def _apart(found: _Folder) -> tuple[_Folder, _Folder]:
    """What is shown of a folder, and what is passed over."""
    shown, hidden = _Folder(), _Folder()
    for kind in ("files", "folders", "others"):
        for name in getattr(found, kind):
            getattr(hidden if is_hidden(name) else shown, kind).append(name)
    return shown, hidden


def _pair(names: Iterable[str]) -> list[_Unit]:
    """The units among the names of one folder; names that belong to no photograph are left out."""
    pictures: dict[str, list[str]] = {}
    others: list[str] = []
    for name in names:
        stem, extension = os.path.splitext(name)  # noqa: PTH122 – ten times faster than Path
        extension = extension.lower()
        if extension in PHOTOGRAPHS:
            pictures.setdefault(fold(stem), []).append(name)
        elif extension in SIDECARS or os.sep in name:
            others.append(name)
    units = {stem: _units_of_stem(group) for stem, group in pictures.items()}
    _join_by_scheme(units)
    for name in sorted(others, key=natural_key):
        if owner := _owner(name, units):
            owner.names.append(name)
    return list({id(unit): unit for group in units.values() for unit in group}.values())


def _units_of_stem(names: list[str]) -> list[_Unit]:
    """Each RAW joins the JPEG (else the HEIC) of its stem, and so does a stereo picture; every other stands alone."""
    if len(names) == 1:
        return [_Unit(names)]
    names.sort(key=natural_key)
    units = [_Unit([name]) for name in names if _extension(name) not in RAW | STEREO]
    hosts = [unit for unit in units if _extension(unit.names[0]) in JPEG | HEIF]
    hosts.sort(key=lambda unit: _extension(unit.names[0]) in HEIF)
    strangers = []
    for name in (name for name in names if _extension(name) in RAW | STEREO):
        if host := next((unit for unit in hosts if unit.stem == _stem(name)), None):
            host.names.append(name)
        else:
            strangers.append(name)
    alone = [unit for unit in hosts if len(unit.names) == 1]
    if len({_stem(name) for name in strangers}) == len({unit.stem for unit in alone}) == 1:
        alone[0].names += strangers  # written otherwise, and there is no other that could be meant
        return units
    return units + [_Unit([name]) for name in strangers]


def _join_by_scheme(units: dict[str, list[_Unit]]) -> None:
    """A RAW that is alone under its stem joins the picture that its camera's scheme says is of that exposure.

    Only where either is the only one of that exposure: what is ambiguous stays apart.
    """
    raws: dict[schemes.Shot, list[str]] = {}
    for stem, group in units.items():
        if len(group) == 1 and _extension(group[0].names[0]) in RAW and (shot := schemes.shot_of_raw(group[0].stem)):
            raws.setdefault((shot[0], fold(shot[1])), []).append(stem)
    if not raws:
        return
    pictures: dict[schemes.Shot, list[_Unit]] = {}
    for unit in (unit for group in units.values() for unit in group):
        if _extension(unit.names[0]) in JPEG | HEIF and (shot := schemes.shot_of_finished(unit.stem)):
            pictures.setdefault((shot[0], fold(shot[1])), []).append(unit)
    for exposure, stems in raws.items():
        hosts = pictures.get(exposure, [])
        if len(stems) == len(hosts) == len(hosts[0].names if hosts else ()) == 1:
            hosts[0].names += units[stems[0]][0].names
            units[stems[0]] = hosts


def _owner(sidecar: str, units: dict[str, list[_Unit]]) -> _Unit | None:
    """The one unit a sidecar travels with: the file it names in full, else the foremost of its stem."""
    folder, name = os.path.split(sidecar)
    base, extension = os.path.splitext(name)  # noqa: PTH122
    extension = extension.lower()
    named = next(filter(None, (_unit_with(whole, units) for whole in _wholes(base))), None)
    if named or folder or extension in ONLY_AFTER_THE_WHOLE_FILE:
        return named
    stems = [base, _stem(base)] if _extension(base) in PHOTOGRAPHS else [base]
    stems += filter(None, [schemes.picture_along_with(base, extension)])
    group = next((units[folded] for stem in stems if (folded := fold(stem)) in units), None)
    return min(group, key=lambda unit: (unit.stems.isdisjoint(stems), unit.rank)) if group else None


def _wholes(base: str) -> Iterator[str]:
    """The names of whole files that ``base``, a sidecar's name without its extension, may begin with; longest first."""
    while base:
        if _extension(base) in PHOTOGRAPHS:
            yield base
            yield _VERSION.sub("", _stem(base)) + os.path.splitext(base)[1]  # noqa: PTH122
        base = base.rpartition(".")[0]


def _unit_with(name: str, units: dict[str, list[_Unit]]) -> _Unit | None:
    """The unit that has the file ``name``, written so or at least called so."""
    group = units.get(fold(_stem(name)), [])
    wanted = fold(name)
    called = (unit for unit in group if wanted in map(fold, unit.names))
    return next((unit for unit in group if name in unit.names), None) or next(called, None)


def _foremost(unit: _Unit) -> str:
    return natural_key(unit.names[0])


def _size_and_time(path: str) -> tuple[int, int]:
    try:
        stamp = Stamp.of(path)
    except (OSError, ValueError):
        return 0, 0
    return stamp.size, stamp.mtime_ns


def _stem(name: str) -> str:
    return os.path.splitext(name)[0]  # noqa: PTH122


def _log_problem(path: Path, reason: str) -> None:
    _log.info("%r: %s", path, reason)
