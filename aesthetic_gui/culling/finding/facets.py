"""How many photographs each choice would leave, given all else that the filter asks: the figure beside the choice.

A photograph counts for a kind of choice if it passes every *other* kind: of those that fail one alone it counts for
that one, of those that fail two for none.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from aesthetic_gui.culling.finding import features
from aesthetic_gui.culling.finding.passing import Asked, tests_of
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Span, View, standing
from aesthetic_gui.facts import Criterion

Counts = Mapping[Hashable, int]


def _bands(*begins: float, below: float) -> tuple[Span, ...]:
    """From nothing to the first of ``begins``, from one to the next, and beyond the last; ``below``: one step."""
    ends = [begin - below for begin in begins]
    between = [Span(low, high) for low, high in zip(begins, ends[1:], strict=False)]
    return (Span(None, ends[0]), *between, Span(begins[-1], None))


ISO_BANDS = _bands(200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, below=1)
FOCAL_BANDS = (Span(None, 9.9), *_bands(10, 24, 35, 50, 85, 135, 300, below=1)[1:])  # millimetres
HOURS = tuple(Span(60 * hour, 60 * hour + 59) for hour in range(24))  # minutes from midnight
P_BANDS = (*(Span(low, low + 9) for low in range(0, 90, 10)), Span(90, 100))  # per cent
SEVERAL = ("keywords", "faults")  # of which a photograph may have more than one
VALUE_BANDS = P_BANDS  # of a criterion, 100 being no fault
BANDS = {"p": P_BANDS, "iso": ISO_BANDS, "focal_length": FOCAL_BANDS, "time_of_day": HOURS}
BANDS |= dict.fromkeys(map(str, Criterion), VALUE_BANDS)


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """``counts`` of each kind of choice, by the name of the view's field; a band of values is a ``Span``.

    ``shown`` of ``total`` pass the whole filter.
    """

    counts: Mapping[str, Counts] = field(default_factory=dict)
    shown: int = 0
    total: int = 0

    def of(self, name: str, value: Hashable) -> int:
        return self.counts.get(name, {}).get(value, 0)


def count_facets(items: Iterable[Item], view: View, asked: Asked, names: Iterable[str]) -> Facets:
    """Count what each value of the fields ``names`` would leave of ``items``; names without choices are passed over."""
    passed, only, total = _apart(items, view, asked)
    counts: dict[str, Counts] = {}
    for name in names:
        values = map(_VALUES[name](asked), chain(passed, only.get(name, ())))
        found: Counter[Any] = Counter(chain.from_iterable(values) if name in SEVERAL else values)
        counts[name] = _in_bands(name, found) if name in BANDS else found
    return Facets(counts, len(passed), total)


def _apart(items: Iterable[Item], view: View, asked: Asked) -> tuple[list[Item], dict[str, list[Item]], int]:
    """Those that pass, those that fail one test alone by its name, and how many there are."""
    tests = list(tests_of(view, asked).items())
    passed: list[Item] = []
    only: dict[str, list[Item]] = {name: [] for name, _test in tests}
    total = 0
    for item in items:
        total += 1
        failed = ""
        for name, test in tests:
            if not test(item):
                if failed:
                    break
                failed = name
        else:
            (only[failed] if failed else passed).append(item)
    return passed, only, total


def _in_bands(name: str, found: Counter[Any]) -> Counts:
    bands, counts = BANDS[name], Counter[Hashable]()
    begins = [band.low or 0 for band in bands[1:]]
    for value, number in found.items():
        if value is not None:
            counts[bands[bisect_right(begins, value)]] += number
    return counts


def _plain(feature: Callable[[Item], Any]) -> Callable[[Asked], Callable[[Item], Any]]:
    return lambda _asked: feature


def _standing(asked: Asked) -> Callable[[Item], Hashable]:
    bar = asked.bar
    return lambda item: standing(item, bar)


_VALUES: dict[str, Callable[[Asked], Callable[[Item], Any]]] = {
    "standings": _standing,
    "flags": _plain(lambda item: item.decision.flag),
    "stars": _plain(lambda item: item.decision.stars),
    "labels": _plain(lambda item: item.decision.label),
    "p": _plain(features.p_percent),
    "unlike": _plain(features.unlike),
    "cameras": _plain(features.camera),
    "lenses": _plain(features.lens),
    "iso": _plain(features.iso),
    "focal_length": _plain(features.focal_length),
    "time_of_day": _plain(features.minute),
    "days": _plain(features.day),
    "kinds": _plain(features.kind),
    "keywords": _plain(features.keywords),
    "quality": _plain(features.quality_class),
    "faults": _plain(lambda item: features.faults(item) or ()),
    "eyes": _plain(features.eyes),
    "faces": _plain(features.face_count),
    **{criterion.value: _plain(features.of_criterion(criterion)) for criterion in Criterion},
}
DECIDED = ("standings", "flags", "stars", "labels", "unlike", "eyes")  # what is in sight without the second row
ALL = tuple(_VALUES)
