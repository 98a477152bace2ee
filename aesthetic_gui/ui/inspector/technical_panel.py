"""Technical criteria: a quiet line for each, with its figure and a thin bar; none of them decides anything."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from aesthetic_gui.criteria.words import Line, lines
from aesthetic_gui.culling.looking import marks
from aesthetic_gui.facts import Criterion, Facts
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.widgets.layouts import column
from aesthetic_gui.ui.widgets.text import PlainLabel, literal, quiet

NOT_MEASURED = "Not measured yet"
_EDGE, _BAR, _DOT = 14, 2, 6  # pixels


class TechnicalPanel(QWidget):
    """The lines of one photograph. Pointed at, or kept by a click, a line tells where on the photograph it is from."""

    pointed = Signal(object)  # marks.Mark, or None: at nothing any more

    def __init__(self) -> None:
        super().__init__()
        self._turn = 0
        self._kept: Criterion | None = None
        self._nothing = quiet(PlainLabel(NOT_MEASURED))
        self._nothing.setContentsMargins(_EDGE, 0, _EDGE, 0)
        self.rows = {criterion: MeasureRow() for criterion in Criterion}
        column(self._nothing, *self.rows.values(), on=self, margins=(0, 0, 0, 10), spacing=0)
        for criterion, row in self.rows.items():
            row.pointed.connect(self._tell)
            row.clicked.connect(lambda _=False, criterion=criterion: self._keep(criterion))
        self.show_facts(None, 0)

    def show_facts(self, facts: Facts | None, turn: int) -> None:
        """Show what was measured; None: nothing yet. ``turn`` is the photographer's."""
        self._turn = turn
        shown = {line.criterion: line for line in lines(facts, turn)} if facts else {}
        self._nothing.setVisible(not shown)
        for criterion, row in self.rows.items():
            row.setVisible(criterion in shown)
            if criterion in shown:
                row.show_line(shown[criterion])
        self._tell()

    def _keep(self, criterion: Criterion) -> None:
        """Its region stays on the photograph until it is clicked again."""
        self._kept = None if self._kept is criterion else criterion
        for one, row in self.rows.items():
            row.setChecked(one is self._kept)
        self._tell()

    def _tell(self) -> None:
        """Of the line under the pointer or with the keyboard, else of the one that is kept."""
        rows = [row for row in self.rows.values() if not row.isHidden() and row.line]
        row = next((row for row in rows if row.is_pointed), None) or next(
            (row for row in rows if row.isChecked()), None
        )
        self.pointed.emit(marks.of_line(row.line, self._turn) if row and row.line else None)


class PointedRow(QAbstractButton):
    """A line of a panel that is pointed at with the mouse or the keyboard, or kept by a click."""

    pointed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_pointed = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def is_lit(self) -> bool:
        return self.underMouse() or self.hasFocus() or self.isChecked()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._point(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._point(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(False)

    def _point(self, pointed: bool) -> None:
        self.is_pointed = pointed
        self.pointed.emit()

    def paint_ground(self, painter: QPainter) -> None:
        """What tells that it is pointed at, or kept."""
        if self.is_lit:
            painter.fillRect(self.rect(), colours().hover)
        if self.hasFocus() or self.isChecked():
            painter.fillRect(0, 0, 2, self.height(), colours().accent)


class MeasureRow(PointedRow):
    """Name and figure, and below them a thin bar from 0 to 100; a fault has an amber dot, and words."""

    def __init__(self) -> None:
        super().__init__()
        self.line: Line | None = None

    def show_line(self, line: Line) -> None:
        self.line = line
        value = "" if line.value is None else f" · {line.value:.0f} of 100"
        told = f"{line.title}: {line.words}{value}"
        self.setAccessibleName(told)
        self.setToolTip(literal(f"{told}\nClick: keep its region on the photograph"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.line is None:
            return
        painter = smooth(self)
        self.paint_ground(painter)
        self._paint_words(painter, self.line, self.is_lit)
        self._paint_bar(painter, self.line)

    def _paint_words(self, painter: QPainter, line: Line, lit: bool) -> None:
        table, metrics = colours(), self.fontMetrics()
        room = self.rect().adjusted(_EDGE, 0, -_EDGE, -_BAR - 2)
        painter.setPen(table.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, line.title)
        left = room.left() + metrics.horizontalAdvance(line.title) + 10 + _DOT + 6
        words = metrics.elidedText(line.words, Qt.TextElideMode.ElideRight, max(0, room.right() - left))
        painter.setPen(table.text if line.fault or lit else table.muted)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        if line.fault:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(table.unsure)
            x = room.right() - metrics.horizontalAdvance(words) - 6 - _DOT
            painter.drawEllipse(QRectF(x, room.center().y() - _DOT / 2 + 1, _DOT, _DOT))

    def _paint_bar(self, painter: QPainter, line: Line) -> None:
        table = colours()
        whole = QRectF(_EDGE, self.height() - _BAR - 2, self.width() - 2 * _EDGE, _BAR)
        painter.fillRect(whole, table.border)
        if line.value is not None:
            whole.setWidth(whole.width() * min(max(line.value, 0.0), 100.0) / 100)
            painter.fillRect(whole, table.unsure if line.fault else table.bar)
