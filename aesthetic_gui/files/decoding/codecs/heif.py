"""HEIC and HEIF by way of pi-heif: libheif and libde265, which decode and do not encode.

libheif joins the tiles of a grid, turns and mirrors as ``irot`` and ``imir`` say, and brings 10 and 12 bits to 8. The
orientation in the EXIF repeats what these say (ISO/IEC 23008-12, 6.5.10 and annex A) and is not applied again.
"""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from typing import Any

from PIL import Image

from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import Damaged, What, items
from aesthetic_gui.files.decoding import pixels, previews
from aesthetic_gui.files.decoding.codecs import code_points
from aesthetic_gui.files.decoding.codecs.opened import Opened, check_size

ASPECT = 0.01  # by which the thumbnail's aspect may differ: rounding, and no black bars
_STRAIGHT = {"RGBa": "RGBA", "La": "LA"}  # premultiplied → not

_log = logging.getLogger(__name__)


def open_picture(data: bytes, longest_side: int | None) -> Opened:
    """The primary image, upright; of ``longest_side`` pixels or more, if there is such a thumbnail.

    Raises ``Refused`` where the header says that it is too large, else whatever libheif makes of it.
    """
    import pi_heif

    data, block = _without_descriptions(data)
    file = pi_heif.open_heif(data)  # nothing is decoded yet
    whole = file[file.primary_index]
    check_size(*whole.size)
    if 0 in whole.size:
        raise ValueError("a picture without a size")
    metadata, _ = exif.metadata_of_tiff(block, whole.size)
    thumbnail = None if longest_side is None else _thumbnail(data, whole, previews.least_side(longest_side))
    return Opened(thumbnail or _image(whole), 1, metadata, preview=thumbnail is not None)


def _without_descriptions(data: bytes) -> tuple[bytes, bytes]:
    """The file without its EXIF and XMP, and the EXIF: pi-heif crashes where the names of these are damaged."""
    file, changed, block = io.BytesIO(data), bytearray(data), b""
    meta = items.read_meta(file)
    with suppress(Damaged):
        for reference in items.references(meta, b"cdsc") if meta else ():
            changed[reference.place - 4 : reference.place] = b"free"
        block = next((block for what, block in items.notes(file) if what is What.EXIF), b"")
    return bytes(changed), block


def _image(opened: Any) -> Image.Image:
    """A ``HeifImage`` decoded, with a profile if it is not sRGB."""
    image: Image.Image = opened.to_pillow()
    if image.mode in _STRAIGHT:
        image = image.convert(_STRAIGHT[image.mode])
    named = image.info.get("nclx_profile")  # absent where there is an ICC profile
    if not named:
        return image
    return code_points.tagged(
        image, code_points.profile_of(named["color_primaries"], named["transfer_characteristics"])
    )


def _thumbnail(data: bytes, whole: Any, least: int) -> Image.Image | None:
    """The smallest embedded thumbnail of ``least`` pixels or more that shows the same; None where there is none."""
    sides = [side for side in whole.info["thumbnails"] if least <= side < max(whole.size)]
    if not sides:
        return None
    try:
        fitting = sorted((image for image in _thumbnails(data) if _fits(image, whole, least)), key=_longest)
        return _coloured(_image(fitting[0]), whole) if fitting else None
    except (ValueError, IndexError, EOFError, SyntaxError, RuntimeError, OSError):
        _log.info("a HEIC thumbnail that cannot be used", exc_info=True)
        return None


def _thumbnails(data: bytes) -> list[Any]:
    """The thumbnails as ``HeifImage``, not decoded yet.

    pi-heif tells their sizes only. So libheif gets the file with another primary item: the thumbnail, no longer
    called one, whose own tiles and turns then count.
    """
    import pi_heif

    meta = items.read_meta(io.BytesIO(data))
    if meta is None:
        return []
    primary, place, width = items.primary(meta)
    found = {reference.item: reference for reference in items.references(meta, b"thmb") if primary in reference.to}
    opened = []
    for thumbnail in found.values():
        changed = bytearray(data)
        changed[place : place + width] = thumbnail.item.to_bytes(width)
        changed[thumbnail.place - 4 : thumbnail.place] = b"free"
        file = pi_heif.open_heif(bytes(changed))
        opened.append(file[file.primary_index])
    return opened


def _fits(thumbnail: Any, whole: Any, least: int) -> bool:
    width, height = thumbnail.size
    aspect: float = width / height * whole.size[1] / whole.size[0]
    return least <= _longest(thumbnail) and abs(aspect - 1) <= ASPECT


def _longest(opened: Any) -> int:
    side: int = max(opened.size)
    return side


def _coloured(thumbnail: Image.Image, whole: Any) -> Image.Image:
    """A thumbnail without colours of its own has those of the whole."""
    thumbnail.info[pixels.MEANS] = True
    if not thumbnail.info.keys() & {"icc_profile", "nclx_profile"} and "icc_profile" in whole.info:
        thumbnail.info["icc_profile"] = whole.info["icc_profile"]
    return thumbnail
