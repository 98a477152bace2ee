"""Every kind of pixel ends as 8-bit sRGB that looks as it was meant to."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.decoding.pixels import render


def first_pixel(path: Path) -> list[int]:
    return [int(value) for value in decode(path).rgb[0, 0]]


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def wide_gamut_profile() -> bytes:
    """A display profile with sRGB's red and green exchanged, so that any use of it shows."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile = profile.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def test_a_profile_that_is_not_srgb_is_honoured(tmp_path: Path) -> None:
    for extension, size in (("jpg", 16), ("png", 16), ("tif", 1000)):
        path = tmp_path / f"a.{extension}"
        Image.new("RGB", (size, size), (220, 30, 30)).save(path, icc_profile=wide_gamut_profile(), quality=95)
        red, green, blue = first_pixel(path)
        assert green > 200
        assert max(red, blue) < 60


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = np.random.default_rng(0).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    path = saved(tmp_path / "a.png", Image.fromarray(picture), icc_profile=profile)
    assert np.array_equal(decode(path).rgb, picture)


@pytest.mark.parametrize("profile", [b"\x00" * 200, b"no profile", wide_gamut_profile()[:300], b"\xff" * 128])
def test_a_broken_profile_is_ignored(tmp_path: Path, profile: bytes) -> None:
    assert first_pixel(saved(tmp_path / "a.png", Image.new("RGB", (4, 4), (9, 99, 199)), icc_profile=profile)) == [
        9,
        99,
        199,
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 587), st.integers(0, 255)), max_size=10), st.integers(1, 588))
def test_no_damage_to_a_profile_costs_the_photograph(changes: list[tuple[int, int]], end: int) -> None:
    profile = bytearray(wide_gamut_profile())
    for position, value in changes:
        profile[position] = value
    stream = io.BytesIO()
    Image.new("RGB", (4, 4), (220, 30, 30)).save(stream, "PNG", icc_profile=bytes(profile[:end]))
    image = Image.open(stream)
    assert render(image, None).mode == "RGB"


def test_a_profile_of_another_colour_space_is_ignored(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", Image.new("L", (4, 4), 77), icc_profile=wide_gamut_profile())
    assert first_pixel(path) == [77, 77, 77]


@pytest.mark.parametrize(("mode", "colour", "expected"), [
    ("L", 100, [100, 100, 100]), ("1", 1, [255, 255, 255]), ("P", 3, None), ("CMYK", (0, 255, 255, 0), [255, 0, 0]),
    ("LA", (100, 255), [100, 100, 100]), ("RGBA", (1, 2, 3, 255), [1, 2, 3]), ("YCbCr", (128, 128, 128), [128] * 3),
    ("LAB", (255, 128, 128), [255, 255, 255]),
])  # fmt: skip
def test_every_mode_becomes_rgb(tmp_path: Path, mode: str, colour: object, expected: list[int] | None) -> None:
    image = Image.new(mode, (900, 5), colour)
    if mode == "P":
        image.putpalette([number for entry in range(256) for number in (entry, 2 * entry % 256, 0)])
        expected = [3, 6, 0]
    pixel = first_pixel(saved(tmp_path / "a.tif", image))
    assert expected is not None
    assert np.abs(np.subtract(pixel, expected)).max() <= 2


def test_transparency_is_laid_over_neutral_grey(tmp_path: Path) -> None:
    assert first_pixel(saved(tmp_path / "a.png", Image.new("RGBA", (900, 9), (255, 0, 0, 0)))) == [128, 128, 128]
    assert first_pixel(saved(tmp_path / "b.png", Image.new("LA", (9, 9), (0, 0)))) == [128, 128, 128]
    half = first_pixel(saved(tmp_path / "c.webp", Image.new("RGBA", (9, 9), (255, 0, 0, 128)), lossless=True))
    assert np.abs(np.subtract(half, [192, 64, 64])).max() <= 1


def test_a_transparent_palette_colour_shows_grey(tmp_path: Path) -> None:
    image = Image.new("P", (9, 9), 1)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((8, 8), 0)
    for path in (saved(tmp_path / "a.png", image, transparency=1), saved(tmp_path / "a.gif", image, transparency=1)):
        rgb = decode(path).rgb
        assert rgb[0, 0].tolist() == [128, 128, 128]
        assert rgb[8, 8].tolist() == [255, 0, 0]


def test_a_transparent_colour_of_a_greyscale_png_shows_grey(tmp_path: Path) -> None:
    assert first_pixel(saved(tmp_path / "a.png", Image.new("L", (9, 9), 5), transparency=5)) == [128, 128, 128]


def test_of_an_animation_the_first_frame_is_shown(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    for name in ("a.gif", "a.webp", "a.png", "a.tif"):
        options = {"lossless": True} if name == "a.webp" else {}
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:], **options)
        assert np.abs(np.subtract(first_pixel(tmp_path / name), [255, 0, 0])).max() <= 1


