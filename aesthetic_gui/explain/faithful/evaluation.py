"""What every method is worth, on the same photographs with the same random orders.

Beside the gain two checks that need no hidden parts. *Randomised*: how alike a map is to the one of a network of random
weights (Adebayo et al., "Sanity Checks for Saliency Maps", 2018); a map that stays the same explains the photograph and
not the network. *Shift*: how alike it is when the photograph is moved by one pixel, and the map moved back. Both are
rank correlations (Spearman), of which the first counts whatever its sign.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.faithful.curves import BASELINES, QUICK_STEPS, STEPS, curves, order_of
from aesthetic_gui.explain.faithful.sureness import chance, sure
from aesthetic_gui.explain.methods import METHODS, Asked
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Estimate, Explanation, Sure

Pixels = NDArray[np.uint8]
Ask = Callable[[Pixels], Question]
Way = Callable[[Question], Iterator[Explanation]]

RANDOM_ORDERS = 4
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Measured:
    """One method on one photograph: areas and gains in the question's unit; correlations None where not checked."""

    insertion: float
    deletion: float
    gains: tuple[float, ...]  # by each of curves.BASELINES
    quick: float  # the gain that the check of one photograph finds
    seconds: float
    randomised: float | None = None
    shifted: float | None = None

    @property
    def gain(self) -> float:
        return self.insertion - self.deletion


@dataclass(frozen=True, slots=True)
class Judged:
    """One photograph: what random orders give, what 95 % of them stay below, and all methods by name."""

    name: str
    source: str
    random_insertion: float
    random_deletion: float
    chance: float
    methods: dict[str, Measured]

    def joined(self, other: Judged) -> Judged:
        """With what ``other`` has of the same photograph."""
        return replace(self, methods={**self.methods, **other.methods})

    def only(self, names: Sequence[str]) -> Judged:
        """Without other methods than those with these ``names``."""
        return replace(self, methods={name: self.methods[name] for name in names})


@dataclass(frozen=True, slots=True)
class Worth:
    """One method on ``n`` photographs: means of what :class:`Measured` has; ``gain`` with its 95 % interval.

    ``behind`` is by how much the best gain is above this one, on the same photographs. ``sure`` are the shares of
    photographs by ``photo.Sure``. The correlations are of ``n_checked`` photographs, None without any.
    """

    method: str
    insertion: float
    deletion: float
    random_insertion: float
    random_deletion: float
    gain: Estimate
    gains: tuple[float, ...]
    behind: Estimate
    sure: dict[Sure, float]
    randomised_correlation: float | None
    shift_stability: float | None
    n: int
    n_checked: int
    sources: int
    seconds: float


def contenders(methods: Sequence[str], target: str, levels: int = 0) -> dict[str, Asked]:
    """What is asked of the ``methods`` that explain ``target``, by name: each option and each of CAM's levels.

    The coarsest of them is CAM as it is used, and has its name alone.
    """
    rows = [row for row in METHODS if row.id in methods and target in row.targets]
    found = {
        f"{row.id} {option}".strip(): Asked(row.id, target, option=option)
        for row in rows
        for option in row.options or ("",)
    }
    if "cam" in found:
        found |= {f"cam level {level or 'all'}": Asked("cam", target, level=level) for level in range(levels)}
    return found


def on_every_photograph(titles: Sequence[str]) -> list[str]:
    """Those of the ``titles`` of :func:`contenders` that can be chosen, each in its usual way, and chance itself."""
    usual = {f"{row.id} {next(iter(row.options), '')}".strip() for row in METHODS if row.offered or row.id == "random"}
    return [title for title in titles if title in usual] or list(titles)


def judged(
    rgb: Pixels, ask: Ask, ways: Mapping[str, Way], *, name: str, source: str, random: Ask | None = None
) -> Judged:
    """All ``ways`` to explain one photograph uint8 (h, w, 3).

    ``random`` asks the network of random weights; with it the correlations are worked out, too.
    """
    question = ask(rgb)
    regions = int(question.regions.max()) + 1
    drawn = np.random.default_rng(0)
    orders = [curves(question, drawn.permutation(regions)) for _ in range(RANDOM_ORDERS)]
    checks = (random(rgb), ask(moved(rgb))) if random else None
    return Judged(
        name,
        source,
        _mean([order.insertion_area for order in orders]),
        _mean([order.deletion_area for order in orders]),
        chance(question),
        {title: _measured(question, ask, way, checks) for title, way in ways.items()},
    )


