"""Learning a taste: a ridge classifier beside the model's verdict, tested on bursts that it has not seen.

    embeddings, times ──> axes (label-free) ──> moments of each fold and class ──┬─> head without fold i ─────────┐
                                                                                 └─> heads without i and j        │
                                            held-out logits of fold i <── penalty and curve, chosen without it <──┘

A fold's class is summed up in one matrix of moments. Every head of the nested cross-validation, and every penalty, is
then solved from sums of such matrices in closed form, without going through the decisions again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.taste.evidence import weigh
from aesthetic_gui.taste.head import LEAST, LEAST_BURSTS, Learned, Numbers, Taste, logistic
from aesthetic_gui.taste.timeline import TimeAxes, reach_of

FOLDS = 5
AXES = 192
ROWS_FOR_AXES = 1024
PENALTIES = np.array([3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0])  # of the embeddings' variance
BASE_SCALE = 0.17  # the model's own verdict has a thirtieth of the variance: within a gallery it tells little
_USUAL_CURVE = (1.0, 0.0)  # slope for scores of unit spread, and intercept
_HOLD = 10.0  # how firmly; a decision holds with up to a quarter
_FLATTEST = 0.05

Bools = NDArray[np.bool_]
Places = NDArray[np.intp]


def learn(
    embeddings: NDArray[np.floating],
    base_logits: NDArray[np.floating],
    picked: Bools,
    groups: NDArray[np.integer],
    *,
    taken: NDArray[np.floating] | None = None,
    name: str = "",
    pack_key: str = "",
) -> Learned:
    """What ``picked`` bool (n,) tells of a taste, given embeddings (n, d) and the model's own logits (n,).

    ``groups`` (n,) numbers the bursts; none is split. ``taken`` (n,) are the times of capture as of
    ``timeline.seconds_of``, NaN where not known: what lies near in time is decided alike. That ends with the shoot, so
    the decisions are judged once more with whole stretches of time held out (``Taste.everywhere``).

    The head is a ridge classifier on ±1 (Hastie, Tibshirani & Friedman 2009, 4.2 and 3.4.1; for two classes it ranks
    as regularised discriminant analysis does), picks and rejects weighing the same. Penalty and probability (Platt
    1999) are chosen without the fold that they are judged on. Deterministic; about half a second for 5,000 × 1,024.
    """
    picked = np.asarray(picked, np.bool_)
    _, bursts = np.unique(groups, return_inverse=True)
    learned = Learned(name, int(picked.sum()), int((~picked).sum()), int(bursts.max(initial=-1)) + 1)
    if not _enough(picked, bursts):
        return learned
    base, never = np.asarray(base_logits, np.float64), np.full(len(picked), np.nan)
    taken = never if taken is None else taken
    folds = folds_of(bursts, picked)
    axes = _Axes.of(embeddings, base, taken, reach_of(taken, folds))
    rows = axes.project(embeddings, base, taken)
    trial = _Trial.of(rows, picked, folds)
    held_out = weigh(trial.held_out(rows), base, picked, bursts)
    everywhere = held_out.gain.low > 0
    if np.isfinite(taken).any():
        stretches, timeless = stretches_of(bursts, taken), axes.project(embeddings, base, never)
        everywhere = _in_enough(stretches, picked) and (
            weigh(_Trial.of(rows, picked, stretches).held_out(timeless), base, picked, stretches).gain.low > 0
        )
    return replace(learned, taste=axes.taste(name, pack_key, *trial.final(), everywhere=everywhere), held_out=held_out)


def _enough(picked: Bools, bursts: Places) -> bool:
    return all(
        len(bursts[side]) >= LEAST and len(np.unique(bursts[side])) >= LEAST_BURSTS for side in (picked, ~picked)
    )


def folds_of(bursts: Places, picked: Bools) -> Places:
    """The fold, 0 to ``FOLDS`` - 1, of each decision: whole bursts, the largest first, each to where it lacks most."""
    counts = np.stack([np.bincount(bursts, side, bursts.max() + 1) for side in (picked, ~picked)], axis=1)
    shares = counts / counts.sum(0)
    shuffled = np.random.default_rng(0).permutation(len(shares))
    fold, load = np.zeros(len(shares), np.intp), np.zeros((FOLDS, 2))
    for burst in shuffled[np.argsort(-shares[shuffled].max(1), kind="stable")]:
        fold[burst] = np.argmin(load @ shares[burst])
        load[fold[burst]] += shares[burst]
    return np.asarray(fold[bursts], np.intp)


def stretches_of(bursts: Places, taken: NDArray[np.floating]) -> Places:
    """The stretch of time, 0 to ``FOLDS`` - 1, of each decision (n,): whole bursts; unknown times are last."""
    first = np.full(bursts.max() + 1, np.inf)
    np.minimum.at(first, bursts, np.nan_to_num(taken, nan=np.inf))
    counts = np.bincount(bursts)
    in_turn = np.argsort(first, kind="stable")
    before = np.empty(len(counts), np.intp)
    before[in_turn] = np.cumsum(counts[in_turn]) - counts[in_turn]
    return np.asarray((before * FOLDS // len(bursts))[bursts], np.intp)


def _in_enough(fold: Places, picked: Bools) -> bool:
    """Whether there are picks, and rejects, left to learn from where any two folds are held out; none is empty."""
    return len(np.unique(fold)) == FOLDS and all(len(np.unique(fold[side])) > 2 for side in (picked, ~picked))


@dataclass(frozen=True, slots=True, eq=False)
class _Axes:
    """The directions in which the embeddings differ most (float32 (d, k)): found without looking at the decisions."""

    centre: NDArray[np.float32]
    directions: NDArray[np.float32]
    times: TimeAxes
    base_centre: float
    base_spread: float

    @classmethod
    def of(
        cls,
        embeddings: NDArray[np.floating],
        base_logits: NDArray[np.floating],
        taken: NDArray[np.floating],
        reach: float,
    ) -> _Axes:
        rows = np.unique(np.linspace(0, len(embeddings) - 1, ROWS_FOR_AXES).astype(np.intp))
        sample = embeddings[rows].astype(np.float32)
        centre = sample.mean(0)
        sample -= centre
        spread = math.sqrt(float((sample**2).sum()) / len(sample)) or 1.0
        spread_of_base = float(np.std(base_logits)) / BASE_SCALE or 1.0
        directions = _principal(sample) / np.float32(spread)
        return cls(centre, directions, TimeAxes.of(taken, reach), float(np.mean(base_logits)), spread_of_base)

    def project(
        self, embeddings: NDArray[np.floating], base_logits: NDArray[np.floating], taken: NDArray[np.floating]
    ) -> Numbers:
        """float64 (n, k + t + 2): along the directions, in time, the model's own verdict, and 1."""
        along = (embeddings.astype(np.float32) - self.centre) @ self.directions
        base = (np.asarray(base_logits, np.float64) - self.base_centre) / self.base_spread
        return np.column_stack([along, self.times.project(taken), base, np.ones(len(base))])

    def taste(self, name: str, pack_key: str, weights: Numbers, intercept: float, *, everywhere: bool) -> Taste:
        """The taste whose head on the projection is ``weights`` (k + t + 1,) and ``intercept``."""
        along, in_time = np.split(weights[:-1], [self.directions.shape[1]])
        on_embedding = self.directions.astype(np.float64) @ along
        on_base = float(weights[-1]) / self.base_spread
        shift = float(intercept - self.centre @ on_embedding - on_base * self.base_centre)
        timeline = self.times.timeline(in_time)
        return Taste(name, pack_key, on_embedding.astype(np.float32), on_base, shift, timeline, everywhere)


