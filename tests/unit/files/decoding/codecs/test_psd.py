"""PSD: the finished picture in 8 and 16 bits, whatever its colours, or the words that there is none."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import profiles
from aesthetic_gui.files.decoding.codecs import psd
from aesthetic_gui.files.decoding.codecs.opened import Refused, finished
from aesthetic_gui.photo import Trouble
from tests.unit.files.decoding import icc

GREY, RGB, CMYK, LAB = 1, 3, 4, 9
HEIGHT, WIDTH = 17, 23


def gradient() -> NDArray[np.float64]:
    """float64 (3, h, w), 0..1."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return np.stack([x / (WIDTH - 1), y / (HEIGHT - 1), 0.3 + 0 * x])


def made(
    planes: NDArray[np.float64],
    mode: int = RGB,
    depth: int = 8,
    resources: dict[int, bytes] | None = None,
    layers: int | None = None,
    packed: bool = False,
    large: bool = False,
) -> bytes:
    """A PSD of planes (channels, h, w), 0..1; ``layers`` their number, negative where the last plane is alpha."""
    channels, height, width = planes.shape
    stored = (planes * (2**depth - 1)).round().astype(">u2" if depth == 16 else "u1")
    blocks = b"".join(
        b"8BIM" + struct.pack(">H2xI", number, len(value)) + value + bytes(len(value) % 2)
        for number, value in (resources or {}).items()
    )
    long = "Q" if large else "I"
    info = b"" if layers is None else struct.pack(f">{long}h2x", 4, layers)
    if packed:
        rows = [pack(plane[row].tobytes()) for plane in stored for row in range(height)]
        picture = b"".join(struct.pack(">I" if large else ">H", len(row)) for row in rows) + b"".join(rows)
    else:
        picture = stored.tobytes()
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 2 if large else 1, channels, height, width, depth, mode)
    sections = struct.pack(">II", 0, len(blocks)) + blocks + struct.pack(f">{long}", len(info)) + info
    return header + sections + struct.pack(">H", int(packed)) + picture


def pack(row: bytes) -> bytes:
    """PackBits, with a run at the start where there is one."""
    run = next((place for place, value in enumerate(row) if value != row[0]), len(row))
    packed, rest = (bytes([257 - min(run, 128), row[0]]), row[min(run, 128) :]) if run > 1 else (b"", row)
    for place in range(0, len(rest), 128):
        part = rest[place : place + 128]
        packed += bytes([len(part) - 1]) + part
    return packed


def pixels(data: bytes) -> NDArray[np.uint8]:
    return finished(psd.open_picture(data, None), None, None)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("large", [False, True])
def test_colours_and_grey(depth: int, packed: bool, large: bool) -> None:
    options: dict[str, Any] = {"depth": depth, "packed": packed, "large": large}
    assert np.abs(pixels(made(gradient(), **options)) - gradient().transpose(1, 2, 0) * 255).max() <= 1
    grey = pixels(made(gradient()[:1], GREY, **options))
    assert np.abs(grey - gradient()[0][..., None] * 255).max() <= 1
    ink = pixels(made(np.concatenate([gradient(), np.ones((1, HEIGHT, WIDTH))]), CMYK, **options))
    assert np.abs(ink - gradient().transpose(1, 2, 0) * 255).max() <= 2


def test_lab() -> None:
    shown = pixels(made(np.array([0.5, 128 / 255, 128 / 255])[:, None, None] * np.ones((3, 9, 9)), LAB))
    assert np.abs(shown[0, 0].astype(int) - 119).max() <= 2


@pytest.mark.parametrize("depth", [8, 16])
def test_the_profile_is_honoured(depth: int) -> None:
    planes = np.array([0.8, 0.3, 0.2])[:, None, None] * np.ones((3, 9, 9))
    shown = pixels(made(planes, depth=depth, resources={1039: icc.display_p3()}))[0, 0].astype(int)
    expected = profiles.converted(Image.new("RGB", (1, 1), (204, 76, 51)), icc.display_p3()).getpixel((0, 0))
    assert np.abs(shown - expected).max() <= 2


def test_the_camera_s_metadata_is_read() -> None:
    exif = Image.Exif()
    exif[0x0110] = "Camera 1"
    opened = psd.open_picture(made(gradient(), resources={1000: b"odd", 1058: exif.tobytes()[6:]}), None)
    assert opened.metadata.camera == "Camera 1"
    assert (opened.metadata.width, opened.metadata.height) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("depth", [8, 16])
def test_transparency_is_over_grey(depth: int) -> None:
    """The finished picture has it over white."""
    alpha = np.linspace(0, 1, WIDTH)[None].repeat(HEIGHT, axis=0)
    colours = np.array([0.9, 0.5, 0.2])[:, None, None] * alpha + (1 - alpha)
    data = made(np.concatenate([colours, alpha[None]]), depth=depth, layers=-1)
    expected = np.array([0.9, 0.5, 0.2])[:, None, None] * alpha * 255 + (1 - alpha) * 128
    assert np.abs(pixels(data) - expected.transpose(1, 2, 0)).max() <= 1.5


def test_a_saved_selection_hides_nothing() -> None:
    data = made(np.concatenate([gradient(), np.zeros((1, HEIGHT, WIDTH))]), layers=1)
    assert np.abs(pixels(data) - gradient().transpose(1, 2, 0) * 255).max() <= 1


def test_without_a_finished_picture_it_says_so() -> None:
    with pytest.raises(Refused, match="Maximize Compatibility") as refusal:
        psd.open_picture(made(np.ones((3, 9, 9)), resources={1057: struct.pack(">IB", 1, 0)}), None)
    assert refusal.value.trouble is Trouble.UNSUPPORTED
    assert pixels(made(np.ones((3, 9, 9)), resources={1057: struct.pack(">IB", 1, 1)})).shape == (9, 9, 3)


def test_what_is_too_large_is_refused_by_its_header() -> None:
    data = bytearray(made(gradient()))
    data[14:22] = struct.pack(">II", 30_000, 30_000)
    with pytest.raises(Refused) as refusal:
        psd.open_picture(bytes(data), None)
    assert refusal.value.trouble is Trouble.TOO_LARGE


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 255)), max_size=6), st.integers(0, 3000), st.booleans())
def test_damage_is_an_error_or_a_picture(changes: list[tuple[int, int]], end: int, packed: bool) -> None:
    data = bytearray(made(gradient(), resources={1039: icc.display_p3()}, layers=-1, packed=packed))
    for place, value in changes:
        data[place] = value
    try:
        opened = psd.open_picture(bytes(data[:end]), None)
    except Exception:  # noqa: BLE001 – of any kind: opened.refusal finds words for each
        return
    assert max(opened.image.size) < 30_000
