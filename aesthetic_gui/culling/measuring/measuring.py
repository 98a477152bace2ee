"""The facts of one photograph.

    decoded for scoring ──> measure ──> Facts      the file again, at native size ──> measure_closely ──> Facts, close

Nothing that goes wrong here stops a score: what cannot be measured is logged, and left out of the facts.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria import faces
from aesthetic_gui.criteria.measures import measure_all
from aesthetic_gui.criteria.picture import Native, Picture
from aesthetic_gui.facts import WHOLE, Facts, Region
from aesthetic_gui.files.camera.taking import taking_of
from aesthetic_gui.files.decoding.codecs.part import Part
from aesthetic_gui.files.decoding.decode import Decoded, decode, decode_part
from aesthetic_gui.files.xmp import capture
from aesthetic_gui.grouping.likeness import fingerprint
from aesthetic_gui.photo import Metadata, Photo

FOCUS_AREA = 0.06  # of the width and of the height, around the point that the camera says it focused on
LARGEST_WHOLE = 60_000_000  # pixels that are held at once, 180 MB; of a larger photograph part by part is read

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What one photograph's file said and held; ``content_id`` is what the facts belong to."""

    photo: Photo
    content_id: str
    metadata: Metadata
    facts: Facts


def measure(decoded: Decoded, photo: Photo, metadata: Metadata) -> Facts:
    """From the pixels that were decoded for scoring; ``metadata`` is completed by sidecars (``xmp.capture``)."""
    return _facts(decoded, photo, metadata, None)


def measure_quickly(photo: Photo) -> Measured:
    """Decoded for nothing else. Raises ``Unreadable``."""
    return _measured(photo, closely=False)


def measure_closely(photo: Photo) -> Measured:
    """With all pixels at hand: as dear as decoding the whole photograph, and then some. Raises ``Unreadable``."""
    return _measured(photo, closely=True)


def measure_crop(photo: Photo) -> Measured:
    """Of a picture that is one aligned face, as eye crops are. Raises ``Unreadable``."""
    decoded = decode(photo.path)
    face = faces.of_crop(decoded.rgb)
    picture = Picture(decoded.rgb, decoded.metadata, (face,) if face else (), tables=decoded.tables)
    facts = Facts(measure_all(picture), picture.faces, looks=fingerprint(decoded.rgb))
    return Measured(photo, decoded.content_id, decoded.metadata, facts)


def _measured(photo: Photo, *, closely: bool) -> Measured:
    decoded = decode(photo.path)
    metadata = capture.completed(photo, decoded.metadata)
    native = _native(photo.path, metadata) if closely else None
    return Measured(photo, decoded.content_id, metadata, _facts(decoded, photo, metadata, native))


def _facts(decoded: Decoded, photo: Photo, metadata: Metadata, native: Native | None) -> Facts:
    taking, point = taking_of(photo.path, metadata)
    area = _area(point) if point else None
    picture = Picture(decoded.rgb, metadata, (), area, native, decoded.tables)
    looks = fingerprint(decoded.rgb, native(WHOLE) if isinstance(native, _Whole) else None)
    looked_at = Facts(taking=taking, looks=looks, close=native is not None)
    try:
        picture = replace(picture, faces=faces.find(picture.rgb, picture.scale, native))
        return replace(looked_at, measures=measure_all(picture), faces=picture.faces)
    except Exception:
        log.exception("measuring %r failed", photo.path)
        return looked_at


def _area(point: tuple[float, float]) -> Region:
    across, down = point
    half = FOCUS_AREA / 2
    return Region(max(0.0, across - half), max(0.0, down - half), min(1.0, across + half), min(1.0, down + half))


class _Whole:
    """Reads parts of a photograph that is decoded, as a whole, when the first part is asked for."""

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self._path, self._size = path, size
        self._rgb: NDArray[np.uint8] | None = None

    def __call__(self, region: Region) -> NDArray[np.uint8]:
        if self._rgb is None:
            self._rgb = decode(self._path, max(self._size)).rgb
        height, width, _ = self._rgb.shape
        left, top, across, down = _pixels(region, (width, height))
        return self._rgb[top : top + down, left : left + across]


def _native(path: Path, metadata: Metadata) -> Native:
    """Reads parts at native size. Raises ``Unreadable`` when it is called."""
    size = metadata.width, metadata.height
    if size[0] * size[1] <= LARGEST_WHOLE:
        return _Whole(path, size)
    return lambda region: decode_part(path, Part(*_pixels(region, size))).rgb


def _pixels(region: Region, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, width and height of ``region`` in a photograph of ``size``; at least one pixel, within it."""
    ends = [
        (round(near * full), round(far * full), full)
        for near, far, full in zip(region[:2], region[2:], size, strict=True)
    ]
    (left, right, width), (top, bottom, height) = ends
    left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
    return left, top, max(1, min(right, width) - left), max(1, min(bottom, height) - top)
