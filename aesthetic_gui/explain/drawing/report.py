"""A page of reasons: each photograph beside its reason, what its colours are worth, and how sure it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aesthetic_gui.explain.drawing.legend import Legend, legend_bar, legend_of
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.explain.drawing.svg import data_uri
from aesthetic_gui.explain.methods import method_called
from aesthetic_gui.files.export import markup
from aesthetic_gui.photo import Explanation, Sure
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.words import photographs

_BAR = (256, 1)  # pixels: stretched
_COUNTED = {Sure.VERY: "sure", Sure.FAIRLY: "fairly sure", Sure.NO: "no reliable reason", Sure.UNCHECKED: "not checked"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One photograph of the page.

    ``said`` is what is said of it in words; ``plain`` and ``painted`` are its pictures, as addresses from the page;
    ``problem`` says why there is no reason, "" where ``explanation`` is one.
    """

    name: str
    said: str
    plain: str = ""
    painted: str = ""
    explanation: Explanation | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Shown:
    name: str
    said: str
    plain: str
    painted: str
    problem: str
    bar: str
    legend: Legend | None


def page(title: str, entries: Sequence[Entry], method: str, pack: Pack, look: Look = USUAL) -> str:
    """The whole page, whose pictures lie beside it. Every value is escaped; nothing is loaded from elsewhere."""
    return markup.filled(
        "reasons/report.html",
        style=markup.resource("reasons/report.css"),
        title=title,
        summary=f"{photographs(len(entries))}, why each has its P(aesthetic)",
        method=method_called(method),
        sureness=_sureness(entries),
        model=f"{pack.title}, {pack.id} {pack.version}",
        entries=[_shown(entry, pack, look) for entry in entries],
    )


def _shown(entry: Entry, pack: Pack, look: Look) -> _Shown:
    why = entry.explanation
    return _Shown(
        entry.name,
        entry.said,
        entry.plain,
        entry.painted,
        entry.problem,
        data_uri(legend_bar(why.method, _BAR, look), "PNG") if why and why.sure is not Sure.NO else "",
        legend_of(why, pack.calibration, look) if why else None,
    )


def _sureness(entries: Sequence[Entry]) -> str:
    """ "12 sure, 3 fairly sure, 1 no reliable reason."."""
    counts = Counter(entry.explanation.sure for entry in entries if entry.explanation)
    told = [f"{counts[sure]} {words}" for sure, words in _COUNTED.items() if counts[sure]]
    return ", ".join(told).capitalize() + "." if told else "Nothing could be explained."
