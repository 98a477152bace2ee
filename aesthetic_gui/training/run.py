"""A whole training run: decode → views → each fold and its left-out scores → the fit on everything.

Everything that takes long lies below one folder and is made once; a run that was killed goes on when it is started
again with the same data and recipe.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.files.tables import csv_table
from aesthetic_gui.scoring.calibration import mean_ratings
from aesthetic_gui.training.data.degrade import DEGRADATIONS
from aesthetic_gui.training.data.photographs import (
    NoPhotographs,
    Photographs,
    Rows,
    Tell,
    decoded,
    folds,
    load_array,
    read_photographs,
)
from aesthetic_gui.training.network.halves import load_network, tail
from aesthetic_gui.training.network.kernel_head import HeadExamples, attach, learn, ratings_of
from aesthetic_gui.training.network.plots import write_history
from aesthetic_gui.training.network.sampler import Sampler
from aesthetic_gui.training.network.trainer import Figures, run_stage
from aesthetic_gui.training.network.views import Views, make_views
from aesthetic_gui.training.recipe import Recipe, key_of
from aesthetic_gui.training.statistics import auc, rank_correlation

if TYPE_CHECKING:
    import keras

_JUDGED_AT_ONCE = 64
_FORM = 2  # of what a run computes: results of an older form are made again
COLUMNS = ("path", "source", "label", "beauty", "fold", "degraded", "mean", "original", "mean_before")


class LeftOut(NamedTuple):
    """The tables that :meth:`Run.left_out` wrote."""

    corpus: Path
    oasis: Path
    degraded: Path


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """The photographs and their views, ready to train on as often as needed. ``folder`` keeps this recipe's state."""

    recipe: Recipe
    photographs: Photographs
    views: Views
    folder: Path
    load: Callable[[], keras.Model]
    tell: Tell

    def fit(self, rows: Rows, watched: Rows, name: str) -> keras.Model:
        """The network trained on ``rows``; its history and plots are in ``folder``/``name``.

        Where a stage has patience, a part of ``rows`` is left out to watch; else ``watched`` is, for the plots only.
        """
        from keras import utils

        utils.clear_session()
        network, folder = self.load(), self.folder / name
        rows, watched = self._kept_and_watched(rows, watched)
        history: dict[str, list[Figures]] = {}
        for number, (title, stage) in enumerate(self.recipe.stages):
            views = replace(self.views, blocks=stage.blocks)
            batch = stage.batch if self._has_oasis(rows) else replace(stage.batch, oasis=0)
            sampler = Sampler(self.photographs, views, rows, batch, (self.recipe.seed, number))

            def watch(trained: keras.Model, views: Views = views) -> Figures:
                return self.figures(trained, views, watched)

            history[title] = run_stage(
                network,
                sampler,
                self.recipe.losses,
                replace(stage, batch=batch),
                watch if len(watched) else None,
                folder / f"{title}.npz",
                lambda what, done, total, title=title: self.tell(f"{name}, {title}: {what}", done, total),  # type: ignore[misc]
            )
        if history:
            write_history(history, folder)
        return self._with_kernel_head(network, rows) if self.recipe.kernel.landmarks else network

    def _with_kernel_head(self, network: keras.Model, rows: Rows) -> keras.Model:
        return attach(network, learn(self._examples(network, rows), self.recipe.kernel, self.recipe.seed))

    def kernel_means(self, rows: Rows, unseen: Rows) -> NDArray[np.float64]:
        """Means (k,) of the photographs ``unseen`` by a kernel head learned from ``rows``; no stage is run."""
        return mean_ratings(self._ratings(self._with_kernel_head(self.load(), rows), 2 * unseen))

    def _examples(self, network: keras.Model, rows: Rows) -> HeadExamples:
        """What the kernel head learns from: ratings as the network gives them by now, its embedding being as it was."""
        first, views = self.views.views[0], self.views.views

        def seen(copy: int) -> NDArray[np.float64]:
            parts = (np.hstack([view.embedding[2 * rows + copy], view.early[2 * rows + copy]]) for view in views)
            return np.concatenate(list(parts)).astype(np.float64)

        return HeadExamples(
            embedding=first.embedding[2 * rows].astype(np.float64),
            early=first.early[2 * rows].astype(np.float64),
            ratings=self._ratings(network, 2 * rows).astype(np.float64),
            good=self.photographs.good[rows],
            beauty=self.photographs.beauty[rows],
            group=self.photographs.group[rows],
            sound=seen(0),
            spoilt=seen(1),
            kind=np.concatenate([view.kind[2 * rows + 1] for view in views]),
        )

    def _ratings(self, network: keras.Model, places: Rows) -> NDArray[np.float32]:
        """What ``network``, its blocks untouched, says of rows of the first view."""
        first = self.views.views[0]
        return ratings_of(network, first.embedding[places], first.early[places])

    def figures(self, trained: keras.Model, views: Views, rows: Rows) -> Figures:
        """AUC, SRCC, and the share of degraded copies below their originals; "watched" is the mean of the first two."""
        good, beauty = self.photographs.good[rows], self.photographs.beauty[rows]
        before = scores(trained, views, 2 * rows)
        worse = scores(trained, views, 2 * rows + 1)
        found = {"lower": float((worse < before).mean()), "mean": float(before.mean()), "sd": float(before.std())}
        if len(set(good[good >= 0])) == 2:
            found["auc"] = auc(before[good >= 0], good[good >= 0])
        if (beauty > 0).sum() > 2:
            found["srcc"] = rank_correlation(before[beauty > 0], beauty[beauty > 0])
        found["watched"] = float(np.mean([found[name] for name in ("auc", "srcc") if name in found]))
        return found

    def left_out(self, count: int) -> LeftOut:
        """Train once without each of ``count`` folds (whole sources and themes); write the scores of what was left out.

        In ``folder``: ``left-out-corpus.csv``, ``left-out-oasis.csv``, and ``left-out-degraded.csv`` with one worse
        copy of each photograph; columns :data:`COLUMNS`, ``original`` being the mean of what was not degraded and
        ``mean_before`` the untouched network's. Raises :class:`NoPhotographs` for too few sources.
        """
        fold = folds(self.photographs, count, self.recipe.seed)
        self._check_folds(fold, count)
        found = np.empty((len(fold), 2))
        for number in range(count):
            kept = self.folder / f"fold-{number + 1}-of-{count}.npy"
            rows = np.flatnonzero(fold == number)
            if not kept.exists():
                network = self.fit(np.flatnonzero(fold != number), rows, kept.stem)
                with disk_io.staged_whole(kept, replace=True) as file:
                    np.save(file, self._scores(network, rows))
            found[rows] = load_array(kept)
        corpus, oasis = np.flatnonzero(self.photographs.good >= 0), np.flatnonzero(self.photographs.beauty > 0)
        everything = np.arange(len(fold))
        return LeftOut(
            self._write("left-out-corpus.csv", found, fold, corpus, 0),
            self._write("left-out-oasis.csv", found, fold, oasis, 0),
            self._write("left-out-degraded.csv", found, fold, everything, 1),
        )

    def _scores(self, network: keras.Model, rows: Rows) -> NDArray[np.float64]:
        """Means (k, 2) of the photographs ``rows`` and of their degraded copies, as the program prepares them."""
        if self.recipe.kernel.landmarks:
            return np.stack([mean_ratings(self._ratings(network, 2 * rows + copy)) for copy in (0, 1)], axis=1)
        trained = tail(network, self.views.blocks, 0.0, ratings_learn=False, seed=0)
        return np.stack([scores(trained, self.views, 2 * rows), scores(trained, self.views, 2 * rows + 1)], axis=1)

    def _write(self, name: str, found: NDArray[np.float64], fold: Rows, places: Rows, copy: int) -> Path:
        view, photographs = self.views.views[0], self.photographs
        before = mean_ratings(view.teacher)
        path = self.folder / name
        rows = []
        for place in places:
            good, beauty = photographs.good[place], photographs.beauty[place]
            row = (
                photographs.paths[place],
                photographs.group[place],
                "" if np.isnan(good) else ("good" if good else "ordinary"),
                "" if np.isnan(beauty) else f"{beauty:g}",
                fold[place] + 1,
                DEGRADATIONS[view.kind[2 * place + 1]].id if copy else "",
                round(float(found[place, copy]), 5),
                round(float(found[place, 0]), 5),
                round(float(before[2 * place + copy]), 5),
            )
            rows.append(dict(zip(COLUMNS, row, strict=True)))
        disk_io.write_whole(csv_table(COLUMNS, rows).encode(), path, replace=True)
        return path

    def _kept_and_watched(self, rows: Rows, watched: Rows) -> tuple[Rows, Rows]:
        if not any(stage.patience for _, stage in self.recipe.stages):
            return rows, watched
        part = folds(self.photographs, round(1 / self.recipe.watched), self.recipe.seed + 1)[rows] == 0
        return rows[~part], rows[part]

    def _check_folds(self, fold: Rows, count: int) -> None:
        """Told at once: the first fold may take an hour."""
        good = self.photographs.good
        if len(set(fold)) < count or any(len(set(fold[good == value])) < 2 for value in (0.0, 1.0)):
            raise NoPhotographs(
                f"There are too few sources to leave them out in {count} parts: it takes as many, and good and "
                f"ordinary photographs from two each."
            )

    def _has_oasis(self, rows: Rows) -> bool:
        return bool(np.isnan(self.photographs.good[rows]).any())


