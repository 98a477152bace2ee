"""A copy of a photograph as it is, but for its XMP packet: rating, title and keywords travel inside of it.

For programs that pass over a sidecar beside a JPEG or PNG. The packet of the original is merged into as a sidecar is
(``xmp.write``); of all else every byte is the original's, which is compared once the copy is written.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from aesthetic_gui import disk_io
from aesthetic_gui.files import xmp
from aesthetic_gui.files.containers import Damaged, read_notes, splicing
from aesthetic_gui.files.containers.splicing import Splice
from aesthetic_gui.files.xmp import Wanted, XmpError
from aesthetic_gui.files.xmp.profiles import EMBEDDED
from aesthetic_gui.photo import NO_DETAILS, AestheticError, Decision

CARRYING = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".png"})
_NOTHING = (Wanted(Decision()), Wanted(Decision(), details=NO_DETAILS))
_CHUNK = 1 << 20
_PADDING = re.compile(rb"\s+(?=<\?xpacket end=)")
_LONGEST_IN_JPEG = 65_000  # bytes of a packet; a little less than a segment


class NotCarried(AestheticError):
    """This photograph takes nothing in, so that only a plain copy can be made of it; nothing was written."""


class CopyDiffers(AestheticError):
    """What was written is not what it should be: the drive gives other bytes back."""


def can_carry(path: Path) -> bool:
    """Whether a copy of the file at ``path`` may carry a packet, by its name."""
    return path.suffix.lower() in CARRYING


def carried(source: Path, said: Callable[[], Wanted]) -> Callable[[Path], None]:
    """A maker of a copy of ``source`` in which stands what is ``said`` by then; all else is as it was.

    It raises :class:`NotCarried` before anything is written, :class:`CopyDiffers`, and ``OSError``.
    """

    def make(target: Path) -> None:
        with io.BufferedReader(disk_io.open_regular(source)) as file:
            packet, changes = _changes(source, file, said())
            descriptor = disk_io.create(target)
            try:
                for piece in _pieces(file, changes):
                    _write(descriptor, piece)
                with io.BufferedReader(io.FileIO(descriptor, closefd=False)) as copy:
                    _check(source, file, copy, packet, changes)
            finally:
                os.close(descriptor)

    return make


def _changes(source: Path, file: BinaryIO, wanted: Wanted) -> tuple[bytes, Sequence[Splice]]:
    """The packet, and how it comes in; none where nothing is said and none is there."""
    own = read_notes(file).xmp.strip(b"\0")
    try:
        if wanted in _NOTHING and xmp.embedded_marks(source) is None:
            return b"", ()
        packet = xmp.write(own or None, wanted, EMBEDDED)
        if len(packet) > _LONGEST_IN_JPEG:
            packet = _PADDING.sub(b"\n", packet)
        return packet, splicing.splices(file, packet)
    except (XmpError, Damaged) as error:
        raise NotCarried(f"{source.name} was copied as it is: {error}.") from error


def _pieces(file: BinaryIO, changes: Sequence[Splice]) -> Iterator[bytes]:
    """The copy's bytes, in their order."""
    place = 0
    for change in changes:
        yield from _between(file, place, change.start)
        yield change.new
        place = change.end
    yield from _between(file, place, None)


def _between(file: BinaryIO, start: int, end: int | None) -> Iterator[bytes]:
    """The bytes from ``start`` to ``end``, or to the file's own."""
    file.seek(start)
    left = -1 if end is None else end - start
    while left and (piece := file.read(_CHUNK if left < 0 else min(left, _CHUNK))):
        left -= len(piece) if left > 0 else 0
        yield piece


def _write(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _check(source: Path, file: BinaryIO, copy: BinaryIO, packet: bytes, changes: Sequence[Splice]) -> None:
    """Raises :class:`CopyDiffers` where ``copy`` is not ``file`` with these ``changes``, and the packet found in it."""
    copy.seek(0)
    if any(copy.read(len(piece)) != piece for piece in _pieces(file, changes)) or copy.read(1):
        raise CopyDiffers(f"The copy of {source.name} read back differently: check the drive and its cable.")
    if packet and read_notes(copy).xmp != packet:
        raise CopyDiffers(f"What was written into the copy of {source.name} is not found there again.")
