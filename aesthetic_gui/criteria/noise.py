"""Noise: what is random from pixel to pixel, measured where the photograph itself is flat, and expected from the ISO.

The photograph is divided into tiles; in those with the least structure at a coarser scale (so that the choice does not
favour quiet ones) the standard deviation is estimated with Immerkær's Laplacian mask, which lets edges and slopes
through (J. Immerkær, "Fast Noise Variance Estimation", CVIU 64, 1996). Texture is told from noise by its spectrum:
noise halves when the picture is halved, texture does not, so what does not halve is taken off; and where even the
flattest tiles have more structure than their noise explains (a meadow, gravel), there is no telling.

Chroma is measured in the same tiles: at half size, and from means of 8 × 8 pixels, as a JPEG rounds finer chroma away.
It is taken for luminance's equal at most: colours of the scene itself vary, too.

In the reduced picture noise is averaged away by the reduction: the estimate is scaled up again, its error with it, and
it is drawn towards what the ISO lets one expect, each by its weight; more than four times that is texture. With pixels
at native size it is measured there, in the flattest mid-tone part.

**Unit**: standard deviation in grey levels (of 255) at 8 megapixels, luminance and chroma together; photographs of
fewer pixels as they are. Eight megapixels is what DxOMark compares sensors at ("print"): more pixels are seen smaller.
**Fault**: 8 grey levels. From there on every sky and cheek is visibly mottled at full screen.
**Protected**: film grain. It has no colour, so where chroma has little part in it, it is not counted (colour film
has some, and may be taken for noise); nor is any noise of a black-and-white photograph.

``notes``: ``luminance`` and ``chroma`` (the same unit, apart), ``full_size`` (of luminance, at the photograph's own
pixels), ``grain`` (0 to 1: how far it is taken for film grain), ``expected`` (by the ISO alone; only where it is
known).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria import values
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.facts import WHOLE, Measure, Region
from aesthetic_gui.photo import Metadata

UNIT = "grey levels"
FAULT = 8.0  # grey levels at 8 megapixels

_TILE = 16  # pixels; a multiple of 4
_NATIVE_SIDE = 512  # pixels of the part that is read at native size
_SEEN_AT = 8e6  # pixels
_CAMERA_SIDE = 4000  # pixels of the longest side: below it the file was reduced, and its noise with it
_FLOOR = 0.45  # grey levels: what texture leaves in clean reduced photographs (the median of docs/criteria.md)
_TEXTURE = 1.5  # variance of texture at half size, of that at full size: more in all but the finest (k)
_DIM = 2.0  # times as much structure as noise that flat parts of a reduced picture may have
_MOST = 40.0  # grey levels at full size that a camera's noise has at most; what is more is texture
_BEYOND = 4.0  # times what the ISO lets one expect that is still noise: two errors of it
_COLOURS = 3.0  # grey levels that the scene's own colours differ by, where it is flat
_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_TO_SD = math.sqrt(math.pi / 2) / 6  # of a mean absolute response to the mask
_PRIOR_ERROR = 0.7  # of the expectation by ISO, in natural logarithms: cameras differ twofold

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Levels:
    """Standard deviations in grey levels at the pixels measured; ``error`` of the luminance; ``part``: the flattest."""

    luminance: float
    chroma: float
    error: float
    part: Region


def measure(picture: Picture) -> Measure:
    """How noisy ``picture`` is; see the module for unit, notes and what is protected."""
    reduced = _levels(picture.rgb, 1.0 if picture.scale <= 1.0 else _DIM)
    if picture.native is None or picture.scale <= 1.0:
        found = _enlarged(reduced, picture)
    else:
        found = _levels(picture.native(_around(reduced.part, picture.metadata)))
    seen = _seen_share(picture)
    luminance, chroma = found.luminance * seen, found.chroma * seen
    grain = _grain(luminance, chroma)
    raw = math.hypot(luminance, chroma)
    notes = {"luminance": luminance, "chroma": chroma, "full_size": found.luminance, "grain": grain}
    expected = _expected(picture.metadata)
    if expected is not None:
        notes["expected"] = expected * seen
    return Measure(
        values.falling(raw * (1 - grain), FAULT), raw, UNIT, max(found.error * seen, 1e-3), reduced.part, notes
    )


def _levels(rgb: NDArray[np.uint8], dim: float = 1.0) -> _Levels:
    """Measured at the pixels of uint8 (h, w, 3); ``dim``: how many times more structure than noise a flat part may
    have.

    Noise of a reduced picture is faint beside what little structure there is, and its chroma is as fine as the rest.
    """
    if min(rgb.shape[:2]) < 2 * _TILE:
        return _Levels(0.0, 0.0, FAULT, WHOLE)  # too small to tell
    planes = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb), np.uint8)
    grey = planes[..., 0].astype(np.float32)
    flattest, structure = _flattest(grey)
    each = _random(grey, _TILE)[flattest]
    luminance, spread = float(np.median(each)), float(np.percentile(each, 75) - np.percentile(each, 25))
    pure = _purity(luminance, structure, dim)
    fine, coarse = _chroma(planes, flattest)
    chroma = max(fine, min(coarse, luminance)) if dim <= 1.0 else fine
    error = math.hypot(spread / 1.35 / math.sqrt(len(each)), 0.1, (1 - pure) * luminance)
    part = _centre(*np.divmod(flattest, rgb.shape[1] // _TILE), rgb.shape[:2])
    return _Levels(luminance * pure, chroma * pure, error, part)


def _purity(luminance: float, structure: float, dim: float) -> float:
    """1 where the flattest tiles have little structure beyond their noise, a quarter where they are texture."""
    if luminance <= 0:
        return 1.0
    beyond = structure / (luminance / 4) / dim  # noise of 1 leaves a quarter in means of 4 x 4 pixels
    return 0.25 + 0.75 * min(1.0, max(0.0, (4.0 - beyond) / 1.5))


def _chroma(planes: NDArray[np.uint8], flattest: NDArray[np.intp]) -> tuple[float, float]:
    """At half size, as random as luminance; and from means of 8 x 8 pixels, which is what a JPEG leaves of it."""
    found = []
    for at in (1, 2):
        half = _halved(planes[..., at].astype(np.float32))
        fine = 2 * _random(half, _TILE // 2)[flattest]
        found.append((fine, 8 * _deviations(_halved(_halved(half)), _TILE // 8)[flattest]))
    (fine, coarse), (other, broad) = found
    wide = float(np.median(coarse * broad)) - _COLOURS**2
    return float(np.median(np.sqrt(fine * other))), math.sqrt(max(0.0, wide))


def _random(plane: Plane, tile: int) -> Plane:
    """Standard deviation in each tile of what halves when the picture is halved: noise, without texture."""
    fine, coarse = _deviations(plane, tile), _deviations(_halved(plane), tile // 2)
    return np.asarray(np.sqrt(np.maximum(0.0, (_TEXTURE * fine**2 - coarse**2) / (_TEXTURE - 0.25))), np.float32)


def _flattest(grey: Plane) -> tuple[NDArray[np.intp], float]:
    """Numbers of the tenth of the tiles (12 at least) with the least structure of 4 pixels and more, in mid-tones.

    And that structure: the median standard deviation of their means of 4 x 4 pixels.
    """
    means = _tiled(grey, _TILE)
    quarter = _halved(_halved(grey))
    coarse = _tiled(quarter, _TILE // 4)
    structure = _tiled(quarter * quarter, _TILE // 4) - coarse * coarse
    middle = (means > 25) & (means < 230)
    ranked = np.where(middle | (np.count_nonzero(middle) < 12), structure, np.inf)
    most = max(12, np.count_nonzero(middle) // 10)
    flattest = np.argsort(ranked, kind="stable")[:most]
    return flattest, math.sqrt(max(0.0, float(np.median(structure[flattest]))))


def _tiled(plane: Plane, tile: int) -> Plane:
    """Means of whole tiles, flat, row by row."""
    rows, columns = plane.shape[0] // tile, plane.shape[1] // tile
    whole = plane[: rows * tile, : columns * tile]
    return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32).ravel()


def _halved(plane: Plane) -> Plane:
    height, width = plane.shape[0] // 2, plane.shape[1] // 2
    even = plane[: height * 2, : width * 2]
    return np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def _deviations(plane: Plane, tile: int) -> Plane:
    """Immerkær's estimate in each tile."""
    return _tiled(np.abs(cv2.filter2D(plane, -1, _MASK)), tile) * np.float32(_TO_SD)


