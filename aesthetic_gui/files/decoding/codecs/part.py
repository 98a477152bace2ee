"""A part of a photograph with every pixel, for less than the whole costs.

A JPEG's rows are coded one after another (ITU-T T.81, A.2), so those below the part are not decoded: its frame is said
to end there. That holds of one scan with all components in it; all else is decoded whole, and the part cut out.
"""

from __future__ import annotations

import io
import logging
from typing import NamedTuple

from PIL import ImageFile

from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import jpeg
from aesthetic_gui.files.decoding.codecs import code_points, pillow
from aesthetic_gui.files.decoding.codecs.opened import Opened

_BASELINE, _EXTENDED = 0xC0, 0xC1
_LIKE_TURNED = (1, 6, 3, 8)  # EXIF's orientation of a picture that has to be turned so often to be upright
_BELOW = 16  # rows more than are wanted: colours are smoothed over the edge of a block

_log = logging.getLogger(__name__)


class Part(NamedTuple):
    """A rectangle of a photograph, in pixels of the upright one after so many quarter turns clockwise (0 to 3)."""

    left: int
    top: int
    width: int
    height: int
    turn: int = 0

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def within(self, size: tuple[int, int]) -> Part:
        """What of it lies in a picture of ``size``; at least one pixel."""
        left, top = (max(0, min(at, most - 1)) for at, most in zip(self[:2], size, strict=True))
        right, bottom = max(left + 1, min(self.right, size[0])), max(top + 1, min(self.bottom, size[1]))
        return Part(left, top, right - left, bottom - top, self.turn)

    def of_upright(self, size: tuple[int, int]) -> Part:
        """Where it lies, and what of it, in the upright photograph of ``size``."""
        turned = size[::-1] if self.turn % 2 else size
        return as_stored(self.within(turned), size, _LIKE_TURNED[self.turn])


def load(image: ImageFile.ImageFile, data: bytes, part: Part) -> Opened:
    """Decode ``part``, which comes upright, of what ``pillow.open_header`` opened. Raises anything."""
    metadata, orientation = exif.read_metadata(image), exif.orientation(image)
    stored = as_stored(part.of_upright((metadata.width, metadata.height)), image.size, orientation)
    loaded = _shortened(image, data, stored.bottom)
    loaded.info = image.info
    cut = loaded.crop((stored.left, stored.top, stored.right, stored.bottom))
    return Opened(code_points.named(cut, data), orientation, metadata, tables=pillow.tables_of(image))


def as_stored(part: Part, size: tuple[int, int], orientation: int) -> Part:
    """Where ``part`` of the upright photograph lies in the file's picture of ``size``; ``orientation`` as in EXIF."""
    width, height = size
    left, top, across, down, _ = part
    if orientation in exif.TURNED:  # the file's rows are the photograph's columns
        left, top, across, down = top, left, down, across
    if orientation in (2, 3, 7, 8):
        left = width - left - across
    if orientation in (3, 4, 6, 7):
        top = height - top - down
    return Part(left, top, across, down)


def _shortened(image: ImageFile.ImageFile, data: bytes, rows: int) -> ImageFile.ImageFile:
    """The picture down to ``rows``, where that can be had, else all of it; loaded."""
    shorter = _ended_after(image, data, rows + _BELOW)
    if shorter is not None:
        try:
            ended = pillow.open_header(shorter, ("JPEG",))
            ended.decodermaxblock = len(shorter)
            ended.load()
        except Exception:  # noqa: BLE001 – Pillow raises anything on odd bytes; the whole may be well
            _log.info("cannot decode a part of a JPEG alone", exc_info=True)
        else:
            return ended
    image.decodermaxblock = len(data)
    image.load()
    return image


def _ended_after(image: ImageFile.ImageFile, data: bytes, rows: int) -> bytes | None:
    """The JPEG with so many rows in its frame; None where it has no more, or its scan is not the only one."""
    if image.format not in pillow.SCALED or rows >= image.height or not pillow.has_one_scan(image, data):
        return None
    frame = next((one for one in jpeg.segments(io.BytesIO(data)) if one.kind in jpeg.FRAMES), None)
    if frame is None or frame.kind not in (_BASELINE, _EXTENDED):
        return None
    return data[: frame.start + 1] + rows.to_bytes(2, "big") + data[frame.start + 3 :]
