from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel, QScrollArea

from aesthetic_gui.settings import SETTINGS
from aesthetic_gui.ui.dialogs.settings_dialog import ELSEWHERE, SettingsDialog, packs_to_choose

DEFAULTS = {row.key: row.default for row in SETTINGS}
ROWS = [row for row in SETTINGS if row.key not in ELSEWHERE]


@pytest.fixture
def dialog(qtbot) -> SettingsDialog:
    dialog = SettingsDialog({**DEFAULTS, "theme": "dark", "overlay_opacity": 0.3, "advance": True})
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_values_come_back_as_they_were_given(dialog):
    values = dialog.values()
    assert values["theme"] == "dark"
    assert values["overlay_opacity"] == 0.3
    assert values["advance"] is True
    assert set(values) == {row.key for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_setting_has_an_editor_whose_value_the_table_accepts(dialog, row):
    assert row.accepts(dialog.values()[row.key])
    assert dialog.editor(row.key).accessibleName() == row.title


def test_what_is_typed_and_chosen_is_handed_back(qtbot, dialog):
    line = dialog.editor("album_template")
    line.selectAll()
    qtbot.keyClicks(line, "{stars}")
    dialog.editor("theme").setFocus()
    qtbot.keyClick(dialog.editor("theme"), Qt.Key.Key_Up)
    assert dialog.values()["album_template"] == "{stars}"
    assert dialog.values()["theme"] == "light"


def test_defaults_come_back_with_one_button(qtbot, dialog):
    box = dialog.findChild(QDialogButtonBox)
    qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.RestoreDefaults), Qt.MouseButton.LeftButton)
    assert dialog.values() == {row.key: row.default for row in ROWS}


def test_a_model_is_chosen_from_a_list_and_an_absent_one_is_not_lost(qtbot):
    choices = {"pack": [("", "Built in"), ("mine@1", "Mine")]}
    dialog = SettingsDialog({**DEFAULTS, "pack": "gone@2"}, choices=choices)
    qtbot.addWidget(dialog)
    assert dialog.editor("pack").currentText() == "gone@2 (not found)"
    assert dialog.values()["pack"] == "gone@2"


def test_both_models_of_the_program_are_offered(qtbot):
    dialog = SettingsDialog(DEFAULTS, choices={"pack": packs_to_choose()})
    qtbot.addWidget(dialog)
    models = dialog.editor("pack")
    assert [models.itemData(place) for place in range(models.count())] == ["", "aesthetic-multigap", "nima-mobilenet"]
    assert models.currentData() == ""
    models.setCurrentIndex(2)
    assert models.currentText() == "NIMA MobileNet 1.0"
    assert dialog.values()["pack"] == "nima-mobilenet"


def test_a_monitor_profile_is_chosen_from_the_list_or_as_a_file(qtbot, dialog, monkeypatch):
    editor = dialog.editor("monitor_profile")
    assert [editor.itemText(place) for place in range(editor.count())] == ["Automatic", "sRGB", "Choose a file…"]
    assert dialog.values()["monitor_profile"] == "auto"
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert dialog.values()["monitor_profile"] == "srgb"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/profiles/eizo.icc", ""))
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert dialog.values()["monitor_profile"] == "/profiles/eizo.icc"
    assert editor.currentText() == "eizo.icc"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))  # cancelled
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert dialog.values()["monitor_profile"] == "/profiles/eizo.icc"


def test_a_monitor_profile_chosen_before_is_still_in_the_list(qtbot):
    dialog = SettingsDialog({**DEFAULTS, "monitor_profile": "/profiles/eizo.icc"})
    qtbot.addWidget(dialog)
    assert dialog.values()["monitor_profile"] == "/profiles/eizo.icc"
    dialog.restore_defaults()
    assert dialog.values()["monitor_profile"] == "auto"


def test_on_a_low_screen_the_rows_scroll_above_the_buttons(dialog):
    assert dialog.height() <= dialog.screen().availableSize().height()
    assert dialog.focusWidget() in (None, dialog.editor("theme"))
    dialog.resize(dialog.width(), 400)
    assert dialog.height() == 400
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert ok.mapTo(dialog, ok.rect().bottomRight()).y() < 400
    page = dialog.findChild(QScrollArea)
    assert page.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert page.verticalScrollBar().maximum() > 0


def test_what_is_to_be_said_of_a_choice_is_said_below_it(qtbot):
    choices = {"sidecar_program": [("lightroom", "Lightroom"), ("darktable", "darktable")]}
    notes = {"sidecar_program": lambda program: f"Of {program}."}
    dialog = SettingsDialog(DEFAULTS, choices=choices, notes=notes)
    qtbot.addWidget(dialog)
    said = [label.text() for label in dialog.findChildren(QLabel) if label.text().endswith("Of lightroom.")]
    assert len(said) == 1
    dialog.editor("sidecar_program").setCurrentIndex(1)
    assert [label for label in dialog.findChildren(QLabel) if label.text().endswith("Of darktable.")]
