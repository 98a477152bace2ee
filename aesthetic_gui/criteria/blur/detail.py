"""How much fine detail there is for what there is of coarse: strong blur and motion, where edges do not tell them.

A blur multiplies the spectrum by what falls with frequency, so the mean square of the second derivatives falls by more
than that of the first ones: half of the quotient of both is σ² of the edges, whatever their contrast, and a stronger
blur never makes it smaller. (All pixels count, not single edges, so nothing has to be chosen that would change from one
strength to the next.) A motion does the same, along its direction alone. What is at the finest level of the pyramid at
which detail is above noise counts: a picture that is blurred all over has coarse structure and none that is finer, one
that shows nothing has neither. It says too little rather than too much, as it stands beside the measure by edges: what
is smooth in itself looks blurred, so the part of the picture that has most detail counts, and noise counts as detail.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.blur.edges import KINK, SIXTEENTHS, Gradients, Pyramid, Whole

Real = NDArray[np.float32]
Sums = NDArray[np.float64]

LARGEST = 512  # pixels, the longest side: a larger picture is looked at reduced, finer blur is for its edges to tell
TILES = 16  # along the longest side
SIDE = 24  # pixels: smaller is no tile
WINDOW = 0.3  # of the longest side, across and down: a part of the picture
SHARE = 0.3  # of the detail of the part that has most: parts that have less tell nothing
OVER_NOISE = 6.0  # times the detail that is noise
SAMPLED, MANY = 2, 100  # every second pixel of every second row of a level that has more rows and columns
FLAT, FLATTEST = 0.2, 0.31  # share of the pixels taken for flat; their detail for the mean one of white noise
FALLS = (1.0, 5.92, 26.7, 113.0, 469.0, 1920.0)  # how much less noise each level of the pyramid has, measured
ROUNDING = 0.003  # detail that rounding leaves
OPERATORS = (2.0, 2.27, 2.33, 2.34, 2.34, 2.34)  # variance that blur, operators and pyramid add; of an ideal edge
SLOPES, CURVES = 1.6, 0.375  # noise's squared first derivatives, and its second ones along a line, for its detail
DIRECTIONS = 24
SMALLER = 1.5  # times: how much less detail there has to be along a motion than across it
PART = 0.2  # of the parts of the picture may be without motion: they are sharp across it by chance
SHADING = 0.05  # of the longest side: what is wider than that is shading, such as that of a sky, and no edge
LEAST = 0.25  # mean squared gradient: below it there is nothing to be seen


@dataclass(frozen=True)
class Detail:
    """How blurred a picture is at least, in pixels of it; 0 where that is not known.

    ``sigma`` of the edges of the part that has most detail, and ``whole``, of all of the picture; ``length`` of a
    motion that nearly all of its parts have, and ``whole_length``, that of all of it; ``turn``, the motion's direction
    in radians, from the right towards the bottom.
    """

    sigma: float = 0.0
    whole: float = 0.0
    length: float = 0.0
    whole_length: float = 0.0
    turn: float = 0.0


@dataclass(frozen=True, eq=False)
class _Level:
    """Means over tiles: float64 (9, rows, columns), of the products of the first derivatives (xx, xy, yy) and of the
    second ones (xx·xx, xx·xy, xy·xy, xx·yy, xy·yy, yy·yy); ``noise``: the detail that is noise."""

    number: int
    means: Sums
    noise: float

    @cached_property
    def parts(self) -> Sums:
        """The means over all parts of the picture of the size of :data:`WINDOW`, float64 (9, parts)."""
        rows, columns = self.means.shape[1:]
        side = max(2, round(WINDOW * max(rows, columns)))
        down, across = min(side, rows), min(side, columns)
        sums = np.pad(self.means.cumsum(1).cumsum(2), ((0, 0), (1, 0), (1, 0)))
        below, above = sums[:, down:], sums[:, :-down]
        windows = below[..., across:] - below[..., :-across] - above[..., across:] + above[..., :-across]
        return np.asarray(windows / (down * across)).reshape(9, -1)

    @cached_property
    def whole(self) -> Sums:
        """The means over all of the picture, float64 (9, 1)."""
        return np.asarray(self.means.mean((1, 2)))[:, None]

    @property
    def step(self) -> int:
        return 1 << self.number


def detail_of(pyramid: Pyramid) -> Detail:
    """Of a picture, of which ``pyramid`` has the gradients (``criteria.blur.edges.gradients_of``), finest first."""
    levels = _levels(pyramid)
    sigma = _sigma(levels, [level.parts for level in levels])
    whole = _sigma(levels, [level.whole for level in levels])
    if not sigma or sigma > SHADING * max(pyramid[0][0][0].shape):
        return Detail()
    return Detail(sigma, max(sigma, whole), *_motion(levels))


def _levels(pyramid: Pyramid) -> list[_Level]:
    """Of those that are small enough, finest first; none after the first two that show something as a whole."""
    levels: list[_Level] = []
    shown = 0
    for number, (fine, _) in enumerate(pyramid):
        if max(fine[0].shape) > LARGEST or shown == 2:
            continue
        grid = levels[0].means.shape[1:] if levels else _grid(fine[0].shape)
        levels.append(_level(fine, number, grid, levels))
        shown += _sigma(levels[-1:], [levels[-1].whole]) > 0
    return levels


def _grid(shape: tuple[int, ...]) -> tuple[int, int]:
    side = max(max(shape) / TILES, SIDE)
    return max(1, round(shape[0] / side)), max(1, round(shape[1] / side))


def _level(gradients: Gradients, number: int, grid: tuple[int, ...], finer: Sequence[_Level]) -> _Level:
    every = SAMPLED if min(gradients[0].shape) > MANY else 1  # enough pixels for means
    x, y = (plane[::every, ::every].astype(np.float32) / SIXTEENTHS for plane in gradients)
    across, down = gradients
    seconds = (across, 1, 0), (across, 0, 1), (down, 0, 1)
    xx, xy, yy = (_derived(plane, *which)[::every, ::every] for plane, *which in seconds)
    pairs = (x, x), (x, y), (y, y), (xx, xx), (xx, xy), (xy, xy), (xx, yy), (xy, yy), (yy, yy)
    products = np.stack([one * other for one, other in pairs])
    noise = float(np.quantile((products[3] + 2 * products[5] + products[8])[::2, ::2], FLAT)) / FLATTEST
    if finer:
        noise = min(noise, finer[-1].noise * FALLS[finer[-1].number] / FALLS[number])
    return _Level(number, _tiled(products, grid), noise)


def _derived(plane: Whole, across: int, down: int) -> Real:
    return np.asarray(cv2.Sobel(plane, cv2.CV_32F, across, down, scale=1 / (8 * SIXTEENTHS)), np.float32)


def _tiled(products: Real, grid: tuple[int, ...]) -> Sums:
    """The means over tiles, float64 (9, *grid); a tile has at least one pixel."""
    rows, columns = (np.arange(count) * size // count for count, size in zip(grid, products.shape[1:], strict=True))
    sums = np.add.reduceat(np.add.reduceat(products, rows, 1), columns, 2)
    heights, widths = np.diff(rows, append=products.shape[1]), np.diff(columns, append=products.shape[2])
    return np.asarray(sums / (heights[:, None] * widths), np.float64)


def _detail(parts: Sums) -> Sums:
    return np.asarray(parts[3] + 2 * parts[5] + parts[8])


def _noise(level: _Level, first: _Level) -> float:
    return level.noise + ROUNDING * math.sqrt(FALLS[first.number] / FALLS[level.number])


def _sigma(levels: Sequence[_Level], means: Sequence[Sums]) -> float:
    """Of the parts with these means the one that is sharpest, at the finest level that has detail; 0 where none has."""
    for level, parts in zip(levels, means, strict=True):
        noise = _noise(level, levels[0])
        slopes, detail = parts[0] + parts[2], _detail(parts)
        seen = (detail > OVER_NOISE * noise) & (detail >= SHARE * detail.max()) & (slopes >= LEAST)
        if seen.any():
            size = _variance(slopes[seen] - SLOPES * noise, detail[seen] - noise, level)
            return float(np.sqrt(KINK * np.logaddexp(0.0, size.min() / KINK))) * level.step
    return 0.0


def _variance(slopes: Sums, curves: Sums, level: _Level) -> Sums:
    """σ² in pixels of the level; below 0 where edges are sharper than an ideal one."""
    return np.asarray(np.maximum(slopes, 1e-9) / np.maximum(curves, 1e-9) / 2 - OPERATORS[level.number])


def _motion(levels: Sequence[_Level]) -> tuple[float, float, float]:
    """Length, that of the whole, and direction, at the finest two levels that have detail; 0 where none has."""
    noises = [_noise(level, levels[0]) for level in levels]
    seen = [_detail(level.parts).max() > OVER_NOISE * noise for level, noise in zip(levels, noises, strict=True)]
    if True not in seen:
        return 0.0, 0.0, 0.0
    first = seen.index(True)
    found = [_smear(levels[n], noises[n]) for n in range(first, min(first + 2, len(levels)))]
    length, turn = max((one[0], one[2]) for one in found)
    whole = max(one[1] for one in found)
    return length, max(length, whole), turn


def _smear(level: _Level, noise: float) -> tuple[float, float, float]:
    """The same at one level: by how much less detail there is along the motion than across it."""
    _, whole = _directed(level.whole, noise, level)
    added = OPERATORS[level.number]
    along = int(np.argmax((whole[:, 0] + added) / (np.roll(whole[:, 0], -DIRECTIONS // 2) + added)))
    slopes, variances = _directed(level.parts, noise, level)
    seen = (slopes[along] > SHARE * slopes[along].max()) & (slopes[along] > SLOPES * noise)
    part = float(np.quantile(_more(variances, along, added)[seen], PART)) if seen.any() else 0.0
    return _length(part, level), _length(float(_more(whole, along, added)[0]), level), along * math.pi / DIRECTIONS


def _more(variances: Sums, along: int, added: float) -> Sums:
    """What edges vary more in the direction of the motion than across it, less what they do in any picture."""
    return np.asarray(
        variances[along] - SMALLER * variances[(along + DIRECTIONS // 2) % DIRECTIONS] - (SMALLER - 1) * added
    )


def _length(more: float, level: _Level) -> float:
    """Of a motion in pixels of the picture: it adds a twelfth of its square to the variance."""
    return math.sqrt(12 * max(0.0, more)) * level.step


def _directed(parts: Sums, noise: float, level: _Level) -> tuple[Sums, Sums]:
    """Squared first derivatives in each direction, and the variance that they and the second ones say; 0 or more."""
    first, second = _turns()
    slopes, curves = first @ parts[:3], second @ parts[3:]
    most = CURVES * noise
    return slopes, np.maximum(_variance(slopes - SLOPES / 2 * noise, np.maximum(curves - most, most), level), 0)


@cache
def _turns() -> tuple[Sums, Sums]:
    """What the products of derivatives count for in each direction: float64 (directions, 3) and (directions, 6)."""
    turns = np.arange(DIRECTIONS) * (math.pi / DIRECTIONS)
    x, y = np.cos(turns), np.sin(turns)
    first = np.column_stack([x * x, 2 * x * y, y * y])
    second = np.column_stack([x**4, 4 * x**3 * y, 4 * x**2 * y**2, 2 * x**2 * y**2, 4 * x * y**3, y**4])
    return first, second
