"""Words on the screen: labels that shorten themselves, quiet labels, numbers as photographers write them."""

from __future__ import annotations

from datetime import date, datetime
from html import escape

from PySide6 import QtGui
from PySide6.QtCore import QDate, QLocale, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

LOCALE = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)  # as the rest of the program writes


class WrappedLabel(QLabel):
    """A label of several lines that gives way: a word too long for it is cut, and the whole is in the tool tip."""

    def __init__(self, text: str = "") -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(one_line(text))
        self.setToolTip(literal(text))

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
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


def paragraphs(text: str) -> str:
    """Plain lines as a tool tip that wraps them."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))


def literal(text: str) -> str:
    """``text`` for a tool tip or a message box, which take for HTML what looks like it: it is shown as it is."""
    return paragraphs(text) if QtGui.Qt.mightBeRichText(text) else text


def quiet(label: QLabel) -> QLabel:
    """The label in the muted colour of the theme, also after the theme changes."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def wrapping(text: str = "") -> QLabel:
    """A label of as many lines as it needs, whose text is never taken for HTML."""
    return QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)


def bold(label: QLabel) -> QLabel:
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def one_line(text: str) -> str:
    """A file's name on one line: control characters and undecodable bytes become visible ones."""
    return "".join("�" if "\ud800" <= char <= "\udfff" else char if char.isprintable() else "␤" for char in text)


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
