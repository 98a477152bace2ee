"""Where faces are: MediaPipe's full-range BlazeFace over the whole picture, and over parts of it for small faces.

The network looks at 192 × 192 pixels and says of every fourth pixel whether a face is centred there, its box, and six
points of it. Anchors, boxes and the weighted merging follow Bazarevsky et al., *BlazeFace: Sub-millisecond Neural Face
Detection on Mobile GPUs*, 2019, and MediaPipe's graph ``face_detection_full_range_common``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria.faces.crops import Square, framed, placed
from aesthetic_gui.criteria.faces.networks import run

NETWORK = "face_detection_full_range"
SIZE = 192
_STRIDE = 4
_LEAST = 0.45  # the network's confidence that there is a face
_SAME = 0.3  # boxes that share this much (intersection over union) are one face, as in MediaPipe's graph
_INSIDE = 0.6  # and so are boxes of which one lies within another by this share, found at two scales
_TRACE = 0.1  # less confidence than that, in the whole picture, is no trace of a face
_HINT = 0.2  # less confidence than that, of a small face, is no reason to look more closely
_SMALL = 0.06  # of the picture's longest side: a face below it may be seen better from near
_NEAR = 0.5  # of the picture's shortest side: the squares that are looked at more closely
_WELL_INSIDE = 0.38  # of such a square: a face is no farther from its middle
_WORTH = 32.0  # pixels: in a smaller square nothing more is to be seen
_MOST = 12  # such squares in one picture


class Found(NamedTuple):
    """A face that was detected: ``box`` (left, top, right, bottom) and ``points`` (6, 2) in pixels of the picture.

    The points: the person's right eye, left eye, tip of the nose, mouth, right ear, left ear.
    """

    box: NDArray[np.float32]
    points: NDArray[np.float32]
    confidence: float

    @property
    def between_eyes(self) -> float:
        return float(np.linalg.norm(self.points[0] - self.points[1]))


def detect(rgb: NDArray[np.uint8], *, at_leisure: bool = True) -> list[Found]:
    """All faces in ``rgb``, uint8 (h, w, 3), the most certain first.

    The whole picture is looked at, then squares of its short side, then smaller ones where there may be small faces.
    Not ``at_leisure``, it is left at the whole where that shows no trace of a face, and nothing is looked at from near:
    that costs a third less, and 6 % of the faces wider than 3 % of the picture (15 of 265).
    """
    height, width = rgb.shape[:2]
    whole, *squares = _squares(height, width)
    seen, most = _look(rgb, whole, _HINT)
    if not at_leisure and most < _TRACE:
        return []
    seen += [face for square in squares for face in _detect_in(rgb, square, _HINT)]
    closer = _closer(_once(seen), height, width) if at_leisure else []
    near = [face for square in closer for face in _detect_in(rgb, square, _LEAST)]
    return _once([face for face in (*seen, *near) if face.confidence >= _LEAST])


def _squares(height: int, width: int) -> Iterator[Square]:
    longest, shortest = float(max(height, width)), float(min(height, width))
    yield Square(width / 2, height / 2, longest)
    if shortest < longest:
        yield from (Square(x, y, shortest) for y in _middles(height, shortest) for x in _middles(width, shortest))


def _closer(seen: list[Found], height: int, width: int) -> list[Square]:
    """Squares that have every small face that was suspected, or found, well inside."""
    side = _NEAR * min(height, width)
    squares: list[Square] = []
    if side < _WORTH:
        return squares
    for face in seen:
        left, top, right, bottom = face.box.tolist()
        x, y = (left + right) / 2, (top + bottom) / 2
        there = any(max(abs(x - other.x), abs(y - other.y)) < _WELL_INSIDE * side for other in squares)
        if right - left < _SMALL * max(height, width) and not there and len(squares) < _MOST:
            squares.append(Square(_within(x, side, width), _within(y, side, height), side))
    return squares


def _within(middle: float, side: float, length: float) -> float:
    return min(max(middle, side / 2), length - side / 2)


def _middles(length: float, side: float) -> list[float]:
    """The middles of squares along ``length`` that overlap by a sixth of their ``side`` or more."""
    if length <= side:
        return [length / 2]
    number = 1 + int(np.ceil((length - side) / (side * 5 / 6)))
    return [float(middle) for middle in np.linspace(side / 2, length - side / 2, number)]


def _detect_in(rgb: NDArray[np.uint8], square: Square, least: float) -> list[Found]:
    return _look(rgb, square, least)[0]


def _look(rgb: NDArray[np.uint8], square: Square, least: float) -> tuple[list[Found], float]:
    """The faces in ``square`` with that confidence, and the highest confidence of all."""
    pixels = framed(rgb, square, SIZE) * 2 - 1
    raw, logits = run(NETWORK, pixels)
    likely = np.flatnonzero(logits[:, 0] >= np.log(least / (1 - least)))
    scores = (1 / (1 + np.exp(-logits[likely, 0]))).astype(np.float32)
    shares = _decoded(raw[likely], likely)
    found = [
        Found(np.concatenate([points[0], points[1]]), points[2:], confidence)
        for points, confidence in ((placed(one, square), score) for one, score in _merged(shares, scores))
    ]
    return found, float(1 / (1 + np.exp(-logits.max())))


def _decoded(raw: NDArray[np.float32], cells: NDArray[np.intp]) -> NDArray[np.float32]:
    """Shares of the square (n, 8, 2): the box's two corners, then six points, of ``raw`` (n, 16) around ``cells``."""
    across = SIZE // _STRIDE
    anchors = (np.stack([cells % across, cells // across], axis=-1) + 0.5) / across
    values = raw.reshape(-1, 8, 2) / SIZE
    middles = values[:, 0] + anchors
    halves = values[:, 1] / 2
    corners = [middles - halves, middles + halves]
    return np.concatenate([np.stack(corners, axis=1), values[:, 2:] + anchors[:, None]], axis=1)


def _merged(shares: NDArray[np.float32], scores: NDArray[np.float32]) -> Iterator[tuple[NDArray[np.float32], float]]:
    """Boxes of one face become their mean, weighted by their scores, with the best one's score."""
    left = np.argsort(-scores)
    while left.size:
        same = _overlap(shares[left[0]], shares[left]) > _SAME
        same[0] = True
        weights = scores[left[same]]
        yield np.average(shares[left[same]], axis=0, weights=weights), float(weights[0])
        left = left[~same]


def _overlap(one: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float32]:
    """Intersection over union of the box of ``one`` (8, 2) with those of ``others`` (n, 8, 2)."""
    shared, area, areas = _areas(one[:2], others[:, :2])
    return np.asarray(shared / np.maximum(area + areas - shared, 1e-9))


def _areas(one: NDArray[np.float32], others: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """What boxes (2, 2) and (n, 2, 2) share, and their own areas."""
    low, high = np.maximum(one[0], others[:, 0]), np.minimum(one[1], others[:, 1])
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    return shared, np.prod(one[1] - one[0]), np.prod(others[:, 1] - others[:, 0], axis=1)


def _once(found: list[Found]) -> list[Found]:
    """Each face once, though several squares show it, as the most certain of them has it."""
    kept: list[Found] = []
    for face in sorted(found, key=lambda one: -one.confidence):
        if not any(_same_face(face, other) for other in kept):
            kept.append(face)
    return kept


def _same_face(one: Found, other: Found) -> bool:
    shared, area, areas = _areas(one.box.reshape(2, 2), other.box.reshape(1, 2, 2))
    smaller, union = min(area, areas[0]), area + areas[0] - shared[0]
    return bool(shared[0] > _SAME * union or shared[0] > _INSIDE * smaller)
