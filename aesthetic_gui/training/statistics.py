"""How good scores are, with intervals that respect that photographs of one source resemble each other.

Two ways to an interval, the same idea (resample whole groups). :func:`bootstrap` takes any function of the rows
drawn. :func:`resamples` says how often each row was drawn in each of many resamples, float64 (draws, n), and the
functions with a ``counts`` argument work on all of them at once: a figure of a thousand resamples in milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate as Estimate

Numbers = NDArray[np.float64]
Rows = NDArray[np.intp]
Statistic = Callable[[Rows], float]
DRAWS = 1000


def rank_correlation(scores: Numbers, truth: Numbers) -> float:
    """Spearman's rank correlation (SRCC), -1 to 1."""
    return float(rank_correlations(scores, truth, _once(scores))[0])


def rank_correlations(scores: Numbers, truth: Numbers, counts: Numbers) -> Numbers:
    """:func:`rank_correlation` in every resample: (draws,) for ``counts`` (draws, n)."""
    return _correlations(_mid_ranks(scores, counts), _mid_ranks(truth, counts), counts)


def linear_correlation(scores: Numbers, truth: Numbers) -> float:
    """Pearson's correlation (PLCC), -1 to 1, of the scores as they are (no curve is fitted first)."""
    return float(linear_correlations(scores, truth, _once(scores))[0])


def linear_correlations(scores: Numbers, truth: Numbers, counts: Numbers) -> Numbers:
    """:func:`linear_correlation` in every resample: (draws,) for ``counts`` (draws, n)."""
    return _correlations(scores - scores.mean(), truth - truth.mean(), counts)


def auc(scores: Numbers, good: Numbers) -> float:
    """How often a good (1) photograph scores above an ordinary (0) one, 0 to 1, ties counting half."""
    return float(aucs(scores, good, _once(scores))[0])


def aucs(scores: Numbers, good: Numbers, counts: Numbers) -> Numbers:
    """:func:`auc` in every resample: (draws,) for ``counts`` (draws, n)."""
    positive = _by_value(scores, counts * (good > 0.5))
    negative = _by_value(scores, counts * (good <= 0.5))
    below = negative.cumsum(axis=1) - negative / 2
    return _divided((positive * below).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))


def auc_within(scores: Numbers, good: Numbers, stratum: Numbers) -> float:
    """:func:`auc` over the pairs that share a ``stratum``: what the stratum gives away on its own does not count."""
    wins, pairs = 0.0, 0.0
    for value in np.unique(stratum):
        inside = stratum == value
        both = good[inside].sum() * (1 - good[inside]).sum()
        if both:
            wins += both * auc(scores[inside], good[inside])
            pairs += both
    return float(wins / pairs)


def calibration_errors(p: Numbers, good: Numbers, counts: Numbers, bins: int = 10) -> Numbers:
    """Expected calibration error in every resample: (draws,) for ``counts`` (draws, n), 0 to 1.

    The mean of |share of good - mean p| over ``bins`` equally full bins, which are those of all photographs. An error
    cannot be below zero, so resampling can only add to a small one: the interval may lie above the figure.
    """
    inside = in_bins(p, bins)
    apart = counts @ (inside * (good - p)[:, None])
    return _divided(np.abs(apart).sum(axis=1), counts.sum(axis=1))


def in_bins(p: Numbers, bins: int = 10) -> NDArray[np.bool_]:
    """Which of ``bins`` equally full bins each of ``p`` lies in: bool (n, bins), one to a row; ties share a bin."""
    edges = np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1])
    return np.asarray(np.searchsorted(edges, p, side="right")[:, None] == np.arange(bins))


def averages(values: Numbers, counts: Numbers) -> Numbers:
    """The mean of ``values`` (n,) in every resample: (draws,) for ``counts`` (draws, n)."""
    return _divided(counts @ values, counts.sum(axis=1))


def shares(part: NDArray[np.bool_], whole: NDArray[np.bool_], counts: Numbers) -> Numbers:
    """The share of ``whole`` (n,) that is in ``part``, 0 to 1, in every resample; nan where there is no ``whole``."""
    return _divided(counts @ (part & whole), counts @ whole)


def confusions(truth: NDArray[np.intp], told: NDArray[np.intp], classes: int, counts: Numbers) -> Numbers:
    """How many of each true class were told to be which: (draws, classes, classes), rows are the truth.

    ``truth`` and ``told`` (n,) are class numbers from zero.
    """
    cells = (truth * classes + told)[:, None] == np.arange(classes * classes)
    return np.asarray((counts @ cells).reshape(-1, classes, classes))


def balanced_accuracies(confusion: Numbers) -> Numbers:
    """The mean share of right ones over the true classes that are there: (draws,) for (draws, k, k)."""
    there = confusion.sum(axis=2)
    found = _divided(np.diagonal(confusion, axis1=1, axis2=2), there)
    return _divided(np.nansum(found, axis=1), (there > 0).sum(axis=1).astype(np.float64))


def f1_scores(confusion: Numbers) -> Numbers:
    """F1 of each class, 0 to 1: (draws, k) for (draws, k, k); nan for a class that is neither there nor told."""
    right = np.diagonal(confusion, axis1=1, axis2=2)
    return _divided(2 * right, confusion.sum(axis=1) + confusion.sum(axis=2))


