"""Which photographs have a place of their own, and which lie inside a folded stack: plain values and one function.

View ──> passing photographs, in order ──> fold (stacks, folds) ──> Folded: a row each, and what lies inside which
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aesthetic_gui.grouping.frame import Stack


@dataclass(frozen=True, slots=True, eq=False)
class Stacks:
    """All stacks of two frames or more, in order; :meth:`of` finds the one of a photograph.

    ``numbers`` has the place of its stack in ``several``, ``frames`` its own place in the stack, both from 0.
    """

    several: tuple[Stack, ...] = ()
    numbers: Mapping[Path, int] = field(default_factory=dict)
    frames: Mapping[Path, int] = field(default_factory=dict)

    def of(self, path: Path) -> Stack | None:
        """The stack that ``path`` is in; None for a photograph that is alone."""
        number = self.numbers.get(path)
        return None if number is None else self.several[number]

    def same_as(self, other: Stacks) -> bool:
        return self.several == other.several

    def moved(self, moves: Mapping[Path, Path]) -> Stacks:
        """The same stacks, their frames in new places."""
        if moves.keys().isdisjoint(self.numbers):
            return self
        return gather(_moved(stack, moves) for stack in self.several)

    def without(self, gone: Collection[Path]) -> Stacks:
        """The same stacks less the photographs that are ``gone``."""
        if all(path not in self.numbers for path in gone):
            return self
        return gather(_less(stack, gone) for stack in self.several)


def gather(stacks: Iterable[Stack]) -> Stacks:
    """Those of ``stacks`` that have two frames or more."""
    several = tuple(stack for stack in stacks if len(stack.paths) > 1)
    numbers = {path: number for number, stack in enumerate(several) for path in stack.paths}
    return Stacks(several, numbers, {path: frame for stack in several for frame, path in enumerate(stack.paths)})


def _less(stack: Stack, gone: Collection[Path]) -> Stack:
    """Of what is gone altogether one frame is left, which is no stack."""
    paths = tuple(path for path in stack.paths if path not in gone) or stack.paths[:1]
    return stack if len(paths) == len(stack.paths) else replace(stack, paths=paths, best=_left(stack.best, gone))


def _left(best: Path | None, gone: Collection[Path]) -> Path | None:
    return None if best in gone else best


def _moved(stack: Stack, moves: Mapping[Path, Path]) -> Stack:
    best = moves.get(stack.best, stack.best) if stack.best else None
    paths = tuple(moves.get(path, path) for path in stack.paths)
    return replace(stack, paths=paths, best=best, cover=moves.get(stack.cover, stack.cover))


@dataclass(frozen=True, slots=True)
class Folds:
    """Which stacks are folded: ``all`` of them but the ``others``, or only the ``others``.

    A stack is meant by any of its frames, so that one that was folded stays so when it is regrouped. ``in_front`` are
    frames that were looked at last: such a one lies on top of its folded stack instead of the cover.
    """

    all: bool = False
    others: frozenset[Path] = frozenset()
    in_front: frozenset[Path] = frozenset()

    def holds(self, stack: Stack) -> bool:
        """Whether ``stack`` is folded."""
        return self.all == self.others.isdisjoint(stack.paths)

    def toggled(self, stack: Stack) -> Folds:
        """With ``stack`` folded if it was not, and the other way round."""
        frames = frozenset(stack.paths)
        others = self.others | frames if self.others.isdisjoint(frames) else self.others - frames
        return replace(self, others=others, in_front=self.in_front - frames)

    def with_in_front(self, path: Path, stack: Stack) -> Folds:
        """With ``path`` on top of its ``stack``."""
        return replace(self, in_front=self.in_front.difference(stack.paths) | {path})

    def moved(self, moves: Mapping[Path, Path]) -> Folds:
        """The same, with photographs in new places."""
        others, in_front = (
            frozenset(moves.get(path, path) for path in paths) for paths in (self.others, self.in_front)
        )
        return replace(self, others=others, in_front=in_front)


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """What is shown: ``order`` has a row for each photograph or folded stack, ``rows`` their places.

    ``passing`` are all photographs that pass the filter, in the order in which they would be shown with every stack
    unfolded. ``inside`` are the frames of each folded stack that pass, by the one that lies on top, itself included;
    ``top_of`` tells of each of those frames which one lies on top of it.
    """

    order: list[Path] = field(default_factory=list)
    rows: dict[Path, int] = field(default_factory=dict)
    passing: list[Path] = field(default_factory=list)
    inside: Mapping[Path, tuple[Path, ...]] = field(default_factory=dict)
    top_of: Mapping[Path, Path] = field(default_factory=dict)

    def row_of(self, path: Path) -> int | None:
        """The row that shows ``path``, or the folded stack that it lies in."""
        row = self.rows.get(path)
        return row if row is not None else self.rows.get(self.top_of.get(path, path))

    @property
    def hidden(self) -> int:
        """How many photographs lie inside folded stacks without being on top."""
        return len(self.passing) - len(self.order)

    def frames_at(self, row: int) -> tuple[Path, ...]:
        """What lies inside the folded stack of ``row``, in order; of any other row its one photograph."""
        path = self.order[row]
        return self.inside.get(path, (path,))

    def with_on_top(self, path: Path) -> Folded:
        """The same with ``path`` on top of the folded stack that it lies in."""
        top = self.top_of.get(path, path)
        if top == path:
            return self
        frames, row = self.inside[top], self.rows[top]
        order = [*self.order[:row], path, *self.order[row + 1 :]]
        rows = {**self.rows, path: row}
        del rows[top]
        inside = {**self.inside, path: frames}
        del inside[top]
        return Folded(order, rows, self.passing, inside, {**self.top_of, **dict.fromkeys(frames, path)})

    def append(self, paths: Sequence[Path]) -> None:
        """Let ``paths``, of no stack yet, follow as rows of their own: the one change that is made in place."""
        self.rows.update({path: row for row, path in enumerate(paths, len(self.order))})
        self.order.extend(paths)
        self.passing.extend(paths)

    def without(self, gone: Collection[Path]) -> Folded:
        """The same less the photographs that are ``gone``; where one lay on top, the next of its stack does."""
        if not gone:
            return self
        passing = [path for path in self.passing if path not in gone]
        inside = {}
        for frames in self.inside.values():
            left = tuple(path for path in frames if path not in gone)
            if left:
                inside[_top(left, {self.top_of[frames[0]]})] = left
        lies_in = {path: top for top, frames in inside.items() for path in frames}
        tops = {self.top_of[frames[0]]: top for top, frames in inside.items()}
        order = [now for path in self.order if (now := tops.get(path, path)) not in gone]
        return _folded(order, passing, inside, lies_in)


def fold(order: Sequence[Path], stacks: Stacks, folds: Folds, picked: Collection[Path] = frozenset()) -> Folded:
    """What is shown of ``order``, the photographs that pass the filter, as the view sorts them.

    A folded stack has one row: the frame that was in front last, else a cover that was chosen, else the first that is
    ``picked``, else the first of all. It stands where the first of its frames stands in ``order``, folded or not, so
    that folding changes no other place. Frames of an unfolded stack stay where the view puts them; only of a stack that
    a person made, or has unfolded where all others are folded, they stand side by side.
    """
    frames = _frames(order, stacks)
    if not frames:
        return _folded(list(order), list(order), {}, {})
    folded = {number for number in frames if folds.holds(stacks.several[number])}
    together = {number for number in frames if folds.all or stacks.several[number].by_hand} | folded
    rows: list[Path] = []
    passing: list[Path] = []
    inside: dict[Path, tuple[Path, ...]] = {}
    begun: set[int] = set()
    for path in order:
        number = stacks.numbers.get(path)
        if number is None or number not in together:
            rows.append(path)
            passing.append(path)
        elif number not in begun:
            begun.add(number)
            passing += frames[number]
            if number in folded:
                top = _top(frames[number], folds.in_front, _chosen(stacks.several[number]), picked)
                inside[top] = tuple(frames[number])
                rows.append(top)
            else:
                rows += frames[number]
    return _folded(rows, passing, inside, {path: top for top, lie in inside.items() for path in lie})


def _frames(order: Sequence[Path], stacks: Stacks) -> dict[int, list[Path]]:
    """Of each stack the frames in ``order``."""
    numbers, frames = stacks.numbers, dict[int, list[Path]]()
    for path in order:
        number = numbers.get(path)
        if number is not None:
            frames.setdefault(number, []).append(path)
    return frames


def _top(frames: Sequence[Path], *preferred: Collection[Path]) -> Path:
    """The first of ``frames`` that is in the first of the collections that have any of them; else the first."""
    for some in preferred:
        for path in frames:
            if path in some:
                return path
    return frames[0]


def _chosen(stack: Stack) -> Collection[Path]:
    """A cover that is not the first was chosen by hand."""
    return () if stack.cover == stack.paths[0] else (stack.cover,)


def _folded(
    order: list[Path], passing: list[Path], inside: Mapping[Path, tuple[Path, ...]], top_of: Mapping[Path, Path]
) -> Folded:
    return Folded(order, {path: row for row, path in enumerate(order)}, passing, inside, top_of)
