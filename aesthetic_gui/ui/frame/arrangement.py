"""Where the parts of the window stand, and which of them are put away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from aesthetic_gui.ui.widgets.put_away import PutAway

WIDTHS = (220, 760, 300)  # of the columns at first, in pixels


class Arrangement(QObject):
    """Bars above and below three columns: ``left``, ``middle`` and ``right``."""

    def __init__(self, window: QMainWindow, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__(window)
        self._window, self.left, self.right = window, left, right
        self._bars: list[QWidget] = []
        self.toolbar: QWidget | None = None
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for column in (left, middle, right):
            self.splitter.addWidget(column)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        self.splitter.setSizes(list(WIDTHS))
        whole = QWidget()
        self._rows = QVBoxLayout(whole)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addWidget(self.splitter, 1)
        window.setCentralWidget(whole)
        self._sides, self._all = PutAway(lambda: [self.left, self.right]), PutAway(self._panels)

    def add_bar(self, bar: QWidget) -> None:
        """Put ``bar`` below the other bars, above the columns."""
        self._rows.insertWidget(len(self._bars), bar)
        self._bars.append(bar)

    def around_the_photographs(self) -> Sequence[QWidget]:
        """All that full screen puts away."""
        toolbar = [self.toolbar] if self.toolbar else []
        return [self.left, self.right, self._window.menuBar(), *toolbar, *self._bars, self._window.statusBar()]

    def _panels(self) -> Sequence[QWidget]:
        return [part for part in self.around_the_photographs() if part is not self._window.menuBar()]

    def toggle_sides(self) -> None:
        self._sides.toggle()

    def toggle_all(self) -> None:
        """Everything but the photographs and the menus."""
        self._all.toggle()

    def toggle_left(self) -> None:
        self.left.setVisible(not self.left.isVisible())

    def toggle_right(self) -> None:
        self.right.setVisible(not self.right.isVisible())