def _centre(rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, ...]) -> Region:
    """The tile nearest to most of those chosen: the middle of the largest flat part."""
    apart = np.abs(rows[:, None] - rows) + np.abs(columns[:, None] - columns)
    best = int(np.argmin(np.median(apart, axis=1)))
    top, left = rows[best] * _TILE / shape[0], columns[best] * _TILE / shape[1]
    return Region(float(left), float(top), float(left + _TILE / shape[1]), float(top + _TILE / shape[0]))


def _around(part: Region, metadata: Metadata) -> Region:
    """A part of ``_NATIVE_SIDE`` pixels of the full photograph around the middle of ``part``."""
    spans = []
    for low, high, size in ((part.left, part.right, metadata.width), (part.top, part.bottom, metadata.height)):
        share = min(1.0, _NATIVE_SIDE / size)
        begin = min(max(0.0, (low + high - share) / 2), 1.0 - share)
        spans.append((begin, begin + share))
    return Region(spans[0][0], spans[1][0], spans[0][1], spans[1][1])


def _enlarged(reduced: _Levels, picture: Picture) -> _Levels:
    """What the full photograph has, from the reduced one: a reduction by n averages noise by n; the ISO helps."""
    scale = picture.scale
    if scale <= 1.0:
        return reduced
    floor = _FLOOR * min(1.0, scale - 1.0)
    expected = _expected(picture.metadata)
    most = _MOST if expected is None else min(_MOST, _BEYOND * expected)
    measured = min(most, math.sqrt(max(0.0, reduced.luminance**2 - floor**2)) * scale)
    luminance, error = _drawn(measured, math.hypot(reduced.error, floor) * scale, expected)
    chroma = min(most, math.sqrt(max(0.0, reduced.chroma**2 - (floor / 2) ** 2)) * scale)
    return _Levels(luminance, chroma, error, reduced.part)