def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 256).round().astype(np.uint16)[None, :].repeat(8, axis=0)
    for name in ("a.png", "a.tif"):
        Image.fromarray(ramp).save(tmp_path / name)
        assert np.abs(decode(tmp_path / name).rgb[0, :, 0].astype(int) - np.arange(256)).max() <= 1
    Image.fromarray(ramp.astype(">u2")).save(tmp_path / "b.tif")
    assert np.abs(decode(tmp_path / "b.tif").rgb[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_a_sixteen_bit_frame_of_a_lens_cap_stays_black(tmp_path: Path) -> None:
    Image.fromarray(np.full((8, 8), 300, np.uint16)).save(tmp_path / "a.png")
    assert first_pixel(tmp_path / "a.png") == [1, 1, 1]


def test_a_twelve_bit_tiff_uses_its_whole_range(tmp_path: Path) -> None:
    """Two pixels of 12 bits in three bytes; Pillow reads this kind and does not write it."""
    tags = {
        256: (4, 2),
        257: (4, 1),
        258: (3, 12),
        259: (3, 1),
        262: (3, 1),
        273: (4, 130),
        277: (3, 1),
        278: (4, 1),
        279: (4, 3),
    }
    directory = struct.pack("<H", len(tags))
    for tag, (kind, value) in tags.items():
        directory += struct.pack(
            "<HHIHH" if kind == 3 else "<HHII", tag, kind, 1, *((value, 0) if kind == 3 else (value,))
        )
    header = struct.pack("<2sHI", b"II", 42, 8) + directory + struct.pack("<I", 0)
    (tmp_path / "a.tif").write_bytes(header.ljust(130, b"\0") + b"\xff\xf0\x00")
    assert decode(tmp_path / "a.tif").rgb[0, :, 0].tolist() == [255, 0]


@pytest.mark.parametrize(("values", "expected"), [
    ([0.0, 0.5, 1.0, 1.0], [0, 128, 255, 255]),
    ([-1.0, 0.0, 255.0, 100.0], [0, 0, 255, 100]),
    ([0.0, 65535.0, 65535.0, 32768.0], [0, 255, 255, 128]),
    ([float("nan"), float("inf"), float("-inf"), 1.0], [0, 255, 0, 255]),
])  # fmt: skip
def test_float_tiffs_are_scaled_by_what_they_hold(tmp_path: Path, values: list[float], expected: list[int]) -> None:
    Image.fromarray(np.array([values], np.float32)).save(tmp_path / "a.tif")
    assert np.abs(decode(tmp_path / "a.tif").rgb[0, :, 0].astype(int) - expected).max() <= 1


def test_thirty_two_bit_integers_are_scaled_by_their_brightest(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0, 50, 100, 100]], np.int32) * 10_000_000).save(tmp_path / "a.tif")
    assert decode(tmp_path / "a.tif").rgb[0, :, 0].tolist() == [0, 128, 255, 255]


def test_a_cmyk_jpeg_is_not_inverted(tmp_path: Path) -> None:
    """Adobe writes CMYK JPEGs inverted; Pillow knows by their marker."""
    stream = io.BytesIO()
    Image.new("CMYK", (900, 16), (0, 0, 0, 20)).save(stream, "JPEG", quality=95)
    (tmp_path / "a.jpg").write_bytes(stream.getvalue())
    assert min(first_pixel(tmp_path / "a.jpg")) > 220
