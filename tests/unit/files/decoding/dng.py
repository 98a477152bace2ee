"""Real DNG files (Adobe DNG 1.4) made of a photograph: what LibRaw renders can be compared with where it came from.

The photograph's sRGB values are made linear, brought to the space of a camera whose colour matrix and white balance
are written into the file, and mosaiced. Previews go where cameras and Adobe's converter put them: the first directory
is a small uncompressed thumbnail (or the mosaic itself), SubIFDs hold the mosaic and the JPEG previews.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

XYZ_TO_CAMERA = np.array([[0.6719, -0.0994, -0.0925], [-0.4408, 1.2426, 0.2211], [-0.0887, 0.2129, 0.6051]])
SRGB_TO_XYZ = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED, SRATIONAL = 1, 2, 3, 4, 5, 7, 10
_BYTES = {BYTE: 1, ASCII: 1, SHORT: 2, LONG: 4, RATIONAL: 8, UNDEFINED: 1, SRATIONAL: 8}
_COLOURS = {"R": 0, "G": 1, "B": 2}

Entry = tuple[int, Any]  # type and value(s)
EXIF: dict[int, Entry] = {
    33434: (RATIONAL, [Fraction(1, 250)]),
    33437: (RATIONAL, [Fraction(28, 10)]),
    34855: (SHORT, [400]),
    36867: (ASCII, "2024:05:06 07:08:09"),
    37386: (RATIONAL, [Fraction(85)]),
    37521: (ASCII, "07"),
    42036: (ASCII, "Planar 85mm F1.4"),
}


@dataclass
class Dng:
    """How the file is to be made. ``previews`` are JPEG files; ``thumbnail`` uint8 (h, w, 3) fills the first directory.

    ``border`` pixels around the photograph are left out by DefaultCrop; ``baseline`` is the exposure in EV that the
    file says it lacks, and which its mosaic is darker by; ``gain`` multiplies the light and nothing tells of it.
    ``tags`` are added to the first directory.
    """

    pattern: str = "RGGB"
    bits: int = 16
    black: int = 0
    lossless_jpeg: bool = False
    orientation: int | None = 1
    previews: Sequence[bytes] = ()
    thumbnail: NDArray[np.uint8] | None = None
    border: int = 0
    baseline: float | None = None
    gain: float = 1.0
    make: str = "Testar"
    model: str = "T-1000"
    exif: dict[int, Entry] = field(default_factory=lambda: dict(EXIF))
    tags: dict[int, Entry] = field(default_factory=dict)
    big_endian: bool = False

    def of(self, rgb: NDArray[np.uint8]) -> bytes:
        """The file whose sensor saw ``rgb``, uint8 (h, w, 3) in sRGB; an odd last row or column is left out."""
        height, width = (side // 2 * 2 for side in rgb.shape[:2])
        cfa = self._mosaic(np.pad(rgb[:height, :width], [(self.border,) * 2, (self.border,) * 2, (0, 0)], "edge"))
        return self._file(cfa, (width, height))

    def _mosaic(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint16]:
        linear = _linear(rgb) * self.gain * 2.0 ** -(self.baseline or 0)
        neutral, matrix = _camera()
        camera = linear @ (matrix * neutral[:, None]).T
        white = 2**self.bits - 1
        cfa = np.empty(rgb.shape[:2])
        for place, colour in enumerate(self.pattern):
            where = np.s_[place // 2 :: 2, place % 2 :: 2]
            cfa[where] = camera[(*where, _COLOURS[colour])]
        return np.clip(np.rint(self.black + cfa * (white - self.black)), 0, white).astype(np.uint16)

    def _file(self, cfa: NDArray[np.uint16], crop: tuple[int, int]) -> bytes:
        order = ">" if self.big_endian else "<"
        raw = self._raw_directory(cfa, crop, order)
        previews = [_preview_directory(jpeg) for jpeg in self.previews]
        first = raw if self.thumbnail is None else _thumbnail_directory(self.thumbnail)
        first[0].update(self._camera_tags())
        subs = previews if self.thumbnail is None else [raw, *previews]
        return _Writer(order).write(first, subs, self.exif)

    def _raw_directory(self, cfa: NDArray[np.uint16], crop: tuple[int, int], order: str) -> _Directory:
        height, width = cfa.shape
        data = lossless_jpeg(cfa, self.bits) if self.lossless_jpeg else _packed(cfa, self.bits, order)
        return {
            254: (LONG, [0]), 256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, [self.bits]),
            259: (SHORT, [7 if self.lossless_jpeg else 1]), 262: (SHORT, [32803]), 277: (SHORT, [1]),
            278: (LONG, [height]), 284: (SHORT, [1]), 33421: (SHORT, [2, 2]),
            33422: (BYTE, [_COLOURS[colour] for colour in self.pattern]), 50710: (BYTE, [0, 1, 2]), 50711: (SHORT, [1]),
            50714: (LONG, [self.black]), 50717: (LONG, [2**self.bits - 1]), 50829: (LONG, [0, 0, height, width]),
            50719: (LONG, [self.border] * 2), 50720: (LONG, list(crop)),
        }, data  # fmt: skip

    def _camera_tags(self) -> dict[int, Entry]:
        neutral, _ = _camera()
        matrix = [Fraction(round(value * 10_000), 10_000) for value in XYZ_TO_CAMERA.flat]
        tags: dict[int, Entry] = {
            271: (ASCII, self.make), 272: (ASCII, self.model), 305: (ASCII, "dng.py"),
            306: (ASCII, "2025:01:01 00:00:00"), 50706: (BYTE, [1, 4, 0, 0]), 50707: (BYTE, [1, 1, 0, 0]),
            50708: (ASCII, f"{self.make} {self.model}"), 50721: (SRATIONAL, matrix), 50778: (SHORT, [21]),
            50728: (RATIONAL, [Fraction(round(value * 1_000_000), 1_000_000) for value in neutral]),
        }  # fmt: skip
        if self.orientation is not None:
            tags[274] = (SHORT, [self.orientation])
        if self.baseline is not None:
            tags[50730] = (SRATIONAL, [Fraction(self.baseline).limit_denominator(100)])
        return tags | self.tags


def jpeg(rgb: NDArray[np.uint8], longest_side: int | None = None, quality: int = 92, **options: Any) -> bytes:
    """``rgb`` as a JPEG file, reduced to ``longest_side`` pixels."""
    image = Image.fromarray(rgb)
    if longest_side is not None:
        image.thumbnail((longest_side, longest_side), Image.Resampling.BOX)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality, **options)
    return stream.getvalue()


def turned_from_upright(rgb: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """What the sensor holds where the upright picture is ``rgb`` and EXIF says ``orientation``."""
    turns = {
        1: rgb, 2: rgb[:, ::-1], 3: rgb[::-1, ::-1], 4: rgb[::-1], 5: rgb.transpose(1, 0, 2),
        6: np.rot90(rgb), 7: rgb[::-1, ::-1].transpose(1, 0, 2), 8: np.rot90(rgb, -1),
    }  # fmt: skip
    return np.ascontiguousarray(turns[orientation])


_Directory = tuple[dict[int, Entry], bytes]  # its tags, and its picture


def _linear(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    levels = np.arange(256) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)[rgb]


def _camera() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The neutral as shot, and linear sRGB → camera with white at (1, 1, 1)."""
    matrix = XYZ_TO_CAMERA @ SRGB_TO_XYZ
    neutral = matrix.sum(axis=1)
    return neutral / neutral.max(), matrix / neutral[:, None]


