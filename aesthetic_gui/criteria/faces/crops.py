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


def cut(rgb: NDArray[np.uint8], square: Square, size: int, border: int = cv2.BORDER_REPLICATE) -> NDArray[np.float32]:
    """The pixels of ``square``, float32 (size, size, 3), 0 to 1; beyond the edge ``border`` tells what is there.

    Where it gets smaller, more pixels are taken first and averaged, so that nothing flickers with a pixel's shift.
    """
    finer = max(1, min(8, math.ceil(square.side / size / 1.5)))
    wanted = size * finer
    there = square.to_picture @ np.diag([1 / wanted, 1 / wanted, 1.0])
    there[:, 2] += there[:, :2] @ (0.5, 0.5) - 0.5  # from a pixel's middle to a pixel's middle
    cropped = cv2.warpAffine(
        rgb, there, (wanted, wanted), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=border
    )
    if finer > 1:
        cropped = cv2.resize(cropped, (size, size), interpolation=cv2.INTER_AREA)
    return cropped.astype(np.float32) / np.float32(255)


def placed(points: NDArray[np.floating], square: Square) -> NDArray[np.float32]:
    """``points`` (n, 2), in shares of ``square``, as pixels of the picture."""
    matrix = square.to_picture
    return (points @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
