from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from aesthetic_gui.explain.drawing.legend import legend_rows
from aesthetic_gui.ui.inspector.why_panel import METHODS, WhyPanel


@pytest.fixture
def panel(qtbot) -> WhyPanel:
    panel = WhyPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 300)
    panel.show()
    return panel


def button(panel: WhyPanel, text: str) -> QPushButton:
    return next(each for each in panel.findChildren(QPushButton) if each.text() == text)


def words(panel: WhyPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def rows(method: str) -> list[tuple[tuple[int, int, int], str]]:
    return [(row.colour, row.words) for row in legend_rows(method, "P(aesthetic)", "log-odds")]


@pytest.mark.parametrize(("method", "title"), [(method, title) for method, title, _ in METHODS])
def test_one_click_chooses_one_method(qtbot, panel, method, title):
    panel.set_method("shap" if method != "shap" else "cam")
    with qtbot.waitSignal(panel.method_chosen) as told:
        qtbot.mouseClick(button(panel, title), Qt.MouseButton.LeftButton)
    assert told.args == [method]
    assert panel.method == method
    assert sum(button(panel, each).isChecked() for _, each, _ in METHODS) == 1


def test_choosing_from_outside_announces_nothing(qtbot, panel):
    with qtbot.assertNotEmitted(panel.method_chosen):
        panel.set_method("lime")
    assert panel.method == "lime"


def test_progress_is_seen_only_while_something_is_computed(panel):
    panel.set_method("lime")
    bar = panel.findChild(QProgressBar)
    panel.show_progress(0, 0)
    assert bar.isVisible()
    assert "Starting…" in words(panel)
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


@pytest.mark.parametrize("method", ["cam", "lime", "shap"])
def test_the_legend_says_what_the_colours_mean(panel, method):
    panel.set_method(method)
    panel.show_result(rows(method), None)
    told = " ".join(words(panel)).lower()
    assert "raises p(aesthetic)" in told
    assert "lowers p(aesthetic)" in told
    assert "variation" not in told


def test_the_fidelity_is_told_in_words(panel):
    panel.set_method("lime")
    panel.show_result(rows("lime"), 0.824)
    assert "LIME explains 82 % of the score's variation" in words(panel)
    panel.show_result(rows("lime"), 0.9)
    assert "LIME explains 90 % of the score's variation" in words(panel)


def test_the_legend_stays_from_photograph_to_photograph_and_goes_with_its_method(panel):
    panel.set_method("lime")
    panel.show_result(rows("lime"), 0.824)
    panel.set_method("lime")
    assert "Raises P(aesthetic) (solid line) (in log-odds)" in words(panel)
    assert not any("82 %" in text for text in words(panel))
    panel.set_method("")
    assert "Raises P(aesthetic) (solid line) (in log-odds)" not in words(panel)


def test_levels_are_offered_with_the_map_of_a_model_that_has_several(qtbot, panel):
    panel.set_levels((8, 16, 32))
    panel.set_method("cam")
    titles = [panel.levels.itemText(row) for row in range(panel.levels.count())]
    assert titles == ["All levels", "Fine, 8 pixels: texture", "16 pixels", "Coarse, 32 pixels: subjects"]
    assert panel.level is None
    panel.levels.setCurrentIndex(1)
    with qtbot.waitSignal(panel.level_chosen):
        panel.levels.activated.emit(1)
    assert panel.level == 1
    panel.set_method("lime")
    assert not panel.levels.isVisible()
    assert panel.level is None


@pytest.mark.parametrize("levels", [(), (32,)])
def test_one_level_is_no_choice(panel, levels):
    panel.set_levels(levels)
    panel.set_method("cam")
    assert not panel.levels.isVisible()
    assert panel.level is None


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
