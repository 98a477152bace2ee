"""The history as a tree: days, the operations of each, and the photographs of those that were unfolded.

Nothing is read here: who owns the model hears :attr:`HistoryModel.wanted` and :attr:`HistoryModel.more_wanted`, and
gives what was read. What is given again changes only the rows that differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from aesthetic_gui.catalog.journal import Operation
from aesthetic_gui.culling.history import Treated
from aesthetic_gui.ui.text import counted, one_line

AnyIndex = QModelIndex | QPersistentModelIndex
SECOND_LINE = Qt.ItemDataRole.UserRole  # what stands under the title, quieter
FADED = Qt.ItemDataRole.UserRole + 1  # undone: as if it had not been
TROUBLE = Qt.ItemDataRole.UserRole + 2  # the second line tells what is wrong


@dataclass(eq=False)
class Node:
    """A day, an operation or a photograph."""

    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    day: date | None = None
    operation: Operation | None = None
    treated: Treated | None = None
    loaded: bool = False

    @property
    def row(self) -> int:
        return self.parent.children.index(self) if self.parent else 0


class HistoryModel(QAbstractItemModel):
    """See the module."""

    wanted = Signal(int)  # the photographs of this operation
    more_wanted = Signal()  # earlier operations

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node(loaded=True)
        self._operations: dict[int, Node] = {}
        self._complete = True
        self._asked: set[int] = set()

    # giving

    def show(self, operations: Sequence[Operation], *, complete: bool) -> None:
        """The newest operations first; not ``complete`` where there are earlier ones."""
        self._complete = complete
        ids, shown = [one.id for one in operations], list(self._operations_shown())
        newer = ids.index(shown[0]) if shown and shown[0] in ids else 0
        common = min(len(shown), len(ids) - newer)
        if shown and ids[newer : newer + common] == shown[:common]:
            self._update(operations[newer : newer + common])
            self._add_before(operations[:newer])
            self._add_after(operations[newer + common :])
            return
        self.beginResetModel()
        self._root.children.clear()
        self._operations.clear()
        self._asked.clear()
        for day, group in groupby(operations, key=_day):
            self._fill(self._new_day(day, len(self._root.children)), list(group), 0)
        self.endResetModel()

    def show_photographs(self, operation_id: int, photographs: Sequence[Treated]) -> None:
        """What was :attr:`wanted`."""
        self._asked.discard(operation_id)
        node = self._operations.get(operation_id)
        if node is None:
            return
        index = self._index_of(node)
        if node.children:
            self.beginRemoveRows(index, 0, len(node.children) - 1)
            node.children.clear()
            self.endRemoveRows()
        node.loaded = True
        if photographs:
            self.beginInsertRows(index, 0, len(photographs) - 1)
            node.children = [Node(node, treated=one) for one in photographs]
            self.endInsertRows()

    def unfolded_operations(self) -> list[int]:
        """Those whose photographs are shown: they are to be read again after something was done."""
        return [number for number, node in self._operations.items() if node.loaded]

    # asking

    def node(self, index: AnyIndex) -> Node:
        node = index.internalPointer() if index.isValid() else self._root
        assert isinstance(node, Node)
        return node

    def operation_index(self, operation_id: int) -> QModelIndex:
        node = self._operations.get(operation_id)
        return self._index_of(node) if node else QModelIndex()

    @property
    def empty(self) -> bool:
        return not self._operations

    # Qt's questions

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own
        children = self.node(parent).children
        return (
            self.createIndex(row, column, children[row]) if 0 <= row < len(children) and not column else QModelIndex()
        )

    def parent(self, index: AnyIndex = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        node = self.node(index)
        return self._index_of(node.parent) if node.parent else QModelIndex()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return len(self.node(parent).children)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 1

    def hasChildren(self, parent: AnyIndex = QModelIndex()) -> bool:  # noqa: B008
        node = self.node(parent)
        return bool(node.children) or (node.operation is not None and not node.loaded and node.operation.total > 0)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        node = self.node(parent)
        if node is self._root:
            return not self._complete
        return node.operation is not None and not node.loaded

    def fetchMore(self, parent: AnyIndex) -> None:
        node = self.node(parent)
        if node is self._root:
            self._complete = True  # until more is given
            self.more_wanted.emit()
        elif node.operation is not None and node.operation.id not in self._asked:
            self._asked.add(node.operation.id)
            self.wanted.emit(node.operation.id)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if self.node(index).day is not None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node.day is not None:
            return day_in_words(node.day) if role == Qt.ItemDataRole.DisplayRole else None
        if node.operation is not None:
            return _of_operation(node.operation, role)
        return _of_photograph(node.treated, role) if node.treated else None

    # inside

    def _operations_shown(self) -> Iterator[int]:
        return (node.operation.id for day in self._root.children for node in day.children if node.operation)

    def _index_of(self, node: Node) -> QModelIndex:
        return QModelIndex() if node is self._root else self.createIndex(node.row, 0, node)

    def _new_day(self, day: date, row: int) -> Node:
        node = Node(self._root, day=day, loaded=True)
        self._root.children.insert(row, node)
        return node

    def _fill(self, day: Node, operations: Sequence[Operation], row: int) -> None:
        nodes = [Node(day, operation=one) for one in operations]
        day.children[row:row] = nodes
        self._operations.update({node.operation.id: node for node in nodes if node.operation})

    def _add_before(self, newer: Sequence[Operation]) -> None:
        for day, group in reversed([(day, list(group)) for day, group in groupby(newer, key=_day)]):
            first = self._root.children[0] if self._root.children else None
            if first is None or first.day != day:
                self.beginInsertRows(QModelIndex(), 0, 0)
                first = self._new_day(day, 0)
                self.endInsertRows()
            self.beginInsertRows(self._index_of(first), 0, len(group) - 1)
            self._fill(first, group, 0)
            self.endInsertRows()

    def _add_after(self, older: Sequence[Operation]) -> None:
        for day, group in ((day, list(group)) for day, group in groupby(older, key=_day)):
            last = self._root.children[-1] if self._root.children else None
            if last is None or last.day != day:
                row = len(self._root.children)
                self.beginInsertRows(QModelIndex(), row, row)
                last = self._new_day(day, row)
                self.endInsertRows()
            row = len(last.children)
            self.beginInsertRows(self._index_of(last), row, row + len(group) - 1)
            self._fill(last, group, row)
            self.endInsertRows()

    def _update(self, operations: Sequence[Operation]) -> None:
        for one in operations:
            node = self._operations[one.id]
            if node.operation != one:
                node.operation = one
                index = self._index_of(node)
                self.dataChanged.emit(index, index)


def day_in_words(day: date) -> str:
    """ "Today", "Yesterday", "Monday 23 November", with the year where it is another one."""
    today = datetime.now().astimezone().date()
    if (today - day).days in (0, 1):
        return ("Today", "Yesterday")[(today - day).days]
    return f"{day:%A} {day.day} {day:%B}" + ("" if day.year == today.year else f" {day.year}")


def state_in_words(operation: Operation) -> str:
    """What became of it: "undone", "2 of 3 done"; "" where all of it was done."""
    if operation.state == "partial":
        return f"{operation.succeeded:,} of {operation.total:,} done"
    words = {"open": "under way, or waiting for a drive", "nothing": "nothing was done", "undone": "undone"}
    return words.get(operation.state, "")


def _day(operation: Operation) -> date:
    return operation.started_at.astimezone().date()


def _of_operation(operation: Operation, role: int) -> Any:
    state = state_in_words(operation)
    at = f"{operation.started_at.astimezone():%H:%M}"
    if role == Qt.ItemDataRole.DisplayRole:
        return one_line(operation.title)
    if role == SECOND_LINE:
        return " · ".join(word for word in (at, state) if word)
    if role == FADED:
        return operation.state in ("undone", "nothing")
    if role == TROUBLE:
        return operation.state in ("open", "partial")
    if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        count = counted(operation.total, "photograph")
        return "\n".join(word for word in (one_line(operation.title), f"{at}, {count}", state) if word)
    return None


def _of_photograph(treated: Treated, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return one_line(treated.photo.name)
    if role == SECOND_LINE:
        return one_line(_second_line(treated))
    if role == FADED:
        return treated.state == "undone"
    if role == TROUBLE:
        return treated.state == "failed" or bool(treated.obstacle)
    if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
        files = f"{treated.files} files" if treated.files > 1 else ""
        lines = (str(treated.photo), _state(treated), str(treated.now or ""), files, treated.obstacle)
        return "\n".join(one_line(line) for line in dict.fromkeys(lines) if line)
    return None


def _second_line(treated: Treated) -> str:
    """Short, as the panel is narrow: the whole reason is in the tool tip."""
    if treated.obstacle:
        return f"cannot be {'undone' if treated.state == 'done' else 'done again'} now"
    return treated.words if treated.state == "failed" else _way(treated)


def _way(treated: Treated) -> str:
    """ "moved → Best"."""
    now: Path | None = treated.now if treated.now != treated.photo else None
    where = f" → {now.parent.name if now.name == treated.photo.name else now.name}" if now else ""
    return f"{_state(treated)}{where}"


def _state(treated: Treated) -> str:
    return f"{treated.words}, undone" if treated.state == "undone" else treated.words
