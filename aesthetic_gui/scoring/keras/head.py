"""Where maps become one number: what each cell of the pooled maps adds to it, compared with the average photograph.

The head pools each map into a vector and makes a number of all of them, smoothly: standardised, clipped, softplus of
defects, softmax. A pooled value's share is its distance from the average photograph's times the mean slope on the
straight way from there (Aumann & Shapley 1974; Sundararajan et al. 2017): the shares add up to the number less that of
the average photograph, the base. Of a pooled value each cell has its own part; for a straight head that is CAM.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.keras.graph import NO_REASONS, Nodes, fed_by, leading_to
from aesthetic_gui.scoring.keras.rules import Tensor
from aesthetic_gui.scoring.pack import BadPack

if TYPE_CHECKING:
    import keras

POINTS = 200  # of the way from the average photograph, by Gauss and Legendre: where a value is clipped it has a kink
Target = Literal["aesthetic", "rating"]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """``cells`` are the layers whose maps are pooled, ``centres`` (c,) of each the average photograph's pooled values
    (zeros where the network does not tell), ``number`` makes of all pooled values [(n, c), …] the numbers (n,).
    """

    cells: tuple[str, ...]
    centres: tuple[NDArray[np.float32], ...]
    number: Any

    def slopes(self, pooled: list[Tensor]) -> tuple[list[Tensor], Tensor, Tensor]:
        """The mean slope (c,) by each pooled value [(1, c), …] on the way, the number there, and the base."""
        import tensorflow as tf

        places, widths = np.polynomial.legendre.leggauss(POINTS)
        way = tf.constant((places + 1) / 2, tf.float32)[:, None]
        steps = [centre + way * (value - centre) for centre, value in zip(self.centres, pooled, strict=True)]
        with tf.GradientTape() as tape:
            tape.watch(steps)
            numbers = self.number(steps)
        back = tape.gradient(numbers, steps, output_gradients=tf.constant(widths / 2, tf.float32))
        (base,) = tf.unstack(self.number([tf.constant(centre)[None] for centre in self.centres]), 1)
        (value,) = tf.unstack(self.number(pooled), 1)
        return [tf.reduce_sum(slope, axis=0) for slope in back], value, base


def head_of(network: keras.Model, nodes: Nodes, target: Target) -> Head:
    """The head that says ``target``. Raises ``BadPack`` where the network does not end in pooled maps."""
    import keras

    tensor, is_number = _said(network, target)
    end = next(node.name for node in nodes.values() if node.layer.output is tensor)
    pooled = [node for node in leading_to(nodes, [end]).values() if node.kind == "GlobalAveragePooling2D"]
    if not pooled:
        raise BadPack(NO_REASONS)
    try:
        rest = keras.Model([node.layer.output for node in pooled], tensor)
    except ValueError as error:  # something goes past the pooling
        raise BadPack(NO_REASONS) from error
    cells = tuple(node.parents[0] for node in pooled)
    centres = tuple(_centre(nodes, name, node.layer.output.shape[-1]) for name, node in zip(cells, pooled, strict=True))
    return Head(cells, centres, _numbers(rest, is_number))


def target_of(network: keras.Model, target: Target) -> Any:
    """What ``network`` says of photographs float32 (n, h, w, 3): a function to the numbers (n,)."""
    import keras

    tensor, is_number = _said(network, target)
    return _numbers(keras.Model(network.inputs, tensor), is_number)


def _said(network: keras.Model, target: Target) -> tuple[Any, bool]:
    """The output for ``target``, and whether it is the number itself: else it is a distribution of ratings."""
    found = network.output
    if not isinstance(found, dict):
        return found, False
    if target == "aesthetic" and "evidence" in found:
        return found["evidence"], True
    return found["distribution"], False


def _numbers(model: keras.Model, is_number: bool) -> Any:
    import tensorflow as tf

    ratings = tf.range(1, model.output_shape[-1] + 1, dtype=tf.float32)

    def numbers(given: Any) -> Tensor:
        said = model(given, training=False)
        return said[:, 0] if is_number else tf.reduce_sum(said * ratings, axis=-1)

    return numbers


def _centre(nodes: Nodes, cells: str, channels: int) -> NDArray[np.float32]:
    """The mean (c,) that a batch normalisation knows of the map ``cells``, as it is, or made finer or coarser."""
    for node in fed_by(nodes, cells):
        found = [node, *(fed_by(nodes, node.name) if node.kind in ("AveragePooling2D", "UpSampling2D") else [])]
        for one in found:
            if one.kind == "BatchNormalization":
                return np.asarray(one.layer.moving_mean, np.float32)
    return np.zeros(channels, np.float32)
