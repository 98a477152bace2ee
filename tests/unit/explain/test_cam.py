from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.explain import cam
from aesthetic_gui.explain.question import of_the_model
from aesthetic_gui.scoring.outputs import Outputs, outputs_from


class OneCell:
    """A runtime whose map has one raising and one lowering cell."""

    device = "test"

    def predict(self, batch):
        grid = np.zeros((1, 4, 6), np.float32)
        grid[0, 1, 4], grid[0, 3, 0] = 0.5, -0.25
        shares, embedding = np.full((1, 10), 0.1, np.float32), np.zeros((1, 2), np.float32)
        return outputs_from({"distribution": shares, "cam": grid, "embedding": embedding})

    def close(self):
        pass


def test_one_look_of_the_model_is_enough(samples, pack, runtime):
    explanations = list(cam.explain(of_the_model(samples["astronaut"], pack, runtime)))
    assert len(explanations) == runtime.pictures == 1
    assert explanations[0].complete


def test_heat_lies_where_the_cells_are(pack):
    (explanation,) = cam.explain(of_the_model(np.zeros((400, 600, 3), np.uint8), pack, OneCell()))
    row, column = np.unravel_index(explanation.heat.argmax(), explanation.heat.shape)
    height, width = explanation.heat.shape
    assert (int(row * 4 / height), int(column * 6 / width)) == (1, 4)
    row, column = np.unravel_index(explanation.heat.argmin(), explanation.heat.shape)
    assert (int(row * 4 / height), int(column * 6 / width)) == (3, 0)
    assert explanation.heat.min() == pytest.approx(-0.5, abs=0.02)
    assert explanation.notes == pytest.approx({"value": 5.5, "mean": 5.5, "sum": 0.25, "scale": 0.5, "cells": 24})


class TwoLevels:
    """A network with evidence of its own: the finer level raises it at the left, the coarser one at the right."""

    device = "test"

    def predict(self, batch):
        levels = np.zeros((1, 2, 6, 2), np.float32)
        levels[0, :, 0, 0], levels[0, :, 5, 1] = 1, 2
        return Outputs(
            np.full((1, 10), 0.1, np.float32),
            levels,
            np.zeros((1, 2), np.float32),
            np.array([-1.25], np.float32),
            np.zeros(1, np.float32),
        )

    def close(self):
        pass


@pytest.mark.parametrize(("level", "place", "total"), [(0, 1, 6), (1, 0, 2), (2, 1, 4), (None, 1, 4)])
def test_one_level_is_shown_or_the_sum_of_all(pack, level, place, total):
    (explanation,) = cam.explain(of_the_model(np.zeros((200, 600, 3), np.uint8), pack, TwoLevels()), level=level)
    strongest = np.unravel_index(explanation.heat.argmax(), explanation.heat.shape)[1]
    assert round(strongest / explanation.heat.shape[1]) == place
    assert explanation.notes["sum"] == total
    assert explanation.notes["value"] == -1.25
    assert explanation.unit == "log-odds"


@pytest.mark.parametrize(("runtime", "told"), [(TwoLevels(), "the levels 1 .* to 2"), (OneCell(), "one level only")])
@pytest.mark.parametrize("level", [-1, 3])
def test_a_level_that_the_model_has_not_is_refused_in_words(pack, runtime, told, level):
    with pytest.raises(cam.NoSuchLevel, match=f"{told}.*no level {level}"):
        list(cam.explain(of_the_model(np.zeros((200, 600, 3), np.uint8), pack, runtime), level=level))


def test_in_a_letterbox_the_heat_lies_on_the_photograph_not_on_its_borders(pack):
    boxed = replace(pack, preparation=replace(pack.preparation, mode="letterbox"))
    (explanation,) = cam.explain(of_the_model(np.zeros((300, 600, 3), np.uint8), boxed, OneCell()))
    row, column = np.unravel_index(explanation.heat.argmax(), explanation.heat.shape)
    height, width = explanation.heat.shape
    assert explanation.heat.shape == (160, 320)
    assert (row / height, column / width) == pytest.approx((0.25, 0.75), abs=0.03)  # 3/8 of the square's height
    assert explanation.notes["scale"] == pytest.approx(0.5, abs=0.02)
    assert explanation.heat.min() > -0.3  # the lowering cell lay on the border below: only its edge is seen


def test_the_contributions_of_better_rated_photographs_add_up_to_more(photographs, samples, pack, runtime):
    notes = [next(cam.explain(of_the_model(rgb, pack, runtime))).notes for rgb in (*photographs, *samples.values())]
    order = np.argsort(np.argsort([[note["mean"] for note in notes], [note["sum"] for note in notes]], axis=1), axis=1)
    assert np.corrcoef(order)[0, 1] > 0.8


@pytest.mark.slow
def test_the_default_models_map_too_tells_what_raises_the_score(
    shared_data, read, default_pack, default_runtime, drops
):
    """On more photographs than nima-mobilenet needs: what is hidden also looks like a defect to it, up or down."""
    differences = []
    for rgb in map(read, sorted((shared_data / "corpus").rglob("*.jpg"))[::160]):
        explanation = next(cam.explain(of_the_model(rgb, default_pack, default_runtime)))
        best, worst = drops(rgb, explanation, default_pack, default_runtime)
        differences.append(best - worst)
    assert np.mean(differences) > 0.05


def test_hiding_what_raises_the_score_lowers_it_more_than_hiding_what_lowers_it(photographs, pack, runtime, drops):
    differences = []
    for rgb in photographs:
        explanation = next(cam.explain(of_the_model(rgb, pack, runtime)))
        best, worst = drops(rgb, explanation, pack, runtime)
        differences.append(best - worst)
    assert np.mean(differences) > 0.05
