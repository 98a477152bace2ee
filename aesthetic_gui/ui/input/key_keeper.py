"""Keys that stay with the widget that has the keyboard, though they are shortcuts of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton

PRESSING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class KeyKeeper(QObject):
    """An event filter: Space presses a focused button, letters search a focused tree, Delete deletes nothing there."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & MODIFIERS
            if plain and (event.key() in PRESSING or not isinstance(watched, QAbstractButton)):
                event.accept()
        return super().eventFilter(watched, event)
