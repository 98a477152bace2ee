"""How a photograph was taken, wherever in its file, or beside it, that is written."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from pathlib import Path

import brotli
import pytest

from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.xmp import capture, embedded_marks
from aesthetic_gui.photo import Metadata, Photo
from tests.unit.files.containers import samples

TAKEN = "2024-05-06T07:08:09"
MOMENT = datetime.fromisoformat(TAKEN)
OTHER = "2001-02-03T04:05:06"
SPACES = (
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
    'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" '
    'xmlns:exifEX="http://cipa.jp/exif/1.0/"'
)


def packet(**properties: str) -> bytes:
    said = " ".join(f'{name.replace("_", ":", 1)}="{text}"' for name, text in properties.items())
    return f'<rdf:RDF {SPACES}><rdf:Description rdf:about="" {said}/></rdf:RDF>'.encode()


def exif(*, original: str = "", digitized: str = "", changed: str = "") -> bytes:
    """A TIFF with a directory of the camera's own behind the first."""
    own = [(tag, 2, text.encode() + b"\0") for tag, text in ((0x9003, original), (0x9004, digitized)) if text]
    first = [(0x0132, 2, changed.encode() + b"\0")] if changed else []
    place = len(samples.tiff(*first, (0x8769, 4, bytes(4))))
    inner = samples.tiff(*own)
    moved = bytearray(inner[8:])
    for at in range(2, 2 + 12 * len(own), 12):
        struct.pack_into("<I", moved, at + 8, struct.unpack_from("<I", moved, at + 8)[0] - 8 + place)
    return samples.tiff(*first, (0x8769, 4, struct.pack("<I", place))) + bytes(moved)


def iptc(*datasets: tuple[int, str]) -> bytes:
    records = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(text.encode())) + text.encode() for number, text in datasets
    )
    resource = b"8BIM" + struct.pack(">HHI", 1028, 0, len(records)) + records + bytes(len(records) % 2)
    return samples.segment(0xED, samples.PHOTOSHOP + resource)


def photo(folder: Path, *, tiff: bytes = b"", xmp: bytes = b"", more: bytes = b"", sidecar: bytes = b"") -> Photo:
    notes = [b"Exif\0\0" + tiff] if tiff else []
    data = samples.jpeg(*notes, *([samples.STANDARD + xmp] if xmp else []))
    (folder / "a.jpg").write_bytes(data[:2] + more + data[2:])
    if not sidecar:
        return Photo(folder / "a.jpg")
    (folder / "a.xmp").write_bytes(sidecar)
    return Photo(folder / "a.jpg", (folder / "a.xmp",))


def taken(one: Photo) -> datetime | None:
    return capture.completed(one, decode(one.path).metadata).captured_at


@pytest.mark.parametrize("said", [
    {"tiff": exif(original="2024:05:06 07:08:09"), "xmp": packet(exif_DateTimeOriginal=OTHER)},
    {"tiff": exif(original="2024:05:06 07:08:09", changed="2025:01:01 00:00:00")},
    {"tiff": exif(original="0001:01:01 00:00:00", digitized="2024:05:06 07:08:09")},
    {"tiff": exif(changed="2024:05:06 07:08:09")},
    {"tiff": exif(changed="2025:01:01 00:00:00"), "xmp": packet(exif_DateTimeOriginal=TAKEN)},
    {"tiff": exif(original="1970:01:01 00:00:00"), "xmp": packet(photoshop_DateCreated=TAKEN)},
    {"xmp": packet(exif_DateTimeOriginal="0000-00-00T00:00:00", xmp_CreateDate=TAKEN)},
    {"xmp": packet(photoshop_DateCreated=TAKEN + "+02:00", xmp_CreateDate=OTHER)},
    {"more": iptc((55, "20240506"), (60, "070809+0200"))},
    {"more": iptc((62, "20240506"), (63, "070809"))},
    {"more": iptc((55, "20240506"), (60, "070809")), "xmp": packet(xmp_CreateDate=OTHER)},
    {"sidecar": packet(exif_DateTimeOriginal=TAKEN)},
    {"sidecar": packet(xmp_CreateDate=TAKEN), "tiff": exif(changed="2025:01:01 00:00:00")},
    {"sidecar": packet(exif_DateTimeOriginal=OTHER), "xmp": packet(exif_DateTimeOriginal=TAKEN)},
    {"sidecar": packet(exif_DateTimeOriginal=OTHER), "tiff": exif(original="2024:05:06 07:08:09")},
])  # fmt: skip
def test_the_time_of_capture_is_found_wherever_it_is_written(tmp_path: Path, said: dict[str, bytes]) -> None:
    assert taken(photo(tmp_path, **said)) == MOMENT


@pytest.mark.parametrize("said", [
    {}, {"xmp": b"no packet"}, {"sidecar": b"<broken"}, {"xmp": packet(xmp_ModifyDate=TAKEN)},
    {"xmp": packet(xmp_CreateDate="0001-01-01T00:00:00")}, {"more": iptc((55, "00000000"), (60, "000000"))},
    {"tiff": b"II*\0\xff\xff\xff\xff"},
])  # fmt: skip
def test_where_nothing_says_it_there_is_no_time_of_capture(tmp_path: Path, said: dict[str, bytes]) -> None:
    assert taken(photo(tmp_path, **said)) is None