def _drawn(measured: float, error: float, expected: float | None) -> tuple[float, float]:
    """Both estimates, each weighted by its inverse variance, and the error of that."""
    if expected is None:
        return measured, error
    trust, other = 1 / error**2, 1 / (max(expected, measured) * _PRIOR_ERROR) ** 2
    return (measured * trust + expected * other) / (trust + other), math.sqrt(1 / (trust + other))


def _expected(metadata: Metadata) -> float | None:
    """Grey levels at full size that cameras of the last twenty years leave in a JPEG at this ISO; None: not known."""
    if not metadata.iso or metadata.iso < 0:
        return None
    reduced = min(1.0, max(metadata.width, metadata.height) / _CAMERA_SIDE)
    return 1.2 * math.pow(min(metadata.iso, 409_600) / 100, 0.4) * reduced


def _seen_share(picture: Picture) -> float:
    pixels = picture.rgb.shape[0] * picture.rgb.shape[1] * picture.scale**2
    return min(1.0, math.sqrt(_SEEN_AT / pixels))


def _grain(luminance: float, chroma: float) -> float:
    """1 where chroma has little part in it, 0 from three tenths of luminance on: a sensor's noise has more."""
    if luminance <= 0:
        return 0.0
    return min(1.0, max(0.0, (0.28 - chroma / luminance) / 0.12))
