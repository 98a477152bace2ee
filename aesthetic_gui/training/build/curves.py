"""The three calibrations, fitted, and which of them serves unseen sources best."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.calibration import Calibration, Isotonic, Platt, Temperature
from aesthetic_gui.training.statistics import Numbers

FOLDS = 10
MIDPOINT = 5.5  # of the ratings 1 to 10
_LEAST, _MOST = 0.01, 0.99  # a finite sample makes nobody certain
_FLATTEST = 1e-6

Fit = Callable[[Numbers, Numbers, Numbers], Calibration]
Rows = NDArray[np.intp]


def platt(scores: Numbers, good: Numbers, weights: Numbers) -> Platt:
    """The logistic curve of least weighted log loss; level at the share of good ones where better scores do not help.

    ``scores`` are mean ratings, ``good`` 1 or 0, ``weights`` positive, each (n,).
    """
    from sklearn.linear_model import LogisticRegression

    share = float(np.clip(weights @ good / weights.sum(), _LEAST, _MOST))
    level = Platt(_FLATTEST, float(np.log(share / (1 - share))))
    if len(np.unique(good)) < 2:
        return level
    model = LogisticRegression(C=1e6).fit(scores[:, None], good, weights)
    slope = float(model.coef_[0, 0])
    return Platt(slope, float(model.intercept_[0])) if slope > _FLATTEST else level


def temperature(scores: Numbers, good: Numbers, weights: Numbers, midpoint: float = MIDPOINT) -> Temperature:
    """The sharpness of least weighted log loss around ``midpoint``, which the data do not move.

    The arguments are those of :func:`platt`.
    """
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(good)) < 2:
        return Temperature(1 / _FLATTEST, midpoint)
    model = LogisticRegression(C=1e6, fit_intercept=False).fit(scores[:, None] - midpoint, good, weights)
    return Temperature(1 / max(float(model.coef_[0, 0]), _FLATTEST), midpoint)


def isotonic(scores: Numbers, good: Numbers, weights: Numbers) -> Isotonic:
    """Centred isotonic regression: a knot for each pooled block, at its weighted mean score.

    The arguments are those of :func:`platt`. Oron & Flournoy, "Centered isotonic regression" (2017). Probabilities
    are kept within 0.01 and 0.99.
    """
    from sklearn.isotonic import isotonic_regression

    means, place = np.unique(scores, return_inverse=True)
    mass = np.bincount(place, weights)
    level = isotonic_regression(np.bincount(place, weights * good) / mass, sample_weight=mass)
    values, block = np.unique(level, return_inverse=True)
    knots = np.bincount(block, mass * means) / np.bincount(block, mass)
    return Isotonic(tuple(map(float, knots)), tuple(map(float, np.clip(values, _LEAST, _MOST))))


def methods(midpoint: float = MIDPOINT) -> dict[str, Fit]:
    """The calibrations by the name that pack.toml gives them, the simplest first."""
    return {
        "temperature": lambda scores, good, weights: temperature(scores, good, weights, midpoint),
        "platt": platt,
        "isotonic": isotonic,
    }


def folds(good: Numbers, group: NDArray[np.str_], seed: int = 0) -> Iterator[tuple[Rows, Rows]]:
    """(known, unseen) rows, ten times or once for each source: sources stay whole, each part has its share of both."""
    from sklearn.model_selection import StratifiedGroupKFold

    parts = min(FOLDS, len(np.unique(group)), *np.unique(good, return_counts=True)[1])
    splitter = StratifiedGroupKFold(parts, shuffle=True, random_state=seed)
    yield from splitter.split(good, good, group)


def left_out(
    kinds: dict[str, Fit], scores: Numbers, good: Numbers, group: NDArray[np.str_], weights: Numbers
) -> dict[str, Numbers]:
    """For each kind P(aesthetic) of each photograph (n,), by a curve fitted without its source."""
    p = {name: np.empty(len(scores)) for name in kinds}
    for known, unseen in folds(good, group):
        for name, kind in kinds.items():
            curve = kind(scores[known], good[known], weights[known])
            p[name][unseen] = probabilities(curve, scores[unseen])
    return p


def probabilities(curve: Calibration, scores: Numbers) -> Numbers:
    """P(aesthetic) of each mean rating, (n,)."""
    return np.array([curve.probability(float(score)) for score in scores])


def log_losses(p: Numbers, good: Numbers) -> Numbers:
    """-log of the probability that was given to what turned out true, for each photograph (n,)."""
    return np.asarray(-np.log(np.clip(np.where(good > 0.5, p, 1 - p), 1e-9, 1)), np.float64)
