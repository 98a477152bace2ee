"""PNG (W3C, third edition, section 5): chunks. EXIF lies in ``eXIf``, XMP in an ``iTXt`` of a name of its own.

ImageMagick, and what is built upon it, writes *raw profiles* instead: a text with the name of the kind, the number of
bytes, and the bytes as hexadecimal digits.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from typing import BinaryIO

from aesthetic_gui.files.containers.parts import LARGEST, MOST_PARTS, Damaged, Note, Part, What, content, number, read

SIGNATURE = b"\x89PNG"
_XMP = b"XML:com.adobe.xmp"
_RAW = b"raw profile type "
_RAW_KINDS = {
    b"xmp": What.XMP,
    b"exif": What.EXIF,
    b"iptc": What.RESOURCES,
    b"8bim": What.RESOURCES,
    b"app1": What.EXIF,
}
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_LONGEST_KEYWORD = 79  # bytes
_XMP_IN_APP1 = b"http://ns.adobe.com/xap/1.0/\0"


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
        elif chunk.kind in _TEXTS:
            keyword = read(file, chunk.start, chunk.start + _LONGEST_KEYWORD + 1).partition(b"\0")[0]
            if chunk.kind == b"iTXt" and keyword == _XMP:
                yield What.XMP, _text(chunk.kind, content(file, chunk, len(keyword) + 1))
            elif keyword.lower().startswith(_RAW):
                yield from _raw_profile(keyword, chunk.kind, content(file, chunk, len(keyword) + 1))


def _raw_profile(keyword: bytes, kind: bytes, packed: bytes) -> Iterator[Note]:
    """Nothing where it is damaged: what is said elsewhere counts then."""
    what = _RAW_KINDS.get(keyword.lower().removeprefix(_RAW).strip())
    if what is None:
        return
    with suppress(ValueError):
        _name, _length, digits = _text(kind, packed).split(None, 2)
        data = bytes.fromhex(digits.decode("ascii"))
        yield (What.XMP, data.removeprefix(_XMP_IN_APP1)) if data.startswith(_XMP_IN_APP1) else (what, data)


def _text(kind: bytes, data: bytes) -> bytes:
    """A text (11.3.3) after its keyword: plain, packed, or an international one, which may be packed."""
    if kind == b"tEXt":
        return data
    if kind == b"zTXt":
        return _unpacked(data[1:])
    parts = data[2:].split(b"\0", 2)  # after compression flag and method: language, translated keyword
    if len(parts) < 3:
        raise Damaged("a text without a beginning")
    return _unpacked(parts[2]) if data[0] else parts[2]


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise Damaged(str(error)) from error
