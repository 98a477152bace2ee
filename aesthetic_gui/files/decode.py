"""From a photograph's bytes to pixels, once.

The file is read into memory once: its identity (a hash of every byte), its metadata and its pixels come from
that reading. JPEGs are scaled while decoding (DCT scaling), then ``pixels`` reduces by area and brings everything
to sRGB. Whatever is wrong with a file ends as :class:`~aesthetic_gui.photo.Unreadable`, nothing else.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xxhash
from numpy.typing import NDArray

# importing a plugin registers its format; Image.init() would load forty more, and each is attack surface
from PIL import (
    AvifImagePlugin,  # noqa: F401
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from aesthetic_gui.files import exif, pixels
from aesthetic_gui.files.formats import RAW
from aesthetic_gui.photo import Metadata, Unreadable

WORKING_SIDE = 640  # pixels; what the models and the thumbnails are made from
LARGEST_FILE = 1 << 30  # bytes
LARGEST_JPEG = 500  # megapixels: scaled while decoding, so seldom all in memory
LARGEST_OTHER = 250  # megapixels: 1 GB of memory at four bytes a pixel

FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "AVIF", "BMP", "GIF")
SCALED = ("JPEG", "MPO")  # MPO: JPEGs one after another (stereo, gain maps); Pillow opens it by way of JPEG

_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_EMPTY = "the file is empty"
_TRUNCATED = "the file ends too early (truncated)"
_UNKNOWN = "not a photograph, or damaged beyond reading"
_LONE_RAW = "a RAW without a JPEG beside it: this version reads the JPEG of a pair only"
_WHY_NOT_READ = {
    errno.ENOENT: "no longer there",
    errno.ENOTDIR: "no longer there",
    errno.ESTALE: "no longer there",
    errno.EACCES: "no permission to read it",
    errno.EPERM: "no permission to read it",
    errno.EISDIR: "a folder, not a file",
    errno.ENAMETOOLONG: "its name is too long for this disk",
    errno.ELOOP: "a link that leads in a circle",
    errno.EIO: "the disk or card reports an error while reading it",
}
_NAMED = {".heic": "HEIC", ".heif": "HEIF", ".hif": "HEIF", ".jxl": "JPEG XL"}
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_JPEG_XL_STARTS = (b"\xff\x0a", b"\x00\x00\x00\x0cJXL \r\n\x87\n")
_ENDS_EARLY = ("truncated", "unexpected end", "not enough", "buffer is not large enough", "ran out of", "overrun")

_log = logging.getLogger(__name__)

# Both are the process's own switches, set once here: our own limits (below) are checked from the header, in words,
# and Pillow's remarks on odd but readable files are no business of a photographer's terminal.
Image.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """One photograph, read: ``rgb`` is uint8 (h, w, 3), upright, sRGB, C-contiguous and writeable."""

    rgb: NDArray[np.uint8]
    metadata: Metadata
    content_id: str


class _Refused(Exception):
    """A picture that is well but that this program does not open; its text is the reason."""


def decode(photo_path: Path, longest_side: int | None = WORKING_SIDE) -> Decoded:
    """Read a photograph; its longest side is reduced to ``longest_side`` pixels (None: full size), never enlarged.

    Safe to call from several threads. Raises :class:`~aesthetic_gui.photo.Unreadable` and nothing else.
    """
    data = _read(photo_path)
    try:
        rgb, metadata = _decode(data, longest_side)
        return Decoded(rgb, metadata, _identity(len(data), xxhash.xxh3_128(data)))
    except _Refused as refusal:
        reason = str(refusal)
    except Exception as error:  # noqa: BLE001 – parsers of hostile bytes raise anything; every one is an unreadable photograph
        _log.info("cannot decode %r", photo_path, exc_info=True)
        reason = _reason(error, data, photo_path)
    raise Unreadable(photo_path, reason)  # outside of ``except``: a chained error would keep the pixels alive


def content_id(path: Path) -> str:
    """What identifies a file's content whatever its name: size and XXH3-128. Raises ``Unreadable``."""
    digest, size = xxhash.xxh3_128(), 0
    try:
        with _open(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size += len(block)
    except OSError as error:
        reason = _reason_not_read(path, error)
    else:
        return _identity(size, digest)
    raise Unreadable(path, reason)


def _identity(size: int, digest: xxhash.xxh3_128) -> str:
    return f"{size:x}-{digest.hexdigest()}"


def _read(path: Path) -> bytes:
    """The whole file. Raises ``Unreadable`` also for what need not be decoded to know it."""
    try:
        with _open(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > LARGEST_FILE:
                reason = f"too large: {size / 2**30:.1f} GiB, and 1 GiB is the most this program opens"
            elif size and path.suffix.lower() in RAW:
                reason = _LONE_RAW
            elif data := file.readall():
                return data
            else:
                reason = _EMPTY
    except OSError as error:
        reason = _reason_not_read(path, error)
    except MemoryError:
        reason = "there is not enough memory to open it"
    raise Unreadable(path, reason)


def _open(path: Path) -> io.FileIO:
    """An open regular file. Pipes and devices are never opened, nor waited for if one takes the file's place."""
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except ValueError:  # a null character in the name
        raise FileNotFoundError(errno.ENOENT, "no such name") from None
    if not regular:
        raise OSError(errno.EISDIR if path.is_dir() else 0, "not a file")
    descriptor = os.open(path, _READ_FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a file")
    return io.FileIO(descriptor)


def _reason_not_read(path: Path, error: OSError) -> str:
    reason = _WHY_NOT_READ.get(error.errno or 0)
    if reason == "no longer there" and path.is_symlink():
        return "a link to a file that is no longer there"
    return reason or (f"the disk could not read it ({error.strerror})" if error.errno else "not a file")


def _decode(data: bytes, longest_side: int | None) -> tuple[NDArray[np.uint8], Metadata]:
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    _check_size(image)
    if image.format not in SCALED:
        image.load()  # a PNG's metadata may follow its pixels
    metadata, orientation = exif.read_metadata(image), exif.orientation(image)
    if image.format in SCALED:
        _load_scaled(image, longest_side, len(data))
    upright = pixels.to_srgb(image, longest_side)
    if orientation in _UPRIGHT:  # not by truth: FLIP_LEFT_RIGHT is 0
        upright = upright.transpose(_UPRIGHT[orientation])
    return pixels.to_array(upright), metadata


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    limit = LARGEST_JPEG if image.format in SCALED else LARGEST_OTHER
    megapixels = width * height / 1e6
    if megapixels > limit:
        size = f"{width:,} × {height:,} pixels ({megapixels:,.0f} megapixels)"
        raise _Refused(f"too large: {size}, and {limit} megapixels is the most this program opens")


def _load_scaled(image: ImageFile.ImageFile, longest_side: int | None, size: int) -> None:
    """Decode a JPEG at 1/8, 1/4, 1/2 or whole, whichever is the smallest not below ``longest_side``."""
    if longest_side is not None:
        image.draft(None, (longest_side, 1) if image.width >= image.height else (1, longest_side))
    image.decodermaxblock = size  # one call into libjpeg, instead of a hundred that each wait for the GIL
    image.load()


def _reason(error: Exception, data: bytes, path: Path) -> str:
    """Why a file that was read cannot be decoded, in the photographer's words."""
    if isinstance(error, MemoryError):
        return "there is not enough memory to open it"
    if not data.strip(b"\x00"):
        return "it holds nothing but zeros: its content was lost"
    kind = _kind(data)
    if kind in ("HEIC", "JPEG XL"):
        return f"{kind}; this version cannot read that"
    if (
        isinstance(error, EOFError)
        or any(words in str(error).lower() for words in _ENDS_EARLY)
        or _ends_early(kind, data)
    ):
        return _TRUNCATED
    if kind:
        return f"{kind}, but damaged beyond reading"
    named = _NAMED.get(path.suffix.lower())
    return f"its name says {named}; this version cannot read that" if named else _UNKNOWN


def _kind(data: bytes) -> str | None:
    """The format that a file's first bytes announce."""
    if data[4:8] == b"ftyp":
        return "HEIC" if data[8:12] in _HEIF_BRANDS else "AVIF" if data[8:12] in (b"avif", b"avis") else None
    if data.startswith(_JPEG_XL_STARTS):
        return "JPEG XL"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WebP"
    starts = {
        b"\xff\xd8\xff": "JPEG",
        b"\x89PNG": "PNG",
        b"GIF8": "GIF",
        b"BM": "BMP",
        b"II*\x00": "TIFF",
        b"MM\x00*": "TIFF",
    }
    return next((kind for start, kind in starts.items() if data.startswith(start)), None)


def _ends_early(kind: str | None, data: bytes) -> bool:
    """Whether what every file of its kind has at its heart or its end is missing: JPEG's scan, PNG's end."""
    return (kind == "JPEG" and b"\xff\xda" not in data) or (kind == "PNG" and b"IEND" not in data)
