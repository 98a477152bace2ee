"""Where the parts of the window stand, and which of them are put away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from aesthetic_gui.ui.widgets.put_away import PutAway

WIDTHS = (220, 760, 300)  # of the columns at first, in pixels
ROOMY = 1400  # pixels: a narrower window has the left column only where it is asked for


class Arrangement(QObject):
    """Bars above and below three columns: ``left``, ``middle`` and ``right``."""

    left_wanted = Signal(bool)  # by a person
    right_wanted = Signal(bool)
    all_away = Signal(bool)

    def __init__(self, window: QMainWindow, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__(window)
        self._window, self.left, self.right = window, left, right
        self._bars: list[QWidget] = []
        self._widths = list(WIDTHS)
        self._by_width = True  # whether the width of the window says if the left column is shown
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
        left.hide()
        window.installEventFilter(self)
        self._sides, self._all = PutAway(lambda: [self.left, self.right]), PutAway(self._panels)

    def add_bar(self, bar: QWidget, *, first: bool = False) -> None:
        """Put ``bar`` below the other bars, or above them, and above the columns."""
        place = 0 if first else len(self._bars)
        self._rows.insertWidget(place, bar)
        self._bars.insert(place, bar)

    def around_the_photographs(self) -> Sequence[QWidget]:
        """All that full screen puts away."""
        return [self.left, self.right, self._window.menuBar(), *self._bars, self._window.statusBar()]

    def show_left(self, wanted: str) -> None:
        """The left column "always", "never", or "wide": where the window is wide enough for it."""
        self._by_width = wanted == "wide"
        self.left.setVisible(wanted == "always" or (self._by_width and self._window.width() >= ROOMY))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        resized = watched is self._window and event.type() is QEvent.Type.Resize
        if resized and self._by_width and not self._window.isFullScreen() and not self._sides.away | self._all.away:
            self.show_left("wide")
        return super().eventFilter(watched, event)

    def _panels(self) -> Sequence[QWidget]:
        return [part for part in self.around_the_photographs() if part is not self._window.menuBar()]

    def toggle_sides(self) -> None:
        self._sides.toggle()

    def toggle_all(self) -> None:
        """Everything but the photographs and the menus."""
        self._all.toggle()
        self.all_away.emit(self._all.away)

    def toggle_left(self) -> None:
        self.show_left("never" if self.left.isVisible() else "always")
        self.left_wanted.emit(self.left.isVisible())

    def toggle_right(self) -> None:
        self.right.setVisible(not self.right.isVisible())
        self.right_wanted.emit(self.right.isVisible())

    def widths(self) -> list[int]:
        """Of the columns, in pixels; of one that is put away what it had."""
        for place, width in enumerate(self.splitter.sizes()):
            self._widths[place] = width or self._widths[place]
        return self._widths
