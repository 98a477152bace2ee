"""In words: two or three sentences of what was measured and stands out, each with its place on the photograph."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.looking.marks import of_reason
from aesthetic_gui.explain.words.sentences import MOST
from aesthetic_gui.explain.words.values import Kind, Reason
from aesthetic_gui.ui.inspector.technical_panel import PointedRow
from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.widgets.layouts import STRETCH, column
from aesthetic_gui.ui.widgets.text import PlainLabel, literal, quiet

WAITING = "Measured once you stay on it"
_EDGE, _DOT, _GAP, _PAD = 14, 6, 8, 4  # pixels
_LINES = 2  # of text in each sentence, for which there is always room: photographs that go by move nothing
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class WordsPanel(QWidget):
    """The sentences of one photograph. Pointed at, or kept by a click, one tells which region it is about."""

    pointed = Signal(object)  # marks.Mark, or None: at nothing any more

    def __init__(self) -> None:
        super().__init__()
        self._nothing = quiet(PlainLabel(WAITING))
        self._nothing.setContentsMargins(_EDGE, 0, _EDGE, 0)
        self.rows = [SentenceRow() for _ in range(MOST)]
        column(self._nothing, *self.rows, STRETCH, on=self, margins=(0, 0, 0, 10), spacing=0)
        for row in self.rows:
            row.pointed.connect(self._tell)
            row.clicked.connect(lambda _=False, row=row: self._keep(row))
        self.setMinimumHeight(MOST * (_LINES * self.fontMetrics().lineSpacing() + 2 * _PAD) + 10)
        self.show_reasons(())

    def show_reasons(self, reasons: Sequence[Reason], instead: str = WAITING) -> None:
        """Show these, :data:`MOST` at most; without any, in few words why there are none."""
        self._nothing.setText(instead)
        self._nothing.setVisible(not reasons)
        told = [row.reason.text for row in self.rows if row.reason]
        for row, reason in zip(self.rows, [*reasons, *[None] * MOST], strict=False):
            row.show_reason(reason)
        if told != [reason.text for reason in reasons]:
            self._keep(None)  # what was kept is not told of this photograph
        else:
            self._tell()

    def _keep(self, row: SentenceRow | None) -> None:
        """Its region stays on the photograph until it is clicked again."""
        for one in self.rows:
            one.setChecked(one is row and one.isChecked())
        self._tell()

    def _tell(self) -> None:
        """Of the sentence under the pointer or with the keyboard, else of the one that is kept."""
        rows = [row for row in self.rows if row.reason]
        row = next((row for row in rows if row.is_pointed), None) or next(
            (row for row in rows if row.isChecked()), None
        )
        self.pointed.emit(of_reason(row.reason) if row and row.reason else None)


class SentenceRow(PointedRow):
    """One sentence on as many lines as it takes; a technical fault has an amber dot before it."""

    def __init__(self) -> None:
        super().__init__()
        self.reason: Reason | None = None

    def show_reason(self, reason: Reason | None) -> None:
        self.reason = reason
        self.setVisible(reason is not None)
        if reason is None:
            self.is_pointed = False
            return
        self.setAccessibleName(reason.text)
        self.setAccessibleDescription(reason.usual)
        hint = "Click: keep its region on the photograph" if reason.region else "It holds for the whole photograph"
        self.setToolTip(literal("\n".join(filter(None, (reason.usual, hint)))))
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(120, self._height(max(self.width(), 120)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.reason is None:
            return
        painter, table = smooth(self), colours()
        self.paint_ground(painter)
        quietly = self.reason.kind is Kind.NOTHING and not self.is_lit
        painter.setPen(table.muted if quietly else table.text)
        painter.drawText(self._room(self.width()), int(_WRAP), self.reason.text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(table.unsure if self.reason.kind is Kind.TECHNICAL else table.border)
        middle = _PAD + self.fontMetrics().lineSpacing() / 2
        painter.drawEllipse(QRectF(_EDGE, middle - _DOT / 2, _DOT, _DOT))

    def _room(self, width: int) -> QRect:
        left = _EDGE + _DOT + _GAP
        return QRect(left, _PAD, max(1, width - left - _EDGE), 10_000)

    def _height(self, width: int) -> int:
        if self.reason is None:
            return 0
        return self.fontMetrics().boundingRect(self._room(width), int(_WRAP), self.reason.text).height() + 2 * _PAD

    def _fit(self) -> None:
        self.setFixedHeight(self._height(max(self.width(), 120)))
