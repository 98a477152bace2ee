"""How good evidence is on sources it was learned without: figures with intervals over sources, for one row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate
from aesthetic_gui.training.build.curves import left_out, platt
from aesthetic_gui.training.statistics import (
    Numbers,
    aucs,
    balanced_accuracies,
    calibration_errors,
    confusions,
    estimate,
    rank_correlations,
    resamples,
    source_weights,
)


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """Evidence of photographs by judges that had not seen their sources, and what it cost.

    ``evidence``, ``good`` (1, 0) and ``group`` (n,); ``beauty_evidence``, ``beauty`` and ``theme`` (m,) of rated
    photographs, which no judge learned from. Of each fold (f,): ``features`` that went into the head, ``fitness``
    (nan: not asked for), ``evaluations`` of it, ``seconds`` of a
    processor's time to select and to learn, ``judging`` those for a photograph, ``size`` in bytes of what is kept.
    """

    evidence: Numbers
    good: Numbers
    group: NDArray[np.str_]
    beauty_evidence: Numbers
    beauty: Numbers
    theme: NDArray[np.str_]
    features: Numbers
    fitness: Numbers
    evaluations: Numbers
    seconds: Numbers
    judging: Numbers
    size: Numbers


@dataclass(frozen=True, slots=True)
class Figures:
    """Each with its 95 % interval over sources (themes for SRCC).

    AUC counts photographs; of accuracy and calibration error a source with n of them counts as √n. ``srcc`` is None
    where there are no rated photographs. P(aesthetic) is by a logistic curve fitted on other sources.
    """

    photographs: int
    sources: int
    auc: Estimate
    accuracy: Estimate
    ece: Estimate
    srcc: Estimate | None


class Judged:
    """The photographs of a comparison, resampled once for all its rows."""

    def __init__(self, good: Numbers, group: NDArray[np.str_]) -> None:
        self._good, self._group = good, group

    @cached_property
    def _drawn(self) -> Numbers:
        return np.concatenate(list(resamples(self._group, self._good)))

    def auc(self, found: LeftOut) -> Estimate:
        """How often ``found`` puts a good photograph above an ordinary one."""
        return estimate(self._aucs(found))

    def gain(self, found: LeftOut, other: LeftOut) -> Estimate:
        """The AUC of ``found`` over that of ``other``, paired: both on the same resamples."""
        return estimate(self._aucs(found) - self._aucs(other))

    def figures(self, found: LeftOut) -> Figures:
        """How good ``found`` is."""
        good, group, weights = self._good, self._group, source_weights(self._group)
        p = left_out({"platt": platt}, found.evidence, good, group, weights)["platt"]
        told = confusions(good.astype(np.intp), (p >= 0.5).astype(np.intp), 2, self._drawn * weights)
        return Figures(
            photographs=len(good),
            sources=len(np.unique(group)),
            auc=self.auc(found),
            accuracy=estimate(balanced_accuracies(told)),
            ece=estimate(calibration_errors(p, good, self._drawn * weights)),
            srcc=_srcc(found),
        )

    def _aucs(self, found: LeftOut) -> Numbers:
        return aucs(found.evidence, self._good, self._drawn)


def _srcc(found: LeftOut) -> Estimate | None:
    if len(np.unique(found.theme)) < 2:
        return None
    drawn = np.concatenate(list(resamples(found.theme)))
    return estimate(rank_correlations(found.beauty_evidence, found.beauty, drawn))
