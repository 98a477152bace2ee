"""How reasons look: which colours raise and lower, and what tells the two apart without colour.

*Colour-blind safe* is one pair for all methods, orange raises and blue lowers, transparent at zero, so that the
photograph shows where nothing matters; under simulated protanopia, deuteranopia and tritanopia (Machado, Oliveira &
Fernandes 2009) the two stay as far apart as they are for everyone. *As published*: class activation maps in a heat
palette (turbo; Mikhailov 2019), LIME in green and red with its regions outlined, SHAP in the package's red and blue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from aesthetic_gui.later import NDArray, np

Colour = tuple[int, int, int]

STEPS = 511  # of a palette: an odd number, so that zero has one of its own
_FULL_FROM = 0.6  # of the strongest: one dominant region should not make the others invisible


class Colours(StrEnum):
    """Which colours; the value is that of the setting ``reason_colours``."""

    SAFE = "colour-blind safe"
    PUBLISHED = "as published"


class Marks(StrEnum):
    """What tells raising from lowering besides colour; the value is that of the setting ``reason_marks``."""

    OUTLINES = "outlines"  # solid around what raises, dashed around what lowers
    HATCHING = "hatching"  # strokes that rise, strokes that fall
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Look:
    """How a reason is drawn."""

    colours: Colours = Colours.SAFE
    marks: Marks = Marks.OUTLINES


USUAL = Look()
PUBLISHED = Look(Colours.PUBLISHED, Marks.NONE)


def look_of(settings: Mapping[str, Any]) -> Look:
    """The look that the settings ask for."""
    return Look(Colours(settings["reason_colours"]), Marks(settings["reason_marks"]))


@dataclass(frozen=True, slots=True)
class Palette:
    """Two colours, each as solid as a contribution is strong; a heat palette, which covers all, where there are none.

    ``outlined``: the borders of all regions are drawn.
    """

    raises: Colour | None = None
    lowers: Colour | None = None
    outlined: bool = False


_SAFE = Palette(raises=(255, 150, 0), lowers=(0, 90, 200))
_PUBLISHED: dict[str, Palette] = {
    "cam": Palette(),
    "lime": Palette(raises=(0, 176, 64), lowers=(220, 38, 38), outlined=True),
    "shap": Palette(raises=(255, 13, 87), lowers=(30, 136, 229)),  # the shap package's own red and blue
}  # other methods were published in no colours of their own


def palette_of(method: str, colours: Colours) -> Palette:
    """The palette that ``method`` is drawn in."""
    return _PUBLISHED.get(method, _SAFE) if colours is Colours.PUBLISHED else _SAFE


@lru_cache(maxsize=8)
def steps_of(palette: Palette) -> NDArray[np.uint8]:
    """The colours of heat -1 to 1 in :data:`STEPS` steps, RGBA uint8 (STEPS, 4), straight alpha."""
    heat = np.linspace(-1, 1, STEPS, dtype=np.float32)
    if palette.raises is None or palette.lowers is None:
        rgb, alpha = _turbo(heat), np.ones(STEPS, np.float32)
    else:
        raised = (heat >= 0)[:, None]
        rgb = np.where(raised, np.array(palette.raises, np.uint8), np.array(palette.lowers, np.uint8))
        alpha = np.minimum(np.abs(heat) / np.float32(_FULL_FROM), np.float32(1))
    return np.concatenate([rgb, np.rint(alpha * 255).astype(np.uint8)[:, None]], axis=1)


def step_of(heat: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Which of the steps of a palette each heat is, same shape."""
    return np.asarray(np.rint((heat.clip(-1, 1) + 1) * ((STEPS - 1) / 2)), np.uint16)


def _turbo(heat: NDArray[np.float32]) -> NDArray[np.uint8]:
    import cv2

    grey = np.rint((heat + 1) * 127.5).astype(np.uint8)[None]
    return np.asarray(cv2.cvtColor(cv2.applyColorMap(grey, cv2.COLORMAP_TURBO), cv2.COLOR_BGR2RGB)[0], np.uint8)
