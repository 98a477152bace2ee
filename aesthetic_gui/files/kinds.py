"""What a file is, told by its content; its name is asked only where RAW files are TIFFs like others."""

from __future__ import annotations

import struct
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

from aesthetic_gui.files.containers import tiff
from aesthetic_gui.files.formats import HEIF, JPEG_XL, PHOTOSHOP, RAW

START = 64  # bytes at a file's beginning that tell its kind
DNG_VERSION = 0xC612  # the tag that every DNG has in its first directory (DNG specification 1.7)


class Kind(StrEnum):
    """A format; the value is its name in the photographer's words."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    BMP = "BMP"
    WEBP = "WebP"
    TIFF = "TIFF"
    AVIF = "AVIF"
    HEIF = "HEIC"
    JPEG_XL = "JPEG XL"
    PSD = "PSD"
    RAW = "RAW"


_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG", Kind.PNG),
    (b"GIF8", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"8BPS", Kind.PSD),
    (b"\xff\x0a", Kind.JPEG_XL),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", Kind.JPEG_XL),
    (b"FUJIFILMCCD-RAW", Kind.RAW),
    (b"IIRO", Kind.RAW),  # Olympus
    (b"IIRS", Kind.RAW),
    (b"MMOR", Kind.RAW),
    (b"IIU\x00", Kind.RAW),  # Panasonic
    (b"FOVb", Kind.RAW),  # Sigma
    (b"\x00MRM", Kind.RAW),  # Minolta
)
_TIFF_STARTS = (*tiff.STANDARD, b"II\x00*", b"MM*\x00", *tiff.BIG)
_PHASE_ONE = (b"IIII", b"MMMM")  # at the ninth byte of a TIFF
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"mif2")
_AVIF_BRANDS = (b"avif", b"avis")
_BY_NAME = ((HEIF, Kind.HEIF), (JPEG_XL, Kind.JPEG_XL), (PHOTOSHOP, Kind.PSD), (RAW, Kind.RAW))
_NAMED = {extension: kind for extensions, kind in _BY_NAME for extension in extensions}


def kind_of(file: BinaryIO, name: str) -> Kind | None:
    """The kind of an open file, None where its first bytes are no photograph's. Moves the file's position.

    Every other content with a RAW's name is left to LibRaw, which knows a thousand cameras. Raises ``OSError``.
    """
    file.seek(0)
    start = file.read(START) or b""  # None: a thing of the system that would have to be waited for
    named_raw = named_kind(name) is Kind.RAW
    if start.startswith(_TIFF_STARTS):
        is_raw = named_raw or start[8:12] in _PHASE_ONE or _is_dng(file, start)
        return Kind.RAW if is_raw else Kind.TIFF
    if start[4:8] == b"ftyp":
        return _kind_of_brands(start)
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return Kind.WEBP
    known = next((kind for first, kind in _STARTS if start.startswith(first)), None)
    return known or (Kind.RAW if named_raw and start.strip(b"\x00") else None)


def named_kind(name: str) -> Kind | None:
    """What the name promises, for the kinds of which a photographer wonders why they do not open."""
    return _NAMED.get(PurePath(name).suffix.lower())


def _kind_of_brands(start: bytes) -> Kind | None:
    """The kind of an ISO base media file (ISO/IEC 14496-12): its major brand, else the compatible ones."""
    length = min(struct.unpack_from(">I", start)[0], len(start))
    compatible = [start[place : place + 4] for place in range(16, length - 3, 4)]
    for brand in (start[8:12], *sorted(compatible, key=lambda brand: brand not in _AVIF_BRANDS)):
        if brand in _AVIF_BRANDS:
            return Kind.AVIF
        if brand == b"crx ":
            return Kind.RAW  # Canon's CR3
        if brand in _HEIF_BRANDS and not brand.startswith((b"mif", b"msf")):
            return Kind.HEIF
    return Kind.HEIF if start[8:12] in _HEIF_BRANDS else None


def _is_dng(file: BinaryIO, start: bytes) -> bool:
    """Whether the first directory of a (classic) TIFF has the tag that makes it a DNG."""
    return start.startswith(tiff.STANDARD) and any(tag.kind == DNG_VERSION for tag in tiff.tags(file))
