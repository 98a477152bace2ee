"""An explanation in words and figures: what its colours are worth, how sure it is, what one region does."""

from __future__ import annotations

from dataclasses import dataclass

from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.explain.methods import AESTHETIC, TASTE, asked_words, method_called
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Explanation, Sure
from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.ui.session.rooms import legend
from aesthetic_gui.words import percent

CHECKED_SOON = "Being checked…"
STEPS = 256  # of the colour bar


def target_title(target: str, taste: str = "") -> str:
    """What is explained, as a choice calls it; ``taste`` is the name of the one in charge."""
    if target == TASTE:
        return f"Taste “{taste}”" if taste else "Taste"
    words = asked_words(target).removeprefix("the ")
    return words if target == AESTHETIC else words.capitalize()


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is said of an explanation.

    ``ends`` stand below the two ends of the colour bar, lowest first; ``bar`` are its colours, uint8 (1, STEPS, 3),
    None for those of before. ``means`` is what the strongest region does to P(aesthetic), "" where that is not known.
    """

    title: str
    subject: str
    ends: tuple[str, str]
    unit: str
    means: str
    sure: Sure
    sure_words: str
    sure_figures: str
    fidelity: str
    bar: NDArray[np.uint8] | None = None


NOTHING_YET = Told("", "the number", ("", ""), "", "", Sure.UNCHECKED, "", "", "")


def told_of(explanation: Explanation, calibration: Calibration | None = None, look: Look = USUAL) -> Told:
    """``calibration`` reads P(aesthetic) off the evidence; None where the number is not read so."""
    said, title = legend.legend_of(explanation, calibration, look), _title(explanation.method)
    return Told(
        title,
        said.explained,
        (said.ticks[0].words, said.ticks[-1].words),
        said.unit,
        said.means,
        explanation.sure,
        said.sureness.partition(":")[0] or CHECKED_SOON,
        _sure_figures(explanation, said.sureness),
        _fidelity(explanation, title),
        legend.legend_bar(explanation.method, (STEPS, 1), look),
    )


def no_reason(method: str, another: str) -> str:
    """That there is none by ``method``, and which to try; "" where none is left."""
    said = f"No reliable reason by {method_called(method).title} on this photograph."
    return f"{said} Try {method_called(another).title}." if another else said


def region_words(explanation: Explanation, number: int, calibration: Calibration | None = None) -> tuple[str, ...]:
    """What the superpixel ``number`` does, in lines: "raises by 0.12 log-odds, 9 % of all"; empty where not known."""
    contributions = explanation.contributions
    if contributions is None or not 0 <= number < len(contributions):
        return ()
    value, whole = float(contributions[number]), float(np.abs(contributions).sum())
    if not value:
        return ("makes no difference",)
    amount, _, moved = legend.contribution_words(value, explanation, calibration).partition(": ")
    line = f"{'raises' if value > 0 else 'lowers'} by {amount[1:]}, {percent(abs(value) / whole)} of all"
    return (line, moved) if moved else (line,)


def _title(method: str) -> str:
    return "Exchanged" if method == "exchange" else method_called(method).title


def _sure_figures(explanation: Explanation, sureness: str) -> str:
    """How sure it is in a sentence, and the figures that it was told by, where there are any."""
    notes = explanation.notes
    said = [sureness or "Whether it does better than chance on this photograph is being checked."]
    if "gain" in notes and "chance" in notes:
        gain, chance = legend.signed(notes["gain"]), legend.signed(notes["chance"])
        said.append(f"Gained by its order of the regions: {gain} {explanation.unit}; 95 % of random orders: {chance}.")
    return "\n".join(said)


def _fidelity(explanation: Explanation, title: str) -> str:
    if explanation.fidelity is None:
        return ""
    return f"{title} explains {percent(max(explanation.fidelity, 0.0))} of the score's variation"
