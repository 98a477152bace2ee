"""The CPU runtime: LiteRT, TensorFlow's own small runtime (33 MB and 0.1 s where TensorFlow takes 690 MB and 5 s)."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.outputs import OF_EVERY_FORM, Outputs, outputs_from
from aesthetic_gui.scoring.pack import BadPack, Pack, read_weights

_SHAPES_KEPT = 4  # a shoot has two to four shapes (3:2 and 4:3, upright and lying)
_MOST_THREADS = 4  # MobileNet gains nothing beyond


def usable_threads() -> int:
    """How many threads pay off: the cores this process may use, four at most."""
    if hasattr(os, "sched_getaffinity"):
        return min(_MOST_THREADS, len(os.sched_getaffinity(0)))
    return min(_MOST_THREADS, os.cpu_count() or 1)


class LiteRTRuntime:
    """Runs a pack's .tflite weights on the CPU.

    An interpreter is laid out for one input shape, so one is kept per recent shape and photographs go through it
    one by one: on a CPU a batch gains nothing and a changing batch size would lay the memory out again.
    Thread-safe: interpreters are not, so a lock lets one ``predict`` run at a time.
    """

    def __init__(self, pack: Pack, threads: int | None = None) -> None:
        self._content = read_weights(pack, "litert")
        self._threads = threads or usable_threads()
        self._interpreters: OrderedDict[tuple[int, int], Any] = OrderedDict()
        self._lock = threading.Lock()
        self._title = pack.id
        with failures_told(pack.id):
            self._places = self._output_places(self._new_interpreter())

    @property
    def device(self) -> str:
        return "CPU (LiteRT)"

    def predict(self, batch: NDArray[np.float32]) -> Outputs:
        """See :class:`Runtime`. Raises ``ValueError`` where ``batch`` is not float32 (n, h, w, 3) with n ≥ 1."""
        if batch.ndim != 4 or batch.shape[3] != 3 or not batch.shape[0]:
            raise ValueError(f"expected float32 (n, h, w, 3), got {batch.dtype} {batch.shape}")
        with self._lock, failures_told(self._title):
            interpreter = self._interpreter(batch.shape[1], batch.shape[2])
            rows = [self._run(interpreter, one[None]) for one in batch]
            return outputs_from({name: np.concatenate([row[name] for row in rows]) for name in self._places})

    def close(self) -> None:
        with self._lock:
            self._interpreters.clear()

    def _run(self, interpreter: Any, one: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], one)
        interpreter.invoke()
        return {name: interpreter.get_tensor(place) for name, place in self._places.items()}

    def _interpreter(self, height: int, width: int) -> Any:
        shape = (height, width)
        if shape not in self._interpreters:
            interpreter = self._new_interpreter()
            interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], (1, height, width, 3))
            interpreter.allocate_tensors()
            self._interpreters[shape] = interpreter
            if len(self._interpreters) > _SHAPES_KEPT:
                self._interpreters.popitem(last=False)
        self._interpreters.move_to_end(shape)
        return self._interpreters[shape]

    def _new_interpreter(self) -> Any:
        from ai_edge_litert.interpreter import Interpreter

        return Interpreter(model_content=self._content, num_threads=self._threads)

    def _output_places(self, interpreter: Any) -> dict[str, int]:
        """Tensor numbers of those of the :class:`Outputs` that there are, by their names in the signature."""
        signature = interpreter.get_signature_runner("serving_default").get_output_details()
        absent = [name for name in OF_EVERY_FORM if name not in signature]
        if absent:
            raise BadPack(f"The model {self._title} has no output {absent[0]!r}.")
        return {name: int(signature[name]["index"]) for name in Outputs._fields if name in signature}


@contextmanager
def failures_told(title: str) -> Iterator[None]:
    """LiteRT's own errors, of whatever type, in words."""
    try:
        yield
    except (ValueError, RuntimeError, TypeError, LookupError, OverflowError) as error:
        raise BadPack(f"The model {title} cannot be used: its weights are no LiteRT model ({error}).") from error
