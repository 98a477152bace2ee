"""Shares a number out among regions, by the partition explainer of the package ``shap``.

Owen (1977): Shapley values of groups within groups. At every node of a tree of regions the explainer asks what each of
the two branches adds; what they add only together, or both alike, is divided by their sizes. So the shares always add
up to what all regions shown give more than all hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import BATCH, Cancelled, never
from aesthetic_gui.explain.hiding.libraries import shap_package, uncompiled
from aesthetic_gui.explain.hiding.regions import Masked
from aesthetic_gui.explain.question import Question

Shown = NDArray[np.bool_]  # (n, regions)
Context = Literal[0, 1]
HIDDEN: Context = 0  # a group is looked at where all else is hidden,
SHOWN: Context = 1  # or where all else is shown


class Cancel(Exception):
    """Nobody waits for the answer any more: unwinds the package's loop."""


class Asking:
    """Asks a question about copies in which regions are hidden, in batches, and about none of them twice.

    Calling it gives the values, float64 (n,), of what is shown, (n, regions). Raises :class:`Cancel` between batches.
    """

    def __init__(self, question: Question, masked: Masked, regions: int, cancelled: Cancelled = never) -> None:
        self._question, self._masked, self._cancelled = question, masked, cancelled
        self._known = {np.ones(regions, bool).tobytes(): question.value}
        self.regions = regions

    def __call__(self, shown: Shown) -> NDArray[np.float64]:
        names = [row.tobytes() for row in shown]
        fresh = {name: row for name, row in zip(names, shown, strict=True) if name not in self._known}
        for start in range(0, len(fresh), BATCH):
            self._ask(list(fresh)[start : start + BATCH], list(fresh.values())[start : start + BATCH])
        return np.array([self._known[name] for name in names])

    def _ask(self, names: list[bytes], shown: list[Shown]) -> None:
        if self._cancelled():
            raise Cancel
        values = self._question.values(self._masked(np.stack(shown)))
        self._known.update(zip(names, values.tolist(), strict=True))


def shares(
    asking: Asking, tree: NDArray[np.float64], context: Context, budget: int, seed: int = 0
) -> tuple[NDArray[np.float64], float]:
    """What each region adds, float64 (regions,), and the value with all of them hidden.

    ``tree`` is a linkage, see ``tree.tree``. A whole answer takes 2 * (regions - 1) evaluations and two for the ends;
    with a smaller ``budget`` the smaller groups stay undivided.
    """
    if asking.regions < 2:
        base = float(asking(np.zeros((1, 1), bool))[0])
        return np.array([float(asking(np.ones((1, 1), bool))[0]) - base]), base
    with uncompiled(), _seeded(seed):
        explainer = shap_package().PartitionExplainer(asking, _Masker(tree))
        nothing = np.zeros((1, asking.regions))
        answer = explainer(nothing, max_evals=budget, batch_size=BATCH, silent=True, fixed_context=context)
    return np.asarray(answer.values[0], np.float64), float(np.ravel(answer.base_values)[0])


class _Masker:
    """To the explainer it hands what is shown, as it is: :class:`Asking` makes the copies, and only of what is new."""

    immutable_outputs = True

    def __init__(self, tree: NDArray[np.float64]) -> None:
        self.clustering = tree
        self.shape = (1, len(tree) + 1)

    def __call__(self, shown: Shown, _row: object) -> tuple[Shown]:
        return (np.asarray(shown, bool)[None],)

    def mask_shapes(self, _row: object) -> list[tuple[int]]:
        return [(self.shape[1],)]


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """The package breaks ties with numpy's global generator: seed it, and give it back as it was."""
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)
