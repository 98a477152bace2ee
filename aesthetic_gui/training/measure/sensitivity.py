"""How much the mean score moves when a photograph is altered, and whether it falls when the photograph gets worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.outputs import RATINGS
from aesthetic_gui.training import statistics as st
from aesthetic_gui.training.data.degrade import ALTERATIONS, Alteration, Picture
from aesthetic_gui.training.data.labels import Opinions
from aesthetic_gui.training.measure.judging import PackJudge, judged
from aesthetic_gui.training.statistics import Numbers

_STEPS = np.arange(1, RATINGS + 1)


class Movement(NamedTuple):
    """Of the mean score, in ratings: the mean |difference|, the mean difference, the share of copies scoring lower."""

    size: Estimate
    change: Estimate
    lower: Estimate


@dataclass(frozen=True, slots=True)
class Moved:
    """What one alteration does to each pack's scores of ``n`` photographs. ``worse``: the copy ought to score lower."""

    title: str
    worse: bool
    n: int
    packs: tuple[Movement, ...]


def sample(opinions: Opinions, most: int, seed: int = 0) -> list[int]:
    """Places of ``most`` photographs drawn at random, as evenly over the groups as they allow."""
    random = np.random.default_rng(seed)
    order = random.permutation(len(opinions.paths))
    taken: dict[str, int] = {}
    turn = np.empty(len(order), np.intp)
    for place in order:
        group = str(opinions.group[place])
        turn[place] = taken[group] = taken.get(group, -1) + 1
    evenly = order[np.argsort(turn[order], kind="stable")]
    return sorted(int(place) for place in evenly[:most])


def run(
    opinions: Opinions,
    judges: Sequence[PackJudge],
    alterations: Sequence[Alteration] = ALTERATIONS,
    *,
    seed: int = 0,
    on_step: Callable[[], None] = lambda: None,
) -> tuple[Moved, ...]:
    """Alter each photograph in every way, each way the same for all packs, and judge original and copies.

    ``on_step`` is called after each photograph; what cannot be read is left out. Raises ``Unreadable`` where
    nothing can be read.
    """

    def versions(place: int, rgb: Picture) -> list[Picture]:
        return [rgb, *(row.change(rgb, np.random.default_rng((seed, place, turn))) for turn, row in numbered)]

    numbered = list(enumerate(alterations))
    places, found, _ = judged(opinions.paths, judges, versions, on_step)
    return measure(found[..., :RATINGS] @ _STEPS, opinions.group[places], alterations)


def measure(means: Numbers, group: NDArray[np.str_], alterations: Sequence[Alteration]) -> tuple[Moved, ...]:
    """From mean scores (packs, n, 1 + alterations), the originals first, to one row for each alteration.

    The last row is of all pairs with a degraded copy; it is left out where there is only one degradation or none.
    """
    change = means[:, :, 1:] - means[:, :, :1]
    worse = np.array([row.worse for row in alterations], bool)
    counts = np.concatenate(list(st.resamples(group)))
    rows = [
        Moved(row.title, row.worse, change.shape[1], _movements(change[:, :, turn : turn + 1], counts))
        for turn, row in enumerate(alterations)
    ]
    if worse.sum() > 1:
        pairs = change.shape[1] * int(worse.sum())
        rows.append(Moved("All degradations", True, pairs, _movements(change[:, :, worse], counts)))
    return tuple(rows)


def _movements(change: Numbers, counts: Numbers) -> tuple[Movement, ...]:
    """``change`` (packs, n, k): k copies of every photograph."""

    def over(values: NDArray[np.generic]) -> Estimate:
        return st.estimate(st.averages(values.mean(axis=1, dtype=np.float64), counts))

    return tuple(Movement(over(np.abs(one)), over(one), over(one < 0)) for one in change)
