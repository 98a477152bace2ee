"""Colour cast: the one tint that every colour in the photograph has, down to those that have least of it.

Estimates of the light's colour (shades of grey: G. Finlayson and E. Trezzi, "Shades of Grey and Colour Constancy",
CIC 12, 2004; grey edge: J. van de Weijer, T. Gevers and A. Gijsenij, "Edge-Based Color Constancy", IEEE TIP 16, 2007)
give the direction in the a*b* plane of CIELAB; but they take a meadow for a cast. A meadow has other colours in it, a
sunset its blue shadows, a blue hour its lamps. A wrong white balance tints the whites and the greys with all else. So
what counts is how far, in that direction, the tenth of the colours lies that is tinted least; each colour counts once,
however much there is of it, or every bird before a blue sky would have a cast. And no more counts than the light
itself is off, nor what no white balance is wrong by: red and magenta light is meant.

**Unit**: a*b* units of CIELAB (D65): 2.3 are just noticeable, 10 are seen at once.
**Fault**: 14 units. Rather too late than too
early: colour is a matter of intent.
**Protected**: sunset, blue hour, foliage, stage light, toned black-and-white (all colours on one line), coloured
backdrops. Where there are few colours the value is 100 and the error endless: it can't be told.

``notes``: ``red_green`` and ``yellow_blue`` (the estimated light, a* and b*; above 0 red and yellow), ``colours`` (how
many there are).
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
FAULT = 14.0  # a*b* units

_SIDE = 96  # pixels: colour needs no more
_CELL = 4.0  # units of L*, a* and b* that are one colour
_FEWEST = 40  # colours that a palette needs to tell
_LEAST = 10.0  # percentile: what is tinted least
_REDDEST = 0.55  # a* for each b* of the light of a bulb or a candle taken for daylight, and some more
_ERROR = 2.0  # a*b* units: how far the same scene's estimates lie apart
_NARROW = 3.0  # a*b* units beside the one line of colours that a toning has

Colours = NDArray[np.float32]


def measure(picture: Picture) -> Measure:
    """How far everything in ``picture`` is tinted; see the module for unit, notes and what is protected."""
    small = _small(picture.rgb)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    told = lab[(lab[..., 0] > 10) & (small.max(axis=2) < 0.99)]
    light = _light(small)
    palette = _palette(told)
    notes = {"red_green": float(light[0]), "yellow_blue": float(light[1]), "colours": float(len(palette))}
    if len(palette) < _FEWEST or not light.any() or _is_toned(told[:, 1:]):
        return Measure(100.0, 0.0, UNIT, math.inf, WHOLE, notes)
    strength = float(np.linalg.norm(light))
    least = float(np.percentile(palette @ (light / strength), _LEAST))
    raw = max(0.0, min(strength, least))
    return Measure(values.falling(raw * _likely(light), FAULT, 3.0), raw, UNIT, _ERROR, WHOLE, notes)


def _likely(light: NDArray[np.float32]) -> float:
    """1 for what a white balance can be wrong by (blue to yellow, and somewhat green); red and magenta light is
    meant."""
    red, warm = float(light[0]), abs(float(light[1]))
    return min(1.0, warm / max(abs(red) if red < 0 else red / _REDDEST, 1e-6))


def _palette(lab: Colours) -> Colours:
    """a* and b* of every colour that there is, however much of it: (colours, 2)."""
    cells = np.floor(lab / _CELL).astype(np.int64) + 64
    _, first = np.unique((cells[:, 0] * 128 + cells[:, 1]) * 128 + cells[:, 2], return_index=True)
    return np.asarray(lab[first, 1:], np.float32)


def _small(rgb: NDArray[np.uint8]) -> Colours:
    if min(rgb.shape[:2]) >= 2 * _SIDE:  # by halves first: ten times as fast, and all but the same
        half = rgb.shape[1] // 2, rgb.shape[0] // 2
        rgb = np.asarray(cv2.resize(rgb[: 2 * half[1], : 2 * half[0]], half, interpolation=cv2.INTER_AREA), np.uint8)
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
    both = [
        np.power(np.square(part * part * part).mean(axis=0, dtype=np.float64), 1 / 6) for part in (unclipped, edges)
    ]
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
