"""Tints on pixels as they are shown: edges of what is sharp, what is blown out, what is crushed. Any thread."""

from __future__ import annotations

from typing import NamedTuple

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.ui.session.rooms import pixels

PEAKING, BLOWN, CRUSHED = (235, 255, 0), (255, 40, 40), (50, 110, 255)  # RGB
WHITE, BLACK = 254, 1  # from here on a channel is blown out; up to here every channel is crushed
SHARPEST = 0.015  # of all pixels, at most, are tinted as sharp
LEAST_CONTRAST = 40  # of 255: an edge that rises by less from one pixel to the next is none
_WAYS = ((1, 0), (0, 1))


class Wanted(NamedTuple):
    """Which tints are shown."""

    peaking: bool = False
    clipping: bool = False


def tints_of(bgra: NDArray[np.uint8], wanted: Wanted) -> NDArray[np.uint8]:
    """Tints for pixels (h, w, 4), uint8 in the order of ``Format_RGB32``; the same as ``Format_ARGB32_Premultiplied``.

    Transparent where nothing is to be tinted. A pixel is blown out where one of its channels is, as then colours turn
    or detail goes; crushed where all are, for one alone at zero is a pure colour.
    """
    tints = np.zeros_like(bgra)
    if wanted.clipping:
        highest = _highest(bgra)
        _paint(tints, highest >= WHITE, BLOWN)
        _paint(tints, highest <= BLACK, CRUSHED)
    if wanted.peaking:
        _paint(tints, sharp_edges(bgra), PEAKING)
    return tints


def sharp_edges(bgra: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the steepest edges are, bool (h, w): the sharpest share, and none where all is soft.

    What is sharp rises within a pixel or two, and so by much from one to the next; what is out of focus rises by as
    much over many.
    """
    cv2 = pixels.opencv()
    grey = cv2.cvtColor(bgra, cv2.COLOR_BGRA2GRAY)
    across, down = (cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, *way, ksize=3), alpha=0.25) for way in _WAYS)
    steepness = cv2.add(across, down)
    counts = cv2.calcHist([steepness], [0], None, [256], [0, 256]).ravel()
    at_least = np.cumsum(counts[::-1])[::-1]  # how many pixels are so steep, or steeper
    few = np.flatnonzero((at_least <= SHARPEST * steepness.size) & (at_least > 0))
    steepest = few[0] if few.size else np.flatnonzero(counts)[-1]  # so many are equally steep
    return np.asarray(steepness >= max(LEAST_CONTRAST, steepest))


def _highest(bgra: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The highest of a pixel's channels."""
    cv2 = pixels.opencv()
    blue, green, red, _ = cv2.split(bgra)
    return np.asarray(cv2.max(cv2.max(blue, green), red))


def _paint(tints: NDArray[np.uint8], where: NDArray[np.bool_], colour: tuple[int, int, int]) -> None:
    np.copyto(tints, np.array([*reversed(colour), 255], np.uint8), where=where[..., None])
