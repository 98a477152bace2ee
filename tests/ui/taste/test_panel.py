"""What the taste panel says, and the dialog that asks for a name."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QProgressBar

from aesthetic_gui.photo import Estimate
from aesthetic_gui.taste.head import HeldOut, Learned, Taste
from aesthetic_gui.ui.dialogs.name_dialog import NameDialog
from aesthetic_gui.ui.taste.accuracy_chart import AccuracyChart
from aesthetic_gui.ui.taste.panel import TastePanel

WEDDING = Taste("wedding", "pack", np.zeros(3, np.float32), 1.0, 0.0)


def learned(taste: float, base: float, gain_low: float) -> Learned:
    gain = Estimate(taste - base, gain_low, taste - base + 0.05)
    held_out = HeldOut(Estimate(taste, taste - 0.05, taste + 0.05), Estimate(base, base - 0.05, base + 0.05), gain)
    return Learned("wedding", 120, 92, 60, WEDDING, held_out)


@pytest.fixture
def panel(qtbot) -> TastePanel:
    panel = TastePanel()
    qtbot.addWidget(panel)
    panel.resize(290, 300)
    panel.show()
    panel.show_tastes(["wedding", "wild\nlife"], "wedding")
    return panel


def words(panel: TastePanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def choose(panel: TastePanel, text: str) -> None:
    row = panel.combo.findText(text)
    panel.combo.setCurrentIndex(row)
    panel.combo.activated.emit(row)


def test_a_taste_that_has_taken_over_says_so_with_its_figures(panel):
    panel.show_learned(learned(0.81, 0.70, 0.06))
    told = words(panel)
    assert "Your taste decides" in told
    for figure in ("212 decisions", "81 %", "[76, 86]", "70 %"):
        assert figure in told
    assert "Your taste: right on 81 % [76, 86]" in panel.findChild(AccuracyChart).accessibleDescription()


def test_a_taste_that_is_not_better_leaves_the_model_in_charge(panel):
    panel.show_learned(learned(0.72, 0.70, -0.03))
    assert "The model decides" in words(panel)
    assert "Not yet better" in words(panel)


def test_a_gallery_that_cannot_be_learned_is_told_with_its_figures(panel):
    panel.show_learned(learned(0.52, 0.55, -0.20))
    assert "The model decides" in words(panel)
    assert "I cannot see what you decide by here: right on 52 % [47, 57]" in words(panel)


def test_without_a_taste_the_verdict_is_told_to_be_a_first_look(panel):
    panel.show_tastes([], "")
    assert "a first look" in words(panel)
    assert not panel.ask.isVisible()


def test_asking_for_a_photograph_is_a_click(qtbot, panel):
    with qtbot.waitSignal(panel.asking_wanted):
        panel.ask.click()


def test_too_few_decisions_show_no_figures(panel):
    panel.show_learned(Learned("wedding", 8, 4, 9))
    assert "8 picks and 4 rejects" in words(panel)
    assert not panel.findChild(AccuracyChart).isVisible()


def test_what_was_known_stays_in_sight_while_it_learns_again(panel):
    panel.show_learned(learned(0.81, 0.70, 0.06))
    panel.show_learning()
    assert "81 %" in words(panel)
    assert panel.findChild(QProgressBar).isVisible()
    panel.show_learned(learned(0.83, 0.70, 0.08))
    assert not panel.findChild(QProgressBar).isVisible()


def test_another_taste_does_not_inherit_the_words_of_the_one_before(panel):
    panel.show_learned(learned(0.81, 0.70, 0.06))
    panel.show_tastes(["wedding", "wildlife"], "wildlife")
    assert "81 %" not in words(panel)
    panel.show_tastes(["wedding", "wildlife"], "")
    assert not panel.learn.isVisible()


def test_choosing_tells_the_name_and_off_tells_nothing_to_use(qtbot, panel):
    for text, name in (("wild␤life", "wild\nlife"), ("Off", "")):
        with qtbot.waitSignal(panel.chosen) as told:
            choose(panel, text)
        assert told.args == [name]


def test_new_asks_for_a_new_one_and_keeps_the_choice_meanwhile(qtbot, panel):
    with qtbot.assertNotEmitted(panel.chosen), qtbot.waitSignal(panel.new_wanted):
        choose(panel, "New…")
    assert panel.combo.currentText() == "wedding"


def test_scrolling_past_the_choice_and_arrow_keys_choose_nothing(qtbot, panel):
    turned = QWheelEvent(
        QPointF(30, 9), panel.combo.mapToGlobal(QPointF(30, 9)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    with qtbot.assertNotEmitted(panel.chosen), qtbot.assertNotEmitted(panel.new_wanted):
        QApplication.sendEvent(panel.combo, turned)
        qtbot.keyClick(panel.combo, Qt.Key.Key_Down)
    assert panel.combo.view().isVisible()
    assert panel.combo.currentText() == "wedding"
    panel.combo.hidePopup()


def test_a_name_that_is_taken_or_empty_cannot_be_chosen(qtbot):
    dialog = NameDialog("New taste", "What for?", "Create", taken=["Wedding"])
    qtbot.addWidget(dialog)
    dialog.show()
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    qtbot.keyClicks(dialog.line, " wedding ")
    assert not ok.isEnabled()
    assert any("already" in label.text() for label in dialog.findChildren(QLabel))
    qtbot.keyClicks(dialog.line, "s")
    assert ok.isEnabled()
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.result() == NameDialog.DialogCode.Accepted
    assert dialog.name == "wedding s"


@pytest.mark.parametrize(("base", "places"), [(0.30, (0.0, 0.0625)), (0.70, (0.4167, 0.5))])
def test_an_accuracy_below_the_scale_widens_it(panel, base, places):
    panel.show_learned(learned(0.81, base, 0.06))
    chart, scale = panel.findChild(AccuracyChart), QRectF(0, 0, 1, 1)
    assert (chart.at(scale, base - 0.05), chart.at(scale, base)) == pytest.approx(places, abs=0.01)
