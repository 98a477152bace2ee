"""ICC profiles against published numbers, and conversions against the standards' own formulas."""

from __future__ import annotations

import io
import logging
import struct
import threading
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, TiffImagePlugin

from aesthetic_gui.files.decoding import profiles
from tests.unit.files.decoding import icc

# XYZ of red, green, blue adapted to D50, as in Adobe RGB (1998)'s, Apple's Display P3 and BT.2020's ICC profiles, and
# in ROMM RGB's matrix (ISO 22028-2)
PUBLISHED = {
    "adobe_rgb": [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]],
    "display_p3": [[0.51512, 0.24120, -0.00105], [0.29198, 0.69225, 0.04189], [0.15710, 0.06657, 0.78407]],
    "prophoto": [[0.7977, 0.2880, 0.0000], [0.1352, 0.7119, 0.0000], [0.0313, 0.0001, 0.8249]],
    "bt2020": [[0.67348, 0.27903, -0.00193], [0.16566, 0.67534, 0.02998], [0.12505, 0.04561, 0.79686]],
}
GAMMA = {"adobe_rgb": 563 / 256, "prophoto": 461 / 256}
# from linear Display P3 and Adobe RGB (1998) to linear sRGB, both D65: CSS Color 4's matrices by way of XYZ
TO_SRGB = {
    "display_p3": [[1.224940, -0.224940, 0], [-0.042057, 1.042057, 0], [-0.019638, -0.078636, 1.098274]],
    "adobe_rgb": [[1.398358, -0.398358, 0], [0, 1, 0], [0, -0.042939, 1.042939]],
}


