"""The words for what model and photographer say, and for how many: once, for the window, pages, files and scripts."""

from __future__ import annotations

from aesthetic_gui.photo import Decision, Flag, Verdict

VERDICTS = {Verdict.AESTHETIC: "Aesthetic", Verdict.NOT_AESTHETIC: "Not aesthetic", Verdict.UNSURE: "Unsure"}
FLAGS = {Flag.PICK: "Pick", Flag.NONE: "", Flag.REJECT: "Reject"}
FLAGGED = {Flag.PICK: "Picked", Flag.NONE: "Unflagged", Flag.REJECT: "Rejected"}


def counted(number: int, one: str, many: str = "") -> str:
    """How many there are: "1 photograph", "1,204 photographs"; ``many`` where it is not ``one`` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def photographs(number: int) -> str:
    """ "1 photograph", "1,204 photographs"."""
    return counted(number, "photograph")


def percent(fraction: float) -> str:
    """A fraction as whole per cent. Never 0 or 100 unless it is exactly so: "<1 %", ">99 %"."""
    if 0 < fraction < 0.005:
        return "<1 %"
    if 0.995 <= fraction < 1:
        return ">99 %"
    return f"{100 * fraction:.0f} %"


def decision_words(decision: Decision) -> str:
    """A decision in words, "Picked, 3 stars, red label"; "No decision" where there is none."""
    flagged = FLAGGED[decision.flag] if decision.flag else ""
    stars = counted(decision.stars, "star") if decision.stars else ""
    label = f"{decision.label} label" if decision.label else ""
    return ", ".join(filter(None, (flagged, stars, label))) or "No decision"


def decision_signs(decision: Decision) -> str:
    """A decision in little room, "pick ★★★ red"; "undecided" where there is none."""
    signs = FLAGS[decision.flag].lower(), "★" * decision.stars, str(decision.label)
    return " ".join(filter(None, signs)) or "undecided"
