"""Motion blur and its direction: edges across the motion are wide, edges along it stay sharp.

A motion of length L in the direction θ adds L²/12 · cos²(φ - θ) to the variance of an edge whose gradient points to φ;
being out of focus adds the same to all. So the widths of the subject's edges, each direction of the gradient for
itself, tell length and direction, and tell motion from being out of focus. The subject is what ``criteria.subject``
says: a sharp subject before a streaked background is panning, and no fault. Where edges of too few directions are at
hand the value is 100 and the error endless: it can't be told.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.edges import Sums, spreads
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.subject import Sight, sight_of
from aesthetic_gui.criteria.values import falling
from aesthetic_gui.facts import Measure

THRESHOLD = 50.0
FAULT = 0.008
"""A motion that long, in shares of the longest side, is a fault: twenty pixels on a screen of 2,560."""

UNIT = "px"
DIRECTIONS = 12  # of the gradient, over half a turn
PIXELS = 24  # edge pixels that a direction needs
FEWEST = 6  # directions
SURE = 2.0  # standard errors: a motion that is not longer is none
CANT_TELL = Measure(100.0, 0.0, UNIT, math.inf)


def measure(picture: Picture) -> Measure:
    """``raw``: the motion's length in pixels of the full photograph; ``notes``: ``angle``, degrees from the right
    towards the top, 0 to 180, and ``length``, the same as ``raw``."""
    sight = sight_of(picture)
    if sight is None:
        return CANT_TELL
    sigma, pixels = _by_direction(sight)
    known = ~np.isnan(sigma)
    if known.sum() < FEWEST:
        return CANT_TELL
    return _measured(picture, sight, *_fit(sigma[known] ** 2, pixels[known], _middles()[known]))


def _measured(picture: Picture, sight: Sight, swing: float, error: float, angle: float) -> Measure:
    length, sure = _length(swing) * sight.scale, _length(swing - SURE * error) * sight.scale
    share = sure / (max(picture.rgb.shape[:2]) * picture.scale)
    spread = math.hypot(_length(swing + error) * sight.scale - length, sight.loss)
    notes = {"angle": angle, "length": length}
    return Measure(falling(share, FAULT), length, UNIT, spread, sight.region, notes)


def _length(swing: float) -> float:
    """Of the motion whose variance swings by that much around its mean: L² / 24."""
    return math.sqrt(24 * max(0.0, swing))


def _by_direction(sight: Sight) -> tuple[Sums, Sums]:
    """σ of the subject's edges for each direction of the gradient, and how many edge pixels say so."""
    groups = []
    for level, tile in zip(sight.levels, sight.tiles.groups, strict=True):
        direction = np.floor(level.turn * (DIRECTIONS / math.pi) + 0.5).astype(np.intp) % DIRECTIONS
        groups.append(np.where(sight.chosen[tile], direction, -1))
    return spreads(sight.levels, groups, DIRECTIONS, PIXELS)


def _middles() -> Sums:
    """The middle of each direction, radians from the right towards the bottom."""
    return np.asarray(np.arange(DIRECTIONS) * (math.pi / DIRECTIONS), np.float64)


def _fit(variances: Sums, pixels: NDArray[np.float64], turns: Sums) -> tuple[float, float, float]:
    """How far the variance swings around its mean, with its standard error, and the angle at which it is largest."""
    weight = np.sqrt(np.minimum(pixels, 400.0))
    design = np.stack([np.ones_like(turns), np.cos(2 * turns), np.sin(2 * turns)], 1) * weight[:, None]
    answer, *_ = np.linalg.lstsq(design, variances * weight, rcond=None)
    rest = variances * weight - design @ answer
    scatter = float(rest @ rest) / max(1, len(turns) - 3)
    covariance = scatter * np.linalg.pinv(design.T @ design)
    error = math.sqrt(max(0.0, float(covariance[1, 1] + covariance[2, 2]) / 2))
    angle = -math.degrees(math.atan2(answer[2], answer[1])) / 2 % 180
    return math.hypot(answer[1], answer[2]), error, angle
