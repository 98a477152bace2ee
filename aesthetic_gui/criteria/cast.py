"""Colour cast: the one tint that everything in the photograph has, down to what has least of it.

Estimates of the light's colour (shades of grey: G. Finlayson and E. Trezzi, "Shades of Grey and Colour Constancy", CIC
12, 2004; grey edge: J. van de Weijer, T. Gevers and A. Gijsenij, "Edge-Based Color Constancy", IEEE TIP 16, 2007) give
the direction in the a*b* plane of CIELAB; but they take a meadow for a cast. A meadow has other colours in it, a
sunset its blue shadows, a blue hour its lamps. A wrong white balance tints the whites and the greys with all else. So
what counts is how far, in that direction, the tenth of the photograph lies that is tinted least.

**Unit**: a*b* units of CIELAB (D65): 2.3 are just noticeable, 10 are seen at once.
**Fault**: 14 units. Rather too late than too early: colour is a matter of intent.
**Protected**: sunset, blue hour, foliage, toned black-and-white (one line of colours through the grey axis, without a
second hue), and photographs too dark or too colourless to tell.

``notes``: ``red_green`` and ``yellow_blue`` (the estimated light, a* and b*; above 0 red and yellow), ``toned`` (1: a
toned black-and-white, not counted), ``neutral`` (share of nearly neutral pixels, 0 to 1).
"""

from __future__ import annotations

import math
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria import values
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.facts import WHOLE, Measure

UNIT = "a*b* units"
THRESHOLD = values.THRESHOLD
FAULT = 14.0  # a*b* units

_SIDE = 96  # pixels: colour needs no more
_LEAST = 10.0  # percentile: what is tinted least
_ERROR = 2.0  # a*b* units: how far the same scene's estimates lie apart
_NARROW = 3.0  # a*b* units beside the one line of colours that a toning has

Colours = NDArray[np.float32]


def measure(picture: Picture) -> Measure:
    """How far everything in ``picture`` is tinted; see the module for unit, notes and what is protected."""
    small = _small(picture.rgb)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    told = lab[(lab[..., 0] > 10) & (small.max(axis=2) < 0.99)]
    light = _light(small)
    notes = {"red_green": float(light[0]), "yellow_blue": float(light[1]), "toned": 0.0, "neutral": 0.0}
    if len(told) < 0.05 * small.shape[0] * small.shape[1] or not light.any():
        return Measure(100.0, 0.0, UNIT, FAULT, WHOLE, notes)
    chroma = told[:, 1:]
    raw = max(0.0, float(np.percentile(chroma @ (light / np.linalg.norm(light)), _LEAST)))
    notes["neutral"] = float((np.hypot(chroma[:, 0], chroma[:, 1]) < 5).mean())
    notes["toned"] = float(_is_toned(chroma))
    return Measure(values.falling(0.0 if notes["toned"] else raw, FAULT, 3.0), raw, UNIT, _ERROR, WHOLE, notes)


def _small(rgb: NDArray[np.uint8]) -> Colours:
    share = min(1.0, _SIDE / max(rgb.shape[:2]))
    size = (max(1, round(rgb.shape[1] * share)), max(1, round(rgb.shape[0] * share)))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)


def _light(small: Colours) -> NDArray[np.float32]:
    """The light's a* and b*: the mean of shades of grey and grey edge (Minkowski norm 6), at middle lightness."""
    linear = cv2.LUT((small * 255).astype(np.uint8), _linear())
    unclipped = linear[small.max(axis=2) < 0.99]
    if not len(unclipped):
        return np.zeros(2, np.float32)
    edges = np.abs(np.diff(linear, axis=1)).reshape(-1, 3) if small.shape[1] > 1 else linear.reshape(-1, 3)
    both = [np.power(np.square(part**3).mean(axis=0, dtype=np.float64), 1 / 6) for part in (unclipped, edges)]
    found = [_chroma(gains) for gains in both if gains.min() > 1e-6]
    return np.mean(found, axis=0, dtype=np.float32) if found else np.zeros(2, np.float32)


@cache
def _linear() -> NDArray[np.float32]:
    """Linear light of the 256 levels of sRGB (IEC 61966-2-1), 0 to 1."""
    levels = np.arange(256) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _chroma(gains: NDArray[np.floating]) -> NDArray[np.float32]:
    """a* and b* of a grey of 18 % in light of these linear ``gains``."""
    linear = 0.18 * gains / gains.mean()
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    lab = cv2.cvtColor(encoded.clip(0, 1).astype(np.float32).reshape(1, 1, 3), cv2.COLOR_RGB2LAB)
    return np.asarray(lab[0, 0, 1:], np.float32)


def _is_toned(chroma: Colours) -> bool:
    """Whether all colours lie on one line: black-and-white, as it is or toned."""
    if len(chroma) < 2:
        return False
    spread = np.linalg.eigvalsh(np.cov(chroma.T.astype(np.float64)))
    return math.sqrt(max(0.0, float(spread[0]))) < _NARROW / 3
