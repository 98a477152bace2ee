"""The items of a HEIF or AVIF file (ISO/IEC 23008-12 and 14496-12): pictures, and what describes them.

All is written in the boxes within ``meta``: which item is the primary one (``pitm``), of what kind each is (``iinf``),
where its bytes lie (``iloc``), to which others it refers (``iref``) and which properties it has (``iprp``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, NamedTuple

from aesthetic_gui.files.containers.boxes import boxes
from aesthetic_gui.files.containers.parts import LARGEST, MOST_PARTS, Damaged, Note, Part, What, content, number, read

_MIME = b"application/rdf+xml"
_LONGEST_NAME = 256
_IN_FILE, _IN_META = 0, 1  # construction methods: extents of the file, of the box ``idat``


@dataclass(frozen=True, slots=True)
class Meta:
    """The box of that kind: its content, the place of that in the file, and the boxes in it, by places in ``data``."""

    data: bytes
    place: int
    inside: Mapping[bytes, Part[bytes]]

    def boxes(self, start: int, end: int) -> Iterator[Part[bytes]]:
        return boxes(io.BytesIO(self.data), start, end)


class Reference(NamedTuple):
    """That an item refers to others; ``place``: where the content of the reference's box begins in the file."""

    item: int
    to: tuple[int, ...]
    place: int


def read_meta(file: BinaryIO) -> Meta | None:
    """The items of an open file, None where it has none. Raises ``OSError``."""
    box = next((box for box in boxes(file) if box.kind == b"meta"), None)
    if box is None:
        return None
    data = content(file, box)
    inside = boxes(io.BytesIO(data), 4, len(data))
    return Meta(data, box.start, {inner.kind: inner for inner in inside})


def primary(meta: Meta) -> tuple[int, int, int]:
    """The primary item; where its number is written in the file, and in how many bytes. Zeros where none is named.

    Raises ``Damaged``.
    """
    if not (box := meta.inside.get(b"pitm")):
        return 0, 0, 0
    width = _width(meta, box)
    return number(meta.data, box.start + 4, width), meta.place + box.start + 4, width


