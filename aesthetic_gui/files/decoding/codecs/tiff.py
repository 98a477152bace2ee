"""TIFF (revision 6.0 and its supplements), of any depth.

    directories ──tifffile──> the photograph's page ──> 8 bits, most of 16 ────────────────> Pillow
                                                   └──> float, 32 bits, rare orders of 16 ──> tifffile or OpenCV

Each reads what the others do not or get wrong: 16 bits plane by plane without compression and 16 bits with white as 0
(Pillow and OpenCV do), LZW and the predictor of floats (tifffile does not know them).
"""

from __future__ import annotations

import io
import logging
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import (
    Image,
    TiffImagePlugin,  # noqa: F401 – registers the format
    UnidentifiedImageError,
)

from aesthetic_gui.files import exif
from aesthetic_gui.files.decoding import pixels, profiles
from aesthetic_gui.files.decoding.codecs import code_points, pillow
from aesthetic_gui.files.decoding.codecs.opened import Opened, Refused, check_size
from aesthetic_gui.photo import Trouble

_MOST_PAGES = 64  # that are looked at for the photograph
_REDUCED, _MASK = 1, 4  # bits of NewSubfileType
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _SEPARATED = 0, 1, 2, 5  # photometric interpretations
_UNSIGNED, _FLOAT = 1, 3  # sample formats
_ASSOCIATED = 1  # kinds of extra samples: alpha that colours are multiplied by; 2: alpha that they are not
_PLAIN = (1, 8, 32946, 32773)  # compressions: none, Deflate twice, PackBits, which tifffile decodes on its own
_LZW = 5
_OF_OPENCV = (np.uint8, np.uint16, np.uint32, np.float32, np.float64)
_FLOAT_PREDICTOR = 3
_SCALED = 2**24  # integers of 32 bits beyond it use their whole range; others may be 16 bits in larger boxes
_LINEAR_GREY = 170  # what 128 is in sRGB, if it is light: 188; of gamma 2.2 128
_D50 = (0.3457, 0.3585)
_UNKNOWN = "a TIFF of a rare kind (its depth, colours or compression) that this program does not read"

_log = logging.getLogger(__name__)


def open_picture(data: bytes, longest_side: int | None) -> Opened:
    """The first page in full resolution. ``longest_side`` changes nothing: TIFFs are decoded whole.

    Raises ``Refused`` where its header says that it is too large or of a kind not read here, else anything.
    """
    found = _photograph(data)
    if found is None:
        return pillow.open_picture(data, longest_side)
    number, page = found
    check_size(page.imagewidth, page.imagelength)
    if any(start + count > len(data) for start, count in zip(page.dataoffsets, page.databytecounts, strict=False)):
        raise EOFError("strips or tiles beyond the end of the file")
    if _is_for_pillow(page):
        return _by_pillow(data, number, longest_side)
    values, orientation = _decoded(data, number, page)
    metadata, _ = exif.metadata_of_tiff(
        data, exif.turned((page.imagewidth, page.imagelength), exif.orientation_of(_tags(page)))
    )
    return Opened(_picture(values, page), orientation, metadata)


def _photograph(data: bytes) -> tuple[int, Any] | None:
    """Number and page of the first one that is neither a thumbnail nor a mask; the very first if all are.

    None where tifffile finds no picture: Pillow then has the last word.
    """
    import tifffile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # of a damaged directory it complains tag by tag
    try:
        pages: list[tuple[int, Any]] = list(islice(enumerate(tifffile.TiffFile(io.BytesIO(data)).pages), _MOST_PAGES))
        sized = [found for found in pages if found[1].imagewidth and found[1].imagelength and found[1].dataoffsets]
    except Exception:  # noqa: BLE001 – a parser of hostile bytes raises anything
        _log.info("tifffile cannot read the directories", exc_info=True)
        return None
    whole = (found for found in sized if not found[1].subfiletype & (_REDUCED | _MASK))
    return next(whole, sized[0] if sized else None)


def _is_for_pillow(page: Any) -> bool:
    """What Pillow reads, and reads right."""
    bits, samples, photometric = page.bitspersample, page.samplesperpixel, page.photometric
    if page.parent.is_bigtiff and page.parent.byteorder == ">":
        return False
    if not isinstance(bits, int) or bits < 16 or page.sampleformat not in (_UNSIGNED, _FLOAT):
        return True  # it knows, or refuses
    if bits > 16 or page.sampleformat == _FLOAT:
        is_plain_grey = page.dtype == np.float32 and samples == 1 and photometric == _BLACK_IS_ZERO
        return bool(is_plain_grey and page.compression not in (*_PLAIN, _LZW))
    if photometric == _BLACK_IS_ZERO:
        return bool(samples == 1)
    plane_by_plane = page.planarconfig == 2 and page.compression == 1
    return bool((photometric == _RGB and samples < 5 and not plane_by_plane) or photometric == _SEPARATED)


def _by_pillow(data: bytes, number: int, longest_side: int | None) -> Opened:
    try:
        image = pillow.open_header(data, ("TIFF",))
    except UnidentifiedImageError:  # although its directory is in order
        raise Refused(Trouble.UNSUPPORTED, _UNKNOWN) from None
    if number:
        image.seek(number)
    return pillow.load(image, data, longest_side)


