"""Explanations whose every value is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from aesthetic_gui.photo import LOG_ODDS, RATING_POINTS, Explanation


@pytest.fixture
def half_and_half() -> Callable[..., Explanation]:
    """The left third raises, the right one lowers; a neutral band lies between."""

    def make(method: str = "cam", **more: object) -> Explanation:
        heat = np.zeros((40, 60), np.float32)
        heat[:, :20], heat[:, 40:] = 1, -1
        notes = {"mean": 5.4, "value": 5.4, "scale": 0.1}
        return Explanation(method, heat, **{"notes": notes, "unit": RATING_POINTS, **more})

    return make


@pytest.fixture
def regional() -> Explanation:
    """Four regions, a quarter each: +0.4, −0.2, 0 and +0.1 log-odds of 0.5 in all."""
    regions = np.zeros((40, 60), np.int16)
    regions[:20, 30:], regions[20:, :30], regions[20:, 30:] = 1, 2, 3
    contributions = np.array([0.4, -0.2, 0.0, 0.1], np.float32)
    heat = (contributions / np.float32(0.4))[regions]
    notes = {"mean": 5.4, "value": 0.5, "scale": 0.4}
    return Explanation("lime", heat, notes=notes, unit=LOG_ODDS, regions=regions, contributions=contributions)
