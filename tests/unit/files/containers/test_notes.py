"""What a file says of itself is found whatever its container."""

from __future__ import annotations

import io
import struct
import tracemalloc

import pytest
from hypothesis import given, settings

from aesthetic_gui.files.containers import LARGEST, Notes, psd, read_notes, tiff
from tests.unit.files.containers import samples
from tests.unit.files.containers.samples import EXTENDED, IN_PNG, PACKET, PHOTOSHOP, STANDARD, box, hurt, resource

IPTC = b"\x1c\2\x19\0\3joy"
EXIF = samples.rating(3)
BORROWED = PHOTOSHOP + resource(psd.IPTC, IPTC)
FILES = {
    "JPEG": samples.jpeg(b"Exif\0\0" + EXIF, STANDARD + PACKET),
    "PNG": samples.png(IN_PNG + bytes(4) + PACKET)[:-12] + samples.png(EXIF, b"eXIf")[33:],
    "WebP": samples.webp(PACKET) + samples.webp(EXIF, b"EXIF")[12:],
    "HEIC": samples.heic(PACKET) + box(b"Exif", bytes(4) + EXIF),
    "JPEG XL": samples.jxl(box(b"Exif", bytes(4) + EXIF), box(b"xml ", PACKET)),
    "CR3": samples.cr3(PACKET, EXIF, samples.rating(1), samples.jpeg()),
    "TIFF": samples.tiff((700, 1, PACKET), (0x4746, 3, b"\3\0")),
    "RAF": samples.raf(samples.jpeg(b"Exif\0\0" + EXIF, STANDARD + PACKET)),
    "PSD": samples.psd(resource(psd.XMP, PACKET), resource(psd.EXIF, EXIF), resource(psd.IPTC, IPTC)),
    "GIF": samples.gif(PACKET),
    "MRW": samples.mrw(samples.tiff((700, 1, PACKET), (0x4746, 3, b"\3\0"))),
}


def notes_in(data: bytes) -> Notes:
    return read_notes(io.BytesIO(data))


@pytest.mark.parametrize("name", FILES)
def test_packet_and_exif_are_found_in_every_container(name: str) -> None:
    notes = notes_in(FILES[name])
    assert notes.xmp == PACKET
    assert tiff.whole(notes.exif, 0x4746) == (None if name == "GIF" else 3)  # which knows no EXIF
    assert (tiff.whole(notes.camera, 0x4746) == 1) == (notes.camera is not notes.exif) == (name == "CR3")


def test_iptc_is_found_in_jpeg_tiff_and_psd() -> None:
    files = (
        samples.jpeg(BORROWED[:20], BORROWED[20:].join((PHOTOSHOP, b"")), marker=0xED),  # in two segments
        samples.tiff((33723, 7, IPTC)),
        samples.tiff((34377, 7, resource(psd.IPTC, IPTC))),
        FILES["PSD"],
    )
    assert [notes_in(data).iptc for data in files] == [IPTC] * 4


def test_the_containers_own_packet_goes_before_the_one_in_its_exif() -> None:
    inner = b"Exif\0\0" + samples.tiff((700, 1, b"<older/>"))
    assert notes_in(samples.jpeg(inner, STANDARD + PACKET)).xmp == PACKET
    assert notes_in(samples.jpeg(inner)).xmp == b"<older/>"


def test_of_two_notes_of_a_kind_the_first_counts() -> None:
    data = samples.jpeg(
        b"Exif\0\0none", b"Exif\0\0" + EXIF, b"Exif\0\0" + samples.rating(1), STANDARD + PACKET, STANDARD
    )
    assert (tiff.whole(notes_in(data).exif, 0x4746), notes_in(data).xmp) == (3, PACKET)


def test_a_split_packet_is_there_by_its_identifier() -> None:
    identity = b"0123456789ABCDEF" * 2
    pieces = [EXTENDED + identity + struct.pack(">II", 6, place) + text for place, text in ((3, b"def"), (0, b"abc"))]
    assert notes_in(samples.jpeg(*pieces)).extended == {identity: b"abcdef"}


@pytest.mark.parametrize("data", [b"", b"anything else", b"\xff\xd8\xff", bytes(99)])
def test_what_is_no_photograph_says_nothing(data: bytes) -> None:
    notes = notes_in(data)
    assert (notes.exif.read(), notes.camera.read(), notes.xmp, notes.extended, notes.iptc) == (b"", b"", b"", {}, b"")


def test_a_file_that_asks_for_more_than_all_notes_may_have_is_given_up() -> None:
    one = struct.pack("<4sI", b"XMP ", LARGEST)
    data = b"RIFF\0\0\0\0WEBP" + b"".join(one + bytes(LARGEST) for _ in range(8))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    read_notes(io.BytesIO(data))
    assert tracemalloc.get_traced_memory()[1] - before < 6 * LARGEST
    tracemalloc.stop()


@settings(max_examples=500, deadline=None)
@given(hurt(*FILES.values()))
def test_wild_bytes_say_something_or_nothing(data: bytes) -> None:
    notes = notes_in(data)
    notes.exif.seek(0)
    assert notes.exif.read() in data
    assert notes.iptc in data
