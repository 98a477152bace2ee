"""Composition in sentences: of each topic the figure that departs most from the usual, if any does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aesthetic_gui.explain.words.placing import Subject, corner, nearest_side, off_centre, off_thirds, subject_of
from aesthetic_gui.explain.words.technical import where
from aesthetic_gui.explain.words.usual import Usual, usual
from aesthetic_gui.explain.words.values import Composition, Kind, Reason
from aesthetic_gui.facts import Facts, Region
from aesthetic_gui.words import percent

GREY = 0.02  # mean saturation below which nobody sees a colour


class _Fact(NamedTuple):
    text: str
    figure: str
    region: Region | None
    value: float
    usual: Usual


def composed(composition: Composition, facts: Facts | None, turn: int = 0) -> list[Reason]:
    """The sentences of a photograph, what departs most from the usual first; of each topic one at most."""
    subject = subject_of(composition, facts, turn)
    topics = [_colour(composition), _tones(composition), _lost(composition), _mirrored(composition)]
    if subject is not None:
        topics += [_place(subject), _size(subject)]
    telling = [max(topic, key=_departure) for topic in map(list, topics) if topic]
    telling = [fact for fact in telling if fact.usual.stands_out(fact.value)]
    telling.sort(key=_departure, reverse=True)
    return [Reason(fact.text, fact.figure, fact.region, Kind.COMPOSITION, fact.usual.words) for fact in telling]


def _departure(fact: _Fact) -> float:
    return fact.usual.departure(fact.value)


def _colour(composition: Composition) -> Iterator[_Fact]:
    value, measure = composition.colourfulness, usual("colourfulness")
    none = composition.saturation < GREY
    words = "Black-and-white" if none else "Strong colours" if measure.is_high(value) else "Hardly any colour"
    yield _Fact(f"{words}: colourfulness {value:.0f}.", f"{value:.0f}", None, value, measure)
    if not none:
        value, measure = composition.saturation, usual("saturation")
        words = "Saturated" if measure.is_high(value) else "Pale"
        yield _Fact(f"{words} colours: saturation {percent(value)}.", percent(value), None, value, measure)


def _tones(composition: Composition) -> Iterator[_Fact]:
    value, measure = composition.contrast, usual("contrast")
    words = "Hard contrast" if measure.is_high(value) else "Soft contrast"
    yield _Fact(f"{words}: tones spread by {percent(value)} (RMS).", percent(value), None, value, measure)
    value, measure = composition.brightest - composition.darkest, usual("range")
    if not measure.is_high(value):
        text = f"Few tones: they span {percent(value)} of the way from black to white."
        yield _Fact(text, percent(value), None, value, measure)
    value, measure = composition.middle, usual("middle")
    level = f"{255 * value:.0f}"
    bright = measure.is_high(value)
    words = f"{'Bright' if bright else 'Dark'}: half of the frame is {'above' if bright else 'below'} level {level}"
    yield _Fact(f"{words} of 255.", level, None, value, measure)


def _lost(composition: Composition) -> Iterator[_Fact]:
    for lost, words, name in (
        (composition.highlights, "pure white", "highlights"),
        (composition.shadows, "pure black", "shadows"),
    ):
        measure = usual(name)
        if measure.is_high(lost.share):
            text = f"{percent(lost.share)} of the frame is {words}{where(lost)}."
            yield _Fact(text, percent(lost.share), lost.region, lost.share, measure)


def _mirrored(composition: Composition) -> Iterator[_Fact]:
    value, measure = composition.symmetry, usual("symmetry")
    if measure.is_high(value):
        text = f"Its left and right are much alike: correlation {value:.2f} with its mirror image."
        yield _Fact(text, f"{value:.2f}", None, value, measure)


def _place(subject: Subject) -> Iterator[_Fact]:
    name, region, _ = subject
    value, measure = off_thirds(region), usual("thirds")
    if not measure.is_high(value):
        text = f"{name} lies on the thirds, {corner(region)}: {percent(value)} of the frame off."
        yield _Fact(text, percent(value), region, value, measure)
    value, measure = off_centre(region), usual("centre")
    if measure.is_high(value):
        side, room = nearest_side(region)
        text = f"{name} lies at the {side}: its middle is {percent(room)} of the frame from there."
        yield _Fact(text, percent(room), region, value, measure)
    else:
        text = f"{name} lies in the very middle: {percent(value)} of the frame off."
        yield _Fact(text, percent(value), region, value, measure)


def _size(subject: Subject) -> Iterator[_Fact]:
    name, region, is_face = subject
    if is_face:
        value, measure = region.width * region.height, usual("face")
        words = "fills" if measure.is_high(value) else "is small: it takes"
        yield _Fact(f"{name} {words} {_share(value)} of the frame.", _share(value), region, value, measure)


def _share(value: float) -> str:
    """A share that may be small: "0.2 %"."""
    return percent(value) if value >= 0.01 else f"{100 * value:.1f} %"
