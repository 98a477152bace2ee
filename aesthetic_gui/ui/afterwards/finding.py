"""Photographs are brought into sight, wherever they are: in the grid, behind its filter, in another folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.ui.files.outcome import Conclusion
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.viewer import Viewer
from aesthetic_gui.ui.widgets.notice_bar import Offer
from aesthetic_gui.words import counted


class Finding(QObject):
    """Joins what was done elsewhere to what is shown here."""

    all_wanted = Signal()  # no filter any more
    open_wanted = Signal(list)  # folders
    said = Signal(str, object)  # a message for the status strip, and what it offers

    def __init__(self, session: Session, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._session, self._viewer = session, viewer
        self._wanted: Sequence[Path] = ()  # once their folders are listed
        self._given_back: Conclusion | None = None  # what was undone or done again last
        self._awaited: Sequence[Path] = ()  # of it, until it is listed
        session.opened.connect(self._select_wanted)
        for listed in (session.opened, session.refreshed):
            listed.connect(self._select_awaited)
        viewer.grid.withheld.connect(self._tell_withheld)

    def show(self, photographs: Sequence[Path]) -> None:
        """Select ``photographs``; where they are not open, their folders are opened first."""
        model = self._session.model
        if not all(model.find(path) for path in photographs):
            self.open_wanted.emit(list(dict.fromkeys(path.parent for path in photographs)))
            self._wanted = photographs
            return
        if not all(map(model.is_shown, photographs)):
            self.all_wanted.emit()
        self._viewer.show_grid()
        self._viewer.grid.go_to_these(photographs)

    def give_back(self, concluded: Conclusion) -> None:
        """Select what was undone or done again, and show it, in whichever view one is."""
        self._given_back, self._awaited = concluded, ()
        model, paths = self._session.model, self._session.paths
        here = [path for path in concluded.places if model.find(path)]
        if here:
            model.rearrange()  # or it would come into sight a moment later
            self._viewer.grid.go_to_these(here)
        if len(here) < len(concluded.places):
            inside = (path for path in concluded.places if any(map(path.is_relative_to, paths)))
            self._awaited = [path for path in inside if path not in here]

    def _select_awaited(self, *_: object) -> None:
        """The folder was being listed meanwhile."""
        if self._given_back is not None and any(map(self._session.model.find, self._awaited)):
            self.give_back(self._given_back)

    def _tell_withheld(self, photographs: Sequence[Path]) -> None:
        """What was to be shown does not pass the filter."""
        given = self._given_back
        before = given.words if given and set(photographs) <= set(given.places) else ""
        them = "it" if len(photographs) == 1 else counted(len(photographs), "photograph")
        show = Offer("Show all", lambda: self.show(photographs), "Clear the filter")
        self.said.emit(f"{before} The filter withholds {them}.".strip(), (show,))

    def _select_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ()
        here = [path for path in wanted if self._session.model.find(path)]
        if here:
            self.show(here)
