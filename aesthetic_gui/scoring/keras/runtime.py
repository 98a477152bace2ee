"""The GPU runtime: TensorFlow and Keras. Nothing of them is imported before a :class:`KerasRuntime` is started."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.keras.cam import told
from aesthetic_gui.scoring.keras.loading import bad_models_told, load_model
from aesthetic_gui.scoring.outputs import DeviceFailed, Outputs, outputs_from
from aesthetic_gui.scoring.pack import Pack, read_weights

if TYPE_CHECKING:
    import keras


class KerasRuntime:
    """Runs a pack's .keras weights with a compiled TensorFlow graph, on the first GPU or (for tests) on the CPU.

    Starting takes several seconds. On a GPU, memory grows as needed instead of being taken whole. Raises
    :class:`DeviceFailed` where the GPU cannot be started or fails in ``predict``, ``pack.BadPack`` for bad weights.
    ``alter`` may change the network's weights before.
    Thread-safe: a lock lets one ``predict`` run at a time.
    """

    def __init__(
        self,
        pack: Pack,
        device: Literal["gpu", "cpu"] = "gpu",
        alter: Callable[[keras.Model], None] = lambda _: None,
    ) -> None:
        content = read_weights(pack, "keras")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # errors only: stderr belongs to our own progress
        self._device = _first_gpu() if device == "gpu" else "/CPU:0"
        self._words = "GPU (TensorFlow)" if device == "gpu" else "CPU (TensorFlow)"
        self._lock = threading.Lock()
        with _failures_told():
            self._run: Any = self._compiled(pack, content, alter)

    @property
    def device(self) -> str:
        return self._words

    def predict(self, batch: NDArray[np.float32]) -> Outputs:
        """See :class:`Runtime`. Raises :class:`DeviceFailed` where the GPU is out of memory or lost."""
        with self._lock, _failures_told():
            return outputs_from({name: output.numpy() for name, output in self._run(batch).items()})

    def close(self) -> None:
        with self._lock:
            self._run = None

    def _compiled(self, pack: Pack, content: bytes, alter: Callable[[keras.Model], None]) -> Any:
        import tensorflow as tf

        with tf.device(self._device), bad_models_told(pack):
            network = load_model(pack, content)
            alter(network)
            model = told(network)
        signature = [tf.TensorSpec((None, None, None, 3), tf.float32)]

        def compute(batch: Any) -> Any:
            return model(batch, training=False)

        run = tf.function(compute, input_signature=signature)  # one graph for every size: no retracing

        def placed(batch: NDArray[np.float32]) -> Any:
            with tf.device(self._device):
                return run(tf.convert_to_tensor(batch))

        with bad_models_told(pack):
            placed(np.zeros((1, 64, 64, 3), np.float32))  # a GPU that does not work fails here, not in the first batch
        return placed


def _first_gpu() -> str:
    import tensorflow as tf

    found = tf.config.list_physical_devices("GPU")
    if not found:
        raise DeviceFailed("TensorFlow cannot use this computer's GPU (its CUDA libraries are missing).")
    try:
        for gpu in found:
            tf.config.experimental.set_memory_growth(gpu, True)
    except (RuntimeError, ValueError) as error:
        raise DeviceFailed(f"The GPU cannot be set up: {error}.") from error
    return "/GPU:0"


@contextmanager
def _failures_told() -> Iterator[None]:
    """Turns TensorFlow's device errors into :class:`DeviceFailed`; errors in our own input pass through."""
    from tensorflow import errors

    try:
        yield
    except errors.ResourceExhaustedError as error:
        raise DeviceFailed("The GPU ran out of memory.") from error
    except errors.InvalidArgumentError:
        raise
    except errors.OpError as error:
        raise DeviceFailed(f"The GPU failed: {error.message.splitlines()[0]}.") from error
