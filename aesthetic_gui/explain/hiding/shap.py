"""SHAP: the score shared out fairly among the parts of the photograph, against a blurred copy of it.

Lundberg & Lee, "A Unified Approach to Interpreting Model Predictions" (2017); Owen values over halvings of the
picture, by the partition explainer of the authors' package with its blur masker. All shares add up to the evidence
less that of the blurred copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import BATCH, Cancelled, explanation, milestones, never
from aesthetic_gui.explain.hiding.libraries import shap_package, uncompiled
from aesthetic_gui.explain.methods import SHAP_EVALUATIONS
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation

CELL = 4  # pixels of the input: 500 evaluations never split finer, and a grid of cells keeps the tree small
BLUR = 4 / 7  # of the shorter side: the 128 of 224 pixels in the package's own examples
MILESTONES = (0.08, 0.2, 0.4, 0.6, 0.8, 1.0)  # shares of the evaluations after which the values are shown

Masked = Callable[[NDArray[np.bool_]], NDArray[np.float32]]


class _Cancelled(Exception):
    """Nobody waits for the answer any more: unwinds the package's loop."""


def explain(
    question: Question, *, evaluations: int = SHAP_EVALUATIONS, seed: int = 0, cancelled: Cancelled = never
) -> Iterator[Explanation]:
    """Yield SHAP's map of a photograph several times while ``evaluations`` masked copies are asked about.

    Notes: ``value``, ``mean``, ``base`` (the value of the blurred copy), ``sum`` (of all shares, which is
    value - base), ``scale`` (of one cell). Raises ``ValueError`` for fewer than 4 evaluations.
    """
    if evaluations < 4:
        raise ValueError("SHAP needs at least four evaluations")
    if cancelled():
        return
    shap = shap_package()
    with uncompiled():
        masker = _cell_masker(question.canvas)
        model = _Model(question, masker.masked, cancelled)
        explainer = shap.PartitionExplainer(model, masker)
    for budget in milestones(MILESTONES, evaluations, 4):
        try:
            shares, base = _shares(explainer, question.canvas, budget, seed)
        except _Cancelled:
            return
        notes = {"base": base, "sum": float(shares.sum())}
        yield explanation("shap", shares, question, progress=(budget, evaluations), notes=notes)


class _Model:
    """What the explainer calls: asks about masks in batches, remembers them, and stops when nobody waits any more.

    The package cannot be interrupted and resumed, so it is run with growing budgets; a run repeats the shorter
    one's evaluations exactly, and the memory makes these cost nothing.
    """

    def __init__(self, question: Question, masked: Masked, cancelled: Cancelled) -> None:
        self._question, self._masked, self._cancelled = question, masked, cancelled
        self._known: dict[bytes, float] = {}  # by mask

    def __call__(self, masks: NDArray[np.bool_]) -> NDArray[np.float64]:
        if not self._known:
            self._known[np.ones_like(masks[0]).tobytes()] = self._question.value
        names = [mask.tobytes() for mask in masks]
        fresh = [(name, mask) for name, mask in dict(zip(names, masks, strict=True)).items() if name not in self._known]
        for start in range(0, len(fresh), BATCH):
            self._ask(fresh[start : start + BATCH])
        return np.array([self._known[name] for name in names])

    def _ask(self, fresh: list[tuple[bytes, NDArray[np.bool_]]]) -> None:
        if self._cancelled():
            raise _Cancelled
        values = self._question.values(np.stack([self._masked(mask) for _, mask in fresh]))
        self._known.update((name, float(value)) for (name, _), value in zip(fresh, values, strict=True))


def _cell_masker(prepared: NDArray[np.float32]) -> Any:
    """The package's blur masker for ``prepared`` (h, w, 3), on a grid of square cells.

    To the explainer it hands masks; ``masked`` makes the picture, only for those that were not scored before.
    """
    blur_masker: Any = shap_package().maskers.Image
    height, width, channels = prepared.shape
    rows, columns = -(-height // CELL), -(-width // CELL)
    flat = prepared.ravel()  # of one axis: the package then blurs it once and not at every call

    class CellMasker(blur_masker):  # type: ignore[misc]
        def __init__(self) -> None:
            side = max(1, round(min(height, width) * BLUR))
            super().__init__(f"blur({side},{side})", (rows, columns, 1))
            self.input_shape = prepared.shape

        def __call__(self, mask: NDArray[np.bool_], _picture: object) -> tuple[NDArray[np.bool_]]:
            return (mask[None],)

        def masked(self, mask: NDArray[np.bool_]) -> NDArray[np.float32]:
            cells = mask.reshape(rows, columns).repeat(CELL, axis=0).repeat(CELL, axis=1)[:height, :width]
            (copy,) = super().__call__(cells.ravel().repeat(channels), flat)
            return np.asarray(copy, np.float32).reshape(prepared.shape)

        def mask_shapes(self, _picture: object) -> list[tuple[int, int]]:
            return [(rows, columns)]

    return CellMasker()


def _shares(explainer: Any, prepared: NDArray[np.float32], budget: int, seed: int) -> tuple[NDArray[np.float64], float]:
    """Each cell's share, float64 (rows, columns), and the score of the blurred copy."""
    with _seeded(seed):
        answer = explainer(prepared[None], max_evals=budget, batch_size=BATCH, silent=True)
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
