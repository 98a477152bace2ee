"""The student: a part of NIMA's MobileNet at a lower resolution, a pool behind every block, and two outputs.

Its body begins with the real weights; its outputs begin with ridge regression on its own pooled features, so that
what training has to do is small. Hinton, Vinyals & Dean, "Distilling the knowledge in a neural network" (2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.features.multigap import multigap
from aesthetic_gui.training.network.nima import BLOCKS, RATINGS
from aesthetic_gui.training.recipe import BadRecipe
from aesthetic_gui.training.statistics import Numbers

if TYPE_CHECKING:
    import keras

Inputs = NDArray[np.float32]  # (n, h, w, 3), prepared
EVIDENCE, DISTRIBUTION = "evidence", "distribution"
_FIRST = 3  # what the blocks before see is too simple to keep
_SCALE = "scale"
_LEAST = 1e-4  # a share of ratings below this counts as this, so that its logarithm is finite
_AT_ONCE = 32


class Said(NamedTuple):
    """What a network says of n photographs: ``evidence`` (n,) and ``ratings`` (n, 10), shares of 1 to 10."""

    evidence: Numbers
    ratings: Numbers


def build(network: keras.Model, blocks: int) -> keras.Model:
    """The first ``blocks`` blocks of NIMA's ``network``: inputs to evidence (n, 1) and distribution (n, 10).

    Its layers are those of ``network``; the outputs know nothing yet. Standard layers only. Raises ``BadRecipe``.
    """
    from keras import Model, layers

    if not _FIRST <= blocks <= len(BLOCKS):
        raise BadRecipe(f"The student has from {_FIRST} to {len(BLOCKS)} blocks, not {blocks}.")
    pooled = multigap(network, [f"pointwise_{number}_relu" for number in range(_FIRST, blocks + 1)])
    joined = layers.Concatenate(name="embedding")(list(pooled.output.values()))
    scaled = layers.BatchNormalization(center=False, scale=False, trainable=False, name=_SCALE)(joined)
    evidence = layers.Dense(1, name=EVIDENCE)(scaled)
    ratings = layers.Dense(RATINGS, activation="softmax", name=DISTRIBUTION)(scaled)
    return Model(network.input, {EVIDENCE: evidence, DISTRIBUTION: ratings}, name="student")


def begin(student: keras.Model, embedding: Inputs, taught: Said, strength: float) -> None:
    """Set the outputs of ``student`` by ridge regression from its ``embedding`` (n, d) to what is ``taught``.

    ``strength`` is the penalty, as a share of the photographs.
    """
    from sklearn.linear_model import Ridge

    mean, variance = embedding.mean(axis=0, dtype=np.float64), embedding.var(axis=0, dtype=np.float64)
    scale = student.get_layer(_SCALE)
    scale.set_weights([mean, variance])
    scaled = (embedding - mean) / np.sqrt(variance + scale.epsilon)
    logits = np.log(np.maximum(taught.ratings, _LEAST))
    targets = np.column_stack([taught.evidence, logits - logits.mean(axis=1, keepdims=True)])
    model = Ridge(alpha=strength * len(scaled)).fit(scaled, targets)
    kernel, bias = model.coef_.T, model.intercept_
    student.get_layer(EVIDENCE).set_weights([kernel[:, :1], bias[:1]])
    student.get_layer(DISTRIBUTION).set_weights([kernel[:, 1:], bias[1:]])


def let_learn(student: keras.Model, blocks: int, last: int) -> None:
    """Of ``student``'s ``blocks`` only the ``last`` ones and the outputs learn; batch normalisation stays."""
    from keras import layers

    first = blocks - last + 1
    free = {f"{kind}_{number}" for kind in ("depthwise", "pointwise") for number in range(first, blocks + 1)}
    for layer in student.layers:
        normalised = isinstance(layer, layers.BatchNormalization)
        layer.trainable = not normalised and (layer.name in free or layer.name in (EVIDENCE, DISTRIBUTION))


def says(student: keras.Model, inputs: Sequence[Inputs]) -> Said:
    """What ``student`` says of ``inputs``, each (1, h, w, 3) of the same size."""
    found = [student.predict_on_batch(batch) for batch in _batches(inputs)]
    evidence = np.concatenate([np.asarray(one[EVIDENCE])[:, 0] for one in found])
    return Said(evidence.astype(np.float64), np.concatenate([one[DISTRIBUTION] for one in found]).astype(np.float64))


def embedded(student: keras.Model, inputs: Sequence[Inputs]) -> Inputs:
    """The pooled features (n, d) of ``inputs``."""
    from keras import Model

    body = Model(student.input, student.get_layer("embedding").output)
    found: list[Any] = [body.predict_on_batch(batch) for batch in _batches(inputs)]
    return np.concatenate(found)


def _batches(inputs: Sequence[Inputs]) -> list[Inputs]:
    return [np.concatenate(inputs[start : start + _AT_ONCE]) for start in range(0, len(inputs), _AT_ONCE)]
