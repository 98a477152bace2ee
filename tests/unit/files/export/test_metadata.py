"""What exported pictures say of themselves: no place unless asked for, never the maker's notes, always upright."""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from xml.dom import minidom

import pytest
from PIL import Image

from aesthetic_gui.files.export import metadata as policy
from aesthetic_gui.files.export.metadata import iptc, xmp_kept
from aesthetic_gui.files.export.metadata.embedded import embedded
from aesthetic_gui.files.export.metadata.private import Filter
from aesthetic_gui.files.export.picture import render
from aesthetic_gui.files.export.rendition import Along, ColourSpace, Format, Private, Rendition
from aesthetic_gui.photo import Unreadable
from tests.unit.files.containers.samples import PACKET
from tests.unit.files.containers.test_notes import FILES
from tests.unit.files.export.sources import PLACES, XMP, with_a_place

GPS = 0x8825
RENDERED = (Format.JPEG, Format.WEBP, Format.AVIF)
HIDES_A_PLACE = (Along.NO_PLACE, Along.COPYRIGHT, Along.NONE)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = with_a_place(tmp_path / "placed.jpg")
    for place in PLACES:  # the test would prove nothing otherwise
        assert place in path.read_bytes() or place == b"GPSLat"
    return path


def left_of(details: Along, packet: bytes, *sidecars: bytes) -> bytes:
    """What goes along of a photograph's packet, and of sidecars."""
    return xmp_kept.kept(sidecars, packet, details, Filter(Rendition(metadata=details).hidden)).packet


def made(source: Path, details: Along, kind: Format = Format.JPEG) -> Path:
    target = source.parent / f"{details}.{kind}"
    render(source, Rendition(kind, 300, metadata=details))(target)
    return target


