"""From distribution to verdict: what a photographer may rely on whatever the numbers are."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.photo import Bar, Score, Verdict
from aesthetic_gui.scoring.calibration import (
    Isotonic,
    Platt,
    Temperature,
    mean_sd,
)
from aesthetic_gui.scoring.pack import Pack

UNHURRIED = settings(deadline=None)  # a busy machine is no error
knots = st.lists(st.tuples(st.floats(1, 10), st.floats(0, 1)), min_size=1, max_size=8, unique_by=lambda knot: knot[0])
calibrations = st.one_of(
    st.builds(Platt, st.floats(0.01, 100), st.floats(-500, 500)),
    st.builds(Temperature, st.floats(1e-9, 1e9), st.floats(-500, 500)),
    knots.map(lambda rows: Isotonic(*(tuple(sorted(column)) for column in zip(*rows, strict=True)))),
)
means = st.floats(1, 10)
fractions = st.floats(0, 1)
distributions = st.lists(st.floats(0, 1), min_size=10, max_size=10).filter(lambda shares: sum(shares) > 1e-6)


@UNHURRIED
@given(calibrations, means, means)
def test_a_better_mean_never_gives_a_lower_probability(calibration, one, other):
    low, high = sorted((one, other))
    assert calibration.probability(low) <= calibration.probability(high)


@UNHURRIED
@given(calibrations, means)
def test_a_probability_lies_between_nought_and_one_even_for_absurd_curves(calibration, mean):
    assert 0 <= calibration.probability(mean) <= 1


@UNHURRIED
@given(distributions)
def test_mean_and_sd_stay_within_what_ten_ratings_allow(shares):
    mean, sd = mean_sd(shares)
    assert 1 <= mean <= 10 + 1e-9
    assert 0 <= sd <= 4.5 + 1e-9


@UNHURRIED
@given(distributions)
def test_mean_and_sd_are_those_of_as_many_votes(shares):
    votes = [round(1000 * share) for share in shares]
    if sum(votes):
        cast = np.repeat(np.arange(1, 11), votes)
        assert mean_sd(votes) == pytest.approx((cast.mean(), cast.std()), abs=1e-6)


@UNHURRIED
@given(distributions, st.floats(0.01, 100))
def test_votes_and_shares_of_votes_mean_the_same(shares, factor):
    assert mean_sd([factor * share for share in shares]) == pytest.approx(mean_sd(shares), abs=1e-6)


@pytest.mark.parametrize("nonsense", [[], [0.0] * 10, [math.nan] * 10, [-0.1, 1.1], [math.inf, 1.0]])
def test_what_is_no_distribution_is_refused(nonsense):
    with pytest.raises(ValueError, match="not a distribution"):
        mean_sd(nonsense)


def verdict(p: float, threshold: float, band: float) -> Verdict:
    return Bar(threshold, band).verdict(Score((0.1,) * 10, 5.5, 2.9, p, "pack"))


@UNHURRIED
@given(fractions, fractions, st.floats(0, 0.5), fractions)
def test_a_higher_probability_never_gets_a_worse_verdict(one, other, band, threshold):
    order = [Verdict.NOT_AESTHETIC, Verdict.UNSURE, Verdict.AESTHETIC]
    low, high = sorted((one, other))
    assert order.index(verdict(low, threshold, band)) <= order.index(verdict(high, threshold, band))


@UNHURRIED
@given(fractions, fractions)
def test_without_a_band_nothing_is_unsure(p, threshold):
    assert verdict(p, threshold, 0.0) is (Verdict.AESTHETIC if p >= threshold else Verdict.NOT_AESTHETIC)


def test_the_upper_edge_of_the_band_is_aesthetic_and_the_lower_edge_unsure():
    assert verdict(0.75, 0.5, 0.25) is Verdict.AESTHETIC
    assert verdict(np.nextafter(0.75, 0), 0.5, 0.25) is Verdict.UNSURE
    assert verdict(0.25, 0.5, 0.25) is Verdict.UNSURE
    assert verdict(np.nextafter(0.25, 0), 0.5, 0.25) is Verdict.NOT_AESTHETIC


@UNHURRIED
@given(fractions, fractions, st.floats(0, 0.5), st.floats(1, 1e30, exclude_min=True))
def test_what_is_unlike_anything_learned_is_unsure_at_even_odds_wherever_the_bar_is(p, threshold, band, unlike):
    score = Score((0.1,) * 10, 5.5, 2.9, p, "pack", unlike=unlike)
    assert Bar(threshold, band).verdict(score) is Verdict.UNSURE
    assert score.p_aesthetic == 0.5
    assert replace(score, p_aesthetic=p, taste="mine").p_aesthetic == 0.5


@pytest.mark.parametrize("unlike", [0.0, 0.5, 1.0])
def test_up_to_the_limit_the_verdict_is_as_ever(unlike):
    score = Score((0.1,) * 10, 5.5, 2.9, 0.9, "pack", unlike=unlike)
    assert Bar(0.5, 0.3).verdict(score) is Verdict.AESTHETIC
    assert score.p_aesthetic == 0.9


def test_the_evidence_decides_and_not_the_mean_rating(pack: Pack):
    shares = [0.1] * 10
    low, high = (pack.score(shares, evidence) for evidence in (-3.0, 3.0))
    assert low.mean == high.mean == pytest.approx(5.5)
    assert low.p_aesthetic == pytest.approx(pack.calibration.probability(-3.0))
    assert low.p_aesthetic < 0.1 < 0.9 < high.p_aesthetic
    assert pack.score(shares).evidence == pack.score(shares).mean
    assert pack.score(shares, 3.0, 1.5).p_aesthetic == 0.5


def test_a_score_says_the_same_thing_in_all_its_parts(pack: Pack):
    shares = np.array([0, 0, 0, 0, 0.1, 0.2, 0.4, 0.2, 0.1, 0], np.float32)
    score = pack.score(shares[None])
    assert (score.mean, score.sd) == pytest.approx(mean_sd(score.distribution))
    assert score.p_aesthetic == pytest.approx(pack.calibration.probability(score.mean))
    assert pack.bar == Bar(pack.threshold, pack.band)
    assert pack.bar.verdict(score) is Verdict.AESTHETIC
    assert score.pack == pack.key
