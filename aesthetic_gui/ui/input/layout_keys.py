"""Shortcuts on keyboards that have no Latin letters, or their digits on Shift: the key that lies there counts.

key press that no widget wants ──> where the key lies (scan code, or virtual key) ──> what it would be ──> action

A widget is asked as for every shortcut, whether it wants the key for itself: a field writes with it, a tree searches.
What none of them wants reaches the window; the press that follows is taken before the widget that has the keyboard,
as lists take letters though they said that they want none.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from aesthetic_gui.ui.input.keyboard import Keyboard, place_of

_ROWS = {2: "1234567890-=", 16: "QWERTYUIOP", 30: "ASDFGHJKL", 44: "ZXCVBNM,./"}  # by the first scan code of a PC
_PLACES = {first + at: key for first, row in _ROWS.items() for at, key in enumerate(row)}
_XKB = 8  # what X11 and Wayland add to scan codes
_MAC = dict(
    zip(
        (*range(10), 11, *range(12, 30), 31, 32, 34, 35, 37, 38, 40, *range(43, 48)),
        "ASDFHGZXCVBQWERYT123465=97-80OUIPLJK,/NM.",
        strict=True,
    )
)  # virtual keys, as in HIToolbox's Events.h, which are places there
_SHIFTED = {"/": "?", "=": "+"}
_OTHERS = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.GroupSwitchModifier | Qt.KeyboardModifier.KeypadModifier
_UNICODE = 0x110000  # keys from here on are no letters


class LayoutKeys(QObject):
    """An event filter for ``window``, whose keys ``keyboard`` hears."""

    def __init__(self, window: QWidget, keyboard: Keyboard) -> None:
        super().__init__(window)
        self._window, self._keyboard = window, keyboard
        self._next: tuple[tuple[int, int], QAction | QShortcut] | None = None  # what the press that follows stands for
        window.installEventFilter(self)
        keyboard.ask_first(self._press)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        meant = self._meant(event)
        self._next = (place_of(event), meant) if meant is not None else None
        if meant is None:
            return super().eventFilter(watched, event)
        event.accept()  # it is no shortcut of what is written on the key
        return True

    def _press(self, event: QKeyEvent) -> bool:
        meant, self._next = self._next, None
        if meant is None or meant[0] != place_of(event):
            return False
        if not self._keyboard.repeats_by(event) or meant[1].autoRepeat():
            meant[1].trigger() if isinstance(meant[1], QAction) else meant[1].activated.emit()
        return True

    def _meant(self, event: QKeyEvent) -> QAction | QShortcut | None:
        """The one that the key's place stands for, where what is written on it stands for none."""
        wanted = set(sequences_at_its_place(event))
        if not wanted:
            return None
        for action in self._window.actions():
            if action.isEnabled() and wanted.intersection(map(_text, action.shortcuts())):
                return action
        for shortcut in self._window.findChildren(QShortcut):
            if shortcut.isEnabled() and _text(shortcut.key()) in wanted and _counts(shortcut):
                return shortcut
        return None


def sequences_at_its_place(event: QKeyEvent) -> Iterator[str]:
    """What the key would be in a shortcut, by its place, such as "P" or "Ctrl+Z"; none where its letter counts.

    Letters count where they are Latin ones. Digits are where they are on most keyboards, with Shift or without.
    """
    place = _place(event)
    if not place or event.modifiers() & _OTHERS:
        return
    digit = place.isdigit()
    if (digit and not _is_digit_there(event, place)) or (not digit and not _has_no_latin_letter(event)):
        return
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    yield _text(QKeySequence(QKeyCombination(event.modifiers(), Qt.Key(ord(place)))))
    if shift and place in _SHIFTED:
        others = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        yield _text(QKeySequence(QKeyCombination(others, Qt.Key(ord(_SHIFTED[place])))))


def _place(event: QKeyEvent) -> str:
    """The key of a US keyboard that lies where this one does; "" where that is not known."""
    scan, virtual = event.nativeScanCode(), event.nativeVirtualKey()
    if sys.platform == "darwin":
        return _MAC.get(virtual, "") if event.text() or virtual else ""
    if scan:
        return _PLACES.get(scan - (0 if sys.platform == "win32" else _XKB), "")
    letter = chr(virtual).upper() if virtual < 128 else ""  # as Windows has them, whatever the layout
    return letter if letter.isalnum() else ""


def _is_digit_there(event: QKeyEvent, digit: str) -> bool:
    """Not where the row has other digits than usual, or a letter in the place of the zero, as in Hungary."""
    key = event.key()
    if key == Qt.Key.Key_Odiaeresis:
        return False
    shown = chr(key) if key < _UNICODE else ""
    return not ("0" <= shown <= "9") or shown == digit


def _has_no_latin_letter(event: QKeyEvent) -> bool:
    key = event.key()
    return 0x80 <= key < _UNICODE and not unicodedata.name(chr(key), "LATIN").startswith("LATIN")


def _text(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)


def _counts(shortcut: QShortcut) -> bool:
    """Whether who has the keyboard is whom the shortcut is for."""
    parent = shortcut.parent()
    return shortcut.context() is Qt.ShortcutContext.WindowShortcut or (
        isinstance(parent, QWidget) and parent.hasFocus()
    )
