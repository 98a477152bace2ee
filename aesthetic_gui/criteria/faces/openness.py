"""How likely an eye is open, from the shape of its lids: a small head that was trained on contours, never on pixels.

``training.eyes.train`` makes ``models/faces/openness.json``; ``models/faces/MODEL_CARD.md`` tells of what.
"""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.contour import IRIS, LIDS, Contour
from aesthetic_gui.criteria.faces.networks import verified

WEIGHTS = "openness.json"
_OTHER = 0.35


class Head(NamedTuple):
    """A logistic regression: log-odds that an eye is open are ``weights`` · (features - ``means``) + ``bias``."""

    means: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float


def features(contour: Contour) -> NDArray[np.float64]:
    """What the head looks at, float64 (43,): the lids' edges, the iris, and the aperture; size and turn left out."""
    points = contour.normal
    return np.concatenate([points[:LIDS].ravel(), points[IRIS:].ravel(), [contour.aperture]]).astype(np.float64)


def open_odds(contour: Contour, head: Head | None = None) -> float:
    """Log-odds that the eye is open: 0 where either is as likely."""
    head = head or _head()
    return float(head.weights @ (features(contour) - head.means)) + head.bias


def of_both(own: NDArray[np.float64] | float, other: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """The log-odds of one eye, with the other's beside it: both mostly close together, and each has its error."""
    return np.asarray(own) * (1 - _OTHER) + np.asarray(other) * _OTHER


def probability(odds: float) -> float:
    """0 to 1, of log-odds."""
    return float(1 / (1 + np.exp(-np.clip(odds, -50, 50))))


@cache
def _head() -> Head:
    told = json.loads(verified(WEIGHTS))
    return Head(np.array(told["means"]), np.array(told["weights"]), float(told["bias"]))
