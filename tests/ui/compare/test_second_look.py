"""The second look in the real window: blind, by the photographer's keys, left and gone on with, and its statement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from aesthetic_gui.photo import Flag, Score
from aesthetic_gui.ui.second_look.result import ResultPage


@pytest.fixture
def culled(window):
    """Of twenty photographs eight are rejected and six picked."""
    flags = [Flag.REJECT] * 8 + [Flag.PICK] * 6
    model = window.session.model
    window.session.decide([model.item(row) for row in range(8)], flag=Flag.REJECT)
    window.session.decide([model.item(row) for row in range(8, 14)], flag=Flag.PICK)
    assert [model.item(row).decision.flag for row in range(14)] == flags
    return window


def look(window, qtbot):
    window.second_look.begin()
    qtbot.waitUntil(lambda: window.second_look.dialog is not None)
    dialog = window.second_look.dialog
    qtbot.waitExposed(dialog)
    return dialog


def told(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_photographs_are_shown_one_by_one_without_a_word_of_what_was_decided(culled, qtbot):
    dialog = look(culled, qtbot)
    qtbot.waitUntil(dialog.view.isVisible)
    words = told(dialog)
    assert "1 of 14" in words
    assert not any(word in words.lower() for word in ("picked", "rejected", ".jpg", "drawn"))


def test_leaving_loses_no_answer_and_one_answer_can_be_taken_back(culled, qtbot):
    dialog = look(culled, qtbot)
    first = dialog.current
    qtbot.keyClick(dialog, Qt.Key.Key_X)
    qtbot.keyClick(dialog, Qt.Key.Key_P)
    assert "3 of 14" in told(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    assert dialog.current is first
    qtbot.keyClick(dialog, Qt.Key.Key_X)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: culled.second_look.dialog is None)
    assert "left at 1 of 14" in culled.strip.message
    paths = [item.photo.path for item in dialog._items]
    item = culled.session.model.item(7)
    culled.session.model.update([replace(item, score=Score((0.1,) * 10, 9.0, 1.0, 0.99, "pack"))])
    again = look(culled, qtbot)
    assert [item.photo.path for item in again._items] == paths  # another favourite would make another order
    assert "2 of 14" in told(again)
    assert again.current.photo != first.photo


def test_in_the_end_it_is_stated_what_may_be_lost_and_a_reject_is_kept_by_a_click_and_undone(culled, qtbot):
    dialog = look(culled, qtbot)
    model, rejects = culled.session.model, []
    while dialog.current is not None:
        item = model.find(dialog.current.photo.path)
        wrong = item.decision.flag is Flag.REJECT and not rejects
        rejects += [item] if wrong else []
        qtbot.keyClick(dialog, Qt.Key.Key_P if wrong or item.decision.flag is Flag.PICK else Qt.Key.Key_X)
    page = dialog.findChild(ResultPage)
    assert "% of your keepers are among the 8 photographs that you rejected" in page.statement.text()
    assert rejects[0].photo.path.name in told(page)
    assert model.find(rejects[0].photo.path).decision.flag is Flag.REJECT
    page.keep.click()
    assert model.find(rejects[0].photo.path).decision.flag is Flag.PICK
    page.keep.click()
    qtbot.waitUntil(lambda: model.find(rejects[0].photo.path).decision.flag is Flag.REJECT)


def test_where_nothing_is_rejected_it_says_so(window, qtbot):
    window.second_look.begin()
    qtbot.waitUntil(lambda: "No photograph is rejected" in window.strip.message)
    assert window.second_look.dialog is None


def test_before_rejects_go_to_the_trash_it_is_offered_and_goes_on_without(culled, qtbot, monkeypatch):
    asked = []

    def take(_window, _title, _question, ways, _leave):
        asked.append(list(ways))
        return ways[-1] if len(ways) > 1 else ""

    monkeypatch.setattr("aesthetic_gui.ui.files.work.which", take)
    culled.files.trash_rejected()
    assert asked == [["Move to trash", "Second look first"]]
    qtbot.waitUntil(lambda: culled.second_look.dialog is not None)
    asked.clear()
    culled.files.trash()
    assert asked == [["Move to trash"]]
