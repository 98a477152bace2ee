"""Kernel ridge regression of good over ordinary, with a Gaussian kernel on landmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from aesthetic_gui.training.heads.head import Learn, Matrix
from aesthetic_gui.training.network.nystroem import gaussian, kernel_ridge, landmarks_of, median_distance
from aesthetic_gui.training.statistics import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """``landmarks`` (m, d) with ``coefficients`` (m,), ``gamma`` the kernel's exponent; ``level`` far from them."""

    kind: ClassVar[str] = "kernel"
    landmarks: Matrix
    coefficients: Numbers
    gamma: float
    level: float

    def evidence(self, features: Matrix) -> Numbers:
        return np.asarray(gaussian(features, self.landmarks, self.gamma) @ self.coefficients + self.level)


def kernel(landmarks: int = 512, width: float = 0.7, ridge: float = 8e-4) -> Learn:
    """Learns ±1 for good and ordinary. ``width`` is the kernel's exponent at the median squared distance.

    ``ridge`` is the weight of the function's squared norm, all photographs weighing 1 together.
    """

    def learn(features: Matrix, labels: Numbers, weights: Numbers, seed: int) -> Kernel:
        share, target = weights / weights.sum(), 2 * labels - 1
        level = float(share @ target)
        marks = landmarks_of(features, landmarks, seed)
        gamma = width / median_distance(features)
        found = kernel_ridge(features, marks, gamma, share, target - level, ridge)
        return Kernel(marks, found, gamma, level)

    return learn
