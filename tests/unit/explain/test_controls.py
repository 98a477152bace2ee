"""Occlusion and the random map, on a number that is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.explain.hiding import occlusion, random_map
from aesthetic_gui.explain.question import Question

WORTH = np.array([0.5, -0.2, 0.0, 1.0])


@pytest.fixture
def question() -> Question:
    """Four quarters of a picture; each adds what it is worth as long as it has its bright pixel."""
    rgb = np.zeros((64, 64, 3), np.uint8)
    places = [(8, 8), (8, 40), (40, 8), (40, 40)]
    for row, column in places:
        rgb[row, column] = 255

    def values(batch):
        return np.array(
            [sum(worth * (one[place].max() > 200) for worth, place in zip(WORTH, places, strict=True)) for one in batch]
        )

    asked = Question("focus", rgb, rgb.astype(np.float32), values, (0, 0, 64, 64), counted_in="points")
    rows, columns = np.indices((320, 320)) // 160
    asked.__dict__["regions"] = rows * 2 + columns
    return asked


def test_occlusion_finds_what_each_region_adds(question):
    (found,) = occlusion.explain(question)
    assert found.contributions == pytest.approx(WORTH)
    assert (found.method, found.unit, found.complete) == ("occlusion", "points", True)


def test_a_random_map_is_the_same_for_one_seed_and_another_for_another(question):
    one, same, other = (next(random_map.explain(question, seed=seed)).contributions for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("method", [occlusion, random_map])
def test_who_does_not_wait_gets_nothing(question, method):
    assert list(method.explain(question, cancelled=lambda: True)) == []
