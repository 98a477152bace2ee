"""WebP: the chunks of a RIFF file, and the notes in them."""

from __future__ import annotations

from hypothesis import given, settings

from aesthetic_gui.files.containers import riff
from aesthetic_gui.files.containers.parts import What
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import PACKET, hurt, whole

ODD = samples.webp(PACKET[:-1]) + samples.webp(samples.rating(2), b"EXIF")[12:]


def test_notes_are_found_behind_chunks_of_odd_length() -> None:
    assert [part.kind for part in whole(riff.chunks, ODD)] == [b"ABCD", b"XMP ", b"ABCD", b"EXIF"]
    assert whole(riff.notes, ODD) == [(What.XMP, PACKET[:-1]), (What.EXIF, samples.rating(2))]


def test_a_chunk_that_is_cut_off_gives_what_is_there() -> None:
    assert whole(riff.notes, samples.webp(PACKET)[:-5]) == [(What.XMP, PACKET[:-4])]


def test_a_real_file_has_its_chunks(shared_data) -> None:
    data = (shared_data / "formats" / "denali.webp").read_bytes()
    assert {b"VP8X", b"ICCP", b"EXIF", b"XMP "} & {part.kind for part in whole(riff.chunks, data)}


@settings(max_examples=300, deadline=None)
@given(hurt(ODD))
def test_wild_bytes_give_chunks_one_after_another_and_what_lies_in_them(data: bytes) -> None:
    starts = [part.start for part in whole(riff.chunks, data)]
    assert starts == sorted(set(starts))
    assert all(start <= len(data) for start in starts)
    assert all(note in data for _, note in whole(riff.notes, data))
