"""The middle of the window: the grid, the loupe, or the page that says where to drop photographs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.grid.empty_page import EmptyPage
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.ui.loupe.view import Loupe

CELL_WIDTHS = (120, 360)
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class Viewer(QStackedWidget):
    """One of three pages, and the verbs that go from one to another and from photograph to photograph."""

    cell_width_changed = Signal(int)

    def __init__(self, model: GridModel, grid: GridView, loupe: Loupe) -> None:
        super().__init__()
        self._model, self.grid, self.loupe, self.empty = model, grid, loupe, EmptyPage()
        self._cell_width, self._anything_open = 0, False
        for page in (self.empty, self.grid, self.loupe):
            self.addWidget(page)
        grid.opened.connect(self.show_loupe)
        grid.size_wanted.connect(self.set_cell_width)

    @property
    def in_loupe(self) -> bool:
        return self.currentWidget() is self.loupe

    def selected(self) -> list[Item]:
        """What the next verb acts on: in the loupe the photograph shown, in the grid the selection."""
        if self.in_loupe:
            current = self.grid.current_item()
            return [current] if current else []
        return self.grid.selected_items()

    def leave_the_empty_page(self) -> None:
        """Something is open from now on: an empty grid is a grid."""
        self._anything_open = True

    def show_grid_or_empty(self) -> None:
        self.setCurrentWidget(self.grid if self._model.total or self._anything_open else self.empty)

    def show_grid(self) -> None:
        self.show_grid_or_empty()
        self.grid.setFocus()
        self.grid.look_again()

    def show_loupe(self) -> None:
        if not self.grid.currentIndex().isValid():
            self.grid.go_to(0)
        self.setCurrentWidget(self.loupe)
        self.loupe.setFocus()

    def loupe_or_zoom(self) -> None:
        if self.in_loupe:
            self.toggle_zoom()
        else:
            self.show_loupe()

    def toggle_zoom(self) -> None:
        if not self.in_loupe:
            self.show_loupe()
        self.loupe.toggle_zoom()

    def zoom_in(self) -> None:
        if self.in_loupe:
            self.loupe.zoom_in()
        else:
            self.set_cell_width(self._cell_width + 40)

    def zoom_out(self) -> None:
        if self.in_loupe:
            self.loupe.zoom_out()
        else:
            self.set_cell_width(self._cell_width - 40)

    def set_cell_width(self, width: int) -> None:
        """Make the grid's pictures about ``width`` wide, within what is sensible."""
        width = max(CELL_WIDTHS[0], min(width, CELL_WIDTHS[1]))
        changed = width != self._cell_width
        self._cell_width = width
        self.grid.set_cell_width(width)
        if changed:
            self.cell_width_changed.emit(width)

    def next_photo(self) -> None:
        self.go(self.grid.currentIndex().row() + 1)

    def previous_photo(self) -> None:
        self.go(self.grid.currentIndex().row() - 1)

    def go(self, row: int) -> None:
        """Make ``row`` the current photograph, if there is such a row."""
        if 0 <= row < self._model.rowCount():
            self.grid.go_to(row)

    def take_key(self, key: int) -> bool:
        """The loupe leaves the arrow keys, Home and End to its surroundings; whether ``key`` was one of them."""
        if self.in_loupe and key in _STEPS:
            self.go(self.grid.currentIndex().row() + _STEPS[Qt.Key(key)])
        elif self.in_loupe and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        else:
            return False
        return True

    def select_all(self) -> None:
        self.grid.selectAll()

    def select_none(self) -> None:
        self.grid.clearSelection()
