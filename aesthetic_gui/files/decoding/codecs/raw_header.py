"""What a RAW's container says by itself: the camera's tags, and where the JPEG previews lie.

LibRaw would give the largest preview only, and the camera's tags only after decoding the whole picture. Most RAWs
are TIFFs (CR2, NEF, ARW, DNG, PEF, SRW, ORF, RW2, 3FR, IIQ, KDC …); CR3 is an ISO base media file, as
https://github.com/lclevy/canon_cr3 describes it, RAF and MRW hold a JPEG and a TIFF at places of their own. Of others
(X3F, CRW) nothing is known here. Only directories and JPEG headers are read.
"""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from PIL import Image, JpegImagePlugin  # noqa: F401 – registers JPEG

from aesthetic_gui.files import exif
from aesthetic_gui.files.exif import Tags

MOST_DIRECTORIES = 32
LARGEST_PREVIEW = 64 << 20  # bytes
LARGEST_BLOCK = 1 << 20  # bytes of camera's tags
DNG_VERSION, BASELINE_EXPOSURE = 50706, 50730  # DNG specification 1.7

_SUB_DIRECTORIES, _SUBFILE_TYPE, _COMPRESSION, _PHOTOMETRIC = 330, 254, 259, 262
_STRIPS, _STRIP_LENGTHS = 273, 279
_JPEG, _JPEG_LENGTH = 513, 514
_JPEG_COMPRESSIONS = (6, 7)
_PICTURES = (None, 0, 1, 65537)  # kinds of directories; the others are masks and depth maps (DNG 1.6, NewSubFileType)
_MOSAIC, _LINEAR_RAW = 32803, 34892
_LOSSY_FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended and progressive JPEG; the mosaic itself is often a lossless one
_NOT_FRAMES = (0xC4, 0xC8, 0xCC)
_WITHOUT_LENGTH = (0x01, *range(0xD0, 0xD9))
_CANON_TAGS = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_CANON_PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")

_log = logging.getLogger(__name__)


class Preview(NamedTuple):
    """A JPEG inside of the file: its place and length in bytes, its size in pixels."""

    place: int
    length: int
    width: int
    height: int


@dataclass(slots=True)
class Header:
    """What was found. ``previews`` are in the file's order; ``adobe_rgb``: the camera's pictures are in that space."""

    tags: Tags = field(default_factory=dict)
    camera_tags: Tags = field(default_factory=dict)
    previews: list[Preview] = field(default_factory=list)
    adobe_rgb: bool = False

    @property
    def is_dng(self) -> bool:
        return DNG_VERSION in self.tags

    @property
    def baseline_exposure(self) -> float:
        """EV that a DNG says it is too dark by, -2 to 4; 0 where it does not say."""
        try:
            return min(max(float(self.tags.get(BASELINE_EXPOSURE, 0)), -2.0), 4.0)
        except (TypeError, ValueError, ArithmeticError):
            return 0.0


def read_header(file: BinaryIO) -> Header:
    """Tags and previews of an open RAW; what is damaged or not known is left out. Raises ``OSError`` only."""
    file.seek(0)
    start = file.read(16)
    try:
        if start[4:12] == b"ftypcrx ":
            return _of_cr3(file)
        if start.startswith(b"FUJIFILMCCD-RAW"):
            return _of_raf(file)
        if start.startswith(b"\x00MRM"):
            return _of_mrw(file)
        return _of_tiff(file)
    except (struct.error, SyntaxError, ValueError, TypeError, KeyError, EOFError):
        _log.info("a RAW's header that cannot be read", exc_info=True)
        return Header()


def read_preview(file: BinaryIO, preview: Preview) -> bytes:
    """The JPEG itself. Raises ``OSError``."""
    file.seek(preview.place)
    return file.read(preview.length)


def _of_tiff(file: BinaryIO) -> Header:
    header = Header(*exif.tags_of_tiff(file))
    header.adobe_rgb = exif.is_adobe_rgb(file, header.camera_tags)
    for directory in exif.directories(file, _SUB_DIRECTORIES, MOST_DIRECTORIES):
        for place, length in _pictures(directory):
            _add_preview(header, file, place, length)
    return header


def _pictures(tags: Tags) -> Iterator[tuple[int, int]]:
    """Place and length of what may be JPEG previews in one directory."""
    if tags.get(_SUBFILE_TYPE) not in _PICTURES:
        return
    yield tags.get(_JPEG, 0), tags.get(_JPEG_LENGTH, 0)
    compressed = tags.get(_COMPRESSION) in _JPEG_COMPRESSIONS
    if compressed and tags.get(_PHOTOMETRIC) not in (_MOSAIC, _LINEAR_RAW):
        yield _only(tags.get(_STRIPS)), _only(tags.get(_STRIP_LENGTHS))


