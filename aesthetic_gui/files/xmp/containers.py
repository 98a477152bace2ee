"""Where a photograph's file keeps its XMP packet and its EXIF (XMP specification, part 3: storage in files).

Every file is walked by its own structure, only the parts that are wanted are read, and of none more than a packet may
have. What is damaged ends the walk: what was found until then counts.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Literal

from aesthetic_gui.files.decoding.codecs.items import Box, boxes
from aesthetic_gui.files.xmp.encodings import LARGEST

MOST_PARTS = 100_000  # chunks of a PNG; a large one has some ten thousand
FARTHEST = 1 << 40  # bytes; a place beyond is damage, which not every disk can look up
RATING, RATING_PERCENT, PACKET = 0x4746, 0x4749, 700  # tags of a TIFF directory

_MOST_TAGS = 4096
_TAG_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 8: 2, 9: 4, 13: 4, 16: 8}  # bytes, by type
_STANDARD = b"http://ns.adobe.com/xap/1.0/\x00"
_EXTENDED = b"http://ns.adobe.com/xmp/extension/\x00"
_EXIF = b"Exif\x00"
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD9))
_IN_PNG = b"XML:com.adobe.xmp\x00"
_XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_MIME = b"application/rdf+xml"
_XMP_RESOURCE, _EXIF_RESOURCE = 1060, 1058
_LONGEST_NAME = 256


@dataclass(slots=True)
class Found:
    """``extended``: by their identifier the packets that a JPEG has split off; ``tags``: RATING and RATING_PERCENT.

    ``room``: bytes that may still be read. A file that asks for more has been made to.
    """

    packet: bytes = b""
    extended: dict[bytes, bytes] = field(default_factory=dict)
    tags: dict[int, int] = field(default_factory=dict)
    room: int = 4 * LARGEST

    def read(self, file: BinaryIO, place: int, length: int) -> bytes:
        """Raises ``ValueError`` where there is no room left, which ends the walk."""
        data = _read(file, place, length)
        self.room -= len(data)
        if self.room < 0:
            raise ValueError("too much to read")
        return data

    def add(self, packet: bytes) -> None:
        """The first one counts."""
        self.packet = self.packet or packet

    def add_exif(self, block: bytes) -> None:
        """A block of EXIF, with or without ``Exif`` before it."""
        starts = [start for order in (b"II*\x00", b"MM\x00*") if (start := block.find(order, 0, 64)) >= 0]
        if starts:
            _of_tiff(io.BytesIO(block[min(starts) :]), self)


def find(file: BinaryIO) -> Found:
    """What an open file keeps; empty where it is of no kind that is known here. Raises ``OSError`` only."""
    found = Found()
    start = _read(file, 0, 16)
    walk = next((walk for is_kind, walk in _KINDS if is_kind(start)), None)
    try:
        if walk:
            walk(file, found)
    except (struct.error, IndexError, ValueError, OverflowError, zlib.error):
        pass  # damaged: see above
    return found


def _read(file: BinaryIO, place: int, length: int) -> bytes:
    """At most one byte more than a packet may have, so that a larger one is refused as such."""
    if not 0 <= place < FARTHEST:
        return b""
    file.seek(place)
    return file.read(max(0, min(length, LARGEST + 1)))


def _of_jpeg(file: BinaryIO, found: Found, start: int = 0) -> None:
    parts: dict[bytes, list[tuple[int, int, bytes]]] = {}
    room = LARGEST
    for marker, place, length in _segments(file, start):
        if marker != 0xE1:
            continue
        data = found.read(file, place, length)
        if data.startswith(_STANDARD):
            found.add(data[len(_STANDARD) :])
        elif data.startswith(_EXIF):
            found.add_exif(data)
        elif data.startswith(_EXTENDED) and (room := room - length) > 0:
            head = len(_EXTENDED)
            full, offset = struct.unpack_from(">II", data, head + 32)
            parts.setdefault(data[head : head + 32], []).append((offset, full, data[head + 40 :]))
    found.extended = {identity: whole for identity, own in parts.items() if (whole := _joined(own))}


def _segments(file: BinaryIO, place: int) -> Iterator[tuple[int, int, int]]:
    """Marker, place and length of a JPEG's segments up to the picture (ITU-T T.81, B.1)."""
    place += 2
    for _ in range(MOST_PARTS):
        head = _read(file, place, 4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in (0xDA, 0xD9):
            return
        if head[1] == 0xFF or head[1] in _WITHOUT_LENGTH:
            place += 1 if head[1] == 0xFF else 2
            continue
        length = struct.unpack(">H", head[2:])[0]
        yield head[1], place + 4, length - 2
        place += 2 + length


def _joined(parts: list[tuple[int, int, bytes]]) -> bytes:
    """The parts of an extended packet in one; nothing where one is missing."""
    length = 0
    for offset, _, data in sorted(parts):
        if offset != length:
            return b""
        length += len(data)
    return b"".join(data for _, _, data in sorted(parts)) if length == parts[0][1] else b""


def _of_png(file: BinaryIO, found: Found) -> None:
    place = 8
    for _ in range(MOST_PARTS):
        head = _read(file, place, 8)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head)
        if kind == b"iTXt" and not found.packet and _read(file, place + 8, len(_IN_PNG)) == _IN_PNG:
            found.add(_international_text(found.read(file, place + 8 + len(_IN_PNG), length - len(_IN_PNG))))
        elif kind == b"eXIf":
            found.add_exif(found.read(file, place + 8, length))
        place += 12 + length


