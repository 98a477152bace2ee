"""Motion blur and its direction: edges across the motion are wide, edges along it stay sharp.

A motion of length L in the direction θ adds L²/12 · cos²(φ - θ) to the variance of an edge whose gradient points to φ;
being out of focus adds the same to all. So the widths of edges, each direction of the gradient for itself, tell length
and direction, and tell motion from being out of focus. Tiles are compared with tiles that are about as sharp, so that
a sharp subject does not stand for one direction and its blurred background for another. Where a part of the photograph
has sharp edges across the motion, the camera followed that part: panning is no fault. Where a face was found, or the
camera says where it focused, the edges there decide. A long smear leaves few edges across it; how much less detail
there is along it than across it (``criteria.blur.detail``) then tells the least length that it has. Where neither
tells, the value is 100 and the error endless: it can't be told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria import focus
from aesthetic_gui.criteria.blur.edges import Heap, Sums, heaped, spreads
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.subject import Places, Sight, sight_of
from aesthetic_gui.criteria.values import amount_of, falling
from aesthetic_gui.facts import Measure

FAULT = 0.008
"""A motion that long, in shares of the longest side, is a fault: twenty pixels on a screen of 2,560."""

UNIT = "px"
DIRECTIONS = 12  # of the gradient, over half a turn
RANKS = 4  # of tiles, by how sharp they are
ALONG = 0.3  # cosine of twice the angle across the motion, above which an edge is along it
LENGTH = 8  # pixels of edges that a direction needs
ENOUGH = 400.0  # pixels of edges: more make a direction no surer
FEWEST, ENOUGH_TOLD = 4, 6  # directions, of a rank and of all
SHARP = 0.5  # σ in pixels: edges of sharp pictures differ below it by what they are of
SURE = 2.0  # standard errors: a motion that is not longer is none
COMMON = 0.12  # swing that edges of any picture may have
NEAR = 0.6  # cosine of twice the angle to the motion, above which an edge is across it
HALF_SURE = 0.8  # length in faults, less half of its error, at which detail counts half
HALF_BLURRED = 1.5  # the same for how wide edges are
WHOLE_COUNTS, ALREADY = 1.5, 0.7  # faults at which all of the picture counts half, and what those of focus count
WINDOW = 4  # tiles, across and down, that make a part
SHARPEST = 5  # per cent of the parts
WINDOW_LENGTH = 80  # pixels of edges that a part needs
CANT_TELL = Measure(100.0, 0.0, UNIT, math.inf)


@dataclass(frozen=True, slots=True)
class Swing:
    """How the edges' σ swings with their direction: its logarithm is ``mean`` + ``size`` · cos 2(φ - ``turn``).

    σ is in pixels of what was looked at; ``error`` is the standard error of ``size``, ``turn`` the motion's direction
    in radians, from the right towards the bottom.
    """

    mean: float
    size: float
    error: float
    turn: float

    @property
    def length(self) -> float:
        """Of the motion, in pixels of what was looked at: L² / 12 is what edges across vary more than edges along."""
        return math.sqrt(12 * max(0.0, math.exp(2 * (self.mean + self.size)) - math.exp(2 * (self.mean - self.size))))

    @property
    def sure(self) -> Swing:
        """What of it is neither chance nor the little that the edges of any picture differ by."""
        return self.less(math.hypot(SURE * self.error, COMMON))

    def less(self, allowance: float) -> Swing:
        return replace(self, size=max(0.0, self.size - allowance))


def measure(picture: Picture) -> Measure:
    """``raw``: the motion's length in pixels of the full photograph; ``notes``: ``angle``, degrees from the right
    towards the top, 0 to 180, and ``length``, the same as ``raw``."""
    found = _by_edges(picture)
    least = _least(picture, found)
    value = falling(least / _longest(picture), FAULT)
    if value >= found.value:
        return found
    length = max(found.raw, least)
    own = found.error if math.isfinite(found.error) else 0.0
    notes = {"angle": found.notes.get("angle", -math.degrees(picture.detail.turn) % 180), "length": length}
    return replace(found, value=value, raw=length, error=math.hypot(own, (length - found.raw) / 2), notes=notes)


def _least(picture: Picture, found: Measure) -> float:
    """The least length that the detail leaves possible, in pixels of the full photograph.

    What is shown may have a direction of its own, such as rain or hair. So it counts as far as the edges say that there
    is motion, or that the photograph is blurred; and the stronger the fault that is told anyway, the more all of the
    picture counts, not only what nearly all of its parts have.
    """
    fault = FAULT * _longest(picture)
    sure = max(0.0, found.raw - found.error / 2) / fault
    blurred = amount_of(focus.measure(picture).value)
    evidence = max((sure / HALF_SURE) ** 4, (blurred / HALF_BLURRED) ** 6)
    part, whole = (one * picture.scale for one in (picture.detail.length, picture.detail.whole_length))
    part *= 1 - 1 / (1 + evidence)
    told = max(part / fault, amount_of(found.value), ALREADY * blurred)
    share = 1 / (1 + (WHOLE_COUNTS / told) ** 6) if told > 0 else 0.0
    return part + max(whole - part, 0.0) * share


def _by_edges(picture: Picture) -> Measure:
    sight = sight_of(picture)
    if sight is None:
        return CANT_TELL
    own = _swing(sight, sight.inside) if sight.named else None
    swing = own or _swing(sight, ~np.isnan(sight.tiles.sigma))
    return _measured(picture, sight, swing if own else _followed(sight, swing)) if swing else CANT_TELL


def _measured(picture: Picture, sight: Sight, swing: Swing) -> Measure:
    length = swing.length * sight.scale
    unsure = swing.less(math.hypot(swing.error, COMMON)).length * sight.scale
    error = math.hypot(length - unsure, sight.loss)
    notes = {"angle": -math.degrees(swing.turn) % 180, "length": length}
    share = swing.sure.length * sight.scale / _longest(picture)
    return Measure(falling(share, FAULT), length, UNIT, error, sight.region, notes)


def _longest(picture: Picture) -> float:
    """Of the full photograph, in pixels."""
    return float(max(picture.rgb.shape[:2])) * picture.scale


def _swing(sight: Sight, tiles: NDArray[np.bool_]) -> Swing | None:
    """Of the edges in these tiles; None where they have too few directions."""
    first = _ranked_swing(sight, np.where(tiles, 0, -1), 1)
    if first is None or not first.sure.size:
        return first
    return _ranked_swing(sight, _ranks(sight, tiles, first.turn), RANKS) or first


def _ranked_swing(sight: Sight, ranks: Places, count: int) -> Swing | None:
    """The same, each of ``count`` ranks of tiles with a mean of its own; a tile whose rank is -1 is left out."""
    groups = []
    for level, tile in zip(sight.levels, sight.tiles.groups, strict=True):
        rank = ranks[tile]
        groups.append(np.where(rank < 0, -1, rank * DIRECTIONS + _directions(level.turn)))
    heaps = [_smoothed(heap, count) for heap in heaped(sight.levels, groups, count * DIRECTIONS)]
    sigma, lengths = spreads(heaps, LENGTH)
    known = ~np.isnan(sigma)
    known &= np.repeat(known.reshape(count, DIRECTIONS).sum(1) >= FEWEST, DIRECTIONS)
    return _fit(sigma[known], lengths[known], np.flatnonzero(known)) if known.sum() >= ENOUGH_TOLD else None


def _ranks(sight: Sight, tiles: NDArray[np.bool_], turn: float) -> Places:
    """Which quarter of these tiles each is in by its edges along ``turn``, the sharpest first; -1 for all others."""
    groups = [
        np.where(tiles[tile] & (np.cos(2 * (level.turn - turn)) < -ALONG), tile, -1)
        for level, tile in zip(sight.levels, sight.tiles.groups, strict=True)
    ]
    sigma, _ = spreads(heaped(sight.levels, groups, len(tiles)), LENGTH)
    known = ~np.isnan(sigma)
    ranks = np.full(len(sigma), -1)
    if known.any():
        ranks[known] = np.searchsorted(np.quantile(sigma[known], np.arange(1, RANKS) / RANKS), sigma[known])
    return ranks


def _directions(turn: NDArray[np.float32]) -> Places:
    return np.asarray(np.floor(turn * (DIRECTIONS / math.pi) + 0.5).astype(np.intp) % DIRECTIONS)


def _smoothed(heap: Heap, ranks: int) -> Heap:
    """Each direction with half of either neighbour: there are more edges in it, and the swing is wider than that."""

    def smoothed(part: Sums) -> Sums:
        ranked = part.reshape(ranks, DIRECTIONS)
        return np.asarray(ranked + (np.roll(ranked, 1, 1) + np.roll(ranked, -1, 1)) / 2).ravel()

    return Heap(heap.step, smoothed(heap.pixels), smoothed(heap.fine), smoothed(heap.coarse))


def _fit(sigma: Sums, lengths: Sums, places: Places) -> Swing:
    """By least squares, longer edges counting for more, each rank with a mean of its own."""
    ranks, turns = places // DIRECTIONS, (places % DIRECTIONS) * (math.pi / DIRECTIONS)
    weight = np.sqrt(np.minimum(lengths, ENOUGH))
    means = ranks[:, None] == np.unique(ranks)
    design = np.column_stack([means, np.cos(2 * turns), np.sin(2 * turns)]) * weight[:, None]
    wanted = np.log(np.hypot(sigma, SHARP)) * weight
    answer, *_ = np.linalg.lstsq(design, wanted, rcond=None)
    rest = wanted - design @ answer
    covariance = float(rest @ rest) / max(1, len(rest) - len(answer)) * np.linalg.pinv(design.T @ design)
    error = math.sqrt(max(0.0, float(covariance[-1, -1] + covariance[-2, -2]) / 2))
    mean = float(np.average(answer[:-2], weights=(means * weight[:, None] ** 2).sum(0)))
    return Swing(mean, math.hypot(answer[-2], answer[-1]), error, math.atan2(answer[-1], answer[-2]) / 2)


def _followed(sight: Sight, swing: Swing) -> Swing:
    """No more than where the edges across the motion are sharpest, of all parts of the photograph that have some."""
    if not swing.sure.size:
        return swing
    groups = [
        np.where(np.cos(2 * (level.turn - swing.turn)) > NEAR, tile, -1)
        for level, tile in zip(sight.levels, sight.tiles.groups, strict=True)
    ]
    rows, columns = sight.tiles.rows, sight.tiles.columns
    heaps = [_windows(heap, rows, columns) for heap in heaped(sight.levels, groups, rows * columns)]
    sigma, _ = spreads(heaps, WINDOW_LENGTH)
    if np.isnan(sigma).all():
        return swing
    across = math.log(math.hypot(float(np.nanpercentile(sigma, SHARPEST)), SHARP))
    own = (across - (swing.mean - swing.size)) / 2 + COMMON
    return replace(swing, size=max(0.0, min(swing.size, own)))


def _windows(heap: Heap, rows: int, columns: int) -> Heap:
    """The sums of all tiles in each window of :data:`WINDOW` × :data:`WINDOW`."""
    shape = min(WINDOW, rows), min(WINDOW, columns)

    def windows(part: Sums) -> Sums:
        views = np.lib.stride_tricks.sliding_window_view(part.reshape(rows, columns), shape)
        return np.asarray(views.sum((2, 3))).ravel()

    return Heap(heap.step, windows(heap.pixels), windows(heap.fine), windows(heap.coarse))
