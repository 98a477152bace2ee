"""Where photographs of any shapes lie so that each is as large as the room allows; all of one height, to be fair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

GAP = 4  # pixels between two


class Box(NamedTuple):
    """Pixels."""

    left: int
    top: int
    width: int
    height: int


def arranged(shapes: Sequence[float], width: int, height: int, below: int) -> list[Box]:
    """A box for each photograph, in order, row by row, the rows in the middle of ``width`` × ``height`` pixels.

    ``shapes`` are widths over heights; ``below`` pixels of each box's height are for its caption.
    """
    if not shapes:
        return []
    rows, tall = max(
        ((rows, _height(rows, width, height, below)) for rows in _divisions(shapes)), key=lambda found: found[1]
    )
    boxes: list[Box] = []
    top = (height - len(rows) * (tall + below) - (len(rows) - 1) * GAP) // 2
    for row in rows:
        wide = [max(1, int(shape * tall)) for shape in row]
        left = (width - sum(wide) - GAP * (len(row) - 1)) // 2
        for across in wide:
            boxes.append(Box(left, top, across, tall + below))
            left += across + GAP
        top += tall + below + GAP
    return boxes


def _height(rows: Sequence[Sequence[float]], width: int, height: int, below: int) -> int:
    """How tall photographs may be, in pixels; 1 at least."""
    tallest = (height - (len(rows) - 1) * GAP) / len(rows) - below
    widest = min((width - (len(row) - 1) * GAP) / sum(row) for row in rows)
    return max(1, int(min(tallest, widest)))


def _divisions(shapes: Sequence[float]) -> Iterator[list[list[float]]]:
    """The photographs in one row, in two, … each time divided so that the widest row is as narrow as can be."""
    for count in range(1, len(shapes) + 1):
        low, high = max(shapes), sum(shapes)
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (low, middle) if len(_filled(shapes, middle)) <= count else (middle, high)
        yield _filled(shapes, high)


def _filled(shapes: Sequence[float], widest: float) -> list[list[float]]:
    """Row after row, none wider than ``widest``."""
    rows: list[list[float]] = [[]]
    for shape in shapes:
        if rows[-1] and sum(rows[-1]) + shape > widest:
            rows.append([])
        rows[-1].append(shape)
    return rows
