"""Class activation map: which cells of the network's feature maps raised or lowered the evidence.

Zhou et al., "Learning Deep Features for Discriminative Localization" (2016), in the gradient form of Selvaraju et
al., "Grad-CAM" (2017); the runtime computes the grid in closed form along with the score. Negative cells are kept.
A network that looks at several levels has a map of each, on one grid: the finest see texture, the coarsest subjects.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import Cancelled, explanation, never
from aesthetic_gui.explain.question import Question, of_the_photograph
from aesthetic_gui.photo import AestheticError, Explanation


class NoSuchLevel(AestheticError, ValueError):
    """The model has no such level; the text says how many it has."""


def explain(question: Question, *, level: int | None = None, cancelled: Cancelled = never) -> Iterator[Explanation]:
    """Yield the one class activation map of a photograph: a single forward pass of its model.

    ``level`` is 1 for the finest, 2 for the next and so on, None for the coarsest; 0 adds up all of them. Notes:
    ``value``, ``mean``, ``sum`` (of all contributions that are shown), ``scale``. Raises :class:`NoSuchLevel`.
    """
    if cancelled():
        return
    grid = _grid(question.outputs.cam[0], level, question)
    notes = {"sum": float(grid.sum()), "cells": grid.size * question.share}
    yield explanation("cam", of_the_photograph(grid, question), question, notes=notes)


def _grid(levels: NDArray[np.float32], level: int | None, question: Question) -> NDArray[np.float32]:
    """One of ``levels`` (h, w, levels), or their sum, (h, w)."""
    count = levels.shape[-1]
    if level == 0:
        return np.asarray(levels.sum(axis=-1), np.float32)
    level = count if level is None else level
    if not 1 <= level <= count:
        told = "one level only" if count == 1 else f"the levels 1 (the finest) to {count}"
        name = question.model.pack.id if question.model else question.target
        raise NoSuchLevel(f"The model {name} has {told}: there is no level {level}.")
    return levels[..., level - 1]
