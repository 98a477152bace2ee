"""Embedded previews (MPF): used where they show the photograph, never where they are something else."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw

from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.decoding.previews import LEAST, best_preview
from tests.unit.files.decoding.camera_jpeg import (
    DISPARITY,
    FULL_HD,
    PANORAMA,
    UNDEFINED,
    VGA,
    jpeg,
    preview_of,
    with_images,
)

SIZE = (2700, 1800)
FINE = 95


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """Coarse coloured noise with a red corner, upper left."""
    noise = np.random.default_rng(0).integers(0, 256, (16, 24, 3), np.uint8)
    image = Image.fromarray(noise).resize(SIZE, Image.Resampling.BICUBIC)
    ImageDraw.Draw(image).rectangle((0, 0, 900, 600), "red")
    return image


@pytest.fixture(scope="module")
def photograph(picture) -> bytes:
    return jpeg(picture, quality=90)


@pytest.fixture(scope="module")
def marked(picture) -> bytes:
    """A preview that is told from its photograph: all blue."""
    return jpeg(Image.new("RGB", (1620, 1080), "blue"), quality=FINE)


def found(data: bytes, longest_side: int = 640) -> bytes | None:
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        return best_preview(data, image, longest_side)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_smallest_one_that_is_large_enough_is_used(picture, photograph, order):
    previews = [preview_of(picture, side, quality=FINE) for side in (640, 1900, 1800)]
    data = with_images(photograph, [(VGA, previews[0]), (0x010003, previews[1]), (FULL_HD, previews[2])], order)
    assert found(data) == previews[2]
    assert found(data, 1850) == previews[1]
    assert found(data, 1901) is None


def test_a_photograph_without_previews_has_none(photograph):
    assert found(photograph) is None
    assert found(with_images(photograph, [])) is None


@pytest.mark.parametrize("kind", [UNDEFINED, PANORAMA, DISPARITY, 0x020003, 0x030000, 0x040000, 0x050000])
def test_second_images_that_are_no_previews_are_never_used(photograph, marked, kind, tmp_path):
    """Stereo pairs, bursts, panoramas and gain maps (Ultra HDR, iPhone)."""
    data = with_images(photograph, [(kind, marked)])
    assert found(data) is None
    (tmp_path / "two.jpg").write_bytes(data)
    decoded = decode(tmp_path / "two.jpg")
    assert not decoded.preview
    assert decoded.rgb[50, 50].tolist() == pytest.approx([254, 0, 0], abs=8)


def test_one_of_another_aspect_is_a_crop_or_has_black_bars(picture, photograph):
    barred = Image.new("RGB", (1620, 1215))  # 4:3
    barred.paste(picture.resize((1620, 1080)), (0, 67))
    assert found(with_images(photograph, [(FULL_HD, jpeg(barred, quality=FINE))])) is None
    turned = preview_of(picture.transpose(Image.Transpose.ROTATE_90), 1620, quality=FINE)
    assert found(with_images(photograph, [(FULL_HD, turned)])) is None


def test_one_that_is_too_small_or_too_coarse_is_not_worth_the_difference_in_score(picture, photograph):
    small = preview_of(picture, LEAST - 1, quality=FINE)
    assert found(with_images(photograph, [(VGA, small)])) is None
    coarse = preview_of(picture, 1620, quality=60)
    assert found(with_images(photograph, [(FULL_HD, coarse)])) is None


def test_one_nearly_as_large_as_the_photograph_saves_nothing(picture, photograph):
    assert found(with_images(photograph, [(FULL_HD, preview_of(picture, 2000, quality=FINE))])) is None


def test_the_photograph_says_how_large_and_which_way_up_it_is(picture, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    data = jpeg(picture, exif=exif.tobytes())
    (tmp_path / "upright.jpg").write_bytes(with_images(data, [(FULL_HD, preview_of(picture, 1620, quality=FINE))]))
    decoded = decode(tmp_path / "upright.jpg")
    assert decoded.preview
    assert decoded.rgb.shape == (640, 427, 3)
    assert (decoded.metadata.width, decoded.metadata.height) == SIZE[::-1]
    assert decoded.rgb[30, -30].tolist() == pytest.approx([254, 0, 0], abs=8)


def test_the_preview_has_the_colours_of_the_photographs_profile(picture, tmp_path):
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()  # of no use for RGB: passed over
    for name, profile in (("plain", None), ("odd", grey)):
        data = jpeg(picture, quality=90, icc_profile=profile)
        data = with_images(data, [(FULL_HD, preview_of(picture, 1620, quality=FINE))])
        (tmp_path / name).with_suffix(".jpg").write_bytes(data)
    assert (decode(tmp_path / "plain.jpg").rgb == decode(tmp_path / "odd.jpg").rgb).all()


def test_adobe_rgb_of_the_photograph_is_adobe_rgb_of_its_preview(picture, tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 2  # colour space: as cameras write it
    data = jpeg(picture, quality=FINE, exif=exif.tobytes())
    (tmp_path / "whole.jpg").write_bytes(data)
    (tmp_path / "both.jpg").write_bytes(with_images(data, [(FULL_HD, preview_of(picture, 1620, quality=FINE))]))
    whole, both = decode(tmp_path / "whole.jpg"), decode(tmp_path / "both.jpg")
    assert both.preview
    assert not whole.preview
    assert np.abs(whole.rgb.astype(int) - both.rgb).mean() < 2


def test_a_large_picture_is_decoded_from_the_photograph(picture, photograph, tmp_path):
    path = tmp_path / "both.jpg"
    path.write_bytes(with_images(photograph, [(FULL_HD, preview_of(picture, 1620, quality=FINE))]))
    assert decode(path).preview
    assert not decode(path, 1700).preview
    assert not decode(path, None).preview


@pytest.mark.parametrize("where", [0.3, 0.6, 0.95])
def test_a_broken_preview_leaves_the_photograph(picture, photograph, marked, where, tmp_path):
    place = int(len(marked) * where)
    broken = marked[:place] + b"\xff\xd9" + bytes(len(marked) - place - 4) + b"\xff\xd9"
    path = tmp_path / "broken.jpg"
    path.write_bytes(with_images(photograph, [(FULL_HD, broken)]))
    decoded = decode(path)
    assert decoded.rgb[50, 50].tolist() == pytest.approx([254, 0, 0], abs=8)


def test_a_file_cut_off_in_its_preview_is_read_from_the_photograph(photograph, marked, tmp_path):
    data = with_images(photograph, [(FULL_HD, marked)])
    path = tmp_path / "cut.jpg"
    path.write_bytes(data[: -len(marked) // 2])
    assert not decode(path).preview


@pytest.mark.slow
def test_ten_thousand_broken_indices_raise_nothing(picture):
    whole = with_images(jpeg(Image.new("RGB", SIZE)), [(FULL_HD, preview_of(Image.new("RGB", SIZE), 1620))])
    with Image.open(io.BytesIO(whole), formats=("JPEG",)) as image:
        start = whole.index(b"MPF\x00")
        chance = random.Random(0)
        for _ in range(10_000):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(start - 4, start + 120)] = chance.choice(
                    (0, 1, 0x7F, 0xFF, chance.randrange(256))
                )
            best = best_preview(bytes(data), image, 640)
            assert best is None or best.startswith(b"\xff\xd8")


def test_an_index_of_thousands_of_images_is_not_followed_for_ever(photograph, marked):
    data = bytearray(with_images(photograph, [(FULL_HD, marked)]))
    count = data.index(struct.pack("<HHI", 0xB002, 7, 32)) + 4
    struct.pack_into("<I", data, count, 0xFFFFFFFF)
    assert found(bytes(data)) in (None, marked)


def test_real_cameras_files_without_large_previews_are_decoded(shared_data: Path):
    for path in sorted((shared_data / "cameras").glob("*.jpg")):
        assert not decode(path).preview, path.name
