from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from aesthetic_gui.photo import Sure
from aesthetic_gui.ui.inspector.why_panel import WhyPanel
from aesthetic_gui.ui.why.told import Told

TOLD = Told(
    "LIME", "P(aesthetic)", ("−0.42", "+0.42"), "log-odds", "P(aesthetic) about from 62 to 71 %",
    Sure.FAIRLY, "Fairly sure", "Gain +0.8, chance +0.3.", "LIME explains 82 % of the score's variation",
)  # fmt: skip


@pytest.fixture
def panel(qtbot, choice) -> WhyPanel:
    panel = WhyPanel()
    qtbot.addWidget(panel)
    panel.show_choice(choice)
    panel.resize(300, 300)
    panel.show()
    return panel


def button(panel: WhyPanel, text: str) -> QPushButton:
    return next(each for each in panel.findChildren(QPushButton) if each.text() == text)


def words(panel: WhyPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize(("method", "title"), [("", "None"), ("cam", "CAM"), ("lime", "LIME")])
def test_one_click_chooses_one_method(qtbot, panel, method, title):
    panel.set_method("shap")
    assert button(panel, "SHAP ▾").isChecked()
    with qtbot.waitSignal(panel.method_chosen) as told:
        qtbot.mouseClick(button(panel, title), Qt.MouseButton.LeftButton)
    assert told.args == [method]
    assert panel.method == method
    assert button(panel, title).isChecked()
    assert not button(panel, "More ▾").isChecked()


def test_the_menu_has_every_method_and_its_button_says_which_of_them_is_chosen(qtbot, panel):
    with qtbot.waitSignal(panel.method_chosen) as told:
        panel.methods.row_of("shap").trigger()
    assert told.args == ["shap"]
    assert button(panel, "SHAP ▾").isChecked()


def test_a_method_that_cannot_explain_what_is_chosen_is_greyed_and_says_why(panel, choice):
    choice.keep(target="rating")
    panel.show_choice(choice)
    assert not button(panel, "CAM").isEnabled()
    assert "CAM cannot explain the mean rating." in button(panel, "CAM").toolTip()
    assert button(panel, "LIME").isEnabled()
    assert "Ribeiro" in button(panel, "LIME").toolTip()


def test_a_taste_can_be_explained_only_where_one_judges(panel, choice):
    row = panel.targets.findData("taste")
    assert not panel.targets.model().item(row).isEnabled()
    choice.taste = "Wedding"
    panel.show_choice(choice)
    assert panel.targets.model().item(row).isEnabled()
    assert panel.targets.itemText(row) == "Taste “Wedding”"


def test_choosing_from_outside_announces_nothing(qtbot, panel):
    with qtbot.assertNotEmitted(panel.method_chosen):
        panel.set_method("lime")
    assert panel.method == "lime"


def test_progress_is_seen_only_while_something_is_computed(panel):
    panel.set_method("lime")
    bar = panel.findChild(QProgressBar)
    panel.show_progress(0, 0, "Starting TensorFlow…")
    assert bar.isVisible()
    assert "Starting TensorFlow…" in words(panel)
    panel.show_progress(420, 1000)
    assert bar.value() == 420
    assert "420 of 1,000 evaluations" in words(panel)
    panel.show_progress(1000, 1000)
    assert not bar.isVisible()


def test_cancel_stops_and_the_bar_goes(qtbot, panel):
    panel.set_method("shap")
    panel.show_progress(10, 500)
    with qtbot.waitSignal(panel.cancelled):
        qtbot.mouseClick(button(panel, "Cancel"), Qt.MouseButton.LeftButton)
    assert not panel.findChild(QProgressBar).isVisible()


def test_the_legend_says_what_the_colours_are_worth_and_how_sure_they_are(panel):
    panel.set_method("lime")
    panel.show_told(TOLD)
    assert panel.legend.isVisible()
    assert "−0.42 to +0.42 log-odds" in panel.legend.accessibleName()
    assert {"Fairly sure", TOLD.means, TOLD.fidelity} <= set(words(panel))
    assert "Gain +0.8" in panel.sure.toolTip()


def test_the_legend_stays_from_photograph_to_photograph_without_the_figures_of_the_older_one(panel):
    panel.set_method("lime")
    panel.show_told(TOLD)
    panel.set_method("lime")
    assert panel.legend.isVisible()
    assert "0.42" not in panel.legend.accessibleName()
    assert not {"Fairly sure", TOLD.means, TOLD.fidelity} & set(words(panel))
    panel.set_method("")
    assert not panel.legend.isVisible()


def test_where_no_reason_is_reliable_no_colours_are_explained_and_another_method_is_one_click_away(qtbot, panel):
    panel.set_method("cam")
    panel.show_told(TOLD)
    panel.show_no_reason(replace(TOLD, sure=Sure.NO, sure_words="No reliable reason"), "lime")
    assert not panel.legend.isVisible()
    assert "No reliable reason by CAM" in words(panel)
    with qtbot.waitSignal(panel.method_chosen) as told:
        qtbot.mouseClick(button(panel, "Try LIME"), Qt.MouseButton.LeftButton)
    assert told.args == ["lime"]


def test_levels_are_offered_with_the_map_of_a_model_that_has_several(qtbot, panel, choice):
    panel.set_method("cam")
    titles = [panel.levels.itemText(row) for row in range(panel.levels.count())]
    assert titles[0] == "All levels"
    assert titles[1].startswith("Fine, ")
    assert len(titles) == 1 + len(choice.levels)
    assert panel.levels.isVisible()
    panel.levels.setCurrentIndex(1)
    with qtbot.waitSignal(panel.level_chosen) as told:
        panel.levels.activated.emit(1)
    assert told.args == [1]
    panel.set_method("lime")
    assert not panel.levels.isVisible()


def test_a_failure_is_told_instead_of_a_result(panel):
    panel.set_method("shap")
    panel.show_progress(3, 500)
    panel.show_failure("There is not enough memory.")
    assert "There is not enough memory." in words(panel)
    assert not panel.findChild(QProgressBar).isVisible()
    panel.show_progress(1, 500)
    assert "There is not enough memory." not in words(panel)


def test_the_opacity_is_told_while_it_moves(qtbot, panel):
    told = []
    panel.opacity_changed.connect(told.append)
    panel.set_method("cam")
    slider = panel.opacity
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.place(0.2)), 9))
    qtbot.mouseMove(slider, QPoint(round(slider.place(0.9)), 9))
    assert told == pytest.approx([0.2, 0.9], abs=0.011)
    with qtbot.assertNotEmitted(panel.opacity_changed):
        panel.set_opacity(0.5)
    assert "50 %" in words(panel)


def test_opacity_is_offered_only_with_an_overlay(panel):
    panel.set_method("cam")
    assert panel.opacity.isVisible()
    panel.set_method("")
    assert not panel.opacity.isVisible()
