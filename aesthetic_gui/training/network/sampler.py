"""Which photographs make each step: both classes equally, a source with n photographs as √n, themes as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.data.photographs import Photographs, Rows
from aesthetic_gui.training.network.losses import originals_of
from aesthetic_gui.training.network.views import Views
from aesthetic_gui.training.recipe import Batch
from aesthetic_gui.training.statistics import source_weights

Step = tuple[dict[str, NDArray[Any]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True, eq=False)
class Sampler:
    """Draws steps from the photographs ``rows``. The same seed and epoch give the same steps."""

    photographs: Photographs
    views: Views
    rows: Rows
    batch: Batch
    seed: tuple[int, ...]

    def steps(self, epoch: int, count: int) -> Iterator[Step]:
        """``count`` pairs of the tail's input and the targets (n, 11) of ``losses``."""
        rng = np.random.default_rng([*self.seed, epoch])
        good = self.photographs.good[self.rows]
        kinds = [self._kind(good == 1), self._kind(good == 0), self._kind(np.isnan(good))]
        sizes = (self.batch.good, self.batch.ordinary, self.batch.oasis)
        for _ in range(count):
            drawn = [rng.choice(rows, size, p=p) for (rows, p), size in zip(kinds, sizes, strict=True) if size]
            yield self._step(np.concatenate(drawn), rng)

    def _kind(self, inside: NDArray[np.bool_]) -> tuple[Rows, NDArray[np.float64]]:
        rows = self.rows[inside]
        weights = source_weights(self.photographs.group[rows]) if len(rows) else np.empty(0)
        return rows, weights / weights.sum()

    def _step(self, places: Rows, rng: np.random.Generator) -> Step:
        views = rng.integers(len(self.views.views), size=len(places))
        pairs = originals_of(self.batch)
        rows = np.concatenate([2 * places, 2 * places[pairs] + 1])
        features = self.views.features(rows, np.concatenate([views, views[pairs]]))
        shown = np.concatenate([places, places[pairs]])
        teacher = self.views.teacher(2 * shown, np.zeros_like(shown))  # of the photograph itself, whatever the view
        beauty = np.nan_to_num(self.photographs.beauty[shown])[:, None]
        return features, np.concatenate([beauty, teacher], axis=1).astype(np.float32)
