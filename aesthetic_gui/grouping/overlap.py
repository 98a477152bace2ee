"""How far what is seen shifts from one frame to the next: what tells a panorama from frames of one view."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.grouping.likeness import LIGHT

SMALLEST, LARGEST = 0.2, 0.75  # of the frame, from one frame of a panorama to the next
OVERLAP = 0.85  # correlation of what both frames show
BETTER = 0.15  # by so much it is above that of the frames as they lie
MOST_UNEVEN = 2.5  # times that the largest shift of a panorama may be of the smallest


class Shifts(NamedTuple):
    """From each frame to the next: ``across`` and ``down``, (n - 1,), in shares of the frame; 0 where it is none."""

    across: NDArray[np.float64]
    down: NDArray[np.float64]

    def way(self, place: int) -> tuple[int, int]:
        """The direction of shift ``place``, such as (1, 0); (0, 0), false by :func:`any`, where there is none."""
        if place >= len(self.across):
            return 0, 0
        return int(np.sign(self.across[place])), int(np.sign(self.down[place]))

    def is_even(self, start: int, end: int) -> bool:
        """Whether the shifts ``start`` to ``end`` (without it) are about as large as each other."""
        sizes = np.abs(self.across[start:end]) + np.abs(self.down[start:end])
        return bool(sizes.max() <= MOST_UNEVEN * sizes.min())


def shifts(light: NDArray[np.float32], wanted: NDArray[np.bool_]) -> Shifts:
    """Between frames whose ``light`` is (n, LIGHT, LIGHT), where it is ``wanted`` (n - 1,) and both are known."""
    found = Shifts(np.zeros(len(wanted)), np.zeros(len(wanted)))
    places = np.flatnonzero(wanted)
    places = places[~np.isnan(light[places, 0, 0] + light[places + 1, 0, 0])]
    if not len(places):
        return found
    one, other = light[places], light[places + 1]
    across, sure_across = _best(one, other)
    down, sure_down = _best(one.transpose(0, 2, 1), other.transpose(0, 2, 1))
    is_across = sure_across >= sure_down
    needed = np.maximum(OVERLAP, (one * other).sum((1, 2)) + BETTER)
    found.across[places] = np.where(is_across & (sure_across >= needed), across, 0)
    found.down[places] = np.where(~is_across & (sure_down >= needed), down, 0)
    return found


def _best(one: NDArray[np.float32], other: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The shift along the last axis at which both (m, LIGHT, LIGHT) agree best, and how well, each (m,)."""
    cells = range(round(SMALLEST * LIGHT), round(LARGEST * LIGHT) + 1)
    tried = [*cells, *(-cell for cell in cells)]
    agreed = np.stack([_agreement(one, other, cell) for cell in tried])
    best = agreed.argmax(0)
    return np.array(tried)[best] / LIGHT, agreed.max(0)


def _agreement(one: NDArray[np.float32], other: NDArray[np.float32], cell: int) -> NDArray[np.float64]:
    """Correlation (m,) of the part that both show if the second lies ``cell`` columns to the right of the first."""
    left, right = (one, other) if cell > 0 else (other, one)
    left, right = left[:, :, abs(cell) :], right[:, :, : LIGHT - abs(cell)]
    left, right = (part - part.mean((1, 2), keepdims=True) for part in (left, right))
    norm = np.sqrt((left**2).sum((1, 2)) * (right**2).sum((1, 2)))
    return np.asarray((left * right).sum((1, 2)) / np.maximum(norm, 1e-9), np.float64)
