"""What a filter asks, in words: "unsure; picked; 3 stars and more; ISO 800 to 3,200; 19:00 to 23:00"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from aesthetic_gui.criteria.quality import QualityClass
from aesthetic_gui.culling.finding.features import NO_FAULT
from aesthetic_gui.culling.viewing import FILTERS, MOST_STARS, FaceCount, Span, Standing, View, at_least, at_most
from aesthetic_gui.facts import Criterion, EyeState
from aesthetic_gui.photo import ColourLabel
from aesthetic_gui.words import CRITERIA, EYES, FLAGGED, counted

FACES = {FaceCount.NONE: "no face", FaceCount.ONE: "one face", FaceCount.SEVERAL: "several faces"}
DAY = 24 * 60  # minutes
_STANDINGS = {Standing.WAITING: "not scored yet"}


def filter_in_words(view: View, names: Iterable[str] = FILTERS) -> str:
    """What a photograph must be to pass; "" where all do. ``names``: only of these of a view's fields."""
    chosen = ((name, getattr(view, name)) for name in names)
    return "; ".join(_WORDS[name](value) for name, value in chosen if value)


def stars_in_words(stars: frozenset[int]) -> str:
    """ "3 stars and more", "exactly 3 stars", "at most 2 stars", "no stars"; "0, 2 or 5 stars" of any others."""
    if not stars:
        return ""
    low, high = min(stars), max(stars)
    if len(stars) == 1:
        return f"exactly {counted(low, 'star')}" if 0 < low < MOST_STARS else f"{low or 'no'} stars"
    if stars == at_least(low):
        return f"{counted(low, 'star')} and more"
    if stars == at_most(high):
        return f"at most {counted(high, 'star')}"
    return f"{_or(map(str, sorted(stars)))} stars"


def span_in_words(span: Span, write: Callable[[float], str], unit: str = "") -> str:
    """ "24 to 85 mm", "85 mm and more", "up to 24 mm", or one value alone."""
    low, high = (end if end is None else write(end) for end in (span.low, span.high))
    if low is None or high is None:
        return f"up to {high}{unit}" if high is not None else f"{low or write(0)}{unit} and more"
    return f"{low}{unit}" if low == high else f"{low} to {high}{unit}"


def plain_number(value: float) -> str:
    """ "3,200", "4.3"."""
    return f"{value:,.1f}".removesuffix(".0")


def clock(minutes: float) -> str:
    """Minutes from midnight as "19:05"; the end of a day is 24:00."""
    hours, rest = divmod(int(minutes), 60)
    return f"{hours}:{rest:02}"


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def keyword_in_words(keyword: str) -> str:
    """The levels of a keyword from the top: "Places › Athens"; "none" for none."""
    return keyword.replace("|", " › ") or "none"


def _or(words: Iterable[str]) -> str:
    """ "red", "red or blue", "red, yellow or blue"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _standings(chosen: frozenset[Standing]) -> str:
    return _or(_STANDINGS.get(one, one.value.replace("_", " ")) for one in Standing if one in chosen)


def _named(unnamed: str) -> Callable[[frozenset[str]], str]:
    return lambda chosen: _or(name or unnamed for name in sorted(chosen))


def faults_in_words(chosen: frozenset[str]) -> str:
    """ "fault in focus or noise", "no fault"."""
    named = _or(CRITERIA[one] for one in Criterion if one in chosen) if chosen - {NO_FAULT} else ""
    return " or ".join(filter(None, (f"fault in {named}" if named else "", "no fault" if NO_FAULT in chosen else "")))


def _value_of(criterion: Criterion) -> Callable[[Span], str]:
    return lambda span: f"{CRITERIA[criterion]} {span_in_words(span, plain_number)}"


_WORDS: dict[str, Callable[[Any], str]] = {
    "standings": _standings,
    "flags": lambda chosen: _or(words.lower() for flag, words in FLAGGED.items() if flag in chosen),
    "labels": lambda chosen: f"{_or(one.value or 'no' for one in ColourLabel if one in chosen)} label",
    "stars": stars_in_words,
    "best": str,
    "p": lambda span: f"P(aesthetic) {span_in_words(span, plain_number, ' %')}",
    "unlike": lambda _on: "unlike anything learned",
    "cameras": _named("unknown camera"),
    "lenses": _named("unknown lens"),
    "iso": lambda span: f"ISO {span_in_words(span, plain_number)}",
    "focal_length": lambda span: span_in_words(span, plain_number, " mm"),
    "time_of_day": lambda span: span_in_words(span, clock),
    "days": lambda chosen: _or(map(day_in_words, sorted(chosen))),
    "kinds": lambda chosen: _or(sorted(chosen)),
    "keywords": lambda chosen: f"keyword {_or(map(keyword_in_words, sorted(chosen)))}",
    "text": lambda text: f"‘{text}’",
    "quality": lambda chosen: f"{_or(one.value for one in QualityClass if one in chosen)} quality",
    "faults": faults_in_words,
    "eyes": lambda chosen: f"eyes {_or(EYES[state] for state in EyeState if state in chosen)}",
    "faces": lambda chosen: _or(FACES[count] for count in FaceCount if count in chosen),
    **{criterion.value: _value_of(criterion) for criterion in Criterion},
}
