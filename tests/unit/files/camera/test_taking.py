"""How a photograph was taken, as EXIF, the notes of seven makers, XMP and the names of phones say it."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from aesthetic_gui.facts import Taking
from aesthetic_gui.files.camera.taking import light_of, taking_of
from aesthetic_gui.photo import Metadata
from tests.unit.files.camera.test_focus import block, photograph

Tags = list[tuple[int, int, bytes]]  # tag, type, values
SIZES = {2: 1, 3: 2, 4: 4, 9: 4}


def directory(tags: Tags, start: int) -> bytes:
    """A directory at ``start``, little-endian, with what does not fit into it behind it."""
    behind, rows = start + 2 + 12 * len(tags) + 4, b""
    values = b""
    for tag, kind, value in sorted(tags):
        place = value.ljust(4, b"\0")
        if len(value) > 4:
            place = struct.pack("<I", behind + len(values))
            values += value
        rows += struct.pack("<HHI", tag, kind, len(value) // SIZES[kind]) + place
    return struct.pack("<H", len(tags)) + rows + bytes(4) + values


def noted(model: str, tags: Tags, name: bytes = b"") -> bytes:
    """An EXIF block whose maker's note counts places as EXIF does."""
    first = name + directory(tags, 0)
    place = block(model, [], first).index(first)
    return block(model, [], name + directory(tags, place + len(name)))


def nikon(tags: Tags) -> bytes:
    return block("NIKON Z 6", [], b"Nikon\0\2\x11\0\0II*\0\x08\0\0\0" + directory(tags, 8))


def fuji(tags: Tags) -> bytes:
    return block("X-T3", [], b"FUJIFILM" + struct.pack("<I", 12) + directory(tags, 12))


def olympus(name: bytes, drive: bytes) -> bytes:
    start = len(name) + 4
    settings = directory([(0x0600, 3, drive)], start + 18)
    lead = directory([(0x2020, 4, struct.pack("<I", start + 18))], start)
    return block("E-M1MarkII", [], name + b"II\3\0" + lead + settings)


def apple(uuid: bytes) -> bytes:
    return block("iPhone 12", [], b"Apple iOS\0\0\1II" + directory([(0x000B, 2, uuid)], 14))


def shorts(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}h", *values)


def canon(drive: int = 0, mode: int = 0, shot: int = 0, sequence: int = 0, far: int = 0, near: int = 0) -> bytes:
    settings = shorts(92, 2, 0, 3, 0, drive, *[0] * 10)
    file = shorts(44, 1, 0, mode, 0, shot, *[0] * 14, far, near)
    shot_info = shorts(40, *[0] * 8, sequence, *[0] * 10)
    tags = [(0x0001, 3, settings), (0x0004, 3, shot_info), (0x000C, 4, struct.pack("<I", 4711)), (0x0093, 3, file)]
    return noted("Canon EOS R6", tags)


def sony(release: int, sequence: int) -> bytes:
    return noted("ILCE-7M4", [(0xB049, 3, shorts(release)), (0xB04A, 3, shorts(sequence))], b"SONY DSC \0\0\0")


def panasonic(burst: int, sequence: int) -> bytes:
    tags = [(0x002A, 3, shorts(burst)), (0x002B, 4, struct.pack("<I", sequence))]
    return noted("DC-G9", tags, b"Panasonic\0\0\0")


def said(folder: Path, exif: bytes, name: str = "a.jpg") -> Taking:
    path = photograph(folder, exif)
    return taking_of(path.rename(folder / name))[0]


def test_what_exif_says_is_read(tmp_path: Path) -> None:
    own = [
        (0x9003, 2, b"2024:05:31 12:00:01\0"),
        (0x9291, 2, b"25\0"),
        (0x9204, 5, struct.pack("<2i", -2, 3)),
        (0x9206, 5, struct.pack("<2I", 7, 2)),
        (0xA402, 3, struct.pack("<H", 2)),
        (0xA431, 2, b"012345 \0"),
    ]
    taking = said(tmp_path, block("Camera", own))
    assert taking == Taking("012345", "bracket", -2 / 3, None, seconds=True, fractions=True, distance=3.5)


