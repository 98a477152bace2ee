"""Statistics of a shoot: what was kept and rejected, by camera, lens, hour, focal length and ISO; and by the model.

    count(items, bar) ──> Statistics ──> telling: as text, CSV or JSON

*Kept* is what is picked, or has a star and no flag; *rejected* is what is flagged so; all else is *undecided*. Every
share comes with how many it is of, and its 95 % interval (Wilson, 1927).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from aesthetic_gui.culling.item import Item
from aesthetic_gui.later import np
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
_NOTHING = Metadata()
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
    """Count ``items``, judged at ``bar``. Takes about 15 µs for each; touches no file."""
    shoot = _Shoot(items)
    moments = [moment for moment in shoot.moments if moment]
    times_by, written = _pace(moments)
    return Statistics(
        all=shoot.tally,
        stars=_in_order(shoot.groups(item.decision.stars for item in shoot.items), _STARS),
        labels=_in_order(shoot.groups(item.decision.label for item in shoot.items), _LABELS),
        cameras=_most_first(shoot.groups(said.camera or None for said in shoot.said)),
        lenses=_most_first(shoot.groups(said.lens or None for said in shoot.said)),
        times=_rows(shoot.groups(written(moment) if moment else None for moment in shoot.moments), _by_name),
        times_by=times_by,
        focal_lengths=_measured(shoot, [said.focal_length or None for said in shoot.said], FOCAL_LENGTHS, " mm"),
        isos=_measured(shoot, [said.iso or None for said in shoot.said], [100 * 2**stop for stop in range(12)], ""),
        p=_histogram(shoot, [one.p_aesthetic if one else None for one in shoot.scores], 0.0, 1 / P_BINS, P_BINS),
        mean=_histogram(shoot, [one.mean if one else None for one in shoot.scores], 1.0, 9 / MEAN_BINS, MEAN_BINS),
        agreement=_agreement(shoot, bar),
        unreadable=sum(item.unreadable is not None for item in shoot.items),
        waiting=sum(not item.settled for item in shoot.items),
        first=min(moments, default=None),
        last=max(moments, default=None),
    )


class _Shoot:
    """What is counted, taken apart once: of each photograph what became of it, what its camera said, its score."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = list(items)
        self.fates = [fate(item.decision) for item in self.items]
        self.said = [item.metadata or _NOTHING for item in self.items]
        self.moments = [item.captured_at for item in self.items]
        self.scores = [item.score for item in self.items]

    @property
    def tally(self) -> Tally:
        return self.groups(None for _ in self.items).get(None, Tally())

    def groups(self, keys: Iterable[Any]) -> dict[Any, Tally]:
        """How many of those with the same key became what; ``keys`` are in the order of the items."""
        counts = Counter(zip(keys, self.fates, strict=True))
        return {key: Tally(*(counts[key, made] for made in Fate)) for key in dict.fromkeys(key for key, _ in counts)}


def _rows(groups: dict[str | None, Tally], order: Callable[[tuple[str, Tally]], Any]) -> tuple[Row, ...]:
    """A row for each name, what has none last."""
    named = [(name, tally) for name, tally in groups.items() if name is not None]
    rows = [Row(name, tally) for name, tally in sorted(named, key=order)]
    return (*rows, Row(UNKNOWN, groups[None])) if None in groups else tuple(rows)


def _by_name(group: tuple[str, Tally]) -> str:
    return group[0]


def _in_order(groups: Mapping[Any, Tally], names: Mapping[Any, str]) -> tuple[Row, ...]:
    """Rows in the order of ``names``, of those that there are; none where nothing but the first is."""
    rows = tuple(Row(name, groups[value]) for value, name in names.items() if value in groups)
    return rows if any(value in groups for value in list(names)[1:]) else ()


def _most_first(groups: dict[str | None, Tally]) -> tuple[Row, ...]:
    return _rows(groups, lambda group: (-group[1].total, group[0]))


def _measured(shoot: _Shoot, values: Sequence[float | None], edges: Sequence[int], unit: str) -> tuple[Row, ...]:
    """A row for each value, or, where they are many, for each group that begins at one of ``edges``."""
    known = {value for value in values if value is not None}
    if len(known) <= FEW_VALUES:
        names: dict[float | None, str] = {number: f"{number:g}{unit}" for number in sorted(known)}
        groups = shoot.groups(values)
    else:
        names = dict(zip([0, *edges], _names(edges, unit), strict=True))
        begins: dict[float | None, int | None] = {value: _group(value, edges) for value in known} | {None: None}
        groups = shoot.groups(begins[value] for value in values)
    rows = [Row(name, groups[number]) for number, name in names.items() if number in groups]
    return (*rows, Row(UNKNOWN, groups[None])) if None in groups else tuple(rows)


def _group(number: float, edges: Sequence[int]) -> int:
    return max((edge for edge in edges if edge <= number), default=0)


def _names(edges: Sequence[int], unit: str) -> list[str]:
    between = [f"{low}–{high - 1}{unit}" for low, high in pairwise(edges)]
    return [f"below {edges[0]}{unit}", *between, f"{edges[-1]}{unit} and more"]


def _pace(moments: Iterable[datetime]) -> tuple[str, Callable[[datetime], str]]:
    """By what the time is told, and how such a moment is written, so that it sorts."""
    hours = {(moment.date(), moment.hour) for moment in moments}
    days = {day for day, _ in hours}
    if len(days) <= 1:
        return "hour", lambda moment: f"{moment.hour:02}:00"
    if len(hours) <= MOST_HOURS and (max(days) - min(days)).days < MOST_DAYS_BY_HOUR:
        return "hour", lambda moment: f"{moment.date()} {moment.hour:02}:00"
    if len(days) <= MOST_DAYS:
        return "day", lambda moment: f"{moment.date()}"
    return "month", lambda moment: f"{moment.year:04}-{moment.month:02}"


def _histogram(shoot: _Shoot, values: Sequence[float | None], start: float, width: float, bins: int) -> Histogram:
    def place(value: float | None) -> int | None:
        # the smallest bit more, or 0.3 would be below the edge of its bin
        return None if value is None else max(0, min(int((value - start) / width + 1e-9), bins - 1))

    groups = shoot.groups(map(place, values))
    return Histogram(start, width, tuple(groups.get(place, Tally()) for place in range(bins)))


def _agreement(shoot: _Shoot, bar: Bar) -> Agreement:
    groups = shoot.groups(bar.verdict(score) if score else None for score in shoot.scores)
    unjudged = groups.pop(None, Tally())
    pairs, ordered = _pairs(shoot)
    tastes = sorted({score.taste for score in shoot.scores if score and score.taste})
    return Agreement(groups, unjudged, pairs, ordered, tuple(tastes))


def _pairs(shoot: _Shoot) -> tuple[int, float | None]:
    """How many pairs there are of a kept and a rejected photograph, and in which share the kept one has more.

    That is the area below the ROC curve, from the ranks of the kept ones (Mann and Whitney, 1947).
    """
    both = zip(shoot.scores, shoot.fates, strict=True)
    judged = [(score.p_aesthetic, made) for score, made in both if score and made is not Fate.UNDECIDED]
    values = np.array([p for p, _ in judged])
    kept = np.array([made is Fate.KEPT for _, made in judged], bool)
    most, fewest = int(kept.sum()), int(len(kept) - kept.sum())
    if not most * fewest:
        return 0, None
    ordered = np.sort(values)
    ranks = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1) / 2
    above = float(ranks[kept].sum()) - most * (most + 1) / 2
    return most * fewest, above / (most * fewest)
