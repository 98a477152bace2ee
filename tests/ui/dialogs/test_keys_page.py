"""The page of the settings on which keys are changed: by pressing them, with every conflict told by name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from aesthetic_gui.settings import SETTINGS
from aesthetic_gui.ui.dialogs.keys_page import KeyRow, KeysPage
from aesthetic_gui.ui.dialogs.settings_dialog import SettingsDialog

ROWS = [
    KeyRow("pick", "Photo", "Pick", ("P",)),
    KeyRow("reject", "Photo", "Reject", ("X",)),
    KeyRow("loupe", "View", "Loupe", ("E", "Return")),
    KeyRow("tour", "Help", "Tour", ()),
]
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot) -> KeysPage:
    page = KeysPage(ROWS, "lightroom", "")
    qtbot.addWidget(page)
    page.show()
    return page


def press(qtbot, page: KeysPage, name: str, *keys: tuple) -> None:
    page.choose(name)
    page.change.click()
    qtbot.keyClick(page.field, *keys)


def test_a_key_that_is_free_is_the_actions_once_it_is_pressed(qtbot, page):
    press(qtbot, page, "pick", KEY.Key_K, CONTROL)
    assert page.keys_of("pick") == ("Ctrl+K",)
    assert page.values() == {"key_profile": "lightroom", "keys": '{"pick": ["Ctrl+K"]}'}
    assert page._items["pick"].text(1) == "● Ctrl+K"
    press(qtbot, page, "pick", KEY.Key_P)
    assert page.values()["keys"] == "", "the table's own again is no change"


def test_a_key_that_another_action_has_is_told_by_name_and_taken_only_when_asked(qtbot, page):
    press(qtbot, page, "pick", KEY.Key_E)
    assert page.said.text() == "E is the key of “Loupe” (View)."
    assert page.keys_of("pick") == ("P",)
    page.take.click()
    assert page.keys_of("pick") == ("E",)
    assert page.keys_of("loupe") == ("Return",)
    assert page.take.isHidden()


def test_escape_leaves_the_key_as_it_is(qtbot, page):
    press(qtbot, page, "pick", KEY.Key_Escape)
    assert page.keys_of("pick") == ("P",)
    assert page.field.text() == "P"


def test_a_second_key_none_and_back_again(qtbot, page):
    page.choose("tour")
    page.add.click()
    qtbot.keyClick(page.field, KEY.Key_F1)
    page.add.click()
    qtbot.keyClick(page.field, KEY.Key_Tab)
    assert page.keys_of("tour") == ("F1", "Tab")
    page.none.click()
    assert page.keys_of("tour") == ()
    assert page.values()["keys"] == ""
    press(qtbot, page, "reject", KEY.Key_R)
    press(qtbot, page, "pick", KEY.Key_K)
    page.reset.click()
    assert page.keys_of("pick") == ("P",)
    page.reset_all.click()
    assert page.values()["keys"] == ""


def test_arrows_are_nobodys_key(qtbot, page):
    press(qtbot, page, "pick", KEY.Key_Right)
    assert "arrow keys" in page.said.text()
    assert page.keys_of("pick") == ("P",)


def test_a_profile_changes_keys_but_not_what_one_changed_oneself(qtbot, page):
    press(qtbot, page, "pick", KEY.Key_K)
    page.profile.setCurrentIndex(page.profile.findData("darktable"))
    assert page.keys_of("reject") == ("R",)
    assert page.keys_of("pick") == ("K",)
    assert page.values()["key_profile"] == "darktable"


@pytest.mark.parametrize(("text", "found"), [("rej", ["reject"]), ("return", ["loupe"]), ("", list("1234"))])
def test_an_action_is_found_by_its_title_and_by_its_key(page, text, found):
    page.search.setText(text)
    shown = [name for name, item in page._items.items() if not item.isHidden()]
    assert shown == found if text else len(shown) == len(ROWS)
    assert page._sections["Help"].isHidden() is bool(text)


def test_the_dialog_hands_keys_back_and_gives_back_the_defaults_of_the_page_that_is_seen(qtbot):
    page = KeysPage(ROWS, "lightroom", "")
    values = {row.key: row.default for row in SETTINGS} | {"theme": "dark"}
    dialog = SettingsDialog(values, keys=page)
    qtbot.addWidget(dialog)
    press(qtbot, page, "pick", KEY.Key_K)
    assert dialog.values()["keys"] == '{"pick": ["K"]}'
    dialog._pages.setCurrentWidget(page)
    dialog.restore_defaults()
    assert dialog.values()["keys"] == ""
    assert dialog.values()["theme"] == "dark"
