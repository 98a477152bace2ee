"""Who teaches: a recipe of the pipeline, learned without the sources that will judge; or a pack, as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.scoring.pack import Pack, load_pack, read_weights
from aesthetic_gui.scoring.runtime import start_runtime
from aesthetic_gui.training.build.convert import to_litert
from aesthetic_gui.training.data.photographs import Photographs, Rows
from aesthetic_gui.training.distil.speed import Sized
from aesthetic_gui.training.distil.student import Said
from aesthetic_gui.training.features.extract import extract
from aesthetic_gui.training.features.multigap import multigap
from aesthetic_gui.training.measure.judging import EVIDENCE, PackJudge, judged
from aesthetic_gui.training.network.nima import RATINGS
from aesthetic_gui.training.pipeline.compare import Means
from aesthetic_gui.training.pipeline.judge import Features, learn
from aesthetic_gui.training.pipeline.multigap import Run, corpus, extracted
from aesthetic_gui.training.pipeline.recipes import DistilRecipe, MultigapRecipe, find_recipe, read_multigap
from aesthetic_gui.training.recipe import BadRecipe, key_of
from aesthetic_gui.training.statistics import Numbers

_USUAL = 3, 2  # the aspect that a pack's speed is measured at


class Teacher(Protocol):
    """``photographs`` (n) it can speak of, labelled or not; ``blind``: whether it has not seen who will judge it."""

    @property
    def photographs(self) -> Photographs: ...

    @property
    def blind(self) -> bool: ...

    def says(self, known: Rows) -> Said:
        """What it says of every photograph, having learned from the rows ``known`` (where it is blind)."""

    def networks(self) -> list[Sized]:
        """What it computes with."""


def teacher_of(recipe: DistilRecipe, means: Means, unlabelled: Path | None) -> Teacher:
    """The recipe, or else the pack, called ``recipe.teacher``. Raises ``NoSuchPack``, and what a recipe's run does."""
    more = [] if unlabelled is None else [photo.path for photo in find_photos([unlabelled])]
    try:
        path = find_recipe(recipe.teacher).path
    except BadRecipe:
        return PackTeacher(load_pack(recipe.teacher), _with(corpus(means.data, MultigapRecipe()), tuple(more)), means)
    return _from_pipeline(read_multigap(path), more, means)


@dataclass(frozen=True, slots=True, eq=False)
class PipelineTeacher:
    """A recipe's judge; its ten ratings (``rates``, (n, 10)) are NIMA's. ``features`` (n, d) are of all photographs."""

    photographs: Photographs
    features: Features
    rates: Numbers
    run: Run
    means: Means
    blind: bool = field(default=True, init=False)

    def says(self, known: Rows) -> Said:
        run = self.run
        labelled = known[known < len(run.data.photographs.paths)]
        searches = run.searches / f"distil-{key_of([int(row) for row in labelled])}"
        judge, _ = learn(run.data.examples(labelled), run.recipe, searches, run.processes, run.tell)
        return Said(judge.evidence(self.features), self.rates)

    def networks(self) -> list[Sized]:
        """The backbones; what the head costs is nothing beside them."""
        with self.means.backbones(self.run.recipe) as rows:
            pooled = ((row, multigap(row.load(), [layer for _, layer in row.levels])) for row in rows)
            return [Sized(to_litert(network), row.preparation.size(*_USUAL)) for row, network in pooled]


@dataclass(frozen=True, slots=True, eq=False)
class PackTeacher:
    """A pack: its evidence and its ratings. What it was trained on it has seen, so no photograph judges it fairly."""

    pack: Pack
    photographs: Photographs
    means: Means
    blind: bool = field(default=False, init=False)

    def says(self, known: Rows) -> Said:  # noqa: ARG002 – it has learned already
        """Raises ``Unreadable`` where a photograph cannot be read."""
        paths, done = self.photographs.paths, 0

        def step() -> None:
            nonlocal done
            done += 1
            self.means.tell("Asking the teacher", done, len(paths))

        runtime = start_runtime(self.pack, "cpu")
        try:
            _, answers, unreadable = judged(paths, [PackJudge(self.pack, runtime)], on_step=step)
        finally:
            runtime.close()
        for error in unreadable.values():
            raise error
        found = answers[0, :, 0]
        return Said(found[:, EVIDENCE], found[:, :RATINGS])

    def networks(self) -> list[Sized]:
        return [Sized(read_weights(self.pack, "litert"), self.pack.preparation.size(*_USUAL))]


def _from_pipeline(recipe: MultigapRecipe, more: Sequence[Path], means: Means) -> PipelineTeacher:
    run = means.run(recipe)
    photographs, features = run.data.photographs, run.data.features
    if more:
        with means.backbones(recipe) as rows:
            found = extracted(more, recipe, rows, means.work, means.tell)
        photographs = _with(photographs, tuple(more[row] for row in found.readable))
        features = np.vstack([features, found.features])
    return PipelineTeacher(photographs, features, _rates(photographs.paths, means), run, means)


def _with(photographs: Photographs, paths: tuple[Path, ...]) -> Photographs:
    """``photographs`` and those at ``paths``, of which nothing is known."""
    nothing = np.full(len(paths), np.nan)
    return Photographs(
        (*photographs.paths, *paths),
        np.concatenate([photographs.good, nothing]),
        np.concatenate([photographs.beauty, nothing]),
        np.concatenate([photographs.group, np.full(len(paths), "unlabelled/")]),
    )


def _rates(paths: Sequence[Path], means: Means) -> Numbers:
    """NIMA's ten ratings (n, 10) of photographs, from its embedding."""
    with means.backbones(MultigapRecipe(backbones=("nima",))) as rows:
        (store,) = extract(paths, rows, means.work / "features", means.tell)
        kernel, bias = rows[0].load().layers[-1].get_weights()
    embedding = store.features[store.originals][:, store.columns_of("nima", "embedding")]
    odds = np.exp(embedding.astype(np.float64) @ kernel + bias)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))
