from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.explain.words.scored import shares_within
from aesthetic_gui.explain.words.sentences import MOST, reasons
from aesthetic_gui.explain.words.usual import usual
from aesthetic_gui.explain.words.values import Clipped, Composition, Kind
from aesthetic_gui.facts import Criterion, Eye, EyeState, Face, Facts, Measure, Region
from aesthetic_gui.photo import RATING_POINTS, Explanation, Score, Sure

USUAL = Composition(38.0, 0.32, 0.225, 0.05, 0.43, 0.9, -0.06)
BOX = Region(0.1, 0.2, 0.4, 0.6)
OPEN, CLOSED = Eye(0.9, EyeState.OPEN, BOX), Eye(0.04, EyeState.CLOSED, BOX)
FACE = Face(BOX, OPEN, OPEN, 0.95, 80.0)
FINE = {
    Criterion.FOCUS: Measure(95, 2.1, "px", 0.2, BOX),
    Criterion.EXPOSURE: Measure(95, -0.2, "stops", 0.2),
    Criterion.HORIZON: Measure(99, 0.02, "°", 0.2),
}


def texts(*arguments, **named):
    return [reason.text for reason in reasons(*arguments, **named)]


def with_fault(criterion, measure):
    return Facts(FINE | {criterion: measure}, (FACE,))


def test_where_nothing_stands_out_one_sentence_says_so_with_its_figures():
    (only,) = reasons(Facts(FINE), USUAL)
    assert only.kind is Kind.NOTHING
    assert only.text == (
        "Nothing stands out: focus edge width 2.1 px, exposure −0.2 stops, horizon level, colourfulness 38."
    )
    assert only.region is None


def test_what_is_lost_in_white_or_leans_a_little_is_not_summed_up_as_nothing():
    some = {
        Criterion.EXPOSURE: Measure(60, 1.2, "stops", 0.2, notes={"high_red": 0.26}),
        Criterion.HORIZON: Measure(55, 1.9, "°", 0.2),
    }
    (only,) = reasons(Facts(FINE | some), USUAL)
    assert only.text == "Nothing stands out: focus edge width 2.1 px, colourfulness 38."


def test_nothing_is_said_of_what_was_not_measured():
    assert reasons(None, None) == ()


