"""A list to choose from: each choice with its sign, and how many photographs it would leave, as figure and as bar."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from aesthetic_gui.ui.finding.pills import ColourOf
from aesthetic_gui.ui.theme import blend, colours, smooth
from aesthetic_gui.ui.widgets.glyphs import paint_glyph
from aesthetic_gui.ui.widgets.layouts import column, scrolling
from aesthetic_gui.ui.widgets.text import PlainLabel, one_line, quiet
from aesthetic_gui.words import photographs

ROW = 26  # pixels
HIGHEST = 380  # of a list; a longer one scrolls
WIDEST = 300  # of a choice's title


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a list: ``stars`` are drawn in place of a title."""

    value: Hashable
    title: str
    glyph: str = ""
    colour: ColourOf = lambda table: table.text
    stars: int = 0


class ChoiceRow(QAbstractButton):
    """A choice that is on or off."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self.choice = choice
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._title = one_line(choice.title)
        self._count, self._share = 0, 0.0
        self.show_count(0, 0.0)

    def show_count(self, count: int, share: float) -> None:
        """How many photographs it would leave; ``share`` (0 to 1) of what the longest bar stands for."""
        self._count, self._share = count, share
        self.setAccessibleName(f"{self._title}, {photographs(count)}")
        self.update()

    def sizeHint(self) -> QSize:
        words = min(self.fontMetrics().horizontalAdvance(self._title), WIDEST)
        return QSize(max(words, 16 * self.choice.stars) + 120, ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        whole = self.rect().toRectF()
        hot = self.underMouse() or self.hasFocus()
        if hot:
            painter.fillRect(whole, table.hover)
        bar = QRectF(28, ROW - 4, (self.width() - 40) * self._share, 2)
        painter.fillRect(bar, blend(table.muted, table.raised, 0.5))
        if self.isChecked():
            paint_glyph(painter, "tick", QRectF(9, 6, 12, 12), table.accent)
        self._paint_title(painter)
        painter.setPen(table.text if hot else table.muted)  # muted is too faint on a lit row
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(whole.adjusted(0, 0, -12, -2), right, f"{self._count:,}")

    def _paint_title(self, painter: QPainter) -> None:
        table, left = colours(), 28.0
        for star in range(self.choice.stars):
            paint_glyph(painter, "star", QRectF(left + 16 * star, 5, 14, 14), table.star)
        if self.choice.glyph:
            paint_glyph(painter, self.choice.glyph, QRectF(left, 5, 14, 14), self.choice.colour(table))
            left += 20
        if not self.choice.stars:
            room = QRectF(left, 0, self.width() - left - 62, ROW - 2)
            words = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideMiddle, int(room.width()))
            painter.setPen(table.text)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)


class ChoiceList(QWidget):
    """The choices one below the other. What there is to choose may change while it is open; what stays, stays put."""

    pressed = Signal(object)  # the value

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[Hashable, ChoiceRow] = {}
        self._column = column(on=self, margins=(0, 0, 0, 0), spacing=0)
        self._none = quiet(PlainLabel("Nothing to choose from"))
        self._none.setContentsMargins(28, 4, 12, 4)
        self._column.addWidget(self._none)

    @property
    def rows(self) -> dict[Hashable, ChoiceRow]:
        return self._rows

    def show_choices(self, choices: Sequence[Choice], counts: Sequence[int], chosen: Sequence[bool]) -> None:
        """``choices`` in their order, each with its count, and whether it is chosen."""
        if list(self._rows) != [choice.value for choice in choices]:
            self._make(choices)
        most = max(counts, default=0)
        for row, count, on in zip(self._rows.values(), counts, chosen, strict=True):
            row.show_count(count, count / most if most else 0.0)
            row.setChecked(on)
        self._none.setVisible(not choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def _make(self, choices: Sequence[Choice]) -> None:
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows = {choice.value: ChoiceRow(choice) for choice in choices}
        for value, row in self._rows.items():
            row.clicked.connect(lambda _on, value=value: self.pressed.emit(value))
            self._column.addWidget(row)


class ChoicePopup(QFrame):
    """A list that opens below its pill; ``head`` stands above it."""

    def __init__(self, parent: QWidget, name: str, *head: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.setAccessibleName(name)
        self.list = ChoiceList()
        self._scroll = scrolling(self.list)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the rows have it
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._parts: QVBoxLayout = column(*head, self._scroll, on=self, margins=(0, 6, 0, 6), spacing=6)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard is where one chooses: at what is chosen, or at the first."""
        super().showEvent(event)
        rows = list(self.list.rows.values())
        if rows:
            next((row for row in rows if row.isChecked()), rows[0]).setFocus(Qt.FocusReason.PopupFocusReason)

    def fit(self) -> None:
        """As large as its choices, and scrolled where that is too high."""
        rows = self.list.rows.values()
        self._scroll.setMinimumWidth(max((row.sizeHint().width() + 12 for row in rows), default=190))
        self._scroll.setFixedHeight(min(ROW * max(len(rows), 1), HIGHEST))
        self.adjustSize()
