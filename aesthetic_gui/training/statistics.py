"""How good scores are, with intervals that respect that photographs of one source resemble each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Statistic = Callable[[NDArray[np.intp]], float]


class Estimate(NamedTuple):
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def rank_correlation(scores: Numbers, truth: Numbers) -> float:
    """Spearman's rank correlation (SRCC), -1 to 1."""
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(scores), rankdata(truth))[0, 1])


def auc(scores: Numbers, good: Numbers) -> float:
    """How often a good (1) photograph scores above an ordinary (0) one, 0 to 1, ties counting half."""
    from scipy.stats import rankdata

    positive = good > 0.5
    wins = rankdata(scores)[positive].sum() - positive.sum() * (positive.sum() + 1) / 2
    return float(wins / (positive.sum() * (~positive).sum()))


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


def calibration_error(p: Numbers, good: Numbers, weights: Numbers, bins: int = 10) -> float:
    """Expected calibration error with ``bins`` equally full bins: mean |share of good - mean p|, 0 to 1."""
    edges = np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1])
    place = np.searchsorted(edges, p, side="right")
    total = 0.0
    for number in range(bins):
        inside = place == number
        if inside.any():
            total += abs(float(weights[inside] @ (good[inside] - p[inside])))
    return total / float(weights.sum())


def brier(p: Numbers, good: Numbers, weights: Numbers) -> float:
    """Weighted mean of (p - good)², 0 to 1, lower is better."""
    return float(weights @ (p - good) ** 2 / weights.sum())


def source_weights(group: NDArray[np.str_]) -> Numbers:
    """n^-½ for every photograph of a source with n of them, scaled to mean 1: large sources count, but less than n."""
    _, place, count = np.unique(group, return_inverse=True, return_counts=True)
    weights: Numbers = 1 / np.sqrt(count[place], dtype=np.float64)
    return np.asarray(weights / weights.mean(), np.float64)


def bootstrap(
    statistic: Statistic,
    group: NDArray[np.str_],
    stratum: Numbers | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> Estimate:
    """``statistic`` of all photographs with its interval over ``draws`` resamples of whole groups.

    ``statistic`` takes the indices of the photographs drawn. With ``stratum`` (one value per photograph) groups
    are drawn within each of its values, so that every resample has both classes.
    """
    random = np.random.default_rng(seed)
    strata = np.zeros(len(group)) if stratum is None else stratum
    members = [_groups(group, strata == value) for value in np.unique(strata)]
    found = [statistic(_resampled(members, random)) for _ in range(draws)]
    low, high = np.quantile(found, [0.025, 0.975])
    return Estimate(statistic(np.arange(len(group))), float(low), float(high))


def _groups(group: NDArray[np.str_], inside: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    return [np.flatnonzero(inside & (group == name)) for name in np.unique(group[inside])]


def _resampled(members: list[list[NDArray[np.intp]]], random: np.random.Generator) -> NDArray[np.intp]:
    drawn = [groups[pick] for groups in members for pick in random.integers(len(groups), size=len(groups))]
    return np.concatenate(drawn)
