"""How a student does on sources that neither it nor its teacher has seen, and what it costs: a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate
from aesthetic_gui.training.build.curves import left_out, platt
from aesthetic_gui.training.distil.speed import Cost
from aesthetic_gui.training.distil.student import Said
from aesthetic_gui.training.statistics import Numbers, aucs, estimate, rank_correlation, resamples, source_weights

_HEAD = (
    *("network", "AUC, sources left out", "over the teacher", "SRCC with the teacher", "mean difference of P"),
    *("SRCC, mean rating", "ms", "MB"),
)


class Row(NamedTuple):
    """One network beside the teacher.

    ``agreement`` is the rank correlation of their evidence, ``apart`` the mean difference of P(aesthetic), 0 to 1,
    ``ratings`` the rank correlation of their mean ratings.
    """

    name: str
    auc: Estimate
    gain: Estimate | None
    agreement: float
    apart: float
    ratings: float
    cost: Cost


def compared(
    good: Numbers, group: NDArray[np.str_], teacher: Said, students: Mapping[str, Said], cost: Mapping[str, Cost]
) -> list[Row]:
    """The teacher's row and one for each of ``students``, on the same photographs (n,) of known labels and sources."""
    drawn, p = np.concatenate(list(resamples(group, good))), _probabilities(teacher.evidence, good, group)
    first = aucs(teacher.evidence, good, drawn)
    rows = [Row("teacher", estimate(first), None, 1.0, 0.0, 1.0, cost["teacher"])]
    for name, said in students.items():
        found = aucs(said.evidence, good, drawn)
        apart = np.abs(_probabilities(said.evidence, good, group) - p).mean()
        agreement = rank_correlation(said.evidence, teacher.evidence)
        ratings = rank_correlation(_mean(said.ratings), _mean(teacher.ratings))
        rows.append(
            Row(name, estimate(found), estimate(found - first), agreement, float(apart), ratings, cost["student"])
        )
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    lines = [_HEAD, ("---",) * len(_HEAD), *map(_cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    gain = "–" if row.gain is None else f"{row.gain.value:+.3f} [{row.gain.low:+.3f}, {row.gain.high:+.3f}]"
    told = (f"{row.agreement:.3f}", f"{row.apart:.3f}", f"{row.ratings:.3f}")
    return (row.name, f"{row.auc}", gain, *told, f"{row.cost.milliseconds:.1f}", f"{row.cost.size / 1e6:.1f}")


def _probabilities(evidence: Numbers, good: Numbers, group: NDArray[np.str_]) -> Numbers:
    """P(aesthetic) by a logistic curve fitted on other sources."""
    return left_out({"platt": platt}, evidence, good, group, source_weights(group))["platt"]


def _mean(ratings: Numbers) -> Numbers:
    return np.asarray(ratings @ np.arange(1, ratings.shape[1] + 1))
