"""How good a choice of features is: the accuracy, on watched sources, of a head that learned from the others.

Two kinds. The quick one is ridge regression in closed form: the products of all features are made once, so that a
choice costs one solved system of its own size, and no step is random. The other learns the head that the recipe
asks for, once for every choice, as the original work did; it takes a thousand times as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.heads.head import Matrix
from aesthetic_gui.training.heads.kinds import HeadRecipe
from aesthetic_gui.training.statistics import Numbers, Rows

Floats = NDArray[np.float32]


class Fitness(Protocol):
    """Judges one solution; it can be sent to another process."""

    def __call__(self, solution: NDArray[np.int32]) -> float:
        """The share of the watched photographs that are told right, 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Standardised ``features`` (n, d), ``labels`` 1 or 0 and ``weights`` (n,); rows to learn from and to watch."""

    features: Matrix
    labels: Numbers
    weights: Numbers
    known: Rows
    watched: Rows


@dataclass(frozen=True, slots=True, eq=False)
class RidgeFitness:
    """``gram`` (d, d) and ``right`` (d,): weighted products of the centred features and ±1; ``watched`` (v, d)."""

    gram: Floats
    right: Floats
    level: float
    watched: Floats
    good: NDArray[np.bool_]
    strength: float

    def __call__(self, solution: NDArray[np.int32]) -> float:
        from scipy.linalg import solve

        gram = self.gram[np.ix_(solution, solution)]
        gram[np.diag_indices(len(gram))] += np.float32(self.strength)
        found = solve(gram, self.right[solution], assume_a="pos", overwrite_a=True, check_finite=False)
        told = self.watched[:, solution] @ found + self.level > 0
        return float((told == self.good).mean())


def ridge_fitness(examples: Examples, strength: float) -> RidgeFitness:
    """The quick fitness; ``strength`` is the penalty, as a share of the weights' sum."""
    share = examples.weights[examples.known] / examples.weights[examples.known].sum()
    target = 2 * examples.labels[examples.known] - 1
    middle, level = share @ examples.features[examples.known], float(share @ target)
    centred = (examples.features - middle).astype(np.float32)
    known = centred[examples.known]
    weighed = known * share.astype(np.float32)[:, None]
    return RidgeFitness(
        gram=weighed.T @ known,
        right=weighed.T @ (target - level).astype(np.float32),
        level=level,
        watched=centred[examples.watched],
        good=examples.labels[examples.watched] > 0.5,
        strength=strength,
    )


@dataclass(frozen=True, slots=True, eq=False)
class HeadFitness:
    """Learns ``head`` on the choice's features; evidence above 0 is good."""

    examples: Examples
    head: HeadRecipe
    seed: int

    def __call__(self, solution: NDArray[np.int32]) -> float:
        rows, features = self.examples.known, self.examples.features[:, solution]
        learned = self.head.learn(features[rows], self.examples.labels[rows], self.examples.weights[rows], self.seed)
        told = learned.evidence(features[self.examples.watched]) > 0
        return float((told == (self.examples.labels[self.examples.watched] > 0.5)).mean())
