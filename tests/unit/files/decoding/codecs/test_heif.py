"""HEIC and HEIF: upright once, in the colours they name, from the thumbnail where it is enough."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import previews
from aesthetic_gui.files.decoding.codecs import heif
from aesthetic_gui.files.decoding.codecs.opened import Opened, Refused, finished
from aesthetic_gui.photo import Trouble
from tests.unit.files.decoding.heics import (
    FOUR_COLOURS,
    GREY,
    TEN_BITS,
    Coded,
    Item,
    alpha,
    code_points,
    exif_item,
    grid,
    heic,
    icc,
    mirrored,
    picture,
    size_of,
    turned,
)
from tests.unit.files.decoding.icc import display_p3

COLOURS = {"r": (230, 30, 30), "g": (30, 200, 30), "b": (30, 30, 220), "y": (220, 220, 40)}
TURNS = {
    1: [],
    2: [mirrored(1)],
    3: [turned(2)],
    4: [mirrored(0)],
    5: [turned(1), mirrored(0)],
    6: [turned(3)],
    7: [turned(3), mirrored(0)],
    8: [turned(1)],
}
UPRIGHT = {1: "rgby", 2: "gryb", 3: "ybgr", 4: "byrg", 5: "rbgy", 6: "bryg", 7: "ygbr", 8: "gyrb"}  # row by row


def quarters(rgb: NDArray[np.uint8]) -> str:
    """The colours of the four quarters, row by row."""
    height, width = rgb.shape[:2]
    middles = [rgb[y * height // 4, x * width // 4].astype(int) for y in (1, 3) for x in (1, 3)]
    return "".join(min(COLOURS, key=lambda name: np.abs(COLOURS[name] - middle).sum()) for middle in middles)


def pixels(opened: Opened) -> NDArray[np.uint8]:
    return finished(opened, None, None)


def tiff(orientation: int) -> bytes:
    """An EXIF block that says who took it, and how to turn it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0110] = orientation, "Camera 1"
    return exif.tobytes()[6:]


def tiled(*properties: bytes, size: tuple[int, int] = (192, 128), coded: Coded = FOUR_COLOURS) -> bytes:
    """A grid of four, with a thumbnail that shows only one of its tiles, and so can be told from it."""
    tiles = [picture(FOUR_COLOURS) for _ in range(4)]
    return heic(grid([2, 3, 4, 5], size, *properties), *tiles, picture(coded, *properties, thmb=[1]))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("in_exif", [False, True])
def test_each_orientation_is_applied_once(orientation: int, in_exif: bool) -> None:
    data = [picture(FOUR_COLOURS, *TURNS[orientation])]
    if in_exif:
        data.append(exif_item(tiff(orientation), of=1))
    opened = heif.open_picture(heic(*data), None)
    rgb = pixels(opened)
    assert quarters(rgb) == UPRIGHT[orientation]
    assert rgb.shape[:2] == ((96, 64) if orientation > 4 else (64, 96))
    assert (opened.metadata.height, opened.metadata.width) == rgb.shape[:2]
    assert opened.metadata.camera == ("Camera 1" if in_exif else None)


def test_the_orientation_in_the_exif_alone_is_not_applied() -> None:
    """As the standard wants it: encoders that turned the pixels have left the camera's EXIF as it was."""
    opened = heif.open_picture(heic(picture(FOUR_COLOURS), exif_item(tiff(6), of=1)), None)
    assert quarters(pixels(opened)) == "rgby"
    assert (opened.metadata.width, opened.metadata.height) == (96, 64)


