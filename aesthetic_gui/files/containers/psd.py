"""PSD and PSB (Adobe Photoshop File Formats Specification): image resources, which JPEG and TIFF borrow from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from aesthetic_gui.files.containers.parts import MOST_PARTS, Note, Part, What, content, number, read, size_of

IPTC, ICC, VERSION, EXIF, XMP = 1028, 1039, 1057, 1058, 1060
_SIGNATURES = (b"8BIM", b"MeSa")
_COLOURS = 26  # where the section of them begins, which the resources follow
_NOTES = {EXIF: What.EXIF, XMP: What.XMP, IPTC: What.IPTC}


def section(file: BinaryIO, place: int, width: int = 4) -> Part[bytes]:
    """The part of a file that begins with its length, in ``width`` bytes. Raises ``Damaged`` and ``OSError``."""
    length = number(read(file, place, place + width), 0, width)
    return Part(b"", place + width, place + width + length)


def resources_section(file: BinaryIO) -> Part[bytes]:
    """The part of a PSD that they make up. Raises ``Damaged`` and ``OSError``."""
    return section(file, section(file, _COLOURS).end)


def resources(file: BinaryIO) -> Iterator[Part[int]]:
    """The image resources of a PSD, by their number. Raises ``Damaged`` and ``OSError``."""
    whole = resources_section(file)
    return _resources(file, whole.start, whole.end)


def _resources(file: BinaryIO, place: int, end: int) -> Iterator[Part[int]]:
    for _ in range(MOST_PARTS):
        head = read(file, place, min(place + 7, end))
        if len(head) < 7 or head[:4] not in _SIGNATURES:
            return
        name = head[6] + 1  # and its length before it
        place += 6 + name + name % 2
        found = section(file, place)
        yield Part(number(head, 4, 2), found.start, found.end)
        place = found.end + (found.end - found.start) % 2


def notes(file: BinaryIO) -> Iterator[Note]:
    """What a PSD says. Raises ``Damaged``."""
    for part in resources(file):
        if part.kind in _NOTES:
            yield _NOTES[part.kind], content(file, part)


def borrowed_notes(file: BinaryIO) -> Iterator[Note]:
    """What image resources say that JPEG or TIFF keeps: IPTC-IIM alone, as it has other places for the rest.

    Raises ``Damaged``.
    """
    return ((What.IPTC, content(file, part)) for part in _resources(file, 0, size_of(file)) if part.kind == IPTC)
