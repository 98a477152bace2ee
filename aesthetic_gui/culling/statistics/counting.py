"""Statistics of a shoot: what was kept and rejected, by camera, lens, hour, focal length and ISO; and by the model.

    count(items, bar) ──> Statistics ──> telling: as text, CSV or JSON

*Kept* is what is picked, or has a star and no flag; *rejected* is what is flagged so; all else is *undecided*. Every
share comes with how many it is of, and its 95 % interval (Wilson, 1927).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from aesthetic_gui.arrays import np
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Estimate, Flag, Metadata, Verdict
from aesthetic_gui.words import counted

UNKNOWN = "Unknown"
FEW_VALUES = 12  # of ISO or focal length: each has a row of its own
MOST_HOURS, MOST_DAYS = 48, 62  # rows: a longer time is told by days, or by months
MOST_DAYS_BY_HOUR = 4  # that lie between the first and the last
FOCAL_LENGTHS = (14, 24, 35, 50, 70, 105, 200, 400)  # mm, where groups begin
P_BINS, MEAN_BINS = 10, 18
_Z = 1.959964  # standard deviations of a normal distribution, of 95 %


class Fate(StrEnum):
    """What the photographer made of a photograph."""

    KEPT = "kept"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many photographs were kept, rejected and left undecided."""

    kept: int = 0
    rejected: int = 0
    undecided: int = 0

    @property
    def total(self) -> int:
        return self.kept + self.rejected + self.undecided

    @property
    def decided(self) -> int:
        return self.kept + self.rejected

    @property
    def keep_rate(self) -> Estimate | None:
        """The share of what is decided that is kept; None where nothing is."""
        return share(self.kept, self.decided)


@dataclass(frozen=True, slots=True)
class Row:
    """Photographs that have something in common, such as a lens."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Histogram:
    """Scores in bins of one ``width``; the first begins at ``start``, the last holds its upper edge as well."""

    start: float
    width: float
    bins: tuple[Tally, ...]

    @property
    def total(self) -> int:
        return sum(one.total for one in self.bins)

    def edges(self, place: int) -> tuple[float, float]:
        """From where to where the bin at ``place`` goes."""
        return self.start + place * self.width, self.start + (place + 1) * self.width


@dataclass(frozen=True, slots=True)
class Agreement:
    """Verdicts against decisions: how alike the model and the photographer judge, and nothing of who is right.

    ``pairs`` are those of a kept and a rejected photograph, ``ordered`` the share of them in which P(aesthetic) of the
    kept one is higher, ties counting half. ``tastes`` are those that have judged some.
    """

    by_verdict: Mapping[Verdict, Tally]
    unjudged: Tally = field(default_factory=Tally)
    pairs: int = 0
    ordered: float | None = None
    tastes: tuple[str, ...] = ()

    @property
    def both(self) -> int:
        """On how many photographs both have decided."""
        return sum(self._of(verdict).decided for verdict in _SURE)

    @property
    def agreed(self) -> int:
        return self._of(Verdict.AESTHETIC).kept + self._of(Verdict.NOT_AESTHETIC).rejected

    @property
    def share(self) -> Estimate | None:
        """The share of :attr:`both` on which they agree."""
        return share(self.agreed, self.both)

    @property
    def by_chance(self) -> float | None:
        """The share on which two would agree that say yes as often as these two, but at random (Cohen, 1960)."""
        if not self.both:
            return None
        kept = sum(self._of(verdict).kept for verdict in _SURE) / self.both
        liked = self._of(Verdict.AESTHETIC).decided / self.both
        return kept * liked + (1 - kept) * (1 - liked)

    def _of(self, verdict: Verdict) -> Tally:
        return self.by_verdict.get(verdict, Tally())


_SURE = (Verdict.AESTHETIC, Verdict.NOT_AESTHETIC)
_STARS = {0: "No stars"} | {stars: counted(stars, "star") for stars in range(1, 6)}
_LABELS = {label: label.value.capitalize() or "No label" for label in ColourLabel}


@dataclass(frozen=True, slots=True)
class Statistics:
    """All there is to tell of a shoot. ``first`` and ``last`` are times of capture, by the cameras' own clocks."""

    all: Tally
    stars: tuple[Row, ...]
    labels: tuple[Row, ...]
    cameras: tuple[Row, ...]
    lenses: tuple[Row, ...]
    times: tuple[Row, ...]
    times_by: str  # "hour", "day" or "month"
    focal_lengths: tuple[Row, ...]
    isos: tuple[Row, ...]
    p: Histogram
    mean: Histogram
    agreement: Agreement
    unreadable: int = 0
    waiting: int = 0
    first: datetime | None = None
    last: datetime | None = None

    @property
    def tables(self) -> tuple[tuple[str, tuple[Row, ...]], ...]:
        """(what the rows have in common, the rows), in the order in which they are told."""
        return (
            ("Stars", self.stars),
            ("Label", self.labels),
            ("Camera", self.cameras),
            ("Lens", self.lenses),
            (self.times_by.capitalize(), self.times),
            ("Focal length", self.focal_lengths),
            ("ISO", self.isos),
        )


