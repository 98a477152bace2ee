"""Reducing what was reduced before: as sharp as one reduction, whichever way a photograph was decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode

SIDES = ((2880, 1920), (3000, 2000), (2000, 3000), (3240, 2160), (3840, 2560))  # 720 to 960 pixels at 1/4


def detailed(width: int, height: int) -> np.ndarray:
    """Noise of every scale, as photographs have it: uint8 (h, w, 3)."""
    chance, picture = np.random.default_rng(0), np.zeros((height, width, 3), np.float32)
    for cells in (8, 40, 200, 1000):
        coarse = chance.integers(0, 256, (cells, cells, 3), np.uint8)
        picture += np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC), np.float32)
    return (picture / 4).astype(np.uint8)


def quarter(rgb: np.ndarray) -> np.ndarray:
    """Means of 4 x 4 pixels, as a JPEG is decoded at 1/4."""
    height, width = rgb.shape[0] // 4, rgb.shape[1] // 4
    return rgb.reshape(height, 4, width, 4, 3).mean((1, 3)).round().astype(np.uint8)


def away(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.sqrt(((first.astype(float) - second) ** 2).mean()))


@pytest.mark.parametrize(
    ("width", "height"), [SIDES[0], *(pytest.param(*side, marks=pytest.mark.slow) for side in SIDES[1:])]
)
def test_means_of_means_are_as_sharp_as_one_mean(width, height):
    whole = detailed(width, height)
    once, small = pixels.reduce(whole, 640), quarter(whole)
    again, twice = pixels.reduce_means(small, 640), pixels.reduce(small, 640)
    assert again.shape == once.shape
    assert abs(again.std() - once.std()) < 0.5 * abs(twice.std() - once.std())
    assert away(again, once) <= away(twice, once)


def test_a_reduction_to_half_or_less_is_the_plain_mean():
    rgb = detailed(1500, 1000)
    assert (pixels.reduce_means(rgb, 640) == pixels.reduce(rgb, 640)).all()


@pytest.mark.parametrize("side", [640, 700, 1000])
def test_nothing_is_enlarged_and_flat_stays_flat(side):
    small = detailed(640, 427)
    assert pixels.reduce_means(small, side) is small
    flat = np.full((500, 750, 3), 77, np.uint8)
    assert (pixels.reduce_means(flat, 640) == 77).all()


def test_a_scaled_jpeg_is_as_sharp_as_one_decoded_in_full(tmp_path: Path):
    picture = Image.fromarray(data.coffee()).resize((6000, 4000), Image.Resampling.LANCZOS)
    picture.save(tmp_path / "large.jpg", quality=95)
    scaled = decode(tmp_path / "large.jpg").rgb
    whole = pixels.reduce(decode(tmp_path / "large.jpg", None).rgb, 640)
    assert away(scaled, whole) < 1.5
    assert scaled.std() == pytest.approx(whole.std(), rel=0.003)
