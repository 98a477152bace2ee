"""What each kind of layer computes, and how relevance goes back through it; batch normalisation is folded before.

sums      Conv2D, DepthwiseConv2D, Dense, BatchNormalization, Add, average poolings      a rule shares out
passages  padding, cropping, joining, reshaping, copying, largest of several             back the way it came
the rest  ReLU, ReLU6, Dropout, Rescaling                                                each its own, unchanged
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aesthetic_gui.scoring.keras.graph import Node, Nodes, fed_by
from aesthetic_gui.scoring.keras.rules import Linear, Sum, Tensor
from aesthetic_gui.scoring.pack import BadPack

CONVOLUTIONS = {"Conv2D", "DepthwiseConv2D"}
WEIGHED = {*CONVOLUTIONS, "Dense", "BatchNormalization"}
ADDED = {"Add", "AveragePooling2D", "GlobalAveragePooling2D"}
PASSAGES = {
    *("ZeroPadding2D", "Cropping2D", "Concatenate", "Reshape", "Flatten", "Permute", "UpSampling2D"),
    *("MaxPooling2D", "GlobalMaxPooling2D"),
}
UNCHANGED = {"InputLayer", "ReLU", "Dropout", "Rescaling", "Identity", "Activation"}
STRAIGHT = {"linear", "relu", "relu6"}  # activations that leave zero where it is and need no rule


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What a layer multiplies by and adds, with the batch normalisation behind it, float32."""

    kernel: Tensor
    bias: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The layers of (a part of) a network, ready to be computed and gone back through."""

    nodes: Nodes
    weights: dict[str, Weights]  # of those in :data:`WEIGHED` that are not folded into another
    non_negative: frozenset[str]

    def values(self, photographs: Tensor) -> dict[str, Tensor]:
        """Each layer's output by name, of photographs float32 (n, h, w, 3)."""
        found: dict[str, Tensor] = {}
        for node in self.nodes.values():
            given = [found[name] for name in node.parents]
            found[node.name] = self._value(node, given) if given else photographs
        return found

    def sum_of(self, node: Node, given: list[Tensor]) -> Sum | None:
        """What ``node`` adds up of what it is ``given``; None where it adds nothing up."""
        known = all(name in self.non_negative for name in node.parents)
        places = [_places(self.nodes[name], one) for name, one in zip(node.parents, given, strict=True)]
        if node.name in self.weights:
            weights = self.weights[node.name]
            return Sum(_linear(node), given, weights.kernel, weights.bias, known, places)
        return Sum(_added(node), given, 1.0, 0.0, known, places) if node.kind in ADDED else None

    def _value(self, node: Node, given: list[Tensor]) -> Tensor:
        import keras

        neurons = self.sum_of(node, given)
        if neurons is not None:
            value = neurons.linear(neurons.inputs, neurons.kernel) + neurons.bias
            return keras.activations.get(node.activation)(value)
        if node.kind == "BatchNormalization":  # folded into the layer before
            return given[0]
        return node.layer(given if len(given) > 1 else given[0])


def layers_of(nodes: Nodes) -> Layers:
    """``nodes`` as :class:`Layers`. Raises ``BadPack`` where relevance cannot go back through one of them."""
    for node in nodes.values():
        _check(node)
    folded = {node.name: node.parents[0] for node in nodes.values() if _folds(node, nodes)}
    weights = {node.name: _weights(node) for node in nodes.values() if node.kind in WEIGHED and node.name not in folded}
    for name, before in folded.items():
        weights[before] = _folded(nodes[before], weights[before], nodes[name])
    return Layers(nodes, weights, _non_negative(nodes))


def _check(node: Node) -> None:
    known = node.kind in WEIGHED | ADDED | PASSAGES | UNCHANGED
    smooth = getattr(node.layer, "interpolation", "nearest") != "nearest"
    sideways = getattr(node.layer, "data_format", None) == "channels_first"
    if not known or smooth or sideways or node.activation not in STRAIGHT:
        told = node.kind if node.activation in STRAIGHT else f"{node.kind} with {node.activation}"
        raise BadPack(
            f"LRP cannot explain this model: it does not know the layer {node.name} ({told}). Choose another method."
        )


def _folds(node: Node, nodes: Nodes) -> bool:
    """Whether ``node`` is a batch normalisation right behind a weighed sum that nothing else uses."""
    if node.kind != "BatchNormalization":
        return False
    before = nodes[node.parents[0]]
    weighed = before.kind in WEIGHED - {"BatchNormalization"} and before.activation == "linear"
    return weighed and len(fed_by(nodes, before.name)) == 1


def _weights(node: Node) -> Weights:
    import tensorflow as tf

    layer = node.layer
    if node.kind == "BatchNormalization":
        return Weights(*_scale_and_shift(layer))
    bias = tf.convert_to_tensor(layer.bias) if layer.use_bias else tf.zeros(())
    return Weights(tf.convert_to_tensor(layer.kernel), bias)


def _folded(node: Node, weights: Weights, normalisation: Node) -> Weights:
    import tensorflow as tf

    scale, shift = _scale_and_shift(normalisation.layer)
    by_channel = tf.reshape(scale, weights.kernel.shape[2:]) if node.kind == "DepthwiseConv2D" else scale
    return Weights(weights.kernel * by_channel, weights.bias * scale + shift)


def _scale_and_shift(layer: Any) -> tuple[Tensor, Tensor]:
    import tensorflow as tf

    scale = tf.math.rsqrt(tf.convert_to_tensor(layer.moving_variance) + layer.epsilon)
    scale = scale * tf.convert_to_tensor(layer.gamma) if layer.scale else scale
    shift = -tf.convert_to_tensor(layer.moving_mean) * scale
    return scale, shift + tf.convert_to_tensor(layer.beta) if layer.center else shift


def _linear(node: Node) -> Linear:
    from keras import ops

    layer = node.layer
    if node.kind == "Dense":
        return lambda given, kernel: ops.matmul(given[0], kernel)
    if node.kind == "BatchNormalization":
        return lambda given, kernel: ops.multiply(given[0], kernel)
    convolve = ops.conv if node.kind == "Conv2D" else ops.depthwise_conv
    way = {"strides": layer.strides, "padding": layer.padding, "dilation_rate": layer.dilation_rate}
    return lambda given, kernel: convolve(given[0], kernel, **way)


def _added(node: Node) -> Linear:
    """Sums whose weights are all alike and above zero; below zero they add nothing up (the part that lowers)."""
    layer = node.layer
    return lambda given, kernel: layer(given if len(given) > 1 else given[0]) * kernel


def _places(before: Node, given: Tensor) -> Tensor:
    """Like ``given``, the output of ``before``: 1, but 0 in the border that it may have put around."""
    import keras

    alike = keras.ops.ones_like(given)
    if before.kind != "ZeroPadding2D":
        return alike
    return before.layer(keras.layers.Cropping2D(before.layer.padding)(alike))


def _non_negative(nodes: Nodes) -> frozenset[str]:
    """The layers whose outputs are never below zero, whatever the photograph."""
    found: set[str] = set()
    for node in nodes.values():
        cut = (node.kind == "ReLU" and not node.layer.negative_slope) or node.activation in ("relu", "relu6")
        kept = node.kind in ADDED | PASSAGES | {"Dropout", "Identity"} and set(node.parents) <= found
        if cut or kept:
            found.add(node.name)
    return frozenset(found)
