"""The grid: cells with thumbnail, verdict, score and decision, of which only those on screen cost anything.

Painting only paints: thumbnails come from a cache that the worker fills as cells scroll into view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from aesthetic_gui.culling.finding.words import filter_in_words
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Photo
from aesthetic_gui.ui.grid.anchor import next_left
from aesthetic_gui.ui.grid.cell import GAP, CellDelegate, cell_size, count_rect
from aesthetic_gui.ui.grid.model import AnyIndex, GridModel
from aesthetic_gui.ui.grid.nothing_here import NothingHere
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.grid.tile_view import TileView
from aesthetic_gui.ui.input.pointer import Pointer
from aesthetic_gui.ui.widgets.notice_bar import Offer
from aesthetic_gui.words import photographs

LOOK_MS = 30
AHEAD = 2  # screens


class GridView(TileView):
    """Shows a :class:`GridModel`; tells what is on screen, and keeps selection and place as it re-arranges."""

    looked_at = Signal(list, list)  # list[Item] on screen, and those that scrolling will bring next, in that order
    opened = Signal()  # double click
    all_wanted = Signal()  # no filter any more
    withheld = Signal(list)  # photographs, as paths, that were to be gone to
    fold_wanted = Signal()  # of the current stack, or unfold it
    size_wanted = Signal(int)  # Ctrl + wheel: a new cell width

    def __init__(self, model: GridModel, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._thumbnails = model, thumbnails
        self._selected: list[Path] = []
        self._current: Path | None = None
        self._anchored: Path | None = None  # the photograph of the anchor
        self._before: Sequence[Path] = ()  # the rows as they were
        self._travel = 1  # from photograph to photograph: 1 forwards, -1 back
        self._pointer = Pointer(self)
        self._under: tuple[Path, QPoint] | None = None  # the photograph under the mouse, and its corner
        self._cell_width = 200
        self._where_empty: tuple[str, Sequence[Offer]] = ("", ())
        self._show_all = Offer("Show all", self.all_wanted.emit)
        self.nothing_here = NothingHere(self.viewport())
        self._going: list[Path] = []  # to be selected as soon as they have a row
        self._going_current: Path | None = None
        self._reveals = False  # and scrolled to
        self._seen_first = 0  # the first row on screen when it was last looked at
        self.setObjectName("grid")
        self.setAccessibleName("Photographs")
        self.setModel(model)
        self.setItemDelegate(CellDelegate(thumbnails.fitted, lambda: model.bar, lambda: self.tile, self))
        self._look_soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._look_soon.timeout.connect(self._look)
        self.verticalScrollBar().valueChanged.connect(self.look_again)
        model.about_to_rearrange.connect(self._remember)
        model.rearranged.connect(self._restore)
        model.rearranged.connect(self._select_followed)
        model.rearranged.connect(self.look_again)
        model.cleared.connect(self._forget)
        model.stacks_changed.connect(self.viewport().update)
        model.about_to_regroup.connect(self._hold_on_top)
        model.rowsInserted.connect(self._look_at_new)
        for changed in (model.rowsInserted, model.modelReset, model.counts_changed):
            changed.connect(self._tell_where_empty)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def set_cell_width(self, width: int) -> None:
        """Make pictures about ``width`` wide; the columns share what room is left."""
        self._cell_width = width
        self._share_room()
        self.look_again()

    def say_where_empty(self, words: str, offers: Sequence[Offer] = ()) -> None:
        """What stands in place of photographs where none are open; what a filter withholds is told by the grid."""
        self._where_empty = words, tuple(offers)
        self._tell_where_empty()

    def _tell_where_empty(self) -> None:
        empty, total = not self._model.rowCount(), self._model.total
        self.nothing_here.setVisible(empty)
        if empty and total:
            words = f"0 of {photographs(total)} shown. Filter: {filter_in_words(self._model.view)}."
            self.nothing_here.show_words(words, (self._show_all,))
        elif empty:
            self.nothing_here.show_words(*self._where_empty)

    def _share_room(self) -> None:
        least, room = cell_size(self._cell_width).width(), self.viewport().width()
        columns = max(1, room // least)
        self.set_tile(cell_size(max(least, room // columns) - GAP))

    def show_thumbnail(self, photo: Photo, image: QImage) -> None:
        """Take a thumbnail from the worker and refresh its cell."""
        self._thumbnails.put(photo, image)
        self._paint_again(photo)

    def show_first_look(self, photo: Photo, image: QImage) -> None:
        """Take a small picture from the worker; the thumbnail proper replaces it."""
        if self._thumbnails.put_first_look(photo, image):
            self._paint_again(photo)

    def _paint_again(self, photo: Photo) -> None:
        row = self._model.row_of(photo.path)
        if row is not None and row in self.visible_rows():
            self.update(self._model.index(row))

    def selected_count(self) -> int:
        return sum(map(len, self.selected_runs()))

    def selected_items(self) -> list[Item]:
        """The selected photographs in the grid's order; the current one where none is selected."""
        rows = [row for run in self.selected_runs() for row in run]
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

    def look_again(self) -> None:
        """Tell soon what is on screen."""
        if not self._look_soon.isActive():
            self._look_soon.start()

    def follow(self, moves: Mapping[Path, Path]) -> None:
        """What is selected stays so in its new place; ``moves``, by where it was, before the rows follow."""
        current = self.currentIndex()
        selected = [self._model.path(row) for run in self.selected_runs() for row in run]
        now = self._model.path(current.row()) if current.isValid() else None
        if now in moves or not moves.keys().isdisjoint(selected):
            self._going = [moves.get(path, path) for path in selected]
            self._going_current = moves.get(now, now) if now else None
        self.look_again()

    def go_to_these(self, paths: Sequence[Path]) -> None:
        """Select them and scroll there, as soon as they have their rows; of a folded stack the first lies on top."""
        for path in reversed(paths):
            self._model.bring_to_top(path)
        self._going, self._going_current, self._reveals = list(paths), next(iter(paths), None), True
        self._select_followed()

    def _select_followed(self) -> None:
        """As soon as the photographs that went have their rows; the order of many takes a moment."""
        model, current = self._model, self._going_current
        if current is None and not self._going:
            return
        found = [row for path in self._going if (row := model.row_of(path)) is not None]
        rows, place = sorted(set(found)), model.row_of(current) if current else None
        if (len(found) < len(self._going) or (current and place is None)) and model.arranging:
            return
        going, reveals = self._going, self._reveals
        self._going, self._going_current, self._reveals = [], None, False
        if reveals:
            self._reveal(rows, place)
            if missing := [path for path in going if model.find(path) and not model.is_shown(path)]:
                self.withheld.emit(missing)
            return
        with self.reflow():  # what went elsewhere stays where it is on screen
            if self._anchor and place is not None and self._anchor.row == self.currentIndex().row():
                self._anchor = replace(self._anchor, row=place)
            self._choose(rows, place)

    def _reveal(self, rows: Sequence[int], current: int | None) -> None:
        """Select ``rows`` and show them, with something around; where there are none, what is selected stays."""
        if not rows:
            return
        first = rows[0] if current is None else current
        index = self._model.index(first)
        seen = self.viewport().rect().contains(self.visualRect(index))
        self._choose(rows, first)
        if not seen:
            self.scrollTo(index, self.ScrollHint.PositionAtCenter)

    def _choose(self, rows: Sequence[int], current: int | None) -> None:
        """Select ``rows``, and nothing else."""
        self.clearSelection()
        self.select_rows(rows)
        if current is not None:
            index = self._model.index(current)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def visible_items(self) -> list[Item]:
        return [self._model.item(row) for row in self.visible_rows()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.nothing_here.setGeometry(self.viewport().rect())
        self._share_room()
        self.look_again()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.size_wanted.emit(self._cell_width + (20 if event.angleDelta().y() > 0 else -20))
            event.accept()
            return
        super().wheelEvent(event)

    def _look(self) -> None:
        if not self.isVisible():
            self.looked_at.emit([], [])
            return
        rows = self.visible_rows()
        ahead = [self._model.item(row) for row in self._rows_ahead(rows)]
        self._seen_first = rows.start
        self.looked_at.emit(self.visible_items(), ahead)

    def _rows_ahead(self, rows: range) -> Sequence[int]:
        """What comes next in the direction of travel; nothing in the middle of a jump or a drag of the scroll bar."""
        travelled, reach = rows.start - self._seen_first, AHEAD * len(rows)
        if abs(travelled) > reach or self.verticalScrollBar().isSliderDown():
            return ()
        if travelled < 0:
            return range(rows.start - 1, max(-1, rows.start - 1 - reach), -1)
        return range(rows.stop, min(self._model.rowCount(), rows.stop + reach))

    def _look_at_new(self, _parent: object, first: int, _last: int) -> None:
        if not self.visible_rows() or first <= self.visible_rows().stop + AHEAD * len(self.visible_rows()):
            self.look_again()

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and previous.isValid() and not self._reflows:
            self._travel = -1 if previous.row() - current.row() in (1, self.columns) else 1

    def _hold_on_top(self) -> None:
        """Stacks were recognised, or regrouped: who is current stays so, also where all stacks are folded."""
        current = self.currentIndex()
        if current.isValid():
            self._model.hold_on_top(self._model.path(current.row()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On the count of a stack: fold or unfold it."""
        point, plain = event.position().toPoint(), not event.modifiers()
        if event.button() == Qt.MouseButton.LeftButton and plain and self._is_on_count(point):
            self.go_to(self.indexAt(point).row())
            self.fold_wanted.emit()
            return
        super().mousePressEvent(event)

    def _is_on_count(self, point: QPoint) -> bool:
        index = self.indexAt(point)
        place = self._model.place_of(index.row()) if index.isValid() else None
        return place is not None and count_rect(self.visualRect(index), place, self.font()).contains(point)

    def _remember(self) -> None:
        """Before the rows change. An empty grid remembers what was current before a filter emptied it."""
        self._under = None
        if not self._model.rowCount():
            return
        place = self._pointer.place
        index = self.indexAt(place) if place is not None else QModelIndex()
        if index.isValid():
            self._under = self._model.path(index.row()), self.visualRect(index).topLeft()
        current, anchor = self.currentIndex(), self._anchor
        self._before = self._model.shown_paths()
        self._selected = [self._model.path(row) for run in self.selected_runs() for row in run]
        self._current = self._model.path(current.row()) if current.isValid() else None
        beginning = anchor is not None and anchor.row == 0 != current.row()
        self._anchored = self._model.path(anchor.row) if anchor and not beginning else None

    def _restore(self) -> None:
        """Select again what is still shown, where it was on screen; what is under the mouse stays there above all.

        Where the current one went away, the next one that is left is current, in its place; never none.
        """
        if not self._model.total:
            self._forget()
        with self.reflow():
            current = self._select_again()
            self._move_anchor(current)
        held = self._model.row_of(self._under[0]) if self._under else None
        if held is not None and self._under:
            self.hold(held, self._under[1])

    def _forget(self) -> None:
        """Nothing is open, or something else is about to be."""
        self._selected, self._current, self._anchored, self._before = [], None, None, ()
        self._anchor, self._under, self._travel = None, None, 1

    def _select_again(self) -> int | None:
        """Returns the row that is current now."""
        rows = sorted({row for path in self._selected if (row := self._model.row_of(path)) is not None})
        self.select_rows(rows)
        if self._current is None or not self._model.rowCount():
            return None
        row = self._model.row_of(self._current)
        if row is None:
            row = self._model.row_of_folded(self._current)
            row = self._successor(self._current, rows) if row is None else row
        how = QItemSelectionModel.SelectionFlag
        keeps = bool(rows) or not self._selected
        self.selectionModel().setCurrentIndex(self._model.index(row), how.NoUpdate if keeps else how.ClearAndSelect)
        return row

    def _successor(self, gone: Path, selected: Sequence[int]) -> int:
        """Who is current now: the next one selected; where none is left, the next after all that were selected."""
        if selected:
            heir = self._next_left(gone, {self._model.path(row) for row in selected}.__contains__)
        else:
            heir = self._next_left(self._selected[-1 if self._travel > 0 else 0] if self._selected else gone)
        return self._row_now(heir)

    def _next_left(self, gone: Path, left: Callable[[Path], bool] | None = None) -> Path | None:
        """In the direction of travel; where nothing is left of what was shown before, the next one by name."""
        start = self._before.index(gone) if gone in self._before else 0
        heir = next_left(self._before, start, self._travel, left or self._model.is_shown)
        return heir or self._model.shown_beside(gone, self._travel)

    def _row_now(self, path: Path | None) -> int:
        """Of a photograph that is shown; the first one where that is not known."""
        return (self._model.row_of(path) if path else None) or 0

    def _move_anchor(self, current: int | None) -> None:
        """To where its photograph is now, or the next one that is left."""
        path, anchor = self._anchored, self._anchor
        if anchor is None or path is None or not self._model.rowCount():
            return
        if path == self._current and current is not None:
            row = current
        else:
            row = self._row_now(path if self._model.is_shown(path) else self._next_left(path))
        self._anchor = replace(anchor, row=row)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.let_go()

    def sizeHint(self) -> QSize:
        return QSize(900, 600)

    def startDrag(self, supported: Qt.DropAction) -> None:
        super().startDrag(supported & Qt.DropAction.CopyAction)

    def selectAll(self) -> None:
        super().selectAll()
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.selectionModel().setCurrentIndex(self._model.index(0), QItemSelectionModel.SelectionFlag.NoUpdate)
