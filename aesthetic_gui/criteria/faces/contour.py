"""The contour of one eye, by MediaPipe's iris network: 71 points of eyelids and brow, five of the iris.

Ablavatski et al., *Real-time Pupil Tracking from Monocular Video for Digital Puppetry*, 2020. The network knows right
eyes; left ones are shown to it mirrored, as in MediaPipe's graph, and so each contour reads alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.crops import around, cut, placed
from aesthetic_gui.criteria.faces.mesh import LEFT_EYE, RIGHT_EYE, Mesh
from aesthetic_gui.criteria.faces.networks import run

NETWORK = "iris_landmark"
SIZE = 64
WIDER = 2.3  # than the eye from corner to corner, as in MediaPipe's graph
LIDS = 16  # the first of the points are the eyelids' own edges
IRIS = 71  # and from here on the iris
_OUTER, _INNER = 0, 8  # the eye's corners among them; 1 to 7 the lower lid, 9 to 15 the upper one


@dataclass(frozen=True, eq=False)
class Contour:
    """``shares`` float32 (76, 2): the contour's 71 points and the iris's five, of a right eye, in shares of its square.

    ``points`` float32 (76, 2): the same in pixels of the picture. ``pixels`` float32 (64, 64, 3): what the network saw.
    """

    shares: NDArray[np.float32]
    points: NDArray[np.float32]
    pixels: NDArray[np.float32]

    @property
    def lids(self) -> NDArray[np.float32]:
        """The edges of both lids, (16, 2), in pixels of the picture."""
        return self.points[:LIDS]

    @property
    def normal(self) -> NDArray[np.float32]:
        """All points (76, 2), the eye's corners at (-½, 0) and (½, 0): size, place and turn left out."""
        outer, inner = self.shares[_OUTER], self.shares[_INNER]
        across = inner - outer
        base = np.stack([across, (-across[1], across[0])]) / max(float(across @ across), 1e-9)
        return np.asarray((self.shares - (outer + inner) / 2) @ base.T)

    @property
    def aperture(self) -> float:
        """The mean height between the lids over the eye's width: what is read without any training."""
        points = self.normal
        upper, lower = points[9:LIDS], points[1:_INNER]
        return float((lower[:, 1] - upper[:, 1]).mean())


def contours(rgb: NDArray[np.uint8], mesh: Mesh) -> tuple[Contour, Contour]:
    """The person's left eye's and right eye's."""
    return _contour(rgb, mesh, LEFT_EYE, mirrored=True), _contour(rgb, mesh, RIGHT_EYE, mirrored=False)


def _contour(rgb: NDArray[np.uint8], mesh: Mesh, corners: tuple[int, int], *, mirrored: bool) -> Contour:
    ends = mesh.points[list(corners), :2]
    square = around(ends, ends, WIDER)
    pixels = cut(rgb, square, SIZE)
    seen = np.ascontiguousarray(pixels[:, ::-1]) if mirrored else pixels
    found = np.concatenate([raw.reshape(-1, 3)[:, :2] for raw in run(NETWORK, seen)])
    shares = np.asarray(found / SIZE, np.float32)
    there = shares * (-1, 1) + (1, 0) if mirrored else shares
    return Contour(shares, placed(there, square), seen)
