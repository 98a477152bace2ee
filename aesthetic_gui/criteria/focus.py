"""Focus at the subject: how wide its edges are.

The figure is the 10 to 90 % rise of the subject's edges in pixels of the full photograph (``criteria.blur.edges`` says
how it is measured, ``criteria.subject`` where). The reduced picture tells blur of several pixels of the full
photograph, not less. Where a photograph is so blurred that its edges do not tell how much, the fine detail that it has
does (``criteria.blur.detail``), as the least that the width can be. A photograph with neither edges nor detail has the
value 100 and an endless error: it can't be told.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.blur.edges import RISE
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.subject import sight_of
from aesthetic_gui.criteria.values import falling
from aesthetic_gui.facts import Measure

FAULT = 0.004
"""Edges that wide, in shares of the longest side, are a fault: ten pixels on a screen of 2,560."""

UNIT = "px"
SHARP = 0.5  # σ in pixels that an edge of any sharp picture may have, by sampling alone
USUAL = 0.2  # how much tiles of one picture differ, in shares of their σ
FEW = 4  # tiles: what USUAL counts for
CONTENT = 0.1  # σ in pixels: leaves, fur and lettering that are as sharp differ by that much
MEDIAN = 1.253  # standard error of a median, for a mean's 1
DOUBT = 0.1  # square of the width, in faults, of which half is believed where the detail alone tells it
CLOSE_DOUBT = 4.0  # the same where edges were looked at closely: then it is only there for blur that is very strong
WHOLE_COUNTS, ALREADY = 1.5, 0.7  # width in faults at which all of the picture counts half, and what edges' one counts
BEND = 0.1  # variance around SHARP's over which widths begin to count
CANT_TELL = Measure(100.0, 0.0, UNIT, math.inf)


def measure(picture: Picture) -> Measure:
    """``raw``: the edges' width in pixels of the full photograph; ``notes``: ``tiles``, how many were measured."""
    found = _by_edges(picture)
    least = _least(picture, found.raw)
    value = value_of(least, picture.scale, _longest(picture))
    if not least or value >= found.value:
        return found
    width = max(found.raw, least * RISE * picture.scale)
    own = found.error if math.isfinite(found.error) else 0.0
    return replace(found, value=value, raw=width, error=math.hypot(own, (width - found.raw) / 2))


def _by_edges(picture: Picture) -> Measure:
    sight = sight_of(picture)
    if sight is None:
        return CANT_TELL
    sigma = sight.tiles.sigma[sight.sharpest]
    middle = float(np.median(sigma))
    error = math.hypot(_error(sigma) * sight.scale, sight.loss)
    value = value_of(middle, sight.scale, _longest(picture))
    return Measure(value, middle * RISE * sight.scale, UNIT, error * RISE, sight.region, {"tiles": float(len(sigma))})


def _least(picture: Picture, width: float) -> float:
    """The least σ that the detail leaves possible, in pixels of the picture; ``width`` is what the edges say.

    It is that of the part that has most detail; the stronger the fault that is told anyway, the more all of the picture
    counts, which a sharp part by chance, such as noise, changes less.
    """
    fault = FAULT * _longest(picture)
    doubt = CLOSE_DOUBT if picture.native and picture.scale > 1 else DOUBT
    own = picture.detail.sigma * RISE * picture.scale / fault
    part = picture.detail.sigma * own**2 / (own**2 + doubt)
    told = max(part * RISE * picture.scale, ALREADY * width) / fault
    share = 1 / (1 + (WHOLE_COUNTS / told) ** 6) if told > 0 else 0.0
    return part + max(picture.detail.whole - part, 0.0) * share


def value_of(sigma: float, scale: float, longest: float) -> float:
    """0 to 100, of edges with ``sigma`` in pixels that are each ``scale`` pixels of a photograph of ``longest``."""
    return falling(_beyond(sigma) * scale / longest, FAULT)


def _error(sigma: NDArray[np.float64]) -> float:
    """The standard error of the median; few tiles that happen to agree are not taken for sure."""
    count = len(sigma)
    spread = (float(sigma.var()) * count + (USUAL * float(np.median(sigma))) ** 2 * FEW) / (count + FEW)
    return math.hypot(MEDIAN * math.sqrt(spread / count), CONTENT)


def _beyond(sigma: float) -> float:
    """The width, in pixels of what was looked at, that sampling alone does not explain; it never stands still."""
    more = (sigma * sigma - SHARP * SHARP) / BEND
    return RISE * math.sqrt(BEND * float(np.logaddexp(0.0, more)))


def _longest(picture: Picture) -> float:
    """Of the full photograph, in pixels."""
    return float(max(picture.rgb.shape[:2])) * picture.scale
