from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.culling.looking.persons import eyes_of, following, persons
from aesthetic_gui.facts import Eye, EyeState, Face, Region

EYE = Eye(0.9, EyeState.OPEN, Region(0, 0, 0, 0))


def face(x: float, y: float = 0.5, side: float = 0.1) -> Face:
    """One whose middle is at (x, y)."""
    return Face(Region(x - side / 2, y - side / 2, x + side / 2, y + side / 2), EYE, EYE, 0.9, 60.0)


A, B, C = face(0.2), face(0.5), face(0.8)


def test_like_frames_show_each_person_in_one_column():
    moved = face(0.53, 0.48)
    assert persons([[B, A], [A, moved], [moved]]) == [(A, B), (A, moved), (None, moved)]


def test_columns_go_from_left_to_right_whoever_was_found_first():
    assert persons([[C], [C, A]]) == [(None, C), (A, C)]


def test_a_face_goes_to_the_nearest_person_and_to_no_other():
    near, nearer = face(0.26), face(0.22)
    assert persons([[A], [near, nearer]]) == [(A, None), (nearer, near)]


def test_who_walks_slowly_stays_the_same_person():
    steps = [face(0.1 + 0.1 * step) for step in range(9)]
    assert persons([[step] for step in steps]) == [(step,) for step in steps]


@pytest.mark.parametrize("other", [face(0.6), face(0.2, side=0.25)], ids=["far away", "of another size"])
def test_a_face_too_far_away_or_of_another_size_is_another_person(other: Face):
    assert sorted(row.count(None) for row in persons([[A], [other]])) == [1, 1]


def test_frames_without_faces_have_no_columns():
    assert persons([[], []]) == [(), ()]
    assert persons([]) == []


places = st.builds(face, st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.4))


@given(st.lists(st.lists(places, max_size=5), max_size=5))
def test_no_face_is_lost_or_shown_twice(frames: list[list[Face]]):
    rows = persons(frames)
    assert len({len(row) for row in rows}) <= 1
    for faces, row in zip(frames, rows, strict=True):
        assert sorted(map(repr, faces)) == sorted(repr(one) for one in row if one)


def test_a_face_is_turned_with_its_photograph():
    upper_left = Region(0.0, 0.0, 0.2, 0.1)
    turned = replace(A, box=upper_left).turned(1)
    assert turned.box == pytest.approx((0.9, 0.0, 1.0, 0.2))
    assert turned.turned(3).box == pytest.approx(upper_left)


def test_one_looks_at_the_largest_face_first_and_then_at_each_from_left_to_right():
    large = face(0.5, side=0.2)
    faces, shown, last = [C, large, A], [], None
    for _ in range(4):
        last = following(faces, last, seen=last is not None)
        shown.append(last)
    assert shown == [large, C, A, large]


def test_in_the_next_frame_the_same_person_is_looked_at_first():
    moved = face(0.23)
    assert following([C, moved], A, seen=False) is moved
    assert following([C, face(0.5, side=0.2)], A, seen=False).box.width == pytest.approx(0.2)


def test_one_looks_between_the_eyes_or_at_the_middle_where_they_were_not_found():
    left, right = replace(EYE, box=Region(0.55, 0.4, 0.6, 0.44)), replace(EYE, box=Region(0.4, 0.4, 0.45, 0.44))
    assert eyes_of(replace(B, left=left, right=right)) == pytest.approx((0.5, 0.42))
    assert eyes_of(B) == pytest.approx((0.5, 0.5))
