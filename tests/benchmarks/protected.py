"""Real photographs made into what a photographer does on purpose: no criterion may take it for a fault.

Each change takes a photograph uint8 (h, w, 3) and gives one of the same size; together with sweeps.py it is what
measure_criteria.py measures. They are imitations: what is known of real low keys and the like stands in
docs/criteria.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.facts import Criterion
from aesthetic_gui.training.data import degrade

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Intent:
    """``criteria``: what could be mistaken for a fault in it."""

    name: str
    criteria: tuple[Criterion, ...]
    change: Callable[[Pixels], Pixels]


def low_key(rgb: Pixels) -> Pixels:
    """One light on the brightest part, 3 stops less on all else."""
    lit = _around(rgb, *_brightest(rgb), 0.22)
    return _blended(rgb, degrade.exposed(rgb, -3), lit)


def high_key(rgb: Pixels) -> Pixels:
    """Bright and soft: tones squeezed into the upper 40 %, up to 250."""
    return np.clip(250 - (255 - rgb.astype(np.float32)) * 0.4, 0, 255).astype(np.uint8)


def backdrop(rgb: Pixels) -> Pixels:
    """Cut out, before pure white: all but a middle of about 45 % of the area."""
    height, width = rgb.shape[:2]
    subject = np.zeros((height, width), np.uint8)
    cv2.ellipse(subject, (width // 2, height // 2), (int(width * 0.36), int(height * 0.4)), 0, 0, 360, 1, -1)
    return np.where(subject[..., None] == 1, rgb, np.uint8(255))


def lamps(rgb: Pixels) -> Pixels:
    """By night, 3 stops darker, with forty small lamps that clip."""
    night = degrade.exposed(rgb, -3)
    height, width = night.shape[:2]
    rng = np.random.default_rng(0)
    for across, down in rng.uniform(0.02, 0.98, (40, 2)):
        cv2.circle(night, (int(across * width), int(down * height)), max(1, width // 240), (255, 250, 240), -1)
    return night


def fog(rgb: Pixels) -> Pixels:
    """Light grey in front of everything, 55 to 90 % of it, more towards the top."""
    height = rgb.shape[0]
    veil = np.linspace(0.9, 0.55, height, dtype=np.float32)[:, None, None]
    return (rgb * (1 - veil) + 205 * veil).astype(np.uint8)


def grain(rgb: Pixels) -> Pixels:
    """Film: one grain for all channels, SD 14, clumped over about two pixels, least in black and in white."""
    clumps = cv2.GaussianBlur(np.random.default_rng(0).standard_normal(rgb.shape[:2], np.float32), (0, 0), 0.8)
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    strength = 14 * np.sqrt(4 * grey * (1 - grey)) / clumps.std()
    return np.clip(rgb + (clumps * strength)[..., None], 0, 255).astype(np.uint8)


def grain_in_grey(rgb: Pixels) -> Pixels:
    """The same in black and white."""
    return degrade.greyscale(grain(rgb), np.random.default_rng(0))


def panned(rgb: Pixels, radius: float = 0.2) -> Pixels:
    """The middle as it is before a background smeared by 6 % of the width."""
    return _blended(rgb, degrade.smeared(rgb, max(3, round(0.06 * rgb.shape[1])), 0.0), _around(rgb, 0.5, 0.5, radius))


def shallow(rgb: Pixels, radius: float = 0.2) -> Pixels:
    """The middle as it is before a background out of focus, σ 1.5 % of the longest side."""
    soft = np.asarray(cv2.GaussianBlur(rgb, (0, 0), 0.015 * max(rgb.shape[:2])), np.uint8)
    return _blended(rgb, soft, _around(rgb, 0.5, 0.5, radius))


def sunset(rgb: Pixels) -> Pixels:
    """Warm where it is bright (red + 0.5, blue - 0.8 stops), the shadows as they are."""
    warm = degrade.gained(rgb, np.array([2**0.5, 1.0, 2**-0.8]))
    bright = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    return _blended(warm, rgb, np.clip((bright - 0.25) / 0.35, 0, 1))


def sepia(rgb: Pixels) -> Pixels:
    """Toned black-and-white."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None] / 255
    return (255 * grey ** np.array([0.8, 1.0, 1.35], np.float32)).astype(np.uint8)


INTENTS: tuple[Intent, ...] = (
    Intent("low key", (Criterion.EXPOSURE, Criterion.FOCUS, Criterion.MOTION, Criterion.NOISE), low_key),
    Intent("high key", (Criterion.EXPOSURE, Criterion.FOCUS, Criterion.MOTION), high_key),
    Intent("white backdrop", (Criterion.EXPOSURE,), backdrop),
    Intent("night with lamps", (Criterion.EXPOSURE, Criterion.NOISE), lamps),
    Intent("fog", (Criterion.EXPOSURE, Criterion.FOCUS, Criterion.MOTION, Criterion.NOISE), fog),
    Intent("film grain", (Criterion.NOISE, Criterion.FOCUS, Criterion.COMPRESSION), grain),
    Intent("film grain, black and white", (Criterion.NOISE,), grain_in_grey),
    Intent("panning", (Criterion.MOTION, Criterion.FOCUS), panned),
    Intent("shallow depth of field", (Criterion.FOCUS, Criterion.MOTION), shallow),
    Intent("panning, subject of a tenth", (Criterion.MOTION, Criterion.FOCUS), lambda rgb: panned(rgb, 0.12)),
    Intent(
        "shallow depth of field, subject of a tenth",
        (Criterion.FOCUS, Criterion.MOTION),
        lambda rgb: shallow(rgb, 0.12),
    ),
    Intent("sunset", (Criterion.CAST, Criterion.EXPOSURE), sunset),
    Intent("sepia", (Criterion.CAST,), sepia),
)


def _brightest(rgb: Pixels) -> tuple[float, float]:
    """Across and down, 0 to 1, of what is brightest on the whole."""
    grey = cv2.GaussianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (0, 0), max(rgb.shape[:2]) / 30)
    down, across = np.unravel_index(int(np.argmax(grey)), grey.shape)
    return int(across) / grey.shape[1], int(down) / grey.shape[0]


def _around(rgb: Pixels, across: float, down: float, radius: float) -> NDArray[np.float32]:
    """1 within ``radius`` (of the longest side) of a point, 0 from one and a half of it on."""
    height, width = rgb.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    away = np.hypot(columns - across * width, rows - down * height) / (radius * max(height, width))
    return np.clip((1.5 - away) / 0.5, 0, 1)


def _blended(within: Pixels, without: Pixels, share: NDArray[np.float32]) -> Pixels:
    part = share[..., None]
    return (within * part + without * (1 - part)).astype(np.uint8)