def _preview_directory(jpeg_file: bytes) -> _Directory:
    with Image.open(io.BytesIO(jpeg_file)) as image:
        width, height = image.size
    return {
        254: (LONG, [1]), 256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, [8, 8, 8]), 259: (SHORT, [7]),
        262: (SHORT, [6]), 277: (SHORT, [3]), 278: (LONG, [height]), 284: (SHORT, [1]),
    }, jpeg_file  # fmt: skip


def _thumbnail_directory(rgb: NDArray[np.uint8]) -> _Directory:
    height, width = rgb.shape[:2]
    return {
        254: (LONG, [1]), 256: (LONG, [width]), 257: (LONG, [height]), 258: (SHORT, [8, 8, 8]), 259: (SHORT, [1]),
        262: (SHORT, [2]), 277: (SHORT, [3]), 278: (LONG, [height]), 284: (SHORT, [1]),
    }, rgb.tobytes()  # fmt: skip


def _packed(cfa: NDArray[np.uint16], bits: int, order: str) -> bytes:
    """16 bits in the file's byte order; fewer most significant first, every row filled up to a byte."""
    if bits == 16:
        return cfa.astype(order + "u2").tobytes()
    places = np.unpackbits(cfa.astype(">u2").view(np.uint8).reshape(*cfa.shape, 2), axis=2)[..., 16 - bits :]
    return np.packbits(places.reshape(cfa.shape[0], -1), axis=1).tobytes()


