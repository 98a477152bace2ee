"""EXIF (CIPA DC-008-2024, "Exif 3.0") put together: known tags with the types that the standard gives them.

Nothing is copied blindly: a tag that is not in the tables here, or whose value is not what it should be, is left out.
So maker notes, thumbnails and what a RAW says of its strips never come along.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from PIL.ExifTags import IFD, Base

from aesthetic_gui.files.exif import Tags

_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _UNDEFINED, _SIGNED = 1, 2, 3, 4, 5, 7, 10
LONGEST = 8192  # bytes of one value; a caption, not a hidden file
_MOST = 2**32 - 1
_INLINE = 4  # bytes of a value that stand in its entry
_log = logging.getLogger(__name__)

COPYRIGHT: dict[int, int] = {Base.Artist: _ASCII, Base.Copyright: _ASCII}
MAIN: dict[int, int] = COPYRIGHT | {
    Base.ImageDescription: _ASCII,
    Base.Make: _ASCII,
    Base.Model: _ASCII,
    Base.Software: _ASCII,
    Base.DateTime: _ASCII,
    Base.Rating: _SHORT,
    Base.RatingPercent: _SHORT,
    0x9C9B: _BYTE,  # Windows: title, comment, author, keywords, subject
    0x9C9C: _BYTE,
    0x9C9D: _BYTE,
    0x9C9E: _BYTE,
    0x9C9F: _BYTE,
}
_TEXTS = (0x9003, 0x9004, *range(0x9010, 0x9013), *range(0x9290, 0x9293), 0xA430, 0xA431, *range(0xA433, 0xA43C))
_SHORTS = (
    0x8822,
    0x8827,
    0x8830,
    *range(0x9207, 0x920A),
    0xA217,
    *range(0xA401, 0xA404),
    *range(0xA405, 0xA40B),
    0xA40C,
)
CAMERA = (
    dict.fromkeys(_TEXTS, _ASCII)
    | dict.fromkeys(_SHORTS, _SHORT)
    | dict.fromkeys((0x8831, 0x8832, 0x8833), _LONG)  # sensitivities
    | dict.fromkeys((0x829A, 0x829D, 0x9202, 0x9205, 0x9206, 0x920A, 0xA404, 0xA432), _RATIONAL)
    | dict.fromkeys((0x9201, 0x9203, 0x9204), _SIGNED)
    | dict.fromkeys((0xA300, 0xA301), _UNDEFINED)
    | {Base.ImageUniqueID: _ASCII, Base.UserComment: _UNDEFINED}
)
GPS = (
    dict.fromkeys((1, 3, 8, 9, 10, 12, 14, 16, 18, 19, 21, 23, 25, 29), _ASCII)
    | dict.fromkeys((2, 4, 6, 7, 11, 13, 15, 17, 20, 22, 24, 26, 31), _RATIONAL)
    | {0: _BYTE, 5: _BYTE, 27: _UNDEFINED, 28: _UNDEFINED, 30: _SHORT}
)


class TagEntry(NamedTuple):
    """A tag ready to be written: its number, its type, how many values, their bytes in little endian."""

    tag: int
    kind: int
    values: int
    content: bytes


def entries(tags: Tags, known: Mapping[int, int]) -> list[TagEntry]:
    """Of ``tags`` what is in the table ``known`` (tag → type) and as it should be."""
    made = (entry(int(tag), kind, tags[tag]) for tag, kind in known.items() if tag in tags)
    return [found for found in made if found]


def entry(tag: int, kind: int, value: Any) -> TagEntry | None:
    """One tag's value as the bytes of its type; None where it is none, or longer than any that is true."""
    try:
        number, content = _PACKED[kind](value)
    except (TypeError, ValueError, ArithmeticError, AttributeError, struct.error):
        _log.debug("tag %#x is left out: %.80r", tag, value)
        return None
    return TagEntry(tag, kind, number, content) if 0 < len(content) <= LONGEST else None


