"""What the grid shows, in which order, as values: what a photographer chose of a sorting and a filter.

View ──> finding.passing, finding.arranging    the photographs that pass, and in which order
     ──> finding.facets                        how many each further choice would leave
     ──> finding.kept                          as JSON, and back
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from aesthetic_gui.criteria.quality import QualityClass
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Best
from aesthetic_gui.facts import Criterion, EyeState
from aesthetic_gui.files.names import natural_key
from aesthetic_gui.photo import Bar, ColourLabel, Flag, Verdict

MOST_STARS = 5


class Standing(StrEnum):
    """Where a photograph stands: the model's verdict, or why there is none."""

    AESTHETIC = Verdict.AESTHETIC.value
    NOT_AESTHETIC = Verdict.NOT_AESTHETIC.value
    UNSURE = Verdict.UNSURE.value
    UNREADABLE = "unreadable"
    WAITING = "waiting"


_OF_VERDICT = {verdict: Standing(verdict.value) for verdict in Verdict}


class SortBy(StrEnum):
    """What the grid is sorted by; the value is what the menu says."""

    NAME = "Name"
    TIME = "Capture time"
    SCORE = "Score"
    P = "P(aesthetic)"
    RANK = "Rank in the shoot"
    UNCERTAIN = "Most uncertain"
    STARS = "Stars"
    FLAG = "Flag"
    LABEL = "Label"
    SIZE = "File size"
    KIND = "File type"
    QUALITY = "Technical quality"
    FOCUS = "Focus"
    MOTION = "Motion blur"
    NOISE = "Noise"
    EXPOSURE = "Exposure"
    EYES = "Open eyes"
    FACES = "Faces"

    @property
    def begins_with_the_highest(self) -> bool:
        """Whether one who chooses it wants the best, the largest, the picked ones first."""
        usual = (SortBy.SCORE, SortBy.P, SortBy.RANK, SortBy.STARS, SortBy.FLAG, SortBy.SIZE)
        return self in (*usual, *MEASURED)


MEASURED = (
    *(SortBy.QUALITY, SortBy.FOCUS, SortBy.MOTION, SortBy.NOISE, SortBy.EXPOSURE),
    *(SortBy.EYES, SortBy.FACES),
)  # what is known of a photograph once it was measured; the highest is no fault


class FaceCount(StrEnum):
    """How many faces were found."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


def standing(item: Item, bar: Bar) -> Standing:
    """The item's verdict at ``bar``, or why it has none."""
    if item.unreadable is not None:
        return Standing.UNREADABLE
    if item.score is None:
        return Standing.WAITING
    return _OF_VERDICT[bar.verdict(item.score)]


@dataclass(frozen=True, slots=True)
class Span:
    """From ``low`` to ``high``, both included; None: without an end there."""

    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def holds_around(self, value: float) -> bool:
        """The same on a clock, where from 22:00 to 2:00 leads over midnight."""
        if self.low is not None and self.high is not None and self.low > self.high:
            return value >= self.low or value <= self.high
        return self.holds(value)


def at_least(stars: int) -> frozenset[int]:
    """``stars`` (0 to 5) and more."""
    return frozenset(range(stars, MOST_STARS + 1))


def at_most(stars: int) -> frozenset[int]:
    """``stars`` (0 to 5) and fewer."""
    return frozenset(range(stars + 1))


