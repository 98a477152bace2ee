"""The overlay as a picture that stands alone: the photograph under its explanation, and a legend below."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from aesthetic_gui.explain.drawing.legend import headline, legend_bar, legend_of
from aesthetic_gui.explain.drawing.look import USUAL, Look
from aesthetic_gui.explain.drawing.overlay import render
from aesthetic_gui.explain.methods import method_called
from aesthetic_gui.photo import Explanation
from aesthetic_gui.scoring.calibration import Calibration

_PAPER, _INK, _FAINT = (250, 250, 250), (24, 24, 24), (110, 110, 110)
_NARROWEST = 420  # pixels: below it the legend would not fit, so the paper is wider than the photograph
_TEXT, _LINE, _ROW = 14, 20, 22  # pixels

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def png(
    rgb: NDArray[np.uint8],
    explanation: Explanation,
    opacity: float,
    look: Look = USUAL,
    calibration: Calibration | None = None,
) -> bytes:
    """PNG bytes of ``rgb`` uint8 (h, w, 3) with the overlay and, below, what it is and what its colours mean."""
    picture = Image.fromarray(render(rgb, explanation, opacity, look))
    strip = _strip(max(picture.width, _NARROWEST), explanation, look, calibration)
    paper = Image.new("RGB", (strip.width, picture.height + strip.height), _PAPER)
    paper.paste(picture, ((paper.width - picture.width) // 2, 0))
    paper.paste(strip, (0, picture.height))
    buffer = io.BytesIO()
    paper.save(buffer, "PNG")
    return buffer.getvalue()


def _strip(width: int, explanation: Explanation, look: Look, calibration: Calibration | None) -> Image.Image:
    legend, font = legend_of(explanation, calibration, look), ImageFont.load_default(_TEXT)
    source = f"{method_called(explanation.method).title}: {method_called(explanation.method).source}"
    above = _lines([headline(explanation)], width - 24, font)
    below = _lines([legend.means, legend.sureness, source], width - 24, font)
    top = 10 + _LINE * len(above)
    strip = Image.new("RGB", (width, top + 50 + _ROW * len(legend.rows) + _LINE * len(below)), _PAPER)
    draw = ImageDraw.Draw(strip)
    draw.multiline_text((12, 8), "\n".join(above), fill=_INK, font=font, spacing=4)
    strip.paste(Image.fromarray(legend_bar(explanation.method, (width - 24, 10), look)), (12, top + 4))
    for tick, anchor in zip(legend.ticks, ("la", "ma", "ra"), strict=True):
        draw.text(
            (12 + tick.place * (width - 24), top + 17), _drawable(tick.words), fill=_INK, font=font, anchor=anchor
        )
    for place, row in enumerate(legend.rows):
        down = top + 40 + _ROW * place
        draw.rectangle((12, down + 2, 28, down + 16), fill=row.colour, outline=_FAINT)
        draw.text((38, down), row.words, fill=_INK, font=font)
    down = top + 42 + _ROW * len(legend.rows)
    draw.multiline_text((12, down), "\n".join(below), fill=_FAINT, font=font, spacing=4)
    return strip


def _lines(sentences: list[str], width: int, font: Font) -> list[str]:
    """The ``sentences`` that say something, in lines that are no wider."""
    lines: list[str] = []
    for sentence in filter(None, sentences):
        line = ""
        for word in _drawable(sentence).split():
            if line and font.getlength(f"{line} {word}") > width:
                lines.append(line)
                line = ""
            line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def _drawable(words: str) -> str:
    """Pillow's own font has no minus but a hyphen."""
    return words.replace("−", "-")
