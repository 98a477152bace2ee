"""Insertion and deletion curves: how fast a number comes when what a map praises is shown, and goes when it is hidden.

Petsiuk, Das & Saenko, "RISE: Randomized Input Sampling for Explanation of Black-box Models" (2018), by superpixels
and not pixel by pixel, so that no copy is a dust of holes, and over two baselines, as one alone can favour a method
that hides parts in the same way. The *gain* is the area under the insertion curve less that under the deletion curve,
in the unit of what is asked, mean over the baselines. Turning an order round makes its gain the opposite, so random
orders gain 0 on average, whatever the photograph: a gain is above what is random when it is above their spread.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import BATCH
from aesthetic_gui.explain.hiding.regions import Baseline
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation

Order = NDArray[np.intp]
Curve = NDArray[np.float64]

BASELINES = (Baseline.BLUR, Baseline.MEAN)  # neither is what LIME hides regions by
STEPS = 10
QUICK_STEPS = 5  # of the check of one photograph: 16 copies, at points that the ten steps have, too


class Curves(NamedTuple):
    """The number while superpixels are uncovered, and while they are hidden, the best first.

    Each float64 (baselines, steps + 1): at point i about i / steps of the picture is uncovered, or hidden. Areas are
    mean heights, over all baselines, in the question's unit.
    """

    insertion: Curve
    deletion: Curve

    @property
    def insertion_area(self) -> float:
        return _area(self.insertion)

    @property
    def deletion_area(self) -> float:
        return _area(self.deletion)

    @property
    def gains(self) -> NDArray[np.float64]:
        """The gain by each of the baselines, float64 (baselines,)."""
        return np.asarray((self.insertion - self.deletion)[:, 1:-1].sum(axis=1) / (self.insertion.shape[1] - 1))

    @property
    def gain(self) -> float:
        return float(self.gains.mean())

    def at_every(self, nth: int) -> Curves:
        """With every ``nth`` point only."""
        return Curves(self.insertion[:, ::nth], self.deletion[:, ::nth])


def order_of(question: Question, explanation: Explanation) -> Order:
    """The superpixels of ``question`` by the mean of the map as it is drawn: what raises the number most first."""
    places = question.regions.ravel()
    return np.argsort(-np.bincount(places, explanation.heat.ravel()) / np.bincount(places), kind="stable")


def curves(question: Question, order: Order, steps: int = STEPS) -> Curves:
    """The insertion and the deletion curve of an ``order`` of the superpixels: asks about 4 * steps - 2 copies."""
    first, last = _shown(question, order, steps)
    nothing = np.zeros((1, len(order)), bool)
    base, inserted, left = np.split(_asked(question, np.concatenate([nothing, first, last])), [1, steps], axis=1)
    whole = np.full_like(base, question.value)
    return Curves(np.hstack([base, inserted, whole]), np.hstack([whole, left[:, ::-1], base]))


def gain(question: Question, order: Order, steps: int = QUICK_STEPS) -> float:
    """The gain of an ``order`` alone, without the ends, which both curves share: asks about 4 * steps - 4 copies."""
    shown = np.concatenate(_shown(question, order, steps))
    inserted, left = np.split(_asked(question, shown).mean(axis=0), 2)
    return float((inserted - left).sum() / steps)


def _shown(question: Question, order: Order, steps: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which superpixels are seen at each inner point, bool (steps - 1, n): the first of the order, and the last.

    By area, as the size of a superpixel is no merit: one is seen once half of it would be, pixel by pixel.
    """
    area = np.bincount(question.regions.ravel(), minlength=len(order))[order]
    middle = np.empty(len(order))
    middle[order] = (area.cumsum() - area / 2) / area.sum()
    share = np.arange(1, steps)[:, None] / steps
    return middle < share, middle > 1 - share


def _asked(question: Question, shown: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The number for every row of ``shown`` (n, regions), by each baseline: (baselines, n)."""
    rows = np.split(shown.astype(np.uint8), range(BATCH, len(shown), BATCH))
    hidings = [question.hiding(baseline) for baseline in BASELINES]
    return np.array([np.concatenate([question.values(masked(some)) for some in rows]) for masked in hidings])


def _area(curve: Curve) -> float:
    return float(np.trapezoid(curve, dx=1 / (curve.shape[1] - 1), axis=1).mean())