def _international_text(data: bytes) -> bytes:
    """What follows the keyword of a PNG's ``iTXt`` (PNG 3, 11.3.3.4): perhaps compressed."""
    text = data[2:].split(b"\x00", 2)[2]
    return zlib.decompressobj().decompress(text, LARGEST + 1) if data[0] else text


def _of_webp(file: BinaryIO, found: Found) -> None:
    place = 12
    for _ in range(MOST_PARTS):
        head = _read(file, place, 8)
        if len(head) < 8:
            return
        kind, length = struct.unpack("<4sI", head)
        if kind == b"XMP ":
            found.add(found.read(file, place + 8, length))
        elif kind == b"EXIF":
            found.add_exif(found.read(file, place + 8, length))
        place += 8 + length + length % 2


def _of_boxes(file: BinaryIO, found: Found) -> None:
    """HEIC, AVIF and CR3 (ISO/IEC 14496-12), and JPEG XL's container (ISO/IEC 18181-2)."""
    for kind, place, length in _boxes(file):
        if kind == b"uuid" and _read(file, place, 16) == _XMP_BOX:
            found.add(found.read(file, place + 16, length - 16))
        elif kind == b"xml ":
            found.add(found.read(file, place, length))
        elif kind == b"Exif":
            found.add_exif(found.read(file, place, length))
        elif kind == b"meta":
            _of_items(file, found.read(file, place, length), found)


