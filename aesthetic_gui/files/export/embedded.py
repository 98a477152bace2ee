"""What a photograph's file carries beside its pixels, as it stands there: EXIF tags, an XMP packet, IPTC-IIM.

Read from the containers by hand: only headers are looked at, and no decoder is. Nothing in a file is trusted.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from PIL.ExifTags import IFD

from aesthetic_gui.files import exif, reading
from aesthetic_gui.files.decoding import previews
from aesthetic_gui.files.decoding.codecs import items, png, raw_header
from aesthetic_gui.files.exif import Tags
from aesthetic_gui.files.kinds import Kind, kind_of

HEAD = 16 << 20  # bytes of a file in which its notes are looked for; they stand at the beginning, in HEIF nearly always
LARGEST_XMP = 8 << 20  # bytes
_APP1, _APP13 = 0xE1, 0xED
_EXIF, _XMP, _PHOTOSHOP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"
_IPTC_RESOURCE, _EXIF_RESOURCE, _XMP_RESOURCE = 1028, 1058, 1060
_XMP_TAG, _IPTC_TAG, _PHOTOSHOP_TAG = 700, 33723, 34377
_GPS_TAGS = 31  # the highest number in that directory
_MOST_DIRECTORIES = 8
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta>", re.DOTALL)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Embedded:
    """``tags``, ``camera`` and ``gps`` as ``files.exif`` gives them; ``xmp`` and ``iptc`` as they stand."""

    tags: Tags = field(default_factory=dict)
    camera: Tags = field(default_factory=dict)
    gps: Tags = field(default_factory=dict)
    xmp: bytes = b""
    iptc: bytes = b""


def embedded(path: Path) -> Embedded:
    """What the photograph at ``path`` carries; empty where there is nothing to be read. Raises ``OSError``."""
    with io.BufferedReader(reading.open_regular(path)) as file:
        kind = kind_of(file, path.name)
        file.seek(0)
        try:
            return _READERS[kind](file) if kind in _READERS else Embedded()
        except OSError:
            raise
        except Exception:  # noqa: BLE001 – hostile bytes raise anything, and no note is worth a photograph
            _log.info("cannot read what %r carries", path, exc_info=True)
            return Embedded()


def of_tiff(stream: BinaryIO) -> Embedded:
    """What a TIFF, a TIFF-like RAW or a bare EXIF block carries."""
    tags, camera = exif.tags_of_tiff(stream)
    below = exif.directories(stream, IFD.GPSInfo, _MOST_DIRECTORIES) if IFD.GPSInfo in tags else ()
    gps = next((found for found in below if found and max(found) <= _GPS_TAGS), {})
    iptc = _bytes(tags.get(_IPTC_TAG)) or resources(_bytes(tags.get(_PHOTOSHOP_TAG))).get(_IPTC_RESOURCE, b"")
    return Embedded(tags, camera, gps, _bytes(tags.get(_XMP_TAG)), iptc)


def resources(data: bytes) -> dict[int, bytes]:
    """Photoshop's image resources by their number (Adobe Photoshop File Formats Specification)."""
    found: dict[int, bytes] = {}
    place = 0
    while data[place : place + 4] == b"8BIM" and place + 8 <= len(data):
        (number,) = struct.unpack_from(">H", data, place + 4)
        place += 6 + (data[place + 6] + 2) // 2 * 2  # a name, its length before it, to an even length
        (size,) = struct.unpack_from(">I", data, place)
        found[number] = data[place + 4 : place + 4 + size]
        place += 4 + size + size % 2
    return found


def _of_block(block: bytes) -> Embedded:
    """An EXIF block with or without what containers put before its TIFF header."""
    starts = [start for order in (b"II*\0", b"MM\0*") if (start := block.find(order, 0, 64)) >= 0]
    return of_tiff(io.BytesIO(block[min(starts) :])) if starts else Embedded()


def _with(block: bytes, xmp: bytes = b"", iptc: bytes = b"") -> Embedded:
    found = _of_block(block)
    found.xmp, found.iptc = xmp or found.xmp, iptc or found.iptc
    return found


