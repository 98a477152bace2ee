"""A selection from beginning to end: which features are found, and that a kill changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.training.heads.kinds import HeadRecipe
from aesthetic_gui.training.kept import NotKept
from aesthetic_gui.training.select.fitness import HeadFitness, ridge_fitness
from aesthetic_gui.training.select.genetic import Rules
from aesthetic_gui.training.select.selecting import Known, SelectRecipe, _examples, select
from aesthetic_gui.training.select.state import read_state
from aesthetic_gui.training.select.workers import judging

CHECKOUT = Path(__file__).resolve().parents[4]
RULES = Rules(size=8, population=20, parents=10, generations=4)
TELLING = 8  # of the features


def known(features: int = 40, seed: int = 0) -> Known:
    """Twelve sources of each kind; the first features tell the label, the others nothing."""
    random = np.random.default_rng(seed)
    labels = np.tile([0.0, 1.0], 600)
    values = random.normal(size=(1200, features))
    values[:, :TELLING] += 0.8 * (labels - 0.5)[:, None]
    group = np.array([f"{'good' if label else 'ordinary'}-{row // 2 % 12}" for row, label in enumerate(labels)])
    return Known(values, labels, np.ones(1200), group)


def nothing(_what: str, _done: int, _total: int) -> None: ...


@pytest.mark.parametrize(("method", "least"), [("genetic", 4), ("random", 3), ("l1", 8), ("mutual", 8)])
def test_features_that_tell_are_found_among_those_that_do_not(method: str, least: int, tmp_path: Path) -> None:
    found = select(known(), SelectRecipe(method, genetic=RULES), 0, tmp_path, 1, nothing)
    assert len(set(found.chosen) & set(range(TELLING))) >= least  # without looking fewer than two
    assert len(found.chosen) < 40
    assert (np.diff(found.chosen) > 0).all()
    assert (tmp_path / "generations.png").exists() == (method == "genetic")


def test_without_a_selection_every_feature_stays(tmp_path: Path) -> None:
    found = select(known(), SelectRecipe(), 0, tmp_path, 1, nothing)
    assert (list(found.chosen), found.evaluations, list(tmp_path.iterdir())) == (list(range(40)), 0, [])


def test_chance_has_the_budget_of_the_genetic_algorithm(tmp_path: Path) -> None:
    tried = [
        select(known(), SelectRecipe(how, genetic=RULES), 0, tmp_path, 1, nothing) for how in ("genetic", "random")
    ]
    assert tried[0].evaluations == tried[1].evaluations == 20 + 4 * 18


def test_whole_sources_of_both_kinds_are_watched() -> None:
    data = known()
    examples = _examples(data, 0.25, 0)
    learned, watched = set(data.group[examples.known]), set(data.group[examples.watched])
    assert not learned & watched
    assert len(learned | watched) == 24
    assert {name.split("-")[0] for name in watched} == {"good", "ordinary"}


def test_the_quick_fitness_is_that_of_the_ridge_head() -> None:
    examples = _examples(known(), 0.25, 0)
    quick, slow = ridge_fitness(examples, 0.5), HeadFitness(examples, HeadRecipe("ridge", ridge=0.5), 0)
    random = np.random.default_rng(0)
    for _ in range(10):
        solution = np.sort(random.choice(40, 6, replace=False)).astype(np.int32)
        assert quick(solution) == slow(solution)


def test_several_processes_find_what_one_does() -> None:
    fitness = ridge_fitness(_examples(known(), 0.25, 0), 0.5)
    solutions = np.stack([np.arange(first, first + 5, dtype=np.int32) for first in range(30)])
    with judging(fitness) as alone, judging(fitness, 2) as together:
        assert (alone(solutions) == together(solutions)).all()


SLOW = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_selecting import RULES, known
from aesthetic_gui.training.select.selecting import SelectRecipe, select

select(known(), SelectRecipe("genetic", genetic=RULES), 5, Path(sys.argv[1]), 1, lambda *_: time.sleep(0.2))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_search_that_was_killed_ends_where_one_that_was_not_does(tmp_path: Path) -> None:
    words = [sys.executable, "-c", SLOW, str(tmp_path / "killed"), str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    state = tmp_path / "killed" / "generation.npz"
    with subprocess.Popen(words, env=environment) as process:
        until = time.monotonic() + 60
        while not state.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    begun = read_state(state)
    assert begun is not None
    assert begun.generation < RULES.generations
    recipe = SelectRecipe("genetic", genetic=RULES)
    resumed, whole = [select(known(), recipe, 5, tmp_path / name, 1, nothing) for name in ("killed", "whole")]
    assert (resumed.chosen == whole.chosen).all()
    ends = [read_state(tmp_path / name / "generation.npz") for name in ("killed", "whole")]
    assert (ends[0].history == ends[1].history).all()


def test_a_damaged_state_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "generation.npz").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(NotKept, match="Move it away"):
        select(known(), SelectRecipe("genetic", genetic=RULES), 0, tmp_path, 1, nothing)
    assert (tmp_path / "generation.npz").read_bytes() == b"PK\x03\x04 cut short"
