"""TIFF (revision 6.0), BigTIFF, and the RAWs that are TIFFs but for a number: the first directory's tags.

As in every EXIF block, and in DNG and most RAWs, XMP is a tag there (XMP specification, part 3, 1.1.4), and IPTC-IIM
another, or one of Photoshop's resources in a third.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from aesthetic_gui.files.containers.parts import Note, Order, Part, What, content, number, read

STANDARD = (b"II*\0", b"MM\0*")
BIG = (b"II+\0", b"MM\0+")
STARTS = (*STANDARD, *BIG, b"IIRO", b"IIRS", b"MMOR", b"IIU\0")  # the last: ORF and RW2
MOST_TAGS = 4096

_SIZES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)  # bytes of one value, by type
_PREFIXED = 64  # bytes, at most, before a block's TIFF header: HEIF's offset, "Exif\0\0"
_NOTES = {700: What.XMP, 33723: What.IPTC, 34377: What.RESOURCES}


class TiffHead(NamedTuple):
    """``mark``: ``b"II"`` or ``b"MM"``; ``first``: where the first directory is."""

    mark: bytes
    order: Order
    is_big: bool
    first: int


def block(data: bytes) -> bytes:
    """An EXIF block from its TIFF header on; ``b""`` where it has none."""
    starts = [start for first in STANDARD if (start := data.find(first, 0, _PREFIXED)) >= 0]
    return data[min(starts) :] if starts else b""


def read_head(file: BinaryIO) -> TiffHead | None:
    """The header of an open file, None where it is no TIFF. Raises ``OSError``."""
    data = read(file, 0, 16)
    if not data.startswith(STARTS):
        return None
    order: Order = "little" if data.startswith(b"II") else "big"
    is_big = data.startswith(BIG)
    return TiffHead(data[:2], order, is_big, int.from_bytes(data[8:16] if is_big else data[4:8], order))


def tags(file: BinaryIO) -> Iterator[Part[int]]:
    """The tags of the first directory, those of no known type left out; a part is where all of a tag's values lie."""
    head = read_head(file)
    if head is not None:
        yield from directory(file, head)


def directory(file: BinaryIO, head: TiffHead) -> Iterator[Part[int]]:
    """The same of the directory at ``head.first``: a camera's own, or one in a maker's note."""
    counted, wide, row = (8, 8, 20) if head.is_big else (2, 4, 12)
    first = head.first + counted
    count = min(int.from_bytes(read(file, head.first, first), head.order), MOST_TAGS)
    rows = read(file, first, first + count * row)
    for place in range(0, len(rows) - row + 1, row):
        kind = number(rows, place + 2, 2, head.order)
        size = _SIZES[kind] * number(rows, place + 4, wide, head.order) if kind < len(_SIZES) else 0
        value = place + row - wide
        start = first + value if size <= wide else number(rows, value, wide, head.order)
        if size:
            yield Part(number(rows, place, 2, head.order), start, start + size)


def whole(file: BinaryIO, tag: int) -> int | None:
    """The tag's value as a number, None where it is not there or too long to be one."""
    head = read_head(file)
    part = next((part for part in tags(file) if part.kind == tag), None)
    if head is None or part is None or part.end - part.start > 4:
        return None
    return int.from_bytes(content(file, part), head.order)


def notes(file: BinaryIO) -> Iterator[Note]:
    """What the first directory of a TIFF, or of a bare EXIF block, says; not what EXIF says by its own tags."""
    for part in tags(file):
        if part.kind in _NOTES:
            yield _NOTES[part.kind], content(file, part)
