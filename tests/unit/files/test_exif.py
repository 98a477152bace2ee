"""What the camera wrote, tidied; nothing hostile in it matters."""

from __future__ import annotations

import io
import struct
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, TiffImagePlugin

from aesthetic_gui.files import exif
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.exif import metadata_of_tiff, read_metadata
from aesthetic_gui.photo import Metadata

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow remarks on what is hostile here

MOMENT = datetime.fromisoformat("2024-05-06 07:08:09")
Rational = TiffImagePlugin.IFDRational
Tag = ExifTags.Base


def metadata_of(**tags: Any) -> Metadata:
    """Metadata of a JPEG that was written with these tags and read again."""
    main = {Tag.Make, Tag.Model, Tag.DateTime, Tag.Orientation}
    written = Image.Exif()
    for name, value in tags.items():
        directory = written if Tag[name] in main else written.get_ifd(ExifTags.IFD.Exif)
        directory[Tag[name]] = value
    stream = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stream, "JPEG", exif=written)
    with Image.open(stream) as image:
        return read_metadata(image)


class Fake(Image.Image):
    """An image whose tags are of types that no writer would write."""

    def __init__(self, main: dict[int, Any], camera: dict[int, Any]) -> None:
        super().__init__()
        self._main, self._camera = main, camera

    def getexif(self) -> Any:
        given_camera = self._camera

        class Tags(dict[int, Any]):
            def get_ifd(self, _tag: int) -> dict[int, Any]:
                return given_camera

        return Tags(self._main)


def test_the_exif_of_camera_originals(shared_data: Path) -> None:
    canon = decode(shared_data / "cameras" / "canon_5d_mark_iii_22mp.jpg").metadata
    assert canon == Metadata(
        width=5760, height=3840, captured_at=datetime.fromisoformat("2016-01-12 15:33:28"),
        camera="Canon EOS 5D Mark III", lens="EF24-70mm f/2.8L USM",
        exposure_time=0.005, f_number=2.8, iso=1000, focal_length=35.0,
    )  # fmt: skip
    nikon = decode(shared_data / "cameras" / "nikon_d3100_14mp.jpg").metadata
    assert nikon.captured_at == datetime.fromisoformat("2010-12-02 13:18:23.900")
    assert nikon.camera == "NIKON D3100"
    leica = decode(shared_data / "cameras" / "leica_t_16mp.jpg").metadata
    assert (leica.width, leica.height, leica.camera) == (3264, 4928, "LEICA T (Typ 701)")


def test_the_capture_time_has_its_fraction_and_no_time_zone() -> None:
    time = {
        "DateTimeOriginal": "2024:05:06 07:08:09",
        "OffsetTimeOriginal": "+02:00",
        "DateTime": "2025:01:01 00:00:00",
    }
    assert metadata_of(**time).captured_at == MOMENT
    assert metadata_of(**time, SubsecTimeOriginal="07").captured_at == MOMENT.replace(microsecond=70_000)
    assert metadata_of(**time, SubsecTimeOriginal="1234567").captured_at == MOMENT.replace(microsecond=123_456)
    assert metadata_of(**time, SubsecTimeOriginal="x").captured_at == MOMENT


@pytest.mark.parametrize(
    "text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2024:13:06 07:08:09", "soon", "2024:02:30 00:00:00"]
)
def test_a_time_that_is_none_falls_back_to_the_next(text: str) -> None:
    assert metadata_of(DateTimeOriginal=text).captured_at is None
    found = metadata_of(DateTimeOriginal=text, DateTimeDigitized="2024:05:06 07:08:09", DateTime="2025:01:01 00:00:00")
    assert found.captured_at == MOMENT
    assert metadata_of(DateTimeOriginal=text, DateTime="2025:01:01 00:00:00").captured_at == datetime.fromisoformat(
        "2025-01-01"
    )


