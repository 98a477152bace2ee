"""The words for what model and photographer say, and for how many: once, for the window, pages, files and scripts."""

from __future__ import annotations

from aesthetic_gui.facts import Criterion, EyeState
from aesthetic_gui.photo import DETAIL_TEXTS, Decision, Details, Flag, HandStack, Verdict

VERDICTS = {Verdict.AESTHETIC: "Aesthetic", Verdict.NOT_AESTHETIC: "Not aesthetic", Verdict.UNSURE: "Unsure"}
FLAGS = {Flag.PICK: "Pick", Flag.NONE: "", Flag.REJECT: "Reject"}
TURN_SIGNS = ("", "↻", "↻↻", "↺")
TURNS = ("a full turn", "right", "upside down", "left")  # by quarter turns clockwise
FLAGGED = {Flag.PICK: "Picked", Flag.NONE: "Unflagged", Flag.REJECT: "Rejected"}
CRITERIA = {one: one.value for one in Criterion} | {Criterion.MOTION: "motion blur", Criterion.CAST: "colour cast"}
EYES = {EyeState.OPEN: "open", EyeState.CLOSED: "closed", EyeState.CANT_TELL: "can't tell"}

UNLIKE_ANYTHING = "unlike anything I have learned from"  # of a photograph that the model cannot judge


def counted(number: int, one: str, many: str = "") -> str:
    """How many there are: "1 photograph", "1,204 photographs"; ``many`` where it is not ``one`` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def photographs(number: int) -> str:
    """ "1 photograph", "1,204 photographs"."""
    return counted(number, "photograph")


def percent(fraction: float) -> str:
    """A fraction as whole per cent. Never 0 or 100 unless it is exactly so: "<1 %", ">99 %"."""
    whole = f"{100 * fraction:.0f}"
    if whole == "0" and fraction > 0:
        return "<1 %"
    if whole == "100" and fraction < 1:
        return ">99 %"
    return f"{whole} %"


def verdict_words(verdict: Verdict, p_aesthetic: float) -> str:
    """Verdict and P(aesthetic), "Not aesthetic · 7 %": of two photographs the better one has the higher number."""
    return f"{VERDICTS[verdict]} · {percent(p_aesthetic)}"


def decision_words(decision: Decision) -> str:
    """A decision in words, "Picked, 3 stars, red label, rotated left"; "No decision" where there is none."""
    flagged = FLAGGED[decision.flag] if decision.flag else ""
    stars = counted(decision.stars, "star") if decision.stars else ""
    label = f"{decision.label} label" if decision.label else ""
    turned = f"rotated {TURNS[decision.turn]}" if decision.turn else ""
    return ", ".join(filter(None, (flagged, stars, label, turned))) or "No decision"


def decision_signs(decision: Decision) -> str:
    """A decision in little room, "pick ★★★ red ↻"; "undecided" where there is none."""
    signs = FLAGS[decision.flag].lower(), "★" * decision.stars, str(decision.label), TURN_SIGNS[decision.turn]
    return " ".join(filter(None, signs)) or "undecided"


def details_words(before: Details, after: Details) -> str:
    """What changed of the details, in little room: "title “Dawn”, no rights, + dog, − cat"."""
    texts = [
        (field, getattr(after, field)) for field in DETAIL_TEXTS if getattr(after, field) != getattr(before, field)
    ]
    words = [f"{field} “{shortened(text)}”" if text else f"no {field}" for field, text in texts]
    words += [f"+ {word}" for word in after.keywords if word not in before.keywords]
    words += [f"− {word}" for word in before.keywords if word not in after.keywords]
    return ", ".join(words) or "no change"


def hand_words(before: HandStack, after: HandStack) -> str:
    """What changed about its stack, in little room: "grouped by hand", "grouped by the program", "now the cover"."""
    if after.id != before.id:
        words = "grouped by hand" if after else "grouped by the program"
        return f"{words}, the cover" if after.cover else words
    return "now the cover" if after.cover else "no longer the cover"


def shortened(text: str, most: int = 40) -> str:
    """A text on one line, its end left out where it is longer than ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
