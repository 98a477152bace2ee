"""The history as a tree: days, the operations of each, and the photographs of those that were unfolded.

Decisions in a row, one after the other without a long pause, are folded into one row; unfolded, it has each of them.

Nothing is read here: who owns the model hears :attr:`HistoryModel.wanted` and :attr:`HistoryModel.more_wanted`, and
gives what was read. What is given again changes only the rows that differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from aesthetic_gui.ui.history.words import day_in_words, more_in_words, of_entry, of_photograph, of_run
from aesthetic_gui.ui.session.rooms import deciding, history

AnyIndex = QModelIndex | QPersistentModelIndex
FOLDED = 4  # decisions in a row that become one
PAUSE = timedelta(minutes=20)  # that ends a row of them
AT_ONCE = 1_000  # photographs of one operation that are shown before more are asked for: Qt asks for every row at once


@dataclass(eq=False)
class Node:
    """A day, decisions in a row, an operation, a photograph, or words in the place of photographs."""

    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    day: date | None = None
    is_run: bool = False
    entry: history.Entry | None = None
    treated: history.Treated | None = None
    words: str = ""
    loaded: bool = False
    photographs: Sequence[history.Treated] = ()  # all of them
    at_most: int = AT_ONCE  # of these are shown
    _rows: dict[Node, int] = field(default_factory=dict)  # of the children, worked out when one is asked for

    @property
    def row(self) -> int:
        return self.parent.row_of(self) if self.parent else 0

    def row_of(self, child: Node) -> int:
        if len(self._rows) != len(self.children):
            self._rows = {one: row for row, one in enumerate(self.children)}
        return self._rows[child]

    @property
    def run(self) -> list[history.Entry]:
        """The decisions in a row that it stands for, the newest first."""
        return [node.entry for node in self.children if node.entry] if self.is_run else []

    def put(self, at: int, nodes: Sequence[Node]) -> None:
        self.children[at:at] = nodes
        self._rows = {}

    def take_last(self) -> None:
        self.take(len(self.children) - 1, 1)

    def take(self, at: int, count: int) -> list[Node]:
        taken = self.children[at : at + count]
        del self.children[at : at + count]
        self._rows = {}
        return taken

    def clear(self) -> None:
        self.children, self._rows = [], {}


class HistoryModel(QAbstractItemModel):
    """See the module."""

    wanted = Signal(int)  # the photographs of this operation
    more_wanted = Signal()  # earlier operations

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Node(loaded=True)
        self._entries: dict[int, Node] = {}
        self._complete = True
        self._asked: set[int] = set()

    # giving

    def show(self, entries: Sequence[history.Entry], *, complete: bool) -> None:
        """The newest operations first; not ``complete`` where there are earlier ones."""
        self._complete = complete
        ids, shown = [one.id for one in entries], list(self._shown())
        newer = ids.index(shown[0]) if shown and shown[0] in ids else 0
        common = min(len(shown), len(ids) - newer)
        if shown and ids[newer : newer + common] == shown[:common]:
            self._update(entries[newer : newer + common])
            self._add(entries[:newer], on_top=True)
            self._add(entries[newer + common :], on_top=False)
        else:
            self._show_anew(entries)

    def show_photographs(self, operation_id: int, photographs: Sequence[history.Treated]) -> None:
        """What was :attr:`wanted`. The same photographs keep their rows; of very many, the first ones are shown."""
        self._asked.discard(operation_id)
        node = self._entries.get(operation_id)
        if node is None:
            return
        node.loaded, node.photographs = True, photographs
        shown = photographs[: node.at_most]
        rest = len(photographs) - len(shown)
        before = [one.treated.photo for one in node.children if one.treated]
        if shown and [one.photo for one in shown] == before and len(node.children) - len(before) == (rest > 0):
            for child, treated in zip(node.children, shown, strict=False):
                child.treated = treated
            parent = self._index_of(node)
            self.dataChanged.emit(self.index(0, 0, parent), self.index(len(shown) - 1, 0, parent))
        else:
            self._set_children(node, _children(node, shown, rest))

    def show_more(self, operation_id: int) -> None:
        """The next photographs of an operation that has very many."""
        node = self._entries[operation_id]
        index, last = self._index_of(node), len(node.children) - 1
        more = node.photographs[node.at_most : node.at_most + AT_ONCE]
        node.at_most += AT_ONCE
        self.beginRemoveRows(index, last, last)
        node.take_last()
        self.endRemoveRows()
        nodes = _children(node, more, len(node.photographs) - node.at_most)
        self.beginInsertRows(index, last, last + len(nodes) - 1)
        node.put(last, nodes)
        self.endInsertRows()

    def say_reading(self, operation_id: int) -> None:
        """The photographs of an operation are not there yet: the catalog is busy, as with a long copy."""
        node = self._entries.get(operation_id)
        if node is not None and not node.loaded and not node.children:
            self._set_children(node, [Node(node, words="Its photographs are being looked at…")])

    def forget_photographs(self, operation_id: int) -> None:
        """They are :attr:`wanted` again when the operation is unfolded again."""
        node = self._entries.get(operation_id)
        if node is not None:
            node.loaded, node.photographs, node.at_most = False, (), AT_ONCE
            self._asked.discard(operation_id)
            self._set_children(node, [])

    def unfolded(self) -> list[history.Entry]:
        """The operations whose photographs are shown."""
        return [node.entry for node in self._entries.values() if node.loaded and node.entry]

    # asking

    def node(self, index: AnyIndex) -> Node:
        node = index.internalPointer() if index.isValid() else self._root
        assert isinstance(node, Node)
        return node

    def operation_index(self, operation_id: int) -> QModelIndex:
        node = self._entries.get(operation_id)
        return self._index_of(node) if node else QModelIndex()

    @property
    def empty(self) -> bool:
        return not self._entries

    # Qt's questions

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own
        children = self.node(parent).children
        if column or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: AnyIndex = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        node = self.node(index)
        return self._index_of(node.parent) if node.parent else QModelIndex()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return len(self.node(parent).children)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 1

    def hasChildren(self, parent: AnyIndex = QModelIndex()) -> bool:  # noqa: B008
        node = self.node(parent)
        return bool(node.children) or (node.entry is not None and not node.loaded and node.entry.total > 0)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        node = self.node(parent)
        if node is self._root:
            return not self._complete
        return node.entry is not None and not node.loaded

    def fetchMore(self, parent: AnyIndex) -> None:
        node = self.node(parent)
        if node is self._root:
            self._complete = True  # until more is given
            self.more_wanted.emit()
        elif node.entry is not None and node.entry.id not in self._asked:
            self._asked.add(node.entry.id)
            self.wanted.emit(node.entry.id)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        node = self.node(index)
        if node.entry or node.treated or node.is_run:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self.node(index)
        if node.entry is not None:
            return of_entry(node.entry, role)
        if node.is_run:
            return of_run(node.run, role)
        if node.treated is not None:
            return of_photograph(node.treated, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return day_in_words(node.day) if node.day else node.words
        return None

    # inside

    def _shown(self) -> Iterator[int]:
        nodes = (node for day in self._root.children for node in day.children)
        return (one.entry.id for node in nodes for one in (node.children if node.is_run else [node]) if one.entry)

    def _index_of(self, node: Node) -> QModelIndex:
        return QModelIndex() if node is self._root else self.createIndex(node.row, 0, node)

    def _set_children(self, node: Node, children: Sequence[Node]) -> None:
        index, gone = self._index_of(node), node.children  # which live until Qt has let go of them
        if gone:
            self.beginRemoveRows(index, 0, len(gone) - 1)
            node.clear()
            self.endRemoveRows()
        if children:
            self.beginInsertRows(index, 0, len(children) - 1)
            node.put(0, children)
            self.endInsertRows()

    def _show_anew(self, entries: Sequence[history.Entry]) -> None:
        self.beginResetModel()
        gone = self._root.children  # which live until Qt has let go of them
        self._root.clear()
        self._entries.clear()
        self._asked.clear()
        for day, group in groupby(entries, key=_day):
            node = Node(self._root, day=day, loaded=True)
            self._root.put(len(self._root.children), [node])
            node.put(0, self._folded(node, list(group)))
        self.endResetModel()
        del gone

    def _add(self, entries: Sequence[history.Entry], *, on_top: bool) -> None:
        days = [(day, list(group)) for day, group in groupby(entries, key=_day)]
        for day, group in reversed(days) if on_top else days:
            node = self._day_node(day, on_top=on_top)
            if on_top and node.children:
                for entry in reversed(group):
                    self._put_on_top(node, entry)
            else:
                self._insert(node, len(node.children), self._folded(node, group))

    def _day_node(self, day: date, *, on_top: bool) -> Node:
        days = self._root.children
        if days and days[0 if on_top else -1].day == day:
            return days[0 if on_top else -1]
        row = 0 if on_top else len(days)
        node = Node(self._root, day=day, loaded=True)
        self.beginInsertRows(QModelIndex(), row, row)
        self._root.put(row, [node])
        self.endInsertRows()
        return node

    def _folded(self, day: Node, entries: Sequence[history.Entry]) -> list[Node]:
        """Nodes for ``entries``, decisions in a row in one of their own; not in the tree yet."""
        nodes = list[Node]()
        for run in runs_of(entries):
            nodes += [self._run_of(day, run)] if len(run) >= FOLDED else [self._node_of(day, one) for one in run]
        return nodes

    def _node_of(self, parent: Node, entry: history.Entry) -> Node:
        node = self._entries[entry.id] = Node(parent, entry=entry)
        return node

    def _run_of(self, day: Node, entries: Sequence[history.Entry]) -> Node:
        run = Node(day, loaded=True, is_run=True)
        run.put(0, [self._node_of(run, one) for one in entries])
        return run

    def _insert(self, parent: Node, row: int, nodes: Sequence[Node]) -> None:
        self.beginInsertRows(self._index_of(parent), row, row + len(nodes) - 1)
        parent.put(row, nodes)
        self.endInsertRows()

    def _put_on_top(self, day: Node, entry: history.Entry) -> None:
        """Into the decisions in a row that it goes on with; where it makes enough of them, they become one row."""
        top = day.children[0]
        if top.is_run and in_a_row(entry, top.run[0]):
            self._insert(top, 0, [self._node_of(top, entry)])
            index = self._index_of(top)
            self.dataChanged.emit(index, index)
            return
        before = runs_of([entry, *(node.entry for node in day.children[: FOLDED - 1] if node.entry)])[0][1:]
        if len(before) < FOLDED - 1:
            self._insert(day, 0, [self._node_of(day, entry)])
            return
        self.beginRemoveRows(self._index_of(day), 0, len(before) - 1)
        gone = day.take(0, len(before))  # which live until Qt has let go of them
        self.endRemoveRows()
        self._insert(day, 0, [self._run_of(day, [entry, *before])])
        del gone

    def _update(self, entries: Sequence[history.Entry]) -> None:
        for one in entries:
            node = self._entries[one.id]
            if node.entry != one:
                node.entry = one
                for changed in (node, node.parent) if node.parent and node.parent.is_run else (node,):
                    index = self._index_of(changed)
                    self.dataChanged.emit(index, index)


def in_a_row(newer: history.Entry, older: history.Entry) -> bool:
    """Whether both are decisions of the photographer's, the one soon after the other."""
    both = newer.kind == older.kind == deciding.KIND
    return both and newer.started_at - older.started_at <= PAUSE and _day(newer) == _day(older)


def runs_of(entries: Sequence[history.Entry]) -> list[list[history.Entry]]:
    """``entries``, the newest first, divided wherever two that follow each other are not in a row."""
    runs = list[list[history.Entry]]()
    for entry in entries:
        if runs and in_a_row(runs[-1][-1], entry):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return runs


def _children(node: Node, shown: Sequence[history.Treated], rest: int) -> list[Node]:
    children = [Node(node, treated=one) for one in shown]
    if rest > 0:
        return [*children, Node(node, words=more_in_words(rest, AT_ONCE))]
    return children or [Node(node, words="Nothing is known any more of its photographs.")]


def _day(entry: history.Entry) -> date:
    return entry.started_at.astimezone().date()
