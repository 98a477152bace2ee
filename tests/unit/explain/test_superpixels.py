"""What superpixels contribute: the sum of a map over each."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.explain.heat import explanation, heat_size, of_regions
from aesthetic_gui.explain.question import Question
from aesthetic_gui.explain.superpixels import summed

WIDE, HIGH = 96, 64


def question(frame: tuple[int, int, int, int] = (0, 0, WIDE, HIGH)) -> Question:
    rgb = np.zeros((HIGH, WIDE, 3), np.uint8)
    rgb[:, WIDE // 2 :] = 255
    canvas = rgb.astype(np.float32)
    return Question("exposure", rgb, canvas, lambda batch: batch.mean(axis=(1, 2, 3)), frame, "points")


def test_superpixels_share_out_the_whole_sum_each_what_lies_over_it() -> None:
    asked = question()
    grid = np.zeros((4, 6))
    grid[:, :3], grid[:, 3:] = -0.5, 1.5
    told = summed(explanation("cam", grid, asked), asked)
    assert told.regions is not None
    assert told.contributions is not None
    assert told.regions.shape == told.heat.shape == heat_size(asked.rgb)
    assert told.contributions.sum() == pytest.approx(grid.sum(), rel=0.02)
    left = np.unique(told.regions[:, : told.regions.shape[1] // 3])
    assert (told.contributions[left] < 0).all()


def test_what_is_told_by_region_already_stays_as_it_is() -> None:
    asked = question()
    known = of_regions("lime", np.arange(float(asked.regions.max() + 1)), asked)
    assert summed(known, asked) is known


def test_grey_borders_are_no_part_of_the_photograph() -> None:
    assert question().share == 1
    assert question((0, 16, WIDE, 48)).share == pytest.approx(0.5)
