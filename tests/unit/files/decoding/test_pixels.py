"""Depths, transparency and the colours of the picture and the monitor: every mode ends as 8-bit RGB."""

from __future__ import annotations

import io
import itertools
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.pixels import BACKDROP, eight_bit, render, turned
from tests.unit.files.decoding import icc

MODES = [
    "1",
    "L",
    "LA",
    "La",
    "P",
    "PA",
    "RGB",
    "RGBA",
    "RGBa",
    "RGBX",
    "CMYK",
    "YCbCr",
    "LAB",
    "HSV",
    "I",
    "F",
    "I;16",
]


def srgb(light: Any) -> Any:
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.asarray(light) ** (1 / 2.4) - 0.055)


def first(image: Image.Image) -> tuple[int, ...]:
    pixel = image.getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return pixel


# every mode


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(MODES), st.integers(1, 40), st.integers(1, 40), st.one_of(st.none(), st.integers(1, 50)),
    st.sampled_from([b"", b"broken", profiles.adobe_rgb()]), st.sampled_from([None, icc.display_p3()]),
)  # fmt: skip
def test_every_mode_and_size_becomes_rgb_that_fits(
    mode: str, width: int, height: int, side: int | None, source: bytes, monitor: bytes | None
) -> None:
    image = Image.effect_noise((width, height), 60).convert("RGBA" if mode in ("RGBa", "PA", "La", "LA") else "RGB")
    steps = {"La": ("LA", "La"), "PA": ("RGBA",), "LAB": (), "I;16": ("I", "I;16")}.get(mode, (mode,))
    for step in steps:
        image = image.convert(step)
    if mode == "LAB":
        image = Image.frombytes("LAB", (width, height), image.tobytes())
    image.info["icc_profile"] = source
    found = render(image, side, monitor)
    assert found.mode == "RGB"
    scale = min(1.0, (side or 50) / max(width, height))
    assert found.size == (max(1, round(width * scale)), max(1, round(height * scale)))


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "YCbCr", "P"])
def test_the_picture_handed_in_stays_as_it_was(mode: str) -> None:
    image = Image.effect_noise((50, 40), 60).convert("RGB").convert(mode)
    image.info["icc_profile"] = profiles.adobe_rgb()
    before = image.tobytes()
    render(image, None, icc.display_p3())
    render(image, 20)
    assert image.tobytes() == before


def test_a_camera_in_adobe_rgb_is_brought_to_srgb_even_without_a_profile() -> None:
    exif = Image.Exif()
    exif[271] = "a camera"
    exif.get_ifd(0x8769).update({0xA001: 0xFFFF, 0xA005: {1: "R03"}})
    file = io.BytesIO()
    Image.new("RGB", (32, 32), (120, 160, 90)).save(file, "JPEG", quality=100, exif=exif)
    image = Image.open(file)
    # light = level ** (563/256), then Adobe RGB (1998) → sRGB by the published matrices
    light = (np.array([120, 160, 90]) / 255) ** (563 / 256)
    matrix = [[1.398358, -0.398358, 0], [0, 1, 0], [0, -0.042939, 1.042939]]
    assert np.abs(first(render(image, None)) - srgb(light @ np.array(matrix).T)).max() < 2


def test_the_monitors_profile_is_applied_to_a_picture_that_has_one_too() -> None:
    """Display P3's red on a Display P3 monitor is red, and not sRGB's red brought there."""
    image = Image.new("RGB", (4, 4), (255, 0, 0))
    assert np.abs(np.subtract(first(render(image, None, icc.display_p3())), (234, 51, 35))).max() <= 1
    image.info["icc_profile"] = icc.display_p3()
    assert np.abs(np.subtract(first(render(image, None, icc.display_p3())), (255, 0, 0))).max() <= 1


@pytest.mark.parametrize("name", ["adobe_rgb", "display_p3", "prophoto"])
def test_reducing_before_converting_is_close_to_the_other_way_round(name: str) -> None:
    rng = np.random.default_rng(3)
    picture = Image.fromarray(rng.integers(0, 256, (12, 16, 3), dtype=np.uint8)).resize(
        (640, 480), Image.Resampling.BICUBIC
    )
    picture.info["icc_profile"] = getattr(icc, name)()
    reduced_first = np.asarray(render(picture, 160), int)
    converted_first = np.asarray(render(render(picture, None), 160), int)
    assert np.abs(reduced_first - converted_first).mean() < 0.6


# transparency


