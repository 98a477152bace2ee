from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from aesthetic_gui.ui.widgets import first_frame
from aesthetic_gui.ui.widgets.first_frame import after_first_frame


class Painted(QWidget):
    def __init__(self, told):
        super().__init__()
        self._told = told

    def paintEvent(self, event):
        self._told.append("painted")


@pytest.fixture
def told():
    return []


@pytest.fixture
def window(qtbot, told):
    widget = Painted(told)
    qtbot.addWidget(widget)
    after_first_frame(widget, lambda: told.append("worked"))
    return widget


def test_work_begins_after_the_window_is_painted_and_once(qtbot, window, told):
    window.show()
    qtbot.waitUntil(lambda: "worked" in told)
    window.repaint()
    qtbot.wait(50)
    assert told == ["painted", "worked", "painted"]


def test_a_window_that_is_not_shown_yet_does_no_work(qtbot, window, told):
    qtbot.wait(50)
    assert told == []


def test_a_window_that_is_not_painted_for_long_does_its_work_all_the_same(qtbot, monkeypatch, told):
    monkeypatch.setattr(first_frame, "PATIENCE", 30)
    widget = Painted(told)
    qtbot.addWidget(widget)
    after_first_frame(widget, lambda: told.append("worked"))
    qtbot.waitUntil(lambda: told == ["worked"])