def opened(profile: bytes) -> ImageCms.core.CmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def encode(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def decode(levels: np.ndarray) -> np.ndarray:
    value = levels / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def colours(count: int = 4096) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (1, count, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_primaries_are_the_published_ones(name: str) -> None:
    profile = opened(getattr(icc, name)())
    found = [profile.red_colorant[0], profile.green_colorant[0], profile.blue_colorant[0]]
    assert np.abs(np.subtract(found, PUBLISHED[name])).max() < 1e-4
    assert np.abs(np.sum(found, axis=0) - [0.9642, 1, 0.8249]).max() < 1e-4  # white is D50
    assert (profile.version, profile.device_class, profile.xcolor_space) == (2.4, "mntr", "RGB ")


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_layout_is_what_the_specification_asks_for(name: str) -> None:
    data = getattr(icc, name)()
    assert struct.unpack(">I", data[:4]) == (len(data),)
    assert data[36:40] == b"acsp"
    (count,) = struct.unpack(">I", data[128:132])
    tags = [struct.unpack(">4sII", data[132 + 12 * n : 144 + 12 * n]) for n in range(count)]
    assert all(place % 4 == 0 and place + size <= len(data) for _, place, size in tags)
    assert {name for name, _, _ in tags} >= {b"desc", b"cprt", b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC"}
    assert len(data) < 2600


@pytest.mark.parametrize("name", TO_SRGB)
def test_wide_colours_become_srgb_by_the_published_matrices(name: str) -> None:
    levels = colours()
    light = (levels / 255) ** GAMMA[name] if name in GAMMA else decode(levels)
    expected = encode(light @ np.array(TO_SRGB[name]).T)
    found = np.asarray(profiles.converted(Image.fromarray(levels), getattr(icc, name)()), float)
    assert np.abs(found - expected).max() < 1.2  # grey levels; LittleCMS reckons with 15 bits
    assert np.abs(found - expected).mean() < 0.3


@pytest.mark.parametrize("name", TO_SRGB)
def test_the_monitor_gets_what_comes_back_as_it_was(name: str) -> None:
    levels = np.random.default_rng(2).integers(80, 180, (1, 2000, 3), dtype=np.uint8)
    profile = getattr(icc, name)()
    shown = profiles.converted(Image.fromarray(levels), profiles.SRGB, profile)
    back = np.asarray(profiles.converted(shown, profile), int)
    assert np.abs(np.asarray(shown, int) - levels).max() > 20
    assert np.abs(back - levels).max() <= 2


def test_pure_red_of_srgb_on_a_p3_monitor() -> None:
    """CSS Color 4: sRGB's red is (0.9175, 0.2003, 0.1386) in Display P3."""
    shown = profiles.converted(Image.new("RGB", (1, 1), (255, 0, 0)), profiles.SRGB, icc.display_p3())
    assert np.abs(np.subtract(shown.getpixel((0, 0)), [233.96, 51.08, 35.34])).max() <= 1


@pytest.mark.parametrize("profile", [b"", srgb_profile()])
def test_srgb_to_srgb_is_nothing_to_do(profile: bytes) -> None:
    image = Image.fromarray(colours())
    assert profiles.converted(image, profile) is image
    assert profiles.is_srgb(profile)


def test_an_srgb_of_another_name_is_known_and_a_linear_one_of_that_name_is_not_taken_for_it() -> None:
    gamut = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
    nameless = profiles.matrix_profile("c2", gamut, (0.3127, 0.3290), profiles.srgb_to_linear)
    linear = profiles.matrix_profile("sRGB linear", gamut, (0.3127, 0.3290), 1.0)
    assert profiles.is_srgb(nameless)
    assert not profiles.is_srgb(linear)
    grey = profiles.converted(Image.new("RGB", (1, 1), (128, 128, 128)), linear)
    assert np.abs(np.subtract(grey.getpixel((0, 0)), 188)).max() <= 1


def grey_profile(curve: np.ndarray | float) -> bytes:
    """A grey input profile of version 2 with a gamma or a sampled curve."""
    samples = [round(curve * 256)] if isinstance(curve, float) else np.round(curve * 65535).astype(int).tolist()
    curv = struct.pack(f">4s4xI{len(samples)}H", b"curv", len(samples), *samples)
    template = bytearray(profiles.adobe_rgb())
    desc = b"desc\0\0\0\0\0\0\0\x05grey\0" + bytes(78)
    white = struct.pack(">4s4x3i", b"XYZ ", 63190, 65536, 54061)
    tags, place = b"", 128 + 4 + 12 * 4
    content = b""
    for name, tag in ((b"desc", desc), (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", white), (b"kTRC", curv)):
        tags += struct.pack(">4sII", name, place + len(content), len(tag))
        content += tag + bytes(-len(tag) % 4)
    header = template[:128]
    header[12:16], header[16:20] = b"scnr", b"GRAY"
    header[:4] = struct.pack(">I", place + len(content))
    return bytes(header) + struct.pack(">I", 4) + tags + content


def test_grey_with_gamma_is_brought_to_srgb() -> None:
    levels = np.arange(256, dtype=np.uint8)[None]
    for gamma in (1.8, 2.2):
        stored = round(gamma * 256) / 256
        found = np.asarray(profiles.converted(Image.fromarray(levels), grey_profile(gamma)), float)
        expected = encode((levels / 255) ** stored)[..., None]
        assert np.abs(found - expected).max() < 1.6
    assert np.abs(found[0, :, 0] - found[0, :, 2]).max() <= 1


def test_dot_gain_is_honoured_and_black_stays_black() -> None:
    """A press's 20 % dot gain: 50 % ink covers 70 %; its black is not quite black."""
    ink = 1 - np.linspace(0, 1, 256)
    covered = ink + 4 * 0.20 * ink * (1 - ink)
    reflectance = 1 - covered * (1 - 0.012)
    levels = np.array([[0, 127, 255]], np.uint8)
    black, middle, white = np.asarray(profiles.converted(Image.fromarray(levels), grey_profile(reflectance)))[0, :, 0]
    assert black <= 1
    assert white == 255
    expected = encode((reflectance[127] - 0.012) / (1 - 0.012))
    assert abs(middle - expected) < 3


def cmyk_profile() -> bytes:
    """A press whose ink lets through no light: Lab of 16 corners, in between linear (ICC.1, lut8Type)."""
    tables = bytes(range(256))
    clut = b""
    for corner in range(16):
        c, m, y, k = (corner >> shift & 1 for shift in (3, 2, 1, 0))
        light = 0 if k else (3 - c - m - y) / 3
        red_green = 0 if k else (m - c) * 60 if y else 0
        clut += bytes((round(light * 255), 128 + red_green, 128))
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = struct.pack(">4s4x4B", b"mft1", 4, 3, 2, 0) + matrix + tables * 4 + clut + tables * 3
    desc = b"desc\0\0\0\0\0\0\0\x05cmyk\0" + bytes(78)
    white = struct.pack(">4s4x3i", b"XYZ ", 63190, 65536, 54061)
    content, tags, place = b"", b"", 128 + 4 + 12 * 4
    for name, tag in ((b"desc", desc), (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", white), (b"A2B0", lut)):
        tags += struct.pack(">4sII", name, place + len(content), len(tag))
        content += tag + bytes(-len(tag) % 4)
    header = bytearray(profiles.adobe_rgb()[:128])
    header[12:16], header[16:20], header[20:24] = b"prtr", b"CMYK", b"Lab "
    header[:4] = struct.pack(">I", place + len(content))
    return bytes(header) + struct.pack(">I", 4) + tags + content


def test_a_cmyk_profile_is_honoured() -> None:
    inks = Image.new("CMYK", (3, 1))
    for x, ink in enumerate([(0, 0, 0, 0), (255, 0, 0, 0), (0, 0, 0, 255)]):
        inks.putpixel((x, 0), ink)
    paper, cyan, black = np.asarray(profiles.converted(inks, cmyk_profile()), int)[0]
    assert paper.min() >= 254
    assert np.abs(cyan - 161).max() <= 2  # L* of two thirds is (162, 162, 162); without the profile (0, 255, 255)
    assert black.max() <= 1


def test_a_lab_picture_is_converted() -> None:
    """L* 50 is 119 in sRGB; a* and b* of nought are 128."""
    grey = Image.frombytes("LAB", (1, 1), bytes((128, 0, 0)))
    assert np.abs(np.subtract(profiles.converted(grey, b"").getpixel((0, 0)), 119)).max() <= 1
    assert profiles.converted(grey, b"broken").getpixel((0, 0)) == profiles.converted(grey, b"").getpixel((0, 0))


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "LAB"])
@pytest.mark.parametrize("broken", [b"broken", bytes(200), profiles.adobe_rgb()[:300], bytes(profiles.LARGEST + 1)])
def test_a_broken_profile_is_srgb_and_the_log_tells(mode: str, broken: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    profiles._conversion.cache_clear()
    image = Image.new(mode, (3, 3), 77 if mode == "L" else None)
    plain, found = profiles.converted(image, b""), profiles.converted(image, broken)
    assert found.tobytes() == plain.tobytes()
    assert "cannot be used" in caplog.text


def test_a_profile_of_another_colour_space_is_not_used() -> None:
    assert profiles.converted(Image.new("L", (1, 1), 77), profiles.adobe_rgb()).getpixel((0, 0)) == (77, 77, 77)
    assert not profiles.fits_monitor(cmyk_profile())
    assert profiles.is_srgb(cmyk_profile())
    assert profiles.fits_monitor(icc.display_p3())
    assert not profiles.is_srgb(icc.display_p3())


def test_a_broken_monitor_profile_leaves_srgb_but_honours_the_pictures_own() -> None:
    image = Image.new("RGB", (1, 1), (0, 200, 0))
    assert profiles.converted(image, b"", b"broken").getpixel((0, 0)) == (0, 200, 0)


def test_without_a_profile_grey_and_cmyk_still_reach_the_monitor() -> None:
    p3 = icc.display_p3()
    expected = profiles.converted(Image.new("RGB", (1, 1), (255, 0, 0)), b"", p3).getpixel((0, 0))
    assert profiles.converted(Image.new("CMYK", (1, 1), (0, 255, 255, 0)), b"", p3).getpixel((0, 0)) == expected
    assert np.abs(np.subtract(profiles.converted(Image.new("L", (1, 1), 99), b"", p3).getpixel((0, 0)), 99)).max() <= 1


def test_large_pictures_are_converted_like_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image.fromarray(colours(301 * 97).reshape(301, 97, 3))
    whole = profiles.converted(image, profiles.adobe_rgb()).tobytes()
    monkeypatch.setattr(profiles, "_SHARED", 1000)
    monkeypatch.setattr(profiles, "_STRIP", 900)
    assert profiles.converted(image, profiles.adobe_rgb()).tobytes() == whole


def test_threads_share_a_conversion() -> None:
    image = Image.fromarray(colours(40_000).reshape(200, 200, 3))
    alone = profiles.converted(image, icc.display_p3()).tobytes()
    found: list[bytes] = []
    run: Callable[[], None] = lambda: found.extend(  # noqa: E731
        profiles.converted(image, icc.display_p3()).tobytes() for _ in range(20)
    )
    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 80


def test_no_more_than_a_few_conversions_are_kept() -> None:
    image = Image.new("RGB", (2, 2))
    for number in range(40):
        profiles.converted(image, profiles.adobe_rgb() + bytes(number))
    assert profiles._conversion.cache_info().currsize <= 16


def camera_file(kind: str = "JPEG", space: int = 0xFFFF, index: object = "R03", **options: object) -> Image.Image:
    camera = {ExifTags.Base.ColorSpace: space, ExifTags.IFD.Interop: {1: index}}
    if kind == "TIFF":
        options["tiffinfo"] = tags = TiffImagePlugin.ImageFileDirectory_v2()
        tags[ExifTags.IFD.Exif] = camera
    else:
        options["exif"] = exif = Image.Exif()
        exif[ExifTags.Base.Make] = "a camera"  # Pillow leaves out what has no main directory
        exif.get_ifd(ExifTags.IFD.Exif).update(camera)
    file = io.BytesIO()
    Image.new("RGB", (32, 32), (0, 200, 0)).save(file, kind, **options)
    image = Image.open(file)
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_camera_set_to_adobe_rgb_says_so_in_its_exif(kind: str) -> None:
    assert profiles.profile_of(camera_file(kind)) == profiles.adobe_rgb()
    assert profiles.profile_of(camera_file(kind, index="R98")) == profiles.SRGB


def test_an_embedded_profile_counts_more_than_exif() -> None:
    embedded = icc.display_p3()
    assert profiles.profile_of(camera_file(icc_profile=embedded)) == embedded


def test_colour_space_two_is_adobe_rgb_and_uncalibrated_alone_says_nothing() -> None:
    assert profiles.profile_of(Image.new("RGB", (1, 1))) == profiles.SRGB
    assert profiles.profile_of(camera_file(space=2, index="R98")) == profiles.adobe_rgb()
    assert profiles.profile_of(camera_file(space=0xFFFF, index="R98")) == profiles.SRGB


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_exif_costs_a_photograph(data: bytes) -> None:
    image = Image.new("RGB", (1, 1))
    image.info["exif"] = b"Exif\0\0II*\0\x08\0\0\0" + data
    assert profiles.profile_of(image) in (profiles.SRGB, profiles.adobe_rgb())