def references(meta: Meta, kind: bytes) -> Iterator[Reference]:
    """``thmb``: thumbnails, ``cdsc``: descriptions of other items. Raises ``Damaged``."""
    if not (outer := meta.inside.get(b"iref")):
        return
    width, room = _width(meta, outer), MOST_PARTS
    for box in meta.boxes(outer.start + 4, outer.end):
        if box.kind == kind:
            first = box.start + width + 2
            count = min(number(meta.data, box.start + width, 2), (box.end - first) // width)
            if (room := room - count) < 0:
                raise Damaged("more references than any file has")
            to = tuple(number(meta.data, first + width * index, width) for index in range(count))
            yield Reference(number(meta.data, box.start, width), to, meta.place + box.start)


def code_points(file: BinaryIO) -> tuple[int, int] | None:
    """Colour primaries and transfer characteristics of the primary item, where it names them (``nclx``).

    Raises ``Damaged`` and ``OSError``.
    """
    meta = read_meta(file)
    for box in properties(meta, primary(meta)[0]) if meta else ():
        if box.kind == b"colr" and meta and meta.data[box.start : box.start + 4] == b"nclx":
            return number(meta.data, box.start + 4, 2), number(meta.data, box.start + 6, 2)
    return None


def properties(meta: Meta, item: int) -> Iterator[Part[bytes]]:
    """The boxes in ``ipco`` that ``ipma`` gives an item, by numbers from 1, 0 for none. Raises ``Damaged``."""
    if not (container := meta.inside.get(b"iprp")):
        return
    inside = list(meta.boxes(container.start, container.end))
    shares = (box for outer in inside if outer.kind == b"ipco" for box in meta.boxes(outer.start, outer.end))
    shared = list(islice(shares, MOST_PARTS))
    for box in inside:
        if box.kind == b"ipma":
            yield from (shared[index - 1] for index in _indices(meta, box, item) if 0 < index <= len(shared))


def _indices(meta: Meta, box: Part[bytes], wanted: int) -> Iterator[int]:
    data, width = meta.data, _width(meta, box)
    size = 1 + (number(data, box.start + 3, 1) & 1)
    place = box.start + 8
    for _ in range(min(number(data, box.start + 4, 4), MOST_PARTS)):
        if place >= box.end:
            return
        item, count = number(data, place, width), number(data, place + width, 1)
        place += width + 1
        if item == wanted:
            essential = 1 << 8 * size - 1
            yield from (number(data, place + size * index, size) & ~essential for index in range(count))
        place += size * count


def notes(file: BinaryIO) -> Iterator[Note]:
    """EXIF and XMP of the primary item, and those of which it is not said what they describe. Raises ``Damaged``."""
    meta = read_meta(file)
    if meta is None or not {b"iinf", b"iloc"} <= meta.inside.keys():
        return
    main, descriptions = primary(meta)[0], list(references(meta, b"cdsc"))
    of_others = {one.item for one in descriptions} - {one.item for one in descriptions if main in one.to}
    kinds = {item: what for item, what in _kinds(meta, meta.inside[b"iinf"]) if item not in of_others}
    for item, method, extents in _locations(meta, meta.inside[b"iloc"]):
        if item in kinds and method in (_IN_FILE, _IN_META):
            yield kinds[item], _bytes(file, meta, method, extents)


def _kinds(meta: Meta, information: Part[bytes]) -> Iterator[tuple[int, What]]:
    """The items that are notes (``infe``, versions 2 and 3)."""
    start = information.start + (8 if number(meta.data, information.start, 1) else 6)
    for box in meta.boxes(start, information.end):
        width = 4 if number(meta.data, box.start, 1) > 2 else 2
        item, place = number(meta.data, box.start + 4, width), box.start + 6 + width
        kind, rest = meta.data[place : place + 4], meta.data[place + 4 : min(box.end, place + _LONGEST_NAME)]
        if kind == b"Exif":
            yield item, What.EXIF
        elif kind == b"mime" and rest.split(b"\0")[1:2] == [_MIME]:
            yield item, What.XMP


def _locations(meta: Meta, box: Part[bytes]) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Item, construction method, and offset and length of each extent (``iloc``, versions 0 to 2)."""
    version, sizes, more_sizes = (number(meta.data, box.start + place, 1) for place in (0, 4, 5))
    place, room = box.start + 6, MOST_PARTS

    def following(size: int) -> int:
        nonlocal place
        place += size
        return number(meta.data, place - size, size)

    width = 4 if version > 1 else 2
    for _ in range(min(following(width), MOST_PARTS)):
        item = following(width)
        method = following(2) & 15 if version else _IN_FILE
        following(2)  # which file it is in: this one
        base, count = following(more_sizes >> 4), following(2)
        if (room := room - count) < 0:
            raise Damaged("more extents than any file has")
        extents = []
        for _ in range(count):
            following(more_sizes & 15 if version else 0)
            extents.append((base + following(sizes >> 4), following(sizes & 15)))
        yield item, method, extents


def _bytes(file: BinaryIO, meta: Meta, method: int, extents: list[tuple[int, int]]) -> bytes:
    """An item's bytes, from all of its extents; no more than LARGEST and one."""
    parts, room = [], LARGEST + 1
    inline = meta.inside.get(b"idat") if method == _IN_META else None
    for offset, length in extents:
        start = inline.start + offset if inline else offset
        end = start + min(length, room)
        parts.append(meta.data[start : min(end, inline.end)] if inline else read(file, offset, end))
        room -= len(parts[-1])
        if room <= 0:
            break
    return b"".join(parts)


def _width(meta: Meta, box: Part[bytes]) -> int:
    """Bytes of the numbers that a box of version 0, or a later one, gives items."""
    return 4 if number(meta.data, box.start, 1) else 2
