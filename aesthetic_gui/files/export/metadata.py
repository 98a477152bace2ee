"""What of a photograph's metadata an exported picture keeps: the policy, and the options for Pillow that carry it.

    embedded: as it stands ──> of EXIF what is known, of XMP and IPTC what is allowed ──> exif=, xmp=, extra=
    sidecars: titles, stars, rights that were given since ──────────^

The place goes by not being in the tables of what is kept, rather than by being recognised; in XMP, where anybody may
name a property anything, it has to be both of a known vocabulary and not named like a place.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from aesthetic_gui import disk_io
from aesthetic_gui.files import reading
from aesthetic_gui.files.exif import ORIENTATION
from aesthetic_gui.files.export import exif_block, xmp_kept
from aesthetic_gui.files.export.embedded import Embedded, embedded
from aesthetic_gui.files.export.rendition import ColourSpace, Details, Format, Rendition
from aesthetic_gui.photo import Unreadable

_SEGMENT = 65_533  # bytes, at most, of a JPEG's segment after its marker
_XMP_HEAD = 29
_PHOTOSHOP = b"Photoshop 3.0\0"
_IPTC_RESOURCE = 1028
_APPLICATION, _ENVELOPE, _CODED_SET = 2, 1, 90
_IPTC_PLACES = frozenset({26, 27, 90, 92, 95, 100, 101})  # location code and name, city, sublocation, state, country
_IPTC_RIGHTS = frozenset({80, 85, 110, 115, 116})  # by-line and its title, credit, source, copyright notice
_IPTC_STALE = frozenset({200, 201, 202})  # a preview
_log = logging.getLogger(__name__)


def kept(source: Path, rendition: Rendition, size: tuple[int, int], sidecars: Sequence[Path] = ()) -> dict[str, Any]:
    """Options for Pillow's ``save``: ``exif``, ``xmp`` and, for JPEG, ``extra`` with IPTC-IIM; empty where nothing is.

    ``size`` is the exported picture's (width, height). What ``sidecars`` say goes before what the photograph says
    itself, the first of them before the others. Raises ``Unreadable``.
    """
    if rendition.metadata is Details.NONE:
        return {}
    try:
        found = embedded(source)
    except OSError as error:
        raise Unreadable(source, *reading.why_not_read(source, error)) from error
    packets = [*map(_read, sidecars), found.xmp]
    options = {"exif": exif(found, rendition, size), "xmp": xmp_kept.kept(packets, rendition.metadata)}
    if rendition.format is Format.JPEG:
        options["extra"] = _photoshop(iptc(found.iptc, rendition.metadata))
        if len(options["xmp"]) > _SEGMENT - _XMP_HEAD:
            _log.info("the XMP of %r is too long for a JPEG and left out", source)
            options["xmp"] = b""
    return {name: content for name, content in options.items() if content}


def _read(sidecar: Path) -> bytes:
    """Its bytes; none of one that is gone, or too large to be one. Raises ``Unreadable``."""
    try:
        return disk_io.read_regular(sidecar, xmp_kept.LARGEST_XMP + 1)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise Unreadable(sidecar, *reading.why_not_read(sidecar, error)) from error


def exif(found: Embedded, rendition: Rendition, size: tuple[int, int]) -> bytes:
    """The EXIF block with ``Exif\\0\\0`` before it: upright, of ``size``, without thumbnail and maker's note."""
    details = rendition.metadata
    if details is Details.COPYRIGHT:
        block = exif_block.block(exif_block.entries(found.tags, exif_block.COPYRIGHT), [], [])
        return b"Exif\0\0" + block if block else b""
    main, camera = exif_block.size_and_colour(size, rendition.profile is ColourSpace.SRGB)
    if rendition.format is Format.AVIF:  # Pillow would write a block of its own, its texts in ASCII
        main = [entry for entry in main if entry.tag != ORIENTATION]
    main += exif_block.entries(found.tags, exif_block.MAIN)
    camera += exif_block.entries(found.camera, exif_block.CAMERA)
    gps: list[exif_block.TagEntry] = []
    if details is Details.ALL:
        camera += exif_block.entries(found.camera, exif_block.COMMENT)
        gps = exif_block.entries(found.gps, exif_block.GPS)
    return b"Exif\0\0" + exif_block.block(main, camera, gps)


def iptc(records: bytes, details: Details) -> bytes:
    """IPTC-IIM 4.2 with the datasets that may go along."""
    content, has_text = b"", False
    for record, number, raw in _datasets(records):
        is_text = record == _APPLICATION and _may_go(number, details)
        if is_text or (record, number) == (_ENVELOPE, _CODED_SET):
            content, has_text = content + raw, has_text or is_text
    return content if has_text else b""


def _may_go(number: int, details: Details) -> bool:
    if details is Details.COPYRIGHT:
        return number in _IPTC_RIGHTS
    return number not in _IPTC_STALE and (details is Details.ALL or number not in _IPTC_PLACES)


def _datasets(records: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Record, number and all bytes of each dataset; ends where one is broken or longer than 32 KiB."""
    place = 0
    while place + 5 <= len(records) and records[place] == 0x1C:
        record, number, length = struct.unpack_from(">BBH", records, place + 1)
        end = place + 5 + length
        if length > 0x7FFF or end > len(records):
            return
        yield record, number, records[place:end]
        place = end


def _photoshop(records: bytes) -> bytes:
    """The segment in which a JPEG keeps IPTC-IIM; ``b""`` of none, or of too many."""
    padded = records + bytes(len(records) % 2)
    content = _PHOTOSHOP + struct.pack(">4sHHI", b"8BIM", _IPTC_RESOURCE, 0, len(records)) + padded
    if not records or len(content) + 2 > _SEGMENT:
        return b""
    return struct.pack(">BBH", 0xFF, 0xED, len(content) + 2) + content
