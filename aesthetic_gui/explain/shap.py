"""SHAP: the score shared out fairly among the parts of the photograph, against a blurred copy of it.

Lundberg & Lee, "A Unified Approach to Interpreting Model Predictions" (2017); Owen values over halvings of the
picture, by the partition explainer of the authors' package with its blur masker. All shares add up to the mean
score less the score of the blurred copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import BATCH, Cancelled, explanation, heat_size, mean_scores, never
from aesthetic_gui.explain.libraries import shap_package, uncompiled
from aesthetic_gui.photo import Explanation
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime

EVALUATIONS = 500
CELL = 4  # pixels of the input: 500 evaluations never split finer, and a grid of cells keeps the tree small
BLUR = 4 / 7  # of the shorter side: the 128 of 224 pixels in the package's own examples
MILESTONES = (0.08, 0.2, 0.4, 0.6, 0.8, 1.0)  # shares of the evaluations after which the values are shown


class _Cancelled(Exception):
    """Nobody waits for the answer any more: unwinds the package's loop."""


def explain(
    rgb: NDArray[np.uint8],
    pack: Pack,
    runtime: Runtime,
    *,
    evaluations: int = EVALUATIONS,
    seed: int = 0,
    cancelled: Cancelled = never,
) -> Iterator[Explanation]:
    """Yield SHAP's map of a photograph uint8 (h, w, 3) several times while ``evaluations`` masked copies are scored.

    Notes: ``mean`` (the score explained, 1 to 10), ``base`` (the score of the blurred copy), ``sum`` (of all shares,
    which is mean - base), ``scale`` (points of one cell). Raises ``ValueError`` for fewer than 4 evaluations.
    """
    if evaluations < 4:
        raise ValueError("SHAP needs at least four evaluations")
    if cancelled():
        return
    prepared = pack.prepare(rgb)
    model = _Model(runtime, prepared.shape, cancelled)
    explainer = _explainer(model, prepared.shape)
    for budget in _budgets(evaluations):
        try:
            shares, base = _shares(explainer, prepared, budget, seed)
        except _Cancelled:
            return
        total = float(shares.sum())
        notes = {"mean": base + total, "base": base, "sum": total}
        yield explanation("shap", shares, heat_size(rgb), progress=(budget, evaluations), notes=notes)


class _Model:
    """What the explainer calls: scores pictures in batches, remembers them, and stops when nobody waits any more.

    The package cannot be interrupted and resumed, so it is run with growing budgets; a run repeats the shorter
    one's evaluations exactly, and the memory makes these cost nothing.
    """

    def __init__(self, runtime: Runtime, shape: tuple[int, ...], cancelled: Cancelled) -> None:
        self._runtime, self._shape, self._cancelled = runtime, shape, cancelled
        self._known: dict[bytes, float] = {}

    def __call__(self, flat: NDArray[np.float32]) -> NDArray[np.float64]:
        pictures = flat.reshape(-1, *self._shape)
        names = [xxhash.xxh3_128_digest(np.ascontiguousarray(picture).data) for picture in pictures]
        fresh = [place for place, name in enumerate(names) if name not in self._known]
        for start in range(0, len(fresh), BATCH):
            chunk = fresh[start : start + BATCH]
            if self._cancelled():
                raise _Cancelled
            scores = mean_scores(self._runtime, pictures[chunk])
            self._known.update((names[place], float(score)) for place, score in zip(chunk, scores, strict=True))
        return np.array([self._known[name] for name in names])


def _budgets(evaluations: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(max(4, round(evaluations * share)) for share in MILESTONES))


def _explainer(model: _Model, shape: tuple[int, ...]) -> Any:
    """A partition explainer for inputs of ``shape`` (h, w, 3), on a grid of square cells."""
    shap = shap_package()
    blur_masker: Any = shap.maskers.Image
    rows, columns = -(-shape[0] // CELL), -(-shape[1] // CELL)

    class CellMasker(blur_masker):  # type: ignore[misc]
        """The package's blur masker, all channels and pixels of a cell together."""

        def __init__(self) -> None:
            side = max(1, round(min(shape[:2]) * BLUR))
            super().__init__(f"blur({side},{side})", (rows, columns, 1))
            self.input_shape = shape

        def __call__(self, mask: NDArray[np.bool_], picture: NDArray[np.float32]) -> Any:
            cells = mask.reshape(rows, columns).repeat(CELL, axis=0).repeat(CELL, axis=1)[: shape[0], : shape[1]]
            return super().__call__(cells.ravel().repeat(shape[2]), picture)

        def mask_shapes(self, _picture: NDArray[np.float32]) -> list[tuple[int, int]]:
            return [(rows, columns)]

    with uncompiled():
        return shap.PartitionExplainer(model, CellMasker())


def _shares(explainer: Any, prepared: NDArray[np.float32], budget: int, seed: int) -> tuple[NDArray[np.float64], float]:
    """Each cell's share, float64 (rows, columns), and the score of the blurred copy."""
    with _seeded(seed):  # one flat row: the masker blurs it once, a picture of three axes at every call
        answer = explainer(prepared.reshape(1, -1), max_evals=budget, batch_size=BATCH, silent=True)
    return np.asarray(answer.values[0], np.float64), float(np.ravel(answer.base_values)[0])


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """The package breaks ties with numpy's global generator: seed it, and give it back as it was."""
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)
