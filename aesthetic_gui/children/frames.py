"""What travels between the program and a child process: a header of fixed size, JSON, raw bytes. Never pickle.

Both sides import this, and it imports little: a child's start is waited for.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from typing import Any

HEADER = struct.Struct("<4sIQ")  # magic, bytes of JSON, bytes after it
MAGIC = b"AGd1"
MOST_JSON = 1 << 16  # bytes
SMALL = 1 << 14  # bytes
WIDEST = 1 << 24  # pixels

Fields = dict[str, Any]


class BadFrame(Exception):
    """What came is not what the other side sends."""


def streams() -> tuple[io.FileIO, io.FileIO]:
    """In a child: the pipes to the program, out of its libraries' reach.

    What they print goes to stderr, what they ask is nothing.
    """
    sys.stdout.flush()
    requests, replies = io.FileIO(os.dup(0), "rb"), io.FileIO(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def send(stream: io.FileIO, message: Fields, body: bytes | memoryview = b"") -> None:
    """One frame. Raises ``OSError`` where nobody reads."""
    text = json.dumps(message).encode()
    head = HEADER.pack(MAGIC, len(text), len(body)) + text
    parts = [head + bytes(body)] if len(body) < SMALL else [head, body]  # each write wakes the other side
    for part in parts:
        _write(stream, memoryview(part))


def receive(stream: io.FileIO) -> tuple[Fields, int] | None:
    """The next frame's message and how many bytes follow it; None at the end. Raises ``BadFrame``, ``OSError``."""
    header = bytearray(HEADER.size)
    got = fill(stream, header)
    if not got:
        return None
    magic, length, size = HEADER.unpack(header) if got == HEADER.size else (b"", 0, 0)
    if magic != MAGIC or length > MOST_JSON:
        raise BadFrame("not a frame")
    text = bytearray(length)
    if fill(stream, text) < length:
        raise BadFrame("half a frame")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    if not isinstance(message, dict):
        raise BadFrame("not an object")
    return message, size


def fill(stream: io.FileIO, buffer: bytearray | memoryview) -> int:
    """Reads until ``buffer`` is full or the stream ends; the number of bytes read. Raises ``OSError``."""
    view, got = memoryview(buffer), 0
    while got < len(view) and (count := stream.readinto(view[got:])):
        got += count
    return got


def _write(stream: io.FileIO, view: memoryview) -> None:
    while view:
        view = view[stream.write(view) or 0 :]


def whole(value: object, most: int) -> int:
    """``value`` if it is a whole number from 1 to ``most``. Raises ``BadFrame``."""
    if type(value) is not int or not 1 <= value <= most:
        raise BadFrame(f"{value!r:.80} is no number from 1 to {most}")
    return value