def _measured(question: Question, ask: Ask, way: Way, checks: tuple[Question, Question] | None) -> Measured:
    start = time.perf_counter()
    told = _last(way(ask(question.rgb)))  # of which nothing is known yet: a method's time is its own
    seconds = time.perf_counter() - start
    found = curves(question, order_of(question, told))
    alike: tuple[float | None, float | None] = (None, None)
    if checks:
        random, shifted = (_last(way(other)) for other in checks)
        alike = _alike(told.heat, random.heat), _alike(*_over_each_other(told.heat, shifted.heat, question.rgb))
    quick = found.at_every(STEPS // QUICK_STEPS).gain
    gains = tuple(float(each) for each in found.gains)
    return Measured(found.insertion_area, found.deletion_area, gains, quick, seconds, *alike)


def _last(answers: Iterator[Explanation]) -> Explanation:
    *_, last = answers
    return last


def moved(rgb: Pixels) -> Pixels:
    """The photograph one pixel further down and to the right; the first row and column stand twice."""
    return np.pad(rgb, ((1, 0), (1, 0), (0, 0)), mode="edge")[:-1, :-1]


def _over_each_other(
    heat: NDArray[np.float32], shifted: NDArray[np.float32], rgb: Pixels
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Both maps where both show the same, pixel by pixel of the photograph."""
    import cv2

    size = rgb.shape[1::-1]
    one, other = (np.asarray(cv2.resize(each, size), np.float32) for each in (heat, shifted))
    return one[:-1, :-1], other[1:, 1:]


def _alike(one: NDArray[np.float32], other: NDArray[np.float32]) -> float | None:
    """Their rank correlation, -1 to 1; None where one of them is the same everywhere."""
    from scipy.stats import rankdata

    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def worths(photographs: Sequence[Judged]) -> list[Worth]:
    """Each method on all ``photographs``, the largest gain first.

    Intervals are of 2,000 resamples of whole sources, as photographs of one source resemble each other; of single
    photographs where all are of one source.
    """
    if not photographs:
        return []
    counts = _resamples([photograph.source for photograph in photographs])
    methods = list(photographs[0].methods)
    gains = {method: np.array([one.methods[method].gain for one in photographs]) for method in methods}
    methods.sort(key=lambda method: -gains[method].mean())
    best = gains[methods[0]]
    return [_worth(method, photographs, counts, best) for method in methods]


def _worth(method: str, photographs: Sequence[Judged], counts: NDArray[np.float64], best: NDArray[np.float64]) -> Worth:
    found = [photograph.methods[method] for photograph in photographs]
    gains = np.array([one.gain for one in found])
    said = [sure(one.quick, photograph.chance) for one, photograph in zip(found, photographs, strict=True)]
    checked = [one.shifted for one in found if one.shifted is not None]
    return Worth(
        method,
        insertion=_mean([one.insertion for one in found]),
        deletion=_mean([one.deletion for one in found]),
        random_insertion=_mean([one.random_insertion for one in photographs]),
        random_deletion=_mean([one.random_deletion for one in photographs]),
        gain=_estimate(gains, counts),
        gains=tuple(_mean([one.gains[place] for one in found]) for place in range(len(BASELINES))),
        behind=_estimate(best - gains, counts),
        sure={word: said.count(word) / len(said) for word in (Sure.NO, Sure.FAIRLY, Sure.VERY)},
        randomised_correlation=_mean_of_known([one.randomised and abs(one.randomised) for one in found]),
        shift_stability=_mean_of_known([one.shifted for one in found]),
        n=len(found),
        n_checked=len(checked),
        sources=len({photograph.source for photograph in photographs}),
        seconds=_mean([one.seconds for one in found]),
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _mean_of_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _mean(known) if known else None


def _resamples(sources: Sequence[str]) -> NDArray[np.float64]:
    """How often each photograph counts in each resample, (DRAWS, n)."""
    names, place = np.unique(sources, return_inverse=True)
    if len(names) == 1:
        names = place = np.arange(len(sources))
    drawn = np.random.default_rng(0).multinomial(len(names), np.full(len(names), 1 / len(names)), DRAWS)
    return drawn[:, place].astype(np.float64)


def _estimate(values: NDArray[np.float64], counts: NDArray[np.float64]) -> Estimate:
    means = counts @ values / counts.sum(axis=1)
    return Estimate(float(values.mean()), *(float(end) for end in np.quantile(means, [0.025, 0.975])))
