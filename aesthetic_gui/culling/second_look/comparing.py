"""Whether a reject is better than what was kept of its stack, in what differs by more than its error."""

from __future__ import annotations

import math
from collections.abc import Sequence

from aesthetic_gui.criteria.values import THRESHOLD
from aesthetic_gui.culling.item import Item
from aesthetic_gui.facts import Criterion, EyeState, Facts, Measure

SURE = 2.0  # standard errors of a difference


def better_than(reject: Item, kept: Sequence[Item]) -> str:
    """In words, such as "sharper, 2.1 against 3.4 px"; "" where it is not better than each of them, or nobody knows."""
    if reject.facts is None:
        return ""
    facts = [item.facts for item in kept]
    reasons = [_better(reject.facts, other) if other else "" for other in facts]
    return reasons[0] if reasons and all(reasons) else ""


def _better(one: Facts, other: Facts) -> str:
    if _closed(other) and one.faces and not _closed(one) and any(face.state is EyeState.OPEN for face in one.faces):
        return "nobody's eyes are closed"
    mine, theirs = one.measures.get(Criterion.FOCUS), other.measures.get(Criterion.FOCUS)
    if mine is None or theirs is None or not _sharper(mine, theirs):
        return ""
    return f"sharper, {mine.raw:.1f} against {theirs.raw:.1f} {theirs.unit}"


def _closed(facts: Facts) -> bool:
    return any(face.state is EyeState.CLOSED for face in facts.faces)


def _sharper(mine: Measure, theirs: Measure) -> bool:
    """In focus, and by more than the error of both, which is endless where it can't be told."""
    if mine.unit != theirs.unit or mine.value < THRESHOLD:
        return False
    return mine.value > theirs.value and abs(mine.raw - theirs.raw) > SURE * math.hypot(mine.error, theirs.error)
