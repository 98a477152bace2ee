"""Sliders that keep calm: they jump to a click, ignore the wheel, and never take the arrow keys by being clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from aesthetic_gui.ui.theme import blend, colours, smooth

INSET = 8  # charts above a slider keep the same inset, so that marks and knob are in line
SAME = 0.005  # half a step: nearer than this is the same value


class FractionSlider(QSlider):
    """A horizontal slider from 0 to 1 in steps of 0.01; a double click wishes the default back."""

    fraction_changed = Signal(float)
    reset_wanted = Signal()

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, 100)
        self.setPageStep(5)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.valueChanged.connect(lambda value: self.fraction_changed.emit(value / 100))

    @property
    def fraction(self) -> float:
        return self.value() / 100

    def show_fraction(self, fraction: float) -> None:
        """Move the knob without a signal."""
        self.blockSignals(True)
        self.setValue(round(fraction * 100))
        self.blockSignals(False)
        self.update()

    def place(self, fraction: float) -> float:
        """Where on the widget, in pixels from the left, ``fraction`` lies."""
        return INSET + fraction * (self.width() - 2 * INSET)

    def sizeHint(self) -> QSize:
        return QSize(160, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 20)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._move_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._move_to(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.reset_wanted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the panel must not change a value under the cursor."""
        event.ignore()

    def _move_to(self, point: QPointF) -> None:
        self.setValue(round(100 * (point.x() - INSET) / max(self.width() - 2 * INSET, 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        middle, knob = self.height() / 2, self.place(self.fraction)
        self._paint_groove(painter, middle, knob)
        ink = self._ink()
        painter.setBrush(ink)
        painter.setPen(QPen(table.panel, 2))
        painter.drawEllipse(QPointF(knob, middle), 7.5, 7.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(table.accent, 1))
            painter.drawEllipse(QPointF(knob, middle), 8.5, 8.5)

    def _paint_groove(self, painter: QPainter, middle: float, knob: float) -> None:
        table = colours()
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(INSET, middle - 1.5, self.width() - 2 * INSET, 3)
        painter.setBrush(table.border)
        painter.drawRoundedRect(groove, 1.5, 1.5)
        groove.setRight(knob)
        painter.setBrush(table.accent if self.isEnabled() else table.border)
        painter.drawRoundedRect(groove, 1.5, 1.5)

    def _ink(self) -> QColor:
        table = colours()
        if not self.isEnabled():
            return blend(table.muted, table.panel, 0.5)
        return table.accent if self.underMouse() or self.isSliderDown() else blend(table.text, table.panel, 0.85)


class ThresholdSlider(FractionSlider):
    """The slider under the gauge: its knob points up to the mark it moves."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        painter.fillRect(QRectF(INSET, 9, self.width() - 2 * INSET, 1), table.border)
        knob = self.place(self.fraction)
        path = QPainterPath(QPointF(knob, 1))
        for x, y in ((knob + 6, 8), (knob + 6, 17), (knob - 6, 17), (knob - 6, 8)):
            path.lineTo(QPointF(x, y))
        path.closeSubpath()
        painter.setPen(QPen(table.accent if self.hasFocus() else table.panel, 1.5))
        painter.setBrush(self._ink())
        painter.drawPath(path)


class BandSlider(FractionSlider):
    """The unsure band above the gauge: two handles, one on each side of the threshold, that move together.

    The value is the half-width, 0 to 0.5: how far from the threshold each handle stands.
    """

    REACH = 9  # pixels of a handle beyond its edge

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setRange(0, 50)
        self.setMouseTracking(True)
        self._centre = 0.5
        self._grip = 0.0  # where on a handle it was taken, in pixels beyond its edge

    def show_centre(self, threshold: float) -> None:
        """Stand around ``threshold``."""
        self._centre = threshold
        self.update()

    @property
    def edges(self) -> tuple[float, float]:
        """Where unsure begins and ends, 0 to 1."""
        return max(self._centre - self.fraction, 0.0), min(self._centre + self.fraction, 1.0)

    def sizeHint(self) -> QSize:
        return QSize(160, 14)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 14)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A handle taken anywhere stays under the cursor; a press elsewhere brings the nearer one."""
        self._grip = self._beyond(event.position().x()) or 0.0
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.isSliderDown() or self._beyond(event.position().x()) is not None
        self.setCursor(Qt.CursorShape.SizeHorCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def _beyond(self, x: float) -> float | None:
        """How far beyond its edge a handle is touched at ``x``; None beside both."""
        left, right = (self.place(edge) for edge in self.edges)
        for distance in (left - x, x - right):
            if -3 <= distance <= self.REACH:
                return distance
        return None

    def _move_to(self, point: QPointF) -> None:
        distance = abs(point.x() - self.place(self._centre)) - self._grip
        self.setValue(round(100 * max(distance, 0.0) / max(self.width() - 2 * INSET, 1)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        left, right = (self.place(edge) for edge in self.edges)
        bottom = self.height() - 1.0
        painter.fillRect(QRectF(left, bottom - 2, right - left, 2), table.unsure)
        hot = self.hasFocus() or self.underMouse() or self.isSliderDown()
        painter.setPen(QPen(table.accent if self.hasFocus() else table.panel, 1.5))
        painter.setBrush(self._ink() if hot else table.unsure)
        for edge, side in ((left, -1), (right, 1)):
            path = QPainterPath(QPointF(edge, bottom + 1))
            for x, y in ((edge, 1.0), (edge + side * (self.REACH - 1), 1.0), (edge + side * (self.REACH - 1), 6.0)):
                path.lineTo(QPointF(x, y))
            path.closeSubpath()
            painter.drawPath(path)
