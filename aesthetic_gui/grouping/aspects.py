"""In what frames of one stack differ, each aspect measured on all of them: eyes, sharpness, motion, light, noise.

Every aspect has a figure of each frame with its error *from frame to frame*: that is more than the error of measuring
one frame, as the subject turns and the camera moves. It was taken from bursts in which nothing is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.facts import Criterion, EyeState, Face, Facts, Measure
from aesthetic_gui.grouping.detail import TILES, Detail, finer
from aesthetic_gui.grouping.likeness import ONE_VIEW, detail_of, light, vectors
from aesthetic_gui.grouping.people import Seen, main_faces, people_in

SURE = 2.0  # standard errors: a smaller difference is none
CERTAIN = 0.06  # of an error, where two frames are of one view: what the scene adds to it is the same in both
WIDTH_ERRORS = 0.25, 0.12  # pixels, and share of an edge's width: from frame to frame of bursts without a fault
MOTION_ERRORS = 0.5, 0.3
NOISE_ERRORS = 0.2, 0.15
COMPRESSION_ERROR = 4.0  # of libjpeg's quality
A_BLINK = 3.0  # steps: more than any softness that one would keep
ANOTHER_VIEW = 0.2  # octaves of detail: from frame to frame of bursts without a fault
SAME_SUBJECT = 4.0  # times that the area may be in which focus was measured
SMALLER_COPY = 1.1  # times the longest side
SAME_SHAPE = 1.03  # times the width over the height


@dataclass(frozen=True)
class Contender:
    """One frame of a stack: what was measured of it, the model's evidence, its upright size in pixels if known."""

    path: Path
    facts: Facts
    evidence: float | None = None
    size: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Aspect:
    """What is measured of each frame, None where it can't be told; ``steps`` says how good a figure is, in steps.

    ``errors`` are standard errors of ``figures``. ``told`` puts into words what the first has ahead of the second,
    ``fault`` what is wrong with a frame; without it the same words serve.
    """

    figures: Sequence[float | None]
    errors: Sequence[float]
    steps: Callable[[float], float]
    told: Callable[[int, int], str]
    fault: Callable[[int], str] | None = None

    def lost(self, place: int) -> float:
        """How many steps the frame is behind the best of them; 0 where that is within the error, or can't be told."""
        best = self.leader
        return 0.0 if best is None else self.between(best, place)

    def behind(self, place: int) -> float:
        """The same, however small it is; what can't be told is as far behind as the others are on average."""
        best = self.leader
        if best is None:
            return 0.0
        top = self.steps(self.figures[best] or 0.0)
        apart = [None if figure is None else top - self.steps(figure) for figure in self.figures]
        known = [one for one in apart if one is not None]
        own = apart[place]
        return sum(known) / len(known) if own is None else own

    def between(self, first: int, second: int) -> float:
        """How many steps the frame ``first`` is ahead of ``second``; 0 where that is within the error."""
        one, other = self.figures[first], self.figures[second]
        if one is None or other is None:
            return 0.0
        if abs(one - other) <= SURE * math.hypot(self.errors[first], self.errors[second]):
            return 0.0
        return max(0.0, self.steps(one) - self.steps(other))

    def worse_than(self, place: int) -> str:
        """What is better in the best frame, in words; "" where it is not."""
        best = self.leader
        if best is None or not self.lost(place):
            return ""
        return self.fault(place) if self.fault else self.told(best, place)

    @property
    def leader(self) -> int | None:
        """The frame with the best figure."""
        known = [(self.steps(figure), -place) for place, figure in enumerate(self.figures) if figure is not None]
        return -max(known)[1] if known else None


def aspects_of(frames: Sequence[Contender]) -> Iterator[Aspect]:
    """All aspects of the frames of one stack, two or more."""
    details = _details(frames)
    one_view = bool(details) and _are_of_one_view(frames)
    widths = _widths(frames)
    yield _eyes(frames)
    yield _pixels(frames)
    if one_view:
        yield _fine_detail(frames, details, 0.0)
        yield _compression(frames)
    else:
        yield _sharpness(frames, widths) if widths or not details else _fine_detail(frames, details, ANOTHER_VIEW)
        yield _motion(frames)
    yield _exposure(frames, CERTAIN if one_view else 1.0)
    yield _noise(frames)


def nobody_blinks(faces: Sequence[Face]) -> bool:
    """Whether somebody's eyes are open, and nobody's closed."""
    states = {face.state for face in faces}
    return EyeState.OPEN in states and EyeState.CLOSED not in states


