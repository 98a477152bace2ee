"""The chunks of a PNG that stand before its pixels (W3C, Portable Network Graphics, third edition, section 5)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from aesthetic_gui.files.decoding import profiles

SIGNATURE = b"\x89PNG"
_NOTES = (b"tEXt", b"zTXt", b"iTXt")


class Chunk(NamedTuple):
    """``kind`` and where its content lies."""

    kind: bytes
    start: int
    end: int


def chunks(data: bytes) -> Iterator[Chunk]:
    """What stands before the pixels, in its order."""
    place = 8
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        if kind == b"IDAT":
            return
        yield Chunk(kind, place + 8, place + 8 + size)
        place += 12 + size


def without_notes(data: bytes) -> bytes:
    """The file without its notes, and without a profile larger than any that is used."""
    kept, place = [], 0
    for chunk in chunks(data):
        if chunk.kind in _NOTES or (chunk.kind == b"iCCP" and _is_bloated(data[chunk.start : chunk.end])):
            kept.append(data[place : chunk.start - 8])
            place = chunk.end + 4
    return b"".join([*kept, data[place:]])


def _is_bloated(named_profile: bytes) -> bool:
    packed = named_profile[named_profile.find(b"\0") + 2 :]
    try:
        return len(zlib.decompressobj().decompress(packed, profiles.LARGEST + 1)) > profiles.LARGEST
    except zlib.error:
        return True
