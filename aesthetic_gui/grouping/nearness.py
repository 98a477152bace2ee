"""How near two frames are, in time and in look: the links that grouping pulls at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from itertools import chain, pairwise

import numpy as np

from aesthetic_gui.grouping.frame import Frame
from aesthetic_gui.grouping.likeness import COPY, UNLIKE, Vectors, distances, near_pairs
from aesthetic_gui.grouping.links import Link
from aesthetic_gui.grouping.series import seconds_between

PRODUCT = 2.5  # seconds × look that just hold together: one second and another pose, ten and the very same picture
SHORTEST, SLIGHTEST = 0.1, 0.25  # seconds and look below which nothing holds better
SLOWEST = 10.0  # seconds that just hold where nothing moved
OTHER_SCENE = 2.5  # look that just holds however quick it was
ONE_PRESS = 0.3  # strain within what the camera itself counts as one series
BY_DRIVE = {"continuous": 0.7, "single": 1.3}  # a pause counts more where each frame was pressed for
ONE_MOMENT = 1.0  # seconds
ANYWHERE = 1.1  # the look counts more between frames that are not neighbours by name
EMBEDDED = 0.135  # cosine distance of embeddings that is as far as a look of 1


class Clock(Enum):
    """What the camera's clock counts."""

    SECONDS = auto()
    MINUTES = auto()
    NONE = auto()


def clock_of(frames: Sequence[Frame]) -> Clock:
    """Of frames of one camera; where every one was taken at a full minute, it counts no seconds.

    Of two frames that happens by chance once in 3,600 times; a single one is not told apart, and needs not be.
    """
    times = [frame.captured_at for frame in frames if frame.captured_at]
    if not times:
        return Clock.NONE
    counted = len(times) == 1 or any(time.second or time.microsecond for time in times)
    return Clock.SECONDS if counted else Clock.MINUTES


class Near:
    """The links between ``frames``, in their order, whose fingerprints are ``looks`` (n, LENGTH); not of ``taken``."""

    def __init__(self, frames: Sequence[Frame], looks: Vectors, taken: set[int]) -> None:
        self._frames, self._looks, self._taken = frames, looks, taken

    def within(self, row: Sequence[int], clock: Clock, most: float) -> Iterator[Link]:
        """Between frames of one camera, ``row``; links with more strain than ``most`` may be left out."""
        if clock is Clock.SECONDS:
            return self._by_clock(row)
        return self._by_look([place for place in row if place not in self._taken], most)

    def copies(self, rows: Iterable[Sequence[int]]) -> Iterator[Link]:
        """Between frames of different ``rows`` that are one picture: copied, edited, stripped of what a camera said."""
        row_of = {place: number for number, row in enumerate(rows) for place in row}
        if len(set(row_of.values())) < 2:
            return
        timeless = np.array([place for place, frame in enumerate(self._frames) if not frame.captured_at], np.intp)
        for one, other, look in chain(self._at_one_moment(), near_pairs(self._looks, COPY, timeless)):
            if row_of[one] != row_of[other] and look <= COPY and not {one, other} & self._taken:
                yield Link(0.0, one, other, look)

    def _at_one_moment(self) -> Iterator[tuple[int, int, float]]:
        """Frames that have about one time, whatever camera they name, with their look."""
        pairs = [
            (one, other)
            for one, other in _pairs(range(len(self._frames)))
            if seconds_between(self._frames[one], self._frames[other]) <= ONE_MOMENT
        ]
        apart = distances(self._looks[[one for one, _ in pairs]], self._looks[[other for _, other in pairs]])
        return ((one, other, look) for (one, other), look in zip(pairs, apart.tolist(), strict=True))

    def _by_clock(self, row: Sequence[int]) -> Iterator[Link]:
        """From each to the next; a series between two keeps them apart."""
        for (one, other), look in zip(_pairs(row), self._apart(row), strict=True):
            if one in self._taken or other in self._taken:
                continue
            seconds = seconds_between(self._frames[one], self._frames[other])
            strain = self._strain(one, other, seconds, look)
            yield Link(strain, one, other, max(strain, 0.8 * seconds))

    def _strain(self, one: int, other: int, seconds: float, look: float) -> float:
        before, now = self._frames[one].taking, self._frames[other].taking
        if before.series and before.series == now.series:
            return ONE_PRESS
        if before.drive == now.drive:
            seconds *= BY_DRIVE.get(now.drive, 1.0)
        if look >= UNLIKE:  # not known: by the clock alone
            return seconds if seconds < 1 else math.sqrt(seconds)
        together = math.sqrt(max(seconds, SHORTEST) * max(look, SLIGHTEST) / PRODUCT)
        scene = look / OTHER_SCENE
        return max(together, seconds / SLOWEST, scene if scene < 1 else scene**3)

    def _by_look(self, row: Sequence[int], most: float) -> Iterator[Link]:
        """From each to the next by name, and between any two that look alike."""
        for (one, other), look in zip(_pairs(row), self._apart(row), strict=True):
            yield self._alike(one, other, look)
        places = np.asarray(row, np.intp)
        for one, other, look in near_pairs(self._looks[places], _look_of(most) / ANYWHERE):
            yield self._alike(int(places[one]), int(places[other]), ANYWHERE * look)

    def _alike(self, one: int, other: int, look: float) -> Link:
        minutes = seconds_between(self._frames[one], self._frames[other]) / 60
        strain = (look if look < 1 else look**3) * (max(1.0, minutes) if math.isfinite(minutes) else 1.0)
        return Link(strain, one, other, strain)

    def _apart(self, row: Sequence[int]) -> list[float]:
        """The look between neighbours in ``row``; by the network's embedding where there is no fingerprint."""
        apart = distances(self._looks[list(row[:-1])], self._looks[list(row[1:])])
        for place in np.flatnonzero(apart >= UNLIKE).tolist():
            apart[place] = _embedded(self._frames[row[place]], self._frames[row[place + 1]])
        return [float(one) for one in apart]


def _pairs(row: Sequence[int]) -> list[tuple[int, int]]:
    return list(pairwise(row))


def _look_of(strain: float) -> float:
    """The look whose strain is this."""
    return strain if strain < 1 else float(np.cbrt(strain))


def _embedded(one: Frame, other: Frame) -> float:
    if one.embedding is None or other.embedding is None or one.embedding.shape != other.embedding.shape:
        return UNLIKE
    first, second = (np.asarray(frame.embedding, np.float64) for frame in (one, other))
    norm = float(np.linalg.norm(first) * np.linalg.norm(second))
    return (1 - float(first @ second) / norm) / EMBEDDED if norm else UNLIKE
