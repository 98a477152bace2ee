"""The network in two: a stem that is run once for each view, and a tail that learns from what the stem gave.

The tail shares its layers with the network, so what it learns the network knows; only the head differs while
training: its logits are the network's plus ``tilt`` times (rating - 5.5), the tilt being linear in the embedding.
Such an exponential tilt moves the mean monotonically and keeps what the ratings' shape tells; :func:`merged` writes it
into the head's weights. Batch normalisation stays as it was trained. Keras 3, on any backend.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.keras import load_model
from aesthetic_gui.scoring.pack import load_pack, read_weights
from aesthetic_gui.training.network.nima import BLOCKS

if TYPE_CHECKING:
    import keras

TILT = "tilt"
EARLY = "early"
_EARLY_BLOCK = 3  # 128 channels at a quarter of the resolution: colours, tones and texture, before meaning


def load_network(pack_name: str) -> keras.Model:
    """The network of an installed pack, from its .keras file. Keras and its backend are told to be quiet."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # a computer without a GPU is no error
    from keras import config

    config.disable_interactive_logging()
    pack = load_pack(pack_name)
    return load_model(pack, read_weights(pack, "keras"))


def cut_name(blocks: int) -> str:
    """The layer whose output the last ``blocks`` blocks begin with; 0: the embedding."""
    return f"pointwise_{len(BLOCKS) - blocks}_relu" if blocks else "embedding"


def stem(network: keras.Model, blocks: int) -> keras.Model:
    """Photographs to ``embedding`` (n, d), ``early`` (n, e), ``distribution`` (n, 10); ``features`` (n, h, w, c)."""
    from keras import Model

    outputs = {
        "embedding": network.get_layer("embedding").output,
        "early": early(network),
        "distribution": network.output,
    }
    if blocks:
        outputs["features"] = network.get_layer(cut_name(blocks)).output
    return Model(network.input, outputs)


def early(network: keras.Model) -> Any:
    """The pooled output (n, e) of an early block: what a defect of the whole picture shows in."""
    from keras import layers

    if EARLY in {layer.name for layer in network.layers}:
        return network.get_layer(EARLY).output
    return layers.GlobalAveragePooling2D(name=EARLY)(network.get_layer(f"pointwise_{_EARLY_BLOCK}_relu").output)


def tail(network: keras.Model, blocks: int, dropout: float, ratings_learn: bool, seed: int) -> keras.Model:
    """``features`` (n, h, w, c) and their ``mask`` (n, h, w, 1; 0 where a smaller photograph was filled up) to ratings.

    Filled up or not, a photograph's ratings are the same: the mask is applied wherever neighbours are looked at.
    With no blocks the features are embeddings as (n, 1, 1, d). The tilt begins at 0.
    """
    from keras import Input, Model, layers, ops

    head = network.layers[-1]
    channels = network.get_layer(cut_name(blocks)).output.shape[-1]
    features = Input((None, None, channels), dtype="float16" if blocks else "float32", name="features")
    mask = Input((None, None, 1), name="mask")
    x, left = _blocks(network, blocks, ops.cast(features, "float32"), mask)
    embedding = ops.sum(x * left, axis=(1, 2)) / ops.sum(left, axis=(1, 2))
    embedding = layers.Dropout(dropout, seed=seed)(embedding) if dropout else embedding
    ratings = layers.Dense(head.units, name="ratings", trainable=ratings_learn)
    logits = ratings(embedding)
    ratings.set_weights(head.get_weights())
    tilt = layers.Dense(1, name=TILT, kernel_initializer="zeros")(embedding)
    return Model({"features": features, "mask": mask}, layers.Softmax()(logits + tilt * _centred(head.units)))


def merge(network: keras.Model, trained: keras.Model) -> None:
    """Put the head of a trained tail into ``network``, whose other layers the tail shares."""
    kernel, bias = trained.get_layer("ratings").get_weights()
    tilt_kernel, tilt_bias = trained.get_layer(TILT).get_weights()
    centred = _centred(len(bias))
    network.layers[-1].set_weights([kernel + tilt_kernel * centred, bias + tilt_bias * centred])


def _centred(ratings: int) -> NDArray[np.float32]:
    return (np.arange(1, ratings + 1) - (ratings + 1) / 2).astype(np.float32)


def _blocks(network: keras.Model, blocks: int, x: Any, mask: Any) -> tuple[Any, Any]:
    """The last ``blocks`` blocks applied to ``x``, and the mask at their resolution."""
    from keras import layers

    if not blocks:
        return x, mask
    names = [layer.name for layer in network.layers]
    inside = network.layers[names.index(cut_name(blocks)) + 1 : names.index("embedding")]
    before: Any = None
    for layer in inside:
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False
        padding = isinstance(layer, layers.ZeroPadding2D)
        depthwise = isinstance(layer, layers.DepthwiseConv2D)
        if padding or (depthwise and not isinstance(before, layers.ZeroPadding2D)):
            x = x * mask
        x = layer(x)
        if depthwise and tuple(layer.strides) == (2, 2):
            mask = mask[:, ::2, ::2]
        before = layer
    return x, mask
