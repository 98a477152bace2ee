"""The smaller JPEG that a camera puts behind a JPEG, for its own screen: "Large Thumbnails" (CIPA DC-007, MPF).

    header ──> APP2 "MPF": where each image is and what ──> large thumbnails of the photograph's aspect ──> the smallest

Other second images (stereo pairs, bursts, gain maps, depth) are no previews, and the format says so of each. Nothing in
it is trusted. Nikon's and Olympus's maker notes have previews of 570 to 640 pixels: too small, so they are not read.
"""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Iterator
from typing import NamedTuple

from PIL import Image, ImageFile

SCORED = 640  # pixels; who asks for so many or more may want to score them
LEAST = 1024  # pixels on the longest side; below, the score strays from the full decode's (docs/decisions/0022)
LARGE = 1600  # pixels, from which on a coarser one will do
COARSEST, COARSEST_LARGE = 1110, 1480  # sum of the luminance quantisation table: libjpeg's quality 85, 80
SAME_ASPECT = 0.02  # by which the preview's may differ: 1,616 × 1,080 of a 3:2 photograph
WORTH = 2  # times as many pixels as the preview has: what the photograph must have for the preview to pay off

START_OF_SCAN, _APP2 = 0xDA, 0xE2
_END = b"\xff\xd9"
_MPF = b"MPF\x00"
_IMAGES = 0xB002  # the tag of the list of images
_LARGE_THUMBNAIL = 0x01  # of a type's three bytes the first; the others say how large
_MOST_IMAGES, _MOST_SEGMENTS, _MOST_FILLING = 64, 4096, 1024
_log = logging.getLogger(__name__)


class Segment(NamedTuple):
    """A part of a JPEG's header: its marker's second byte, and where its content starts and ends in the file."""

    marker: int
    start: int
    end: int


def least_side(longest_side: int) -> int:
    """Pixels that a preview of any format has to have on its longest side where ``longest_side`` is asked for."""
    return max(longest_side, LEAST) if longest_side >= SCORED else longest_side


def best_preview(data: bytes, image: ImageFile.ImageFile, longest_side: int) -> bytes | None:
    """The smallest embedded JPEG whose longest side is at least :func:`least_side`.

    ``data`` is the JPEG that ``image`` was opened from, not loaded yet. None where no preview shows the whole
    photograph, or none is whole itself. Its orientation and colours are those of the photograph.
    """
    least = least_side(longest_side)
    try:
        found = [(size, jpeg) for jpeg in _large_thumbnails(data) if (size := _size(jpeg)) and max(size) >= least]
    except struct.error:
        _log.info("an MP index that cannot be read", exc_info=True)
        return None
    whole = [(width * height, jpeg) for (width, height), jpeg in found if _shows(width, height, *image.size)]
    return min(whole, key=lambda one: one[0])[1] if whole else None


def header_segments(data: bytes) -> Iterator[Segment]:
    """The segments of a JPEG up to the header of its first scan, that included (ITU-T T.81, annex B)."""
    place = 2
    for _ in range(_MOST_SEGMENTS):
        latest = place + _MOST_FILLING
        while data[place : place + 2] == b"\xff\xff" and place < latest:
            place += 1
        if place + 4 > len(data) or data[place] != 0xFF or data[place + 1] == 0xFF:
            return
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        yield Segment(marker, place + 4, place + 2 + length)
        if marker == START_OF_SCAN or length < 2:
            return
        place += 2 + length


def first_scan(data: bytes) -> Segment | None:
    """The header of a JPEG's first scan; None where other than segments, or too many of them, come before it."""
    return next((segment for segment in header_segments(data) if segment.marker == START_OF_SCAN), None)


def _large_thumbnails(data: bytes) -> Iterator[bytes]:
    """The JPEGs that the MP index calls so; what lies outside the file is left out. Raises ``struct.error``.

    Together they are no longer than the file: an index may name the same part of it again and again.
    """
    left = len(data)
    for segment in header_segments(data):
        if segment.marker == _APP2 and data.startswith(_MPF, segment.start):
            base = segment.start + len(_MPF)
            for kind, size, offset in _images(data[base : segment.end]):
                start, end = base + offset, base + offset + size
                if kind >> 16 != _LARGE_THUMBNAIL or end > len(data) or size > left:
                    continue
                left -= size
                if data.startswith(b"\xff\xd8", start):
                    yield data[start:end]
            return


def _images(index: bytes) -> Iterator[tuple[int, int, int]]:
    """Type, size in bytes, and offset from the index's start of each JPEG in it. Raises ``struct.error``."""
    order = ">" if index.startswith(b"MM") else "<"
    (directory,) = struct.unpack_from(order + "I", index, 4)
    (count,) = struct.unpack_from(order + "H", index, directory)
    for number in range(count):
        tag, _, length, place = struct.unpack_from(order + "HHII", index, directory + 2 + 12 * number)
        if tag == _IMAGES:
            for entry in range(min(length // 16, _MOST_IMAGES)):
                attribute, size, offset = struct.unpack_from(order + "III", index, place + 16 * entry)
                if attribute >> 24 & 0x7 == 0:  # a JPEG
                    yield attribute & 0xFFFFFF, size, offset


def _size(jpeg: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG by its header, None where it is none, is cut off or too coarse."""
    if not _is_whole(jpeg):
        return None
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
            return image.size if is_fine(image) else None
    except Exception:  # noqa: BLE001 – Pillow's parser raises anything on hostile bytes, and a broken preview is none
        _log.info("a preview that cannot be used", exc_info=True)
        return None


def _is_whole(jpeg: bytes) -> bool:
    """Whether the first end that its scans come to is the last: libjpeg fills with grey what is missing."""
    scan = first_scan(jpeg)
    return scan is not None and jpeg.find(_END, scan.end) == len(jpeg.rstrip(b"\x00")) - len(_END)


def is_fine(image: Image.Image) -> bool:
    """Whether an opened JPEG is compressed so little that it has the score of the photograph it is the preview of."""
    tables: dict[int, list[int]] = getattr(image, "quantization", {})
    coarsest = COARSEST if max(image.size) < LARGE else COARSEST_LARGE
    return bool(tables) and sum(tables[min(tables)]) <= coarsest


def _shows(width: int, height: int, whole_width: int, whole_height: int) -> bool:
    """Whether a preview of that size shows all of the photograph, turned alike, and saves work."""
    aspect = (width / height) / (whole_width / whole_height)
    return abs(aspect - 1) <= SAME_ASPECT and width * height * WORTH <= whole_width * whole_height
