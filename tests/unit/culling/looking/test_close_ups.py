from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.close_ups import (
    SAME_PLACE,
    SHARPEST_PART,
    Square,
    close_ups,
    square_around,
    together,
)
from aesthetic_gui.facts import Criterion, Eye, EyeState, Face, Facts, Measure, Region
from aesthetic_gui.photo import Decision, Metadata, Photo

EYE = Eye(0.92, EyeState.OPEN, Region(0, 0, 0, 0))


def face(x: float, y: float = 0.5, side: float = 0.1) -> Face:
    return Face(Region(x - side / 2, y - side / 2, x + side / 2, y + side / 2), EYE, EYE, 0.9, 60.0, 70.0, 2.1)


def frame(*faces: Face, focus: Region | None = None, turn: int = 0) -> Item:
    measures = {Criterion.FOCUS: Measure(90, 1.5, "px", 0.1, focus)} if focus else {}
    facts = Facts(measures, faces)
    return Item(Photo(Path("/shoot/1.jpg")), decision=Decision(turn=turn), metadata=Metadata(3000, 2000), facts=facts)


A, B = face(0.2), face(0.7)


def test_each_frame_has_a_row_and_each_person_a_column():
    rows = close_ups([frame(A, B), frame(B), frame(A)], 100)
    assert [[one and one.face for one in row] for row in rows] == [[A, B], [None, B], [A, None]]
    assert rows[0][0].words == "open 92 % · 2.1 px"
    assert rows[0][0].told == "Eyes open, open 92 %, edges 2.1 px"


def test_a_frame_without_faces_shows_its_sharpest_part_and_one_not_measured_shows_nothing():
    rows = close_ups([frame(A, B), frame(focus=Region(0.4, 0.4, 0.6, 0.6)), replace(frame(), facts=None)], 100)
    assert (rows[1][0].words, rows[1][0].point) == (SHARPEST_PART, pytest.approx((0.5, 0.5)))
    assert rows[1][1] is None
    assert rows[2] == (None, None)
    assert close_ups([replace(frame(A), metadata=None)], 100) == [(None,)]


def test_frames_without_any_face_all_show_the_place_where_the_sharpest_is_sharp():
    soft, sharp = (frame(focus=Region(x, 0.2, x + 0.2, 0.4)) for x in (0.1, 0.6))
    soft = replace(soft, facts=Facts({Criterion.FOCUS: replace(soft.facts.measures[Criterion.FOCUS], value=30)}))
    upright = frame(focus=Region(0.0, 0.0, 0.2, 0.2), turn=1)
    rows = close_ups([soft, sharp, upright, replace(soft, facts=None)], 100)
    assert [row[0] and (row[0].words, row[0].point) for row in rows] == [
        (SAME_PLACE, pytest.approx((0.7, 0.3))),
        (SHARPEST_PART, pytest.approx((0.7, 0.3))),
        (SHARPEST_PART, pytest.approx((0.9, 0.1))),
        None,
    ]


def test_eyes_that_cannot_be_told_are_not_said_to_be_open():
    hidden = replace(A, left=replace(EYE, state=EyeState.CANT_TELL), right=replace(EYE, state=EyeState.CANT_TELL))
    [[one]] = close_ups([frame(hidden)], 100)
    assert (one.words, one.closed) == ("can't tell · 2.1 px", False)
    assert close_ups([frame(replace(A, left=replace(EYE, state=EyeState.CLOSED)))], 100)[0][0].closed


def test_squares_lie_within_the_photograph_as_it_is_turned():
    [[one]] = close_ups([frame(face(0.0, 0.5), turn=1)], 100)
    assert one.square.left + one.square.width <= 2000
    assert one.square.top == 0
    assert one.point == pytest.approx((0.5, 0.0))


@pytest.mark.parametrize(
    ("region", "least", "most", "square"),
    [
        (Region(0.45, 0.45, 0.55, 0.6), 100, 0, Square(1305, 855, 390, 390)),
        (Region(0.499, 0.499, 0.501, 0.501), 100, 0, Square(1450, 950, 100, 100)),
        (Region(0.0, 0.0, 1.0, 1.0), 100, 400, Square(1300, 800, 400, 400)),
        (Region(0.0, 0.0, 0.01, 0.01), 100, 0, Square(0, 0, 100, 100)),
        (Region(0.5, 0.5, 0.5, 0.5), 9000, 0, Square(0, 0, 3000, 2000)),
    ],
)
def test_a_square_is_around_its_region(region, least, most, square):
    assert square_around(region, (3000, 2000), least, most) == square


def test_one_rectangle_holds_all_squares():
    assert together([Square(10, 20, 30, 40), Square(100, 0, 10, 10)]) == Square(10, 0, 100, 60)