@pytest.mark.parametrize(("make", "model", "camera"), [
    ("Canon", "Canon EOS 5D", "Canon EOS 5D"),
    ("NIKON CORPORATION", "NIKON D3100", "NIKON D3100"),
    ("NIKON CORPORATION", "COOLPIX P900", "NIKON COOLPIX P900"),
    ("LEICA CAMERA AG", "LEICA T (Typ 701)", "LEICA T (Typ 701)"),
    ("OLYMPUS IMAGING CORP.  ", "E-M10           ", "OLYMPUS E-M10"),
    ("Eastman Kodak Company", "KODAK DC50", "KODAK DC50"),
    ("RICOH IMAGING COMPANY, LTD.", "PENTAX K-1", "PENTAX K-1"),
    ("Konica Minolta Camera, Inc.", "DYNAX 5D", "Konica Minolta DYNAX 5D"),
    ("SONY", "ILCE-7M3", "SONY ILCE-7M3"),
    ("FUJIFILM", None, "FUJIFILM"),
    (None, "X100", "X100"),
    ("Apple", "iPhone 15 Pro", "Apple iPhone 15 Pro"),
    ("a\x00rest", "b\x07c", "a b c"),
    ("\x00", " ", None),
])  # fmt: skip
def test_the_camera_is_named_once(make: str | None, model: str | None, camera: str | None) -> None:
    tags = {name: value for name, value in (("Make", make), ("Model", model)) if value is not None}
    assert metadata_of(**tags).camera == camera


def test_the_lens_is_named_or_described_by_its_range() -> None:
    zoom = (Rational(24), Rational(70), Rational(28, 10), Rational(28, 10))
    assert metadata_of(LensModel="RF85mm F1.2", LensSpecification=zoom).lens == "RF85mm F1.2"
    assert metadata_of(LensSpecification=zoom).lens == "24–70 mm f/2.8"
    assert metadata_of(LensModel="----", LensSpecification=zoom).lens == "24–70 mm f/2.8"
    kit = (Rational(18), Rational(55), Rational(35, 10), Rational(56, 10))
    assert metadata_of(LensSpecification=kit).lens == "18–55 mm f/3.5–5.6"
    assert metadata_of(LensSpecification=(Rational(50), Rational(50), Rational(0, 0), Rational(0, 0))).lens == "50 mm"
    assert metadata_of(LensModel="0.0 mm f/0.0").lens is None
    assert metadata_of(LensModel="Lensbaby Composer").lens == "Lensbaby Composer"


def test_the_exposure_is_read_also_from_apex_values() -> None:
    plain = metadata_of(
        ExposureTime=Rational(1, 250), FNumber=Rational(28, 10), ISOSpeedRatings=400, FocalLength=Rational(85)
    )
    assert (plain.exposure_time, plain.f_number, plain.iso, plain.focal_length) == (0.004, 2.8, 400, 85.0)
    apex = metadata_of(ShutterSpeedValue=Rational(8), ApertureValue=Rational(3))
    assert (apex.exposure_time, apex.f_number) == (1 / 256, 2.8)


def test_a_sensitivity_beyond_16_bits_is_read_from_its_own_tag() -> None:
    assert metadata_of(ISOSpeedRatings=65535, RecommendedExposureIndex=102_400).iso == 102_400
    assert metadata_of(ISOSpeedRatings=65535).iso == 65535


hostile = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=300), st.binary(max_size=300), st.booleans(),
    st.just("x" * 10**6),
    st.builds(Rational, st.integers(-5, 5), st.integers(0, 5)), st.tuples(st.integers(), st.integers(0, 3)),
    st.lists(st.builds(Rational, st.integers(0, 9), st.integers(0, 2)), min_size=4, max_size=4).map(tuple), st.just(()),
    st.just({}), st.just(object()), st.just((None,)), st.just(10**400),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(list(Tag)), hostile, max_size=20))
