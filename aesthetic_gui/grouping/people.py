"""Who is who in the frames of one stack: faces in about the same place are one person's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from aesthetic_gui.facts import Face

MAIN = 0.5  # of the largest face: those that are smaller are not what the frame is of
REACH = 1.0  # times a face's width that a person may move from one frame to the next


class Seen(NamedTuple):
    """A ``person``, by number, in one frame: the ``face``, its size as a share of the largest, and where it is."""

    person: int
    face: Face
    weight: float
    place: str


def main_faces(faces: Sequence[Face]) -> list[Face]:
    """Those that the frame is of, from left to right."""
    largest = max((face.between_eyes for face in faces), default=0.0)
    return sorted((face for face in faces if face.between_eyes >= MAIN * largest), key=lambda face: _middle(face)[0])


def people_in(frames: Sequence[Sequence[Face]]) -> list[list[Seen]]:
    """The main persons of each frame, numbered through all; one in every frame is the same one, wherever."""
    mains = [main_faces(faces) for faces in frames]
    alone = all(len(faces) <= 1 for faces in mains)
    last: list[Face] = []  # where each person was seen last
    found = []
    for faces in mains:
        numbers = [0] * len(faces) if alone else _recognised(faces, last)
        largest = max((face.between_eyes for face in faces), default=1.0)
        places = _places(len(faces))
        found.append(
            [
                Seen(number, face, face.between_eyes / largest, place)
                for number, face, place in zip(numbers, faces, places, strict=True)
            ]
        )
    return found


def _recognised(faces: Sequence[Face], last: list[Face]) -> list[int]:
    """The person of each face; whoever is far from all that were seen is a new one. ``last`` is brought up to date."""
    both = product(enumerate(faces), enumerate(last))
    pairs = sorted((_apart(face, known), place, number) for (place, face), (number, known) in both)
    numbers: dict[int, int] = {}
    for apart, place, number in pairs:
        if apart <= REACH and place not in numbers and number not in numbers.values():
            numbers[place] = number
    for place, face in enumerate(faces):
        if place not in numbers:
            numbers[place] = len(last)
            last.append(face)
        last[numbers[place]] = face
    return [numbers[place] for place in range(len(faces))]


def _apart(one: Face, other: Face) -> float:
    """How far two faces are from each other, in widths of the larger one."""
    (across, down), (across_too, down_too) = _middle(one), _middle(other)
    width = max(one.box.right - one.box.left, other.box.right - other.box.left, 1e-6)
    return max(abs(across - across_too), abs(down - down_too)) / width


def _middle(face: Face) -> tuple[float, float]:
    return (face.box.left + face.box.right) / 2, (face.box.top + face.box.bottom) / 2


def _places(count: int) -> list[str]:
    """ "the person on the left", from left to right."""
    if count < 2:
        return ["the person"] * count
    between = (
        ["the person in the middle"] if count == 3 else [f"person {number} from the left" for number in range(2, count)]
    )
    return ["the person on the left", *between, "the person on the right"]
