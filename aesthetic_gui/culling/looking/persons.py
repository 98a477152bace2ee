"""Which faces of like frames are one person: by where they are and how large, and by nothing else.

Frames of a stack show the same people at nearly the same places. A face is joined to the person whose last face is
nearest, in widths of a face, where it is near enough and not of quite another size; each face to one person, and the
nearest pairs first. No face is recognised: who walks from one end of the picture to the other is another person then.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from aesthetic_gui.facts import Face, Region

FARTHEST = 1.5  # in widths and heights of the face
SIZES = 2.0  # a face twice as wide is another one

Row = tuple[Face | None, ...]


def persons(frames: Sequence[Sequence[Face]]) -> list[Row]:
    """A row for each of ``frames``, a column for each person; None where a frame does not show one.

    The columns go from left to right, by where each person is on average.
    """
    columns: list[dict[int, Face]] = []  # the faces of a person, by frame
    for number, faces in enumerate(frames):
        taken = dict(_joined([_last(column).box for column in columns], [face.box for face in faces]))
        for place, face in enumerate(faces):
            if place in taken:
                columns[taken[place]][number] = face
            else:
                columns.append({number: face})
    columns.sort(key=lambda column: sum(face.box.centre[0] for face in column.values()) / len(column))
    return [tuple(column.get(number) for column in columns) for number in range(len(frames))]


def apart(one: Region, other: Region) -> float:
    """How far two faces are from each other, in widths and heights of a face; endless where their sizes differ much."""
    width, height = (one.width + other.width) / 2, (one.height + other.height) / 2
    if min(one.width, other.width) * SIZES < max(one.width, other.width) or not width * height:
        return math.inf
    (x, y), (u, v) = one.centre, other.centre
    return math.hypot((x - u) / width, (y - v) / height)


def eyes_of(face: Face) -> tuple[float, float]:
    """Where to look at a face: between its eyes, in shares of the photograph; its middle where they were not found."""
    left, right = face.left.box, face.right.box
    if not (left.width and right.width):
        return face.box.centre
    (x, y), (u, v) = left.centre, right.centre
    return (x + u) / 2, (y + v) / 2


def following(faces: Sequence[Face], last: Face | None, *, seen: bool) -> Face:
    """The face to look at next, from left to right and round again; at first the largest.

    ``last`` was looked at before, in this photograph (``seen``: it is still looked at) or in a like one, where the same
    person comes first. There is at least one of ``faces``.
    """
    around = sorted(faces, key=lambda face: face.box.centre[0])
    if seen and last in around:
        return around[(around.index(last) + 1) % len(around)]
    same = (
        next((now for before, now in zip(*persons([[last], faces]), strict=True) if before and now), None)
        if last
        else None
    )
    return same or max(around, key=lambda face: face.box.width * face.box.height)


def _last(column: dict[int, Face]) -> Face:
    return column[max(column)]


def _joined(people: Sequence[Region], faces: Sequence[Region]) -> Iterator[tuple[int, int]]:
    """Face and person of each pair, by their places in ``faces`` and ``people``."""
    pairs = [(apart(last, box), face, person) for person, last in enumerate(people) for face, box in enumerate(faces)]
    free, alone = set(range(len(people))), set(range(len(faces)))
    for far, face, person in sorted(pairs):
        if far <= FARTHEST and person in free and face in alone:
            free.remove(person)
            alone.remove(face)
            yield face, person
