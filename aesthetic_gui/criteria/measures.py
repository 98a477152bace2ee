"""All criteria in one table, and all of them measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aesthetic_gui.criteria import cast, compression, exposure, focus, horizon, motion, noise
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.facts import Criterion, Measure

MEASURES: Mapping[Criterion, Callable[[Picture], Measure]] = {
    Criterion.FOCUS: focus.measure,
    Criterion.MOTION: motion.measure,
    Criterion.NOISE: noise.measure,
    Criterion.EXPOSURE: exposure.measure,
    Criterion.COMPRESSION: compression.measure,
    Criterion.HORIZON: horizon.measure,
    Criterion.CAST: cast.measure,
}
THRESHOLDS: Mapping[Criterion, float] = {
    Criterion.FOCUS: focus.THRESHOLD,
    Criterion.MOTION: motion.THRESHOLD,
    Criterion.NOISE: noise.THRESHOLD,
    Criterion.EXPOSURE: exposure.THRESHOLD,
    Criterion.COMPRESSION: compression.THRESHOLD,
    Criterion.HORIZON: horizon.THRESHOLD,
    Criterion.CAST: cast.THRESHOLD,
}


def measure_all(picture: Picture) -> dict[Criterion, Measure]:
    """Every criterion of ``picture``."""
    return {criterion: measure(picture) for criterion, measure in MEASURES.items()}


def faults(measures: Mapping[Criterion, Measure]) -> list[Criterion]:
    """What is below its threshold, in the order of the table. It decides nothing: it is shown, and can be filtered."""
    return [one for one, threshold in THRESHOLDS.items() if one in measures and measures[one].value < threshold]
