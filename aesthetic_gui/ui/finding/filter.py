"""What is asked at the moment: one view, which the filter bar and the filter row both show and change."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from aesthetic_gui.culling.viewing import FILTERS, View


class Filter(QObject):
    """Holds the view and tells of every other one."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view, self._before = View(), View()

    def set(self, view: View) -> None:
        """Ask for ``view``."""
        if view != self.view:
            self.view = view
            self.changed.emit(view)

    def ask(self, **fields: Any) -> None:
        """Ask for these instead; what else is asked stays."""
        self.set(replace(self.view, **fields))

    def toggle(self, name: str, value: Hashable) -> None:
        """Let ``value`` of the set ``name`` pass, or no longer."""
        self.ask(**{name: getattr(self.view, name) ^ {value}})

    def clear(self) -> None:
        """Show everything again; the order stays."""
        if self.view.filters:
            self._before = self.view
        self.set(self.view.unfiltered)

    def turn_off_or_on(self) -> None:
        """Show everything for a while, and what was asked before again."""
        if self.view.filters:
            self.clear()
        else:
            self.ask(**{name: getattr(self._before, name) for name in FILTERS})