def test_camera_lens_and_exposure_are_read_of_xmp_where_exif_is_silent(tmp_path: Path) -> None:
    said = packet(
        tiff_Make="Canon", tiff_Model="Canon EOS 5D", aux_Lens="EF50mm f/1.4 USM", exif_ExposureTime="1/125",
        exif_FNumber="28/10", exif_FocalLength="50/1", exifEX_PhotographicSensitivity="400",
    )  # fmt: skip
    one = photo(tmp_path, xmp=said)
    assert capture.completed(one, Metadata(8, 6)) == Metadata(
        8, 6, None, "Canon EOS 5D", "EF50mm f/1.4 USM", 1 / 125, 2.8, 400, 50.0
    )
    hostile = packet(exif_ExposureTime="1/0", exif_FNumber="0/0", tiff_Model="----", aux_Lens="----")
    assert capture.completed(photo(tmp_path, xmp=hostile), Metadata(8, 6)) == Metadata(8, 6)


def test_what_cannot_be_read_adds_nothing(tmp_path: Path) -> None:
    known = Metadata(8, 6, MOMENT, "Canon EOS 5D")
    assert capture.completed(Photo(tmp_path / "gone.jpg"), known) == known
    assert capture.completed(Photo(tmp_path / "gone.jpg", (tmp_path / "gone.xmp",)), Metadata(8, 6)) == Metadata(8, 6)


def raw_profile(kind: bytes, data: bytes) -> bytes:
    return (
        kind
        + b"\n%8d\n" % len(data)
        + b"\n".join(data.hex().encode()[at : at + 72] for at in range(0, 999, 72))
        + b"\n"
    )


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("kind", [b"exif", b"APP1", b"xmp"])
def test_a_pngs_raw_profiles_are_read(tmp_path: Path, kind: bytes, packed: bool) -> None:
    data = (
        packet(xmp_CreateDate=TAKEN, xmp_Rating="4")
        if kind == b"xmp"
        else b"Exif\0\0" + exif(digitized="2024:05:06 07:08:09")
    )
    text = raw_profile(kind, data)
    chunk = b"Raw profile type " + kind + (b"\0\0" + zlib.compress(text) if packed else b"\0" + text)
    path = tmp_path / "a.png"
    path.write_bytes(samples.png(chunk, b"zTXt" if packed else b"tEXt"))
    assert capture.completed(Photo(path), Metadata(8, 6)).captured_at == MOMENT
    marks = embedded_marks(path)
    assert (marks.stars if marks else None) == (4 if kind == b"xmp" else None)


@pytest.mark.parametrize("text", [b"", b"xmp 4 zz", b"xmp", b"xmp\n4\nabc", "xmp\n4\n\u00b2".encode()])
def test_a_raw_profile_that_is_none_hides_nothing(tmp_path: Path, text: bytes) -> None:
    broken = samples.png(b"Raw profile type xmp\0" + text, b"tEXt")
    whole = samples.png(samples.IN_PNG + bytes(4) + packet(xmp_Rating="4"))
    at = whole.index(b"iTXt") - 4
    (tmp_path / "a.png").write_bytes(broken[: broken.index(b"IDAT") - 4] + whole[at:])
    marks = embedded_marks(tmp_path / "a.png")
    assert marks is not None
    assert marks.stars == 4


def test_the_packed_boxes_of_a_jpeg_xl_are_read_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.jxl"
    boxes = [
        samples.box(b"brob", b"Exif" + brotli.compress(bytes(4) + exif(original="2024:05:06 07:08:09"))),
        samples.box(b"brob", b"xml " + brotli.compress(packet(xmp_Rating="3"))),
    ]
    path.write_bytes(samples.jxl(*boxes))
    assert capture.completed(Photo(path), Metadata(8, 6)).captured_at == MOMENT
    marks = embedded_marks(path)
    assert marks is not None
    assert marks.stars == 3
    path.write_bytes(samples.jxl(samples.box(b"brob", b"xml " + brotli.compress(bytes(1 << 26)))))
    assert embedded_marks(path) is None
    path.write_bytes(samples.jxl(samples.box(b"brob", b"xml not packed")))
    assert embedded_marks(path) is None


@pytest.mark.parametrize(("name", "day"), [
    ("05-exif-hour-24/hour24.jpg", "2019-01-01"),
    ("06-exif-year-0001/year1.jpg", None),
    ("06-exif-year-0001/year1-but-digitized.jpg", "2024-05-31"),
    ("17-date-only-in-xmp/xmponly.jpg", "2024-05-31"),
])  # fmt: skip
def test_dates_that_other_programs_stumbled_over(shared_data: Path, name: str, day: str | None) -> None:
    moment = taken(Photo(shared_data / "faults" / name))
    assert (str(moment.date()) if moment else None) == day


@pytest.mark.parametrize(
    "name",
    [
        "08-xmp-in-png-raw-profile-and-gif/rated.png",
        "08-xmp-in-png-raw-profile-and-gif/rated.gif",
        "20-jxl-brob-rating/brob.jxl",
        "20-jxl-brob-rating/plain.jxl",
    ],
)
def test_ratings_that_other_programs_stumbled_over(shared_data: Path, name: str) -> None:
    marks = embedded_marks(shared_data / "faults" / name)
    assert marks is not None
    assert marks.stars == 4


def test_keywords_of_iptc_count_where_the_packet_has_none(tmp_path: Path) -> None:
    one = photo(tmp_path, xmp=packet(xmp_Rating="2"), more=iptc((25, "bride"), (25, "Zürich"), (25, "bride")))
    marks = embedded_marks(one.path)
    assert marks is not None
    assert (marks.stars, marks.keywords) == (2, ("bride", "Zürich"))
