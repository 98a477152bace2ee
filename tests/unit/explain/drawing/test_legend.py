from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.explain.drawing import legend, overlay
from aesthetic_gui.explain.drawing.legend import contribution_words, headline, legend_bar, legend_of, signed
from aesthetic_gui.explain.drawing.look import PUBLISHED, Colours, Look, Marks
from aesthetic_gui.explain.methods import TARGETS
from aesthetic_gui.photo import Explanation, Sure
from aesthetic_gui.scoring.calibration import Platt

METHODS = ("cam", "lime", "shap")
PLAIN = [Look(colours, Marks.NONE) for colours in Colours]
LOGISTIC = Platt(1.0, 0.0)


@pytest.mark.parametrize("look", PLAIN)
@pytest.mark.parametrize("method", METHODS)
def test_the_legend_has_the_colours_of_the_overlay(method, look, half_and_half):
    grey = np.full((400, 600, 3), 128, np.uint8)
    raises, _neutral, lowers = legend_of(half_and_half(method), look=look).rows
    shown = overlay.render(grey, half_and_half(method), 1, look)
    assert np.abs(shown[200, 80].astype(int) - raises.colour).max() <= 1
    assert np.abs(shown[200, 520].astype(int) - lowers.colour).max() <= 1
    bar = legend_bar(method, (200, 8), look)
    assert bar.shape == (8, 200, 3)
    assert tuple(bar[0, 0]) == lowers.colour
    assert tuple(bar[0, -1]) == raises.colour


def test_the_ends_of_the_legend_are_figures_in_the_unit_of_the_reason(half_and_half):
    told = legend_of(half_and_half())
    assert (told.ends, told.unit) == ((-0.1, 0.1), "rating points")
    assert [(tick.place, tick.words) for tick in told.ticks] == [(0.0, "−0.10"), (0.5, "0"), (1.0, "+0.10")]
    assert "in rating points" in told.rows[0].words


def test_log_odds_are_told_as_what_they_mean_for_this_photograph(regional):
    """0.5 log-odds are 62 %; without its strongest region, 0.1, they would be 52 %."""
    assert legend_of(regional, LOGISTIC).means == "The strongest region takes P(aesthetic) from 52 to 62 %."
    assert contribution_words(-0.2, regional, LOGISTIC) == "−0.20 log-odds: P(aesthetic) from 67 to 62 %"


def test_a_contribution_too_small_to_move_a_per_cent_says_so(regional):
    faint = replace(regional, contributions=regional.contributions / 1000)
    assert legend_of(faint, LOGISTIC).means == "The strongest region leaves P(aesthetic) at 62 %."


def test_of_a_map_without_regions_the_strongest_place_is_meant(regional):
    cells = replace(regional, method="cam", regions=None, contributions=None)
    assert legend_of(cells, LOGISTIC).means == "The strongest cell of the map takes P(aesthetic) from 52 to 62 %."


@pytest.mark.parametrize("more", [{"target": "rating"}, {"sure": Sure.NO}, {"notes": {"scale": 0.4}}])
def test_nothing_is_said_of_p_where_that_is_not_what_is_explained_or_not_known(regional, more):
    assert legend_of(replace(regional, **more), LOGISTIC).means == ""
    assert legend_of(regional).means == ""


@pytest.mark.parametrize(("sure", "words"), [(Sure.NO, "No reliable reason"), (Sure.FAIRLY, "Fairly sure"),
                                             (Sure.VERY, "Very sure"), (Sure.UNCHECKED, "")])  # fmt: skip
def test_how_sure_the_reason_is_stands_in_the_legend(regional, sure, words):
    told = legend_of(replace(regional, sure=sure)).sureness
    assert told.startswith(words)
    assert bool(told) == bool(words)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_words(target):
    explanation = Explanation("lime", np.ones((2, 2), np.float32), target=target, notes={"scale": 1.0, "value": 2.0})
    raises, _, lowers = legend_of(explanation).rows
    assert raises.words.startswith(f"raises {legend.asked_words(target)}")
    assert lowers.words.startswith("lowers ")
    assert headline(explanation).startswith("LIME: why ")


@pytest.mark.parametrize(("look", "raised", "lowered"), [
    (Look(), "(solid line)", "(dashed line)"), (Look(marks=Marks.HATCHING), "(strokes rise)", "(strokes fall)"),
    (PUBLISHED, "raises P(aesthetic) (in", "lowers P(aesthetic)"),
])  # fmt: skip
def test_the_legend_says_which_marks_there_are(regional, look, raised, lowered):
    raises, _, lowers = legend_of(regional, look=look).rows
    assert raised in raises.words
    assert lowers.words.endswith(lowered)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.42, "+0.42"), (-1.0, "−1.00"), (12.3, "+12.3"), (-250.0, "−250"), (0.0123, "+0.0123")],
)
def test_contributions_have_a_sign_and_as_many_decimals_as_they_need(value, words):
    assert signed(value) == words


def test_the_headline_says_method_value_and_fidelity(half_and_half):
    words = headline(half_and_half("lime", fidelity=0.715, done=400, total=1000))
    expected = "LIME: why P(aesthetic) is what it is · 5.40 rating points · fidelity 0.71 · 400 of 1000 evaluations"
    assert words == expected


def test_the_headline_tells_log_odds_with_their_sign(regional):
    assert headline(regional) == "LIME: why P(aesthetic) is what it is · +0.50 log-odds"
