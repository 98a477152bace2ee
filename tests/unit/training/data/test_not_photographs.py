"""Pictures that are no photographs: drawn the same every time, each of its own kind, in the size asked for."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from aesthetic_gui.training.data.not_photographs import KINDS, LONGEST, SHORTEST, not_photographs

SAME_EVERY_TIME = {"black-frame"}  # there is one black


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_kind_is_drawn_from_its_seed_and_as_large_as_asked(kind):
    first, again, other = (kind.draw(np.random.default_rng(seed), 360, 320) for seed in (1, 1, 2))
    assert first.dtype == np.uint8
    assert first.flags.c_contiguous
    assert first.ndim == 3
    assert first.shape[2] == 3
    assert first.shape[:2] == (320, 360) or kind.id == "face"  # a square part of one
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) == (kind.id in SAME_EVERY_TIME)


def test_there_are_about_sixty_under_names_of_their_own():
    assert 55 <= sum(kind.times for kind in KINDS) <= 70
    assert len({kind.id for kind in KINDS}) == len(KINDS)


def test_two_of_a_kind_differ_and_both_have_a_photographs_size():
    (first_name, first), (second_name, second) = islice(not_photographs(3), 2)
    assert (first_name, second_name) == ("flat-grey-1", "flat-grey-2")
    assert not np.array_equal(first, second)
    assert all(SHORTEST <= max(picture.shape[:2]) <= LONGEST for picture in (first, second))


def test_what_should_be_blank_is_and_what_should_be_written_on_is_not():
    contrasts = {kind.id: float(kind.draw(np.random.default_rng(0), 400, 320).std(axis=(0, 1)).max()) for kind in KINDS}
    blank = {"flat-grey", "flat-colour", "black-frame", "lens-cap", "white-frame"}
    assert {name for name, contrast in contrasts.items() if contrast < 10} == blank
