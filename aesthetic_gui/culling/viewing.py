"""What the grid shows, in which order: sorting and filtering as pure functions of the items."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from aesthetic_gui.arrays import NDArray, np
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Best, Ranks, rating_of
from aesthetic_gui.files.names import natural_key
from aesthetic_gui.photo import Bar, ColourLabel, Flag, Verdict
from aesthetic_gui.words import FLAGGED, counted


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
    RANK = "Rank in the shoot"
    UNCERTAIN = "Most uncertain"


def standing(item: Item, bar: Bar) -> Standing:
    """The item's verdict at ``bar``, or why it has none."""
    if item.unreadable is not None:
        return Standing.UNREADABLE
    if item.score is None:
        return Standing.WAITING
    return _OF_VERDICT[bar.verdict(item.score)]


@dataclass(frozen=True, slots=True)
class View:
    """Sorting and filter. An empty set withholds nothing.

    ``best`` goes by the ranks of all photographs that are open, whatever else of the filter withholds some of them.
    """

    sort_by: SortBy = SortBy.NAME
    descending: bool = False
    standings: frozenset[Standing] = frozenset()
    flags: frozenset[Flag] = frozenset()
    labels: frozenset[ColourLabel] = frozenset()
    min_stars: int = 0
    best: Best | None = None

    @property
    def filters(self) -> bool:
        return bool(self.standings or self.flags or self.labels or self.min_stars or self.best)

    @property
    def follows_bar(self) -> bool:
        """Whether a moved threshold can change what is shown."""
        return bool(self.standings) or self.sort_by is SortBy.UNCERTAIN

    @property
    def follows_results(self) -> bool:
        """Whether what reading a photograph tells can change what is shown or its order."""
        return self.filters or self.sort_by is not SortBy.NAME

    @property
    def follows_ranks(self) -> bool:
        """Whether other ranks can change what is shown or its order."""
        return self.best is not None or self.sort_by is SortBy.RANK

    def shows(self, item: Item, bar: Bar) -> bool:
        """Whether ``item`` passes what can be told of it alone: all but ``best``."""
        decision = item.decision
        return (
            (not self.standings or standing(item, bar) in self.standings)
            and (not self.flags or decision.flag in self.flags)
            and (not self.labels or decision.label in self.labels)
            and decision.stars >= self.min_stars
        )


def filter_in_words(view: View) -> str:
    """What a photograph must be to pass, "unsure; picked; 3 stars and more; red label"; "" where all do."""
    stars = f"{counted(view.min_stars, 'star')}{' and more' if view.min_stars < 5 else ''}" if view.min_stars else ""
    kinds = (
        [stand.value.replace("_", " ") for stand in Standing if stand in view.standings],
        [words.lower() for flag, words in FLAGGED.items() if flag in view.flags],
        [stars] * bool(stars),
        [f"{label.value} label" for label in ColourLabel if label in view.labels],
        [str(view.best)] * bool(view.best),
    )
    return "; ".join(" or ".join(words) for words in kinds if words)


def arrange(items: Sequence[Item], view: View, bar: Bar, ranks: Ranks) -> list[Item]:
    """The items ``view`` shows, in its order; ``items`` are in order of name (see :func:`name_key`).

    Photographs without the sorted-by value come last. NumPy sorts without Python's lock: in a thread,
    the 0.1 s for 100,000 hold up nobody.
    """
    shown = _shown(items, view, bar, ranks)
    if view.sort_by is SortBy.NAME:
        return shown[::-1] if view.descending else shown
    values, in_order = _values(shown, view.sort_by, ranks, bar), _SORTINGS[view.sort_by]
    valued = [item for item, value in zip(shown, values, strict=True) if value is not None]
    places = in_order([value for value in values if value is not None], view.descending)
    return [valued[place] for place in places.tolist()] + [
        item for item, value in zip(shown, values, strict=True) if value is None
    ]


def _shown(items: Sequence[Item], view: View, bar: Bar, ranks: Ranks) -> list[Item]:
    if view.best is not None:
        best = ranks.best(view.best)
        items = [item for item in items if item.photo.path in best]
    return [item for item in items if view.shows(item, bar)] if view.filters else list(items)


def _values(items: Sequence[Item], sort_by: SortBy, ranks: Ranks, bar: Bar) -> list[Any]:
    """What each of ``items`` is sorted by; None where it lacks that."""
    if sort_by is SortBy.TIME:
        return [item.captured_at for item in items]
    if sort_by is SortBy.SCORE:
        return [rating_of(item.score) if item.score else None for item in items]
    if sort_by is SortBy.UNCERTAIN:
        return [_certainty(item, bar) for item in items]
    places = ranks.places()
    return [places.get(item.photo.path) for item in items]


def _certainty(item: Item, bar: Bar) -> float | None:
    """How far P(aesthetic) is from the threshold; None also of what nobody knows: no decision would teach of it."""
    if item.score is None or item.score.unlike_anything:
        return None
    return abs(item.score.p_aesthetic - bar.threshold)


def _by_time(moments: list[datetime], descending: bool) -> NDArray[np.int64]:
    """Places in order of time, then of name."""
    places = np.argsort(np.array(moments, "datetime64[us]"), kind="stable")
    return places[::-1] if descending else places


def _by_score(ratings: list[complex], descending: bool) -> NDArray[np.int64]:
    """Places in order of P(aesthetic), then of the mean; in order of name, either way, where both are the same."""
    values = np.array(ratings, np.complex128)
    return np.argsort(-values if descending else values, kind="stable")


def _by_rank(places: list[int], descending: bool) -> NDArray[np.int64]:
    """Places in order of rank: the highest is the first; in order of name, either way, where both are the same."""
    values = np.array(places, np.int64)
    return np.argsort(values if descending else -values, kind="stable")


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


_SORTINGS: dict[SortBy, Callable[[list[Any], bool], NDArray[np.int64]]] = {
    SortBy.TIME: _by_time,
    SortBy.SCORE: _by_score,
    SortBy.RANK: _by_rank,
    SortBy.UNCERTAIN: _by_score,
}
