"""The stacks of photographs, measured first where they were not: all of them quickly, frames that are compared closely.

completed, quickly ──> stacks ──> completed, closely, of those with several frames ──> stacks with their best
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring.asking import completed
from aesthetic_gui.culling.stacks.stacking import CLOSENESS, stacks_of
from aesthetic_gui.grouping.frame import WHOLE_SERIES, Stack

OnStep = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Stacks in order, and the photographs in them by path, those among them that cannot be read."""

    stacks: list[Stack]
    items: dict[Path, Item]

    def records(self, shown: Callable[[Path], str]) -> list[dict[str, Any]]:
        """The stacks as plain values, paths as ``shown`` says; ``best`` is None where nothing is suggested."""
        return [_record(stack, self.items[stack.cover].unreadable, shown) for stack in self.stacks]


def stacked(
    items: Sequence[Item],
    catalog: Catalog | None = None,
    closeness: float = CLOSENESS,
    on_step: OnStep = lambda _done, _total: None,
) -> Stacked:
    """Each of ``items`` in one stack, the best suggested; ``on_step`` hears how many looks of how many were taken.

    What is measured now is kept in the ``catalog``. One that cannot be read is grouped by its clock and name.
    """
    found: dict[Path, Item] = {}
    for item in completed(items, catalog, closely=False):
        found[item.photo.path] = item
        on_step(len(found), len(items))
    compared = [found[path] for stack in stacks_of(list(found.values()), closeness) for path in _compared(stack)]
    for number, item in enumerate(completed(compared, catalog), 1):
        found[item.photo.path] = item
        on_step(len(items) + number, len(items) + len(compared))
    return Stacked(stacks_of(list(found.values()), closeness), found)


def _compared(stack: Stack) -> tuple[Path, ...]:
    return () if stack.kind in WHOLE_SERIES or len(stack.paths) < 2 else stack.paths


def _record(stack: Stack, unreadable: str | None, shown: Callable[[Path], str]) -> dict[str, Any]:
    return {
        "kind": stack.kind.value,
        "photos": [shown(path) for path in stack.paths],
        "best": shown(stack.best) if stack.best else None,
        "why": stack.why,
        "note": f"unreadable: {unreadable}" if unreadable else stack.note,
        "by_hand": stack.by_hand,
        "cover": shown(stack.cover),
    }
