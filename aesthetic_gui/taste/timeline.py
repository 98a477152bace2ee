"""When photographs were taken, as something a linear head can learn from: moments that were kept, hours that are liked.

seconds ──> likeness to a few moments ──> axes without repetition ──┐
        └─> hour of the day, as a place on a circle ─────────────────┴──> a head's weights ──> Timeline
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from aesthetic_gui.later import NDArray, np

HOUR, DAY = 3_600.0, 86_400.0
SCALES = (HOUR, DAY, 30 * DAY, 365 * DAY)
MOST_MOMENTS = 64
_MOST = 0.9
HOUR_SPREAD = 0.17  # of the hour's two numbers, beside 1 for the likeness in time


def seconds_of(moment: datetime | None) -> float:
    """A time of capture as a taste counts it: by the camera's clock, wherever that was; NaN where it is not known."""
    return moment.replace(tzinfo=UTC).timestamp() if moment else math.nan


def likeness(seconds: NDArray[np.floating], moments: NDArray[np.floating]) -> NDArray[np.float64]:
    """How near times (n,) are to ``moments`` (m,), float64 (n, m), 0 to 1; seconds, 0 where a time is not known (NaN).

    The mean of exp(-distance / scale) over ``SCALES``: covariances of Ornstein-Uhlenbeck processes (Rasmussen &
    Williams 2006, 4.2.1), for what somebody keeps goes by the scene, the day, the journey and the year at once.
    """
    apart = np.abs(np.asarray(seconds, np.float64)[:, None] - moments)
    apart[np.isnan(apart)] = np.inf
    return np.asarray(sum(np.exp(-apart / scale) for scale in SCALES) / len(SCALES), np.float64)


def reach_of(seconds: NDArray[np.floating], folds: NDArray[np.integer]) -> float:
    """How near to a decision the held-out ones were, in seconds: nine of ten of times (n,) to one of another fold (n,).

    So far the held-out figures tell how good a taste is, and no further: who decides on a shoot in order of time has
    decided on nothing like what comes later. 0 where no time is known.
    """
    nearest = [
        distance(seconds[(folds == fold) & np.isfinite(seconds)], seconds[(folds != fold) & np.isfinite(seconds)])
        for fold in np.unique(folds)
    ]
    apart = np.concatenate(nearest)
    apart = apart[np.isfinite(apart)]
    return float(np.quantile(apart, _MOST)) if len(apart) else 0.0


def distance(seconds: NDArray[np.floating], known: NDArray[np.floating]) -> NDArray[np.float64]:
    """Seconds from times (n,) to the nearest of ``known`` (m,), (n,); infinite where there is none."""
    times = np.concatenate([[-np.inf], np.sort(known), [np.inf]])
    after = np.clip(np.searchsorted(times, seconds), 1, len(times) - 1)
    apart = np.minimum(np.abs(seconds - times[after - 1]), np.abs(times[after] - seconds))
    return np.asarray(np.nan_to_num(apart, nan=np.inf, posinf=np.inf), np.float64)


def hours(seconds: NDArray[np.floating]) -> NDArray[np.float64]:
    """The hour of the day as a place on a circle, float64 (n, 2); the middle where a time is not known (NaN)."""
    angle = 2 * np.pi * np.asarray(seconds, np.float64) / DAY
    return np.nan_to_num(HOUR_SPREAD * np.stack([np.cos(angle), np.sin(angle)], axis=-1))


@dataclass(frozen=True, slots=True, eq=False)
class TimeAxes:
    """Axes along which times differ: those of Nyström (Williams & Seeger 2001) over ``moments`` (m,), and the hour's.

    ``known`` holds all times there are, in order; ``root`` (m, k) turns likeness into axes whose products are the
    likeness again. ``reach`` is as of :func:`reach_of`.
    """

    known: NDArray[np.float64]
    reach: float
    moments: NDArray[np.float64]
    root: NDArray[np.float64]

    @classmethod
    def of(cls, seconds: NDArray[np.floating], reach: float) -> TimeAxes:
        """Axes for times (n,), up to ``MOST_MOMENTS`` and the hour's two; found without looking at the decisions."""
        known = np.unique(np.asarray(seconds, np.float64)[np.isfinite(seconds)])
        moments = known[np.unique(np.linspace(0, max(len(known) - 1, 0), MOST_MOMENTS).astype(np.intp))[: len(known)]]
        size, vectors = np.linalg.eigh(likeness(moments, moments))
        kept = size > 1e-6 * size.max(initial=1.0)
        return cls(known, reach, moments, vectors[:, kept] / np.sqrt(size[kept]))

    def project(self, seconds: NDArray[np.floating]) -> NDArray[np.float64]:
        """float64 (n, k + 2)."""
        return np.hstack([likeness(seconds, self.moments) @ self.root, hours(seconds)])

    def timeline(self, weights: NDArray[np.float64]) -> Timeline:
        """What ``weights`` (k + 2,) on the axes say of any time."""
        return Timeline(self.known, self.reach, self.moments, self.root @ weights[:-2], weights[-2:])


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """What the time of capture adds to a logit: ``pulls`` (m,) of ``moments`` (m,) in seconds, ``by_hour`` (2,).

    ``known`` are the times of all decisions, in order; ``reach`` is how far from them it is known to be good.
    """

    known: NDArray[np.float64]
    reach: float
    moments: NDArray[np.float64]
    pulls: NDArray[np.float64]
    by_hour: NDArray[np.float64]

    @classmethod
    def of_no_time(cls) -> Timeline:
        """Adds nothing, whenever a photograph was taken."""
        return cls(np.empty(0), 0.0, np.empty(0), np.empty(0), np.zeros(2))

    def logit(self, seconds: NDArray[np.floating]) -> NDArray[np.float64]:
        """What is added, float64 (n,), for times (n,): 0 where one is not known (NaN)."""
        # summed by rows: a matrix product rounds differently for one photograph than for many
        by_moment = np.einsum("nm,m->n", likeness(seconds, self.moments), self.pulls)
        return np.asarray(by_moment + np.einsum("nh,h->n", hours(seconds), self.by_hour), np.float64)

    def near(self, seconds: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Whether something was decided within reach of times (n,), bool (n,); not where one is not known (NaN)."""
        return np.asarray(distance(np.asarray(seconds, np.float64), self.known) <= self.reach, np.bool_)
