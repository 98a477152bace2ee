"""What a photograph's file carries beside its pixels, as it stands there: EXIF tags, an XMP packet, IPTC-IIM."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from PIL.ExifTags import IFD

from aesthetic_gui import disk_io
from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import read_notes
from aesthetic_gui.files.exif import Tags

_GPS_TAGS = 31  # the highest number in that directory
_MOST_DIRECTORIES = 8


@dataclass(frozen=True, slots=True)
class Embedded:
    """``tags``, ``camera`` and ``gps`` as ``files.exif`` gives them; ``xmp`` and ``iptc`` as they stand.

    ``split_off``: packets for which a JPEG's own had no room; they never go along.
    """

    tags: Tags = field(default_factory=dict)
    camera: Tags = field(default_factory=dict)
    gps: Tags = field(default_factory=dict)
    xmp: bytes = b""
    split_off: tuple[bytes, ...] = ()
    iptc: bytes = b""


def embedded(path: Path) -> Embedded:
    """What the photograph at ``path`` carries; empty where there is nothing to be read. Raises ``OSError``."""
    with io.BufferedReader(disk_io.open_regular(path)) as file:
        notes = read_notes(file)
        tags, camera = exif.tags_of_notes(notes)
        return Embedded(tags, camera, _gps(notes.exif, tags), notes.xmp, tuple(notes.extended.values()), notes.iptc)


def _gps(stream: BinaryIO, tags: Tags) -> Tags:
    below = exif.directories(stream, IFD.GPSInfo, _MOST_DIRECTORIES) if IFD.GPSInfo in tags else ()
    return next((found for found in below if found and max(found) <= _GPS_TAGS), {})
