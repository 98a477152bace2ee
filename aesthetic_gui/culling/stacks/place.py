"""Where a photograph stands in its stack, for who looks at it: as a value, and in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aesthetic_gui.culling.stacks.folding import Folded, Stacks
from aesthetic_gui.grouping.frame import Stack, StackKind

KINDS = {
    StackKind.BURST: "burst",
    StackKind.DUPLICATE: "near-duplicates",
    StackKind.BRACKET: "bracket",
    StackKind.FOCUS: "focus stack",
    StackKind.PANORAMA: "panorama",
    StackKind.SINGLE: "stack",
}


@dataclass(frozen=True, slots=True)
class StackPlace:
    """A row's photograph in its ``stack`` of two frames or more.

    ``number``, from 1, of the frame. ``counts``: whether it is the one that shows the stack's count, and knows how
    many frames are ``passing`` the filter. ``before`` and ``after`` tell whether the rows beside are of the same stack.
    """

    stack: Stack
    number: int
    passing: int
    folded: bool
    counts: bool
    best: bool
    before: bool = False
    after: bool = False

    @property
    def count(self) -> str:
        """ "5", or "2 of 5" where a filter withholds some."""
        total = len(self.stack.paths)
        return str(total) if self.passing == total else f"{self.passing} of {total}"


def place_at(row: int, shown: Folded, stacks: Stacks) -> StackPlace | None:
    """The place of what is shown in ``row``; None where it is in no stack."""
    path = shown.order[row]
    stack = stacks.of(path)
    if stack is None:
        return None
    inside = shown.inside.get(path)
    counts = inside is not None or path == _counted_on(stack, shown)
    passing = len(inside) if inside else sum(each in shown.rows for each in stack.paths) if counts else 0
    before, after = (_same(other, shown, stacks, stacks.numbers[path]) for other in (row - 1, row + 1))
    number, best = stacks.frames[path] + 1, path == stack.best
    return StackPlace(stack, number, passing, inside is not None, counts, best, before, after)


def _counted_on(stack: Stack, shown: Folded) -> Path:
    """Of an unfolded stack: its cover, or the first that passes."""
    if stack.cover in shown.rows:
        return stack.cover
    return next(path for path in stack.paths if path in shown.rows)


def _same(row: int, shown: Folded, stacks: Stacks, number: int) -> bool:
    """Whether another row shows the same stack."""
    return 0 <= row < len(shown.order) and stacks.numbers.get(shown.order[row]) == number


def kind_of(stack: Stack) -> str:
    """What it is, in words: "burst"."""
    return "stack made by hand" if stack.by_hand else KINDS[stack.kind]


def told(place: StackPlace, taken: Callable[[Path], datetime | None]) -> str:
    """ "Frame 2 of 5 · burst, 0.4 s"; ``taken`` tells when a photograph was taken."""
    stack = place.stack
    lasting = span(stack, taken)
    what = f"{kind_of(stack)}, {lasting}" if lasting else kind_of(stack)
    return f"Frame {place.number} of {len(stack.paths)} · {what}"


def span(stack: Stack, taken: Callable[[Path], datetime | None]) -> str:
    """From its first frame to its last: "0.4 s", "3 min"; empty where a clock does not say, or says the same."""
    moments = [moment for path in stack.paths if (moment := taken(path))]
    seconds = (max(moments) - min(moments)).total_seconds() if moments else 0.0
    if not seconds:
        return ""
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
