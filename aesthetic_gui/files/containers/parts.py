"""What all containers are made of: parts, of which each has a kind and lies somewhere in the file."""

from __future__ import annotations

import io
from enum import Enum, auto
from typing import BinaryIO, Generic, Literal, NamedTuple, TypeVar

LARGEST = 16 << 20  # bytes of one note
MOST_READINGS = 200_000  # of a file, a third of a second; a PNG in pieces of 4 KiB takes some ten thousand
MOST_PARTS = 100_000  # side by side; a large PNG, or a HEIC of a thousand tiles, has some thousands
FARTHEST = 1 << 40  # bytes; a place beyond is damage, which not every disk can look up

Order = Literal["little", "big"]
_K = TypeVar("_K", int, bytes)


class Damaged(ValueError):
    """What is written there cannot be so; the only error of a walker, but for ``OSError``."""


class Part(NamedTuple, Generic[_K]):
    """A chunk, box, segment, resource or tag: its kind, and where its content starts and ends in the file.

    The end is where the file says it is, which may be beyond its own end.
    """

    kind: _K
    start: int
    end: int


class What(Enum):
    """What a note is. EXIF, and CAMERA where the camera's own directory is kept apart, are TIFFs with or without a few
    bytes before them; EXTENDED is one piece of a split packet, RESOURCES one of Photoshop's image resources.
    """

    EXIF = auto()
    CAMERA = auto()
    XMP = auto()
    EXTENDED = auto()
    IPTC = auto()
    RESOURCES = auto()


Note = tuple[What, bytes]


class Walked(io.BufferedIOBase):
    """A file that is looked into so many times and no more; then reading raises ``Damaged``.

    Boxes in boxes and blocks in blocks multiply what ``MOST_PARTS`` allows of each.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._left = file, MOST_READINGS

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(place, whence)

    def read(self, size: int | None = -1, /) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise Damaged("more parts than any photograph has")
        return self._file.read(-1 if size is None else size)


def read(file: BinaryIO, start: int, end: int) -> bytes:
    """What lies between two places: less where the file ends, at most a byte more than LARGEST. Raises ``OSError``."""
    if not 0 <= start < FARTHEST:
        return b""
    file.seek(start)
    return file.read(max(0, min(end - start, LARGEST + 1)))


def content(file: BinaryIO, part: Part[int] | Part[bytes], skipped: int = 0) -> bytes:
    """A part's content, without its first ``skipped`` bytes. Raises ``OSError``."""
    return read(file, part.start + skipped, part.end)


def number(data: bytes, place: int, size: int, order: Order = "big") -> int:
    """A number of ``size`` bytes. Raises ``Damaged`` where it is not all in ``data``."""
    if not 0 <= place <= len(data) - size:
        raise Damaged("a number beyond the end")
    return int.from_bytes(data[place : place + size], order)


def size_of(file: BinaryIO) -> int:
    """Bytes of an open file."""
    return file.seek(0, io.SEEK_END)
