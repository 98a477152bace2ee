"""To the next photograph that something is left to say of, and selecting by what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QItemSelectionModel, QObject, Signal

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Standing, standing
from aesthetic_gui.photo import Bar, Flag
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.words import photographs


@dataclass(frozen=True, slots=True)
class Kind:
    """Photographs that are sought: which, and what is said where there is none."""

    holds: Callable[[Item, Bar], bool]
    none: str


KINDS = {
    "unflagged": Kind(lambda item, _bar: item.decision.flag is Flag.NONE, "Every photograph in view has a flag."),
    "unrated": Kind(lambda item, _bar: not item.decision.stars, "Every photograph in view has stars."),
    "unsure": Kind(lambda item, bar: standing(item, bar) is Standing.UNSURE, "The model is unsure of none in view."),
    "pick": Kind(lambda item, _bar: item.decision.flag is Flag.PICK, "No photograph in view is picked."),
    "reject": Kind(lambda item, _bar: item.decision.flag is Flag.REJECT, "No photograph in view is rejected."),
}


class Seeking(QObject):
    """The window's verbs for that, by the names of :data:`KINDS`."""

    said = Signal(str)

    def __init__(self, model: GridModel, grid: GridView) -> None:
        super().__init__(grid)
        self._model, self._grid = model, grid

    def next(self, kind: str) -> None:
        """Go to the next one; after the last from the beginning, saying so."""
        row, count = self._grid.currentIndex().row(), self._model.rowCount()
        self._go(kind, range(row + 1, count), range(max(row, 0)), "From the beginning again.")

    def previous(self, kind: str) -> None:
        row, count = self._grid.currentIndex().row(), self._model.rowCount()
        self._go(kind, range(row - 1, -1, -1), range(count - 1, row, -1), "From the end again.")

    def select(self, kind: str) -> None:
        """Select all of them and nothing else."""
        self._select([row for row in range(self._model.rowCount()) if self._holds(kind, row)], KINDS[kind].none)

    def select_inverse(self) -> None:
        """Select what is not selected, and nothing else."""
        selected = set(chain.from_iterable(self._grid.selected_runs()))
        self._select([row for row in range(self._model.rowCount()) if row not in selected], "Nothing is selected now.")

    def _holds(self, kind: str, row: int) -> bool:
        return KINDS[kind].holds(self._model.item(row), self._model.bar)

    def _go(self, kind: str, ahead: range, behind: range, again: str) -> None:
        found = next((row for row in chain(ahead, behind) if self._holds(kind, row)), None)
        if found is None:
            at_it = self._grid.currentIndex().isValid() and self._holds(kind, self._grid.currentIndex().row())
            self.said.emit("This is the only one in view." if at_it else KINDS[kind].none)
            return
        if found in behind:
            self.said.emit(again)
        self._grid.go_to(found)

    def _select(self, rows: Sequence[int], none: str) -> None:
        self._grid.clearSelection()
        self._grid.select_rows(rows)
        self.said.emit(f"{photographs(len(rows))} selected." if rows else none)
        if rows and self._grid.currentIndex().row() not in rows:
            self._grid.selectionModel().setCurrentIndex(
                self._model.index(rows[0]), QItemSelectionModel.SelectionFlag.NoUpdate
            )
