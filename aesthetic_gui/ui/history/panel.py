"""The history: every operation, undone and redone as a whole or photograph by photograph.

What is shown is read in the catalog's thread, when the panel is in sight: operations a few hundred at a time, the
photographs of an operation when it is unfolded.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QPushButton, QTreeView, QWidget

from aesthetic_gui.ui.files import file_manager
from aesthetic_gui.ui.history.model import HistoryModel, Node
from aesthetic_gui.ui.history.rows import HistoryRows
from aesthetic_gui.ui.history.words import trouble_of
from aesthetic_gui.ui.input.pointer import StillTree
from aesthetic_gui.ui.session.rooms import deciding, history
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column, row
from aesthetic_gui.ui.widgets.text import PlainLabel, WrappedLabel, bold, literal, quiet, wrapping
from aesthetic_gui.words import counted

PAGE = 200  # operations that are read at once
SOON = 120  # ms: a held key decides more often
LATE = 250  # ms after which an unfolded operation says that its photographs are being looked at


class HistoryPanel(QWidget):
    """Asks for what is to be undone or redone by signals; what it shows follows :meth:`refresh`."""

    last_undo_asked = Signal()  # of what was done last, as nothing is selected
    last_redo_asked = Signal()
    undo_asked = Signal(object)  # list[HistoryRequest], the newest operation first
    redo_asked = Signal(object)  # list[HistoryRequest], the oldest first
    giving_up_asked = Signal(object)  # Entry, which waits for a drive
    photograph_chosen = Signal(Path)
    folder_chosen = Signal(Path)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPanel")
        self._session, self._limit = session, PAGE
        self._next: Mapping[str, str | None] = {}
        self._stale = self._files_changed = False  # the window asks for it once it is on the screen
        self.model = HistoryModel(self)
        self.tree = self._make_tree()
        StillTree(self.tree)
        self.undo_button, self.redo_button = QPushButton("&Undo"), QPushButton("&Redo")
        self._nothing = quiet(
            wrapping("Nothing was done yet. Picks, stars, moves, exports: all of it will be listed here.")
        )
        self._trouble = WrappedLabel()
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._read)
        self._lay_out()
        self._connect()
        self._enable()

    def refresh(self) -> None:
        """Files were moved, written or brought back: what is shown may not hold any more."""
        self._files_changed = True
        self.follow_decisions()

    def follow_decisions(self) -> None:
        """Something was decided: the files of other operations are where they were."""
        self._stale = True
        if self.isVisible():
            self._soon.start()

    def show_next(self, titles: Mapping[str, str | None]) -> None:
        """What undo and redo would do where nothing is selected; None: nothing."""
        self._next = titles
        self._enable()

    def selected(self) -> list[Node]:
        return [self.model.node(index) for index in self.tree.selectionModel().selectedIndexes()]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    # reading

    def _read(self) -> None:
        catalog, limit = self._session.catalog, self._limit
        self._session.lookups.run(lambda: history.history(catalog, limit + 1), self._show)
        for entry in self.model.unfolded():
            if self._files_changed or entry.kind in deciding.KINDS:
                self._read_photographs(entry.id)
        self._stale = self._files_changed = False

    def _read_more(self) -> None:
        self._limit += PAGE
        self._read()

    def _want_photographs(self, operation: int) -> None:
        self._read_photographs(operation)
        QTimer.singleShot(LATE, self, lambda: self.model.say_reading(operation))

    def _read_photographs(self, operation: int) -> None:
        catalog = self._session.catalog
        self._session.lookups.run(
            lambda: history.treated(catalog, operation), lambda rows: self._show_photographs(operation, rows)
        )

    def _show(self, entries: list[history.Entry]) -> None:
        chosen = [node.entry.id for node in self.selected() if node.entry]
        self.model.show(entries[: self._limit], complete=len(entries) <= self._limit)
        self._nothing.setVisible(self.model.empty)
        self.tree.setVisible(not self.model.empty)
        if not self.tree.selectionModel().hasSelection():
            for operation in chosen:
                self.tree.setCurrentIndex(self.model.operation_index(operation))
        self._enable()

    def _show_photographs(self, operation: int, rows: list[history.Treated]) -> None:
        if not self.tree.isExpanded(self.model.operation_index(operation)):
            return  # folded again in the meantime: it is read again when it is unfolded
        self.model.show_photographs(operation, rows)
        self._enable()

    def _unfold_days(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            for row in range(first, last + 1):
                self.tree.expand(self.model.index(row, 0))

    def _fold(self, index: QModelIndex) -> None:
        """What is unfolded again is looked at again: files change."""
        if entry := self.model.node(index).entry:
            self.model.forget_photographs(entry.id)

    # asking

    def _requests(self, nodes: Sequence[Node], state: str) -> list[history.HistoryRequest]:
        """What of ``nodes`` can be undone (``state`` is "done") or redone ("undone"), in the order to do it in."""
        meant = [entry for node in nodes for entry in (*node.run, node.entry) if entry]
        whole = {entry.id for entry in meant if _can(entry, state)}
        some: dict[int, set[int]] = {}
        for node in nodes:
            above = node.parent.entry if node.parent else None
            if node.treated and above and node.treated.state == state and above.id not in whole:
                some.setdefault(above.id, set()).add(node.treated.key)
        requests = [history.HistoryRequest(number, None) for number in whole]
        requests += [history.HistoryRequest(number, frozenset(keys)) for number, keys in some.items()]
        return sorted(requests, key=lambda request: request.operation, reverse=state == "done")

    def _ask_undo(self) -> None:
        if not self.selected():
            self.last_undo_asked.emit()
        elif requests := self._requests(self.selected(), "done"):
            self.undo_asked.emit(requests)

    def _ask_redo(self) -> None:
        if not self.selected():
            self.last_redo_asked.emit()
        elif requests := self._requests(self.selected(), "undone"):
            self.redo_asked.emit(requests)

    def _enable(self) -> None:
        nodes = self.selected()
        some = " selected" if any(node.treated for node in nodes) else ""
        for button, state, word in ((self.undo_button, "done", "&Undo"), (self.redo_button, "undone", "&Redo")):
            last = self._next.get(word[1:].lower()) if not nodes else None
            button.setEnabled(bool(last or self._requests(nodes, state)))
            button.setText(word + some)
            button.setToolTip(literal(f"{word[1:]} {last}" if last else ""))
        self._say_trouble(nodes)

    def _say_trouble(self, nodes: Sequence[Node]) -> None:
        """In full, of the one photograph that is selected: a tool tip needs a mouse."""
        treated = nodes[0].treated if len(nodes) == 1 else None
        self._trouble.setText(trouble_of(treated) if treated else "")
        self._trouble.setVisible(bool(self._trouble.text()))

    def _choose(self, index: QModelIndex) -> None:
        """Return or a double click: a photograph is looked up in the grid, anything else unfolds or folds."""
        node = self.model.node(index)
        if node.treated is not None:
            self.photograph_chosen.emit(_where(node.treated))
        elif node.words and node.parent and node.parent.entry and node.parent.photographs:
            self.model.show_more(node.parent.entry.id)
        else:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    def _show_in_file_manager(self, path: Path) -> None:
        """Or its folder, where the photograph is not there any more."""

        def show(there: bool) -> None:
            if there:
                file_manager.show([path])
            else:
                file_manager.open_by_default(path.parent)

        self._session.lookups.run(lambda: os.path.lexists(path), show)

    def _copy_paths(self) -> None:
        paths = [str(_where(node.treated)) for node in self.selected() if node.treated]
        if paths:
            QGuiApplication.clipboard().setText("\n".join(paths).encode("utf-8", "replace").decode("utf-8"))

    def _menu(self, place: QPoint) -> None:
        menu = self.make_menu(self.model.node(self.tree.indexAt(place)))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.tree.viewport().mapToGlobal(place))

    def make_menu(self, node: Node) -> QMenu:
        """What can be done with the selection, and with the photograph of ``node``."""
        menu = QMenu(self)
        photographs = sum(one.treated is not None for one in self.selected())
        what = f" {counted(photographs, 'photograph')}" if photographs else ""
        for button, word, ask in (
            (self.undo_button, "&Undo", self._ask_undo),
            (self.redo_button, "&Redo", self._ask_redo),
        ):
            menu.addAction(word + what, ask).setEnabled(button.isEnabled())
        if node.treated is not None:
            where = _where(node.treated)
            menu.addSeparator()
            menu.addAction("Show in the grid", lambda: self.photograph_chosen.emit(where))
            menu.addAction("Open its folder here", lambda: self.folder_chosen.emit(where.parent))
            menu.addAction("Show in file manager", lambda: self._show_in_file_manager(where))
            menu.addAction("Copy path" if photographs < 2 else f"Copy {photographs:,} paths", self._copy_paths)
        elif node.entry is not None:
            index = self.model.operation_index(node.entry.id)
            menu.addSeparator()
            menu.addAction(
                "Hide its photographs" if self.tree.isExpanded(index) else "Show its photographs",
                lambda: self._choose(index),
            )
            if (entry := node.entry).state == "open":
                menu.addAction("Stop waiting for its drive…", lambda: self.giving_up_asked.emit(entry))
        return menu

    # the parts

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("history")
        tree.setAccessibleName("History")
        tree.setModel(self.model)
        tree.setHeaderHidden(True)
        tree.setIndentation(12)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        tree.setItemDelegate(HistoryRows(tree))
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setExpandsOnDoubleClick(False)
        return tree

    def _lay_out(self) -> None:
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(14, 4, 10, 4)
        self._trouble.setObjectName("historyTrouble")
        self._trouble.setContentsMargins(14, 6, 10, 0)
        self._trouble.hide()
        self.tree.hide()
        heading = bold(PlainLabel("History"))
        heading.setContentsMargins(14, 8, 0, 6)
        buttons = row(self.undo_button, self.redo_button, margins=(10, 6, 10, 8), spacing=6)
        parts = (heading, (self.tree, 1), (self._nothing, 1), self._trouble, buttons)
        column(*parts, on=self, margins=NO_MARGINS, spacing=0)

    def _connect(self) -> None:
        self.model.wanted.connect(self._want_photographs)
        self.model.more_wanted.connect(self._read_more, Qt.ConnectionType.QueuedConnection)
        self.model.rowsInserted.connect(self._unfold_days)
        self.model.modelReset.connect(lambda: self._unfold_days(QModelIndex(), 0, self.model.rowCount() - 1))
        self.tree.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.tree.activated.connect(self._choose)
        self.tree.collapsed.connect(self._fold)
        self.tree.customContextMenuRequested.connect(self._menu)
        self.undo_button.clicked.connect(self._ask_undo)
        self.redo_button.clicked.connect(self._ask_redo)
        copying = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.tree, self._copy_paths)
        copying.setContext(Qt.ShortcutContext.WidgetShortcut)


def _where(treated: history.Treated) -> Path:
    return treated.now if treated.now is not None else treated.photo


def _can(entry: history.Entry, state: str) -> bool:
    return entry.can_undo if state == "done" else entry.can_redo
