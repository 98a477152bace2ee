"""The directories in which a camera writes how it took a photograph: EXIF's own, and the one in its maker's note.

Where makers keep their directory, and from where its places are counted, is as ExifTool documents it. Nothing in a file
is trusted: what lies beyond its end is empty.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from aesthetic_gui.files.containers import Notes, Part, content, tiff

_EXIF, _NOTE, _MAKE, _MODEL = 0x8769, 0x927C, 0x010F, 0x0110
_LONGEST = 1 << 16  # bytes of a value: what is asked for here has some hundred
_LARGEST_NOTE = 1 << 20  # bytes; of those whose places are counted from their own start
_NIKON, _OLYMPUS, _OM, _APPLE = b"Nikon\0\2", b"OLYMPUS\0", b"OM SYSTEM\0\0\0", b"Apple iOS\0"
SONY, FUJI, PANASONIC = b"SONY ", b"FUJIFILM", b"Panasonic\0"


@dataclass(frozen=True)
class Directory:
    """One directory of tags in a file; empty where there is none."""

    file: BinaryIO = field(default_factory=io.BytesIO)
    order: str = "little"
    parts: Mapping[int, Part[int]] = field(default_factory=dict)

    def numbers(self, tag: int, form: str) -> tuple[int, ...]:
        """A tag's values; ``form`` is one of ``struct``'s letters. Empty where the tag is not there."""
        data, size = self.data(tag), struct.calcsize(form)
        return struct.unpack(f"{self._mark}{len(data) // size}{form}", data[: len(data) // size * size])

    def number(self, tag: int) -> int | None:
        """The first value of a tag of 16 or 32 bits; None where it is not there."""
        data = self.data(tag)
        found = struct.unpack(f"{self._mark}{'H' if len(data) == 2 else 'I'}", data[:4]) if len(data) in (2, 4) else ()
        return found[0] if found else None

    def ratio(self, tag: int, form: str = "I") -> float | None:
        """A tag's first fraction; None where it is not there, or over zero."""
        above_and_below = self.numbers(tag, form)[:2]
        return above_and_below[0] / above_and_below[1] if len(above_and_below) == 2 and above_and_below[1] else None

    def text(self, tag: int) -> str:
        """A tag's text, without what follows a NUL and white space around."""
        return self.data(tag)[:80].partition(b"\0")[0].decode("latin-1").strip()

    def data(self, tag: int) -> bytes:
        part = self.parts.get(tag)
        return content(self.file, part._replace(end=min(part.end, part.start + _LONGEST))) if part else b""

    def below(self, tag: int) -> Directory:
        """The directory that a tag leads to, or holds, with places counted as in this one."""
        part = self.parts.get(tag)
        if part is None:
            return Directory()
        return directory(self.file, self.order, self.number(tag) if part.end - part.start == 4 else part.start)

    @property
    def _mark(self) -> str:
        return "<" if self.order == "little" else ">"


@dataclass(frozen=True)
class CameraNotes:
    """What a file's EXIF block holds: the main directory, the camera's own, and the maker's, which begins so."""

    main: Directory
    own: Directory
    maker: Directory
    begins: bytes = b""

    @property
    def make(self) -> str:
        return self.main.text(_MAKE)

    @property
    def model(self) -> str:
        return self.main.text(_MODEL)


def camera_notes(notes: Notes) -> CameraNotes:
    """The directories in what an open file says (``containers.read_notes``). Raises ``OSError``, ``Damaged``."""
    main, camera = _first(notes.exif), _first(notes.camera)
    own = main.below(_EXIF) if _EXIF in main.parts else camera
    note = own.parts.get(_NOTE)
    if note is None:
        return CameraNotes(main, own, Directory())
    begins = content(own.file, note._replace(end=min(note.end, note.start + 16)))
    return CameraNotes(main, own, _of_maker(own, note, begins), begins)


def directory(file: BinaryIO, order: str, first: int | None) -> Directory:
    """The directory at ``first``; of a tag that is there twice the first counts."""
    if first is None:
        return Directory()
    head = tiff.TiffHead(b"II" if order == "little" else b"MM", "little" if order == "little" else "big", False, first)
    parts: dict[int, Part[int]] = {}
    for part in tiff.directory(file, head):
        parts.setdefault(part.kind, part)
    return Directory(file, order, parts)


def _first(file: BinaryIO) -> Directory:
    head = tiff.read_head(file)
    return directory(file, head.order, head.first) if head and not head.is_big else Directory()


def _of_maker(own: Directory, note: Part[int], begins: bytes) -> Directory:
    """The maker's directory: at its start, behind a name, or in a block that counts places from its own start."""
    if begins.startswith((SONY, PANASONIC)):
        return directory(own.file, own.order, note.start + 12)
    if begins.startswith((_NIKON, FUJI, _OLYMPUS, _OM, _APPLE)):
        return _of_block(content(own.file, note._replace(end=min(note.end, note.start + _LARGEST_NOTE))))
    return directory(own.file, own.order, note.start)


def _of_block(note: bytes) -> Directory:
    if note.startswith(_NIKON):
        return _first(io.BytesIO(note[10:]))
    if note.startswith(FUJI):
        return directory(io.BytesIO(note), "little", int.from_bytes(note[8:12], "little"))
    mark, first = {_OLYMPUS: (8, 12), _OM: (12, 16), _APPLE: (12, 14)}[
        next(name for name in (_OLYMPUS, _OM, _APPLE) if note.startswith(name))
    ]
    return directory(io.BytesIO(note), "big" if note[mark : mark + 2] == b"MM" else "little", first)
