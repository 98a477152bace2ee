"""The genetic algorithm that chooses features, as it was published with the multi-level pooled features.

A population of solutions, each a fixed number of different feature indices. In every generation the best half are
parents; each child is made from n consecutive parents, of whose indices those that occur more often come first; the
children take the place of the worst half; the parents but the elite are mutated: a given share of their genes is kept,
the others are drawn by chance. Every generation has random numbers of its own (seed, generation), so that a run that
was interrupted goes on as if it had not been.

The original work took the accuracy on its test photographs for the fitness, which makes that figure no test; here the
fitness comes from outside, and ``selecting`` takes it from a validation split of the training sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.statistics import Numbers

Solutions = NDArray[np.int32]  # (p, size): feature indices, ascending and different within a row
Judge = Callable[[Solutions], Numbers]


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the algorithm; ``children`` take the place of all but the parents.

    ``size`` indices to a solution; ``consecutive`` parents make a child; ``kept`` is the share of a mutated parent's
    genes that stays, 0 to 1.
    """

    size: int = 400
    population: int = 100
    parents: int = 50
    elite: int = 2
    consecutive: int = 2
    kept: float = 0.9
    generations: int = 20

    @property
    def sane(self) -> bool:
        """Whether a population can live by these numbers."""
        ordered = 1 <= self.elite <= self.parents < self.population
        return ordered and 1 <= self.consecutive <= self.parents and 0 <= self.kept <= 1 and self.generations >= 0

    @property
    def evaluations(self) -> int:
        """How often the fitness of a solution is asked for, the first population's included."""
        return self.population + self.generations * (self.population - self.elite)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """``solutions`` (p, size), the best first, their ``fitness`` (p,); ``history`` (generations, 2): best, mean."""

    solutions: Solutions
    fitness: Numbers
    history: Numbers

    @property
    def generation(self) -> int:
        """How many generations have lived since the first, which is number 0."""
        return len(self.history) - 1


def evolve(
    judge: Judge, rules: Rules, features: int, seed: int, begin: Population | None = None
) -> Iterator[Population]:
    """The population of each generation, from ``begin`` (or chance) on, up to the last, ``begin`` itself first.

    ``features`` is how many there are to choose from. Raises ``ValueError`` where they are fewer than a solution has.
    """
    if not 0 < rules.size <= features:
        raise ValueError(f"a choice of {rules.size} cannot be made from {features} features")
    population = begin or _ranked(judge, _chance(rules, features, _random(seed, 0)), None, np.empty((0, 2)))
    yield population
    while population.generation < rules.generations:
        population = following(judge, population, rules, features, _random(seed, population.generation + 1))
        yield population


def following(
    judge: Judge, population: Population, rules: Rules, features: int, random: np.random.Generator
) -> Population:
    """The generation after ``population``. The elite stay as they are and are not judged again."""
    parents = population.solutions[: rules.parents]
    children = [
        child(np.take(parents, range(first, first + rules.consecutive), axis=0, mode="wrap"), random)
        for first in np.arange(rules.population - rules.parents) % rules.parents
    ]
    mutants = [mutated(parent, rules.kept, features, random) for parent in parents[rules.elite :]]
    return _ranked(judge, np.stack([*mutants, *children]), population, population.history, rules.elite)


def child(parents: Solutions, random: np.random.Generator) -> NDArray[np.int32]:
    """A solution (size,) of the indices of ``parents`` (n, size), those in more of them first, else by chance."""
    indices, counts = np.unique(parents, return_counts=True)
    order = np.lexsort((random.random(len(indices)), -counts))
    return np.sort(indices[order[: parents.shape[1]]])


def mutated(solution: NDArray[np.int32], kept: float, features: int, random: np.random.Generator) -> NDArray[np.int32]:
    """``solution`` (size,) with the share ``kept`` of its genes, the others drawn from all that are not kept."""
    genes = random.permutation(solution)[: round(kept * len(solution))]
    free = np.setdiff1d(np.arange(features, dtype=np.int32), genes, assume_unique=True)
    drawn = random.choice(free, len(solution) - len(genes), replace=False)
    return np.sort(np.concatenate([genes, drawn]))


def _chance(rules: Rules, features: int, random: np.random.Generator) -> Solutions:
    drawn = [np.sort(random.choice(features, rules.size, replace=False)) for _ in range(rules.population)]
    return np.stack(drawn).astype(np.int32)


def _ranked(judge: Judge, new: Solutions, before: Population | None, history: Numbers, elite: int = 0) -> Population:
    """``new`` solutions and the elite of the generation ``before``, the best first; of equals the elder."""
    solutions, fitness = new, judge(new)
    if before is not None:
        solutions = np.concatenate([before.solutions[:elite], new])
        fitness = np.concatenate([before.fitness[:elite], fitness])
    order = np.argsort(-fitness, kind="stable")
    told = np.array([[fitness.max(), fitness.mean()]])
    return Population(solutions[order], fitness[order], np.concatenate([history, told]))


def _random(seed: int, generation: int) -> np.random.Generator:
    return np.random.default_rng([seed, generation])
