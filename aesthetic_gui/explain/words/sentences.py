"""Two or three sentences of one photograph: technical faults first, then the score, then composition."""

from __future__ import annotations

from dataclasses import replace

from aesthetic_gui.criteria.values import THRESHOLD
from aesthetic_gui.criteria.words import Line, lines
from aesthetic_gui.explain.words.composed import composed
from aesthetic_gui.explain.words.scored import scored
from aesthetic_gui.explain.words.technical import technical
from aesthetic_gui.explain.words.values import Clipped, Composition, Kind, Reason
from aesthetic_gui.facts import Criterion, Facts
from aesthetic_gui.photo import Explanation, Score

MOST = 3  # sentences: more are read by nobody
FEWEST = 2
FAULTS = 2  # told before there is room for anything else
FINE = 80.0  # of 100: the value from which a criterion is near the usual
_SUMMED_UP = (Criterion.FOCUS, Criterion.EXPOSURE, Criterion.HORIZON)


def reasons(
    facts: Facts | None,
    composition: Composition | None,
    score: Score | None = None,
    explanation: Explanation | None = None,
    turn: int = 0,
) -> tuple[Reason, ...]:
    """What is worth saying of a photograph, one to :data:`MOST` sentences; none of one that was not measured at all.

    ``facts`` are of the picture as the file has it, ``composition`` and ``explanation`` of the picture after ``turn``
    quarter turns clockwise, and so are the regions of the answer. What is near the usual is not said; where nothing
    else fills two sentences, the last one sums up what was found to be usual, with its figures.
    """
    faults = technical(facts, composition.highlights if composition else Clipped(), turn) if facts else []
    shown = composed(_untold(composition, facts), facts, turn) if composition else []
    told = [*faults[:FAULTS], *scored(score, explanation, facts, turn), *shown, *faults[FAULTS:]][:MOST]
    usual = _usual(facts, composition, "Nothing else" if told else "Nothing") if len(told) < FEWEST else None
    return (*told, *([usual] if usual else []))


def _untold(composition: Composition, facts: Facts | None) -> Composition:
    """Without what is lost in white where that is a fault: it is told as one."""
    exposure = facts.measures.get(Criterion.EXPOSURE) if facts else None
    is_told = exposure is not None and exposure.value < THRESHOLD
    return replace(composition, highlights=Clipped()) if is_told else composition


def _usual(facts: Facts | None, composition: Composition | None, begin: str) -> Reason | None:
    """ "Nothing stands out: focus edge width 2.1 px, exposure +0.2 stops, horizon level, colourfulness 34." """
    found = lines(facts) if facts else ()
    told = [f"{line.title.lower()} {line.words}" for line in found if _is_usual(line)]
    if composition and begin == "Nothing":
        told.append(f"colourfulness {composition.colourfulness:.0f}")
    figures = ", ".join(told)
    return Reason(f"{begin} stands out: {figures}.", figures, None, Kind.NOTHING) if told else None


def _is_usual(line: Line) -> bool:
    """Whether it sums up: what is lost in white is no *nothing*, however little it is of a fault."""
    near = line.value is not None and line.value >= FINE and line.criterion in _SUMMED_UP
    return near and not line.words.startswith("clipped")