@pytest.mark.parametrize(
    ("criterion", "measure", "text"),
    [
        (Criterion.FOCUS, Measure(30, 9.12, "px", 0.5, BOX), "Soft at the face: edge width 9.1 px."),
        (Criterion.FOCUS, Measure(30, 9.12, "px", 0.5), "Soft where it is sharpest: edge width 9.1 px."),
        (Criterion.MOTION, Measure(20, 31.4, "px", 2, BOX, {"angle": 171}), "Blurred by 31 px sideways at the face."),
        (Criterion.NOISE, Measure(40, 9.4, "grey levels", 0.2), "Noisy: 9.4 grey levels."),
        (Criterion.EXPOSURE, Measure(20, -2.1, "stops", 0.2), "Too dark by 2.1 stops."),
        (Criterion.EXPOSURE, Measure(45, 1.6, "stops", 0.2, notes={"high_blue": 0.12}),
         "Clipped: 12 % of the frame in blue."),
        (Criterion.EXPOSURE, Measure(45, 1.6, "stops", 0.2, notes={"high_red": 0.12, "blown": 0.12}),
         "Clipped: 12 % of the frame, mostly in its upper half."),
        (Criterion.COMPRESSION, Measure(30, 22.0, "JPEG quality", 1), "Compressed hard: JPEG quality 22."),
        (Criterion.HORIZON, Measure(40, -2.3, "°", 0.3), "Its long lines lean 2.3° to the left."),
        (Criterion.CAST, Measure(40, 16, "units of CIELAB", 2, notes={"red_green": 1, "yellow_blue": -14}),
         "Tinted blue: 16 units of CIELAB."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_figure_and_its_place(criterion, measure, text):
    lights = replace(USUAL, highlights=Clipped(0.12, 0.9, BOX))
    first = reasons(with_fault(criterion, measure), lights)[0]
    assert first.text == text
    assert first.figure in first.text
    assert first.kind is Kind.TECHNICAL


def test_what_is_lost_in_white_is_told_once():
    fault = Measure(45, 1.6, "stops", 0.2, notes={"high_red": 0.12, "blown": 0.12})
    found = texts(with_fault(Criterion.EXPOSURE, fault), replace(USUAL, highlights=Clipped(0.12, 0.9, BOX)))
    assert not any("pure white" in text for text in found)


def test_faults_come_first_the_worst_of_them_before_others_and_three_sentences_are_enough():
    measures = {
        Criterion.NOISE: Measure(40, 9.4, "grey levels", 0.2),
        Criterion.FOCUS: Measure(10, 20.0, "px", 0.5),
        Criterion.CAST: Measure(45, 16, "units", 2),
    }
    found = reasons(Facts(measures), replace(USUAL, colourfulness=120.0, saturation=0.95))
    assert len(found) == MOST
    assert [reason.kind for reason in found] == [Kind.TECHNICAL, Kind.TECHNICAL, Kind.COMPOSITION]
    assert found[0].text.startswith("Soft")


@pytest.mark.parametrize(
    ("faces", "text"),
    [
        ((replace(FACE, left=CLOSED, right=CLOSED),), "Eyes closed: open 4 %."),
        ((replace(FACE, left=CLOSED),), "Left eye closed: open 4 %."),
        ((FACE, replace(FACE, left=CLOSED)), "1 face of 2 has closed eyes: open 4 %."),
    ],
)
def test_closed_eyes_are_told_of_the_largest_face_that_has_them(faces, text):
    first = reasons(Facts(FINE, faces), USUAL)[0]
    assert first.text == text
    assert first.region == BOX


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ({"colourfulness": 100.0}, "Strong colours: colourfulness 100."),
        ({"colourfulness": 0.0, "saturation": 0.0}, "Black-and-white: colourfulness 0."),
        ({"saturation": 0.08}, "Pale colours: saturation 8 %."),
        ({"contrast": 0.08}, "Soft contrast: tones spread by 8 % (RMS)."),
        ({"brightest": 0.45}, "Few tones: they span 40 % of the way from black to white."),
        ({"middle": 0.06}, "Dark: half of the frame is below level 15 of 255."),
        ({"symmetry": 0.8}, "Its left and right are much alike: correlation 0.80 with its mirror image."),
        ({"highlights": Clipped(0.2, 0.5)}, "20 % of the frame is pure white."),
        ({"shadows": Clipped(0.2, 0.1)}, "20 % of the frame is pure black, mostly in its lower half."),
        ({"standout": Region(0.57, 0.23, 0.77, 0.43)},
         "What stands out most lies on the thirds, upper right: <1 % of the frame off."),
    ],
)  # fmt: skip
def test_composition_is_told_where_it_departs_from_the_usual(figures, text):
    first = reasons(Facts(FINE), replace(USUAL, **figures))[0]
    assert first.text == text
    assert first.figure in first.text
    assert first.usual.startswith("Usual: ")


def test_regions_and_directions_are_those_of_the_photograph_as_it_is_turned():
    facts = Facts({Criterion.FOCUS: Measure(30, 9.1, "px", 0.5, BOX)}, (FACE,))
    assert reasons(facts, None, turn=1)[0].region == BOX.turned(1)


# the score


def explained(each, *, sure=Sure.FAIRLY):
    """Two halves: the left one, which holds the face, and the right one."""
    regions = np.repeat([[0, 1]], 20, axis=0).repeat(10, axis=1).astype(np.int16)
    heat = np.zeros(regions.shape, np.float32)
    return Explanation("lime", heat, regions=regions, contributions=np.float32(each), sure=sure, unit=RATING_POINTS)


LEFT = replace(FACE, box=Region(0, 0, 0.5, 0.6))


def test_of_what_raises_the_score_the_share_within_boxes_counts_halves_as_halves():
    assert shares_within(explained([2, 1]), [Region(0, 0, 0.5, 1)]) == pytest.approx((2 / 3, 0))
    assert shares_within(explained([2, -1]), [Region(0, 0, 0.25, 1)]) == pytest.approx((0.5, 0))
    assert shares_within(explained([0, 0]), [BOX]) == (0, 0)


def test_what_the_face_carries_is_told_where_the_reason_was_checked():
    small = replace(LEFT, box=Region(0, 0, 0.1, 0.5))
    regions = (np.arange(400).reshape(20, 20) % 20 // 2).astype(np.int16)
    each = np.float32([8, 0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0, 0])
    why = replace(explained([1, 1]), regions=regions, contributions=each)
    large = replace(small, box=Region(0, 0, 0.1, 1.0))
    text = "The face carries 80 % of what raises the score, on 10 % of the frame (LIME, fairly sure)."
    assert text in texts(Facts(FINE, (large,)), USUAL, explanation=why)
    for unsure in (Sure.NO, Sure.UNCHECKED):
        assert text not in texts(Facts(FINE, (large,)), USUAL, explanation=replace(why, sure=unsure))


def test_one_region_alone_is_told_where_no_face_is():
    found = reasons(Facts(FINE), USUAL, explanation=explained([-0.42, 0.1]))[0]
    assert found.text == "One region alone lowers the score by 0.42 rating points (LIME, fairly sure)."
    assert found.region == Region(0, 0, 0.5, 1)


def test_what_is_unlike_anything_learned_from_is_told_with_its_figure():
    score = Score((0.1,) * 10, 5, 1, 0.7, "pack@1", unlike=1.34)
    first = reasons(Facts(FINE), USUAL, score)[0]
    assert first.text == "Unlike anything I have learned from: 1.3 times as far from it as I can judge."
    assert first.kind is Kind.SCORE


# the usual


def test_ranks_rise_with_the_figure_and_stand_in_the_middle_of_what_is_equal():
    measure = usual("highlights")
    ranks = [measure.rank(value) for value in (0, 0.0005, 0.003, 0.02, 0.1, 0.5)]
    assert ranks == sorted(ranks)
    assert ranks[0] == pytest.approx(0.255)
    assert ranks[-1] == 0.99
    assert not measure.stands_out(0)
    assert usual("middle").departure(0.431) == pytest.approx(0)


def test_what_is_usual_is_told_in_the_unit_of_the_sentence():
    assert usual("saturation").words == "Usual: 12 to 67 %, nine of ten of 5,971 photographs"
    assert usual("middle").words == "Usual: 32 to 189 of 255, nine of ten of 6,148 photographs"
    assert usual("symmetry").words == "Usual: −0.47 to 0.48, nine of ten of 6,148 photographs"
