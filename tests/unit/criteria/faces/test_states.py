"""Open, closed or can't tell: what hides an eye is never taken for a closed one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.criteria.faces.states import FEWEST_PIXELS, Seen, told
from aesthetic_gui.facts import EyeState

PLAIN = Seen(between_eyes=200, at_hand=60, yaw=0, pitch=0, mouth_wide=0.5, mouth_open=0.0, darkness=0.9, colour=1.0)
ANYTHING = st.floats(0, 1)


@pytest.mark.parametrize(
    ("openness", "state"), [(0.99, EyeState.OPEN), (0.3, EyeState.CANT_TELL), (0.01, EyeState.CLOSED)]
)
def test_a_plain_face_is_told_by_its_lids(openness: float, state: EyeState) -> None:
    assert told(openness, PLAIN)[0] is state


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (PLAIN._replace(between_eyes=FEWEST_PIXELS - 1), "too small"),
        (PLAIN._replace(at_hand=3), "too small in the reduced picture"),
        (PLAIN._replace(yaw=70), "in profile"),
        (PLAIN._replace(yaw=-70), "in profile"),
        (PLAIN._replace(darkness=0.1), "dark glasses"),
        (PLAIN._replace(darkness=0.4, colour=0.1), "dark glasses"),
    ],
)
@pytest.mark.parametrize("openness", [0.01, 0.5, 0.99])
def test_eyes_that_cannot_be_seen_are_neither_open_nor_closed(openness: float, seen: Seen, why: str) -> None:
    assert told(openness, seen) == (EyeState.CANT_TELL, why)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (PLAIN._replace(mouth_wide=0.9, mouth_open=0.3), "laughing"),
        (PLAIN._replace(pitch=60), "looking down"),
        (PLAIN._replace(yaw=40), "in profile"),
    ],
)
def test_narrowed_eyes_of_who_laughs_or_looks_down_or_aside_are_not_closed(seen: Seen, why: str) -> None:
    assert told(0.1, seen) == (EyeState.CANT_TELL, why)
    assert told(0.99, seen) == (EyeState.OPEN, "")


def test_eyes_in_shadow_are_told() -> None:
    assert told(0.99, PLAIN._replace(darkness=0.3, colour=1.2)) == (EyeState.OPEN, "")


def test_who_laughs_with_eyes_shut_has_closed_eyes() -> None:
    assert told(0.01, PLAIN._replace(mouth_wide=0.9, mouth_open=0.3)) == (EyeState.CLOSED, "")


@given(ANYTHING, ANYTHING)
def test_an_eye_that_is_open_more_is_never_told_closed_before_one_that_is_open_less(one: float, other: float) -> None:
    order = [EyeState.CLOSED, EyeState.CANT_TELL, EyeState.OPEN]
    less, more = (order.index(told(openness, PLAIN)[0]) for openness in sorted((one, other)))
    assert less <= more


@given(ANYTHING)
def test_only_what_cannot_be_told_has_a_reason(openness: float) -> None:
    state, why = told(openness, PLAIN)
    assert (state is EyeState.CANT_TELL) == bool(why)
