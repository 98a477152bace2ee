"""PSD and PSB (Adobe Photoshop File Formats Specification): the finished picture that is kept behind the layers.

Pillow reads those of 8 bits in the small format; photographers work in 16 bits. Transparent parts are white in the
finished picture, and its first channel after the colours is their alpha if the number of layers is negative.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import Part, content, psd
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.codecs import pillow
from aesthetic_gui.files.decoding.codecs.opened import Opened, Refused, check_size
from aesthetic_gui.photo import Trouble

_MODES = {1: "L", 3: "RGB", 4: "CMYK", 8: "L", 9: "LAB"}  # 8: duotone, shown as its grey
_RAW, _PACKBITS = 0, 1  # compressions
_LAYERS_OF_16_BITS = b"8BIMLr16"
_MOST_CHANNELS = 56
_WHITE = 255
_SAID = {psd.ICC, psd.VERSION, psd.EXIF}

_NO_PICTURE = "a PSD without a finished picture: save it with “Maximize Compatibility” to see it here"
_RARE = "a PSD of a rare kind (its depth, colours or compression) that this program does not read"


@dataclass(frozen=True, slots=True)
class _Header:
    large: bool  # PSB
    channels: int
    height: int
    width: int
    depth: int
    mode: int

    @property
    def width_of_lengths(self) -> int:
        """Bytes, of the sections after the image resources."""
        return 8 if self.large else 4


def open_picture(data: bytes, longest_side: int | None) -> Opened:
    """The finished picture. ``longest_side`` changes nothing: it is decoded whole.

    Raises ``Refused`` where there is none, where it is too large or of a rare kind, ``struct.error``, ``EOFError`` or
    ``ValueError`` where the file is damaged.
    """
    header = _header(data)
    check_size(header.width, header.height)
    file = io.BytesIO(data)
    resources = {part.kind: part for part in psd.resources(file)}
    said = {kind: content(file, resources[kind]) for kind in _SAID & resources.keys()}
    if len(version := said.get(psd.VERSION, b"")) > 4 and not version[4]:
        raise Refused(Trouble.UNSUPPORTED, _NO_PICTURE)
    if header.mode not in _MODES or header.depth not in (8, 16):
        if header.depth > 16 or header.large:
            raise Refused(Trouble.UNSUPPORTED, _RARE)
        return pillow.open_picture(data, longest_side)
    layers = psd.section(file, psd.resources_section(file).end, header.width_of_lengths)
    has_alpha = _has_alpha(data, layers, header)
    image = _picture(_planes(data, layers.end, header), header, has_alpha)
    if icc := said.get(psd.ICC):
        image.info["icc_profile"] = icc
    metadata, _ = exif.metadata_of_tiff(said.get(psd.EXIF, b""), (header.width, header.height))
    return Opened(image, 1, metadata)


def _header(data: bytes) -> _Header:
    signature, version, channels, height, width, depth, mode = struct.unpack_from(">4sH6xHIIHH", data)
    if signature != b"8BPS" or version not in (1, 2) or not (0 < channels <= _MOST_CHANNELS and height and width):
        raise ValueError("not the header of a PSD")
    return _Header(version == 2, channels, height, width, depth, mode)


def _has_alpha(data: bytes, layers: Part[bytes], header: _Header) -> bool:
    if layers.end - layers.start < header.width_of_lengths + 2:
        return False
    layers_of_16_bits = data.find(_LAYERS_OF_16_BITS, *layers[1:]) if header.depth == 16 else -1
    place = layers_of_16_bits + 8 if layers_of_16_bits >= 0 else layers.start
    length, count = struct.unpack_from(">Qh" if header.large else ">Ih", data, place)
    return bool(length and count < 0)


def _planes(data: bytes, place: int, header: _Header) -> NDArray[np.uint8]:
    """uint8 (channels, h, w): colours as stored and, where there is one, the next channel."""
    colours = Image.getmodebands(_MODES[header.mode])
    count = min(header.channels, colours + 1)
    if count < colours:
        raise ValueError("fewer channels than colours")
    compression, place = struct.unpack_from(">H", data, place)[0], place + 2
    row = header.width * header.depth // 8
    if compression == _RAW:
        size = row * header.height * count
        if place + size > len(data):
            raise EOFError
        stored = np.frombuffer(data, np.uint8, size, place)
    elif compression == _PACKBITS:
        stored = _unpacked(data, place, header, row, count)
    else:
        raise Refused(Trouble.UNSUPPORTED, _RARE)
    values = stored.view(">u2" if header.depth == 16 else np.uint8).reshape(count, header.height, header.width)
    return np.stack([pixels.eight_bit(plane) for plane in values])


def _unpacked(data: bytes, place: int, header: _Header, row: int, count: int) -> NDArray[np.uint8]:
    """Rows one after another, the packed length of each of all channels before them."""
    rows = header.channels * header.height
    lengths = np.frombuffer(data, ">u4" if header.large else ">u2", rows, place).astype(np.int64)
    place += lengths.size * (4 if header.large else 2)
    planes = []
    for plane in lengths.reshape(header.channels, header.height)[:count]:
        size = int(plane.sum())
        if place + size > len(data):
            raise EOFError
        image = Image.frombytes("L", (row, header.height), data[place : place + size], "packbits", "L")
        planes.append(pixels.to_array(image).ravel())
        place += size
    return np.concatenate(planes)


def _picture(planes: NDArray[np.uint8], header: _Header, has_alpha: bool) -> Image.Image:
    mode = _MODES[header.mode]
    colours = Image.getmodebands(mode)
    stored = _WHITE - planes[:colours] if mode == "CMYK" else planes[:colours]  # no ink is 255
    if has_alpha and len(planes) > colours and mode in ("L", "RGB"):
        stored = _over_grey(stored, planes[colours])
    bands = [Image.fromarray(np.ascontiguousarray(plane)) for plane in stored]
    return Image.merge(mode, bands) if colours > 1 else bands[0]


def _over_grey(colours: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What was laid over white, over ``pixels.BACKDROP``."""
    veil = (_WHITE - alpha.astype(np.float32)) * ((_WHITE - pixels.BACKDROP[0]) / _WHITE)
    return np.clip(colours - veil + 0.5, 0, _WHITE).astype(np.uint8)
