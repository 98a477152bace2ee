"""How wide edges are: the blur of each edge pixel, from how much its gradient falls when the picture is blurred again.

An edge that a Gaussian of standard deviation σ smoothed has the gradient A / (√2π σ). Smoothed once more, by a and by
b, it is A / (√2π √(σ² + a²)) and A / (√2π √(σ² + b²)); the ratio R of both says σ² = (b² - R² a²) / (R² - 1), and
the contrast A falls out: fog, low key and high key measure alike (S. Zhuo, T. Sim, "Defocus map estimation from a
single image", Pattern Recognition 44, 2011). Sums over many edge pixels are compared, not single ones, and what noise
adds to them is taken off, so that neither grain nor denoising is taken for sharpness. Lines and texture fall faster
than an edge does and would look sharper than they are: a third, wider blur tells them from edges, and they are left
out. A wide edge is measured in a reduced picture (a pyramid by halves), where it is narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int16]
Real = NDArray[np.float32]
Sums = NDArray[np.float64]

RISE = 2.563
"""The 10 to 90 % rise of an edge in standard deviations of the Gaussian that smoothed it (ISO 12233's edge width)."""

LEVELS = 5
SMALLEST = 16  # pixels: a side below it has no edges to be measured
FINE, COARSE = 1.0, 2.0  # the two blurs, standard deviations in pixels
OPERATOR = 0.46  # variance that the Sobel operator adds, and each halving adds to; fitted to edges of known width
NARROW = 3.0  # σ in pixels up to which a level measures well; wider edges are left to the next one
KINK = 0.35  # where an edge is narrower than a pixel, its variance goes to zero in a curve of this size
STEP = 0.42  # share of its gradient that an edge keeps under the third blur; an ideal one 0.49, a line 0.24
FEWEST = 4  # edge pixels of a level
SEEN = 0.3  # share of the length of a coarser level's edges
SHARE = 0.08  # of the strongest gradients: weaker edges say little of the subject
DENSE = 0.85  # share of the gradients that is not strong: where all is texture, only its strongest edges are looked at
LEAST = 1.5  # levels a pixel: weaker gradients are those of rounding
OVER_NOISE = 5.0  # times the gradient of noise
FLAT, FLATTEST = 0.2, 0.668  # share taken for flat; below this times its spread lie that many gradients of noise
SIXTEENTHS = 16  # gradients are kept as whole numbers of these


@dataclass(frozen=True, eq=False)
class Level:
    """The edge pixels of one level of the pyramid, n of them; ``step`` is its pixels' size in those of the picture.

    ``x`` and ``y`` are their places in pixels of the picture, ``turn`` the direction across the edge in radians, from
    the right towards the bottom; ``fine`` and ``coarse`` the squared gradients in that direction after the one and
    the other blur, less those of noise. float32 (n,) each.
    """

    step: int
    x: Real
    y: Real
    turn: Real
    fine: Real
    coarse: Real


Gradients = tuple[Whole, Whole]
Pyramid = tuple[tuple[Gradients, Gradients], ...]


def find_edges(grey: Real) -> tuple[Level, ...]:
    """The edge pixels of ``grey``, float32 (h, w), 0 to 255, at each level of its pyramid, finest first."""
    return edges_of(gradients_of(grey))


def gradients_of(grey: Real) -> Pyramid:
    """The gradients of ``grey``, across and down, in sixteenths, after the fine and after the coarse blur.

    At each level of its pyramid, finest first.
    """
    planes: list[tuple[Gradients, Gradients]] = []
    while len(planes) <= LEVELS and min(grey.shape) >= SMALLEST:
        fine = np.asarray(cv2.GaussianBlur(grey, (7, 7), FINE), np.float32)
        coarse = np.asarray(cv2.GaussianBlur(fine, (13, 13), (COARSE**2 - FINE**2) ** 0.5), np.float32)
        planes.append((_gradients(fine), _gradients(coarse)))
        grey = np.asarray(cv2.pyrDown(grey), np.float32)
    return tuple(planes)


def edges_of(pyramid: Pyramid) -> tuple[Level, ...]:
    """The edge pixels that these gradients have, at each level but the coarsest, finest first."""
    return tuple(
        _level(fine, coarse, coarser, 1 << number)
        for number, ((fine, coarse), (_, coarser)) in enumerate(pairwise(pyramid))
    )


def _gradients(plane: Real) -> Gradients:
    scale = SIXTEENTHS / 8  # Sobel's operator gives eight times the gradient
    across = cv2.Sobel(plane, cv2.CV_16S, 1, 0, scale=scale)
    down = cv2.Sobel(plane, cv2.CV_16S, 0, 1, scale=scale)
    return np.asarray(across, np.int16), np.asarray(down, np.int16)


def _level(fine: Gradients, coarse: Gradients, coarser: Gradients, step: int) -> Level:
    noise, dense, strongest = _noise(fine)
    coarse_noise = _noise(coarse)[0]
    least = max(OVER_NOISE * noise, dense, SHARE * strongest, LEAST * SIXTEENTHS)
    found = np.asarray(cv2.Canny(*fine, least * 0.6, least, L2gradient=True))
    places = np.flatnonzero(found.view(np.bool_))
    width = fine[0].shape[1]
    y = places.astype(np.int32) // width  # a third of divmod's time
    x = places - y * width
    across, down = (plane.ravel()[places].astype(np.float32) for plane in fine)
    length = np.sqrt(across * across + down * down)
    second = _along(coarse, places, across, down) / length
    rows, columns = coarser[0].shape
    behind = np.minimum(y // 2, rows - 1) * columns + np.minimum(x // 2, columns - 1)
    third = _along(coarser, behind, across, down) / length / 2
    kept = np.flatnonzero((second > coarse_noise) & (third >= STEP * second))
    return Level(
        step,
        (x[kept] * step).astype(np.float32),
        (y[kept] * step).astype(np.float32),
        np.arctan2(down[kept], across[kept]),
        np.asarray(length[kept] ** 2 - noise**2, np.float32),
        np.asarray(second[kept] ** 2 - coarse_noise**2, np.float32),
    )


def _along(gradients: Gradients, places: NDArray[np.intp], across: Real, down: Real) -> Real:
    """The gradients at ``places`` along (across, down), times its length."""
    return gradients[0].ravel()[places] * across + gradients[1].ravel()[places] * down


def _noise(gradients: Gradients) -> tuple[float, float, float]:
    """The spread of gradients that noise makes, which the flattest fifth shows; the strong ones, and the strongest."""
    sampled = [plane[::3, ::4].astype(np.float32) for plane in gradients]
    sizes = cv2.magnitude(*sampled).ravel()
    flat, strong, strongest = (int(len(sizes) * share) for share in (FLAT, DENSE, 0.995))
    ordered = np.partition(sizes, (flat, strong, strongest))
    return float(ordered[flat]) / FLATTEST, float(ordered[strong]), float(ordered[strongest])


@dataclass(frozen=True, eq=False)
class Heap:
    """Edge pixels of one level in groups: how many, and the sums of ``fine`` and ``coarse``; float64 (groups,)."""

    step: int
    pixels: Sums
    fine: Sums
    coarse: Sums


def heaped(levels: Sequence[Level], groups: Sequence[NDArray[np.intp]], count: int) -> list[Heap]:
    """The edge pixels in ``count`` groups; ``groups`` has the group of each one of each level, below zero for none."""
    return [_heap(level, group, count) for level, group in zip(levels, groups, strict=True)]


def _heap(level: Level, group: NDArray[np.intp], count: int) -> Heap:
    place = np.where(group < 0, count, group)
    sums = (np.bincount(place, part, count + 1)[:count] for part in (None, level.fine, level.coarse))
    return Heap(level.step, *(np.asarray(part, np.float64) for part in sums))


def spreads(heaps: Sequence[Heap], least: float) -> tuple[Sums, Sums]:
    """σ of the edges of each group in pixels of the picture, and how long these edges are; float64 (groups,).

    A group whose edges are shorter than ``least`` pixels has NaN. Each is measured at the
    finest level at which its edges are narrow and most of them are seen: what a finer one has of a wide edge is noise,
    and its corners.
    """
    groups = len(heaps[0].pixels) if heaps else 0
    found, lengths, coarser = np.full(groups, np.nan), np.zeros(groups), np.zeros(groups)
    for heap in reversed(heaps):
        size = variance(heap.fine, heap.coarse, heap.step)
        length = heap.pixels * heap.step
        narrow = (size <= NARROW**2) | (heap is heaps[-1])
        taken = (heap.pixels >= FEWEST) & (length >= least) & narrow & (length >= SEEN * coarser)
        found[taken], lengths[taken] = np.sqrt(size[taken]) * heap.step, length[taken]
        coarser = np.maximum(coarser, length)
    return found, lengths


def variance(fine: Sums, coarse: Sums, step: int) -> Sums:
    """σ² in pixels of the level, above 0, of edges with these sums of squared gradients."""
    ratio = np.divide(fine, coarse, out=np.full_like(fine, 1.0), where=coarse > 0)
    smoothed = (COARSE**2 - FINE**2) / np.maximum(ratio - 1, 1e-4)
    added = FINE**2 + OPERATOR + (1 - step**-2.0) / 3
    return np.asarray(KINK * np.logaddexp(0.0, (smoothed - added) / KINK))
