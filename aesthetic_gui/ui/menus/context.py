"""Opens the menus of a right click. What is below the mouse is meant: it is selected first, unless it is already.

As file managers have it, a selection that holds what is clicked stays whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

from aesthetic_gui.ui.compare.pane import Pane
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.menus.rows import LINE, MENUS, Place, Within
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.ui.widgets.fields import menu_heading
from aesthetic_gui.words import photographs

Select = Callable[[QPoint], Place | None]  # what is at a place of the widget, which is meant from now on; or nothing


class ContextMenus(QObject):
    """Those of photographs, and of the ground they lie on."""

    def __init__(self, actions: Mapping[str, QAction], viewer: Viewer, window: QWidget) -> None:
        super().__init__(window)
        self._actions, self._viewer, self._window = actions, viewer, window
        self._listen(viewer.grid, self._select_cell)
        self._listen(viewer.loupe, lambda _place: Place.LOUPE)
        self._listen(viewer.compare, partial(self._select_pane, viewer.compare, Place.COMPARE))
        self._listen(viewer.survey, partial(self._select_pane, viewer.survey, Place.SURVEY))
        self._listen(viewer.filmstrip, self._select_in_filmstrip)
        self._listen(viewer.empty, lambda _place: Place.GROUND)

    def menu_of(self, place: Place) -> QMenu:
        """The rows of ``place``, below how many photographs they are about where it is not one."""
        menu = QMenu(self._window)
        menu.setObjectName(f"menu of {place}")
        count = len(self._viewer.selected()) if place is not Place.GROUND else 1
        if count > 1:
            menu_heading(menu, photographs(count))
            menu.addSeparator()
        for row in MENUS[place]:
            if isinstance(row, Within):
                menu.addMenu(row.title).addActions([self._actions[name] for name in row.ids])
            elif row == LINE:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[row])
        return menu

    def _listen(self, widget: QWidget, select: Select) -> None:
        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        widget.customContextMenuRequested.connect(partial(self._open, widget, select))

    def _open(self, widget: QWidget, select: Select, place: QPoint) -> None:
        which = select(place)
        if which is None:
            return
        menu = self.menu_of(which)
        menu.aboutToHide.connect(menu.deleteLater)
        shown_in = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        menu.popup(shown_in.mapToGlobal(place))

    def _select_cell(self, place: QPoint) -> Place:
        grid, how = self._viewer.grid, QItemSelectionModel.SelectionFlag
        index = grid.indexAt(place)
        if not index.isValid():
            return Place.GROUND
        keeps = grid.selectionModel().isSelected(index)
        grid.selectionModel().setCurrentIndex(index, how.NoUpdate if keeps else how.ClearAndSelect)
        return Place.CELL

    def _select_pane(self, panes: Panes, which: Place, place: QPoint) -> Place:
        """The keys act on the photograph that was clicked from now on."""
        child = panes.childAt(place)
        while child is not None and not isinstance(child, Pane):
            child = child.parentWidget()
        if isinstance(child, Pane) and child.photo is not None:
            child.pressed.emit(child.photo.path)
        return which

    def _select_in_filmstrip(self, place: QPoint) -> Place | None:
        """As a click there does; of what is shown large already, the keys act on it."""
        viewer, row = self._viewer, self._viewer.filmstrip.row_at(place)
        if row is None:
            return None
        path = viewer.compare.model.path(row)
        shown = [pane for pane in viewer.panes_on_screen() if pane.photo and pane.photo.path == path]
        if shown:
            shown[0].pressed.emit(path)
        else:
            viewer.filmstrip.chosen.emit(row)
        current = viewer.current_item()
        return Place.FILMSTRIP if current and current.photo.path == path else None
