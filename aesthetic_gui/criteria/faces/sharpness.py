"""How sharp a face is at its eyes: the width of the edges of lids, lashes and iris, by the measure that focus goes by.

The sharper eye counts, as one focuses on one of them. Each eye is measured in parts, and how much these differ is the
error; what a reduced picture leaves uncertain is added to it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.blur.edges import RISE, Level, find_edges, heaped, spreads
from aesthetic_gui.criteria.faces.contour import Contour
from aesthetic_gui.criteria.focus import value_of
from aesthetic_gui.criteria.subject import REDUCED

_WIDER = 1.6  # than the eye from corner to corner: with lashes and brow
_PARTS = 2  # of each eye, side by side
_EDGE_PIXELS = 6  # of edges' length that a part needs
_MARGIN = 24  # pixels around what is measured, for blurs to reach into
_REPEATED = 0.15  # of the width: how much one eye differs from itself, shifted by a third of a pixel
_FEWEST = 12.0  # pixels that an eye is wide: in a smaller one, edges touch


class Sharpness(NamedTuple):
    """``value`` 0 to 100; ``width`` of the edges and its standard ``error`` in pixels of the full photograph."""

    value: float
    width: float
    error: float


def sharpness(rgb: NDArray[np.uint8], eyes: tuple[Contour, Contour], scale: float, longest: float) -> Sharpness | None:
    """At the sharper one of ``eyes`` in ``rgb``, each pixel of which is ``scale`` of a photograph ``longest`` wide.

    None where the eyes are too small, or show no edges.
    """
    read = [sigmas for sigmas in (_sigmas(rgb, eye) for eye in eyes) if len(sigmas)]
    if not read:
        return None
    sharper = min(read, key=lambda sigmas: float(np.median(sigmas)))
    sigma = float(np.median(sharper))
    apart = np.concatenate([sigmas - np.median(sigmas) for sigmas in read])
    parts = math.hypot(float(apart.std()), _REPEATED * sigma) / math.sqrt(len(sharper))
    error = math.hypot(parts * scale, REDUCED * (scale - 1))
    return Sharpness(value_of(sigma, scale, longest), sigma * RISE * scale, error * RISE)


def _sigmas(rgb: NDArray[np.uint8], eye: Contour) -> NDArray[np.float64]:
    """The σ of the edges in each part of one eye, in pixels of ``rgb``, of as many parts as have edges."""
    corners = eye.lids[[0, 8]]
    wide = float(np.linalg.norm(corners[1] - corners[0]))
    if wide < _FEWEST:
        return np.empty(0)
    middle, half = corners.mean(axis=0), wide * _WIDER / 2
    left, top = (max(0, int(value - half - _MARGIN)) for value in middle)
    right, bottom = (max(0, int(value + half + _MARGIN) + 1) for value in middle)
    part = rgb[top:bottom, left:right]
    if not part.size:  # the eye lies beyond the edge of the picture
        return np.empty(0)
    levels = find_edges(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY).astype(np.float32))
    parts = [_parts(level, middle - (left, top), half) for level in levels]
    found, _ = spreads(heaped(levels, parts, _PARTS), _EDGE_PIXELS)
    return np.asarray(found[~np.isnan(found)])


def _parts(level: Level, middle: NDArray[np.floating], half: float) -> NDArray[np.intp]:
    """Which part of the eye each edge pixel is in, -1 for none."""
    across, down = level.x - middle[0], level.y - middle[1]
    inside = (np.abs(across) < half) & (np.abs(down) < half * 0.6)
    return np.where(inside, ((across / half + 1) / 2 * _PARTS).astype(np.intp), -1)
