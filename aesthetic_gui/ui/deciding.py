"""Picks and rejects, stars, labels and turns: what the photographer says of the photographs at hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.ui.input.keyboard import Keyboard
from aesthetic_gui.ui.session.kept_settings import KeptSettings
from aesthetic_gui.ui.session.session import Session
from aesthetic_gui.ui.viewer import Viewer


class Deciding(QObject):
    """The window's verbs for decisions."""

    made = Signal(list, dict)  # list[Item] as they were, and what of their decisions was changed to what
    done = Signal()  # the photographs at hand show it
    advance_changed = Signal()  # whether decisions advance

    def __init__(self, session: Session, kept: KeptSettings, viewer: Viewer, keyboard: Keyboard) -> None:
        super().__init__(viewer)
        self._session, self._kept, self._viewer, self._keyboard = session, kept, viewer, keyboard
        keyboard.caps_lock_changed.connect(self.advance_changed)

    @property
    def advances(self) -> bool:
        """Whether a flag or stars go on to the next photograph: as long as that is set, or Caps Lock is on."""
        return self._kept["advance"] or self._keyboard.caps_lock

    def toggle_advance(self) -> None:
        self._kept.remember(advance=not self._kept["advance"])
        self.advance_changed.emit()

    def flag(self, flag: Flag) -> None:
        self.decide(flag=flag)

    def toggle_pick(self) -> None:
        """Pick, or take the flag away where all are picked already."""
        items = self._viewer.selected()
        picked = bool(items) and all(item.decision.flag is Flag.PICK for item in items)
        self.flag(Flag.NONE if picked else Flag.PICK)

    def flag_and_advance(self, flag: Flag) -> None:
        self._decide({"flag": flag}, advancing=True)

    def stars(self, stars: int) -> None:
        self.decide(stars=stars)

    def stars_and_advance(self, stars: int) -> None:
        self._decide({"stars": stars}, advancing=True)

    def label(self, label: ColourLabel) -> None:
        """Give a label; the same again takes it away, as in Lightroom. Labels do not advance."""
        items = self._viewer.selected()
        if items and all(item.decision.label is label for item in items):
            label = ColourLabel.NONE
        self.decide(label=label)

    def turn(self, by: int) -> None:
        """Turn each by so many quarter turns clockwise from where it is. Turns do not advance."""
        self._decide({"turn_by": by}, advancing=False)

    def decide(self, **change: Any) -> None:
        """Change the decision on what is selected; then go on to the next photograph, if that is wished."""
        self._decide(change, advancing=self.advances and "label" not in change)

    def _decide(self, change: Mapping[str, Any], *, advancing: bool) -> None:
        items = self._viewer.selected()
        if not items:
            return
        self._session.decide(items, **change)
        self.made.emit(items, dict(change))
        current = self._viewer.current_item()
        if advancing and len(items) == 1 and current and current.photo == items[0].photo:
            self._viewer.next_photo()
        self.done.emit()
