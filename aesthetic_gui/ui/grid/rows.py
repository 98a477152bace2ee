"""What the grid's model shows, as Qt asks for it: a row for each photograph, or for a folded stack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.folding import Folded, Folds, Stacks
from aesthetic_gui.culling.stacks.place import StackPlace, place_at
from aesthetic_gui.photo import Bar
from aesthetic_gui.ui.grid.stacks.stacking import Stacking
from aesthetic_gui.ui.grid.telling import spoken, stack_tip, tool_tip
from aesthetic_gui.ui.widgets.drop_zone import mime_of
from aesthetic_gui.ui.widgets.text import literal, one_line

CONFLICT = Qt.ItemDataRole.UserRole + 1  # whether it was rated here and in another program
AnyIndex = QModelIndex | QPersistentModelIndex
MANY = 50


class GridRows(QAbstractListModel):
    """The rows that are shown now; which those are, and in which order, is worked out by the model."""

    about_to_rearrange = Signal()
    rearranged = Signal()
    told = Signal(object)  # list[Path] of photographs that are other than they were, shown or withheld

    def __init__(self, bar: Bar, parent: Any = None) -> None:
        super().__init__(parent)
        self._items: dict[Path, Item] = {}
        self._names: list[Path] = []  # all there are, in order of name
        self._bar = bar
        self._conflicts: dict[Path, str] = {}  # what there is to say of photographs rated in two programs
        self._shown = Folded()
        self._stacking = Stacking(self._in_order_of_name, self)

    def _in_order_of_name(self) -> Sequence[Item]:
        return [self._items[path] for path in self._names]

    @property
    def shown(self) -> Folded:
        """The rows, and what lies inside which."""
        return self._shown

    @property
    def stacks(self) -> Stacks:
        """Of all photographs, shown or not; a moment old while more becomes known of them."""
        return self._stacking.stacks

    @property
    def folds(self) -> Folds:
        """Which of them are folded."""
        return self._stacking.folds

    @property
    def bar(self) -> Bar:
        return self._bar

    def item(self, row: int) -> Item:
        return self._items[self._shown.order[row]]

    def path(self, row: int) -> Path:
        """Where the photograph of ``row`` is, or was when the rows were arranged last."""
        return self._shown.order[row]

    def shown_paths(self) -> Sequence[Path]:
        """Of the rows, in their order; a later order is another sequence."""
        return self._shown.order

    def is_shown(self, path: Path) -> bool:
        """Whether it has a row, or lies inside a folded stack that has one."""
        return self._shown.row_of(path) is not None

    def find(self, path: Path) -> Item | None:
        return self._items.get(path)

    def row_of(self, path: Path) -> int | None:
        """The row that shows ``path``, or the folded stack it lies in; None where it is withheld or unknown."""
        return self._shown.row_of(path)

    def frames_of(self, path: Path) -> Sequence[Path]:
        """Of the stack of ``path`` those that pass the filter, in order; of a photograph alone itself."""
        row, stack = self.row_of(path), self.stacks.of(path)
        if row is None or stack is None:
            return (path,)
        inside = self._shown.frames_at(row)
        return inside if len(inside) > 1 else [each for each in stack.paths if each in self._shown.rows]

    def is_folded(self, path: Path) -> bool:
        """Whether it lies in a folded stack, or on top of one."""
        return path in self._shown.top_of

    def row_of_folded(self, path: Path) -> int | None:
        """The row of the folded stack that ``path`` is of, though a filter withholds ``path`` itself."""
        stack = self.stacks.of(path)
        if stack is None or not self.folds.holds(stack):
            return None
        return next((row for frame in stack.paths if (row := self.row_of(frame)) is not None), None)

    def place_of(self, row: int) -> StackPlace | None:
        """Of the photograph of ``row`` in its stack; None where it is in none."""
        return place_at(row, self._shown, self.stacks)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._shown.order)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown.order):
            return None
        item = self.item(index.row())
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(item.photo.path.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(item, self._bar, self.place_of(index.row()))
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return "\n".join(self._told_of(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal("\n\n".join(self._told_of(index.row())))
        if role == CONFLICT:
            return item.photo.path in self._conflicts
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Dragging out hands over the pictures themselves; the other program may only copy them."""
        return mime_of(self.item(index.row()).photo.path for index in indexes)

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def _told_of(self, row: int) -> list[str]:
        """What a tool tip says of it, thing by thing."""
        item, place = self.item(row), self.place_of(row)
        said = tool_tip(item), stack_tip(place) if place else "", self._conflicts.get(item.photo.path, "")
        return [words for words in said if words]

    def _show(self, shown: Folded) -> None:
        if shown.order == self._shown.order:
            self._shown = shown
            return
        self.about_to_rearrange.emit()
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()
        self.rearranged.emit()

    def _add_rows(self, paths: list[Path]) -> None:
        if paths:
            first = len(self._shown.order)
            self.beginInsertRows(QModelIndex(), first, first + len(paths) - 1)
            self._shown.append(paths)
            self.endInsertRows()

    def _tell(self, paths: Sequence[Path]) -> None:
        """Have the cells of ``paths`` painted again: one by one, or as one span where they are many."""
        self.told.emit(paths)
        rows = [row for path in paths if (row := self.row_of(path)) is not None]
        spans = [(min(rows), max(rows))] if len(rows) > MANY else [(row, row) for row in rows]
        for first, last in spans:
            self.dataChanged.emit(self.index(first), self.index(last))
