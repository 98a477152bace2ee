"""Pictures of writing: screens, documents, slides, diagrams and codes, drawn with Pillow and Matplotlib.

Each takes a random generator, a width and a height in pixels, and gives uint8 (height, width, 3) sRGB. The words are
made of syllables; a reader finds them odd, a network does not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Picture = NDArray[np.uint8]
Colour = tuple[int, int, int]
Random = np.random.Generator

_SYLLABLES = ("ta", "lo", "men", "re", "si", "an", "der", "ko", "li", "ver", "un", "pa", "ste", "no", "ing", "e")
_INK: Colour = (25, 25, 30)
_DARK: tuple[Colour, ...] = ((30, 32, 40), (20, 20, 20), (40, 44, 52))
_ACCENTS: tuple[Colour, ...] = ((38, 110, 190), (200, 60, 50), (40, 140, 90), (230, 160, 30), (110, 70, 160))


def document(rng: Random, width: int, height: int) -> Picture:
    """A page of text in one column, with a heading and a page number."""
    image, draw = _sheet(width, height, _paper(rng))
    margin, size = width // 9, max(8, height // 42)
    _write(draw, (margin, margin), _line(rng, 3).title(), _INK, 2 * size)
    _paragraphs(rng, draw, (margin, margin + 4 * size, width - margin, height - margin), size)
    _write(draw, (width // 2, height - margin + size), str(rng.integers(1, 300)), _INK, size)
    return _array(image)


def two_columns(rng: Random, width: int, height: int) -> Picture:
    """A page of a journal: a title over two columns of small text."""
    image, draw = _sheet(width, height, _paper(rng))
    margin, size = width // 14, max(7, height // 60)
    _write(draw, (margin, margin), _line(rng, 5).title(), _INK, 2 * size)
    half = (width - 3 * margin) // 2
    for left in (margin, 2 * margin + half):
        _paragraphs(rng, draw, (left, margin + 5 * size, left + half, height - margin), size)
    return _array(image)


def form(rng: Random, width: int, height: int) -> Picture:
    """A bill: a heading, and a ruled table of words and amounts."""
    image, draw = _sheet(width, height, _paper(rng))
    margin, size, row = width // 10, max(8, height // 40), max(14, height // 22)
    _write(draw, (margin, margin // 2), _line(rng, 2).upper(), _accent(rng), 2 * size)
    for top in range(margin + 3 * size, height - margin, row):
        draw.line((margin, top, width - margin, top), (150, 150, 150))
        _write(draw, (margin + 4, top + 2), _line(rng, 3), _INK, size)
        _write(draw, (width - margin - 6 * size, top + 2), f"{rng.uniform(1, 999):.2f}", _INK, size)
    return _array(image)


def editor(rng: Random, width: int, height: int) -> Picture:
    """Lines of code on dark ground, indented, each word of a colour."""
    image, draw = _sheet(width, height, _DARK[rng.integers(len(_DARK))])
    size = int(rng.integers(9, 15))
    for number, top in enumerate(range(6, height, size + 5), start=1):
        _write(draw, (4, top), str(number), (110, 110, 110), size)
        left = 36 + 20 * int(rng.integers(0, 4))
        for word in _line(rng, int(rng.integers(0, 7))).split():
            colour = tuple(int(value) for value in rng.integers(120, 256, 3))
            left += _write(draw, (left, top), f"{word} ", colour, size)
    return _array(image)


def terminal(rng: Random, width: int, height: int) -> Picture:
    """Green or white text on black, and a prompt."""
    image, draw = _sheet(width, height, (0, 0, 0))
    size, colour = int(rng.integers(9, 14)), ((80, 230, 80), (230, 230, 230))[rng.integers(2)]
    for top in range(4, height - size, size + 3):
        prompt = "$ " if rng.random() < 0.2 else ""
        _write(draw, (4, top), prompt + _line(rng, int(rng.integers(1, 12))), colour, size)
    return _array(image)


def desktop(rng: Random, width: int, height: int) -> Picture:
    """A desktop: a plain ground, windows over each other with title bars, a menu, a row of icons."""
    image, draw = _sheet(width, height, _accent(rng))
    for _ in range(int(rng.integers(2, 4))):
        _window(rng, draw, width, height)
    _menu(rng, draw, width, height)
    draw.rectangle((0, height - 26, width, height), (45, 45, 50))
    for left in range(6, width // 2, 28):
        draw.rounded_rectangle((left, height - 23, left + 20, height - 3), 4, _accent(rng))
    return _array(image)


def spreadsheet(rng: Random, width: int, height: int) -> Picture:
    """Ruled cells with numbers, their heads grey."""
    image, draw = _sheet(width, height, (255, 255, 255))
    row, column = int(rng.integers(15, 22)), int(rng.integers(50, 80))
    draw.rectangle((0, 0, width, row), (225, 225, 228))
    for left in range(0, width, column):
        draw.line((left, 0, left, height), (205, 205, 205))
        for top in range(0, height, row):
            draw.line((0, top, width, top), (205, 205, 205))
            if top and rng.random() < 0.8:
                _write(draw, (left + 4, top + 2), f"{rng.uniform(0, 9999):.1f}", _INK, row - 8)
    return _array(image)


def web_page(rng: Random, width: int, height: int) -> Picture:
    """A coloured head with links, cards with a grey place for a picture, and text beside it."""
    image, draw = _sheet(width, height, (250, 250, 250))
    draw.rectangle((0, 0, width, 36), _accent(rng))
    for left in range(10, width - 40, 80):
        _write(draw, (left, 10), _word(rng), (255, 255, 255), 13)
    for top in range(50, height - 40, 90):
        draw.rounded_rectangle((10, top, width - 10, top + 80), 6, (255, 255, 255), (215, 215, 215))
        draw.rectangle((18, top + 8, 98, top + 72), (205, 208, 212))
        _paragraphs(rng, draw, (110, top + 8, width - 20, top + 74), 12)
    return _array(image)


def chat(rng: Random, width: int, height: int) -> Picture:
    """A telephone's screen: bubbles of two people, left and right."""
    image, draw = _sheet(width, height, (236, 240, 243))
    mine, top = _accent(rng), 10
    while top < height - 30:
        text, right = _line(rng, int(rng.integers(1, 5))), rng.random() < 0.5
        wide = min(int(_font(13).getlength(text)) + 24, width - 20)
        left = width - wide - 10 if right else 10
        draw.rounded_rectangle((left, top, left + wide, top + 26), 12, mine if right else (255, 255, 255))
        _write(draw, (left + 12, top + 5), text, (255, 255, 255) if right else _INK, 13)
        top += int(rng.integers(34, 60))
    return _array(image)


