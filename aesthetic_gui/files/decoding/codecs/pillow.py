"""JPEG, PNG, WebP, GIF and BMP, and in a process of their own AVIF, PSD and 8-bit TIFF, by way of Pillow."""

from __future__ import annotations

import io
import logging
import warnings
import zlib
from collections.abc import Callable
from importlib import import_module
from itertools import islice

# importing a plugin registers its format; Image.init() would load forty more, and each is attack surface
from PIL import (
    BmpImagePlugin,  # noqa: F401
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,
    WebPImagePlugin,  # noqa: F401
)

from aesthetic_gui.files import exif
from aesthetic_gui.files.containers import content, jpeg, png, riff
from aesthetic_gui.files.decoding import pixels, previews, profiles
from aesthetic_gui.files.decoding.codecs import code_points, endings
from aesthetic_gui.files.decoding.codecs.opened import LARGEST_JPEG, LARGEST_OTHER, Opened, Tables, check_size
from aesthetic_gui.files.decoding.tangled import Counted, Tangled

PLAIN = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
EXOTIC = {"TIFF": "TiffImagePlugin", "AVIF": "AvifImagePlugin", "PSD": "PsdImagePlugin"}
_NOTES = (b"tEXt", b"zTXt", b"iTXt")  # chunks of a PNG
_EXIF = ("exif", "Raw profile type exif")
SCALED = ("JPEG", "MPO")  # MPO: JPEGs one after another (stereo, gain maps); Pillow opens it by way of JPEG

LARGEST_FILE = 64 << 20  # bytes that are decoded in the window's own process
MOST_MEGAPIXELS, MOST_MEGAPIXELS_JPEG = 50, 100  # also; 0.6 GB of memory at most, for each thread that decodes
LARGEST_EXIF = 4 << 20  # bytes; each of a longer block's values would become an object of Python
MOST_CHUNKS = 10_000  # of a WebP
MOST_SCANS = 60  # of a JPEG; cameras and the web write ten
MOST_WORK = 1000  # megapixels times scans

_log = logging.getLogger(__name__)

# Both are the process's own switches, set once here: our own limits are checked from the header, in words,
# and Pillow's remarks on odd but readable files are no business of a photographer's terminal.
Image.MAX_IMAGE_PIXELS = None
PngImagePlugin.MAX_TEXT_CHUNK = 16 << 20  # bytes, unpacked: editors' notes and profiles are larger than its 1 MiB
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


def open_picture(data: bytes, longest_side: int | None) -> Opened:
    """Any picture that Pillow reads; what is not a plain one should be read in a process of its own."""
    for plugin in EXOTIC.values():
        import_module(f"PIL.{plugin}")
    return load(open_header(data, (*PLAIN, *EXOTIC), io.BytesIO), data, longest_side)


def open_header(
    data: bytes, formats: tuple[str, ...] = PLAIN, stream: Callable[[bytes], io.BytesIO] = Counted
) -> ImageFile.ImageFile:
    """Size, mode and kind, nothing decoded yet.

    Raises ``Refused`` where it is too large, ``Tangled`` where it is to be opened in a process of its own, by a stream
    that does not count; else anything.
    """
    if data.startswith(b"RIFF"):
        data = endings.with_end(data) or data
    opened = stream(data)
    if isinstance(opened, Counted) and data.startswith(b"RIFF") and _is_crowded(data):
        raise Tangled("more chunks than any photograph")
    try:
        image = Image.open(opened, formats=formats)
    except ValueError:  # notes or a profile that unpack to more than Pillow will have; the pixels may be well
        if not data.startswith(png.SIGNATURE):
            raise
        opened = stream(_without_notes(data))
        image = Image.open(opened, formats=formats)
    check_size(*image.size, LARGEST_JPEG if image.format in SCALED else LARGEST_OTHER)
    for name in _EXIF:
        if len(image.info.get(name, "")) > LARGEST_EXIF:
            del image.info[name]
    if isinstance(opened, Counted):
        opened.go_on()
    return image


def _is_crowded(webp: bytes) -> bool:
    """Whether it has more chunks than even a film: libwebp reads it in one go, and keeps something of each."""
    return sum(1 for _ in islice(riff.chunks(io.BytesIO(webp)), MOST_CHUNKS + 1)) > MOST_CHUNKS


