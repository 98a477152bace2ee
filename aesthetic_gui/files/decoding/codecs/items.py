"""The items of a HEIF or AVIF file (ISO/IEC 23008-12 and 14496-12): what the decoders do not tell of them.

Only the boxes that describe are read; a box that is broken or too long ends the reading of its parent.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_MOST_BOXES = 100_000  # a grid of a thousand tiles has a thousand items


class Box(NamedTuple):
    """``kind`` and where its content lies."""

    kind: bytes
    start: int
    end: int


@dataclass(slots=True)
class Items:
    """What ``meta`` says. ``primary_at`` is where the primary item's number is written, ``wide`` if in four bytes.

    ``thumbnails``: the items that are thumbnails of the primary one, and where each of these references lies.
    ``properties``: the boxes of each item, in their order. ``descriptions``: where references of what describes another
    item lie. ``exif``: the primary item's, with the four bytes before it.
    """

    primary: int = 0
    primary_at: int = 0
    wide: bool = False
    thumbnails: dict[int, int] = field(default_factory=dict)
    properties: dict[int, list[Box]] = field(default_factory=dict)
    descriptions: list[int] = field(default_factory=list)
    exif: bytes = b""


def read_items(data: bytes) -> Items:
    """The items of a file; empty where it has none. Raises ``struct.error`` or ``IndexError`` where damaged."""
    items = Items()
    meta = next((box for box in boxes(data, 0, len(data)) if box.kind == b"meta"), None)
    if meta is None:
        return items
    inside = {box.kind: box for box in boxes(data, meta.start + 4, meta.end)}
    if b"pitm" in inside:
        items.wide, items.primary_at = data[inside[b"pitm"].start] > 0, inside[b"pitm"].start + 4
        items.primary = _number(data, items.primary_at, items.wide)
    if b"iref" in inside:
        items.thumbnails = dict(_references(data, inside[b"iref"], b"thmb", items.primary))
        items.descriptions = [place for _, place in _references(data, inside[b"iref"], b"cdsc")]
        describing = {item for item, _ in _references(data, inside[b"iref"], b"cdsc", items.primary)}
        items.exif = _exif(data, inside, describing) if {b"iinf", b"iloc"} <= inside.keys() else b""
    if b"iprp" in inside:
        items.properties = _properties(data, inside[b"iprp"])
    return items


def code_points(data: bytes) -> tuple[int, int] | None:
    """Colour primaries and transfer characteristics of the primary item, where it names them (``nclx``)."""
    items = read_items(data)
    for box in items.properties.get(items.primary, ()):
        if box.kind == b"colr" and data[box.start : box.start + 4] == b"nclx":
            primaries, transfer = struct.unpack_from(">HH", data, box.start + 4)
            return primaries, transfer
    return None


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places, side by side."""
    for _ in range(_MOST_BOXES):
        if start + 8 > end:
            return
        size, kind = struct.unpack_from(">I4s", data, start)
        content = start + 8
        if size == 1:
            size, content = struct.unpack_from(">Q", data, content)[0], content + 8
        last = end if size == 0 else start + size
        if not content <= last <= end:
            return
        yield Box(kind, content, last)
        start = last


def _references(data: bytes, references: Box, kind: bytes, of: int | None = None) -> Iterator[tuple[int, int]]:
    """Which items refer to another (``of``; None: to any), and where the content of that reference begins."""
    wide = data[references.start] > 0
    width = 4 if wide else 2
    for box in boxes(data, references.start + 4, references.end):
        if box.kind != kind:
            continue
        count = struct.unpack_from(">H", data, box.start + width)[0]
        first = box.start + width + 2
        if of is None or of in [_number(data, first + width * number, wide) for number in range(count)]:
            yield _number(data, box.start, wide), box.start


def _exif(data: bytes, inside: dict[bytes, Box], describing: set[int]) -> bytes:
    """The bytes of the first item of this kind; none where they are not all in the file."""
    for item in _items_of_kind(data, inside[b"iinf"], b"Exif"):
        if item in describing:
            return _content(data, inside[b"iloc"], inside.get(b"idat"), item)
    return b""


def _items_of_kind(data: bytes, information: Box, kind: bytes) -> Iterator[int]:
    start = information.start + (6 if data[information.start] == 0 else 8)
    for box in boxes(data, start, information.end):
        wide = data[box.start] > 2
        place = box.start + (10 if wide else 8)
        if box.kind == b"infe" and data[place : place + 4] == kind:
            yield _number(data, box.start + 4, wide)


def _content(data: bytes, location: Box, inline: Box | None, wanted: int) -> bytes:
    """An item's bytes, from all of its extents (``iloc``, versions 0 to 2)."""
    version, sizes, more_sizes = data[location.start], data[location.start + 4], data[location.start + 5]
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more_sizes >> 4
    index_size = more_sizes & 15 if version else 0
    place = location.start + 6
    count, place = _number(data, place, version > 1), place + (4 if version > 1 else 2)
    for _ in range(min(count, _MOST_BOXES)):
        item, place = _number(data, place, version > 1), place + (4 if version > 1 else 2)
        method = data[place + 1] & 15 if version else 0
        place += 4 if version else 2  # and which file it is in: this one
        base, place = int.from_bytes(data[place : place + base_size]), place + base_size
        extents, place = _number(data, place, False), place + 2
        width = index_size + offset_size + length_size
        if item == wanted:
            start = base + (inline.start if method and inline else 0)
            return b"".join(
                data[start + offset : start + offset + length]
                for offset, length in _extents(data, place + index_size, extents, width, offset_size)
            )
        place += extents * width
    return b""


def _extents(data: bytes, place: int, count: int, width: int, offset_size: int) -> Iterator[tuple[int, int]]:
    for number in range(count):
        start = place + number * width
        middle = start + offset_size
        yield int.from_bytes(data[start:middle]), int.from_bytes(data[middle : start + width])


def _properties(data: bytes, container: Box) -> dict[int, list[Box]]:
    """Which of the shared properties belong to which item (``ipma``: numbers from 1, 0 for none)."""
    inside = list(boxes(data, container.start, container.end))
    shared = [box for outer in inside if outer.kind == b"ipco" for box in boxes(data, outer.start, outer.end)]
    owned: dict[int, list[Box]] = {}
    for box in inside:
        if box.kind != b"ipma":
            continue
        wide, long = data[box.start] > 0, data[box.start + 3] & 1
        (count,), place = struct.unpack_from(">I", data, box.start + 4), box.start + 8
        for _ in range(min(count, _MOST_BOXES)):
            item, place = _number(data, place, wide), place + (4 if wide else 2)
            indices = struct.unpack_from(f">{data[place]}{'H' if long else 'B'}", data, place + 1)
            place += 1 + len(indices) * (2 if long else 1)
            numbers = [index & (0x7FFF if long else 0x7F) for index in indices]  # the highest bit: essential
            owned.setdefault(item, []).extend(shared[number - 1] for number in numbers if 0 < number <= len(shared))
    return owned


def _number(data: bytes, place: int, wide: bool) -> int:
    number: int = struct.unpack_from(">I" if wide else ">H", data, place)[0]
    return number
