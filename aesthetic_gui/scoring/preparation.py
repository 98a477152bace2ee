"""How a photograph is brought to the network: part of the model, so a pack describes it as data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from aesthetic_gui.later import NDArray, later, np

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = later("PIL.Image")

Mode = Literal["square", "letterbox", "own_aspect"]
Filter = Literal["nearest", "area", "bilinear", "bicubic", "lanczos"]

MODES: tuple[str, ...] = get_args(Mode)
FILTERS: tuple[str, ...] = get_args(Filter)
_PILLOW = {  # of PIL.Image.Resampling
    "nearest": "NEAREST",
    "area": "BOX",
    "bilinear": "BILINEAR",
    "bicubic": "BICUBIC",
    "lanczos": "LANCZOS",
}
_LONGEST_ASPECT = 4.0  # a panorama beyond 4:1 is squeezed to it: the network's receptive field sees nothing in a strip


@dataclass(frozen=True, slots=True)
class Preparation:
    """The ``[input]`` table of a pack.

    ``square``: both sides become √``pixels``. ``letterbox``: so does the longest side, the other keeps the
    photograph's aspect (within 4:1), and what is left on both sides of it is grey: 0 to the network, the mean of
    what it was trained with. ``own_aspect``: the photograph keeps its aspect (within 4:1) and
    gets about ``pixels`` pixels. Each side is rounded to ``multiple``: photographs of one camera share a shape and are
    batched, and a network that halves its maps meets no odd ones. Values become ``rgb * scale + offset``.
    """

    mode: Mode
    filter: Filter
    pixels: int
    multiple: int
    scale: float = 1 / 127.5  # to -1 … 1, as MobileNet takes them
    offset: float = -1.0

    def size(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) of the network's input for a photograph of ``width`` x ``height`` pixels."""
        if self.mode != "own_aspect":
            side = self._rounded(math.sqrt(self.pixels))
            return side, side
        aspect = _within_limits(width / height)
        return self._rounded(math.sqrt(self.pixels * aspect)), self._rounded(math.sqrt(self.pixels / aspect))

    def frame(self, width: int, height: int) -> tuple[int, int, int, int]:
        """(left, top, right, bottom) of the photograph in the network's input, in its pixels: all but grey borders."""
        wide, high = self.size(width, height)
        if self.mode != "letterbox":
            return 0, 0, wide, high
        aspect = _within_limits(width / height)
        part_wide, part_high = round(wide * min(aspect, 1)), round(high * min(1 / aspect, 1))
        left, top = (wide - part_wide) // 2, (high - part_high) // 2
        return left, top, left + part_wide, top + part_high

    def prepare(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """uint8 (h, w, 3) sRGB to the network's float32 (h', w', 3). Raises ``ValueError`` for any other array."""
        if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or 0 in rgb.shape:
            raise ValueError(f"expected uint8 (h, w, 3), got {rgb.dtype} {rgb.shape}")
        width, height = self.size(rgb.shape[1], rgb.shape[0])
        left, top, right, bottom = self.frame(rgb.shape[1], rgb.shape[0])
        resized = Image.fromarray(rgb).resize((right - left, bottom - top), Image.Resampling[_PILLOW[self.filter]])
        prepared = np.zeros((height, width, 3), np.float32)
        prepared[top:bottom, left:right] = np.asarray(resized, np.float32) * np.float32(self.scale) + np.float32(
            self.offset
        )
        return prepared

    def _rounded(self, side: float) -> int:
        return max(1, round(side / self.multiple)) * self.multiple


def _within_limits(aspect: float) -> float:
    return min(max(aspect, 1 / _LONGEST_ASPECT), _LONGEST_ASPECT)
