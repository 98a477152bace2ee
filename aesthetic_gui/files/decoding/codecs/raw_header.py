"""What a RAW's container says by itself: the camera's tags, and where the JPEG previews lie.

LibRaw would give the largest preview only, and the camera's tags only after decoding the whole picture. Most RAWs
are TIFFs (CR2, NEF, ARW, DNG, PEF, SRW, ORF, RW2, 3FR, IIQ, KDC …), the others that are known (CR3, RAF, MRW) stand in
``containers.cameras``; of X3F and CRW nothing is known. Only directories and JPEG headers are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import Damaged, cameras, jpeg, read_notes
from aesthetic_gui.files.exif import Tags

MOST_DIRECTORIES = 32
LARGEST_PREVIEW = 64 << 20  # bytes
DNG_VERSION, BASELINE_EXPOSURE = 50706, 50730  # DNG specification 1.7

_SUB_DIRECTORIES, _SUBFILE_TYPE, _COMPRESSION, _PHOTOMETRIC = 330, 254, 259, 262
_STRIPS, _STRIP_LENGTHS = 273, 279
_JPEG, _JPEG_LENGTH = 513, 514
_JPEG_COMPRESSIONS = (6, 7)
_PICTURES = (None, 0, 1, 65537)  # kinds of directories; the others are masks and depth maps (DNG 1.6, NewSubFileType)
_MOSAIC, _LINEAR_RAW = 32803, 34892


class Preview(NamedTuple):
    """A JPEG inside of the file: its place and length in bytes, its size in pixels."""

    place: int
    length: int
    width: int
    height: int


@dataclass(slots=True)
class RawHeader:
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


def read_header(file: BinaryIO) -> RawHeader:
    """Tags and previews of an open RAW; what is damaged or not known is left out. Raises ``OSError`` only."""
    notes = read_notes(file)
    header = RawHeader(*exif.tags_of_notes(notes))
    header.adobe_rgb = exif.is_adobe_rgb(notes.camera, header.camera_tags)
    for directory in exif.directories(file, _SUB_DIRECTORIES, MOST_DIRECTORIES):
        for place, length in _pictures(directory):
            _add_preview(header, file, place, length)
    with suppress(Damaged):
        for start, end in cameras.previews(file):
            _add_preview(header, file, start, end - start)
    return header


def read_preview(file: BinaryIO, preview: Preview) -> bytes:
    """The JPEG itself. Raises ``OSError``."""
    file.seek(preview.place)
    return file.read(preview.length)


def _pictures(tags: Tags) -> Iterator[tuple[int, int]]:
    """Place and length of what may be JPEG previews in one directory."""
    if tags.get(_SUBFILE_TYPE) not in _PICTURES:
        return
    yield tags.get(_JPEG, 0), tags.get(_JPEG_LENGTH, 0)
    compressed = tags.get(_COMPRESSION) in _JPEG_COMPRESSIONS
    if compressed and tags.get(_PHOTOMETRIC) not in (_MOSAIC, _LINEAR_RAW):
        yield _only(tags.get(_STRIPS)), _only(tags.get(_STRIP_LENGTHS))


def _add_preview(header: RawHeader, file: BinaryIO, place: Any, length: Any) -> None:
    if not (isinstance(place, int) and isinstance(length, int) and place > 0 and 0 < length <= LARGEST_PREVIEW):
        return
    if size := jpeg.size(file, place, place + length):
        header.previews.append(Preview(place, length, *size))


def _only(value: Any) -> Any:
    """The one value of a tag, None where there are several."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value