def block(main: Iterable[TagEntry], camera: Iterable[TagEntry], gps: Iterable[TagEntry]) -> bytes:
    """A little-endian TIFF with these directories, without the ``Exif\\0\\0`` before it; ``b""`` of no entries."""
    main, below = list(main), {IFD.Exif: list(camera), IFD.GPSInfo: list(gps)}
    below = {tag: found for tag, found in below.items() if found}
    if not main and not below:
        return b""
    pointers = [TagEntry(tag, _LONG, 1, bytes(4)) for tag in below]
    place = 8 + len(_directory([*main, *pointers], 8))
    placed, directories = [], b""
    for tag, found in below.items():
        placed.append(TagEntry(tag, _LONG, 1, struct.pack("<I", place + len(directories))))
        directories += _directory(found, place + len(directories))
    return struct.pack("<2sHI", b"II", 42, 8) + _directory([*main, *placed], 8) + directories


def size_and_colour(size: tuple[int, int], is_srgb: bool) -> tuple[list[TagEntry], list[TagEntry]]:
    """What has to be corrected for an upright picture of (width, height): for the main directory and the camera's."""
    width, height = size
    main = [
        entry(Base.Orientation, _SHORT, 1),
        entry(Base.XResolution, _RATIONAL, 72),  # the standard wants these four, and nobody reads them
        entry(Base.YResolution, _RATIONAL, 72),
        entry(Base.ResolutionUnit, _SHORT, 2),
        entry(Base.YCbCrPositioning, _SHORT, 1),
    ]
    camera = [
        entry(Base.ExifVersion, _UNDEFINED, b"0232"),
        entry(Base.ComponentsConfiguration, _UNDEFINED, b"\1\2\3\0"),
        entry(Base.FlashPixVersion, _UNDEFINED, b"0100"),
        entry(Base.ExifImageWidth, _LONG, width),
        entry(Base.ExifImageHeight, _LONG, height),
        entry(Base.ColorSpace, _SHORT, 1 if is_srgb else 0xFFFF),
    ]
    return [found for found in main if found], [found for found in camera if found]


def _directory(found: list[TagEntry], place: int) -> bytes:
    """One directory that begins at ``place``, its longer values behind it at even places."""
    beyond = place + 2 + 12 * len(found) + 4
    rows, values = b"", b""
    for tag, kind, number, content in sorted(found):
        inline = content.ljust(_INLINE, b"\0")
        if len(content) > _INLINE:
            inline = struct.pack("<I", beyond + len(values))
            values += content + bytes(len(content) % 2)
        rows += struct.pack("<HHI", tag, kind, number) + inline
    return struct.pack("<H", len(found)) + rows + bytes(4) + values


def _text(value: Any) -> tuple[int, bytes]:
    """Pillow reads Latin-1: going back gives the very bytes, which are often UTF-8."""
    raw = value if isinstance(value, bytes) else str(value).encode("latin-1")
    raw = raw.split(b"\0")[0].strip()
    return (len(raw) + 1, raw + b"\0") if raw else (0, b"")


def _raw(value: Any) -> tuple[int, bytes]:
    content = value.encode("latin-1") if isinstance(value, str) else bytes(_several(value))
    return len(content), content


def _integers(code: str) -> Callable[[Any], tuple[int, bytes]]:
    def packed(value: Any) -> tuple[int, bytes]:
        numbers = [int(number) for number in _several(value)]
        return len(numbers), struct.pack(f"<{len(numbers)}{code}", *numbers)

    return packed


def _fractions(code: str) -> Callable[[Any], tuple[int, bytes]]:
    def packed(value: Any) -> tuple[int, bytes]:
        pairs = [_pair(number) for number in _several(value)]
        return len(pairs), struct.pack(f"<{2 * len(pairs)}{code}", *(part for pair in pairs for part in pair))

    return packed


def _pair(number: Any) -> tuple[int, int]:
    """Numerator and denominator; 0/0, which means unknown, stays so."""
    above, below = getattr(number, "numerator", None), getattr(number, "denominator", None)
    if isinstance(above, int) and isinstance(below, int) and max(abs(above), abs(below)) <= _MOST:
        return above, below
    exact = Fraction(float(number)).limit_denominator(1_000_000)
    return exact.numerator, exact.denominator


def _several(value: Any) -> Any:
    return value if isinstance(value, (tuple, list, bytes)) else (value,)


_PACKED: Mapping[int, Callable[[Any], tuple[int, bytes]]] = {
    _BYTE: _raw,
    _ASCII: _text,
    _SHORT: _integers("H"),
    _LONG: _integers("I"),
    _RATIONAL: _fractions("I"),
    _UNDEFINED: _raw,
    _SIGNED: _fractions("i"),
}
