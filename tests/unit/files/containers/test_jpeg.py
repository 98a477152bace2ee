"""JPEG: segments up to the first scan, and the notes in them."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.files.containers import jpeg
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import EXTENDED, PACKET, PHOTOSHOP, STANDARD, hurt, segment, whole

WHOLE = samples.jpeg(b"Exif\0\0" + samples.rating(3), STANDARD + PACKET)


def test_segments_end_with_the_first_scan() -> None:
    found = whole(jpeg.segments, WHOLE)
    assert [part.kind for part in found[:2]] == [0xE1, 0xE1]
    assert found[-1].kind == 0xDA
    assert WHOLE[found[1].start : found[1].end] == STANDARD + PACKET
    assert all(WHOLE[part.start - 4] == 0xFF for part in found)


def test_what_is_no_jpeg_has_no_segments() -> None:
    assert whole(jpeg.segments, b"\xff\xd8") == whole(jpeg.segments, b"") == []
    assert len(whole(jpeg.segments, b"\xff\xd8\xff\xe1\x00\x00")) == 1
    assert whole(jpeg.segments, b"\xff\xd8\xff\xd9" + segment(0xE1, b"behind the end")) == []


def test_filling_and_markers_without_content_are_passed_over() -> None:
    between = b"\xff" * 5 + segment(0xFE, b"one") + b"\xff\xd0\xff\x01" + b"\xff" * 1024 + segment(0xFE, b"two")
    data = b"\xff\xd8" + between + WHOLE[2:]
    assert [data[part.start : part.end] for part in whole(jpeg.segments, data)[:2]] == [b"one", b"two"]


@pytest.mark.parametrize("between", [b"\xff" * 2000, segment(0xFE, b"") * 5000, b"\0", b"\xff\xd0" * 5000])
def test_too_much_before_the_first_scan_is_not_followed(between: bytes) -> None:
    assert jpeg.first_scan(io.BytesIO(WHOLE[:2] + between + WHOLE[2:])) is None
    assert jpeg.first_scan(io.BytesIO(WHOLE)) is not None


@pytest.mark.parametrize(("place", "size"), [(0, (300, 200)), (7, (300, 200)), (1, None)])
def test_the_size_of_a_jpeg_anywhere_in_a_file(place: int, size: tuple[int, int] | None) -> None:
    data = bytes(7) * bool(place) + samples.picture("JPEG", (300, 200))
    assert jpeg.size(io.BytesIO(data), place, len(data)) == size


def test_a_lossless_or_unfinished_jpeg_has_no_size() -> None:
    frame = segment(0xC3, struct.pack(">BHHB", 8, 20, 30, 1))
    assert jpeg.size(io.BytesIO(b"\xff\xd8" + frame), 0, 99) is None
    deep = segment(0xC1, struct.pack(">BHHB", 12, 20, 30, 1))
    assert jpeg.size(io.BytesIO(b"\xff\xd8" + deep), 0, 99) is None
    lossy = segment(0xC0, struct.pack(">BHHB", 8, 20, 30, 1))
    assert jpeg.size(io.BytesIO(b"\xff\xd8" + lossy), 0, 99) == (30, 20)
    assert jpeg.size(io.BytesIO(b"\xff\xd8" + lossy), 0, 5) is None  # its frame lies beyond its end
    assert jpeg.size(io.BytesIO(b"\xff\xd8" + lossy[:7]), 0, 99) is None


def test_notes_are_told_from_other_segments_of_their_marker() -> None:
    own = segment(0xE1, b"http://ns.other.com/\0x") + segment(0xED, PHOTOSHOP + b"8BIM") + segment(0xED, b"Adobe_CM")
    found = whole(jpeg.notes, WHOLE[:2] + own + WHOLE[2:])
    assert found == [(What.RESOURCES, b"8BIM"), (What.EXIF, b"\0" + samples.rating(3)), (What.XMP, PACKET)]
    assert whole(lambda file: jpeg.notes(file, 9), bytes(9) + WHOLE) == found[1:]


def test_a_split_packet_is_whole_or_not_there() -> None:
    one, two = b"1" * 32, b"2" * 32
    pieces = [one + struct.pack(">II", 6, 3) + b"def", two + struct.pack(">II", 4, 0) + b"abc", b"short"]
    assert jpeg.joined(pieces) == {}
    pieces.append(one + struct.pack(">II", 6, 0) + b"abc")
    assert jpeg.joined(pieces) == {one: b"abcdef"}
    assert jpeg.joined([*pieces, pieces[0]]) == {}


@settings(max_examples=300, deadline=None)
@given(hurt(WHOLE, samples.jpeg(EXTENDED + bytes(60), PHOTOSHOP)))
def test_wild_bytes_give_segments_one_after_another_and_what_lies_in_them(data: bytes) -> None:
    found = whole(jpeg.segments, data)
    starts = [part.start for part in found]
    assert starts == sorted(set(starts))
    assert all(4 <= start <= len(data) for start in starts)
    assert all(note in data for _, note in whole(jpeg.notes, data))
    jpeg.size(io.BytesIO(data), 0, len(data))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60)))
def test_wild_pieces_are_joined_or_left_out(pieces: list[bytes]) -> None:
    assert sum(map(len, jpeg.joined(pieces).values())) <= sum(map(len, pieces))