def _of_raf(file: BinaryIO) -> Header:
    """Fujifilm: a whole JPEG with the camera's tags, its place and length at byte 84."""
    file.seek(84)
    place, length = struct.unpack(">LL", file.read(8))
    header = Header()
    _add_preview(header, file, place, length)
    for preview in header.previews:
        jpeg = read_preview(file, preview)
        try:
            with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
                header.tags, header.camera_tags = exif.tags_of(image)
        except Exception:  # noqa: BLE001 – Pillow raises anything on hostile bytes; the file itself has been read
            _log.info("a RAF whose preview cannot be read", exc_info=True)
    return header


def _of_mrw(file: BinaryIO) -> Header:
    """Minolta: named blocks up to the place at byte 4, one of which is a TIFF."""
    file.seek(4)
    end = 8 + struct.unpack(">L", file.read(4))[0]
    while file.tell() < end:
        name, length = struct.unpack(">4sL", file.read(8))
        if name == b"\x00TTW":
            return Header(*exif.tags_of_tiff(io.BytesIO(file.read(min(length, LARGEST_BLOCK)))))
        file.seek(length, io.SEEK_CUR)
    return Header()


def _of_cr3(file: BinaryIO) -> Header:
    """Canon: the main and the camera's own directory are TIFFs in boxes; a preview of 1,620 pixels in another."""
    header = Header()
    size = file.seek(0, io.SEEK_END)
    for name, place, end in _boxes(file, 0, size):
        if name == b"moov":
            for inner, inner_place, inner_end in _boxes(file, place, end):
                if inner == b"uuid" and _has_id(file, inner_place, _CANON_TAGS):
                    _add_canon_tags(header, file, inner_place + 16, inner_end)
        elif name == b"uuid" and _has_id(file, place, _CANON_PREVIEW):
            for inner, inner_place, inner_end in _boxes(file, place + 16 + 8, end):
                if inner == b"PRVW":
                    file.seek(inner_place)
                    start = file.read(64).find(b"\xff\xd8\xff")
                    _add_preview(header, file, inner_place + start, inner_end - inner_place - start)
    return header


def _add_canon_tags(header: Header, file: BinaryIO, place: int, end: int) -> None:
    for name, inner_place, inner_end in _boxes(file, place, end):
        if name in (b"CMT1", b"CMT2"):
            file.seek(inner_place)
            block = io.BytesIO(file.read(min(inner_end - inner_place, LARGEST_BLOCK)))
            tags, _ = exif.tags_of_tiff(block)
            if name == b"CMT1":
                header.tags = tags
            else:
                header.camera_tags, header.adobe_rgb = tags, exif.is_adobe_rgb(block, tags)


def _boxes(file: BinaryIO, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, place of the content and end of every box (ISO/IEC 14496-12)."""
    for _ in range(MOST_DIRECTORIES):
        file.seek(place)
        head = file.read(16)
        if place + 8 > end or len(head) < 8:
            return
        length, name = struct.unpack(">L4s", head[:8])
        start = 8
        if length == 1 and len(head) == 16:
            length, start = struct.unpack(">Q", head[8:])[0], 16
        if length < start:
            return
        yield name, place + start, min(place + length, end)
        place += length


def _has_id(file: BinaryIO, place: int, identity: bytes) -> bool:
    file.seek(place)
    return file.read(16) == identity


def _add_preview(header: Header, file: BinaryIO, place: Any, length: Any) -> None:
    if not (isinstance(place, int) and isinstance(length, int) and place > 0 and 0 < length <= LARGEST_PREVIEW):
        return
    if size := _size_of_jpeg(file, place, length):
        header.previews.append(Preview(place, length, *size))


def _size_of_jpeg(file: BinaryIO, place: int, length: int) -> tuple[int, int] | None:
    """Width and height, None where it is no JPEG, or a lossless one (ITU-T T.81, B.1 and B.2.2)."""
    end = place + length
    file.seek(place)
    if file.read(2) != b"\xff\xd8":
        return None
    while file.tell() + 4 <= end:
        head = file.read(2)
        if len(head) < 2 or head[0] != 0xFF:
            return None
        if head[1] == 0xFF:  # a filling byte
            file.seek(-1, io.SEEK_CUR)
        elif 0xC0 <= head[1] <= 0xCF and head[1] not in _NOT_FRAMES:
            frame = file.read(7)
            if len(frame) < 7 or head[1] not in _LOSSY_FRAMES or frame[2] != 8:
                return None
            height, width = struct.unpack(">HH", frame[3:])
            return (width, height) if width and height else None
        elif head[1] == 0xDA:
            return None
        elif head[1] not in _WITHOUT_LENGTH:
            segment = file.read(2)
            if len(segment) < 2:
                return None
            file.seek(max(int.from_bytes(segment, "big") - 2, 0), io.SEEK_CUR)
    return None


def _only(value: Any) -> Any:
    """The one value of a tag, None where there are several."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value