def earth_movers(told: Numbers, votes: Numbers) -> Numbers:
    """Earth mover's distance between two distributions (n, k) over k ratings, normalised by k: (n,), 0 to 1 - 1 / k.

    The mean |difference of the cumulative distributions| (r = 1, as in the tables of Talebi & Milanfar 2018).
    """
    apart = np.cumsum(told / told.sum(axis=1, keepdims=True) - votes / votes.sum(axis=1, keepdims=True), axis=1)
    return np.asarray(np.abs(apart).mean(axis=1))


def source_weights(group: NDArray[np.str_]) -> Numbers:
    """n^-½ for every photograph of a source with n of them, scaled to mean 1: large sources count, but less than n."""
    _, place, count = np.unique(group, return_inverse=True, return_counts=True)
    weights: Numbers = 1 / np.sqrt(count[place], dtype=np.float64)
    return np.asarray(weights / weights.mean(), np.float64)


def bootstrap(
    statistic: Statistic,
    group: NDArray[np.str_],
    stratum: Numbers | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> Estimate:
    """``statistic`` of all photographs with its interval over ``draws`` resamples of whole groups.

    ``statistic`` takes the indices of the photographs drawn. With ``stratum`` (one value per photograph) groups
    are drawn within each of its values, so that every resample has both classes.
    """
    random = np.random.default_rng(seed)
    strata = np.zeros(len(group)) if stratum is None else stratum
    insides = [strata == value for value in np.unique(strata)]
    members = [[np.flatnonzero(inside & (group == name)) for name in np.unique(group[inside])] for inside in insides]
    found = [statistic(_resampled(members, random)) for _ in range(draws)]
    return estimate(np.array([statistic(np.arange(len(group))), *found]))


def resamples(
    group: NDArray[np.str_], good: Numbers | None = None, draws: int = DRAWS, seed: int = 0
) -> Iterator[Numbers]:
    """How often each photograph counts: blocks float64 (≤ draws, n), the very first row all ones, the rest resamples.

    Whole groups are drawn. With ``good`` (1, 0, or nan where unknown) groups of good, of ordinary and of both kinds
    are drawn apart, so that every resample has both classes. Blocks hold about 16 MB; joined they are (1 + draws, n).
    """
    random = np.random.default_rng(seed)
    names, place = np.unique(group, return_inverse=True)
    kind = np.zeros(len(names)) if good is None else _kinds(place, good, len(names))
    size = max(1, 2_000_000 // max(1, len(group)))
    yield np.ones((1, len(group)))
    for start in range(0, draws, size):
        drawn = np.empty((min(size, draws - start), len(names)))
        for value in np.unique(kind):
            same = np.flatnonzero(kind == value)
            drawn[:, same] = random.multinomial(len(same), np.full(len(same), 1 / len(same)), len(drawn))
        yield drawn[:, place]


def estimate(values: Numbers) -> Estimate:
    """From the figure of all photographs, then of every resample, to figure and interval.

    Resamples without the figure (nan) are left out of the interval.
    """
    resampled = values[1:][np.isfinite(values[1:])]
    low, high = np.quantile(resampled, [0.025, 0.975]) if len(resampled) else (np.nan, np.nan)
    return Estimate(float(values[0]), float(low), float(high))


def _once(values: Numbers) -> Numbers:
    return np.ones((1, len(values)))


def _divided(part: Numbers, whole: Numbers) -> Numbers:
    """``part`` / ``whole``, not a number where ``whole`` is zero."""
    divided: Numbers = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=np.asarray(whole) != 0)
    return divided


def _by_value(scores: Numbers, counts: Numbers) -> Numbers:
    """``counts`` (draws, n) summed over photographs of equal score, lowest score first: (draws, distinct scores)."""
    order = np.argsort(scores, kind="stable")
    first = np.flatnonzero(np.r_[True, np.diff(scores[order]) > 0])
    return np.asarray(np.add.reduceat(counts[:, order], first, axis=1))


def _mid_ranks(values: Numbers, counts: Numbers) -> Numbers:
    """Ranks within every resample, ties sharing the middle one: (draws, n)."""
    many = _by_value(values, counts)
    _, place = np.unique(values, return_inverse=True)
    return np.asarray((many.cumsum(axis=1) - many / 2)[:, place])


def _correlations(one: Numbers, other: Numbers, counts: Numbers) -> Numbers:
    """Weighted Pearson correlation; ``one`` and ``other`` are (n,) or (draws, n)."""
    total = counts.sum(axis=1, keepdims=True)
    one = one - (counts * one).sum(axis=1, keepdims=True) / total
    other = other - (counts * other).sum(axis=1, keepdims=True) / total
    spread = (counts * one**2).sum(axis=1) * (counts * other**2).sum(axis=1)
    return _divided((counts * one * other).sum(axis=1), np.sqrt(spread))


def _kinds(place: Rows, good: Numbers, groups: int) -> Numbers:
    """Of each group: 1 all good, 0 all ordinary, 0.5 both, -1 neither is known."""
    known = np.isfinite(good)
    total = np.bincount(place, known, groups).astype(np.float64)
    share = _divided(np.bincount(place, np.where(known, good, 0), groups).astype(np.float64), total)
    return np.where(total == 0, -1.0, np.where((share > 0) & (share < 1), 0.5, share))


def _resampled(members: list[list[Rows]], random: np.random.Generator) -> Rows:
    drawn = [groups[pick] for groups in members for pick in random.integers(len(groups), size=len(groups))]
    return np.concatenate(drawn)