@pytest.mark.parametrize("hidden", [(0, 0, 0), (255, 255, 255), (0, 255, 0)])
@pytest.mark.parametrize("kind", ["RGBA", "P"])
def test_what_is_hidden_below_transparency_leaves_no_fringe(hidden: tuple[int, int, int], kind: str) -> None:
    """A red square with a hard edge that falls within the averaged areas: only red and backdrop may be mixed."""
    pixels = np.zeros((100, 100, 4), np.uint8)
    pixels[..., :3] = hidden
    pixels[13:87, 13:87] = (200, 40, 40, 255)
    image = Image.fromarray(pixels)
    if kind == "P":
        image = Image.fromarray((pixels[..., 3] > 0).astype(np.uint8)).convert("P")
        image.putpalette([*hidden, 200, 40, 40])
        image.info["transparency"] = 0
    found = np.asarray(render(image, 30), float)
    share = (found[..., 1] - BACKDROP[1]) / (40 - BACKDROP[1])  # of red in each pixel, from green
    mixed = BACKDROP + share[..., None] * (np.array([200, 40, 40]) - BACKDROP)
    assert np.abs(found - mixed).max() <= 2
    assert 0.05 < np.mean((share > 0.05) & (share < 0.95)) < 0.4  # there are mixed pixels at the edge


