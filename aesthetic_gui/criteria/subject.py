"""Where a photograph is sharp, and what of it is the subject: what focus and motion are measured on.

The picture is cut into tiles, and each has the width of its edges. Where a face was found, or the camera says where it
focused, the tiles there are the subject; else the sharpest half of all tiles that have edges is. So a shallow depth of
field counts against no photograph, however little of it is sharp. With pixels at native size at hand, a part of
:data:`PART` pixels around the subject is looked at instead, in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.edges import Level, Sums, find_edges, spreads
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.facts import Face, Region

TILES = 16  # along the longest side
PIXELS = 8  # edge pixels that a tile needs to be measured
FEWEST = 3  # tiles with edges: fewer say nothing
WINDOW = 5  # tiles, across and down: where most of the sharpest ones are together, there is the subject
PART = 1024  # pixels at native size, across and down
SMALLEST_PART = 256
REDUCED = 0.1  # pixels of a reduced picture: σ that reducing leaves uncertain

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Tiles:
    """A picture in ``rows`` × ``columns`` tiles: σ of each one's edges in pixels, NaN where there are too few.

    ``sigma`` and ``counts`` are float64 (rows · columns,); ``groups`` has each edge pixel's tile for each level.
    """

    rows: int
    columns: int
    sigma: Sums
    groups: tuple[Places, ...]


def tiles_of(levels: Sequence[Level], height: int, width: int) -> Tiles:
    """The tiles of a picture of this size, in pixels, that has these edges."""
    side = max(height, width) / TILES
    rows, columns = max(1, round(height / side)), max(1, round(width / side))
    groups = tuple(
        (level.y * (rows / height)).astype(np.intp) * columns + (level.x * (columns / width)).astype(np.intp)
        for level in levels
    )
    sigma, _ = spreads(levels, groups, rows * columns, PIXELS)
    return Tiles(rows, columns, sigma, groups)


@dataclass(frozen=True, eq=False)
class Sight:
    """The subject as it was looked at: its edges and tiles, which of them are ``chosen``, and where it is.

    ``scale`` is how many pixels of the full photograph one of this picture has, ``loss`` the σ in pixels of the full
    photograph that reducing leaves uncertain, ``named`` whether a face or the camera says that the subject is there.
    """

    levels: tuple[Level, ...]
    tiles: Tiles
    chosen: NDArray[np.bool_]
    region: Region
    scale: float
    loss: float
    named: bool


_sights: WeakKeyDictionary[Picture, Sight | None] = WeakKeyDictionary()


def sight_of(picture: Picture) -> Sight | None:
    """The subject, as closely as ``picture`` lets it be looked at; None where nothing has edges.

    Worked out once for each picture. Raises what its ``native`` raises.
    """
    if picture not in _sights:
        reduced = _reduced(picture)
        _sights[picture] = (reduced and _close(picture, reduced)) or reduced
    return _sights[picture]


def _reduced(picture: Picture) -> Sight | None:
    named = _named(picture)
    tiles = tiles_of(picture.edges, *picture.grey.shape)
    inside = _within(named, tiles) if named else None
    chosen = _sharpest(tiles, inside)
    if chosen is None and named:
        named, chosen = None, _sharpest(tiles, None)
    if chosen is None:
        return None
    region = named or _where_most(tiles, chosen)
    loss = REDUCED * (picture.scale - 1)
    return Sight(picture.edges, tiles, chosen, region, picture.scale, loss, named is not None)


def _close(picture: Picture, reduced: Sight) -> Sight | None:
    """The same at native size; None where that is not at hand, or not larger."""
    if picture.native is None or picture.scale <= 1:
        return None
    part = _part(reduced.region, picture.metadata.width, picture.metadata.height)
    grey = cv2.cvtColor(picture.native(part), cv2.COLOR_RGB2GRAY).astype(np.float32)
    levels = find_edges(grey)
    tiles = tiles_of(levels, *grey.shape)
    chosen = _sharpest(tiles, None)
    if chosen is None:
        return None
    return Sight(levels, tiles, chosen, reduced.region, 1.0, 0.0, reduced.named)


def _part(region: Region, width: int, height: int) -> Region:
    """Around the middle of ``region``, no larger than :data:`PART`, no smaller than is worth looking at."""
    across = _span(region.left, region.right, width)
    down = _span(region.top, region.bottom, height)
    return Region(across[0], down[0], across[1], down[1])


def _span(begin: float, end: float, pixels: int) -> tuple[float, float]:
    half = min(max((end - begin) * pixels, SMALLEST_PART), PART, pixels) / 2 / pixels
    middle = min(max((begin + end) / 2, half), 1 - half)
    return middle - half, middle + half


def _named(picture: Picture) -> Region | None:
    """Where the subject is said to be: the largest face, else where the camera focused."""
    return max(picture.faces, key=_size).box if picture.faces else picture.focus_point


def _size(face: Face) -> float:
    return (face.box.right - face.box.left) * (face.box.bottom - face.box.top)


def _sharpest(tiles: Tiles, inside: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    """The sharpest half of the tiles that have edges, of those ``inside``; None where too few have."""
    known = ~np.isnan(tiles.sigma)
    if inside is not None:
        known = known & inside
    if known.sum() < (FEWEST if inside is None else 1):
        return None
    return np.asarray(known & (tiles.sigma <= np.median(tiles.sigma[known])))


def _where_most(tiles: Tiles, chosen: NDArray[np.bool_]) -> Region:
    """The window that has most of the ``chosen`` tiles, the sharpest counting most."""
    weight = np.where(chosen, 1 / (0.2 + np.nan_to_num(tiles.sigma)), 0).reshape(tiles.rows, tiles.columns)
    rows, columns = min(WINDOW, tiles.rows), min(WINDOW, tiles.columns)
    sums = np.lib.stride_tricks.sliding_window_view(weight, (rows, columns)).sum((2, 3))
    top, left = np.unravel_index(np.argmax(sums), sums.shape)
    return Region(
        float(left / tiles.columns),
        float(top / tiles.rows),
        float((left + columns) / tiles.columns),
        float((top + rows) / tiles.rows),
    )


def _within(region: Region, tiles: Tiles) -> NDArray[np.bool_]:
    """The tiles that ``region`` reaches into."""
    rows, columns = np.divmod(np.arange(tiles.rows * tiles.columns), tiles.columns)
    across = (columns < region.right * tiles.columns) & (columns + 1 > region.left * tiles.columns)
    down = (rows < region.bottom * tiles.rows) & (rows + 1 > region.top * tiles.rows)
    return np.asarray(across & down)
