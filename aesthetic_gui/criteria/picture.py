"""What every criterion measures: one photograph, reduced once, with planes that are worked out once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.blur.detail import Detail, detail_of
from aesthetic_gui.criteria.blur.edges import Level, Pyramid, edges_of, gradients_of
from aesthetic_gui.facts import Face, Region
from aesthetic_gui.photo import Metadata

Native = Callable[[Region], NDArray[np.uint8]]


@dataclass(frozen=True, eq=False)
class Picture:
    """One photograph to be measured.

    ``rgb`` is uint8 (h, w, 3), sRGB, upright, as it was decoded for scoring (longest side 640 pixels or less, never
    enlarged). ``native`` reads a part at its full size, uint8 (h, w, 3), or is None: that costs about as much as the
    whole scoring of a large JPEG, so it is at hand only where two frames are compared closely. ``faces`` were found
    before, ``focus_point`` is where the camera says that it focused. ``tables`` are the JPEG's quantisation tables as
    Pillow gives them (0: luminance; 64 numbers each), empty for other files.
    """

    rgb: NDArray[np.uint8]
    metadata: Metadata
    faces: tuple[Face, ...] = ()
    focus_point: Region | None = None
    native: Native | None = None
    tables: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def grey(self) -> NDArray[np.float32]:
        """Luma of the gamma-encoded picture, float32 (h, w), 0 to 255."""
        return cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)

    @cached_property
    def edges(self) -> tuple[Level, ...]:
        """The edge pixels of ``grey``, finest level first, none where a side is shorter than 16 pixels."""
        return edges_of(self._gradients)

    @cached_property
    def detail(self) -> Detail:
        """How blurred the picture is at least, by how much fine detail it has."""
        return detail_of(self._gradients)

    @cached_property
    def _gradients(self) -> Pyramid:
        return gradients_of(self.grey)

    @property
    def scale(self) -> float:
        """Pixels of the full photograph for each of ``rgb``, 1 or more; 1 where its size is not known."""
        longest = max(self.metadata.width, self.metadata.height)
        return max(1.0, longest / float(max(self.rgb.shape[:2])))
