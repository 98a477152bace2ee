"""Figures and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.training.data.folders import read_corpus, read_oasis, read_rgb
from aesthetic_gui.training.statistics import (
    auc,
    auc_within,
    averages,
    bootstrap,
    calibration_errors,
    rank_correlation,
    source_weights,
)

UNHURRIED = settings(deadline=None)  # a busy machine is no error


@UNHURRIED
@given(st.lists(st.tuples(st.floats(1, 10), st.booleans()), min_size=4, max_size=60))
def test_auc_is_the_share_of_pairs_in_the_right_order(rows):
    scores, good = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])
    if 0 < good.sum() < len(good):
        pairs = scores[good == 1][:, None] - scores[good == 0][None]
        assert auc(scores, good) == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())


def test_pairs_of_one_stratum_do_not_reward_knowing_the_stratum():
    stratum = np.repeat([0.0, 1.0], 200)
    good = (np.random.default_rng(0).uniform(size=400) < np.where(stratum, 0.9, 0.1)).astype(float)
    assert auc(stratum, good) > 0.85
    assert auc_within(stratum, good, stratum) == 0.5


def test_rank_correlation_sees_order_only():
    truth = np.arange(20.0)
    assert rank_correlation(np.exp(truth), truth) == pytest.approx(1)
    assert rank_correlation(-truth, truth) == pytest.approx(-1)


def test_intervals_over_sources_are_wider_than_over_photographs():
    group = np.repeat(np.arange(20).astype(str), 50)
    values = np.repeat(np.random.default_rng(0).normal(size=20), 50)
    by_source = bootstrap(lambda rows: float(values[rows].mean()), group)
    by_photograph = bootstrap(lambda rows: float(values[rows].mean()), np.arange(1000).astype(str))
    assert by_source.low < by_source.value < by_source.high
    assert by_source.high - by_source.low > 4 * (by_photograph.high - by_photograph.low)


def test_a_calibrated_forecast_has_almost_no_error_and_a_bold_one_has():
    random = np.random.default_rng(0)
    p = random.uniform(size=20_000)
    good, weights = (random.uniform(size=len(p)) < p).astype(float), np.ones((1, len(p)))
    bold = (p > 0.5).astype(float)
    assert calibration_errors(p, good, weights)[0] < 0.02
    assert calibration_errors(bold, good, weights)[0] > 0.2
    assert averages((p - good) ** 2, weights)[0] < averages((bold - good) ** 2, weights)[0]


def test_a_large_source_counts_more_than_a_small_one_but_less_than_its_size():
    weights = source_weights(np.array(["large"] * 100 + ["small"] * 4))
    assert weights.mean() == pytest.approx(1)
    assert weights[:100].sum() / weights[100:].sum() == pytest.approx(5)


def test_labelled_photographs_are_read_with_their_groups(shared_data):
    corpus, oasis = read_corpus(shared_data / "corpus"), read_oasis(shared_data / "oasis")
    assert (len(corpus.paths), len(np.unique(corpus.group))) == (2355, 72)
    assert (len(oasis.paths), oasis.value.min() >= 1, oasis.value.max() <= 7) == (594, True, True)
    assert max(read_rgb(corpus.paths[0]).shape) == 320
