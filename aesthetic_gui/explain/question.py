"""What is asked of one photograph: a number, and the picture in which parts are hidden to see how it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.hiding.regions import Baseline, Masked, hiding, segments
from aesthetic_gui.explain.methods import AESTHETIC, RATING
from aesthetic_gui.photo import LOG_ODDS, RATING_POINTS
from aesthetic_gui.scoring.calibration import mean_ratings
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime

HEAT_SIDE = 320  # longest side of a heat map, in pixels: finer than any method resolves, and quick to draw

Batch = NDArray[np.float32]
Frame = tuple[int, int, int, int]


class Model(NamedTuple):
    """A model at work."""

    pack: Pack
    runtime: Runtime


@dataclass(frozen=True, eq=False)
class Question:
    """One number of one photograph, ready to be asked again of copies in which parts are hidden.

    ``rgb`` is the photograph, uint8 (h, w, 3), as it is looked at, longest side about 640. ``canvas`` float32
    (h', w', 3) is what parts are hidden in: the network's input, or the photograph itself for a criterion. ``values``
    takes copies of it, float32 (n, h', w', 3), and gives the numbers, float64 (n,), counted in ``unit``. ``frame`` is
    where the photograph lies in the canvas (left, top, right, bottom), in its pixels: all but grey borders. ``model``
    is None where the number is none of a model's; then nothing but hiding explains it.
    """

    target: str
    rgb: NDArray[np.uint8]
    canvas: NDArray[np.float32]
    values: Callable[[Batch], NDArray[np.float64]]
    frame: Frame
    counted_in: str = ""
    model: Model | None = None

    @cached_property
    def value(self) -> float:
        """The number of the whole photograph; asked once."""
        if self.model is None or self.target not in (AESTHETIC, RATING):
            return float(self.values(self.canvas[None])[0])
        return self.evidence if self.target == AESTHETIC else self.mean

    @cached_property
    def outputs(self) -> Outputs:
        """All that the model says of the whole photograph; asked once. Raises ``ValueError`` without a model."""
        if self.model is None:
            raise ValueError(f"{self.target} is nothing that a model says")
        return self.model.runtime.predict(self.canvas[None])

    @cached_property
    def regions(self) -> NDArray[np.intp]:
        """The photograph's superpixels, about fifty, numbered from 0, intp (h, w) of the heat's size; cut once."""
        return segments(self.rgb, heat_size(self.rgb))

    def hiding(self, baseline: Baseline = Baseline.REGION) -> Masked:
        """Makes copies of the canvas in which some of the ``regions`` are hidden, see ``regions.hiding``."""
        return hiding(self.canvas, self.regions, self.frame, baseline)

    @property
    def mean(self) -> float:
        """The model's mean rating, 1 to 10."""
        return float(mean_ratings(self.outputs.distribution)[0])

    @property
    def evidence(self) -> float:
        """What P(aesthetic) is read from; see ``photo.Score``."""
        return float(self.outputs.evidence[0])

    @property
    def share(self) -> float:
        """Of the canvas that the photograph fills, 0 to 1: all but grey borders."""
        left, top, right, bottom = self.frame
        return float((right - left) * (bottom - top) / (self.canvas.shape[0] * self.canvas.shape[1]))

    @property
    def unit(self) -> str:
        """Of the values: rating points where the mean rating is asked for, or is the evidence, else log-odds."""
        if self.counted_in:
            return self.counted_in
        return RATING_POINTS if self.target == RATING or self.evidence == self.mean else LOG_ODDS

    @property
    def notes(self) -> dict[str, float]:
        """What every answer notes of the whole photograph."""
        noted = {"value": self.value}
        return noted if self.model is None else {**noted, "mean": self.mean}


def heat_size(rgb: NDArray[np.uint8]) -> tuple[int, int]:
    """(height, width) of the heat map of a photograph uint8 (h, w, 3): its aspect, longest side ``HEAT_SIDE``."""
    height, width = rgb.shape[:2]
    factor = HEAT_SIDE / max(height, width)
    return max(1, round(height * factor)), max(1, round(width * factor))


def of_the_model(rgb: NDArray[np.uint8], pack: Pack, runtime: Runtime, target: str = AESTHETIC) -> Question:
    """Why the model says what it says of a photograph uint8 (h, w, 3): its evidence, or its mean rating (1 to 10)."""

    def values(batch: Batch) -> NDArray[np.float64]:
        found = runtime.predict(batch)
        return mean_ratings(found.distribution) if target == RATING else found.evidence.astype(np.float64)

    frame = pack.preparation.frame(rgb.shape[1], rgb.shape[0])
    return Question(target, rgb, pack.prepare(rgb), values, frame, model=Model(pack, runtime))


def of_the_photograph(grid: NDArray[np.float32], question: Question) -> NDArray[np.float32]:
    """``grid`` (any (h, w) over the canvas) without what lies over the grey borders of a letterbox."""
    left, top, right, bottom = question.frame
    height, width = question.canvas.shape[:2]
    if (left, top, right, bottom) == (0, 0, width, height):
        return grid
    import cv2

    return np.asarray(cv2.resize(grid, (width, height))[top:bottom, left:right], np.float32)
