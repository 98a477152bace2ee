"""LIME: a straight-line stand-in for the model around one photograph, made of about fifty regions.

Ribeiro, Singh & Guestrin, "Why Should I Trust You?" (2016), with the authors' package doing the weighting and the
fit, as published: regions hidden by their mean colour, each hidden with probability ½, cosine distance, kernel width
0.25, ridge regression. What is hidden together is chosen so that fewer samples say as much: first a balanced block,
in which every region is hidden equally often alone and with every other; then the package's own draws, each followed
by its opposite, which cancels what two regions do together. 640 of them came about as near to a long run as 1,000
drawn freely, on the photographs the design was chosen on (docs/decisions/0078-lime-balanced.md). From 1,000 on they
are drawn freely, as the package draws them when it is given the seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import BATCH, Cancelled, milestones, never, of_regions
from aesthetic_gui.explain.hiding.libraries import lime_package
from aesthetic_gui.explain.hiding.regions import Masked
from aesthetic_gui.explain.methods import LIME_SAMPLES
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Explanation

KERNEL_WIDTH = 0.25
PUBLISHED = 1000  # samples: from there on, drawn as the package draws them
# Shares of the samples after which a fit is shown
MILESTONES = (0.08, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The straight line: how much evidence each region adds (float64, by region), the rest, and weighted R²."""

    weights: NDArray[np.float64]
    intercept: float
    fidelity: float


def explain(
    question: Question, *, samples: int = LIME_SAMPLES, seed: int = 0, cancelled: Cancelled = never
) -> Iterator[Explanation]:
    """Yield LIME's map of a photograph several times while ``samples`` masked copies are asked about.

    ``fidelity`` is the weighted R² of the fit. Notes: ``value``, ``mean``, ``base`` (the fit's value with every
    region hidden), ``scale``, ``regions``. Raises ``ValueError`` for fewer than 2 samples.
    """
    if samples < 2:
        raise ValueError("LIME needs at least two samples")
    if cancelled():
        return
    shown = draw(int(question.regions.max()) + 1, samples, seed)
    scores = np.empty(samples)
    for done in _score(question.hiding(), shown, scores, question):
        if cancelled():
            return
        if done in milestones(MILESTONES, samples, 2):
            fitted = fit(shown[:done], scores[:done], seed)
            yield of_regions(
                "lime",
                fitted.weights,
                question,
                progress=(done, samples),
                fidelity=fitted.fidelity,
                notes={"base": fitted.intercept},
            )


def draw(regions: int, samples: int, seed: int) -> NDArray[np.int64]:
    """Which regions each sample shows (1) and hides (0), int64 (samples, regions); the first shows all, as in LIME.

    Every sample taken alone is drawn as published: each region is shown with probability ½.
    """
    published = _published(regions, samples, seed)
    if samples >= PUBLISHED:
        return published
    return np.concatenate([published[:1], _balanced(regions, seed), _with_opposites(published[1:])])[:samples]


def _published(regions: int, samples: int, seed: int) -> NDArray[np.int64]:
    """The package's own draws for ``random_state=seed``."""
    shown = np.random.RandomState(seed).randint(0, 2, (samples, regions))
    shown[0] = 1
    return shown


def _balanced(regions: int, seed: int) -> NDArray[np.int64]:
    """A Hadamard matrix, its columns and signs drawn, and its opposite (Plackett & Burman 1946; Box & Wilson 1951).

    The straight line found from it is free of what any two regions do together; from its first half, of what any
    other region does alone. 128 rows for up to 63 regions.
    """
    from scipy.linalg import hadamard

    generator = np.random.default_rng(seed)
    order = 64
    while order <= regions:
        order *= 2
    half = (hadamard(order)[:, 1:] > 0)[:, generator.permutation(order - 1)[:regions]]
    half = half[generator.permutation(order)] ^ generator.integers(0, 2, regions).astype(bool)
    return np.concatenate([half, ~half]).astype(np.int64)


def _with_opposites(shown: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each row followed by the one that hides what it shows."""
    return np.stack([shown, 1 - shown], axis=1).reshape(-1, shown.shape[1])


def fit(shown: NDArray[np.int64], scores: NDArray[np.float64], seed: int = 0) -> Fit:
    """The package's weighted ridge regression of ``scores`` (n,) on ``shown`` (n, regions); row 0 shows everything."""
    from sklearn.metrics import pairwise_distances

    base = lime_package().LimeImageExplainer(kernel_width=KERNEL_WIDTH, random_state=seed).base
    distances = pairwise_distances(shown, shown[:1], metric="cosine").ravel()
    intercept, rows, fidelity, _ = base.explain_instance_with_data(
        shown, scores[:, None], distances, label=0, num_features=shown.shape[1]
    )
    weights = np.zeros(shown.shape[1])
    for region, weight in rows:
        weights[region] = weight
    return Fit(weights, float(intercept), float(fidelity))


def _score(masked: Masked, shown: NDArray[np.int64], scores: NDArray[np.float64], question: Question) -> Iterator[int]:
    """Fill ``scores`` batch by batch; yields how many are known. A batch ends at each milestone.

    The first shows everything, and is known.
    """
    scores[0] = question.value
    stops = sorted({1, *range(BATCH, len(shown), BATCH), *milestones(MILESTONES, len(shown), 2)})
    for start, stop in pairwise(stops):
        scores[start:stop] = question.values(masked(shown[start:stop]))
        yield stop
