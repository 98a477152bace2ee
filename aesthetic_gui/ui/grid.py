"""The grid: a virtualised list of cells, each with its thumbnail, verdict, score and decision.

Painting only paints: thumbnails come from a cache that the worker fills as cells scroll into view.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.cell import CellDelegate, cell_size
from aesthetic_gui.ui.grid_model import GridModel

LOOK_MS = 30

_Key = tuple[Path, int]


class Thumbnails:
    """Pixmaps by photograph, the longest unused dropped beyond ``max_bytes``.

    :meth:`fitted` keeps the pixmap at the size it is painted at: scaling at every frame would cost most of it.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes, self._bytes = max_bytes, 0
        self._pixmaps: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._fitted: dict[_Key, tuple[QSize, QPixmap]] = {}

    def get(self, photo: Photo) -> QPixmap | None:
        key = (photo.path, photo.mtime_ns)
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
        return pixmap

    def fitted(self, photo: Photo, room: QSize) -> QPixmap | None:
        """The thumbnail scaled into ``room`` (device pixels), its aspect kept."""
        pixmap = self.get(photo)
        if pixmap is None:
            return None
        key = (photo.path, photo.mtime_ns)
        fitted = self._fitted.get(key)
        if fitted is None or fitted[0] != room:
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            fitted = (QSize(room), pixmap.scaled(room, kept, smooth))
            self._drop_fitted(key)
            self._fitted[key] = fitted
            self._bytes += _bytes_of(fitted[1])
            self._trim()
        return fitted[1]

    def put(self, photo: Photo, image: QImage) -> None:
        key = (photo.path, photo.mtime_ns)
        self._drop(key)
        self._pixmaps[key] = pixmap = QPixmap.fromImage(image)
        self._bytes += _bytes_of(pixmap)
        self._trim()

    def limit(self, max_bytes: int) -> None:
        """Keep at most ``max_bytes`` from now on."""
        self._max_bytes = max_bytes
        self._trim()

    def _trim(self) -> None:
        while self._bytes > self._max_bytes and len(self._pixmaps) > 1:
            self._drop(next(iter(self._pixmaps)))

    def _drop(self, key: _Key) -> None:
        self._drop_fitted(key)
        self._bytes -= _bytes_of(self._pixmaps.pop(key, None))

    def _drop_fitted(self, key: _Key) -> None:
        _, pixmap = self._fitted.pop(key, (None, None))
        self._bytes -= _bytes_of(pixmap)


def _bytes_of(pixmap: QPixmap | None) -> int:
    return pixmap.width() * pixmap.height() * 4 if pixmap else 0