@pytest.mark.parametrize("clock", [b"2024:05:31 12:00\0", b"2024:05:31\0", b"    :  :     :  :  \0", b"\0"])
def test_a_clock_without_seconds_is_known(tmp_path: Path, clock: bytes) -> None:
    taking = said(tmp_path, block("Camera", [(0x9003, 2, clock), (0x9291, 2, b"  \0")]))
    assert (taking.seconds, taking.fractions) == (False, False)


@pytest.mark.parametrize(
    ("exif", "drive", "offset"),
    [
        (canon(), "single", None),
        (canon(drive=5, sequence=3), "continuous", 3),
        (canon(drive=1, mode=1, shot=2), "bracket", 2),
        (canon(drive=1, mode=2, shot=4), "focus bracket", 4),
        (noted("Canon EOS R6", [(0x4053, 9, struct.pack("<2i", 8, 1))]), "focus bracket", None),
        (nikon([(0x0089, 3, shorts(0))]), "single", None),
        (nikon([(0x0089, 3, shorts(0b000001))]), "continuous", None),
        (nikon([(0x0089, 3, shorts(0b010001))]), "bracket", None),
        (sony(0, 0), "single", None),
        (sony(2, 7), "continuous", 7),
        (sony(5, 2), "bracket", 2),
        (sony(2, -1), "continuous", None),
        (fuji([(0x1100, 3, shorts(0)), (0x1103, 4, struct.pack("<I", 2))]), "continuous", None),
        (fuji([(0x1100, 3, shorts(1)), (0x1101, 3, shorts(3)), (0x1103, 4, bytes(4))]), "bracket", 3),
        (panasonic(0, 0), "single", None),
        (panasonic(1, 5), "continuous", 5),
        (panasonic(2, 1), "bracket", 1),
        (panasonic(3, 9), "focus bracket", 9),
        (olympus(b"OLYMPUS\0", shorts(0, 0, 0)), "single", None),
        (olympus(b"OLYMPUS\0", shorts(1, 4, 0)), "continuous", 4),
        (olympus(b"OM SYSTEM\0\0\0", shorts(5, 2, 1)), "bracket", 2),
        (olympus(b"OM SYSTEM\0\0\0", shorts(5, 2, 64)), "focus bracket", 2),
        (block("Unknown", []), "", None),
    ],
)
def test_the_drive_mode_of_each_maker_is_read(tmp_path: Path, exif: bytes, drive: str, offset: int | None) -> None:
    taking = said(tmp_path, exif)
    assert (taking.drive, taking.offset) == (drive, offset)


def test_canon_says_the_serial_number_and_how_far_it_focused(tmp_path: Path) -> None:
    taking = said(tmp_path, canon(far=410, near=390))
    assert (taking.serial, taking.distance) == ("4711", 4.0)


def test_the_frames_of_a_phone_s_burst_have_its_name(tmp_path: Path) -> None:
    taking = said(tmp_path, apple(b"5E0B1C6D-9A3E-4C0E-8F1F-000000000000\0"))
    assert (taking.series, taking.drive) == ("5E0B1C6D-9A3E-4C0E-8F1F-000000000000", "continuous")


@pytest.mark.parametrize(
    ("name", "series", "offset"),
    [
        ("00003IMG_00003_BURST20190101120000123_COVER.jpg", "20190101120000123", 3),
        ("00000PORTRAIT_00000_BURST20190101120000123.jpg", "20190101120000123", 0),
        ("IMG_20190101_120000_BURST007.jpg", "IMG_20190101_120000", 7),
        ("BURST.jpg", "", None),
    ],
)
def test_the_names_that_phones_give_tell_a_burst(tmp_path: Path, name: str, series: str, offset: int | None) -> None:
    taking = said(tmp_path, block("Pixel", []), name)
    assert (taking.series, taking.offset) == (series, offset)
    assert taking.drive == ("continuous" if series else "")


