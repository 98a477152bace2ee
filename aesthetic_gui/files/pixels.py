"""Pixels of any kind (16-bit, float, CMYK, palette, alpha, any ICC profile) → 8-bit sRGB, reduced by area."""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsTransform

BACKDROP = (128, 128, 128)  # what shows through where a picture is transparent
_PROFILED = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}  # mode → ICC colour space
_STRIP = 1 << 20  # pixels; what fits into the processor's cache
_log = logging.getLogger(__name__)


def to_srgb(image: Image.Image, longest_side: int | None) -> Image.Image:
    """A loaded image of any mode, as mode RGB in sRGB, its longest side reduced to at most ``longest_side``.

    ICC profiles are honoured (perceptual intent) unless they are sRGB or broken; transparency is laid over
    neutral grey. Reducing comes before the colour conversion, which costs more per pixel.
    """
    profile = image.info.get("icc_profile")
    image = _eight_bit(image)
    if image.has_transparency_data:
        return _reduced(_over_backdrop(image, profile), longest_side)
    return _converted(_reduced(_plain(image), longest_side), profile)


def reduce(pixels: NDArray[np.uint8], longest_side: int) -> NDArray[np.uint8]:
    """uint8 (h, w[, channels]) averaged over exact areas until the longest side fits; never enlarged.

    Fractional ratios matter: DCT scaling leaves 720 or 750 pixels to bring to 640, and there Pillow's BOX filter, which
    weighs whole pixels only, is nearly nearest-neighbour (4.3 grey levels RMS from the exact area mean; this 0.3).
    """
    cv2 = _opencv()
    height, width = pixels.shape[:2]
    if max(height, width) <= longest_side:
        return pixels
    scale = longest_side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    reduced: Any = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(reduced, np.uint8)


@lru_cache(maxsize=1)
def _opencv() -> Any:
    """OpenCV, imported at the first photograph (90 ms), on one thread: photographs are what runs side by side."""
    import cv2

    cv2.setNumThreads(1)
    return cv2


def to_array(image: Image.Image) -> NDArray[np.uint8]:
    """A loaded 8-bit image → uint8 (h, w[, channels]), C-contiguous, its own memory.

    Strip by strip: Pillow's own way out joins the whole picture from blocks of 64 kB, and for 24 megapixels
    that takes 85 ms instead of 20.
    """
    width, height = image.size
    bands = len(image.getbands())
    pixels = np.empty((height, width, bands) if bands > 1 else (height, width), np.uint8)
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        pixels[top:bottom] = np.asarray(image.crop((0, top, width, bottom)))
    return pixels


def _reduced(image: Image.Image, longest_side: int | None) -> Image.Image:
    if longest_side is None or max(image.size) <= longest_side:
        return image
    pixels = reduce(to_array(image), longest_side)
    return Image.frombytes(image.mode, (pixels.shape[1], pixels.shape[0]), pixels.tobytes())


def _plain(image: Image.Image) -> Image.Image:
    """An opaque image in one of the modes that can be averaged and that ICC knows: L, RGB, CMYK."""
    if image.mode in _PROFILED:
        return image
    if image.mode == "LAB":
        return _lab_to_rgb(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def _over_backdrop(image: Image.Image, profile: Any) -> Image.Image:
    """The picture in sRGB over neutral grey; a transparency that hides nothing is dropped."""
    with_alpha = image.convert("RGBA")
    alpha = with_alpha.getchannel("A")
    opaque = _converted(image.convert("L") if image.mode == "LA" else with_alpha.convert("RGB"), profile)
    if alpha.getextrema() == (255, 255):
        return opaque
    backdrop = Image.new("RGB", image.size, BACKDROP)
    backdrop.paste(opaque, mask=alpha)
    return backdrop


def _converted(image: Image.Image, profile: Any) -> Image.Image:
    """L, RGB or CMYK → RGB in sRGB."""
    if not isinstance(profile, bytes) or not profile:
        return image if image.mode == "RGB" else image.convert("RGB")
    from PIL import ImageCms

    try:
        transform = _transform(profile, image.mode)
        converted = ImageCms.applyTransform(image, transform) if transform else None
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, AttributeError):
        _log.info("an ICC profile that cannot be used", exc_info=True)
        converted = None
    return converted or image.convert("RGB")


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCmsTransform | None:
    """From ``profile`` to sRGB, None where there is nothing to do. NOCACHE: decoding threads share it."""
    from PIL import ImageCms

    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    is_srgb = "srgb" in (source.profile.profile_description or "").casefold()
    if is_srgb or source.profile.xcolor_space.strip() != _PROFILED[mode]:
        return None
    target = ImageCms.createProfile("sRGB")
    return ImageCms.buildTransform(source, target, mode, "RGB", ImageCms.Intent.PERCEPTUAL, ImageCms.Flags.NOCACHE)


def _lab_to_rgb(image: Image.Image) -> Image.Image:
    from PIL import ImageCms

    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    return ImageCms.applyTransform(image, ImageCms.buildTransform(lab, srgb, "LAB", "RGB")) or image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float greyscale → L; everything else as it is (Pillow itself reduces 16-bit colour)."""
    if not image.mode.startswith(("I", "F")):
        return image
    values = np.asarray(image)
    factor = 255 / _white(values, image)
    if values.dtype.itemsize == 2:
        table = np.clip(np.arange(65536) * factor + 0.5, 0, 255).astype(np.uint8)
        return Image.fromarray(table[values])
    scaled = np.nan_to_num(values.astype(np.float32) * np.float32(factor), nan=0.0, posinf=255.0, neginf=0.0)
    return Image.fromarray(np.clip(scaled + 0.5, 0, 255).astype(np.uint8))


def _white(values: NDArray[Any], image: Image.Image) -> float:
    """The value that is shown as white.

    16-bit pictures use their whole range (a frame of a lens cap stays black), 12-bit ones theirs. Of 32-bit ones
    nobody knows, so the brightest 0.1 % tell: 1.0, 8 bits, 16 bits, or else that value.
    """
    if values.dtype.itemsize == 2:
        bits = getattr(image, "tag_v2", {}).get(258, (16,))
        return 4095.0 if bits == (12,) else 65535.0
    sample = values[:: max(1, values.shape[0] // 1000), :: max(1, values.shape[1] // 1000)]
    finite = sample[np.isfinite(sample)]
    bright = float(np.percentile(finite, 99.9)) if finite.size else 1.0
    scales = (1.0, 255.0, 65535.0) if values.dtype.kind == "f" else (255.0, 65535.0)
    return next((scale for scale in scales if bright <= scale * 1.01), bright)
