"""A student: it begins by regression, learns step by step, and a kill changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.scoring.pack import NoSuchPack
from aesthetic_gui.training.data.photographs import Photographs, folds
from aesthetic_gui.training.distil.agreement import compared, table
from aesthetic_gui.training.distil.speed import Cost
from aesthetic_gui.training.distil.student import Said
from aesthetic_gui.training.distil.teachers import PackTeacher, _with, teacher_of
from aesthetic_gui.training.pipeline.compare import Means
from aesthetic_gui.training.pipeline.multigap import _at
from aesthetic_gui.training.pipeline.recipes import DistilRecipe, find_recipe, read_distil
from aesthetic_gui.training.recipe import BadRecipe

COST = {"teacher": Cost(30.0, 30_000_000), "student": Cost(5.0, 4_000_000)}


def said(seed: int, good: np.ndarray, noise: float) -> Said:
    random = np.random.default_rng(seed)
    evidence = good + random.normal(0, noise, len(good))
    ratings = np.abs(random.normal(1, 0.2, (len(good), 10)))
    return Said(evidence, ratings / ratings.sum(axis=1, keepdims=True))


def test_a_student_is_compared_with_its_teacher_on_the_same_photographs() -> None:
    good = np.tile([0.0, 1.0], 100)
    group = np.array([f"{row % 20}" for row in range(200)])
    teacher = said(0, good, 0.5)
    twin = Said(teacher.evidence * 2 + 3, teacher.ratings)
    rows = compared(good, group, teacher, {"twin": twin, "blind": said(1, good * 0, 1.0)}, COST)
    assert [row.name for row in rows] == ["teacher", "twin", "blind"]
    assert (rows[1].agreement, rows[1].ratings, rows[1].gain.value) == pytest.approx((1, 1, 0))
    assert rows[1].apart == pytest.approx(0, abs=1e-3)  # evidence of another scale gives the same P
    assert rows[2].gain.high < 0
    assert rows[2].apart > 0.1
    lines = table(rows).splitlines()
    assert len(lines) == 5
    assert lines[2].startswith("| teacher | ")
    assert lines[2].endswith("| 30.0 | 30.0 |")


def test_photographs_without_a_label_are_taught_and_never_judged() -> None:
    labelled = Photographs(
        (Path("a"), Path("b")), np.array([1.0, 0.0]), np.array([np.nan] * 2), np.array(["corpus/a", "corpus/b"])
    )
    more = _with(labelled, (Path("c"), Path("d")))
    assert [path.name for path in more.paths] == ["a", "b", "c", "d"]
    assert np.isnan(more.good[2:]).all()
    assert len(folds(more, 2, 0)) == 4


def test_a_pack_may_teach_and_does_not_pass_for_blind(tiny_data, tmp_path) -> None:
    means = Means(tiny_data, tmp_path, None, 1, lambda *_: None)
    teacher = teacher_of(read_distil(None, ["teacher=nima-mobilenet"]), means, None)
    assert isinstance(teacher, PackTeacher)
    assert not teacher.blind
    few = replace(teacher, photographs=_at(teacher.photographs, np.arange(3)))
    told = few.says(np.arange(3))
    assert told.ratings.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert told.evidence == pytest.approx(told.ratings @ np.arange(1, 11), abs=1e-3)  # of a pack of the old form
    (network,) = teacher.networks()
    assert network.size == (224, 224)


def test_a_teacher_that_is_neither_recipe_nor_pack_is_refused(tiny_data, tmp_path) -> None:
    with pytest.raises(NoSuchPack):
        teacher_of(read_distil(None, ["teacher=nobody"]), Means(tiny_data, tmp_path, None, 1, lambda *_: None), None)


def test_the_recipe_comes_with_the_program() -> None:
    row = find_recipe("distil")
    assert (row.kind, read_distil(row.path)) == ("distil", DistilRecipe())
    assert read_distil(None, ["augment.crop=0.1", "steps=3"]).augment.crop == 0.1


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("side=8", "side"),
        ("learning=12", "blocks"),
        ("parts=1", "parts"),
        ("rate=0", "rate"),
        ("augment.jpeg=2", "aug"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(setting: str, reason: str) -> None:
    with pytest.raises(BadRecipe, match=f"out of range: {reason}"):
        read_distil(None, [setting])


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras with NumPy 2
def test_a_student_that_was_interrupted_learns_what_one_that_was_not_does(tmp_path, tiny_network, monkeypatch) -> None:
    from aesthetic_gui.training.distil import learning
    from aesthetic_gui.training.distil.student import begin, build, embedded, says

    random = np.random.default_rng(0)
    warmth = random.random(24)
    colours = np.stack([60 + 140 * warmth, np.full(24, 110), 200 - 140 * warmth], axis=1)
    pixels = [np.clip(colour + random.normal(0, 10, (40, 32, 3)), 0, 255).astype(np.uint8) for colour in colours]
    ratings = np.full((24, 10), 0.05) + np.eye(10)[(9 * warmth).astype(int)] * 0.5
    taught = Said(4 * warmth - 2, ratings)
    recipe = read_distil(None, ["side=32", "blocks=3", "learning=1", "steps=3", "batch=4", "rate=1e-3", "ridge=1e-3"])
    rows = np.arange(24)
    inputs = learning.prepared(pixels, rows, recipe.preparation)

    student = build(tiny_network(), recipe.blocks)
    begin(student, embedded(student, inputs), taught, recipe.ridge)
    before, begun = says(student, inputs), student.get_weights()
    assert np.corrcoef(before.evidence, taught.evidence)[0, 1] > 0.8
    assert before.ratings.sum(axis=1) == pytest.approx(1, abs=1e-5)

    def learned(kept: str, told: Callable[[str, int, int], None]) -> list[np.ndarray]:
        student.set_weights(begun)
        learning.teach(student, pixels, taught, rows, recipe, tmp_path / kept, told)
        return student.get_weights()

    def stop(_what: str, done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(learning, "KEPT_EVERY", 1)
    whole = learned("whole.npz", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        learned("killed.npz", stop)
    again = learned("killed.npz", lambda *_: None)
    assert all(one == pytest.approx(other, abs=1e-6) for one, other in zip(whole, again, strict=True))
    changed = {
        weight.path.split("/")[0]
        for weight, old, new in zip(student.weights, begun, whole, strict=True)
        if (old != new).any()
    }
    assert changed == {"depthwise_3", "pointwise_3", "evidence", "distribution"}