@pytest.mark.parametrize("name", ["CR3", "RAF", "MRW", "GIF", "HEIC", "JPEG XL", "PNG"])
def test_what_a_photograph_says_is_taken_along_whatever_its_container(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(FILES[name])
    found = embedded(tmp_path / "a")
    assert found.xmp == PACKET
    assert found.tags.get(0x4746) == (None if name == "GIF" else 3)


def test_the_source_has_a_place_to_hide(source: Path) -> None:
    found = embedded(source)
    assert found.gps[2] == (47, 22, 30)
    assert b"Hiddenville" in found.iptc
    assert b"GPSLatitude" in found.xmp


@pytest.mark.parametrize("kind", RENDERED)
@pytest.mark.parametrize("details", HIDES_A_PLACE)
def test_no_place_is_left_anywhere_in_the_bytes(details: Along, kind: Format, source: Path) -> None:
    target = made(source, details, kind)
    content = target.read_bytes()
    assert not [place for place in PLACES if place in content]
    with Image.open(target) as image:
        assert GPS not in image.getexif()
        assert not image.getexif().get_ifd(GPS)


@pytest.mark.parametrize("kind", RENDERED)
@pytest.mark.parametrize("details", HIDES_A_PLACE)
def test_exiftool_finds_no_place_either(details: Along, kind: Format, source: Path) -> None:
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
    with Image.open(made(source, Along.NO_PLACE, kind)) as image:
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
    with Image.open(made(source, Along.NO_PLACE, kind)) as image:
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
    target = made(source, Along.COPYRIGHT)
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
    with Image.open(made(source, Along.NONE)) as image:
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile"}


def test_all_keeps_the_place_and_still_no_makers_note(source: Path) -> None:
    target = made(source, Along.ALL)
    with Image.open(target) as image:
        gps = image.getexif().get_ifd(GPS)
    assert (gps[1], [float(part) for part in gps[2]]) == ("N", [47, 22, 30])
    content = target.read_bytes()
    assert b"MAKERNOTE" not in content
    assert content.count(b"Hiddenville") >= 2  # XMP and IPTC
    assert b"drone" in content


def test_iptc_keeps_captions_and_loses_places(source: Path) -> None:
    records = embedded(source).iptc
    left = iptc.kept(records, Along.NO_PLACE, Filter(frozenset({Private.PLACE})), {})
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
    assert left_of(Along.ALL, packet) == b""


def test_prefixes_that_are_declared_far_outside_go_along() -> None:
    far = b'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    packet = XMP.replace(far, b"").replace(b'xmlns:x="adobe:ns:meta/"', b'xmlns:x="adobe:ns:meta/" ' + far)
    assert minidom.parseString(left_of(Along.NO_PLACE, packet)).getElementsByTagName("dc:rights")


def test_real_packets_lose_their_places(shared_data: Path) -> None:
    packets = sorted((shared_data / "xmp").glob("*.xmp"))
    left = [left_of(Along.NO_PLACE, packet.read_bytes()) for packet in packets]
    assert sum(map(bool, left)) > len(packets) / 3
    assert not [found for found in left if b"GPSL" in found or b"photoshop:City" in found]
    pairs = [left_of(Along.ALL, other.read_bytes(), one.read_bytes()) for one, other in pairwise(packets)]
    assert all(minidom.parseString(found) for found in [*left, *pairs] if found)


@pytest.mark.parametrize("length", range(2, 420, 3))
def test_a_file_that_ends_in_the_middle_of_its_notes_breaks_nothing(length: int, source: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(source.read_bytes()[:length])
    assert policy.kept(cut, Rendition(), (10, 10))["exif"].startswith(b"Exif\0\0II*\0")


@pytest.mark.parametrize("name", ["phone.heic", "denali.webp", "rgb_16bit.tiff", "srgb_8bit.avif", "srgb_8bit.jxl"])
def test_real_files_give_a_block_that_exiftool_takes(name: str, shared_data: Path, tmp_path: Path) -> None:
    if not shutil.which("exiftool"):
        pytest.skip("exiftool is not installed")
    render(shared_data / "formats" / name, Rendition(long_edge=300, metadata=Along.ALL))(tmp_path / "a.jpg")
    told = subprocess.run(
        ["exiftool", "-validate", "-warning", "-error", "-a", str(tmp_path / "a.jpg")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Error" not in told
    assert "Missing required" not in told


SIDECAR = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <r:Description r:about="uuid:1" xmlns:xap="http://ns.adobe.com/xap/1.0/" xap:Rating="5" xap:Label="Rot &amp; gut"
   xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="Hiddenville"
   xmlns:darktable="http://darktable.sf.net/" darktable:history_end="3">
  <title xmlns="http://purl.org/dc/elements/1.1/"><r:Alt><r:li xml:lang="x-default">First dance</r:li></r:Alt></title>
 </r:Description></r:RDF></x:xmpmeta>"""


@pytest.fixture
def exported(source: Path, tmp_path: Path) -> Path:
    """With a sidecar that contradicts the photograph, in prefixes of its own."""
    (tmp_path / "placed.xmp").write_text(SIDECAR, "utf-8")
    render(source, Rendition(long_edge=300, metadata=Along.ALL), [tmp_path / "placed.xmp"])(tmp_path / "all.jpg")
    render(source, Rendition(long_edge=300), [tmp_path / "placed.xmp"])(tmp_path / "web.jpg")
    return tmp_path / "web.jpg"


def test_what_a_sidecar_says_goes_before_what_the_photograph_says(exported: Path) -> None:
    with Image.open(exported) as image:
        packet = image.info["xmp"]
    assert packet.count(b'Rating="5"') == 1
    assert b'Rating="4"' not in packet
    assert b"First dance" in packet
    assert b"wedding" in packet  # of the photograph, as the sidecar says nothing of it
    assert b"Hiddenville" not in packet
    with Image.open(exported.with_name("all.jpg")) as image:
        assert b"Hiddenville" in image.info["xmp"]
        assert b"history_end" not in image.info["xmp"]  # how it was developed, which is done


@pytest.mark.parametrize("name", ["web.jpg", "all.jpg"])
def test_exiftool_and_exiv2_read_both_in_one_packet(exported: Path, name: str) -> None:
    if not (shutil.which("exiftool") and shutil.which("exiv2")):
        pytest.skip("exiftool or exiv2 is not installed")
    path = str(exported.with_name(name))
    words = ["exiftool", "-s3", "-Warning", "-XMP:Rating", "-XMP:Label", "-XMP-dc:Title", "-XMP-dc:Subject", path]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told[:3] == ["5", "Rot & gut", "First dance"]
    assert "wedding" in told[3]
    told = subprocess.run(["exiv2", "-PXkv", path], capture_output=True, text=True, check=False)
    values = dict(line.split(maxsplit=1) for line in told.stdout.splitlines() if len(line.split(maxsplit=1)) == 2)
    assert (values["Xmp.xmp.Rating"], values["Xmp.xmp.Label"]) == ("5", "Rot & gut")
    assert "wedding" in values["Xmp.dc.subject"]
    assert not told.stderr


def test_a_sidecar_that_is_gone_or_makes_no_sense_takes_nothing_from_the_photograph(source: Path) -> None:
    (source.parent / "bad.xmp").write_bytes(b"<x:xmpmeta")
    sidecars = [source.parent / "bad.xmp", source.parent / "gone.xmp"]
    assert policy.kept(source, Rendition(), (10, 10), sidecars) == policy.kept(source, Rendition(), (10, 10))


def test_a_sidecar_that_may_not_be_read_is_told(source: Path) -> None:
    (source.parent / "a.xmp").mkdir()
    with pytest.raises(Unreadable, match="a folder"):
        policy.kept(source, Rendition(), (10, 10), [source.parent / "a.xmp"])
