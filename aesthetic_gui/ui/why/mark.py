"""How sure a reason is, as a small mark: bars that rise, as many filled as it is sure."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.photo import Sure
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.why.told import Told
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, row
from aesthetic_gui.ui.widgets.text import ElidedLabel, literal, quiet

SIDE = 14  # pixels
_FILLED = {Sure.UNCHECKED: 0, Sure.NO: 0, Sure.FAIRLY: 2, Sure.VERY: 3}
_BARS = 3


def paint_sure(painter: QPainter, where: QRectF, sure: Sure, ink: QColor) -> None:
    """Three bars in the square ``where``; struck out where there is no reliable reason."""
    wide, gap = where.width() * 0.22, where.width() * 0.17
    painter.setPen(Qt.PenStyle.NoPen)
    for place in range(_BARS):
        high = where.height() * (place + 1.4) / (_BARS + 0.4)
        left = where.left() + place * (wide + gap)
        filled = QColor(ink)
        filled.setAlphaF(1.0 if place < _FILLED[sure] else 0.3)
        painter.fillRect(QRectF(left, where.bottom() - high, wide, high), filled)
    if sure is Sure.NO:
        painter.setPen(ink)
        painter.drawLine(where.bottomLeft(), where.topRight())


class SureMark(QWidget):
    """The mark with its words; its figures are in the tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self._bars, self._words = _Bars(), quiet(ElidedLabel())
        self._words.setObjectName("sure")
        row(self._bars, (self._words, 1), on=self, margins=NO_MARGINS, spacing=8)
        self.hide()

    def show_told(self, told: Told, by: str = "") -> None:
        """``by`` goes on from its words: by which method there is no reliable reason."""
        words = told.sure_words + by
        self._bars.show_sure(told.sure)
        self._words.setText(words)
        for part in (self, self._words):
            part.setToolTip(literal(told.sure_figures))
        self.setAccessibleName(f"How sure is this reason: {words}")
        self.show()


class _Bars(QWidget):
    """The mark alone."""

    def __init__(self, sure: Sure = Sure.UNCHECKED) -> None:
        super().__init__()
        self._sure = sure
        self.setFixedSize(SIDE, SIDE)

    def show_sure(self, sure: Sure) -> None:
        self._sure = sure
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        table = colours()
        paint_sure(smooth(self), QRectF(self.rect()), self._sure, table.unsure if self._sure is Sure.NO else table.text)
