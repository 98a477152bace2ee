"""Class activation map: which cells of the network's feature maps raised or lowered the evidence.

Zhou et al., "Learning Deep Features for Discriminative Localization" (2016), in the gradient form of Selvaraju et
al., "Grad-CAM" (2017); the runtime computes the grid in closed form along with the score. Negative cells are kept.
A network that looks at several levels has a map of each, on one grid: the finest see texture, the coarsest subjects.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import Cancelled, explanation, heat_size, never, noted
from aesthetic_gui.photo import AestheticError, Explanation
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.scoring.runtime import Runtime


class NoSuchLevel(AestheticError, ValueError):
    """The model has no such level; the text says how many it has."""


def explain(
    rgb: NDArray[np.uint8], pack: Pack, runtime: Runtime, *, level: int | None = None, cancelled: Cancelled = never
) -> Iterator[Explanation]:
    """Yield the one class activation map of a photograph uint8 (h, w, 3): a single forward pass.

    ``level`` is 1 for the finest, 2 for the next and so on; None adds up all of them. Notes: ``value``, ``mean``,
    ``sum`` (of all contributions that are shown), ``scale``. Raises :class:`NoSuchLevel`.
    """
    if cancelled():
        return
    outputs = runtime.predict(pack.prepare(rgb)[None])
    grid = _grid(outputs.cam[0], level, pack)
    seen = of_the_photograph(grid, pack.preparation, rgb.shape[1], rgb.shape[0])
    yield explanation("cam", seen, heat_size(rgb), notes={**noted(outputs), "sum": float(grid.sum())})


def _grid(levels: NDArray[np.float32], level: int | None, pack: Pack) -> NDArray[np.float32]:
    """One of ``levels`` (h, w, levels), or their sum, (h, w)."""
    if level is None:
        return np.asarray(levels.sum(axis=-1), np.float32)
    count = levels.shape[-1]
    if not 1 <= level <= count:
        told = "one level only" if count == 1 else f"the levels 1 (the finest) to {count}"
        raise NoSuchLevel(f"The model {pack.id} has {told}: there is no level {level}.")
    return levels[..., level - 1]


def of_the_photograph(
    grid: NDArray[np.float32], preparation: Preparation, width: int, height: int
) -> NDArray[np.float32]:
    """``grid`` (any (h, w) over the network's input) without what lies over the grey borders of a letterbox."""
    left, top, right, bottom = preparation.frame(width, height)
    size = preparation.size(width, height)
    if (left, top, right, bottom) == (0, 0, *size):
        return grid
    import cv2

    return np.asarray(cv2.resize(grid, size)[top:bottom, left:right], np.float32)
