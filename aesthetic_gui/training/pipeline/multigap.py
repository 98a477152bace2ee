"""One recipe's way through the pipeline: features, then each fold's judge and what it says of the sources left out.

All that takes long lies below one folder and is made once; a run that was killed goes on when it is started again.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np

from aesthetic_gui.disk_io import write_whole
from aesthetic_gui.files.tables import csv_table
from aesthetic_gui.training.data.folders import Labelled
from aesthetic_gui.training.data.photographs import NoPhotographs, Photographs, Rows, Tell, folds, read_photographs
from aesthetic_gui.training.features.backbones import Backbone
from aesthetic_gui.training.features.extract import extract
from aesthetic_gui.training.features.store import FeatureStore, NoFeatures
from aesthetic_gui.training.kept import Arrays, read_arrays, write_arrays
from aesthetic_gui.training.pipeline.figures import LeftOut
from aesthetic_gui.training.pipeline.judge import Examples, Features, Judge, learn
from aesthetic_gui.training.pipeline.recipes import MultigapRecipe
from aesthetic_gui.training.recipe import key_of

_FORM = 1  # of what a run computes: results of an older form are made again
COLUMNS = ("path", "source", "label", "fold", "evidence")


@dataclass(frozen=True, slots=True, eq=False)
class Photographed:
    """The photographs of a run with their features (n, d); ``parts`` are the columns of each backbone."""

    photographs: Photographs
    features: Features
    parts: tuple[slice, ...]

    def examples(self, rows: Rows) -> Examples:
        """Those of ``rows`` that are good or ordinary."""
        known = rows[~np.isnan(self.photographs.good[rows])]
        good, group = self.photographs.good[known], self.photographs.group[known]
        return Examples(self.features[known], good, group, self.parts)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Ready to learn, as often as needed. ``folder`` keeps what this recipe's folds found, ``searches`` selections."""

    recipe: MultigapRecipe
    data: Photographed
    folder: Path
    searches: Path
    processes: int
    tell: Tell

    def left_out(self) -> LeftOut:
        """What the judge of each fold, learned without its sources, says of them. Raises ``NoPhotographs``."""
        photographs, count = self.data.photographs, self.recipe.folds
        fold = folds(photographs, count, self.recipe.seed)
        self._check(fold)
        corpus, rated = np.flatnonzero(~np.isnan(photographs.good)), np.flatnonzero(~np.isnan(photographs.beauty))
        found = [self._fold(number, fold, rated) for number in range(count)]
        evidence = np.empty(len(fold))
        for number, one in enumerate(found):
            evidence[corpus[fold[corpus] == number]] = one["evidence"]
        told = {name: np.array([float(one[name]) for one in found]) for name in _COSTS}
        return LeftOut(
            evidence=evidence[corpus],
            good=photographs.good[corpus],
            group=photographs.group[corpus],
            beauty_evidence=np.mean([one["beauty_evidence"] for one in found], axis=0),
            beauty=photographs.beauty[rated],
            theme=photographs.group[rated],
            **told,
        )

    @property
    def labelled(self) -> Labelled:
        """The good and ordinary photographs, in the order of :meth:`left_out`."""
        photographs = self.data.photographs
        corpus = np.flatnonzero(~np.isnan(photographs.good))
        paths = tuple(photographs.paths[place] for place in corpus)
        return Labelled(paths, photographs.good[corpus], photographs.group[corpus])

    def everything(self) -> Judge:
        """The judge learned from every photograph."""
        rows = np.arange(len(self.data.photographs.paths))
        return learn(self.data.examples(rows), self.recipe, self.searches / "all", self.processes, self.tell)[0]

    def write(self, found: LeftOut, path: Path) -> None:
        """``found`` as a table with the columns :data:`COLUMNS`. Raises ``OSError``."""
        photographs = self.data.photographs
        fold = folds(photographs, self.recipe.folds, self.recipe.seed)
        corpus = np.flatnonzero(~np.isnan(photographs.good))
        rows = [
            (photographs.paths[place], photographs.group[place], "good" if good else "ordinary", fold[place] + 1, told)
            for place, good, told in zip(corpus, found.good, found.evidence.round(5).tolist(), strict=True)
        ]
        table = csv_table(COLUMNS, (dict(zip(COLUMNS, row, strict=True)) for row in rows))
        write_whole(table.encode("utf-8", "surrogateescape"), path, replace=True)

    def _fold(self, number: int, fold: Rows, rated: Rows) -> Arrays:
        made = self.folder / f"fold-{number + 1}.npz"
        if not made.exists():
            write_arrays(made, self._judged(number, fold, rated))
        self.tell("Folds", number + 1, self.recipe.folds)
        return read_arrays(made)

    def _judged(self, number: int, fold: Rows, rated: Rows) -> Arrays:
        """What the judge that learned without the fold ``number`` says of it, and what that cost."""
        start = _spent()
        known, unseen = (self.data.examples(np.flatnonzero(part)) for part in (fold != number, fold == number))
        searches = self.searches / f"fold-{number + 1}"
        judge, selection = learn(known, self.recipe, searches, self.processes, self.tell)
        learned = _spent()
        evidence = judge.evidence(unseen.features)
        judged = _spent()
        return {
            "evidence": evidence,
            "beauty_evidence": judge.evidence(self.data.features[rated]),
            "features": np.array(judge.reduced.width(len(judge.chosen))),
            "fitness": np.array(selection.fitness),
            "evaluations": np.array(selection.evaluations),
            "seconds": np.array(learned - start),
            "judging": np.array((judged - learned) / max(1, len(evidence))),
            "size": np.array(judge.save(self.folder / "judge")),
        }

    def _check(self, fold: Rows) -> None:
        good = self.data.photographs.good
        if any(len(set(fold[good == value])) < 2 for value in (0.0, 1.0)):
            raise NoPhotographs("There are too few sources: it takes good and ordinary photographs from two each.")


