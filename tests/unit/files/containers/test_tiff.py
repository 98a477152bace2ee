"""TIFF: the first directory's tags, in either order, small and big, and the notes among them."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings

from aesthetic_gui.files.containers import tiff
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import PACKET, hurt, whole

DATASET = b"\x1c\2\x19\0\3joy"
FULL = samples.tiff((700, 1, PACKET), (33723, 4, DATASET), (34377, 7, b"8BIM"), (0x4746, 3, b"\3\0"))


@pytest.mark.parametrize("order", ["<", ">"])
def test_tags_lie_in_their_row_or_elsewhere(order: str) -> None:
    data = samples.tiff((271, 2, b"Canon\0"), (274, 3, struct.pack(order + "H", 6)), order=order)
    make, turned = whole(tiff.tags, data)
    assert (make.kind, data[make.start : make.end]) == (271, b"Canon\0")
    assert (turned.kind, turned.end - turned.start) == (274, 2)
    assert tiff.whole(io.BytesIO(data), 274) == 6


@pytest.mark.parametrize("magic", [b"IIRO", b"IIRS", b"IIU\0"])
def test_raws_that_differ_in_a_number_are_read_alike(magic: bytes) -> None:
    assert whole(tiff.notes, samples.tiff((700, 1, PACKET), magic=magic)) == [(What.XMP, PACKET)]


def test_big_tiffs_are_read() -> None:
    assert whole(tiff.notes, samples.big_tiff(PACKET)) == [(What.XMP, PACKET)]
    head = tiff.read_head(io.BytesIO(samples.big_tiff(PACKET)))
    assert head
    assert (head.mark, head.order, head.is_big, head.first) == (b"II", "little", True, 16)


def test_notes_are_found_whatever_their_type() -> None:
    assert whole(tiff.notes, FULL) == [(What.XMP, PACKET), (What.IPTC, DATASET), (What.RESOURCES, b"8BIM")]


def test_a_number_is_one_only_if_it_is_short() -> None:
    assert tiff.whole(io.BytesIO(FULL), 0x4746) == 3
    assert tiff.whole(io.BytesIO(FULL), 700) is None
    assert tiff.whole(io.BytesIO(FULL), 1) is None
    assert tiff.whole(io.BytesIO(b"no TIFF"), 1) is None


def test_a_tag_after_one_that_lies_beyond_the_end_is_read_all_the_same() -> None:
    data = bytearray(samples.tiff((271, 2, b"Canon\0"), (0x4746, 3, b"\3\0")))
    struct.pack_into("<I", data, 18, 2**32 - 1)
    assert tiff.whole(io.BytesIO(bytes(data)), 0x4746) == 3


@pytest.mark.parametrize("before", [b"", b"Exif\0\0", bytes(4), b"\0\0\0\6Exif\0\0"])
def test_a_block_begins_with_its_header(before: bytes) -> None:
    assert tiff.block(before + samples.rating(2)) == samples.rating(2)
    assert tiff.block(before) == tiff.block(bytes(99) + samples.rating(2)) == b""


def test_tags_of_no_known_type_and_other_files_are_left_out() -> None:
    data = bytearray(samples.rating(2))
    data[12] = 99
    assert whole(tiff.tags, bytes(data)) == []
    assert whole(tiff.tags, b"II\0*" + bytes(99)) == whole(tiff.tags, b"") == []


@settings(max_examples=400, deadline=None)
@given(hurt(FULL, samples.tiff((700, 1, PACKET), order=">"), samples.big_tiff(PACKET)))
def test_wild_bytes_give_tags_and_what_lies_in_them(data: bytes) -> None:
    found = whole(tiff.tags, data)
    assert len(found) <= min(tiff.MOST_TAGS, len(data) // 12)
    assert all(part.start < part.end for part in found)
    assert all(note in data for _, note in whole(tiff.notes, data))
    tiff.whole(io.BytesIO(data), 0x4746)
