"""Shortcuts on keyboards of the whole world: by the letter where it is Latin, else by the key's place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QMainWindow, QPushButton, QVBoxLayout, QWidget

from aesthetic_gui.ui import actions
from aesthetic_gui.ui.input import layout_keys
from aesthetic_gui.ui.input.keyboard import Keyboard
from aesthetic_gui.ui.input.layout_keys import LayoutKeys, sequences_at_its_place

NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
P, Z, U, X, COMMA, SLASH, SIX, SEVEN, ONE, ZERO = 33, 52, 30, 53, 59, 61, 15, 16, 10, 19  # X11's codes


@pytest.fixture(autouse=True)
def on_linux(monkeypatch):
    monkeypatch.setattr(layout_keys.sys, "platform", "linux")


def press(letter: str, scan: int, modifiers=NONE, *, kind=QEvent.Type.KeyPress, virtual: int = 0) -> QKeyEvent:
    return QKeyEvent(kind, ord(letter.upper()), modifiers, scan, virtual, 0, letter)


@pytest.mark.parametrize(
    ("layout", "letter", "scan", "modifiers", "meant"),
    [
        ("Russian", "з", P, NONE, "P"),
        ("Russian", "я", Z, CTRL, "Ctrl+Z"),
        ("Russian", "Я", Z, CTRL | SHIFT, "Ctrl+Shift+Z"),
        ("Russian", "б", COMMA, CTRL, "Ctrl+,"),
        ("Greek", "π", P, NONE, "P"),
        ("Hebrew", "פ", P, NONE, "P"),
        ("Arabic", "ح", P, NONE, "P"),
        ("Arabic", "؟", SLASH, SHIFT, "?"),
        ("Bulgarian", "ь", Z, CTRL, "Ctrl+Z"),
        ("Ukrainian", "г", U, NONE, "U"),
        ("Georgian", "პ", P, NONE, "P"),
        ("Thai", "ย", P, NONE, "P"),
        ("Persian", "۶", SIX, NONE, "6"),
        ("French", "-", SIX, NONE, "6"),
        ("French", "6", SIX, SHIFT, "Shift+6"),
        ("French", "&", ONE, NONE, "1"),
        ("French", "à", ZERO, NONE, "0"),
        ("Czech", "ž", SIX, NONE, "6"),
        ("Czech", "6", SIX, SHIFT, "Shift+6"),
        ("Lithuanian", "š", SIX, NONE, "6"),
        ("US", "6", SIX, NONE, "6"),
        ("US", "^", SIX, SHIFT, "Shift+6"),
    ],
)
def test_a_key_stands_for_what_lies_there(layout, letter, scan, modifiers, meant):
    assert meant in sequences_at_its_place(press(letter, scan, modifiers)), layout


@pytest.mark.parametrize(
    ("layout", "letter", "scan", "modifiers"),
    [
        ("French: W is written on the key", "w", Z, CTRL),
        ("German: Y is written on it", "y", Z, CTRL),
        ("Dvorak: L is written on it", "l", P, NONE),
        ("Turkish F: a Latin letter of its own", "ğ", 25, NONE),
        ("Hungarian: the zero is elsewhere", "ö", ZERO, NONE),
        ("programmers' Dvorak: another digit", "0", SIX, SHIFT),
        ("nobody knows where it lies", "з", 0, NONE),
        ("with Alt it opens a menu", "з", P, Qt.KeyboardModifier.AltModifier),
        ("with AltGr it writes a sign", "-", SIX, Qt.KeyboardModifier.GroupSwitchModifier),
        ("on the keypad", "6", 85, Qt.KeyboardModifier.KeypadModifier),
    ],
)
def test_a_key_whose_own_letter_counts_is_left_alone(layout, letter, scan, modifiers):
    assert not list(sequences_at_its_place(press(letter, scan, modifiers))), layout


@pytest.mark.parametrize(("platform", "scan", "virtual"), [("win32", 25, 0x50), ("win32", 0, 0x50), ("darwin", 0, 35)])
def test_other_systems_tell_the_place_in_their_own_way(monkeypatch, platform, scan, virtual):
    monkeypatch.setattr(layout_keys.sys, "platform", platform)
    assert list(sequences_at_its_place(press("з", scan, virtual=virtual))) == ["P"]


class Window(QMainWindow):
    """With every action of the program's window; each tells that it was called."""

    def __init__(self) -> None:
        super().__init__()
        self.called: list[str] = []
        self.list, self.field = QListWidget(), QLineEdit()
        page = QWidget()
        column = QVBoxLayout(page)
        for widget in (self.list, self.field):
            column.addWidget(widget)
        self.setCentralWidget(page)
        LayoutKeys(self, Keyboard(self))
        for row in actions.ACTIONS:
            action = self.addAction(row.title)
            action.setShortcuts([QKeySequence(key) for key in row.keys])
            action.setAutoRepeat(False)
            action.triggered.connect(lambda _checked=False, name=row.id: self.called.append(name))


@pytest.fixture
def window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    return window


def type_into(widget: QWidget, letter: str, scan: int, modifiers=NONE, *, repeated=False) -> bool:
    """As the system sends it: whether it is to be no shortcut, then the key press. Returns the first answer."""
    widget.setFocus()
    handle = widget.window().windowHandle()
    override, pressed = (
        QKeyEvent(kind, ord(letter.upper()), modifiers, scan, 0, 0, letter, repeated)
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
    )
    override.ignore()
    QApplication.sendEvent(handle, override)
    QApplication.sendEvent(handle, pressed)
    return override.isAccepted()


@pytest.mark.parametrize(
    "row", [row for row in actions.ACTIONS if row.keys and len(row.keys[0]) == 1 and row.keys[0].isalpha()], ids=str
)
def test_every_letter_is_reached_by_its_place_in_russian(window, row):
    scan = next(place for place, key in layout_keys._PLACES.items() if key == row.keys[0]) + 8
    assert type_into(window.list, "й", scan)
    assert window.called == [row.id]


def test_shift_and_six_is_no_label_where_digits_are_on_shift(window):
    assert type_into(window.list, "6", SIX, SHIFT)  # or Qt would take it for the digit, which is red
    assert type_into(window.list, "-", SIX)
    assert window.called == ["label_none", "label_red"]


def test_a_sign_of_its_own_is_what_is_written_on_the_key(window):
    """Shift and seven is a question mark in Russia."""
    assert not type_into(window.list, "?", SEVEN, SHIFT)
    assert window.called == []


def test_what_is_typed_into_a_field_is_no_shortcut(window):
    window.field.setFocus()
    type_into(window.field, "з", P)
    type_into(window.field, "-", SIX)
    assert window.called == []
    assert window.field.text() == "з-"


def test_a_key_held_down_or_an_action_that_cannot_be_done_does_nothing(window):
    type_into(window.list, "з", P, repeated=True)
    for action in window.actions():
        action.setEnabled(False)
    type_into(window.list, "з", P)
    assert window.called == []


def test_a_button_that_has_the_keyboard_takes_no_letter_and_a_list_searches_for_none(window):
    """A list takes every letter that is pressed, though it says that it wants none as a shortcut."""
    button = QPushButton(window)
    button.show()
    for widget in (button, window.list):
        assert type_into(widget, "з", P)
    assert window.called == ["pick", "pick"]
