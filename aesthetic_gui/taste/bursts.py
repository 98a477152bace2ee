"""Which photographs were taken in one go: what must not be on both sides when a taste is tested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

GAP = timedelta(seconds=60)
SCENE = timedelta(minutes=5)
CLOSE = timedelta(seconds=5)
ALIKE = 0.85  # cosine of neighbours' embeddings


@dataclass(frozen=True, slots=True)
class Frame:
    """One photograph: where it lies, what sorts it among its neighbours by name, and when it was taken, if known."""

    folder: str
    order: tuple[str | int, ...]
    captured_at: datetime | None = None


def number_bursts(frames: Sequence[Frame], embeddings: NDArray[np.floating]) -> NDArray[np.int64]:
    """The burst of each frame, int64 (n,): 0, 1, … in the order in which they first occur; embeddings are (n, d).

    Frames at most a minute apart are one burst, whatever folders they lie in: sorting into albums tears a burst
    apart, and so does an export beside the original. A burst that has lasted five minutes ends at the next pause of
    five seconds, so that a ceremony photographed without a break is several. Frames without a time of capture are one
    burst with the one before by name, in their folder or in all of them, as long as the two look alike.
    """
    found = np.full(len(frames), -1, np.int64)
    for number, burst in enumerate(_bursts(frames, embeddings)):
        found[burst] = number
    return renumbered(found)


def renumbered(bursts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same bursts, numbered 0, 1, … in the order in which they first occur."""
    _, first, place = np.unique(bursts, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[place], np.int64)


def _bursts(frames: Sequence[Frame], embeddings: NDArray[np.floating]) -> Iterator[list[int]]:
    # a camera's clock has no zone, whatever it wrote
    timed = [(one.captured_at.replace(tzinfo=None), place) for place, one in enumerate(frames) if one.captured_at]
    untimed = [place for place, one in enumerate(frames) if one.captured_at is None]
    if timed:
        yield from _by_time(sorted(timed))
    yield from _by_likeness(untimed, frames, embeddings)


def _by_time(shots: Sequence[tuple[datetime, int]]) -> Iterator[list[int]]:
    burst = [shots[0][1]]
    began = last = shots[0][0]
    for time, place in shots[1:]:
        gap = time - last
        if gap > GAP or (time - began > SCENE and gap > CLOSE):
            yield burst
            burst, began = [], time
        burst.append(place)
        last = time
    yield burst


def _by_likeness(
    places: Sequence[int], frames: Sequence[Frame], embeddings: NDArray[np.floating]
) -> Iterator[list[int]]:
    first = {place: place for place in places}

    def first_of(place: int) -> int:
        while first[place] != place:
            first[place] = place = first[first[place]]
        return place

    in_folder = sorted(places, key=lambda place: (frames[place].folder, frames[place].order))
    by_name = sorted(places, key=lambda place: (frames[place].order, frames[place].folder))
    for row in (in_folder, by_name):
        for place, alike in zip(range(1, len(row)), _alike(embeddings[row]), strict=True):
            if alike:
                first[first_of(row[place])] = first_of(row[place - 1])
    bursts: dict[int, list[int]] = defaultdict(list)
    for place in places:
        bursts[first_of(place)].append(place)
    yield from bursts.values()


def _alike(embeddings: NDArray[np.floating]) -> list[bool]:
    """Whether each row (n, d) but the first is like the one before, (n - 1,)."""
    rows = embeddings.astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1)
    likeness = (rows[1:] * rows[:-1]).sum(1) / np.maximum(lengths[1:] * lengths[:-1], np.finfo(np.float32).tiny)
    return [bool(alike) for alike in likeness >= ALIKE]
