"""Where on the photograph something was measured: marks to be drawn over it."""

from __future__ import annotations

from typing import NamedTuple

from aesthetic_gui.criteria.words import Line, edge_words, eyes_words, lines
from aesthetic_gui.explain.words.values import Kind, Reason
from aesthetic_gui.facts import WHOLE, EyeState, Face, Facts, Region


class Mark(NamedTuple):
    """``region`` of the photograph as it is turned; ``words`` beside it; ``fault``: it stands out a little."""

    region: Region
    words: str
    fault: bool = False


def of_line(line: Line, turn: int) -> Mark:
    """Where a criterion was measured, or where it is worst."""
    return Mark(line.region.turned(turn), f"{line.title}: {line.words}", line.fault)


def of_face(face: Face, turn: int) -> Mark:
    words = " · ".join(filter(None, (eyes_words(face), edge_words(face))))
    return Mark(face.box.turned(turn), words, face.state is EyeState.CLOSED)


def of_reason(reason: Reason) -> Mark | None:
    """What a sentence is about; None where that is the whole photograph."""
    return Mark(reason.region, reason.text, reason.kind is Kind.TECHNICAL) if reason.region else None


def all_marks(facts: Facts, turn: int) -> tuple[Mark, ...]:
    """Of all criteria that have a place of their own, and of all faces; what holds for the whole has none."""
    placed = [line for line in lines(facts, turn) if line.value is not None and line.region != WHOLE]
    return (*(of_line(line, turn) for line in placed), *(of_face(face, turn) for face in facts.faces))
