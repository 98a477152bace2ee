"""The overlay as a picture that stands alone: the photograph under its explanation, and a legend below."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from aesthetic_gui.explain.drawing.legend import headline, legend_bar, legend_of
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.explain.drawing.overlay import render
from aesthetic_gui.photo import Explanation

_PAPER, _INK, _FAINT = (250, 250, 250), (24, 24, 24), (110, 110, 110)
_NARROWEST = 420  # pixels: below it the legend would not fit, so the paper is wider than the photograph
_TEXT = 14


def png(rgb: NDArray[np.uint8], explanation: Explanation, opacity: float, look: Look = USUAL) -> bytes:
    """PNG bytes of ``rgb`` uint8 (h, w, 3) with the overlay and, below, what it is and what its colours mean."""
    picture = Image.fromarray(render(rgb, explanation, opacity, look))
    strip = _strip(max(picture.width, _NARROWEST), explanation, look)
    paper = Image.new("RGB", (strip.width, picture.height + strip.height), _PAPER)
    paper.paste(picture, ((paper.width - picture.width) // 2, 0))
    paper.paste(strip, (0, picture.height))
    buffer = io.BytesIO()
    paper.save(buffer, "PNG")
    return buffer.getvalue()


def _strip(width: int, explanation: Explanation, look: Look) -> Image.Image:
    rows = legend_of(explanation, look=look).rows
    strip = Image.new("RGB", (width, 64 + 22 * len(rows)), _PAPER)
    draw = ImageDraw.Draw(strip)
    font = ImageFont.load_default(_TEXT)
    draw.text((12, 10), headline(explanation), fill=_INK, font=font)
    strip.paste(Image.fromarray(legend_bar(explanation.method, (width - 24, 10), look)), (12, 36))
    for place, row in enumerate(rows):
        top = 56 + 22 * place
        draw.rectangle((12, top + 2, 28, top + 16), fill=row.colour, outline=_FAINT)
        draw.text((38, top), row.words, fill=_INK, font=font)
    return strip
