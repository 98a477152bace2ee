"""A global average pool behind every level of a network, not only behind the last."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras


def multigap(network: keras.Model, layer_names: Iterable[str]) -> keras.Model:
    """The same input to the pooled output (n, channels) of each layer, by its name, in that order.

    A layer whose output has no positions is taken as it is. Raises ``ValueError`` for a layer that is not there.
    """
    raise NotImplementedError
