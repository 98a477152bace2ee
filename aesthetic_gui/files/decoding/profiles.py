"""ICC profiles (ICC.1:2001-04 and later): made from published primaries, found in a picture, applied to pixels.

Converting is LittleCMS's work, by way of Pillow: 8 bits in and out, perceptual intent, black point compensation.
"""

from __future__ import annotations

import io
import logging
import os
import struct
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from aesthetic_gui.files import exif

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsProfile, ImageCmsTransform

LARGEST = 4 << 20  # bytes; printers' profiles have up to three millions, and a larger one is no photographer's
COLOUR_SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab"}  # mode → ICC colour space
SRGB = b""  # what "no profile" means

_CONNECTION_WHITE = (0.9642, 1.0, 0.8249)  # D50, in which profiles meet
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_D65 = (0.3127, 0.3290)  # xy
_SAMPLES = 4 * 255 + 1  # of a curve: each of the 256 values of 8 bits falls on one
_SAME = 1  # grey levels; what rounding does to a conversion that should change nothing
_SHARED = 4_000_000  # pixels above which a conversion is shared among the processors
_STRIP = 1 << 20  # pixels of one share
_log = logging.getLogger(__name__)

XY = tuple[float, float]
Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]
_Conversion = Callable[[Image.Image], Image.Image]


def adobe_rgb() -> bytes:
    """Adobe RGB (1998), version 2005-05: gamma 563/256."""
    return matrix_profile("Adobe RGB (1998)", ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), _D65, 563 / 256)


def profile_of(image: Image.Image) -> bytes:
    """The profile an image carries, else Adobe RGB where its EXIF says so, else ``SRGB``.

    Cameras set to Adobe RGB embed no profile: they call the file a DCF option file, interoperability index "R03"
    (CIPA DC-009), and older ones write 2 as the colour space.
    """
    profile = image.info.get("icc_profile")
    if isinstance(profile, bytes) and profile:
        return profile
    return adobe_rgb() if _says_adobe_rgb(image) else SRGB


def is_srgb(profile: bytes) -> bool:
    """Whether converting to this RGB profile changes nothing, or cannot be done."""
    return _conversion(SRGB, "RGB", profile) is _as_it_is


def fits_monitor(profile: bytes) -> bool:
    """Whether pictures can be converted to this profile."""
    from PIL import ImageCms

    try:
        _made(_opened(SRGB, "RGB"), "RGB", _opened(profile, "RGB"))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        _log.info("not a monitor's profile", exc_info=True)
        return False
    return bool(profile)


def converted(image: Image.Image, source: bytes, target: bytes = SRGB) -> Image.Image:
    """An image of mode RGB, L, CMYK or LAB, in the colours of ``source``, as mode RGB in those of ``target``.

    A source that is broken or of another colour space is taken for sRGB (for its grey, for plain CMYK), a broken
    target as well; the log tells. ``image`` itself comes back where there is nothing to do.
    """
    return _conversion(source, image.mode, target)(image)


def _says_adobe_rgb(image: Image.Image) -> bool:
    try:
        tags = image.getexif()
        return bool(tags) and exif.says_adobe_rgb(tags.get_ifd(ExifTags.IFD.Exif), tags.get_ifd(ExifTags.IFD.Interop))
    except Exception:  # noqa: BLE001 – Pillow's parser raises anything on hostile bytes, and no tag is worth a photograph
        _log.info("cannot read the EXIF of %r", image, exc_info=True)
        return False


# converting


@lru_cache(maxsize=16)
def _conversion(source: bytes, mode: str, target: bytes) -> _Conversion:
    """What turns ``mode`` in ``source`` into RGB in ``target``.

    Kept, because making one takes a millisecond; ``LARGEST`` bounds what is kept.
    """
    from PIL import ImageCms

    if not source and mode in ("L", "CMYK"):
        onward = _conversion(SRGB, "RGB", target)
        return lambda image: onward(image.convert("RGB"))
    try:
        return _made(_opened(source, mode), mode, _opened(target, "RGB"))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        if not source and not target:
            raise
        _log.info("an ICC profile that cannot be used for %s", mode, exc_info=True)
    return _conversion(SRGB, mode, target if source else SRGB)


def _opened(profile: bytes, mode: str) -> ImageCmsProfile:
    """The profile, if it fits pixels of ``mode``. Raises ``ValueError`` if not, or what LittleCMS makes of it."""
    from PIL import ImageCms

    if not profile:
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB"))
    if len(profile) > LARGEST:
        raise ValueError(f"{len(profile)} bytes")
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    space = opened.profile.xcolor_space.strip()
    if space != COLOUR_SPACES[mode]:
        raise ValueError(f"for {space}, not {COLOUR_SPACES[mode]}")
    return opened


