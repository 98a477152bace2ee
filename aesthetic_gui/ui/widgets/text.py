"""Words on the screen, and the doors that text from files goes through to get there; numbers as photographers do.

Qt takes for HTML what looks like it, reads the files that it names, makes a key of "&" and a sign of "[*]". A name,
a path or what a camera wrote is shown as it is: in a :class:`PlainLabel`, and through :func:`literal` in a tool tip,
:func:`as_title` in a menu or on a button, :func:`window_title` above a window. ``tests/unit/test_plain_text.py`` holds
every module of the window to that.
"""

from __future__ import annotations

import re
from bisect import bisect
from datetime import date, datetime
from html import escape
from textwrap import wrap
from typing import Any
from unicodedata import category

from PySide6 import QtGui
from PySide6.QtCore import QDate, QLocale, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)  # as the rest of the program writes
LONGEST_TITLE = 80  # letters in a menu
LONGEST_LINE = 160  # letters in a tool tip: about the width of a small screen
WIDEST_WORD = 200  # pixels that a label insists on for one word
# the last number of a name, of six digits at most, with what follows it; or the end of a name without a number
_TAIL = re.compile(r"\d{1,6}\D{0,8}(\.[^.]{1,5})?$|.{0,3}(\.[^.]{1,5})?$")
_JOINERS = "\u200c\u200d"  # without ink, and part of words and of emoji


class PlainLabel(QLabel):
    """A label whose text is never taken for HTML, each line of it shown as :func:`one_line` has it."""

    def __init__(self, text: str = "", **how: Any) -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText, **how)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(lines(text))

    def minimumSizeHint(self) -> QSize:
        """A name without a space does not push the window apart."""
        least = super().minimumSizeHint()
        return QSize(min(least.width(), WIDEST_WORD), least.height()) if self.wordWrap() else least


class FiguresLabel(QLabel):
    """A mean in bold, and its spread: figures, which can be taken for nothing else."""

    def __init__(self) -> None:
        super().__init__(textFormat=Qt.TextFormat.RichText)

    def show_figures(self, mean: float, sd: float) -> None:
        self.setText(f"<b>{mean:.2f}</b> ± {sd:.2f}")


class WrappedLabel(PlainLabel):
    """A label of several lines that gives way: a word too long for it is cut, and the whole is in the tool tip."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text, wordWrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)

    def setText(self, text: str) -> None:
        super().setText(one_line(text))
        self.setToolTip(literal(one_line(text)))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())


class ElidedLabel(WrappedLabel):
    """The same in one line: the middle of a long text becomes "…"."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


def paragraphs(text: str) -> str:
    """Plain lines as a tool tip that wraps them."""
    return "".join(f'<p style="white-space: pre-wrap">{escape(line)}</p>' for line in lines(text).split("\n"))


def literal(text: str) -> str:
    """``text`` for a tool tip or a message box, which take for HTML what looks like it: it is shown as it is."""
    folded = "\n".join(_folded(line) for line in lines(text).split("\n"))
    return paragraphs(folded) if QtGui.Qt.mightBeRichText(folded) else folded


def as_title(text: str) -> str:
    """``text`` for a menu, a button, a tab or a heading of a box, where "&" would underline the next letter."""
    return shortened(one_line(text), LONGEST_TITLE).replace("&", "&&")


def window_title(text: str) -> str:
    """``text`` above a window, where "[*]" would stand for *changed*, and vanish (QWidget::windowTitle)."""
    return one_line(text).replace("[*]", "[*][*]")


def shortened(text: str, most: int) -> str:
    """``text`` with "…" in its middle where it has more than ``most`` letters."""
    half = most // 2
    return text if len(text) <= most else f"{text[: most - half - 1]}…{text[-half:]}"


def quiet(label: QLabel) -> QLabel:
    """The label in the muted colour of the theme, also after the theme changes."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def wrapping(text: str = "") -> PlainLabel:
    """A label of as many lines as it needs, whose text is never taken for HTML."""
    return PlainLabel(text, wordWrap=True)


def bold(label: QLabel) -> QLabel:
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def one_line(text: str) -> str:
    """A file's name on one line: what has no ink (line breaks, control characters, marks that turn the direction of
    writing and make "gpj.exe" of "exe.jpg", undecodable bytes) becomes visible."""
    return text if text.isprintable() else "".join(map(_visible, text))


def name_within(name: str, metrics: QFontMetrics, width: int) -> str:
    """A file's ``name`` in ``width`` pixels. What is left out is in its middle: its number and its ending stay."""
    name = one_line(name)
    if metrics.horizontalAdvance(name) <= width:
        return name
    tail = _TAIL.search(name)
    assert tail is not None  # it matches the end of anything
    head = bisect(range(1, tail.start()), width, key=lambda n: metrics.horizontalAdvance(f"{name[:n]}…{tail[0]}"))
    if head < 1 or tail.start() < 1:
        return metrics.elidedText(name, Qt.TextElideMode.ElideLeft, width)
    return f"{name[:head]}…{tail[0]}"


def lines(text: str) -> str:
    """The same for each line of ``text``."""
    return "\n".join(map(one_line, text.split("\n")))


def _visible(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        return "�"
    if char.isprintable() or char in _JOINERS:
        return char
    return " " if category(char) == "Zs" else "␤"  # a space that is no key's, as in names that macOS gives


def _folded(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else "\n".join(wrap(line, LONGEST_LINE, drop_whitespace=False))


def exposure(seconds: float) -> str:
    """Shutter time: "1/250 s", "2.5 s"."""
    if seconds <= 0:
        return ""
    if seconds < 0.35:
        return f"1/{1 / seconds:.0f} s"
    return f"{seconds:.1f}".removesuffix(".0") + " s"


def aperture(f_number: float) -> str:
    """Aperture: "f/2.8", "f/8"."""
    return "f/" + f"{f_number:.1f}".removesuffix(".0")


def millimetres(focal_length: float) -> str:
    """Focal length: "24 mm", "4.3 mm"."""
    return (f"{focal_length:.1f}".removesuffix(".0") if focal_length < 20 else f"{focal_length:.0f}") + " mm"


def file_size(size: int) -> str:
    """Bytes as "7.2 MB" (powers of ten, as file browsers show them)."""
    decimals = 1 if len(str(size)) % 3 else 0
    return LOCALE.formattedDataSize(size, decimals, QLocale.DataSizeFormat.DataSizeSIFormat)


def moment(when: datetime) -> str:
    """Date and time, "14 Mar 2024, 17:05:09"; Qt would move a camera's time to a zone that has it."""
    return f"{day(when, 'd MMM yyyy')}, {when:%H:%M:%S}"


def day(when: date, form: str) -> str:
    """A date by the letters of ``QLocale.toString``: "Monday 23 November" for ``dddd d MMMM``."""
    return LOCALE.toString(QDate(when.year, when.month, when.day), form)
