"""What the keyboard tells beyond keys: whether Caps Lock is on, and how long a key is held."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from aesthetic_gui.ui.input import keyboard as room
from aesthetic_gui.ui.input.keyboard import Keyboard

NONE, P, W, CAPS = Qt.KeyboardModifier.NoModifier, 33, 25, 66
DOWN, UP = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.keys = Keyboard(window)
    window.show()
    return window


def send(window, kind, key, scan, native=0, repeated=False) -> None:
    event = QKeyEvent(kind, key, NONE, scan, 0, native, "", repeated)
    QApplication.sendEvent(window.windowHandle(), event)


def test_any_key_tells_whether_caps_lock_is_on(window, heard):
    told = heard(window.keys.caps_lock_changed)
    send(window, DOWN, Qt.Key.Key_P, P, room._CAPS_BIT)
    assert window.keys.caps_lock
    send(window, DOWN, Qt.Key.Key_P, P)
    assert told == [(True,), (False,)]


@pytest.mark.parametrize(("system", "before"), [("linux", 0), ("win32", 1), ("darwin", 1)])
def test_caps_lock_itself_tells_what_it_makes_of_it(window, monkeypatch, system, before):
    """On Linux its press comes with the state before it, elsewhere with the new one."""
    monkeypatch.setattr(room, "_TOLD_AFTER", system == "linux")
    send(window, DOWN, Qt.Key.Key_CapsLock, CAPS, room._CAPS_BIT * before)
    assert window.keys.caps_lock


def test_a_key_that_is_held_tells_how_long_once_it_goes_up(window, monkeypatch):
    now, held = [5.0], []
    monkeypatch.setattr(room.time, "monotonic", lambda: now[0])
    send(window, DOWN, Qt.Key.Key_W, W)
    window.keys.when_released(held.append)
    now[0] = 6.5
    send(window, UP, Qt.Key.Key_W, W, repeated=True)  # as some systems tell of a key that repeats
    send(window, DOWN, Qt.Key.Key_W, W, repeated=True)
    assert held == []
    send(window, UP, Qt.Key.Key_W, W)
    assert held == [1.5]
    send(window, UP, Qt.Key.Key_W, W)
    assert held == [1.5], "once"


@pytest.mark.parametrize("leave", [QEvent.Type.FocusOut, QEvent.Type.Hide])
def test_a_key_whose_window_goes_away_is_held_no_longer(window, leave):
    """It goes up in another window."""
    held = []
    send(window, DOWN, Qt.Key.Key_W, W)
    window.keys.when_released(held.append)
    QApplication.sendEvent(window.windowHandle(), QEvent(leave))
    assert len(held) == 1


def test_where_no_key_is_down_nothing_is_held(window):
    """A click on a menu."""
    held = []
    send(window, DOWN, Qt.Key.Key_W, W)
    send(window, UP, Qt.Key.Key_W, W)
    window.keys.when_released(held.append)
    send(window, DOWN, Qt.Key.Key_P, P)
    assert held == []


def test_a_key_that_repeats_is_told_before_it_comes_and_is_held_until_it_goes_up(window, heard):
    told = heard(window.keys.repeats)
    send(window, QEvent.Type.ShortcutOverride, Qt.Key.Key_Right, 114)
    send(window, DOWN, Qt.Key.Key_Right, 114)
    assert told == []
    assert not window.keys.repeating
    send(window, QEvent.Type.ShortcutOverride, Qt.Key.Key_Right, 114, repeated=True)
    assert len(told) == 1
    send(window, DOWN, Qt.Key.Key_Right, 114, repeated=True)
    send(window, UP, Qt.Key.Key_Right, 114, repeated=True)
    assert window.keys.repeating
    send(window, UP, Qt.Key.Key_Right, 114)
    assert not window.keys.repeating


def test_a_repeat_that_qt_takes_for_a_new_press_does_nothing_once_more(window, qtbot):
    """X11 tells it by a release and a press of the same moment, which Qt may read one after the other."""
    action, held = QAction(window, autoRepeat=False), []
    action.setShortcut("P")
    window.addAction(action)

    def tell(kind, moment: int) -> bool:
        event = QKeyEvent(kind, Qt.Key.Key_P, NONE, P, 0, 0, "p")
        event.setTimestamp(moment)
        event.ignore()
        QApplication.sendEvent(window.windowHandle(), event)
        return event.isAccepted()

    override = QEvent.Type.ShortcutOverride
    assert not tell(override, 100), "the first is a shortcut"
    window.keys.when_released(held.append)
    for moment in (760, 793):
        tell(UP, moment)
        assert tell(override, moment), "the next ones are none"
    assert window.keys.repeating
    assert held == []
    tell(UP, 826)
    qtbot.waitUntil(lambda: len(held) == 1)
    assert not tell(override, 900), "a new press"


def test_a_tap_that_a_busy_window_hears_of_late_is_a_tap(window, qtbot):
    """The server's stamps count: 80 ms between press and release, whenever they are read."""
    held = []
    down = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_W, Qt.KeyboardModifier.NoModifier, 25, 0, 0, "w")
    up = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_W, Qt.KeyboardModifier.NoModifier, 25, 0, 0, "w")
    down.setTimestamp(5_000)
    up.setTimestamp(5_080)
    QApplication.sendEvent(window.windowHandle(), down)
    window.keys.when_released(held.append)
    qtbot.wait(400)
    QApplication.sendEvent(window.windowHandle(), up)
    qtbot.waitUntil(lambda: held == [0.08])
