"""Where a photograph is sharp, and what of it is the subject: what focus and motion are measured on.

The picture is cut into tiles, and each has the width of its edges. Where a face was found, or the camera says where it
focused, the tiles there are the subject; else those of the sharpest part of the picture are. Of these the sharpest half
decides. So a shallow depth of field counts against no photograph, however little of it is sharp. With pixels at native
size at hand, a part of :data:`PART` pixels around the subject is looked at instead, in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.blur.edges import Level, Sums, find_edges, heaped, spreads
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.facts import WHOLE, Face, Region

TILES = 16  # along the longest side
SIDE = 24  # pixels: smaller is no tile
LENGTH = 8  # pixels of edges that a tile needs to be measured
WINDOW = 0.3  # of the longest side, across and down: where the sharpest edges are together, there is the subject
PART = 896  # pixels at native size, across and down
SHARP = 0.6  # σ in pixels: below it tiles differ by what they show, not by how sharp they are
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
    side = max(max(height, width) / TILES, SIDE)
    rows, columns = max(1, round(height / side)), max(1, round(width / side))
    groups = tuple(
        (level.y * (rows / height)).astype(np.intp) * columns + (level.x * (columns / width)).astype(np.intp)
        for level in levels
    )
    sigma, _ = spreads(heaped(levels, groups, rows * columns), LENGTH)
    return Tiles(rows, columns, sigma, groups)


@dataclass(frozen=True, eq=False)
class Sight:
    """The subject as it was looked at: its edges, which tiles are ``inside`` it, and which of them are ``sharpest``.

    ``scale`` is how many pixels of the full photograph one of this picture has, ``loss`` the σ in pixels of the full
    photograph that reducing leaves uncertain, ``named`` whether a face or the camera says that the subject is there.
    """

    levels: tuple[Level, ...]
    tiles: Tiles
    inside: NDArray[np.bool_]
    sharpest: NDArray[np.bool_]
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
    if not picture.edges:
        return None
    tiles = tiles_of(picture.edges, *picture.grey.shape)
    named = _named(picture)
    inside = _inside(tiles, named) if named else np.zeros(0, np.bool_)
    region = named if named and inside.any() else _where_sharpest(tiles)
    return _sight(picture.edges, tiles, region, region, picture.scale, region is named)


def _close(picture: Picture, reduced: Sight) -> Sight | None:
    """The same at native size; None where that is not at hand, or not larger."""
    if picture.native is None or picture.scale <= 1:
        return None
    part = _part(reduced.region, picture.metadata.width, picture.metadata.height)
    grey = cv2.cvtColor(picture.native(part), cv2.COLOR_RGB2GRAY).astype(np.float32)
    levels = find_edges(grey)
    if not levels:
        return None
    return _sight(levels, tiles_of(levels, *grey.shape), WHOLE, reduced.region, 1.0, reduced.named)


def _sight(
    levels: tuple[Level, ...], tiles: Tiles, part: Region, region: Region, scale: float, named: bool
) -> Sight | None:
    inside = _inside(tiles, part)
    if not inside.any():
        return None
    sharpest = inside & (tiles.sigma <= np.median(tiles.sigma[inside]))
    return Sight(levels, tiles, inside, sharpest, region, scale, REDUCED * (scale - 1), named)


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


def _inside(tiles: Tiles, region: Region) -> NDArray[np.bool_]:
    """The tiles that ``region`` reaches into and that have edges, bool (rows · columns,)."""
    rows, columns = np.divmod(np.arange(tiles.rows * tiles.columns), tiles.columns)
    across = (columns < region.right * tiles.columns) & (columns + 1 > region.left * tiles.columns)
    down = (rows < region.bottom * tiles.rows) & (rows + 1 > region.top * tiles.rows)
    return np.asarray(across & down & ~np.isnan(tiles.sigma))


def _where_sharpest(tiles: Tiles) -> Region:
    """The window that has the most and the sharpest edges, the middle first where several are alike."""
    sharp = np.maximum(np.nan_to_num(tiles.sigma, nan=np.inf), SHARP) ** -2
    weight = (sharp * _centred(tiles.rows, tiles.columns)).reshape(tiles.rows, tiles.columns)
    side = max(2, round(WINDOW * max(tiles.rows, tiles.columns)))
    rows, columns = min(side, tiles.rows), min(side, tiles.columns)
    sums = np.lib.stride_tricks.sliding_window_view(weight, (rows, columns)).sum((2, 3))
    top, left = np.unravel_index(np.argmax(sums), sums.shape)
    return Region(
        float(left / tiles.columns),
        float(top / tiles.rows),
        float((left + columns) / tiles.columns),
        float((top + rows) / tiles.rows),
    )


def _centred(rows: int, columns: int) -> Sums:
    """1 in the middle of the picture, a third in its corners; float64 (rows · columns,)."""
    row, column = np.divmod(np.arange(rows * columns), columns)
    away = np.hypot((row + 0.5) / rows - 0.5, (column + 0.5) / columns - 0.5)
    return np.asarray(1 / (1 + (away / 0.5) ** 2))
