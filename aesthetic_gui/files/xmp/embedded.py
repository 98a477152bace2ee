"""The marks that a photograph carries inside of its own file: cameras' ratings, and those of programs that write there.

The file is opened for reading only, and just the parts that hold marks are read.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

from aesthetic_gui.files.reading import open_regular, why_not_read
from aesthetic_gui.files.xmp import containers, names
from aesthetic_gui.files.xmp.containers import RATING, RATING_PERCENT, Found
from aesthetic_gui.files.xmp.fields import stars_of_percent
from aesthetic_gui.files.xmp.marks import Marks, XmpError
from aesthetic_gui.files.xmp.packet import parse
from aesthetic_gui.files.xmp.reading import marks_of
from aesthetic_gui.files.xmp.values import Values, values_of
from aesthetic_gui.photo import Flag

_log = logging.getLogger(__name__)


def embedded_marks(path: Path) -> Marks | None:
    """What the file itself says, None where it holds neither a packet nor a rating.

    JPEG (with extended XMP), TIFF, DNG and RAWs that are TIFFs, CR3, RAF, PNG, WebP, HEIC, AVIF, JPEG XL, PSD. The
    packet's stars win over EXIF's ``Rating``, and that over ``RatingPercent``. A JPEG XL's packet that is compressed
    with Brotli is not read. Raises ``XmpError``, also where the file cannot be read.
    """
    try:
        with open_regular(path) as file:
            found = containers.find(file)
    except OSError as error:
        raise XmpError(f"{path.name}: {why_not_read(path, error)[0]}") from None
    try:
        return _marks(found)
    except XmpError as error:
        raise XmpError(f"{path.name}: the rating and keywords inside of this file are damaged") from error


def _marks(found: Found) -> Marks | None:
    marks = marks_of(_values(found)) if found.packet.strip(b"\x00 \t\r\n") else None
    stars = _stars(found)
    if stars is None or (marks and (marks.stars is not None or marks.flag is Flag.REJECT)):
        return marks
    return replace(marks or Marks(), stars=stars)


def _values(found: Found) -> Values:
    """The packet's values, and those of the one it has split off where the packet is silent."""
    values = values_of(parse(found.packet))
    identity = "".join(values.get(names.HAS_EXTENDED, ())[:1]).encode()
    extended = found.extended.get(identity)
    if extended is None:
        return values
    try:
        return values_of(parse(extended)) | values
    except XmpError:
        _log.info("an extended packet that cannot be read", exc_info=True)
        return values


def _stars(found: Found) -> int | None:
    rating = found.tags.get(RATING)
    if rating is not None and rating <= 5:
        return rating
    percent = found.tags.get(RATING_PERCENT)
    return None if percent is None else stars_of_percent(percent)
