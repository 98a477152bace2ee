"""A network that has learned nothing, to ask a method of explaining about: what it still says of it is no reason.

The check by model randomisation of Adebayo et al., "Sanity Checks for Saliency Maps" (2018). Every convolution's
weights are shuffled; the batch normalisation behind each is told again what it normalises, else hardly a neuron would
ever be on. What channels are worth in the head stays: they mean nothing any more.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.keras.graph import Node, Nodes, fed_by, nodes_of
from aesthetic_gui.scoring.keras.layers import CONVOLUTIONS
from aesthetic_gui.scoring.keras.runtime import KerasRuntime
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.preparation import Preparation

if TYPE_CHECKING:
    import keras

PICTURES, SIDE = 8, 224  # that the batch normalisations are told of


class Randomised(KerasRuntime):
    """``pack`` on the CPU with its convolutions' weights shuffled by ``seed``; the same seed, the same network.

    Starting takes about ten seconds. Raises ``BadPack`` where the pack has no Keras weights.
    """

    def __init__(self, pack: Pack, seed: int) -> None:
        self.seed = seed
        super().__init__(pack, "cpu", partial(randomise, seed=seed, preparation=pack.preparation))

    @property
    def device(self) -> str:
        return "CPU (TensorFlow), random weights"


def randomised(pack: Pack, seed: int) -> Randomised:
    """A runtime of ``pack``'s network with random weights, at the precision that its Keras weights have."""
    rows = [row.precision for row in pack.weights if row.runtime == "keras"]
    return Randomised(pack.at_precision(rows[0]) if rows else pack, seed)


def randomise(network: keras.Model, seed: int, preparation: Preparation) -> None:
    """Shuffle the weights of every convolution in ``network``, in place."""
    nodes, random = nodes_of(network), np.random.default_rng(seed)
    last = [place for place, node in enumerate(nodes.values()) if node.kind in CONVOLUTIONS]
    values = {}
    for node in list(nodes.values())[: max(last, default=-1) + 2]:
        if not node.parents:
            values[node.name] = preparation.scale * _pictures(random) + preparation.offset
            continue
        given = [values[name] for name in node.parents]
        if node.kind in CONVOLUTIONS:
            _shuffle(node, random)
        elif _normalises_a_convolution(node, nodes):
            _tell(node, np.asarray(given[0]))
        values[node.name] = node.layer(given if len(given) > 1 else given[0])


def _shuffle(node: Node, random: np.random.Generator) -> None:
    kernel = np.asarray(node.layer.kernel)
    node.layer.kernel.assign(random.permutation(kernel.ravel()).reshape(kernel.shape))


def _normalises_a_convolution(node: Node, nodes: Nodes) -> bool:
    before = nodes[node.parents[0]]
    return node.kind == "BatchNormalization" and before.kind in CONVOLUTIONS and len(fed_by(nodes, before.name)) == 1


def _tell(node: Node, given: NDArray[np.float32]) -> None:
    """Tell a batch normalisation the mean and the variance of what it is ``given`` (n, h, w, c)."""
    node.layer.moving_mean.assign(given.mean(axis=(0, 1, 2)))
    node.layer.moving_variance.assign(given.var(axis=(0, 1, 2)))


def _pictures(random: np.random.Generator) -> NDArray[np.float32]:
    """Clouds, float32 (n, h, w, 3), 0 to 255, with as much detail of every size as photographs have (1/f)."""
    frequencies = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None])
    frequencies[0, 0] = 1 / SIDE
    noise = np.fft.rfft2(random.standard_normal((PICTURES, 3, SIDE, SIDE))) / frequencies
    clouds = np.fft.irfft2(noise, (SIDE, SIDE))
    grey = clouds.mean(axis=1, keepdims=True)  # the colours of a photograph go together
    mixed = grey / grey.std() + 0.4 * clouds / clouds.std()
    return np.asarray(np.clip(128 + 55 * mixed, 0, 255).transpose(0, 2, 3, 1), np.float32)
