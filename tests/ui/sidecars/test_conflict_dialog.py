"""Both sides of a conflict, and whose counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog

from aesthetic_gui.culling.sidecars.exchange import Conflict
from aesthetic_gui.photo import ColourLabel, Decision, Details, Flag, Photo
from aesthetic_gui.ui.sidecars.conflict_dialog import ROW, ConflictDialog, both_sides
from aesthetic_gui.ui.theme import colours

STARS = frozenset({"stars"})
CONFLICTS = [
    Conflict(Photo(Path("/shoot/IMG_1.jpg")), Decision(Flag.PICK, 3), Decision(stars=2, label=ColourLabel.RED), STARS),
    Conflict(Photo(Path("/shoot/IMG_2.jpg")), Decision(stars=1), Decision(stars=5), STARS),
    Conflict(
        Photo(Path("/shoot/IMG_3.jpg")), Decision(label=ColourLabel.RED), Decision(), frozenset({"label"}), "Kunde A"
    ),
]


@pytest.fixture
def dialog(qtbot) -> ConflictDialog:
    dialog = ConflictDialog(CONFLICTS, lambda _photo, _room: None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def pictured(dialog: ConflictDialog) -> QImage:
    return dialog.rows.viewport().grab().toImage()


def coloured(image: QImage, wanted, columns: range, row: int) -> int:
    """How many pixels of one row have the colour."""
    return sum(image.pixelColor(x, y) == wanted for x in columns for y in range(row * ROW, (row + 1) * ROW))


def test_all_are_selected_at_first_and_the_buttons_say_so(dialog):
    assert dialog.selected() == CONFLICTS
    assert dialog.mine.text() == "&Keep mine of all 3"
    assert dialog.theirs.text() == "&Take theirs of all 3"
    assert dialog.windowTitle() == "3 photographs rated in two programs"
    assert not dialog.all.isEnabled()


def test_both_sides_are_told_in_words_too():
    assert both_sides(CONFLICTS[0]) == "Here: Picked, 3 stars.\nIn another program: 2 stars, red label."
    assert both_sides(CONFLICTS[2]) == "Here: red label.\nIn another program: No decision, label “Kunde A”."


def test_texts_in_dispute_are_told_on_both_sides():
    mine, theirs = Details("Dawn", rights="© Anna"), Details("Dusk")
    fields = frozenset({"title", "rights"})
    conflict = Conflict(CONFLICTS[0].photo, Decision(), Decision(), fields, "", mine, theirs)
    here, there = both_sides(conflict).split("\n")
    assert here == "Here: No decision, title “Dawn”, rights “© Anna”."
    assert there == "In another program: No decision, title “Dusk”, no rights."


def test_a_row_reads_aloud_as_name_and_both_sides(dialog):
    words = dialog.rows.model().index(1, 0).data()
    assert words == "IMG_2.jpg. Here: 1 star. In another program: 5 stars."


@pytest.mark.parametrize(("button", "whose"), [("mine", "mine"), ("theirs", "theirs")])
def test_a_button_tells_what_was_chosen_for_the_selected_ones(dialog, qtbot, button, whose):
    dialog.rows.selectionModel().setCurrentIndex(
        dialog.rows.model().index(1, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert getattr(dialog, button).text().endswith("of 1")
    with qtbot.waitSignal(dialog.chosen) as told:
        qtbot.mouseClick(getattr(dialog, button), Qt.MouseButton.LeftButton)
    assert told.args == [[CONFLICTS[1]], whose]
    assert dialog.isVisible()


def test_the_keyboard_is_enough(dialog, qtbot):
    qtbot.keyClick(dialog.rows, Qt.Key.Key_Down)
    assert len(dialog.selected()) == 1
    qtbot.keyClick(dialog.rows, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert dialog.selected() == CONFLICTS
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_nothing_selected_can_choose_nothing(dialog, qtbot):
    dialog.rows.clearSelection()
    assert not dialog.mine.isEnabled()
    assert not dialog.theirs.isEnabled()
    qtbot.mouseClick(dialog.all, Qt.MouseButton.LeftButton)
    assert dialog.selected() == CONFLICTS


def test_what_is_left_is_shown_and_nothing_left_closes_it(dialog):
    dialog.show_conflicts(CONFLICTS[:1])
    assert dialog.mine.text() == "&Keep mine"
    assert dialog.windowTitle() == "1 photograph rated in two programs"
    dialog.show_conflicts([])
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_what_is_in_dispute_stands_out(dialog):
    dialog.rows.clearSelection()
    image = pictured(dialog)
    whole = range(image.width() // 2, image.width())
    assert coloured(image, colours().star, whole, 0) > 20, "the stars are in dispute"
    assert coloured(image, colours().pick, whole, 0) == 0, "the flag is not: it stands back"
    assert coloured(image, colours().label_red, whole, 0) == 0
    assert coloured(image, colours().label_red, whole, 2) > 20


def test_the_photographs_on_screen_are_asked_for_and_painted(qtbot):
    pixmap = QPixmap(60, 40)
    pixmap.fill(Qt.GlobalColor.green)
    dialog = ConflictDialog(CONFLICTS, lambda _photo, _room: pixmap)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert [conflict.photo for conflict in dialog.on_screen()] == [conflict.photo for conflict in CONFLICTS]
    assert coloured(pictured(dialog), Qt.GlobalColor.green, range(120), 0) > 1000


def test_ten_thousand_conflicts_are_shown_at_once(qtbot):
    many = [
        Conflict(Photo(Path(f"/shoot/IMG_{n}.jpg")), Decision(stars=1), Decision(stars=2), STARS) for n in range(10_000)
    ]
    dialog = ConflictDialog(many, lambda _photo, _room: None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert dialog.mine.text() == "&Keep mine of all 10,000"
    with qtbot.waitSignal(dialog.looked_at) as told:
        dialog.rows.scrollToBottom()
    assert told.args[0][-1] == many[-1].photo
    assert len(told.args[0]) < 50


def test_long_names_and_small_windows_leave_both_sides_in_sight(dialog):
    long = Conflict(
        Photo(Path("/a/very/long/folder" * 6) / f"{'x' * 120}.jpg"), Decision(stars=3), Decision(stars=2), STARS
    )
    dialog.show_conflicts([long])
    dialog.resize(dialog.minimumSizeHint())
    image = pictured(dialog)
    assert coloured(image, colours().star, range(image.width()), 0) > 20
