"""Real photographs that are odd, and photographs all the same: a model must not call them unlike what it knows.

All lie inside of scikit-image (CC0 or public domain) and scikit-learn (CC BY 2.0); ``resources/sample-shoot.toml``
names their makers. What is not there: panning, thick fog, high key; for those a labelled corpus has to serve.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.training.data.folders import read_rgb

_SKIMAGE, _SKLEARN = ("skimage", "data"), ("sklearn", "datasets/images")


@dataclass(frozen=True, slots=True)
class Odd:
    """One of them: its id says what is odd; ``box`` is left, top, right, bottom as parts of the file's picture."""

    id: str
    wheel: tuple[str, str]
    file: str
    box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


ODD: tuple[Odd, ...] = (
    Odd("night-sky", _SKIMAGE, "hubble_deep_field.jpg"),
    Odd("night-sky-close", _SKIMAGE, "hubble_deep_field.jpg", (0.5, 0.4, 1.0, 0.9)),
    Odd("blue-hour", _SKIMAGE, "rocket.jpg"),
    Odd("silhouettes", _SKIMAGE, "rocket.jpg", (0.0, 0.0, 0.4, 1.0)),
    Odd("low-key", _SKLEARN, "flower.jpg", (0.0, 0.3, 0.6, 1.0)),
    Odd("macro", _SKLEARN, "flower.jpg", (0.22, 0.15, 0.73, 0.85)),
    Odd("close-up", _SKIMAGE, "chelsea.png", (0.25, 0.15, 0.8, 0.95)),
    Odd("haze", _SKLEARN, "china.jpg", (0.55, 0.2, 1.0, 0.65)),
    Odd("empty-sky", _SKLEARN, "china.jpg", (0.0, 0.0, 1.0, 0.5)),
    Odd("black-and-white", _SKIMAGE, "camera.png"),
    Odd("low-contrast", _SKIMAGE, "moon.png"),
    Odd("texture-grass", _SKIMAGE, "grass.png"),
    Odd("texture-stones", _SKIMAGE, "gravel.png"),
    Odd("texture-bricks", _SKIMAGE, "brick.png"),
    Odd("still-life", _SKIMAGE, "coffee.png", (0.1, 0.0, 0.75, 0.95)),
    Odd("objects-on-black", _SKIMAGE, "coins.png"),
)


def odd_photographs() -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Each of :data:`ODD`: its id, and uint8 (h, w, 3) sRGB, 190 to 640 px on the longest side."""
    for odd in ODD:
        rgb = read_rgb(_path(odd))
        height, width = rgb.shape[:2]
        left, top, right, bottom = odd.box
        part = rgb[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
        yield odd.id, np.ascontiguousarray(part)


def _path(odd: Odd) -> Path:
    package, folder = odd.wheel
    found = importlib.util.find_spec(package)
    assert found is not None  # both are dependencies
    assert found.origin is not None
    return Path(found.origin).parent / folder / odd.file
