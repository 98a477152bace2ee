"""What the close-ups show: of like frames a row each, of each person a column; which pixels, and the words beneath.

items ──> persons ──> a square around each face, in pixels of the photograph as it is turned ──> the window's strip
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from aesthetic_gui.criteria.words import CANT_TELL, edge_words, eyes_words, openness_words, width_words
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.persons import eyes_of, persons
from aesthetic_gui.facts import Criterion, EyeState, Face, Region

AROUND = 1.3  # the side of the square, in sides of the face
SHARPEST_PART = "sharpest part"
SAME_PLACE = "same place"
NO_FACE = "no face: the {}"


class Square(NamedTuple):
    """Pixels of the photograph as it is turned; nowhere beyond its edges, so it may be no square there."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CloseUp:
    """``point`` is what to look at, in shares of the photograph, ``eyes`` the same in pixels of the square.

    ``words`` are short, ``told`` is all of it.
    """

    square: Square
    point: tuple[float, float]
    eyes: tuple[float, float]
    words: str
    told: str
    face: Face | None = None

    @property
    def closed(self) -> bool:
        """Whether eyes are closed."""
        return self.face is not None and self.face.state is EyeState.CLOSED


Row = tuple[CloseUp | None, ...]


def close_ups(items: Sequence[Item], least: int) -> list[Row]:
    """A row for each of ``items``: a close-up of each person, None where a frame does not show one.

    A frame without faces has its sharpest part alone; one that was not measured, or whose size is not known, nothing.
    Where no frame has a face, all show the same place, so that they can be compared: that of the sharpest of them.
    Squares have ``least`` pixels a side: what is smaller is seen with what is around it, and never enlarged.
    """
    faces = [[face.turned(item.decision.turn) for face in item.facts.faces] if item.facts else [] for item in items]
    leader = None if any(faces) else _sharpest_frame(items)
    return [
        _row(item, people, least) if any(people) else _sharpest(item, leader or item, least, len(people))
        for item, people in zip(items, persons(faces), strict=True)
    ]


def _row(item: Item, people: Sequence[Face | None], least: int) -> Row:
    return tuple(_of_face(item, face, least) if face and item.size[0] else None for face in people)


def _of_face(item: Item, face: Face, least: int) -> CloseUp:
    openness = openness_words(face) or CANT_TELL
    told = ", ".join(filter(None, (eyes_words(face), openness_words(face), edge_words(face))))
    square, point = square_around(face.box, item.size, least), eyes_of(face)
    words = " · ".join(filter(None, (openness, width_words(face))))
    return CloseUp(square, point, _within(square, point, item.size), words, told, face)


def _within(square: Square, point: tuple[float, float], size: tuple[int, int]) -> tuple[float, float]:
    return point[0] * size[0] - square.left, point[1] * size[1] - square.top


def _sharpest(item: Item, leader: Item, least: int, columns: int) -> Row:
    """As many as other rows have, the first of them filled: where ``leader`` is sharpest, if that is of one shape."""
    source = leader if leader.size == item.size else item
    region = _focused(source)
    if region is None or not item.facts or not item.size[0]:
        return (None,) * max(columns, 1)
    square = square_around(region, item.size, least, most=4 * least)
    eyes = _within(square, region.centre, item.size)
    words = SHARPEST_PART if source is item else SAME_PLACE
    return (CloseUp(square, region.centre, eyes, words, NO_FACE.format(words)), *(None,) * (columns - 1))


def _focused(item: Item) -> Region | None:
    """Where its focus was measured, as it is turned."""
    focus = item.facts.measures.get(Criterion.FOCUS) if item.facts else None
    return focus.region.turned(item.decision.turn) if focus else None


def _sharpest_frame(items: Sequence[Item]) -> Item | None:
    """The first of those that are sharpest; None where focus was measured of none."""
    measured = [item for item in items if item.facts and Criterion.FOCUS in item.facts.measures]
    return max(measured, key=lambda item: item.facts.measures[Criterion.FOCUS].value if item.facts else 0, default=None)


def square_around(region: Region, size: tuple[int, int], least: int, most: int = 0) -> Square:
    """Around the middle of ``region`` of a photograph of ``size``; ``most`` pixels a side, 0: as many as it takes."""
    width, height = size
    side = round(max(least, AROUND * max(region.width * width, region.height * height)))
    side = min(side, most) if most else side
    u, v = region.centre
    across, down = min(side, width), min(side, height)
    left = min(max(round(u * width - across / 2), 0), width - across)
    top = min(max(round(v * height - down / 2), 0), height - down)
    return Square(left, top, across, down)


def together(squares: Sequence[Square]) -> Square:
    """What holds all of them; there is one at least."""
    left, top = min(square.left for square in squares), min(square.top for square in squares)
    right = max(square.left + square.width for square in squares)
    bottom = max(square.top + square.height for square in squares)
    return Square(left, top, right - left, bottom - top)