def _eyes(frames: Sequence[Contender]) -> Aspect:
    """Closed loses against open, of one and the same person; what can't be told is neither."""
    seen = people_in([frame.facts.faces for frame in frames])
    blinking = [_blinking(own, seen) for own in seen]
    closed = [max((one.weight for one in own), default=0.0) for own in blinking]
    known = [any(one.face.state is not EyeState.CANT_TELL for one in own) for own in seen]
    figures = [share if told else None for share, told in zip(closed, known, strict=True)]

    def fault(place: int) -> str:
        who = [one.place for one in blinking[place]]
        return f"{' and '.join(who)} {'blinks' if len(who) == 1 else 'blink'}"

    def told(_best: int, place: int) -> str:
        return f"the eyes are open; in another frame {fault(place)}"

    return Aspect(figures, [0.0] * len(frames), lambda share: -A_BLINK * share, told, fault)


def _blinking(own: Sequence[Seen], seen: Sequence[Sequence[Seen]]) -> list[Seen]:
    """Those whose eyes are closed here, and open in another frame: who sleeps in all of them does not blink."""
    awake = {one.person for people in seen for one in people if one.face.state is EyeState.OPEN}
    return [one for one in own if one.face.state is EyeState.CLOSED and one.person in awake]


def _fine_detail(frames: Sequence[Contender], details: Sequence[Detail], further: float) -> Aspect:
    """Against the first, tile by tile; where the faces are, if there are any, as long as all frames are of one view.

    ``further`` is the error, in octaves, that comes from frames that are not.
    """
    where = None if further else _tiles_of([face for frame in frames for face in main_faces(frame.facts.faces)])
    found = [finer(detail, details[0], where) for detail in details]
    octaves, errors = [one.octaves for one in found], [math.hypot(one.error, further) for one in found]

    def told(best: int, place: int) -> str:
        return f"finer detail: {_percent(2 ** (octaves[best] - octaves[place]) - 1)} more"

    return Aspect(octaves, [error / math.sqrt(2) for error in errors], lambda octave: 2 * octave, told)


Widths = Sequence[tuple[float, float] | None]


def _widths(frames: Sequence[Contender]) -> tuple[Widths, str] | None:
    """Widths of edges with their errors, and where: at the eyes where two frames have large enough ones, else focused.

    None where the subject's can't be compared in all frames: a frame that is out of focus may show no subject.
    """
    at_eyes = [_width_at_eyes(frame.facts.faces) for frame in frames]
    if sum(width is not None for width in at_eyes) > 1:
        return at_eyes, " at the eyes"
    focused = _focused(frames)
    return None if None in focused else (focused, "")


def _sharpness(frames: Sequence[Contender], found: tuple[Widths, str] | None) -> Aspect:
    widths, where = found or ([None] * len(frames), "")
    return _of_widths(frames, widths, lambda better, worse: f"sharper{where}: {better} against {worse} px")


def _of_widths(
    frames: Sequence[Contender], widths: Sequence[tuple[float, float] | None], words: Callable[[str, str], str]
) -> Aspect:
    enlarged = _enlarged(frames)
    figures = [None if width is None else width[0] * scale for width, scale in zip(widths, enlarged, strict=True)]
    errors = [
        0.0 if width is None else _error(*width, WIDTH_ERRORS) * scale
        for width, scale in zip(widths, enlarged, strict=True)
    ]
    return Aspect(
        figures, errors, lambda width: -2 * math.log2(width + 1), lambda best, place: words(*_two(figures, best, place))
    )


def _motion(frames: Sequence[Contender]) -> Aspect:
    found = _of_one_subject(frames, Criterion.MOTION)
    figures = [None if one is None else one.raw for one in found]
    errors = [0.0 if one is None else _error(one.raw, one.error, MOTION_ERRORS) for one in found]
    return Aspect(
        figures,
        errors,
        lambda length: -math.log2(length + 2),
        lambda best, place: "less motion blur: {} against {} px".format(*_two(figures, best, place)),
    )


def _exposure(frames: Sequence[Contender], certain: float) -> Aspect:
    found = [_known(frame, Criterion.EXPOSURE) for frame in frames]
    figures = [None if one is None else abs(one.raw) for one in found]
    raw = [0.0 if one is None else one.raw for one in found]

    def told(best: int, place: int) -> str:
        better, worse = _two(figures, best, place)
        return f"better exposed: {better} against {worse} stops too {'dark' if raw[place] < 0 else 'bright'}"

    errors = [0.0 if one is None else one.error * certain for one in found]
    return Aspect(figures, errors, lambda stops: -stops, told)


def _noise(frames: Sequence[Contender]) -> Aspect:
    found = [_known(frame, Criterion.NOISE) for frame in frames]
    figures = [None if one is None else one.raw for one in found]
    errors = [0.0 if one is None else _error(one.raw, one.error, NOISE_ERRORS) for one in found]
    return Aspect(
        figures,
        errors,
        lambda level: -0.5 * math.log2(level + 2),
        lambda best, place: "less noise: {} against {} grey levels".format(*_two(figures, best, place)),
    )


