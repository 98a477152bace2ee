"""A logistic regression on what was read of eyes; how good it is on crops that it did not learn from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.openness import Head, of_both
from aesthetic_gui.training.eyes.crops import Read
from aesthetic_gui.training.statistics import Estimate, auc, bootstrap

Numbers = NDArray[np.float64]
FOLDS = 6  # the last one is held back
_GENTLE = 0.01  # C, chosen over 0.001 to 0.1 in five folds of another split of the same crops: all within 0.001 of AUC
_FOUND = 0.9


class Figures(NamedTuple):
    """Of ``n`` crops: AUC, and how many of the open ones are taken for closed where 90 % of the closed are found."""

    n: int
    auc: Estimate
    false_alarms: Estimate
    threshold: float


def folds(read: Read, seed: int) -> NDArray[np.intp]:
    """0 to 5 for each crop; what is nearly the same is in one."""
    names = np.unique(read.group)
    fold = np.random.default_rng(seed).permutation(len(names)) % FOLDS
    return np.asarray(fold[np.searchsorted(names, read.group)])


def fit(read: Read, rows: NDArray[np.bool_]) -> Head:
    """A head learned from ``rows`` of what was read, at even odds of open and closed."""
    from sklearn.linear_model import LogisticRegression

    seen = read.features[rows]
    flat = seen.reshape(-1, seen.shape[-1])
    told = np.repeat(read.open[rows], seen.shape[1] * seen.shape[2])
    means, spread = flat.mean(axis=0), flat.std(axis=0) + 1e-6
    learned = LogisticRegression(C=_GENTLE, max_iter=2000, class_weight="balanced").fit((flat - means) / spread, told)
    return Head(means, learned.coef_[0] / spread, float(learned.intercept_[0]))


def odds(head: Head, features: Numbers) -> Numbers:
    """Of the eye that is open less, for features (…, 2, 43): log-odds, (…)."""
    own = (features - head.means) @ head.weights + head.bias
    return np.minimum(of_both(own[..., 0], own[..., 1]), of_both(own[..., 1], own[..., 0]))


def aperture(features: Numbers) -> Numbers:
    """What is read without any training: height over width, of the eye that is open less."""
    return np.asarray(features[..., -1].min(axis=-1))


def figures(scores: Numbers, told: NDArray[np.bool_]) -> Figures:
    """Of ``scores`` (n,), larger for open eyes; intervals of 95 % by resampling crops."""
    names = np.arange(len(told)).astype(str)
    return Figures(
        len(told),
        bootstrap(lambda drawn: auc(scores[drawn], told[drawn].astype(float)), names, told.astype(float)),
        bootstrap(lambda drawn: _false_alarms(scores[drawn], told[drawn]), names, told.astype(float)),
        float(np.quantile(scores[~told], _FOUND)),
    )


def _false_alarms(scores: Numbers, told: NDArray[np.bool_]) -> float:
    return float((scores[told] <= np.quantile(scores[~told], _FOUND)).mean())
