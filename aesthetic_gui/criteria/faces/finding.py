"""From a photograph to its faces, the largest first; and from a crop to the one that it shows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.crops import Square
from aesthetic_gui.criteria.faces.detector import Found, detect
from aesthetic_gui.criteria.faces.mesh import square_of
from aesthetic_gui.criteria.faces.reading import View, read_face
from aesthetic_gui.criteria.picture import Native
from aesthetic_gui.facts import Face, Region

CROP_WIDER = 1.2  # than a picture that is one aligned face: what the mesh is used to
_AROUND = 0.25  # of the squares: what else of the photograph is read at native size


def find(rgb: NDArray[np.uint8], scale: float = 1.0, native: Native | None = None) -> tuple[Face, ...]:
    """All faces in ``rgb``, uint8 (h, w, 3), upright sRGB; the largest first.

    ``scale``: pixels of the full photograph for each of ``rgb``, 1 or more. ``native`` reads a part of the photograph
    at its full size: where it is given it is asked once, for the part that has all faces, and eyes and sharpness are
    read there. Raises ``BadPack`` where the networks cannot be read, and what ``native`` raises.
    """
    view = View(rgb, scale, max(rgb.shape[:2]) * scale)
    found = detect(rgb)
    if native is not None and scale > 1 and found:
        faces = _closely(view, found, native)
    else:
        faces = [read_face(view, square_of(one), one.confidence) for one in found]
    return tuple(sorted((face for face in faces if face), key=_area, reverse=True))


def of_crop(rgb: NDArray[np.uint8]) -> Face | None:
    """The face that ``rgb``, uint8 (h, w, 3), is a crop of; None where it shows none. Raises as :func:`find` does."""
    height, width = rgb.shape[:2]
    longest = float(max(height, width))
    return read_face(View(rgb, 1.0, longest), Square(width / 2, height / 2, longest * CROP_WIDER), 1.0)


def _closely(view: View, found: Sequence[Found], native: Native) -> list[Face | None]:
    """The faces, read at the photograph's own size."""
    squares = [square_of(one) for one in found]
    part = _part(view, squares)
    close = View(native(part), 1.0, view.longest, part)
    moved = [_moved(square, view, close) for square in squares]
    return [read_face(close, square, one.confidence) for square, one in zip(moved, found, strict=True)]


def _part(view: View, squares: Sequence[Square]) -> Region:
    """What has all ``squares`` and something around them."""
    half = [square.side * (0.5 + _AROUND) for square in squares]
    ends = [
        (square.x + way * reach, square.y + way * reach)
        for square, reach in zip(squares, half, strict=True)
        for way in (-1, 1)
    ]
    return view.region(np.array(ends))


def _moved(square: Square, view: View, close: View) -> Square:
    """``square`` of ``view`` in pixels of ``close``."""
    height, width = view.rgb.shape[:2]
    finer = close.rgb.shape[1] / ((close.part.right - close.part.left) * width)
    return Square(
        (square.x - close.part.left * width) * finer,
        (square.y - close.part.top * height) * finer,
        square.side * finer,
        square.turn,
    )


def _area(face: Face) -> float:
    return (face.box.right - face.box.left) * (face.box.bottom - face.box.top)
