"""Kernel ridge regression with a Gaussian kernel on landmarks.

Nyström's method: Williams & Seeger, "Using the Nyström method to speed up kernel machines" (2001); Rudi, Camoriano &
Rosasco, "Less is more: Nyström computational regularization" (2015).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_JITTER = 1e-9


def landmarks_of(points: Matrix, count: int, seed: int) -> Matrix:
    """At most ``count`` points (m, d) that stand for ``points`` (n, d): the centres of k-means."""
    if count >= len(points):
        return points
    from sklearn.cluster import MiniBatchKMeans

    means = MiniBatchKMeans(count, random_state=seed, n_init=1, batch_size=1024, max_iter=30)
    return np.asarray(means.fit(points).cluster_centers_, np.float64)


def median_distance(points: Matrix) -> float:
    """Median squared distance between ``points`` (n, d), of an even sample of them."""
    some = points[:: max(1, len(points) // 600)]
    distances = _squared_distances(some, some)
    return float(np.median(distances[np.triu_indices(len(some), 1)]))


def kernel_ridge(
    points: Matrix, landmarks: Matrix, gamma: float, weights: Matrix, target: Matrix, ridge: float
) -> Matrix:
    """Coefficients (m,) of the ``landmarks`` (m, d) that bring ``points`` (n, d) of ``weights`` near ``target`` (n,).

    ``ridge`` is the weight of the function's squared norm.
    """
    near = gaussian(points, landmarks, gamma)
    gram = (near * weights[:, None]).T @ near + ridge * gaussian(landmarks, landmarks, gamma)
    right = (near * weights[:, None]).T @ target
    return np.asarray(np.linalg.solve(gram + _JITTER * np.eye(len(landmarks)), right))


def gaussian(first: Matrix, second: Matrix, gamma: float) -> Matrix:
    """The kernel exp(-gamma |x - z|²) of ``first`` (n, d) and ``second`` (m, d): (n, m)."""
    return np.asarray(np.exp(-gamma * _squared_distances(first, second)))


def _squared_distances(first: Matrix, second: Matrix) -> Matrix:
    lengths = (first**2).sum(axis=1)[:, None] + (second**2).sum(axis=1)
    return np.asarray(np.maximum(lengths - 2 * first @ second.T, 0))
