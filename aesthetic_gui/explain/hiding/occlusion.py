"""Occlusion: how much the number falls when one region alone is hidden; blind to what regions share.

Zeiler & Fergus, "Visualizing and Understanding Convolutional Networks" (2014), with superpixels in place of a sliding
square, hidden in their mean colour as LIME hides them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aesthetic_gui.explain.heat import BATCH, Cancelled, never, of_regions
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation


def explain(question: Question, *, cancelled: Cancelled = never) -> Iterator[Explanation]:
    """Yield the map of a photograph after one copy for each of its regions; nothing is drawn, so it has no seed.

    Notes: ``value``, ``mean``, ``scale``, ``regions``.
    """
    if cancelled():
        return
    count = int(question.regions.max()) + 1
    masked, shown = question.hiding(), 1 - np.eye(count, dtype=np.int64)
    falls = np.zeros(count)
    for start in range(0, count, BATCH):
        if cancelled():
            return
        falls[start : start + BATCH] = question.value - question.values(masked(shown[start : start + BATCH]))
    yield of_regions("occlusion", falls, question, progress=(count, count))
