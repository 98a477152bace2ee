"""What is done to photographs: the same every time, the original untouched, the loss visible."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.training.data import degrade
from aesthetic_gui.training.data.degrade import ALTERATIONS, CUES, DEGRADATIONS

EVERY = pytest.mark.parametrize("row", ALTERATIONS, ids=lambda row: row.id)


def _photograph(height: int = 120, width: int = 180) -> np.ndarray:
    """Smooth colours with fine stripes: something to lose by blur, compression and wrong exposure."""
    y, x = np.mgrid[:height, :width]
    planes = [x / width, y / height, 0.5 + 0.3 * np.sin(x * 1.1) * np.cos(y * 0.9)]
    return (np.stack(planes, axis=2) * 255).astype(np.uint8)


@EVERY
def test_the_same_draw_gives_the_same_pixels_and_leaves_the_photograph_alone(row):
    before = _photograph()
    rgb = before.copy()
    first, again, other = (row.change(rgb, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert np.array_equal(rgb, before)
    assert first.dtype == np.uint8
    assert first.ndim == 3
    assert first.shape[2] == 3
    assert first.flags.c_contiguous
    assert not np.shares_memory(first, rgb)
    assert not _same(other, rgb)
    assert _same(first, other) == (row.id in ("mirror", "greyscale"))


def _same(one, other):
    return one.shape == other.shape and np.array_equal(one, other)


@EVERY
@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3)])
def test_the_smallest_and_narrowest_pictures_survive(row, shape):
    rgb = np.full((*shape, 3), 90, np.uint8)
    for seed in range(5):
        assert 0 not in row.change(rgb, np.random.default_rng(seed)).shape


@pytest.mark.parametrize("row", DEGRADATIONS, ids=lambda row: row.id)
def test_a_degraded_copy_keeps_its_size_and_is_visibly_another(row):
    rgb = _photograph()
    for seed in range(5):
        worse = row.change(rgb, np.random.default_rng(seed))
        assert worse.shape == rgb.shape
        assert np.abs(worse.astype(float) - rgb).mean() > 5


@pytest.mark.parametrize("name", ["exposure", "cast", "jpeg"])
def test_faint_changes_are_faint(name):
    rgb = _photograph()
    row = next(row for row in CUES if row.id == name)
    for seed in range(5):
        assert np.abs(row.change(rgb, np.random.default_rng(seed)).astype(float) - rgb).mean() < 20


def test_exposure_is_counted_in_stops_of_linear_light():
    grey = np.full((2, 2, 3), 188, np.uint8)  # half of the light of 255 (sRGB)
    overexposed = next(row for row in DEGRADATIONS if row.id == "overexposed")
    assert overexposed.change(grey, np.random.default_rng(0)).min() == 255
    assert degrade.exposed(grey, 1)[0, 0].tolist() == [255, 255, 255]
    assert degrade.exposed(np.full((1, 1, 3), 255, np.uint8), -1)[0, 0].tolist() == [188, 188, 188]


def test_no_corner_of_a_tilted_photograph_is_empty():
    white = np.full((100, 300, 3), 255, np.uint8)
    for rgb in (white, white.transpose(1, 0, 2).copy()):
        for seed in range(20):
            tilted = degrade.tilt(rgb, np.random.default_rng(seed))
            assert tilted.min() > 250
            assert tilted.shape[1] / tilted.shape[0] == pytest.approx(rgb.shape[1] / rgb.shape[0], rel=0.05)


def test_a_change_is_either_a_loss_or_a_cue_and_has_an_id_of_its_own():
    assert {*CUES, *DEGRADATIONS} == set(ALTERATIONS)
    assert not any(row.worse for row in CUES)
    assert all(row.worse for row in DEGRADATIONS)
    assert len({row.id for row in ALTERATIONS}) == len(ALTERATIONS) == 20
