"""A line over the photograph: by which method its colours are, what they are worth, and how sure that is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.photo import Sure
from aesthetic_gui.ui.theme import DARK, smooth
from aesthetic_gui.ui.why.legend import bar_of, paint_bar
from aesthetic_gui.ui.why.mark import SIDE, paint_sure
from aesthetic_gui.ui.why.told import Told
from aesthetic_gui.ui.widgets.text import one_line

_GROUND = QColor(0, 0, 0, 185)
_MARGIN, _PAD, _GAP, _BAR = 10, 8, 8, QSize(110, 8)  # pixels
_LEAST_BAR = 30


class ReasonLabel(QWidget):
    """Lies in the lower left corner of ``view``; what is pressed there goes to the view."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view, self._bar = view, QImage()
        self._told: Told | None = None
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.installEventFilter(self)
        self.hide()

    @property
    def words(self) -> str:
        """What it says; "" where it says nothing."""
        return self._words if not self.isHidden() else ""

    def show_told(self, told: Told) -> None:
        """The method, the colours and what they are worth, and how sure it is."""
        self._bar, self._told = bar_of(told), told
        self._say(f"{told.title}: {told.ends[0]} to {told.ends[1]} {told.unit}. {told.sure_words}")

    def show_words(self, words: str) -> None:
        """Words alone: that there is no reliable reason, or what is waited for; "" for nothing."""
        self._told = None
        self._say(words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _say(self, words: str) -> None:
        self._words = one_line(words)
        self.setAccessibleName(self._words)
        self.setVisible(bool(words))
        self._place()
        self.update()

    def _place(self) -> None:
        """Words that are too long for the view are cut."""
        room = self._view.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        size = QSize(min(self._wanted(), room.width()), self.fontMetrics().height() + _PAD)
        self.setGeometry(QRect(room.left(), room.bottom() + 1 - size.height(), size.width(), size.height()))

    def _wanted(self) -> int:
        metrics = QFontMetricsF(self.font())
        if self._told is None:
            return round(metrics.horizontalAdvance(self._words)) + 2 * _PAD + 2
        words = sum(metrics.horizontalAdvance(each) + _GAP for each in self._parts(self._told))
        return round(words) + _BAR.width() + SIDE + 2 * _PAD + 2 * _GAP

    @property
    def _bar_width(self) -> int:
        """In a narrow view the bar gives way to the words."""
        return max(_LEAST_BAR, _BAR.width() - max(0, self._wanted() - self.width()))

    @staticmethod
    def _parts(told: Told) -> tuple[str, str, str, str]:
        return told.title, told.ends[0], f"{told.ends[1]} {told.unit}", told.sure_words

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GROUND)
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.setPen(DARK.text)
        room = QRectF(self.rect()).adjusted(_PAD, 0, -_PAD, 0)
        if self._told is None:
            words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, int(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        else:
            self._paint_told(painter, room, self._told)

    def _paint_told(self, painter: QPainter, room: QRectF, told: Told) -> None:
        title, low, high, sure = self._parts(told)
        middle = room.center().y()
        left = _write(painter, room, title, DARK.text)
        left = _write(painter, left, low, DARK.muted)
        bar = QRectF(left.left(), middle - _BAR.height() / 2, self._bar_width, _BAR.height())
        paint_bar(painter, bar, self._bar, DARK.border)
        left.setLeft(bar.right() + _GAP)
        left = _write(painter, left, high, DARK.muted)
        ink = DARK.unsure if told.sure is Sure.NO else DARK.text
        paint_sure(painter, QRectF(left.left(), middle - SIDE / 2, SIDE, SIDE), told.sure, ink)
        left.setLeft(left.left() + SIDE + _GAP)
        _write(painter, left, sure, ink)


def _write(painter: QPainter, room: QRectF, words: str, ink: QColor) -> QRectF:
    """The room that is left to the right of ``words``."""
    painter.setPen(ink)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
    after = room.left() + QFontMetricsF(painter.font()).horizontalAdvance(words) + _GAP
    return QRectF(after, room.top(), max(0.0, room.right() - after), room.height())
