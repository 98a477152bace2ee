"""A first look at a photograph, within a few milliseconds: the small picture that its camera put before it.

Nearly every camera writes one of 160 × 120 pixels into the EXIF block (DCF: CIPA DC-009, 3.3.2), so that a screen of
photographs can be shown before the first of them is decoded. It is blurred in a grid cell, and gives way as soon as
the thumbnail proper is there.
"""

from __future__ import annotations

import io
import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, JpegImagePlugin  # noqa: F401 – the plugin registers its format

from aesthetic_gui import disk_io
from aesthetic_gui.files import exif
from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs.opened import Opened, finished

HEAD = 160 << 10  # bytes: the EXIF block has 64 KiB at most, and the picture's size stands soon after it
SMALLEST, LARGEST = 64, 512  # pixels of the longest side that are worth a look, and safe to decode unseen
MORE_BAR, DARK = 3, 32  # pixels, and the level that black stays below after JPEG

_log = logging.getLogger(__name__)


def glimpse(path: Path) -> NDArray[np.uint8] | None:
    """The camera's small picture of a JPEG, uint8 (h, w, 3), upright, in sRGB; None where there is none to be had.

    Black bars that bring a photograph to the small picture's 4:3 are cut off. Raises nothing: whatever is wrong with a
    file, reading the photograph itself will tell.
    """
    try:
        with disk_io.open_regular(path) as file:
            head = file.read(HEAD)
        return _picture(head) if head.startswith(b"\xff\xd8") else None
    except Exception:  # noqa: BLE001 – hostile bytes raise anything, and a first look is not worth a word
        _log.debug("no glimpse of %r", path, exc_info=True)
        return None


def _picture(head: bytes) -> NDArray[np.uint8] | None:
    with Image.open(io.BytesIO(head), formats=("JPEG",)) as image:
        block = image.info.get("exif", b"").removeprefix(b"Exif\x00\x00")
        directory = image.getexif().get_ifd(ExifTags.IFD.IFD1)
        start, length = (directory.get(tag) for tag in (513, 514))  # JPEGInterchangeFormat and its length
        if not isinstance(start, int) or not isinstance(length, int):
            return None
        metadata, orientation = exif.read_metadata(image), exif.orientation(image)
        aspect = image.width / image.height
        profile = profiles.profile_of(image)
    with Image.open(io.BytesIO(block[start : start + length]), formats=("JPEG",)) as small:
        if not SMALLEST <= max(small.size) <= LARGEST:
            return None
        small.load()
        inner = small.crop(_without_bars(np.asarray(small.convert("L")), aspect))
    inner.info["icc_profile"] = profile
    return finished(Opened(inner, orientation, metadata), None, None)


def _without_bars(levels: NDArray[np.uint8], aspect: float) -> tuple[int, int, int, int]:
    """What of a small picture (h, w) is the photograph of that ``aspect``: (left, top, right, bottom)."""
    top, bottom = _between_bars(levels.max(axis=1), round(levels.shape[1] / aspect))
    left, right = _between_bars(levels.max(axis=0), round(levels.shape[0] * aspect))
    return left, top, right, bottom


def _between_bars(brightest: NDArray[np.uint8], kept: int) -> tuple[int, int]:
    """The middle ``kept`` of rows or columns with these levels; some cameras' bars are a pixel or two wider."""
    length = len(brightest)
    start = (length - max(kept, 1)) // 2
    if start <= 0:
        return 0, length
    end = start + max(kept, 1)
    for _ in range(MORE_BAR):
        start += int(brightest[start] < DARK and end - start > 1)
        end -= int(brightest[end - 1] < DARK and end - start > 1)
    return start, end
