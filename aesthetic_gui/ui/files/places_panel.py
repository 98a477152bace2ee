"""Favourites and the folders opened last, at the head of the left column and in menus."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem

from aesthetic_gui.places import Places, told_apart
from aesthetic_gui.ui.files.folder_drops import FolderDrops
from aesthetic_gui.ui.widgets.fields import as_places, menu_heading, places_heading
from aesthetic_gui.ui.widgets.text import as_title, literal, one_line

FOLDER = Qt.ItemDataRole.UserRole
SHOWN = 6  # recent folders in the column; the menu has all of them
HIGHEST = 14  # rows before it scrolls


def fill_menu(menu: QMenu, places: Places, choose: Callable[[list[Path]], None]) -> None:
    """Put favourites and recent folders into ``menu``, each under its heading."""
    for title, folders in (("Favourites", places.favourites), ("Recent folders", places.others)):
        if folders:
            menu_heading(menu, title)
        for name, folder in zip(told_apart(folders), folders, strict=True):
            menu.addAction(as_title(name), partial(choose, [folder])).setToolTip(literal(str(folder)))


class PlacesPanel(QTreeWidget):
    """Two headings that fold, with folders below them."""

    chosen = Signal(list)  # list[Path]
    show_wanted = Signal(Path)  # in the file manager
    changed = Signal(object)  # Places: what a person removed or added is done

    def __init__(self) -> None:
        super().__init__()
        self._places = Places()
        as_places(self, "Favourites and recent folders")
        self.customContextMenuRequested.connect(self._open_menu)
        self._heads = [places_heading(self, "Favourites"), places_heading(self, "Recent")]
        self.drops = FolderDrops(self, lambda index: index.data(FOLDER))
        self.drops.opened.connect(self.chosen)
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)
        self.show_places(self._places)

    def show_places(self, places: Places) -> None:
        self._places = places
        for head, folders in zip(self._heads, (places.favourites, places.others[:SHOWN]), strict=True):
            head.takeChildren()
            head.addChildren(list(map(_row, told_apart(folders), folders)))
            head.setHidden(not folders)
        self.setVisible(bool(places.favourites or places.recents))
        self.updateGeometry()

    def make_menu(self, folder: Path) -> QMenu:
        """What can be done with ``folder``."""
        places, menu = self._places, QMenu(self)

        def become(change: Callable[[Places, Path], Places]) -> None:
            self.changed.emit(change(self._places, folder))

        menu.addAction("Open", lambda: self.chosen.emit([folder]))
        menu.addAction("Show in file manager", lambda: self.show_wanted.emit(folder))
        menu.addSeparator()
        if folder in places.favourites:
            menu.addAction("Remove from favourites", partial(become, Places.without_favourite))
        else:
            menu.addAction("Add to favourites", partial(become, Places.with_favourite))
        if folder in places.recents:
            menu.addAction("Remove from recent folders", partial(become, Places.without_recent))
        return menu

    def sizeHint(self) -> QSize:
        heads = [head for head in self._heads if not head.isHidden()]
        rows = len(heads) + sum(head.childCount() for head in heads if head.isExpanded())
        height = self.sizeHintForRow(0) if heads else 0
        return QSize(120, min(rows, HIGHEST) * height + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def _choose(self, item: QTreeWidgetItem) -> None:
        folder = item.data(0, FOLDER)
        if folder is not None:
            self.chosen.emit([folder])

    def _open_menu(self, place: QPoint) -> None:
        item = self.itemAt(place)
        folder = item.data(0, FOLDER) if item else None
        if folder is not None:
            self.open_menu(folder, self.viewport().mapToGlobal(place))

    def open_menu(self, folder: Path, place: QPoint) -> None:
        """At a ``place`` on the screen; the folder may be another panel's."""
        menu = self.make_menu(folder)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)


def _row(name: str, folder: Path) -> QTreeWidgetItem:
    item = QTreeWidgetItem([one_line(name)])
    item.setData(0, FOLDER, folder)
    item.setToolTip(0, literal(str(folder)))
    return item
