"""What an operation leaves to look at: photographs elsewhere, or a grid without any, and the ways on from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from aesthetic_gui.ui.afterwards.emptiness import Emptiness
from aesthetic_gui.ui.afterwards.finding import Finding
from aesthetic_gui.ui.files.outcome import Conclusion
from aesthetic_gui.ui.files.work import FileWork
from aesthetic_gui.ui.finding.filter_bar import FilterBar
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.viewer import Viewer


class Afterwards(QObject):
    """Joins what file operations tell at their end to the grid, and its buttons to what they ask for."""

    def __init__(
        self,
        session: Session,
        files: FileWork,
        viewer: Viewer,
        filter_bar: FilterBar,
        open_paths: Callable[[Sequence[Path]], None],
        open_folder: Callable[[], None],
    ) -> None:
        super().__init__(viewer)
        self._session, self._viewer = session, viewer
        self.emptiness, self.finding = Emptiness(session, viewer.grid), Finding(session, viewer)
        files.concluded.connect(self._conclude)
        files.show_wanted.connect(self.finding.show)
        for paths_wanted in (files.open_wanted, self.finding.open_wanted, self.emptiness.again_wanted):
            paths_wanted.connect(open_paths)
        for all_wanted in (self.finding.all_wanted, viewer.grid.all_wanted):
            all_wanted.connect(filter_bar.clear)
        self.emptiness.open_wanted.connect(open_folder)

    def _conclude(self, concluded: Conclusion) -> None:
        """What was done is brought into sight, or told in the middle."""
        self.emptiness.conclude(concluded)
        self.finding.give_back(concluded)
        if not self._viewer.in_grid and not self._session.model.total:
            self._viewer.show_grid()
