"""GIF (89a): blocks. XMP lies in an application extension, as it is (XMP specification, part 3, 1.1.2).

The packet is not cut into sub-blocks: a reader that takes its bytes for lengths is led to the end by the bytes after
it, which count down from 255.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from aesthetic_gui.files.containers.parts import MOST_PARTS, Note, Part, What, content, read

_HEAD, _COLOURS = 13, 0x80  # bytes; the flag of a table of colours
_EXTENSION, _XMP = 0x21, b"\x0bXMP DataXMP"
_LEADS_OUT = b"\x01\xff\xfe\xfd"


def extensions(file: BinaryIO) -> Iterator[Part[int]]:
    """The extensions before the first picture, by their label: all of their sub-blocks, the first length included."""
    head = read(file, 0, _HEAD)
    flags = head[10] if len(head) == _HEAD else 0
    place = _HEAD + (3 << (flags & 7) + 1 if flags & _COLOURS else 0)
    for _ in range(MOST_PARTS):
        start = read(file, place, place + 2)
        if len(start) < 2 or start[0] != _EXTENSION:
            return
        end = _after_blocks(file, place + 2)
        yield Part(start[1], place + 2, end)
        place = end


def _after_blocks(file: BinaryIO, place: int) -> int:
    for _ in range(MOST_PARTS):
        length = int.from_bytes(read(file, place, place + 1))
        place += 1 + length
        if not length:
            break
    return place


def notes(file: BinaryIO) -> Iterator[Note]:
    """What a GIF says."""
    for part in extensions(file):
        if read(file, part.start, part.start + len(_XMP)) == _XMP:
            packet, _, _ = content(file, part, len(_XMP)).rpartition(_LEADS_OUT)
            yield What.XMP, packet
