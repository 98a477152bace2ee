"""The default pack's heads, learned again without each part of the sources, and what they say of that part.

fold ─> heads of the other folds ─> evidence, mean rating and distance of the photographs and their worse copies
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.files.tables import csv_table
from aesthetic_gui.training.build.gathering import Gathered
from aesthetic_gui.training.data.photographs import Tell, folds
from aesthetic_gui.training.network.two_bodies import Heads, Matrix
from aesthetic_gui.training.network.two_heads import HeadNumbers, learn, mean_ratings_of, with_usual

FOLDS, KIND_FOLDS = 12, 4
COLUMNS = (
    *("path", "source", "collection", "label", "beauty", "fold"),
    *("evidence", "mean", "unlike", "worse_evidence", "worse_mean"),
)


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """What heads say of n photographs whose source they had not seen; the second column is of the worse copy.

    ``evidence``, ``mean`` and ``unlike`` (n, 2), the median photograph being unlike 1. ``fold`` (n,).
    """

    evidence: Matrix
    mean: Matrix
    unlike: Matrix
    fold: NDArray[np.intp]


def leave_out(gathered: Gathered, numbers: HeadNumbers, tell: Tell, count: int = FOLDS) -> LeftOut:
    """Judge every photograph by heads that were learned without its source or theme: a minute."""
    fold = folds(gathered.photographs, count, 0)
    n = len(fold)
    found = LeftOut(np.empty((n, 2)), np.empty((n, 2)), np.empty((n, 2)), fold)
    for number in range(count):
        rows = np.flatnonzero(fold == number)
        heads = learn(gathered.examples.at(fold != number), numbers)
        _judge(heads, gathered, rows, found)
        tell("Heads without a part of the sources", number + 1, count)
    return found


def _judge(heads: Heads, gathered: Gathered, rows: NDArray[np.intp], found: LeftOut) -> None:
    examples = gathered.examples
    both = (examples.stages, examples.shares), (examples.worse, gathered.worse_shares)
    for copy, (stages, shares) in enumerate(both):
        z = heads.standardised(stages[rows])
        found.evidence[rows, copy] = heads.evidence_of(z, mean_ratings_of(shares[rows]))
        found.mean[rows, copy] = mean_ratings_of(heads.distribution_of(z, shares[rows]))
        found.unlike[rows, copy] = heads.unlike_of(z)


def limit_of(found: LeftOut, gathered: Gathered, numbers: HeadNumbers) -> float:
    """The distance that the share ``numbers.within`` of the photographs of unseen sources keep to."""
    known = found.unlike[~np.isnan(gathered.examples.good), 0]
    return float(np.quantile(known, numbers.within))


def caught(gathered: Gathered, heads: Heads, limit: float, numbers: HeadNumbers) -> tuple[NDArray[np.bool_], list[str]]:
    """Which drawn pictures lie beyond ``limit``, bool (j,), by axes learned without their kind, and what they are."""
    kinds = np.unique(gathered.drawn_kinds)
    part = dict(zip(np.random.default_rng(1).permutation(kinds), np.arange(len(kinds)) % KIND_FOLDS, strict=True))
    drawn, judging = gathered.examples.drawn, heads.standardised(gathered.judging)
    beyond = np.zeros(len(judging), np.bool_)
    for number in range(KIND_FOLDS):
        others = np.array([part[kind] != number for kind in gathered.drawn_kinds])
        these = np.array([part[kind] == number for kind in gathered.judging_kinds])
        without = with_usual(heads, gathered.examples, drawn[others], numbers)
        beyond[these] = without.unlike_of(judging[these]) > limit
    return beyond, [str(kind) for kind in gathered.judging_kinds]


def write_table(found: LeftOut, gathered: Gathered, path: Path) -> None:
    """One line for each photograph, columns :data:`COLUMNS`."""
    rows = []
    for place, photograph in enumerate(gathered.photographs.paths):
        good, beauty = gathered.examples.good[place], gathered.examples.beauty[place]
        figures = (found.evidence[place, 0], found.mean[place, 0], found.unlike[place, 0])
        values = (
            photograph,
            gathered.examples.group[place],
            gathered.collection[place],
            "" if np.isnan(good) else ("good" if good else "ordinary"),
            "" if np.isnan(beauty) else f"{beauty:g}",
            found.fold[place] + 1,
            *(round(float(figure), 5) for figure in (*figures, found.evidence[place, 1], found.mean[place, 1])),
        )
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    disk_io.write_whole(csv_table(COLUMNS, rows).encode(), path, replace=True)
