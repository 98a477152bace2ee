"""For which program a sidecar is written: its name, its fields, its names of labels.

What each program reads (as its documentation, its source or its own sidecars show):

- Lightroom Classic since 13.2 and Bridge: flags are ``xmpDM:pick`` and ``xmpDM:good`` beside the stars; labels are
  ``xmp:Label`` in the program's language and ``photoshop:LabelColor``.
- darktable: a reject is ``xmp:Rating`` -1, which takes the stars' place; it has no pick. Where there is no rating it
  gives one star of its own, so that none is written as 0. Labels are ``darktable:colorlabels``.
- digiKam: ``digiKam:PickLabel`` and ``digiKam:ColorLabel``, and Windows' stars beside ``xmp:Rating``.
- Capture One: stars and label only.
- Photo Mechanic: a tag is a pick; it has no reject.

What a program has no field for is kept in our own namespace alone (see ``names``). Fields of other families are not
added, but those that are there are kept in step: no program is to read yesterday's decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from aesthetic_gui.files.formats import RAW, is_photograph
from aesthetic_gui.files.names import fold
from aesthetic_gui.files.xmp.fields import Family
from aesthetic_gui.files.xmp.labels import ENGLISH, Names

SUFFIX = ".xmp"


@dataclass(frozen=True, slots=True)
class Profile:
    """``naming``: ``stem`` is IMG.xmp, ``full`` is IMG.CR2.xmp.

    ``rejects_in_rating``: a reject is ``xmp:Rating`` -1. ``says_no_stars``: no stars are ``xmp:Rating`` 0, not nothing.
    ``label_names`` may be another of ``labels.LABEL_SETS``. ``passes_over``: the formats beside which the program reads
    no sidecar, as it keeps inside of the file what is said of it. ``advice``: what has to be set there, a sentence.
    """

    id: str
    title: str
    naming: Literal["stem", "full"]
    families: frozenset[Family]
    rejects_in_rating: bool = False
    says_no_stars: bool = False
    label_names: Names = ENGLISH
    passes_over: frozenset[str] = frozenset()
    advice: str = ""


_JPEGS, _TIFFS = (".jpg", ".jpeg", ".jpe", ".jfif"), (".tif", ".tiff")
_FORMATS = {".png": "PNG", ".gif": "GIF", ".psd": "PSD", ".psb": "PSD", ".dng": "DNG"}
_FORMATS |= dict.fromkeys(_JPEGS, "JPEG") | dict.fromkeys(_TIFFS, "TIFF")
_ADOBE = frozenset(_FORMATS.values())  # into which Lightroom and Bridge write; sidecars are for RAWs there
_COMMON = {Family.RATING, Family.LABEL}

LIGHTROOM = Profile("lightroom", "Lightroom / Bridge", "stem", frozenset(_COMMON | {Family.ADOBE}), passes_over=_ADOBE)
DARKTABLE = Profile(
    "darktable",
    "darktable",
    "full",
    frozenset({Family.RATING, Family.DARKTABLE}),
    rejects_in_rating=True,
    says_no_stars=True,
)
DIGIKAM = Profile(
    "digikam",
    "digiKam",
    "full",
    frozenset(_COMMON | {Family.DIGIKAM}),
    advice="digiKam reads sidecars where its settings have “Read from sidecar files” on, under Metadata.",
)
CAPTURE_ONE = Profile(
    "captureone",
    "Capture One",
    "stem",
    frozenset(_COMMON),
    advice="Capture One reads sidecars where its preferences have “Auto Sync Sidecar XMP” on Load or Full Sync.",
)
PHOTO_MECHANIC = Profile(
    "photomechanic",
    "Photo Mechanic",
    "stem",
    frozenset(_COMMON | {Family.PHOTO_MECHANIC}),
    advice="Photo Mechanic keeps ratings inside of JPEGs, TIFFs and PSDs: its IPTC/XMP preferences say what it reads.",
)
EVERYTHING = Profile(
    "everything",
    "Every program",
    "stem",
    frozenset(Family) - {Family.ACDSEE},
    rejects_in_rating=True,
    says_no_stars=True,
    passes_over=_ADOBE,
)
EMBEDDED = replace(LIGHTROOM, says_no_stars=True)  # inside of pictures: stars that EXIF has would count otherwise
PROFILES = (LIGHTROOM, DARKTABLE, DIGIKAM, CAPTURE_ONE, PHOTO_MECHANIC, EVERYTHING)


def passed_over(units: Iterable[Sequence[Path]], profile: Profile) -> tuple[str, ...]:
    """The formats among ``units``, each the files of one photograph, beside which the program reads no sidecar.

    A sidecar belongs to the RAW, where there is one.
    """
    owners = (next((file for file in files if file.suffix.lower() in RAW), files[0]) for files in units)
    found = {_FORMATS.get(owner.suffix.lower(), "") for owner in owners}
    return tuple(sorted(found & profile.passes_over))


def truth(formats: Sequence[str], profile: Profile) -> str:
    """What to say where ``formats`` are passed over, and what helps; "" where none are."""
    if not formats:
        return ""
    program = "Lightroom" if profile.passes_over == _ADOBE else profile.title
    beside = " and ".join(filter(None, (", ".join(formats[:-1]), formats[-1])))
    return (
        f"{program} passes over sidecars beside {beside} files; Export, and Albums… for JPEGs and PNGs, make copies "
        "with ratings inside."
    )


def sidecar_for(photo_path: Path, profile: Profile) -> Path:
    """What a new sidecar of this photograph is called."""
    if profile.naming == "full":
        return photo_path.with_name(photo_path.name + SUFFIX)
    return photo_path.with_suffix(SUFFIX)


def sidecars_of(files: Iterable[Path]) -> tuple[Path, ...]:
    """The sidecars among a unit's files that hold marks for it, those named after a whole file first.

    A sidecar is named after the stem or the whole file, or after the RAW that is elsewhere (``IMG.CR2.xmp`` beside
    ``IMG.JPG``). darktable's later versions (``IMG_01.CR2.xmp`` of ``IMG.CR2``) are edits, not marks of the photograph.
    """
    files = list(files)
    pictures = [path for path in files if is_photograph(path)]
    full = {fold(path.name) for path in pictures}
    stems = {fold(path.stem) for path in pictures}
    found = [path for path in files if path.suffix.lower() == SUFFIX and _named(path.stem) & (full | stems)]
    return tuple(sorted(found, key=lambda path: fold(path.stem) not in full))


def spoken_of(sidecar: Path, files: Sequence[Path]) -> Path:
    """The file that a sidecar among a unit's ``files``, the shown picture first, speaks of: a RAW where it can."""
    pictures = [path for path in files if is_photograph(path)]
    named = (path for path in pictures if fold(path.name) == fold(sidecar.stem))
    raws = (path for path in pictures if path.suffix.lower() in RAW)
    return next(named, next(raws, files[0]))


def _named(base: str) -> set[str]:
    """Whose sidecar ``base``.xmp may be."""
    within = Path(base)
    return {fold(base), fold(within.stem)} if is_photograph(within) else {fold(base)}