def fate(decision: Decision) -> Fate:
    """What a decision comes to. A flag counts before stars."""
    if decision.flag is Flag.REJECT:
        return Fate.REJECTED
    return Fate.KEPT if decision.flag is Flag.PICK or decision.stars else Fate.UNDECIDED


def share(part: int, whole: int) -> Estimate | None:
    """``part`` of ``whole`` with its 95 % interval (Wilson); None where there is no whole."""
    if not whole:
        return None
    p, extra = part / whole, _Z * _Z / whole
    middle, spread = p + extra / 2, _Z * math.sqrt(p * (1 - p) / whole + extra / (4 * whole))
    low, high = ((middle + sign * spread) / (1 + extra) for sign in (-1, 1))
    return Estimate(p, max(0.0, min(p, low)), min(1.0, max(p, high)))


def count(items: Iterable[Item], bar: Bar) -> Statistics:
    """Count ``items``, judged at ``bar``. Takes about 10 µs for each; touches no file."""
    items = list(items)
    times_by, form = _pace([item.captured_at for item in items if item.captured_at])
    moments = sorted(item.captured_at for item in items if item.captured_at)
    return Statistics(
        all=_tally(items),
        stars=_in_order(items, lambda item: item.decision.stars, _STARS),
        labels=_in_order(items, lambda item: item.decision.label, _LABELS),
        cameras=_most_first(items, lambda said: said.camera),
        lenses=_most_first(items, lambda said: said.lens),
        times=_rows(items, lambda item: item.captured_at.strftime(form) if item.captured_at else None, _by_name),
        times_by=times_by,
        focal_lengths=_measured(items, lambda said: said.focal_length, FOCAL_LENGTHS, " mm"),
        isos=_measured(items, lambda said: said.iso, [100 * 2**stop for stop in range(12)], ""),
        p=_histogram(items, lambda item: item.score.p_aesthetic if item.score else None, 0.0, 1 / P_BINS, P_BINS),
        mean=_histogram(items, lambda item: item.score.mean if item.score else None, 1.0, 9 / MEAN_BINS, MEAN_BINS),
        agreement=_agreement(items, bar),
        unreadable=sum(item.unreadable is not None for item in items),
        waiting=sum(not item.settled for item in items),
        first=moments[0] if moments else None,
        last=moments[-1] if moments else None,
    )


def _tally(items: Iterable[Item]) -> Tally:
    counts = dict.fromkeys(Fate, 0)
    for item in items:
        counts[fate(item.decision)] += 1
    return Tally(counts[Fate.KEPT], counts[Fate.REJECTED], counts[Fate.UNDECIDED])


