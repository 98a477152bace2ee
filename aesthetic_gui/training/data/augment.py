"""Views of a photograph in which the cues that must not tell its class are changed at random."""

from __future__ import annotations

import numpy as np

from aesthetic_gui.training.data.degrade import CUES, DEGRADATIONS, Picture
from aesthetic_gui.training.recipe import Augment

_CHANGES = {row.id: row.change for row in CUES}


def view(rgb: Picture, number: int, chances: Augment, rng: np.random.Generator) -> Picture:
    """View ``number`` of uint8 (h, w, 3): 0 is the photograph itself, any other changed with the ``chances``."""
    if number == 0:
        return rgb
    for name, chance in chances.by_change().items():
        if rng.random() < chance:
            rgb = _CHANGES[name](rgb, rng)
    return rgb


def degraded(rgb: Picture, rng: np.random.Generator) -> tuple[Picture, int]:
    """A worse copy, and which of ``degrade.DEGRADATIONS`` made it."""
    kind = int(rng.integers(len(DEGRADATIONS)))
    return DEGRADATIONS[kind].change(rgb, rng), kind
