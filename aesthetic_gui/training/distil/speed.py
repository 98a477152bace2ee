"""How long networks take for one photograph, in turns, so that a busy computer is as busy for each."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aesthetic_gui.training.build.convert import to_litert

if TYPE_CHECKING:
    import keras

_TURNS = 15


class Sized(NamedTuple):
    """A network and the side, in pixels, of the squares it takes."""

    network: keras.Model
    side: int


class Cost(NamedTuple):
    """``milliseconds`` for a photograph (median), and ``size`` in bytes of the file."""

    milliseconds: float
    size: int


def costs(networks: Mapping[str, Sized]) -> dict[str, Cost]:
    """What each of ``networks`` costs as LiteRT, fp32, in one thread, one photograph at a time."""
    from ai_edge_litert.interpreter import Interpreter

    contents = {name: to_litert(row.network) for name, row in networks.items()}
    ready = {}
    for name, row in networks.items():
        interpreter = ready[name] = Interpreter(model_content=contents[name], num_threads=1)
        place = interpreter.get_input_details()[0]["index"]
        interpreter.resize_tensor_input(place, (1, row.side, row.side, 3))
        interpreter.allocate_tensors()
        interpreter.set_tensor(place, np.zeros((1, row.side, row.side, 3), np.float32))
        interpreter.invoke()
    took: dict[str, list[float]] = {name: [] for name in networks}
    for _ in range(_TURNS):
        for name, interpreter in ready.items():
            start = time.perf_counter()
            interpreter.invoke()
            took[name].append(time.perf_counter() - start)
    return {name: Cost(1000 * float(np.median(took[name])), len(contents[name])) for name in networks}
