"""Colours that everybody can tell apart, checked on what a photograph may have below them."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.explain.drawing.look import Colours, Look, Marks, look_of, palette_of, step_of, steps_of
from aesthetic_gui.explain.drawing.overlay import OPACITY
from aesthetic_gui.settings import SETTINGS

# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB
SEEN = {
    "everyone": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
BELOW = np.array(
    [[8, 8, 8], [128, 128, 128], [250, 250, 250], [70, 110, 40], [224, 172, 140], [92, 58, 40], [120, 170, 225],
     [235, 140, 60], [20, 28, 60]], float,
)  # fmt: skip  # black, grey, white, leaves, two skins, sky, sunset, night


def difference(one: np.ndarray, other: np.ndarray, seen: str) -> np.ndarray:
    """CIEDE2000 of colours (n, 3), 0 to 255, as somebody with that vision sees them."""
    from skimage.color import deltaE_ciede2000, rgb2lab

    return deltaE_ciede2000(rgb2lab(as_seen(one, seen)), rgb2lab(as_seen(other, seen)))


def as_seen(colours: np.ndarray, seen: str) -> np.ndarray:
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4) @ np.transpose(SEEN[seen])
    linear = linear.clip(0, 1)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def over(colour: tuple[int, int, int]) -> np.ndarray:
    return BELOW * (1 - OPACITY) + np.array(colour) * OPACITY


def apart(method: str, colours: Colours, seen: str) -> float:
    palette = palette_of(method, colours)
    return float(difference(over(palette.raises), over(palette.lowers), seen).min())


@pytest.mark.parametrize("seen", SEEN)
def test_raising_and_lowering_are_far_apart_on_every_photograph_for_everyone(seen):
    assert apart("cam", Colours.SAFE, seen) >= 30  # 2.3 is just noticeable, 10 seen at a glance


def test_the_simulation_finds_the_fault_of_red_and_green():
    assert apart("lime", Colours.PUBLISHED, "everyone") > 50
    assert apart("lime", Colours.PUBLISHED, "deuteranopia") < 5


@pytest.mark.parametrize("seen", SEEN)
def test_a_stronger_contribution_is_further_from_the_photograph_for_everyone(seen):
    """On grey, in both directions: as the heat rises the colour leaves the photograph's, without a turn."""
    steps = steps_of(palette_of("cam", Colours.SAFE)).astype(float)
    share = steps[:, 3:] / 255 * OPACITY
    shown = 128 * (1 - share) + steps[:, :3] * share
    away = difference(shown, np.full_like(shown, 128), seen)
    middle = len(steps) // 2
    assert away[middle] == 0
    assert (np.diff(away[middle:]) >= -0.05).all()
    assert (np.diff(away[: middle + 1]) <= 0.05).all()
    assert min(away[0], away[-1]) > 15


@pytest.mark.parametrize(("heat", "alpha"), [(0.0, 0), (0.6, 255), (-0.6, 255), (1.0, 255), (0.3, 128)])
def test_contributions_are_as_solid_as_they_are_strong(heat, alpha):
    solid = steps_of(palette_of("shap", Colours.SAFE))[step_of(np.array([heat], np.float32))]
    assert abs(int(solid[0, 3]) - alpha) <= 1


@pytest.mark.parametrize("kind", [Colours, Marks])
def test_every_choice_of_the_settings_is_a_look(kind):
    key = {Colours: "reason_colours", Marks: "reason_marks"}[kind]
    (row,) = (row for row in SETTINGS if row.key == key)
    assert set(row.choices) == {str(one) for one in kind}
    assert look_of({each.key: each.default for each in SETTINGS}) == Look()
