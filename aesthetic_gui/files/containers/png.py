"""PNG (W3C, third edition, section 5): chunks. EXIF lies in ``eXIf``, XMP in an ``iTXt`` of a name of its own."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import takewhile
from typing import BinaryIO

from aesthetic_gui.files.containers.parts import LARGEST, MOST_PARTS, Damaged, Note, Part, What, content, number, read

SIGNATURE = b"\x89PNG"
_XMP = b"XML:com.adobe.xmp\0"


def chunks(file: BinaryIO) -> Iterator[Part[bytes]]:
    """All chunks, in their order."""
    place = 8
    for _ in range(MOST_PARTS):
        head = read(file, place, place + 8)
        if len(head) < 8:
            return
        end = place + 8 + number(head, 0, 4)
        yield Part(head[4:], place + 8, end)
        place = end + 4


def before_pixels(file: BinaryIO) -> Iterator[Part[bytes]]:
    """The chunks that stand before the pixels."""
    return takewhile(lambda chunk: chunk.kind != b"IDAT", chunks(file))


def notes(file: BinaryIO) -> Iterator[Note]:
    """What a PNG says. Raises ``Damaged``."""
    for chunk in chunks(file):
        if chunk.kind == b"eXIf":
            yield What.EXIF, content(file, chunk)
        elif chunk.kind == b"iTXt" and read(file, chunk.start, chunk.start + len(_XMP)) == _XMP:
            yield What.XMP, _text(content(file, chunk, len(_XMP)))


def _text(data: bytes) -> bytes:
    """An international text (11.3.3.4) after compression flag and method, language and translated keyword."""
    parts = data[2:].split(b"\0", 2)
    if len(parts) < 3:
        raise Damaged("a text without a beginning")
    if not data[0]:
        return parts[2]
    try:
        return zlib.decompressobj().decompress(parts[2], LARGEST + 1)
    except zlib.error as error:
        raise Damaged(str(error)) from error
