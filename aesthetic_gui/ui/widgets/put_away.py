"""Parts of the window that one key puts away and brings back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget


class PutAway:
    """Puts away those of ``parts`` that are shown, and brings back the same; all where it put none away."""

    def __init__(self, parts: Callable[[], Sequence[QWidget]]) -> None:
        self._parts = parts
        self._away: list[QWidget] = []

    @property
    def away(self) -> bool:
        return bool(self._away)

    def toggle(self) -> None:
        shown = [part for part in self._parts() if part.isVisible()]
        for part in shown or self._away or self._parts():
            part.setVisible(not shown)
        self._away = shown
