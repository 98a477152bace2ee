"""Details of one photograph or of many: what is touched changes, all else stays as it is on each."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from aesthetic_gui.culling.details.presets import Preset
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.describing import Rewriting
from aesthetic_gui.photo import Details, Photo
from aesthetic_gui.ui.details.dialog import DetailsDialog

ONE = Details("Dawn", "At sea", "Anna", "© Anna", ("dog", "sea"))
OTHER = Details("Dusk", "At sea", "Anna", "", ("dog",))


@pytest.fixture
def ask(qtbot):
    def asked(*each: Details, presets: tuple[Preset, ...] = ()) -> DetailsDialog:
        items = [Item(Photo(Path(f"/shoot/IMG_{number}.jpg")), details=one) for number, one in enumerate(each)]
        dialog = DetailsDialog(items, presets)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return asked


def ticks(dialog: DetailsDialog) -> dict[str, Qt.CheckState]:
    rows = dialog.keywords.list
    return {rows.item(row).text(): rows.item(row).checkState() for row in range(rows.count())}


def tick(dialog: DetailsDialog, word: str, state: Qt.CheckState) -> None:
    dialog.keywords.list.findItems(word, Qt.MatchFlag.MatchExactly)[0].setCheckState(state)


def retype(qtbot, line, text: str) -> None:
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(line, text)


def test_nothing_changes_where_nothing_was_touched(ask):
    for details in ((ONE,), (ONE, OTHER)):
        dialog = ask(*details)
        assert not dialog.rewriting
    assert dialog.windowTitle() == "Details of 2 photographs"


def test_fields_that_differ_say_so_and_stay(ask, qtbot):
    dialog = ask(ONE, OTHER)
    assert dialog.lines["title"].text() == ""
    assert "several" in dialog.lines["title"].placeholderText()
    assert dialog.lines["creator"].text() == "Anna"
    assert dialog.caption.toPlainText() == "At sea"
    retype(qtbot, dialog.lines["creator"], "Bo")
    assert dialog.rewriting == Rewriting(creator="Bo")


def test_a_field_that_is_emptied_is_emptied_on_all(ask, qtbot):
    dialog = ask(ONE)
    retype(qtbot, dialog.lines["rights"], "")
    dialog.caption.setPlainText("Two\nlines ")
    assert dialog.rewriting == Rewriting(rights="", caption="Two\nlines")


def test_keywords_are_ticked_where_all_have_them(ask):
    dialog = ask(ONE, OTHER)
    assert ticks(dialog) == {"dog": Qt.CheckState.Checked, "sea": Qt.CheckState.PartiallyChecked}
    tick(dialog, "sea", Qt.CheckState.Checked)
    tick(dialog, "dog", Qt.CheckState.Unchecked)
    assert dialog.rewriting == Rewriting(added=("sea",), removed=("dog",))


def test_enter_adds_what_is_typed_and_then_closes(ask, qtbot):
    dialog = ask(ONE)
    entry = dialog.keywords.entry
    qtbot.keyClicks(entry, "boat, Places|Athens")
    qtbot.keyClick(entry, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "Places › Athens" in ticks(dialog)
    qtbot.keyClicks(entry, "last")
    dialog.accept()
    assert dialog.rewriting == Rewriting(added=("boat", "Places|Athens", "last"))
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_keywords_in_use_are_offered(ask, qtbot):
    dialog = ask(ONE)
    dialog.offer(["harbour", "Places|Athens"])
    completer = dialog.keywords.entry.completer()
    completer.setCompletionPrefix("ath")
    assert completer.currentCompletion() == "Places|Athens"
    qtbot.keyClicks(dialog.keywords.entry, "boat, harb")
    completer.setCompletionPrefix(completer.splitPath(dialog.keywords.entry.text())[0])
    assert completer.pathFromIndex(completer.currentIndex()) == "boat, harbour"


def test_a_preset_fills_its_fields_and_leaves_the_others(ask):
    mine = Preset("Mine", Details(creator="Anna Å", rights="© {creator}", keywords=("wedding",)))
    dialog = ask(ONE, OTHER, presets=(mine,))
    dialog.presets.menu().actions()[0].trigger()
    assert dialog.rewriting == Rewriting(creator="Anna Å", rights="© Anna Å", added=("wedding",))


def test_what_is_written_is_kept_as_a_preset_and_forgotten(ask, qtbot):
    dialog = ask(ONE)
    with qtbot.waitSignal(dialog.presets_changed) as kept:
        dialog.keep(Preset("Mine", ONE))
    assert kept.args == [[Preset("Mine", ONE)]]
    with qtbot.waitSignal(dialog.presets_changed) as kept:
        dialog.drop(Preset("Mine", ONE))
    assert kept.args == [[]]
    assert not dialog.presets.isEnabled()
