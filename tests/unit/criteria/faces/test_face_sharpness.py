"""How sharp a face is at its eyes."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from skimage import data

from aesthetic_gui.criteria import faces
from aesthetic_gui.facts import Face


@pytest.fixture(scope="module")
def blurred() -> list[Face]:
    """A face four times as large as in the sample, more and more blurred."""
    part = data.astronaut()[20:260, 100:340]
    portrait = cv2.resize(part, (960, 960), interpolation=cv2.INTER_CUBIC)
    found = [faces.find(np.asarray(cv2.GaussianBlur(portrait, (0, 0), sigma), np.uint8)) for sigma in (0.5, 3, 6, 9)]
    return [one[0] for one in found]


def test_the_more_a_face_is_blurred_the_wider_are_its_edges(blurred: list[Face]) -> None:
    widths = [face.edge_width or 0.0 for face in blurred]
    assert all(less < more for less, more in pairwise(widths))
    assert widths[-1] - widths[0] > 3 * max(face.edge_error for face in blurred[:1])


def test_the_more_a_face_is_blurred_the_lower_is_its_sharpness(blurred: list[Face]) -> None:
    values = [face.sharpness or 0.0 for face in blurred]
    assert all(more > less for more, less in pairwise(values))
    assert 0 < values[-1] < values[0] <= 100


def test_widths_are_in_pixels_of_the_full_photograph() -> None:
    part = cv2.resize(data.astronaut()[20:260, 100:340], (480, 480), interpolation=cv2.INTER_CUBIC)
    (here,), (large,) = faces.find(part), faces.find(part, scale=4.0)
    assert large.edge_width == pytest.approx(4 * (here.edge_width or 0.0))
    assert large.edge_error > 4 * here.edge_error


def test_of_a_face_that_is_too_small_no_sharpness_is_told() -> None:
    (face,) = faces.find(np.asarray(cv2.resize(data.astronaut(), (160, 160), interpolation=cv2.INTER_AREA), np.uint8))
    assert face.sharpness is None
    assert face.edge_width is None
