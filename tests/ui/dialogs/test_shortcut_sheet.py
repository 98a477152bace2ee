from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea

from aesthetic_gui.ui.dialogs.shortcut_sheet import ShortcutSheet, balanced

ROWS = [
    ("File", "Open folder…", "Ctrl+O"),
    ("File", "Move rejected to trash…", "Ctrl+Backspace"),
    ("Photo", "Pick", "P"),
    ("Photo", "Reject", "X"),
    ("View", "Loupe", "E or Return"),
    ("View", "Zoom in", "Ctrl++ or Ctrl+="),
]


@pytest.fixture
def sheet(qtbot) -> ShortcutSheet:
    sheet = ShortcutSheet(ROWS)
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def test_every_action_is_there_with_each_of_its_keys(sheet):
    shown = [label.text() for label in sheet.findChildren(QLabel)]
    for section, title, keys in ROWS:
        assert shown.count(section) == 1
        assert title in shown
        assert all(key in shown for key in keys.split(" or "))


def test_no_words_are_cut_off(sheet):
    sheet.resize(1200, 600)
    for label in sheet.findChildren(QLabel):
        assert label.width() >= label.sizeHint().width()


def test_the_sheet_opens_as_large_as_it_needs_to_be_where_the_screen_allows(sheet):
    page = sheet.findChild(QScrollArea).widget()
    assert sheet.width() >= min(page.sizeHint().width(), sheet.screen().availableSize().width() - 60)
    assert sheet.height() <= sheet.screen().availableSize().height()


@pytest.mark.parametrize("key", ["?", Qt.Key.Key_Escape])
def test_the_key_that_opened_it_closes_it_too(qtbot, sheet, key):
    with qtbot.waitSignal(sheet.finished):
        qtbot.keyClick(sheet, key)


def test_columns_are_of_about_the_same_height_and_keep_the_order():
    groups = [(name, [(name, "", "")] * rows) for name, rows in (("a", 9), ("b", 4), ("c", 18), ("d", 13), ("e", 1))]
    columns = balanced(groups, 3)
    assert [[name for name, _ in column] for column in columns] == [["a", "b"], ["c"], ["d", "e"]]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_sections_than_columns_are_fine(number):
    groups = [(str(place), [("", "", "")]) for place in range(number)]
    assert sum(len(column) for column in balanced(groups, 3)) == number
