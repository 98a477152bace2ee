"""Frames that are one picture together: exposure brackets, focus stacks, panoramas; recognised first and kept whole.

What the camera says of itself (its drive) is believed. Without it a series has to be quick, regular and of one scene:
exposures in even steps that do not come back before the series is over, a focus that runs one way while nothing else
moves, an overlap that shifts one way while the exposure stays. A camera that follows a subject makes no panorama: its
frames come faster than anybody turns a tripod.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.grouping.frame import Frame, StackKind
from aesthetic_gui.grouping.overlap import Shifts, shifts

QUICK = 2.0  # seconds from one exposure to the next, and
SLOW = 40.0  # where the camera itself says that it is a series: half a minute's exposure and its pause
FEWEST = 3  # frames of a series of which the camera says nothing
SMALLEST_STEP = 0.25  # stops: a third, measured
PLAIN_STEP = 0.6  # stops where there is no compensation: less is what a meter does on its own
EVEN = 0.35  # stops by which the steps of one bracket may differ: cameras round
FRAMES_OF_FOCUS = 5  # an approaching subject makes shorter runs
STILL = 0.9  # correlation of where it is light: nothing moves
ONE_SCENE = 0.5  # the same where exposures differ by stops
SAME_LIGHT = 0.2  # stops
TURNING = (0.4, 15.0)  # seconds between the frames of a panorama by hand

# Lightroom's, Photoshop's and phones' names of what was merged
_RESULT = re.compile(r".*[-_ (](?:hdr|pano|panorama|stacked|merged)\d*\)?", re.I)

Light = NDArray[np.float32]
Exposure = Callable[[Frame], float | None]


class Series(NamedTuple):
    """Frames ``start`` to ``end`` (without it) of a row, and what they are in words."""

    kind: StackKind
    start: int
    end: int
    why: str


def find_series(row: Sequence[Frame], light: Light) -> list[Series]:
    """The series in ``row``, frames of one camera in the order of its clock; they do not share frames.

    ``light`` (n, LIGHT, LIGHT) is of their fingerprints (``likeness.light``), NaN where there is none.
    """
    looked = _Row(row, light)
    found: list[Series] = []
    start = 0
    while start < len(row):
        series = looked.series_at(start)
        if series:
            found.append(series)
        start = series.end if series else start + 1
    return found


def seconds_between(one: Frame, other: Frame) -> float:
    """By the camera's clock; infinite where one has no time."""
    if one.captured_at is None or other.captured_at is None:
        return float("inf")
    return (other.captured_at.replace(tzinfo=None) - one.captured_at.replace(tzinfo=None)).total_seconds()


def may_be_result(frame: Frame) -> bool:
    """Whether it is named like something merged out of a series: ``IMG_1-HDR.dng``, ``IMG_1-Pano.dng``."""
    return _RESULT.fullmatch(frame.path.stem) is not None


def is_result_of(frame: Frame, series: Sequence[Frame]) -> bool:
    """Whether what may be a result has the time of a frame of ``series``, which programs hand on."""
    return any(abs(seconds_between(one, frame)) <= 1 for one in series)