def _grouped(items: Iterable[Item], key: Callable[[Item], Any]) -> dict[Any, Tally]:
    groups: dict[Any, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {name: _tally(some) for name, some in groups.items()}


def _rows(
    items: Sequence[Item], name_of: Callable[[Item], str | None], order: Callable[[tuple[str, Tally]], Any]
) -> tuple[Row, ...]:
    """A row for each name, what has none last."""
    groups = _grouped(items, name_of)
    unknown = groups.pop(None, None)
    rows = [Row(name, tally) for name, tally in sorted(groups.items(), key=order)]
    return (*rows, Row(UNKNOWN, unknown)) if unknown else tuple(rows)


def _by_name(group: tuple[str, Tally]) -> str:
    return group[0]


def _in_order(items: Iterable[Item], key: Callable[[Item], Any], names: Mapping[Any, str]) -> tuple[Row, ...]:
    """Rows in the order of ``names``, of those that there are; none where nothing but the first is."""
    groups = _grouped(items, key)
    rows = tuple(Row(name, groups[value]) for value, name in names.items() if value in groups)
    return rows if any(value in groups for value in list(names)[1:]) else ()


def _most_first(items: Sequence[Item], said: Callable[[Metadata], str | None]) -> tuple[Row, ...]:
    return _rows(
        items,
        lambda item: (said(item.metadata) or None) if item.metadata else None,
        lambda group: (-group[1].total, group[0]),
    )


def _measured(
    items: Sequence[Item], said: Callable[[Metadata], float | None], edges: Sequence[int], unit: str
) -> tuple[Row, ...]:
    """A row for each value, or, where they are many, for each group that begins at one of ``edges``."""

    def value(item: Item) -> float | None:
        return (said(item.metadata) or None) if item.metadata else None

    values = {found for item in items if (found := value(item)) is not None}
    if len(values) <= FEW_VALUES:
        groups = _grouped(items, value)
    else:
        groups = _grouped(items, lambda item: _group(value(item), edges))
    unknown = groups.pop(None, None)
    names = {number: f"{number:g}{unit}" for number in values}
    names |= dict(zip([0, *edges], _names(edges, unit), strict=True)) if len(values) > FEW_VALUES else {}
    rows = [Row(names[number], groups[number]) for number in sorted(groups)]
    return (*rows, Row(UNKNOWN, unknown)) if unknown else tuple(rows)


def _group(number: float | None, edges: Sequence[int]) -> int | None:
    return None if number is None else max((edge for edge in edges if edge <= number), default=0)


def _names(edges: Sequence[int], unit: str) -> list[str]:
    between = [f"{low}–{high - 1}{unit}" for low, high in pairwise(edges)]
    return [f"below {edges[0]}{unit}", *between, f"{edges[-1]}{unit} and more"]


def _pace(moments: Sequence[datetime]) -> tuple[str, str]:
    """By what the time is told, and how such a moment is written (``strftime``), so that it sorts."""
    days = {moment.date() for moment in moments}
    hours = {(moment.date(), moment.hour) for moment in moments}
    if (
        len(hours) <= MOST_HOURS
        and (max(days, default=date.min) - min(days, default=date.min)).days < MOST_DAYS_BY_HOUR
    ):
        return "hour", "%H:00" if len(days) <= 1 else "%Y-%m-%d %H:00"
    return ("day", "%Y-%m-%d") if len(days) <= MOST_DAYS else ("month", "%Y-%m")


def _histogram(
    items: Iterable[Item], value: Callable[[Item], float | None], start: float, width: float, bins: int
) -> Histogram:
    def place(item: Item) -> int | None:
        found = value(item)
        # the smallest bit more, or 0.3 would be below the edge of its bin
        return None if found is None else max(0, min(int((found - start) / width + 1e-9), bins - 1))

    groups = _grouped(items, place)
    return Histogram(start, width, tuple(groups.get(place, Tally()) for place in range(bins)))


def _agreement(items: Sequence[Item], bar: Bar) -> Agreement:
    groups = _grouped(items, lambda item: bar.verdict(item.score) if item.score else None)
    unjudged = groups.pop(None, Tally())
    pairs, ordered = _pairs(items)
    tastes = sorted({item.score.taste for item in items if item.score and item.score.taste})
    return Agreement(groups, unjudged, pairs, ordered, tuple(tastes))


def _pairs(items: Iterable[Item]) -> tuple[int, float | None]:
    """How many pairs there are of a kept and a rejected photograph, and in which share the kept one has more.

    That is the area below the ROC curve, from the ranks of the kept ones (Mann and Whitney, 1947).
    """
    judged = [(item.score.p_aesthetic, fate(item.decision)) for item in items if item.score]
    values = np.array([p for p, made in judged if made is not Fate.UNDECIDED])
    kept = np.array([made is Fate.KEPT for _, made in judged if made is not Fate.UNDECIDED], bool)
    most, fewest = int(kept.sum()), int(len(kept) - kept.sum())
    if not most * fewest:
        return 0, None
    ordered = np.sort(values)
    ranks = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1) / 2
    above = float(ranks[kept].sum()) - most * (most + 1) / 2
    return most * fewest, above / (most * fewest)
