"""A process that has TensorFlow in it, so that the program has not: it says what each pixel adds.

``python -m aesthetic_gui.scoring.keras.child``

    stdin: {method, pack, target, …} + pictures ──> LRP or integrated gradients ──> stdout: {shape, notes} + map
                                                └──> a pack it cannot explain ──> stdout: {refused}

Networks and what was compiled of them are kept. ``explain.gradients.child`` is the other side; the process ends when
its stdin does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aesthetic_gui.children import frames, limit_memory
from aesthetic_gui.children.serving import serve
from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.pack import Pack, read_pack, read_weights

if TYPE_CHECKING:
    import keras
    import numpy as np
    from numpy.typing import NDArray

MEMORY = 16 << 30  # bytes, most of which TensorFlow only reserves
LATER = 5  # lower in rank than the window: what is waited for is drawn first

Answer = tuple[dict[str, float], "NDArray[np.float32]"]


def main() -> int:
    """Answer requests until there are no more."""
    requests, replies = frames.streams()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    limit_memory(MEMORY)
    if hasattr(os, "nice"):
        os.nice(LATER)
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")  # the window's runtime may have it
    tf.config.experimental.enable_op_determinism()
    tf.config.threading.set_inter_op_parallelism_threads(1)  # else sums come in any order: the same map to the last bit
    serve(requests, replies, _reply)
    return 0


def _reply(message: frames.Fields, body: bytes) -> tuple[frames.Fields, bytes]:
    try:
        notes, pixels = _METHODS[message["method"]](message, _pictures(message, body))
    except AestheticError as error:
        return {"refused": str(error)}, b""
    return {"shape": list(pixels.shape), "notes": notes}, pixels.tobytes()


def _pictures(message: frames.Fields, body: bytes) -> NDArray[np.float32]:
    """What was sent, float32 (n, h, w, 3)."""
    import numpy as np

    return np.frombuffer(body, np.float32).reshape(-1, *message["size"], 3)


def _relevance(message: frames.Fields, pictures: NDArray[np.float32]) -> Answer:
    explained = _lrp(message["pack"], message["random"], message["target"], message["option"])
    found = explained(pictures[0])
    rows = found.kept
    missed = max(abs(row.got - row.passed - row.bias - row.stabiliser) for row in rows)
    notes = {"of": found.value, "base": found.base, "absorbed": found.absorbed, "missed": missed}
    return {**notes, "sum": float(found.pixels.sum(dtype="float64"))}, found.pixels


def _integrated(message: frames.Fields, pictures: NDArray[np.float32]) -> Answer:
    shared = _gradients(message["pack"], message["random"], message["target"])
    found = shared(pictures[0], pictures[1], message["places"], message["lengths"])
    return {"of": found.value, "base": found.base}, found.pixels


_METHODS: dict[str, Callable[[frames.Fields, Any], Answer]] = {"lrp": _relevance, "integrated": _integrated}


@lru_cache(maxsize=8)
def _lrp(folder: str, random: int | None, target: Any, preset: str) -> Callable[..., Any]:
    from aesthetic_gui.scoring.keras.relevance import relevance_of

    preparation = _pack(folder).preparation
    ends = sorted((preparation.offset, 255 * preparation.scale + preparation.offset))
    return relevance_of(_network(folder, random), target, preset, (ends[0], ends[1]))


@lru_cache(maxsize=4)
def _gradients(folder: str, random: int | None, target: Any) -> Callable[..., Any]:
    from aesthetic_gui.scoring.keras.integrated import shares_of

    return shares_of(_network(folder, random), target)


@lru_cache(maxsize=2)
def _network(folder: str, random: int | None) -> keras.Model:
    from aesthetic_gui.scoring.keras.loading import load_model
    from aesthetic_gui.scoring.keras.randomised import randomise

    pack = _pack(folder)
    network = load_model(pack, read_weights(pack, "keras"))
    if random is not None:
        randomise(network, random, pack.preparation)
    return network


def _pack(folder: str) -> Pack:
    """The pack in ``folder`` at the precision of its Keras weights."""
    pack = read_pack(Path(folder))
    return pack.at_precision(next(row.precision for row in pack.weights if row.runtime == "keras"))


if __name__ == "__main__":
    sys.exit(main())
