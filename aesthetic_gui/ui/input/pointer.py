"""What lies under the mouse stays there: a list that moves at that moment has the next click hit something else.

pointer in a view ──> Pointer.place      rows come, go, change places ──> StillTree scrolls by as much
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeView


class Pointer(QObject):
    """Where the mouse is in the viewport of ``view``, as long as it is what the photographer uses."""

    moved = Signal()

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self.place: QPoint | None = None  # None: it is elsewhere, or the keyboard was used since
        view.setMouseTracking(True)
        view.viewport().installEventFilter(self)
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._view:
            if kind == QEvent.Type.KeyPress:
                self._go(None)
        elif isinstance(event, QMouseEvent):
            self._go(event.position().toPoint())
        elif kind in (QEvent.Type.Leave, QEvent.Type.Hide):
            self._go(None)
        return super().eventFilter(watched, event)

    def _go(self, place: QPoint | None) -> None:
        self.place = place
        self.moved.emit()


class StillTree(QObject):
    """Keeps the row under the mouse where it is in ``tree``, whatever its model does above it."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree, self.pointer = tree, Pointer(tree)
        self._under = QPersistentModelIndex()
        self._top = 0  # of it in the viewport
        self._changing = False
        tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        model = tree.model()
        for before in (model.rowsAboutToBeInserted, model.rowsAboutToBeRemoved, model.layoutAboutToBeChanged):
            before.connect(self._begin)
        for after in (model.rowsInserted, model.rowsRemoved, model.layoutChanged):
            after.connect(self._restore)
        for moved in (self.pointer.moved, tree.verticalScrollBar().valueChanged, tree.expanded, tree.collapsed):
            moved.connect(self._note)

    def _note(self, *_: object) -> None:
        """Whenever something else may be under the mouse; once rows change, the tree does not know any more."""
        if self._changing:
            return
        place = self.pointer.place
        index = self._tree.indexAt(place) if place is not None else QModelIndex()
        self._under, self._top = QPersistentModelIndex(index), self._tree.visualRect(index).top()

    def _begin(self, *_: object) -> None:
        self._changing = True

    def _restore(self, *_: object) -> None:
        if self._under.isValid():
            bar = self._tree.verticalScrollBar()
            bar.setValue(bar.value() + self._tree.visualRect(self._under).top() - self._top)
        self._changing = False
        self._note()
