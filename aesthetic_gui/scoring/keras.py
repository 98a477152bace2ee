"""The GPU runtime: TensorFlow and Keras. Nothing of them is imported before a :class:`KerasRuntime` is started."""

from __future__ import annotations

import json
import logging
import os
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import AestheticError
from aesthetic_gui.scoring.outputs import DeviceFailed, Outputs, outputs_from
from aesthetic_gui.scoring.pack import BadPack, Pack, read_weights

if TYPE_CHECKING:
    import keras

# What a pack's graph may be made of: layers that only compute, none that carries code.
_ALLOWED = {
    *("Functional", "InputLayer", "ZeroPadding2D", "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense"),
    *("BatchNormalization", "ReLU", "Activation", "Dropout", "Add", "Multiply", "Concatenate", "Rescaling"),
    *("GlobalAveragePooling2D", "MaxPooling2D", "AveragePooling2D", "Reshape", "DTypePolicy"),
    *("Subtract", "Minimum", "Maximum", "Average", "Dot", "Normalization", "LayerNormalization", "UnitNormalization"),
    *("UpSampling2D", "Cropping2D", "GlobalMaxPooling2D", "Resizing", "EinsumDense"),
    *("Flatten", "Permute", "RepeatVector", "Softmax", "LeakyReLU", "Identity"),
    *("GlorotUniform", "Zeros", "Ones", "HeNormal", "VarianceScaling", "RandomNormal", "Constant", "L2"),
}
_KERNEL_HEAD = {
    *("ratings_of_embedding", "ratings_of_likeness", "ratings_of_defects", "likeness", "defects"),
    *("likeness_of_embedding", "likeness_of_length", "defects_of_embedding"),
}
LARGEST_CONFIG = 16 << 20  # bytes; that of a hundred layers has a hundred thousand
_log = logging.getLogger(__name__)
_NO_REASONS = "This model does not end in pooling and ratings, so it cannot say why."


class KerasRuntime:
    """Runs a pack's .keras weights with a compiled TensorFlow graph, on the first GPU or (for tests) on the CPU.

    Starting takes several seconds. On a GPU, memory grows as needed instead of being taken whole. Raises
    :class:`DeviceFailed` where the GPU cannot be started or fails in ``predict``, ``pack.BadPack`` for bad weights.
    Thread-safe: a lock lets one ``predict`` run at a time.
    """

    def __init__(self, pack: Pack, device: Literal["gpu", "cpu"] = "gpu") -> None:
        content = read_weights(pack, "keras")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # errors only: stderr belongs to our own progress
        self._device = _first_gpu() if device == "gpu" else "/CPU:0"
        self._words = "GPU (TensorFlow)" if device == "gpu" else "CPU (TensorFlow)"
        self._lock = threading.Lock()
        with _failures_told():
            self._run: Any = self._compiled(pack, content)

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

    def _compiled(self, pack: Pack, content: bytes) -> Any:
        import tensorflow as tf

        with tf.device(self._device), _bad_models_told(pack):
            model = told(load_model(pack, content))
        signature = [tf.TensorSpec((None, None, None, 3), tf.float32)]

        def compute(batch: Any) -> Any:
            return model(batch, training=False)

        run = tf.function(compute, input_signature=signature)  # one graph for every size: no retracing

        def placed(batch: NDArray[np.float32]) -> Any:
            with tf.device(self._device):
                return run(tf.convert_to_tensor(batch))

        with _bad_models_told(pack):
            placed(np.zeros((1, 64, 64, 3), np.float32))  # a GPU that does not work fails here, not in the first batch
        return placed


def told(network: keras.Model) -> keras.Model:
    """``network`` as it is where its outputs have the names of :class:`Outputs`, else :func:`explained`."""
    names = set(network.output) if isinstance(network.output, dict) else set()
    return network if names == set(Outputs._fields) else explained(network)


