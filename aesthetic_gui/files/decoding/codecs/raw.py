"""RAW files by way of rawpy (LibRaw): the embedded preview where it is big enough, else a demosaiced picture.

    raw_header: tags, JPEG previews ─┬─> the smallest preview that is big enough and shows the whole photograph
    LibRaw: size, crop, orientation ─┴─> else half the size (2 × 2 photosites a pixel), else every pixel
                                             └─> tones as in the preview, however small that is

The path goes to LibRaw, never the bytes: a preview is read without the megabytes behind it.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import rawpy
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui import disk_io
from aesthetic_gui.files import exif, reading
from aesthetic_gui.files.decoding import pixels, previews, profiles
from aesthetic_gui.files.decoding.codecs import pillow, raw_tones
from aesthetic_gui.files.decoding.codecs.opened import NO_MEMORY, TRUNCATED, Opened, Refused, check_size
from aesthetic_gui.files.decoding.codecs.raw_header import RawHeader, read_header, read_preview
from aesthetic_gui.photo import Metadata, Trouble

LEAST_CROP = 0.5  # of a side; what leaves less is no crop that a camera makes
LARGEST_SHIFTED = 65_000  # photosites a side; OpenCV counts half of them in 16 bits
DOUBTFUL_WHITE = 0.75  # LibRaw's default: of other cameras it knows the white level roughly, and goes by the brightest
SRGB_CURVE = (2.4, 12.92)  # power and slope at black, IEC 61966-2-1

_ORIENTATION = {0: 1, 1: 2, 2: 4, 3: 3, 4: 5, 5: 8, 6: 6, 7: 7}  # LibRaw's flip: 4 transposes, then 2 and 1 mirror
_DAMAGED = "RAW, but damaged beyond reading"
_log = logging.getLogger(__name__)

_Size = tuple[int, int]


def open_picture(path: Path, longest_side: int | None) -> Opened:
    """A RAW's picture with at least ``longest_side`` pixels where it has so many; None: every pixel.

    Demosaiced pictures are in sRGB with the camera's white balance. Where LibRaw knows the camera but not how it
    compresses, the largest preview is the picture. Raises ``Refused``, or anything on hostile bytes.
    """
    with _opened(path) as source:
        if longest_side is not None and (preview := source.preview(longest_side)):
            return preview
        try:
            return source.demosaiced(longest_side)
        except (rawpy.LibRawFileUnsupportedError, rawpy.LibRawNotImplementedError, rawpy.LibRawUnspecifiedError):
            if preview := source.largest_preview():
                return preview
            raise


@contextmanager
def _opened(path: Path) -> Iterator[_Source]:
    """The file open for us and for LibRaw, whose errors come out as ``Refused``."""
    header = RawHeader()
    try:
        with io.BufferedReader(disk_io.open_regular(path)) as file, rawpy.RawPy() as raw:
            header = read_header(file)
            raw.open_file(_name_for_libraw(path, file))
            yield _Source(raw, file, header)
    except rawpy.LibRawError as error:
        _log.info("LibRaw cannot read %r: %r", path, error)
        raise _refused(error, header) from error
    except OSError as error:
        reason, trouble = reading.why_not_read(path, error)
        raise Refused(trouble, reason) from error


def _name_for_libraw(path: Path, file: BinaryIO) -> str:
    """rawpy encodes names as UTF-8; one that is no UTF-8 is opened again by its descriptor."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return f"/dev/fd/{file.fileno()}"
    return os.fspath(path)


def _refused(error: rawpy.LibRawError, header: RawHeader) -> Refused:
    camera = exif.metadata_of_tags(header.tags, header.camera_tags, (0, 0)).camera
    if isinstance(error, rawpy.LibRawIOError):
        return Refused(Trouble.TRUNCATED, TRUNCATED)
    if isinstance(error, rawpy.LibRawUnsufficientMemoryError):
        return Refused(Trouble.NO_MEMORY, NO_MEMORY)
    if isinstance(error, rawpy.LibRawTooBigError):
        return Refused(Trouble.TOO_LARGE, "too large for this program's RAW decoder")
    if isinstance(error, rawpy.LibRawNonFatalError):
        if camera:
            return Refused(Trouble.UNSUPPORTED, f"a RAW of a kind that this version cannot read, or damaged ({camera})")
        return Refused(Trouble.NOT_A_PHOTOGRAPH, "not a RAW that this version knows, or damaged beyond reading")
    return Refused(Trouble.DAMAGED, _DAMAGED)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What of LibRaw's picture is the photograph, before it is turned: pixels left out before it, and its size."""

    left: int
    top: int
    width: int
    height: int
    orientation: int

    @property
    def upright_size(self) -> _Size:
        return exif.turned((self.width, self.height), self.orientation)


