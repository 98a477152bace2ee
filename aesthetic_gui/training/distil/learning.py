"""Teaching the student, step by step: views of photographs, and what the teacher said of the photographs themselves.

Every step has random numbers of its own (seed, step), and a checkpoint is written whole now and then: a run that was
killed goes on as if it had not been.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.data import degrade
from aesthetic_gui.training.data.photographs import DecodedFile, Rows, Tell, ahead
from aesthetic_gui.training.distil.student import DISTRIBUTION, EVIDENCE, Inputs, Said, let_learn
from aesthetic_gui.training.kept import read_arrays, write_arrays
from aesthetic_gui.training.pipeline.recipes import DistilRecipe

if TYPE_CHECKING:
    import keras

KEPT_EVERY = 25  # steps
_Step = tuple[NDArray[np.float32], dict[str, NDArray[np.float32]]]


def teach(
    student: keras.Model, pixels: DecodedFile, taught: Said, rows: Rows, recipe: DistilRecipe, kept: Path, tell: Tell
) -> None:
    """Train ``student`` in place on the photographs ``rows``; ``kept`` is its checkpoint. Raises ``NotKept``."""
    let_learn(student, recipe.blocks, recipe.learning)
    _compile(student, recipe, float(taught.evidence[rows].std()))
    done = _resume(student, kept)
    steps = (lambda number=number: _step(pixels, taught, rows, recipe, number) for number in range(done, recipe.steps))
    for number, (inputs, targets) in enumerate(ahead(lambda make: make(), steps, 2), start=done + 1):
        student.train_on_batch(inputs, targets)
        if number % KEPT_EVERY == 0 or number == recipe.steps:
            _keep(student, number, kept)
        tell("Teaching", number, recipe.steps)


def prepared(pixels: DecodedFile, rows: Rows, preparation: Preparation) -> list[Inputs]:
    """The photographs ``rows`` as the student takes them, float32 (1, h, w, 3) each."""
    return [preparation.prepare(pixels[row])[None] for row in rows]


def _step(pixels: DecodedFile, taught: Said, rows: Rows, recipe: DistilRecipe, number: int) -> _Step:
    random = np.random.default_rng([recipe.seed, number])
    drawn = random.choice(rows, recipe.batch)
    views = [degrade.view(pixels[row], 1, recipe.augment, random) for row in drawn]
    inputs = np.stack([recipe.preparation.prepare(view) for view in views])
    said = {EVIDENCE: taught.evidence[drawn, None], DISTRIBUTION: taught.ratings[drawn]}
    return inputs, {name: value.astype(np.float32) for name, value in said.items()}


def _compile(student: keras.Model, recipe: DistilRecipe, spread: float) -> None:
    """Squared error of evidence in the teacher's own spread, and what the ratings lack (Kullback-Leibler)."""
    from keras import optimizers

    rate = optimizers.schedules.CosineDecay(recipe.rate, recipe.steps)
    optimiser = optimizers.Adam(rate, global_clipnorm=1.0)
    optimiser.build(student.trainable_variables)
    student.compile(
        optimizer=optimiser,
        loss={EVIDENCE: "mse", DISTRIBUTION: "kl_divergence"},
        loss_weights={EVIDENCE: 1 / spread**2, DISTRIBUTION: recipe.ratings},
        jit_compile=False,
    )


def _keep(student: keras.Model, step: int, kept: Path) -> None:
    values = {f"value{place}": variable.numpy() for place, variable in enumerate(_variables(student))}
    write_arrays(kept, {"step": np.array(step), **values})


def _resume(student: keras.Model, kept: Path) -> int:
    """How many steps are done, the student being as it was after them."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        return 0
    arrays = read_arrays(kept)
    for place, variable in enumerate(_variables(student)):
        variable.assign(arrays[f"value{place}"])
    return int(arrays["step"])


def _variables(student: keras.Model) -> Iterator[Any]:
    yield from student.weights
    yield from student.optimizer.variables