def _made(source: ImageCmsProfile, mode: str, target: ImageCmsProfile) -> _Conversion:
    """NOCACHE: decoding threads share it."""
    from PIL import ImageCms

    flags = ImageCms.Flags.NOCACHE | ImageCms.Flags.BLACKPOINTCOMPENSATION
    transform = ImageCms.buildTransform(source, target, mode, "RGB", ImageCms.Intent.PERCEPTUAL, flags)
    if mode in ("RGB", "L") and _changes_nothing(transform, mode):
        return _as_it_is if mode == "RGB" else _as_rgb
    return lambda image: _applied(transform, image)


def _changes_nothing(transform: ImageCmsTransform, mode: str) -> bool:
    """By trying, not by the profile's name: there is a linear one with "sRGB" in it, and a real one called "c2"."""
    levels = np.linspace(0, 255, 18).round().astype(np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(18, -1, 3)
    trial = Image.fromarray(colours if mode == "RGB" else np.arange(256, dtype=np.uint8)[None])
    before, after = np.asarray(trial.convert("RGB"), np.int16), np.asarray(_applied(transform, trial), np.int16)
    return int(np.abs(before - after).max()) <= _SAME


def _as_it_is(image: Image.Image) -> Image.Image:
    return image


def _as_rgb(image: Image.Image) -> Image.Image:
    return image.convert("RGB")


def _applied(transform: ImageCmsTransform, image: Image.Image) -> Image.Image:
    """Large images in strips, shared among the processors: LittleCMS works without Python's lock."""
    from PIL import ImageCms

    width, height = image.size
    if width * height <= _SHARED:
        return ImageCms.applyTransform(image, transform) or image
    whole, rows = Image.new("RGB", image.size), max(1, _STRIP // width)

    def convert(top: int) -> None:
        strip = image.crop((0, top, width, min(top + rows, height)))
        whole.paste(ImageCms.applyTransform(strip, transform) or strip, (0, top))

    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as threads:
        list(threads.map(convert, range(0, height, rows)))
    return whole


# making


@lru_cache(maxsize=4)
def matrix_profile(name: str, primaries: tuple[XY, XY, XY], white: XY, curve: float | Curve) -> bytes:
    """A display profile of version 2: three primaries (xy), a white, one curve.

    The curve is a gamma, or takes code values to light: float64 (n,), 0 to 1 in and out.
    """
    colorants = _colorants(primaries, white)
    tags: Mapping[bytes, bytes] = {
        b"desc": _description(name),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": _xyz(_to_xyz(white)),
        b"rXYZ": _xyz(colorants[:, 0]),
        b"gXYZ": _xyz(colorants[:, 1]),
        b"bXYZ": _xyz(colorants[:, 2]),
        b"rTRC": (trc := _curve(curve)),
        b"gTRC": trc,
        b"bTRC": trc,
    }
    return _profile(tags)


def _profile(tags: Mapping[bytes, bytes]) -> bytes:
    """Header, table of tags, tags at multiples of four bytes; equal tags are written once."""
    start = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    content = b""
    for tag in tags.values():
        if tag not in places:
            places[tag] = start + len(content)
            content += tag + b"\0" * (-len(tag) % 4)
    table = b"".join(struct.pack(">4sII", name, places[tag], len(tag)) for name, tag in tags.items())
    illuminant = b"".join(map(_fixed, _CONNECTION_WHITE))
    header = struct.pack(
        ">I4xI4s4s4s6H4s28x12s48x",  # size, version, class, colour space, where profiles meet, date, signature, D50
        *(start + len(content), 0x02400000, b"mntr", b"RGB ", b"XYZ ", 2025, 1, 1, 0, 0, 0, b"acsp", illuminant),
    )
    return header + struct.pack(">I", len(tags)) + table + content


def _colorants(primaries: tuple[XY, XY, XY], white: XY) -> NDArray[np.float64]:
    """(3, 3) XYZ of red, green, blue in columns, so that they add up to ``white``, adapted to D50 after Bradford."""
    columns = np.stack([_to_xyz(primary) for primary in primaries], axis=1)
    columns = columns * np.linalg.solve(columns, _to_xyz(white))
    gains = (_BRADFORD @ np.array(_CONNECTION_WHITE)) / (_BRADFORD @ _to_xyz(white))
    adapted: NDArray[np.float64] = np.linalg.solve(_BRADFORD, gains[:, None] * (_BRADFORD @ columns))
    return adapted


def _to_xyz(xy: XY) -> NDArray[np.float64]:
    x, y = xy
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _fixed(number: float) -> bytes:
    return struct.pack(">i", round(number * 65536))


def _xyz(numbers: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, numbers.tolist()))


def _curve(curve: float | Curve) -> bytes:
    if not callable(curve):
        return struct.pack(">4s4xIH", b"curv", 1, round(curve * 256))
    light = curve(np.linspace(0, 1, _SAMPLES))
    return struct.pack(">4s4xI", b"curv", _SAMPLES) + (light * 65535).round().astype(">u2").tobytes()


def _description(name: str) -> bytes:
    text = name.encode("ascii") + b"\0"
    return struct.pack(">4s4xI", b"desc", len(text)) + text + bytes(4 + 4 + 2 + 1 + 67)  # no Unicode, no ScriptCode


def srgb_to_linear(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """IEC 61966-2-1."""
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
