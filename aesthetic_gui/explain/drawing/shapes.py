"""Parts of a photograph as lines: its regions, and the areas that raise or lower most.

Points are shares of the photograph's width and height, 0 to 1, so that a screen, a PNG and an SVG draw the same lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Explanation, Sure

Ring = NDArray[np.float32]

OUTLINED_FROM = 0.4  # of the strongest: what an outline goes around
_FINER = 4  # times the map: a border lies between two of its pixels
_SMOOTHING = 2.0  # pixels of the map: maps of single pixels would be all outline
_SMALLEST = 0.002  # of the photograph: smaller areas are specks
_STAIRS = 0.6  # pixels of the map by which a line may leave the border


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A part of the photograph.

    ``rings`` are closed lines float32 (n, 2), x and y as shares of width and height: what is within an odd number of
    them belongs to it. ``contribution`` is what it adds, in the unit of the explanation; of an area without regions,
    that of its strongest place. ``region`` is its number among the explanation's regions; -1 for an area.
    """

    rings: tuple[Ring, ...]
    contribution: float
    region: int = -1


def regions_of(explanation: Explanation) -> tuple[Shape, ...]:
    """Every region of the explanation, the one that moves most first; without regions, its areas."""
    if explanation.regions is None or explanation.contributions is None:
        return areas_of(explanation)
    order = np.argsort(-np.abs(explanation.contributions), kind="stable")
    return tuple(filter(None, (region_of(explanation, int(number)) for number in order)))


def region_of(explanation: Explanation, number: int) -> Shape | None:
    """One region by its number; None where the explanation has no such region."""
    if explanation.regions is None or explanation.contributions is None:
        return None
    rings = rings_around(explanation.regions == number)
    return Shape(rings, float(explanation.contributions[number]), number) if rings else None


def areas_of(explanation: Explanation) -> tuple[Shape, ...]:
    """What raises or lowers by :data:`OUTLINED_FROM` of the strongest or more; none where no reason is reliable."""
    if explanation.sure is Sure.NO:
        return ()
    return tuple(_areas(explanation))


def _areas(explanation: Explanation) -> Iterator[Shape]:
    import cv2

    smooth = np.asarray(cv2.GaussianBlur(explanation.heat, (0, 0), _SMOOTHING), np.float32)
    strongest = float(np.abs(smooth).max())
    scale = explanation.notes.get("scale", 1.0)
    for sign in (1, -1):
        signed = sign * smooth
        if strongest <= 0 or signed.max() < OUTLINED_FROM * strongest:
            continue
        for rings, mask in _parts(signed >= OUTLINED_FROM * strongest):
            yield Shape(rings, sign * scale * float((sign * explanation.heat)[mask].max()))


def _parts(mask: NDArray[np.bool_]) -> Iterator[tuple[tuple[Ring, ...], NDArray[np.bool_]]]:
    """The connected parts of ``mask`` that are no specks, each as lines and as a mask."""
    import cv2

    count, labels = cv2.connectedComponents(mask.astype(np.uint8))
    for number in range(1, count):
        part = labels == number
        if part.mean() >= _SMALLEST:
            yield rings_around(part), part


def rings_around(mask: NDArray[np.bool_]) -> tuple[Ring, ...]:
    """The closed lines along the border of ``mask`` bool (h, w), holes as well."""
    import cv2

    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return ()
    top, left = int(rows[0]), int(columns[0])
    cut = mask[top : rows[-1] + 1, left : columns[-1] + 1].astype(np.uint8)
    fine = np.pad(cut.repeat(_FINER, axis=0).repeat(_FINER, axis=1), 1)
    found, _ = cv2.findContours(fine, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    return tuple(_rings(found, (left, top), mask.shape))


def _rings(found: Iterable[NDArray[Any]], origin: tuple[int, int], shape: tuple[int, ...]) -> Iterator[Ring]:
    import cv2

    height, width = shape
    for line in found:
        simple = cv2.approxPolyDP(line, _STAIRS * _FINER, closed=True).reshape(-1, 2).astype(np.float32)
        if len(simple) >= 3:
            points = (simple - 0.5) / _FINER + np.array(origin, np.float32)  # a pixel of padding, and its middle
            yield (points / np.array((width, height), np.float32)).clip(0, 1)
