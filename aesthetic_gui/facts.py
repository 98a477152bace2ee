"""What was measured of one photograph: technical criteria, faces and eyes, and how it was taken; frozen values.

A :class:`Facts` is made by ``culling.measuring``, kept in the catalog by content, and read by stacks, filters, panels.
No criterion decides anything by itself: facts order, filter, explain and fill the second look.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

MEASURING = 2  # the version of all that is measured; raised where a measure tells differently: then it is made again


class Criterion(StrEnum):
    """What is measured; the value is its name for the command line."""

    FOCUS = "focus"
    MOTION = "motion"
    NOISE = "noise"
    EXPOSURE = "exposure"
    COMPRESSION = "compression"
    HORIZON = "horizon"
    CAST = "cast"


class Region(NamedTuple):
    """A part of the upright photograph, as the file has it before the photographer turns it; shares, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Shares of the photograph's width and height."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def turned(self, turn: int) -> Region:
        """Where it lies once the photograph was turned by so many quarter turns clockwise."""
        region = self
        for _ in range(turn % 4):
            region = Region(1 - region.bottom, region.left, 1 - region.top, region.right)
        return region

    def grown(self, share: float) -> Region:
        """With ``share`` of its size more on each side, as far as the photograph goes."""
        across, down = share * self.width, share * self.height
        return Region(
            max(0.0, self.left - across), max(0.0, self.top - down),
            min(1.0, self.right + across), min(1.0, self.bottom + down),
        )  # fmt: skip


WHOLE = Region(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Measure:
    """One criterion of one photograph.

    ``value`` is 0 (worst) to 100 (no fault). ``raw`` is the figure itself in ``unit``, such as an edge's width in
    pixels of the full photograph, and ``error`` its standard error in the same unit: a difference below it is none.
    ``region`` is where it was measured, or where it is worst. ``notes`` are further figures, named in the criterion's
    module.
    """

    value: float
    raw: float
    unit: str
    error: float = 0.0
    region: Region = WHOLE
    notes: Mapping[str, float] = field(default_factory=dict)


class EyeState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANT_TELL = "cant_tell"


@dataclass(frozen=True, slots=True)
class Eye:
    """One eye: ``open``, 0 (closed) to 1 (open), calibrated; ``why`` it can't be told, in a photographer's words.

    ``box`` is around the eye's contour.
    """

    open: float
    state: EyeState
    box: Region
    why: str = ""

    def turned(self, turn: int) -> Eye:
        """As the photograph shows it after so many quarter turns clockwise."""
        return replace(self, box=self.box.turned(turn))


@dataclass(frozen=True, slots=True)
class Face:
    """One face: the person's ``left`` and ``right`` eye, and how sharp it is.

    ``sharpness`` is 0 to 100; ``edge_width`` the width of the sharpest edges around the eyes, in pixels of the full
    photograph, and ``edge_error`` its standard error; both None where the face is too small to tell.
    ``confidence`` is the detector's, 0 to 1; ``between_eyes`` in pixels of the full photograph.
    """

    box: Region
    left: Eye
    right: Eye
    confidence: float
    between_eyes: float
    sharpness: float | None = None
    edge_width: float | None = None
    edge_error: float = 0.0
    why: str = ""  # the eyes can't be told: sunglasses, in profile, too small, laughing, looking down

    @property
    def state(self) -> EyeState:
        """Of both eyes: closed where one is, open where both are; one that can't be told leaves it to the other."""
        states = {self.left.state, self.right.state}
        if EyeState.CLOSED in states:
            return EyeState.CLOSED
        return EyeState.OPEN if EyeState.OPEN in states else EyeState.CANT_TELL

    @property
    def openness(self) -> float:
        """Of the eye that is open less, 0 to 1."""
        return min(self.left.open, self.right.open)

    def turned(self, turn: int) -> Face:
        """As the photograph shows it after so many quarter turns clockwise."""
        return replace(self, box=self.box.turned(turn), left=self.left.turned(turn), right=self.right.turned(turn))


@dataclass(frozen=True, slots=True)
class Taking:
    """How a photograph was taken, as far as the file says it: what tells a burst from a bracket and a panorama.

    ``drive`` is "single", "continuous", "bracket", "focus bracket", "panorama" or "" (not said); ``bias`` the exposure
    compensation in stops; ``light`` the exposure value at ISO 100 (log2 of f-number² over seconds, less log2 of ISO
    over 100); ``seconds``: whether the clock counts them, ``fractions``: whether parts of them. ``series`` is what the
    camera or phone itself calls the series (Apple's burst UUID, Google's burst id). ``serial`` of the body. ``offset``
    is the place in the series where the camera counts it. ``distance`` of the focus in metres.
    """

    serial: str = ""
    drive: str = ""
    bias: float | None = None
    light: float | None = None
    seconds: bool = False
    fractions: bool = False
    series: str = ""
    offset: int | None = None
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was measured of one photograph.

    ``close``: pixels at their native size were looked at, too, not only the reduced picture; without it ``error`` is
    larger, and what only shows at native size is left out. ``looks`` is a perceptual fingerprint, by
    ``grouping.likeness``.
    """

    measures: Mapping[Criterion, Measure] = field(default_factory=dict)
    faces: tuple[Face, ...] = ()
    taking: Taking = Taking()
    looks: bytes = b""
    close: bool = False

    @property
    def values(self) -> tuple[float, ...]:
        """Of every criterion, 0 to 100, in their order; NaN of one that was not measured."""
        packed: tuple[float, ...] | None = getattr(self.measures, "packed_values", None)  # without unpacking any
        if packed is not None:
            return packed
        return tuple(self.measures[one].value if one in self.measures else math.nan for one in Criterion)


def better(known: Facts | None, new: Facts | None) -> Facts | None:
    """Of two of one content, what to go by: the newer one, but what was measured closely stays."""
    return known if new is None or (known and known.close and not new.close) else new