def test_grey_with_alpha_has_no_fringe_either() -> None:
    pixels = np.zeros((100, 100, 2), np.uint8)
    pixels[13:87, 13:87] = (128, 255)
    found = np.asarray(render(Image.fromarray(pixels, "LA"), 30), int)
    assert np.abs(found - 128).max() <= 1


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1), st.integers(2, 30))
def test_averaging_under_alpha_is_that_of_light_through_the_picture(
    width: int, height: int, seed: int, side: int
) -> None:
    """Laying over the backdrop and averaging can be exchanged, as long as colours are not converted."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), dtype=np.uint8)
    image = Image.fromarray(pixels)
    laid_first = np.asarray(render(render(image, None), side), int)
    assert np.abs(np.asarray(render(image, side), int) - laid_first).max() <= 2


def test_premultiplied_colours_are_divided_again() -> None:
    straight = Image.new("RGBA", (8, 8), (200, 100, 50, 128))
    expected = np.subtract(BACKDROP, 0) * (1 - 128 / 255) + np.array([200, 100, 50]) * 128 / 255
    for image in (straight, straight.convert("RGBa")):
        for side in (None, 4):
            assert np.abs(first(render(image, side)) - expected).max() <= 1.5


def test_the_profile_is_honoured_below_transparency() -> None:
    image = Image.new("RGBA", (8, 8), (120, 160, 90, 255))
    image.info["icc_profile"] = profiles.adobe_rgb()
    opaque = Image.new("RGB", (8, 8), (120, 160, 90))
    opaque.info["icc_profile"] = profiles.adobe_rgb()
    for side in (None, 4):
        assert first(render(image, side)) == first(render(opaque, side))


def saved_png(values: np.ndarray, colour_type: int, transparency: bytes = b"") -> Image.Image:
    """A 16-bit PNG, which Pillow reads in colour and does not write."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    height, width = values.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 16, colour_type, 0, 0, 0))
    data += chunk(b"tRNS", transparency) if transparency else b""
    image = Image.open(io.BytesIO(data + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")))
    image.load()
    return image


def test_a_transparent_colour_of_sixteen_bits_shows_the_backdrop() -> None:
    grey = np.array([[300, 40_000]], np.uint16)
    found = np.asarray(render(saved_png(grey, 0, (300).to_bytes(2, "big")), None))[0]
    assert found[0].tolist() == list(BACKDROP)
    assert found[1].tolist() == [156, 156, 156]
    colour = np.array([[[300, 40_000, 5]], [[65535, 0, 0]]], np.uint16)
    hidden = b"".join(int(value).to_bytes(2, "big") for value in colour[0, 0])
    found = np.asarray(render(saved_png(colour, 2, hidden), None))
    assert found[0, 0].tolist() == list(BACKDROP)
    assert found[1, 0].tolist() == [255, 0, 0]


def test_sixteen_bits_with_alpha() -> None:
    found = np.asarray(render(saved_png(np.array([[[65535, 0, 0, 32768], [0, 65535, 0, 65535]]], np.uint16), 6), None))
    assert np.abs(found[0, 0].astype(int) - [192, 64, 64]).max() <= 1
    assert found[0, 1].tolist() == [0, 255, 0]
    assert np.abs(np.asarray(render(saved_png(np.array([[[0, 0]]], np.uint16), 4), None)).astype(int) - 128).max() == 0


# depths


def test_sixteen_bits_are_rounded() -> None:
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    assert np.array_equal(eight_bit(values), np.round(values / 257))


@pytest.mark.parametrize("bits", [10, 12, 14])
def test_fewer_bits_in_sixteen_use_their_whole_range(bits: int) -> None:
    values = np.arange(2**bits, dtype=np.uint16)[None]
    assert np.array_equal(eight_bit(values, white=2**bits - 1), np.floor(values / (2**bits - 1) * 255 + 0.5))


@pytest.mark.parametrize("channels", [(), (1,), (2,), (3,), (4,)])
@pytest.mark.parametrize("kind", ["<u2", ">u2", "<u4", ">u4", "<f2", "<f4", ">f4", "<f8", "u1"])
def test_strides_and_byte_order_do_not_matter(channels: tuple[int, ...], kind: str) -> None:
    whole = np.random.default_rng(0).random((14, 18, *channels))
    scale = 1 if "f" in kind else np.iinfo(kind).max
    values = (whole * scale).astype(kind)
    plain = values.astype(values.dtype.newbyteorder("="))
    for linear, (y, x) in itertools.product((False, True), itertools.product((1, 2, -1, -3), repeat=2)):
        found = eight_bit(values[::y, ::x], linear=linear)
        assert found.dtype == np.uint8
        assert found.shape == values[::y, ::x].shape
        assert found.flags.c_contiguous
        assert np.array_equal(found, eight_bit(np.ascontiguousarray(plain[::y, ::x]), linear=linear))


def test_encoded_floats_keep_their_values() -> None:
    assert eight_bit(np.array([[0.0, 0.5, 1.0]], np.float32)).tolist() == [[0, 128, 255]]
    assert eight_bit(np.array([[0.0, 0.5, 1.0]], np.float16)).tolist() == [[0, 128, 255]]


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_light_is_encoded_with_srgbs_curve(kind: type) -> None:
    light = np.linspace(0, 1, 1000, dtype=kind)[None]
    assert np.abs(eight_bit(light, linear=True) - srgb(light.astype(float))).max() <= 0.52


def test_a_dark_frame_is_not_made_brighter() -> None:
    assert eight_bit(np.full((9, 9), 0.001, np.float32), linear=True).max() == round(float(srgb(0.001)))


def test_highlights_roll_off_and_do_not_clip() -> None:
    """A scene with 2 % of highlights up to 16 times white: steps among them stay, shadows keep their ratios."""
    light = np.full((100, 100), 0.09, np.float32)
    light[50:] = 0.18
    light[0, :] = np.linspace(1, 4, 100)
    light[1, :] = np.linspace(4, 16, 100)
    found = eight_bit(light, linear=True)
    ramp = np.concatenate([found[0], found[1]]).astype(int)
    assert (np.diff(ramp) >= 0).all()
    assert found.max() == 255
    assert len(set(ramp.tolist())) > 25
    exposed = found[99, 0] / 255
    assert exposed > 0.05
    dark, middle = (((value / 255 + 0.055) / 1.055) ** 2.4 for value in (found[40, 0], found[99, 0]))
    assert middle / dark == pytest.approx(2, rel=0.06)


def test_nothing_above_white_means_no_roll_off() -> None:
    light = np.array([[0.0, 0.85, 0.95, 1.0]], np.float32)
    assert np.abs(eight_bit(light, linear=True) - srgb(light.astype(float))).max() <= 0.52


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_odd_floats_are_black_or_white_and_warn_of_nothing(linear: bool, kind: type) -> None:
    odd = np.full((20, 20, 3), 0.5, kind)
    odd[0, :5, 0] = [np.nan, np.inf, -np.inf, -1, np.finfo(kind).max]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = eight_bit(odd, linear=linear)
    assert found[0, :5, 0].tolist() == [0, 255, 0, 0, 255]
    assert abs(int(found[9, 9, 0]) - (188 if linear else 128)) <= 1


@settings(max_examples=100, deadline=None)
@given(
    arrays.arrays(
        st.sampled_from([np.float16, np.float32, np.float64, np.uint16, np.uint32, np.int32, np.int16]),
        arrays.array_shapes(min_dims=2, max_dims=2, max_side=8),
    ),
    st.booleans(),
)
def test_no_values_are_too_odd(values: np.ndarray, linear: bool) -> None:
    found = eight_bit(values, linear=linear)
    assert found.dtype == np.uint8
    assert found.shape == values.shape


def test_alpha_is_no_light() -> None:
    values = np.zeros((4, 4, 4), np.float32)
    values[..., :3], values[..., 3] = 8.0, 0.5
    found = eight_bit(values, linear=True)
    assert found[..., 3].tolist() == [[128] * 4] * 4
    assert found[..., :3].min() >= 250


def test_infinity_alone_is_white_and_not_a_number_alone_black() -> None:
    assert eight_bit(np.full((2, 2), np.inf, np.float32), linear=True).tolist() == [[255] * 2] * 2
    assert eight_bit(np.full((2, 2), np.nan, np.float32), linear=True).tolist() == [[0] * 2] * 2


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 5), st.integers(1, 5), st.just(3))), st.integers(-8, 8))
def test_pixels_turn_clockwise_and_four_quarters_are_none(rgb: np.ndarray, turn: int) -> None:
    found = turned(rgb, turn)
    assert found.flags.c_contiguous
    assert (turned(found, -turn) == rgb).all()
    if turn % 4 == 1:
        assert (found[0, -1] == rgb[0, 0]).all()  # what was top left is top right
