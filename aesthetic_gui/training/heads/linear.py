"""Two heads that are a weighted sum: logistic regression, and ridge regression in closed form for quick trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from aesthetic_gui.training.heads.head import Learn, Matrix
from aesthetic_gui.training.statistics import Numbers

_STEPS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """``weights`` (d,) and ``bias``: the evidence is their sum with the features."""

    kind: ClassVar[str] = "linear"
    weights: Numbers
    bias: float

    def evidence(self, features: Matrix) -> Numbers:
        return np.asarray(features @ self.weights + self.bias, np.float64)


def logistic(inverse: float = 1e-3) -> Learn:
    """Learns log-odds of least weighted log loss; ``inverse`` (C) is the inverse of the weight of their length, L2."""

    def learn(features: Matrix, labels: Numbers, weights: Numbers, seed: int) -> Linear:  # noqa: ARG001
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=inverse, max_iter=_STEPS).fit(features, labels, weights)
        return Linear(np.asarray(model.coef_[0], np.float64), float(model.intercept_[0]))

    return learn


def ridge(strength: float) -> Learn:
    """Learns ±1 for good and ordinary by least squares; ``strength`` is the penalty, as a share of the weights' sum.

    Closed form (Hoerl & Kennard 1970): no step is random.
    """

    def learn(features: Matrix, labels: Numbers, weights: Numbers, seed: int) -> Linear:  # noqa: ARG001
        share = weights / weights.sum()
        middle, target = share @ features, 2 * labels - 1
        centred, level = features - middle, float(share @ target)
        gram = (centred * share[:, None]).T @ centred
        found = np.linalg.solve(gram + strength * np.eye(len(gram)), centred.T @ (share * (target - level)))
        return Linear(np.asarray(found), level - float(middle @ found))

    return learn
