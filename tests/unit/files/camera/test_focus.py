"""Where a camera focused, as phones and four makers write it."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from aesthetic_gui.files.camera.focus import focus_of, upright

SIZE = (600, 400)


def block(model: str, own: list[tuple[int, int, bytes]], note: bytes = b"", base: int = 0, turned: int = 1) -> bytes:
    """A TIFF, little-endian: the main directory, the camera's own with ``own`` (tag, type, values), and its note."""
    name = model.encode() + b"\0"
    main_rows, own_rows = 3, len(own) + 2 + bool(note)
    main_at, own_at = 8, 8 + 2 + 12 * main_rows + 4
    data_at = own_at + 2 + 12 * own_rows + 4
    data = bytearray()

    def row(tag: int, kind: int, values: bytes) -> bytes:
        size = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1}[kind]
        place = values.ljust(4, b"\0")
        if len(values) > 4:
            place = struct.pack("<I", data_at + len(data))
            data.extend(values)
        return struct.pack("<HHI", tag, kind, len(values) // size) + place

    rows = [row(0x0110, 2, name), row(0x0112, 3, struct.pack("<H", turned)), row(0x8769, 4, struct.pack("<I", own_at))]
    mine = [row(0xA002, 3, struct.pack("<H", SIZE[0])), row(0xA003, 3, struct.pack("<H", SIZE[1]))]
    mine += [row(*one) for one in own]
    if note:
        note = note.replace(b"BASE", struct.pack("<I", data_at + len(data) + base))
        mine.append(row(0x927C, 7, note))
    directories = [struct.pack("<H", len(part)) + b"".join(part) + bytes(4) for part in (rows, mine)]
    assert main_at + len(directories[0]) == own_at
    return b"II*\0" + struct.pack("<I", main_at) + b"".join(directories) + bytes(data)


def photograph(folder: Path, exif: bytes) -> Path:
    path, data = folder / "a.jpg", io.BytesIO()
    Image.new("RGB", SIZE).save(data, "JPEG", exif=b"Exif\0\0" + exif)
    path.write_bytes(data.getvalue())
    return path


def directory(tag: int, kind: int, count: int, value: bytes) -> bytes:
    return struct.pack("<HHHI", 1, tag, kind, count) + value.ljust(4, b"\0") + bytes(4)


def canon(bits: int) -> bytes:
    """Three points beside each other: left, middle and right, the right one above the middle."""
    info = struct.pack("<20h", 40, 0, 3, 3, 600, 400, 600, 400, 9, 9, 9, 9, 9, 9, -150, 0, 150, 0, 0, 100)
    info += struct.pack("<h", bits)
    return struct.pack("<HHHI", 1, 0x0026, 3, len(info) // 2) + b"BASE" + bytes(4) + info


SONY = b"SONY DSC \0\0\0" + directory(0x2027, 3, 4, b"BASE") + struct.pack("<4H", 600, 400, 150, 100)
FUJI = b"FUJIFILM" + struct.pack("<I", 12) + directory(0x1023, 3, 2, struct.pack("<2H", 150, 100))
PANASONIC = b"Panasonic\0\0\0" + directory(0x004D, 5, 2, b"BASE") + struct.pack("<4I", 1, 4, 1, 4)


@pytest.mark.parametrize(
    ("exif", "expected"),
    [
        (block("iPhone", [(0x9214, 3, struct.pack("<4H", 150, 100, 40, 40))]), (0.25, 0.25)),
        (block("Phone", [(0x9214, 3, struct.pack("<2H", 450, 100))]), (0.75, 0.25)),
        (block("Old", [(0xA214, 3, struct.pack("<2H", 300, 300))]), (0.5, 0.75)),
        (block("ILCE-7M4", [], SONY, 12 + 18), (0.25, 0.25)),
        (block("X-T3", [], FUJI), (0.25, 0.25)),
        (block("DC-G9", [], PANASONIC, 12 + 18), (0.25, 0.25)),
        (block("Canon EOS R6", [], canon(0b100), 18), (0.75, 0.25)),
        (block("Canon EOS R6", [], canon(0b011), 18), (0.375, 0.5)),
        (block("Canon PowerShot G7", [], canon(0b100), 18), (0.75, 0.75)),
    ],
)
def test_what_a_camera_wrote_is_found(tmp_path, exif, expected):
    assert focus_of(photograph(tmp_path, exif)) == pytest.approx(expected)


def test_of_a_picture_that_is_stored_on_its_side_it_is_where_it_is_seen(tmp_path):
    exif = block("iPhone", [(0x9214, 3, struct.pack("<2H", 150, 100))], turned=6)
    assert focus_of(photograph(tmp_path, exif)) == (0.75, 0.25)


@pytest.mark.parametrize(
    "exif",
    [
        block("Nikon", []),
        block("Canon EOS R6", [], canon(0), 18),  # nothing in focus
        block("Canon EOS R6", [], canon(1)[:30], 18),
        block("iPhone", [(0x9214, 3, struct.pack("<2H", 0, 0))]),
        block("iPhone", [(0x9214, 3, struct.pack("<2H", 900, 100))]),  # beside the picture
        b"II*\0\xff\xff\xff\x7f",
    ],
)
def test_where_there_is_none_there_is_none(tmp_path, exif):
    assert focus_of(photograph(tmp_path, exif)) is None


@given(st.binary(max_size=300))
def test_whatever_a_note_holds_nothing_breaks(tmp_path_factory, note):
    path = photograph(tmp_path_factory.mktemp("any"), block("Canon EOS R6", [], b"\x01\x00" + note))
    assert focus_of(path) is None or all(0 < share < 1 for share in focus_of(path))


def test_turning_and_mirroring_keep_a_point_on_its_photograph():
    assert {upright(0.25, 0.1, way) for way in range(1, 9)} == {
        (0.25, 0.1), (0.75, 0.1), (0.75, 0.9), (0.25, 0.9), (0.1, 0.25), (0.9, 0.25), (0.9, 0.75), (0.1, 0.75),
    }  # fmt: skip
