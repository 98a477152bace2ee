"""How alike two photographs look."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.grouping import likeness
from aesthetic_gui.grouping.likeness import COPY, LENGTH, UNLIKE, distances, fingerprint, near_pairs, vectors

MADE = np.random.default_rng(3)
SCENE = np.kron(MADE.integers(0, 255, (8, 12, 3)), np.ones((40, 40, 1))).astype(np.uint8)


def apart(one: np.ndarray, other: np.ndarray) -> float:
    first, second = vectors([fingerprint(one), fingerprint(other)])
    return float(distances(first[None], second[None])[0])


def test_a_fingerprint_is_small_and_always_the_same() -> None:
    assert len(fingerprint(SCENE)) == LENGTH + 1 < 1000
    assert fingerprint(SCENE) == fingerprint(SCENE.copy())


@pytest.mark.parametrize(
    "changed",
    [
        SCENE[::2, ::2],
        np.clip(SCENE.astype(int) + MADE.integers(-12, 13, SCENE.shape), 0, 255).astype(np.uint8),
        np.roll(SCENE, 6, axis=1),
    ],
    ids=["smaller", "noisy", "moved"],
)
def test_the_same_picture_looks_the_same_smaller_noisy_or_slightly_moved(changed: np.ndarray) -> None:
    assert apart(SCENE, changed) < 0.7


def test_a_darker_or_paler_copy_is_still_the_same_picture() -> None:
    paler = SCENE // 2 + 100
    assert apart(SCENE, (SCENE * 0.4).astype(np.uint8)) < COPY
    assert apart(SCENE, paler) < COPY
    assert {pair[:2] for pair in near_pairs(vectors([fingerprint(SCENE), fingerprint(paler)]), COPY)} == {(0, 1)}


def test_another_picture_looks_otherwise() -> None:
    assert apart(SCENE, MADE.permutation(SCENE.reshape(-1, 3)).reshape(SCENE.shape)) > 1
    assert apart(SCENE, 255 - SCENE) > 1


def test_a_missing_fingerprint_is_near_nothing() -> None:
    rows = vectors([b"", fingerprint(SCENE), b"\xff" + bytes(LENGTH)])
    assert distances(rows[:2], rows[1:]).tolist() == [UNLIKE, UNLIKE]
    assert list(near_pairs(rows, 5.0)) == []


@pytest.mark.parametrize("at_once", [1, 11, 1 << 24])
def test_near_pairs_are_those_that_comparing_one_by_one_finds(at_once: int, monkeypatch) -> None:
    monkeypatch.setattr(likeness, "_AT_ONCE", at_once)
    rows = vectors([fingerprint(np.roll(SCENE, step, axis=1)) for step in (0, 4, 200, 206, 90)])
    expected = {
        (one, other)
        for one in range(5)
        for other in range(one + 1, 5)
        if distances(rows[one : one + 1], rows[other : other + 1])[0] <= 1.0
    }
    found = list(near_pairs(rows, 1.0))
    assert {pair[:2] for pair in found} == expected
    assert expected
    for one, other, distance in found:
        assert distance == pytest.approx(distances(rows[one : one + 1], rows[other : other + 1])[0], abs=2e-3)
