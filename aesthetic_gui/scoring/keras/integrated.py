"""Integrated gradients: what each pixel adds on the straight way from a baseline to the photograph.

Sundararajan, Taly & Yan, "Axiomatic Attribution for Deep Networks" (2017). The shares add up to the photograph's number
less the baseline's, as far as the steps are fine enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.keras.head import Target, target_of
from aesthetic_gui.scoring.keras.rules import Tensor

if TYPE_CHECKING:
    import keras


class Shares(NamedTuple):
    """What each pixel adds, float32 (h, w), by gradients at some places on the way; and the numbers at both ends."""

    pixels: NDArray[np.float32]
    value: float
    base: float


def shares_of(network: keras.Model, target: Target) -> Callable[..., Shares]:
    """A function of a photograph and its baseline, both float32 (h, w, 3), places from 0 (baseline) to 1 on the way
    between them, and how much of the way each stands for.
    """
    import tensorflow as tf

    number = target_of(network, target)
    picture, row = tf.TensorSpec((None, None, 3), tf.float32), tf.TensorSpec((None,), tf.float32)

    @tf.function(input_signature=[picture, picture, row, row])  # type: ignore[untyped-decorator]
    def run(photograph: Tensor, baseline: Tensor, places: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        way = photograph - baseline
        copies = baseline + places[:, None, None, None] * way
        with tf.GradientTape() as tape:
            tape.watch(copies)
            numbers = number(copies)
        slopes = tf.tensordot(lengths, tape.gradient(numbers, copies), 1)
        return tf.reduce_sum(slopes * way, axis=-1), number(tf.stack([photograph, baseline]))

    def shared(
        photograph: NDArray[np.float32],
        baseline: NDArray[np.float32],
        places: Sequence[float],
        lengths: Sequence[float],
    ) -> Shares:
        given: list[Any] = [photograph, baseline, np.asarray(places, np.float32), np.asarray(lengths, np.float32)]
        pixels, (value, base) = (found.numpy() for found in run(*map(tf.convert_to_tensor, given)))
        return Shares(pixels, float(value), float(base))

    return shared