def _of_jpeg(file: BinaryIO) -> Embedded:
    data = file.read(HEAD)
    block = xmp = photoshop = b""
    for segment in previews.header_segments(data):
        content = data[segment.start : segment.end]
        if segment.marker == _APP1 and content.startswith(_EXIF):
            block = block or content
        elif segment.marker == _APP1 and content.startswith(_XMP):
            xmp = xmp or content.removeprefix(_XMP)
        elif segment.marker == _APP13 and content.startswith(_PHOTOSHOP):
            photoshop += content.removeprefix(_PHOTOSHOP)
    return _with(block, xmp, resources(photoshop).get(_IPTC_RESOURCE, b""))


def _of_png(file: BinaryIO) -> Embedded:
    data = file.read(HEAD)
    block = xmp = b""
    for chunk in png.chunks(data):
        content = data[chunk.start : chunk.end]
        if chunk.kind == b"eXIf":
            block = content
        elif chunk.kind == b"iTXt" and content.startswith(b"XML:com.adobe.xmp\0"):
            xmp = _itxt(content)
    return _with(block, xmp)


def _itxt(content: bytes) -> bytes:
    """An international text's text: after keyword, compression flag and method, language and translated keyword."""
    rest = content.partition(b"\0")[2]
    text = rest[2:].split(b"\0", 2)[2]
    return zlib.decompressobj().decompress(text, LARGEST_XMP) if rest[0] else text


def _of_webp(file: BinaryIO) -> Embedded:
    found: dict[bytes, bytes] = {}
    file.seek(12)
    while len(head := file.read(8)) == 8:
        kind, size = struct.unpack("<4sI", head)
        if kind in (b"EXIF", b"XMP "):
            found[kind] = file.read(min(size, LARGEST_XMP))
            file.seek(size - len(found[kind]) + size % 2, io.SEEK_CUR)
        else:
            file.seek(size + size % 2, io.SEEK_CUR)
    return _with(found.get(b"EXIF", b""), found.get(b"XMP ", b""))


def _of_heif(file: BinaryIO) -> Embedded:
    data = file.read(reading.LARGEST_FILE)
    return _with(items.read_items(data).exif, _packet(data))


def _of_jpeg_xl(file: BinaryIO) -> Embedded:
    """Compressed boxes (``brob``) are left closed."""
    data = file.read(HEAD)
    found = {box.kind: data[box.start : box.end] for box in items.boxes(data, 0, len(data))}
    return _with(found.get(b"Exif", b""), found.get(b"xml ", b""))


def _of_psd(file: BinaryIO) -> Embedded:
    file.seek(26)
    for _ in range(2):  # the palette, then the resources
        section = file.read(min(struct.unpack(">I", file.read(4))[0], HEAD))
    found = resources(section)
    return _with(found.get(_EXIF_RESOURCE, b""), found.get(_XMP_RESOURCE, b""), found.get(_IPTC_RESOURCE, b""))


def _of_raw(file: BinaryIO) -> Embedded:
    header = raw_header.read_header(file)
    found = of_tiff(file)
    return found if found.camera else Embedded(header.tags, header.camera_tags)


def _packet(data: bytes) -> bytes:
    """An XMP packet wherever it lies: the format is made to be found so (XMP specification, part 3, 1.1)."""
    found = _PACKET.search(data[:HEAD])
    return found[0] if found else b""


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return bytes(value) if isinstance(value, tuple) else b""
    except (TypeError, ValueError):
        return b""


_READERS: Mapping[Kind | None, Callable[[BinaryIO], Embedded]] = {
    Kind.JPEG: _of_jpeg,
    Kind.PNG: _of_png,
    Kind.WEBP: _of_webp,
    Kind.TIFF: of_tiff,
    Kind.HEIF: _of_heif,
    Kind.AVIF: _of_heif,
    Kind.JPEG_XL: _of_jpeg_xl,
    Kind.PSD: _of_psd,
    Kind.RAW: _of_raw,
}
