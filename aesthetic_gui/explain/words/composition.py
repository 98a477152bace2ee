"""Composition, measured: each figure a small function of one reduced photograph, with its unit and its source."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.words.standing_out import standout
from aesthetic_gui.explain.words.values import Clipped, Composition
from aesthetic_gui.facts import WHOLE, Region

SIDE = 320  # pixels, the longest side at which everything is measured: figures of one photograph are then the same
WHITE, BLACK = 253, 2  # levels from which, and up to which, a channel is clipped: JPEG moves them by as much
MIRRORED_SIDE = 64  # pixels: who sees that a picture is symmetric does not compare hairs

Rgb = NDArray[np.uint8]
Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]


def composition_of(rgb: Rgb) -> Composition:
    """All figures of a photograph uint8 (h, w, 3), sRGB, as it is turned."""
    small = _reduced(rgb, SIDE)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    darkest, middle, brightest = tones(grey)
    return Composition(
        colourfulness=colourfulness(small),
        saturation=saturation(small),
        contrast=contrast(grey),
        darkest=darkest,
        middle=middle,
        brightest=brightest,
        symmetry=symmetry(grey),
        highlights=clipped(small.min(axis=2) >= WHITE),
        shadows=clipped(small.max(axis=2) <= BLACK),
        standout=standout(small),
    )


def colourfulness(rgb: Rgb) -> float:
    """0 (none) to about 150: 15 is slightly, 45 averagely, 82 highly colourful.

    D. Hasler and S. Süsstrunk, "Measuring Colourfulness in Natural Images", Human Vision and Electronic Imaging VIII,
    2003.
    """
    red, green, blue = (plane.astype(np.float32) for plane in cv2.split(rgb))
    opponents = red - green, (red + green) / 2 - blue
    spread = math.hypot(*(float(plane.std()) for plane in opponents))
    away = math.hypot(*(float(plane.mean()) for plane in opponents))
    return spread + 0.3 * away


def saturation(rgb: Rgb) -> float:
    """Mean of (strongest - weakest channel) / strongest, 0 (grey) to 1: the S of HSV (A. R. Smith, SIGGRAPH 1978)."""
    return float(cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)[..., 1].mean()) / 255


def contrast(grey: Grey) -> float:
    """RMS contrast, 0 to 0.5: standard deviation of luma in shares of white (E. Peli, JOSA A 7, 1990)."""
    return float(grey.std()) / 255


def tones(grey: Grey) -> tuple[float, float, float]:
    """Luma that 1 %, half and 99 % of the frame are below, in shares of white, 0 to 1."""
    darkest, middle, brightest = np.percentile(grey, (1, 50, 99)) / 255
    return float(darkest), float(middle), float(brightest)


def symmetry(grey: Grey) -> float:
    """How far the photograph is its own mirror image, left to right: correlation, -1 to 1.

    S. Mayer and J. R. Landwehr, "Objective Measures of Design Typicality", Design Studies 54, 2018, correlate the
    halves. Each row's mean is taken off first: a sky above a field is no symmetry.
    """
    small = _reduced(grey, MIRRORED_SIDE).astype(np.float32)
    across = small - small.mean(axis=1, keepdims=True)
    power = float((across * across).sum())
    return float((across * across[:, ::-1]).sum()) / power if power > 0 else 1.0


def clipped(mask: NDArray[np.bool_]) -> Clipped:
    """What of the frame is clipped, where, and how much of that lies in the upper half; bool (h, w)."""
    found = int(mask.sum())
    if not found:
        return Clipped()
    upper = int(mask[: mask.shape[0] // 2].sum()) / found
    return Clipped(found / mask.size, upper, largest(mask.astype(np.uint8)))


def largest(mask: Mask) -> Region:
    """Around the largest connected area of ``mask``, uint8 (h, w) 0 or 1; the whole where there is none."""
    count, _, boxes, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    if count < 2:
        return WHOLE
    left, top, width, height, _ = boxes[1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))].tolist()
    rows, columns = mask.shape
    return Region(left / columns, top / rows, (left + width) / columns, (top + height) / rows)


def _reduced(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    factor = side / max(height, width)
    if factor >= 1:
        return pixels
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
