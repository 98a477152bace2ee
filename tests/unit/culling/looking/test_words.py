from __future__ import annotations

from dataclasses import replace

import pytest

from aesthetic_gui.culling.looking.words import (
    CANT_TELL,
    edge_words,
    eyes_words,
    faces_words,
    faults,
    faults_words,
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
        (Criterion.HORIZON, Measure(40, -2.3, "°", 0.3), "tilted 2.3°"),
        (Criterion.HORIZON, Measure(99, 0.02, "°", 0.3), "level"),
    ],
)
def test_a_measure_is_told_with_its_figure_and_unit(criterion, measure, words):
    assert line_of(criterion, measure).words == words


@pytest.mark.parametrize("criterion", list(Criterion))
def test_every_criterion_is_told_below_its_threshold_as_a_fault_and_above_as_none(criterion):
    good, bad = (line_of(criterion, Measure(value, 5.0, "px", 0.1)) for value in (51.0, 49.0))
    assert (good.fault, bad.fault) == (False, True)
    assert good.title
    assert "bad" not in bad.words


@pytest.mark.parametrize(
    "measure", [Measure(20, 4.1, "px", 5.0), Measure(20, float("nan"), "px"), Measure(20, 4.1, "px", float("inf"))]
)
def test_a_figure_with_too_large_an_error_is_not_told(measure):
    line = line_of(Criterion.FOCUS, measure)
    assert (line.words, line.value, line.fault) == (CANT_TELL, None, False)


def test_lines_come_in_one_order_whatever_was_measured_first():
    measured = {Criterion.CAST: Measure(90, 2, "", 0.1), Criterion.FOCUS: Measure(20, 4.1, "px", 0.1)}
    facts = Facts(measured)
    assert [line.title for line in lines(facts)] == ["Focus", "Colour cast"]
    assert faults(facts) == ("focus",)
    assert faults_words(facts) == "focus"
    assert faults_words(Facts({each: Measure(20, 4.1, "px", 0.1) for each in Criterion})) == "7 faults"
    assert faults_words(Facts()) == ""


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
    assert (openness_words(FACE), edge_words(FACE)) == ("open 92 %", "2.1 px")
    unknown = replace(FACE, left=HIDDEN, right=HIDDEN, edge_width=None)
    assert (openness_words(unknown), edge_words(unknown)) == ("", "too small to tell")


def test_faces_are_counted_with_those_whose_eyes_are_closed():
    blinking = replace(FACE, left=CLOSED)
    assert faces_words(Facts(faces=(FACE, blinking, FACE))) == "3 faces, 1 with closed eyes"
    assert faces_words(Facts(faces=(FACE,))) == "1 face"
