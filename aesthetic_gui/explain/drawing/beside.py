"""Two frames of a stack side by side, with the regions that put the first above the second outlined on both."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from aesthetic_gui.explain.exchange import Exchange

_PAPER, _INK = (250, 250, 250), (24, 24, 24)
_LINE = ((255, 255, 255), (0, 0, 0))  # one of the two is seen on any photograph
_DIMMED = 0.45  # of its light is left of what is not exchanged
_GAP, _TEXT = 12, 14


def png(found: Exchange, caption: str) -> bytes:
    """PNG bytes: the first, and the second as seen from where the first was taken; the caption below."""
    height, width = found.pair.shape[1:3]
    paper = Image.new("RGB", (2 * width + 3 * _GAP, height + 2 * _GAP), _PAPER)
    for place, rgb in enumerate(found.pair):
        paper.paste(Image.fromarray(_outlined(rgb, found.outline)), (_GAP + place * (width + _GAP), _GAP))
    buffer = io.BytesIO()
    _captioned(paper, caption).save(buffer, "PNG")
    return buffer.getvalue()


def _outlined(rgb: NDArray[np.uint8], inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """``rgb`` dimmed but for what is ``inside`` (any size), with a line of two colours around that."""
    import cv2

    mask = cv2.resize(inside.astype(np.uint8), rgb.shape[1::-1], interpolation=cv2.INTER_NEAREST_EXACT)
    drawn = np.where(mask[..., None] > 0, rgb, (rgb * _DIMMED).astype(np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for colour, thickness in zip(reversed(_LINE), (4, 2), strict=True):
        drawn = cv2.drawContours(np.ascontiguousarray(drawn), contours, -1, colour, thickness)
    return np.asarray(drawn, np.uint8)


def _captioned(paper: Image.Image, caption: str) -> Image.Image:
    font = ImageFont.load_default(_TEXT)
    lines = _wrapped(caption, font, paper.width - 2 * _GAP)
    whole = Image.new("RGB", (paper.width, paper.height + len(lines) * (_TEXT + 6) + _GAP), _PAPER)
    whole.paste(paper, (0, 0))
    draw = ImageDraw.Draw(whole)
    for row, line in enumerate(lines):
        draw.text((_GAP, paper.height + row * (_TEXT + 6)), line, fill=_INK, font=font)
    return whole


def _wrapped(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
