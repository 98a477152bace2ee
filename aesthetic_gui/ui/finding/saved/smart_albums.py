"""The smart albums in the left column: a press opens the folders of one, and shows what it asks for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem

from aesthetic_gui.culling.finding.saved_filters import SavedFilter, SavedFilters
from aesthetic_gui.ui.finding.saved.work import in_words
from aesthetic_gui.ui.widgets.fields import as_places, places_heading
from aesthetic_gui.ui.widgets.text import literal, one_line

SAVED = Qt.ItemDataRole.UserRole
HIGHEST = 8  # rows before it scrolls


class SmartAlbums(QTreeWidget):
    """A heading that folds, with the albums below it; not there where there are none."""

    chosen = Signal(object)  # SavedFilter
    menu_wanted = Signal(object, object)  # QMenu to be filled for a SavedFilter

    def __init__(self) -> None:
        super().__init__()
        as_places(self, "Smart albums")
        self.customContextMenuRequested.connect(self._open_menu)
        self._head = places_heading(self, "Smart albums")
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)
        self.show_saved(SavedFilters())

    def show_saved(self, saved: SavedFilters) -> None:
        """Those of ``saved`` that are albums."""
        albums = [each for each in saved if each.is_album]
        self._head.takeChildren()
        self._head.addChildren(list(map(_row, albums)))
        self.setVisible(bool(albums))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = 1 + (self._head.childCount() if self._head.isExpanded() else 0)
        return QSize(120, min(rows, HIGHEST) * self.sizeHintForRow(0) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def make_menu(self, album: SavedFilter) -> QMenu:
        """What can be done with ``album``."""
        menu = QMenu(self)
        menu.addAction("Open", lambda: self.chosen.emit(album))
        menu.addSeparator()
        self.menu_wanted.emit(menu, album)
        return menu

    def _choose(self, item: QTreeWidgetItem) -> None:
        if album := item.data(0, SAVED):
            self.chosen.emit(album)

    def _open_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        if item is not None and (album := item.data(0, SAVED)):
            menu = self.make_menu(album)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(place))


def _row(album: SavedFilter) -> QTreeWidgetItem:
    item = QTreeWidgetItem([one_line(album.name)])
    item.setData(0, SAVED, album)
    item.setToolTip(0, literal(in_words(album)))
    return item
