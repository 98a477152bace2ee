"""Containers of one maker: CR3 (as https://github.com/lclevy/canon_cr3 describes it), RAF and MRW.

CR3 is made of boxes, with the main directory and the camera's own apart; RAF holds a whole JPEG, MRW a TIFF in a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from aesthetic_gui.files.containers import jpeg
from aesthetic_gui.files.containers.boxes import IDENTITY, boxes, identity_of
from aesthetic_gui.files.containers.parts import MOST_PARTS, Note, Part, What, content, number, read, size_of

CR3, RAF, MRW = b"ftypcrx ", b"FUJIFILMCCD-RAW", b"\0MRM"  # the first bytes; of a CR3 after four others
_TAGS = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
_DIRECTORIES = {b"CMT1": What.EXIF, b"CMT2": What.CAMERA}
_RAF_JPEG, _MRW_BLOCKS, _PRVW_HEAD = 84, 8, 64  # bytes


def canon_notes(file: BinaryIO) -> Iterator[Note]:
    """What the boxes of a CR3 say."""
    for outer in boxes(file, 0, size_of(file)):
        inside = boxes(file, outer.start, outer.end) if outer.kind == b"moov" else ()
        for box in _within(file, inside, _TAGS):
            if box.kind in _DIRECTORIES:
                yield _DIRECTORIES[box.kind], content(file, box)


def previews(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Start and end of the JPEGs in a CR3 or RAF; of another file none. Raises ``Damaged``."""
    start = read(file, 0, 16)
    if start[4:12] == CR3:
        for box in _within(file, boxes(file, 0, size_of(file)), _PREVIEW, 8):
            at = read(file, box.start, box.start + _PRVW_HEAD).find(b"\xff\xd8\xff")
            if box.kind == b"PRVW" and at >= 0:
                yield box.start + at, box.end
    elif start.startswith(RAF):
        yield raf_jpeg(file)


def _within(file: BinaryIO, outer: Iterable[Part[bytes]], identity: bytes, skipped: int = 0) -> Iterator[Part[bytes]]:
    """The boxes within those of a certain identity, after which so many bytes are skipped."""
    for box in outer:
        if identity_of(file, box) == identity:
            yield from boxes(file, box.start + IDENTITY + skipped, box.end)


def raf_jpeg(file: BinaryIO) -> tuple[int, int]:
    """Start and end of the JPEG in a RAF. Raises ``Damaged``."""
    head = read(file, _RAF_JPEG, _RAF_JPEG + 8)
    start = number(head, 0, 4)
    return start, start + number(head, 4, 4)


def raf_notes(file: BinaryIO) -> Iterator[Note]:
    """What the JPEG in a RAF says. Raises ``Damaged``."""
    return jpeg.notes(file, raf_jpeg(file)[0])


def mrw_blocks(file: BinaryIO) -> Iterator[Part[bytes]]:
    """The named blocks of an MRW, up to the place at byte 4. Raises ``Damaged``."""
    place, end = _MRW_BLOCKS, _MRW_BLOCKS + number(read(file, 4, 8), 0, 4)
    for _ in range(MOST_PARTS):
        head = read(file, place, place + 8)
        if place >= end or len(head) < 8:
            return
        yield Part(head[:4], place + 8, place + 8 + number(head, 4, 4))
        place += 8 + number(head, 4, 4)


def mrw_notes(file: BinaryIO) -> Iterator[Note]:
    """What the TIFF in an MRW says. Raises ``Damaged``."""
    return ((What.EXIF, content(file, block)) for block in mrw_blocks(file) if block.kind == b"\0TTW")
