"""Pictures that lack their end, but no pixel: what follows the last row is of no use to a photographer.

Phones' panoramas and interrupted copies come without the end marker, or with a maker's trailer in its place. Of a JPEG
(ITU-T T.81) nothing but its pixels tells whether the last block is there: it is decoded again, with the end put in its
place, and with other bytes before that end. What was there already makes the same of both, what is missing does not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.containers import content, jpeg, number, png, riff
from aesthetic_gui.files.containers.parts import Damaged, Part

MOST_SCANS = 60  # of a JPEG; one that has more is not looked into

_PNG_END = b"\0\0\0\0IEND\xaeB\x60\x82"
_JPEG_END = b"\xff\xd9"
_OTHER_BYTES = bytes(range(1, 255)) * 16, b"\x5a" * 4096, b"\xfe" * 4096  # no 0xFF, so no marker
_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")  # in coded data; 0 is stuffed, D0 to D7 are restarts (B.1.1)
_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_RESTART_INTERVAL = 0xDD
_COEFFICIENTS = 64


def with_end(data: bytes) -> bytes | None:
    """``data``, a JPEG, PNG or WebP, with its end put right; None where more is missing, or nothing is."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg_with_end(data)
    if data.startswith(png.SIGNATURE):
        return _png_with_end(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_with_end(data)
    return None


def _png_with_end(data: bytes) -> bytes | None:
    """Ended after the last chunk of pixels, which has to be all there: what follows may be anything."""
    last = None
    for chunk in png.chunks(io.BytesIO(data)):
        if chunk.kind == b"IDAT":
            last = chunk
        elif last:
            break
    ended = data[: last.end + 4] + _PNG_END if last and last.end + 4 <= len(data) else None
    return None if ended == data else ended


def _webp_with_end(data: bytes) -> bytes | None:
    """A chunk of an odd length is followed by a byte of filling, which some leave out, and do not count, at the end."""
    ends = [chunk.end for chunk in riff.chunks(io.BytesIO(data))]
    if not ends or ends[-1] != len(data) or len(data) % 2 == 0:
        return None
    return data[:4] + (len(data) - 7).to_bytes(4, "little") + data[8:] + b"\0"


class _Component(NamedTuple):
    number: int
    across: int
    down: int


@dataclass(slots=True)
class _Coded:
    """What a JPEG's headers say, and how far its coded data go: ``end`` is the place after the last of them.

    ``bits`` are those still to come of each component's each coefficient; ``restarts`` are they of the last scan that
    are there, ``wanted`` how many there should be.
    """

    size: tuple[int, int] = (0, 0)
    components: tuple[_Component, ...] = ()
    interval: int = 0
    bits: dict[tuple[int, int], int] = field(default_factory=dict)
    restarts: int = 0
    wanted: int = 0
    end: int = 0

    @property
    def is_covered(self) -> bool:
        """Whether scans of all that there is to code were begun."""
        all_of_them = product((component.number for component in self.components), range(_COEFFICIENTS))
        return bool(self.components) and all(self.bits.get(one) == 0 for one in all_of_them)


def _jpeg_with_end(data: bytes) -> bytes | None:
    try:
        coded = _coded(_without_zeros(data))
    except Damaged:
        return None
    if not coded.is_covered or coded.restarts < coded.wanted:
        return None
    ended = data[: coded.end] + _JPEG_END
    pixels = _pixels(ended)
    if pixels is None:
        return None
    others = (_pixels(data[: coded.end] + other + _JPEG_END) for other in _OTHER_BYTES)
    return ended if all(other is not None and np.array_equal(pixels, other) for other in others) else None


def _without_zeros(data: bytes) -> bytes:
    """Without those a disk or a card fills a file up with, which would be taken for coded data, and half a marker."""
    kept = data.rstrip(b"\0")
    if not kept.endswith(b"\xff"):
        return kept
    return kept + b"\0" if len(kept) < len(data) else kept.rstrip(b"\xff")


def _pixels(data: bytes) -> NDArray[np.uint8] | None:
    """None where they cannot be decoded."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            image.decodermaxblock = len(data)
            return np.asarray(image)
    except Exception:  # noqa: BLE001 – Pillow raises anything on hostile bytes; it has been said already why
        return None


def _coded(data: bytes) -> _Coded:
    """Raises ``Damaged``."""
    file, coded, scans = io.BytesIO(data), _Coded(), 0
    for segment in _all_segments(data):
        if segment.kind in jpeg.FRAMES:
            coded.size, coded.components = _frame(content(file, segment))
        elif segment.kind == _RESTART_INTERVAL:
            coded.interval = number(content(file, segment), 0, 2)
        elif segment.kind == jpeg.START_OF_SCAN:
            if (scans := scans + 1) > MOST_SCANS:
                raise Damaged("more scans than any camera writes")
            coded.end = _after_scan(data, segment.end)
            _note_scan(coded, content(file, segment), data[segment.end : coded.end])
            if coded.is_covered:  # what follows is no part of the picture, whatever it looks like
                break
    return coded


def _all_segments(data: bytes) -> Iterator[Part[int]]:
    """Those of all scans, each scan's coded data left out."""
    place, file = 0, io.BytesIO(data)
    while place < len(data):
        last = None
        for last in jpeg.segments(file, place):
            yield last
        if last is None or last.kind != jpeg.START_OF_SCAN:
            return
        place = _after_scan(data, last.end) - 2  # where a JPEG would begin whose first segment is the next


def _after_scan(data: bytes, start: int) -> int:
    marker = _MARKER.search(data, start)
    return marker.start() if marker else len(data)


def _frame(header: bytes) -> tuple[tuple[int, int], tuple[_Component, ...]]:
    """Width, height, and the components with their sampling (B.2.2)."""
    height, width, count = number(header, 1, 2), number(header, 3, 2), number(header, 5, 1)
    rows = [(number(header, place, 1), number(header, place + 1, 1)) for place in range(6, 6 + 3 * count, 3)]
    if not all(sampling >> 4 and sampling & 15 for _, sampling in rows):
        raise Damaged("a component without samples")
    return (width, height), tuple(_Component(name, sampling >> 4, sampling & 15) for name, sampling in rows)


def _note_scan(coded: _Coded, header: bytes, data: bytes) -> None:
    """What one scan codes (B.2.3), and how many restarts it has and should have."""
    count = number(header, 0, 1)
    names = [number(header, 1 + 2 * place, 1) for place in range(count)]
    first, last, bits = (number(header, 1 + 2 * count + place, 1) for place in range(3))
    coded.bits |= {(name, at): bits & 15 for name in names for at in range(first, min(last + 1, _COEFFICIENTS))}
    units = _units(coded, names)
    coded.wanted = max(-(-units // coded.interval) - 1, 0) if coded.interval else 0
    restarts = [found.start() for found in _RESTART.finditer(data)]
    coded.restarts = len(restarts)
    if coded.restarts > coded.wanted:
        coded.end += restarts[coded.wanted] - len(data)


def _units(coded: _Coded, names: list[int]) -> int:
    """The minimum coded units of a scan of these components (A.2): of one alone, its own blocks."""
    (width, height), components = coded.size, coded.components
    across = max((component.across for component in components), default=1)
    down = max((component.down for component in components), default=1)
    if len(names) == 1:
        own = next((component for component in components if component.number == names[0]), None)
        if own is None:
            raise Damaged("a scan of nothing")
        width, height = -(-width * own.across // across), -(-height * own.down // down)
        across = down = 1
    return -(-width // (8 * across)) * -(-height // (8 * down))
