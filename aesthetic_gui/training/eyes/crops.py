"""Crops of faces with open and closed eyes: labels, which are nearly the same, and what the networks read of them.

The open ones and the closed ones come from two collections, which differ in sharpness, size, pose and watermarks. So
that none of it teaches the head anything, it sees the lids' and the iris's contour alone, without size, place or turn,
and each crop is read several times: cut differently, and made smaller, soft, noisy, dark or compressed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.criteria.faces.contour import contours
from aesthetic_gui.criteria.faces.crops import Square
from aesthetic_gui.criteria.faces.finding import CROP_WIDER
from aesthetic_gui.criteria.faces.mesh import mesh_in
from aesthetic_gui.criteria.faces.openness import features
from aesthetic_gui.files.decoding.decode import decode

Pixels = NDArray[np.uint8]
_ALIKE = 0.9  # correlation of two crops at 24 x 24 pixels, mirrored or not, above which they stay together


class Read(NamedTuple):
    """What was read of n crops: ``features`` (n, times, 2, 43), of the left eye and the right; the first time of each
    is of the crop as it is. ``open`` (n,) bool; crops of one ``group`` (n,) are nearly the same."""

    features: NDArray[np.float64]
    open: NDArray[np.bool_]
    group: NDArray[np.intp]


def read(folder: Path, times: int, seed: int) -> Read:
    """Every crop of ``folder`` (labels.csv: path, eyes), ``times`` times."""
    rng = np.random.default_rng(seed)
    rows = list(csv.DictReader(disk_io.read_text(folder / "labels.csv").splitlines()))
    crops = [_pixels(folder / row["path"]) for row in rows]
    found = [[_eyes(pixels, square) for pixels, square in _variants(crop, times, rng)] for crop in crops]
    return Read(np.array(found), np.array([row["eyes"] == "open" for row in rows]), groups(crops))


def groups(crops: list[Pixels]) -> NDArray[np.intp]:
    """One number for all crops that are nearly the same, (n,)."""
    small = np.stack([np.asarray(cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), (24, 24))) for crop in crops])
    plain, mirrored = _unit(small), _unit(small[:, :, ::-1])
    alike = np.maximum(plain @ plain.T, plain @ mirrored.T) > _ALIKE
    group = np.arange(len(crops))
    for one, other in zip(*np.nonzero(np.triu(alike, 1)), strict=True):
        group[group == group[other]] = group[one]
    return group


def _unit(small: NDArray[Any]) -> NDArray[np.float64]:
    flat = small.reshape(len(small), -1).astype(np.float64)
    flat -= flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9))


def _pixels(path: Path) -> Pixels:
    return decode(path).rgb


def _variants(crop: Pixels, times: int, rng: np.random.Generator) -> Iterator[tuple[Pixels, Square]]:
    height, width = crop.shape[:2]
    side = float(max(height, width))
    yield crop, Square(width / 2, height / 2, side * CROP_WIDER[0])
    for _ in range(times - 1):
        x, y = (0.5 + rng.normal(0, 0.04, 2)) * (width, height)
        yield degraded(crop, rng), Square(float(x), float(y), side * rng.uniform(1.05, 1.6), rng.normal(0, 0.12))


def degraded(crop: Pixels, rng: np.random.Generator) -> Pixels:
    """``crop`` as another camera might have taken it: by chance smaller, soft, dark, noisy, compressed, mirrored."""
    pixels = crop
    if rng.random() < 0.7:
        pixels = shrunk(pixels, rng.uniform(0.35, 1))
    if rng.random() < 0.3:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.5, 1.6)), np.uint8)
    if rng.random() < 0.4:
        curve = (np.arange(256) / 255) ** rng.uniform(0.5, 1.8) * 255 * rng.uniform(0.7, 1.2)
        pixels = np.clip(curve, 0, 255).astype(np.uint8)[pixels]
    if rng.random() < 0.3:
        noisy = pixels + rng.normal(0, rng.uniform(3, 15), pixels.shape)
        pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        _, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(25, 90))])
        pixels = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return np.ascontiguousarray(pixels[:, ::-1] if rng.random() < 0.5 else pixels)


def shrunk(crop: Pixels, share: float) -> Pixels:
    """``crop`` made smaller to ``share`` of its size and as large as before again."""
    small = cv2.resize(crop, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    height, width = crop.shape[:2]
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _eyes(pixels: Pixels, square: Square) -> list[NDArray[np.float64]]:
    return [features(eye) for eye in contours(pixels, mesh_in(pixels, square))]
