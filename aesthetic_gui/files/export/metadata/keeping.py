"""What of a photograph's metadata an exported picture keeps: the policy, and the options for Pillow that carry it.

    embedded: as it stands ──> of EXIF what is known, of XMP and IPTC what is allowed ──> exif=, xmp=, extra=
    sidecars: titles, stars, rights that were given since ──^ in all three

What is hidden goes by not being in the tables of what is kept, rather than by being recognised; in XMP, where anybody
may name a property anything, it has to be both of a known vocabulary and not named like what is hidden.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL.ExifTags import Base

from aesthetic_gui import disk_io
from aesthetic_gui.files import reading, xmp
from aesthetic_gui.files.exif import ORIENTATION, Tags, orientation_of
from aesthetic_gui.files.export.metadata import exif_block, facts, iptc, spelling, xmp_kept
from aesthetic_gui.files.export.metadata.embedded import Embedded, embedded
from aesthetic_gui.files.export.metadata.facts import Said
from aesthetic_gui.files.export.metadata.private import Filter
from aesthetic_gui.files.export.rendition import Along, ColourSpace, Format, Private, Rendition
from aesthetic_gui.files.xmp.profiles import EMBEDDED, LIGHTROOM
from aesthetic_gui.photo import NO_DETAILS, UNDECIDED, ColourLabel, Decision, Details, Flag, Unreadable

_XMP_HEAD = 29
_SERIALS = (Base.CameraOwnerName, Base.BodySerialNumber, Base.LensSerialNumber, Base.ImageUniqueID)
_TAGS = {Private.SERIALS: _SERIALS, Private.RATINGS: (Base.Rating, Base.RatingPercent)}
_NOTES = (facts.XP_COMMENT, facts.XP_SUBJECT, Base.UserComment)  # in which programs and phones write anything
_AS_WRITTEN = (Base.Artist, Base.Copyright, facts.XP_AUTHOR)
_log = logging.getLogger(__name__)


def kept(
    source: Path,
    rendition: Rendition,
    size: tuple[int, int],
    sidecars: Sequence[Path] = (),
    decision: Decision = UNDECIDED,
    written: Details = NO_DETAILS,
) -> dict[str, Any]:
    """Options for Pillow's ``save``: ``exif``, ``xmp`` and, for JPEG, ``extra`` with IPTC-IIM; empty where nothing is.

    ``size`` is the exported picture's (width, height). What ``sidecars`` say goes before what the photograph says
    itself, the first of them before the others; a ``decision`` and what was ``written`` before all of them. Raises
    ``Unreadable``.
    """
    if rendition.metadata is Along.NONE:
        return {}
    try:
        found = embedded(source)
    except OSError as error:
        raise Unreadable(source, *reading.why_not_read(source, error)) from error
    details = rendition.metadata
    *packets, own = _decided([*map(_read, sidecars), found.xmp], decision, written)
    allowed = _filter(rendition, [*packets, own], found)
    packet, said = xmp_kept.kept(packets, own, details, allowed, is_turned=orientation_of(found.tags) != 1)
    options = {"exif": exif(found, said, rendition, size, allowed), "xmp": packet}
    if rendition.format is Format.JPEG:
        options["extra"] = iptc.segment(iptc.kept(found.iptc, details, allowed, facts.datasets(said)))
        if len(packet) > iptc.SEGMENT - _XMP_HEAD:
            _log.info("the XMP of %r is too long for a JPEG and left out", source)
            options["xmp"] = b""
    return {name: content for name, content in options.items() if content}


def _filter(rendition: Rendition, packets: Sequence[bytes], found: Embedded) -> Filter:
    allowed = Filter(rendition.hidden)
    if not allowed.hidden:
        return allowed
    names = [*xmp_kept.names_in([*packets, *found.split_off], allowed)]
    names += [name for keyword in _keywords(found) for name in allowed.names_below(keyword)]
    if Private.PLACE in allowed.hidden:
        names += [content.decode() for number, content in iptc.datasets(found.iptc) if number in iptc.PLACES]
    if Private.SERIALS in allowed.hidden:
        names += [str(found.camera[tag]) for tag in _SERIALS if tag in found.camera]
    return allowed.knowing(names)


def _keywords(found: Embedded) -> list[str]:
    """Those of EXIF and of IPTC."""
    words = [content.decode() for number, content in iptc.datasets(found.iptc) if number in iptc.KEYWORDS]
    return words + spelling.of_windows(found.tags.get(facts.XP_KEYWORDS, b"")).split(";")


def _decided(packets: Sequence[bytes], decision: Decision, written: Details) -> list[bytes]:
    """The packets as if both had been saved this moment, which need not have been; before them one of its own.

    One that cannot be changed stays as it is.
    """
    details, decision = None if written == NO_DETAILS else written, replace(decision, turn=0)  # it is upright now
    if decision == UNDECIDED and details is None:
        return [*packets]
    stated = [xmp.write(None, xmp.Wanted(decision, details=details), EMBEDDED if decision != UNDECIDED else LIGHTROOM)]
    for packet in packets:
        try:
            stated.append(_stated(packet, decision, details) if packet else packet)
        except xmp.XmpError:
            _log.info("XMP that a decision cannot be written into", exc_info=True)
            stated.append(packet)
    return stated


def _stated(packet: bytes, decision: Decision, details: Details | None) -> bytes:
    """Where nothing was decided here, what the packet says of flag, stars and label stays."""
    if decision != UNDECIDED:
        return xmp.write(packet, xmp.Wanted(decision, details=details), EMBEDDED)
    marks = xmp.read(packet)
    said = Decision(marks.flag or Flag.NONE, marks.stars or 0, marks.label or ColourLabel.NONE)
    return xmp.write(packet, xmp.Wanted(said, details=details), LIGHTROOM)


def _read(sidecar: Path) -> bytes:
    """Its bytes; none of one that is gone, or too large to be one. Raises ``Unreadable``."""
    try:
        return disk_io.read_regular(sidecar, xmp_kept.LARGEST_XMP)
    except FileNotFoundError:
        return b""
    except OSError as error:
        if error.errno == errno.EFBIG:
            return b""
        raise Unreadable(sidecar, *reading.why_not_read(sidecar, error)) from error


def exif(found: Embedded, said: Said, rendition: Rendition, size: tuple[int, int], allowed: Filter) -> bytes:
    """The EXIF block with ``Exif\\0\\0`` before it: upright, of ``size``, without thumbnail and maker's note."""
    tags = _allowed(facts.corrected(found.tags, lambda fact: fact.main, said), allowed)
    if rendition.metadata is Along.COPYRIGHT:
        block = exif_block.block(exif_block.entries(tags, exif_block.COPYRIGHT), [], [])
        return b"Exif\0\0" + block if block else b""
    main, camera = exif_block.size_and_colour(size, rendition.profile is ColourSpace.SRGB)
    if rendition.format is Format.AVIF:  # Pillow would write a block of its own, its texts in ASCII
        main = [entry for entry in main if entry.tag != ORIENTATION]
    own = _allowed(facts.corrected(found.camera, lambda fact: fact.camera, said), allowed)
    main += exif_block.entries(tags, exif_block.MAIN)
    camera += exif_block.entries(own, exif_block.CAMERA)
    gps: list[exif_block.TagEntry] = []
    if rendition.metadata is Along.ALL and Private.PLACE not in allowed.hidden:
        gps = exif_block.entries(facts.corrected(found.gps, lambda fact: fact.gps, said), exif_block.GPS)
    return b"Exif\0\0" + exif_block.block(main, camera, gps)


def _allowed(tags: Tags, allowed: Filter) -> Tags:
    """Without the tags that tell what is hidden, and of keywords without those that do."""
    if not allowed.hidden:
        return tags
    gone = {*_NOTES, *(tag for kind, tags in _TAGS.items() if kind in allowed.hidden for tag in tags)}
    left = {tag: value for tag, value in tags.items() if tag not in gone and not _is_hidden(tag, value, allowed)}
    if facts.XP_KEYWORDS in left:
        words = spelling.of_windows(left[facts.XP_KEYWORDS]).split(";")
        left[facts.XP_KEYWORDS] = spelling.windows(";".join(word for word in words if not allowed.hides_keyword(word)))
    return left


def _is_hidden(tag: int, value: Any, allowed: Filter) -> bool:
    if tag in _AS_WRITTEN or tag == facts.XP_KEYWORDS:
        return False
    return allowed.hides_text(spelling.of_windows(value) if tag == facts.XP_TITLE else spelling.of_exif(value))
