"""A contact sheet: photographs side by side on pages of paper, each with its name and what is said of it, as a PDF.

frames ──rendered at 220 dpi──> JPEGs, which go into the PDF as they are ──> pages, with text that can be searched
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from aesthetic_gui.files.export import pdf_text
from aesthetic_gui.files.export.fonts import printable
from aesthetic_gui.files.export.picture import rendered
from aesthetic_gui.files.export.rendition import Along, ExportError, Maker, Rendition, Sharpening, writes
from aesthetic_gui.photo import Unreadable

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

DPI = 220
QUALITY = 85
MILLIMETRE = 72 / 25.4  # points, which a PDF measures in
MOST = 20  # columns, rows: beyond it nothing can be made out
_TITLE, _NAME, _LINE, _FOOT = 15.0, 7.5, 7.0, 7.5  # sizes of type, in points
_LEADING = 1.3
_GUTTER = 4 * MILLIMETRE
_INK, _FAINT, _HAIR, _WASH = (0.12, 0.12, 0.13), (0.42, 0.42, 0.44), (0.82, 0.82, 0.83), (0.95, 0.95, 0.95)
_LABELS = {
    "red": (0.84, 0.23, 0.20),
    "yellow": (0.91, 0.73, 0.13),
    "green": (0.24, 0.62, 0.30),
    "blue": (0.18, 0.44, 0.82),
    "purple": (0.53, 0.31, 0.72),
}


class Paper(StrEnum):
    """Sizes of paper."""

    A4 = "A4"
    A3 = "A3"
    LETTER = "Letter"


_SIZES = {  # points, upright: ISO 216, ANSI/ASME Y14.1
    Paper.A4: (210 * MILLIMETRE, 297 * MILLIMETRE),
    Paper.A3: (297 * MILLIMETRE, 420 * MILLIMETRE),
    Paper.LETTER: (612.0, 792.0),
}


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """One photograph of the sheet: its name, lines such as ``Aesthetic · 87 %``, and a colour label's name or "".

    ``turn``: quarter turns clockwise from upright.
    """

    source: Path
    title: str
    lines: tuple[str, ...] = ()
    colour: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """``margin`` is in millimetres; ``title`` stands above every page, "" for none.

    ``show_scores`` puts what the model says, where that is known, below the photographs.
    """

    paper: Paper = Paper.A4
    landscape: bool = False
    columns: int = 4
    rows: int = 5
    title: str = ""
    page_numbers: bool = True
    margin: float = 12.0
    show_scores: bool = True

    def __post_init__(self) -> None:
        """Raises ``ValueError`` where nothing would fit."""
        if not (1 <= self.columns <= MOST and 1 <= self.rows <= MOST and 0 <= self.margin <= 50):
            raise ValueError(f"a contact sheet of {self.columns} × {self.rows} with {self.margin} mm around it")


@dataclass(frozen=True, slots=True)
class _Box:
    """In points, from the lower left corner of the page, as PDF has it."""

    x: float
    y: float
    width: float
    height: float


def contact_sheet(frames: Sequence[SheetFrame], settings: SheetSettings) -> Maker:
    """A maker of the PDF. A photograph that cannot be read has a frame that says why.

    Raises :class:`ExportError` where there is no frame. The maker raises ``OSError``; the same frames give the same
    bytes.
    """
    if not frames:
        raise ExportError("There is no photograph to put on a contact sheet. Select some first.")
    return writes(partial(_pdf, tuple(frames), settings))


def _pdf(frames: tuple[SheetFrame, ...], settings: SheetSettings) -> bytes:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # text for the mail of the nineties, a quarter longer
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=page_size(settings), invariant=1, pageCompression=1)
    canvas.setTitle(printable(settings.title) or "Contact sheet")
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("Aesthetic GUI")
    canvas.setProducer("Aesthetic GUI")
    per_page = settings.columns * settings.rows
    pages = -(-len(frames) // per_page)
    for page in range(pages):
        _draw_page(canvas, frames[page * per_page : (page + 1) * per_page], settings, (page + 1, pages))
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def page_size(settings: SheetSettings) -> tuple[float, float]:
    """Width and height in points."""
    width, height = _SIZES[settings.paper]
    return (height, width) if settings.landscape else (width, height)


def _draw_page(canvas: Canvas, frames: Sequence[SheetFrame], settings: SheetSettings, page: tuple[int, int]) -> None:
    area = _area(settings)
    if settings.title:
        top = area.y + area.height + 0.9 * _TITLE
        canvas.setFillColorRGB(*_INK)
        pdf_text.draw(canvas, area.x, top, settings.title, _TITLE, area.width)
    if settings.page_numbers:
        canvas.setFillColorRGB(*_FAINT)
        pdf_text.draw_right(canvas, area.x + area.width, area.y - 2.2 * _FOOT, f"{page[0]} / {page[1]}", _FOOT)
    for frame, box in zip(frames, _boxes(area, settings), strict=False):
        _draw_frame(canvas, frame, box)


def _area(settings: SheetSettings) -> _Box:
    """Where the frames go: what margins, title and page number leave."""
    width, height = page_size(settings)
    margin = settings.margin * MILLIMETRE
    head = 2.2 * _TITLE if settings.title else 0.0
    foot = 2.2 * _FOOT if settings.page_numbers else 0.0
    return _Box(margin, margin + foot, width - 2 * margin, height - 2 * margin - head - foot)


def _boxes(area: _Box, settings: SheetSettings) -> Iterator[_Box]:
    """The frames' places, row by row from the top."""
    width = (area.width - _GUTTER * (settings.columns - 1)) / settings.columns
    height = (area.height - _GUTTER * (settings.rows - 1)) / settings.rows
    for row in range(settings.rows):
        for column in range(settings.columns):
            x = area.x + column * (width + _GUTTER)
            yield _Box(x, area.y + area.height - (row + 1) * height - row * _GUTTER, width, height)


