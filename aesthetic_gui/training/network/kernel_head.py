"""A head in closed form on embeddings that stay as they are: what good photographs resemble, and what spoils one.

    tilt(x) = (reach sum_j c_j exp(-gamma |x - z_j|^2) - penalty sum_k softplus(d_k [x, x'] + b_k)) / var

The tilt times (rating - 5.5) is added to the network's logits; that moves the mean rating by about tilt * variance.
The first sum is kernel ridge regression with a Gaussian kernel on landmarks (Nyström; Williams & Seeger 2001, Rudi et
al. 2015): it learns what the network's own mean leaves to be said of good over ordinary photographs and of rated
beauty, both at once. Each of the second sum's terms is a linear discriminant (Fisher 1936, shrunk covariance) between
photographs and copies with one defect; it is near zero for a photograph without it, and sees x', an early block's
pooled output, too. No step is random but
the choice of landmarks, which takes a seed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.network.halves import EARLY, early
from aesthetic_gui.training.network.nystroem import gaussian, kernel_ridge, landmarks_of, median_distance
from aesthetic_gui.training.recipe import KernelHead
from aesthetic_gui.training.statistics import source_weights

if TYPE_CHECKING:
    import keras

Matrix = NDArray[np.float64]
LIKENESS, DEFECTS, SQUARED_LENGTH = "likeness", "defects", "squared_length"
_NATURAL = -2.0  # log-odds of a defect are moved by this, so that what only resembles one is let off


@dataclass(frozen=True, slots=True, eq=False)
class HeadExamples:
    """What the head learns from. ``embedding`` (n, d), ``early`` (n, e) and ``ratings`` (n, 10) are the network's.

    ``good`` (n,) is 1, 0 or not-a-number, ``beauty`` (n,) a mean rating or not-a-number, ``group`` (n,) the source.
    ``sound`` (k, d + e) are embeddings and early outputs without a defect (of augmented copies, too), ``spoilt``
    (q, d + e) those of copies with the defect ``kind`` (q,).
    """

    embedding: Matrix
    early: Matrix
    ratings: Matrix
    good: Matrix
    beauty: Matrix
    group: NDArray[np.str_]
    sound: Matrix
    spoilt: Matrix
    kind: NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What was learned: ``landmarks`` (m, d), their tilt (m,); ``directions`` (d + e, k) and offsets of defects."""

    landmarks: Matrix
    gamma: float
    likeness: Matrix
    directions: Matrix
    offsets: Matrix
    penalty: float
    shift: float

    def tilt(self, embedding: Matrix, early: Matrix) -> Matrix:
        """The tilt (n,) of embeddings (n, d) and early outputs (n, e)."""
        liked = gaussian(embedding, self.landmarks, self.gamma) @ self.likeness
        spoilt = np.logaddexp(0, np.hstack([embedding, early]) @ self.directions + self.offsets).sum(axis=1)
        return np.asarray(liked - self.penalty * spoilt + self.shift)


def learn(examples: HeadExamples, recipe: KernelHead, seed: int) -> Head:
    """The head that ``recipe`` asks for. Raises ``ValueError`` where a class, or every defect, is missing."""
    means, variance = _moments(examples.ratings)
    weights = _weights(examples, recipe.beauty)
    target = _centred(examples, weights) - _centred_means(means, examples, weights) / recipe.reach
    landmarks = landmarks_of(examples.embedding, recipe.landmarks, seed)
    gamma = recipe.width / median_distance(examples.embedding)
    coefficients = kernel_ridge(examples.embedding, landmarks, gamma, weights, target, recipe.ridge)
    directions, offsets = _discriminants(examples, recipe.shrink)
    head = Head(
        landmarks=landmarks,
        gamma=gamma,
        likeness=np.asarray(recipe.reach * coefficients / variance),
        directions=directions,
        offsets=offsets,
        penalty=recipe.penalty / variance,
        shift=0.0,
    )
    known = ~np.isnan(examples.good)
    tilt = head.tilt(examples.embedding[known], examples.early[known])
    return replace(head, shift=-float(np.average(tilt, weights=weights[known])))


def attach(network: keras.Model, head: Head) -> keras.Model:
    """``network`` with ``head`` between its embedding and its ratings, made of standard layers.

    Sums of layers where one might join their inputs: int8 would give what is joined one scale, and the squared length
    is a thousand times the embedding.
    """
    from keras import Model, layers

    ratings, embedding = network.layers[-1], network.get_layer("embedding").output
    marks, count = len(head.landmarks), ratings.units
    length = layers.Dense(1, use_bias=False, name=SQUARED_LENGTH)(
        layers.Multiply(name="squares")([embedding, embedding])
    )
    near = [
        layers.Dense(marks, name=f"{LIKENESS}_of_embedding")(embedding),
        layers.Dense(marks, use_bias=False, name=f"{LIKENESS}_of_length")(length),
    ]
    likeness = layers.Activation("exponential", name=LIKENESS)(layers.Add(name=f"{LIKENESS}_sum")(near))
    odds = [
        layers.Dense(len(head.offsets), name=f"{DEFECTS}_of_embedding")(embedding),
        layers.Dense(len(head.offsets), use_bias=False, name=f"{DEFECTS}_of_early")(early(network)),
    ]
    defects = _softplus(layers.Add(name=f"{DEFECTS}_sum")(odds))
    logits = [
        layers.Dense(count, name="ratings_of_embedding")(embedding),
        layers.Dense(count, use_bias=False, name=f"ratings_of_{LIKENESS}")(likeness),
        layers.Dense(count, use_bias=False, name=f"ratings_of_{DEFECTS}")(defects),
    ]
    outputs = layers.Activation("softmax", name="distribution")(layers.Add(name="ratings_sum")(logits))
    attached = Model(network.input, outputs, name=network.name)
    for name, arrays in _arrays(head, *ratings.get_weights()).items():
        attached.get_layer(name).set_weights([np.asarray(array, np.float32) for array in arrays])
    return attached


