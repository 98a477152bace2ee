"""How a photograph is brought to the network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from aesthetic_gui.scoring.preparation import FILTERS, Preparation

UNHURRIED = settings(deadline=None)  # a busy machine is no error
OWN = Preparation("own_aspect", "lanczos", 256 * 224, 16, 1 / 127.5, -1.0)
BOXED = Preparation("letterbox", "nearest", 224 * 224, 1, 1 / 127.5, -1.0)
SQUARE = Preparation("square", "nearest", 224 * 224, 1, 1 / 127.5, -1.0)
sides = st.integers(1, 640)


@UNHURRIED
@given(sides, sides)
def test_own_aspect_keeps_the_area_whatever_the_shape(width, height):
    wide, high = OWN.size(width, height)
    assert 0.7 < wide * high / OWN.pixels < 1.35
    assert wide % OWN.multiple == high % OWN.multiple == 0


@UNHURRIED
@given(sides, sides)
def test_an_upright_photograph_gets_the_lying_ones_size_turned(width, height):
    assert OWN.size(height, width) == OWN.size(width, height)[::-1]


@UNHURRIED
@given(st.integers(160, 640), st.integers(160, 640))
def test_the_aspect_is_kept_within_the_rounding(width, height):
    wide, high = OWN.size(width, height)
    assert abs(np.log((wide / high) / (width / height))) < 0.16


@UNHURRIED
@given(sides, sides, st.sampled_from(FILTERS))
def test_any_photograph_down_to_one_pixel_becomes_a_finite_input(width, height, filter_):
    prepared = replace(OWN, filter=filter_).prepare(np.full((height, width, 3), 200, np.uint8))
    assert prepared.dtype == np.float32
    assert prepared.shape == (*OWN.size(width, height)[::-1], 3)
    assert np.allclose(prepared, 200 / 127.5 - 1, atol=0.01)


@UNHURRIED
@given(sides, sides)
def test_a_letterbox_holds_the_whole_photograph_at_its_aspect(width, height):
    left, top, right, bottom = BOXED.frame(width, height)
    assert max(right - left, bottom - top) == 224
    assert min(left, top) == 0
    assert abs((224 - right) - left) <= 1
    assert abs((224 - bottom) - top) <= 1
    aspect = min(max(width / height, 1 / 4), 4)
    assert (right - left) / (bottom - top) == pytest.approx(aspect, rel=0.02)


def test_a_letterbox_is_grey_beside_the_photograph():
    prepared = BOXED.prepare(np.full((200, 400, 3), 255, np.uint8))
    assert prepared.shape == (224, 224, 3)
    assert np.allclose(prepared[56:168], 1, atol=1e-6)
    assert (prepared[:56] == 0).all()
    assert (prepared[168:] == 0).all()


def test_a_square_photograph_fills_its_letterbox():
    rgb = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)
    assert (BOXED.prepare(rgb) == SQUARE.prepare(rgb)).all()


def test_black_and_white_become_minus_one_and_one():
    rgb = np.zeros((40, 60, 3), np.uint8)
    rgb[:, 30:] = 255
    prepared = SQUARE.prepare(rgb)
    assert prepared.min() == -1
    assert prepared.max() == pytest.approx(1)


def test_nearest_is_the_one_earlier_programs_used():
    rgb = np.random.default_rng(0).integers(0, 256, (300, 400, 3), np.uint8)
    expected = np.asarray(Image.fromarray(rgb).resize((224, 224), Image.Resampling.NEAREST), np.float32) / 127.5 - 1
    assert np.allclose(SQUARE.prepare(rgb), expected, atol=1e-6)


@pytest.mark.parametrize("wrong", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)])
def test_what_is_no_picture_is_refused(wrong):
    with pytest.raises(ValueError, match="expected uint8"):
        OWN.prepare(wrong)
