"""Pixels of any kind (16-bit, float, CMYK, palette, alpha, any ICC profile) → 8-bit RGB, reduced by area."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files.decoding import profiles

MEANS = "means"  # in an image's ``info``: its pixels are means already, as DCT scaling and previews have them
BACKDROP = (128, 128, 128)  # what shows through where a picture is transparent
KNEE = 0.8  # of white: where highlights begin to roll off
_STRIP = 1 << 20  # pixels; what fits into the processor's cache


def turned(rgb: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """Pixels (h, w, …) after ``turn`` quarter turns clockwise, in memory of their own where that is not 0."""
    return np.ascontiguousarray(np.rot90(rgb, -turn)) if turn % 4 else rgb


def render(image: Image.Image, longest_side: int | None, profile: bytes | None = None) -> Image.Image:
    """A loaded image of any mode, as mode RGB in the colours of ``profile`` (a monitor's; None: sRGB).

    Its longest side is reduced to at most ``longest_side``. The image's own profile is honoured (what
    :func:`profiles.profile_of` finds); transparency is laid over neutral grey. Reducing comes before the colour
    conversion, which costs more per pixel.
    """
    source, target = profiles.profile_of(image), profile or profiles.SRGB
    image = _eight_bit(image)
    if image.has_transparency_data:
        return _over_backdrop(image, longest_side, source, target)
    if image.mode == "LAB":  # its a and b have a sign, which averaging does not know
        return _reduced(profiles.converted(image, source, target), longest_side)
    plain = image if image.mode in profiles.COLOUR_SPACES else image.convert("L" if image.mode == "1" else "RGB")
    return profiles.converted(_reduced(plain, longest_side), source, target)


def reduce(pixels: NDArray[np.uint8], longest_side: int) -> NDArray[np.uint8]:
    """uint8 (h, w[, channels]) averaged over exact areas until the longest side fits; never enlarged.

    Fractional ratios matter: Pillow's BOX filter, which weighs whole pixels only, is nearly nearest-neighbour between
    750 and 640 pixels (4.3 grey levels RMS from the exact area mean; this 0.3).
    """
    size = size_within(pixels, longest_side)
    if size is None:
        return pixels
    reduced: Any = opencv().resize(pixels, size, interpolation=opencv().INTER_AREA)
    return np.asarray(reduced, np.uint8)


def reduce_means(pixels: NDArray[np.uint8], longest_side: int) -> NDArray[np.uint8]:
    """:func:`reduce` for pixels that are means of several already, so that the two together are one mean over an area.

    A second mean at nearly the same size would blur: scores fall by 0.07 (docs/decisions/0022). What is left to do at a
    ratio r is a blur of variance (r² - 1) / 12 pixels²; linear interpolation blurs by 1/6, cubic by about 0.
    """
    size = size_within(pixels, longest_side)
    ratio = max(pixels.shape[:2]) / longest_side
    if size is None or ratio >= 2:
        return reduce(pixels, longest_side)
    cv2 = opencv()
    linear: Any = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
    cubic: Any = cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)
    share = min(1.0, (ratio**2 - 1) / 2)
    return np.asarray(cv2.addWeighted(linear, share, cubic, 1 - share, 0), np.uint8)


def size_within(pixels: NDArray[np.uint8], longest_side: int) -> tuple[int, int] | None:
    """Width and height with that longest side, None where it is no longer."""
    height, width = pixels.shape[:2]
    scale = longest_side / max(height, width)
    return (max(1, round(width * scale)), max(1, round(height * scale))) if scale < 1 else None


@lru_cache(maxsize=1)
def opencv() -> Any:
    """OpenCV, imported at the first photograph (90 ms), on one thread: photographs are what runs side by side."""
    import cv2

    cv2.setNumThreads(1)
    return cv2


def to_array(image: Image.Image) -> NDArray[np.uint8]:
    """A loaded 8-bit image → uint8 (h, w[, channels]), C-contiguous, its own memory.

    A large one strip by strip: Pillow's own way out joins the whole picture from blocks of 64 kB, and for 24 megapixels
    that takes 70 ms instead of 20; below 2 megapixels it is the faster one.
    """
    width, height = image.size
    if width * height <= 2 * _STRIP:
        return np.array(image)
    bands = len(image.getbands())
    pixels = np.empty((height, width, bands) if bands > 1 else (height, width), np.uint8)
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        pixels[top:bottom] = np.asarray(image.crop((0, top, width, bottom)))
    return pixels


def eight_bit(values: NDArray[Any], *, linear: bool = False, white: float | None = None) -> NDArray[np.uint8]:
    """Integers or floats (h, w) or (h, w, channels), of any strides and byte order → uint8 of the same shape.

    ``white`` is the value shown as white; None: the largest of 16 bits, and of 32 bits what :func:`_white` finds. Of
    two and of four channels the last is alpha; with 16 bits that makes no difference. Not-a-number is black.

    ``linear`` floats are light: they are exposed so that 99.5 % of the pixels are not above white (never made
    brighter), what is above 0.8 rolls off, and sRGB's curve (IEC 61966-2-1) follows. The roll-off is Reinhard's
    extended operator (Reinhard et al. 2002, "Photographic Tone Reproduction for Digital Images", equation 4) begun
    at a knee: the brightest value becomes white, and a picture with nothing above white is left as it is.
    """
    if values.dtype == np.uint8:
        return np.ascontiguousarray(values, np.uint8)
    if values.dtype.itemsize == 2 and values.dtype.kind in "ui":
        return _scaled(values, float(np.iinfo(values.dtype).max) if white is None else white)
    if values.ndim == 3 and values.shape[2] in (2, 4):
        colours = eight_bit(values[..., :-1], linear=linear, white=white)
        return np.concatenate([colours, eight_bit(values[..., -1:], white=white)], axis=2)
    if linear and values.dtype.kind == "f":
        return _developed(values)
    return _scaled(values, _white(values) if white is None else white)


def _scaled(values: NDArray[Any], white: float) -> NDArray[np.uint8]:
    """0 to ``white`` → 0 to 255, rounded to the nearest."""
    if values.dtype.itemsize == 2 and values.dtype.kind == "u":
        cv2 = opencv()
        native = np.ascontiguousarray(values, np.uint16)
        return np.asarray(cv2.convertScaleAbs(native, alpha=255 / white), np.uint8).reshape(values.shape)
    scaled = np.empty(values.shape, np.uint8)
    precision = np.float64 if values.dtype.itemsize > 4 else np.float32
    for rows in _strips(values):
        with np.errstate(over="ignore", invalid="ignore"):
            strip: NDArray[np.floating[Any]] = np.multiply(values[rows], 255 / white, dtype=precision, casting="unsafe")
        scaled[rows] = np.clip(np.nan_to_num(strip, nan=0.0, posinf=255.0, neginf=0.0) + 0.5, 0, 255)
    return scaled


def _developed(light: NDArray[Any]) -> NDArray[np.uint8]:
    """Scene-linear floats → sRGB, as :func:`eight_bit` tells."""
    sample = _sample(light)
    exposure = 1 / max(1.0, float(np.percentile(sample, 99.5))) if sample.size else 1.0
    brightest = min(max(1.0, float(sample.max(initial=0)) * exposure), 1e6)
    room = (brightest - KNEE) / (1 - KNEE)  # in the knee's unit; 1 where nothing is above white
    developed = np.empty(light.shape, np.uint8)
    curve = _srgb_curve()
    for rows in _strips(light):
        with np.errstate(over="ignore", invalid="ignore"):
            strip = (light[rows] * exposure).astype(np.float32)
        strip = np.clip(np.nan_to_num(strip, nan=0.0), 0, brightest)
        above = np.maximum(strip - KNEE, 0) / (1 - KNEE)
        strip = np.minimum(strip, KNEE) + (1 - KNEE) * above * (1 + above / room**2) / (1 + above)
        developed[rows] = curve[(strip * 65535 + 0.5).astype(np.uint16)]
    return developed


@lru_cache(maxsize=1)
def _srgb_curve() -> NDArray[np.uint8]:
    """From light in 16 bits to sRGB in 8."""
    light = np.arange(65536) / 65535
    encoded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(encoded * 255 + 0.5, np.uint8)


def _strips(values: NDArray[Any]) -> list[slice]:
    rows = max(1, _STRIP // max(1, values[0].size)) if values.size else 1
    return [slice(top, top + rows) for top in range(0, values.shape[0], rows)]


def _sample(values: NDArray[Any]) -> NDArray[Any]:
    """About a million finite values, evenly spread."""
    sample = values[:: max(1, values.shape[0] // 1000), :: max(1, values.shape[1] // 1000)]
    return np.asarray(sample[np.isfinite(sample)], np.float64)


def _white(values: NDArray[Any]) -> float:
    """The value shown as white in 32-bit pictures, of which nobody knows it.

    The brightest 0.1 % tell: 1.0, 8 bits, 16 bits, or else that value.
    """
    sample = _sample(values)
    bright = float(np.percentile(sample, 99.9)) if sample.size else 1.0
    scales = (1.0, 255.0, 65535.0) if values.dtype.kind == "f" else (255.0, 65535.0)
    return next((scale for scale in scales if bright <= scale * 1.01), bright)


def _reduced(image: Image.Image, longest_side: int | None) -> Image.Image:
    if longest_side is None or max(image.size) <= longest_side:
        return image
    pixels = (reduce_means if image.info.get(MEANS) else reduce)(to_array(image), longest_side)
    return Image.frombytes(image.mode, (pixels.shape[1], pixels.shape[0]), pixels.tobytes())


def _over_backdrop(image: Image.Image, longest_side: int | None, source: bytes, target: bytes) -> Image.Image:
    """The picture over neutral grey; a transparency that hides nothing is dropped.

    Averaged with each colour weighed by its alpha: what hides below transparent pixels must not leave a fringe.
    """
    straight = (image.convert("LA") if image.mode == "La" else image).convert("RGBA")
    if longest_side is not None and max(image.size) > longest_side:
        straight = _reduced(straight.convert("RGBa"), longest_side).convert("RGBA")
    grey = image.mode in ("L", "LA", "La")
    opaque = profiles.converted(straight.getchannel("R") if grey else straight.convert("RGB"), source, target)
    alpha = straight.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return opaque
    backdrop = Image.new("RGB", straight.size, BACKDROP)
    backdrop.paste(opaque, mask=alpha)
    return backdrop


def _eight_bit(image: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float greyscale → L or LA; everything else as it is (Pillow itself reduces 16-bit colour)."""
    hidden = image.info.get("transparency")
    if not image.mode.startswith(("I", "F")):
        if isinstance(hidden, tuple) and max(hidden) > 255:  # of 16 bits, where Pillow has kept the upper eight
            image = image.copy()
            image.info["transparency"] = tuple(number >> 8 for number in hidden)
        return image
    values = np.asarray(image)
    grey = Image.fromarray(eight_bit(values, white=_white_of(image)))
    if isinstance(hidden, int):
        grey.putalpha(Image.fromarray(np.where(values == hidden, 0, 255).astype(np.uint8)))
    return grey


def _white_of(image: Image.Image) -> float | None:
    """Pictures of 10 to 15 bits use their whole range, as those of 16 do (a frame of a lens cap stays black)."""
    bits = getattr(image, "tag_v2", {}).get(258, ())
    return float(2 ** bits[0] - 1) if len(bits) == 1 and 9 < bits[0] < 16 else None
