"""Several looks at one photograph: what each sees, and the one answer made of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.preparation import MODES
from aesthetic_gui.scoring.views import AUGMENTED, OF_THE_FIRST, VIEWS, WHOLE, View, average, key

EVERY = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.id)
CORNERS = {"top left": (0, 0), "top right": (0, -1), "bottom left": (-1, 0), "bottom right": (-1, -1)}


@pytest.fixture(scope="module")
def pack():
    return load_pack("nima-mobilenet")


def _photograph(height: int = 120, width: int = 180) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)


def _answer(**fields) -> Outputs:
    """An answer to one photograph, each field as given or 0."""
    shapes = {"distribution": (1, 10), "cam": (1, 2, 2, 3), "embedding": (1, 3)}
    return Outputs(*(np.full(shapes.get(name, (1,)), fields.get(name, 0.0), np.float32) for name in Outputs._fields))


def test_the_first_view_is_the_whole_photograph_as_it_is_always_scored(pack):
    assert VIEWS[:1] == WHOLE
    assert len({view.id for view in VIEWS}) == len(VIEWS)
    assert np.array_equal(WHOLE[0].prepare(_photograph(), pack), pack.prepare(_photograph()))


@EVERY
def test_a_mirrored_view_of_the_mirrored_photograph_sees_the_same(view, pack):
    left, top, right, bottom = view.box
    other_way = replace(view, mirrored=not view.mirrored, box=(1 - right, top, 1 - left, bottom))
    rgb = _photograph(200, 400)  # every box falls between two pixels
    assert np.array_equal(view.prepare(rgb, pack), other_way.prepare(np.ascontiguousarray(rgb[:, ::-1]), pack))


@pytest.mark.parametrize("name", CORNERS)
def test_a_view_of_a_corner_sees_that_corner_and_not_the_opposite_one(name, pack):
    view = next(view for view in VIEWS if view.id == name)
    row, column = CORNERS[name]
    there, opposite = (np.zeros((200, 200, 3), np.uint8) for _ in range(2))
    there[row, column] = opposite[-1 - row, -1 - column] = 255
    assert view.prepare(there, pack).max() > view.prepare(opposite, pack).max() == -1


@EVERY
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (7, 2)])
def test_a_photograph_of_any_size_has_every_view(view, mode, size, pack):
    packed = replace(pack, preparation=replace(pack.preparation, mode=mode))
    seen = view.prepare(np.full((*size, 3), 90, np.uint8), packed)
    assert seen.dtype == np.float32
    assert min(seen.shape[:2]) > 0


def test_a_larger_view_gives_the_network_more_pixels(pack):
    small, large = (View("", scale=scale).prepare(_photograph(), pack).shape for scale in (0.5, 2.0))
    assert small == (112, 112, 3)
    assert large == (448, 448, 3)


def test_one_answer_is_the_mean_of_all():
    answers = [_answer(distribution=0.1, embedding=value) for value in (1.0, 2.0, 6.0)]
    found = average(answers)
    assert found.distribution.tolist() == [pytest.approx([0.1] * 10)]
    assert found.embedding.tolist() == [[3.0, 3.0, 3.0]]
    assert found.embedding.dtype == np.float32


def test_where_and_how_unlike_is_told_of_the_whole_photograph():
    first, second = (dict.fromkeys(Outputs._fields, value) for value in (1.0, 5.0))
    found = average([_answer(**first), _answer(**second)])
    for name in Outputs._fields:
        assert set(getattr(found, name).reshape(-1)) == ({1.0} if name in OF_THE_FIRST else {3.0})


def test_one_view_alone_is_answered_as_it_is():
    answer = _answer(distribution=0.1, embedding=0.3, cam=2.0)
    assert all(np.array_equal(*pair) for pair in zip(average([answer]), answer, strict=True))


def test_what_is_said_by_other_views_goes_under_another_key(pack):
    assert key(pack, WHOLE) == pack.key
    by_all, by_some = key(pack, VIEWS), key(pack, VIEWS[:3])
    assert len({pack.key, by_all, by_some, key(pack, (*WHOLE, View("mirror", mirrored=False)))}) == 4
    assert by_all.startswith(pack.key)


def test_what_views_cost_and_gain_is_told_alike_in_the_readme_and_by_the_program():
    readme = Path(__file__).resolve().parents[3] / "README.md"
    assert AUGMENTED in readme.read_text("utf-8")
