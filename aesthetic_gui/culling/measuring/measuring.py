"""The facts of one photograph.

    decoded for scoring ──> measure ──> Facts      the file again, at native size ──> measure_closely ──> Facts, close

Nothing that goes wrong here stops a score: what cannot be measured is logged, and left out of the facts. Where the
program itself is damaged there are none, so that they are made once it is whole again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
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
from aesthetic_gui.photo import Metadata, Photo, Unreadable
from aesthetic_gui.scoring.pack import BadPack

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


def measure(decoded: Decoded, photo: Photo, metadata: Metadata) -> Facts | None:
    """From the pixels that were decoded for scoring; ``metadata`` is completed by sidecars (``xmp.capture``).

    None, which is logged, where the networks that find faces cannot be used.
    """
    try:
        return _facts(decoded, photo, metadata)
    except BadPack as error:
        log.error("cannot measure %r: %s", photo.path, error)
        return None


def measure_quickly(photo: Photo) -> Measured:
    """Decoded for nothing else. Raises ``Unreadable``, ``BadPack``."""
    return _measured(photo, _facts)


def measure_closely(photo: Photo) -> Measured:
    """With all pixels at hand: as dear as decoding the whole photograph, and then some. Raises as the quick look does.

    Where the pixels at native size cannot be read or measured, the facts are those of a quick look.
    """
    return _measured(photo, _close_facts)


def measure_crop(photo: Photo) -> Measured:
    """Of a picture that is one aligned face, as eye crops are. Raises ``Unreadable``."""
    decoded = decode(photo.path)
    face = faces.of_crop(decoded.rgb)
    picture = Picture(decoded.rgb, decoded.metadata, (face,) if face else (), tables=decoded.tables)
    facts = Facts(measure_all(picture), picture.faces, looks=fingerprint(decoded.rgb))
    return Measured(photo, decoded.content_id, decoded.metadata, facts)


def picture_of(decoded: Decoded, photo: Photo) -> Picture:
    """What criteria measure of a photograph that was decoded for scoring, with its faces. Raises ``BadPack``."""
    metadata = capture.completed(photo, decoded.metadata)
    return _with_faces(_picture(decoded, metadata, taking_of(photo.path, metadata)[1]))


def _measured(photo: Photo, facts_of: Callable[[Decoded, Photo, Metadata], Facts]) -> Measured:
    decoded = decode(photo.path)
    metadata = capture.completed(photo, decoded.metadata)
    return Measured(photo, decoded.content_id, metadata, facts_of(decoded, photo, metadata))


def _facts(decoded: Decoded, photo: Photo, metadata: Metadata) -> Facts:
    taking, point = taking_of(photo.path, metadata)
    looked_at = Facts(taking=taking, looks=fingerprint(decoded.rgb))
    try:
        return _seen(_picture(decoded, metadata, point), looked_at)
    except BadPack:
        raise
    except Exception:
        log.exception("measuring %r failed", photo.path)
        return looked_at


def _close_facts(decoded: Decoded, photo: Photo, metadata: Metadata) -> Facts:
    taking, point = taking_of(photo.path, metadata)
    native = _native(photo.path, metadata)
    try:
        looks = fingerprint(decoded.rgb, native(WHOLE) if isinstance(native, _Whole) else None)
        picture = replace(_picture(decoded, metadata, point), native=native)
        return _seen(picture, Facts(taking=taking, looks=looks, close=True))
    except BadPack:
        raise
    except Unreadable as error:
        log.info("cannot look at %r closely: %s", photo.path, error.reason)
    except Exception:
        log.exception("looking at %r closely failed", photo.path)
    return _facts(decoded, photo, metadata)


def _picture(decoded: Decoded, metadata: Metadata, point: tuple[float, float] | None) -> Picture:
    return Picture(decoded.rgb, metadata, focus_point=_area(point) if point else None, tables=decoded.tables)


def _seen(picture: Picture, facts: Facts) -> Facts:
    """``facts`` with the faces in ``picture``, and every criterion."""
    picture = _with_faces(picture)
    return replace(facts, measures=measure_all(picture), faces=picture.faces)


def _with_faces(picture: Picture) -> Picture:
    return replace(picture, faces=faces.find(picture.rgb, picture.scale, picture.native))


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
