"""Compression: how coarsely JPEG has rounded the photograph, now or when it was saved before.

- *As it is*: from the file's luminance quantisation table, compared with the one of the JPEG standard (ITU-T T.81,
  annex K.1) as libjpeg scales it. Cameras have tables of their own: what they come to on libjpeg's scale.
- *As it was*: a photograph compressed hard and saved again at 95 says 95, and its coefficients still stand on the old
  steps. So they are looked at: in blocks of 8 × 8 pixels, at the grid where neighbours differ most, a coefficient that
  was rounded to a multiple of q has cos(2πc/q) near 1 (after Z. Fan and R. de Queiroz, "Identification of Bitmap
  Compression History", IEEE TIP 12, 2003). The lowest quality whose steps fit nearly as well as any is what it was.
  This needs pixels as they are in the file: at native size, or of a photograph small enough to be decoded at its own
  size.

**Unit**: libjpeg's quality, 1 to 100; 100 where there is no trace of JPEG.
**Fault**: 35, where steps are 1.4 times the standard's table: blocks and ringing show at 100 %. The value falls with
the steps, not with the quality: from 90 to 75 little happens, from 30 to 15 they double.

``notes``: ``table`` (quality by the table; only of a JPEG), ``trace`` (quality by the pixels; only where a trace was
found),
``blockiness`` (difference across block edges over that within, 1 none; only where pixels were looked at). ``region`` is
where pixels were looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria import values
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.facts import WHOLE, Measure, Region

UNIT = "JPEG quality"
FAULT = 35  # libjpeg's quality

_SIDE = 512  # pixels of the part that is looked at
_QUALITIES = range(3, 94)
_BINS = 4  # of a coefficient's histogram, for each unit
_MOST = 400  # largest coefficient that is looked at
_FITS, _NEARLY = 0.5, 0.85  # mean cosine of steps that fit; share of the best that is nearly as good
_LEAST_STEP = 4  # units: finer steps drown in the rounding of pixels
_ENOUGH = 60  # coefficients of two thirds of a step and more
_FREQUENCIES = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (0, 3), (3, 0), (2, 2))
_STANDARD: tuple[tuple[int, ...], ...] = (  # luminance steps at quality 50, by row
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Trace:
    """Of JPEG in pixels: the ``quality``, None where there is none; and how blocky they are."""

    quality: int | None
    blockiness: float


def measure(picture: Picture) -> Measure:
    """How hard ``picture`` was compressed; see the module for unit and notes."""
    notes: dict[str, float] = {}
    if picture.tables:
        notes["table"] = table_quality(picture.tables)
    part, grey = _pixels(picture)
    if grey is not None:
        trace = _trace(grey)
        notes["blockiness"] = trace.blockiness
        if trace.quality is not None:
            notes["trace"] = trace.quality
    raw = min(notes.get("table", 100.0), notes.get("trace", 100.0))
    error = 2.0 if "trace" in notes or grey is None else 1.0
    return Measure(values.falling(_steps(raw), _steps(FAULT)), raw, UNIT, error, part, notes)


def table_quality(tables: Mapping[int, Sequence[int]]) -> float:
    """libjpeg's quality, 1 to 100, whose luminance table is as coarse as ``tables[0]`` on the whole."""
    table = tables[0] if 0 in tables else next(iter(tables.values()))
    pairs = [(step, usual) for step, usual in zip(table, sum(_STANDARD, ()), strict=False) if 0 < step < 255]
    if not pairs:
        return 1.0
    percent = 100 * sum(step for step, _ in pairs) / sum(usual for _, usual in pairs)
    quality = (200 - percent) / 2 if percent <= 100 else 5000 / percent
    return float(min(100.0, max(1.0, quality)))


def _steps(quality: float) -> float:
    """How coarse: steps as a share of the standard's table."""
    return 50 / max(quality, 1.0) if quality < 50 else (200 - 2 * quality) / 100