@dataclass(frozen=True, slots=True)
class View:
    """Sorting and filter. An empty set, None, "" or False withholds nothing; a photograph passes what passes each.

    ``best`` goes by the ranks of all photographs that are open, whatever else of the filter withholds some of them.
    ``p`` is P(aesthetic) in whole per cent; ``unlike``: only those that are unlike anything the model has learned
    from. A camera or lens of "" is one that the file does not name, a keyword of "" is none at all; of several, one is
    enough. ``time_of_day`` is in minutes from midnight, 0 to 1439, by the camera's clock, and may lead over midnight;
    ``focal_length`` in millimetres. ``text``: words, each of which is part of the photograph's name, of a folder that
    it lies in, or of a keyword.

    What was measured: ``quality`` is the class; ``faults`` the criteria that tell one, "" none at all, and of several
    one is enough; ``focus`` to ``cast`` the values of a criterion, 0 to 100 in whole numbers. ``eyes`` are *closed*
    where somebody's are, *open* where somebody's are and nobody's are closed, else *can't tell*. A photograph that was
    not measured yet passes none of these.
    """

    sort_by: SortBy = SortBy.NAME
    descending: bool = False
    standings: frozenset[Standing] = frozenset()
    flags: frozenset[Flag] = frozenset()
    stars: frozenset[int] = frozenset()
    labels: frozenset[ColourLabel] = frozenset()
    best: Best | None = None
    p: Span | None = None
    unlike: bool = False
    cameras: frozenset[str] = frozenset()
    lenses: frozenset[str] = frozenset()
    iso: Span | None = None
    focal_length: Span | None = None
    time_of_day: Span | None = None
    days: frozenset[date] = frozenset()
    kinds: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    text: str = ""
    quality: frozenset[QualityClass] = frozenset()
    faults: frozenset[str] = frozenset()
    eyes: frozenset[EyeState] = frozenset()
    faces: frozenset[FaceCount] = frozenset()
    focus: Span | None = None
    motion: Span | None = None
    noise: Span | None = None
    exposure: Span | None = None
    compression: Span | None = None
    horizon: Span | None = None
    cast: Span | None = None

    @property
    def filters(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def follows_bar(self) -> bool:
        """Whether a moved threshold can change what is shown."""
        return bool(self.standings) or self.sort_by is SortBy.UNCERTAIN

    @property
    def follows_results(self) -> bool:
        """Whether what reading a photograph tells can change what is shown or its order."""
        return self.filters or self.sort_by is not SortBy.NAME

    @property
    def asks_what_was_measured(self) -> bool:
        """Whether what passes, or the order, goes by facts."""
        return self.sort_by in MEASURED or any(getattr(self, name) for name in OF_FACTS)

    @property
    def follows_ranks(self) -> bool:
        """Whether other ranks can change what is shown or its order."""
        return self.best is not None or self.sort_by is SortBy.RANK

    def asks_the_same(self, other: View) -> bool:
        """Whether the same photographs pass, in whatever order."""
        return replace(self, sort_by=other.sort_by, descending=other.descending) == other

    @property
    def unfiltered(self) -> View:
        """The same order of all photographs."""
        return View(self.sort_by, self.descending)


FILTERS = tuple(field.name for field in fields(View))[2:]  # all of a view but its order
OF_FACTS = ("quality", "faults", "eyes", "faces", *Criterion)  # of these, what is known once a photograph was measured


def count_standings(items: Iterable[Item], bar: Bar) -> Counter[Standing]:
    """How many items stand where."""
    return Counter(standing(item, bar) for item in items)


def name_key(path: Path) -> str:
    """Folder by folder, a folder's own photographs before its subfolders', names as people count: as it is walked."""
    folder, name = os.path.split(path)
    return f"{_folder_key(folder)}\0\0\0{natural_key(name)}"


@lru_cache(maxsize=1_000)
def _folder_key(folder: str) -> str:
    return "\0".join(map(natural_key, Path(folder).parts))


def merge_names(names: list[Path], new: Sequence[Path]) -> int:
    """Insert ``new`` paths, sorted by name as ``names`` are and none of them there; returns the first one's place."""
    first = place = bisect_left(names, name_key(new[0]), key=name_key) if new else len(names)
    while new:
        place = bisect_left(names, name_key(new[0]), lo=place, key=name_key)
        run = bisect_left(new, name_key(names[place]), key=name_key) if place < len(names) else len(new)
        names[place:place] = new[:run]
        place, new = place + run, new[run:]
    return first
