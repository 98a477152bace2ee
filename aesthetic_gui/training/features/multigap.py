"""A global average pool behind every level of a network, not only behind the last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


def multigap(network: keras.Model, layer_names: Iterable[str]) -> keras.Model:
    """The input of ``network`` to the pooled output (n, channels) of each layer, by its name, in that order.

    A layer whose output has no positions is taken as it is; what no level needs is left out of the network. Hosu,
    Goldlücke & Saupe (2019) at 1x1 (their narrow features). Raises ``ValueError`` for a layer that is not there.
    """
    from keras import Model

    (photographs,) = network.inputs
    return Model(photographs, {name: _pooled(network.get_layer(name).output, name) for name in layer_names})


def _pooled(output: Any, name: str) -> Any:
    from keras import layers

    return output if len(output.shape) == 2 else layers.GlobalAveragePooling2D(name=f"{name}_pooled")(output)
