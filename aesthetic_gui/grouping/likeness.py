"""How alike two photographs look: a fingerprint of each, made from the picture that was decoded for scoring.

A fingerprint says where it is how light (16 × 16), where it has which colour (8 × 8, CIE Lab), and which colours it has
how much of (6 × 6 × 6). The first two tell scenes apart that have the same colours, the last survives a subject that
moves or a camera that follows it. As numbers they are one vector, so that the distance of two is Euclid's, and those
of thousands come from one multiplication of matrices. Measured against perceptual hashes and embeddings:
docs/decisions/0072.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.grouping.detail import Detail, pack_detail, unpack_detail

VERSION = 1  # the first byte: fingerprints of another make are as good as none
LIGHT, COLOUR, SHADES = 16, 8, 6
LENGTH = LIGHT**2 + 2 * COLOUR**2 + SHADES**3  # numbers, one byte each; what follows is ``detail``'s
ALIKE = 0.276  # the distance at which frames of one burst and of two are told apart best; distances are in units of it
COPY = 0.25  # the distance of copies and edits of one picture
ONE_VIEW = 0.98  # correlation of where it is light; of 3 million pairs of photographs only copies reach it
UNLIKE = 9.0  # what is said where a fingerprint is missing
_SMALL = 64  # pixels; all is made from a square of so many, whatever the photograph's aspect
_SATURATION = 3.0  # colours of photographs fill a third of the range of a* and b*
NEAREST = 8  # of each frame, among those that are no neighbours
_AT_ONCE = 1 << 24  # pairs that are compared at once: some matrices of 64 MB

Vectors = NDArray[np.float32]
Pixels = NDArray[np.uint8]


def fingerprint(rgb: Pixels, full: Pixels | None = None) -> bytes:
    """How ``rgb``, uint8 (h, w, 3) in sRGB and upright, looks: less than a kilobyte, a millisecond at 640 pixels.

    ``full`` is the same photograph with all of its pixels, where they are at hand: its finest detail is added then.
    """
    lab: Pixels = np.asarray(cv2.cvtColor(_square(rgb, _SMALL), cv2.COLOR_RGB2LAB), np.uint8)
    light = _square(lab, LIGHT)[..., 0]
    colour = _square(lab, COLOUR)[..., 1:]
    looks = bytes([VERSION]) + light.tobytes() + colour.tobytes() + _shades(lab).tobytes()
    return looks if full is None else looks + pack_detail(full)


def vectors(looks: Sequence[bytes]) -> Vectors:
    """Fingerprints as float32 (n, LENGTH), whose Euclidean distances are :func:`distances`; NaN where there is none."""
    rows = np.full((len(looks), LENGTH), np.nan, np.float32)
    known = [place for place, one in enumerate(looks) if len(one) > LENGTH and one[0] == VERSION]
    if known:
        joined = np.frombuffer(b"".join(looks[place][1 : LENGTH + 1] for place in known), np.uint8)
        rows[known] = (joined.reshape(-1, LENGTH).astype(np.float32) - _ZERO) * _WEIGHTS
    return rows


def distances(one: Vectors, other: Vectors) -> NDArray[np.float64]:
    """Of rows (n, LENGTH) from those beside them, (n,), in units of :data:`ALIKE`; ``UNLIKE`` where one is missing.

    Frames of one and the same view are copies, however much darker, paler or bluer one of them is.
    """
    apart = np.linalg.norm(one - other, axis=1)
    apart = np.minimum(apart, _as_one_view((light(one) * light(other)).sum((1, 2))))
    return np.where(np.isnan(apart), UNLIKE, apart).astype(np.float64)


def _as_one_view(correlation: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the distance is at most where it is light in the same places; without a limit below ``ONE_VIEW``."""
    return np.where(correlation >= ONE_VIEW, COPY * (1 - correlation) / (1 - ONE_VIEW), np.inf).astype(np.float32)


def detail_of(looks: bytes) -> Detail | None:
    """The finest detail that a fingerprint knows of; None where it knows none."""
    known = len(looks) > LENGTH and looks[0] == VERSION
    return unpack_detail(looks[LENGTH + 1 :]) if known else None


