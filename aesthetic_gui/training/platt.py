"""P(aesthetic) from the mean score: Platt's logistic fit, judged on sources it has not seen, and the unsure band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.training.folders import Labelled
from aesthetic_gui.training.statistics import (
    Estimate,
    Numbers,
    auc,
    bootstrap,
    brier,
    calibration_error,
    source_weights,
)

FOLDS = 10
THRESHOLD = 0.5
LEAST_DECIDED = 0.5


@dataclass(frozen=True, slots=True)
class Fitted:
    """The calibration, and how it did on unseen sources: every figure with its 95 % interval over sources.

    ``decided`` is the share of photographs outside the band, ``right`` how many of those verdicts hold; a
    source with n photographs counts as √n.
    """

    calibration: Calibration
    band: float
    photographs: int
    sources: int
    auc: Estimate
    ece: Estimate
    brier: Estimate
    decided: Estimate
    right: Estimate


def fit(scores: Numbers, labelled: Labelled) -> Fitted:
    """Fit on every photograph, judge and choose the band on left-out sources. ``scores`` are means, 1 to 10."""
    weights = source_weights(labelled.group)
    unseen = left_out(scores, labelled, weights)
    good, group = labelled.value, labelled.group
    band = widest_band(unseen, weights)

    def over_sources(figure: str) -> Estimate:
        return bootstrap(lambda rows: _figures(unseen[rows], good[rows], weights[rows], band)[figure], group, good)

    return Fitted(
        calibration=platt(scores, good, weights),
        band=band,
        photographs=len(scores),
        sources=len(np.unique(group)),
        auc=bootstrap(lambda rows: auc(scores[rows], good[rows]), group, good),
        ece=over_sources("ece"),
        brier=over_sources("brier"),
        decided=over_sources("decided"),
        right=over_sources("right"),
    )


def platt(scores: Numbers, good: Numbers, weights: Numbers) -> Calibration:
    """The logistic curve of least weighted log loss."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e6).fit(scores[:, None], good, weights)
    return Calibration(slope=float(model.coef_[0, 0]), intercept=float(model.intercept_[0]))


def left_out(scores: Numbers, labelled: Labelled, weights: Numbers) -> Numbers:
    """P(aesthetic) of each photograph by a curve fitted without its source."""
    from sklearn.model_selection import GroupKFold

    p = np.empty(len(scores))
    for known, unseen in GroupKFold(FOLDS).split(scores, groups=labelled.group):
        curve = platt(scores[known], labelled.value[known], weights[known])
        p[unseen] = [curve.probability(score) for score in scores[unseen]]
    return p


def widest_band(p: Numbers, weights: Numbers) -> float:
    """The widest half-width, in steps of 0.01, that leaves half of the photographs decided.

    The wider the band, the more of the decided verdicts hold; below half, the program would hardly help.
    """
    steps = [step / 100 for step in range(50)]
    return max(band for band in steps if _decided(p, band) @ weights >= LEAST_DECIDED * weights.sum())


def _decided(p: Numbers, band: float) -> NDArray[np.bool_]:
    return np.asarray((p >= THRESHOLD + band) | (p < THRESHOLD - band))


def _figures(p: Numbers, good: Numbers, weights: Numbers, band: float) -> dict[str, float]:
    decided = _decided(p, band)
    right = (p >= THRESHOLD) == (good > THRESHOLD)
    return {
        "ece": calibration_error(p, good, weights),
        "brier": brier(p, good, weights),
        "decided": float(weights @ decided / weights.sum()),
        "right": float(weights @ (decided & right) / (weights @ decided)),
    }
