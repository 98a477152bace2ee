"""Boxes side by side and within each other, and the notes in the outermost."""

from __future__ import annotations

import io
import struct
from itertools import pairwise

from hypothesis import given, settings

from aesthetic_gui.files.containers import boxes
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import PACKET, XMP_UUID, box, hurt, jxl, whole

JXL = jxl(box(b"Exif", bytes(4) + samples.rating(3)), box(b"xml ", PACKET), box(b"jxlc", b"\xff\x0a"))
UUID = box(b"ftyp", b"heic" + bytes(4)) + box(b"uuid", XMP_UUID + PACKET) + box(b"uuid", bytes(16) + b"another")


def test_boxes_with_long_and_open_sizes() -> None:
    long = struct.pack(">I4sQ", 1, b"long", 20) + b"1234"
    data = box(b"free", b"0") + long + struct.pack(">I4s", 0, b"last") + b"5678"
    assert [data[part.start : part.end] for part in whole(boxes.boxes, data)] == [b"0", b"1234", b"5678"]


def test_where_the_last_box_claims_to_end_is_told_of_the_outermost_only() -> None:
    data = box(b"meta", struct.pack(">I4s", 99, b"iloc") + b"1234")
    assert whole(boxes.boxes, data[:-2])[-1].end == len(data)
    assert list(boxes.boxes(io.BytesIO(data), 8, len(data))) == [(b"iloc", 16, len(data))]


def test_a_box_shorter_than_its_own_head_is_the_end() -> None:
    assert whole(boxes.boxes, box(b"free", b"") + struct.pack(">I4s", 7, b"free") + bytes(50)) == [(b"free", 8, 8)]
    assert whole(boxes.boxes, struct.pack(">I4s", 1, b"long") + b"\0\0\0") == []


def test_what_jpeg_xl_and_uuid_boxes_say_is_found() -> None:
    assert whole(boxes.notes, JXL) == [(What.EXIF, bytes(4) + samples.rating(3)), (What.XMP, PACKET)]
    assert whole(boxes.notes, UUID) == [(What.XMP, PACKET)]


@settings(max_examples=300, deadline=None)
@given(hurt(JXL, UUID))
def test_wild_bytes_give_boxes_one_after_another_and_what_lies_in_them(data: bytes) -> None:
    found = whole(boxes.boxes, data)
    assert all(one.end < other.start for one, other in pairwise(found))
    assert all(part.start <= len(data) for part in found)
    inner = list(boxes.boxes(io.BytesIO(data), 3, len(data) // 2))
    assert all(part.start <= part.end <= len(data) // 2 for part in inner)
    assert all(note in data for _, note in whole(boxes.notes, data))
