"""Class activation map: which cells of the network's last feature map raised or lowered the mean score.

Zhou et al., "Learning Deep Features for Discriminative Localization" (2016), in the gradient form of Selvaraju et
al., "Grad-CAM" (2017); the runtime computes the grid in closed form along with the score. Negative cells are kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import Cancelled, explanation, heat_size, never
from aesthetic_gui.photo import Explanation
from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.scoring.runtime import Runtime


def explain(
    rgb: NDArray[np.uint8], pack: Pack, runtime: Runtime, *, cancelled: Cancelled = never
) -> Iterator[Explanation]:
    """Yield the one class activation map of a photograph uint8 (h, w, 3): a single forward pass.

    Notes: ``mean`` (the score explained, 1 to 10), ``sum`` (of all contributions, in rating points), ``scale``.
    """
    if cancelled():
        return
    outputs = runtime.predict(pack.prepare(rgb)[None])
    grid = outputs.cam[0]
    mean, _ = mean_sd(outputs.distribution[0])
    seen = of_the_photograph(grid, pack.preparation, rgb.shape[1], rgb.shape[0])
    yield explanation("cam", seen, heat_size(rgb), notes={"mean": mean, "sum": float(grid.sum())})


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
