"""A random map: what every method has to be better than. It looks at the photograph's regions and at nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from aesthetic_gui.explain.heat import Cancelled, never, of_regions
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation


def explain(question: Question, *, seed: int = 0, cancelled: Cancelled = never) -> Iterator[Explanation]:
    """Yield one map whose regions contribute normally distributed numbers, the same for one seed."""
    if cancelled():
        return
    count = int(question.regions.max()) + 1
    yield of_regions("random", np.random.default_rng(seed).standard_normal(count), question)
