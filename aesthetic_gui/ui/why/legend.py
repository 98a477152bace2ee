"""What the colours of a map are worth: a bar with figures below both ends and zero, and the unit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from aesthetic_gui.later import np
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.why.told import STEPS, Told

BAR = 10  # pixels high


def bar_of(told: Told) -> QImage:
    """Its colours, one pixel high; empty where it has none."""
    if told.bar is None:
        return QImage()
    return QImage(np.ascontiguousarray(told.bar).data, STEPS, 1, 3 * STEPS, QImage.Format.Format_RGB888).copy()


def paint_bar(painter: QPainter, where: QRectF, bar: QImage, edge: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(where, bar)
    painter.setPen(edge)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(where.adjusted(0.5, 0.5, -0.5, -0.5))


class Legend(QWidget):
    """As wide as the panel; two lines of words below the bar."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QImage()
        self._told: Told | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_told(self, told: Told) -> None:
        """Without colours of its own: with those that are shown."""
        self._bar, self._told = bar_of(told) if told.bar is not None else self._bar, told
        self.setAccessibleName(
            f"Colours: {told.ends[0]} to {told.ends[1]} {told.unit}, from what lowers {told.subject} to what raises it"
        )
        self.show()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, BAR + 4 + 2 * self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        told = self._told
        if told is None:
            return
        painter, table = smooth(self), colours()
        paint_bar(painter, QRectF(0, 0, self.width(), BAR), self._bar, table.border)
        line = QFontMetricsF(self.font()).height()
        figures = QRectF(0, BAR + 3, self.width(), line)
        painter.setPen(table.text)
        low, high = told.ends
        for where, words in zip(_PLACES, (low, "0", high), strict=True):
            painter.drawText(figures, where, words)
        painter.setPen(table.muted)
        for where, words in zip(_PLACES, ("lowers", told.unit, "raises"), strict=True):
            painter.drawText(figures.translated(0, line), where, words)


_PLACES = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
