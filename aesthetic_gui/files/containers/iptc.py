"""IPTC-IIM (version 4.2): datasets one after another, each with the number of its record and its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aesthetic_gui.files.containers.parts import MOST_PARTS

_MARK, _HEAD = 0x1C, 5  # bytes
_EXTENDED = 0x8000  # lengths from here on say how many bytes of length follow
_UTF8 = b"\x1b%G"  # of dataset 1:90


class Dataset(NamedTuple):
    """``raw``: all of it, as it stands there; ``value``: without its head."""

    record: int
    number: int
    value: bytes
    raw: bytes


def datasets(data: bytes) -> Iterator[Dataset]:
    """Up to the end, or to what is none; those of more than 32 KiB, as none has that is text, end the walk, too."""
    place = 0
    for _ in range(MOST_PARTS):
        head = data[place : place + _HEAD]
        if len(head) < _HEAD or head[0] != _MARK:
            return
        length = int.from_bytes(head[3:])
        end = place + _HEAD + length
        if length >= _EXTENDED or end > len(data):
            return
        yield Dataset(head[1], head[2], data[place + _HEAD : end], data[place:end])
        place = end


def texts(data: bytes) -> dict[tuple[int, int], list[str]]:
    """What the datasets say, by record and number, in their order: UTF-8 where they claim or are it, else Latin-1."""
    found: dict[tuple[int, int], list[str]] = {}
    is_utf8 = False
    for one in datasets(data):
        is_utf8 = is_utf8 or (one.record, one.number, one.value) == (1, 90, _UTF8)
        found.setdefault((one.record, one.number), []).append(text_of(one.value, is_utf8=is_utf8).strip("\0 "))
    return found


def text_of(value: bytes, *, is_utf8: bool = False) -> str:
    """UTF-8 where it is, or is said to be; else Latin-1, as programs write that say nothing."""
    try:
        return value.decode()
    except UnicodeError:
        return value.decode("utf-8", "replace") if is_utf8 else value.decode("latin-1")
