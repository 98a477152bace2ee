"""The photographs of the open folders as Qt sees them: what is shown, in order, and how many are withheld.

Small changes refresh single cells; a change that can re-order or hide photographs re-arranges at most a few
times a second, so that a grid sorted by score stays calm while scores come in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Bar, Standing, View, arrange, count_standings
from aesthetic_gui.ui.drop_zone import mime_of
from aesthetic_gui.ui.text import one_line

AnyIndex = QModelIndex | QPersistentModelIndex
REARRANGE_MS = 700
MANY = 50


class GridModel(QAbstractListModel):
    """Rows are what the :class:`View` shows; :meth:`item` gives the photograph of a row."""

    about_to_rearrange = Signal()
    rearranged = Signal()
    counts_changed = Signal()

    def __init__(self, bar: Bar, parent: Any = None) -> None:
        super().__init__(parent)
        self._items: dict[Path, Item] = {}
        self._order: list[Path] = []
        self._rows: dict[Path, int] = {}
        self._view, self._bar = View(), bar
        self._soon = QTimer(self, singleShot=True, interval=REARRANGE_MS)
        self._soon.timeout.connect(self.rearrange)
        self._count_soon = QTimer(self, singleShot=True, interval=120)
        self._count_soon.timeout.connect(self.counts_changed)

    @property
    def view(self) -> View:
        return self._view

    @property
    def bar(self) -> Bar:
        return self._bar

    @property
    def total(self) -> int:
        return len(self._items)

    @property
    def withheld(self) -> int:
        """How many photographs the filter hides."""
        return len(self._items) - len(self._order)

    def standings(self) -> Counter[Standing]:
        return count_standings(self._items.values(), self._bar)

    def all_items(self) -> list[Item]:
        return list(self._items.values())

    def shown_items(self) -> list[Item]:
        return [self._items[path] for path in self._order]

    def item(self, row: int) -> Item:
        return self._items[self._order[row]]

    def path(self, row: int) -> Path:
        """Where the photograph of ``row`` is, or was when the rows were arranged last."""
        return self._order[row]

    def find(self, path: Path) -> Item | None:
        return self._items.get(path)

    def row_of(self, path: Path) -> int | None:
        """The row that shows ``path``; None where it is withheld or unknown."""
        return self._rows.get(path)

    def clear(self) -> None:
        self._items.clear()
        self.rearrange()

    def append(self, items: Sequence[Item]) -> None:
        """Add photographs at the end of what was found so far."""
        self._items.update({item.photo.path: item for item in items})
        self.rearrange()

    def update(self, items: Iterable[Item]) -> None:
        """Replace items that are here already, keeping each in its place for the moment."""
        changed = [item for item in items if item.photo.path in self._items]
        self._items.update({item.photo.path: item for item in changed})
        self._tell([item.photo.path for item in changed])
        if self._view.follows_results:
            self._start(self._soon)
        self._start(self._count_soon)

    def replace(self, gone: Iterable[Path], new: Sequence[Item]) -> None:
        """Take away the photographs at ``gone`` and add ``new`` ones: what a file operation did."""
        for path in gone:
            self._items.pop(path, None)
        changed = [item.photo.path for item in new if self._items.get(item.photo.path) != item]
        self._items.update({item.photo.path: item for item in new})
        self.rearrange()
        self._tell(changed)

    def set_view(self, view: View) -> None:
        self._view = view
        self.rearrange()

    def set_bar(self, bar: Bar) -> None:
        """Move the threshold: labels change at once, the arrangement soon after."""
        self._bar = bar
        if self._order:
            self.dataChanged.emit(self.index(0), self.index(len(self._order) - 1))
        if self._view.follows_bar:
            self._start(self._soon)
        self._start(self._count_soon)

    def rearrange(self) -> None:
        """Sort and filter now."""
        self._soon.stop()
        order = [item.photo.path for item in arrange(self._items.values(), self._view, self._bar)]
        if order != self._order:
            self.about_to_rearrange.emit()
            self.beginResetModel()
            self._order = order
            self._rows = {path: row for row, path in enumerate(order)}
            self.endResetModel()
            self.rearranged.emit()
        self.counts_changed.emit()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._order)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._order):
            return None
        item = self.item(index.row())
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.photo.path.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(item)
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

    def _tell(self, paths: Sequence[Path]) -> None:
        """Have the cells of ``paths`` painted again: one by one, or as one span where they are many."""
        rows = [row for path in paths if (row := self._rows.get(path)) is not None]
        spans = [(min(rows), max(rows))] if len(rows) > MANY else [(row, row) for row in rows]
        for first, last in spans:
            self.dataChanged.emit(self.index(first), self.index(last))

    @staticmethod
    def _start(timer: QTimer) -> None:
        if not timer.isActive():
            timer.start()


def tool_tip(item: Item) -> str:
    """Name, and the reason where there is no score."""
    lines = [str(item.photo.path)]
    if item.photo.companions:
        lines.append("with " + ", ".join(path.name for path in item.photo.companions))
    if item.unreadable:
        lines.append(f"Cannot be read: {item.unreadable}")
    return "\n".join(one_line(line) for line in lines)
