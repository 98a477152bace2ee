"""Where a camera focused, if it wrote that into its file.

EXIF's own SubjectArea and SubjectLocation (CIPA DC-008, 4.6.6), which phones write, and what the notes of some makers
say simply: Canon's AFInfo2, Fujifilm's FocusPixel, Panasonic's AFPointPosition, Sony's FocusLocation (names and
forms as ExifTool documents them). What Nikon, Olympus and Pentax write takes a table for each camera, and is not read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path

from aesthetic_gui import disk_io
from aesthetic_gui.files import exif
from aesthetic_gui.files.camera.notes import FUJI, PANASONIC, SONY, CameraNotes, camera_notes
from aesthetic_gui.files.containers import Damaged, read_notes

_WIDTH, _HEIGHT, _AREA, _LOCATION = 0xA002, 0xA003, 0x9214, 0xA214
_CANON_AF, _FUJI_PIXEL, _PANASONIC_POINT, _SONY_LOCATION = 0x0026, 0x1023, 0x004D, 0x2027

Found = tuple[float, float] | None


def focus_of(path: Path) -> tuple[float, float] | None:
    """The point focused on in a photograph's file, in shares (0 to 1) of its upright width and height.

    None where the camera wrote none, or none that is read here. Raises ``OSError``.
    """
    with disk_io.open_regular(path) as file:
        try:
            notes = read_notes(file)
            orientation = exif.orientation_of(exif.tags_of_notes(notes)[0])
            return focus_in(camera_notes(notes), orientation)
        except (Damaged, struct.error):
            return None


def focus_in(camera: CameraNotes, orientation: int) -> tuple[float, float] | None:
    """The same of what was read of an open file; ``orientation`` as EXIF has it."""
    found = _stored(camera)
    return upright(*found, orientation) if found and all(0 < share < 1 for share in found) else None


def upright(u: float, v: float, orientation: int) -> tuple[float, float]:
    """Where a point of the picture as it is stored lies once that is turned as EXIF's ``orientation`` says."""
    ways: Mapping[int, tuple[float, float]] = {
        2: (1 - u, v), 3: (1 - u, 1 - v), 4: (u, 1 - v), 5: (v, u), 6: (1 - v, u), 7: (1 - v, 1 - u), 8: (v, 1 - u),
    }  # fmt: skip
    return ways.get(orientation, (u, v))


def _stored(camera: CameraNotes) -> Found:
    size = _size(camera)
    for tag in (_AREA, _LOCATION):
        at = camera.own.numbers(tag, "H")
        if len(at) >= 2 and all(size):
            return at[0] / size[0], at[1] / size[1]
    makers: tuple[tuple[bytes, Callable[[CameraNotes], Found]], ...] = (
        (SONY, _sony), (FUJI, _fuji), (PANASONIC, _panasonic),
    )  # fmt: skip
    for name, maker in makers:
        if camera.begins.startswith(name):
            return maker(camera)
    return _canon(camera) if camera.model.startswith("Canon") else None


def _size(camera: CameraNotes) -> tuple[int, int]:
    """The main picture's, as EXIF has it; zeros where it does not say."""
    return camera.own.number(_WIDTH) or 0, camera.own.number(_HEIGHT) or 0


def _sony(camera: CameraNotes) -> Found:
    at = camera.maker.numbers(_SONY_LOCATION, "H")
    return (at[2] / at[0], at[3] / at[1]) if len(at) == 4 and at[0] and at[1] else None


def _fuji(camera: CameraNotes) -> Found:
    at, size = camera.maker.numbers(_FUJI_PIXEL, "H"), _size(camera)
    return (at[0] / size[0], at[1] / size[1]) if len(at) == 2 and all(size) else None


def _panasonic(camera: CameraNotes) -> Found:
    at = camera.maker.numbers(_PANASONIC_POINT, "I")
    return (at[0] / at[1], at[2] / at[3]) if len(at) == 4 and at[1] and at[3] else None


def _canon(camera: CameraNotes) -> Found:
    """The middle of the points in focus, which are counted from the picture's middle; upwards by cameras named EOS."""
    info = camera.maker.numbers(_CANON_AF, "h")
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
    return 0.5 + across / width, 0.5 + (-up if "EOS" in camera.model else up) / height
