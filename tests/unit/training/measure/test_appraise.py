"""A run with the kernel head, and the tables that tell what its left-out scores are worth."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.training.data.photographs import folds
from aesthetic_gui.training.measure.appraise import CUES, alone, read_stated, read_table, report
from aesthetic_gui.training.run import prepare
from aesthetic_gui.training.statistics import auc

pytestmark = pytest.mark.slow  # together more than a few seconds


@pytest.fixture(scope="module")
def run(tiny_data, tiny_recipe, tiny_network, tmp_path_factory):
    """Sixty pictures are too few for nine discriminants, and need less of a ridge than thousands."""
    settings = ("kernel.landmarks=32", "kernel.penalty=0", "kernel.ridge=1e-6", "head.epochs=0", "blocks.epochs=0")
    recipe = tiny_recipe(*settings)
    return prepare(tiny_data, recipe, tmp_path_factory.mktemp("work"), lambda *_: None, tiny_network)


@pytest.fixture(scope="module")
def left_out(run):
    return run.left_out(3)


def test_every_left_out_score_is_by_a_head_that_never_saw_the_source(run, left_out):
    corpus, fold = read_table(left_out.corpus, "label"), folds(run.photographs, 3, run.recipe.seed)
    known = np.flatnonzero(run.photographs.good >= 0)
    for number in range(3):
        unseen = known[fold[known] == number]
        expected = run.kernel_means(np.flatnonzero(fold != number), unseen)
        assert corpus.mean[fold[known] == number] == pytest.approx(expected, abs=1e-4)
    assert not np.allclose(corpus.mean, corpus.before, atol=0.01)


def test_every_table_is_there_with_every_source(run, left_out, tiny_data, monkeypatch):
    monkeypatch.setattr("aesthetic_gui.training.measure.appraise.DRAWS", 20)
    monkeypatch.setattr("aesthetic_gui.training.measure.appraise.learning_curve", lambda *_: [])
    text = "\n".join(report(run, left_out, read_stated(tiny_data)))
    for words in ("AUC, good over ordinary (n = 48)", "SRCC with rated beauty (n = 12)", *CUES, "good-0", "ordinary-5"):
        assert f"| {words}" in text
    assert "nan" not in text


def test_a_cue_that_gives_the_class_away_is_found_and_noise_is_not():
    random = np.random.default_rng(0)
    good = np.arange(240) % 2
    group = np.array([f"{label}-{number % 20}" for number, label in enumerate(good)])
    telling = (good + random.normal(0, 0.3, 240))[:, None]
    assert auc(alone(telling, good.astype(float), group), good) > 0.95
    assert auc(alone(random.normal(size=(240, 1)), good.astype(float), group), good) < 0.65
