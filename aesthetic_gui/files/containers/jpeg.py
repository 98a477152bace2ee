"""JPEG (ITU-T T.81, annex B): segments, each after a marker, up to the first scan.

EXIF lies in APP1 (CIPA DC-008, 4.7), XMP there too, the part of a packet that is too long for a segment in further ones
(XMP specification, part 3, 1.1.3); IPTC-IIM is one of Photoshop's resources, in APP13.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from aesthetic_gui.files.containers.parts import Note, Part, What, content, number, read

APP2, START_OF_SCAN = 0xE2, 0xDA
MOST_SEGMENTS, MOST_FILLING = 4096, 1024  # and bytes before each

_APP1, _APP13, _END = 0xE1, 0xED, 0xD9
_ALONE = (0x01, *range(0xD0, 0xD9))  # markers without content
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LOSSY_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive
_IDENTITY, _HEAD = 32, 40  # bytes before a piece of a split packet
_NOTES = (
    (_APP1, b"Exif\0", What.EXIF),
    (_APP1, b"http://ns.adobe.com/xap/1.0/\0", What.XMP),
    (_APP1, b"http://ns.adobe.com/xmp/extension/\0", What.EXTENDED),
    (_APP13, b"Photoshop 3.0\0", What.RESOURCES),
)


def segments(file: BinaryIO, place: int = 0) -> Iterator[Part[int]]:
    """The segments of a JPEG that begins at ``place``, up to the header of its first scan, that included.

    The kind is the marker's second byte.
    """
    place += 2
    for _ in range(MOST_SEGMENTS):
        ahead = read(file, place, place + MOST_FILLING + 4)
        filling = max(len(ahead) - len(ahead.lstrip(b"\xff")) - 1, 0)
        head, place = ahead[filling : filling + 4], place + filling
        if len(head) < 4 or head[0] != 0xFF or head[1] in (0xFF, _END):
            return
        if head[1] in _ALONE:
            place += 2
            continue
        length = number(head, 2, 2)
        yield Part(head[1], place + 4, place + 2 + length)
        if head[1] == START_OF_SCAN or length < 2:
            return
        place += 2 + length


def first_scan(file: BinaryIO) -> Part[int] | None:
    """The header of a JPEG's first scan; None where other than segments, or too many of them, come before it."""
    return next((segment for segment in segments(file) if segment.kind == START_OF_SCAN), None)


def size(file: BinaryIO, start: int, end: int) -> tuple[int, int] | None:
    """Width and height of the JPEG between two places; None where it is none, or a lossless one (B.2.2)."""
    if read(file, start, start + 2) != b"\xff\xd8":
        return None
    frame = next((segment for segment in segments(file, start) if segment.kind in FRAMES), None)
    if frame is None or frame.kind not in _LOSSY_FRAMES or frame.start > end:
        return None
    head = read(file, frame.start, frame.start + 5)
    if len(head) < 5 or head[0] != 8:  # bits
        return None
    height, width = number(head, 1, 2), number(head, 3, 2)
    return (width, height) if width and height else None


def notes(file: BinaryIO, place: int = 0) -> Iterator[Note]:
    """What a JPEG says that begins at ``place``."""
    for segment in segments(file, place):
        if segment.kind in (_APP1, _APP13):
            data = content(file, segment)
            known = ((what, first) for marker, first, what in _NOTES if marker == segment.kind)
            yield from ((what, data.removeprefix(first)) for what, first in known if data.startswith(first))


def joined(pieces: Iterable[bytes]) -> dict[bytes, bytes]:
    """The packets that were split off, by their identifier; none of which a piece is missing, or there twice."""
    found: dict[bytes, list[tuple[int, int, bytes]]] = {}
    for piece in pieces:
        if len(piece) >= _HEAD:
            length, offset = number(piece, _IDENTITY, 4), number(piece, _IDENTITY + 4, 4)
            found.setdefault(piece[:_IDENTITY], []).append((offset, length, piece[_HEAD:]))
    return {identity: whole for identity, own in found.items() if (whole := _whole(sorted(own)))}


def _whole(pieces: list[tuple[int, int, bytes]]) -> bytes:
    length = 0
    for offset, _, data in pieces:
        if offset != length:
            return b""
        length += len(data)
    return b"".join(data for _, _, data in pieces) if length == pieces[0][1] else b""