def explained(network: keras.Model) -> keras.Model:
    """``network``, ending in global pooling and a head with softmax, with the outputs that every network has.

    A cell's contribution to the mean rating m is sum_k F_k g_k / cells, g being the gradient of m by the pooled
    channels: Grad-CAM without a backward pass. The head is one layer of ratings on the pooled channels, or that of
    ``training.network.kernel_head``. Raises ``BadPack`` where the network does not end so.
    """
    from keras import Model, layers, ops

    named = {layer.name: layer for layer in network.layers}
    pooling = [layer for layer in network.layers if isinstance(layer, layers.GlobalAveragePooling2D)]
    if len(pooling) > 1:  # one of them looks at the defects that an early block shows
        pooling = [layer for layer in pooling if layer.name == "embedding"]
    last = network.layers[-1]
    kernel_head = set(named) >= _KERNEL_HEAD
    ratings = named["ratings_of_embedding"] if kernel_head else last
    softmax = getattr(getattr(last, "activation", None), "__name__", "") == "softmax"
    if len(pooling) != 1 or not softmax or not isinstance(ratings, layers.Dense):
        raise BadPack(_NO_REASONS)
    cells, shares, pooled = pooling[0].input, network.output, pooling[0].output
    if ratings.kernel.shape[0] != pooled.shape[-1]:
        raise BadPack(_NO_REASONS)
    values = np.arange(1, ratings.units + 1, dtype=np.float32)
    mean = ops.sum(shares * values, axis=-1, keepdims=True)
    by_logit = shares * ops.subtract(values, mean)
    by_channel = ops.matmul(by_logit, ops.transpose(ratings.kernel))
    if kernel_head:
        by_channel = by_channel + _by_kernel_head(named, pooled, by_logit)
    raw = ops.sum(cells * ops.expand_dims(ops.expand_dims(by_channel, 1), 1), axis=-1)
    cam = raw / ops.sum(ops.ones_like(raw), axis=(1, 2), keepdims=True)  # a symbolic shape cannot be multiplied
    return Model(network.input, {"distribution": shares, "cam": cam, "embedding": pooled})


def _by_kernel_head(named: dict[str, Any], pooled: Any, by_logit: Any) -> Any:
    """The gradient by the ``pooled`` channels (n, d) that goes through likenesses and defects, by the chain rule."""
    from keras import ops

    def back(gradient: Any, layer: str) -> Any:
        return ops.matmul(gradient, ops.transpose(named[layer].kernel))

    near, odds = named["likeness"].output, named["defects"].output
    by_near = back(by_logit, "ratings_of_likeness") * near  # an exponential is its own slope
    by_odds = back(by_logit, "ratings_of_defects") * ops.subtract(1.0, ops.exp(ops.negative(odds)))  # softplus
    by_length = back(by_near, "likeness_of_length")
    through = back(by_near, "likeness_of_embedding") + back(by_odds, "defects_of_embedding")
    return through + ops.multiply(ops.multiply(pooled, 2.0), by_length)


def load_model(pack: Pack, content: bytes) -> keras.Model:
    """The network in the bytes of a .keras file, made of :data:`_ALLOWED` layers only; nothing in it is executed.

    Raises ``BadPack`` for any other file.
    """
    import keras

    with _bad_models_told(pack):
        classes = set(_class_names(_config_of(content)))
    if classes - _ALLOWED:
        raise BadPack(f"The model {pack.id} is refused: it contains {', '.join(sorted(classes - _ALLOWED))}.")
    with _bad_models_told(pack), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"  # what was verified, not what lies on disk by now
        path.write_bytes(content)
        return keras.saving.load_model(path, compile=False, safe_mode=True)


def _config_of(content: bytes) -> Any:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if archive.getinfo("config.json").file_size > LARGEST_CONFIG:
            raise ValueError("its configuration is too large")
        return json.loads(archive.read("config.json"))


@contextmanager
def _bad_models_told(pack: Pack) -> Iterator[None]:
    """Whatever a damaged model makes Keras raise, as ``BadPack``; what the device fails in passes through."""
    from tensorflow import errors

    try:
        yield
    except AestheticError:
        raise
    except Exception as error:  # parsers of hostile bytes raise anything
        if isinstance(error, errors.OpError) and not isinstance(error, errors.InvalidArgumentError):
            raise
        _log.info("the model %s cannot be started", pack.id, exc_info=True)
        said = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise BadPack(
            f"The model {pack.id} cannot be started: its weights are no Keras model ({said[:200]})."
        ) from error


def _class_names(config: Any) -> Iterator[str]:
    if isinstance(config, dict):
        if "class_name" in config and config["class_name"] != "__keras_tensor__":
            yield str(config["class_name"])
        for value in config.values():
            yield from _class_names(value)
    elif isinstance(config, list):
        for value in config:
            yield from _class_names(value)


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
