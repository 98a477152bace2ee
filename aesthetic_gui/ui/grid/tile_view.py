"""A list of equal tiles, line by line, whose places are worked out and not kept.

``QListView`` lays every item out again whenever one comes or changes: 60 ms for 100,000, and 300 ms to select
them all. Here a row is a line and a column by division, whatever their number. ``QListView`` stays the base for
what does not depend on places: the keyboard, dragging out, selecting with the mouse, and its accessible interface.

Whatever has the tiles lie differently, the current one stays where it is on screen, or the one in the middle where
the current one is not in view: see :mod:`aesthetic_gui.ui.grid.anchor`, and :meth:`TileView.reflow`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QWidget

from aesthetic_gui.ui.grid.anchor import Anchor, anchor_at

AnyIndex = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction
Hint = QAbstractItemView.ScrollHint


class TileView(QListView):
    """Tiles of one size; scrolls by pixels. All methods that take or give rows mean rows of the model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # in place of one of C++: to wrap that, PySide looks through all kinds of widgets there are, 10 ms of the start
        self.setViewport(QWidget())
        self._tile = QSize(200, 200)
        self._lead = 0  # empty places before the first tile, so that another one stays under the mouse
        self._anchor: Anchor | None = None  # what stays where it is; None before there is anything
        self._reflows = 0  # that are going on: what scrolls meanwhile is no person
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setMouseTracking(True)
        self._hovered: int | None = None  # the row that is painted as under the mouse

    @property
    def tile(self) -> QSize:
        return self._tile

    def set_tile(self, size: QSize) -> None:
        """Every tile is of ``size`` from now on."""
        if size == self._tile:
            return
        with self.reflow():
            self._tile = size
        self.viewport().update()

    @contextmanager
    def reflow(self) -> Iterator[None]:
        """Tiles come to lie differently meanwhile: afterwards the anchor stands where it stood.

        The anchor itself moves only when a person does, so that any number of reflows leads back to the same place.
        """
        if self._anchor is None:
            self._drop_anchor()
        self._reflows += 1
        try:
            yield
            self._lead = 0
            self.updateGeometries()
            if self._anchor is not None:
                line, height = self._anchor.row // self.columns, self._tile.height()
                top = self._anchor.top(height, self.viewport().height())
                self.verticalScrollBar().setValue(line * height - top)
        finally:
            self._reflows -= 1

    def _drop_anchor(self) -> None:
        """A person has scrolled, or gone to another one: the current one stays here from now on, or the middle.

        Who has scrolled up to the beginning sees the beginning, whatever comes to lie there.
        """
        count, room = self._count(), self.viewport().height()
        if self._reflows or not count:
            return
        row = self.currentIndex().row()
        if row < 0 or row not in self.visible_rows():
            middle = self._rows_between(room // 2, room // 2 + 1)
            row = min(middle.start + self.columns // 2, count - 1) if self.verticalOffset() else 0
        self._anchor = anchor_at(row, self.visualRect(self.model().index(row, 0)).top(), self._tile.height(), room)

    @property
    def columns(self) -> int:
        return max(1, self.viewport().width() // self._tile.width())

    def visible_rows(self) -> range:
        """The rows that are at least partly on screen."""
        return self._rows_between(0, self.viewport().height())

    def selected_runs(self) -> list[range]:
        """The selected rows as runs, in order: one by one, 100,000 would take half a second."""
        ranges = sorted((each.top(), each.bottom()) for each in self.selectionModel().selection().toList())
        return [range(top, bottom + 1) for top, bottom in ranges]

    def select_rows(self, rows: Sequence[int]) -> None:
        """Select sorted ``rows``, too."""
        self.selectionModel().select(self._selection_of(rows), QItemSelectionModel.SelectionFlag.Select)

    # places

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid():
            return QRect()
        line, column = divmod(index.row() + self._lead, self.columns)
        corner = QPoint(column * self._tile.width(), line * self._tile.height() - self.verticalOffset())
        return QRect(corner, self._tile)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = self._row_at(point)
        return QModelIndex() if row is None else self.model().index(row, 0)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def _count(self) -> int:
        return self.model().rowCount() if self.model() else 0

    def _row_at(self, point: QPoint) -> int | None:
        line, column = (point.y() + self.verticalOffset()) // self._tile.height(), point.x() // self._tile.width()
        row = line * self.columns + column - self._lead
        return row if 0 <= column < self.columns and 0 <= row < self._count() else None

    def _rows_between(self, top: int, bottom: int) -> range:
        """The rows whose tiles lie between two heights of the viewport."""
        height, offset, count = self._tile.height(), self.verticalOffset(), self._count()
        first = max(0, (top + offset) // height * self.columns - self._lead)
        last = max(0, -((bottom + offset) // -height) * self.columns - self._lead)
        return range(min(first, count), min(last, count))

    def hold(self, row: int, corner: QPoint) -> None:
        """Let the tile of ``row`` have its upper left corner there in the viewport, whatever came or went before it.

        Where there is too little before it, places are left empty, until :meth:`let_go` or the next reflow.
        """
        bar, height, columns = self.verticalScrollBar(), self._tile.height(), self.columns
        column = corner.x() // self._tile.width()
        self._reflows += 1
        self._lead = (column - row) % columns
        missing = corner.y() - (row + self._lead) // columns * height  # above the first line
        self._lead += max(0, -(missing // -height)) * columns
        self.updateGeometries()
        bar.setValue((row + self._lead) // columns * height - corner.y())
        self._reflows -= 1
        self.viewport().update()

    def let_go(self) -> None:
        """Nothing is left empty any more."""
        if self._lead:
            with self.reflow():
                self._lead = 0
            self.viewport().update()

    # layout

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        bar, height = self.verticalScrollBar(), self.viewport().height()
        lines = -(-(self._count() + self._lead) // self.columns)
        bar.setSingleStep(self._tile.height())
        bar.setPageStep(height)
        self._reflows += 1
        bar.setRange(0, max(0, lines * self._tile.height() - height))
        self._reflows -= 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self.reflow():
            QAbstractItemView.resizeEvent(self, event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)
        self._drop_anchor()

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self._drop_anchor()

    def dataChanged(self, first: AnyIndex, last: AnyIndex, roles: Sequence[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, first, last, list(roles))

    def rowsInserted(self, parent: AnyIndex, first: int, last: int) -> None:
        self.updateGeometries()
        if first < self.visible_rows().stop:
            self.viewport().update()

    def scrollTo(self, index: AnyIndex, hint: Hint = Hint.EnsureVisible) -> None:
        """Out of sight, as in the loupe, nobody sees it scroll: what would come to an edge comes to the middle."""
        if not index.isValid():
            return
        bar, tile, room = self.verticalScrollBar(), self.visualRect(index), self.viewport().height()
        below = tile.bottom() + 1 - room
        if hint == Hint.EnsureVisible and not self.isVisible() and (tile.top() < 0 or below > 0):
            hint = Hint.PositionAtCenter
        if hint == Hint.PositionAtCenter:
            bar.setValue(bar.value() + (tile.top() + below) // 2)
        elif hint == Hint.PositionAtTop or (hint == Hint.EnsureVisible and tile.top() < 0):
            bar.setValue(bar.value() + tile.top())
        elif hint == Hint.PositionAtBottom or below > 0:
            bar.setValue(bar.value() + min(below, tile.top()))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only the tiles that ``event`` touches."""
        from PySide6.QtWidgets import QStyle  # 600 names: the first screen has no tile

        state_of = QStyle.StateFlag
        painter, option = QPainter(self.viewport()), QStyleOptionViewItem()
        self.initViewItemOption(option)
        chosen, delegate, area = self.selectionModel(), self.itemDelegate(), event.rect()
        current = self.currentIndex().row()
        self.follow_mouse()
        plain = option.state & ~(state_of.State_Selected | state_of.State_HasFocus | state_of.State_MouseOver)
        for row in self._rows_between(area.top(), area.bottom() + 1):
            index = self.model().index(row, 0)
            option.rect = self.visualRect(index)
            if not option.rect.intersects(area):
                continue
            option.state = plain
            for state, holds in (
                (state_of.State_Selected, chosen.isSelected(index)),
                (state_of.State_HasFocus, row == current),
                (state_of.State_MouseOver, row == self._hovered),
            ):
                if holds:
                    option.state |= state
            delegate.paint(painter, option, index)
        painter.end()

    def follow_mouse(self) -> None:
        """Paint the tile again that the mouse has left: Qt does so only where it saw the mouse arrive."""
        view = self.viewport()
        now = self._row_at(view.mapFromGlobal(QCursor.pos())) if view.underMouse() else None
        before, self._hovered = self._hovered, now
        if before not in (None, now):
            view.update(self.visualRect(self.model().index(before, 0)))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.follow_mouse()

    # keyboard and selection

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count, columns, row, lead = self._count(), self.columns, self.currentIndex().row(), self._lead
        if not count:
            return QModelIndex()
        page = columns * max(1, self.viewport().height() // self._tile.height())
        steps = {
            Move.MoveLeft: -1,
            Move.MovePrevious: -1,
            Move.MoveRight: 1,
            Move.MoveNext: 1,
            Move.MoveUp: -columns if row >= columns else 0,
            Move.MoveDown: columns if (row + lead) // columns < (count - 1 + lead) // columns else 0,
            Move.MovePageUp: -page,
            Move.MovePageDown: page,
            Move.MoveHome: -count,
            Move.MoveEnd: count,
        }
        row = 0 if row < 0 else row + steps[action]
        return self.model().index(max(0, min(row, count - 1)), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """From the photograph at one corner to that at the other; a rubber band takes what it touches."""
        selection = QItemSelection()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            selection = self._selection_of(self._rows_touched(rect.normalized()))
        else:
            ends = [self._row_at(corner) for corner in (rect.topLeft(), rect.bottomRight())]
            rows = sorted(row for row in ends if row is not None)
            if rows:
                selection.select(self.model().index(rows[0], 0), self.model().index(rows[-1], 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """What of it is on screen."""
        region, visible = QRegion(), self.visible_rows()
        for each in selection.toList():
            for row in range(max(each.top(), visible.start), min(each.bottom() + 1, visible.stop)):
                region += self.visualRect(self.model().index(row, 0))
        return region

    def _rows_touched(self, rect: QRect) -> list[int]:
        width = self._tile.width()
        left, right = max(0, rect.left() // width), rect.right() // width
        rows = self._rows_between(rect.top(), rect.bottom() + 1)
        return [row for row in rows if left <= (row + self._lead) % self.columns <= right]

    def _selection_of(self, rows: Sequence[int]) -> QItemSelection:
        """Sorted rows as runs: selecting thousands one by one would take seconds."""
        selection, start = QItemSelection(), 0
        for place in range(1, len(rows) + 1):
            if place == len(rows) or rows[place] != rows[place - 1] + 1:
                first, last = self.model().index(rows[start], 0), self.model().index(rows[place - 1], 0)
                selection.append(QItemSelectionRange(first, last))
                start = place
        return selection
