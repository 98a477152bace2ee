"""What a step is judged by: one scalar of a batch's distributions, in ``keras.ops`` only.

A batch is laid out as :class:`~aesthetic_gui.training.recipe.Batch` says: good, ordinary, OASIS photographs, then
degraded copies of some of them (:func:`originals_of` tells which). The targets of a row are its beauty (1 to 7) and the
ten ratings that the untouched network gives it. Rank losses: Burges et al., "Learning to rank using gradient descent"
(2005). Distillation: Hinton et al. (2015).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.recipe import Batch, Losses

_LEAST = 1e-7  # a share of ratings below this counts as this, so that its logarithm is finite


def originals_of(batch: Batch) -> NDArray[np.intp]:
    """The places (degraded,) of the originals whose degraded copies end the batch, spread over all kinds."""
    originals = batch.good + batch.ordinary + batch.oasis
    return np.linspace(0, originals - 1, batch.degraded).round().astype(np.intp)


def loss_of(batch: Batch, weights: Losses) -> Callable[[Any, Any], Any]:
    """The weighted sum of the losses: targets (n, 11) and distributions (n, 10) to a scalar."""

    def loss(targets: Any, shares: Any) -> Any:
        parts = parts_of(batch, weights, targets, shares)
        return sum(getattr(weights, name) * value for name, value in parts.items())

    return loss


def names_of(batch: Batch, weights: Losses) -> list[str]:
    """The losses that count: they have a weight, and the batch has photographs for them."""
    idle = {"beauty"} if batch.oasis < 2 else set()
    idle |= set() if batch.degraded else {"degraded", "hinge"}
    names = ("rank", "logistic", "beauty", "distil", "degraded", "hinge")
    return [name for name in names if getattr(weights, name) and name not in idle]


def parts_of(batch: Batch, weights: Losses, targets: Any, shares: Any) -> dict[str, Any]:
    """Each loss that counts by its name in :class:`Losses`, unweighted."""
    from keras import ops

    mean = ops.sum(shares * np.arange(1, shares.shape[-1] + 1, dtype=np.float32), axis=-1)
    corpus, originals = batch.good + batch.ordinary, batch.good + batch.ordinary + batch.oasis
    good, ordinary, oasis = mean[: batch.good], mean[batch.good : corpus], mean[corpus:originals]
    teacher, beauty = targets[:, 1:], targets[corpus:originals, 0]
    above = ops.take(mean, originals_of(batch), axis=0) - mean[originals:]
    found: dict[str, Callable[[], Any]] = {
        "rank": lambda: _over(good[:, None] - ordinary[None], weights.slope),
        "logistic": lambda: (
            (_over(good - weights.centre, weights.slope) + _over(weights.centre - ordinary, weights.slope)) / 2
        ),
        "beauty": lambda: _by_beauty(oasis, beauty, weights.slope),
        "distil": lambda: _divergence(teacher[:originals], shares[:originals]),
        "degraded": lambda: _divergence(_lowered(teacher[originals:], weights.fall), shares[originals:]),
        "hinge": lambda: ops.mean(ops.relu(weights.margin - above)),
    }
    return {name: found[name]() for name in names_of(batch, weights)}


def _over(difference: Any, slope: float) -> Any:
    """Mean -log P that the first is the better one; a difference of means times ``slope`` is a logit."""
    from keras import ops

    return ops.mean(ops.softplus(-slope * difference))


def _by_beauty(mean: Any, beauty: Any, slope: float) -> Any:
    """Every pair, weighted by how far the rated beauties are apart."""
    from keras import ops

    apart = beauty[:, None] - beauty[None]
    each = ops.softplus(-slope * ops.sign(apart) * (mean[:, None] - mean[None]))
    return ops.sum(ops.abs(apart) * each) / (ops.sum(ops.abs(apart)) + _LEAST)


def _divergence(teacher: Any, shares: Any) -> Any:
    """Mean Kullback-Leibler divergence of ``shares`` from ``teacher``, in nats."""
    from keras import ops

    return ops.mean(ops.sum(teacher * (_log(teacher) - _log(shares)), axis=-1))


def _lowered(teacher: Any, fall: float) -> Any:
    """The distributions tilted down: their logits change by -``fall`` for each rating more."""
    from keras import ops

    return ops.softmax(_log(teacher) - fall * np.arange(teacher.shape[-1], dtype=np.float32))


def _log(shares: Any) -> Any:
    from keras import ops

    return ops.log(ops.maximum(shares, _LEAST))
