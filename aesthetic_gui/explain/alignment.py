"""Lays one frame of a stack over another: what a hand-held camera moved between them is moved back.

Evangelidis & Psarakis, "Parametric Image Alignment Using Enhanced Correlation Coefficient Maximization" (2008), as in
OpenCV: a shift and a turn, begun from where they lie and from the shift that phase correlation finds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import AestheticError

SIDE = 160  # pixels of the longest side that frames are compared at: finer shifts than these make no difference here
ALIKE = 0.6  # correlation after alignment: 24 of 25 pairs of a burst reach it, 3 of 54 pairs of different ones
MOST_MOVED = 0.25  # of the longest side
_STEPS, _FINE_ENOUGH = 60, 1e-4
_ASPECT = 0.02  # by so much may the aspects differ

Way = NDArray[np.float32]


class NotAligned(AestheticError):
    """Two photographs that do not show the same from the same place; the text says why."""


class Aligned(NamedTuple):
    """``rgb`` uint8 is the other frame as seen from the first one; ``seen`` bool (h, w) where it has pixels there.

    ``alike`` is their correlation, 0.6 to 1, ``moved`` by how much the camera did, as a share of the longest side.
    """

    rgb: NDArray[np.uint8]
    seen: NDArray[np.bool_]
    alike: float
    moved: float


def aligned(first: NDArray[np.uint8], other: NDArray[np.uint8]) -> Aligned:
    """``other`` uint8 (h', w', 3) as it would look from where ``first`` (h, w, 3) was taken; takes about 50 ms.

    Raises :class:`NotAligned` where one is upright and the other is not, or they show different things.
    """
    import cv2

    height, width = first.shape[:2]
    if abs(np.log(width / height) - np.log(other.shape[1] / other.shape[0])) > _ASPECT:
        raise NotAligned("The two photographs have different shapes, so no part of one fits into the other.")
    fitted = np.asarray(cv2.resize(other, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    factor = max(1.0, max(height, width) / SIDE)
    alike, way = _best_way(_light(first, factor), _light(fitted, factor))
    moved = float(np.hypot(*way[:, 2])) * factor / max(height, width)
    if alike < ALIKE or moved > MOST_MOVED:
        raise NotAligned("The two photographs show different scenes, so no part of one fits into the other.")
    way[:, 2] *= factor
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    rgb = cv2.warpAffine(fitted, way, (width, height), flags=flags)
    seen = cv2.warpAffine(np.full((height, width), 255, np.uint8), way, (width, height), flags=flags)
    return Aligned(np.asarray(rgb, np.uint8), np.asarray(seen) == 255, alike, moved)


def _light(rgb: NDArray[np.uint8], factor: float) -> NDArray[np.float32]:
    import cv2

    size = max(2, round(rgb.shape[1] / factor)), max(2, round(rgb.shape[0] / factor))
    return cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY).astype(np.float32)


def _best_way(first: NDArray[np.float32], other: NDArray[np.float32]) -> tuple[float, Way]:
    """How well they agree, and float32 (2, 3): from places in ``first`` to those in ``other``."""
    import cv2

    shift, _ = cv2.phaseCorrelate(first, other, cv2.createHanningWindow(first.shape[::-1], cv2.CV_32F))
    ways = [_refined(first, other, start) for start in ((0.0, 0.0), (shift[0], shift[1]))]
    return max(ways, key=lambda found: found[0])


def _refined(first: NDArray[np.float32], other: NDArray[np.float32], shift: tuple[float, float]) -> tuple[float, Way]:
    import cv2

    way = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
    stop = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, _STEPS, _FINE_ENOUGH)
    everywhere = np.full(other.shape, 255, np.uint8)
    try:
        alike, found = cv2.findTransformECC(first, other, way, cv2.MOTION_EUCLIDEAN, stop, everywhere, 5)
    except cv2.error:  # it does not come to rest: they have nothing in common, or one is of one colour
        return 0.0, way
    return float(alike), np.asarray(found, np.float32)
