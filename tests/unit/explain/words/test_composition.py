from __future__ import annotations

import cv2
import numpy as np
import pytest

from aesthetic_gui.explain.words.composition import (
    clipped,
    colourfulness,
    composition_of,
    contrast,
    saturation,
    symmetry,
    tones,
)
from aesthetic_gui.explain.words.placing import nearest_side, off_centre, off_thirds
from aesthetic_gui.explain.words.standing_out import standout
from aesthetic_gui.facts import Region

RANDOM = np.random.default_rng(0)


def flat(red, green, blue):
    return np.full((40, 60, 3), (red, green, blue), np.uint8)


def test_colourfulness_is_hasler_and_suesstrunks():
    assert colourfulness(flat(90, 90, 90)) == 0
    red = colourfulness(flat(200, 0, 0))  # no spread: 0.3 times the mean of both opponents
    assert red == pytest.approx(0.3 * np.hypot(200, 100))
    halves = np.concatenate([flat(200, 0, 0), flat(0, 200, 0)])
    assert colourfulness(halves) == pytest.approx(200 + 0.3 * 100)


def test_saturation_is_that_of_hsv():
    assert saturation(flat(90, 90, 90)) == 0
    assert saturation(flat(200, 100, 100)) == pytest.approx(0.5, abs=0.01)


def test_contrast_and_tones_are_shares_of_white():
    grey = np.concatenate([np.zeros((10, 20), np.uint8), np.full((10, 20), 255, np.uint8)])
    assert contrast(grey) == pytest.approx(0.5)
    assert tones(grey) == pytest.approx((0, 0.5, 1))


def test_a_mirror_image_is_symmetric_and_a_sky_above_a_field_is_no_symmetry():
    half = RANDOM.integers(0, 255, (40, 30), np.uint8)
    assert symmetry(np.hstack([half, half[:, ::-1]])) == pytest.approx(1, abs=0.02)
    slope = np.tile(np.linspace(0, 255, 64, dtype=np.uint8), (40, 1))
    assert symmetry(slope) == pytest.approx(-1, abs=0.02)
    sky = np.repeat(np.linspace(255, 0, 40), 64).reshape(40, 64)
    noisy = np.clip(sky + RANDOM.normal(0, 20, (40, 64)), 0, 255).astype(np.uint8)
    assert abs(symmetry(noisy)) < 0.2


def test_what_is_clipped_is_told_with_its_share_and_its_place():
    mask = np.zeros((40, 60), bool)
    mask[:10, 30:] = mask[39, 0] = True
    found = clipped(mask)
    assert found.share == pytest.approx(301 / 2400)
    assert found.upper == pytest.approx(300 / 301)
    assert found.region == Region(0.5, 0, 1, 0.25)


def test_a_patch_stands_out_and_nothing_does_in_noise():
    picture = np.full((120, 180, 3), (40, 90, 40), np.uint8)
    stains = cv2.resize(RANDOM.integers(0, 255, (10, 10), np.uint8), (50, 50), interpolation=cv2.INTER_CUBIC)
    picture[35:85, 95:145] = np.stack([np.maximum(stains, 120), stains // 2, stains // 2], axis=-1)
    found = standout(picture)
    assert found is not None
    assert found.centre == pytest.approx((120 / 180, 0.5), abs=0.05)
    assert standout(RANDOM.integers(0, 255, (120, 180, 3), np.uint8)) is None


@pytest.mark.parametrize("shape", [(1, 1, 3), (2, 300, 3), (64, 64, 3)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_photograph_of_any_shape_has_finite_figures(shape, level):
    found = composition_of(np.full(shape, level, np.uint8))
    assert found.colourfulness == 0
    assert found.standout is None
    assert found.highlights.share == (level == 255)
    assert found.shadows.share == (level == 0)


@pytest.mark.parametrize("size", [(480, 640), (960, 1280)])
def test_figures_hardly_depend_on_the_size_at_which_a_photograph_was_read(size):
    small = RANDOM.integers(0, 255, (12, 16, 3), np.uint8)
    large = cv2.resize(small, size[::-1], interpolation=cv2.INTER_CUBIC)
    usual = composition_of(cv2.resize(small, (320, 240), interpolation=cv2.INTER_CUBIC))
    found = composition_of(large)
    assert found.colourfulness == pytest.approx(usual.colourfulness, rel=0.03)
    assert found.contrast == pytest.approx(usual.contrast, rel=0.03)
    assert found.symmetry == pytest.approx(usual.symmetry, abs=0.03)


def test_places_are_measured_from_the_middle_of_a_region():
    on_a_third = Region(2 / 3 - 0.1, 1 / 3 - 0.1, 2 / 3 + 0.1, 1 / 3 + 0.1)
    assert off_thirds(on_a_third) == pytest.approx(0)
    assert off_centre(on_a_third) == pytest.approx(1 / 6)
    assert off_thirds(Region(0, 0, 1, 1)) == pytest.approx(1 / 6)
    assert nearest_side(Region(0.4, 0.8, 0.6, 1.0)) == ("lower edge", pytest.approx(0.1))
