"""How sure it is that a taste is better: on held-out decisions, does it put picks above rejects more often?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate
from aesthetic_gui.taste.head import HeldOut, Numbers

NORMAL = 1.96  # half of 95 %, in standard errors
# Measured on photographers who toss a coin: without it up to 5 % of their tastes take over, with it at most the 2.5 %
# that 95 % confidence allows (docs/decisions/0054).
WIDER = 1.25


def weigh(taste: Numbers, base: Numbers, picked: NDArray[np.bool_], bursts: NDArray[np.intp]) -> HeldOut:
    """Two judges' scores float64 (n,), the higher the better, against the decisions; ``bursts`` (n,) are one each.

    Intervals of the area under the ROC curve, and of the difference of two on the same decisions, where those of a
    burst depend on each other (DeLong et al. 1988; Obuchowski 1997). Where the taste is in them they are ``WIDER``:
    photographs that learn from each other are right and wrong together, which no burst sees (Nadeau & Bengio 2003).
    """
    by_taste, by_base = _right_pairs(taste, picked), _right_pairs(base, picked)
    return HeldOut(
        _estimate(by_taste, picked, bursts, WIDER),
        _estimate(by_base, picked, bursts, 1.0),
        _estimate(by_taste - by_base, picked, bursts, WIDER, lowest=-1.0),
    )


def _right_pairs(scores: Numbers, picked: NDArray[np.bool_]) -> Numbers:
    """Of the decisions on the other side, the share that each one is on the right side of, (n,); a tie is half."""
    among_all, right = ranks(scores), np.empty(len(scores))
    for side, others in ((picked, ~picked), (~picked, picked)):
        below = (among_all[side] - ranks(scores[side])) / others.sum()
        right[side] = below if side is picked else 1 - below
    return right


def ranks(values: Numbers) -> Numbers:
    """1, 2, … in order of size, (n,); those of one size share the middle of theirs."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place], np.float64)


def _estimate(
    right: Numbers, picked: NDArray[np.bool_], bursts: NDArray[np.intp], wider: float, lowest: float = 0.0
) -> Estimate:
    value = float(right[picked].mean())
    by_burst = np.bincount(bursts, (right - value) / np.where(picked, picked.sum(), (~picked).sum()))
    count = len(by_burst)
    half = NORMAL * wider * math.sqrt(float((by_burst**2).sum()) * count / (count - 1))
    return Estimate(value, max(value - half, lowest), min(value + half, 1.0))
