"""From a rating distribution to mean, SD, P(aesthetic) and verdict: pure functions, no model, no disk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Score, Verdict

if TYPE_CHECKING:
    from aesthetic_gui.scoring.pack import Pack


@dataclass(frozen=True, slots=True)
class Calibration:
    """P(aesthetic) = 1 / (1 + exp(-(slope * mean + intercept))), ``mean`` being the mean rating, 1 to 10.

    Platt, "Probabilistic outputs for support vector machines" (1999). ``slope`` is positive: a better
    rated photograph is never the less probable one.
    """

    slope: float
    intercept: float

    def probability(self, mean: float) -> float:
        """P(aesthetic), 0 to 1, of a mean rating; never overflows."""
        logit = self.slope * mean + self.intercept
        if logit >= 0:
            return 1 / (1 + math.exp(-logit))
        return math.exp(logit) / (1 + math.exp(logit))


def mean_sd(distribution: Sequence[float] | NDArray[np.floating]) -> tuple[float, float]:
    """Mean and standard deviation of the ratings 1, 2, … n that ``distribution`` (n probabilities) describes.

    Raises ``ValueError`` where the numbers are no distribution (empty, negative, not finite, or summing to nought).
    """
    shares = np.asarray(distribution, np.float64).reshape(-1)
    total = shares.sum()
    if not np.isfinite(total) or total <= 0 or shares.min() < 0:
        raise ValueError("the ratings are not a distribution")
    ratings = np.arange(1, len(shares) + 1)
    mean = float(shares @ ratings / total)
    variance = float(shares @ (ratings - mean) ** 2 / total)
    return mean, math.sqrt(variance)


def judge(p_aesthetic: float, threshold: float, band: float) -> Verdict:
    """The verdict at ``threshold``: unsure within ``band`` (a half-width) of it; the upper edge is aesthetic."""
    if p_aesthetic >= threshold + band:
        return Verdict.AESTHETIC
    if p_aesthetic < threshold - band:
        return Verdict.NOT_AESTHETIC
    return Verdict.UNSURE


def score_from(distribution: Sequence[float] | NDArray[np.floating], pack: Pack) -> Score:
    """Everything that is said of a photograph, from its ten probabilities and the pack's calibration."""
    mean, sd = mean_sd(distribution)
    p_aesthetic = pack.calibration.probability(mean)
    return Score(
        distribution=tuple(float(share) for share in np.asarray(distribution).reshape(-1)),
        mean=mean,
        sd=sd,
        p_aesthetic=p_aesthetic,
        verdict=judge(p_aesthetic, pack.threshold, pack.band),
        pack=pack.key,
    )
