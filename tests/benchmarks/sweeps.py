"""Real photographs made worse step by step: what criteria are measured on, and a picture of each step.

A :class:`Sweep` has levels that grow worse; level 0 leaves the photograph alone. All changes are made at the size that
the photograph is given in, as a camera would make them; :func:`picture` then reduces it as scoring does, and gives
its pixels at native size where that is asked for. The changes themselves are the lab's (``training.data.degrade``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.picture import Native, Picture
from aesthetic_gui.facts import Criterion, Region
from aesthetic_gui.files.decoding.decode import WORKING_SIDE
from aesthetic_gui.photo import Metadata
from aesthetic_gui.training.data import degrade

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Sweep:
    """``change`` makes a photograph uint8 (h, w, 3) as bad as a level says; ``levels`` begin with the photograph
    itself."""

    criterion: Criterion
    name: str
    unit: str
    levels: tuple[float, ...]
    change: Callable[[Pixels, float], Pixels]

    def steps(self, rgb: Pixels) -> Iterator[tuple[float, Pixels]]:
        """Each level, and the photograph at it."""
        for level in self.levels:
            yield level, rgb if level == self.levels[0] else self.change(rgb, level)


def blurred(rgb: Pixels, sigma: float) -> Pixels:
    """Out of focus: Gaussian, ``sigma`` pixels."""
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), sigma), np.uint8)


def out_of_focus(rgb: Pixels, radius: float) -> Pixels:
    """As a lens blurs: smeared over a disk of ``radius`` pixels."""
    reach = math.ceil(radius) + 1
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disk = np.clip(radius + 0.5 - np.hypot(rows, columns), 0, 1).astype(np.float32)
    return np.asarray(cv2.filter2D(rgb, -1, disk / disk.sum(), borderType=cv2.BORDER_REFLECT), np.uint8)


def shaken(degrees: float) -> Callable[[Pixels, float], Pixels]:
    """Smeared along a line of so many pixels, at ``degrees``."""
    return lambda rgb, length: degrade.smeared(rgb, round(length), math.radians(degrees))


def noisy(rgb: Pixels, sd: float) -> Pixels:
    """The same noise every time, only stronger, so that a sweep is one of strength alone."""
    return degrade.noisy(rgb, sd, np.random.default_rng(0))


def tilted(rgb: Pixels, degrees: float) -> Pixels:
    """Turned by ``degrees``, without the corners that this leaves empty."""
    height, width = rgb.shape[:2]
    radians = math.radians(abs(degrees))
    share = 1 / (math.cos(radians) + max(width, height) / min(width, height) * math.sin(radians))
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    turned = cv2.warpAffine(rgb, turn, (width, height), flags=cv2.INTER_CUBIC)
    part_height, part_width = int(height * share), int(width * share)
    top, left = (height - part_height) // 2, (width - part_width) // 2
    return np.ascontiguousarray(turned[top : top + part_height, left : left + part_width])


def tinted(rgb: Pixels, stops: float) -> Pixels:
    """Wrong white balance: red stronger and blue weaker by ``stops`` each."""
    return degrade.gained(rgb, np.array([2.0**stops, 1.0, 2.0**-stops]))


BLURS = (0, 1, 2, 3, 5, 8)
LENGTHS = (1, 5, 9, 15, 25)
SWEEPS: tuple[Sweep, ...] = (
    Sweep(Criterion.FOCUS, "out of focus", "σ, px", BLURS, blurred),
    Sweep(Criterion.FOCUS, "out of focus, as a lens is", "radius, px", (0, 2, 4, 6, 10, 16), out_of_focus),
    Sweep(Criterion.FOCUS, "out of focus and noisy", "σ, px", BLURS, lambda rgb, sigma: noisy(blurred(rgb, sigma), 8)),
    Sweep(
        Criterion.FOCUS,
        "out of focus, JPEG 60",
        "σ, px",
        BLURS,
        lambda rgb, sigma: degrade.compressed(blurred(rgb, sigma), 60),
    ),
    *(Sweep(Criterion.MOTION, f"shaken at {angle}°", "px", LENGTHS, shaken(angle)) for angle in (0, 20, 90, 125)),
    Sweep(Criterion.MOTION, "shaken and noisy", "px", LENGTHS, lambda rgb, length: noisy(shaken(20)(rgb, length), 8)),
    Sweep(Criterion.NOISE, "noisy", "SD of 255", (0, 4, 8, 16, 32, 48), noisy),
    Sweep(Criterion.EXPOSURE, "too dark", "stops", (0, 1, 2, 3, 4), lambda rgb, stops: degrade.exposed(rgb, -stops)),
    Sweep(Criterion.EXPOSURE, "too bright", "stops", (0, 1, 2, 3, 4), degrade.exposed),
    Sweep(
        Criterion.COMPRESSION,
        "compressed, saved again at 95",
        "100 − quality",
        (5, 40, 60, 75, 85, 92),
        lambda rgb, loss: degrade.compressed(degrade.compressed(rgb, round(100 - loss)), 95),
    ),
    Sweep(Criterion.HORIZON, "tilted", "degrees", (0, 2, 4, 6, 8), tilted),
    Sweep(Criterion.CAST, "wrong white balance", "stops", (0, 0.4, 0.8, 1.2, 1.6), tinted),
)


def picture(full: Pixels, *, native: bool = False, **known: object) -> Picture:
    """``full`` as scoring gets it; with its pixels at native size where ``native``; ``known`` to the metadata."""
    height, width = full.shape[:2]
    share = min(1.0, WORKING_SIDE / max(height, width))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    rgb = full if share == 1.0 else np.asarray(cv2.resize(full, size, interpolation=cv2.INTER_AREA), np.uint8)
    metadata = Metadata(width=width, height=height, **known)
    return Picture(rgb, metadata, native=_reader(full) if native else None)


def _reader(full: Pixels) -> Native:
    height, width = full.shape[:2]

    def read(part: Region) -> Pixels:
        left, right = math.floor(part.left * width), math.ceil(part.right * width)
        top, bottom = math.floor(part.top * height), math.ceil(part.bottom * height)
        return np.ascontiguousarray(full[top:bottom, left:right])

    return read


def photographs(folder: Path, most: int) -> list[tuple[Path, Pixels]]:
    """At most ``most`` of the JPEGs below ``folder``, evenly from all of it, as uint8 RGB and upright."""
    found = sorted(folder.rglob("*.jpg"))
    chosen = found[:: max(1, len(found) // most)][:most]
    return [(path, cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)) for path in chosen]