def with_xmp(folder: Path, says: str) -> Path:
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {says}/></rdf:RDF></x:xmpmeta>'
    )
    path, data = folder / "x.jpg", io.BytesIO()
    Image.new("RGB", (60, 40)).save(data, "JPEG", xmp=packet.encode())
    path.write_bytes(data.getvalue())
    return path


def test_a_burst_in_google_s_xmp_is_known(tmp_path: Path) -> None:
    says = 'xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:BurstID="a-1" GCamera:BurstPrimary="1"'
    taking, _ = taking_of(with_xmp(tmp_path, says))
    assert (taking.series, taking.drive) == ("a-1", "continuous")


def test_a_panorama_says_so_in_its_xmp(tmp_path: Path) -> None:
    says = 'xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" GPano:ProjectionType="cylindrical"'
    assert taking_of(with_xmp(tmp_path, says))[0].drive == "panorama"


def test_what_lightroom_wrote_of_the_camera_is_read(tmp_path: Path) -> None:
    says = 'xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" aux:SerialNumber="9" aux:ApproximateFocusDistance="530/100"'
    taking, _ = taking_of(with_xmp(tmp_path, says))
    assert (taking.serial, taking.distance) == ("9", 5.3)


def test_the_light_is_the_exposure_value_at_iso_100(tmp_path: Path) -> None:
    assert light_of(Metadata(exposure_time=1 / 64, f_number=8, iso=100)) == 12
    assert light_of(Metadata(exposure_time=1 / 64, f_number=8, iso=400)) == 10
    assert light_of(Metadata(exposure_time=1 / 64, f_number=8)) is None
    assert taking_of(tmp_path / "none.jpg", Metadata(exposure_time=1, f_number=1, iso=100))[0] == Taking(light=0)


def test_the_point_focused_on_comes_from_the_same_reading(tmp_path: Path) -> None:
    path = photograph(tmp_path, block("iPhone", [(0x9214, 3, struct.pack("<4H", 150, 100, 40, 40))]))
    assert taking_of(path)[1] == (0.25, 0.25)


BEGINNINGS = [b"", b"SONY DSC \0\0\0", b"Nikon\0\2\x11\0\0II*\0\x08\0\0\0", b"FUJIFILM\x0c\0\0\0", b"Panasonic\0\0\0",
              b"OLYMPUS\0II\3\0", b"OM SYSTEM\0\0\0II\3\0", b"Apple iOS\0\0\1MM"]  # fmt: skip
TAGS = [1, 4, 0xC, 0x93, 0x4053, 0x1D, 0x89, 0xB049, 0xB04A, 0x1100, 0x1101, 0x1103, 0x2A, 0x2B, 0x2020, 0x600, 0xB]
rows = st.lists(
    st.tuples(st.sampled_from(TAGS), st.integers(0, 13), st.integers(0, 300), st.binary(min_size=4, max_size=4))
)


@given(st.sampled_from(BEGINNINGS), rows, st.binary(max_size=60), st.text(max_size=30))
def test_whatever_a_note_holds_nothing_breaks(begins: bytes, rows, rest: bytes, serial: str) -> None:
    note = struct.pack("<H", len(rows)) + b"".join(struct.pack("<HHI", *row[:3]) + row[3] for row in rows) + rest
    exif = block("Canon EOS R6", [(0xA431, 2, serial.encode()), (0x9206, 5, rest[:8].ljust(8, b"\0"))], begins + note)
    taking = taking_in(exif)
    assert taking.drive in ("", "single", "continuous", "bracket", "focus bracket")
    assert taking.offset is None or 0 < taking.offset < 10_000


def taking_in(exif: bytes) -> Taking:
    """Of a TIFF in memory: no file is written for each of a hundred tries."""
    from aesthetic_gui.files.camera import taking
    from aesthetic_gui.files.containers import Damaged, read_notes

    try:
        return taking._said(read_notes(io.BytesIO(exif)))[0]
    except (Damaged, struct.error):
        return Taking()
