"""Photographs are brought into sight, wherever they are: in the grid, behind its filter, in another folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.viewer import Viewer


class Finding(QObject):
    """Joins what was done elsewhere to what is shown here."""

    all_wanted = Signal()  # no filter any more
    open_wanted = Signal(list)  # folders

    def __init__(self, session: Session, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._session, self._viewer = session, viewer
        self._wanted: Sequence[Path] = ()  # once their folders are listed
        session.opened.connect(self._select_wanted)

    def show(self, photographs: Sequence[Path]) -> None:
        """Select ``photographs``; where they are not open, their folders are opened first."""
        model = self._session.model
        if not all(model.find(path) for path in photographs):
            self.open_wanted.emit(list(dict.fromkeys(path.parent for path in photographs)))
            self._wanted = photographs
            return
        if not any(model.row_of(path) is not None for path in photographs):
            self.all_wanted.emit()
        self._viewer.show_grid()
        self._viewer.grid.go_to_these(photographs)

    def glance(self, photographs: Sequence[Path]) -> None:
        """Scroll to the first of ``photographs`` where one looks at the grid; nothing else changes."""
        rows = (row for path in photographs if (row := self._session.model.row_of(path)) is not None)
        row = min(rows, default=None)
        if row is not None and self._viewer.in_grid:
            self._viewer.grid.scrollTo(self._session.model.index(row))

    def _select_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ()
        here = [path for path in wanted if self._session.model.find(path)]
        if here:
            self.show(here)
