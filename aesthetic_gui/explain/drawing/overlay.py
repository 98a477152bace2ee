"""Draws an Explanation over its photograph: colours as solid as each place is strong, and marks that need no colour.

Where no reason is reliable nothing is painted. Lines are drawn twice, white on a wider dark one: whatever is below, one
of the two stands out from it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.drawing.look import PUBLISHED, USUAL, Look, Marks, palette_of, step_of, steps_of
from aesthetic_gui.explain.drawing.shapes import OUTLINED_FROM, Shape, areas_of
from aesthetic_gui.photo import Explanation, Sure

__all__ = ["OPACITY", "PUBLISHED", "USUAL", "layer", "render"]

Float = NDArray[np.float32]
Layer = NDArray[np.uint8]

OPACITY = 0.55
LAYER_SIDE = 960  # pixels, the longest side of a layer: lines stay lines when it is stretched over a screen
_CORE, _CASING = 255, 20  # grey levels of a line and of what surrounds it
_LINE = 1 / 640  # of the longest side: how wide a line's core is
_DASH, _DRAWN = 16, 0.4  # cores long is a dash with the gap after it, and the share of it that is drawn
_STROKES = 1 / 80  # of the longest side: from one stroke of a hatching to the next
_SOLID = 210  # alpha of a stroke
_BORDERS = 90  # alpha of the borders between regions: enough to tell them apart, not to hide what is below


def render(
    rgb: NDArray[np.uint8], explanation: Explanation, opacity: float = OPACITY, look: Look = USUAL
) -> NDArray[np.uint8]:
    """``rgb`` uint8 (h, w, 3) with the explanation laid over it, same shape; ``opacity`` 0 (as is) to 1.

    The photograph may have any size: hand over what is on screen, not 24 megapixels. The input is left alone.
    """
    if opacity <= 0 or explanation.sure is Sure.NO:
        return rgb.copy()
    laid = layer(explanation, look, (rgb.shape[1], rgb.shape[0]))
    share = laid[..., 3:].astype(np.float32) * np.float32(min(opacity, 1.0) / 255)
    picture = rgb.astype(np.float32)
    picture += (laid[..., :3] - picture) * share
    return np.rint(picture).clip(0, 255).astype(np.uint8)


def layer(explanation: Explanation, look: Look = USUAL, size: tuple[int, int] | None = None) -> Layer:
    """The overlay alone, RGBA uint8 (height, width, 4) with straight alpha; empty where no reason is reliable.

    ``size`` is (width, height); without one the photograph's aspect with :data:`LAYER_SIDE` as its longest side.
    Stretched over the photograph and drawn with an opacity it looks like :func:`render`, at no cost per change.
    """
    width, height = size or _size(explanation.heat)
    if explanation.sure is Sure.NO:
        return np.zeros((height, width, 4), np.uint8)
    heat = _widened(explanation.heat, (width, height))
    palette = palette_of(explanation.method, look.colours)
    laid = np.ascontiguousarray(steps_of(palette)[step_of(heat)])
    if palette.outlined:
        _lay(laid, _CORE, _borders(explanation.heat, (width, height)))
    if look.marks is Marks.HATCHING:
        _hatch(laid, heat)
    if look.marks is Marks.OUTLINES:
        outline(laid, areas_of(explanation))
    return laid


def outline(laid: Layer, shapes: Sequence[Shape]) -> None:
    """Draw ``shapes`` onto the layer: solid lines around what raises, dashed ones around what lowers."""
    import cv2

    height, width = laid.shape[:2]
    core = max(1, round(max(width, height) * _LINE))
    casing, middle = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
    for shape in shapes:
        lines = [np.rint(line * 16).astype(np.int32) for line in _lines(shape, (width, height), core)]
        closed = shape.contribution >= 0
        cv2.polylines(casing, lines, closed, 255, 3 * core, cv2.LINE_AA, 4)
        cv2.polylines(middle, lines, closed, 255, core, cv2.LINE_AA, 4)
    _lay(laid, _CASING, casing)
    _lay(laid, _CORE, middle)


def _size(heat: Float) -> tuple[int, int]:
    height, width = heat.shape
    factor = LAYER_SIDE / max(height, width)
    return max(1, round(width * factor)), max(1, round(height * factor))


def _widened(heat: Float, size: tuple[int, int]) -> Float:
    import cv2

    return np.asarray(cv2.resize(heat, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _lay(laid: Layer, grey: int, alpha: NDArray[np.uint8]) -> None:
    """Lay ``grey`` with ``alpha`` (h, w) over the layer: the *over* of Porter & Duff (1984), straight alpha."""
    where = np.flatnonzero(alpha)
    pixels = laid.reshape(-1, 4)
    found = pixels[where].astype(np.float32)
    above, below = alpha.reshape(-1)[where].astype(np.float32) / 255, found[:, 3] / 255
    whole = above + below * (1 - above)
    found[:, :3] += (grey - found[:, :3]) * (above / whole)[:, None]
    found[:, 3] = whole * 255
    pixels[where] = np.rint(found)


def _lines(shape: Shape, size: tuple[int, int], core: int) -> list[Float]:
    """The lines of ``shape`` in pixels; cut into dashes where it lowers."""
    rings = [np.asarray(ring * np.array(size, np.float32) - 0.5, np.float32) for ring in shape.rings]
    if shape.contribution >= 0:
        return rings
    return [dash for ring in rings for dash in _dashes(ring, _DASH * core)]


def _dashes(ring: Float, period: float) -> list[Float]:
    """Open lines that cover the first part of every ``period`` pixels along a closed ``ring`` (n, 2)."""
    closed = np.vstack([ring, ring[:1]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    count = max(1, round(float(along[-1]) / period))
    dashes = []
    for start in np.arange(count) * (along[-1] / count):
        inner = along[(along > start) & (along < start + _DRAWN * period)]
        at = np.concatenate([[start], inner, [min(start + _DRAWN * period, along[-1])]])
        dashes.append(np.stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)], axis=1).astype(np.float32))
    return dashes


def _borders(heat: Float, size: tuple[int, int]) -> NDArray[np.uint8]:
    """The alpha of the borders between regions, where a heat meets another one, uint8 (height, width)."""
    edges = np.zeros(heat.shape, np.float32)
    edges[:, :-1] += heat[:, :-1] != heat[:, 1:]
    edges[:-1] += heat[:-1] != heat[1:]
    return np.rint(_widened(np.minimum(edges, 1), size) * _BORDERS).astype(np.uint8)


def _hatch(laid: Layer, heat: Float) -> None:
    """Strokes that rise to the right where the heat is strong and raises, that fall where it lowers."""
    height, width = heat.shape
    period = max(6, round(max(width, height) * _STROKES))
    rows, columns = np.ogrid[:height, :width]
    falling = heat < 0
    place = np.where(falling, columns - rows, columns + rows) % period
    strong = np.abs(heat) >= OUTLINED_FROM * max(float(np.abs(heat).max()), 1e-9)
    _lay(laid, _CORE, np.where(strong & (place < period // 4), _SOLID, 0).astype(np.uint8))
    _lay(laid, _CASING, np.where(strong & (period // 4 <= place) & (place < period // 2), _SOLID, 0).astype(np.uint8))
