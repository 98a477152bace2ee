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

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_CAPS_BIT = {"win32": 0x100, "darwin": 0x10000}.get(sys.platform, 0x2)  # X11 and Wayland: LockMask
_TOLD_AFTER = sys.platform not in ("win32", "darwin")  # a press of Caps Lock itself comes with the state before it
REPEAT_MS = 20  # after a release of a key, in which the press that belongs to it has come
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
        self._since, self._stamp = 0.0, 0  # when it went down: seconds by our clock, milliseconds by the server's
        self._up: tuple[tuple[int, int], int] | None = (
            None  # the key that went up last, and when, by the server's clock
        )
        self._up_soon = QTimer(self, singleShot=True, interval=REPEAT_MS)
        self._up_soon.timeout.connect(self._release)
        self.repeating = False  # whether a key is held long enough to be pressed again and again
        self._released: Callable[[float], None] | None = None
        self._first: Callable[[QKeyEvent], bool] | None = None
        window.installEventFilter(self)
        self._listen()

    def ask_first(self, takes: Callable[[QKeyEvent], bool]) -> None:
        """Ask ``takes`` of each key press, once it is no shortcut; the widget has it only where the answer is no."""
        self._first = takes

    def repeats_by(self, event: QKeyEvent) -> bool:
        """Whether a press is one more of a key that is held; on X11 Qt may take it for a new one.

        The server tells a held key by a release and a press of the same moment. Where the press is read a little later
        than the release, Qt does not see that they belong together.
        """
        return event.isAutoRepeat() or (event.timestamp() > 0 and (place_of(event), event.timestamp()) == self._up)

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
            if self._is_for_once(event):
                event.accept()  # as an override: it is no shortcut once more
                return True
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
        if self.repeats_by(event):
            self._up_soon.stop()
            self.repeating = True
            if event.type() is QEvent.Type.ShortcutOverride:
                self.repeats.emit()
        elif place_of(event) != self._down or self._up_soon.isActive():
            self._release()
            self._down, self._since, self._stamp = place_of(event), time.monotonic(), event.timestamp()

    def _note_caps_lock(self, event: QKeyEvent) -> None:
        on = bool(event.nativeModifiers() & _CAPS_BIT)
        if event.key() == Qt.Key.Key_CapsLock and _TOLD_AFTER:
            on = not on
        if on != self.caps_lock:
            self.caps_lock = on
            self.caps_lock_changed.emit(on)

    def _go_up(self, event: QKeyEvent) -> None:
        self._up = place_of(event), event.timestamp()
        if self._down not in (None, place_of(event)):
            return  # another one, such as Shift, while this one is held
        if event.timestamp():
            self._up_soon.start()
        else:
            self._release()

    def _is_for_once(self, event: QKeyEvent) -> bool:
        """Whether Qt would have an action done once more that is done once, however long its key is held."""
        if event.isAutoRepeat() or not self.repeats_by(event):
            return False
        key = QKeySequence(event.keyCombination())
        return any(not each.autoRepeat() and key in each.shortcuts() for each in self._window.actions())

    def _release(self) -> None:
        self._up_soon.stop()
        held = self._held()
        do, self._released, self._down, self.repeating = self._released, None, None, False
        if do is not None:
            do(held)

    def _held(self) -> float:
        """Seconds, by the server's clock where it tells: a busy window hears of a tap late, and of its end later."""
        if self._up and self._up[0] == self._down and 0 < self._stamp <= self._up[1]:
            return (self._up[1] - self._stamp) / 1000
        return time.monotonic() - self._since


def place_of(event: QKeyEvent) -> tuple[int, int]:
    """What is the same as a key goes down and up, though Shift or the layout changed meanwhile."""
    scan = event.nativeScanCode()
    return (scan, 0) if scan else (0, event.key())
