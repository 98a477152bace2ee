"""What was measured, in a photographer's words: a line for each criterion, what is said of a face, of its eyes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aesthetic_gui.criteria.values import THRESHOLD
from aesthetic_gui.facts import Criterion, Eye, EyeState, Face, Facts, Measure, Region
from aesthetic_gui.words import counted, percent

TITLES: Mapping[Criterion, str] = {
    Criterion.FOCUS: "Focus",
    Criterion.MOTION: "Motion",
    Criterion.NOISE: "Noise",
    Criterion.EXPOSURE: "Exposure",
    Criterion.COMPRESSION: "Compression",
    Criterion.HORIZON: "Horizon",
    Criterion.CAST: "Colour cast",
}
CANT_TELL = "can't tell"
STATES: Mapping[EyeState, str] = {EyeState.OPEN: "open", EyeState.CLOSED: "closed", EyeState.CANT_TELL: CANT_TELL}


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as it is told: ``value`` (0 to 100, None: it can't be told), the figure in ``words``.

    ``fault``: it is below the threshold, and ``words`` say which fault that is. ``region`` is as :class:`Measure` has
    it.
    """

    criterion: Criterion
    words: str
    value: float | None
    fault: bool
    region: Region

    @property
    def title(self) -> str:
        return TITLES[self.criterion]


def lines(facts: Facts) -> tuple[Line, ...]:
    """What was measured, in the order of :class:`Criterion`."""
    return tuple(line_of(one, facts.measures[one]) for one in Criterion if one in facts.measures)


def line_of(criterion: Criterion, measure: Measure) -> Line:
    if not is_certain(measure):
        return Line(criterion, CANT_TELL, None, fault=False, region=measure.region)
    fault = measure.value < THRESHOLD
    return Line(criterion, _FIGURES[criterion](measure, fault), measure.value, fault, measure.region)


def is_certain(measure: Measure) -> bool:
    """Whether its figure says something: its error is not larger than itself, or than what nobody would see."""
    return math.isfinite(measure.raw) and measure.error <= max(abs(measure.raw), 1.0)


def faults(facts: Facts) -> tuple[str, ...]:
    """The names of the criteria that tell one: "focus", "exposure"."""
    return tuple(line.title.lower() for line in lines(facts) if line.fault)


def faults_words(facts: Facts) -> str:
    """The gist in little room: "focus, exposure", "3 faults"; "" where there is none."""
    found = faults(facts)
    return ", ".join(found) if len(found) < 3 else counted(len(found), "fault")


def _figure(name: str, fault: str) -> Callable[[Measure, bool], str]:
    """ "edge width 1.9 px", and "soft: edge width 4.1 px" where that is a fault."""

    def tell(measure: Measure, is_fault: bool) -> str:
        figure = f"{name} {_number(abs(measure.raw))}{_unit(measure.unit)}"
        return f"{fault}: {figure}" if is_fault else figure

    return tell


def _tilt(measure: Measure, _is_fault: bool) -> str:
    amount = _number(abs(measure.raw))
    return "level" if amount == "0.0" else f"tilted {amount}{_unit(measure.unit)}"


def _number(value: float) -> str:
    """Two digits that count, and no more than one behind the point."""
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _unit(unit: str) -> str:
    return unit if unit.startswith("°") else f" {unit}" if unit else ""


_FIGURES: Mapping[Criterion, Callable[[Measure, bool], str]] = {
    Criterion.FOCUS: _figure("edge width", "soft"),
    Criterion.MOTION: _figure("moved by", "blurred"),
    Criterion.NOISE: _figure("noise", "noisy"),
    Criterion.EXPOSURE: _figure("clipped", "exposure"),
    Criterion.COMPRESSION: _figure("blocks", "compressed"),
    Criterion.HORIZON: _tilt,
    Criterion.CAST: _figure("cast", "colour cast"),
}


# faces and eyes


def eyes_words(face: Face) -> str:
    """ "Eyes open", "Eyes closed", "Left eye closed", "Can't tell: sunglasses"."""
    closed = [name for name, eye in (("left", face.left), ("right", face.right)) if eye.state is EyeState.CLOSED]
    if len(closed) == 1:
        return f"{closed[0].capitalize()} eye closed"
    if face.state is EyeState.CANT_TELL:
        why = why_not_told(face)
        return f"Can't tell: {why}" if why else "Can't tell"
    return f"Eyes {STATES[face.state]}"


def why_not_told(face: Face) -> str:
    """Why the eyes can't be told, in a photographer's words; "" where it is not said."""
    eyes: tuple[Eye, ...] = (face.left, face.right)
    return face.why or next((eye.why for eye in eyes if eye.state is EyeState.CANT_TELL and eye.why), "")


def openness_words(face: Face) -> str:
    """How far the eye is open that is open less: "open 92 %"; "" where that can't be told."""
    return "" if face.state is EyeState.CANT_TELL else f"open {percent(face.openness)}"


def edge_words(face: Face) -> str:
    """How wide the sharpest edges around the eyes are: "2.1 px"; "too small to tell" without."""
    return "too small to tell" if face.edge_width is None else f"{face.edge_width:.1f} px"


def faces_words(facts: Facts) -> str:
    """How many faces, and how many of them with closed eyes: "3, 1 with closed eyes"."""
    closed = sum(face.state is EyeState.CLOSED for face in facts.faces)
    return ", ".join([counted(len(facts.faces), "face"), *([f"{closed} with closed eyes"] if closed else [])])
