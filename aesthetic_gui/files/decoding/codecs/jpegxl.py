"""JPEG XL by way of pylibjxl: libjxl, which turns the picture upright as the codestream says and gives 8 bits.

The orientation in the EXIF repeats the codestream's (ISO/IEC 18181-2:2024, 9.4) and is not applied again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files import exif
from aesthetic_gui.files.decoding.codecs import code_points
from aesthetic_gui.files.decoding.codecs.jpegxl_header import CodestreamHeader, read_header
from aesthetic_gui.files.decoding.codecs.opened import Opened, Refused, check_size
from aesthetic_gui.photo import Trouble

_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
_PREMULTIPLIED = {"LA": "La", "RGBA": "RGBa"}
_NO_DECODER = "JPEG XL, for which there is no decoder on this kind of computer"
_CMYK = "a JPEG XL in CMYK, printing's colours; this program reads those in RGB and grey"


def open_picture(data: bytes, longest_side: int | None) -> Opened:  # noqa: ARG001 – what every codec is asked
    """The picture, of an animation the first frame. ``longest_side`` changes nothing: libjxl decodes whole pictures.

    Raises ``Refused`` where the header says that it is too large or in CMYK, else whatever libjxl makes of it.
    """
    try:
        import pylibjxl
    except ImportError:  # there is none for Linux on ARM
        raise Refused(Trouble.UNSUPPORTED, _NO_DECODER) from None
    told = pylibjxl.probe(data)
    size = told["width"], told["height"]
    check_size(*size)
    header = read_header(data)
    if header.has_black:
        raise Refused(Trouble.UNSUPPORTED, _CMYK)
    pixels, found = _decode(data, told["have_animation"])
    image = code_points.tagged(_image(pixels, header), _profile(header, found))
    metadata, _ = exif.metadata_of_tiff(found.get("exif", b""), size)
    return Opened(image, 1, metadata)


def _decode(data: bytes, animated: bool) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Pixels, and what the boxes hold: with these pylibjxl gives an animation's last frame, without them its first."""
    import pylibjxl

    if animated:
        return pylibjxl.decode(data), {}
    pixels, found = pylibjxl.decode(data, metadata=True)
    return pixels, found


def _image(pixels: NDArray[np.uint8], header: CodestreamHeader) -> Image.Image:
    mode = _MODES[1 if pixels.ndim == 2 else pixels.shape[2]]
    height, width = pixels.shape[:2]
    if not header.premultiplied or mode not in _PREMULTIPLIED:
        return Image.frombytes(mode, (width, height), pixels.tobytes())
    return Image.frombytes(_PREMULTIPLIED[mode], (width, height), pixels.tobytes()).convert(mode)


def _profile(header: CodestreamHeader, found: dict[str, Any]) -> bytes:
    """The ICC profile of what libjxl gave."""
    if header.is_converted:
        return code_points.profile_of(1, code_points.LINEAR)
    if header.has_profile:
        return found.get("icc") or b""
    return code_points.profile(header.primaries, header.white, header.transfer)
