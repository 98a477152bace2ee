"""Photographs dragged from the window onto a folder of a list or a tree: moved or copied there, once it is asked.

What leaves the window can only be copied by other programs, as ever: moving is our own, journaled and undoable. What
other programs drop on a folder is opened, as anywhere in the window; a stranger's files are neither copied nor moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QCursor, QDragMoveEvent, QDropEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.session.rooms import planning
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.theme import blend, colours, smooth
from aesthetic_gui.ui.widgets.drop_zone import accept_copy, paths_of
from aesthetic_gui.ui.widgets.text import as_title
from aesthetic_gui.words import photographs

UNFOLD_MS = 700  # over a folder, until its subfolders are shown
SCROLL_MS, EDGE = 80, 22  # how often it scrolls, and how near to its edge, in pixels, the mouse must be

Way = Literal["move", "copy"]
_WAYS: tuple[tuple[str, Way], ...] = (("&Move here", "move"), ("&Copy here", "copy"))
AnyIndex = QModelIndex | QPersistentModelIndex
FolderOf = Callable[[AnyIndex], Path | None]


class FolderDrops(QObject):
    """Takes drops for ``view``, in which ``folder_of`` gives the folder of a row; None where a row is no folder."""

    brought = Signal(
        object, object, object
    )  # files of photographs, the folder, and "move", "copy" or None: to be asked
    opened = Signal(list)  # what another program dropped

    def __init__(self, view: QAbstractItemView, folder_of: FolderOf) -> None:
        super().__init__(view)
        self._view, self._folder_of = view, folder_of
        self._mark = _Mark(view.viewport())
        self._over = QPersistentModelIndex()
        self._unfold = QTimer(self, singleShot=True, interval=UNFOLD_MS)
        self._unfold.timeout.connect(self._show_subfolders)
        self._scroll = QTimer(self, interval=SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_at_edge)
        view.viewport().setAcceptDrops(True)
        view.viewport().installEventFilter(self)

    @property
    def target(self) -> Path | None:
        """The folder that is marked as the one that would take what is dragged."""
        return self._folder_of(self._over) if self._over.isValid() else None

    def eventFilter(self, _viewport: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove:
                assert isinstance(event, QDragMoveEvent)
                self._hover(event)
            case QEvent.Type.Drop:
                assert isinstance(event, QDropEvent)
                self._drop(event)
            case QEvent.Type.DragLeave:
                self._leave()
            case _:
                return False
        return True

    def _hover(self, event: QDragMoveEvent) -> None:
        """A drag that enters is accepted anywhere, or Qt would not tell how it goes on."""
        self._scroll.start()
        paths = paths_of(event.mimeData())
        index = self._target(event, paths)
        self._show(index)
        entering = event.type() == QEvent.Type.DragEnter
        if paths and (index.isValid() or entering or event.source() is None):
            accept_copy(event)
        else:
            event.ignore()

    def _drop(self, event: QDropEvent) -> None:
        paths = paths_of(event.mimeData())
        folder = self._folder_of(self._target(event, paths))
        self._leave()
        if not paths or (folder is None and event.source() is not None):
            event.ignore()
            return
        accept_copy(event)
        if event.source() is None:
            self.opened.emit(paths)
        else:
            self.brought.emit(paths, folder, _way_of(event.modifiers()))

    def _target(self, event: QDropEvent, paths: Sequence[Path]) -> QModelIndex:
        """The row under the mouse, where what is dragged is ours, and some of it is not in that folder already."""
        index = self._view.indexAt(event.position().toPoint())
        folder = self._folder_of(index) if index.isValid() and event.source() is not None else None
        return index if folder is not None and any(path.parent != folder for path in paths) else QModelIndex()

    def _show(self, index: QModelIndex) -> None:
        if QPersistentModelIndex(index) != self._over:
            self._over = QPersistentModelIndex(index)
            self._unfold.start()
        self._mark.show_over(self._view.visualRect(index) if index.isValid() else None)

    def _leave(self) -> None:
        self._over = QPersistentModelIndex()
        self._mark.show_over(None)
        self._unfold.stop()
        self._scroll.stop()

    def _show_subfolders(self) -> None:
        if isinstance(self._view, QTreeView) and self._over.isValid():
            self._view.expand(self._over)

    def _scroll_at_edge(self) -> None:
        viewport, bar = self._view.viewport(), self._view.verticalScrollBar()
        y = viewport.mapFromGlobal(QCursor.pos()).y()
        step = -1 if y < EDGE else 1 if y > viewport.height() - EDGE else 0
        if step and viewport.underMouse():
            bar.setValue(bar.value() + step * bar.singleStep())
            self._show(QModelIndex())


class FolderDropWork(QObject):
    """Asks what is to be done with photographs that were dropped on a folder, and has it done."""

    def __init__(self, session: Session, files: FileWork, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._files, self._window = session, files, window
        self.menu = QMenu(window)
        self.menu.setObjectName("dropMenu")
        self.menu.setAccessibleName("What to do with the photographs")

    def take(self, paths: Iterable[Path], folder: Path, way: Way | None) -> None:
        """Bring what the window shows of ``paths`` to ``folder``; without a ``way`` ask, once the drag is over."""
        photos = [item.photo for path in paths if (item := self._session.model.find(path))]
        photos = [photo for photo in photos if photo.path.parent != folder]
        if not photos or not self._files.free():
            return
        if way is not None:
            self._bring(way, photos, folder)
        else:
            QTimer.singleShot(0, self, partial(self._ask, photos, folder))

    def _ask(self, photos: Sequence[Photo], folder: Path) -> None:
        self.menu.clear()
        title = self.menu.addAction(as_title(f"{photographs(len(photos))} to “{folder.name or folder}”"))
        title.setEnabled(False)
        self.menu.addSeparator()
        for words, way in _WAYS:
            self.menu.addAction(words).triggered.connect(partial(self._bring, way, photos, folder))
        self.menu.addSeparator()
        self.menu.addAction("Cancel")
        self.menu.popup(QCursor.pos() + QPoint(2, 2))

    def _bring(self, way: Way, photos: Sequence[Photo], folder: Path, _checked: bool = False) -> None:
        self._files.perform("Moving" if way == "move" else "Copying", lambda: _plan(way, photos, folder))


def _plan(way: Way, photos: Sequence[Photo], folder: Path) -> planning.Plan:
    """In the catalog's thread. A folder that is gone, or whose drive is, is not made once more by a drop."""
    if not folder.is_dir():
        raise planning.BadDestination(f"The folder {folder} is not there. Connect its drive, or choose another one.")
    return planning.plan_move(photos, folder) if way == "move" else planning.plan_copy(photos, folder)


class _Mark(QWidget):
    """A frame around the folder that would take what is dragged; the mouse goes through it."""

    def __init__(self, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, rect: QRect | None) -> None:
        self.setVisible(rect is not None)
        if rect is not None:
            self.setGeometry(rect.intersected(self._viewport.rect()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, table = smooth(self), colours()
        ground = blend(table.accent, table.panel, 0.5)
        ground.setAlpha(90)
        painter.setPen(QPen(table.accent, 2))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


def _way_of(modifiers: Qt.KeyboardModifier) -> Way | None:
    """As file managers have it: Ctrl copies, Shift moves; both, or neither, is a question."""
    copies = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    moves = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    return None if copies == moves else "copy" if copies else "move"
