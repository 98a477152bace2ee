"""The unsure band: what each half-width costs and gives on unseen sources, and which one a pack ships with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate
from aesthetic_gui.training.statistics import Numbers, estimate, shares

THRESHOLD = 0.5
RIGHT = 0.90  # what decided verdicts should be
PLENTY = 0.60  # where more than this would be decided, being right is worth more than deciding
WORTH_IT = 0.35  # a band that decides less than this hardly helps
HALF = 0.50
_STEPS = tuple(step / 100 for step in range(50))
_TABLE = tuple(step / 20 for step in range(10))
_LEAST_DECIDED = 0.02  # a row below this would rest on a handful of photographs


@dataclass(frozen=True, slots=True)
class BandFigures:
    """What an unsure band of ``half_width`` does, each share with its 95 % interval over sources.

    ``decided``: photographs with a verdict. ``right``: of those, the verdicts that hold; ``right_aesthetic`` and
    ``right_not_aesthetic``: the same of either verdict, nan where it is never given.
    """

    half_width: float
    decided: Estimate
    right: Estimate
    right_aesthetic: Estimate
    right_not_aesthetic: Estimate


def shipped_band(p: Numbers, good: Numbers, weights: Numbers) -> float:
    """The narrowest half-width at which 90 % of the decided verdicts hold, if at least 35 % are then decided.

    Where more than 60 % are, the widest that leaves 60 %: what unseen sources may cost is kept in hand. Where fewer
    than 35 % are, the widest that leaves half decided: a photographer is better served by a first pass over half of
    the shoot that is told to be right less often than by one that leaves nearly everything to do.
    """
    reaching = narrowest_right(p, good, weights)
    if reaching is not None and _decided_share(p, weights, reaching) >= WORTH_IT:
        return max(reaching, _widest(p, weights, PLENTY))
    return _widest(p, weights, HALF)


def _widest(p: Numbers, weights: Numbers, share: float) -> float:
    """The widest half-width that still decides ``share``; 0 where none does."""
    return max((step for step in _STEPS if _decided_share(p, weights, step) >= share), default=0.0)


def narrowest_right(p: Numbers, good: Numbers, weights: Numbers) -> float | None:
    """The narrowest half-width, in steps of 0.01, at which 90 % of the decided verdicts hold; None where none does.

    Bands that decide fewer than 2 % do not count.
    """
    right = right_verdicts(p, good)
    for step in _STEPS:
        mass = weights * decided(p, step)
        if mass.sum() < _LEAST_DECIDED * weights.sum():
            return None
        if mass @ right >= RIGHT * mass.sum():
            return step
    return None


def decided(p: Numbers, half_width: float) -> NDArray[np.bool_]:
    """Which photographs get a verdict, as ``photo.Bar`` gives it."""
    return np.asarray((p >= THRESHOLD + half_width) | (p < THRESHOLD - half_width))


def right_verdicts(p: Numbers, good: Numbers) -> NDArray[np.bool_]:
    """Whether each photograph lies on the side of the threshold where it belongs."""
    return np.asarray((p >= THRESHOLD) == (good > 0.5))


def band_table(p: Numbers, good: Numbers, counts: Numbers, also: tuple[float, ...] = ()) -> tuple[BandFigures, ...]:
    """The figures of every half-width from 0 in steps of 0.05, and of those in ``also``, narrowest first.

    ``counts`` (1 + draws, n) is what ``statistics.resamples`` gives, times the weights of the photographs.
    """
    enough = {step for step in _TABLE if _decided_share(p, counts[0], step) >= _LEAST_DECIDED}
    return tuple(_figures(p, good, counts, step) for step in sorted(enough | {*also}))


def _figures(p: Numbers, good: Numbers, counts: Numbers, half_width: float) -> BandFigures:
    given, right, above = decided(p, half_width), right_verdicts(p, good), p >= THRESHOLD
    return BandFigures(
        half_width=half_width,
        decided=estimate(shares(given, np.ones_like(given), counts)),
        right=estimate(shares(right, given, counts)),
        right_aesthetic=estimate(shares(right, given & above, counts)),
        right_not_aesthetic=estimate(shares(right, given & ~above, counts)),
    )


def _decided_share(p: Numbers, weights: Numbers, half_width: float) -> float:
    return float(weights @ decided(p, half_width) / weights.sum())
