"""Text in a PDF in whatever script it is, and JPEGs that go in as they are; all that touches reportlab's inner side.

A text is cut into runs, each in the first font that has its letters: those of ``fonts``, then the fonts that a PDF's
reader has for Chinese, Japanese and Korean (Adobe's character collections), which are named and not embedded.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from aesthetic_gui.files.export import fonts
from aesthetic_gui.files.export.fonts import printable

if TYPE_CHECKING:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

ELLIPSIS = "…"
_KANA, _HAN, _HANGUL = (0x3040, 0x30FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF)
_LEFTWARD = "\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc"  # Hebrew, Arabic and their neighbours
_RIGHT_TO_LEFT = re.compile(f"[{_LEFTWARD}](?:[{_LEFTWARD} ]*[{_LEFTWARD}])?")
_JAPANESE, _CHINESE, _KOREAN = "HeiseiKakuGo-W5", "STSong-Light", "HYGothic-Medium"


def draw(canvas: Canvas, x: float, y: float, text: str, size: float, width: float) -> None:
    """``text`` from ``x`` on the baseline ``y``, shortened in its middle where it is wider than ``width`` points."""
    for font, run in _runs(_as_seen(shortened(text, size, width))):
        canvas.setFont(font, size)
        canvas.drawString(x, y, run)
        x += _width(font, run, size)


def draw_right(canvas: Canvas, right: float, y: float, text: str, size: float) -> None:
    """``text`` that ends at ``right``."""
    width = text_width(text, size)
    draw(canvas, right - width, y, text, size, width + 1)


def shortened(text: str, size: float, width: float) -> str:
    """``text`` with an ellipsis for its middle where it is too wide: names of files differ at their ends."""
    text = printable(text)
    if text_width(text, size) <= width:
        return text
    least, most = 0, len(text)  # letters that are kept
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if text_width(_cut(text, middle), size) <= width else (least, middle - 1)
    return _cut(text, least)


def _as_seen(text: str) -> str:
    """Words of scripts that run from right to left, letters turned about: a PDF's text goes from left to right.

    Arabic letters stay unjoined; the whole bidirectional algorithm would take a library.
    """
    return _RIGHT_TO_LEFT.sub(lambda words: words[0][::-1], text)


def _cut(text: str, kept: int) -> str:
    end = kept // 2
    return text[: kept - end] + ELLIPSIS + (text[-end:] if end else "")


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Lines no wider than ``width``, broken at spaces; a word that is wider stands alone."""
    lines = [""]
    for word in printable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def text_width(text: str, size: float) -> float:
    """In points, of a printable text."""
    return sum(_width(font, run, size) for font, run in _runs(text))


def _width(font: str, text: str, size: float) -> float:
    from reportlab.pdfbase import pdfmetrics

    return float(pdfmetrics.stringWidth(text, font, size))


def _runs(text: str) -> list[tuple[str, str]]:
    """Fonts' names and the letters that stand in each."""
    japanese = any(_KANA[0] <= ord(letter) <= _KANA[1] for letter in text)
    return [(font, "".join(run)) for font, run in groupby(text, key=lambda letter: _font_for(letter, japanese))]


@lru_cache(maxsize=4096)
def _font_for(letter: str, japanese: bool) -> str:
    """The first font that has the letter; the first of all where none has, so that it can be searched at least."""
    embedded = _embedded()
    for name, letters in embedded:
        if ord(letter) in letters:
            return name
    if _HANGUL[0] <= ord(letter) <= _HANGUL[1]:
        return _readers_own(_KOREAN)
    if _HAN[0] <= ord(letter) <= _HAN[1]:
        return _readers_own(_JAPANESE if japanese else _CHINESE)
    return embedded[0][0] if embedded else "Helvetica"


@lru_cache(maxsize=4)
def _readers_own(name: str) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name


@lru_cache(maxsize=1)
def _embedded() -> list[tuple[str, Any]]:
    """Names of the fonts that can go into a PDF, and the letters each has. Others' outlines are not TrueType's."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    found = []
    for number, path in enumerate(fonts.files()):
        try:
            font = TTFont(f"Sheet{number}", str(path))
        except TTFError:
            continue
        pdfmetrics.registerFont(font)
        found.append((font.fontName, frozenset(font.face.charToGlyph)))
    return found


def as_it_is(jpeg: bytes) -> ImageReader:
    """A JPEG for ``Canvas.drawImage`` that goes into the PDF byte for byte, without being decoded to be told apart."""
    from reportlab.lib.utils import ImageReader

    class Jpeg(ImageReader):  # type: ignore[misc]  # reportlab is untyped
        def getRGBData(self) -> bytes:  # noqa: N802 – reportlab's name
            self._dataA = None
            return jpeg

    return Jpeg(io.BytesIO(jpeg))
