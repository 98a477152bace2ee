"""Where the subject lies in the frame: on the thirds, in the middle, at an edge."""

from __future__ import annotations

from typing import NamedTuple

from aesthetic_gui.explain.words.technical import area
from aesthetic_gui.explain.words.values import Composition
from aesthetic_gui.facts import Facts, Region


class Subject(NamedTuple):
    """What a photograph is of: ``name`` as a sentence begins with it, ``region`` as the photograph is turned."""

    name: str
    region: Region
    is_face: bool


def subject_of(composition: Composition, facts: Facts | None, turn: int = 0) -> Subject | None:
    """The largest face, else what stands out from the rest; None where neither was found."""
    if facts and facts.faces:
        largest = max(facts.faces, key=area)
        name = "The face" if len(facts.faces) == 1 else "The largest face"
        return Subject(name, largest.box.turned(turn), True)
    return Subject("What stands out most", composition.standout, False) if composition.standout else None


def off_thirds(region: Region) -> float:
    """How far the middle of ``region`` is from the nearest point of the thirds, in shares of the frame, 0 to 0.33.

    Of both directions the larger one.
    """
    return max(min(abs(share - 1 / 3), abs(share - 2 / 3)) for share in region.centre)


def off_centre(region: Region) -> float:
    """How far the middle of ``region`` is from the frame's, in shares of the frame, 0 to 0.5; the larger direction."""
    return max(abs(share - 0.5) for share in region.centre)


def corner(region: Region) -> str:
    across, down = region.centre
    return f"{'upper' if down < 0.5 else 'lower'} {'left' if across < 0.5 else 'right'}"


def nearest_side(region: Region) -> tuple[str, float]:
    """Which side of the frame it is nearest to, and how far from it, in shares of the frame."""
    across, down = region.centre
    rooms = {"left edge": across, "right edge": 1 - across, "upper edge": down, "lower edge": 1 - down}
    side = min(rooms, key=lambda each: rooms[each])
    return side, rooms[side]
