"""What was measured, in a photographer's words: a line for each criterion, what is said of a face, of its eyes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aesthetic_gui.criteria.quality import classify
from aesthetic_gui.criteria.values import THRESHOLD
from aesthetic_gui.facts import Criterion, Eye, EyeState, Face, Facts, Measure, Region
from aesthetic_gui.words import CRITERIA, EYES, counted, percent

CANT_TELL = EYES[EyeState.CANT_TELL]


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
        return CRITERIA[self.criterion].capitalize()


def lines(facts: Facts, turn: int = 0) -> tuple[Line, ...]:
    """What was measured, in the order of :class:`Criterion`; directions as the photographer turned it."""
    return tuple(line_of(one, facts.measures[one], turn) for one in Criterion if one in facts.measures)


def line_of(criterion: Criterion, measure: Measure, turn: int = 0) -> Line:
    fault = measure.value < THRESHOLD
    if not math.isfinite(measure.error):
        return Line(criterion, CANT_TELL, None, fault=False, region=measure.region)
    return Line(criterion, _FIGURES[criterion](measure, fault, turn), measure.value, fault, measure.region)


def faults(facts: Facts) -> tuple[str, ...]:
    """The names of the criteria that tell one: "focus", "exposure"."""
    return tuple(CRITERIA[line.criterion] for line in lines(facts) if line.fault)


def gist(facts: Facts) -> str:
    """In little room: the class and the faults, "normal · fault: focus", "bad · 3 faults", "good"."""
    found = faults(facts)
    told = f"fault: {found[0]}" if len(found) == 1 else counted(len(found), "fault") if found else ""
    return " · ".join(filter(None, (str(classify(facts.measures)) if facts.measures else "", told)))


def figure_of(criterion: Criterion, measure: Measure) -> str:
    """The figure of a fault as its line tells it: "4.1 px", "12 %", "JPEG quality 22"; a colour cast's in CIELAB."""
    if criterion is Criterion.EXPOSURE and measure.raw > 0:
        return percent(max(_lost(measure).values()))
    if criterion is Criterion.COMPRESSION:
        return f"{measure.unit} {measure.raw:.0f}"
    amount = _number(abs(measure.raw))
    return f"{amount}{measure.unit}" if criterion is Criterion.HORIZON else f"{amount} {measure.unit}"


def _focus(measure: Measure, fault: bool, _turn: int) -> str:
    figure = f"edge width {_number(measure.raw)} {measure.unit}"
    return f"soft: {figure}" if fault else figure


def _motion(measure: Measure, fault: bool, turn: int) -> str:
    """Its direction counts from the right towards the top, half a turn."""
    figure = f"{_number(measure.raw)} {measure.unit}"
    if not fault:
        return "none" if measure.value > _FAULTLESS or measure.raw < 1 else f"moved by {figure}"
    if "angle" not in measure.notes:
        return f"blurred by {figure}"
    angle = (measure.notes["angle"] - 90 * turn) % 180
    way = "sideways" if min(angle, 180 - angle) < _STRAIGHT else "up and down" if abs(angle - 90) < _STRAIGHT else ""
    return f"blurred by {figure} {way or f'at {angle:.0f}°'}"


def _noise(measure: Measure, fault: bool, _turn: int) -> str:
    figure = f"{_number(measure.raw)} {measure.unit}"
    if not fault and measure.raw < _SMOOTH:
        return "none"
    if measure.notes.get("grain", 0.0) > 0.5:
        return f"film grain, {figure}"
    return f"noisy: {figure}" if fault else figure


def _exposure(measure: Measure, fault: bool, _turn: int) -> str:
    """Stops; too bright is what is lost in white, told by its share and channel."""
    if measure.raw < 0:
        return f"too dark by {_number(-measure.raw)} {measure.unit}" if fault else _signed(measure)
    shares = _lost(measure)
    channel = max(shares, key=lambda name: shares[name])
    if shares[channel] < _SEEN:
        return _signed(measure)
    every = measure.notes.get("blown", 0.0) > 0.7 * shares[channel]
    return f"clipped: {percent(shares[channel])}" + ("" if every else f" {channel}")


