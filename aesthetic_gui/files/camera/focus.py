"""Where a camera focused, if it wrote that into its file.

EXIF's own SubjectArea and SubjectLocation (CIPA DC-008, 4.6.6), which phones write, and what the notes of some makers
say simply: Canon's AFInfo2, Fujifilm's FocusPixel, Panasonic's AFPointPosition, Sony's FocusLocation (names and
forms as ExifTool documents them). What Nikon, Olympus and Pentax write takes a table for each camera, and is not read.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from aesthetic_gui import disk_io
from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import Damaged, Part, content, read_notes, tiff

_EXIF, _NOTE, _MODEL = 0x8769, 0x927C, 0x0110
_WIDTH, _HEIGHT, _AREA, _LOCATION = 0xA002, 0xA003, 0x9214, 0xA214
_CANON_AF, _FUJI_PIXEL, _PANASONIC_POINT, _SONY_LOCATION = 0x0026, 0x1023, 0x004D, 0x2027
_SONY, _FUJI, _PANASONIC, _HEADER = b"SONY ", b"FUJIFILM", b"Panasonic\0", 12

Found = tuple[float, float] | None


class _Notes(NamedTuple):
    """The EXIF block, its header, the maker's note in it, and the main picture's size as EXIF has it."""

    file: BinaryIO
    head: tiff.TiffHead
    note: Part[int]
    size: tuple[int, int]
    model: str

    def numbers(self, at: int, tag: int, form: str) -> tuple[int, ...]:
        """A tag's values in the directory at ``at``; ``form`` is one of ``struct``'s letters. Empty where it is not."""
        return _numbers(self.file, self.head._replace(first=at), tag, form)


def focus_of(path: Path) -> tuple[float, float] | None:
    """The point focused on in a photograph's file, in shares (0 to 1) of its upright width and height.

    None where the camera wrote none, or none that is read here. Raises ``OSError``.
    """
    with disk_io.open_regular(path) as file:
        try:
            notes = read_notes(file)
            orientation = exif.orientation_of(exif.tags_of_notes(notes)[0])
            found = _stored(notes.exif)
        except (Damaged, struct.error):
            return None
    return upright(*found, orientation) if found and all(0 < share < 1 for share in found) else None


def upright(u: float, v: float, orientation: int) -> tuple[float, float]:
    """Where a point of the picture as it is stored lies once that is turned as EXIF's ``orientation`` says."""
    ways: Mapping[int, tuple[float, float]] = {
        2: (1 - u, v), 3: (1 - u, 1 - v), 4: (u, 1 - v), 5: (v, u), 6: (1 - v, u), 7: (1 - v, 1 - u), 8: (v, 1 - u),
    }  # fmt: skip
    return ways.get(orientation, (u, v))


def _stored(file: BinaryIO) -> Found:
    head = tiff.read_head(file)
    if head is None:
        return None
    main = {part.kind: part for part in tiff.directory(file, head)}
    place = _numbers(file, head, _EXIF, "I")
    own_head = head._replace(first=place[0]) if place else head
    size = tuple(_short_or_long(file, own_head, tag) for tag in (_WIDTH, _HEIGHT))
    for tag in (_AREA, _LOCATION):
        at = _numbers(file, own_head, tag, "H")
        if len(at) >= 2 and all(size):
            return at[0] / size[0], at[1] / size[1]
    note = next((part for part in tiff.directory(file, own_head) if part.kind == _NOTE), None)
    if note is None:
        return None
    model = content(file, main[_MODEL])[:80].decode("latin-1") if _MODEL in main else ""
    return _of_maker(_Notes(file, head, note, (size[0], size[1]), model))


def _of_maker(notes: _Notes) -> Found:
    start = content(notes.file, notes.note)[:_HEADER]
    makers: tuple[tuple[bytes, Callable[[_Notes], Found]], ...] = (
        (_SONY, _sony), (_FUJI, _fuji), (_PANASONIC, _panasonic),
    )  # fmt: skip
    for name, maker in makers:
        if start.startswith(name):
            return maker(notes)
    return _canon(notes) if notes.model.startswith("Canon") else None


def _sony(notes: _Notes) -> Found:
    at = notes.numbers(notes.note.start + _HEADER, _SONY_LOCATION, "H")
    return (at[2] / at[0], at[3] / at[1]) if len(at) == 4 and at[0] and at[1] else None


def _fuji(notes: _Notes) -> Found:
    """A note with places of its own, in the order of Intel."""
    note = content(notes.file, notes.note)
    first = int.from_bytes(note[8:12], "little")
    at = _numbers(io.BytesIO(note), tiff.TiffHead(b"II", "little", False, first), _FUJI_PIXEL, "H")
    return (at[0] / notes.size[0], at[1] / notes.size[1]) if len(at) == 2 and all(notes.size) else None


def _panasonic(notes: _Notes) -> Found:
    at = notes.numbers(notes.note.start + _HEADER, _PANASONIC_POINT, "I")
    return (at[0] / at[1], at[2] / at[3]) if len(at) == 4 and at[1] and at[3] else None


def _canon(notes: _Notes) -> Found:
    """The middle of the points in focus, which are counted from the picture's middle; upwards by cameras named EOS."""
    info = notes.numbers(notes.note.start, _CANON_AF, "h")
    if len(info) < 8:
        return None
    points, width, height = info[2], info[6], info[7]
    places, bits = info[8 + 2 * points : 8 + 4 * points], info[8 + 4 * points :]
    if not 0 < points <= 2000 or len(places) < 2 * points or width <= 0 or height <= 0:
        return None
    sharp = [point for point in range(points) if point // 16 < len(bits) and bits[point // 16] >> point % 16 & 1]
    if not sharp:
        return None
    across = sum(places[point] for point in sharp) / len(sharp)
    up = sum(places[points + point] for point in sharp) / len(sharp)
    return 0.5 + across / width, 0.5 + (-up if "EOS" in notes.model else up) / height


def _numbers(file: BinaryIO, head: tiff.TiffHead, tag: int, form: str) -> tuple[int, ...]:
    part = next((part for part in tiff.directory(file, head) if part.kind == tag), None)
    data = content(file, part) if part else b""
    size = struct.calcsize(form)
    order = "<" if head.order == "little" else ">"
    return struct.unpack(f"{order}{len(data) // size}{form}", data[: len(data) // size * size])


def _short_or_long(file: BinaryIO, head: tiff.TiffHead, tag: int) -> int:
    part = next((part for part in tiff.directory(file, head) if part.kind == tag), None)
    data = content(file, part) if part else b""
    return int.from_bytes(data, head.order) if len(data) in (2, 4) else 0