class _Row:
    """Frames of one camera, with what is worked out once for all of them."""

    def __init__(self, frames: Sequence[Frame], light: Light) -> None:
        self._frames, self._light = frames, light
        self._gaps = [seconds_between(one, other) for one, other in pairwise(frames)]
        self._turns = self._shifts()

    def series_at(self, start: int) -> Series | None:
        """The series that begins with the frame ``start``."""
        return (
            self._said(start, "focus bracket", StackKind.FOCUS, "a focus stack")
            or self._said(start, "panorama", StackKind.PANORAMA, "a panorama")
            or self._bracket(start, lambda frame: frame.taking.bias, SMALLEST_STEP)
            or self._bracket(start, lambda frame: frame.taking.light, PLAIN_STEP)
            or self._focus(start)
            or self._panorama(start)
        )

    def _said(self, start: int, drive: str, kind: StackKind, name: str) -> Series | None:
        """The camera's own word for it, up to where it begins to count again or pauses."""
        end = self._run(start, lambda place: self._drive(place) == drive and self._counts_on(place, QUICK * 5))
        if self._drive(start) != drive or end - start < 2:
            return None
        return Series(kind, start, end, f"{name}: {end - start} frames")

    def _bracket(self, start: int, exposure: Exposure, smallest: float) -> Series | None:
        told = self._drive(start) == "bracket"
        pause, fewest = (SLOW, 2) if told else (QUICK, FEWEST)
        values = [exposure(self._frames[start])]
        if values[0] is None:
            return None

        def goes_on(place: int) -> bool:
            value = exposure(self._frames[place])
            if value is None or any(before is not None and abs(value - before) < SMALLEST_STEP for before in values):
                return False
            values.append(value)
            same = (self._drive(place) == "bracket") == told
            return same and self._counts_on(place, pause) and self._alike(start, place, ONE_SCENE)

        end = self._run(start, goes_on)
        for stop in range(end, start + fewest - 1, -1):
            known = [value for value in values[: stop - start] if value is not None]
            if _is_regular(known, SMALLEST_STEP if told else smallest) and (told or _is_ordered(known)):
                return Series(StackKind.BRACKET, start, stop, _told(known))
        return None

    def _focus(self, start: int) -> Series | None:
        """Without the camera's word: the distance runs one way, and nothing else changes."""
        ways: set[bool] = set()

        def goes_on(place: int) -> bool:
            before, now = (self._frames[one].taking.distance for one in (place - 1, place))
            if before is None or now is None or before == now:
                return False
            ways.add(now > before)
            still = self._same_light(start, place) and self._alike(start, place, STILL)
            return len(ways) == 1 and still and self._counts_on(place, QUICK)

        end = self._run(start, goes_on)
        if end - start < FRAMES_OF_FOCUS:
            return None
        return Series(StackKind.FOCUS, start, end, f"a focus stack: {end - start} frames, focused ever {_way(ways)}")

    def _panorama(self, start: int) -> Series | None:
        """Without the camera's word: what is seen shifts one way, by about as much each time."""
        way = self._turns.way(start)
        if not any(way):
            return None

        def goes_on(place: int) -> bool:
            return self._turns.way(place - 1) == way and self._same_light(start, place)

        end = self._run(start, goes_on)
        if end - start < FEWEST or not self._turns.is_even(start, end - 1):
            return None
        return Series(StackKind.PANORAMA, start, end, f"a panorama: {end - start} frames that overlap")

    def _shifts(self) -> Shifts:
        slow = [
            TURNING[0] <= gap <= TURNING[1] and self._drive(place) != "continuous"
            for place, gap in enumerate(self._gaps)
        ]
        return shifts(self._light, np.array(slow, bool))

    def _run(self, start: int, goes_on: Callable[[int], bool]) -> int:
        end = start + 1
        while end < len(self._frames) and goes_on(end):
            end += 1
        return end

    def _drive(self, place: int) -> str:
        return self._frames[place].taking.drive

    def _counts_on(self, place: int, pause: float) -> bool:
        """Whether the frame follows the one before: soon, and not as the first of the next count."""
        before, now = self._frames[place - 1].taking.offset, self._frames[place].taking.offset
        return self._gaps[place - 1] <= pause and (before is None or now is None or now > before)

    def _same_light(self, one: int, other: int) -> bool:
        first, second = self._frames[one].taking.light, self._frames[other].taking.light
        return first is None or second is None or abs(first - second) <= SAME_LIGHT

    def _alike(self, one: int, other: int, least: float) -> bool:
        """Whether it is light in the same places; what has no fingerprint yet is given the benefit of the doubt."""
        return not float((self._light[one] * self._light[other]).sum()) < least


def _is_regular(values: Sequence[float], smallest: float) -> bool:
    steps = np.diff(sorted(values))
    return bool(np.ptp(steps) <= EVEN and steps.min() >= smallest)


def _is_ordered(values: Sequence[float]) -> bool:
    """As cameras expose: one way, or the middle first. Whoever turns the dial by hand goes to and fro."""
    ordered = sorted(values)
    return list(values) in (ordered, ordered[::-1]) or values[0] == ordered[len(ordered) // 2]


def _told(values: Sequence[float]) -> str:
    step = (max(values) - min(values)) / (len(values) - 1)
    return f"an exposure bracket: {len(values)} frames, {step:.1f} EV apart"


def _way(ways: set[bool]) -> str:
    return "farther" if True in ways else "nearer"
