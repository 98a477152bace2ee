"""The history: every operation, today's and earlier ones, undone and redone as a whole or photograph by photograph.

What is shown is read in the catalog's thread, when the panel is in sight: operations a few hundred at a time, the
photographs of an operation when it is unfolded.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPainter, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.culling import history
from aesthetic_gui.ui.history_model import FADED, SECOND_LINE, TROUBLE, HistoryModel, Node
from aesthetic_gui.ui.session import Session
from aesthetic_gui.ui.text import quiet
from aesthetic_gui.ui.theme import colours

PAGE = 200  # operations that are read at once
SOON = 120  # ms: a held key decides more often
GAP = 4  # pixels above and below a row's lines


class Wish(NamedTuple):
    """An operation, and the keys of those of its photographs that are meant; None for all of them."""

    operation: int
    only: frozenset[int] | None


class HistoryPanel(QWidget):
    """Asks for what is to be undone or redone by signals; what it shows follows :meth:`refresh`."""

    undo_asked = Signal(object)  # list[Wish]
    redo_asked = Signal(object)
    photograph_chosen = Signal(Path)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPanel")
        self._session, self._limit, self._stale = session, PAGE, True
        self.model = HistoryModel(self)
        self.tree = self._make_tree()
        self.undo_button, self.redo_button = QPushButton("Undo"), QPushButton("Redo")
        self._nothing = quiet(
            QLabel("Nothing was done yet. Picks, stars, moves, exports: all of it will be listed here.")
        )
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._read)
        self._lay_out()
        self._connect()
        self._enable()

    def refresh(self) -> None:
        """Something was done: what is shown may not hold any more."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def selected(self) -> list[Node]:
        return [self.model.node(index) for index in self.tree.selectionModel().selectedIndexes()]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    # reading

    def _read(self) -> None:
        self._stale = False
        catalog, limit = self._session.catalog, self._limit
        self._session.queue.run(lambda: history.history(catalog, limit + 1), self._show)
        for operation in self.model.unfolded_operations():
            self._read_photographs(operation)

    def _read_more(self) -> None:
        self._limit += PAGE
        self._read()

    def _read_photographs(self, operation: int) -> None:
        catalog = self._session.catalog
        self._session.queue.run(
            lambda: history.treated(catalog, operation), lambda rows: self._show_photographs(operation, rows)
        )

    def _show(self, operations: list[Operation]) -> None:
        chosen = [node.operation.id for node in self.selected() if node.operation]
        self.model.show(operations[: self._limit], complete=len(operations) <= self._limit)
        self._unfold_days()
        self._nothing.setVisible(self.model.empty)
        self.tree.setVisible(not self.model.empty)
        if not self.tree.selectionModel().hasSelection():
            for operation in chosen:
                self.tree.setCurrentIndex(self.model.operation_index(operation))
        self._enable()

    def _show_photographs(self, operation: int, rows: list[history.Treated]) -> None:
        chosen = {node.treated.key for node in self.selected() if node.treated}
        self.model.show_photographs(operation, rows)
        parent = self.model.operation_index(operation)
        for row, treated in enumerate(rows):
            if treated.key in chosen:
                flag = self.tree.selectionModel().SelectionFlag.Select
                self.tree.selectionModel().select(self.model.index(row, 0, parent), flag)
        self._enable()

    def _unfold_days(self) -> None:
        for row in range(self.model.rowCount()):
            self.tree.expand(self.model.index(row, 0))

    # asking

    def _wishes(self, state: str) -> list[Wish]:
        """What of the selection can be undone (``state`` is "done") or redone ("undone"), the newest first."""
        whole = {node.operation.id for node in self.selected() if node.operation and _can(node.operation, state)}
        some: dict[int, set[int]] = {}
        for node in self.selected():
            above = node.parent.operation if node.parent else None
            if node.treated and above and node.treated.state == state and above.id not in whole:
                some.setdefault(above.id, set()).add(node.treated.key)
        wishes = [Wish(number, None) for number in whole]
        wishes += [Wish(number, frozenset(keys)) for number, keys in some.items()]
        return sorted(wishes, key=lambda wish: wish.operation, reverse=state == "done")

    def _ask_undo(self) -> None:
        if wishes := self._wishes("done"):
            self.undo_asked.emit(wishes)

    def _ask_redo(self) -> None:
        if wishes := self._wishes("undone"):
            self.redo_asked.emit(wishes)

    def _enable(self) -> None:
        some = any(node.treated for node in self.selected())
        for button, state, word in ((self.undo_button, "done", "Undo"), (self.redo_button, "undone", "Redo")):
            button.setEnabled(bool(self._wishes(state)))
            button.setText(f"{word} selected" if some else word)

    def _choose(self, index: QModelIndex) -> None:
        treated = self.model.node(index).treated
        if treated is not None:
            self.photograph_chosen.emit(treated.now if treated.now is not None else treated.photo)

    def _menu(self, place: QPoint) -> None:
        node = self.model.node(self.tree.indexAt(place))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.undo_button.text(), self._ask_undo).setEnabled(self.undo_button.isEnabled())
        menu.addAction(self.redo_button.text(), self._ask_redo).setEnabled(self.redo_button.isEnabled())
        if node.treated is not None:
            where = node.treated.now or node.treated.photo
            menu.addSeparator()
            menu.addAction("Show in the grid", lambda: self.photograph_chosen.emit(where))
            menu.addAction(
                "Open its folder", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(where.parent)))
            ).setEnabled(where.parent.name != "")
            menu.addAction("Copy path", lambda: QGuiApplication.clipboard().setText(str(where)))
        menu.popup(self.tree.viewport().mapToGlobal(place))

    # the parts

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("history")
        tree.setAccessibleName("History")
        tree.setModel(self.model)
        tree.setHeaderHidden(True)
        tree.setIndentation(12)
        tree.setRootIsDecorated(False)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        tree.setItemDelegate(_Rows(tree))
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setExpandsOnDoubleClick(False)
        return tree

    def _lay_out(self) -> None:
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(14, 4, 10, 4)
        self.tree.hide()
        heading = QLabel("History")
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        heading.setContentsMargins(14, 8, 0, 6)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(10, 6, 10, 8)
        buttons.setSpacing(6)
        buttons.addWidget(self.undo_button)
        buttons.addWidget(self.redo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(self.tree, 1)
        column.addWidget(self._nothing, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.model.wanted.connect(self._read_photographs)
        self.model.more_wanted.connect(self._read_more, Qt.ConnectionType.QueuedConnection)
        self.tree.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.tree.activated.connect(self._choose)
        self.tree.customContextMenuRequested.connect(self._menu)
        self.undo_button.clicked.connect(self._ask_undo)
        self.redo_button.clicked.connect(self._ask_redo)


class _Rows(QStyledItemDelegate):
    """A title with a quieter line below it; a day is one line in bold."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        lines = 2 if index.data(SECOND_LINE) is not None else 1
        return QSize(80, option.fontMetrics.height() * lines + 2 * GAP + (4 if lines == 1 else 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        table, room = colours(), option.rect.adjusted(4, GAP, -6, -GAP)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        bright = option.palette.color(QPalette.ColorRole.HighlightedText) if selected else None
        second = index.data(SECOND_LINE)
        painter.save()
        font = painter.font()
        font.setBold(second is None)
        font.setStrikeOut(bool(index.data(FADED)))
        painter.setFont(font)
        painter.setPen(bright or (table.muted if second is None or index.data(FADED) else table.text))
        height = option.fontMetrics.height()
        _line(painter, QRect(room.x(), room.y(), room.width(), height), index.data() or "")
        if second is not None:
            font.setStrikeOut(False)
            painter.setFont(font)
            painter.setPen(bright or (table.unsure if index.data(TROUBLE) else table.muted))
            _line(painter, QRect(room.x(), room.y() + height, room.width(), height), second)
        painter.restore()


def _line(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def _can(operation: Operation, state: str) -> bool:
    return operation.state in (("done", "partial") if state == "done" else ("undone",))
