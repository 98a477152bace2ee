from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.explain.drawing.shapes import areas_of, region_of, regions_of, rings_around
from aesthetic_gui.photo import Explanation, Sure


def filled(rings: tuple[np.ndarray, ...], shape: tuple[int, int]) -> np.ndarray:
    """What lies within an odd number of the lines, as a browser fills a path by ``evenodd``."""
    import cv2

    canvas = np.zeros(shape, np.uint8)
    points = [np.rint((ring * shape[::-1] - 0.5) * 256).astype(np.int32) for ring in rings]
    cv2.fillPoly(canvas, points, 1, shift=8)
    return canvas.astype(bool)


def test_regions_come_with_what_they_add_the_one_that_moves_most_first(regional):
    found = regions_of(regional)
    assert [shape.region for shape in found] == [0, 1, 3, 2]
    assert [round(shape.contribution, 3) for shape in found] == [0.4, -0.2, 0.1, 0.0]


def test_a_region_is_where_the_map_has_it(regional):
    shape = region_of(regional, 1)
    (ring,) = shape.rings
    assert ring.min(axis=0) == pytest.approx([0.5, 0], abs=0.01)
    assert ring.max(axis=0) == pytest.approx([1, 0.5], abs=0.01)


def test_a_number_that_no_region_has_has_no_shape(regional):
    regional.regions[regional.regions == 2] = 3
    assert region_of(regional, 2) is None
    assert [shape.region for shape in regions_of(regional)] == [0, 1, 3]
    assert region_of(replace(regional, regions=None, contributions=None), 1) is None


def test_areas_stand_for_regions_where_there_are_none(half_and_half):
    found = regions_of(half_and_half())
    assert sorted(shape.contribution for shape in found) == pytest.approx([-0.1, 0.1])
    assert {shape.region for shape in found} == {-1}


def test_areas_lie_where_the_heat_is(half_and_half):
    raised, lowered = areas_of(half_and_half())
    assert filled(raised.rings, (40, 60))[:, :18].all()
    assert not filled(raised.rings, (40, 60))[:, 24:].any()
    assert filled(lowered.rings, (40, 60))[:, 42:].all()


def test_an_unreliable_reason_and_an_empty_one_have_no_areas(half_and_half):
    assert areas_of(half_and_half(sure=Sure.NO)) == ()
    assert areas_of(Explanation("cam", np.zeros((20, 20), np.float32))) == ()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 20), st.integers(3, 20))
def test_lines_around_any_part_keep_within_a_pixel_of_its_border(seed, height, width):
    import cv2

    mask = (np.random.default_rng(seed).random((height, width)) < 0.6).repeat(3, axis=0).repeat(3, axis=1)
    rings, around = rings_around(mask), np.ones((3, 3), np.uint8)
    assert all((ring >= 0).all() and (ring <= 1).all() for ring in rings)
    within = filled(rings, mask.shape)
    assert within[cv2.erode(mask.astype(np.uint8), around) > 0].all()
    assert not within[cv2.dilate(mask.astype(np.uint8), around) == 0].any()
