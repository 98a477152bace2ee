"""A field into which one key is pressed, with Shift, Ctrl and Alt as they are held."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from aesthetic_gui.ui.input.bindings import native, portable
from aesthetic_gui.ui.input.layout_keys import sequences_at_its_place

_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
    Qt.Key.Key_unknown,
)
_LAST_SIGN = 0x7F  # signs of their own up to here are written without the Shift that they need


class KeyField(QLineEdit):
    """Tells every key that is pressed in it, but Escape, which leaves it."""

    pressed = Signal(str)  # in Qt's portable text
    left = Signal()

    def __init__(self) -> None:
        super().__init__(placeholderText="Press the new key · Esc leaves it as it is")
        self.setReadOnly(True)
        self.setAccessibleName("New key")

    def show_key(self, key: str) -> None:
        self.setText(native(key))

    def event(self, event: QEvent) -> bool:
        """Before anything else: Tab, and what would be a shortcut, are keys like others here."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._take(event)
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def _take(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        elif event.key() not in _MODIFIERS and not event.isAutoRepeat() and (key := key_of(event)):
            self.pressed.emit(key)


def key_of(event: QKeyEvent) -> str:
    """The key as a shortcut, in Qt's portable text: by its place where no Latin letter or digit is written on it."""
    placed = next(sequences_at_its_place(event), "")
    if placed:
        return placed
    key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key == Qt.Key.Key_Backtab:
        key = Qt.Key.Key_Tab
    elif key <= _LAST_SIGN and not chr(key).isalnum() and key != Qt.Key.Key_Space:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return portable(QKeySequence(QKeyCombination(modifiers, key)).toString())
