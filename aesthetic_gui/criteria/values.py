"""How a figure becomes a value: one curve for all criteria, so that 50 is where each tells a fault."""

from __future__ import annotations

import math
from collections.abc import Mapping

from aesthetic_gui.facts import Criterion

THRESHOLD = 50.0  # of every criterion: below it a fault is told


def falling(amount: float, fault: float, steepness: float = 2.0) -> float:
    """100 at an ``amount`` of 0, 50 at ``fault``, towards 0 beyond: strictly falling, so that no difference is lost.

    ``amount``: 0 or more; what is not finite counts as endless. ``steepness``: how narrow the passage around ``fault``.
    """
    if not math.isfinite(amount):
        return 0.0
    return 100.0 / (1.0 + math.pow(max(0.0, amount) / fault, steepness))


def faults(values: Mapping[Criterion, float]) -> tuple[Criterion, ...]:
    """The criteria whose value tells a fault, in their order. It decides nothing: it is shown, and can be filtered."""
    return tuple(one for one, value in values.items() if value < THRESHOLD)


def amount_of(value: float) -> float:
    """The amount, in faults, that :func:`falling` gave this value above 0, of steepness 2: 0 at 100, 1 at 50."""
    return math.sqrt(max(0.0, 100.0 / value - 1.0)) if value > 0 else math.inf
