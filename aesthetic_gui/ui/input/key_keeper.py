"""Keys that stay with the widget that has the keyboard, though they are shortcuts of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

PRESSING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
OF_THE_WINDOW = (Qt.Key.Key_Escape, *(Qt.Key(Qt.Key.Key_F1 + number) for number in range(12)))
MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class KeyKeeper(QObject):
    """An event filter: Space presses a focused button, letters search a focused tree, Delete deletes nothing there.

    Escape and F1 to F12 mean nothing to any of them, and do what they do everywhere.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & MODIFIERS and event.key() not in OF_THE_WINDOW
            if plain and (event.key() in PRESSING or not isinstance(watched, QAbstractButton)):
                event.accept()
        return super().eventFilter(watched, event)


class TabKeeper(QObject):
    """An event filter for ``window``: Tab is a shortcut where ``photographs`` have the keyboard, else it goes on.

    ``but`` is what of them has none, and buttons instead.
    """

    def __init__(self, window: QWidget, photographs: QWidget, but: QWidget) -> None:
        super().__init__(window)
        self._window, self._photographs, self._but = window, photographs, but

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in TABS:
            focused = self._window.focusWidget()
            if not event.modifiers() & MODIFIERS and focused and not self._is_among_them(focused):
                event.accept()
        return super().eventFilter(watched, event)

    def _is_among_them(self, widget: QWidget) -> bool:
        if self._but.isAncestorOf(widget):
            return False
        return widget is self._window or widget is self._photographs or self._photographs.isAncestorOf(widget)
