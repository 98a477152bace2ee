"""A window stands on a screen, all of it, whatever was kept of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMargins, QRect

from aesthetic_gui.ui.frame.screen_fit import FRAME, USUAL, from_words, in_words, placed

SMALL, LARGE = QRect(0, 0, 1280, 800), QRect(0, 0, 2560, 1440)
BESIDE = QRect(2560, 100, 1920, 1080)
NUMBERS = st.integers(-50_000, 50_000)
SCREENS = st.lists(st.sampled_from((SMALL, LARGE, BESIDE)), min_size=1)


def test_the_first_window_has_its_usual_size_or_all_that_a_small_screen_has_inside_of_its_frame() -> None:
    assert placed(None, [LARGE], FRAME).size() == USUAL
    assert placed(None, [SMALL], FRAME) == SMALL.marginsRemoved(FRAME)


def test_a_window_of_the_very_size_of_the_screen_makes_room_for_its_frame() -> None:
    frame = QMargins(1, 20, 1, 1)
    assert placed(QRect(0, 0, 1280, 800), [SMALL], frame) == QRect(1, 20, 1278, 779)


@pytest.mark.parametrize(
    ("kept", "screens", "expected"),
    [
        (QRect(2700, 200, 1000, 700), [LARGE, BESIDE], QRect(2700, 200, 1000, 700)),
        (QRect(2700, 200, 1000, 700), [LARGE], QRect(2560 - 2 - 1000, 200, 1000, 700)),  # that screen is gone
        (QRect(-900, 300, 1000, 700), [LARGE], QRect(2, 300, 1000, 700)),
        (QRect(100, 100, 10, 10), [SMALL], SMALL.marginsRemoved(FRAME)),
    ],
)
def test_a_window_comes_back_where_it_was_as_far_as_there_is_a_screen(
    kept: QRect, screens: list[QRect], expected: QRect
) -> None:
    assert placed(kept, screens, FRAME) == expected


@given(
    st.builds(QRect, NUMBERS, NUMBERS, NUMBERS, NUMBERS), st.lists(st.sampled_from([SMALL, LARGE, BESIDE]), min_size=1)
)
def test_wherever_it_was_all_of_it_is_on_one_screen(kept: QRect, screens: list[QRect]) -> None:
    now = placed(kept, screens, FRAME)
    assert any(screen.contains(now.marginsAdded(FRAME)) for screen in screens)


@given(st.text() | st.builds("{},{},{},{}".format, NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def test_words_that_say_no_rectangle_are_none(words: str) -> None:
    found = from_words(words)
    assert found is None or from_words(in_words(found)) == found


def test_a_rectangle_is_written_and_read_again() -> None:
    assert from_words(in_words(QRect(-10, 20, 300, 400))) == QRect(-10, 20, 300, 400)
    assert from_words("1,2,0,4") is from_words("") is from_words("1e9,0,1,1") is None
