"""PNG: chunks, and the notes in them."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings

from aesthetic_gui.files.containers import LARGEST, Damaged, png
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import IN_PNG, PACKET, hurt, whole

PLAIN = samples.png(IN_PNG + bytes(4) + PACKET)
PACKED = samples.png(IN_PNG + b"\1\0en\0xmp\0" + zlib.compress(PACKET))


def test_chunks_go_on_to_the_end_and_a_header_to_the_pixels() -> None:
    assert [part.kind for part in whole(png.chunks, PLAIN)] == [b"IHDR", b"iTXt", b"IDAT", b"IEND"]
    assert [part.kind for part in whole(png.before_pixels, PLAIN)] == [b"IHDR", b"iTXt"]


@pytest.mark.parametrize("data", [PLAIN, PACKED, samples.png(IN_PNG + bytes(4) + PACKET, last=True)])
def test_a_packet_is_found_plain_and_packed_before_the_pixels_and_after(data: bytes) -> None:
    assert whole(png.notes, data) == [(What.XMP, PACKET)]


def test_exif_is_found_and_other_texts_are_not() -> None:
    assert whole(png.notes, samples.png(samples.rating(2), b"eXIf")) == [(What.EXIF, samples.rating(2))]
    assert whole(png.notes, samples.png(b"Title\0\0\0\0\0a picture")) == []


@pytest.mark.parametrize("text", [b"", b"\0", b"\0\0\0", b"\1\0\0\0not packed"])
def test_a_text_that_is_none_is_damage(text: bytes) -> None:
    with pytest.raises(Damaged):
        list(png.notes(io.BytesIO(samples.png(IN_PNG + text))))


def test_a_text_that_unpacks_to_more_than_any_note_is_cut_off() -> None:
    bomb = samples.png(IN_PNG + b"\1\0\0\0" + zlib.compress(bytes(LARGEST + 999)))
    assert [len(text) for _, text in whole(png.notes, bomb)] == [LARGEST + 1]


def test_a_chunk_beyond_the_end_is_the_last() -> None:
    data = PLAIN[:33] + struct.pack(">I4s", 2**32 - 1, b"eXIf") + b"rest"
    assert whole(png.chunks, data)[-1] == (b"eXIf", 41, 41 + 2**32 - 1)
    assert whole(png.notes, data) == [(What.EXIF, b"rest")]


@settings(max_examples=300, deadline=None)
@given(hurt(PLAIN, PACKED, samples.png(samples.rating(2), b"eXIf")))
def test_wild_bytes_give_chunks_one_after_another_and_what_lies_in_them(data: bytes) -> None:
    starts = [part.start for part in whole(png.chunks, data)]
    assert starts == sorted(set(starts))
    assert all(start <= len(data) for start in starts)
    assert all(note in data for what, note in whole(png.notes, data) if what is What.EXIF)
