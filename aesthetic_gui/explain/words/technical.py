"""Technical faults in sentences: what the criteria tell as one, where it is, and eyes that are closed."""

from __future__ import annotations

from collections.abc import Iterator

from aesthetic_gui.criteria.words import Line, eyes_words, figure_of, lines, openness_words
from aesthetic_gui.explain.words.values import Clipped, Kind, Reason
from aesthetic_gui.facts import WHOLE, Criterion, EyeState, Face, Facts
from aesthetic_gui.words import counted

MOSTLY = 0.75  # of what is clipped: as much in one half is told


def technical(facts: Facts, highlights: Clipped, turn: int = 0) -> list[Reason]:
    """The faults that were measured, the worst first; closed eyes stand behind what is worse than half a fault.

    ``turn`` is the photographer's, ``highlights`` are of the photograph as it is turned.
    """
    found = sorted((line for line in lines(facts, turn) if line.fault), key=lambda line: line.value or 0.0)
    return [*_eyes(facts, turn), *(_fault(line, facts, highlights, turn) for line in found)]


def _eyes(facts: Facts, turn: int) -> Iterator[Reason]:
    closed = [face for face in facts.faces if face.state is EyeState.CLOSED]
    if not closed:
        return
    largest = max(closed, key=area)
    figure = openness_words(largest)
    told = eyes_words(largest) if len(facts.faces) == 1 else _how_many(len(closed), len(facts.faces))
    yield Reason(f"{told}: {figure}.", figure, largest.box.turned(turn), Kind.TECHNICAL)


def _how_many(closed: int, faces: int) -> str:
    return f"{counted(closed, 'face')} of {faces} {'has' if closed == 1 else 'have'} closed eyes"


def _fault(line: Line, facts: Facts, highlights: Clipped, turn: int) -> Reason:
    figure = figure_of(line.criterion, facts.measures[line.criterion])
    region = None if line.region == WHOLE else line.region.turned(turn)
    return Reason(f"{_told(line, figure, facts, highlights)}.", figure, region, Kind.TECHNICAL)


def _told(line: Line, figure: str, facts: Facts, highlights: Clipped) -> str:
    """The line's own words, with where it is: "Soft at the face: edge width 9.1 px"."""
    head, colon, rest = line.words.partition(": ")
    if line.criterion is Criterion.EXPOSURE and colon:
        channel = rest.removeprefix(figure).strip()
        return f"Clipped: {figure} of the frame{f' in {channel}' if channel else where(highlights)}"
    if line.criterion is Criterion.COMPRESSION:
        head = f"compressed {head}"
    if line.criterion is Criterion.HORIZON:
        head = head.replace("tilted", "its long lines lean")
    if line.criterion is Criterion.CAST:
        return f"{head.capitalize()}: {figure}"
    return f"{head[:1].upper()}{head[1:]}{_place(line, facts)}{colon}{rest}"


def _place(line: Line, facts: Facts) -> str:
    if any(face.box == line.region for face in facts.faces):
        return " at the face"
    return " where it is sharpest" if line.criterion is Criterion.FOCUS else ""


def where(clipped: Clipped) -> str:
    """In which half of the frame it mostly is: ", mostly in its upper half"; "" where it is in both."""
    if clipped.share and clipped.upper >= MOSTLY:
        return ", mostly in its upper half"
    return ", mostly in its lower half" if clipped.share and clipped.upper <= 1 - MOSTLY else ""


def area(face: Face) -> float:
    """Share of the photograph that a face's box covers."""
    return face.box.width * face.box.height