def _principal(sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """The up to ``AXES`` principal directions, (d, k), of centred rows (n, d)."""
    few = len(sample) < sample.shape[1]
    variance, vectors = np.linalg.eigh(sample @ sample.T if few else sample.T @ sample)
    kept = np.argsort(-variance)[:AXES]
    kept = kept[variance[kept] > 1e-5 * max(float(variance.max()), float(np.finfo(np.float32).tiny))]
    if few:
        return np.asarray(sample.T @ vectors[:, kept] / np.sqrt(variance[kept]), np.float32)
    return np.asarray(vectors[:, kept], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    """One head for each penalty: ``weights`` (k + 1, penalties), around ``centre`` (k + 1,)."""

    weights: Numbers
    centre: Numbers

    def scores(self, rows: Numbers) -> Numbers:
        return np.asarray((rows[:, :-1] - self.centre) @ self.weights, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """The decisions, and their moments by fold and class: ``moments`` (folds, 2, k + 2, k + 2)."""

    rows: Numbers
    picked: Bools
    folds: tuple[Places, ...]
    moments: Numbers
    _heads: dict[frozenset[int], _Head] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Numbers, picked: Bools, fold: Places) -> _Trial:
        folds = tuple(np.flatnonzero(fold == number) for number in range(FOLDS))
        sides = [[rows[(fold == number) & (picked == side)] for side in (False, True)] for number in range(FOLDS)]
        return cls(rows, picked, folds, np.array([[side.T @ side for side in pair] for pair in sides]))

    def held_out(self, rows: Numbers) -> Numbers:
        """The logit of each of ``rows`` (n, k + 2) by a head, a penalty and a curve made without its fold, (n,)."""
        logits = np.empty(len(self.picked))
        for left_out, places in enumerate(self.folds):
            others = [number for number in range(FOLDS) if number != left_out]
            penalty, slope, intercept = self._chosen({other: self._without(left_out, other) for other in others})
            scores = self._without(left_out).scores(rows[places])[:, penalty]
            logits[places] = slope * scores + intercept
        return logits

    def final(self) -> tuple[Numbers, float]:
        """The head of all decisions: weights (k + 1,) and intercept of its logit."""
        penalty, slope, intercept = self._chosen({number: self._without(number) for number in range(FOLDS)})
        head = self._without()
        weights = slope * head.weights[:, penalty]
        return weights, float(intercept - head.centre @ weights)

    def _chosen(self, judges: dict[int, _Head]) -> tuple[int, float, float]:
        """The penalty (its place) and the curve that suit the folds in ``judges``, each scored by its head."""
        scores = np.concatenate([head.scores(self.rows[self.folds[number]]) for number, head in judges.items()])
        picked = np.concatenate([self.picked[self.folds[number]] for number in judges])
        penalty = _best_penalty(scores, picked)
        return penalty, *_curve(scores[:, penalty], picked)

    def _without(self, *left_out: int) -> _Head:
        """The heads of the decisions outside the folds ``left_out``, made once."""
        key = frozenset(left_out)
        if key not in self._heads:
            self._heads[key] = self._made_without(left_out)
        return self._heads[key]

    def _made_without(self, left_out: tuple[int, ...]) -> _Head:
        sums = self.moments.sum(0) - self.moments[list(left_out)].sum(0)
        reject, pick = (side / side[-1, -1] for side in sums)
        both = (reject + pick) / 2
        centre, towards = both[-1, :-1], (pick[-1, :-1] - reject[-1, :-1]) / 2
        variance, vectors = np.linalg.eigh(both[:-1, :-1] - np.outer(centre, centre))
        along = (vectors.T @ towards)[:, None] / (np.maximum(variance, 0)[:, None] + PENALTIES)
        return _Head(vectors @ along, centre)


def _balance(picked: Bools) -> Numbers:
    """Weights that sum to 1, half of it for the picks."""
    return np.asarray(np.where(picked, 0.5 / picked.sum(), 0.5 / (~picked).sum()), np.float64)


def _best_penalty(scores: Numbers, picked: Bools) -> int:
    """The penalty whose scores (n, penalties) go best with the decisions: highest correlation, both sides equal."""
    weights, target = _balance(picked), np.where(picked, 1.0, -1.0)
    centred = scores - weights @ scores
    spread = np.sqrt(weights @ centred**2)
    return int(np.argmax((weights * target) @ centred / np.maximum(spread, np.finfo(float).tiny)))


def _curve(scores: Numbers, picked: Bools) -> tuple[float, float]:
    """Slope and intercept of Platt's logistic curve, both sides weighing the same, by Newton's method.

    A few decisions say little of the curve: it is drawn towards ``_USUAL_CURVE`` as if by some decisions more. The
    slope is never negative, for a head that is wrong more often than right has learned nothing that could be turned.
    """
    unit = float(scores.std()) or 1.0
    design = np.column_stack([scores / unit, np.ones(len(scores))])
    weights = _balance(picked) * len(scores)
    target = np.where(picked, (picked.sum() + 1) / (picked.sum() + 2), 1 / ((~picked).sum() + 2))
    found = np.array(_USUAL_CURVE)
    for _ in range(50):
        p = logistic(design @ found)
        slope = design.T @ (weights * (p - target)) + _HOLD * (found - _USUAL_CURVE)
        curvature = (design * (weights * p * (1 - p))[:, None]).T @ design + _HOLD * np.eye(2)
        step = np.linalg.solve(curvature, slope)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return (float(found[0] / unit), float(found[1])) if found[0] > _FLATTEST else (_FLATTEST / unit, 0.0)
