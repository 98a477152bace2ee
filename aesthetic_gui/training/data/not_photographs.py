"""What lies in folders of photographs and is none: blank frames, test charts, noise, screens, pages, blurred faces.

A model must say nothing sure of such a picture; with these it is measured how far they are from what it learned from.
All are drawn here, seeded; only the faces are a crop of a photograph, NASA's portrait in scikit-image (public domain).
:data:`KINDS` names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from aesthetic_gui.training.data import drawn_pages

Picture = NDArray[np.uint8]
Values = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int, int], Picture]

SHORTEST, LONGEST = 320, 640  # pixels, of the longest side
_ASPECTS = (3 / 2, 2 / 3, 4 / 3, 3 / 4, 16 / 9, 1.0)
_FACE = (185, 75, 265, 165)  # left, top, right, bottom of the face in the portrait, 512 px
_ENLARGED = 8


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of picture: its id, how many are drawn, and by what, given a generator, a width and a height."""

    id: str
    times: int
    draw: Draw


def not_photographs(seed: int) -> Iterator[tuple[str, Picture]]:
    """All of :data:`KINDS`: a name, and uint8 (h, w, 3) sRGB, the longest side 320 to 640 px.

    The same seed gives the same pixels, where Pillow and Matplotlib are the same; each picture has a generator of its
    own, so that a new kind changes no other.
    """
    for kind in KINDS:
        for number in range(kind.times):
            rng = np.random.default_rng([seed, number, *kind.id.encode()])
            yield f"{kind.id}-{number + 1}", kind.draw(rng, *_size(rng))


def _size(rng: np.random.Generator) -> tuple[int, int]:
    aspect, longest = rng.choice(_ASPECTS), rng.integers(SHORTEST, LONGEST + 1)
    return round(longest * min(1.0, aspect)), round(longest / max(1.0, aspect))


def _flat(rng: np.random.Generator, width: int, height: int) -> Picture:
    """One shade of grey, without any noise."""
    return np.full((height, width, 3), rng.integers(40, 216), np.uint8)


def _flat_colour(rng: np.random.Generator, width: int, height: int) -> Picture:
    return np.ascontiguousarray(np.broadcast_to(rng.integers(0, 256, 3, np.uint8), (height, width, 3)))


def _black(_rng: np.random.Generator, width: int, height: int) -> Picture:
    return np.zeros((height, width, 3), np.uint8)


def _lens_cap(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Exposed with the cap on: read noise, a few hot pixels, and a glow from one corner of the sensor."""
    values = 3 + 4 * rng.standard_normal((height, width, 3))
    across, down = _grid(width, height)
    values += 12 * np.exp(-4 * np.hypot(across, down))[..., None] * (1.0, 0.3, 0.5)
    values[rng.random((height, width)) < 2e-4] = 200
    return _bytes(values)


def _white(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Over-exposed: all white but for corners a little darker."""
    across, down = _grid(width, height)
    fall = rng.uniform(0, 30) * np.maximum(0, np.hypot(across - 0.5, down - 0.5) - 0.45)
    return _bytes(255 - fall[..., None] + rng.standard_normal((height, width, 3)))


def _gradient(rng: np.random.Generator, width: int, height: int) -> Picture:
    """From one colour to another along any direction."""
    across, down = _grid(width, height)
    angle = rng.uniform(0, 2 * np.pi)
    along = across * np.cos(angle) + down * np.sin(angle)
    share = ((along - along.min()) / np.ptp(along))[..., None]
    first, last = rng.uniform(0, 255, (2, 3))
    return _bytes(first + share * (last - first))


def _radial(rng: np.random.Generator, width: int, height: int) -> Picture:
    """From one colour in the middle to another in the corners."""
    across, down = _grid(width, height)
    share = (np.hypot(across - 0.5, down - 0.5) / np.sqrt(0.5))[..., None]
    first, last = rng.uniform(0, 255, (2, 3))
    return _bytes(first + share * (last - first))


def _hues(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Every hue across, from saturated to black or to white below."""
    across, down = _grid(width, height)
    full = np.full_like(across, 255)
    planes = [across * 255, full, 255 - down * 255] if rng.random() < 0.5 else [across * 255, 255 - down * 255, full]
    return np.array(Image.merge("HSV", [Image.fromarray(_bytes(plane)) for plane in planes]).convert("RGB"), np.uint8)


def _colour_bars(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Eight bars at 75 or 100 %, as television sends them, and below them a ramp of grey."""
    level = rng.choice((191, 255))
    bars = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 1], [0, 1, 0], [1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 0, 0]]) * level
    across, down = _grid(width, height)
    ramp = np.floor(across * 16)[..., None] * 17
    return _bytes(np.where((down < 0.75)[..., None], bars[(across * 8).astype(int)], ramp))


def _grey_steps(rng: np.random.Generator, width: int, height: int) -> Picture:
    steps = int(rng.integers(8, 22))
    across, down = _grid(width, height)
    shade = np.floor(across * steps) / (steps - 1)
    return _bytes(255 * np.where(down < 0.5, shade, 1 - shade)[..., None].repeat(3, axis=2))


