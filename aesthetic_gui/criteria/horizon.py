"""Horizon tilt: how far the long straight lines of a photograph are off the horizontal and the vertical.

Line segments (R. Grompone von Gioi et al., "LSD: a Line Segment Detector", Image Processing On Line 2, 2012) vote with
their length for the turn that would set them straight. Uprights lean to both sides in perspective, so they count for
less than levels do. A photograph without long lines, or whose lines do not agree, can't be told; one that leans by more
than :data:`DELIBERATE` degrees is meant to. Both have the value 100.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.values import falling
from aesthetic_gui.facts import Measure

FAULT = 2.0
"""Degrees: from about there on a horizon is seen to lean."""

UNIT = "°"
DELIBERATE = 12.0  # degrees
LONGEST = 300  # pixels: the side that lines are looked for in
SHORTEST = 0.08  # of the longest side: shorter segments say nothing
UPRIGHT = 0.4  # what an upright counts, for a level's 1
FINENESS = 0.1  # degrees
BROAD = 0.5  # degrees: lines that differ by less agree
ENOUGH = 0.6  # length of agreeing lines, in longest sides
AGREED = 0.5  # share of all that is near to straight
CANT_TELL = Measure(100.0, 0.0, UNIT, math.inf)

Lines = NDArray[np.float64]


def measure(picture: Picture) -> Measure:
    """``raw``: degrees that the photograph leans, clockwise positive; ``notes``: ``confidence``, 0 to 1.

    Where that is too little the error is endless.
    """
    lines = _lines(picture)
    turns, weights = _votes(lines)
    if not len(turns):
        return CANT_TELL
    grid = np.arange(-DELIBERATE, DELIBERATE + FINENESS, FINENESS)
    support = (np.exp(-0.5 * ((grid[:, None] - turns) / BROAD) ** 2) * weights).sum(1)
    lean = float(grid[int(np.argmax(support))])
    near = np.abs(turns - lean) <= 2 * BROAD
    lean = float(np.average(turns[near], weights=weights[near]))
    return _measured(lean, turns, weights, near)


def _measured(lean: float, turns: Lines, weights: Lines, near: NDArray[np.bool_]) -> Measure:
    held = float(weights[near].sum())
    confidence = min(1.0, held / ENOUGH) * held / float(weights.sum())
    spread = math.sqrt(float(np.average((turns[near] - lean) ** 2, weights=weights[near])))
    error = math.hypot(spread / math.sqrt(int(near.sum())), 0.1)
    notes = {"confidence": confidence}
    if held < ENOUGH or confidence < AGREED:
        return Measure(100.0, lean, UNIT, math.inf, notes=notes)
    return Measure(falling(max(0.0, abs(lean) - error), FAULT), lean, UNIT, error, notes=notes)


def _lines(picture: Picture) -> Lines:
    """The long segments, float64 (n, 4): x and y of both ends, in longest sides."""
    height, width = picture.grey.shape
    scale = min(1.0, LONGEST / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(picture.grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    found: object = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(small)[0]
    if not isinstance(found, np.ndarray):  # None where there is no line
        return np.empty((0, 4))
    lines = found.reshape(-1, 4).astype(np.float64) / max(small.shape)
    return np.asarray(lines[np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]) >= SHORTEST])


def _votes(lines: Lines) -> tuple[Lines, Lines]:
    """How far each line leans, degrees, clockwise positive, and what it counts; only what is near to straight."""
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    angle = np.degrees(np.arctan2(down, across)) % 180
    level = (angle + 90) % 180 - 90
    upright = angle - 90
    is_level = np.abs(level) < np.abs(upright)
    lean = np.where(is_level, level, upright)
    weight = np.hypot(across, down) * np.where(is_level, 1.0, UPRIGHT)
    straight = np.abs(lean) <= DELIBERATE
    return lean[straight], weight[straight]
