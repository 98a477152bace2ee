"""What is told of one photograph: its composition in figures, reasons in sentences; frozen values, without NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aesthetic_gui.facts import WHOLE, Region


class Kind(StrEnum):
    """What a sentence is about; the value is its name in JSON."""

    TECHNICAL = "technical"
    SCORE = "score"
    COMPOSITION = "composition"
    NOTHING = "nothing"  # nothing stands out


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of what was measured: ``figure``, with its unit, stands in ``text``, too.

    ``region`` is where, on the photograph as the photographer turned it; None: everywhere, or nowhere. ``usual`` tells
    what it was compared with, "" where the figure is a fault by itself.
    """

    text: str
    figure: str
    region: Region | None
    kind: Kind
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Clipped:
    """What is lost in white, or in black: ``share`` of the frame, ``region`` around the largest area of it.

    ``upper`` is how much of it lies in the upper half, 0 to 1.
    """

    share: float = 0.0
    upper: float = 0.0
    region: Region = WHOLE


@dataclass(frozen=True, slots=True)
class Composition:
    """Figures of the photograph as it is turned; ``explain.words.composition`` says how each is measured.

    ``colourfulness``: 0 to about 150. ``saturation``: 0 to 1. ``contrast``: RMS, 0 to 0.5. ``darkest``, ``middle`` and
    ``brightest``: luma that 1 %, half and 99 % of the frame are below, 0 to 1. ``symmetry``: -1 to 1, 1 is its own
    mirror image. ``standout``: what stands out from the rest, None where nothing does.
    """

    colourfulness: float
    saturation: float
    contrast: float
    darkest: float
    middle: float
    brightest: float
    symmetry: float
    highlights: Clipped = Clipped()
    shadows: Clipped = Clipped()
    standout: Region | None = None
