from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.explain.drawing import overlay
from aesthetic_gui.explain.drawing.look import PUBLISHED, USUAL, Colours, Look, Marks
from aesthetic_gui.photo import Explanation, Sure

METHODS = ("cam", "lime", "shap")
LOOKS = [Look(colours, marks) for colours in Colours for marks in Marks]


def photograph() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (80, 120, 3), np.uint8)


@pytest.fixture
def grey():
    return np.full((400, 600, 3), 128, np.uint8)


@pytest.mark.parametrize("look", LOOKS)
def test_opacity_zero_gives_the_photograph_exactly(look, half_and_half, grey):
    shown = overlay.render(grey, half_and_half(), 0, look)
    assert np.array_equal(shown, grey)
    assert not np.shares_memory(shown, grey)


@pytest.mark.parametrize("look", LOOKS)
def test_the_photograph_itself_is_left_alone(look, half_and_half):
    rgb, before = photograph(), photograph()
    shown = overlay.render(rgb, half_and_half(), look=look)
    assert np.array_equal(rgb, before)
    assert (shown.shape, shown.dtype) == (before.shape, np.uint8)
    assert not np.array_equal(shown, before)


@pytest.mark.parametrize("look", LOOKS)
def test_where_no_reason_is_reliable_nothing_is_painted(look, half_and_half, grey):
    unsure = half_and_half("lime", sure=Sure.NO)
    assert np.array_equal(overlay.render(grey, unsure, 1, look), grey)
    assert not overlay.layer(unsure, look).any()


@pytest.mark.parametrize("method", [*METHODS, "lrp"])
def test_the_photograph_shows_where_nothing_matters(method, half_and_half, grey):
    shown = overlay.render(grey, half_and_half(method))
    assert np.array_equal(shown[200, 300], grey[200, 300])


@pytest.mark.parametrize("method", [*METHODS, "lrp"])
def test_all_methods_raise_in_orange_and_lower_in_blue(method, half_and_half, grey):
    shown = overlay.render(grey, half_and_half(method)).astype(int)
    raised, lowered = shown[200, 80], shown[200, 520]
    assert raised[0] > raised[1] > raised[2] + 40
    assert lowered[2] > lowered[1] + 20 > lowered[0] + 20


def test_lime_as_published_is_green_where_it_raises_and_red_where_it_lowers(half_and_half, grey):
    shown = overlay.render(grey, half_and_half("lime"), look=PUBLISHED).astype(int)
    raised, lowered = shown[200, 80], shown[200, 520]
    assert raised[1] > max(raised[0], raised[2]) + 40
    assert lowered[0] > lowered[1] + 40


def test_shap_as_published_is_red_where_it_raises_and_blue_where_it_lowers(half_and_half, grey):
    shown = overlay.render(grey, half_and_half("shap"), look=PUBLISHED).astype(int)
    raised, lowered = shown[200, 80], shown[200, 520]
    assert raised[0] > raised[2] + 40
    assert lowered[2] > lowered[0] + 40


def test_cam_as_published_is_warm_where_it_raises_and_cold_where_it_lowers(grey):
    heat = np.tile(np.linspace(-0.8, 0.8, 60, dtype=np.float32), (40, 1))
    shown = overlay.render(grey, Explanation("cam", heat), look=PUBLISHED).astype(int)
    warmth = shown[200, :, 0] - shown[200, :, 2]
    assert warmth[560] > 40
    assert warmth[40] < -40


def test_lime_as_published_outlines_every_region(grey):
    heat = np.zeros((40, 60), np.float32)
    heat[:, 30:] = 0.01
    shown = overlay.render(grey, Explanation("lime", heat), look=PUBLISHED)
    assert (shown[200, 285:305] > 140).any()
    assert np.array_equal(shown[200, 100], grey[200, 100])


def test_more_opacity_covers_more(half_and_half, grey):
    covered = [
        np.abs(overlay.render(grey, half_and_half("lime"), share).astype(int) - 128).mean() for share in (0.2, 0.9)
    ]
    assert covered[1] > 3 * covered[0]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("method", METHODS)
def test_the_layer_alone_laid_over_the_photograph_is_the_same_picture(method, look):
    rgb = photograph()
    heat = np.random.default_rng(0).uniform(-1, 1, (20, 20)).astype(np.float32)
    layer = overlay.layer(Explanation(method, heat), look, (rgb.shape[1], rgb.shape[0])).astype(float)
    share = layer[..., 3:] / 255 * 0.4
    laid = rgb * (1 - share) + layer[..., :3] * share
    assert np.abs(laid - overlay.render(rgb, Explanation(method, heat), 0.4, look)).max() <= 1.5


def test_a_layer_has_the_aspect_of_the_photograph(half_and_half):
    assert overlay.layer(half_and_half()).shape == (640, 960, 4)


def luminance(grey: np.ndarray) -> np.ndarray:
    share = grey / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    lighter, darker = np.maximum(luminance(one), luminance(other)), np.minimum(luminance(one), luminance(other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("below", [0, 90, 128, 180, 255])
def test_an_outline_stands_out_from_bright_and_dark_photographs_as_graphics_must(half_and_half, below):
    """A contrast of 3:1, WCAG 2.2's of graphical objects, from what is below or between its own two lines."""
    rgb = np.full((640, 960, 3), below, np.uint8)
    border = np.s_[320, 290:370]
    lined = overlay.render(rgb, half_and_half()).astype(float).mean(axis=2)[border]
    plain = overlay.render(rgb, half_and_half(), look=Look(marks=Marks.NONE)).astype(float).mean(axis=2)[border]
    assert contrast(lined.max(), lined.min()) >= 3
    assert contrast(lined, plain).max() >= 1.8  # and one of the two from what it is drawn on


def test_what_lowers_is_told_from_what_raises_without_colour_by_a_broken_line(half_and_half):
    """Along the border of the left area the line goes on, along that of the right one it comes and goes."""
    line = (overlay.layer(half_and_half(), USUAL)[..., :3] > 240).all(axis=2)
    solid, dashed = line[40:600, 280:400].any(axis=1), line[40:600, 560:680].any(axis=1)
    assert solid.all()
    assert 0.3 < dashed.mean() < 0.7
    assert np.abs(np.diff(dashed.astype(int))).sum() > 20  # from line to gap and back


def test_strokes_of_a_hatching_rise_where_it_raises_and_fall_where_it_lowers(half_and_half):
    layer = overlay.layer(half_and_half(), Look(marks=Marks.HATCHING), (600, 400))
    bright = layer[..., :3].min(axis=2) > 190
    one_up = np.roll(bright, (-1, 1), axis=(0, 1))  # each pixel a step to the right and up
    one_down = np.roll(bright, (1, 1), axis=(0, 1))
    left, right = np.s_[50:350, 20:150], np.s_[50:350, 450:580]
    assert (one_up[left] == bright[left]).all()
    assert not (one_down[left] == bright[left]).all()
    assert (one_down[right] == bright[right]).all()
    assert bright[left].any()
    assert bright[right].any()


def test_specks_get_no_outline():
    heat = np.zeros((200, 300), np.float32)
    heat[100, 100] = 1
    heat[20:80, 20:120] = 0.9
    explanation = Explanation("cam", heat)
    lined, plain = overlay.layer(explanation), overlay.layer(explanation, Look(marks=Marks.NONE))
    assert not np.array_equal(lined[230:280], plain[230:280])  # the area's lower edge
    assert np.array_equal(lined[290:350, 290:350], plain[290:350, 290:350])  # around the speck
