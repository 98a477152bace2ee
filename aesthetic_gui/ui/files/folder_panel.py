"""The left panel: where the photographs are (home, a card, the whole computer), and its folders."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QDir, QModelIndex, QPersistentModelIndex, QPoint, QRect, QStorageInfo, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QComboBox, QFileSystemModel, QTreeView, QWidget

from aesthetic_gui.files.names.hidden import is_hidden
from aesthetic_gui.ui.files.folder_drops import FolderDrops
from aesthetic_gui.ui.input.pointer import StillTree
from aesthetic_gui.ui.widgets.layouts import column

CARDS_BELOW = ("/media", "/run/media", "/mnt", "/Volumes")


def places() -> list[tuple[str, Path]]:
    """(title, folder) of where photographs may be: home, cards and drives, the whole computer."""
    found = [("Home", Path.home())]
    for volume in QStorageInfo.mountedVolumes():
        root = Path(volume.rootPath())
        if volume.isReady() and (sys.platform == "win32" or any(root.is_relative_to(each) for each in CARDS_BELOW)):
            found.append((volume.displayName() or root.name, root))
    return found if sys.platform == "win32" else [*found, ("Computer", Path("/"))]


class FolderPanel(QWidget):
    """Emits the folder that is chosen in the tree."""

    chosen = Signal(list)  # list[Path]
    menu_wanted = Signal(Path, QPoint)  # of a folder; where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folderPanel")
        self._files = QFileSystemModel(self)
        self._files.setFilter(QDir.Filter.Dirs | QDir.Filter.Drives | QDir.Filter.NoDotAndDotDot)
        self._files.setOption(QFileSystemModel.Option.DontUseCustomDirectoryIcons)
        self._place = QComboBox()
        self._place.setAccessibleName("Place")
        self._place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._place.setMinimumContentsLength(8)
        for title, folder in places():
            self._place.addItem(title, folder)
        self._tree = self._make_tree()
        self._still = StillTree(self._tree)
        self.drops = FolderDrops(self._tree, self._folder_at)
        self._open = self._revealed = QPersistentModelIndex()  # the second is kept in sight while folders arrive
        self._choosing: Path | None = None  # at this moment, in the tree: it is in sight
        self._just_chosen = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._lay_out()
        self._show_place()
        self._connect()

    @property
    def tree(self) -> QTreeView:
        return self._tree

    def reveal(self, folder: Path) -> None:
        """Show ``folder`` in the tree, marked as the one that is open; what was clicked there stays under the mouse."""
        if folder == self._choosing:
            self._open, self._revealed = QPersistentModelIndex(self._files.index(str(folder))), QPersistentModelIndex()
            return
        self._place.setCurrentIndex(self._place_of(folder))
        self._show_place()
        index = self._files.index(str(folder))
        if index.isValid():
            self._open = self._revealed = QPersistentModelIndex(index)
            self._tree.setCurrentIndex(index)
            self._keep_in_sight()

    def unfold(self) -> None:
        """Show the subfolders of the open one. Qt's model reads every file for it: not of a folder of 100,000."""
        if self._open.isValid():
            self._tree.expand(self._open)
            self._keep_in_sight()

    def _place_of(self, folder: Path) -> int:
        """The innermost place that ``folder`` lies in."""
        roots = [self._place.itemData(row) for row in range(self._place.count())]
        inside = [row for row, root in enumerate(roots) if folder != root and folder.is_relative_to(root)]
        return max(inside, key=lambda row: len(roots[row].parts), default=self._place.count() - 1)

    def _show_place(self) -> None:
        root = str(self._place.currentData())
        self._files.setRootPath(root)
        self._tree.setRootIndex(self._files.index(root))

    def _keep_in_sight(self) -> None:
        """Folders are read in the background: those that arrive above push the open one down."""
        if self._revealed.isValid() and self._still.pointer.place is None:
            self._tree.scrollTo(self._revealed, QTreeView.ScrollHint.PositionAtCenter)

    def _catch_up(self) -> None:
        """What was opened while the mouse lay over the tree comes into sight once it is gone."""
        shown = self._tree.visualRect(self._revealed) if self._revealed.isValid() else QRect()
        if shown.isNull() or not self._tree.viewport().rect().contains(shown.center()):
            self._keep_in_sight()

    def _pass_over(self, folder: str) -> None:
        """Other systems' hidden folders are not offered, as those with a full stop are not."""
        parent = self._files.index(folder)
        for row in range(self._files.rowCount(parent)):
            name = self._files.fileName(self._files.index(row, 0, parent))
            self._tree.setRowHidden(row, parent, is_hidden(name))

    def _wander(self, _index: QModelIndex) -> None:
        """Once the photographer opens other branches, the tree stays where they look."""
        if self._tree.underMouse():
            self._revealed = QPersistentModelIndex()

    def _choose(self, index: QModelIndex) -> None:
        """A click chooses; the double click that may follow is no second request."""
        if not self._just_chosen.isActive():
            self._just_chosen.start()
            self._choosing = Path(self._files.filePath(index))
            self.chosen.emit([self._choosing])
            self._choosing = None

    def _want_menu(self, place: QPoint) -> None:
        if folder := self._folder_at(self._tree.indexAt(place)):
            self.menu_wanted.emit(folder, self._tree.viewport().mapToGlobal(place))

    def _folder_at(self, index: QModelIndex | QPersistentModelIndex) -> Path | None:
        return Path(self._files.filePath(index)) if index.isValid() else None

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("folders")
        tree.setAccessibleName("Folders")
        tree.setModel(self._files)
        for place in range(1, self._files.columnCount()):
            tree.hideColumn(place)
        tree.setHeaderHidden(True)
        tree.setIndentation(14)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setUniformRowHeights(True)
        return tree

    def _lay_out(self) -> None:
        place = column(self._place, margins=(8, 0, 8, 0))
        column(place, (self._tree, 1), on=self, margins=(0, 8, 0, 0), spacing=8)

    def _connect(self) -> None:
        self._place.activated.connect(lambda _row: self._show_place())
        self.drops.opened.connect(self.chosen)
        self._tree.activated.connect(self._choose)
        self._tree.customContextMenuRequested.connect(self._want_menu)
        self._tree.clicked.connect(self._choose)
        self._still.pointer.moved.connect(self._catch_up)
        self._tree.expanded.connect(self._wander)
        self._files.directoryLoaded.connect(self._pass_over)
        self._files.directoryLoaded.connect(lambda _folder: self._keep_in_sight())
        self._files.layoutChanged.connect(lambda *_: self._keep_in_sight())
