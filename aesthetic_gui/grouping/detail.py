"""How fine the detail is that a frame has, tile by tile: comparable only between frames of one and the same view.

An absolute measure of sharpness has to find edges and guess what is the subject; its error is some per cent. Two frames
of one view have the same edges in the same places, so that a much smaller difference shows: along the strongest edges
of each tile, how much there is of the finest detail, for how much there is of a coarser one. Blur takes the finest;
being darker changes neither, and noise, which is everywhere, is taken off by what there is of it between the edges.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

TILES = 6  # across and down
_PATCH = 256  # pixels of a tile that are looked at
_FINE, _COARSE = 1.0, 2.5  # σ in pixels of what is finer, and of what is coarser than that
_EDGES = 0.1  # of a tile's pixels are its strongest edges
_GRAIN = 1.48  # standard deviations of noise, of a median of its sizes
_ROUNDING = 0.05  # grey levels that rounding makes of nothing
_FLOOR = 0.008  # octaves that saving a JPEG again may change
_BY_STOP = 0.05  # octaves for each stop that a frame is darker: its detail is rounded more coarsely
_SIDE = struct.Struct("<H")
_LENGTH = _SIDE.size + 2 * TILES**2 * 2  # bytes

Plane = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Detail:
    """``fine``, ``coarse``: grey levels along the edges of each tile (TILES, TILES); ``side``: the longest, pixels."""

    side: int
    fine: Plane
    coarse: Plane


class Finer(NamedTuple):
    """By how many octaves one frame has finer detail than another, and the standard error of that."""

    octaves: float
    error: float


def pack_detail(rgb: NDArray[np.uint8]) -> bytes:
    """Of uint8 (h, w, 3): as :func:`unpack_detail` reads it."""
    patches = [_measured(patch) for patch in _patches(rgb)]
    return _SIDE.pack(min(max(rgb.shape[:2]), 65535)) + np.array(patches, "<f2").tobytes()


def unpack_detail(packed: bytes) -> Detail | None:
    """None where that is not what :func:`pack_detail` made."""
    if len(packed) != _LENGTH:
        return None
    numbers = np.frombuffer(packed, "<f2", offset=_SIDE.size).astype(np.float32).reshape(TILES, TILES, 2)
    if not np.isfinite(numbers).all():
        return None
    return Detail(_SIDE.unpack_from(packed)[0], numbers[..., 0], numbers[..., 1])


def finer(one: Detail, other: Detail, where: NDArray[np.bool_] | None = None) -> Finer:
    """How much finer ``one`` is than ``other``, of one view and size; ``where`` (TILES, TILES): in which tiles.

    Tiles count by how much fine detail either has, so that what is out of focus in both says nothing.
    """
    shares = [detail.fine / max(float(detail.coarse.mean()), _ROUNDING) for detail in (one, other)]
    weights = np.maximum(*shares) * (1.0 if where is None else where)
    apart = _octaves(one) - _octaves(other)
    total = max(float(weights.sum()), 1e-6)
    mean = float((weights * apart).sum()) / total
    spread = float(np.sqrt((weights**2 * (apart - mean) ** 2).sum())) / total
    darker = abs(float(np.log2(one.coarse.mean() + _ROUNDING) - np.log2(other.coarse.mean() + _ROUNDING)))
    return Finer(mean, float(np.sqrt(spread**2 + _FLOOR**2 + (_BY_STOP * darker) ** 2)))


def _octaves(detail: Detail) -> Plane:
    return np.asarray(np.log2((detail.fine + _ROUNDING) / (detail.coarse + _ROUNDING)), np.float32)


def _measured(patch: NDArray[np.uint8]) -> tuple[float, float]:
    """Fine detail without the noise, and coarse detail: root mean squares along the patch's strongest edges."""
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32)
    soft = cv2.GaussianBlur(grey, (0, 0), _FINE)
    softer = cv2.GaussianBlur(grey, (0, 0), _COARSE)
    fine, coarse = np.abs(grey - soft).ravel(), np.abs(soft - softer).ravel()
    fewer = int((1 - _EDGES) * coarse.size)
    edges = np.argpartition(coarse, min(fewer, coarse.size - 1))[fewer:]
    grain = _GRAIN * float(np.median(fine))
    of_edges, coarse_edges = (float((plane[edges] ** 2).mean()) for plane in (fine, coarse))
    return math.sqrt(max(0.0, of_edges - grain**2)), math.sqrt(coarse_edges)


def _patches(rgb: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The middle of each tile, row by row; always in the same places of photographs of one size."""
    rows, columns = (_spans(length) for length in rgb.shape[:2])
    return [np.ascontiguousarray(rgb[top:bottom, left:right]) for top, bottom in rows for left, right in columns]


def _spans(length: int) -> list[tuple[int, int]]:
    tile = length / TILES
    size = max(1, min(_PATCH, int(tile)))
    starts = [min(max(0, round((number + 0.5) * tile - size / 2)), length - size) for number in range(TILES)]
    return [(start, start + size) for start in starts]
