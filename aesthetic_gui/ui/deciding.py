"""Picks and rejects, stars and labels: what the photographer says of the photographs at hand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.viewer import Viewer


class Deciding(QObject):
    """The window's verbs for decisions."""

    done = Signal()  # the photographs at hand show it

    def __init__(self, session: Session, kept: KeptSettings, viewer: Viewer) -> None:
        super().__init__(viewer)
        self._session, self._kept, self._viewer = session, kept, viewer

    def flag(self, flag: Flag) -> None:
        self.decide(flag=flag)

    def stars(self, stars: int) -> None:
        self.decide(stars=stars)

    def label(self, label: ColourLabel) -> None:
        """Give a label; the same again takes it away, as in Lightroom."""
        items = self._viewer.selected()
        if items and all(item.decision.label is label for item in items):
            label = ColourLabel.NONE
        self.decide(label=label)

    def decide(self, **change: Any) -> None:
        """Change the decision on what is selected; then go on to the next photograph, if that is wished."""
        items = self._viewer.selected()
        if not items:
            return
        self._session.decide(items, **change)
        current = self._viewer.grid.current_item()
        if self._kept["advance"] and len(items) == 1 and current and current.photo == items[0].photo:
            self._viewer.next_photo()
        self.done.emit()
