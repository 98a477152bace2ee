"""The heads of ``training.network.two_bodies``, learned in closed form from pooled features that stay as they are.

    corpus: good / ordinary ──> ridge on ±1, sources weighing √n, doubtful labels less ──> evidence
    OASIS: rated beauty ──────> ridge on the ratings, put on the scale of AVA's ────────> mean rating
    photographs and worse copies of them ──> a discriminant for each defect ────────────> what both are lowered by
    photographs and drawn pictures ────────> distance from what is usual ───────────────> unlike

*Good over ordinary* and *rated beauty* are nearly different directions, so each has a head of its own. Ridge
regression on class labels is the linear discriminant (Hastie, Tibshirani & Friedman 2009, 4.2). Nothing is random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.network.two_bodies import Heads, Matrix
from aesthetic_gui.training.statistics import source_weights

AVA_MEAN, AVA_SD = 5.38, 0.73  # of the mean ratings of AVA's photographs (Murray, Marchesotti & Perronnin 2012)
_TINY = 1e-6
_OF_DRAWN, _BALL = 0.2, 3.0  # of drawn pictures' covariance, and of a ball's, beside that of photographs


@dataclass(frozen=True, slots=True)
class HeadNumbers:
    """What the heads are learned with.

    ``ridge``: weight of the squared norm, the photographs weighing 1 together. ``nima``: how much larger NIMA's mean
    rating is made before, so that it is hardly penalised. ``doubtful``: weight of labels of medium confidence;
    ``narrow``: of the collection *narrow*, few large sources. ``shrink``: how far a defect's covariance is drawn
    towards a ball; ``natural``: log-odds by which what only resembles a defect is let off; ``penalty`` (evidence, its
    labels being ±1) and ``rating_penalty`` (points of OASIS): what a unit of defects costs. ``skipped``: axes of
    largest variance that tell nothing of strangeness, ``axes``: how many after them; ``floor``: variance added to
    theirs; ``worse``: how much a worse copy counts as usual; ``drawn``: weight of the direction in which drawn pictures
    lie; ``within``: the share of left-out photographs that is usual.
    """

    ridge: float = 2.0
    nima: float = 10.0
    doubtful: float = 0.3
    narrow: float = 0.3
    shrink: float = 0.005
    natural: float = 0.0
    penalty: float = 0.033
    rating_penalty: float = 0.05
    skipped: int = 50
    axes: int = 256
    floor: float = 0.01
    worse: float = 0.5
    drawn: float = 0.3
    within: float = 0.997


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """What the heads learn from, one row for each of n photographs.

    ``stages`` (n, 856) and ``embedding`` (n, 1024) pooled; ``shares`` (n, 10) NIMA's ratings; ``good`` (n,) 1, 0 or
    nan, ``beauty`` (n,) a mean rating or nan; ``weight`` (n,) before sources are evened out; ``group`` (n,) sources
    and themes. ``worse`` (n, 856): of a copy with the defect ``kind`` (n,), -1 where there is none. ``drawn`` (k, 856):
    of what is no photograph.
    """

    stages: NDArray[np.floating[Any]]
    embedding: NDArray[np.floating[Any]]
    shares: Matrix
    good: Matrix
    beauty: Matrix
    weight: Matrix
    group: NDArray[np.str_]
    worse: NDArray[np.floating[Any]]
    kind: NDArray[np.integer[Any]]
    drawn: NDArray[np.floating[Any]]

    def at(self, rows: NDArray[Any]) -> Examples:
        """Those of ``rows`` alone; the drawn pictures stay."""
        names = ("stages", "embedding", "shares", "good", "beauty", "weight", "group", "worse", "kind")
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    @property
    def means(self) -> Matrix:
        """NIMA's mean ratings (n,)."""
        return mean_ratings_of(self.shares)


def mean_ratings_of(shares: Matrix) -> Matrix:
    """The means (n,) of distributions (n, r) over the ratings 1 to r."""
    return np.asarray(shares @ np.arange(1.0, shares.shape[1] + 1))


def learn(examples: Examples, numbers: HeadNumbers) -> Heads:
    """The heads of ``examples``; ``unlike`` is not yet in units of a limit. ``ValueError`` where a class is missing."""
    known, rated = ~np.isnan(examples.good), ~np.isnan(examples.beauty)
    if set(examples.good[known]) != {0.0, 1.0} or not rated.any():
        raise ValueError("good, ordinary and rated photographs are needed")
    heads = _begun(examples, known)
    z, means = heads.standardised(examples.stages), examples.means
    inputs = np.column_stack([z, numbers.nima * means])
    evidence, evidence_bias = _ridge(
        inputs[known], 2 * examples.good[known] - 1, _weights(examples.at(known)), numbers.ridge
    )
    rating, rating_bias = _rating(inputs[rated], examples.beauty[rated], numbers.ridge)
    directions, offsets = _discriminants(z, heads.standardised(examples.worse), examples.kind, numbers)
    scale = AVA_SD / examples.beauty[rated].std()
    learned = replace(
        heads,
        evidence=evidence[:-1],
        evidence_mean=float(evidence[-1] * numbers.nima),
        evidence_bias=evidence_bias,
        rating=rating[:-1],
        rating_mean=float(rating[-1] * numbers.nima),
        rating_bias=rating_bias,
        directions=directions,
        offsets=offsets,
        penalty=numbers.penalty,
        rating_penalty=numbers.rating_penalty * scale,
    )
    return with_usual(learned, examples, examples.drawn, numbers)


