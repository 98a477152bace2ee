"""SHAP over superpixels, on a made picture whose number is known in closed form, and once on the real model."""

from __future__ import annotations

import logging

import numpy as np
import pytest

from aesthetic_gui.explain.hiding import shap
from aesthetic_gui.explain.hiding.tree import tree
from aesthetic_gui.explain.question import Question, of_the_model

SIDE = 64


class Counted:
    """The values of copies: what ``weights`` (h, w) give for their light. Counts the copies, and keeps them."""

    def __init__(self, weights, bent=0.0):
        self.weights, self.bent, self.seen = weights, bent, []

    def __call__(self, batch):
        self.seen += [copy.tobytes() for copy in batch]
        straight = (batch.mean(axis=3) * self.weights).sum(axis=(1, 2))
        return straight + self.bent * straight**2


@pytest.fixture
def rgb():
    """Sixteen even fields, and noise in all of them, so that a flat copy differs everywhere."""
    generator = np.random.default_rng(0)
    fields = generator.integers(40, 200, (4, 4, 3)).repeat(SIDE // 4, axis=0).repeat(SIDE // 4, axis=1)
    return (fields + generator.integers(-30, 30, (SIDE, SIDE, 1))).astype(np.uint8)


def asked(rgb, values):
    return Question("focus", rgb, rgb.astype(np.float32) / 255, values, (0, 0, SIDE, SIDE), "points")


@pytest.fixture
def weights():
    return np.random.default_rng(1).normal(size=(SIDE, SIDE))


def test_of_a_number_that_is_a_sum_each_region_gets_what_hiding_it_takes_away(rgb, weights):
    question = asked(rgb, Counted(weights))
    *_, last = shap.explain(question)
    alone = np.eye(len(last.contributions), dtype=int) == 0
    taken = question.value - question.values(question.hiding()(alone.astype(int)))
    assert np.allclose(last.contributions, taken, atol=1e-3)


@pytest.mark.parametrize("evaluations", [4, 30, 100, 500])
def test_every_answer_adds_up_to_the_value_less_that_of_the_flat_copy(rgb, weights, evaluations):
    question = asked(rgb, Counted(weights, bent=0.02))
    flat = float(question.values(question.hiding()(np.zeros((1, question.regions.max() + 1), int)))[0])
    for step in shap.explain(question, evaluations=evaluations):
        assert step.notes["base"] == pytest.approx(flat)
        assert step.notes["sum"] == pytest.approx(question.value - flat)
        assert step.contributions.sum() == pytest.approx(question.value - flat, abs=1e-3)
        assert abs(step.notes["off"]) < 1e-9 * max(1, abs(flat))
    assert step.complete


def test_what_does_not_add_up_is_logged_and_noted(rgb, weights, monkeypatch, caplog):
    cut = shap.shares
    monkeypatch.setattr(shap, "shares", lambda *asked: (cut(*asked)[0] + 1, cut(*asked)[1]))
    with caplog.at_level(logging.ERROR):
        *_, last = shap.explain(asked(rgb, Counted(weights)))
    assert last.notes["off"] == pytest.approx(-len(last.contributions))
    assert "do not add up" in caplog.text


def test_no_copy_is_asked_about_twice(rgb, weights):
    values = Counted(weights)
    *_, last = shap.explain(asked(rgb, values))
    assert len(set(values.seen)) == len(values.seen)
    assert len(values.seen) < last.total


def test_a_coarse_picture_comes_first_and_the_last_is_complete(rgb, weights):
    done = [step.done for step in shap.explain(asked(rgb, Counted(weights)), evaluations=500)]
    assert done[0] <= 40
    assert done[-1] == 500
    assert done == sorted(set(done))


def test_another_seed_weighs_other_trees_and_the_same_seed_gives_the_same(rgb, weights):
    maps = [[*shap.explain(asked(rgb, Counted(weights, bent=0.02)), seed=seed)][-1].contributions for seed in (0, 0, 1)]
    assert np.array_equal(maps[0], maps[1])
    assert not np.array_equal(maps[0], maps[2])


def test_nothing_is_told_once_nobody_waits(rgb, weights):
    values = Counted(weights)
    assert [*shap.explain(asked(rgb, values), cancelled=lambda: len(values.seen) > 20)] == []
    assert len(values.seen) <= 40


def test_a_photograph_of_one_region_has_the_whole_difference():
    grey = np.full((SIDE, SIDE, 3), 90, np.uint8)
    question = asked(grey, Counted(np.ones((SIDE, SIDE))))
    question.__dict__["regions"] = np.zeros((SIDE, SIDE), np.intp)
    *_, last = shap.explain(question)
    assert last.contributions.shape == (1,)
    assert last.notes["sum"] == pytest.approx(question.value - last.notes["base"])


def test_regions_of_one_colour_that_touch_come_together_first():
    regions = np.array([[0, 1, 2, 3]]).repeat(8, axis=1).repeat(8, axis=0)
    rgb = np.zeros((*regions.shape, 3), np.uint8)
    rgb[:, 16:] = (200, 60, 60)
    grown = tree(rgb, regions, place=0.1)
    assert {frozenset(row) for row in grown[:2, :2].astype(int).tolist()} == {frozenset((0, 1)), frozenset((2, 3))}
    assert grown[-1, 3] == 4
    assert (grown[:, 2] > 0).all()


@pytest.mark.slow
def test_hiding_what_raises_the_score_lowers_it_and_hiding_what_lowers_it_less(photographs, pack, runtime, drops):
    falls = []
    for rgb in photographs:
        *_, last = shap.explain(of_the_model(rgb, pack, runtime))
        falls.append(drops(rgb, last, pack, runtime))
    best, worst = np.mean(falls, axis=0)
    assert best > worst + 0.16
