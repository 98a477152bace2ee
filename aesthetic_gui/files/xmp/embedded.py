"""The marks that a photograph carries inside of its own file: cameras' ratings, and those of programs that write there.

The file is opened for reading only, and just the parts that hold marks are read.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from aesthetic_gui.disk_io import open_regular
from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import Notes, iptc, read_notes, tiff
from aesthetic_gui.files.reading import why_not_read
from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.fields import stars_of_percent
from aesthetic_gui.files.xmp.marks import Marks, XmpError
from aesthetic_gui.files.xmp.packet import parse
from aesthetic_gui.files.xmp.reading import marks_of, tidy
from aesthetic_gui.files.xmp.values import Values, values_of
from aesthetic_gui.photo import Flag

_KEYWORDS = (2, 25)  # record and number of IPTC's dataset
_TEXTS = {"title": (2, 5), "caption": (2, 120), "creator": (2, 80), "rights": (2, 116)}
_RATING, _RATING_PERCENT = 0x4746, 0x4749  # Windows' tags
_log = logging.getLogger(__name__)


def embedded_marks(path: Path) -> Marks | None:
    """What the file itself says, None where it holds neither a packet nor a rating.

    In every container that ``files.containers`` knows, JPEG's extended XMP included. The packet's stars win over EXIF's
    ``Rating``, and that over ``RatingPercent``; its keywords and texts win over IPTC's. Raises
    ``XmpError``, also where the file cannot be read.
    """
    try:
        with open_regular(path) as file:
            notes = read_notes(file)
            stars = _stars(notes)
    except OSError as error:
        raise XmpError(f"{path.name}: {why_not_read(path, error)[0]}") from None
    try:
        return _marks(notes, stars)
    except XmpError as error:
        raise XmpError(f"{path.name}: the rating and keywords inside of this file are damaged") from error


def orientation_of(path: Path) -> int:
    """How the file lies, 1 to 8, as its EXIF says; 1 where it says nothing, or cannot be read."""
    try:
        with open_regular(path) as file:
            return exif.orientation_of(exif.tags_of_notes(read_notes(file))[0])
    except OSError:
        _log.info("cannot read the orientation of %r", path, exc_info=True)
        return 1


def _marks(notes: Notes, stars: int | None) -> Marks | None:
    marks = replace(marks_of(packet_in(notes)), turn=None) if _has_packet(notes) else None  # EXIF's is the file's own
    if not (marks and marks.keywords) and (keywords := tidy(iptc.texts(notes.iptc).get(_KEYWORDS, ()))):
        marks = replace(marks or Marks(), keywords=keywords)
    marks = _with_texts(marks, iptc.texts(notes.iptc))
    if stars is None or (marks and (marks.stars is not None or marks.flag is Flag.REJECT)):
        return marks
    return replace(marks or Marks(), stars=stars)


def _with_texts(marks: Marks | None, written: Mapping[tuple[int, int], list[str]]) -> Marks | None:
    """What IPTC says of title, caption, creator and rights where the packet is silent."""
    found = {field: "; ".join(tidy(written.get(place, ()))) for field, place in _TEXTS.items()}
    found = {field: text for field, text in found.items() if text and (marks is None or getattr(marks, field) is None)}
    return replace(marks or Marks(), **found) if found else marks  # type: ignore[arg-type]


def packet_in(notes: Notes) -> Values:
    """The packet's values, and those of the one it has split off where the packet is silent. Raises ``XmpError``."""
    if not _has_packet(notes):
        return {}
    values = values_of(parse(notes.xmp))
    identity = "".join(values.get(names.HAS_EXTENDED, ())[:1]).encode()
    extended = notes.extended.get(identity)
    if extended is None:
        return values
    try:
        return values_of(parse(extended)) | values
    except XmpError:
        _log.info("an extended packet that cannot be read", exc_info=True)
        return values


def _has_packet(notes: Notes) -> bool:
    return bool(notes.xmp.strip(b"\x00 \t\r\n"))


def _stars(notes: Notes) -> int | None:
    """EXIF's, as long as the file is open."""
    rating = tiff.whole(notes.exif, _RATING)
    if rating is not None and rating <= 5:
        return rating
    percent = tiff.whole(notes.exif, _RATING_PERCENT)
    return None if percent is None else stars_of_percent(percent)
