"""What a functional network is made of: its layers in order, which feeds which, and where maps become vectors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aesthetic_gui.scoring.pack import BadPack

if TYPE_CHECKING:
    import keras

NO_REASONS = "This model does not end in pooling and ratings, so it cannot say why."


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One layer, used once, and the names of the layers that feed it, in order."""

    layer: Any
    parents: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.layer.name)

    @property
    def kind(self) -> str:
        return type(self.layer).__name__

    @property
    def activation(self) -> str:
        """Its own, after what it computes: "linear" where it has none."""
        return getattr(getattr(self.layer, "activation", None), "__name__", "linear")


Nodes = dict[str, Node]


def nodes_of(network: keras.Model) -> Nodes:
    """The layers of ``network`` by name, each after those that feed it. Raises ``BadPack`` where one is used twice."""
    told = {row["name"]: row["inbound_nodes"] for row in network.get_config()["layers"]}
    twice = [name for name, uses in told.items() if len(uses) > 1]
    if twice:
        raise BadPack(f"This model cannot be followed back to the photograph: it uses the layer {twice[0]} twice.")
    return {layer.name: Node(layer, tuple(_fed_by(told[layer.name]))) for layer in network.layers}


def leading_to(nodes: Nodes, names: Iterable[str]) -> Nodes:
    """The part of ``nodes`` that ``names`` are computed from, they themselves included."""
    wanted = set(names)
    for node in reversed(nodes.values()):
        if node.name in wanted:
            wanted.update(node.parents)
    return {name: node for name, node in nodes.items() if name in wanted}


def fed_by(nodes: Nodes, name: str) -> list[Node]:
    """The layers that ``name`` feeds."""
    return [node for node in nodes.values() if name in node.parents]


def _fed_by(config: Any) -> Iterator[str]:
    """The names of the layers whose outputs stand in a layer's ``inbound_nodes``."""
    if isinstance(config, dict):
        if config.get("class_name") == "__keras_tensor__":
            yield config["config"]["keras_history"][0]
        else:
            for value in config.values():
                yield from _fed_by(value)
    elif isinstance(config, (list, tuple)):
        for value in config:
            yield from _fed_by(value)