def _pixels(picture: Picture) -> tuple[Region, Plane | None]:
    """The middle of the photograph, grey, in pixels of the file; None where only a reduced picture is at hand."""
    if picture.scale <= 1.0:
        height, width = picture.grey.shape
        part = _middle(width, height)
        top, left = round(part.top * height), round(part.left * width)
        return part, picture.grey[top : round(part.bottom * height), left : round(part.right * width)]
    if picture.native is None:
        return WHOLE, None
    part = _middle(picture.metadata.width, picture.metadata.height)
    return part, cv2.cvtColor(picture.native(part), cv2.COLOR_RGB2GRAY).astype(np.float32)


def _middle(width: int, height: int) -> Region:
    across, down = min(1.0, _SIDE / width), min(1.0, _SIDE / height)
    return Region((1 - across) / 2, (1 - down) / 2, (1 + across) / 2, (1 + down) / 2)


def _trace(grey: Plane) -> _Trace:
    if min(grey.shape) < 32:
        return _Trace(None, 1.0)
    crossed = np.abs(grey[1:, 1:] - grey[1:, :-1] - grey[:-1, 1:] + grey[:-1, :-1]).clip(max=12)
    left, across = _grid(crossed.mean(axis=0))
    top, down = _grid(crossed.mean(axis=1))
    return _Trace(_quality(_coefficients(grey[top:, left:])), max(across, down))


def _grid(differences: Plane) -> tuple[int, float]:
    """Where blocks begin, 0 to 7, and how much more differs across their edges than within."""
    whole = len(differences) // 8 * 8
    each = differences[:whole].reshape(-1, 8).mean(axis=0)
    edge = int(np.argmax(each))
    within = float(np.median(np.delete(each, edge)))
    return (edge + 1) % 8, float(each[edge]) / within if within > 0 else 1.0


def _coefficients(grey: Plane) -> Plane:
    """Amounts of the lowest frequencies in every block: (frequencies, blocks)."""
    rows, columns = grey.shape[0] // 8, grey.shape[1] // 8
    blocks = grey[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3).reshape(-1, 64)
    return np.asarray(np.abs(_waves() @ blocks.T), np.float32)


@cache
def _waves() -> Plane:
    """The orthonormal DCT-II of each of the frequencies, (frequencies, 64)."""
    along = np.cos(np.outer(np.arange(8), 2 * np.arange(8) + 1) * np.pi / 16) / 2
    along[0] /= math.sqrt(2)
    return np.array([np.outer(along[down], along[across]).ravel() for down, across in _FREQUENCIES], np.float32)


@cache
def _fits() -> tuple[Plane, Plane]:
    """For every bin and step up to 255: the cosine, and 1, of what is two thirds of a step or more; else 0."""
    amounts = (np.arange(_MOST * _BINS) + 0.5)[:, None] / _BINS
    steps = np.arange(256)[None, :].clip(min=1)
    counted = amounts > 0.6 * steps
    return (np.cos(2 * np.pi * amounts / steps) * counted).astype(np.float32), counted.astype(np.float32)


def _quality(coefficients: Plane) -> int | None:
    """The lowest quality whose steps the ``coefficients`` stand on nearly as well as on any."""
    bins = (coefficients * _BINS).astype(np.intp)
    counts = np.array([np.bincount(row[row < _MOST * _BINS], minlength=_MOST * _BINS) for row in bins], np.float32)
    cosines, counted = _fits()
    rows, steps = np.arange(len(_FREQUENCIES)), _ladders()
    told = steps >= _LEAST_STEP
    many = ((counts @ counted)[rows, steps] * told).sum(axis=1)
    scores = np.where(many >= _ENOUGH, ((counts @ cosines)[rows, steps] * told).sum(axis=1) / many.clip(min=1), 0)
    best = float(scores.max())
    if best < _FITS:
        return None
    lowest = int(np.argmax(scores >= max(_FITS, _NEARLY * best)))
    return _QUALITIES[lowest + int(np.argmax(scores[lowest : lowest + 3]))]


@cache
def _ladders() -> NDArray[np.intp]:
    """Steps of the frequencies at each quality, as libjpeg makes them: (qualities, frequencies)."""
    scales = [5000 // quality if quality < 50 else 200 - 2 * quality for quality in _QUALITIES]
    base = np.array([_STANDARD[down][across] for down, across in _FREQUENCIES])
    return np.asarray(((base * np.array(scales)[:, None] + 50) // 100).clip(1, 255), np.intp)
