"""How sure a reason is on this photograph: its gain, against what random orders of the superpixels reach.

The curves of one order cost many copies, so the spread of random ones is estimated from few: half of the picture is
shown, then the other half, which is the middle point of an order's curves. Were the superpixels' shares to add up, the
spread of that point's gain and of the whole gain would be in the ratio :data:`SPREAD`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aesthetic_gui.explain.faithful.curves import gain, order_of
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation, Sure

ORDERS = 8  # 32 copies
SPREAD = 1.13  # of the gain at four points, over that at the middle one alone: √0.32 / √0.25 where shares add up
VERY = 2  # times what 95 % of random orders stay below


def chance(question: Question, orders: int = ORDERS, seed: int = 0) -> float:
    """The gain that 95 % of random orders stay below, in the question's unit; asks about 4 * ``orders`` copies.

    One figure for all methods on one photograph. From the spread of the ``orders`` that were drawn, whose mean is
    known to be zero, by Student's distribution, so that few orders raise the bar and do not only blur it.
    """
    from scipy.special import stdtrit

    random = np.random.default_rng(seed)
    count = int(question.regions.max()) + 1
    drawn = [gain(question, random.permutation(count), steps=2) for _ in range(orders)]
    return float(stdtrit(orders, 0.95) * SPREAD * np.sqrt(np.mean(np.square(drawn))))


def checked(question: Question, explanation: Explanation, chance: float) -> Explanation:
    """``explanation`` with ``sure``, and ``notes["gain"]`` and ``["chance"]``; asks about 16 copies.

    ``chance`` is what :func:`chance` says of the same question.
    """
    return marked(explanation, gain(question, order_of(question, explanation)), chance)


def marked(explanation: Explanation, gain: float, chance: float) -> Explanation:
    """``explanation`` with its ``gain`` noted and judged."""
    return replace(explanation, sure=sure(gain, chance), notes={**explanation.notes, "gain": gain, "chance": chance})


def sure(gain: float, chance: float) -> Sure:
    """NO unless the gain is above what 95 % of random orders stay below; VERY above twice that."""
    if not gain > chance:
        return Sure.NO
    return Sure.VERY if gain > VERY * chance else Sure.FAIRLY
