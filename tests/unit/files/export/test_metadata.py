"""What exported pictures say of themselves: no place unless asked for, never the maker's notes, always upright."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.dom import minidom

import pytest
from PIL import Image

from aesthetic_gui.files.export import ColourSpace, Details, Format, Rendition, render
from aesthetic_gui.files.export import metadata as policy
from aesthetic_gui.files.export.embedded import embedded
from aesthetic_gui.files.export.xmp_kept import kept
from tests.unit.files.export.sources import PLACES, XMP, with_a_place

GPS = 0x8825
RENDERED = (Format.JPEG, Format.WEBP, Format.AVIF)
HIDES_A_PLACE = (Details.NO_PLACE, Details.COPYRIGHT, Details.NONE)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = with_a_place(tmp_path / "placed.jpg")
    for place in PLACES:  # the test would prove nothing otherwise
        assert place in path.read_bytes() or place == b"GPSLat"
    return path


def made(source: Path, details: Details, kind: Format = Format.JPEG) -> Path:
    target = source.parent / f"{details}.{kind}"
    render(source, Rendition(kind, 300, metadata=details))(target)
    return target


def test_the_source_has_a_place_to_hide(source: Path) -> None:
    found = embedded(source)
    assert found.gps[2] == (47, 22, 30)
    assert b"Hiddenville" in found.iptc
    assert b"GPSLatitude" in found.xmp


@pytest.mark.parametrize("kind", RENDERED)
@pytest.mark.parametrize("details", HIDES_A_PLACE)
def test_no_place_is_left_anywhere_in_the_bytes(details: Details, kind: Format, source: Path) -> None:
    target = made(source, details, kind)
    content = target.read_bytes()
    assert not [place for place in PLACES if place in content]
    with Image.open(target) as image:
        assert GPS not in image.getexif()
        assert not image.getexif().get_ifd(GPS)


@pytest.mark.parametrize("kind", RENDERED)
@pytest.mark.parametrize("details", HIDES_A_PLACE)
def test_exiftool_finds_no_place_either(details: Details, kind: Format, source: Path) -> None:
    if not shutil.which("exiftool"):
        pytest.skip("exiftool is not installed")
    told = subprocess.run(
        ["exiftool", "-a", "-G1", "-s", str(made(source, details, kind))], capture_output=True, text=True, check=True
    ).stdout
    lines = [line for line in told.splitlines() if not line.startswith(("[System]", "[ExifTool]"))]
    words = ("GPS", "City", "Country", "Location", "MakerNote", "Thumbnail", "Warning")
    contact = "CreatorCity"
    assert not [line for line in lines if any(word in line for word in words) and contact not in line]


@pytest.mark.parametrize("kind", RENDERED)
def test_exposure_camera_and_copyright_go_along(kind: Format, source: Path) -> None:
    with Image.open(made(source, Details.NO_PLACE, kind)) as image:
        exif, camera = image.getexif(), image.getexif().get_ifd(0x8769)
        xmp = image.info["xmp"]
    assert exif[0x0110] == "Sample One"
    assert exif[0x8298].encode("latin-1").decode() == "© Jörg Muster"
    assert (camera[0x9003], round(1 / camera[0x829A]), camera[0x8827]) == ("2026:06:14 15:02:11", 250, 400)
    assert b"J\xc3\xb6rg" in xmp
    assert b"wedding" in xmp
    assert b'Rating="4"' in xmp
    assert b"Studio City" in xmp  # the photographer's own address was written to be found


@pytest.mark.parametrize("kind", [Format.JPEG, Format.WEBP])
def test_what_pixels_and_size_have_become_is_said_anew(kind: Format, source: Path) -> None:
    with Image.open(made(source, Details.NO_PLACE, kind)) as image:
        exif, camera = image.getexif(), image.getexif().get_ifd(0x8769)
        assert image.size == (200, 300)
        assert b"Orientation" not in image.info["xmp"]
    assert exif[0x0112] == 1
    assert (camera[0xA002], camera[0xA003], camera[0xA001]) == (200, 300, 1)


def test_a_wide_gamut_is_not_called_srgb(source: Path, tmp_path: Path) -> None:
    render(source, Rendition(long_edge=300, profile=ColourSpace.ADOBE_RGB))(tmp_path / "wide")
    with Image.open(tmp_path / "wide") as image:
        assert image.getexif().get_ifd(0x8769)[0xA001] == 0xFFFF


def test_copyright_only_is_copyright_only(source: Path) -> None:
    target = made(source, Details.COPYRIGHT)
    with Image.open(target) as image:
        exif, xmp = image.getexif(), image.info["xmp"]
    assert set(exif) == {0x013B, 0x8298}
    assert b"(c) J\xc3\xb6rg" in xmp
    assert b"wedding" not in xmp
    assert b"Rating" not in xmp
    content = target.read_bytes()
    assert b"(c) Muster" in content
    assert b"joy" not in content


def test_none_is_none(source: Path) -> None:
    with Image.open(made(source, Details.NONE)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile"}


def test_all_keeps_the_place_and_still_no_makers_note(source: Path) -> None:
    target = made(source, Details.ALL)
    with Image.open(target) as image:
        gps = image.getexif().get_ifd(GPS)
    assert (gps[1], [float(part) for part in gps[2]]) == ("N", [47, 22, 30])
    content = target.read_bytes()
    assert b"MAKERNOTE" not in content
    assert content.count(b"Hiddenville") >= 2  # XMP and IPTC
    assert b"drone" in content


def test_iptc_keeps_captions_and_loses_places(source: Path) -> None:
    records = embedded(source).iptc
    left = policy.iptc(records, Details.NO_PLACE)
    assert b"joy" in left
    assert b"(c) Muster" in left
    assert b"Quietlane" not in left


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"not xml",
        b"<x:xmpmeta",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        XMP[:400],
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_xmp_that_is_none_is_left_out(packet: bytes) -> None:
    assert kept(packet, Details.ALL) == b""


def test_prefixes_that_are_declared_far_outside_go_along() -> None:
    far = b'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    packet = XMP.replace(far, b"").replace(b'xmlns:x="adobe:ns:meta/"', b'xmlns:x="adobe:ns:meta/" ' + far)
    assert minidom.parseString(kept(packet, Details.NO_PLACE)).getElementsByTagName("dc:rights")


def test_real_packets_lose_their_places(shared_data: Path) -> None:
    packets = sorted((shared_data / "xmp").glob("*.xmp"))
    left = [kept(packet.read_bytes(), Details.NO_PLACE) for packet in packets]
    assert sum(map(bool, left)) > len(packets) / 3
    assert not [found for found in left if b"GPSL" in found or b"photoshop:City" in found]
    assert all(minidom.parseString(found) for found in left if found)


@pytest.mark.parametrize("length", range(2, 420, 3))
def test_a_file_that_ends_in_the_middle_of_its_notes_breaks_nothing(length: int, source: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(source.read_bytes()[:length])
    found = embedded(cut)
    assert policy.exif(found, Rendition(), (10, 10)).startswith(b"Exif\0\0II*\0")


@pytest.mark.parametrize("name", ["phone.heic", "denali.webp", "rgb_16bit.tiff", "srgb_8bit.avif", "srgb_8bit.jxl"])
def test_real_files_give_a_block_that_exiftool_takes(name: str, shared_data: Path, tmp_path: Path) -> None:
    if not shutil.which("exiftool"):
        pytest.skip("exiftool is not installed")
    render(shared_data / "formats" / name, Rendition(long_edge=300, metadata=Details.ALL))(tmp_path / "a.jpg")
    told = subprocess.run(
        ["exiftool", "-validate", "-warning", "-error", "-a", str(tmp_path / "a.jpg")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Error" not in told
    assert "Missing required" not in told