def _patches(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Twenty-four coloured patches on black, as on a card for setting colours."""
    across, down = _grid(width, height)
    column, row = across * 6, down * 4
    colours = rng.uniform(20, 240, (4, 6, 3))
    within = (np.abs(column % 1 - 0.5) < 0.42) & (np.abs(row % 1 - 0.5) < 0.42)
    return _bytes(colours[row.astype(int), column.astype(int)] * within[..., None])


def _zone_plate(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Rings ever finer outwards, up to one a pixel and a half."""
    across, down = np.arange(width) - width / 2, np.arange(height)[:, None] - height / 2
    finest = rng.uniform(0.3, 0.7) * np.pi / max(width, height)
    return _grey(127.5 + 127.5 * np.cos(finest * (across**2 + down**2)))


def _siemens_star(rng: np.random.Generator, width: int, height: int) -> Picture:
    across, down = np.arange(width) - width / 2, np.arange(height)[:, None] - height / 2
    spokes = int(rng.integers(12, 60))
    inside = np.hypot(across, down) < 0.48 * min(width, height)
    return _grey(np.where(inside, 255.0 * (np.sin(spokes * np.arctan2(down, across)) > 0), 255.0))


def _checkerboard(rng: np.random.Generator, width: int, height: int) -> Picture:
    cell = int(rng.integers(4, 60))
    dark, light = rng.integers(0, 100), rng.integers(150, 256)
    odd = (np.arange(width) // cell + np.arange(height)[:, None] // cell) % 2
    return _grey(np.where(odd == 1, float(light), float(dark)))


def _lines(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Groups of black and white lines, each group finer than the one before."""
    down = np.arange(height)[:, None] * 6 // height
    pitch = np.maximum(2, rng.integers(10, 24) // (down + 1))
    upright = (np.arange(width) // pitch) % 2
    return _grey(255.0 * np.broadcast_to(upright, (height, width)))


def _colour_noise(rng: np.random.Generator, width: int, height: int) -> Picture:
    return rng.integers(0, 256, (height, width, 3), np.uint8)


def _grey_noise(rng: np.random.Generator, width: int, height: int) -> Picture:
    return _grey(128 + rng.uniform(20, 60) * rng.standard_normal((height, width)))


def _specks(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Grey with black and white specks, as from a broken memory."""
    share = rng.uniform(0.05, 0.4)
    specks = rng.choice((0.0, 255.0), (height, width))
    return _grey(np.where(rng.random((height, width)) < share, specks, 128.0))


def _blocks(rng: np.random.Generator, width: int, height: int) -> Picture:
    """Blocks of any colour, as a damaged file decodes to."""
    cell = int(rng.integers(8, 33))
    colours = rng.integers(0, 256, (-(-height // cell), -(-width // cell), 3), np.uint8)
    return np.ascontiguousarray(colours.repeat(cell, axis=0).repeat(cell, axis=1)[:height, :width])


def _pink_noise(rng: np.random.Generator, width: int, height: int) -> Picture:
    """As strong at every scale: amplitude 1/f, in three channels of their own."""
    spectrum = np.fft.rfft2(rng.standard_normal((3, height, width)))
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    frequency[0, 0] = np.inf
    values = np.fft.irfft2(spectrum / frequency, (height, width))
    return _bytes(128 + 50 * np.moveaxis(values / values.std(), 0, -1))


def _face(rng: np.random.Generator, _width: int, _height: int) -> Picture:
    """A part of a face, far too tight: 40 to 80 px of the portrait, eight times enlarged and blurred."""
    from skimage import data

    side = int(rng.integers(SHORTEST, LONGEST + 1)) // _ENLARGED
    left = int(rng.integers(_FACE[0], _FACE[2] - side + 1))
    top = int(rng.integers(_FACE[1], _FACE[3] - side + 1))
    part = Image.fromarray(data.astronaut()).crop((left, top, left + side, top + side))
    large = part.resize((side * _ENLARGED, side * _ENLARGED), Image.Resampling.BICUBIC)
    return np.array(large.filter(ImageFilter.GaussianBlur(rng.uniform(2, 8))), np.uint8)


def _grid(width: int, height: int) -> tuple[Values, Values]:
    """Where each pixel lies across and down, 0 to less than 1, float64 (h, w) each."""
    down, across = np.mgrid[:height, :width]
    return across / width, down / height


def _grey(values: Values) -> Picture:
    return _bytes(np.broadcast_to(values[..., None], (*values.shape, 3)))


def _bytes(values: Values) -> Picture:
    return np.ascontiguousarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


KINDS: tuple[Kind, ...] = (
    Kind("flat-grey", 2, _flat),
    Kind("flat-colour", 2, _flat_colour),
    Kind("black-frame", 1, _black),
    Kind("lens-cap", 2, _lens_cap),
    Kind("white-frame", 2, _white),
    Kind("gradient", 2, _gradient),
    Kind("radial-gradient", 2, _radial),
    Kind("hues", 1, _hues),
    Kind("colour-bars", 2, _colour_bars),
    Kind("grey-steps", 1, _grey_steps),
    Kind("patches", 1, _patches),
    Kind("zone-plate", 2, _zone_plate),
    Kind("siemens-star", 2, _siemens_star),
    Kind("checkerboard", 3, _checkerboard),
    Kind("lines", 1, _lines),
    Kind("colour-noise", 1, _colour_noise),
    Kind("grey-noise", 2, _grey_noise),
    Kind("specks", 1, _specks),
    Kind("blocks", 2, _blocks),
    Kind("pink-noise", 2, _pink_noise),
    Kind("face", 4, _face),
    *(Kind(*page) for page in drawn_pages.PAGES),
)
