"""Where each photograph ranks in its shoot, in its folder, in its hour: the best of them is the first.

    rank_photos(items) ──> Ranks    of(path, among) ──> Rank, "better than 83 % of this shoot"
                                    best(Best(20, Among.HOUR)) ──> the photographs that are among the best

A rank is worked out from the scores, and kept nowhere else (docs/decisions/0053).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias, TypeVar

from aesthetic_gui.culling.item import Item
from aesthetic_gui.later import NDArray, np
from aesthetic_gui.photo import Score

FEWEST = 10  # photographs: to be better than most of fewer says nothing
HOUR = 3_600_000_000  # microseconds

Groups: TypeAlias = "NDArray[np.int64]"
_Whole = TypeVar("_Whole", int, "NDArray[np.int64]")


class Among(StrEnum):
    """The photographs that one is ranked among; the value is what the command line and templates call them."""

    SHOOT = "shoot"
    FOLDER = "folder"
    HOUR = "hour"

    @property
    def one(self) -> str:
        """ "this hour", of the photograph at hand."""
        return f"this {self.value}"

    @property
    def all(self) -> str:
        """ "each hour", of all that there are; there is one shoot."""
        return "the shoot" if self is Among.SHOOT else f"each {self.value}"


@dataclass(frozen=True, slots=True)
class Rank:
    """The ``place`` of a photograph, 1 for the best, among ``of``, itself included.

    Photographs with equal scores are ``alike`` and share a place, the first of those that they take.
    """

    place: int
    of: int
    alike: int = 1

    @property
    def worse(self) -> int:
        """How many of the others rank below it."""
        return self.of - self.place + 1 - self.alike

    @property
    def better_than(self) -> float:
        """The share of all, itself included, that rank below it: 0 to less than 1."""
        return self.worse / self.of

    def words(self, among: Among) -> str:
        """ "Better than 83 % of this shoot (n = 149)", rounded down: never more than the rank says; "" of a few."""
        if self.of < FEWEST:
            return ""
        return f"Better than {100 * self.worse // self.of} % of {among.one} (n = {self.of:,})"


@dataclass(frozen=True, slots=True)
class Best:
    """The best ``percent`` (1 to 100) of the shoot, of each folder or each hour; of few photographs, at least one."""

    percent: int
    among: Among = Among.SHOOT

    def __str__(self) -> str:
        return f"best {self.percent} % of {self.among.all}"

    def most(self, of: _Whole) -> _Whole:
        """Down to which place a photograph is one of the best among ``of``; those that share a place are together."""
        return -(-self.percent * of // 100)

    def holds(self, rank: Rank | None) -> bool:
        """Whether a photograph of this rank among the same is one of the best."""
        return rank is not None and rank.place <= self.most(rank.of)


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """The ranks of all photographs that have one, as :func:`rank_photos` found them.

    ``rows`` has each photograph's column in the tables, int64 (3, n): place, of how many, how many alike; of how many
    is 0 where it belongs nowhere, as to an hour without a time of capture.
    """

    rows: Mapping[Path, int] = field(default_factory=dict)
    tables: Mapping[Among, NDArray[np.int64]] = field(default_factory=dict)

    def of(self, path: Path, among: Among = Among.SHOOT) -> Rank | None:
        """The rank of the photograph at ``path``; None where it has none."""
        row = self.rows.get(path)
        if row is None:
            return None
        place, of, alike = self.tables[among][:, row].tolist()
        return Rank(place, of, alike) if of else None

    def words(self, path: Path) -> list[str]:
        """How the photograph at ``path`` ranks: in the shoot, in its folder, in its hour; nothing of a few."""
        ranks = ((self.of(path, among), among) for among in self.tables)
        return [words for rank, among in ranks if rank and (words := rank.words(among))]

    def places(self) -> dict[Path, int]:
        """The place in the shoot of every photograph that has one."""
        return dict(zip(self.rows, self.tables[Among.SHOOT][0].tolist(), strict=True)) if self.rows else {}

    def best(self, best: Best) -> frozenset[Path]:
        """The photographs that are among the ``best``."""
        if not self.rows:
            return frozenset()
        place, of, _alike = self.tables[best.among]
        chosen = (of > 0) & (place <= best.most(of))
        return frozenset(path for path, one in zip(self.rows, chosen.tolist(), strict=True) if one)


def rank_photos(items: Iterable[Item]) -> Ranks:
    """Rank ``items``, in whatever order they come, by P(aesthetic), equal ones by the mean rating.

    One that has no score, or is unlike anything that the model has learned from, takes no part.
    """
    ranked = list({item.photo.path: item for item in items if _takes_part(item)}.values())
    if not ranked:
        return Ranks()
    ratings = np.array([rating_of(item.score) for item in ranked if item.score], np.complex128)
    quality = np.unique(-ratings, return_inverse=True)[1]
    rows = {item.photo.path: row for row, item in enumerate(ranked)}
    return Ranks(rows, {among: _table(groups_of(ranked), quality) for among, groups_of in _GROUPS.items()})


def _takes_part(item: Item) -> bool:
    return item.score is not None and not item.score.unlike_anything


def per_cent(words: str) -> int:
    """What is written as "20", "20%" or "20 %", 1 to 100. Raises ``ValueError``."""
    digits = words.strip().removesuffix("%").strip()
    if not (digits.isdecimal() and digits.isascii() and 1 <= int(digits) <= 100):
        raise ValueError(f"‘{words}’ is no percentage from 1 to 100")
    return int(digits)


def rating_of(score: Score) -> complex:
    """What photographs are compared by: NumPy sorts complex numbers by their real, then by their imaginary part."""
    return complex(score.p_aesthetic, score.mean)


def _table(groups: Groups, quality: Groups) -> Groups:
    """Place, of how many and how many alike, int64 (3, n), of each within its group: both int64 (n,).

    The lowest ``quality`` is the best. Group -1 is none: its photographs are among 0.
    """
    order = np.lexsort((quality, groups))
    group, worth = groups[order], quality[order]
    other_group = np.append(True, group[1:] != group[:-1])
    other_run = other_group | np.append(True, worth[1:] != worth[:-1])
    here = np.arange(len(order))
    place = here[other_run][np.cumsum(other_run) - 1] - here[other_group][np.cumsum(other_group) - 1] + 1
    of, alike = (np.bincount(run)[run] for run in (np.cumsum(other_group), np.cumsum(other_run)))
    table = np.empty((3, len(order)), np.int64)
    table[:, order] = place, np.where(group < 0, 0, of), alike
    return table


def _the_shoot(items: Sequence[Item]) -> Groups:
    return np.zeros(len(items), np.int64)


def _folders(items: Sequence[Item]) -> Groups:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(os.path.dirname(item.photo.path), len(numbers)) for item in items])  # noqa: PTH120 – ten times faster


def _hours(items: Sequence[Item]) -> Groups:
    """An hour begins with its first photograph; the next one begins with the first that is taken after it."""
    moments = np.array([_moment(item) for item in items])
    ordered = np.sort(moments[moments >= 0])
    begins: list[int] = []
    at = 0
    while at < len(ordered):
        begins.append(int(ordered[at]))
        at = int(np.searchsorted(ordered, begins[-1] + HOUR))
    return np.searchsorted(np.array(begins, np.int64), moments, side="right") - 1


def _moment(item: Item) -> int:
    """When it was taken, by the camera's clock, in microseconds of any beginning; -1 where that is not known.

    NumPy's own way from dates holds up everyone else twice as long.
    """
    taken = item.metadata.captured_at if item.metadata else None
    if taken is None:
        return -1
    minutes = (taken.toordinal() * 24 + taken.hour) * 60 + taken.minute
    return (minutes * 60 + taken.second) * 1_000_000 + taken.microsecond


_GROUPS: dict[Among, Callable[[Sequence[Item]], Groups]] = {  # a stack is one more row here, and in Among
    Among.SHOOT: _the_shoot,
    Among.FOLDER: _folders,
    Among.HOUR: _hours,
}
