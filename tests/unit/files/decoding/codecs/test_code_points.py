"""Colours that AVIF and PNG name by numbers, and how Pillow's AVIF is turned."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs import code_points, pillow
from aesthetic_gui.files.decoding.codecs.opened import finished
from tests.unit.files.decoding import icc

COLOURS = {"r": (230, 30, 30), "g": (30, 200, 30), "b": (30, 30, 220), "y": (220, 220, 40)}
UPRIGHT = {1: "rgby", 2: "gryb", 3: "ybgr", 4: "byrg", 5: "rbgy", 6: "bryg", 7: "ygbr", 8: "gyrb"}  # row by row
ORIENTATION, SOME_TAG = 0x0112, 0x0115


def four_colours() -> Image.Image:
    picture = np.empty((32, 48, 3), np.uint8)
    for name, rows, columns in (("r", 0, 0), ("g", 0, 24), ("b", 16, 0), ("y", 16, 24)):
        picture[rows : rows + 16, columns : columns + 24] = COLOURS[name]
    return Image.fromarray(picture)


def avif(tag: int, value: int) -> bytes:
    exif = Image.Exif()
    exif[tag] = value
    stream = io.BytesIO()
    four_colours().save(stream, "AVIF", exif=exif.tobytes(), quality=90)
    return stream.getvalue()


def named_avif(primaries: int, transfer: int) -> bytes:
    data = bytearray(avif(SOME_TAG, 1))
    place = data.index(b"nclx") + 4
    data[place : place + 4] = struct.pack(">HH", primaries, transfer)
    return bytes(data)


def png(pixels: NDArray[np.uint8] | NDArray[np.uint16], *chunks: tuple[bytes, bytes]) -> bytes:
    """(h, w[, channels]), 8 or 16 bits, with chunks before the pixels."""
    height, width = pixels.shape[:2]
    kind = {2: 0, 3: {2: 4, 3: 2, 4: 6}.get(pixels.shape[-1], 0)}[pixels.ndim]
    rows = b"".join(b"\0" + row.astype(row.dtype.newbyteorder(">")).tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, pixels.dtype.itemsize * 8, kind, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )


def shown(data: bytes) -> NDArray[np.uint8]:
    return finished(pillow.open_picture(data, None), None, None)


def quarters(rgb: NDArray[np.uint8]) -> str:
    height, width = rgb.shape[:2]
    middles = [rgb[y * height // 4, x * width // 4].astype(int) for y in (1, 3) for x in (1, 3)]
    return "".join(min(COLOURS, key=lambda name: np.abs(COLOURS[name] - middle).sum()) for middle in middles)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_orientation_of_an_avif_is_applied_once(orientation: int) -> None:
    """Pillow writes it as ``irot`` and ``imir`` and reads these back as an orientation."""
    opened = pillow.open_picture(avif(ORIENTATION, orientation), None)
    rgb = finished(opened, None, None)
    assert quarters(rgb) == UPRIGHT[orientation]
    assert (opened.metadata.height, opened.metadata.width) == rgb.shape[:2]


@pytest.mark.parametrize("orientation", range(2, 9))
def test_the_orientation_in_an_avif_s_exif_alone_is_not_applied(orientation: int) -> None:
    data = avif(SOME_TAG, orientation)
    for order in (">", "<"):
        data = data.replace(struct.pack(order + "HHI", SOME_TAG, 3, 1), struct.pack(order + "HHI", ORIENTATION, 3, 1))
    assert data != avif(SOME_TAG, orientation)
    assert quarters(shown(data)) == "rgby"


def test_an_avif_s_colours_are_those_it_names() -> None:
    plain = shown(named_avif(1, 13))
    expected = np.asarray(profiles.converted(Image.fromarray(plain), icc.display_p3()))
    assert np.abs(shown(named_avif(12, 13)).astype(int) - expected).max() <= 2
    assert np.abs(expected.astype(int) - plain).max() > 20
    assert np.array_equal(shown(named_avif(2, 2)), plain)
    assert not np.array_equal(shown(named_avif(9, 16)), plain)


def test_a_png_s_code_points_come_before_its_profile() -> None:
    picture = np.full((4, 4, 3), (204, 76, 51), np.uint8)
    profile = (b"iCCP", b"name\0\0" + zlib.compress(profiles.adobe_rgb()))
    p3 = (b"cICP", bytes([12, 13, 0, 1]))
    expected = profiles.converted(Image.fromarray(picture), icc.display_p3()).getpixel((0, 0))
    assert tuple(shown(png(picture, p3, profile))[0, 0]) == expected
    assert tuple(shown(png(picture, profile, p3))[0, 0]) == expected


def test_notes_that_unpack_to_more_than_anyone_wants_cost_neither_the_picture_nor_its_colours() -> None:
    picture = np.full((4, 4, 3), (204, 76, 51), np.uint8)
    profile = (b"iCCP", b"name\0\0" + zlib.compress(profiles.adobe_rgb()))
    note = (b"zTXt", b"name\0\0" + zlib.compress(bytes(32 << 20)))
    assert np.array_equal(shown(png(picture, note, profile, note)), shown(png(picture, profile)))
    assert not np.array_equal(shown(png(picture, profile)), picture)


@pytest.mark.parametrize(("gamma", "others", "expected"), [
    (45455, [], 128), (45000, [], 128), (0, [], 128), (100_000, [], 188), (100_000, [(b"sRGB", b"\0")], 128),
    (55556, [], 145),
])  # fmt: skip
def test_a_png_s_gamma(gamma: int, others: list[tuple[bytes, bytes]], expected: int) -> None:
    for picture in (np.full((4, 4, 3), 128, np.uint8), np.full((4, 4), 128, np.uint8)):
        data = png(picture, (b"gAMA", struct.pack(">I", gamma)), *others)
        assert np.abs(shown(data)[0, 0].astype(int) - expected).max() <= 1


def test_sixteen_bits_of_a_png() -> None:
    ramp = np.linspace(0, 65535, 256).round().astype(np.uint16)[None].repeat(3, axis=0)
    opaque = np.full_like(ramp, 65535)
    for picture in (ramp, np.dstack([ramp] * 3), np.dstack([ramp, opaque]), np.dstack([ramp] * 3 + [opaque])):
        assert np.abs(shown(png(picture))[0].astype(int) - np.arange(256)[:, None]).max() <= 1
    faded = shown(png(np.dstack([opaque] * 3 + [ramp])))[0].astype(int)
    assert np.abs(faded - np.linspace(128, 255, 256)[:, None]).max() <= 2


@pytest.mark.parametrize("transfer", [code_points.PQ, code_points.HLG])
def test_high_dynamic_range_keeps_its_order_and_its_white(transfer: int) -> None:
    ramp = Image.fromarray(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2))
    values = np.asarray(profiles.converted(ramp, code_points.profile_of(1, transfer)))[0, :, 0].astype(int)
    assert np.all(np.diff(values) >= 0)
    assert (values[0], values[-1]) == (0, 255)
    reference_white = {code_points.PQ: 148, code_points.HLG: 191}[transfer]  # 58 and 75 % of the signal
    assert 225 <= values[reference_white] <= 240


def test_a_code_point_is_not_a_gamma() -> None:
    assert code_points.profile(*code_points.GAMUTS[1], 1) == b""
    assert code_points.profile(*code_points.GAMUTS[1], 1.0) != b""


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_any_numbers_give_a_profile_or_none(primaries: int, transfer: int) -> None:
    profile = code_points.profile_of(primaries, transfer)
    assert profile == b"" or profiles.converted(Image.new("RGB", (1, 1), "white"), profile).getpixel((0, 0)) is not None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100), st.sampled_from(["PNG", "AVIF"]))
def test_no_damage_costs_the_photograph(data: bytes, kind: str) -> None:
    image = Image.new("RGB", (2, 2))
    image.format = kind
    assert code_points.named(image, b"\x89PNG\r\n\x1a\n" + data).size == (2, 2)
