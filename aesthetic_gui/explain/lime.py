"""LIME: a straight-line stand-in for the model around one photograph, made of about fifty regions.

Ribeiro, Singh & Guestrin, "Why Should I Trust You?" (2016), with the authors' package doing the weighting and the
fit. The sampling is ours: it masks the prepared input in batches, so that a thousand samples run at the runtime's
speed, can be stopped, and are drawn while they come in. Defaults as published: regions hidden by their mean
colour, each hidden with probability ½, cosine distance, kernel width 0.25, ridge regression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.heat import BATCH, Cancelled, explanation, heat_size, milestones, never, noted
from aesthetic_gui.explain.libraries import lime_package, slic_function
from aesthetic_gui.explain.methods import LIME_SAMPLES
from aesthetic_gui.photo import Explanation
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime

SEGMENTS = 65  # SLIC merges slivers: asked for 65 it leaves about 50 (40 to 62 on thirty photographs)
KERNEL_WIDTH = 0.25
MILESTONES = (0.08, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # shares of the samples after which a fit is shown

Masked = Callable[[NDArray[np.int64]], NDArray[np.float32]]  # what is shown (n, regions) to copies (n, h, w, 3)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The straight line: how much evidence each region adds (float64, by region), the rest, and weighted R²."""

    weights: NDArray[np.float64]
    intercept: float
    fidelity: float


def explain(
    rgb: NDArray[np.uint8],
    pack: Pack,
    runtime: Runtime,
    *,
    samples: int = LIME_SAMPLES,
    seed: int = 0,
    cancelled: Cancelled = never,
) -> Iterator[Explanation]:
    """Yield LIME's map of a photograph uint8 (h, w, 3) several times while ``samples`` masked copies are scored.

    ``fidelity`` is the weighted R² of the fit. Notes: ``value``, ``mean``, ``base`` (the fit's evidence with every
    region hidden), ``scale``, ``regions``. Raises ``ValueError`` for fewer than 2 samples.
    """
    if samples < 2:
        raise ValueError("LIME needs at least two samples")
    if cancelled():
        return
    size = heat_size(rgb)
    regions = segments(rgb, size)
    shown = draw(int(regions.max()) + 1, samples, seed)
    scores, notes = np.empty(samples), dict[str, float]()
    for done in _score(hiding(pack.prepare(rgb), regions), shown, scores, notes, runtime):
        if cancelled():
            return
        if done in milestones(MILESTONES, samples, 2):
            fitted = fit(shown[:done], scores[:done], seed)
            yield explanation(
                "lime",
                fitted.weights[regions],
                size,
                edges="sharp",
                progress=(done, samples),
                fidelity=fitted.fidelity,
                notes={**notes, "base": fitted.intercept, "regions": float(len(fitted.weights))},
            )


def segments(rgb: NDArray[np.uint8], size: tuple[int, int], wanted: int = SEGMENTS) -> NDArray[np.intp]:
    """About ``wanted`` connected regions of alike colour, numbered from 0, intp (h, w) of the given ``size``.

    SLIC (Achanta et al. 2012) with scikit-image's defaults; always the same regions for the same photograph.
    """
    import cv2

    small = cv2.resize(rgb, size[::-1], interpolation=cv2.INTER_AREA)
    labels = slic_function()(small, n_segments=wanted, compactness=10, sigma=1, start_label=0)
    return np.asarray(np.unique(labels, return_inverse=True)[1], np.intp).reshape(size)


def draw(regions: int, samples: int, seed: int) -> NDArray[np.int64]:
    """Which regions each sample shows (1) and hides (0), int64 (samples, regions); the first shows all, as in LIME."""
    shown = np.random.RandomState(seed).randint(0, 2, (samples, regions))
    shown[0] = 1
    return shown


def hiding(prepared: NDArray[np.float32], regions: NDArray[np.intp]) -> Masked:
    """Makes copies of ``prepared`` (h, w, 3), one for each row of what is shown, hidden regions in their mean colour.

    ``regions`` may have any size: it is laid over ``prepared``.
    """
    fitted = _laid_over(regions, prepared.shape[:2])
    hidden = _mean_colours(prepared, fitted).ravel()
    places = fitted.ravel().repeat(3)  # flat: eight times as fast as (h, w, 3)

    def masked(shown: NDArray[np.int64]) -> NDArray[np.float32]:
        visible = np.take(shown.astype(bool), places, axis=1)
        return np.where(visible, prepared.ravel(), hidden).reshape(-1, *prepared.shape)

    return masked


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


def _score(
    masked: Masked, shown: NDArray[np.int64], scores: NDArray[np.float64], notes: dict[str, float], runtime: Runtime
) -> Iterator[int]:
    """Fill ``scores`` batch by batch; yields how many are known. A batch ends at each milestone.

    ``notes`` are of the first, which shows everything.
    """
    stops = sorted({*range(0, len(shown), BATCH), *milestones(MILESTONES, len(shown), 2)})
    for start, stop in pairwise(stops):
        outputs = runtime.predict(masked(shown[start:stop]))
        scores[start:stop] = outputs.evidence
        if not start:
            notes.update(noted(outputs))
        yield stop


def _laid_over(regions: NDArray[np.intp], size: tuple[int, ...]) -> NDArray[np.intp]:
    rows: NDArray[np.intp] = (np.arange(size[0]) * 2 + 1) * regions.shape[0] // (2 * size[0])
    columns = (np.arange(size[1]) * 2 + 1) * regions.shape[1] // (2 * size[1])
    return np.asarray(regions[rows[:, None], columns])


def _mean_colours(prepared: NDArray[np.float32], regions: NDArray[np.intp]) -> NDArray[np.float32]:
    """``prepared`` with every region flat in its mean colour."""
    flat = regions.ravel()
    count = np.maximum(np.bincount(flat), 1)
    sums = [np.bincount(flat, prepared[..., channel].ravel()) for channel in range(3)]
    return (np.stack(sums, axis=1) / count[:, None]).astype(np.float32)[regions]