def with_usual(heads: Heads, examples: Examples, drawn: NDArray[np.floating[Any]], numbers: HeadNumbers) -> Heads:
    """``heads`` with the axes of what is usual in photographs and worse copies; ``drawn`` (k, 856) is what is not.

    A copy out of focus is a photograph still: it is judged, and judged low. A Mahalanobis distance on the axes beyond
    the largest, which are subjects and light, and one axis more: Fisher's discriminant between photographs and drawn
    pictures. The median photograph is at 1.
    """
    z = np.vstack([heads.standardised(examples.stages), heads.standardised(examples.worse)])
    by_source = source_weights(examples.group)
    weights = np.concatenate([by_source, by_source * numbers.worse])
    weights /= weights.sum()
    usual = weights @ z
    away = z - usual
    covariance = (away * weights[:, None]).T @ away
    variance, vectors = np.linalg.eigh(covariance)
    order = np.argsort(-variance)[numbers.skipped : numbers.skipped + numbers.axes]
    axes = vectors[:, order] / np.sqrt(variance[order] + numbers.floor)
    axes /= np.sqrt(np.median(((away[: len(examples.stages)] @ axes) ** 2).sum(axis=1)))
    pictures = heads.standardised(drawn)
    within = covariance + _OF_DRAWN * np.cov(pictures.T) + _BALL * np.eye(len(covariance))
    towards = np.linalg.solve(within, pictures.mean(axis=0) - usual)
    towards *= np.sqrt(numbers.drawn / (towards @ covariance @ towards))
    return replace(heads, axes=np.column_stack([axes, towards]), usual=usual)


def limited(heads: Heads, limit: float) -> Heads:
    """``heads`` with ``unlike`` in units of ``limit``."""
    return replace(heads, axes=heads.axes / np.sqrt(limit))


def in_log_odds(heads: Heads, slope: float, intercept: float) -> Heads:
    """``heads`` whose evidence is ``slope`` times what it was, plus ``intercept``: Platt's curve, taken in."""
    return replace(
        heads,
        evidence=heads.evidence * slope,
        evidence_mean=heads.evidence_mean * slope,
        evidence_bias=heads.evidence_bias * slope + intercept,
        penalty=heads.penalty * slope,
    )


def _begun(examples: Examples, known: NDArray[np.bool_]) -> Heads:
    """The parts that are averages; the others are empty."""
    stages = examples.stages[known].astype(np.float64)
    ratings = np.arange(1.0, examples.shares.shape[1] + 1)
    variance = float((examples.shares @ ratings**2 - examples.means**2).mean())
    nothing = np.empty(0)
    return Heads(
        centre=stages.mean(axis=0),
        spread=stages.std(axis=0) + _TINY,
        evidence=nothing,
        evidence_mean=0.0,
        evidence_bias=0.0,
        rating=nothing,
        rating_mean=0.0,
        rating_bias=0.0,
        variance=variance,
        directions=nothing,
        offsets=nothing,
        penalty=0.0,
        rating_penalty=0.0,
        axes=nothing,
        usual=nothing,
        pooled=examples.embedding[known].astype(np.float64).mean(axis=0),
    )


def _weights(examples: Examples) -> Matrix:
    """(n,), half of them for either class; within it a source of n photographs weighs √n."""
    weights = np.empty(len(examples.good))
    for value in (0.0, 1.0):
        rows = examples.good == value
        some = source_weights(examples.group[rows]) * examples.weight[rows]
        weights[rows] = some / some.sum() / 2
    return weights


def _ridge(inputs: Matrix, target: Matrix, weights: Matrix, ridge: float) -> tuple[Matrix, float]:
    """Coefficients (d,) and intercept of the weighted ridge regression; ``weights`` sum to 1."""
    centre, middle = weights @ inputs, float(weights @ target)
    away = (inputs - centre) * np.sqrt(weights)[:, None]
    gram = away.T @ away + ridge * np.eye(inputs.shape[1])
    found = np.linalg.solve(gram, away.T @ ((target - middle) * np.sqrt(weights)))
    return np.asarray(found, np.float64), middle - float(centre @ found)


def _rating(inputs: Matrix, beauty: Matrix, ridge: float) -> tuple[Matrix, float]:
    """The regression on rated beauty, on the scale of AVA's mean ratings."""
    found, bias = _ridge(inputs, beauty, np.full(len(beauty), 1 / len(beauty)), ridge)
    scale = AVA_SD / beauty.std()
    return np.asarray(found * scale), AVA_MEAN + scale * (bias - float(beauty.mean()))


def _discriminants(z: Matrix, worse: Matrix, kind: NDArray[Any], numbers: HeadNumbers) -> tuple[Matrix, Matrix]:
    """Directions (d, k) and offsets (k,) of the log-odds of each defect (Fisher 1936; shrunk covariance)."""
    middle, spread = z.mean(axis=0), np.cov(z.T)
    directions, offsets = [], []
    for one in np.unique(kind[kind >= 0]):
        spoilt = worse[kind == one]
        both = (spread + np.cov(spoilt.T)) / 2
        ball = np.eye(len(both)) * np.trace(both) / len(both)
        found = np.linalg.solve((1 - numbers.shrink) * both + numbers.shrink * ball, spoilt.mean(axis=0) - middle)
        directions.append(found)
        offsets.append(-found @ (spoilt.mean(axis=0) + middle) / 2 + numbers.natural)
    if not directions:
        raise ValueError("copies with a defect are needed")
    return np.stack(directions, axis=1), np.array(offsets)
