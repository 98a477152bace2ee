"""One photograph, resized, in the colours asked for, as a JPEG, WebP or AVIF.

files.decode, somewhat larger than wanted ──> Lanczos ──> sharpened ──> watermark ──> encoded with ICC, EXIF, XMP
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.export import metadata, watermark
from aesthetic_gui.files.export.rendition import (
    ColourSpace,
    ExportError,
    Format,
    Maker,
    Rendition,
    Sharpening,
    icc_profile,
    writes,
)
from aesthetic_gui.photo import NO_DETAILS, UNDECIDED, Decision, Details

OVERSAMPLED = 1.4  # times the long edge: so much of averaging is the decoder's, the rest is Lanczos's
FINE = 90  # quality from which colours keep their full resolution
_AMOUNTS = {Sharpening.LOW: 0.35, Sharpening.STANDARD: 0.7}
_RADIUS = 0.6  # pixels, of the unsharp mask
_LONGEST = {Format.JPEG: 65_500, Format.WEBP: 16_383, Format.AVIF: 65_536}  # pixels a side


def render(
    source: Path,
    rendition: Rendition,
    sidecars: Sequence[Path] = (),
    decision: Decision = UNDECIDED,
    written: Details = NO_DETAILS,
) -> Maker:
    """A maker of ``source`` as ``rendition`` says, with what its ``sidecars`` and the photographer's ``decision`` say,
    and the details ``written`` of it.

    It raises :class:`~aesthetic_gui.photo.Unreadable`, :class:`ExportError` or ``OSError``; ``FileExistsError`` where
    there is a file at its path. Raises ``ValueError`` for ``Format.ORIGINAL``, which is a copy.
    """
    if rendition.format is Format.ORIGINAL:
        raise ValueError("an original is copied, not rendered")
    return writes(
        lambda: encoded(rendered(source, rendition, decision.turn), source, rendition, sidecars, decision, written)
    )


def rendered(source: Path, rendition: Rendition, turn: int = 0) -> NDArray[np.uint8]:
    """The pixels: uint8 (h, w, 3), upright, in the colours of ``rendition.profile``. Raises ``Unreadable``.

    ``turn``: quarter turns clockwise from upright.

    The decoder converts from the photograph's own profile, so Adobe RGB and Display P3 keep their gamut. RAWs without
    a preview that is large enough are developed in sRGB and have no more than that.
    """
    profile = None if rendition.profile is ColourSpace.SRGB else icc_profile(rendition.profile)
    side = rendition.long_edge
    rgb = decode(source, None if side is None else round(side * OVERSAMPLED), profile=profile).rgb
    rgb = pixels.turned(rgb, turn)
    rgb = sharpened(rgb if side is None else resized(rgb, side), rendition.sharpen)
    return watermark.marked(rgb, rendition.watermark) if rendition.watermark else rgb


def resized(rgb: NDArray[np.uint8], longest_side: int) -> NDArray[np.uint8]:
    """uint8 (h, w, 3) reduced by Lanczos's filter until the longest side fits; never enlarged."""
    size = pixels.size_within(rgb, longest_side)
    if size is None:
        return rgb
    return np.array(Image.fromarray(rgb).resize(size, Image.Resampling.LANCZOS))


def sharpened(rgb: NDArray[np.uint8], sharpening: Sharpening) -> NDArray[np.uint8]:
    """An unsharp mask of the brightness alone, so that no edge is coloured."""
    if sharpening is Sharpening.NONE:
        return rgb
    cv2 = pixels.opencv()
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    detail = (grey - cv2.GaussianBlur(grey, (0, 0), _RADIUS)) * _AMOUNTS[sharpening]
    added = cv2.merge([detail] * 3)
    return np.asarray(cv2.add(rgb, added, dtype=cv2.CV_8U), np.uint8)


def encoded(
    rgb: NDArray[np.uint8],
    source: Path,
    rendition: Rendition,
    sidecars: Sequence[Path] = (),
    decision: Decision = UNDECIDED,
    written: Details = NO_DETAILS,
) -> bytes:
    """The file's bytes, with the profile and what of the photograph's and its sidecars' metadata goes along.

    Raises :class:`ExportError` where the format cannot hold so many pixels.
    """
    height, width = rgb.shape[:2]
    if max(width, height) > _LONGEST[rendition.format]:
        raise ExportError(
            f"{source.name} is {width:,} × {height:,} pixels, more than a {rendition.format.upper()} can hold. "
            "Choose a smaller size or another format."
        )
    stream = io.BytesIO()
    kept = metadata.kept(source, rendition, (width, height), sidecars, decision, written)
    Image.fromarray(rgb).save(stream, rendition.format.upper(), **_options(rendition), **kept)
    return stream.getvalue()


def _options(rendition: Rendition) -> dict[str, Any]:
    """Not ``optimize``: Pillow's buffer for it is too small for noise at high qualities, which then fails."""
    fine = rendition.quality >= FINE
    options: dict[str, Any] = {"quality": rendition.quality, "icc_profile": icc_profile(rendition.profile)}
    return options if rendition.format is Format.WEBP else options | {"subsampling": "4:4:4" if fine else "4:2:0"}
