"""What a photograph's file says of it, from whatever container: EXIF, XMP, IPTC-IIM."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from aesthetic_gui.files.containers import boxes, cameras, gif, items, jpeg, png, psd, riff, tiff
from aesthetic_gui.files.containers.parts import LARGEST, Damaged, Note, Walked, What, read

MOST = 4 * LARGEST  # bytes of all notes; a file that asks for more has been made to

_Walk = Callable[[BinaryIO], Iterator[Note]]


@dataclass(frozen=True, slots=True)
class Notes:
    """``exif``: a TIFF, to be read as long as the file is open: the EXIF block, or the file itself where it is a TIFF.

    ``camera``: the TIFF with the camera's own directory: the same, or of a CR3 another. Both may be empty.
    ``xmp``: the packet; ``extended``: by their identifier what a JPEG has split off from it. ``iptc``: IPTC-IIM.
    """

    exif: BinaryIO
    camera: BinaryIO
    xmp: bytes = b""
    extended: Mapping[bytes, bytes] = field(default_factory=dict)
    iptc: bytes = b""


def read_notes(file: BinaryIO) -> Notes:
    """What an open file says; empty where it is of no kind that is known here. Of each kind of note the first counts.

    What the container keeps goes before what the EXIF block in it does. Raises ``OSError`` only.
    """
    start = read(file, 0, 16)
    found: dict[What, list[bytes]] = {what: [] for what in What}
    for walk in next((walks for is_kind, walks in _KINDS if is_kind(start)), ()):
        _collect(walk, file, found)
    exif = file if start.startswith(tiff.STARTS) else _first_tiff(found[What.EXIF])
    _collect(tiff.notes, exif, found)
    _collect(psd.borrowed_notes, io.BytesIO(b"".join(found[What.RESOURCES])), found)
    return Notes(
        exif,
        _first_tiff(found[What.CAMERA]) if found[What.CAMERA] else exif,
        _first_of(found[What.XMP]),
        jpeg.joined(found[What.EXTENDED]),
        _first_of(found[What.IPTC]),
    )


def _collect(walk: _Walk, file: BinaryIO, found: dict[What, list[bytes]]) -> None:
    room = MOST
    with suppress(Damaged):
        for what, data in walk(cast(BinaryIO, Walked(file))):
            found[what].append(data)
            if (room := room - len(data)) < 0:
                return


def _first_tiff(blocks: list[bytes]) -> BinaryIO:
    return io.BytesIO(_first_of(map(tiff.block, blocks)))


def _first_of(found: Iterable[bytes]) -> bytes:
    return next(filter(None, found), b"")


_KINDS: tuple[tuple[Callable[[bytes], bool], tuple[_Walk, ...]], ...] = (
    (lambda start: start.startswith(b"\xff\xd8\xff"), (jpeg.notes,)),
    (lambda start: start.startswith(png.SIGNATURE), (png.notes,)),
    (lambda start: start[:4] == b"RIFF" and start[8:12] == b"WEBP", (riff.notes,)),
    (lambda start: start[4:12] == cameras.CR3, (boxes.notes, cameras.canon_notes)),
    (lambda start: start[4:8] in (b"ftyp", b"JXL "), (items.notes, boxes.notes)),
    (lambda start: start.startswith(cameras.RAF), (cameras.raf_notes,)),
    (lambda start: start.startswith(cameras.MRW), (cameras.mrw_notes,)),
    (lambda start: start.startswith(b"8BPS"), (psd.notes,)),
    (lambda start: start.startswith(b"GIF8"), (gif.notes,)),
)
