"""The genetic algorithm: what holds for any population, and what is published of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.training.select.genetic import Population, Rules, child, evolve, following, mutated

SMALL = Rules(size=5, population=12, parents=6, elite=2, consecutive=2, kept=0.6, generations=4)


def even(solutions):
    """A fitness with a best choice and many equals: the share of even indices."""
    return (solutions % 2 == 0).mean(axis=1)


rules = st.builds(
    lambda size, parents, more, elite, consecutive, kept, generations: Rules(
        size, parents + more, parents, min(elite, parents), min(consecutive, parents), kept, generations
    ),
    st.integers(1, 8),
    st.integers(1, 8),
    st.integers(1, 8),
    st.integers(1, 3),
    st.integers(1, 4),
    st.floats(0, 1),
    st.integers(0, 4),
)


@settings(max_examples=60, deadline=None)
@given(rules, st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_every_solution_holds_different_indices_and_the_best_is_never_lost(rules: Rules, more: int, seed: int) -> None:
    features = rules.size + more
    before: Population | None = None
    for population in evolve(even, rules, features, seed):
        assert population.solutions.shape == (rules.population, rules.size)
        assert (np.diff(population.solutions, axis=1) > 0).all()
        assert (population.solutions.min() >= 0, population.solutions.max() < features) == (True, True)
        assert (population.fitness == even(population.solutions)).all()
        assert (np.diff(population.fitness) <= 0).all()
        if before is not None:
            now = [tuple(row) for row in population.solutions]
            assert all(tuple(row) in now for row in before.solutions[: rules.elite])
            assert population.fitness[0] >= before.fitness[0]
        before = population
    assert before is not None
    assert before.generation == rules.generations


@settings(max_examples=20, deadline=None)
@given(rules, st.integers(0, 2**32 - 1), st.integers(0, 4))
def test_going_on_from_any_generation_ends_where_an_uninterrupted_run_does(rules: Rules, seed: int, stop: int) -> None:
    whole = list(evolve(even, rules, 20, seed))
    begun = whole[min(stop, rules.generations)]
    rest = list(evolve(even, rules, 20, seed, begun))
    assert (rest[-1].solutions == whole[-1].solutions).all()
    assert (rest[-1].history == whole[-1].history).all()


def test_indices_in_more_parents_come_first_in_the_child() -> None:
    parents = np.array([[1, 2, 3, 4], [2, 3, 8, 9], [2, 5, 6, 7]], np.int32)
    for seed in range(20):
        made = child(parents, np.random.default_rng(seed))
        assert {2, 3} < set(made)
        assert len(set(made)) == 4


def test_equal_parents_have_a_child_like_them() -> None:
    assert (child(np.array([[3, 5, 7]] * 2, np.int32), np.random.default_rng(0)) == [3, 5, 7]).all()


@pytest.mark.parametrize(("kept", "stay"), [(1.0, 10), (0.7, 7), (0.0, 0)])
def test_a_mutant_keeps_the_given_share_of_its_genes(kept: float, stay: int) -> None:
    solution = np.arange(10, dtype=np.int32)
    made = mutated(solution, kept, 1000, np.random.default_rng(1))
    assert len(set(made)) == 10
    assert len(set(made) & set(solution)) >= stay
    assert (len(set(made) & set(solution)) == 10) == (kept == 1)


def test_children_replace_the_worse_half_and_the_elite_are_not_judged_again() -> None:
    judged = []

    def noted(solutions):
        judged.append(len(solutions))
        return even(solutions)

    begun = next(evolve(noted, SMALL, 50, 3))
    made = following(noted, begun, replace(SMALL, kept=1.0), 50, np.random.default_rng(0))
    assert judged == [12, 10]
    parents, now = [{tuple(row) for row in one} for one in (begun.solutions[:6], made.solutions)]
    assert parents <= now  # with all genes kept nobody is changed
    assert not {tuple(row) for row in begun.solutions[6:]} & (now - parents)


def test_each_child_is_made_from_consecutive_parents_around_the_circle() -> None:
    apart = np.arange(24, dtype=np.int32).reshape(12, 2)
    begun = Population(apart, np.linspace(1, 0, 12), np.ones((1, 2)))
    made = following(even, begun, replace(SMALL, size=2, kept=1.0), 50, np.random.default_rng(0))
    children = [set(row) for row in made.solutions if tuple(row) not in {tuple(old) for old in apart[:6]}]
    allowed = [set(apart[first]) | set(apart[(first + 1) % 6]) for first in range(6)]
    assert all(any(one <= pair for pair in allowed) for one in children)


def test_the_budget_counts_every_solution_that_is_judged() -> None:
    judged = 0

    def noted(solutions):
        nonlocal judged
        judged += len(solutions)
        return even(solutions)

    list(evolve(noted, SMALL, 30, 0))
    assert judged == SMALL.evaluations
    assert Rules(generations=10).evaluations == 100 + 10 * 98


def test_it_finds_what_is_worth_finding() -> None:
    *_, last = evolve(even, replace(SMALL, generations=40), 40, 0)
    assert last.fitness[0] == 1


def test_more_features_than_there_are_cannot_be_chosen() -> None:
    with pytest.raises(ValueError, match="a choice of 5 cannot be made from 4"):
        next(evolve(even, SMALL, 4, 0))