class GridView(QListView):
    """Shows a :class:`GridModel`; tells what is on screen, and keeps selection and place as it re-arranges."""

    looked_at = Signal(list)  # list[Item] on screen, top to bottom
    opened = Signal()  # double click
    size_wanted = Signal(int)  # Ctrl + wheel: a new cell width

    def __init__(self, model: GridModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._thumbnails = model, thumbnails
        self._selected: list[Path] = []
        self._current: Path | None = None
        self._place = (0, 0)  # row and top edge of the current photograph
        self._set_up_view()
        self.setModel(model)
        self._cell_width = 200
        self.setItemDelegate(CellDelegate(thumbnails.fitted, lambda: model.bar, self.gridSize, self))
        self._look_soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look_soon.timeout.connect(self._look)
        self.verticalScrollBar().valueChanged.connect(self.look_again)
        model.about_to_rearrange.connect(self._remember)
        model.rearranged.connect(self._restore)
        model.rearranged.connect(self.look_again)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def set_cell_width(self, width: int) -> None:
        """Make pictures about ``width`` wide; the columns share what room is left."""
        self._cell_width = width
        self._share_room()
        self.look_again()

    def _share_room(self) -> None:
        cell, room = cell_size(self._cell_width), self.viewport().width() - 1
        columns = max(1, room // cell.width())
        self.setGridSize(QSize(max(cell.width(), room // columns), cell.height()))

    def show_thumbnail(self, photo: Photo, image: QImage) -> None:
        """Take a thumbnail from the worker and refresh its cell."""
        self._thumbnails.put(photo, image)
        row = self._model.row_of(photo.path)
        if row is not None:
            self.update(self._model.index(row))

    def selected_items(self) -> list[Item]:
        """The selected photographs in the grid's order; the current one where none is selected."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        if not rows and self.currentIndex().isValid():
            rows = [self.currentIndex().row()]
        return [self._model.item(row) for row in rows]

    def current_item(self) -> Item | None:
        index = self.currentIndex()
        return self._model.item(index.row()) if index.isValid() else None

    def go_to(self, row: int) -> None:
        """Make ``row`` the one selected photograph and scroll to it."""
        row = max(0, min(row, self._model.rowCount() - 1))
        index = self._model.index(row)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def neighbours(self, row: int) -> list[Item]:
        """The next and the previous photograph, as far as there are any."""
        return [self._model.item(each) for each in (row + 1, row - 1) if 0 <= each < self._model.rowCount()]

    def look_again(self) -> None:
        """Tell soon what is on screen."""
        if not self._look_soon.isActive():
            self._look_soon.start()

    def visible_items(self) -> list[Item]:
        first = self._row_at(QPoint(4, 4), default=0)
        last = self._last_visible_row(first)
        return [self._model.item(row) for row in range(first, last + 1)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()
        self.look_again()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.size_wanted.emit(self._cell_width + (20 if event.angleDelta().y() > 0 else -20))
            event.accept()
            return
        super().wheelEvent(event)

    def _set_up_view(self) -> None:
        self.setObjectName("grid")
        self.setAccessibleName("Photographs")
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setMouseTracking(True)

    def _look(self) -> None:
        self.looked_at.emit(self.visible_items() if self.isVisible() else [])

    def _row_at(self, point: QPoint, default: int) -> int:
        index = self.indexAt(point)
        return index.row() if index.isValid() else default

    def _last_visible_row(self, first: int) -> int:
        size, viewport = self.gridSize(), self.viewport().rect()
        per_row = max(1, viewport.width() // max(1, size.width()))
        rows = viewport.height() // max(1, size.height()) + 2
        return min(self._model.rowCount() - 1, first + per_row * rows - 1)

    def _remember(self) -> None:
        """Before the rows change. An empty grid remembers what was current before a filter emptied it."""
        if not self._model.rowCount():
            return
        current = self.currentIndex()
        self._selected = [self._model.path(index.row()) for index in self.selectionModel().selectedIndexes()]
        self._current = self._model.path(current.row()) if current.isValid() else None
        self._place = (current.row(), self.visualRect(current).top())

    def _restore(self) -> None:
        """Select again what is still shown, with the current photograph where it was on screen.

        Where the current one went away, another selected one becomes current, else the one that has its place now.
        """
        rows = sorted(row for path in self._selected if (row := self._model.row_of(path)) is not None)
        self.selectionModel().select(self._selection_of(rows), QItemSelectionModel.SelectionFlag.Select)
        if self._current is None or not self._model.rowCount():
            return
        row = self._model.row_of(self._current)
        if row is None and not rows:
            self.go_to(self._place[0])
            return
        index = self._model.index(rows[0] if row is None else row)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.doItemsLayout()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.visualRect(index).top() - self._place[1])

    def _selection_of(self, rows: Sequence[int]) -> QItemSelection:
        """Sorted rows as runs: selecting thousands one by one would take seconds."""
        selection = QItemSelection()
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
            members = [row for _, row in run]
            selection.append(QItemSelectionRange(self._model.index(members[0]), self._model.index(members[-1])))
        return selection

    def sizeHint(self) -> QSize:
        return QSize(900, 600)

    def startDrag(self, supported: Qt.DropAction) -> None:
        super().startDrag(supported & Qt.DropAction.CopyAction)

    def selectAll(self) -> None:
        super().selectAll()
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.selectionModel().setCurrentIndex(self._model.index(0), QItemSelectionModel.SelectionFlag.NoUpdate)
