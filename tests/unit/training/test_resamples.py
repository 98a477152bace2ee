"""A thousand resamples at once say what each of them says alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.photo import Estimate
from aesthetic_gui.training import statistics

UNHURRIED = settings(deadline=None, max_examples=40)  # a busy machine is no error
SEEDS = st.integers(0, 2**32 - 1)


def _drawn(seed: int, n: int = 40):
    """Scores with ties, truth, a class each, and how often each is drawn; with its repeated places."""
    random = np.random.default_rng(seed)
    scores, truth = random.integers(0, 12, n) / 4, random.normal(size=n)
    good = (random.uniform(size=n) < 0.5).astype(float)
    good[:2] = 0, 1
    counts = random.integers(0, 4, n).astype(float)
    counts[:2] = 1
    return scores, truth, good, counts[None], np.repeat(np.arange(n), counts.astype(int))


@UNHURRIED
@given(SEEDS)
def test_correlations_of_a_resample_are_those_of_its_rows_written_out(seed):
    from scipy.stats import pearsonr, spearmanr

    scores, truth, _good, counts, rows = _drawn(seed)
    assert statistics.rank_correlations(scores, truth, counts)[0] == pytest.approx(
        spearmanr(scores[rows], truth[rows])[0]
    )
    assert statistics.linear_correlations(scores, truth, counts)[0] == pytest.approx(
        pearsonr(scores[rows], truth[rows])[0]
    )


@UNHURRIED
@given(SEEDS)
def test_class_figures_of_a_resample_are_those_of_its_rows_written_out(seed):
    from sklearn import metrics

    scores, _truth, good, counts, rows = _drawn(seed)
    told = (scores > 1.5).astype(int)
    confusion = statistics.confusions(good.astype(int), told, 2, counts)
    assert statistics.aucs(scores, good, counts)[0] == pytest.approx(metrics.roc_auc_score(good[rows], scores[rows]))
    assert np.array_equal(confusion[0], metrics.confusion_matrix(good[rows], told[rows]))
    assert statistics.balanced_accuracies(confusion)[0] == pytest.approx(
        metrics.balanced_accuracy_score(good[rows], told[rows])
    )
    assert statistics.f1_scores(confusion)[0, 1] == pytest.approx(metrics.f1_score(good[rows], told[rows]))
    assert statistics.averages(scores, counts)[0] == pytest.approx(scores[rows].mean())


def test_calibration_errors_weigh_like_repetition():
    random = np.random.default_rng(0)
    p = random.uniform(size=500)
    good = (random.uniform(size=500) < p**2).astype(float)
    twice = np.full((1, 500), 2.0)
    assert statistics.calibration_errors(p, good, twice)[0] == pytest.approx(
        statistics.calibration_errors(p, good, np.ones((1, 500)))[0]
    )
    assert statistics.in_bins(p).sum(axis=0).tolist() == [50] * 10


def test_whole_groups_are_drawn_and_every_resample_has_both_classes():
    group = np.array(["a"] * 3 + ["b"] * 2 + ["c"] * 4 + ["d"])
    good = np.array([1.0] * 3 + [0.0] * 2 + [1, 0, 1, 0] + [np.nan])
    counts = np.concatenate(list(statistics.resamples(group, good, draws=200)))
    assert counts.shape == (201, 10)
    assert (counts[0] == 1).all()
    for name in "abcd":
        assert (np.ptp(counts[:, group == name], axis=1) == 0).all()
    assert (counts[:, good == 1].sum(axis=1) > 0).all()
    assert (counts[:, good == 0].sum(axis=1) > 0).all()


def test_both_ways_give_the_same_interval_and_the_same_seed_the_same_numbers():
    random = np.random.default_rng(3)
    group = np.repeat(np.arange(30).astype(str), 20)
    scores = np.repeat(random.normal(size=30), 20) + random.normal(size=600)
    truth = scores + random.normal(size=600) * 2
    slow = statistics.bootstrap(lambda rows: statistics.rank_correlation(scores[rows], truth[rows]), group)
    found = [
        np.concatenate([statistics.rank_correlations(scores, truth, counts) for counts in statistics.resamples(group)])
        for _ in range(2)
    ]
    quick = statistics.estimate(found[0])
    assert np.array_equal(*found)
    assert quick.value == pytest.approx(slow.value)
    assert quick.low == pytest.approx(slow.low, abs=0.02)
    assert quick.high == pytest.approx(slow.high, abs=0.02)


def test_a_resample_without_the_figure_does_not_spoil_the_interval():
    assert statistics.estimate(np.array([0.5, np.nan, 0.4, 0.6])) == Estimate(
        0.5, pytest.approx(0.405), pytest.approx(0.595)
    )
    assert np.isnan(statistics.estimate(np.array([0.5])).low)


def test_the_earth_mover_counts_how_far_the_shares_must_go():
    one, two = np.eye(10)[[0, 0, 4]], np.eye(10)[[0, 9, 5]]
    assert statistics.earth_movers(one, two) == pytest.approx([0, 0.9, 0.1])
    assert statistics.earth_movers(one * 7, two * 200) == pytest.approx([0, 0.9, 0.1])  # votes are counts


def test_figures_never_show_a_minus_before_nought():
    assert str(Estimate(-0.0001, -0.2, 0.0)) == "0.000 [-0.200, 0.000]"
