from __future__ import annotations

from dataclasses import replace

import pytest

from aesthetic_gui.criteria.words import (
    CANT_TELL,
    edge_words,
    eyes_words,
    faces_words,
    faults,
    gist,
    line_of,
    lines,
    openness_words,
)
from aesthetic_gui.facts import Criterion, Eye, EyeState, Face, Facts, Measure, Region

BOX = Region(0.4, 0.4, 0.6, 0.6)
OPEN, CLOSED = Eye(0.92, EyeState.OPEN, BOX), Eye(0.04, EyeState.CLOSED, BOX)
HIDDEN = Eye(0.5, EyeState.CANT_TELL, BOX, "sunglasses")
FACE = Face(BOX, OPEN, OPEN, 0.95, 80.0, 70.0, 2.14, 0.2)


@pytest.mark.parametrize(
    ("criterion", "measure", "words"),
    [
        (Criterion.FOCUS, Measure(90, 1.92, "px", 0.2), "edge width 1.9 px"),
        (Criterion.FOCUS, Measure(30, 4.12, "px", 0.5), "soft: edge width 4.1 px"),
        (Criterion.MOTION, Measure(99, 0.4, "px", 0.5), "none"),
        (Criterion.MOTION, Measure(80, 3.4, "px", 0.5), "moved by 3.4 px"),
        (Criterion.MOTION, Measure(99.6, 2.6, "px", 0.5), "none"),
        (Criterion.MOTION, Measure(20, 31.4, "px", 2, notes={"angle": 171}), "blurred by 31 px sideways"),
        (Criterion.MOTION, Measure(20, 31.4, "px", 2, notes={"angle": 40}), "blurred by 31 px at 40°"),
        (Criterion.NOISE, Measure(80, 3.21, "grey levels", 0.2), "3.2 grey levels"),
        (Criterion.NOISE, Measure(100, 0.04, "grey levels", 0.2), "none"),
        (Criterion.NOISE, Measure(100, 0.1, "grey levels", 0.2, notes={"grain": 1.0}), "none"),
        (Criterion.NOISE, Measure(40, 9.4, "grey levels", 0.2), "noisy: 9.4 grey levels"),
        (Criterion.NOISE, Measure(99, 9.4, "grey levels", 0.2, notes={"grain": 1.0}), "film grain, 9.4 grey levels"),
        (Criterion.EXPOSURE, Measure(95, -0.42, "stops", 0.2), "−0.4 stops"),
        (Criterion.EXPOSURE, Measure(20, -2.1, "stops", 0.2), "too dark by 2.1 stops"),
        (Criterion.EXPOSURE, Measure(45, 1.6, "stops", 0.2, notes={"high_blue": 0.12}), "clipped: 12 % blue"),
        (Criterion.EXPOSURE, Measure(45, 1.6, "stops", 0.2, notes={"high_red": 0.12, "blown": 0.11}), "clipped: 12 %"),
        (Criterion.COMPRESSION, Measure(98, 92.0, "JPEG quality", 1), "JPEG quality 92"),
        (Criterion.COMPRESSION, Measure(30, 22.0, "JPEG quality", 1), "hard: JPEG quality 22"),
        (Criterion.COMPRESSION, Measure(100, 100.0, "JPEG quality", 1), "none"),
        (Criterion.HORIZON, Measure(40, -2.3, "°", 0.3), "tilted 2.3° to the left"),
        (Criterion.HORIZON, Measure(99, 0.02, "°", 0.3), "level"),
        (Criterion.CAST, Measure(99, 1.2, "a*b* units", 2), "none"),
        (Criterion.CAST, Measure(40, 16, "a*b* units", 2, notes={"red_green": 1, "yellow_blue": -14}),
         "tinted blue"),
        (Criterion.CAST, Measure(70, 9, "a*b* units", 2, notes={"red_green": 3, "yellow_blue": 3}),
         "a touch of orange"),
        (Criterion.CAST, Measure(100, 16, "a*b* units", 2, notes={"toned": 1.0}), "toned black-and-white"),
    ],
)  # fmt: skip
def test_a_measure_is_told_with_its_figure_and_unit(criterion, measure, words):
    assert line_of(criterion, measure).words == words


def test_a_motion_is_told_as_the_photograph_is_turned():
    upwards = Measure(20, 31.4, "px", 2, notes={"angle": 90})
    told = [line_of(Criterion.MOTION, upwards, turn).words for turn in range(3)]
    assert told == ["blurred by 31 px up and down", "blurred by 31 px sideways", "blurred by 31 px up and down"]


@pytest.mark.parametrize("criterion", list(Criterion))
def test_every_criterion_is_told_below_its_threshold_as_a_fault_and_above_as_none(criterion):
    good, bad = (line_of(criterion, Measure(value, 5.0, "px", 0.1)) for value in (51.0, 49.0))
    assert (good.fault, bad.fault) == (False, True)
    assert good.title
    assert "bad" not in bad.words


def test_a_figure_with_an_endless_error_is_not_told():
    line = line_of(Criterion.FOCUS, Measure(100, 0.0, "px", float("inf")))
    assert (line.words, line.value, line.fault) == (CANT_TELL, None, False)


def test_lines_come_in_one_order_whatever_was_measured_first():
    measured = {Criterion.CAST: Measure(90, 2, "", 0.1), Criterion.FOCUS: Measure(20, 4.1, "px", 0.1)}
    facts = Facts(measured)
    assert [line.title for line in lines(facts)] == ["Focus", "Colour cast"]
    assert faults(facts) == ("focus",)
    assert gist(facts) == "normal · fault: focus"
    assert gist(Facts({each: Measure(5, 4.1, "px", 0.1) for each in Criterion})) == "bad · 7 faults"
    assert gist(Facts({Criterion.FOCUS: Measure(95, 1.1, "px", 0.1)})) == "good"
    assert gist(Facts()) == ""


@pytest.mark.parametrize(
    ("face", "words"),
    [
        (FACE, "Eyes open"),
        (replace(FACE, left=CLOSED, right=CLOSED), "Eyes closed"),
        (replace(FACE, left=CLOSED), "Left eye closed"),
        (replace(FACE, right=HIDDEN), "Eyes open"),
        (replace(FACE, left=HIDDEN, right=HIDDEN), "Can't tell: sunglasses"),
        (replace(FACE, left=HIDDEN, right=HIDDEN, why="in profile"), "Can't tell: in profile"),
        (replace(FACE, left=replace(HIDDEN, why=""), right=replace(HIDDEN, why="")), "Can't tell"),
    ],
)
def test_eyes_are_told_in_words(face, words):
    assert eyes_words(face) == words


def test_openness_and_sharpness_of_a_face():
    assert (openness_words(FACE), edge_words(FACE)) == ("open 92 %", "edges 2.1 px")
    unknown = replace(FACE, left=HIDDEN, right=HIDDEN, edge_width=None)
    assert (openness_words(unknown), edge_words(unknown)) == ("", "")


def test_faces_are_counted_with_those_whose_eyes_are_closed():
    blinking = replace(FACE, left=CLOSED)
    assert faces_words(Facts(faces=(FACE, blinking, FACE))) == "3 faces, 1 with closed eyes"
    assert faces_words(Facts(faces=(FACE,))) == "1 face"
