"""From a photograph to its faces, the largest first; and from a crop to the one that it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.crops import Square
from aesthetic_gui.criteria.faces.detector import Found, detect
from aesthetic_gui.criteria.faces.mesh import mesh_in, square_of
from aesthetic_gui.criteria.faces.reading import View, read_face, unread_face
from aesthetic_gui.criteria.faces.states import large_enough
from aesthetic_gui.criteria.picture import Native
from aesthetic_gui.facts import Face, Region

CROP_WIDER = (1.2, 1.35)  # than a picture that is one aligned face: what the mesh is used to
_A_FACE = 0.5  # the mesh's certainty, below which its points are not to be trusted, as in MediaPipe's graph
_HINT = 0.1  # of it, that there is a face at all; it is below 0.01 on nearly all that is none
_ALONE, _IN_COMPANY = 0.6, 0.45  # the detector's, where no mesh fits: who is small and blurred is seldom alone
_AROUND = 0.25  # of the squares: what else of the photograph is read at native size


def find(rgb: NDArray[np.uint8], scale: float = 1.0, native: Native | None = None) -> tuple[Face, ...]:
    """All faces in ``rgb``, uint8 (h, w, 3), upright sRGB; the largest first.

    ``scale``: pixels of the full photograph for each of ``rgb``, 1 or more. ``native`` reads a part of the photograph
    at its full size: where it is given it is asked once, for the part that has all faces, and eyes and sharpness are
    read there; without it a large photograph is looked over for less. Raises ``BadPack`` where the networks cannot be
    read, and what ``native`` raises.
    """
    view = View(rgb, scale, max(rgb.shape[:2]) * scale)
    found = detect(rgb, at_leisure=native is not None or scale <= 1)
    if native is not None and scale > 1 and found:
        view, found = _closely(view, found, native)
    return tuple(sorted(_faces(view, found), key=_area, reverse=True))


def of_crop(rgb: NDArray[np.uint8]) -> Face | None:
    """The face that ``rgb``, uint8 (h, w, 3), is a crop of; None where it shows none. Raises as :func:`find` does."""
    height, width = rgb.shape[:2]
    longest = float(max(height, width))
    meshes = [mesh_in(rgb, Square(width / 2, height / 2, longest * wider)) for wider in CROP_WIDER]
    mesh = max(meshes, key=lambda one: one.certainty)
    return read_face(View(rgb, 1.0, longest), mesh.certainty, mesh) if mesh.certainty >= _HINT else None


def _faces(view: View, found: Sequence[Found]) -> Iterator[Face]:
    """What of ``found`` are faces: those that a mesh fits, and others of which the detector is certain enough."""
    meshes = [mesh_in(view.rgb, square_of(one)) for one in found]
    company = any(mesh.certainty >= _A_FACE for mesh in meshes)
    for one, mesh in zip(found, meshes, strict=True):
        certain = mesh.certainty >= _A_FACE
        if certain and large_enough(mesh.between_eyes * view.scale, mesh.between_eyes):
            yield read_face(view, one.confidence, mesh)
        elif certain:
            yield unread_face(view, one, mesh.between_eyes)
        elif mesh.certainty >= _HINT or one.confidence >= (_IN_COMPANY if company else _ALONE):
            yield unread_face(view, one, one.between_eyes)


def _closely(view: View, found: Sequence[Found], native: Native) -> tuple[View, list[Found]]:
    """The part of the photograph that has all of ``found``, at its own size, and where they are in it."""
    part = _part(view, [square_of(one) for one in found])
    close = View(native(part), 1.0, view.longest, part)
    size = np.array(view.rgb.shape[1::-1])
    corner, extent = np.array(part[:2]) * size, np.array((part.width, part.height)) * size
    finer = np.array(close.rgb.shape[1::-1]) / extent
    moved = [
        one._replace(box=((one.box.reshape(2, 2) - corner) * finer).ravel(), points=(one.points - corner) * finer)
        for one in found
    ]
    return close, moved


def _part(view: View, squares: Sequence[Square]) -> Region:
    """What has all ``squares`` and something around them."""
    half = [square.side * (0.5 + _AROUND) for square in squares]
    ends = [
        (square.x + way * reach, square.y + way * reach)
        for square, reach in zip(squares, half, strict=True)
        for way in (-1, 1)
    ]
    return view.region(np.array(ends))


def _area(face: Face) -> float:
    return face.box.width * face.box.height
