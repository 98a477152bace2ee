"""A text or a mark laid over an exported picture."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from aesthetic_gui import disk_io
from aesthetic_gui.files.decoding.codecs import pillow
from aesthetic_gui.files.decoding.tangled import Counted, Tangled
from aesthetic_gui.files.export import fonts
from aesthetic_gui.files.export.rendition import Corner, ExportError, Watermark

_SMALLEST = 8  # pixels; a smaller text is only dirt
_SHADE = 0.5  # of the dark halo behind the text, so that white can be read on white
LARGEST = 64_000_000  # pixels of a mark


def marked(rgb: NDArray[np.uint8], mark: Watermark) -> NDArray[np.uint8]:
    """uint8 (h, w, 3) with ``mark``; the pixels outside of its box are as they were.

    Raises :class:`ExportError` where the mark's picture cannot be read.
    """
    height, width = rgb.shape[:2]
    margin = round(mark.margin * min(height, width))
    room = (max(1, width - 2 * margin), max(1, height - 2 * margin))
    stamp = _of_picture(mark.picture, mark, min(height, width), room) if mark.picture else _of_text(mark, rgb, room)
    if stamp is None:
        return rgb
    whole = Image.fromarray(rgb)
    alpha = stamp.getchannel("A").point([round(level * min(max(mark.opacity, 0.0), 1.0)) for level in range(256)])
    whole.paste(stamp.convert("RGB"), _place(mark.corner, (width, height), stamp.size, margin), alpha)
    return np.array(whole)


def _place(corner: Corner, size: tuple[int, int], stamp: tuple[int, int], margin: int) -> tuple[int, int]:
    """Where the stamp's upper left pixel goes."""
    right, bottom = size[0] - stamp[0] - margin, size[1] - stamp[1] - margin
    if corner is Corner.CENTRE:
        return (size[0] - stamp[0]) // 2, (size[1] - stamp[1]) // 2
    left = margin if corner in (Corner.TOP_LEFT, Corner.BOTTOM_LEFT) else right
    top = margin if corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT) else bottom
    return left, top


def _of_text(mark: Watermark, rgb: NDArray[np.uint8], room: tuple[int, int]) -> Image.Image | None:
    """White letters on a soft dark halo, RGBA; smaller where the line would not fit. None for no text."""
    text = " ".join(fonts.printable(mark.text).split())
    if not text:
        return None
    size = max(_SMALLEST, round(mark.size * min(rgb.shape[:2])))
    font = fonts.for_pictures(text, size)
    left, top, right, bottom = font.getbbox(text)
    if right - left > room[0] and size > _SMALLEST:
        font = fonts.for_pictures(text, max(_SMALLEST, int(size * room[0] / (right - left))))
        left, top, right, bottom = font.getbbox(text)
    halo = max(1, size // 12)
    letters = Image.new("L", (int(right - left) + 2 * halo + 1, int(bottom - top) + 2 * halo + 1))
    ImageDraw.Draw(letters).text((halo - left, halo - top), text, fill=255, font=font)
    return _with_halo(letters, halo)


def _with_halo(letters: Image.Image, halo: int) -> Image.Image:
    shade = np.asarray(letters.filter(ImageFilter.GaussianBlur(halo / 2)), np.float32) * _SHADE
    cover = np.asarray(letters, np.float32)
    alpha = np.maximum(cover, shade)
    grey = np.where(alpha > 0, 255 * cover / np.maximum(alpha, 1), 0)
    return Image.merge("LA", [Image.fromarray(band.round().astype(np.uint8)) for band in (grey, alpha)]).convert("RGBA")


def _of_picture(path: Path, mark: Watermark, short_edge: int, room: tuple[int, int]) -> Image.Image:
    """The mark in RGBA, its longer side ``mark.size`` of the picture's short edge; never enlarged."""
    logo = _opened(path)
    side = max(1, round(mark.size * short_edge))
    scale = min(1.0, side / max(logo.size), room[0] / logo.width, room[1] / logo.height)
    size = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
    return logo.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def _opened(path: Path) -> Image.Image:
    """The mark's picture in RGBA. Raises :class:`ExportError`."""
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, SyntaxError, Tangled) as error:
        raise ExportError(f"The watermark {path.name} cannot be read. Choose a PNG file.") from error


@lru_cache(maxsize=2)
def _read(path: Path, mtime_ns: int) -> Image.Image:  # noqa: ARG001 – a file that was changed is another one
    """Once for a whole export. Raises ``OSError``, ``ValueError`` or ``SyntaxError``."""
    data = disk_io.read_regular(path, pillow.LARGEST_FILE)
    with Image.open(Counted(data), formats=("PNG", "JPEG", "WEBP")) as image:
        if image.width * image.height > LARGEST:
            raise ValueError("too large")
        return image.convert("RGBA")