def lossless_jpeg(cfa: NDArray[np.uint16], bits: int) -> bytes:
    """ITU-T T.81, process 14 (SOF3): one component, predictor 1 (the left neighbour), codes of equal length."""
    values = cfa.astype(np.int32)
    predicted = np.empty_like(values)
    predicted[:, 1:] = values[:, :-1]
    predicted[1:, 0] = values[:-1, 0]
    predicted[0, 0] = 1 << (bits - 1)
    difference = ((values - predicted + 32768) % 65536 - 32768).ravel()
    category = np.where(difference == 0, 0, np.floor(np.log2(np.maximum(np.abs(difference), 1))) + 1).astype(np.int64)
    extra = np.where(difference < 0, difference + (1 << category) - 1, difference) * (category < 16)
    lengths = 5 + category * (category < 16)  # seventeen categories fit into codes of five bits; 16 has no extra bits
    codes = (category << (lengths - 5)) | extra
    bit = np.arange(20)
    bits_of_all = (codes[:, None] >> np.maximum(lengths[:, None] - 1 - bit, 0)) & 1
    stream = bits_of_all[bit < lengths[:, None]].astype(np.uint8)
    scan = np.packbits(np.concatenate([stream, np.ones(-len(stream) % 8, np.uint8)])).tobytes()
    height, width = cfa.shape
    table = b"\x00" + bytes([0, 0, 0, 0, 17] + [0] * 11) + bytes(range(17))
    segments = [
        (0xC3, struct.pack(">BHHB", bits, height, width, 1) + bytes([1, 0x11, 0])),
        (0xC4, table),
        (0xDA, bytes([1, 1, 0, 1, 0, 0])),
    ]
    header = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in segments)
    return b"\xff\xd8" + header + scan.replace(b"\xff", b"\xff\x00") + b"\xff\xd9"


class _Writer:
    """A TIFF: header, then every directory followed by what it points to."""

    def __init__(self, order: str) -> None:
        self._order = order
        self._file = bytearray(struct.pack(order + "2sHL", b"MM" if order == ">" else b"II", 42, 8))

    def write(self, first: _Directory, subs: list[_Directory], exif: dict[int, Entry]) -> bytes:
        tags, picture = first
        if subs:
            tags[330] = (LONG, [0] * len(subs))
        if exif:
            tags[34665] = (LONG, [0])
        places = self._directory(tags, picture)
        for number, (sub_tags, sub_picture) in enumerate(subs):
            self._point(places[330] + 4 * number)
            self._directory(sub_tags, sub_picture)
        if exif:
            self._point(places[34665])
            self._directory(dict(exif), None)
        return bytes(self._file)

    def _point(self, place: int) -> None:
        self._align()
        struct.pack_into(self._order + "L", self._file, place, len(self._file))

    def _align(self) -> None:
        self._file.extend(bytes(len(self._file) % 2))

    def _directory(self, tags: dict[int, Entry], picture: bytes | None) -> dict[int, int]:
        """Append it; the answer is where the values of each tag lie."""
        if picture is not None:
            tags |= {273: (LONG, [0]), 279: (LONG, [len(picture)])}
        start, places = len(self._file), {}
        self._file.extend(bytes(2 + 12 * len(tags) + 4))
        struct.pack_into(self._order + "H", self._file, start, len(tags))
        for number, (tag, (kind, value)) in enumerate(sorted(tags.items())):
            data = self._encoded(kind, value)
            entry = start + 2 + 12 * number
            struct.pack_into(self._order + "HHL", self._file, entry, tag, kind, len(data) // _BYTES[kind])
            places[tag] = entry + 8
            if len(data) > 4:
                self._point(entry + 8)
                places[tag] = len(self._file)
                self._file.extend(data)
            else:
                self._file[entry + 8 : entry + 8 + len(data)] = data
        if picture is not None:
            self._point(places[273])
            self._file.extend(picture)
        return places

    def _encoded(self, kind: int, value: Any) -> bytes:
        if kind == ASCII:
            return str(value).encode() + b"\0"
        if kind in (RATIONAL, SRATIONAL):
            letter = "l" if kind == SRATIONAL else "L"
            parts = [part for number in value for part in (number.numerator, number.denominator)]
            return struct.pack(f"{self._order}{len(parts)}{letter}", *parts)
        letters = {BYTE: "B", UNDEFINED: "B", SHORT: "H", LONG: "L"}
        return struct.pack(f"{self._order}{len(value)}{letters[kind]}", *value)