@pytest.mark.parametrize("orientation", [1, 6, 7])
def test_a_grid_is_joined_and_turned(orientation: int) -> None:
    opened = heif.open_picture(tiled(*TURNS[orientation]), None)
    rgb = pixels(opened)
    assert rgb.shape[:2] == ((192, 128) if orientation > 4 else (128, 192))
    assert not opened.preview
    for top in (0, rgb.shape[0] // 2):
        for left in (0, rgb.shape[1] // 2):
            tile = rgb[top : top + rgb.shape[0] // 2, left : left + rgb.shape[1] // 2]
            assert quarters(tile) == UPRIGHT[orientation]


@pytest.mark.parametrize("orientation", [1, 5, 6])
def test_a_thumbnail_that_is_large_enough_is_taken(orientation: int) -> None:
    opened = heif.open_picture(tiled(*TURNS[orientation]), 96)
    assert opened.preview
    assert quarters(pixels(opened)) == UPRIGHT[orientation]
    assert max(opened.image.size) == 96
    assert max(opened.metadata.width, opened.metadata.height) == 192


@pytest.mark.parametrize("side", [97, None])
def test_a_thumbnail_that_is_too_small_is_not_taken(side: int | None) -> None:
    opened = heif.open_picture(tiled(), side)
    assert not opened.preview
    assert opened.image.size == (192, 128)


def test_what_may_be_scored_comes_from_no_thumbnail_that_is_hardly_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "SCORED", 64)
    assert not heif.open_picture(tiled(), 64).preview
    assert heif.open_picture(tiled(), 63).preview


def test_a_thumbnail_of_another_aspect_is_not_taken() -> None:
    """Some cameras put black bars around theirs."""
    assert not heif.open_picture(tiled(size=(192, 120)), 96).preview


def test_a_broken_thumbnail_is_not_taken() -> None:
    broken = Coded(FOUR_COLOURS.configuration, b"\x00\x00\x00\x04nope")
    opened = heif.open_picture(tiled(coded=broken), 96)
    assert not opened.preview
    assert quarters(pixels(opened)[:64, :96]) == "rgby"


def test_a_thumbnail_without_colours_has_those_of_the_whole() -> None:
    tiles = [picture(FOUR_COLOURS) for _ in range(4)]
    whole = grid([2, 3, 4, 5], (192, 128), icc(display_p3()))
    opened = heif.open_picture(heic(whole, *tiles, picture(FOUR_COLOURS, thmb=[1])), 96)
    assert opened.preview
    assert opened.image.info["icc_profile"] == display_p3()


def test_colours_named_by_numbers_are_those_of_the_profile() -> None:
    by_number = pixels(heif.open_picture(heic(picture(FOUR_COLOURS, code_points(12, 13))), None))
    by_profile = pixels(heif.open_picture(heic(picture(FOUR_COLOURS, icc(display_p3()))), None))
    plain = pixels(heif.open_picture(heic(picture(FOUR_COLOURS, code_points(1, 13))), None))
    assert np.abs(by_number.astype(int) - by_profile).max() <= 2
    assert int(by_number[16, 24, 0]) > int(plain[16, 24, 0]) + 10  # a red beyond sRGB's


@pytest.mark.parametrize("transfer", [1, 2, 6, 13, 14])
def test_usual_numbers_mean_srgb(transfer: int) -> None:
    opened = heif.open_picture(heic(picture(FOUR_COLOURS, code_points(1, transfer))), None)
    assert "icc_profile" not in opened.image.info


@pytest.mark.parametrize(("transfer", "least", "most"), [(16, 10, 120), (18, 5, 60)])
def test_high_dynamic_range_is_brought_to_the_screen(transfer: int, least: int, most: int) -> None:
    """Code value 128 is a mid-tone in both: 92 and 50 cd/m² of a white of 203."""
    opened = heif.open_picture(heic(picture(GREY, code_points(9, transfer, 9))), None)
    rgb = pixels(opened).astype(int)
    assert rgb[:, :44].min() >= 253
    darker = rgb[:, 52:].mean()
    assert 128 - most <= darker <= 255 - least
    assert np.ptp(rgb[:, 52:], axis=2).max() <= 2  # still grey


def test_ten_bits_look_as_eight() -> None:
    ten, eight = (pixels(heif.open_picture(heic(picture(coded)), None)) for coded in (TEN_BITS, FOUR_COLOURS))
    assert quarters(ten) == "rgby"
    assert np.abs(ten[16::32, 24::48].astype(int) - eight[16::32, 24::48]).max() <= 8


def test_grey() -> None:
    rgb = pixels(heif.open_picture(heic(picture(GREY)), None))
    assert np.abs(rgb[:, 4:44].astype(int) - 255).max() <= 3
    assert np.abs(rgb[:, 52:92].astype(int) - 128).max() <= 3


@pytest.mark.parametrize("premultiplied", [False, True])
def test_transparency_is_over_grey(premultiplied: bool) -> None:
    """Premultiplied: 100 at half transparency stands for 200; both ways the left half is opaque."""
    refers = {"prem": [2]} if premultiplied else {}
    data = heic(picture(GREY, **refers), picture(GREY, alpha(), auxl=[1]))
    rgb = pixels(heif.open_picture(data, None)).astype(int)
    assert np.abs(rgb[:, 4:44] - 255).max() <= 3
    expected = 192 if premultiplied else 128  # 255 or 128, half over 128
    assert np.abs(rgb[:, 52:92] - expected).max() <= 4


def test_what_is_too_large_is_refused_by_its_header() -> None:
    coded = picture(FOUR_COLOURS)
    large = Item(b"hvc1", coded.data, (coded.properties[0], size_of(20_000, 20_000)), {})
    with pytest.raises(Refused) as refusal:
        heif.open_picture(heic(large), None)
    assert refusal.value.trouble is Trouble.TOO_LARGE


def test_a_picture_without_a_size_is_an_error() -> None:
    coded = picture(FOUR_COLOURS)
    with pytest.raises(ValueError, match="size"):
        heif.open_picture(heic(Item(b"hvc1", coded.data, (coded.properties[0], size_of(0, 64)), {})), 40)


def test_damaged_metadata_does_not_cost_the_photograph() -> None:
    """pi-heif ends the process where a kind of item is no text."""
    whole = heic(picture(FOUR_COLOURS), exif_item(tiff(1), of=1))
    assert heif.open_picture(whole, None).metadata.camera == "Camera 1"
    opened = heif.open_picture(whole.replace(b"Exif", b"\xffxif", 1), None)
    assert quarters(pixels(opened)) == "rgby"
    assert opened.metadata.camera is None


def test_real_files(shared_data: Path) -> None:
    for name, size in (("phone.heic", (4242, 2828)), ("small.heic", (700, 476))):
        opened = heif.open_picture((shared_data / "formats" / name).read_bytes(), 640)
        assert (opened.metadata.width, opened.metadata.height) == opened.image.size == size
        assert opened.orientation == 1
