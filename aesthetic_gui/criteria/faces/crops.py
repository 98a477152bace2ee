"""Turned squares: where a face or an eye lies, its pixels as a network wants them, and the way back for its points.

They are cut as MediaPipe's graphs do it (``DetectionsToRects``, ``RectTransformation``, ``ImageToTensor``): centred on
a box, widened, and turned so that the line between two points lies level.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray


class Square(NamedTuple):
    """A square in a picture: centre and side in pixels, ``turn`` in radians, clockwise as one sees it."""

    x: float
    y: float
    side: float
    turn: float = 0.0

    @property
    def to_picture(self) -> NDArray[np.float64]:
        """The matrix (2, 3) that takes shares of the square, 0 to 1, to pixels of the picture."""
        across = self.side * math.cos(self.turn)
        down = self.side * math.sin(self.turn)
        return np.array(
            [
                [across, -down, self.x - (across - down) / 2],
                [down, across, self.y - (across + down) / 2],
            ]
        )


def around(points: NDArray[np.floating], level: NDArray[np.floating], wider: float) -> Square:
    """The square ``wider`` times as wide as what holds ``points`` (n, 2), turned so that ``level`` (2, 2) is level."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    across, down = level[1] - level[0]
    side = float((high - low).max()) * wider
    return Square(float(middle[0]), float(middle[1]), side, math.atan2(float(down), float(across)))


def cut(rgb: NDArray[np.uint8], square: Square, size: int) -> NDArray[np.float32]:
    """The pixels of ``square``, float32 (size, size, 3), 0 to 1; beyond the edge its pixels go on.

    Where it gets smaller, more pixels are taken first and averaged, so that nothing flickers with a pixel's shift.
    """
    finer = max(1, min(8, math.ceil(square.side / size / 1.5)))
    wanted = size * finer
    there = square.to_picture @ np.diag([1 / wanted, 1 / wanted, 1.0])
    there[:, 2] += there[:, :2] @ (0.5, 0.5) - 0.5  # from a pixel's middle to a pixel's middle
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    pixels = cv2.warpAffine(rgb, there, (wanted, wanted), flags=how, borderMode=cv2.BORDER_REPLICATE)
    if finer > 1:
        pixels = cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA)
    return pixels.astype(np.float32) / np.float32(255)


def framed(rgb: NDArray[np.uint8], square: Square, size: int) -> NDArray[np.float32]:
    """The pixels of a level ``square`` of whole pixels, as :func:`cut`, but black beyond the edge, and quicker."""
    left, top = round(square.x - square.side / 2), round(square.y - square.side / 2)
    side = round(square.side)
    inside = rgb[max(0, top) : max(0, top + side), max(0, left) : max(0, left + side)]
    height, width = (max(1, round(length * size / side)) for length in inside.shape[:2])
    right, down = (round(max(0, -begin) * size / side) for begin in (left, top))
    pixels = np.zeros((size, size, 3), np.float32)
    smaller = cv2.resize(inside, (width, height), interpolation=cv2.INTER_AREA)
    pixels[down : down + height, right : right + width] = smaller[: size - down, : size - right]
    return pixels * np.float32(1 / 255)


def placed(points: NDArray[np.floating], square: Square) -> NDArray[np.float32]:
    """``points`` (n, 2), in shares of ``square``, as pixels of the picture."""
    matrix = square.to_picture
    return (points @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
