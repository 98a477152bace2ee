"""One face in one array of pixels: its mesh and eyes read, their states told, its sharpness measured."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.contour import Contour, contours
from aesthetic_gui.criteria.faces.detector import Found
from aesthetic_gui.criteria.faces.mesh import Mesh
from aesthetic_gui.criteria.faces.openness import of_both, open_odds, probability
from aesthetic_gui.criteria.faces.sharpness import sharpness
from aesthetic_gui.criteria.faces.states import Seen, told, why_unread
from aesthetic_gui.facts import WHOLE, Eye, EyeState, Face, Region

_CHEEKS = [50, 280, 205, 425]  # points of the mesh
_LUMA = np.array([0.299, 0.587, 0.114])
_SOME_COLOUR = 0.05
_EYE_WIDE, _EYE_HIGH = 0.24, 0.1  # shares of a face's width
_AROUND_EYE = slice(16, 43)  # points of the contour that are skin, or the glass before it


class View(NamedTuple):
    """``rgb``, uint8 (h, w, 3): ``part`` of a photograph whose longest side is ``longest`` of its own pixels.

    Each pixel of ``rgb`` is ``scale`` of the photograph's.
    """

    rgb: NDArray[np.uint8]
    scale: float
    longest: float
    part: Region = WHOLE

    def region(self, points: NDArray[np.floating]) -> Region:
        """The box around ``points`` (n, 2), pixels of ``rgb``, in shares of the photograph."""
        height, width = self.rgb.shape[:2]
        extent = (self.part.right - self.part.left, self.part.bottom - self.part.top)
        shares = points / (width, height) * extent + (self.part.left, self.part.top)
        low, high = np.clip((shares.min(axis=0), shares.max(axis=0)), 0.0, 1.0)
        return Region(float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def read_face(view: View, confidence: float, mesh: Mesh) -> Face:
    """The face that ``mesh`` fits, in pixels of ``view``."""
    eyes = contours(view.rgb, mesh)
    left, right = _eyes(view, mesh, eyes)
    sharp = sharpness(view.rgb, eyes, view.scale, view.longest)
    return Face(
        box=view.region(mesh.points[:, :2]),
        left=left,
        right=right,
        confidence=confidence,
        between_eyes=mesh.between_eyes * view.scale,
        sharpness=sharp and sharp.value,
        edge_width=sharp and sharp.width,
        edge_error=sharp.error if sharp else 0.0,
        why=left.why if left.state is right.state is EyeState.CANT_TELL else "",
    )


def unread_face(view: View, found: Found, between: float) -> Face:
    """A face whose eyes are not read, ``between`` pixels apart: too small, turned aside or hidden."""
    right, left = found.points[:2]
    why = why_unread(between * view.scale, between, between / float(found.box[2] - found.box[0]))
    return Face(
        box=view.region(found.box.reshape(2, 2)),
        left=_unread_eye(view, left, found, why),
        right=_unread_eye(view, right, found, why),
        confidence=found.confidence,
        between_eyes=between * view.scale,
        why=why,
    )


def _unread_eye(view: View, point: NDArray[np.float32], found: Found, why: str) -> Eye:
    reach = np.array((_EYE_WIDE, _EYE_HIGH)) / 2 * (found.box[2] - found.box[0])
    return Eye(0.5, EyeState.CANT_TELL, view.region(np.stack([point - reach, point + reach])), why)


def _eyes(view: View, mesh: Mesh, eyes: tuple[Contour, Contour]) -> tuple[Eye, Eye]:
    seen = _seen(view, mesh, eyes)
    left, right = (open_odds(eye) for eye in eyes)
    return _eye(view, eyes[0], float(of_both(left, right)), seen), _eye(
        view, eyes[1], float(of_both(right, left)), seen
    )


def _eye(view: View, contour: Contour, odds: float, seen: Seen) -> Eye:
    openness = probability(odds)
    state, why = told(openness, seen)
    return Eye(openness, state, view.region(contour.lids), why)


def _seen(view: View, mesh: Mesh, eyes: tuple[Contour, Contour]) -> Seen:
    darkness, colour = _dark_and_pale(view.rgb, mesh, eyes)
    return Seen(
        between_eyes=mesh.between_eyes * view.scale,
        at_hand=mesh.between_eyes,
        yaw=mesh.yaw,
        pitch=mesh.pitch,
        mouth_wide=mesh.mouth_wide,
        mouth_open=mesh.mouth_open,
        darkness=darkness,
        colour=colour,
    )


def _dark_and_pale(rgb: NDArray[np.uint8], mesh: Mesh, eyes: tuple[Contour, Contour]) -> tuple[float, float]:
    """Brightness and colour of what surrounds the eyes, over those of the cheeks: both low behind dark glasses.

    The colour is how much more red than blue there is; 1 where the cheeks have none either.
    """
    around = _pixels(rgb, np.concatenate([eye.points[_AROUND_EYE] for eye in eyes]))
    cheeks = _pixels(rgb, mesh.points[_CHEEKS, :2])
    darkness = np.median(around @ _LUMA) / max(1.0, float(np.median(cheeks @ _LUMA)))
    skin = _colour(cheeks)
    return float(darkness), _colour(around) / skin if skin > _SOME_COLOUR else 1.0


def _colour(pixels: NDArray[np.float64]) -> float:
    return float(np.median((pixels[:, 0] - pixels[:, 2]) / (pixels.sum(axis=1) + 10)))


def _pixels(rgb: NDArray[np.uint8], points: NDArray[np.float32]) -> NDArray[np.float64]:
    """The pixels nearest to ``points`` (n, 2), float64 (n, 3), 0 to 255."""
    x, y = np.clip(points.astype(np.intp), 0, (rgb.shape[1] - 1, rgb.shape[0] - 1)).T
    return np.asarray(rgb[y, x], np.float64)
