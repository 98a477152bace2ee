"""From a rating distribution to mean and SD, from evidence to P(aesthetic): pure functions, no model, no disk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aesthetic_gui.later import NDArray, np

Interval = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Platt:
    """P(aesthetic) = 1 / (1 + exp(-(slope * evidence + intercept))), ``evidence`` as in ``photo.Score``.

    Platt, "Probabilistic outputs for support vector machines" (1999). ``slope`` is positive: a photograph with
    more evidence is never the less probable one. Raises ``ValueError`` otherwise.
    """

    slope: float
    intercept: float

    def __post_init__(self) -> None:
        if not (0 < self.slope < math.inf and math.isfinite(self.intercept)):
            raise ValueError(f"no calibration has slope {self.slope} and intercept {self.intercept}")

    def probability(self, evidence: float) -> float:
        """P(aesthetic), 0 to 1, of the evidence; never overflows."""
        return _logistic(self.slope * evidence + self.intercept)


@dataclass(frozen=True, slots=True)
class Temperature:
    """P(aesthetic) = 1 / (1 + exp(-(evidence - midpoint) / temperature)): only the sharpness is fitted.

    Guo et al., "On calibration of modern neural networks" (2017), with the distance of the evidence from
    ``midpoint`` as the logit. ``temperature`` is positive. Raises ``ValueError`` otherwise.
    """

    temperature: float
    midpoint: float

    def __post_init__(self) -> None:
        if not (0 < self.temperature < math.inf and math.isfinite(self.midpoint)):
            raise ValueError(f"no calibration has temperature {self.temperature} and midpoint {self.midpoint}")

    def probability(self, evidence: float) -> float:
        """P(aesthetic), 0 to 1, of the evidence; never overflows."""
        return _logistic((evidence - self.midpoint) / self.temperature)


@dataclass(frozen=True, slots=True)
class Isotonic:
    """P(aesthetic) read off a line through knots, level outside them: ``evidence`` rises, ``probabilities`` never fall.

    Zadrozny & Elkan, "Transforming classifier scores into accurate multiclass probability estimates" (2002), in
    the centred form of Oron & Flournoy (2017), which has no steps. Raises ``ValueError`` for other knots.
    """

    evidence: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        evidence, probabilities = np.asarray(self.evidence), np.asarray(self.probabilities)
        if not 0 < len(evidence) == len(probabilities):
            raise ValueError("a calibration needs as many probabilities as knots")
        if not (np.isfinite(evidence).all() and (np.diff(evidence) > 0).all()):
            raise ValueError("the evidence of a calibration must rise")
        if not ((probabilities >= 0) & (probabilities <= 1)).all() or (np.diff(probabilities) < 0).any():
            raise ValueError("the probabilities of a calibration must not fall and lie between 0 and 1")

    def probability(self, evidence: float) -> float:
        """P(aesthetic), 0 to 1, of the evidence."""
        return float(np.interp(evidence, self.evidence, self.probabilities))


Calibration = Platt | Temperature | Isotonic


@dataclass(frozen=True, slots=True)
class Band:
    """What an unsure band of ``half_width`` means at the pack's threshold, on sources the model has not seen.

    ``decided`` is the share of photographs with a verdict, ``right`` the share of those verdicts that hold; each
    is (value, low, high), 0 to 1, with the 95 % interval over sources. Raises ``ValueError`` for other numbers.
    """

    half_width: float
    decided: Interval
    right: Interval

    def __post_init__(self) -> None:
        for value, low, high in (self.decided, self.right):
            if not (0 <= low <= high <= 1 and 0 <= value <= 1):
                raise ValueError(f"no band has {self.decided} decided and {self.right} right")
        if not 0 <= self.half_width <= 0.5:
            raise ValueError(f"no band is {self.half_width} wide")


def calibration_from(table: dict[str, Any]) -> Calibration:
    """The calibration that pack.toml's table ``[calibration]`` describes; without a method it is Platt's.

    Raises ``KeyError`` where a parameter is missing and ``ValueError`` where it makes no sense.
    """
    method = table.get("method", "platt")
    if method == "platt":
        return Platt(float(table["slope"]), float(table["intercept"]))
    if method == "temperature":
        return Temperature(float(table["temperature"]), float(table["midpoint"]))
    if method == "isotonic":
        knots = "evidence" if "evidence" in table else "means"  # as packs of the old form call them
        return Isotonic(*(tuple(map(float, table[name])) for name in (knots, "probabilities")))
    raise ValueError(f"there is no calibration called {method!r}")


def bands_from(rows: Sequence[dict[str, Any]]) -> tuple[Band, ...]:
    """The rows ``[[calibration.bands]]`` of pack.toml, narrowest first.

    Raises ``KeyError`` where a figure is missing and ``ValueError`` where it makes no sense.
    """
    bands = (Band(float(row["half_width"]), _interval(row["decided"]), _interval(row["right"])) for row in rows)
    return tuple(sorted(bands, key=lambda band: band.half_width))


def mean_sd(distribution: Sequence[float] | NDArray[np.floating]) -> tuple[float, float]:
    """Mean and standard deviation of the ratings 1, 2, … n that ``distribution`` (n probabilities) describes.

    Raises ``ValueError`` where the numbers are no distribution (empty, negative, not finite, or summing to zero).
    """
    shares = np.asarray(distribution, np.float64).reshape(-1)
    total = shares.sum()
    if not np.isfinite(total) or total <= 0 or shares.min() < 0:
        raise ValueError("the ratings are not a distribution")
    ratings = np.arange(1, len(shares) + 1)
    mean = float(shares @ ratings / total)
    variance = float(shares @ (ratings - mean) ** 2 / total)
    return mean, math.sqrt(variance)


def mean_ratings(distributions: NDArray[np.floating]) -> NDArray[np.float64]:
    """The mean rating (n,) of each of the distributions (n, ratings), from 1 on."""
    shares = np.asarray(distributions, np.float64)
    return np.asarray(shares @ np.arange(1, shares.shape[1] + 1) / shares.sum(axis=1))


def _logistic(logit: float) -> float:
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    return math.exp(logit) / (1 + math.exp(logit))


def _interval(row: Sequence[float]) -> Interval:
    value, low, high = row
    return float(value), float(low), float(high)
