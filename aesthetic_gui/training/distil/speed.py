"""How long networks take for one photograph, in turns, so that a busy computer is as busy for each."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

_TURNS = 15


class Sized(NamedTuple):
    """A network's LiteRT file, and the (width, height) in pixels of what it is given."""

    content: bytes
    size: tuple[int, int]


class Cost(NamedTuple):
    """``milliseconds`` for a photograph (median), and ``size`` in bytes of the file."""

    milliseconds: float
    size: int


def costs(networks: Mapping[str, Sized]) -> dict[str, Cost]:
    """What each of ``networks`` costs in one thread, one photograph at a time."""
    from ai_edge_litert.interpreter import Interpreter

    ready = {}
    for name, row in networks.items():
        interpreter = ready[name] = Interpreter(model_content=row.content, num_threads=1)
        place, shape = interpreter.get_input_details()[0]["index"], (1, *row.size[::-1], 3)
        interpreter.resize_tensor_input(place, shape)
        interpreter.allocate_tensors()
        interpreter.set_tensor(place, np.zeros(shape, np.float32))
        interpreter.invoke()
    took: dict[str, list[float]] = {name: [] for name in networks}
    for _ in range(_TURNS):
        for name, interpreter in ready.items():
            start = time.perf_counter()
            interpreter.invoke()
            took[name].append(time.perf_counter() - start)
    return {name: Cost(1000 * float(np.median(took[name])), len(row.content)) for name, row in networks.items()}
