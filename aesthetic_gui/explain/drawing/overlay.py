"""Draws an Explanation over its photograph, and the legend that says what the colours mean.

Colours as the field draws them: class activation maps in a heat palette (turbo; Mikhailov 2019), LIME in green
(raises) and red (lowers) with its regions outlined, SHAP in red (raises) and blue (lowers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import RATING_POINTS, Explanation

Colour = tuple[int, int, int]
Float = NDArray[np.float32]

OPACITY = 0.55
_OUTLINE: Colour = (255, 255, 255)
_OUTLINE_SHARE = 0.35  # of the opacity: enough to tell regions apart, not to hide what is below
_FULL_FROM = 0.6  # of the strongest: one dominant region should not make the others invisible


class LegendRow(NamedTuple):
    """One line of the legend: a colour, RGB 0 to 255, and what it means."""

    colour: Colour
    words: str


@dataclass(frozen=True, slots=True)
class Palette:
    """How a method is drawn. Without ``raises`` and ``lowers`` it is drawn in the heat palette."""

    raises: Colour | None = None
    lowers: Colour | None = None
    outlined: bool = False


PALETTES: dict[str, Palette] = {
    "cam": Palette(),
    "lime": Palette(raises=(0, 176, 64), lowers=(220, 38, 38), outlined=True),
    "shap": Palette(raises=(255, 13, 87), lowers=(30, 136, 229)),  # the shap package's own red and blue
}


def render(rgb: NDArray[np.uint8], explanation: Explanation, opacity: float = OPACITY) -> NDArray[np.uint8]:
    """``rgb`` uint8 (h, w, 3) with the explanation laid over it, same shape; ``opacity`` 0 (as is) to 1.

    The photograph may have any size: hand over what is on screen, not 24 megapixels. The input is left alone.
    """
    if opacity <= 0:
        return rgb.copy()
    colours, share = _painted_layer(explanation)
    share *= np.float32(min(opacity, 1.0))
    size = rgb.shape[1], rgb.shape[0]
    return _blend(rgb, _widened(colours, size), _widened(share, size))


def layer(explanation: Explanation) -> NDArray[np.uint8]:
    """The overlay alone, RGBA uint8 (h, w, 4) with straight alpha, at the heat map's own size.

    Stretched over the photograph and drawn with an opacity it looks like :func:`render`, at no cost per change.
    """
    colours, share = _painted_layer(explanation)
    return np.concatenate([np.rint(colours), np.rint(share * 255)[..., None]], axis=2).astype(np.uint8)


def legend(method: str, unit: str = RATING_POINTS) -> tuple[LegendRow, ...]:
    """What the colours of ``method`` mean, strongest rise first; ``unit`` is that of the ``Explanation``."""
    raises, neutral, lowers = (_tuple(colour) for colour in _colours(np.array([1, 0, -1], np.float32), method))
    region = "region " if PALETTES[method].outlined else ""
    compared = "compared with a blurred copy, " if method == "shap" else ""
    moved = "the score" if unit == RATING_POINTS else "P(aesthetic)"
    words = (
        f"{region}raises {moved} ({compared}in {unit})",
        f"{region}makes little difference",
        f"{region}lowers {moved}",
    )
    middle = neutral if PALETTES[method].raises is None else (128, 128, 128)
    return tuple(LegendRow(colour, text) for colour, text in zip((raises, middle, lowers), words, strict=True))


def legend_bar(method: str, size: tuple[int, int] = (256, 12)) -> NDArray[np.uint8]:
    """A bar uint8 (height, width, 3) from the strongest lowering (left) to the strongest raising (right).

    ``size`` is (width, height) in pixels. LIME and SHAP fade to mid-grey, which stands for the photograph.
    """
    width, height = size
    heat = np.linspace(-1, 1, width, dtype=np.float32)
    colours = _colours(heat, method).astype(np.float32)
    if PALETTES[method].raises is not None:
        share = _strength(heat)[:, None]
        colours = colours * share + 128 * (1 - share)
    return np.repeat(np.rint(colours).astype(np.uint8)[None], height, axis=0)


def _painted_layer(explanation: Explanation) -> tuple[Float, Float]:
    """Colours float32 (h, w, 3), 0 to 255, and their share of the opacity float32 (h, w), 0 to 1, at heat's size."""
    heat, palette = explanation.heat, PALETTES[explanation.method]
    colours = _painted(heat, palette)
    share = np.ones_like(heat) if palette.raises is None else _strength(heat)
    if palette.outlined:
        edges = _edges(heat)
        colours[edges] = _OUTLINE
        share[edges] = np.maximum(share[edges], _OUTLINE_SHARE)
    return colours, share


def _colours(heat: Float, method: str) -> NDArray[np.uint8]:
    """Colours uint8 (n, 3) of heat values (n,)."""
    return np.asarray(_painted(heat[None], PALETTES[method])[0], np.uint8)


def _painted(heat: Float, palette: Palette) -> Float:
    if palette.raises is None or palette.lowers is None:
        import cv2

        steps = np.rint((heat.clip(-1, 1) + 1) * 127.5).astype(np.uint8)
        return cv2.cvtColor(cv2.applyColorMap(steps, cv2.COLORMAP_TURBO), cv2.COLOR_BGR2RGB).astype(np.float32)
    raised = (heat >= 0)[..., None]
    return np.where(raised, np.array(palette.raises, np.float32), np.array(palette.lowers, np.float32))


def _strength(heat: Float) -> Float:
    """How solid a contribution is drawn, 0 to 1: in proportion, full from ``_FULL_FROM`` of the strongest on."""
    return np.minimum(np.abs(heat) / np.float32(_FULL_FROM), np.float32(1))


def _edges(heat: Float) -> NDArray[np.bool_]:
    """Where a region meets its right or lower neighbour, bool (h, w)."""
    edges = np.zeros(heat.shape, bool)
    edges[:, :-1] |= heat[:, :-1] != heat[:, 1:]
    edges[:-1] |= heat[:-1] != heat[1:]
    return edges


def _widened(layer: Float, size: tuple[int, int]) -> Float:
    import cv2

    return np.asarray(cv2.resize(layer, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _blend(rgb: NDArray[np.uint8], colours: Float, share: Float) -> NDArray[np.uint8]:
    picture = rgb.astype(np.float32)
    picture += (colours - picture) * share[..., None]
    return np.rint(picture).clip(0, 255).astype(np.uint8)


def _tuple(colour: NDArray[np.uint8]) -> Colour:
    red, green, blue = (int(value) for value in colour)
    return red, green, blue
