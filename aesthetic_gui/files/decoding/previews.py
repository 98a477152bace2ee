"""The smaller JPEG that a camera puts behind a JPEG, for its own screen: "Large Thumbnails" (CIPA DC-007, MPF).

    header ──> APP2 "MPF": where each image is and what ──> large thumbnails of the photograph's aspect ──> the smallest

Other second images (stereo pairs, bursts, gain maps, depth) are no previews, and the format says so of each. Nothing in
it is trusted. Nikon's and Olympus's maker notes have previews of 570 to 640 pixels: too small, so they are not read.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from PIL import Image, ImageFile

from aesthetic_gui.files.containers import content, jpeg, number, tiff
from aesthetic_gui.files.decoding.tangled import Counted

SCORED = 640  # pixels; who asks for so many or more may want to score them
LEAST = 1024  # pixels on the longest side; below, the score strays from the full decode's (docs/decisions/0022)
LARGE = 1600  # pixels, from which on a coarser one will do
COARSEST, COARSEST_LARGE = 1110, 1480  # sum of the luminance quantisation table: libjpeg's quality 85, 80
SAME_ASPECT = 0.02  # by which the preview's may differ: 1,616 × 1,080 of a 3:2 photograph
WORTH = 2  # times as many pixels as the preview has: what the photograph must have for the preview to pay off

_END = b"\xff\xd9"
_MPF = b"MPF\x00"
_IMAGES = 0xB002  # the tag of the list of images
_LARGE_THUMBNAIL = 0x01  # of a type's three bytes the first; the others say how large
_MOST_IMAGES, _ROW = 64, 16  # bytes of that list for each
_log = logging.getLogger(__name__)


def least_side(longest_side: int) -> int:
    """Pixels that a preview of any format has to have on its longest side where ``longest_side`` is asked for."""
    return max(longest_side, LEAST) if longest_side >= SCORED else longest_side


def best_preview(data: bytes, image: ImageFile.ImageFile, longest_side: int) -> bytes | None:
    """The smallest embedded JPEG whose longest side is at least :func:`least_side`.

    ``data`` is the JPEG that ``image`` was opened from, not loaded yet. None where no preview shows the whole
    photograph, or none is whole itself. Its orientation and colours are those of the photograph.
    """
    least = least_side(longest_side)
    found = [(size, one) for one in _large_thumbnails(data) if (size := _size(one)) and max(size) >= least]
    whole = [(width * height, one) for (width, height), one in found if _shows(width, height, *image.size)]
    return min(whole, key=lambda one: one[0])[1] if whole else None


def _large_thumbnails(data: bytes) -> Iterator[bytes]:
    """The JPEGs that the MP index calls so; what lies outside the file is left out.

    Together they are no longer than the file: an index may name the same part of it again and again.
    """
    left = len(data)
    for segment in jpeg.segments(io.BytesIO(data)):
        if segment.kind == jpeg.APP2 and data.startswith(_MPF, segment.start):
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
    """Type, size in bytes, and offset from the index's start of each JPEG in it."""
    file = io.BytesIO(index)
    head = tiff.read_head(file)
    if head is None:
        return
    for tag in tiff.tags(file):
        rows = content(file, tag) if tag.kind == _IMAGES else b""
        for place in range(0, min(len(rows) // _ROW, _MOST_IMAGES) * _ROW, _ROW):
            attribute, size, offset = (number(rows, place + at, 4, head.order) for at in (0, 4, 8))
            if attribute >> 24 & 0x7 == 0:  # a JPEG
                yield attribute & 0xFFFFFF, size, offset


def _size(preview: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG by its header, None where it is none, is cut off or too coarse."""
    if not _is_whole(preview):
        return None
    try:
        with Image.open(Counted(preview), formats=("JPEG",)) as image:
            return image.size if is_fine(image) else None
    except Exception:  # noqa: BLE001 – Pillow's parser raises anything on hostile bytes, and a broken preview is none
        _log.info("a preview that cannot be used", exc_info=True)
        return None


def _is_whole(preview: bytes) -> bool:
    """Whether the first end that its scans come to is the last: libjpeg fills with grey what is missing."""
    scan = jpeg.first_scan(io.BytesIO(preview))
    return scan is not None and preview.find(_END, scan.end) == len(preview.rstrip(b"\x00")) - len(_END)


def is_fine(image: Image.Image) -> bool:
    """Whether an opened JPEG is compressed so little that it has the score of the photograph it is the preview of."""
    tables: dict[int, list[int]] = getattr(image, "quantization", {})
    coarsest = COARSEST if max(image.size) < LARGE else COARSEST_LARGE
    return bool(tables) and sum(tables[min(tables)]) <= coarsest


def _shows(width: int, height: int, whole_width: int, whole_height: int) -> bool:
    """Whether a preview of that size shows all of the photograph, turned alike, and saves work."""
    aspect = (width / height) / (whole_width / whole_height)
    return abs(aspect - 1) <= SAME_ASPECT and width * height * WORTH <= whole_width * whole_height