def near_pairs(rows: Vectors, limit: float, of: NDArray[np.intp] | None = None) -> Iterator[tuple[int, int, float]]:
    """Pairs of ``rows`` (n, LENGTH) at most ``limit`` apart, with their distance; one of each pair is in ``of``.

    The lower place comes first, and a pair may come twice. Of each row only the ``NEAREST`` are compared: a thousand
    frames of one view have half a million pairs, and hold together by a few.
    """
    known = np.flatnonzero(~np.isnan(rows[:, 0]))
    asked = known if of is None else np.intersect1d(of, known)
    found, lengths = rows[known], (rows[known] ** 2).sum(1)
    planes = light(found).reshape(len(found), LIGHT**2)
    rows_at_once = max(1, _AT_ONCE // max(1, len(found)))
    for start in range(0, len(asked), rows_at_once):
        places = asked[start : start + rows_at_once]
        block = np.searchsorted(known, places)
        squares = (-2 * found[block]) @ found.T
        squares += lengths
        squares += lengths[block][:, None]
        alike = np.nonzero((correlations := planes[block] @ planes.T) >= ONE_VIEW)
        squares[alike] = np.minimum(squares[alike], _as_one_view(correlations[alike]) ** 2)
        squares[np.arange(len(places)), block] = np.inf
        one, other = np.nonzero(_among_nearest(squares, limit**2))
        apart = np.sqrt(np.maximum(squares[one, other], 0))
        first, second = np.sort([places[one], known[other]], axis=0).tolist()
        yield from zip(first, second, apart.tolist(), strict=True)


def _among_nearest(squares: Vectors, limit: float) -> NDArray[np.bool_]:
    """Which of ``squares`` (m, n) are within ``limit`` and among the ``NEAREST`` of their row."""
    near = squares <= limit
    for row in np.flatnonzero(near.sum(1) > NEAREST):
        nearest = np.argpartition(squares[row], NEAREST)[:NEAREST]
        chosen = nearest[near[row, nearest]]
        near[row] = False
        near[row, chosen] = True
    return near


def light(rows: Vectors) -> NDArray[np.float32]:
    """The part of fingerprints that says where it is how light, (n, LIGHT, LIGHT), each with mean 0 and norm 1."""
    planes = rows[:, : LIGHT**2]
    planes = planes - planes.mean(1, keepdims=True)
    norms = np.maximum(np.linalg.norm(planes, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return np.asarray((planes / norms).reshape(-1, LIGHT, LIGHT), np.float32)


def _square(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """By areas; first by halves, which is ten times as fast and all but the same."""
    while min(picture.shape[:2]) >= 4 * side:
        height, width = picture.shape[0] // 2, picture.shape[1] // 2
        picture = np.asarray(
            cv2.resize(picture[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
        )
    return np.asarray(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _shades(lab: Pixels) -> Pixels:
    """How much there is of each colour, (SHADES³,): 255 times the root of its share."""
    wide = lab.astype(np.float32)
    wide[..., 1:] = np.clip((wide[..., 1:] - 128) * _SATURATION + 128, 0, 255)
    counts = cv2.calcHist([wide], [0, 1, 2], None, [SHADES] * 3, [0, 256] * 3).ravel()
    return np.asarray(np.rint(255 * np.sqrt(counts / counts.sum())), np.uint8)


def _weights() -> Vectors:
    """What each number counts: light and colour by their mean square, the shades' distance 0.6 times."""
    parts = (1 / 255 / LIGHT, LIGHT**2), (1 / 128 / COLOUR, 2 * COLOUR**2), (0.6 / 255, SHADES**3)
    return np.concatenate([np.full(count, weight / ALIKE, np.float32) for weight, count in parts])


_WEIGHTS = _weights()
_ZERO = np.concatenate([np.zeros(LIGHT**2), np.full(2 * COLOUR**2, 128), np.zeros(SHADES**3)]).astype(np.float32)
