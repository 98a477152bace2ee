"""Turned squares and the way back for what was found in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.criteria.faces.crops import Square, around, cut, framed, placed


def spot(x: float, y: float, size: int = 200) -> np.ndarray:
    rows, columns = np.mgrid[:size, :size]
    bright = 255 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 18)
    return np.repeat(bright[..., None], 3, axis=2).astype(np.uint8)


@settings(deadline=None, max_examples=25)
@given(st.floats(-3.1, 3.1), st.floats(40, 160), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_what_is_found_in_a_square_goes_back_to_where_it_was(
    turn: float, side: float, right: float, down: float
) -> None:
    square = Square(100, 100, side, turn)
    there = placed(np.array([[0.5 + right, 0.5 + down]]), square)[0]
    pixels = cut(spot(*there), square, 64)[..., 0]
    weights = np.maximum(pixels - 0.3, 0)
    rows, columns = np.mgrid[:64, :64]
    middle = (np.array([(columns * weights).sum(), (rows * weights).sum()]) / weights.sum() + 0.5) / 64
    assert middle == pytest.approx((0.5 + right, 0.5 + down), abs=0.03)


def test_a_square_is_turned_so_that_the_eyes_lie_level() -> None:
    square = around(np.array([[0.0, 0], [10, 20]]), np.array([[2.0, 2], [4, 4]]), 1.5)
    assert square == pytest.approx((5, 10, 30, np.pi / 4))


def test_beyond_the_edge_the_picture_goes_on_or_is_black() -> None:
    white = np.full((20, 20, 3), 255, np.uint8)
    square = Square(0, 0, 40)
    assert cut(white, square, 8).min() == 1
    dark = framed(white, square, 8)
    assert (dark > 0).sum() == 3 * 4 * 4
    assert dark[4:, 4:].min() == 1


@pytest.mark.parametrize("square", [Square(100, 100, 150), Square(60, 100, 120), Square(100, 75, 200)])
def test_a_level_square_is_cut_alike_both_ways(square: Square) -> None:
    picture = spot(80, 90)
    height = width = 64
    inside = np.ones((height, width), bool)
    if square.y - square.side / 2 < 0:
        inside[: round(-(square.y - square.side / 2) / square.side * 64) + 1] = False
    difference = np.abs(cut(picture, square, 64) - framed(picture, square, 64))[inside]
    assert difference.max() < 0.05
