"""Layer-wise relevance propagation: from a number back to the pixels, layer by layer, nothing lost uncounted.

Bach et al., "On Pixel-Wise Explanations" (2015); Montavon et al., "Layer-Wise Relevance Propagation: An Overview"
(2019); Kohlbrenner et al., "Towards Best Practice in Explaining Neural Network Decisions with LRP" (2020).

    head: what each cell of the pooled maps adds to the number (``head``)
      └──> layer by layer, by the rules of a preset (``rules``, ``layers``), what biases keep counted apart
             └──> what each pixel adds

It starts where CAM ends. The preset "epsilon" takes that rule everywhere; "alpha-beta" the rule with 2 and 1;
"composite" epsilon for dense layers, alpha-beta with 1 and 0 for convolutions, the box rule for the pixels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.keras import rules
from aesthetic_gui.scoring.keras.graph import Node, leading_to, nodes_of
from aesthetic_gui.scoring.keras.head import Target, head_of
from aesthetic_gui.scoring.keras.layers import ADDED, CONVOLUTIONS, PASSAGES, UNCHANGED, Layers, layers_of
from aesthetic_gui.scoring.keras.rules import Rule, Shared, Tensor, total

if TYPE_CHECKING:
    import keras

PRESETS = ("composite", "epsilon", "alpha-beta")
Bounds = tuple[float, float]


class Kept(NamedTuple):
    """What one layer did with the relevance that reached it, float64: got = passed + bias + stabiliser."""

    layer: str
    got: float
    passed: float
    bias: float
    stabiliser: float


@dataclass(frozen=True, slots=True, eq=False)
class Relevance:
    """What each pixel adds to ``value`` less ``base``: ``pixels`` float32 (h, w), of all three channels.

    ``even`` is the part of them that is the same everywhere; ``kept`` says of each layer, from the head down, what
    became of its relevance. ``value`` - ``base`` is the sum of ``pixels`` and of what was kept by biases and the
    stabiliser, and what the head's integral missed.
    """

    pixels: NDArray[np.float32]
    value: float
    base: float
    even: float
    kept: tuple[Kept, ...]

    @property
    def absorbed(self) -> float:
        """What biases and the stabiliser kept, of all layers."""
        return sum(row.bias + row.stabiliser for row in self.kept)


def relevance_of(network: keras.Model, target: Target, preset: str, bounds: Bounds) -> Callable[..., Relevance]:
    """A function that explains ``target`` of one photograph: of its pixels float32 (h, w, 3), within ``bounds``.

    Its first call compiles (seconds). Raises ``BadPack`` for a network that it cannot go back through, ``ValueError``
    for a preset that there is not.
    """
    import tensorflow as tf

    if preset not in PRESETS:
        raise ValueError(f"the presets of LRP are {', '.join(PRESETS)}, not {preset!r}")
    nodes = nodes_of(network)
    head = head_of(network, nodes, target)
    layers = layers_of(leading_to(nodes, head.cells))
    walk = Walk(layers, preset, bounds)

    @tf.function(input_signature=[tf.TensorSpec((1, None, None, 3), tf.float32)])  # type: ignore[untyped-decorator]
    def run(photograph: Tensor) -> tuple[Tensor, ...]:
        values = layers.values(photograph)
        maps = [values[name] for name in head.cells]
        slopes, value, base = head.slopes([tf.reduce_mean(cells, axis=(1, 2)) for cells in maps])
        start: dict[str, Tensor] = {}
        even = tf.zeros((), tf.float64)
        for name, cells, centre, slope in zip(head.cells, maps, head.centres, slopes, strict=True):
            share = slope / tf.cast(tf.reduce_prod(tf.shape(cells)[1:3]), tf.float32)
            if preset == "epsilon":  # a cell's own value may be near zero where it is far from the average
                even = even - total(centre * slope)
                start[name] = cells * share
            else:
                start[name] = (cells - centre) * share
        pixels, kept = walk.back(values, start)
        shape = tf.shape(photograph)[1:3]
        every = tf.cast(even, tf.float32) / tf.cast(tf.reduce_prod(shape), tf.float32)
        return tf.reduce_sum(pixels[0], axis=-1) + every, value, base, even, kept

    def explained(photograph: NDArray[np.float32]) -> Relevance:
        pixels, value, base, even, kept = (found.numpy() for found in run(tf.convert_to_tensor(photograph[None])))
        rows = tuple(Kept(name, *map(float, row)) for name, row in zip(walk.order, kept, strict=True))
        return Relevance(pixels, float(value), float(base), float(even), rows)

    return explained


class Walk:
    """The way back through ``layers`` by the rules of ``preset``, for pixels within ``bounds``."""

    def __init__(self, layers: Layers, preset: str, bounds: Bounds) -> None:
        self._layers, self._preset, self._bounds = layers, preset, bounds
        self.order = [node.name for node in reversed(layers.nodes.values()) if node.parents]

    def back(self, values: dict[str, Tensor], start: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
        """The pixels' relevance (n, h, w, 3), and float64 (layers, 4) the figures of :class:`Kept`, as ``order``.

        ``values`` are the layers' outputs, ``start`` the relevance of those where it begins.
        """
        import tensorflow as tf

        waiting: dict[str, list[Tensor]] = defaultdict(list)
        for name, given in start.items():
            waiting[name].append(given)
        kept = []
        low, high = self._preprocessed(values)
        for name in self.order:
            node = self._layers.nodes[name]
            relevance = tf.add_n(waiting.pop(name))
            shared = self._shared(node, values, relevance, low, high)
            for parent, share in zip(node.parents, shared.inputs, strict=True):
                waiting[parent].append(share)
            passed = tf.add_n([total(share) for share in shared.inputs])
            kept.append(tf.stack([total(relevance), passed, shared.bias, shared.stabiliser]))
        (first,) = waiting.values()
        return tf.add_n(first), tf.stack(kept)

    def _shared(
        self, node: Node, values: dict[str, Tensor], relevance: Tensor, low: dict[str, Tensor], high: dict[str, Tensor]
    ) -> Shared:
        import tensorflow as tf

        given = [values[name] for name in node.parents]
        neurons = self._layers.sum_of(node, given)
        if neurons is not None:
            of_pixels = node.kind in CONVOLUTIONS and node.parents[0] in low and self._preset == "composite"
            rule = rules.box([low[node.parents[0]]], [high[node.parents[0]]]) if of_pixels else self._rule(node)
            return rule(neurons, relevance)
        nothing = tf.zeros((), tf.float64)
        if node.kind in PASSAGES:
            return Shared(_back_through(node.layer, given, relevance), nothing, nothing)
        return Shared([relevance], nothing, nothing)

    def _rule(self, node: Node) -> Rule:
        if self._preset == "epsilon" or (node.kind == "Dense" and self._preset == "composite"):
            return rules.epsilon
        mild = self._preset == "composite" or node.kind in ADDED
        return rules.alpha_beta(1.0, 0.0) if mild else rules.alpha_beta(2.0, 1.0)

    def _preprocessed(self, values: dict[str, Tensor]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The least and the most that pixels can be, in each layer before the first that weighs them."""
        import tensorflow as tf

        found: tuple[dict[str, Tensor], ...] = ({}, {})
        for node in self._layers.nodes.values():
            if not node.parents:
                ends = [tf.fill(tf.shape(values[node.name]), bound) for bound in self._bounds]
            elif node.kind in UNCHANGED | PASSAGES and node.kind != "ReLU" and set(node.parents) <= set(found[0]):
                ends = [node.layer(_alone([side[name] for name in node.parents])) for side in found]
            else:
                continue
            for side, bound in zip(found, (tf.minimum(*ends), tf.maximum(*ends)), strict=True):
                side[node.name] = bound
        return found[0], found[1]


def _back_through(layer: Any, given: list[Tensor], relevance: Tensor) -> list[Tensor]:
    """The relevance of what was ``given``, of a layer that only moves, drops or copies it."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(given)
        moved = layer(_alone(given))
    return list(tape.gradient(moved, given, output_gradients=relevance))


def _alone(given: list[Tensor]) -> Any:
    return given if len(given) > 1 else given[0]