def _without_notes(data: bytes) -> bytes:
    """A PNG without its notes, and without a profile larger than any that is used."""
    file, kept, place = io.BytesIO(data), [], 0
    for chunk in png.before_pixels(file):
        if chunk.kind in _NOTES or (chunk.kind == b"iCCP" and _is_bloated(content(file, chunk))):
            kept.append(data[place : chunk.start - 8])
            place = chunk.end + 4
    return b"".join([*kept, data[place:]])


def _is_bloated(named_profile: bytes) -> bool:
    packed = named_profile[named_profile.find(b"\0") + 2 :]
    try:
        return len(zlib.decompressobj().decompress(packed, profiles.LARGEST + 1)) > profiles.LARGEST
    except zlib.error:
        return True


def is_suspicious(image: ImageFile.ImageFile, data: bytes) -> bool:
    """Whether decoding may take so long that it has to be done where it can be given up.

    Each scan of a progressive JPEG goes over the whole picture, and a few kilobytes hold hundreds of them.
    """
    megapixels = image.width * image.height / 1e6
    if image.format not in SCALED:
        return megapixels > MOST_MEGAPIXELS
    scans = _scans(image, data)
    return megapixels > MOST_MEGAPIXELS_JPEG or scans > MOST_SCANS or scans * megapixels > MOST_WORK


def _scans(image: ImageFile.ImageFile, data: bytes) -> int:
    """A JPEG's scans, or more."""
    return 1 if has_one_scan(image, data) else data.count(b"\xff\xda")  # the embedded previews' too


def has_one_scan(image: ImageFile.ImageFile, data: bytes) -> bool:
    """Where a baseline JPEG's first scan has every component, libjpeg reads no second."""
    scan = jpeg.first_scan(io.BytesIO(data))
    components = data[scan.start : scan.start + 1] if scan else b""
    return components == bytes([len(image.getbands())]) and "progressive" not in image.info


def load(image: ImageFile.ImageFile, data: bytes, longest_side: int | None) -> Opened:
    """Decode what :func:`open_header` opened; JPEGs at 1/8, 1/4, 1/2 or whole, the smallest not below the side.

    What lacks its end alone is no worse for it. Raises anything.
    """
    try:
        return _load(image, data, longest_side)
    except (OSError, SyntaxError):
        ended = endings.with_end(data)
        if ended is None:
            raise
    return _load(open_header(ended), ended, longest_side)


def _load(image: ImageFile.ImageFile, data: bytes, longest_side: int | None) -> Opened:
    if image.format not in SCALED:
        image.load()  # a PNG's metadata may follow its pixels
    metadata, orientation = exif.read_metadata(image), exif.orientation(image)
    tables = tables_of(image)
    if image.format in SCALED:
        if longest_side is not None and (preview := _preview(image, data, longest_side)):
            return Opened(preview, orientation, metadata, preview=True, tables=tables)
        _load_scaled(image, longest_side, len(data))
    return Opened(code_points.named(image, data), orientation, metadata, tables=tables)


def tables_of(image: ImageFile.ImageFile) -> Tables:
    """By which a JPEG was quantised, in the order of its file's zigzag undone; empty for other pictures."""
    found = getattr(image, "quantization", None) or {}
    return {number: tuple(table) for number, table in found.items()}


def _preview(image: ImageFile.ImageFile, data: bytes, longest_side: int) -> Image.Image | None:
    """The embedded preview, in the photograph's colours; None where it does not do or cannot be decoded."""
    smaller = previews.best_preview(data, image, longest_side)
    if smaller is None:
        return None
    try:
        preview = open_header(smaller, ("JPEG",))
        if is_suspicious(preview, smaller):
            return None
        _load_scaled(preview, longest_side, len(smaller))
    except Exception:  # noqa: BLE001 – Pillow raises anything on hostile bytes; the photograph itself may be well
        _log.info("an embedded preview that cannot be decoded", exc_info=True)
        return None
    preview.info = {**image.info, "icc_profile": profiles.profile_of(image), pixels.MEANS: True}
    return preview


def _load_scaled(image: ImageFile.ImageFile, longest_side: int | None, size: int) -> None:
    width = image.width
    if longest_side is not None:
        image.draft(None, (longest_side, 1) if image.width >= image.height else (1, longest_side))
    image.decodermaxblock = size  # one call into libjpeg, instead of a hundred that each wait for the GIL
    image.load()
    image.info[pixels.MEANS] = image.width < width
