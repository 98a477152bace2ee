"""Full screen: the photographs alone. What was hidden before stays hidden after."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QMainWindow, QWidget


class FullScreen(QObject):
    """Puts away what ``parts`` gives while the window fills the screen, whoever asked for that."""

    def __init__(self, window: QMainWindow, parts: Callable[[], Sequence[QWidget]]) -> None:
        super().__init__(window)
        self._window, self._parts = window, parts
        self._put_away: list[QWidget] = []
        window.installEventFilter(self)

    def toggle(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() is QEvent.Type.WindowStateChange:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        full = self._window.isFullScreen()
        if full == bool(self._put_away):
            return
        if full:
            self._put_away = [part for part in self._parts() if part.isVisible()]
        for part in self._put_away:
            part.setVisible(not full)
        if not full:
            self._put_away = []
