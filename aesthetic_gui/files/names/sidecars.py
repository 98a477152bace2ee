"""What other programs and cameras keep of a photograph in files of their own: what they are called, and where they lie.

Beside it, named after the stem (``IMG_1.xmp``) or after the whole file (``IMG_1.CR2.xmp``); or in a folder of the
program's beside it, always named after the whole file (:data:`FOLDERS`). Both go where the photograph goes. What can be
made again stays where it is (``CaptureOne/Cache``), and so does what is of a whole folder (Picasa's ``.picasa.ini``,
Capture One's ``.cosessiondb``): no single photograph can take it along.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple, Protocol

from aesthetic_gui.files.names.folding import fold


def _extensions(names: str) -> frozenset[str]:
    return frozenset(f".{name}" for name in names.split())


_EXPOSURE = _extensions("exposurex " + " ".join(f"exposurex{number}" for number in range(2, 10)))
_CAPTURE_ONE = _extensions("cos comask icm")
# XMP; Camera Raw; RawTherapee; ART (artpixls/ART#99); DxO; ON1; RapidRAW (CyberTimon/RapidRAW#1302, #1514); Photomator
_BESIDE = "xmp acr pp3 arp dop on1 rrdata rrexif photo-edit"
# Apple Photos; Nikon; Canon DPP 3 and 4 (ExifTool, CanonVRD); SilkyPix; UFRaw; ExifTool; what Google adds to an export
_BESIDE += " aae nksc vrd dr4 spd ufraw mie json"
WRITTEN_BY_OTHERS = _extensions(_BESIDE) | _CAPTURE_ONE - {".icm"} | _EXPOSURE
# what a camera takes along with it: an audio note, a thumbnail, the moving part of a live photo
_TAKEN_ALONG = _extensions("wav m4a thm mov mp4")
SIDECARS = WRITTEN_BY_OTHERS | _TAKEN_ALONG
ONLY_AFTER_THE_WHOLE_FILE = frozenset({".json"})  # after a stem it may be anybody's


class SidecarFolder(NamedTuple):
    """``path`` below the photograph's folder, each part a pattern for how its name folds."""

    path: tuple[str, ...]
    extensions: frozenset[str]


FOLDERS = (
    # Nikon, search.nikon-image.com article 000060818: NKSC_PARAM/DSC_1.NEF.nksc
    SidecarFolder(("nksc_param",), _extensions("nksc")),
    # Capture One, support.captureone.com article 360002862137: CaptureOne/Settings166/DSC_1.NEF.cos
    SidecarFolder(("captureone", "settings*"), _CAPTURE_ONE),
    # SilkyPix and its editions for Panasonic and Fujifilm: SILKYPIX_DS/P1000001.RW2.9.spd
    SidecarFolder(("silkypix_ds",), _extensions("spd")),
    # Exposure, support.exposure.software: Exposure Software/Exposure X7/DSC_1.NEF.exposurex7
    SidecarFolder(("exposure software", "exposure x*"), _EXPOSURE),
    SidecarFolder(("alien skin", "exposure x*"), _EXPOSURE),
)


class Names(Protocol):
    """What one look into a folder told: the names of its files, and of its subfolders."""

    @property
    def files(self) -> Sequence[str]: ...

    @property
    def folders(self) -> Sequence[str]: ...


def below(folder: Path, subfolders: Iterable[str], look: Callable[[Path], Names]) -> Iterator[str]:
    """The sidecars in programs' own folders below ``folder``, as paths from there; ``look`` lists a folder.

    A folder that is a link is passed over: what lies elsewhere is not moved from there.
    """
    by_fold = [(fold(name), name) for name in subfolders]
    for pattern, extensions in FOLDERS:
        for within in _matching(folder, by_fold, pattern, look):
            files = look(folder / within).files
            yield from (os.path.join(within, name) for name in files if extension_of(name) in extensions)  # noqa: PTH118


def home_of(path: Path) -> Path | None:
    """The folder of the photograph whose sidecar is at ``path``, if that is in a program's own folder; by name only."""
    for pattern, extensions in FOLDERS:
        parts = path.parts[-1 - len(pattern) : -1]
        if extension_of(path.name) in extensions and len(parts) == len(pattern) and _match(parts, pattern):
            return path.parents[len(pattern)]
    return None


def extension_of(name: str) -> str:
    """In small letters, with its full stop; "" of none."""
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 – ten times faster than Path


def _matching(
    folder: Path, subfolders: Iterable[tuple[str, str]], pattern: tuple[str, ...], look: Callable[[Path], Names]
) -> Iterator[str]:
    first, *rest = pattern
    for folded, name in subfolders:
        if not fnmatchcase(folded, first) or os.path.islink(folder / name):  # noqa: PTH114 – which raises nothing
            continue
        if not rest:
            yield name
            continue
        inner = [(fold(each), each) for each in look(folder / name).folders]
        yield from (os.path.join(name, each) for each in _matching(folder / name, inner, tuple(rest), look))  # noqa: PTH118


def _match(parts: Iterable[str], pattern: Iterable[str]) -> bool:
    return all(fnmatchcase(fold(part), wanted) for part, wanted in zip(parts, pattern, strict=True))
