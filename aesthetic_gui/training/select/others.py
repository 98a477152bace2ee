"""What the genetic algorithm is compared with: chance on the same budget, L1, and mutual information."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.select.fitness import Examples
from aesthetic_gui.training.select.genetic import Judge
from aesthetic_gui.training.statistics import Numbers

Chosen = NDArray[np.int32]
_BLOCK = 100  # solutions judged at once
_BINS = 10


def chance(judge: Judge, size: int, features: int, evaluations: int, seed: int) -> tuple[Chosen, float]:
    """The best of ``evaluations`` random choices of ``size`` from ``features``, and its fitness."""
    random = np.random.default_rng([seed, 1])
    best, fitness = np.empty(0, np.int32), -1.0
    for start in range(0, evaluations, _BLOCK):
        count = min(_BLOCK, evaluations - start)
        drawn = np.stack([np.sort(random.choice(features, size, replace=False)) for _ in range(count)])
        found = judge(drawn.astype(np.int32))
        if found.max() > fitness:
            best, fitness = drawn[found.argmax()].astype(np.int32), float(found.max())
    return best, fitness


def lasso(examples: Examples, inverses: Sequence[float]) -> Iterator[Chosen]:
    """The features that logistic regression with an L1 penalty leaves a weight, for each ``inverse`` (C) of it.

    Tibshirani (1996), by liblinear. A penalty that leaves nothing gives no choice.
    """
    from sklearn.linear_model import LogisticRegression

    rows = examples.known
    features, labels, weights = examples.features[rows], examples.labels[rows], examples.weights[rows]
    for inverse in inverses:
        model = LogisticRegression(C=inverse, l1_ratio=1.0, solver="liblinear", tol=1e-3, max_iter=200, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", category=UserWarning
            )  # not quite settled is near enough to tell what counts
            model.fit(features, labels, weights)
        chosen = np.flatnonzero(model.coef_[0]).astype(np.int32)
        if len(chosen):
            yield chosen


def informative(features: NDArray[np.float64], labels: Numbers, size: int) -> Chosen:
    """The ``size`` features (of n, d) that tell most of ``labels`` (n,), each by its own.

    Mutual information of the label and the feature's tenths (Battiti 1994); features are not compared with another.
    """
    from sklearn.feature_selection import mutual_info_classif

    edges = np.quantile(features, np.linspace(0, 1, _BINS + 1)[1:-1], axis=0)
    tenths = [np.searchsorted(edge, column) for column, edge in zip(features.T, edges.T, strict=True)]
    told = mutual_info_classif(np.stack(tenths, axis=1), labels, discrete_features=True)
    return np.sort(np.argsort(-told, kind="stable")[:size]).astype(np.int32)