def _boxes(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Kind, place and length of the outermost boxes."""
    size, place = file.seek(0, io.SEEK_END), 0
    for _ in range(MOST_PARTS):
        head = _read(file, place, 16)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head[:8])
        start = 8
        if length == 1:
            length, start = struct.unpack(">Q", head[8:])[0], 16
        length = length or size - place
        if length < start:
            return
        yield kind, place + start, min(length, size - place) - start
        place += length


def _of_items(file: BinaryIO, meta: bytes, found: Found) -> None:
    inside = {box.kind: box for box in boxes(meta, 4, len(meta))}
    if not {b"iinf", b"iloc"} <= inside.keys():
        return
    packets, exifs = _described(meta, inside[b"iinf"])
    for item, method, extents in _locations(meta, inside[b"iloc"]):
        if item not in packets | exifs or method > 1:
            continue
        data = _content(file, found, meta, inside.get(b"idat") if method else None, extents)
        if item in packets:
            found.add(data)
        else:
            found.add_exif(data)


def _described(meta: bytes, information: Box) -> tuple[set[int], set[int]]:
    """The items that are packets, and those that are EXIF (``infe``, versions 2 and 3)."""
    packets, exifs = set[int](), set[int]()
    start = information.start + (6 if meta[information.start] == 0 else 8)
    for box in boxes(meta, start, information.end):
        wide = meta[box.start] > 2
        item = struct.unpack_from(">I" if wide else ">H", meta, box.start + 4)[0]
        place = box.start + (10 if wide else 8)
        kind, rest = meta[place : place + 4], meta[place + 4 : min(box.end, place + _LONGEST_NAME)]
        if kind == b"mime" and rest.split(b"\x00")[1:2] == [_MIME]:
            packets.add(item)
        elif kind == b"Exif":
            exifs.add(item)
    return packets, exifs


def _locations(meta: bytes, location: Box) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Item, construction method and extents (``iloc``, versions 0 to 2)."""
    stream = io.BytesIO(meta[location.start : location.end])
    version, _, sizes, more_sizes = stream.read(1)[0], stream.read(3), stream.read(1)[0], stream.read(1)[0]

    room = MOST_PARTS

    def number(width: int) -> int:
        return int.from_bytes(stream.read(width))

    for _ in range(min(number(4 if version > 1 else 2), MOST_PARTS)):
        item = number(4 if version > 1 else 2)
        method = number(2) & 15 if version else 0
        number(2)  # which file it is in: this one
        base = number(more_sizes >> 4)
        extents: list[tuple[int, int]] = []
        count = number(2)
        if (room := room - count) < 0:
            raise ValueError("more extents than any file has")
        for _ in range(count):
            number(more_sizes & 15 if version else 0)
            extents.append((base + number(sizes >> 4), number(sizes & 15)))
        yield item, method, extents
        if stream.tell() >= location.end - location.start:
            return


def _content(file: BinaryIO, found: Found, meta: bytes, inline: Box | None, extents: list[tuple[int, int]]) -> bytes:
    parts: list[bytes] = []
    room = LARGEST + 1
    for offset, length in extents:
        if inline:
            start = inline.start + offset
            part = meta[start : min(start + length, inline.end)]
        else:
            part = found.read(file, offset, length)
        parts.append(part[:room])
        room -= len(parts[-1])
        if room <= 0:
            break
    return b"".join(parts)


def _of_raf(file: BinaryIO, found: Found) -> None:
    """Fujifilm: a whole JPEG, its place at byte 84."""
    _of_jpeg(file, found, struct.unpack(">I", _read(file, 84, 4))[0])


def _of_tiff(file: BinaryIO, found: Found) -> None:
    """The first directory of a TIFF, as DNG and most RAWs are (TIFF 6.0; BigTIFF; ORF and RW2 differ in a number)."""
    head = _read(file, 0, 16)
    order = "<" if head.startswith(b"II") else ">"
    is_big = struct.unpack_from(order + "H", head, 2)[0] == 43
    place = struct.unpack_from(order + "Q", head, 8)[0] if is_big else struct.unpack_from(order + "I", head, 4)[0]
    width, width_of_count, entry = (8, 8, 20) if is_big else (4, 2, 12)
    layout = order + ("HHQ" if is_big else "HHI")
    count = min(int.from_bytes(_read(file, place, width_of_count), _byte_order(order)), _MOST_TAGS)
    entries = found.read(file, place + width_of_count, count * entry)
    for start in range(0, len(entries) - entry + 1, entry):
        tag, kind, number = struct.unpack_from(layout, entries, start)
        if tag not in (RATING, RATING_PERCENT, PACKET) or kind not in _TAG_SIZES:
            continue
        length = number * _TAG_SIZES[kind]
        value = entries[start + entry - width : start + entry]
        data = (
            value[:length] if length <= width else found.read(file, int.from_bytes(value, _byte_order(order)), length)
        )
        if tag == PACKET:
            found.add(data)
        elif number == 1:
            found.tags.setdefault(tag, int.from_bytes(data, _byte_order(order)))


def _byte_order(order: str) -> Literal["little", "big"]:
    return "little" if order == "<" else "big"


def _of_psd(file: BinaryIO, found: Found) -> None:
    """Photoshop: image resources, after the colours (Adobe Photoshop File Formats Specification)."""
    place = 30 + struct.unpack(">I", _read(file, 26, 4))[0]
    end = place + 4 + struct.unpack(">I", _read(file, place, 4))[0]
    place += 4
    for _ in range(MOST_PARTS):
        head = _read(file, place, 7)
        if place >= end or len(head) < 7 or head[:4] not in (b"8BIM", b"MeSa"):
            return
        name_length = head[6] + 1
        place += 6 + name_length + name_length % 2
        length = struct.unpack(">I", _read(file, place, 4))[0]
        number = struct.unpack(">H", head[4:6])[0]
        if number == _XMP_RESOURCE:
            found.add(found.read(file, place + 4, length))
        elif number == _EXIF_RESOURCE:
            found.add_exif(found.read(file, place + 4, length))
        place += 4 + length + length % 2


_TIFFS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"IIRO", b"IIRS", b"MMOR", b"IIU\x00")
_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[BinaryIO, Found], None]], ...] = (
    (lambda start: start.startswith(b"\xff\xd8\xff"), _of_jpeg),
    (lambda start: start.startswith(b"\x89PNG\r\n\x1a\n"), _of_png),
    (lambda start: start[:4] == b"RIFF" and start[8:12] == b"WEBP", _of_webp),
    (lambda start: start[4:8] in (b"ftyp", b"JXL "), _of_boxes),
    (lambda start: start.startswith(_TIFFS), _of_tiff),
    (lambda start: start.startswith(b"FUJIFILMCCD-RAW"), _of_raf),
    (lambda start: start.startswith(b"8BPS"), _of_psd),
)
