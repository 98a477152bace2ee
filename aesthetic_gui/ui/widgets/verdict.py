"""A verdict in words, and as a chip: one look for the grid, the loupe and the inspector."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from aesthetic_gui.photo import Verdict
from aesthetic_gui.ui.theme import blend, colours
from aesthetic_gui.ui.widgets.glyphs import of_verdict, paint_glyph
from aesthetic_gui.words import VERDICTS, percent, verdict_words


def verdict_name(verdict: Verdict | None) -> str:
    """The verdict as a photographer reads it; "Not scored yet" for None."""
    return "Not scored yet" if verdict is None else VERDICTS[verdict]


def chip_size(metrics: QFontMetricsF, text: str) -> QSizeF:
    """The size of a chip with ``text``; with an empty text the chip is only its glyph."""
    height = metrics.height() + 6
    width = height + (metrics.horizontalAdvance(text) + 0.55 * height if text else 0.0)
    return QSizeF(width, height)


def paint_chip(painter: QPainter, rect: QRectF, verdict: Verdict | None, text: str, ground: QColor) -> None:
    """Paint a chip in the painter's font: a quiet tint of the verdict's colour on ``ground``, its glyph, the words."""
    colour = colours().of_verdict(verdict)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(blend(colour, ground, 0.55))
    painter.setBrush(blend(colour, ground, 0.16))
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    side = rect.height()
    paint_glyph(
        painter, of_verdict(verdict), QRectF(rect.x(), rect.y(), side, side).adjusted(4.5, 4.5, -4.5, -4.5), colour
    )
    painter.setPen(colours().text)
    words = rect.adjusted(side, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


class VerdictChip(QWidget):
    """The chip as a widget of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict: Verdict | None = None
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_verdict(None, None)

    @property
    def text(self) -> str:
        return self._text

    def show_verdict(self, verdict: Verdict | None, p_aesthetic: float | None) -> None:
        """Show the verdict with P(aesthetic); None for a photograph that is not scored yet."""
        self._verdict, self._text = verdict, verdict_name(verdict)
        said = f"Verdict: {self._text}"
        if verdict is not None and p_aesthetic is not None:
            self._text = verdict_words(verdict, p_aesthetic)
            said += f", P(aesthetic) {percent(p_aesthetic)}"  # read out alone, 7 % would be how sure the words are
            self.setToolTip("P(aesthetic): how likely people are to call the photograph aesthetic.")
        self.setAccessibleName(said)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return chip_size(QFontMetricsF(self.font()), self._text).toSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._verdict, self._text, self.palette().window().color())
