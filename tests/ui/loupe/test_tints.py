"""Which pixels are tinted: as blown out, as crushed, as sharp."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.ui.loupe.tints import BLOWN, CRUSHED, SHARPEST, Wanted, sharp_edges, tints_of


def of_colour(red: int, green: int, blue: int) -> np.ndarray:
    return np.full((4, 4, 4), (blue, green, red, 255), np.uint8)


@pytest.mark.parametrize(
    ("rgb", "tint"),
    [
        ((255, 255, 255), BLOWN),
        ((255, 40, 30), BLOWN),
        ((250, 250, 250), None),
        ((0, 0, 0), CRUSHED),
        ((0, 0, 120), None),
        ((5, 5, 5), None),
    ],
)
def test_blown_out_is_one_channel_and_crushed_are_all(rgb, tint):
    tints = tints_of(of_colour(*rgb), Wanted(clipping=True))
    expected = (*reversed(tint), 255) if tint else (0, 0, 0, 0)
    assert (tints == np.array(expected, np.uint8)).all()


def checks(blurred: float) -> np.ndarray:
    """Bright squares, the right half of them out of focus."""
    board = np.kron(np.indices((12, 24)).sum(axis=0) % 2, np.ones((20, 20)))
    image = np.repeat((60 + 140 * board).astype(np.uint8)[..., None], 4, axis=2)
    soft = pixels.opencv().GaussianBlur(image, (0, 0), blurred)
    image[:, 240:] = soft[:, 240:]
    return image


def test_what_is_in_focus_is_marked_and_what_is_not_is_not():
    sharp = sharp_edges(checks(blurred=4))
    assert sharp[:, :230].mean() > 0
    assert not sharp[:, 250:].any()


def test_where_all_is_soft_nothing_is_marked():
    soft = pixels.opencv().GaussianBlur(checks(blurred=4), (0, 0), 5)
    assert not sharp_edges(soft).any()


def test_only_the_sharpest_share_is_marked_where_much_is_sharp():
    grain = np.random.default_rng(1).integers(0, 255, (400, 400, 4), np.uint8)
    assert 0 < sharp_edges(grain).mean() <= SHARPEST


def test_what_is_not_wanted_is_not_marked():
    assert not tints_of(of_colour(255, 255, 255), Wanted()).any()
    assert not tints_of(of_colour(255, 255, 255), Wanted(peaking=True)).any()
