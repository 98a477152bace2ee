"""Which photograph is the select, which one its candidate: Lightroom's words and habits, without a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path


class Role(Enum):
    """The two places of a comparison; the value is what stands below each."""

    SELECT = "Select"
    CANDIDATE = "Candidate"

    @property
    def other(self) -> Role:
        return Role.CANDIDATE if self is Role.SELECT else Role.SELECT


@dataclass(frozen=True, slots=True)
class Comparison:
    """A ``select`` (the best so far), what is held against it, and which of the two the keys act on."""

    select: Path
    candidate: Path | None
    active: Role = Role.CANDIDATE

    def path_of(self, role: Role) -> Path | None:
        return self.select if role is Role.SELECT else self.candidate

    def stepped(self, order: Sequence[Path], step: int) -> Comparison:
        """The next candidate in ``order`` (``step`` 1 or -1), the select being passed over; at the end the same."""
        return replace(self, candidate=after(order, self.candidate or self.select, step, {self.select}))

    def promoted(self, order: Sequence[Path]) -> Comparison:
        """The candidate becomes the select, and what follows it the candidate; at the end, what was before it."""
        if self.candidate is None:
            return self
        following = after(order, self.candidate, 1, {self.select})
        if following == self.candidate:
            following = self.select
        return replace(self, select=self.candidate, candidate=following)

    def swapped(self) -> Comparison:
        """Each in the other's place."""
        return self if self.candidate is None else replace(self, select=self.candidate, candidate=self.select)

    def with_active(self, role: Role) -> Comparison:
        return replace(self, active=role if self.path_of(role) is not None else Role.SELECT)

    def moved(self, moves: dict[Path, Path]) -> Comparison:
        """The same photographs in their new places."""
        candidate = moves.get(self.candidate, self.candidate) if self.candidate else None
        return replace(self, select=moves.get(self.select, self.select), candidate=candidate)


def beginning(order: Sequence[Path], current: Path) -> Comparison:
    """``current`` is the select; the candidate follows it in ``order``, or comes before it where it is the last."""
    following = after(order, current, 1, set())
    candidate = following if following != current else after(order, current, -1, set())
    return Comparison(current, candidate if candidate != current else None).with_active(Role.CANDIDATE)


def after(order: Sequence[Path], path: Path, step: int, but: set[Path]) -> Path:
    """What comes ``step`` (1 or -1) after ``path`` in ``order`` and is none of ``but``; at the end ``path`` itself.

    From a path that is not in ``order`` any more the way leads to its first or last photograph.
    """
    place = order.index(path) + step if path in order else (0 if step > 0 else len(order) - 1)
    while 0 <= place < len(order):
        if order[place] not in but:
            return order[place]
        place += step
    return path
