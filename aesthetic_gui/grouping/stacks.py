"""Which photographs are one stack: by the camera's clock and by their look.

    frames ──by hand──> as a person grouped them
       └─by camera, clock──> series (brackets, focus, panoramas: ``series``), kept whole
                 └─the others──> links from each to the next, and between copies (``nearness``) ──``links``──> stacks

A quick succession is one stack unless the scene changes; the slower it is, the more alike its frames have to be. A
clock that counts no seconds, or none at all, leaves the look alone, and the note says so. Figures: docs/stacks.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from aesthetic_gui.files.names import natural_key
from aesthetic_gui.grouping import likeness
from aesthetic_gui.grouping.frame import WHOLE_SERIES, Frame, Stack, StackKind
from aesthetic_gui.grouping.links import Tolerance, by_links
from aesthetic_gui.grouping.nearness import Clock, Near, clock_of
from aesthetic_gui.grouping.series import find_series, is_result_of, may_be_result, seconds_between

__all__ = ["WHOLE_SERIES", "Frame", "Stack", "StackKind", "group"]

BURST = 2.0  # seconds: a stack whose frames mostly come quicker is a burst
NOTES = {
    Clock.MINUTES: "the clock has no seconds: grouped by look",
    Clock.NONE: "no time of capture: grouped by look",
    Clock.SECONDS: "",
}


def group(frames: Sequence[Frame], closeness: float = 0.5) -> list[Stack]:
    """Every frame in exactly one stack, in the order of their first frames, whatever the order of ``frames``.

    ``closeness`` is 0 (only what is almost the same) to 1 (whatever is of one scene): more of it only ever joins
    stacks. What a person grouped stays as it is, and so do series.
    """
    placed = sorted(frames, key=_place)
    by_hand: dict[str, list[Frame]] = defaultdict(list)
    for frame in placed:
        if frame.by_hand:
            by_hand[frame.by_hand].append(frame)
    stacks = [_made_by_hand(own) for own in by_hand.values()]
    stacks += _Shoot([frame for frame in placed if not frame.by_hand]).stacks(Tolerance.of(closeness))
    order = {frame.path: number for number, frame in enumerate(placed)}
    return sorted(stacks, key=lambda stack: order[stack.paths[0]])


def _place(frame: Frame) -> tuple[Any, ...]:
    """By time, what has none behind; then by name."""
    time = frame.captured_at.replace(tzinfo=None) if frame.captured_at else None
    return time is None, time or 0, frame.order, natural_key(str(frame.path))


def _made_by_hand(frames: list[Frame]) -> Stack:
    series = find_series(frames, likeness.light(likeness.vectors([frame.looks for frame in frames])))
    whole = next((one for one in series if one.end - one.start == len(frames)), None)
    kind = whole.kind if whole else _kind(frames)
    cover = next((frame.path for frame in frames if frame.cover), frames[0].path)
    return Stack(kind, _paths(frames), by_hand=True, why=whole.why if whole else "", cover=cover)


@dataclass(frozen=True)
class _Found:
    """Places of a series among the frames of a shoot, and what it is."""

    kind: StackKind
    places: list[int]
    why: str


class _Shoot:
    """Frames that nobody grouped, in their order; known from here on by their places."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self._frames = frames
        self._looks = likeness.vectors([frame.looks for frame in frames])
        self._light = likeness.light(self._looks)

    def stacks(self, tolerance: Tolerance) -> list[Stack]:
        rows = self._rows()
        clocks = {key: clock_of([self._frames[place] for place in row]) for key, row in rows.items()}
        series = [one for key, row in rows.items() if clocks[key] is Clock.SECONDS for one in self._series(row)]
        taken = {place for one in series for place in one.places}
        near = Near(self._frames, self._looks, taken)
        links = [link for key, row in rows.items() for link in near.within(row, clocks[key], tolerance.strain)]
        links += near.copies(rows.values())
        notes = {place: NOTES[clocks[key]] for key, row in rows.items() for place in row}
        groups = by_links(len(self._frames), links, tolerance)
        found = [Stack(one.kind, self._paths(one.places), why=one.why) for one in series]
        return found + [self._stack(group, notes) for group in groups if group[0] not in taken]

    def _rows(self) -> dict[tuple[str, ...], list[int]]:
        """Frames of one camera and body; those without a time of capture are one row, whatever took them."""
        rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, frame in enumerate(self._frames):
            rows[(frame.camera or "", frame.taking.serial) if frame.captured_at else ()].append(place)
        return rows

    def _series(self, row: list[int]) -> Iterable[_Found]:
        """With what a program made of them, which lies beside them and has their time."""
        shots = [place for place in row if not may_be_result(self._frames[place])]
        results = [place for place in row if may_be_result(self._frames[place])]
        for one in find_series([self._frames[place] for place in shots], self._light[shots]):
            places = shots[one.start : one.end]
            own = [self._frames[place] for place in places]
            made = [place for place in results if is_result_of(self._frames[place], own)]
            results = [place for place in results if place not in made]
            yield _Found(one.kind, places + made, one.why)

    def _stack(self, places: list[int], notes: dict[int, str]) -> Stack:
        frames = [self._frames[place] for place in places]
        return Stack(_kind(frames), _paths(frames), note=next(filter(None, (notes[place] for place in places)), ""))

    def _paths(self, places: Iterable[int]) -> tuple[Any, ...]:
        return _paths([self._frames[place] for place in places])


def _paths(frames: Iterable[Frame]) -> tuple[Any, ...]:
    return tuple(frame.path for frame in frames)


def _kind(frames: Sequence[Frame]) -> StackKind:
    """A burst where most frames came quickly after another one; the same picture again otherwise."""
    if len(frames) == 1:
        return StackKind.SINGLE
    gaps = [seconds_between(one, other) for one, other in pairwise(frames)]
    quick = clock_of(frames) is Clock.SECONDS and float(np.median(gaps)) <= BURST and not _are_copies(frames, gaps)
    pressed = all(frame.taking.drive == "continuous" for frame in frames)
    return StackKind.BURST if quick or pressed else StackKind.DUPLICATE


def _are_copies(frames: Sequence[Frame], gaps: Sequence[float]) -> bool:
    """Whether all have one time and one look: files of one exposure, or a clock too coarse for so quick a burst."""
    if max(gaps) > 0:
        return False
    rows = likeness.vectors([frame.looks for frame in frames])
    return bool((likeness.distances(rows[:-1], rows[1:]) <= likeness.COPY).all())