def _compression(frames: Sequence[Contender]) -> Aspect:
    """Of one view only: a camera compresses all frames of a burst alike, and copies differ."""
    found = [_known(frame, Criterion.COMPRESSION) for frame in frames]
    figures = [None if one is None else one.raw for one in found]
    errors = [0.0 if one is None else math.hypot(one.error, COMPRESSION_ERROR) for one in found]

    def told(best: int, place: int) -> str:
        return f"less compressed: quality {figures[best]:.0f} against {figures[place]:.0f}"

    return Aspect(figures, errors, lambda quality: quality / 30, told)


def _pixels(frames: Sequence[Contender]) -> Aspect:
    """Copies may be smaller; a frame that is only cropped by some pixels is none, and one of another shape no copy."""
    shapes = [frame.size[0] / frame.size[1] for frame in frames if all(frame.size)]
    copies = bool(shapes) and max(shapes) <= SAME_SHAPE * min(shapes)
    figures = [float(max(frame.size)) or None if copies else None for frame in frames]
    errors = [0.0 if figure is None else figure * (SMALLER_COPY - 1) / SURE for figure in figures]

    def told(best: int, place: int) -> str:
        better, worse = (frames[one].size[0] * frames[one].size[1] / 1e6 for one in (best, place))
        return "more pixels: {} against {} megapixels".format(*_apart(better, worse))

    return Aspect(figures, errors, lambda side: 2 * math.log2(side), told)


def _details(frames: Sequence[Contender]) -> list[Detail]:
    """The detail of all frames, if it is known and they are of one size; else none."""
    details = [detail_of(frame.facts.looks) for frame in frames]
    known = [detail for detail in details if detail is not None]
    return known if len(known) == len(frames) and len({detail.side for detail in known}) == 1 else []


def _are_of_one_view(frames: Sequence[Contender]) -> bool:
    planes = light(vectors([frame.facts.looks for frame in frames]))
    return bool(((planes * planes[0]).sum((1, 2)) >= ONE_VIEW).all())


def _tiles_of(faces: Sequence[Face]) -> NDArray[np.bool_] | None:
    """The tiles that ``faces`` lie in; None where there are none."""
    tiles = np.zeros((TILES, TILES), np.bool_)
    for left, top, right, bottom in (face.box for face in faces):
        rows = slice(_floor(top), math.ceil(min(bottom, 1.0) * TILES))
        tiles[rows, _floor(left) : math.ceil(min(right, 1.0) * TILES)] = True
    return tiles if tiles.any() else None


def _floor(share: float) -> int:
    return min(TILES - 1, max(0, int(share * TILES)))


def _width_at_eyes(faces: Sequence[Face]) -> tuple[float, float] | None:
    """Of the main faces the mean width of edges at the eyes, by size, and its error; None where none has both."""
    known = [face for face in main_faces(faces) if face.edge_width is not None and face.edge_error]
    total = sum(face.between_eyes for face in known)
    if not total:
        return None
    shares = [(face.between_eyes / total, face) for face in known]
    width = sum(share * (face.edge_width or 0.0) for share, face in shares)
    return width, math.sqrt(sum((share * face.edge_error) ** 2 for share, face in shares))


def _focused(frames: Sequence[Contender]) -> list[tuple[float, float] | None]:
    """Width of edges at the subject and its error; a single edge, as in a face of some pixels, has none."""
    return [(one.raw, one.error) if one and one.error else None for one in _of_one_subject(frames, Criterion.FOCUS)]


def _of_one_subject(frames: Sequence[Contender], criterion: Criterion) -> list[Measure | None]:
    """What was measured on about as large a part as in the other frames: elsewhere it was another subject."""
    found = [_known(frame, criterion) for frame in frames]
    areas = [_area(one) for one in found if one is not None]
    usual = float(np.median(areas)) if areas else 0.0
    return [one if one and usual / SAME_SUBJECT <= _area(one) <= usual * SAME_SUBJECT else None for one in found]


def _area(measure: Measure) -> float:
    left, top, right, bottom = measure.region
    return max((right - left) * (bottom - top), 1e-6)


def _enlarged(frames: Sequence[Contender]) -> list[float]:
    """By how much pixels of each frame are larger than those of the largest one: 1 where all are of one size."""
    sides = [max(frame.size) for frame in frames]
    return [max(sides) / side if side else 1.0 for side in sides]


def _known(frame: Contender, criterion: Criterion) -> Measure | None:
    found = frame.facts.measures.get(criterion)
    return found if found is not None and math.isfinite(found.error) else None


def _error(figure: float, error: float, floors: tuple[float, float]) -> float:
    return math.hypot(error, floors[0], floors[1] * figure)


def _two(figures: Sequence[float | None], best: int, place: int) -> tuple[str, str]:
    return _apart(figures[best] or 0.0, figures[place] or 0.0)


def _apart(one: float, other: float) -> tuple[str, str]:
    """With one digit behind the point; with two where they would look the same."""
    digits = 1 if f"{one:.1f}" != f"{other:.1f}" else 2
    return f"{one:.{digits}f}", f"{other:.{digits}f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.005 else "under 1 %"
