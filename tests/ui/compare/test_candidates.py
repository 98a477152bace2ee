"""Which photograph is the select and which the candidate, key by key."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.ui.compare.candidates import Comparison, Role, after, beginning

A, B, C, D = (Path(name) for name in "abcd")
ORDER = [A, B, C, D]


def test_the_current_photograph_is_held_against_the_next_one():
    assert beginning(ORDER, B) == Comparison(B, C, Role.CANDIDATE)


def test_the_last_photograph_is_held_against_the_one_before():
    assert beginning(ORDER, D) == Comparison(D, C, Role.CANDIDATE)


def test_a_photograph_alone_has_no_candidate_and_is_what_the_keys_act_on():
    alone = beginning([A], A)
    assert (alone.candidate, alone.active, alone.path_of(alone.active)) == (None, Role.SELECT, A)
    assert alone.promoted([A]) == alone == alone.swapped()


def test_the_candidate_passes_over_the_select_and_stops_at_the_ends():
    held = Comparison(B, C)
    assert held.stepped(ORDER, -1).candidate == A
    assert held.stepped(ORDER, -1).stepped(ORDER, -1).candidate == A
    assert held.stepped(ORDER, 1).stepped(ORDER, 1).candidate == D


def test_a_candidate_that_is_promoted_is_held_against_what_follows_it():
    assert Comparison(A, B).promoted(ORDER) == Comparison(B, C)
    assert Comparison(A, D).promoted(ORDER) == Comparison(D, A)  # nothing follows: against what it has beaten


def test_swapping_twice_changes_nothing():
    assert Comparison(A, B).swapped() == Comparison(B, A)
    assert Comparison(A, B).swapped().swapped() == Comparison(A, B)


def test_photographs_that_were_moved_are_followed():
    assert Comparison(A, B).moved({B: D}) == Comparison(A, D)


def test_from_a_photograph_that_is_gone_the_way_leads_on():
    assert after(ORDER, Path("gone"), 1, {A}) == B
    assert after(ORDER, Path("gone"), -1, set()) == D


@given(st.lists(st.sampled_from(["right", "left", "up", "down"]), max_size=30), st.integers(0, 3))
def test_whatever_is_pressed_two_different_photographs_are_compared(keys, first):
    held = beginning(ORDER, ORDER[first])
    for key in keys:
        if key in ("right", "left"):
            held = held.stepped(ORDER, 1 if key == "right" else -1)
        else:
            held = held.promoted(ORDER) if key == "up" else held.swapped()
        assert held.select != held.candidate
        assert {held.select, held.candidate} <= set(ORDER)
