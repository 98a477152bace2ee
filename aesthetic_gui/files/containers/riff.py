"""WebP: a RIFF file (Google, WebP container specification) with the chunks ``EXIF`` and ``XMP``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from aesthetic_gui.files.containers.parts import MOST_PARTS, Note, Part, What, content, number, read

_NOTES = {b"EXIF": What.EXIF, b"XMP ": What.XMP}


def chunks(file: BinaryIO) -> Iterator[Part[bytes]]:
    """The outermost chunks, in their order; each begins at an even place."""
    place = 12
    for _ in range(MOST_PARTS):
        head = read(file, place, place + 8)
        if len(head) < 8:
            return
        end = place + 8 + number(head, 4, 4, "little")
        yield Part(head[:4], place + 8, end)
        place = end + end % 2


def notes(file: BinaryIO) -> Iterator[Note]:
    """What a WebP says."""
    for chunk in chunks(file):
        if chunk.kind in _NOTES:
            yield _NOTES[chunk.kind], content(file, chunk)
