"""What the colours of a reason mean, in figures: the ends and zero in its unit, and what that does to P(aesthetic)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.explain.drawing.look import USUAL, Colour, Look, Marks, palette_of, step_of, steps_of
from aesthetic_gui.explain.methods import AESTHETIC, asked_words, method_called
from aesthetic_gui.photo import LOG_ODDS, Explanation, Sure
from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.words import percent

_PAPER = 128  # the grey that stands for the photograph where colours fade
_SURENESS = {
    Sure.UNCHECKED: "",
    Sure.NO: "No reliable reason: hiding what it names changes no more than hiding anything.",
    Sure.FAIRLY: "Fairly sure: hiding what it names changes more than hiding anything.",
    Sure.VERY: "Very sure: hiding what it names changes far more than hiding anything.",
}
_PLACES = {"cam": "cell of the map"}  # what a contribution belongs to; else a region


class LegendRow(NamedTuple):
    """One line of the legend: a colour, RGB 0 to 255, and what it means."""

    colour: Colour
    words: str


class Tick(NamedTuple):
    """A figure below the bar: ``place`` is 0 at its left end and 1 at its right."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class Legend:
    """All that a legend says.

    ``rows``: what raises, what makes no difference, what lowers. ``ends`` are what the ends of the bar stand for, in
    ``unit``, and ``ticks`` the same in words, with zero. ``means`` says what the strongest place does to P(aesthetic),
    ``sureness`` how sure the reason is; "" where that is not known.
    """

    explained: str
    unit: str
    rows: tuple[LegendRow, LegendRow, LegendRow]
    ends: tuple[float, float]
    ticks: tuple[Tick, ...]
    means: str
    sureness: str


def legend_of(explanation: Explanation, calibration: Calibration | None = None, look: Look = USUAL) -> Legend:
    """The legend of ``explanation``. With the ``calibration`` of its model it says what it means for P(aesthetic).

    Hand over none for a photograph that the model cannot judge: its P(aesthetic) is one half whatever is found.
    """
    scale = explanation.notes.get("scale", 0.0)
    explained, method = asked_words(explanation.target), explanation.method
    return Legend(
        explained,
        explanation.unit,
        legend_rows(method, explained, explanation.unit, look),
        (-scale, scale),
        (Tick(0.0, signed(-scale)), Tick(0.5, "0"), Tick(1.0, signed(scale))),
        _meaning(explanation, calibration),
        _SURENESS[explanation.sure],
    )


def legend_rows(method: str, explained: str, unit: str, look: Look = USUAL) -> tuple[LegendRow, LegendRow, LegendRow]:
    """What the colours of ``method`` mean, the strongest rise first."""
    palette = palette_of(method, look.colours)
    colours = steps_of(palette)[step_of(np.array([1, 0, -1], np.float32))]
    raises, neutral, lowers = (_tuple(colour) for colour in colours)
    rising, falling = _marked(look)
    compared = ", compared with flat colours" if method == "shap" else ""
    return (
        LegendRow(raises, f"raises {explained}{rising} (in {unit}{compared})"),
        LegendRow(neutral if palette.raises is None else (_PAPER,) * 3, "makes little difference"),
        LegendRow(lowers, f"lowers {explained}{falling}"),
    )


def legend_bar(method: str, size: tuple[int, int] = (256, 12), look: Look = USUAL) -> NDArray[np.uint8]:
    """A bar uint8 (height, width, 3) from the strongest lowering (left) to the strongest raising (right).

    ``size`` is (width, height) in pixels. Colours that fade do so to mid-grey, which stands for the photograph.
    """
    width, height = size
    steps = steps_of(palette_of(method, look.colours))[step_of(np.linspace(-1, 1, width, dtype=np.float32))]
    share = steps[:, 3:].astype(np.float32) / 255
    colours = steps[:, :3] * share + _PAPER * (1 - share)
    return np.repeat(np.rint(colours).astype(np.uint8)[None], height, axis=0)


def signed(value: float) -> str:
    """A contribution with its sign, in as many decimals as tell it from zero: "+0.42", "−1.3", "0"."""
    if value == 0:
        return "0"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    return f"{'−' if value < 0 else '+'}{size:.{digits}f}"


def contribution_words(contribution: float, explanation: Explanation, calibration: Calibration | None = None) -> str:
    """What one region adds: "+0.42 log-odds: P(aesthetic) from 62 to 71 %"."""
    words = f"{signed(contribution)} {explanation.unit}"
    moved = _moved(contribution, explanation, calibration)
    return f"{words}: P(aesthetic) {moved}" if moved else words


def headline(explanation: Explanation) -> str:
    """What is explained, in a line: the method, the number, how well the method fits, how far it has come."""
    value = explanation.notes.get("value")
    parts = [f"{method_called(explanation.method).title}: why {asked_words(explanation.target)} is what it is"]
    if value is not None:
        unit = f" {explanation.unit}"
        parts.append(f"{signed(value) if explanation.unit == LOG_ODDS else f'{value:.2f}'}{unit}")
    if explanation.fidelity is not None:
        parts.append(f"fidelity {explanation.fidelity:.2f}")
    if not explanation.complete:
        parts.append(f"{explanation.done} of {explanation.total} evaluations")
    return " · ".join(parts)


def _meaning(explanation: Explanation, calibration: Calibration | None) -> str:
    strongest, place = _strongest(explanation)
    moved = _moved(strongest, explanation, calibration)
    verb = "takes" if moved.startswith("from") else "leaves"
    return f"The strongest {place} {verb} P(aesthetic) {moved}." if moved else ""


def _strongest(explanation: Explanation) -> tuple[float, str]:
    """The contribution that moves most, and what it is of."""
    regions = explanation.contributions
    if regions is not None and len(regions):
        return float(regions[np.abs(regions).argmax()]), "region"
    strongest = explanation.heat.flat[np.abs(explanation.heat).argmax()]
    return float(strongest) * explanation.notes.get("scale", 0.0), _PLACES.get(explanation.method, "region")


def _moved(contribution: float, explanation: Explanation, calibration: Calibration | None) -> str:
    """ "from 62 to 71 %" is P(aesthetic) without and with it, "at 71 %" where both are; "" where that is not known."""
    value = explanation.notes.get("value")
    if calibration is None or value is None or explanation.target != AESTHETIC or explanation.sure is Sure.NO:
        return ""
    without, whole = percent(calibration.probability(value - contribution)), percent(calibration.probability(value))
    return f"at {whole}" if without == whole else f"from {without.removesuffix(' %')} to {whole}"


def _marked(look: Look) -> tuple[str, str]:
    if look.marks is Marks.OUTLINES:
        return " (solid line)", " (dashed line)"
    return (" (strokes rise)", " (strokes fall)") if look.marks is Marks.HATCHING else ("", "")


def _tuple(colour: NDArray[np.uint8]) -> Colour:
    red, green, blue = (int(value) for value in colour[:3])
    return red, green, blue
