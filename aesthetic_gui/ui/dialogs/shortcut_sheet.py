"""The shortcut sheet: every key on one page, made from the rows of the action table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QWidget

from aesthetic_gui.ui.theme import colours, smooth
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, STRETCH, column, row, scrolling
from aesthetic_gui.ui.widgets.text import PlainLabel, bold

Row = tuple[str, str, str]
Group = tuple[str, list[Row]]
_COLUMNS, _WIDE = 3, 1160  # so many fit side by side on a screen of this width, in pixels, and one less on a smaller
_TITLE_WIDTH = 150
_HEADING = 2  # a heading takes the room of so many rows


class ShortcutSheet(QDialog):
    """Sections in columns of about the same height. ``?`` or Esc closes it."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None = None) -> None:
        """``rows`` are (section, title, keys); alternative keys are joined by " or "."""
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self._page = QWidget()
        groups: dict[str, list[Row]] = {}
        for one in rows:
            groups.setdefault(one[0], []).append(one)
        wide = self.screen().availableSize().width() >= _WIDE
        found = balanced(list(groups.items()), _COLUMNS if wide else _COLUMNS - 1)
        columns = ((_column(some), Qt.AlignmentFlag.AlignTop) for some in found)
        row(*columns, on=self._page, margins=(24, 20, 24, 8), spacing=36)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(24, 0, 24, 0)
        page = scrolling(self._page)
        page.setAccessibleName("Keys")
        column(page, buttons, on=self, margins=(0, 0, 0, 16))
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        page = self._page.sizeHint()
        screen = self.screen().availableSize()
        return QSize(min(page.width() + 14, screen.width() - 40), min(page.height() + 66, screen.height() - 60))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "?":
            self.accept()
            return
        super().keyPressEvent(event)


def balanced(groups: Sequence[Group], columns: int) -> list[list[Group]]:
    """The groups in at most ``columns`` columns, in order, the tallest column as low as can be."""
    inner = range(1, len(groups))
    ways = [(0, *cuts, len(groups)) for cuts in combinations(inner, min(columns, len(groups)) - 1)] if groups else []
    if not ways:
        return []
    best = min(ways, key=lambda way: max(_height(groups[a:b]) for a, b in pairwise(way)))
    return [list(groups[a:b]) for a, b in pairwise(best)]


def _height(groups: Sequence[Group]) -> int:
    return sum(_HEADING + len(rows) for _, rows in groups)


def _column(groups: Sequence[Group]) -> QWidget:
    widget = QWidget()

    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    grid.setColumnMinimumWidth(0, _TITLE_WIDTH)
    place = 0
    for name, rows in groups:
        grid.addWidget(_heading(name, first=place == 0), place, 0, 1, 2)
        for offset, (_, title, keys) in enumerate(rows, start=1):
            grid.addWidget(PlainLabel(title), place + offset, 0)
            grid.addWidget(_keys(keys), place + offset, 1)
        place += len(rows) + 1
    return widget


def _heading(name: str, *, first: bool) -> QLabel:
    label = bold(PlainLabel(name))
    label.setContentsMargins(0, 0 if first else 14, 0, 4)
    return label


def _keys(keys: str) -> QWidget:
    widget = QWidget()
    row(STRETCH, *map(_KeyCap, keys.split(" or ")), on=widget, margins=NO_MARGINS, spacing=5)
    return widget


class _KeyCap(PlainLabel):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.setContentsMargins(7, 2, 7, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        painter.setPen(table.border)
        painter.setBrush(table.border)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setBrush(table.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -2), 4, 4)
        painter.end()
        super().paintEvent(event)
