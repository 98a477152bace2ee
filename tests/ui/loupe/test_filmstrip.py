"""Where the photographs of the filmstrip lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.ui.loupe.filmstrip import CELL, left_edge, rows_within


@given(st.integers(1, 4000), st.integers(1, 100_000), st.data())
def test_the_current_photograph_is_on_screen_and_no_end_leaves_a_gap(width, count, data):
    current = data.draw(st.integers(0, count - 1))
    left = left_edge(width, count, current, 0)
    assert current in rows_within(left, width, count)
    if count * CELL > width:
        assert 0 <= left <= count * CELL - width


def test_it_lies_in_the_middle_where_there_are_enough_on_both_sides():
    left = left_edge(1000, 100, 50, 0)
    assert 50 * CELL + CELL / 2 - left == pytest.approx(500, abs=1)


def test_few_photographs_stand_in_the_middle():
    left = left_edge(1000, 2, 0, 0)
    assert (-left, 1000 - (2 * CELL - left)) == (1000 // 2 - CELL, 1000 // 2 - CELL)


@given(st.integers(-100_000, 100_000))
def test_scrolling_ends_at_the_ends(scrolled):
    assert 0 <= left_edge(1000, 100, 50, scrolled) <= 100 * CELL - 1000


def test_only_a_window_full_is_on_screen_of_a_hundred_thousand():
    rows = rows_within(left_edge(1280, 100_000, 50_000, 0), 1280, 100_000)
    assert len(rows) <= 1280 // CELL + 2
