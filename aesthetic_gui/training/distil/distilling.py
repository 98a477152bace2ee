"""From a teacher to a student: one split of the sources tells how good it is, then it is taught everything.

The teacher's evidence comes from a judge of the pipeline that learned from the same sources as the student may; its
ten ratings are NIMA's. Rated photographs, and any others, are taught without a label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from aesthetic_gui.disk_io import write_whole
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.training.build.convert import to_keras_file, to_litert
from aesthetic_gui.training.data.photographs import DecodedFile, Photographs, Rows, decoded, folds
from aesthetic_gui.training.distil.agreement import compared, table
from aesthetic_gui.training.distil.learning import prepared, teach
from aesthetic_gui.training.distil.speed import Cost, Sized, costs
from aesthetic_gui.training.distil.student import Said, begin, build, embedded, says
from aesthetic_gui.training.features.extract import extract
from aesthetic_gui.training.features.multigap import multigap
from aesthetic_gui.training.network.halves import load_network
from aesthetic_gui.training.pipeline.compare import Means
from aesthetic_gui.training.pipeline.judge import Features, learn
from aesthetic_gui.training.pipeline.multigap import Run, extracted
from aesthetic_gui.training.pipeline.recipes import DistilRecipe, MultigapRecipe, find_recipe, read_multigap
from aesthetic_gui.training.recipe import key_of
from aesthetic_gui.training.statistics import Numbers

if TYPE_CHECKING:
    import keras

_MARGIN = 1.1  # photographs are decoded a little larger than the student takes them


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What is taught: ``photographs`` (n), their ``pixels`` and ``features``, what NIMA ``rates`` them (n, 10)."""

    photographs: Photographs
    pixels: DecodedFile
    features: Features
    rates: Numbers
    run: Run


def lesson(recipe: DistilRecipe, means: Means, unlabelled: Path | None) -> Lesson:
    """Everything that takes no learning, made if it is not there yet. Raises what the pipeline's ``prepare`` does."""
    teacher = read_multigap(find_recipe(recipe.teacher).path)
    run = means.run(teacher)
    photographs, features = run.data.photographs, run.data.features
    if unlabelled is not None:
        more = _more(unlabelled, teacher, means)
        photographs, features = _with(photographs, more.paths), np.vstack([features, more.features])
    pixels = decoded(photographs, round(_MARGIN * recipe.side), means.work / "decoded", means.tell)
    return Lesson(photographs, pixels, features, _rates(photographs.paths, means), run)


def distil(recipe: DistilRecipe, means: Means, out: Path, unlabelled: Path | None, *, everything: bool) -> str:
    """``table.md`` in ``out``; with ``everything`` also ``student.keras`` and ``.tflite``, taught all photographs."""
    taught = lesson(recipe, means, unlabelled)
    kept = means.work / "students" / key_of(recipe, taught.photographs.fingerprint)
    text = _judged(taught, recipe, means, kept / "part.npz")
    write_whole(text.encode(), out / "table.md", replace=True)
    if everything:
        rows = np.arange(len(taught.photographs.paths))
        student, teacher = _student(taught, rows, recipe)
        teach(student, taught.pixels, teacher, rows, recipe, kept / "all.npz", means.tell)
        write_whole(to_keras_file(student), out / "student.keras", replace=True)
        write_whole(to_litert(student), out / "student.tflite", replace=True)
    return text


def _judged(taught: Lesson, recipe: DistilRecipe, means: Means, kept: Path) -> str:
    """The table of a teacher and a student that learned without one part of the sources."""
    photographs = taught.photographs
    out = (folds(photographs, recipe.parts, recipe.seed) == 0) & ~np.isnan(photographs.good)
    known, unseen = np.flatnonzero(~out), np.flatnonzero(out)
    student, teacher = _student(taught, known, recipe)
    inputs = prepared(taught.pixels, unseen, recipe.preparation)
    said = {"student, before it is taught": says(student, inputs)}
    teach(student, taught.pixels, teacher, known, recipe, kept, means.tell)
    said["student"] = says(student, inputs)
    ours = Said(teacher.evidence[unseen], teacher.ratings[unseen])
    cost = _costs(student, recipe, taught.run.recipe, means)
    rows = compared(photographs.good[unseen], photographs.group[unseen], ours, said, cost)
    return (
        f"{table(rows)}\nTaught {len(known):,} photographs, {recipe.steps} steps of {recipe.batch}; judged on "
        f"n = {len(unseen):,} of {len(np.unique(photographs.group[unseen]))} sources that neither has seen.\n"
    )


def _more(folder: Path, teacher: MultigapRecipe, means: Means) -> _Unlabelled:
    paths = [photo.path for photo in find_photos([folder])]
    with means.backbones(teacher) as rows:
        found = extracted(paths, teacher, rows, means.work, means.tell)
    return _Unlabelled(tuple(paths[row] for row in found.readable), found.features)


class _Unlabelled(NamedTuple):
    paths: tuple[Path, ...]
    features: Features


def _with(photographs: Photographs, paths: tuple[Path, ...]) -> Photographs:
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


def _said(taught: Lesson, known: Rows) -> Said:
    """What the teacher that learned from the rows ``known`` says of every photograph."""
    run = taught.run
    labelled = known[known < len(run.data.photographs.paths)]
    searches = run.searches / f"distil-{key_of([int(row) for row in labelled])}"
    judge, _ = learn(run.data.examples(labelled), run.recipe, searches, run.processes, run.tell)
    return Said(judge.evidence(taught.features), taught.rates)


def _student(taught: Lesson, known: Rows, recipe: DistilRecipe) -> tuple[keras.Model, Said]:
    """A student whose outputs begin as ridge regression on the photographs ``known``, and what it is to say."""
    from keras import utils

    utils.clear_session()
    teacher, student = _said(taught, known), build(load_network(recipe.start), recipe.blocks)
    embedding = embedded(student, prepared(taught.pixels, known, recipe.preparation))
    begin(student, embedding, Said(teacher.evidence[known], teacher.ratings[known]), recipe.ridge)
    return student, teacher


def _costs(student: keras.Model, recipe: DistilRecipe, teacher: MultigapRecipe, means: Means) -> dict[str, Cost]:
    """Of the student, and of all the teacher's backbones together; what its head costs is nothing beside them."""
    networks = {"student": Sized(student, recipe.side)}
    with means.backbones(teacher) as rows:
        for row in rows:
            pooled = multigap(row.load(), [layer for _, layer in row.levels])
            networks[row.id] = Sized(pooled, row.preparation.size(1, 1)[0])
    found = costs(networks)
    own = found.pop("student")
    parts = found.values()
    return {"student": own, "teacher": Cost(sum(one.milliseconds for one in parts), sum(one.size for one in parts))}