def _softplus(odds: Any) -> Any:
    """log(1 + exp(x)) as max(x, 0) + log(1 + exp(-|x|)): LiteRT's own is infinite beyond x = 88, as on mere noise."""
    from keras import layers

    above = layers.Activation("relu", name=f"{DEFECTS}_above")(odds)
    lower = layers.Add(name=f"{DEFECTS}_lower")([odds, layers.Rescaling(-2.0, name=f"{DEFECTS}_twice")(above)])
    return layers.Add(name=DEFECTS)([above, layers.Activation("softplus", name=f"{DEFECTS}_rest")(lower)])


def ratings_of(
    network: keras.Model, embedding: NDArray[np.float32], early_output: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The ratings (n, 10) that ``network`` gives for embeddings (n, d) and early outputs (n, e) made before."""
    from keras import Model

    begin = [network.get_layer("embedding").output]
    begin += [network.get_layer(EARLY).output] if EARLY in {layer.name for layer in network.layers} else []
    rest = Model(begin, network.output)
    return np.asarray(rest.predict_on_batch([embedding, early_output][: len(begin)]))


def _arrays(head: Head, kernel: NDArray[np.float32], bias: NDArray[np.float32]) -> dict[str, list[Matrix]]:
    """The weights of the layers of :func:`attach` by name; |x - z|^2 = |x|^2 - 2 x . z + |z|^2."""
    steps = np.arange(1, len(bias) + 1) - (len(bias) + 1) / 2
    penalties = np.full(len(head.offsets), -head.penalty)
    width, marks = len(kernel), len(head.landmarks)
    return {
        SQUARED_LENGTH: [np.ones((width, 1))],
        f"{LIKENESS}_of_embedding": [
            2 * head.gamma * head.landmarks.T,
            -head.gamma * (head.landmarks**2).sum(axis=1),
        ],
        f"{LIKENESS}_of_length": [np.full((1, marks), -head.gamma)],
        f"{DEFECTS}_of_embedding": [head.directions[:width], head.offsets],
        f"{DEFECTS}_of_early": [head.directions[width:]],
        "ratings_of_embedding": [kernel, bias + head.shift * steps],
        f"ratings_of_{LIKENESS}": [np.outer(head.likeness, steps)],
        f"ratings_of_{DEFECTS}": [np.outer(penalties, steps)],
    }


def _moments(ratings: Matrix) -> tuple[Matrix, float]:
    """The mean rating (n,) and the average variance of the distributions (n, 10)."""
    steps = np.arange(1, ratings.shape[1] + 1)
    means = ratings @ steps
    return means, float((ratings @ steps**2 - means**2).mean())


def _weights(examples: HeadExamples, beauty: float) -> Matrix:
    """Weights (n,) of sum 1: ``beauty`` for the rated photographs, the rest half and half for good and ordinary."""
    weights = np.zeros(len(examples.good))
    rated = ~np.isnan(examples.beauty)
    share = beauty if rated.any() else 0.0
    for value in (0.0, 1.0):
        rows = examples.good == value
        if not rows.any():
            raise ValueError("both good and ordinary photographs are needed")
        by_source = source_weights(examples.group[rows])
        weights[rows] = (1 - share) / 2 * by_source / by_source.sum()
    weights[rated] = share / max(rated.sum(), 1)
    return weights


def _centred(examples: HeadExamples, weights: Matrix) -> Matrix:
    """±1 for good and ordinary, standard scores for beauty, each of weighted mean 0."""
    target = 2 * examples.good - 1
    rated = ~np.isnan(examples.beauty)
    beauty = examples.beauty[rated]
    target[rated] = (beauty - beauty.mean()) / (beauty.std() or 1.0) if len(beauty) else beauty
    known = ~rated
    target[known] -= np.average(target[known], weights=weights[known])
    return np.asarray(target)


def _centred_means(means: Matrix, examples: HeadExamples, weights: Matrix) -> Matrix:
    centred = means.copy()
    for rows in (~np.isnan(examples.good), ~np.isnan(examples.beauty)):
        if weights[rows].sum() > 0:
            centred[rows] -= np.average(means[rows], weights=weights[rows])
    return centred


def _discriminants(examples: HeadExamples, shrink: float) -> tuple[Matrix, Matrix]:
    """Directions (d, k) and offsets (k,) of the log-odds of each defect."""
    sound_mean, sound_spread = examples.sound.mean(axis=0), np.cov(examples.sound.T)
    directions, offsets = [], []
    kinds, counts = np.unique(examples.kind[examples.kind >= 0], return_counts=True)
    if not (counts > 1).any():
        raise ValueError("copies with a defect are needed")
    for kind in kinds[counts > 1]:  # one copy has no spread
        spoilt = examples.spoilt[examples.kind == kind]
        spread = (sound_spread + np.cov(spoilt.T)) / 2
        even = np.eye(len(spread)) * np.trace(spread) / len(spread)
        direction = np.linalg.solve((1 - shrink) * spread + shrink * even, spoilt.mean(axis=0) - sound_mean)
        directions.append(direction)
        offsets.append(-direction @ (spoilt.mean(axis=0) + sound_mean) / 2 + _NATURAL)
    return np.stack(directions, axis=1), np.array(offsets)
