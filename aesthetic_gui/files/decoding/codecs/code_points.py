"""Colours that a file names by numbers (coding-independent code points, ITU-T H.273) as ICC profiles.

HEIF and AVIF say so in their ``nclx`` box, PNG in its chunks, JPEG XL in its header. High dynamic range (PQ, HLG) is
brought to what a screen shows by the curve itself: ITU-R BT.2408's reference white lies where highlights roll off.
"""

from __future__ import annotations

import io
import logging
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.containers import items, number, png, read
from aesthetic_gui.files.decoding import profiles

XY = tuple[float, float]
Primaries = tuple[XY, XY, XY]

SRGB, LINEAR, PQ, HLG = 13, 8, 16, 18  # transfer characteristics
D65, DCI_WHITE = (0.3127, 0.3290), (0.314, 0.351)
REFERENCE_WHITE = 203  # cd/m², of a photograph's white on a screen that can do more (ITU-R BT.2408-7)
PQ_PEAK, HLG_PEAK = 10_000, 1_000  # cd/m² at code value 1
_ROLL_OFF = 0.5  # of the screen's white: light beyond is compressed, so that reference white is 0.82

_SRGB_GAMMA = 1 / 2.2  # what programs write that mean sRGB
_log = logging.getLogger(__name__)

_P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
GAMUTS: dict[int, tuple[Primaries, XY]] = {
    1: (((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)), D65),  # BT.709, sRGB
    5: (((0.640, 0.330), (0.290, 0.600), (0.150, 0.060)), D65),  # BT.601, 625 lines
    6: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),  # BT.601, 525 lines
    7: (((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)), D65),
    9: (((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)), D65),  # BT.2020, BT.2100
    11: (_P3, DCI_WHITE),
    12: (_P3, D65),  # Display P3
}


def profile_of(primaries: int, transfer: int) -> bytes:
    """An ICC profile of these code points; ``b""`` where they mean sRGB, or nothing this program knows."""
    return profile(*GAMUTS.get(primaries, GAMUTS[1]), transfer)


@lru_cache(maxsize=16, typed=True)  # 1 is a code point, 1.0 a gamma
def profile(primaries: Primaries, white: XY, transfer: int | float) -> bytes:
    """An ICC profile of any primaries (xy); ``transfer`` is a code point, or a gamma as a float. ``b""`` means sRGB."""
    curve = transfer if isinstance(transfer, float) else _CURVES.get(transfer, profiles.srgb_to_linear)
    if (primaries, white) == GAMUTS[1] and curve is profiles.srgb_to_linear:
        return b""
    return profiles.matrix_profile("Code points", primaries, white, curve)


def tagged(image: Image.Image, icc_profile: bytes) -> Image.Image:
    """The image with a profile made here; grey becomes RGB, the only colour space these profiles know."""
    if not icc_profile:
        return image
    image = image.convert("RGBA" if image.mode == "LA" else "RGB") if image.mode in ("L", "LA") else image
    image.info["icc_profile"] = icc_profile
    return image


def named(image: Image.Image, data: bytes) -> Image.Image:
    """A picture that Pillow has loaded from ``data``, with the profile that its code points mean."""
    try:
        if image.format == "AVIF" and "icc_profile" not in image.info:
            return tagged(image, profile_of(*(items.code_points(io.BytesIO(data)) or (1, SRGB))))
        if image.format == "PNG":
            return tagged(image, _of_png(data))
    except ValueError:
        _log.info("code points that cannot be used", exc_info=True)
    return image


def _of_png(data: bytes) -> bytes:
    """What the chunks before a PNG's pixels say: ``cICP``, else, without ``iCCP`` and ``sRGB``, gamma (PNG 3, 4.3)."""
    file = io.BytesIO(data)
    chunks = {chunk.kind: read(file, chunk.start, chunk.start + 4) for chunk in png.before_pixels(file)}
    if len(named := chunks.get(b"cICP", b"")) >= 4:
        return profile_of(named[0], named[1])
    if b"gAMA" not in chunks or chunks.keys() & {b"iCCP", b"sRGB"}:
        return b""
    gamma = number(chunks[b"gAMA"], 0, 4) / 100_000
    if not 0.2 <= gamma <= 1.0 or abs(gamma - _SRGB_GAMMA) < 0.01:
        return b""
    return profile(*GAMUTS[1], 1 / gamma)


def _of_pq(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """SMPTE ST 2084, as in ITU-R BT.2100 table 4: code value → light on a screen, 0..1."""
    root = value ** (1 / 78.84375)
    light = np.maximum(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
    return _on_screen(light ** (1 / 0.1593017578125) * PQ_PEAK)


def _of_hlg(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """ITU-R BT.2100 table 5: the inverse of the camera's curve, then a screen's gamma 1.2, channel by channel."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(value <= 0.5, value**2 / 3, (np.exp((value - c) / a) + b) / 12)
    return _on_screen(scene**1.2 * HLG_PEAK)


def _on_screen(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """cd/m² → 0..1 of a screen's white: linear at first, then ever closer to 1."""
    relative = light / REFERENCE_WHITE
    beyond = np.maximum(relative - _ROLL_OFF, 0) / (1 - _ROLL_OFF)
    return np.where(relative <= _ROLL_OFF, relative, 1 - (1 - _ROLL_OFF) * np.exp(-beyond))


_CURVES: dict[int, float | profiles.Curve] = {
    4: 2.2,
    5: 2.8,
    LINEAR: 1.0,
    PQ: _of_pq,
    17: 2.6,  # SMPTE ST 428-1, digital cinema
    HLG: _of_hlg,
}  # BT.709 and the like are shown as sRGB, as browsers do: their curve is a camera's, not a screen's
