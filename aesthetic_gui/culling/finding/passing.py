"""Which photographs pass a filter: a view becomes one test for each kind of thing that it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aesthetic_gui.culling.finding import features
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Ranks
from aesthetic_gui.culling.viewing import FILTERS, Span, View, standing
from aesthetic_gui.facts import Criterion
from aesthetic_gui.photo import Bar

Test = Callable[[Item], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a filter may go by besides the photograph; ``above`` is the folder whose name tells none apart."""

    bar: Bar
    ranks: Ranks
    above: str = ""


def asked(items: Sequence[Item], bar: Bar, ranks: Ranks) -> Asked:
    """Of ``items``, all that are open, in order of name."""
    return Asked(bar, ranks, features.shared_folder(items))


def tests_of(view: View, asked: Asked) -> dict[str, Test]:
    """A test for each field of ``view`` that withholds something, by its name."""
    return {name: _TESTS[name](value, asked) for name in FILTERS if (value := getattr(view, name))}


def passing(items: Iterable[Item], view: View, asked: Asked) -> list[Item]:
    """Those of ``items`` that pass the filter of ``view``, in the order that they came in."""
    left = list(items)
    for test in tests_of(view, asked).values():
        left = [item for item in left if test(item)]
    return left


def _standings(chosen: frozenset[Any], asked: Asked) -> Test:
    bar = asked.bar
    return lambda item: standing(item, bar) in chosen


def _best(best: Any, asked: Asked) -> Test:
    paths = asked.ranks.best(best)
    return lambda item: item.photo.path in paths


def _text(text: str, asked: Asked) -> Test:
    words, above = features.words_of(text), asked.above

    def holds_all(item: Item) -> bool:
        searched = features.searched(item, above)
        return all(word in searched for word in words)

    return holds_all


def _time_of_day(span: Span, _asked: Asked) -> Test:
    return lambda item: (minute := features.minute(item)) is not None and span.holds_around(minute)


def _one_of(feature: Callable[[Item], Any]) -> Callable[[Any, Asked], Test]:
    return lambda chosen, _asked: lambda item: feature(item) in chosen


def _any_of(several: Callable[[Item], Iterable[Any] | None]) -> Callable[[Any, Asked], Test]:
    return lambda chosen, _asked: lambda item: not chosen.isdisjoint(several(item) or ())


def _within(feature: Callable[[Item], float | None]) -> Callable[[Any, Asked], Test]:
    return lambda span, _asked: lambda item: (value := feature(item)) is not None and span.holds(value)


_TESTS: dict[str, Callable[[Any, Asked], Test]] = {
    "standings": _standings,
    "flags": lambda chosen, _asked: lambda item: item.decision.flag in chosen,
    "labels": lambda chosen, _asked: lambda item: item.decision.label in chosen,
    "stars": lambda chosen, _asked: lambda item: item.decision.stars in chosen,
    "best": _best,
    "p": _within(features.p_percent),
    "unlike": lambda _on, _asked: features.unlike,
    "cameras": _one_of(features.camera),
    "lenses": _one_of(features.lens),
    "iso": _within(features.iso),
    "focal_length": _within(features.focal_length),
    "time_of_day": _time_of_day,
    "days": _one_of(features.day),
    "kinds": _one_of(features.kind),
    "keywords": _any_of(features.keywords),
    "text": _text,
    "quality": _one_of(features.quality_class),
    "faults": _any_of(features.faults),
    "eyes": _one_of(features.eyes),
    "faces": _one_of(features.face_count),
    **{criterion.value: _within(features.of_criterion(criterion)) for criterion in Criterion},
}
