"""What a copy looks like in which some regions are hidden: on a picture of eight pixels a side."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.explain.heat import of_regions
from aesthetic_gui.explain.hiding.regions import Baseline, hiding
from aesthetic_gui.explain.question import Question

ALL = (0, 0, 8, 8)
LETTERBOX = (0, 2, 8, 6)  # grey above and below


@pytest.fixture
def canvas():
    return np.random.default_rng(0).random((8, 8, 3)).astype(np.float32)


@pytest.fixture
def halves():
    regions = np.zeros((4, 4), np.intp)
    regions[:, 2:] = 1
    return regions


@pytest.mark.parametrize("baseline", Baseline)
@pytest.mark.parametrize("frame", [ALL, LETTERBOX], ids=["whole", "letterbox"])
def test_what_is_shown_and_what_lies_around_the_photograph_stays_and_the_hidden_is_seen_no_more(
    canvas, halves, frame, baseline
):
    _, top, right, bottom = frame
    whole, copy = hiding(canvas, halves, frame, baseline)(np.array([[1, 1], [1, 0]]))
    hidden = np.zeros((8, 8), bool)
    hidden[top:bottom, 4:right] = True
    assert np.array_equal(whole, canvas)
    assert np.array_equal(copy[~hidden], canvas[~hidden])
    assert not np.isclose(copy[hidden], canvas[hidden]).all(axis=1).any()


def test_the_hidden_takes_the_mean_of_its_region_or_of_the_photograph_or_is_blurred(canvas, halves):
    nothing = np.zeros((1, 2), int)
    flat, blur, mean = (hiding(canvas, halves, LETTERBOX, one)(nothing)[0] for one in Baseline)
    assert np.allclose(flat[2:6, :4], canvas[2:6, :4].mean(axis=(0, 1)))
    assert np.allclose(flat[2:6, 4:], canvas[2:6, 4:].mean(axis=(0, 1)))
    assert np.allclose(mean[2:6], canvas[2:6].mean(axis=(0, 1)))
    assert 0 < blur[2:6].std() < canvas[2:6].std()


def test_every_method_shares_the_regions_and_an_answer_says_what_each_contributes():
    rgb = np.random.default_rng(0).integers(0, 255, (20, 40, 3), np.uint8)
    question = Question(
        "exposure",
        rgb,
        rgb.astype(np.float32),
        lambda batch: batch.mean(axis=(1, 2, 3)),
        (0, 0, 40, 20),
        counted_in="levels",
    )
    contributions = np.linspace(-2, 1, question.regions.max() + 1)
    answer = of_regions("lime", contributions, question)
    assert question.regions is question.regions
    assert np.allclose(answer.contributions[answer.regions], answer.heat * answer.notes["scale"])
    assert answer.notes["scale"] == 2
