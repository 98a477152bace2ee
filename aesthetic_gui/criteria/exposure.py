"""Exposure: how far the lights are from white, or how much is lost in it; and clipping of each channel.

A photograph may be dark or bright on purpose. What tells a wrong exposure from an intended key:

- *too dark*: nothing reaches the lights. A low key has its small bright areas, a lamp, a rim of light, an eye: the
  brightest 0.1 % are near white however dark the rest is. So it is their distance from white that counts.
- *too bright*: areas are lost in white, channel by channel. A high key is bright and keeps its tones. Lamps,
  speculars and their like are small, and taken off (a morphological opening by 1.2 % of the longest side). The middle
  counts most, as where a camera meters centre-weighted: a white backdrop or a sky lies mostly around the subject.

**Unit**: stops, less than 0 too dark, more than 0 too bright. Too dark: log2 of white over the brightest 0.1 %, in
linear light (sRGB, IEC 61966-2-1). Too bright: 4 √share, share of what is clipped (a pixel counts a third for each
channel), which follows the stops by which real photographs were brightened (docs/criteria.md).
**Fault**: 1.5 stops either way: beyond what the photographers of docs/criteria.md publish, and what a JPEG bears.
**Protected**: low key, high key, fog, white backdrops, lamps and speculars.

``notes``: ``high_red``, ``high_green``, ``high_blue``, ``low_red``, ``low_green``, ``low_blue`` (shares of pixels
clipped, 0 to 1), ``blown`` (share of areas clipped in all channels), ``lights`` (stops of the brightest 0.1 % below
white), ``middle`` (stops of the median from middle grey, 18 %). ``region`` is around the largest clipped area; the
whole if there is none.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria import values
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.facts import WHOLE, Measure, Region

UNIT = "stops"
FAULT = 1.5  # stops

_HIGH, _LOW = 253, 2  # levels from which, and up to which, a channel is clipped: JPEG moves them by as much
_SMALL = 0.012  # of the longest side: what is narrower is a lamp or a specular
_LIGHTS = 0.999  # quantile
_BELL = 0.18  # of each side: the width (σ) of the weights around the middle
_ERROR = 0.25  # stops: what a metering differs by from frame to frame

Mask = NDArray[np.uint8]


def measure(picture: Picture) -> Measure:
    """How well ``picture`` is exposed; see the module for unit, notes and what is protected."""
    channels = [np.asarray(channel, np.uint8) for channel in cv2.split(picture.rgb)]
    high = [_areas(channel) for channel in channels]
    some = high[0] | high[1] | high[2]
    lights, middle = _stops(channels, (_LIGHTS, 0.5))
    dark, bright = _softly(-lights - 0.25), 4 * math.sqrt(_share(high))
    raw = bright if bright >= dark else -dark
    notes = _clipped(channels) | {
        "blown": float((high[0] & high[1] & high[2]).mean()),
        "lights": -lights,
        "middle": middle - math.log2(0.18),
    }
    return Measure(values.falling(abs(raw), FAULT, 3.0), raw, UNIT, _ERROR, _largest(some), notes)


def _areas(channel: Mask) -> Mask:
    """Where a channel is clipped over an area, uint8 0 or 1, without what is small."""
    clipped = np.asarray(cv2.threshold(channel, _HIGH - 1, 1, cv2.THRESH_BINARY)[1], np.uint8)
    side = max(3, round(max(clipped.shape) * _SMALL))
    return np.asarray(cv2.morphologyEx(clipped, cv2.MORPH_OPEN, np.ones((side, side), np.uint8)), np.uint8)


def _share(high: list[Mask]) -> float:
    """Of the photograph that is clipped, each channel a third, weighted by a bell around the middle."""
    counts = (high[0] + high[1] + high[2]).astype(np.float32)
    rows, columns = (_bell(size) for size in counts.shape)
    return float(rows @ counts @ columns) / 3


def _bell(size: int) -> NDArray[np.float32]:
    """Weights along one side, together 1."""
    weights = np.exp(-0.5 * (np.linspace(-0.5, 0.5, size) / _BELL) ** 2)
    return np.asarray(weights / weights.sum(), np.float32)


def _stops(channels: list[Mask], quantiles: tuple[float, ...]) -> list[float]:
    """Linear light of each quantile of the strongest channel, as log2 of its share of white; black is -10."""
    strongest = np.asarray(cv2.max(cv2.max(channels[0], channels[1]), channels[2]), np.uint8)
    counts = np.cumsum(cv2.calcHist([strongest], [0], None, [256], [0, 256]))
    levels = np.searchsorted(counts, np.array(quantiles) * counts[-1]) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return [max(-10.0, math.log2(light)) if light > 0 else -10.0 for light in linear.tolist()]


def _softly(stops: float) -> float:
    """``stops`` where it is above 0, and little below it: smooth, so that no difference is lost."""
    return math.log1p(math.exp(3 * stops)) / 3


def _clipped(channels: list[Mask]) -> dict[str, float]:
    """Shares of all pixels, small places too."""
    notes: dict[str, float] = {}
    for channel, name in zip(channels, ("red", "green", "blue"), strict=True):
        counts = cv2.calcHist([channel], [0], None, [256], [0, 256]).ravel()
        notes[f"high_{name}"] = float(counts[_HIGH:].sum() / counts.sum())
        notes[f"low_{name}"] = float(counts[: _LOW + 1].sum() / counts.sum())
    return notes


def _largest(clipped: Mask) -> Region:
    """Around the largest connected clipped area."""
    if not cv2.countNonZero(clipped):
        return WHOLE
    _, _, boxes, _ = cv2.connectedComponentsWithStats(clipped, connectivity=8, ltype=cv2.CV_16U)
    left, top, width, height, _ = boxes[1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))].tolist()
    rows, columns = clipped.shape
    return Region(left / columns, top / rows, (left + width) / columns, (top + height) / rows)
