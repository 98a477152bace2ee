"""What *More* opens: the kinds of filter that have no pill of their own."""

from __future__ import annotations

from collections.abc import Hashable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.viewing import Standing, View
from aesthetic_gui.facts import EyeState
from aesthetic_gui.ui.finding.filter import Filter


class MoreMenu(QMenu):
    """Made again each time it opens, of what is asked then."""

    best_wanted = Signal()
    row_wanted = Signal()

    def __init__(self, asked: Filter, parent: QWidget) -> None:
        super().__init__(parent)
        self._filter, self.facets = asked, Facets()
        self.saved = QMenu("Saved filters", self)  # filled by who knows them
        self.aboutToShow.connect(self._make)

    def _make(self) -> None:
        self.clear()
        view = self._filter.view
        self.addAction("Camera, lens, ISO, time, name, faults …").triggered.connect(self.row_wanted)
        self._add("Best of the shoot…", bool(view.best)).triggered.connect(self.best_wanted)
        self.addSeparator()
        self.addMenu(self.saved)
        self.addSeparator()
        closed = _counted("Eyes closed", self.facets.of("eyes", EyeState.CLOSED))
        eyes = self._add(closed, EyeState.CLOSED in view.eyes)
        eyes.triggered.connect(lambda _on: self._filter.toggle("eyes", EyeState.CLOSED))
        title = "Unlike anything the model has learned from"
        unlike = self._add(_counted(title, self.facets.of("unlike", True)), view.unlike)
        unlike.triggered.connect(lambda on: self._filter.ask(unlike=on))
        self._add_standing("Cannot be read", Standing.UNREADABLE, view)
        self._add_standing("Not scored yet", Standing.WAITING, view)

    def _add_standing(self, title: str, value: Hashable, view: View) -> None:
        action = self._add(_counted(title, self.facets.of("standings", value)), value in view.standings)
        action.triggered.connect(lambda _on: self._filter.toggle("standings", value))

    def _add(self, title: str, on: bool) -> QAction:
        action = self.addAction(title)
        action.setCheckable(True)
        action.setChecked(on)
        return action


def _counted(title: str, count: int) -> str:
    return f"{title}\t{count:,}"  # where other menus have the key
