"""What is known of how a photograph was taken, wherever it is written: in EXIF, XMP, IPTC or a sidecar.

Where EXIF is silent, XMP that other programs made of it speaks. Of the time of capture, by precedence: EXIF's original
and digitized time; ``exif:DateTimeOriginal`` and ``photoshop:DateCreated`` of the packet in the file, then of the
sidecars; IPTC's date created; the times of digitization in the same order; the time at which EXIF was changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from PIL import ExifTags

from aesthetic_gui.disk_io import open_regular, read_regular
from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import LARGEST, iptc, read_notes
from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.embedded import packet_in
from aesthetic_gui.files.xmp.marks import XmpError
from aesthetic_gui.files.xmp.names import Name
from aesthetic_gui.files.xmp.packet import parse
from aesthetic_gui.files.xmp.profiles import sidecars_of
from aesthetic_gui.files.xmp.values import Values, values_of
from aesthetic_gui.photo import Metadata, Photo

_TAKEN = (names.name(names.EXIF, "DateTimeOriginal"), names.name(names.PHOTOSHOP, "DateCreated"))
_DIGITIZED = (names.name(names.EXIF, "DateTimeDigitized"), names.name(names.XMP, "CreateDate"))
_IPTC_TAKEN, _IPTC_DIGITIZED = ((2, 55), (2, 60)), ((2, 62), (2, 63))  # date and time
_TEXTS: dict[Name, int] = {
    names.name(names.TIFF, "Make"): ExifTags.Base.Make,
    names.name(names.TIFF, "Model"): ExifTags.Base.Model,
    names.name(names.AUX, "Lens"): ExifTags.Base.LensModel,
    names.name(names.EXIF_EX, "LensModel"): ExifTags.Base.LensModel,
}
_NUMBERS: dict[Name, int] = {
    names.name(names.EXIF, "ExposureTime"): ExifTags.Base.ExposureTime,
    names.name(names.EXIF, "FNumber"): ExifTags.Base.FNumber,
    names.name(names.EXIF, "FocalLength"): ExifTags.Base.FocalLength,
    names.name(names.EXIF, "ISOSpeedRatings"): ExifTags.Base.ISOSpeedRatings,
    names.name(names.EXIF_EX, "PhotographicSensitivity"): ExifTags.Base.ISOSpeedRatings,
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one file says: its XMP, its IPTC, and what EXIF has of times."""

    xmp: Values = field(default_factory=dict)
    iptc: Mapping[tuple[int, int], list[str]] = field(default_factory=dict)
    taken: datetime | None = None
    changed: datetime | None = None


def completed(photo: Photo, metadata: Metadata) -> Metadata:
    """``metadata``, as a decoder found it in EXIF, with what else the file and its sidecars say where that is silent.

    A file that cannot be read adds nothing.
    """
    in_file = _in_file(photo.path)
    if in_file.taken and metadata.camera:
        return metadata
    said = [in_file, *map(_in_sidecar, sidecars_of(photo.files))]
    for one in said:
        tags = _tags(one.xmp)
        metadata = _filled(metadata, exif.metadata_of_tags(tags, tags, (0, 0)))
    return replace(metadata, captured_at=next(_moments(said), metadata.captured_at))


def _filled(metadata: Metadata, other: Metadata) -> Metadata:
    missing = {name: value for name, value in asdict(other).items() if getattr(metadata, name) is None}
    return replace(metadata, **missing)


def _in_file(path: Path) -> _Said:
    try:
        with open_regular(path) as file:
            notes = read_notes(file)
            tags = exif.tags_of_notes(notes)
            taken, changed = exif.captured_at(tags[1]), exif.changed_at(*tags)
    except OSError:
        _log.info("cannot read the notes of %r", path, exc_info=True)
        return _Said()
    return _Said(_or_nothing(packet_in, notes), iptc.texts(notes.iptc), taken, changed)


def _in_sidecar(path: Path) -> _Said:
    try:
        data = read_regular(path, LARGEST)
    except OSError:
        _log.info("cannot read %r", path, exc_info=True)
        return _Said()
    return _Said(_or_nothing(lambda content: values_of(parse(content)), data))


def _or_nothing(read: Any, source: Any) -> Values:
    """Whatever is wrong with a packet, who reads its marks says so to the photographer."""
    with suppress(XmpError):
        return read(source)  # type: ignore[no-any-return]
    return {}


def _moments(said: Iterable[_Said]) -> Iterator[datetime]:
    """The times of capture, the one that counts first."""
    all_said = list(said)
    yield from (one.taken for one in all_said if one.taken)
    for in_xmp, in_iptc in ((_TAKEN, _IPTC_TAKEN), (_DIGITIZED, _IPTC_DIGITIZED)):
        texts = [text for one in all_said for name in in_xmp for text in one.xmp.get(name, ())]
        texts += [" ".join(text for part in in_iptc for text in one.iptc.get(part, ())[:1]) for one in all_said]
        yield from filter(None, map(exif.moment_of, texts))
    yield from (one.changed for one in all_said if one.changed)


def _tags(packet: Values) -> dict[int, Any]:
    """The properties that stand for tags of EXIF (CIPA DC-010), as those; of several the first that says something."""
    texts = {tag: text for name, tag in _TEXTS.items() for text in packet.get(name, ())[:1] if text}
    numbers = {tag: number for name, tag in _NUMBERS.items() for number in _numbers(packet.get(name, ()))}
    return {**texts, **numbers}


def _numbers(texts: Iterable[str]) -> Iterator[Fraction]:
    for text in list(texts)[:1]:
        with suppress(ValueError, ZeroDivisionError):
            yield Fraction(text[:64].strip())
