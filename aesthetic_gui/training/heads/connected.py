"""The fully connected head: three dense layers, batch normalisation and dropout between them, two outputs.

Learned with Keras 3 on any backend; what was learned is plain arrays, so that judging needs no Keras.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from aesthetic_gui.training.heads.head import Learn, Matrix
from aesthetic_gui.training.statistics import Numbers

if TYPE_CHECKING:
    import keras

_EPSILON = 1e-3  # of batch normalisation, Keras's own
_LAYERS = ("first", "second", "third")


@dataclass(frozen=True, slots=True, eq=False)
class Connected:
    """Kernels (d, a), (a, b), (b, 2) and biases of the dense layers, batch normalisation written into the first two."""

    kind: ClassVar[str] = "connected"
    first: Matrix
    first_bias: Numbers
    second: Matrix
    second_bias: Numbers
    third: Matrix
    third_bias: Numbers

    def evidence(self, features: Matrix) -> Numbers:
        hidden = np.maximum(features @ self.first + self.first_bias, 0)
        hidden = np.maximum(hidden @ self.second + self.second_bias, 0)
        ordinary, good = (hidden @ self.third + self.third_bias).T
        return np.asarray(good - ordinary, np.float64)


def connected(
    widths: tuple[int, int] = (256, 64), dropout: float = 0.5, epochs: int = 8, rate: float = 1e-3, batch: int = 64
) -> Learn:
    """Learns with Adam at ``rate``, by cross-entropy, ``epochs`` times over the photographs.

    The same seed gives the same head on the same machine and backend.
    """

    def learn(features: Matrix, labels: Numbers, weights: Numbers, seed: int) -> Connected:
        from keras import optimizers, utils

        utils.clear_session()
        utils.set_random_seed(seed)
        network = build(features.shape[1], widths, dropout)
        network.compile(optimizers.Adam(rate), "sparse_categorical_crossentropy")
        values = features.astype(np.float32), labels.astype(np.int32), (weights / weights.mean()).astype(np.float32)
        network.fit(*values[:2], batch, epochs, sample_weight=values[2], verbose=0)
        return _taken(network)

    return learn


def build(numbers: int, widths: tuple[int, int] = (256, 64), dropout: float = 0.5) -> keras.Model:
    """The network: features (n, ``numbers``) to shares (n, 2) of ordinary and good. Standard layers only."""
    from keras import Input, Model, layers

    inputs = x = Input((numbers,), name="features")
    for name, width in zip(_LAYERS, widths, strict=False):
        x = layers.Dense(width, use_bias=False, name=name)(x)
        x = layers.BatchNormalization(epsilon=_EPSILON, momentum=0.9, name=f"{name}_bn")(x)
        x = layers.Dropout(dropout, name=f"{name}_dropout")(layers.ReLU(name=f"{name}_relu")(x))
    return Model(inputs, layers.Dense(2, activation="softmax", name=_LAYERS[-1])(x), name="connected")


def _taken(network: keras.Model) -> Connected:
    """What ``network`` learned: y = gamma (W x - mean) / deviation + beta is one matrix and one bias."""
    arrays: dict[str, Matrix] = {}
    for name in _LAYERS[:2]:
        (kernel,) = network.get_layer(name).get_weights()
        gamma, beta, mean, variance = network.get_layer(f"{name}_bn").get_weights()
        scale = gamma / np.sqrt(variance + _EPSILON)
        arrays |= {name: kernel * scale, f"{name}_bias": beta - mean * scale}
    kernel, bias = network.get_layer(_LAYERS[-1]).get_weights()
    arrays |= {_LAYERS[-1]: kernel, f"{_LAYERS[-1]}_bias": bias}
    return Connected(**{name: array.astype(np.float64) for name, array in arrays.items()})
