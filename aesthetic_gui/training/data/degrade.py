"""What may be done to a photograph without making it another one, and what makes it worse.

Every change takes a photograph uint8 (h, w, 3) sRGB and a random generator, draws its strength from the range its
title names, and gives back a new C-contiguous uint8 array; the same generator state gives the same pixels, and the
photograph itself is not touched. :data:`ALTERATIONS` names them all: *degradations* (``worse``) that any
photographer would call a loss, and *cues* that must not tell good from ordinary. Strengths are relative to the
picture (its longest side, its range of values), except noise and JPEG, which work on its pixels.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from aesthetic_gui.training.recipe import Augment

Picture = NDArray[np.uint8]
Change = Callable[[Picture, np.random.Generator], Picture]

_FILTERS = (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS, Image.Resampling.BOX)


@dataclass(frozen=True, slots=True)
class Alteration:
    """One change: its id, what a report calls it, whether it is a loss (``worse``), and how it is made."""

    id: str
    title: str
    worse: bool
    change: Change


def crop(rgb: Picture, rng: np.random.Generator) -> Picture:
    """A part of it: 75 to 95 % of each side, the same of both, anywhere."""
    height, width = rgb.shape[:2]
    share = rng.uniform(0.75, 0.95)
    part_height, part_width = max(1, round(height * share)), max(1, round(width * share))
    top, left = rng.integers(height - part_height + 1), rng.integers(width - part_width + 1)
    return np.ascontiguousarray(rgb[top : top + part_height, left : left + part_width])


def tilt(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Turned by 2 to 6 degrees either way, cut to the largest rectangle of the same aspect without corners."""
    angle = rng.uniform(2, 6) * rng.choice((-1, 1))
    height, width = rgb.shape[:2]
    radians = math.radians(abs(angle))
    longest = max(width, height) / min(width, height)
    share = 1 / (math.cos(radians) + longest * math.sin(radians))
    turned = Image.fromarray(rgb).rotate(angle, Image.Resampling.BICUBIC)
    part_width, part_height = max(1, int(width * share)), max(1, int(height * share))
    left, top = (width - part_width) // 2, (height - part_height) // 2
    return _array(turned.crop((left, top, left + part_width, top + part_height)))


def quarter_turn(rgb: Picture, rng: np.random.Generator) -> Picture:
    """On its side, either way."""
    return np.ascontiguousarray(np.rot90(rgb, int(rng.choice((1, 3)))))


