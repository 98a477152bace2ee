"""The left panel: the folder tree and, below it, the drop zone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QModelIndex, QStandardPaths, Signal
from PySide6.QtWidgets import QFileSystemModel, QTreeView, QVBoxLayout, QWidget

from aesthetic_gui.ui.drop_zone import DropZone


class FolderPanel(QWidget):
    """Emits the folder that is chosen in the tree, and what is dropped on the zone."""

    chosen = Signal(list)  # list[Path]
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folderPanel")
        self._files = QFileSystemModel(self)
        self._files.setFilter(QDir.Filter.Dirs | QDir.Filter.Drives | QDir.Filter.NoDotAndDotDot)
        self._files.setOption(QFileSystemModel.Option.DontUseCustomDirectoryIcons)
        self._tree = self._make_tree()
        self._zone = DropZone()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        column.addWidget(self._tree, 1)
        zone_room = QVBoxLayout()
        zone_room.setContentsMargins(8, 0, 8, 0)
        zone_room.addWidget(self._zone)
        column.addLayout(zone_room)
        self._zone.dropped.connect(self.chosen)
        self._zone.open_requested.connect(self.open_requested)
        self._tree.activated.connect(self._choose)
        self._tree.clicked.connect(self._choose)

    @property
    def drop_zone(self) -> DropZone:
        return self._zone

    @property
    def tree(self) -> QTreeView:
        return self._tree

    def reveal(self, folder: Path) -> None:
        """Show ``folder`` in the tree and mark it as the one that is open."""
        index = self._files.index(str(folder))
        if index.isValid():
            self._tree.setCurrentIndex(index)
            self._tree.expand(index.parent())
            self._tree.scrollTo(index)

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("folders")
        tree.setAccessibleName("Folders")
        tree.setModel(self._files)
        for column in range(1, self._files.columnCount()):
            tree.hideColumn(column)
        tree.setHeaderHidden(True)
        tree.setAnimated(False)
        tree.setIndentation(14)
        tree.setUniformRowHeights(True)
        self._files.setRootPath("")
        home = self._files.index(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation))
        tree.scrollTo(home)
        tree.expand(home)
        return tree

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit([Path(self._files.filePath(index))])
