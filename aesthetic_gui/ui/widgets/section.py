"""A titled part of a side panel that folds away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from aesthetic_gui.ui.theme import colours
from aesthetic_gui.ui.widgets.glyphs import paint_glyph
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column
from aesthetic_gui.ui.widgets.text import literal


class Section(QWidget):
    """A heading with a fold sign, and ``body`` below it. Only a person's folding is announced."""

    folded = Signal(bool)

    def __init__(self, title: str, body: QWidget, tip: str = "") -> None:
        super().__init__()
        self.body = body
        self._heading = _Heading(title)
        self._heading.setToolTip(literal(tip))
        self._heading.toggled.connect(body.setVisible)
        self._heading.clicked.connect(lambda open_: self.folded.emit(not open_))
        column(self._heading, body, on=self, margins=NO_MARGINS, spacing=0)

    @property
    def unfolded(self) -> bool:
        return self._heading.isChecked()

    def unfold(self, open_: bool) -> None:
        self._heading.setChecked(open_)

    def show_note(self, note: str) -> None:
        """The gist of what is in it, beside the title: it is read where the section is folded away, too."""
        self._heading.show_note(note)


class _Heading(QAbstractButton):
    def __init__(self, title: str) -> None:
        super().__init__()
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._note = ""

    def show_note(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.setAccessibleName(", ".join(filter(None, (self.text(), note))))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self.fontMetrics().height() + 16)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = QPainter(self), colours()
        painter.fillRect(0, 0, self.width(), 1, table.border)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(table.text)
        room = self.rect().adjusted(14, 1, -34, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._note:
            room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(self.text()) + 12)
            painter.setFont(self.font())
            painter.setPen(table.muted)
            note = self.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        ink = table.accent if self.hasFocus() else table.text if self.underMouse() else table.muted
        sign = QRectF(self.width() - 28, (self.height() - 13) / 2, 14, 14)
        paint_glyph(painter, "open" if self.isChecked() else "closed", sign, ink)
