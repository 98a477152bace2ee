"""The rows that can still be read of a SQLite file, page by page, in whatever state its trees are. Nothing is written.

    file + write-ahead log ──> Pages ──> walk() from a root ──> leaves ──> rows()
                                  └──> every other page that looks like a leaf ──> rows()

SQLite itself gives up a whole table where the one page is damaged from which the others hang. The format is the one
documented at sqlite.org/fileformat2.html; what does not keep to it is passed over.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from aesthetic_gui import disk_io

MAGIC = b"SQLite format 3\0"
USUAL_PAGE = 4096
TABLE_LEAF, TABLE_INNER, INDEX_LEAF, INDEX_INNER = 0x0D, 0x05, 0x0A, 0x02
_LEAVES, _INNER = (TABLE_LEAF, INDEX_LEAF), (TABLE_INNER, INDEX_INNER)
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type: bytes
_BLOCK, _BLOCKS = 1 << 20, 64  # bytes read at once; how many of these are kept
_WAL_HEADER, _FRAME_HEADER = 32, 24
_LONGEST_LOG = 1 << 32  # bytes; SQLite empties it at 4 MiB unless somebody reads for hours

Value = int | float | str | bytes | None


class Damaged(ValueError):
    """Bytes that make no sense where they are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record; ``rowid`` is None in an index and in a table without rowids."""

    rowid: int | None
    values: tuple[Value, ...]


@dataclass(slots=True)
class Tree:
    """What hangs from one root: the pages with rows, in order. ``whole``: nothing on the way was damaged."""

    pages: list[int] = field(default_factory=list)
    visited: set[int] = field(default_factory=set)
    whole: bool = True


class Pages:
    """The pages of a file, those of its write-ahead log in place of the older ones. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self._file = disk_io.open_regular(path)
        # Many pages at once: a system call for each would be most of the time.
        self._block = lru_cache(_BLOCKS)(lambda number: self._readable(number * _BLOCK, _BLOCK))
        self._log: bytes = _content(path.with_name(path.name + "-wal"))
        header = self._read(0, 100)
        known = header.startswith(MAGIC)
        self.size = (_page_size(header[16:18]) if known else None) or _log_page_size(self._log) or USUAL_PAGE
        self._frames = _newest_frames(self._log, self.size)
        first = self.page(1) or b""
        self.header = first[:100] if first.startswith(MAGIC) else b""
        self._usable = self.size - (self.header[20] if self.header else 0)
        self.count = max([path.stat().st_size // self.size, *self._frames])

    def __enter__(self) -> Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @property
    def user_version(self) -> int:
        """0 where the header is damaged."""
        return int.from_bytes(self.header[60:64], "big") if self.header else 0

    def page(self, number: int) -> bytes | None:
        """None where it is cut off, or the disk cannot read it."""
        if number in self._frames:
            start = self._frames[number]
            return self._log[start : start + self.size]
        start = (number - 1) * self.size
        if start < 0:
            return None
        block, at = self._block(start // _BLOCK), start % _BLOCK
        # on a bad disk the page itself may be well, where its block is not
        page = self._readable(start, self.size) if block is None else block[at : at + self.size]
        return page if page and len(page) == self.size else None

    def _readable(self, at: int, length: int) -> bytes | None:
        try:
            return self._read(at, length)
        except OSError:
            return None

    def _read(self, at: int, length: int) -> bytes:
        self._file.seek(at)
        return self._file.read(length)

    def kind(self, number: int) -> int:
        page = self.page(number)
        return page[_start(number)] if page else 0

    def walk(self, root: int) -> Tree:
        """Every page below ``root`` that holds rows, in the order of the keys."""
        tree, waiting = Tree(), [root]
        while waiting:
            number = waiting.pop()
            if number in tree.visited:
                tree.whole = False
                continue
            tree.visited.add(number)
            kind = self.kind(number)
            if kind not in (*_LEAVES, *_INNER):
                tree.whole = False
                continue
            if kind != TABLE_INNER:
                tree.pages.append(number)
            if kind in _INNER:
                children, whole = self._children(number)
                tree.whole &= whole
                waiting += reversed(children)
        return tree

    def free_pages(self) -> set[int]:
        """The pages that hold nothing that counts any more."""
        free: set[int] = set()
        trunk = int.from_bytes(self.header[32:36], "big") if self.header else 0
        while trunk and trunk not in free and (page := self.page(trunk)):
            free.add(trunk)
            following, count = struct.unpack_from(">II", page)
            free.update(struct.unpack_from(f">{min(count, self.size // 4 - 2)}I", page, 8))
            trunk = following
        return free

    def rows(self, number: int) -> tuple[list[Row], bool]:
        """The rows on a page, and whether that is all of them."""
        page = self.page(number)
        if page is None:
            return [], False
        found: list[Row] = []
        places, whole = _places(page, _start(number))
        kind = page[_start(number)]
        for place in places:
            try:
                found.append(self._row(page, kind, place))
            except (Damaged, IndexError, struct.error, UnicodeDecodeError):
                whole = False
        return found, whole

    def _children(self, number: int) -> tuple[list[int], bool]:
        page, start = self.page(number) or b"", _start(number)
        places, whole = _places(page, start)
        children = [int.from_bytes(page[place : place + 4], "big") for place in places]
        children.append(int.from_bytes(page[start + 8 : start + 12], "big"))
        within = [child for child in children if 0 < child <= self.count]
        return within, whole and within == children

    def _row(self, page: bytes, kind: int, place: int) -> Row:
        if kind == INDEX_INNER:
            place += 4
        length, place = _varint(page, place)
        rowid = None
        if kind == TABLE_LEAF:
            rowid, place = _varint(page, place)
        return Row(rowid, _record(self._payload(page, kind, place, length)))

    def _payload(self, page: bytes, kind: int, place: int, length: int) -> bytes:
        usable = self._usable
        most = usable - 35 if kind == TABLE_LEAF else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return _slice(page, place, length)
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        following = int.from_bytes(_slice(page, place + local, 4), "big")
        return _slice(page, place, local) + self._overflow(following, length - local)

    def _overflow(self, number: int, length: int) -> bytes:
        parts: list[bytes] = []
        if length > self.count * self.size:
            raise Damaged("longer than the file")
        while length > 0:
            page = self.page(number)
            if page is None:
                raise Damaged("the rest is cut off")
            parts.append(page[4 : min(self._usable, 4 + length)])
            length -= len(parts[-1])
            number = int.from_bytes(page[:4], "big")
        return b"".join(parts)


def _start(number: int) -> int:
    return 100 if number == 1 else 0


def _places(page: bytes, start: int) -> tuple[list[int], bool]:
    """Where the cells of a page begin, and whether the page may be as it was written."""
    first = start + (12 if page[start] in _INNER else 8)
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    if first + 2 * count > len(page):
        return [], False
    places = struct.unpack_from(f">{count}H", page, first)
    within = [place for place in places if first + 2 * count <= place < len(page) - 3]
    return within, len(within) == count


def _slice(page: bytes, start: int, length: int) -> bytes:
    part = page[start : start + length]
    if len(part) != length:
        raise Damaged("cut off")
    return part


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """A number, and the place after it. Negative ones have all nine bytes."""
    value = 0
    for index in range(8):
        byte = page[at + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    value = value << 8 | page[at + 8]
    return (value - (1 << 64) if value >> 63 else value), at + 9


def _record(payload: bytes) -> tuple[Value, ...]:
    body, at = _varint(payload, 0)
    values: list[Value] = []
    end = body
    while at < end:
        kind, at = _varint(payload, at)
        value, body = _value(payload, kind, body)
        values.append(value)
    if at != end or body != len(payload):
        raise Damaged("no record")
    return tuple(values)


def _value(payload: bytes, kind: int, at: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind in _INTEGERS:
        length = _INTEGERS[kind]
        return int.from_bytes(_slice(payload, at, length), "big", signed=True), at + length
    if kind == 7:
        return float(struct.unpack_from(">d", payload, at)[0]), at + 8
    if kind < 12:
        raise Damaged("no such type")
    content = _slice(payload, at, (kind - 12) // 2)
    return (content.decode() if kind % 2 else content), at + len(content)


def _content(path: Path) -> bytes:
    try:
        return disk_io.read_regular(path, _LONGEST_LOG)
    except OSError:
        return b""


def _page_size(field_of_it: bytes) -> int | None:
    size = int.from_bytes(field_of_it, "big")
    size = 65536 if size == 1 else size
    return size if size >= 512 and size & (size - 1) == 0 else None


def _log_page_size(log: bytes) -> int | None:
    if len(log) < _WAL_HEADER or int.from_bytes(log[:4], "big") & ~1 != 0x377F0682:
        return None
    size = int.from_bytes(log[8:12], "big")
    return size if 512 <= size <= 65536 and size & (size - 1) == 0 else None


def _newest_frames(log: bytes, size: int) -> dict[int, int]:
    """Where in the log the newest committed content of a page is, as far as the sums are right."""
    if _log_page_size(log) != size:
        return {}
    order = ">" if log[3] & 1 else "<"
    sums = _summed(log[:24], order, (0, 0))
    if sums != struct.unpack_from(">II", log, 24):
        return {}
    committed: dict[int, int] = {}
    pending: dict[int, int] = {}
    for at in range(_WAL_HEADER, len(log) - size - _FRAME_HEADER + 1, size + _FRAME_HEADER):
        page = at + _FRAME_HEADER
        sums = _summed(log[page : page + size], order, _summed(log[at : at + 8], order, sums))
        if log[at + 8 : at + 16] != log[16:24] or sums != struct.unpack_from(">II", log, at + 16):
            break
        number, pages_after = struct.unpack_from(">II", log, at)
        pending[number] = page
        if pages_after:
            committed |= pending
            pending = {}
    return committed


def _summed(part: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(part) // 4}I", part)
    for left, right in zip(words[::2], words[1::2], strict=True):
        one = (one + left + two) & 0xFFFFFFFF
        two = (two + right + one) & 0xFFFFFFFF
    return one, two
