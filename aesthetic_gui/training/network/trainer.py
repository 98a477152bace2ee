"""One stage of training: epochs of steps, an average of the weights, a checkpoint after each epoch.

A killed stage goes on from its last epoch and ends with the same weights: the checkpoint holds the tail's and the
optimiser's variables, the average, the best epoch and the history, and is replaced at once. Keras 3, any backend.
"""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.training.data.photographs import Tell, ahead
from aesthetic_gui.training.network.halves import TILT, merge, tail
from aesthetic_gui.training.network.losses import loss_of, names_of, parts_of
from aesthetic_gui.training.network.sampler import Sampler
from aesthetic_gui.training.recipe import Batch, Losses, Stage

if TYPE_CHECKING:
    import keras

Arrays = list[NDArray[Any]]
Figures = dict[str, float]
Watch = Callable[[Any], Figures]  # of a tail; "watched" is what early stopping looks at


@dataclass(slots=True)
class State:
    """Where a stage stands: everything that a checkpoint keeps. ``best`` and ``average`` are trainable weights."""

    epoch: int = 0
    history: list[Figures] = field(default_factory=list)
    variables: Arrays = field(default_factory=list)
    optimiser: Arrays = field(default_factory=list)
    start: Arrays = field(default_factory=list)
    average: Arrays = field(default_factory=list)
    best: Arrays = field(default_factory=list)
    best_epoch: int = 0

    def save(self, path: Path) -> None:
        """Atomically."""
        names = ("variables", "optimiser", "start", "average", "best")
        arrays = {f"{name}-{place:03d}": row for name in names for place, row in enumerate(getattr(self, name))}
        note = json.dumps({"epoch": self.epoch, "history": self.history, "best_epoch": self.best_epoch})
        with disk_io.staged_whole(path, replace=True) as file:
            np.savez(file, note=np.array(note), **arrays)

    @classmethod
    def load(cls, path: Path) -> State:
        """What :meth:`save` kept."""
        with disk_io.open_regular(path) as opened, np.load(opened) as file:
            state = cls(**json.loads(str(file["note"])))
            for name in sorted(set(file.files) - {"note"}):
                getattr(state, name.partition("-")[0]).append(file[name])
        return state


def run_stage(
    network: keras.Model,
    sampler: Sampler,
    losses: Losses,
    stage: Stage,
    watch: Watch | None,
    checkpoint: Path,
    tell: Tell,
) -> list[Figures]:
    """Train the last blocks and the head of ``network`` in place; the figures of each epoch.

    ``watch`` is asked after each epoch, of the averaged weights once there are some.
    """
    trained = _compiled(network, sampler, losses, stage)
    state = _begin(trained, checkpoint)
    while state.epoch < stage.epochs and not _stopped(state, stage):
        _epoch(trained, sampler, stage, watch, state, tell)
        state.save(checkpoint)
    _assign(trained.trainable_variables, _result(trained, state, stage))
    merge(network, trained)
    return state.history


def _compiled(network: keras.Model, sampler: Sampler, losses: Losses, stage: Stage) -> keras.Model:
    import keras

    trained = tail(network, stage.blocks, stage.dropout, stage.ratings, seed=sampler.seed[0])
    for variable in trained.trainable_variables:
        tilts = f"{TILT}/kernel" in variable.path
        variable.regularizer = _distance(variable, stage.tilt_l2) if tilts else _distance(variable, stage.stay)
    steps = stage.epochs * stage.steps
    rate = keras.optimizers.schedules.CosineDecay(
        stage.rate / max(stage.warm, 1), max(steps - stage.warm, 1), warmup_target=stage.rate, warmup_steps=stage.warm
    )
    optimiser = keras.optimizers.Adam(rate, global_clipnorm=stage.clip)
    optimiser.build(trained.trainable_variables)
    compiled: Any = "auto" if keras.backend.backend() == "jax" else False  # XLA makes TensorFlow on a CPU slower
    trained.compile(
        optimizer=optimiser,
        loss=loss_of(sampler.batch, losses),
        metrics=_metrics(sampler.batch, losses),
        jit_compile=compiled,
    )
    return trained