def title_slide(rng: Random, width: int, height: int) -> Picture:
    """A talk's first slide: a large title in the middle of a coloured ground."""
    ground = _accent(rng)
    image, draw = _sheet(width, height, ground)
    for share, size, words in ((0.4, 10, 2), (0.58, 20, 4)):
        font = _font(max(12, width // size))
        draw.text((width / 2, height * share), _line(rng, words).title(), (255, 255, 255), font, anchor="mm")
    draw.rectangle((0, int(height * 0.9), width, height), _DARK[0])
    return _array(image)


def bullet_slide(rng: Random, width: int, height: int) -> Picture:
    """A heading, four or five points, and a diagram of boxes with arrows between them."""
    image, draw = _sheet(width, height, (255, 255, 255))
    size, colour = max(11, height // 20), _accent(rng)
    _write(draw, (width // 16, height // 14), _line(rng, 3).title(), colour, int(1.6 * size))
    for number in range(int(rng.integers(4, 6))):
        _write(draw, (width // 14, height // 4 + 2 * size * number), "-  " + _line(rng, 4), _INK, size)
    top = int(height * 0.78)
    for left in range(width // 12, width - width // 5, width // 4):
        draw.rectangle((left, top, left + width // 7, top + height // 8), colour)
        draw.line((left + width // 7, top + height // 16, left + width // 4, top + height // 16), _INK, 2)
    return _array(image)


def square_code(rng: Random, width: int, height: int) -> Picture:
    """Like a QR code: modules at random, three finders in the corners; it says nothing."""
    side = 4 * int(rng.integers(5, 11)) + 17
    modules = rng.random((side, side)) < 0.5
    finder = np.ones((7, 7), bool)
    finder[1:6, 1:6], finder[2:5, 2:5] = False, True
    for rows, columns in ((slice(0, 7), slice(0, 7)), (slice(0, 7), slice(-7, None)), (slice(-7, None), slice(0, 7))):
        modules[rows, columns] = finder
    cell = max(1, int(0.9 * min(width, height)) // side)
    image = Image.new("RGB", (width, height), (255, 255, 255))
    code = Image.fromarray(np.where(modules, 0, 255).astype(np.uint8)).resize((side * cell, side * cell), 0)
    image.paste(code.convert("RGB"), ((width - side * cell) // 2, (height - side * cell) // 2))
    return _array(image)


def bar_code(rng: Random, width: int, height: int) -> Picture:
    """Upright bars of one to four units, a number below them."""
    image, draw = _sheet(width, height, (255, 255, 255))
    unit, left = max(1, width // 160), width // 10
    while left < width - width // 10:
        wide, gap = (int(value) * unit for value in rng.integers(1, 5, 2))
        draw.rectangle((left, height // 6, left + wide - 1, height * 3 // 4), (0, 0, 0))
        left += wide + gap
    _write(draw, (width // 4, height * 4 // 5), str(rng.integers(10**11, 10**12)), _INK, height // 12)
    return _array(image)


def line_chart(rng: Random, width: int, height: int) -> Picture:
    """Three random walks over time, with a grid and a legend."""

    def plot(axes: Axes) -> None:
        walks = rng.standard_normal((120, 3)).cumsum(axis=0)
        axes.plot(walks, label=[_word(rng) for _ in range(3)])
        axes.grid(visible=True)
        axes.legend()

    return _plotted(rng, width, height, plot)


def bar_chart(rng: Random, width: int, height: int) -> Picture:
    """Bars of five to eight groups."""

    def plot(axes: Axes) -> None:
        names = [f"{_word(rng)} {number}" for number in range(int(rng.integers(5, 9)))]
        axes.bar(names, rng.uniform(1, 10, len(names)), color=f"C{rng.integers(10)}")

    return _plotted(rng, width, height, plot)


def scatter_chart(rng: Random, width: int, height: int) -> Picture:
    """Two hundred points of two measures."""

    def plot(axes: Axes) -> None:
        across = rng.standard_normal(200)
        axes.scatter(across, across + rng.standard_normal(200), s=9)

    return _plotted(rng, width, height, plot)


def heat_chart(rng: Random, width: int, height: int) -> Picture:
    """A table of numbers as colours."""

    def plot(axes: Axes) -> None:
        axes.imshow(rng.random((9, 12)), cmap="viridis", aspect="auto")

    return _plotted(rng, width, height, plot)


def _plotted(rng: Random, width: int, height: int, plot: Callable[[Axes], None]) -> Picture:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / 80, height / 80), dpi=80)
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots()
    plot(axes)
    axes.set_title(_line(rng, 3))
    axes.set_xlabel(_word(rng))
    canvas.draw()  # type: ignore[no-untyped-call]
    drawn = np.asarray(canvas.buffer_rgba(), np.uint8)  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(drawn[:height, :width, :3])


def _window(rng: Random, draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    left, top = int(rng.integers(0, width // 3)), int(rng.integers(20, height // 3))
    right, bottom = left + int(rng.integers(width // 3, width // 2)), top + int(rng.integers(height // 3, height // 2))
    draw.rectangle((left, top, right, bottom), (246, 246, 246), (120, 120, 120))
    draw.rectangle((left, top, right, top + 20), (70, 75, 85))
    _write(draw, (left + 8, top + 3), _line(rng, 2).title(), (240, 240, 240), 12)
    for place, colour in enumerate(((220, 80, 70), (235, 180, 50), (90, 180, 80))):
        draw.ellipse((right - 16 - 16 * place, top + 5, right - 6 - 16 * place, top + 15), colour)
    _paragraphs(rng, draw, (left + 8, top + 28, right - 8, bottom - 6), 11)


def _menu(rng: Random, draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    draw.rectangle((0, 0, width, 18), (232, 232, 232))
    for left in range(8, width // 2, 52):
        _write(draw, (left, 2), _word(rng).title(), _INK, 12)
    draw.rectangle((8, 18, 130, min(height - 30, 150)), (252, 252, 252), (160, 160, 160))
    for top in range(22, min(height - 44, 138), 18):
        _write(draw, (16, top), _line(rng, 2).title(), _INK, 12)


def _paragraphs(rng: Random, draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], size: int) -> None:
    """Text that fills ``box``, the last line of each paragraph shorter."""
    left, top, right, bottom = box
    for line_top in range(top, bottom - size, round(1.35 * size)):
        words = _line(rng, max(1, (right - left) // (3 * size)))
        while _font(size).getlength(words) > (right - left) * (0.5 if rng.random() < 0.05 else 1) and " " in words:
            words = words.rpartition(" ")[0]
        _write(draw, (left, line_top), words, _INK, size)


def _sheet(width: int, height: int, ground: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), ground)
    return image, ImageDraw.Draw(image)


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, colour: tuple[int, ...], size: int) -> int:
    """Write ``text``; how wide it is, in pixels."""
    draw.text(place, text, colour, _font(size))
    return int(_font(size).getlength(text))


def _line(rng: Random, words: int) -> str:
    return " ".join(_word(rng) for _ in range(words))


def _word(rng: Random) -> str:
    return "".join(rng.choice(_SYLLABLES, int(rng.integers(1, 5))))


def _paper(rng: Random) -> Colour:
    shade = int(rng.integers(225, 256))
    return shade, shade, shade - int(rng.integers(0, 18))


def _accent(rng: Random) -> Colour:
    return _ACCENTS[rng.integers(len(_ACCENTS))]


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _array(image: Image.Image) -> Picture:
    return np.array(image, np.uint8)


PAGES: tuple[tuple[str, int, Callable[[Random, int, int], Picture]], ...] = (
    ("document", 3, document),
    ("two-columns", 1, two_columns),
    ("form", 1, form),
    ("editor", 2, editor),
    ("terminal", 1, terminal),
    ("desktop", 3, desktop),
    ("spreadsheet", 1, spreadsheet),
    ("web-page", 2, web_page),
    ("chat", 1, chat),
    ("title-slide", 1, title_slide),
    ("bullet-slide", 2, bullet_slide),
    ("square-code", 2, square_code),
    ("bar-code", 1, bar_code),
    ("line-chart", 1, line_chart),
    ("bar-chart", 1, bar_chart),
    ("scatter-chart", 1, scatter_chart),
    ("heat-chart", 1, heat_chart),
)
