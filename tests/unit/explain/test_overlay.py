from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.explain.drawing import overlay, sheet
from aesthetic_gui.photo import RATING_POINTS, Explanation

METHODS = ("cam", "lime", "shap")


def half_and_half(method, **more):
    """Left half raises the score, right half lowers it; a neutral band lies between."""
    heat = np.zeros((40, 60), np.float32)
    heat[:, :20], heat[:, 40:] = 1, -1
    return Explanation(method, heat, notes={"mean": 5.4, "scale": 0.1}, **{"unit": RATING_POINTS, **more})


@pytest.fixture
def grey():
    return np.full((400, 600, 3), 128, np.uint8)


@pytest.mark.parametrize("method", METHODS)
def test_opacity_nought_gives_the_photograph_exactly(method, samples):
    shown = overlay.render(samples["coffee"], half_and_half(method), opacity=0)
    assert np.array_equal(shown, samples["coffee"])
    assert not np.shares_memory(shown, samples["coffee"])


@pytest.mark.parametrize("method", METHODS)
def test_the_photograph_itself_is_left_alone(method, samples):
    before = samples["coffee"].copy()
    shown = overlay.render(samples["coffee"], half_and_half(method))
    assert np.array_equal(samples["coffee"], before)
    assert (shown.shape, shown.dtype) == (before.shape, np.uint8)
    assert not np.array_equal(shown, before)


def test_lime_is_greener_where_the_score_is_raised_and_redder_where_it_is_lowered(grey):
    shown = overlay.render(grey, half_and_half("lime")).astype(int)
    raised, lowered = shown[200, 80], shown[200, 520]
    assert raised[1] > raised[0] + 40
    assert raised[1] > raised[2] + 40
    assert lowered[0] > lowered[1] + 40


def test_shap_is_redder_where_the_score_is_raised_and_bluer_where_it_is_lowered(grey):
    shown = overlay.render(grey, half_and_half("shap")).astype(int)
    raised, lowered = shown[200, 80], shown[200, 520]
    assert raised[0] > raised[2] + 40
    assert lowered[2] > lowered[0] + 40


def test_cam_is_warm_where_the_score_is_raised_and_cold_where_it_is_lowered(grey):
    heat = np.tile(np.linspace(-0.8, 0.8, 60, dtype=np.float32), (40, 1))
    shown = overlay.render(grey, Explanation("cam", heat)).astype(int)
    warmth = shown[200, :, 0] - shown[200, :, 2]
    assert warmth[560] > 40
    assert warmth[40] < -40


@pytest.mark.parametrize("method", ["lime", "shap"])
def test_what_makes_no_difference_is_left_as_it_is(method, grey):
    shown = overlay.render(grey, half_and_half(method))
    assert np.array_equal(shown[200, 300], grey[200, 300])


def test_more_opacity_covers_more(grey):
    covered = [
        np.abs(overlay.render(grey, half_and_half("lime"), share).astype(int) - 128).mean() for share in (0.2, 0.9)
    ]
    assert covered[1] > 3 * covered[0]


def test_lime_regions_are_outlined(grey):
    heat = np.zeros((40, 60), np.float32)
    heat[:, 30:] = 0.01
    shown = overlay.render(grey, Explanation("lime", heat))
    assert (shown[200, 290:305] > 140).any()
    assert np.array_equal(shown[200, 100], grey[200, 100])


@pytest.mark.parametrize("method", METHODS)
def test_the_layer_alone_laid_over_the_photograph_is_the_same_picture(method, samples):
    rgb = samples["astronaut"]
    heat = np.random.default_rng(0).uniform(-1, 1, rgb.shape[:2]).astype(np.float32)
    explanation = Explanation(method, heat)
    layer = overlay.layer(explanation).astype(float)
    assert layer.shape == (*rgb.shape[:2], 4)
    share = layer[..., 3:] / 255 * 0.4
    laid = rgb * (1 - share) + layer[..., :3] * share
    assert np.abs(laid - overlay.render(rgb, explanation, 0.4)).max() <= 1.5


@pytest.mark.parametrize("method", METHODS)
def test_the_legend_has_the_colours_of_the_overlay(method, grey):
    raises, _neutral, lowers = overlay.legend(method)
    shown = overlay.render(grey, half_and_half(method), opacity=1)
    assert np.abs(shown[200, 80].astype(int) - raises.colour).max() <= 1
    assert np.abs(shown[200, 520].astype(int) - lowers.colour).max() <= 1
    assert "raises" in raises.words
    assert "lowers" in lowers.words
    bar = overlay.legend_bar(method, (200, 8))
    assert bar.shape == (8, 200, 3)
    assert tuple(bar[0, 0]) == lowers.colour
    assert tuple(bar[0, -1]) == raises.colour


@pytest.mark.parametrize("method", METHODS)
def test_a_tiny_photograph_gets_a_legend_that_can_be_read(method):
    content = sheet.png(np.zeros((20, 30, 3), np.uint8), half_and_half(method), method.upper(), 0.5)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert picture.width >= 400
        assert picture.height > 100


@pytest.mark.parametrize("method", METHODS)
def test_the_legend_says_what_is_moved_and_in_which_unit(method):
    assert "the score (" in overlay.legend(method)[0].words
    assert overlay.legend(method)[0].words.endswith("in rating points)")
    raises, _neutral, lowers = overlay.legend(method, "log-odds")
    assert "P(aesthetic)" in lowers.words
    assert raises.words.endswith("in log-odds)")


def test_the_headline_tells_the_log_odds_of_a_model_that_says_them():
    explanation = Explanation("cam", np.zeros((2, 2), np.float32), notes={"mean": 5.4, "value": 1.25})
    assert sheet.headline(explanation, "CAM") == "CAM · mean score 5.40 · log-odds +1.25"


def test_the_headline_says_method_score_and_fidelity():
    words = sheet.headline(half_and_half("lime", fidelity=0.715, done=400, total=1000), "LIME")
    assert words == "LIME · mean score 5.40 · fidelity 0.71 · 400 of 1000 evaluations"
