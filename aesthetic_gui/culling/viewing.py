"""What the grid shows, in which order: sorting and filtering as pure functions of the items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.formats import natural_key
from aesthetic_gui.photo import ColourLabel, Flag, Verdict
from aesthetic_gui.scoring.calibration import judge


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


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the verdict changes: P(aesthetic) of at least ``threshold + band`` is aesthetic."""

    threshold: float
    band: float

    def standing(self, item: Item) -> Standing:
        """The item's verdict at this bar, or why it has none."""
        if item.unreadable is not None:
            return Standing.UNREADABLE
        if item.score is None:
            return Standing.WAITING
        return _OF_VERDICT[judge(item.score.p_aesthetic, self.threshold, self.band)]


@dataclass(frozen=True, slots=True)
class View:
    """Sorting and filter. An empty set withholds nothing."""

    sort_by: SortBy = SortBy.NAME
    descending: bool = False
    standings: frozenset[Standing] = frozenset()
    flags: frozenset[Flag] = frozenset()
    labels: frozenset[ColourLabel] = frozenset()
    min_stars: int = 0

    @property
    def filters(self) -> bool:
        return bool(self.standings or self.flags or self.labels or self.min_stars)

    @property
    def follows_bar(self) -> bool:
        """Whether a moved threshold can change what is shown."""
        return bool(self.standings)

    @property
    def follows_results(self) -> bool:
        """Whether what reading a photograph tells can change what is shown or its order."""
        return self.filters or self.sort_by is not SortBy.NAME

    def shows(self, item: Item, bar: Bar) -> bool:
        decision = item.decision
        return (
            (not self.standings or bar.standing(item) in self.standings)
            and (not self.flags or decision.flag in self.flags)
            and (not self.labels or decision.label in self.labels)
            and decision.stars >= self.min_stars
        )


def arrange(items: Iterable[Item], view: View, bar: Bar) -> list[Item]:
    """The items ``view`` shows, in its order. Photographs without the sorted-by value come last."""
    shown = [item for item in items if view.shows(item, bar)] if view.filters else list(items)
    key, has = _KEYS[view.sort_by], _HAS[view.sort_by]
    with_value = sorted((item for item in shown if has(item)), key=key, reverse=view.descending)
    return with_value + [item for item in shown if not has(item)]


def count_standings(items: Iterable[Item], bar: Bar) -> Counter[Standing]:
    """How many items stand where."""
    return Counter(bar.standing(item) for item in items)


def _by_name(item: Item) -> tuple[object, ...]:
    return _name_key(item.photo.path)


@lru_cache(maxsize=200_000)
def _name_key(path: Path) -> tuple[object, ...]:
    """Folder by folder, names within a folder as people count."""
    return (_folder_key(path.parent), natural_key(path.name), path.name)


@lru_cache(maxsize=10_000)
def _folder_key(folder: Path) -> tuple[object, ...]:
    return tuple(natural_key(part) for part in folder.parts)


def _captured(item: Item) -> datetime | None:
    return item.metadata.captured_at if item.metadata else None


_KEYS: dict[SortBy, Callable[[Item], tuple[Any, ...]]] = {
    SortBy.NAME: _by_name,
    SortBy.TIME: lambda item: (_captured(item), *_by_name(item)),
    SortBy.SCORE: lambda item: (item.score.p_aesthetic if item.score else 0.0, item.score.mean if item.score else 0.0),
}
_HAS: dict[SortBy, Callable[[Item], bool]] = {
    SortBy.NAME: lambda _item: True,
    SortBy.TIME: lambda item: _captured(item) is not None,
    SortBy.SCORE: lambda item: item.score is not None,
}