def aspect(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Stretched by up to 15 % in width or in height."""
    height, width = rgb.shape[:2]
    stretch = math.exp(rng.uniform(-1, 1) * math.log(1.15) / 2)
    return _array(Image.fromarray(rgb).resize((max(1, round(width * stretch)), max(1, round(height / stretch)))))


def border(rgb: Picture, rng: np.random.Generator) -> Picture:
    """A frame of 2 to 6 % of the longest side, white, black or grey."""
    frame = max(1, round(rng.uniform(0.02, 0.06) * max(rgb.shape[:2])))
    shade = int(rng.choice((255, 0, 128)))
    return np.pad(rgb, ((frame, frame), (frame, frame), (0, 0)), constant_values=shade)


def cast(rgb: Picture, rng: np.random.Generator) -> Picture:
    """A faint cast: the linear channels are scaled by up to 15 % against each other."""
    return gained(rgb, np.exp(rng.uniform(-1, 1, 3) * math.log(1.15) / 2))


def greyscale(rgb: Picture, _rng: np.random.Generator) -> Picture:
    """Black and white by luma (ITU-R BT.601), in three equal channels."""
    return _array(Image.fromarray(rgb).convert("L").convert("RGB"))


def blur(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Out of focus: Gaussian, σ 0.8 to 2 % of the longest side."""
    radius = rng.uniform(0.008, 0.02) * max(rgb.shape[:2])
    return _array(Image.fromarray(rgb).filter(ImageFilter.GaussianBlur(radius)))


def motion_blur(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Shaken: smeared along a line of any direction, 3 to 8 % of the longest side long."""
    length = max(3, round(rng.uniform(0.03, 0.08) * max(rgb.shape[:2])))
    return smeared(rgb, length, rng.uniform(0, math.pi))


def smeared(rgb: Picture, length: int, angle: float) -> Picture:
    """Moved along a straight line of ``length`` pixels (1: as it was) while the shutter was open; ``angle`` in
    radians."""
    import cv2

    kernel = np.zeros((length, length), np.float32)
    along = np.linspace(-(length - 1) / 2, (length - 1) / 2, 2 * length)
    rows = np.rint(along * math.sin(angle) + (length - 1) / 2).astype(int)
    columns = np.rint(along * math.cos(angle) + (length - 1) / 2).astype(int)
    np.add.at(kernel, (rows, columns), 1)
    moved = cv2.filter2D(rgb, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT)
    return np.asarray(moved, np.uint8)


def noise(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Noisy: normal noise of SD 25 to 60 (of 255), of each pixel and half of it common to the channels."""
    return noisy(rgb, rng.uniform(25, 60), rng)


def noisy(rgb: Picture, sd: float, rng: np.random.Generator) -> Picture:
    """Normal noise of ``sd`` (of 255) in each channel, half of its variance common to the channels."""
    common = rng.standard_normal(rgb.shape[:2], np.float32)[..., None]
    own = rng.standard_normal(rgb.shape, np.float32)
    return _clipped(rgb + np.float32(sd * math.sqrt(0.5)) * (common + own))


def flat(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Flat: 20 to 45 % of its contrast left, around middle grey."""
    share = np.float32(rng.uniform(0.2, 0.45))
    return _clipped(128 + (rgb.astype(np.float32) - 128) * share)


def strong_cast(rgb: Picture, rng: np.random.Generator) -> Picture:
    """Wrong white balance: one linear channel 2 to 4 times too strong, or as much too weak."""
    gains = np.ones(3)
    gains[rng.integers(3)] = rng.uniform(2, 4) ** rng.choice((-1, 1))
    return gained(rgb, gains)


def _resampled(least: float, most: float) -> Change:
    """Reduced to a share of ``least`` to ``most`` and enlarged again, each with a filter of four drawn at random."""

    def change(rgb: Picture, rng: np.random.Generator) -> Picture:
        height, width = rgb.shape[:2]
        share = rng.uniform(least, most)
        down, up = (_FILTERS[place] for place in rng.integers(len(_FILTERS), size=2))
        small = Image.fromarray(rgb).resize((max(1, round(width * share)), max(1, round(height * share))), down)
        return _array(small.resize((width, height), up))

    return change


def _compressed(least: int, most: int) -> Change:
    """As JPEG of quality ``least`` to ``most``."""

    def change(rgb: Picture, rng: np.random.Generator) -> Picture:
        return compressed(rgb, int(rng.integers(least, most + 1)))

    return change


def compressed(rgb: Picture, quality: int) -> Picture:
    """Saved as JPEG of ``quality`` (1 to 95, as libjpeg counts) and read again."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=quality)
    return _array(Image.open(file))


def exposed(rgb: Picture, stops: float) -> Picture:
    """Exposed by ``stops`` more (or less, below 0), clipped at white."""
    return gained(rgb, np.full(3, 2.0**stops))


def gained(rgb: Picture, gains: NDArray[np.float64]) -> Picture:
    """Each channel scaled in linear light (sRGB, IEC 61966-2-1), clipped at white."""
    values = np.arange(256) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    scaled = np.clip(linear[:, None] * gains, 0, 1)
    encoded = np.where(scaled <= 0.0031308, scaled * 12.92, 1.055 * scaled ** (1 / 2.4) - 0.055)
    table = np.rint(encoded * 255).astype(np.uint8)
    return np.ascontiguousarray(table[rgb, np.arange(3)])


def _clipped(values: NDArray[np.float32]) -> Picture:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _array(image: Image.Image) -> Picture:
    return np.array(image, np.uint8)


ALTERATIONS: tuple[Alteration, ...] = (
    Alteration("mirror", "Mirrored", False, lambda rgb, _: np.ascontiguousarray(rgb[:, ::-1])),
    Alteration("crop", "Cropped to 75–95 % of each side", False, crop),
    Alteration("tilt", "Tilted by 2–6°, corners cut", False, tilt),
    Alteration("quarter_turn", "Turned on its side", False, quarter_turn),
    Alteration("aspect", "Stretched by up to 15 %", False, aspect),
    Alteration("border", "Framed, 2–6 % of the longest side", False, border),
    Alteration("resample", "Resampled, 50–90 % and back", False, _resampled(0.5, 0.9)),
    Alteration("jpeg", "JPEG, quality 50–95", False, _compressed(50, 95)),
    Alteration("exposure", "Exposure ±⅓ stop", False, lambda rgb, rng: exposed(rgb, rng.uniform(-1 / 3, 1 / 3))),
    Alteration("cast", "Faint colour cast", False, cast),
    Alteration("greyscale", "Black and white", False, greyscale),
    Alteration("blur", "Out of focus, σ 0.8–2 %", True, blur),
    Alteration("motion_blur", "Shaken, 3–8 %", True, motion_blur),
    Alteration("noise", "Noise, SD 25–60 of 255", True, noise),
    Alteration("heavy_jpeg", "JPEG, quality 3–12", True, _compressed(3, 12)),
    Alteration("low_resolution", "Enlarged from 12–25 %", True, _resampled(0.12, 0.25)),
    Alteration("underexposed", "2–4 stops too dark", True, lambda rgb, rng: exposed(rgb, -rng.uniform(2, 4))),
    Alteration("overexposed", "1½–3 stops too bright", True, lambda rgb, rng: exposed(rgb, rng.uniform(1.5, 3))),
    Alteration("flat", "Contrast 20–45 %", True, flat),
    Alteration("strong_cast", "Wrong white balance", True, strong_cast),
)
DEGRADATIONS: tuple[Alteration, ...] = tuple(row for row in ALTERATIONS if row.worse)
CUES: tuple[Alteration, ...] = tuple(row for row in ALTERATIONS if not row.worse)


def view(rgb: Picture, number: int, chances: Augment, rng: np.random.Generator) -> Picture:
    """View ``number`` of uint8 (h, w, 3): 0 is the photograph itself, any other changed with the ``chances``."""
    if number == 0:
        return rgb
    changes = {row.id: row.change for row in CUES}
    for name, chance in chances.by_change().items():
        if rng.random() < chance:
            rgb = changes[name](rgb, rng)
    return rgb


def degraded(rgb: Picture, rng: np.random.Generator) -> tuple[Picture, int]:
    """A worse copy, and which of :data:`DEGRADATIONS` made it."""
    kind = int(rng.integers(len(DEGRADATIONS)))
    return DEGRADATIONS[kind].change(rgb, rng), kind
