"""Another XMP packet for a JPEG or a PNG: which bytes give way to which, so that all others stay as they are.

Nothing is written here. A packet that is there is replaced; a new one comes where programs look first: in a JPEG after
the segments of JFIF and EXIF, which have to be the first (CIPA DC-008, 4.5.4), in a PNG after the header.

Of what points to other places of a file, a JPEG's index of further pictures (CIPA DC-007, 5.2) counts from itself: it
holds as long as all that is added comes before it. Only the length of the first picture, which it notes, is another.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from aesthetic_gui.files.containers import jpeg, png, tiff
from aesthetic_gui.files.containers.parts import LARGEST, Damaged, Part, content, number, read

_APP0, _APP1, _APP11 = 0xE0, 0xE1, 0xEB
_IN_JPEG = b"http://ns.adobe.com/xap/1.0/\0"
_EXIF, _INDEX, _SIGNED = b"Exif\0", b"MPF\0", b"c2pa"
_LONGEST = 0xFFFF - 2  # bytes of a segment's content
_IN_PNG = b"XML:com.adobe.xmp\0"
_TEXT_HEAD = _IN_PNG + bytes(4)  # not packed, no language, no translated keyword
_PICTURES = 0xB002  # the index's tag that has 16 bytes for each picture: what it is, its length, its place, …


class CannotHold(Damaged):
    """The file has no place for the packet, or not without touching more; the text says why."""


class Splice(NamedTuple):
    """The bytes from ``start`` to ``end`` give way to ``new``."""

    start: int
    end: int
    new: bytes


def splices(file: BinaryIO, packet: bytes) -> tuple[Splice, ...]:
    """What makes an open JPEG or PNG carry ``packet``, in the order of their places, none over another.

    Raises :class:`CannotHold` for every other file and for those in which something would not hold any more;
    ``Damaged``, ``OSError``.
    """
    start = read(file, 0, 8)
    if start.startswith(b"\xff\xd8\xff"):
        return _in_jpeg(file, packet)
    if start.startswith(png.SIGNATURE):
        return (_in_png(file, packet),)
    raise CannotHold("only a JPEG or a PNG takes a packet in")


def _in_jpeg(file: BinaryIO, packet: bytes) -> tuple[Splice, ...]:
    segments = list(jpeg.segments(file))
    if not segments or segments[-1].kind != jpeg.START_OF_SCAN:
        raise CannotHold("its segments are damaged")
    if any(one.kind == _APP11 and _SIGNED in content(file, one) for one in segments):
        raise CannotHold("it is signed, which would not hold any more")
    if len(_IN_JPEG + packet) > _LONGEST:
        raise CannotHold("a JPEG has no room for so much")
    there = [one for one in segments if one.kind == _APP1 and _begins(file, one, _IN_JPEG)]
    if len(there) > 1:
        raise CannotHold("it has several packets")
    whole = _segment(_IN_JPEG + packet)
    new = Splice(there[0].start - 4, there[0].end, whole) if there else _first_splice(file, segments, whole)
    return tuple(sorted((new, *_lengths(file, segments, new))))


def _segment(data: bytes) -> bytes:
    return bytes((0xFF, _APP1)) + (len(data) + 2).to_bytes(2, "big") + data


def _first_splice(file: BinaryIO, segments: list[Part[int]], whole: bytes) -> Splice:
    """After the segments of JFIF and EXIF."""
    place = 2
    for one in segments:
        if one.kind != _APP0 and not (one.kind == _APP1 and _begins(file, one, _EXIF)):
            break
        place = one.end
    return Splice(place, place, whole)


def _lengths(file: BinaryIO, segments: list[Part[int]], new: Splice) -> Iterator[Splice]:
    """The length of the first picture in the index of pictures, once ``new`` is there."""
    added = len(new.new) - (new.end - new.start)
    for one in segments:
        if one.kind != jpeg.APP2 or not _begins(file, one, _INDEX):
            continue
        if one.start < new.start:
            raise CannotHold("its index of further pictures would not hold any more")
        yield from _length(content(file, one, len(_INDEX)), one.start + len(_INDEX), added)


def _length(index: bytes, place: int, added: int) -> Iterator[Splice]:
    """``place``: where in the file the index begins, which is a TIFF."""
    stream = io.BytesIO(index)
    head = tiff.read_head(stream)
    for tag in tiff.tags(stream) if head else ():
        if head and tag.kind == _PICTURES and number(index, tag.start + 8, 4, head.order) == 0:  # the one it is in
            length = number(index, tag.start + 4, 4, head.order) + added
            yield Splice(place + tag.start + 4, place + tag.start + 8, (length % 2**32).to_bytes(4, head.order))


def _in_png(file: BinaryIO, packet: bytes) -> Splice:
    chunks = list(png.chunks(file))
    if not chunks or b"IHDR" not in [one.kind for one in chunks] or chunks[-1].kind != b"IEND":
        raise CannotHold("its chunks are damaged")
    if any(one.kind == b"caBX" for one in chunks):
        raise CannotHold("it is signed, which would not hold any more")
    there = [one for one in chunks if one.kind == b"iTXt" and _begins(file, one, _IN_PNG)]
    if len(there) > 1:
        raise CannotHold("it has several packets")
    if len(packet) > LARGEST:
        raise CannotHold("it is more than any program reads")
    whole = _chunk(b"iTXt", _TEXT_HEAD + packet)
    if there:
        return Splice(there[0].start - 8, there[0].end + 4, whole)
    head = next(one for one in chunks if one.kind == b"IHDR")
    return Splice(head.end + 4, head.end + 4, whole)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _begins(file: BinaryIO, part: Part[int] | Part[bytes], first: bytes) -> bool:
    return read(file, part.start, part.start + len(first)) == first and part.end >= part.start + len(first)