def _lost(measure: Measure) -> dict[str, float]:
    """Of each channel, the share of all pixels that is clipped to white."""
    return {name: measure.notes.get(f"high_{name}", 0.0) for name in ("red", "green", "blue")}


def _signed(measure: Measure) -> str:
    return f"{measure.raw:+.1f} {measure.unit}".replace("-", "−")


def _compression(measure: Measure, fault: bool, _turn: int) -> str:
    if measure.raw >= 100:
        return "none"
    figure = f"{measure.unit} {measure.raw:.0f}"
    return f"hard: {figure}" if fault else figure


def _horizon(measure: Measure, _fault: bool, _turn: int) -> str:
    amount = _number(abs(measure.raw))
    side = "right" if measure.raw > 0 else "left"
    return "level" if amount == "0.0" else f"tilted {amount}{measure.unit} to the {side}"


def _cast(measure: Measure, fault: bool, _turn: int) -> str:
    """Without its figure: nobody knows the units of CIELAB by heart."""
    if measure.notes.get("toned"):
        return "toned black-and-white"
    if measure.raw < _NOTICED:
        return "none"
    red, yellow = measure.notes.get("red_green", 0.0), measure.notes.get("yellow_blue", 0.0)
    eighth = round(math.degrees(math.atan2(yellow, red)) / 45) % 8
    colour = _TINTS[eighth] if red or yellow else "one colour"
    return f"{'tinted' if fault else 'a touch of'} {colour}"


def _number(value: float) -> str:
    """Two digits that count, and no more than one behind the point."""
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


_STRAIGHT = 15  # degrees: a motion that is off by less is called sideways, or up and down
_FAULTLESS = 97  # of 100: what is left is the error of a sharp photograph
_SMOOTH = 0.5  # grey levels: nobody sees less
_SEEN = 0.005  # of all pixels: less that is clipped is nowhere to be seen
_NOTICED = 2.3  # units of CIELAB
_TINTS = ("red", "orange", "yellow", "lime", "green", "cyan", "blue", "magenta")  # around the a*b* plane
_FIGURES: Mapping[Criterion, Callable[[Measure, bool, int], str]] = {
    Criterion.FOCUS: _focus,
    Criterion.MOTION: _motion,
    Criterion.NOISE: _noise,
    Criterion.EXPOSURE: _exposure,
    Criterion.COMPRESSION: _compression,
    Criterion.HORIZON: _horizon,
    Criterion.CAST: _cast,
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
    return f"Eyes {EYES[face.state]}"


def why_not_told(face: Face) -> str:
    """Why the eyes can't be told, in a photographer's words; "" where it is not said."""
    eyes: tuple[Eye, ...] = (face.left, face.right)
    return face.why or next((eye.why for eye in eyes if eye.state is EyeState.CANT_TELL and eye.why), "")


def openness_words(face: Face) -> str:
    """How far the eye is open that is open less: "open 92 %"; "" where that can't be told."""
    return "" if face.state is EyeState.CANT_TELL else f"open {percent(face.openness)}"


def edge_words(face: Face) -> str:
    """How wide the sharpest edges around the eyes are: "edges 2.1 px"; "" where that can't be told."""
    return f"edges {width}" if (width := width_words(face)) else ""


def width_words(face: Face) -> str:
    """The same in little room: "2.1 px"."""
    return "" if face.edge_width is None else f"{face.edge_width:.1f} px"


def faces_words(facts: Facts) -> str:
    """How many faces, and how many of them with closed eyes: "3, 1 with closed eyes"."""
    closed = sum(face.state is EyeState.CLOSED for face in facts.faces)
    return ", ".join([counted(len(facts.faces), "face"), *([f"{closed} with closed eyes"] if closed else [])])
