"""Which superpixels belong together: the tree by which SHAP shares a number out, group by group, down to each one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_APART = 1e-9  # the least distance of two groups: the explainer takes what is not above zero for a single region


def tree(rgb: NDArray[np.uint8], regions: NDArray[np.integer], place: float = 1.0) -> NDArray[np.float64]:
    """Merges neighbouring ``regions``, the most alike first, until one group is left.

    ``rgb`` uint8 (h, w, 3); ``regions`` (h', w') numbered from 0. Float64 (n - 1, 4), as SciPy's ``linkage``: the two
    that are merged, how far apart they are, how many regions that makes. Ward's least variance over the mean colour
    (CIE L*a*b*) and the middle of each region; ``place`` is how much it counts that they lie close together: at 1,
    the photograph's longest side is as far as black is from white.
    """
    from sklearn.cluster import AgglomerativeClustering

    described = _described(rgb, regions, place)
    count = len(described)
    if count < 2:
        return np.empty((0, 4))
    neighbours = _neighbours(regions, count)
    grown = AgglomerativeClustering(n_clusters=None, distance_threshold=0, connectivity=neighbours).fit(described)
    sizes = np.ones(2 * count - 1)
    for merged, (one, other) in enumerate(grown.children_, start=count):
        sizes[merged] = sizes[one] + sizes[other]
    return np.column_stack([grown.children_, np.maximum(grown.distances_, _APART), sizes[count:]]).astype(np.float64)


def _described(rgb: NDArray[np.uint8], regions: NDArray[np.integer], place: float) -> NDArray[np.float64]:
    """Each region's mean colour, L*, a*, b*, and its middle, down and across, float64 (n, 5)."""
    import cv2

    height, width = regions.shape
    small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    colours = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    down, across = np.mgrid[:height, :width] * (100 * place / max(height, width))
    flat = regions.ravel()
    sums = [np.bincount(flat, each.ravel()) for each in (*np.moveaxis(colours, -1, 0), down, across)]
    return np.stack(sums, axis=1) / np.maximum(np.bincount(flat), 1)[:, None]


def _neighbours(regions: NDArray[np.integer], count: int) -> NDArray[np.bool_]:
    """Which regions touch, bool (n, n)."""
    touching = np.zeros((count, count), bool)
    for one, other in ((regions[:, :-1], regions[:, 1:]), (regions[:-1], regions[1:])):
        touching[one, other] = touching[other, one] = True
    np.fill_diagonal(touching, False)
    return touching
