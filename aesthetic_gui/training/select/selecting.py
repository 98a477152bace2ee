"""A recipe's selection, made: the split into learning and watching sources, the search, and what came of it.

The original work judged its solutions on the test photographs. Here a part of the *training* sources is watched
instead, and the photographs that a figure is given for have no say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.data.photographs import Tell, dealt
from aesthetic_gui.training.heads.head import Matrix
from aesthetic_gui.training.heads.kinds import HeadRecipe
from aesthetic_gui.training.kept import arrays_of, from_arrays, read_arrays, write_arrays
from aesthetic_gui.training.select.fitness import Examples, Fitness, HeadFitness, ridge_fitness
from aesthetic_gui.training.select.genetic import Judge, Population, Rules, evolve
from aesthetic_gui.training.select.others import Chosen, chance, informative, lasso
from aesthetic_gui.training.select.progress import draw
from aesthetic_gui.training.select.state import read_state, write_state
from aesthetic_gui.training.select.workers import judging
from aesthetic_gui.training.statistics import Numbers

METHODS = ("none", "genetic", "random", "l1", "mutual")
_INVERSES = (3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1)  # of L1's penalty; the best on the watched sources is taken


@dataclass(frozen=True, slots=True)
class SelectRecipe:
    """Which features are kept. ``watched``: the share of the training sources that judge, 0 to 0.5.

    ``fitness``: the head whose accuracy counts; ridge has a closed form, which is used. ``genetic`` holds the
    size of a choice and the budget for the other methods, too; L1 takes as many features as serve it best.
    """

    method: str = "none"
    watched: float = 0.25
    fitness: HeadRecipe = field(default_factory=lambda: HeadRecipe("ridge", ridge=1.0))
    genetic: Rules = field(default_factory=Rules)

    @property
    def sane(self) -> bool:
        """Whether every number can be used."""
        possible = self.fitness.sane and self.genetic.sane and self.genetic.size > 0
        return self.method in METHODS and 0 < self.watched <= 0.5 and possible


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """``chosen`` (k,), ascending, its ``fitness`` (nan where none was asked for), and how many were tried."""

    chosen: Chosen
    fitness: float
    evaluations: int


class Known(NamedTuple):
    """What is chosen by: standardised ``features`` (n, d), ``labels``, ``weights`` and ``group`` (n,) of training."""

    features: Matrix
    labels: Numbers
    weights: Numbers
    group: NDArray[np.str_]


def select(known: Known, recipe: SelectRecipe, seed: int, folder: Path, processes: int, tell: Tell) -> Selection:
    """The choice that ``recipe`` asks for; ``folder`` keeps it, the state of a search, and its plot.

    The same for any number of ``processes``, and whether or not it was killed on its way. Raises ``OSError``,
    ``NotKept``, and ``ValueError`` where there are fewer features than a choice takes.
    """
    if recipe.method == "none":
        return Selection(np.arange(known.features.shape[1], dtype=np.int32), float("nan"), 0)
    made = folder / "chosen.npz"
    if not made.exists():
        found = _searched(known, recipe, seed, folder, processes, tell)
        folder.mkdir(parents=True, exist_ok=True)
        write_arrays(made, arrays_of(found))
    return from_arrays(Selection, read_arrays(made))


def _searched(known: Known, recipe: SelectRecipe, seed: int, folder: Path, processes: int, tell: Tell) -> Selection:
    rules, count = recipe.genetic, known.features.shape[1]
    if recipe.method == "mutual":
        return Selection(informative(known.features, known.labels, rules.size), float("nan"), 0)
    examples = _examples(known, recipe.watched, seed)
    fitness = _fitness(examples, recipe.fitness, seed)
    if recipe.method == "l1":
        chosen, best = max(((one, fitness(one)) for one in lasso(examples, _INVERSES)), key=lambda pair: pair[1])
        return Selection(chosen, best, len(_INVERSES))
    with judging(fitness, processes) as judge:
        if recipe.method == "random":
            return Selection(*chance(judge, rules.size, count, rules.evaluations, seed), rules.evaluations)
        population = _bred(judge, rules, count, seed, folder, tell)
        return Selection(population.solutions[0], float(population.fitness[0]), rules.evaluations)


def _bred(judge: Judge, rules: Rules, count: int, seed: int, folder: Path, tell: Tell) -> Population:
    """The last generation; each is on the disk, and drawn, before the next begins."""
    state = folder / "generation.npz"
    for population in evolve(judge, rules, count, seed, read_state(state)):
        write_state(state, population)
        draw(population.history, folder / "generations.png", f"{rules.size} of {count} features")
        tell("Generations", population.generation, rules.generations)
    return population


def _examples(known: Known, watched: float, seed: int) -> Examples:
    """Whole sources of both kinds are watched; the others are learned from."""
    part = dealt(known.labels, known.group, round(1 / watched), np.random.default_rng([seed, 11]))
    return Examples(known.features, known.labels, known.weights, np.flatnonzero(part != 0), np.flatnonzero(part == 0))


def _fitness(examples: Examples, head: HeadRecipe, seed: int) -> Fitness:
    return ridge_fitness(examples, head.ridge) if head.kind == "ridge" else HeadFitness(examples, head, seed)
