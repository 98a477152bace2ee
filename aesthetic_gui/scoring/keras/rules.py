"""Rules of layer-wise relevance propagation: how a neuron's relevance is shared out among what feeds it.

    R_j = sum_k R_k z_jk / z_k,    z_jk = x_j w_jk

epsilon     z_k with its bias, and a little more, away from zero         Bach et al. 2015
alpha-beta  contributions that go the neuron's way get alpha, those against it -beta of its relevance; biases get
            nothing. For neurons of either sign, such as those of linear bottlenecks: the way of a negative one is
            down. Behind a ReLU that is the published rule.              Bach et al. 2015; Montavon et al. 2019
box         of pixels, which lie between two bounds                      Montavon et al. 2017 (z^B)

Each rule takes a :class:`Sum` and says what becomes of every bit of relevance: :class:`Shared`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

EPSILON = 1e-6  # in units of what the neurons sum up
NOTHING = 1e-12  # a sum of contributions that is smaller shares out nothing

Tensor = Any
Linear = Callable[[list[Tensor], Tensor], Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """Neurons that add up: ``linear(inputs, kernel)`` + ``bias``, linear in the inputs and in the kernel.

    ``non_negative``: no input is below zero, which halves the work. ``places`` are like the inputs, 1 where there is
    one and 0 in a border of zeros.
    """

    linear: Linear
    inputs: list[Tensor]
    kernel: Tensor
    bias: Tensor
    non_negative: bool
    places: list[Tensor]


class Shared(NamedTuple):
    """The relevance of each input, and the sums that biases and the stabiliser keep to themselves (scalars)."""

    inputs: list[Tensor]
    bias: Tensor
    stabiliser: Tensor


Rule = Callable[[Sum, Tensor], Shared]


def epsilon(neurons: Sum, relevance: Tensor) -> Shared:
    """The epsilon rule."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(neurons.inputs)
        added = neurons.linear(neurons.inputs, neurons.kernel)
    whole = added + neurons.bias
    more = tf.where(whole < 0, -EPSILON, EPSILON)
    each = relevance / (whole + more)
    back = tape.gradient(added, neurons.inputs, output_gradients=each)
    shares = [given * slope for given, slope in zip(neurons.inputs, back, strict=True)]
    return Shared(shares, total(neurons.bias * each), total(more * each))


def alpha_beta(alpha: float, beta: float) -> Rule:
    """The alpha-beta rule; ``alpha`` - ``beta`` is 1."""

    def shared(neurons: Sum, relevance: Tensor) -> Shared:
        import tensorflow as tf

        raising, lowering = _Part(neurons, raises=True), _Part(neurons, raises=False)
        up = raising.sum + lowering.sum + neurons.bias >= 0
        some = {part: tf.abs(part.sum) > NOTHING for part in (raising, lowering)}
        both = tf.logical_and(some[raising], some[lowering])
        shares = [tf.zeros_like(given) for given in neurons.inputs]
        for part, with_it in ((raising, up), (lowering, tf.logical_not(up))):
            share = tf.where(both, tf.where(with_it, alpha, -beta), 1.0)  # all of it where there is no other part
            each = tf.where(some[part], share * relevance / tf.where(some[part], part.sum, 1.0), 0.0)
            shares = [known + more for known, more in zip(shares, part.shares(each), strict=True)]
        silent = tf.where(tf.logical_or(some[raising], some[lowering]), 0.0, relevance)
        even, lost = _evenly(neurons, silent)
        shares = [known + more for known, more in zip(shares, even, strict=True)]
        return Shared(shares, lost, tf.zeros((), tf.float64))

    return shared


def box(low: list[Tensor], high: list[Tensor]) -> Rule:
    """The rule for inputs between ``low`` (≤ 0) and ``high`` (≥ 0), each like the inputs; biases get nothing."""

    def shared(neurons: Sum, relevance: Tensor) -> Shared:
        import tensorflow as tf

        up, down = tf.maximum(neurons.kernel, 0.0), tf.minimum(neurons.kernel, 0.0)
        parts = ((neurons.inputs, neurons.kernel, 1.0), (low, up, -1.0), (high, down, -1.0))
        with tf.GradientTape() as tape:
            for given, _, _ in parts:
                tape.watch(given)
            added = tf.add_n([sign * neurons.linear(given, kernel) for given, kernel, sign in parts])
        more = tf.fill(tf.shape(added), EPSILON)
        each = relevance / (added + more)
        back = tape.gradient(added, [given for given, _, _ in parts], output_gradients=each)
        shares = [
            sum(g * b for g, b in zip(gs, bs, strict=True))
            for gs, bs in zip(zip(*(given for given, _, _ in parts), strict=True), zip(*back, strict=True), strict=True)
        ]
        return Shared(shares, tf.zeros((), tf.float64), total(more * each))

    return shared


def _evenly(neurons: Sum, relevance: Tensor) -> tuple[list[Tensor], Tensor]:
    """``relevance`` of neurons that hear nothing at all, in equal parts to all that they listen to (the flat rule).

    And what those keep that listen to a border only.
    """
    import tensorflow as tf

    with tf.GradientTape() as tape:
        tape.watch(neurons.places)
        heard = neurons.linear(neurons.places, tf.ones_like(neurons.kernel))
    each = tf.math.divide_no_nan(relevance, heard)
    back = tape.gradient(heard, neurons.places, output_gradients=each)
    shares = [place * slope for place, slope in zip(neurons.places, back, strict=True)]
    return shares, total(tf.where(heard > 0, 0.0, relevance))


class _Part:
    """The contributions of one sign: those that raise their neuron, or those that lower it."""

    def __init__(self, neurons: Sum, *, raises: bool) -> None:
        import tensorflow as tf

        up, down = tf.maximum(neurons.kernel, 0.0), tf.minimum(neurons.kernel, 0.0)
        kernels = (up, down) if raises else (down, up)
        halves = [
            [tf.maximum(given, 0.0) for given in neurons.inputs],
            [tf.minimum(given, 0.0) for given in neurons.inputs],
        ]
        self._halves = halves[:1] if neurons.non_negative else halves
        with tf.GradientTape() as self._tape:
            self._tape.watch(self._halves)
            self.sum = tf.add_n(
                [neurons.linear(half, kernel) for half, kernel in zip(self._halves, kernels, strict=False)]
            )

    def shares(self, each: Tensor) -> list[Tensor]:
        """What each input gets where every contribution is worth ``each`` of its neuron."""
        back = self._tape.gradient(self.sum, self._halves, output_gradients=each)
        by_half = [
            [x * slope for x, slope in zip(half, slopes, strict=True)]
            for half, slopes in zip(self._halves, back, strict=True)
        ]
        return [sum(parts) for parts in zip(*by_half, strict=True)]


def total(values: Tensor) -> Tensor:
    """The sum of all, float64: there are a million, of either sign."""
    import tensorflow as tf

    return tf.reduce_sum(tf.cast(values, tf.float64))
