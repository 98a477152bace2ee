"""The fitness of many solutions at once, in several processes that end with the one that asks."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.select.fitness import Fitness
from aesthetic_gui.training.select.genetic import Judge
from aesthetic_gui.training.statistics import Numbers

_own: list[Fitness] = []  # in a worker: what it was started to ask


@contextmanager
def judging(fitness: Fitness, processes: int = 1) -> Iterator[Judge]:
    """Solutions (p, size) to their fitness (p,), the same for any number of ``processes``; one is this process."""
    from threadpoolctl import threadpool_limits

    if processes <= 1:
        with threadpool_limits(1):
            yield lambda solutions: _all(map(fitness, solutions))
        return
    context = multiprocessing.get_context("spawn")  # a fork would take half of TensorFlow along
    with ProcessPoolExecutor(processes, context, _begin, (fitness,)) as pool:
        yield lambda solutions: _all(pool.map(_ask, solutions, chunksize=max(1, len(solutions) // (4 * processes))))


def _all(found: Iterator[float]) -> Numbers:
    return np.fromiter(found, np.float64)


def _begin(fitness: Fitness) -> None:
    """In a worker: one thread for all sums, so that they come out the same, and no life beyond the parent's."""
    from threadpoolctl import threadpool_limits

    _own[:] = [fitness]
    threadpool_limits(1)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _ask(solution: NDArray[np.int32]) -> float:
    return _own[0](solution)
