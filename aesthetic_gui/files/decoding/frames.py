"""What travels between the program and a decoder's process: a header of fixed size, JSON, raw bytes. Never pickle.

Both sides import this, and it imports little: a child's start is waited for.
"""

from __future__ import annotations

import io
import json
import math
import struct
from dataclasses import asdict
from datetime import datetime
from typing import Any

from aesthetic_gui.photo import Metadata

HEADER = struct.Struct("<4sIQ")  # magic, bytes of JSON, bytes after it
MAGIC = b"AGd1"
MOST_JSON = 1 << 16  # bytes
SMALL = 1 << 14  # bytes
LONGEST_TEXT = 1000  # characters
WIDEST = 1 << 24  # pixels

Fields = dict[str, Any]


class BadFrame(Exception):
    """What came is not what the other side sends."""


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


def fields_of(metadata: Metadata) -> Fields:
    """``metadata`` for JSON."""
    moment = metadata.captured_at
    return asdict(metadata) | {"captured_at": moment.isoformat() if moment else None}


def metadata_of(values: object) -> Metadata:
    """The reverse of :func:`fields_of`, of values that nobody trusts. Raises ``BadFrame``."""
    if not isinstance(values, dict):
        raise BadFrame("no metadata")
    iso = values.get("iso")
    return Metadata(
        width=whole(values.get("width"), WIDEST),
        height=whole(values.get("height"), WIDEST),
        captured_at=_moment(values.get("captured_at")),
        camera=_text(values.get("camera")),
        lens=_text(values.get("lens")),
        exposure_time=_number(values.get("exposure_time")),
        f_number=_number(values.get("f_number")),
        iso=None if iso is None else whole(iso, 1 << 40),
        focal_length=_number(values.get("focal_length")),
    )


def whole(value: object, most: int) -> int:
    """``value`` if it is a whole number from 1 to ``most``. Raises ``BadFrame``."""
    if type(value) is not int or not 1 <= value <= most:
        raise BadFrame(f"{value!r:.80} is no number from 1 to {most}")
    return value


def _number(value: object) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float) or not math.isfinite(value):  # type: ignore[arg-type]
        raise BadFrame(f"{value!r:.80} is no number")
    return float(value)  # type: ignore[arg-type]


def _text(value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) > LONGEST_TEXT):
        raise BadFrame(f"{value!r:.80} is no short text")
    return value


def _moment(value: object) -> datetime | None:
    text = _text(value)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError as error:
        raise BadFrame(f"{text!r:.80} is no time") from error