def prepare(data: Path, recipe: Recipe, work: Path, tell: Tell, load: Callable[[], keras.Model] | None = None) -> Run:
    """The run of ``recipe`` on ``data``, its caches below ``work``; ``load`` gives the network to begin with."""
    photographs = read_photographs(data, recipe.collections)
    pixels = decoded(photographs, recipe.input.side, work / "decoded", tell)
    begin = load or (lambda: load_network(recipe.start))
    blocks = max((stage.blocks for _, stage in recipe.stages), default=0)
    views = make_views(begin(), pixels, recipe, blocks, work / "views", photographs.fingerprint, tell)
    folder = work / "runs" / key_of(_FORM, recipe, photographs.fingerprint)
    folder.mkdir(parents=True, exist_ok=True)
    return Run(recipe, photographs, views, folder, begin, tell)


def scores(trained: keras.Model, views: Views, rows: Rows) -> NDArray[np.float64]:
    """Means (k,) of ``rows`` of the first view, by a tail."""
    found = []
    for start in range(0, len(rows), _JUDGED_AT_ONCE):
        some = rows[start : start + _JUDGED_AT_ONCE]
        shares = trained.predict_on_batch(views.features(some, np.zeros_like(some)))
        found.append(mean_ratings(shares))
    return np.concatenate(found)
