"""All criteria in one table, and all of them measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from aesthetic_gui.criteria import cast, compression, exposure, focus, horizon, motion, noise
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.values import THRESHOLD
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


def measure_all(picture: Picture) -> dict[Criterion, Measure]:
    """Every criterion of ``picture``."""
    return {criterion: sure(measure(picture)) for criterion, measure in MEASURES.items()}


def sure(measure: Measure) -> Measure:
    """``measure``, but that a fault smaller than its own error is none: it can't be told."""
    if measure.value < THRESHOLD and abs(measure.raw) < measure.error:
        return replace(measure, value=100.0, error=math.inf)
    return measure
