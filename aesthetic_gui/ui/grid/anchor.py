"""The place one looks at, and who takes it when the photograph there goes: plain geometry, plain order.

A person scrolls, or goes to another photograph ──> Anchor: which one, and where it stands in the view
anything else has the tiles lie differently ──> the view scrolls to where that photograph stands as before
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Anchor:
    """A tile that is at least partly in view, and where: the same for every size of tile and view.

    ``share`` is 0 at the upper edge of the view and 1 at the lower one; ``beyond`` are the heights of a tile by which
    it stands out of the view, above (negative) or below.
    """

    row: int
    share: float
    beyond: float

    def top(self, tile: int, view: int) -> int:
        """Where its upper edge is in a view of that height, in pixels; the tile is at least partly in view."""
        top = round(self.share * max(0, view - tile) + self.beyond * tile)
        return max(1 - tile, min(top, view - 1))


def anchor_at(row: int, top: int, tile: int, view: int) -> Anchor:
    """The anchor of a tile whose upper edge is at ``top``, all in pixels."""
    room = max(0, view - tile)
    inside = max(0, min(top, room))
    return Anchor(row, inside / room if room else 0.0, (top - inside) / tile)


def next_left(order: Sequence[Path], start: int, step: int, left: Callable[[Path], bool]) -> Path | None:
    """The first photograph from ``start`` on in the direction of ``step`` (1 or -1) that is ``left``.

    At the end it is the nearest one on the other side; None where none is left.
    """
    ahead, behind = range(start, len(order)), range(start - 1, -1, -1)
    if step < 0:
        ahead, behind = range(min(start, len(order) - 1), -1, -1), range(start + 1, len(order))
    return next((order[row] for row in chain(ahead, behind) if left(order[row])), None)
