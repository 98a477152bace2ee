"""Thin frames over a photograph: where something was measured, with its words beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.looking.marks import Mark
from aesthetic_gui.ui.theme import DARK, smooth
from aesthetic_gui.ui.widgets.text import one_line

_HALO, _GROUND = QColor(0, 0, 0, 150), QColor(0, 0, 0, 175)
_PAD = 4  # pixels


class Marking(QWidget):
    """Lies over ``view``; what is pressed or clicked there goes to it as if this were not here."""

    def __init__(self, view: QWidget, whole: Callable[[], QRectF]) -> None:
        """``whole`` tells where in the view all of the photograph lies; empty without one."""
        super().__init__(view)
        self._view, self._whole = view, whole
        self._marks: Sequence[Mark] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def marks(self) -> Sequence[Mark]:
        return self._marks

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these and no others."""
        if tuple(marks) == tuple(self._marks):
            return
        self._marks = tuple(marks)
        self.follow()

    def follow(self) -> None:
        """The view shows another part of the photograph, or none."""
        shown = bool(self._marks) and not self._whole().isEmpty()
        if shown:
            self.setGeometry(self._view.rect())
            self.update()
        self.setVisible(shown)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, whole = smooth(self), self._whole()
        placed = ((mark, _placed(mark, whole)) for mark in self._marks)
        boxes = [(mark, box) for mark, box in placed if box.intersects(QRectF(self.rect()))]
        for mark, box in boxes:
            _paint_frame(painter, box, DARK.unsure if mark.fault else DARK.text)
        taken: list[QRectF] = []
        for mark, box in boxes:
            self._paint_words(painter, mark, box, taken)

    def _paint_words(self, painter: QPainter, mark: Mark, box: QRectF, taken: list[QRectF]) -> None:
        """Above its frame, else below, within the view; what would lie on other words gives way downwards."""
        metrics, words = QFontMetricsF(self.font()), one_line(mark.words)
        label = QRectF(0, 0, metrics.horizontalAdvance(words) + 2 * _PAD, metrics.height() + _PAD)
        label.moveBottomLeft(box.topLeft() - QPointF(0, 2))
        if label.top() < 0:
            label.moveTopLeft(QPointF(box.left(), min(box.bottom() + 2, self.height() - label.height())))
        label.moveLeft(max(0.0, min(label.left(), self.width() - label.width())))
        while any(label.intersects(other) for other in taken):
            label.translate(0, label.height() + 1)
        taken.append(QRectF(label))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(label, 3, 3)
        painter.setPen(DARK.unsure if mark.fault else DARK.text)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)


def _placed(mark: Mark, whole: QRectF) -> QRectF:
    region = mark.region
    corner = QPointF(whole.left() + region.left * whole.width(), whole.top() + region.top * whole.height())
    return QRectF(
        corner, QPointF(corner.x() + region.width * whole.width(), corner.y() + region.height * whole.height())
    )


def _paint_frame(painter: QPainter, box: QRectF, ink: QColor) -> None:
    """A light line on a dark one: it is seen on any photograph."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_HALO, 3.0), (ink, 1.0)):
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(box, 2, 2)