def test_hostile_values_never_raise_and_stay_within_what_a_camera_can_mean(tags: dict[int, Any]) -> None:
    metadata = read_metadata(Fake(tags, tags))
    assert metadata.exposure_time is None or 0 < metadata.exposure_time < 2e6
    assert metadata.iso is None or metadata.iso >= 1
    for text in (metadata.camera, metadata.lens):
        assert text is None or (text.isprintable() and len(text) <= 3 * exif.LONGEST_TEXT)
    assert exif.orientation(Fake(tags, tags)) in range(1, 9)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_hostile_exif_blocks_cost_no_photograph(block: bytes) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (30, 20)).save(stream, "JPEG", exif=b"Exif\0\0" + block)
    with Image.open(stream) as image:
        assert {read_metadata(image).width, read_metadata(image).height} == {30, 20}


def tiff_block(**tags: Any) -> bytes:
    main = Image.Exif()
    for name, value in tags.items():
        main[Tag[name]] = value
    return main.tobytes().removeprefix(b"Exif\0\0")


@pytest.mark.parametrize(
    "before", [b"", b"Exif\0\0", bytes(4), b"\0\0\0\6Exif\0\0"], ids=["bare", "JPEG", "HEIF", "both"]
)
def test_a_block_of_tags_is_read_whatever_stands_before_it(before: bytes) -> None:
    metadata, turned = metadata_of_tiff(before + tiff_block(Make="Apple", Model="iPhone", Orientation=6), (40, 30))
    assert (metadata.width, metadata.height, metadata.camera, turned) == (40, 30, "Apple iPhone", 6)


def test_what_the_camera_keeps_in_the_main_directory_counts_where_its_own_has_none() -> None:
    block = tiff_block(DateTimeOriginal="2024:05:06 07:08:09", FocalLength=Rational(37))
    metadata, turned = metadata_of_tiff(block, (0, 0))
    assert (metadata.captured_at, metadata.focal_length, turned) == (MOMENT, 37, 1)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"]))
def test_a_hostile_block_gives_no_metadata(noise: bytes, header: bytes) -> None:
    metadata, turned = metadata_of_tiff(header + noise, (40, 30))
    assert (metadata.width, metadata.height) == (40, 30)
    assert turned in range(1, 9)


def test_a_directory_that_leads_back_to_itself_is_read_once() -> None:
    entry = struct.pack("<HHLL", 330, 4, 1, 8)
    stream = io.BytesIO(struct.pack("<2sHLH", b"II", 42, 8, 1) + entry + struct.pack("<L", 8))
    assert len(list(exif.directories(stream, 330, 32))) == 1


def test_a_directory_that_raises_gives_no_metadata() -> None:
    class Broken(Image.Image):
        def getexif(self) -> Any:
            raise SyntaxError("not a TIFF file")

    assert read_metadata(Broken()) == Metadata(0, 0)


@pytest.mark.parametrize("name", [
    "FE 0mm F0 OSS", "DT 0mm F0 SAM", "Unknown (65535)", "Unknown Lens Type", "no lens attached", "No CPU lens",
    "undef", "(null)", "null null", "0mm f/1:0", "Unknown lens 0.0 mm", "Unknown E-Mount Lens", "nan", "----", "65535",
])  # fmt: skip
def test_what_stands_for_no_lens_hides_no_range(name: str) -> None:
    zoom = (Rational(28), Rational(70), Rational(35, 10), Rational(56, 10))
    assert metadata_of(LensModel=name, LensSpecification=zoom).lens == "28–70 mm f/3.5–5.6"
    assert metadata_of(LensModel=name, LensSpecification=(Rational(1),) * 4).lens is None


@pytest.mark.parametrize("name", ["Noct 58mm f/0.95", "Infrared 50mm", "Nano 10mm", "E 50mm F1.8 OSS"])
def test_a_lens_whose_name_begins_like_none_is_one(name: str) -> None:
    assert metadata_of(LensModel=name).lens == name