class _Source:
    """An open RAW, nothing decoded yet."""

    def __init__(self, raw: rawpy.RawPy, file: BinaryIO, header: RawHeader) -> None:
        self._raw, self._file, self._header = raw, file, header
        sizes = raw.sizes
        check_size(sizes.raw_width, sizes.raw_height)
        self._frame = _frame_of(sizes)

    def preview(self, longest_side: int) -> Opened | None:
        """From the smallest preview of at least that side, or as large as the photograph; None where there is none."""
        least = min(previews.least_side(longest_side), max(self._frame.upright_size))
        fitting = (preview for preview in self._header.previews if max(preview.width, preview.height) >= least)
        for preview in sorted(fitting, key=lambda preview: preview.width * preview.height):
            size = (preview.width, preview.height)
            if self._turn_of(size, None) is None:
                continue
            if opened := self._loaded(read_preview(self._file, preview), longest_side):
                return opened
        return self._thumb(longest_side, least)

    def largest_preview(self) -> Opened | None:
        """All of the pixels of the largest preview, None where there is none."""
        for preview in sorted(self._header.previews, key=lambda preview: -preview.width * preview.height):
            if opened := self._loaded(read_preview(self._file, preview), None):
                return opened
        return self._thumb(None)

    def demosaiced(self, longest_side: int | None) -> Opened:
        """Half the size where that is enough, else whole; the tones are those of the preview where there is one."""
        frame = self._frame
        reference = self.preview(2 * raw_tones.SIDE) or self._thumb(None)  # so that it is averaged once, as ours is
        half = longest_side is not None and max(frame.width, frame.height) >= 2 * longest_side
        if half:
            _centre_colours(self._raw)
        rgb = self._raw.postprocess(
            half_size=half,
            use_camera_wb=True,
            no_auto_bright=True,
            bright=2.0**self._header.baseline_exposure,
            adjust_maximum_thr=0.0 if self._header.is_dng else DOUBTFUL_WHITE,
            gamma=SRGB_CURVE,
            user_flip=0,
        )
        rgb, size = _cropped(_coloured(rgb), frame, half)
        image = Image.fromarray(np.ascontiguousarray(rgb))
        if reference:
            reference.image.info.pop(pixels.MEANS, None)
            image = raw_tones.toned(image, reference.image)
        return Opened(image, frame.orientation, self._metadata(size))

    def _thumb(self, longest_side: int | None, least: int = 1) -> Opened | None:
        """LibRaw's own choice, the largest preview: where the container is not known to us, or the preview no JPEG."""
        try:
            thumb = self._raw.extract_thumb()
        except (rawpy.LibRawError, NotImplementedError):
            return None
        if isinstance(thumb.data, bytes):
            return self._loaded(thumb.data, longest_side, least)
        image = Image.fromarray(np.ascontiguousarray(_coloured(thumb.data)))
        return self._as_preview(image, image.size, None) if max(image.size) >= least else None

    def _loaded(self, jpeg: bytes, longest_side: int | None, least: int = 1) -> Opened | None:
        try:
            image = pillow.open_header(jpeg, ("JPEG",))
            size, (tags, camera_tags) = image.size, exif.tags_of(image)
            if not self._header.tags:
                self._header.tags, self._header.camera_tags = tags, camera_tags
            if max(size) < least or self._turn_of(size, tags) is None or not self._will_do(image, longest_side):
                return None
            loaded = pillow.load(image, jpeg, longest_side).image
        except Exception:  # noqa: BLE001 – a preview that is broken is none: Pillow raises anything on hostile bytes
            _log.info("a preview that cannot be used", exc_info=True)
            return None
        return self._as_preview(loaded, size, tags)

    def _will_do(self, image: Image.Image, longest_side: int | None) -> bool:
        """Whether it is good enough for what may be scored: the JPEG of a pair always is."""
        is_scored = longest_side is not None and longest_side >= previews.SCORED
        return not is_scored or self._is_in_full(image.size) or previews.is_fine(image)

    def _is_in_full(self, size: _Size) -> bool:
        return max(size) >= (1 - previews.SAME_ASPECT) * max(self._frame.upright_size)

    def _as_preview(self, image: Image.Image, size: _Size, tags: exif.Tags | None) -> Opened | None:
        orientation = self._turn_of(size, tags)
        if orientation is None:
            return None
        if self._header.adobe_rgb and not profiles.profile_of(image):
            image.info["icc_profile"] = profiles.adobe_rgb()
        if not self._is_in_full(size):
            image.info[pixels.MEANS] = True
        return Opened(image, orientation, self._metadata(self._frame.upright_size), preview=True)

    def _turn_of(self, size: _Size, tags: exif.Tags | None) -> int | None:
        """How a preview of that size has to be turned, None where it does not show the whole photograph.

        What its own EXIF says counts first. Most have none and lie as the sensor does; some cameras turn them.
        """
        own = exif.orientation_of(tags) if tags and exif.ORIENTATION in tags else self._frame.orientation
        upright = self._frame.upright_size
        turns = (own, self._frame.orientation, 1)
        return next((turn for turn in turns if _same_aspect(exif.turned(size, turn), upright)), None)

    def _metadata(self, size: _Size) -> Metadata:
        return exif.metadata_of_tags(self._header.tags, self._header.camera_tags, size)