_COSTS = ("features", "fitness", "evaluations", "seconds", "judging", "size")


def _spent() -> float:
    """Seconds of a processor, of this process and its ended children: less moved by a busy computer than a clock is."""
    return sum(os.times()[:4])


def prepare(
    data: Path, recipe: MultigapRecipe, backbones: Sequence[Backbone], work: Path, processes: int, tell: Tell
) -> Run:
    """The run of ``recipe`` on ``data``; features, searches and folds are kept below ``work``.

    Raises ``NoPhotographs``, ``NoFeatures``, ``NoBackbone``, ``OSError``.
    """
    photographs = corpus(data, recipe)
    found = extracted(photographs.paths, recipe, backbones, work, tell)
    kept = Photographed(_at(photographs, found.readable), found.features, found.parts)
    what = (_FORM, photographs.fingerprint, *found.stores)
    searched = replace(recipe, head=MultigapRecipe().head, reduce=MultigapRecipe().reduce)
    folder, searches = (work / name / key_of(*what, row) for name, row in (("runs", recipe), ("searches", searched)))
    folder.mkdir(parents=True, exist_ok=True)
    return Run(recipe, kept, folder, searches, processes, tell)


def corpus(data: Path, recipe: MultigapRecipe) -> Photographs:
    """The photographs of ``recipe``, its sources joined. Raises ``NoPhotographs``."""
    return _joined(read_photographs(data, recipe.collections), recipe.together)


class Extracted(NamedTuple):
    """``features`` (n, d) of the ``readable`` rows (n,) of what was asked for; the backbones' columns and stores."""

    features: Features
    readable: Rows
    parts: tuple[slice, ...]
    stores: tuple[str, ...]


def extracted(
    paths: Sequence[Path], recipe: MultigapRecipe, backbones: Sequence[Backbone], work: Path, tell: Tell
) -> Extracted:
    """The features that ``recipe`` uses of the photographs ``paths``, made if they are not below ``work`` yet."""
    stores = extract(paths, backbones, work / "features", tell)
    readable = np.flatnonzero(np.all([store.readable[store.originals] for store in stores], axis=0))
    columns = [_wanted(store, recipe.levels) for store in stores]
    found = [store.features[store.originals[readable]][:, ours] for store, ours in zip(stores, columns, strict=True)]
    stops = list(accumulate(map(len, columns)))
    parts = tuple(slice(stop - len(ours), stop) for stop, ours in zip(stops, columns, strict=True))
    return Extracted(np.hstack(found), readable, parts, tuple(store.folder.name for store in stores))


def _wanted(store: FeatureStore, levels: Sequence[str]) -> Rows:
    """The columns of ``store`` that are among ``levels``, in its order. Raises ``NoFeatures`` where none is."""
    wanted = [level.split("/") for level in levels]
    ours = [level for level in store.columns if not wanted or [level.backbone] in wanted or list(level[:2]) in wanted]
    if not ours:
        raise NoFeatures(f"The recipe uses none of the levels of {store.columns[0].backbone}; leave that backbone out.")
    return np.concatenate([store.columns_of(level.backbone, level.level) for level in ours])


def _joined(photographs: Photographs, together: Sequence[str]) -> Photographs:
    """``photographs`` with the sources of each of ``together``, which spaces part, as one."""
    one = {f"corpus/{name}": f"corpus/{names.split()[0]}" for names in together for name in names.split()}
    return replace(photographs, group=np.array([one.get(str(name), str(name)) for name in photographs.group]))


def _at(photographs: Photographs, rows: Rows) -> Photographs:
    paths = tuple(photographs.paths[row] for row in rows)
    return Photographs(paths, photographs.good[rows], photographs.beauty[rows], photographs.group[rows])