def _draw_frame(canvas: Canvas, frame: SheetFrame, box: _Box) -> None:
    """The picture, and its words below."""
    lines = _room_for_lines(frame, box)
    words = _LEADING * (_NAME + len(lines) * _LINE) + 2
    picture = _Box(box.x, box.y + words, box.width, max(1.0, box.height - words))
    try:
        _draw_picture(canvas, _jpeg(frame, picture), picture)
    except Unreadable as unreadable:
        _draw_reason(canvas, unreadable.reason, picture)
    _draw_words(canvas, frame, lines, _Box(box.x, box.y, box.width, words))


def _room_for_lines(frame: SheetFrame, box: _Box) -> tuple[str, ...]:
    """As many lines as leave the picture half of the box."""
    fitting = int((box.height / 2 - _LEADING * _NAME) / (_LEADING * _LINE))
    return frame.lines[: max(0, fitting)]


def _jpeg(frame: SheetFrame, box: _Box) -> bytes:
    """The photograph as large as ``box`` shows it. Raises ``Unreadable``."""
    side = max(16, round(max(box.width, box.height) / 72 * DPI))
    rendition = Rendition(long_edge=side, metadata=Along.NONE, sharpen=Sharpening.LOW)
    rgb = rendered(frame.source, rendition, frame.turn)
    picture = Image.fromarray(rgb)
    picture.thumbnail(
        (max(1, round(box.width / 72 * DPI)), max(1, round(box.height / 72 * DPI))), Image.Resampling.LANCZOS
    )
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return stream.getvalue()


def _draw_picture(canvas: Canvas, jpeg: bytes, box: _Box) -> None:
    """In the middle, at the box's bottom, so that names stand in a line."""
    reader = pdf_text.as_it_is(jpeg)
    width, height = reader.getSize()
    scale = min(box.width / width, box.height / height)
    left = box.x + (box.width - width * scale) / 2
    canvas.drawImage(reader, left, box.y, width * scale, height * scale)


def _draw_reason(canvas: Canvas, reason: str, box: _Box) -> None:
    canvas.setFillColorRGB(*_WASH)
    canvas.setStrokeColorRGB(*_HAIR)
    canvas.rect(box.x, box.y, box.width, box.height, stroke=1, fill=1)
    canvas.setFillColorRGB(*_FAINT)
    lines = pdf_text.wrapped(f"Cannot be read: {reason}", _LINE, box.width - 8)
    lines = lines[: max(1, int((box.height - 8) / (_LEADING * _LINE)))]
    top = box.y + (box.height + _LEADING * _LINE * len(lines)) / 2 - _LINE
    for number, line in enumerate(lines):
        pdf_text.draw(canvas, box.x + 4, top - number * _LEADING * _LINE, line, _LINE, box.width - 8)


def _draw_words(canvas: Canvas, frame: SheetFrame, lines: tuple[str, ...], box: _Box) -> None:
    baseline, left = box.y + box.height - _LEADING * _NAME, box.x
    if colour := _LABELS.get(frame.colour):
        canvas.setFillColorRGB(*colour)
        canvas.circle(left + 2.6, baseline + 2.6, 2.6, stroke=0, fill=1)
        left += 8
    canvas.setFillColorRGB(*_INK)
    pdf_text.draw(canvas, left, baseline, frame.title, _NAME, box.x + box.width - left)
    canvas.setFillColorRGB(*_FAINT)
    for number, line in enumerate(lines, start=1):
        pdf_text.draw(canvas, box.x, baseline - number * _LEADING * _LINE, line, _LINE, box.width)
