"""468 points of a face in depth, by MediaPipe's face mesh, and what they tell: whether it is one, its pose, its mouth.

Kartynnik et al., *Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs*, 2019.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.crops import Square, around, cut, placed
from aesthetic_gui.criteria.faces.detector import Found
from aesthetic_gui.criteria.faces.networks import run

NETWORK = "face_landmark"
SIZE = 192
WIDER = 1.5  # than the detector's box, as in MediaPipe's graph
RIGHT_EYE, LEFT_EYE = (33, 133), (362, 263)  # the person's; corners of the eye from left to right in the picture
_FOREHEAD, _CHIN = 10, 152
_LIPS, _MOUTH = (13, 14), (61, 291)  # the inner edges of both lips in the middle; its corners


@dataclass(frozen=True, eq=False)
class Mesh:
    """``points`` float32 (468, 3): pixels of the picture, and depth in the same measure, growing away from the camera.

    ``certainty`` 0 to 1: that there is a face at all.
    """

    points: NDArray[np.float32]
    turn: float
    certainty: float

    @cached_property
    def _level(self) -> NDArray[np.float32]:
        """The points, turned so that the eyes lie level in the picture."""
        cos, sin = math.cos(-self.turn), math.sin(-self.turn)
        return np.asarray(self.points @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32))

    @property
    def yaw(self) -> float:
        """How far the face is turned aside, in degrees: 0 looks at the camera, 90 is a profile."""
        across = self._level[LEFT_EYE[1]] - self._level[RIGHT_EYE[0]]
        return math.degrees(math.atan2(float(across[2]), float(across[0])))

    @property
    def pitch(self) -> float:
        """How far the face is bent, in degrees, above 0 downwards; about 0 for one that looks at the camera."""
        down = self._level[_CHIN] - self._level[_FOREHEAD]
        return math.degrees(math.atan2(float(down[2]), float(down[1])))

    @property
    def between_eyes(self) -> float:
        """Pixels of the picture from the middle of one eye to that of the other."""
        right, left = (self.points[list(eye), :2].mean(axis=0) for eye in (RIGHT_EYE, LEFT_EYE))
        return float(np.linalg.norm(left - right))

    @property
    def _span(self) -> float:
        """Between the outer corners of both eyes, in depth: what sizes are compared with."""
        return float(np.linalg.norm(self.points[LEFT_EYE[1]] - self.points[RIGHT_EYE[0]]))

    @property
    def mouth_open(self) -> float:
        """Between the lips, as a share of the distance between the outer corners of the eyes."""
        return float(np.linalg.norm(self.points[_LIPS[1]] - self.points[_LIPS[0]])) / self._span

    @property
    def mouth_wide(self) -> float:
        """Between the corners of the mouth, as such a share: large where somebody smiles."""
        return float(np.linalg.norm(self.points[_MOUTH[1]] - self.points[_MOUTH[0]])) / self._span


def square_of(face: Found) -> Square:
    """Where the mesh looks for a face that was detected."""
    return around(face.box.reshape(2, 2), face.points[:2], WIDER)


def mesh_in(rgb: NDArray[np.uint8], square: Square) -> Mesh:
    """The mesh of the face in ``square`` of ``rgb``, uint8 (h, w, 3)."""
    raw, logit = run(NETWORK, cut(rgb, square, SIZE))
    shares = raw.reshape(-1, 3) / SIZE
    flat = placed(shares[:, :2], square)
    points = np.concatenate([flat, shares[:, 2:] * np.float32(square.side)], axis=1)
    certainty = 1 / (1 + math.exp(-float(np.clip(logit, -80, 80).item())))
    return Mesh(points.astype(np.float32), square.turn, certainty)
