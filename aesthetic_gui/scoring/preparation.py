"""How a photograph is brought to the network: part of the model, so a pack describes it as data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Mode = Literal["square", "own_aspect"]
Filter = Literal["nearest", "area", "bilinear", "bicubic", "lanczos"]

MODES: tuple[str, ...] = get_args(Mode)
FILTERS: tuple[str, ...] = get_args(Filter)
_PILLOW = {
    "nearest": Image.Resampling.NEAREST,
    "area": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
_LONGEST_ASPECT = 4.0  # a panorama beyond 4:1 is squeezed to it: the network's receptive field sees nothing in a strip


@dataclass(frozen=True, slots=True)
class Preparation:
    """The ``[input]`` table of a pack.

    ``square``: both sides become √``pixels``. ``own_aspect``: the photograph keeps its aspect (within 4:1) and
    gets about ``pixels`` pixels; each side is rounded to ``multiple``, so that photographs of one camera share a
    shape and are batched. Values become ``rgb * scale + offset``.
    """

    mode: Mode
    filter: Filter
    pixels: int
    multiple: int
    scale: float
    offset: float

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) of the network's input for a photograph of ``width`` x ``height`` pixels."""
        if self.mode == "square":
            side = round(math.sqrt(self.pixels))
            return side, side
        aspect = min(max(width / height, 1 / _LONGEST_ASPECT), _LONGEST_ASPECT)
        return self._rounded(math.sqrt(self.pixels * aspect)), self._rounded(math.sqrt(self.pixels / aspect))

    def prepare(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """uint8 (h, w, 3) sRGB to the network's float32 (h', w', 3). Raises ``ValueError`` for any other array."""
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or 0 in rgb.shape:
            raise ValueError(f"expected uint8 (h, w, 3), got {rgb.dtype} {rgb.shape}")
        size = self.size(rgb.shape[1], rgb.shape[0])
        resized = Image.fromarray(rgb).resize(size, _PILLOW[self.filter])
        return np.asarray(resized, np.float32) * np.float32(self.scale) + np.float32(self.offset)

    def _rounded(self, side: float) -> int:
        return max(1, round(side / self.multiple)) * self.multiple