def _metrics(batch: Batch, losses: Losses) -> list[Any]:
    """Each loss by its name, unweighted."""
    from keras import metrics

    def part(name: str) -> Callable[[Any, Any], Any]:
        return lambda targets, shares: parts_of(batch, losses, targets, shares)[name]

    return [metrics.MeanMetricWrapper(part(name), name=name) for name in names_of(batch, losses)]


def _distance(variable: Any, weight: float) -> Callable[[Any], Any] | None:
    """The penalty on the squared distance from where ``variable`` is now; None where it weighs nothing."""
    from keras import ops

    if not weight:
        return None
    start = variable.numpy().copy()
    return lambda value: weight * ops.sum(ops.square(value - start))


def _begin(trained: keras.Model, checkpoint: Path) -> State:
    if not checkpoint.exists():
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        return State(start=_values(trained.trainable_variables))
    try:
        state = State.load(checkpoint)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ValueError(f"{checkpoint} is damaged; remove it to begin the stage again") from error
    _assign(_variables(trained), state.variables)
    _assign(trained.optimizer.variables, state.optimiser)
    return state


def _epoch(trained: keras.Model, sampler: Sampler, stage: Stage, watch: Watch | None, state: State, tell: Tell) -> None:
    """One epoch, then what it came to, into ``state``."""
    began, what = time.monotonic(), _words(state, stage)
    losses: list[Figures] = []
    steps = sampler.steps(state.epoch, stage.steps)
    for number, (features, targets) in enumerate(ahead(lambda _: next(steps), range(stage.steps)), start=1):
        trained.reset_metrics()
        losses.append(trained.train_on_batch(features, targets, return_dict=True))
        tell(what, number, stage.steps)
    state.epoch += 1
    state.variables = _values(_variables(trained))
    state.optimiser = _values(trained.optimizer.variables)
    _average(state, _values(trained.trainable_variables), state.epoch - stage.average_from)
    figures = {"epoch": float(state.epoch), "seconds": time.monotonic() - began}
    figures |= {name: float(np.mean([row[name] for row in losses])) for name in losses[0]}
    if watch:
        _assign(trained.trainable_variables, _result(trained, state, stage, best=False))
        figures |= watch(trained)
        _remember_best(state, figures, _values(trained.trainable_variables))
        _assign(_variables(trained), state.variables)
    state.history.append(figures)


def _words(state: State, stage: Stage) -> str:
    """Which epoch it is, and what the one before came to."""
    last = state.history[-1] if state.history else {}
    before = [f"{name} {last[name]:.3f}" for name in ("loss", "auc", "srcc") if name in last]
    return f"epoch {state.epoch + 1} of {stage.epochs}" + (f" (before: {', '.join(before)})" if before else "")


def _average(state: State, values: Arrays, number: int) -> None:
    """Take ``values`` as the ``number``-th (from 1) into the running average; before the first there is none."""
    if number == 1:
        state.average = values
    elif number > 1:
        state.average = [old + (new - old) / number for old, new in zip(state.average, values, strict=True)]


def _remember_best(state: State, figures: Figures, values: Arrays) -> None:
    highest = max((row["watched"] for row in state.history), default=-np.inf)
    if figures["watched"] > highest:
        state.best, state.best_epoch = values, state.epoch


def _stopped(state: State, stage: Stage) -> bool:
    return bool(stage.patience) and bool(state.best) and state.epoch - state.best_epoch >= stage.patience


def _result(trained: keras.Model, state: State, stage: Stage, best: bool = True) -> Arrays:
    """The trainable weights that count: best if watched for stopping, else averaged, on the way from the start."""
    if best and stage.patience and state.best:
        return state.best
    values = state.average or _values(trained.trainable_variables)
    return [first + stage.share * (last - first) for first, last in zip(state.start, values, strict=True)]


def _variables(trained: keras.Model) -> list[Any]:
    return [*trained.trainable_variables, *trained.non_trainable_variables]


def _values(variables: list[Any]) -> Arrays:
    return [variable.numpy().copy() for variable in variables]


def _assign(variables: list[Any], values: Arrays) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
