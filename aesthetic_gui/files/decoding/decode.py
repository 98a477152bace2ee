"""From a photograph's bytes to pixels, once, for all who need them.

    reading: open safely, identity ──> kinds: what is it ──> plain: codecs.pillow, here ──────> pixels, upright
                                                        └──> all else: isolation, in a child ──┘

Whatever is wrong with a file ends as :class:`~aesthetic_gui.photo.Unreadable`, nothing else.
"""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xxhash
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.disk_io import Stamp
from aesthetic_gui.files import reading
from aesthetic_gui.files.decoding import isolation, previews
from aesthetic_gui.files.decoding.codecs import part as parts
from aesthetic_gui.files.decoding.codecs import pillow
from aesthetic_gui.files.decoding.codecs.opened import NO_MEMORY, Refused, Tables, finished, refusal
from aesthetic_gui.files.decoding.codecs.part import Part
from aesthetic_gui.files.decoding.tangled import Tangled
from aesthetic_gui.files.kinds import Kind, kind_of
from aesthetic_gui.photo import Metadata, Trouble, Unreadable

WORKING_SIDE = previews.SCORED  # pixels; what the models and the thumbnails are made from
TRIES = 3  # at a file that is being changed

PLAIN = frozenset(
    {Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.GIF, Kind.BMP}
)  # whose libraries have been attacked for decades
_CHANGED = Refused(Trouble.CHANGED, "it was being changed while it was read")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """One photograph, read: ``rgb`` is uint8 (h, w, 3), upright, C-contiguous and writeable.

    ``preview``: made from the embedded preview: it was large enough, or no decoder knows the photograph itself.
    ``tables``: by which a JPEG was quantised, as in ``codecs.opened``.
    """

    rgb: NDArray[np.uint8]
    metadata: Metadata
    content_id: str
    preview: bool = False
    tables: Tables = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """A file as it was found; ``data`` is all of it where it is decoded here, else empty."""

    kind: Kind
    stamp: Stamp
    content_id: str
    data: bytes


def decode(photo_path: Path, longest_side: int | None = WORKING_SIDE, *, profile: bytes | None = None) -> Decoded:
    """Read a photograph; its longest side is reduced to ``longest_side`` pixels (None: full size), never enlarged.

    ``profile`` is the ICC profile of the monitor that it is for; None: sRGB, as models and thumbnails have it.
    Safe to call from several threads. Raises :class:`~aesthetic_gui.photo.Unreadable` and nothing else.
    """
    return _decoded(photo_path, longest_side, profile, None)


def decode_part(photo_path: Path, part: Part, *, profile: bytes | None = None) -> Decoded:
    """Every pixel of ``part``, of what of it lies within, upright however it is turned; ``metadata`` is of the whole.

    All else is as in :func:`decode`.
    """
    return _decoded(photo_path, None, profile, part)


def _decoded(photo_path: Path, longest_side: int | None, profile: bytes | None, part: Part | None) -> Decoded:
    for _ in range(TRIES):
        outcome = _try(photo_path, longest_side, profile, part)
        if outcome is not _CHANGED:
            break
    if isinstance(outcome, Decoded):
        return outcome
    reason, trouble = outcome.reason, outcome.trouble
    del outcome  # its trace, and that of a chained error, would keep the pixels alive
    raise Unreadable(photo_path, reason, trouble)


def _try(path: Path, longest_side: int | None, profile: bytes | None, part: Part | None) -> Decoded | Refused:
    source = _read(path)
    if isinstance(source, Refused):
        return source
    try:
        picture = _decode(path, source, longest_side, profile, part)
        outcome: Decoded | Refused = Decoded(
            picture.rgb, picture.metadata, source.content_id, picture.preview, picture.tables
        )
    except Refused as refused:
        outcome = refused
    except Exception as error:  # noqa: BLE001 – parsers of hostile bytes raise anything; every one is an unreadable photograph
        _log.info("cannot decode %r", path, exc_info=True)
        outcome = refusal(error, source.kind, source.data, path.name)
    return outcome if reading.is_unchanged(path, source.stamp) else _CHANGED


def _read(path: Path) -> _Source | Refused:
    """The file, or what need not be decoded to be known."""
    try:
        with disk_io.open_regular(path) as file:
            stamp = Stamp.of(file.fileno())
            if stamp.size > reading.LARGEST_FILE:
                size = f"{stamp.size / 2**30:.1f} GiB"
                return Refused(Trouble.TOO_LARGE, f"too large: {size}, and 1 GiB is the most this program opens")
            kind = kind_of(file, path.name)
            if not stamp.size:
                return Refused(Trouble.EMPTY, reading.EMPTY)
            outcome = _source(file, kind, stamp) if kind else _why_none(file, path.name)
            unchanged = Stamp.of(file.fileno()) == stamp and reading.is_unchanged(path, stamp)
            return outcome if outcome and unchanged else _CHANGED
    except OSError as error:
        reason, trouble = reading.why_not_read(path, error)
        return Refused(trouble, reason)
    except MemoryError:
        return Refused(Trouble.NO_MEMORY, NO_MEMORY)


def _source(file: io.FileIO, kind: Kind, stamp: Stamp) -> _Source | None:
    """None where not as much came as there is: the clock of a disk ticks so slowly that stamps do not tell it."""
    file.seek(0)
    if kind not in PLAIN or stamp.size > pillow.LARGEST_FILE:
        return _Source(kind, stamp, reading.hashed(file, kind), b"")
    data = disk_io.read_all(file, pillow.LARGEST_FILE)
    whole = len(data) == stamp.size
    return _Source(kind, stamp, reading.identity(len(data), xxhash.xxh3_128(data)), data) if whole else None


def _why_none(file: io.FileIO, name: str) -> Refused:
    """Why a file that begins like no photograph is none; a film with a photograph's name is not read into memory."""
    file.seek(0)
    zeros = not any(block.strip(b"\x00") for block in iter(lambda: file.read(1 << 20), b""))
    return refusal(ValueError(), None, bytes(1) if zeros else b"", name)


def _decode(
    path: Path, source: _Source, longest_side: int | None, profile: bytes | None, part: Part | None
) -> isolation.Picture:
    """Raises ``Refused``, or whatever a parser raises."""
    with suppress(Tangled):
        image = pillow.open_header(source.data) if source.data else None
        if image is not None and not pillow.is_suspicious(image, source.data):
            data = source.data
            opened = parts.load(image, data, part) if part else pillow.load(image, data, longest_side)
            rgb = finished(opened, longest_side, profile)
            return isolation.Picture(rgb, opened.metadata, opened.preview, opened.tables)
    picture = isolation.decode(path, source.kind, longest_side, profile)
    return picture._replace(rgb=_cut(picture.rgb, part)) if part else picture


def _cut(rgb: NDArray[np.uint8], part: Part) -> NDArray[np.uint8]:
    height, width, _ = rgb.shape
    part = part.of_upright((width, height))
    return rgb[part.top : part.bottom, part.left : part.right].copy()
