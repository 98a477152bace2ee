"""The keyboard of one window: whether Caps Lock is on, how long a key is held, and who is asked before a widget.

key event of the system ──> QWindow ──> Keyboard ──> the widget that has the keyboard, shortcuts
                                           └──> who took a key by ``first``: the widget never has it

Qt tells no lock, but hands on what the system says of all modifiers with each key event. Checked on X11; where that
bit lies on Wayland, Windows and macOS is taken from Qt's sources (``xkb_state_serialize_mods``, ``CapsLock`` in
qwindowskeymapper.cpp, ``NSEventModifierFlagCapsLock`` in qnsview_keys.mm).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_CAPS_BIT = {"win32": 0x100, "darwin": 0x10000}.get(sys.platform, 0x2)  # X11 and Wayland: LockMask
_TOLD_AFTER = sys.platform not in ("win32", "darwin")  # a press of Caps Lock itself comes with the state before it
_LEAVING = (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.Close)


class Keyboard(QObject):
    """Listens to all key events of ``window``, whichever of its widgets has the keyboard."""

    caps_lock_changed = Signal(bool)
    repeats = Signal()  # a key that is held is about to be pressed once more

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._listens_to: QObject | None = None
        self.caps_lock = False
        self._down: tuple[int, int] | None = None  # scan code and key that was pressed last and is still down
        self._since = 0.0
        self.repeating = False  # whether a key is held long enough to be pressed again and again
        self._released: Callable[[float], None] | None = None
        self._first: Callable[[QKeyEvent], bool] | None = None
        window.installEventFilter(self)
        self._listen()

    def ask_first(self, takes: Callable[[QKeyEvent], bool]) -> None:
        """Ask ``takes`` of each key press, once it is no shortcut; the widget has it only where the answer is no."""
        self._first = takes

    def when_released(self, do: Callable[[float], None]) -> None:
        """Call ``do`` with the seconds it was held once the key that is down goes up; not at all where none is."""
        self._released = do if self._down is not None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            if kind in (QEvent.Type.Show, QEvent.Type.WinIdChange):
                self._listen()
        elif kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and isinstance(event, QKeyEvent):
            self._press(event)
            if kind is QEvent.Type.KeyPress and self._first is not None and self._first(event):
                return True
        elif kind is QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if not event.isAutoRepeat():
                self._go_up(event)
        elif kind in _LEAVING:
            self._release()
        return super().eventFilter(watched, event)

    def _listen(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._listens_to:
            self._listens_to = handle
            handle.installEventFilter(self)

    def _press(self, event: QKeyEvent) -> None:
        self._note_caps_lock(event)
        if event.isAutoRepeat() and event.type() is QEvent.Type.ShortcutOverride:
            self.repeating = True
            self.repeats.emit()
        if not event.isAutoRepeat() and place_of(event) != self._down:
            self._release()
            self._down, self._since = place_of(event), time.monotonic()

    def _note_caps_lock(self, event: QKeyEvent) -> None:
        on = bool(event.nativeModifiers() & _CAPS_BIT)
        if event.key() == Qt.Key.Key_CapsLock and _TOLD_AFTER:
            on = not on
        if on != self.caps_lock:
            self.caps_lock = on
            self.caps_lock_changed.emit(on)

    def _go_up(self, event: QKeyEvent) -> None:
        self.repeating = False  # also of a key that went down in another window
        if place_of(event) == self._down:
            self._release()

    def _release(self) -> None:
        do, self._released, self._down, self.repeating = self._released, None, None, False
        if do is not None:
            do(time.monotonic() - self._since)


def place_of(event: QKeyEvent) -> tuple[int, int]:
    """What is the same as a key goes down and up, though Shift or the layout changed meanwhile."""
    scan = event.nativeScanCode()
    return (scan, 0) if scan else (0, event.key())
