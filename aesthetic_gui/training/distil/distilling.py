"""From a teacher to a student: one split of the sources tells how good it is, then it is taught everything.

Rated photographs, and any others, are taught without a label.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from aesthetic_gui.disk_io import write_whole
from aesthetic_gui.training.build.convert import to_keras_file, to_litert
from aesthetic_gui.training.data.photographs import DecodedFile, Rows, decoded, folds
from aesthetic_gui.training.distil.agreement import compared, table
from aesthetic_gui.training.distil.learning import prepared, teach
from aesthetic_gui.training.distil.speed import Cost, Sized, costs
from aesthetic_gui.training.distil.student import Said, begin, build, embedded, says
from aesthetic_gui.training.distil.teachers import Teacher, teacher_of
from aesthetic_gui.training.network.halves import load_network
from aesthetic_gui.training.pipeline.compare import Means
from aesthetic_gui.training.pipeline.recipes import DistilRecipe
from aesthetic_gui.training.recipe import key_of

if TYPE_CHECKING:
    import keras

_MARGIN = 1.1  # photographs are decoded a little larger than the student takes them


def distil(recipe: DistilRecipe, means: Means, out: Path, unlabelled: Path | None, *, everything: bool) -> str:
    """``table.md`` in ``out``; with ``everything`` also ``student.keras`` and ``.tflite``, taught all photographs."""
    teacher = teacher_of(recipe, means, unlabelled)
    photographs = teacher.photographs
    pixels = decoded(photographs, round(_MARGIN * recipe.side), means.work / "decoded", means.tell)
    kept = means.work / "students" / key_of(recipe, photographs.fingerprint)
    text = _judged(teacher, pixels, recipe, means, kept / "part.npz")
    write_whole(text.encode(), out / "table.md", replace=True)
    if everything:
        rows = np.arange(len(photographs.paths))
        taught = teacher.says(rows)
        student = _student(taught, pixels, rows, recipe)
        teach(student, pixels, taught, rows, recipe, kept / "all.npz", means.tell)
        write_whole(to_keras_file(student), out / "student.keras", replace=True)
        write_whole(to_litert(student), out / "student.tflite", replace=True)
    return text


def _judged(teacher: Teacher, pixels: DecodedFile, recipe: DistilRecipe, means: Means, kept: Path) -> str:
    """The table of a teacher, and of a student that learned without one part of the sources."""
    photographs = teacher.photographs
    out = (folds(photographs, recipe.parts, recipe.seed) == 0) & ~np.isnan(photographs.good)
    known, unseen = np.flatnonzero(~out), np.flatnonzero(out)
    taught = teacher.says(known)
    student = _student(taught, pixels, known, recipe)
    inputs = prepared(pixels, unseen, recipe.preparation)
    said = {"student, before it is taught": says(student, inputs)}
    teach(student, pixels, taught, known, recipe, kept, means.tell)
    said["student"] = says(student, inputs)
    group = photographs.group[unseen]
    ours = Said(taught.evidence[unseen], taught.ratings[unseen])
    rows = compared(photographs.good[unseen], group, ours, said, _costs(student, recipe, teacher))
    who = "neither has seen" if teacher.blind else "the student has not seen; the teacher may have"
    return (
        f"{table(rows)}\nTaught {len(known):,} photographs, {recipe.steps} steps of {recipe.batch}; judged on "
        f"n = {len(unseen):,} of {len(np.unique(group))} sources that {who}.\n"
    )


def _student(taught: Said, pixels: DecodedFile, known: Rows, recipe: DistilRecipe) -> keras.Model:
    """A student whose outputs begin as ridge regression on the photographs ``known``."""
    from keras import utils

    utils.clear_session()
    student = build(load_network(recipe.start), recipe.blocks)
    embedding = embedded(student, prepared(pixels, known, recipe.preparation))
    begin(student, embedding, Said(taught.evidence[known], taught.ratings[known]), recipe.ridge)
    return student


def _costs(student: keras.Model, recipe: DistilRecipe, teacher: Teacher) -> dict[str, Cost]:
    """Of the student, and of all the teacher's networks together."""
    parts = {f"part {number}": network for number, network in enumerate(teacher.networks())}
    found = costs({"student": Sized(to_litert(student), (recipe.side, recipe.side)), **parts})
    own = found.pop("student")
    milliseconds, size = zip(*found.values(), strict=True)
    return {"student": own, "teacher": Cost(sum(milliseconds), sum(size))}
