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

    A burst is of one folder. Frames at most a minute apart are one burst; a burst that has lasted five minutes ends
    at the next pause of five seconds, so that a ceremony photographed without a break is several. Frames without a
    time of capture are one burst with the one before, by name, as long as the two look alike.
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
    timed: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    untimed: dict[str, list[int]] = defaultdict(list)
    for place, frame in enumerate(frames):
        if frame.captured_at is not None:
            # a camera's clock has no zone, whatever it wrote
            timed[frame.folder].append((frame.captured_at.replace(tzinfo=None), place))
        else:
            untimed[frame.folder].append(place)
    for shots in timed.values():
        yield from _by_time(sorted(shots))
    for places in untimed.values():
        yield from _by_likeness(sorted(places, key=lambda place: frames[place].order), embeddings)


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


def _by_likeness(places: Sequence[int], embeddings: NDArray[np.floating]) -> Iterator[list[int]]:
    rows = embeddings[list(places)].astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1)
    likeness = (rows[1:] * rows[:-1]).sum(1) / np.maximum(lengths[1:] * lengths[:-1], np.finfo(np.float32).tiny)
    ends = np.flatnonzero(likeness < ALIKE) + 1
    for burst in np.split(np.asarray(places), ends):
        yield burst.tolist()
