"""The middle of the window: the grid, one photograph large, several side by side, or where to drop photographs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QRect, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from aesthetic_gui.culling.item import Item
from aesthetic_gui.ui.compare.compare import CompareView
from aesthetic_gui.ui.compare.pane import Pane
from aesthetic_gui.ui.compare.panes import Panes
from aesthetic_gui.ui.compare.survey import SurveyView
from aesthetic_gui.ui.faces.close_ups import CloseUps
from aesthetic_gui.ui.grid.empty_page import EmptyPage
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.ui.loupe.filmstrip import Filmstrip
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.loupe.view import Loupe
from aesthetic_gui.ui.widgets.layouts import NO_MARGINS, column, row

CELL_WIDTHS = (120, 360)
_ACROSS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
_THROUGH = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ViewName(StrEnum):
    """The ways to look at photographs; also the ids of the actions that lead there."""

    GRID = "grid"
    LOUPE = "loupe"
    COMPARE = "compare"
    SURVEY = "survey"


class Viewer(QWidget):
    """Four views with a filmstrip below the large ones, and the verbs that go from one and from photograph to another.

    The grid's current photograph is the one that all views mean; compare and survey keep what is selected in it.
    """

    view_changed = Signal(str)
    cell_width_changed = Signal(int)
    filmstrip_changed = Signal(bool)  # whether it is wanted
    looked_at = Signal(list, list)  # list[Item] on screen, small, and those that come next

    def __init__(
        self, model: GridModel, grid: GridView, loupe: Loupe, filmstrip: Filmstrip, close_ups: CloseUps
    ) -> None:
        super().__init__()
        self._model, self.grid, self.loupe, self.empty = model, grid, loupe, EmptyPage()
        self.compare, self.survey, self.filmstrip = CompareView(model), SurveyView(model), filmstrip
        self.close_ups = close_ups
        self._cell_width, self._anything_open = 0, False
        self._filmstrip_wanted, self._alone = True, False
        self._view = ViewName.GRID
        self._stack = QStackedWidget()
        self._pages: dict[ViewName, QWidget] = {
            ViewName.GRID: grid, ViewName.LOUPE: loupe,
            ViewName.COMPARE: self.compare, ViewName.SURVEY: self.survey,
        }  # fmt: skip
        for page in (self.empty, *self._pages.values()):
            self._stack.addWidget(page)
        photographs = row((self._stack, 1), close_ups, margins=NO_MARGINS, spacing=0)
        column((photographs, 1), filmstrip, on=self, margins=NO_MARGINS, spacing=0)
        filmstrip.hide()
        grid.opened.connect(self.show_loupe)
        grid.size_wanted.connect(self.set_cell_width)
        grid.selectionModel().currentChanged.connect(lambda *_: self._tell_filmstrip())
        model.dataChanged.connect(self._tell_filmstrip)  # another frame lies on top of a folded stack
        grid.looked_at.connect(lambda seen, ahead: self._look_at(ViewName.GRID, seen, ahead))
        filmstrip.looked_at.connect(lambda seen, ahead: self._look_at(None, seen, ahead))
        filmstrip.chosen.connect(self._choose)
        for panes in self._all_panes():
            panes.active_changed.connect(self._follow_active)
            panes.shown_changed.connect(self._tell_filmstrip)
        self.survey.taken_out.connect(self._deselect)

    # which view

    @property
    def view(self) -> ViewName:
        """What is shown; the page where nothing is open counts as the grid."""
        return self._view

    @property
    def in_loupe(self) -> bool:
        return self._view is ViewName.LOUPE

    @property
    def in_grid(self) -> bool:
        return self._view is ViewName.GRID

    def current_item(self) -> Item | None:
        """The one photograph that is meant: the current one, or what the keys act on of several."""
        panes = self._panes()
        return panes.active_item if panes else self.grid.current_item()

    def selected(self) -> list[Item]:
        """What the next verb acts on: in the grid the selection, elsewhere the one photograph that is meant."""
        if self.in_grid:
            return self.grid.selected_items()
        current = self.current_item()
        return [current] if current else []

    def leave_the_empty_page(self) -> None:
        """Something is open from now on: an empty grid is a grid."""
        self._anything_open = True

    def show_grid_or_empty(self) -> None:
        self._go_to(ViewName.GRID)

    def show_grid(self) -> None:
        self.show_grid_or_empty()
        self.grid.setFocus()
        self.grid.look_again()

    def take_keyboard(self) -> None:
        """Keys are for the photographs again."""
        shown = {ViewName.LOUPE: self.loupe, ViewName.COMPARE: self.compare, ViewName.SURVEY: self.survey}
        shown.get(self._view, self.grid).setFocus()

    def show_loupe(self) -> None:
        if not self.grid.currentIndex().isValid():
            self.grid.go_to(0)
        self._go_to(ViewName.LOUPE)
        self.loupe.setFocus()

    def show_compare(self) -> None:
        """Hold the current photograph against another, or those of a folded stack: Lightroom's select and candidate."""
        self._begin(ViewName.COMPARE, self.compare)

    def show_survey(self) -> None:
        """All that is selected at once, or the stack of the current photograph, or its neighbours."""
        self._begin(ViewName.SURVEY, self.survey)

    def _begin(self, view: ViewName, panes: CompareView | SurveyView) -> None:
        if not self.grid.currentIndex().isValid():
            self.grid.go_to(0)
        current = self.current_item()
        if current is not None:
            self._go_to(view)
            panes.begin(current.photo.path, self._meant_with(current.photo.path, view))
            panes.setFocus()

    def _meant_with(self, path: Path, view: ViewName) -> Sequence[Path]:
        """What is selected; where that is one of a stack, all that belongs there and passes the filter."""
        selected = [item.photo.path for item in self.grid.selected_items()]
        if len(selected) < 2 and (view is ViewName.SURVEY or self._model.is_folded(path)):
            frames = self._model.frames_of(path)
            return frames if len(frames) > 1 else selected
        return selected

    def promote(self) -> None:
        """In compare: the candidate becomes the select."""
        if self._view is ViewName.COMPARE:
            self.compare.promote()

    def swap(self) -> None:
        """In compare: select and candidate change places."""
        if self._view is ViewName.COMPARE:
            self.compare.swap()

    def toggle_lock(self) -> None:
        """Of several photographs: zoom and pan all together, or each alone."""
        panes = self._panes()
        if panes is not None:
            panes.lock.toggle()

    def take_out(self) -> None:
        """Out of the survey; the photograph stays where it is."""
        if self._view is ViewName.SURVEY:
            self.survey.take_out()

    def _deselect(self, path: Path) -> None:
        row = self._model.row_of(path)
        if row is not None and not self._model.is_folded(path):
            self.grid.selectionModel().select(self._model.index(row), QItemSelectionModel.SelectionFlag.Deselect)

    def show_view(self, view: ViewName) -> None:
        """Go to ``view`` as its key does."""
        verbs = {
            ViewName.LOUPE: self.show_loupe, ViewName.COMPARE: self.show_compare, ViewName.SURVEY: self.show_survey,
        }  # fmt: skip
        verbs.get(view, self.show_grid)()

    def _go_to(self, view: ViewName) -> None:
        empty = view is ViewName.GRID and not self._model.total and not self._anything_open
        changed, self._view = view is not self._view, view
        self._stack.setCurrentWidget(self.empty if empty else self._pages[view])
        self._show_filmstrip()
        if changed:
            self.view_changed.emit(view)

    def _panes(self) -> Panes | None:
        """The view of several photographs that is shown."""
        page = self._stack.currentWidget()
        return page if isinstance(page, Panes) else None

    def _all_panes(self) -> list[Panes]:
        return [page for page in self._pages.values() if isinstance(page, Panes)]

    def follow(self, moves: Mapping[Path, Path]) -> None:
        """Photographs go to other places; ``moves``, by where they were, before the rows follow."""
        for panes in self._all_panes():
            panes.follow(moves)

    def _follow_active(self) -> None:
        """What the keys act on is the grid's current photograph, too; the selection stays."""
        item = self.current_item()
        row = self._model.row_of(item.photo.path) if item else None
        if item and row is not None and self._panes() is not None:
            self._model.bring_to_top(item.photo.path)
            index, keep = self._model.index(row), QItemSelectionModel.SelectionFlag.NoUpdate
            self.grid.selectionModel().setCurrentIndex(index, keep)
        self._tell_filmstrip()

    def show_made(self, items: Sequence[Item], change: Mapping[str, Any]) -> None:
        """Show large, for a moment, what was decided on what is large."""
        paths = {item.photo.path for item in items}
        for view, item in self.large_views():
            if item.photo.path in paths:
                view.flash.show_change(change)

    def photographs_on_screen(self) -> Sequence[tuple[QWidget, QRect]]:
        """Widgets, and in each the rectangle that a photograph covers; of the grid all of it."""
        if self.in_grid:
            return [(self.grid.viewport(), self.grid.viewport().rect())]
        return [(view, view.covered) for view, _ in self.large_views()]

    def large(self) -> tuple[Loupe | Panes, Sequence[Item]]:
        """What shows photographs large, and which, the current one first; from the grid the loupe is opened."""
        if self.in_grid:
            self.show_loupe()
        panes, current = self._panes(), self.current_item()
        if panes is not None:
            return panes, [pane.item for pane in panes.shown_panes() if pane.item]
        return self.loupe, [current] if current else []

    @property
    def several_on_screen(self) -> bool:
        """Whether it is compare or survey."""
        return self._panes() is not None

    def panes_on_screen(self) -> Sequence[Pane]:
        """Of compare and survey; none elsewhere."""
        panes = self._panes()
        return panes.shown_panes() if panes else ()

    def large_views(self) -> Sequence[tuple[PhotoView, Item]]:
        """What is on screen large, and what it shows; the one that is meant comes first."""
        panes, current = self._panes(), self.current_item()
        if panes is not None:
            return [(pane.view, pane.item) for pane in panes.shown_panes() if pane.item]
        return [(self.loupe.view, current)] if self.in_loupe and current else []

    # what belongs together

    def frames_at_hand(self) -> tuple[Sequence[Item], Item | None, Sequence[Item]]:
        """What is looked at together, in order; which of it is meant; and what may come next.

        That is what is side by side, what is selected in the grid, the frames of its stack, or else it alone.
        """
        current, panes = self.current_item(), self._panes()
        if current is None:
            return (), None, ()
        if panes is not None:
            shown = sorted(panes.shown_panes(), key=lambda pane: (pane.y(), pane.x()))
            return [pane.item for pane in shown if pane.item], current, panes.ahead()
        if self.grid.selected_count() > 1:
            return self.grid.selected_items(), current, ()
        stack = self._model.stacks.of(current.photo.path)
        paths = stack.paths if stack else [current.photo.path]
        items = [item for path in paths if (item := self._model.find(path))]
        return items, current, self._beside(paths[-1], set(paths))

    def _beside(self, path: Path, known: Collection[Path]) -> list[Item]:
        """The next two, but for those ``known``."""
        row = self._model.row_of(path)
        rows = range(row + 1, min(row + 3, self._model.rowCount())) if row is not None else ()
        return [self._model.item(each) for each in rows if self._model.path(each) not in known]

    def go_to_frame(self, path: Path) -> None:
        """Make one of what belongs together the current one: its pane, where it has one, else in the loupe."""
        pane = next((pane for pane in self.panes_on_screen() if pane.photo and pane.photo.path == path), None)
        row = self._model.row_of(path)
        if pane is not None:
            pane.pressed.emit(path)
        elif row is not None:
            self.show_loupe()
            self.go(row)

    # the filmstrip

    def want_filmstrip(self, wanted: bool) -> None:
        """Show it below what is shown large, or not."""
        self._filmstrip_wanted = wanted
        self._show_filmstrip()

    def be_alone(self, alone: bool) -> None:
        """All panels are put away, and the filmstrip with them, or they are back."""
        self._alone = alone
        self._show_filmstrip()

    def toggle_filmstrip(self) -> None:
        wanted = self._alone or not self._filmstrip_wanted
        self._alone = False
        self.want_filmstrip(wanted)
        self.filmstrip_changed.emit(self._filmstrip_wanted)

    def _show_filmstrip(self) -> None:
        self._tell_filmstrip()
        self.filmstrip.setVisible(self._filmstrip_wanted and not (self.in_grid or self._alone))

    def _tell_filmstrip(self) -> None:
        current, panes = self.current_item(), self._panes()
        shown = [pane.photo.path for pane in panes.shown_panes() if pane.photo] if panes else []
        self.filmstrip.mark(frozenset(shown))
        self.filmstrip.go_to(current.photo.path if current else None)

    def _choose(self, row: int) -> None:
        if self._view is ViewName.COMPARE:
            self.compare.offer(self._model.path(row))
        elif self._view is ViewName.SURVEY:
            self.survey.add(self._model.path(row))
        else:
            self.go(row)

    def _look_at(self, source: ViewName | None, seen: list[Item], ahead: list[Item]) -> None:
        """Only what is on screen: the grid goes on telling while it is behind another view."""
        if (source is ViewName.GRID) == self.in_grid:
            self.looked_at.emit(seen, ahead)

    # zoom

    def loupe_or_zoom(self) -> None:
        if self.in_grid:
            self.show_loupe()
        else:
            self.toggle_zoom()

    def toggle_zoom(self) -> None:
        if self.in_grid:
            self.show_loupe()
        self._large().toggle_zoom()

    def zoom_in(self) -> None:
        if self.in_grid:
            self.set_cell_width(self._cell_width + 40)
        else:
            self._large().zoom_in()

    def zoom_out(self) -> None:
        if self.in_grid:
            self.set_cell_width(self._cell_width - 40)
        else:
            self._large().zoom_out()

    def _large(self) -> Loupe | Panes:
        return self._panes() or self.loupe

    def set_cell_width(self, width: int) -> None:
        """Make the grid's pictures about ``width`` wide, within what is sensible."""
        width = max(CELL_WIDTHS[0], min(width, CELL_WIDTHS[1]))
        changed = width != self._cell_width
        self._cell_width = width
        self.grid.set_cell_width(width)
        if changed:
            self.cell_width_changed.emit(width)

    # from photograph to photograph

    def next_photo(self) -> None:
        self.step(1)

    def previous_photo(self) -> None:
        self.step(-1)

    def step(self, step: int) -> None:
        """To the next (1) or the previous (-1) photograph."""
        panes = self._panes()
        if panes is not None:
            panes.step(step)
        else:
            self.go(self.grid.currentIndex().row() + step)

    def look_at(self, path: Path) -> None:
        """Go to ``path``, if it is shown; compare and survey begin again with it."""
        row = self._model.row_of(path)
        if row is None:
            return
        self.go(row)
        panes = self._panes()
        if isinstance(panes, CompareView | SurveyView):
            panes.begin(path, self._meant_with(path, self._view))

    def step_through(self, step: int) -> None:
        """As :meth:`step`, also through the frames that lie inside a folded stack."""
        row = self.grid.currentIndex().row()
        frames = self._model.shown.frames_at(row) if row >= 0 else ()
        place = frames.index(self._model.path(row)) + step if frames else -1
        if 0 <= place < len(frames):
            self._model.bring_to_top(frames[place])
        elif 0 <= row + step < self._model.rowCount():
            frames = self._model.shown.frames_at(row + step)
            self._model.bring_to_top(frames[0 if step > 0 else -1])
            self.go(row + step)

    def go(self, row: int) -> None:
        """Make ``row`` the current photograph, if there is such a row."""
        if 0 <= row < self._model.rowCount():
            self.grid.go_to(row)

    def take_key(self, key: int, shift: bool = False) -> bool:
        """The large views leave arrows, Home and End to their surroundings; whether ``key`` was one of them.

        In the loupe, left and right go from what has a place of its own to the next; up and down miss no frame.
        """
        panes = self._panes()
        if panes is not None:
            return panes.take_key(key, shift)
        if self.in_loupe and key in _ACROSS:
            self.step(_ACROSS[Qt.Key(key)])
        elif self.in_loupe and key in _THROUGH:
            self.step_through(_THROUGH[Qt.Key(key)])
        elif self.in_loupe and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        else:
            return False
        return True

    def select_all(self) -> None:
        self.grid.selectAll()

    def select_none(self) -> None:
        self.grid.clearSelection()