def _frame_of(sizes: rawpy.ImageSizes) -> _Frame:
    """The crop that the camera or the DNG names, else all that LibRaw shows; long pixels are made square."""
    orientation = _ORIENTATION[sizes.flip & 7]
    left, top = sizes.crop_left_margin - sizes.left_margin, sizes.crop_top_margin - sizes.top_margin
    width, height = sizes.crop_width, sizes.crop_height
    inside = left >= 0 and top >= 0 and left + width <= sizes.width and top + height <= sizes.height
    if inside and width >= LEAST_CROP * sizes.width and height >= LEAST_CROP * sizes.height and sizes.pixel_aspect == 1:
        return _Frame(left, top, width, height, orientation)
    width, height = sizes.width, sizes.height
    if sizes.pixel_aspect > 1:
        width = round(width * sizes.pixel_aspect)
    elif 0 < sizes.pixel_aspect < 1:
        height = round(height / sizes.pixel_aspect)
    return _Frame(0, 0, width, height, orientation)


def _centre_colours(raw: rawpy.RawPy) -> None:
    """Shift the red and the blue photosites' values, in place, to the middle of their squares of 2 × 2.

    LibRaw makes one pixel of the four as they are: red and blue lie half a pixel apart, edges get coloured fringes, and
    mean scores 0.05 of error instead of 0.03. The green ones' average lies in the middle by itself. Nothing is done to
    mosaics that are not Bayer's.
    """
    pattern = raw.raw_pattern
    if pattern is None or pattern.shape != (2, 2) or max(raw.sizes.raw_width, raw.sizes.raw_height) >= LARGEST_SHIFTED:
        return
    import cv2

    mosaic = raw.raw_image_visible
    for row, column in np.ndindex(2, 2):
        if chr(raw.color_desc[pattern[row, column]]) in "RB":
            plane = np.ascontiguousarray(mosaic[row::2, column::2])
            quarter = np.array([[1, 0, 0.25 - column / 2], [0, 1, 0.25 - row / 2]])
            flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
            size = (plane.shape[1], plane.shape[0])
            mosaic[row::2, column::2] = cv2.warpAffine(
                plane, quarter, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
            )


def _cropped(rgb: NDArray[np.uint8], frame: _Frame, half: bool) -> tuple[NDArray[np.uint8], _Size]:
    """The photograph out of LibRaw's picture, and its whole upright size.

    Pictures without a mosaic are not halved, and those of diagonal sensors get a size that only LibRaw knows.
    """
    height, width = rgb.shape[:2]
    step = 2 if half and width < frame.left + frame.width else 1
    left, top = frame.left // step, frame.top // step
    right, bottom = left + -(-frame.width // step), top + -(-frame.height // step)
    if right <= width and bottom <= height:
        return rgb[top:bottom, left:right], frame.upright_size
    return rgb, exif.turned((width * step, height * step), frame.orientation)


def _coloured(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w[, 1 or 3]) as (h, w, 3): cameras without colour filters have one channel."""
    if values.ndim == 3 and values.shape[2] == 3:
        return values
    return np.repeat(values.reshape(*values.shape[:2], 1), 3, axis=2)


def _same_aspect(one: _Size, other: _Size) -> bool:
    return abs(one[0] * other[1] - one[1] * other[0]) <= previews.SAME_ASPECT * one[1] * other[0]
