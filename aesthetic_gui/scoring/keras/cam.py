"""Gives a network the outputs that every network has: its class activation map is one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from aesthetic_gui.scoring.keras.graph import NO_REASONS
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import BadPack

if TYPE_CHECKING:
    import keras

_KERNEL_HEAD = {
    *("ratings_of_embedding", "ratings_of_likeness", "ratings_of_defects", "likeness", "defects"),
    *("likeness_of_embedding", "likeness_of_length", "defects_of_embedding"),
}


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
        raise BadPack(NO_REASONS)
    cells, shares, pooled = pooling[0].input, network.output, pooling[0].output
    if ratings.kernel.shape[0] != pooled.shape[-1]:
        raise BadPack(NO_REASONS)
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
