"""The photograph that is asked about first is the one that would teach most."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from aesthetic_gui.taste.asking import farthest, most_telling

ROWS = arrays.arrays(np.float16, st.tuples(st.integers(1, 30), st.just(3)), elements=st.floats(-50, 50, width=16))


def test_what_may_be_either_is_asked_about_before_what_is_clear() -> None:
    apart = np.diag([9.0, 9, 9, 9]).astype(np.float16)
    assert most_telling(np.array([0.95, 0.45, 0.1, 0.7]), apart, np.zeros((3, 4))).tolist() == [1, 3, 2, 0]


def test_of_two_uncertain_ones_the_one_like_nothing_decided_is_asked_about() -> None:
    embeddings = np.array([[0, 0.1], [9, 9]], np.float16)
    assert most_telling(np.array([0.5, 0.5]), embeddings, np.zeros((300, 2))).tolist() == [1, 0]


def test_before_anything_is_known_one_of_each_kind_is_asked_about() -> None:
    kinds = np.repeat(np.eye(4, 8) * 10, 25, axis=0) + np.random.default_rng(0).normal(0, 0.1, (100, 8))
    asked = farthest(kinds.astype(np.float16), np.empty((0, 8)), 4)
    assert sorted(asked // 25) == [0, 1, 2, 3]


def test_what_is_like_something_decided_comes_late() -> None:
    embeddings = np.array([[0, 0], [9, 9], [0, 1]], np.float16)
    assert farthest(embeddings, np.zeros((1, 2)), 3).tolist() == [1, 2, 0]


@given(ROWS, ROWS)
def test_each_photograph_is_asked_about_once(embeddings: np.ndarray, decided: np.ndarray) -> None:
    assert sorted(farthest(embeddings, decided, 99)) == list(range(len(embeddings)))
