"""Boxes: HEIF, AVIF and CR3 (ISO/IEC 14496-12), and JPEG XL in its container (ISO/IEC 18181-2).

XMP lies in a ``uuid`` box or in ``xml ``, EXIF in ``Exif``; of HEIF and AVIF both are items (``items``). A JPEG XL may
have either packed with Brotli, in a box ``brob`` that begins with the other's kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from aesthetic_gui.files.containers.parts import (
    LARGEST,
    MOST_PARTS,
    Damaged,
    Note,
    Part,
    What,
    content,
    number,
    read,
    size_of,
)

IDENTITY = 16  # bytes
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_PACKED, _KIND = b"brob", 4  # bytes of a kind
_NOTES = {b"xml ": What.XMP, b"Exif": What.EXIF}


def boxes(file: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[Part[bytes]]:
    """The boxes side by side from ``start`` to ``end``, where the last is cut off; None: to the end of the file.

    The last of the outermost is not cut off: where it claims to end tells whether the file is whole.
    """
    last = size_of(file) if end is None else end
    for _ in range(MOST_PARTS):
        head = read(file, start, min(start + 16, last))
        if len(head) < 8:
            return
        length, first = number(head, 0, 4), 8
        if length == 1:
            if len(head) < 16:
                return
            length, first = number(head, 8, 8), 16
        following = start + length if length else last
        if following < start + first:
            return
        yield Part(head[4:8], start + first, following if end is None else min(following, last))
        start = following


def identity_of(file: BinaryIO, box: Part[bytes]) -> bytes:
    """The 16 bytes that tell what a ``uuid`` box is; ``b""`` of another kind."""
    return read(file, box.start, box.start + IDENTITY) if box.kind == b"uuid" else b""


def notes(file: BinaryIO) -> Iterator[Note]:
    """What the outermost boxes say."""
    for box in boxes(file):
        if box.kind in _NOTES:
            yield _NOTES[box.kind], content(file, box)
        elif box.kind == _PACKED and (what := _NOTES.get(read(file, box.start, box.start + _KIND))):
            yield what, _unpacked(content(file, box, _KIND))
        elif identity_of(file, box) == _XMP:
            yield What.XMP, content(file, box, IDENTITY)


def _unpacked(data: bytes) -> bytes:
    """At most a byte more than LARGEST, or a little. Raises ``Damaged``."""
    import brotli

    try:
        unpacked: bytes = brotli.Decompressor().process(data, output_buffer_limit=LARGEST + 1)
    except brotli.error as error:
        raise Damaged(str(error)) from error
    return unpacked[: LARGEST + 1]