def _decoded(data: bytes, number: int, page: Any) -> tuple[NDArray[Any], int]:
    """Numbers (h, w, samples) and the orientation still to be applied. Raises ``Refused`` where nothing reads them."""
    if page.photometric in (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB):
        if page.compression in _PLAIN and page.predictor != _FLOAT_PREDICTOR:
            return _by_tifffile(page)
        is_interleaved = page.planarconfig == 1 or page.samplesperpixel == 1
        is_known = page.compression in (*_PLAIN, _LZW) and page.dtype in _OF_OPENCV
        if is_interleaved and is_known and page.samplesperpixel in (1, 3, 4):
            return _by_opencv(data, number)
    raise Refused(Trouble.UNSUPPORTED, _UNKNOWN)


def _by_tifffile(page: Any) -> tuple[NDArray[Any], int]:
    values = page.asarray()
    if page.planarconfig == 2 and values.ndim == 3:  # plane by plane
        values = values.transpose(1, 2, 0)
    return values.reshape(page.imagelength, page.imagewidth, page.samplesperpixel), exif.orientation_of(_tags(page))


def _by_opencv(data: bytes, number: int) -> tuple[NDArray[Any], int]:
    """OpenCV turns the picture upright itself, and gives blue first."""
    import cv2

    read, pages = cv2.imdecodemulti(
        np.frombuffer(data, np.uint8),
        cv2.IMREAD_UNCHANGED,
        None,
        (number, number + 1),
    )
    if not read or not pages:
        raise ValueError("OpenCV cannot decode it")
    values = np.atleast_3d(pages[0])
    return values[..., [2, 1, 0, 3][: values.shape[2]]] if values.shape[2] > 1 else values, 1


def _picture(values: NDArray[Any], page: Any) -> Image.Image:
    """8 bits of mode L, RGB, LA or RGBA, with the page's profile; light (linear floats) with sRGB's curve instead."""
    if page.photometric == _WHITE_IS_ZERO:
        values = _full(values.dtype) - values
    count = 3 if page.photometric == _RGB else 1
    colours, alpha = values[..., :count], _alpha(values, page, count)
    if alpha is not None and page.extrasamples[0] == _ASSOCIATED:
        colours = _divided(colours, alpha)
    colours = colours if count == 3 else colours[..., 0]
    profile = bytes(page.tags.valueof(34675, b"") or b"")
    linear = colours.dtype.kind == "f" and (_is_light(profile, count) if profile else _is_scene(colours))
    if linear and profile:
        profile = _with_srgb_curve(profile) if count == 3 else profiles.SRGB
    white = _full(colours.dtype) if colours.dtype.kind == "u" and colours.max() > _SCALED else None
    image = Image.fromarray(pixels.eight_bit(colours, linear=linear, white=white))
    if alpha is not None:
        image.putalpha(Image.fromarray(pixels.eight_bit(alpha, white=_full(alpha.dtype))))
    if profile:
        image.info["icc_profile"] = profile
    return image


def _alpha(values: NDArray[Any], page: Any, count: int) -> NDArray[Any] | None:
    return values[..., count] if page.extrasamples and page.extrasamples[0] in (1, 2) else None


def _divided(colours: NDArray[Any], alpha: NDArray[Any]) -> NDArray[Any]:
    """Colours that were multiplied by their alpha, as they were before."""
    full = _full(alpha.dtype)
    factor = np.where(alpha > 0, full / np.maximum(alpha, full / 65535).astype(np.float32), 0)
    straight = colours * factor[..., None].astype(np.float32)
    return straight if colours.dtype.kind == "f" else np.minimum(straight, full).astype(colours.dtype)


def _full(dtype: np.dtype[Any]) -> float:
    """The value of white and of what hides all."""
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)


def _is_scene(values: NDArray[Any]) -> bool:
    """Whether floats without a profile are light: most below white, the lights above it.

    Encoded ones end at 1, or at 255 with most of them far above 1.
    """
    sample = values[:: max(1, values.shape[0] // 500), :: max(1, values.shape[1] // 500)]
    finite = sample[np.isfinite(sample)]
    return bool(finite.size and np.median(finite) <= 1.0 and np.percentile(finite, 99.9) > 1.01)


def _is_light(profile: bytes, count: int) -> bool:
    """Whether a profile has no curve, as that of Photoshop's 32-bit pictures."""
    grey = Image.new("RGB" if count == 3 else "L", (1, 1), (128, 128, 128) if count == 3 else 128)
    return profiles.converted(grey, profile).getpixel((0, 0))[1] > _LINEAR_GREY  # type: ignore[index]


def _with_srgb_curve(profile: bytes) -> bytes:
    """A profile of the same primaries, for what had sRGB's curve applied; sRGB's own where it has none."""
    from PIL import ImageCms

    read = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    red, green, blue = read.red_colorant, read.green_colorant, read.blue_colorant  # XYZ and xyY, adapted to D50
    if not (red and green and blue):
        return profiles.SRGB
    primaries = (red[1][0], red[1][1]), (green[1][0], green[1][1]), (blue[1][0], blue[1][1])
    return code_points.profile(primaries, _D50, code_points.SRGB)


def _tags(page: Any) -> dict[int, Any]:
    return {tag.code: tag.value for tag in page.tags}
