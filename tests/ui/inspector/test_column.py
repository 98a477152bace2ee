from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from aesthetic_gui.culling.viewing import Standing
from aesthetic_gui.photo import UNDECIDED, ColourLabel, Decision, Flag, Metadata, Photo, Score, Sure, Verdict
from aesthetic_gui.scoring.calibration import Band
from aesthetic_gui.settings import SETTINGS
from aesthetic_gui.ui.inspector.bar_panel import BarPanel, CountsLine, band_words
from aesthetic_gui.ui.inspector.charts import DistributionChart, Gauge, HistogramChart
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.inspector.decision_panel import DecisionPanel
from aesthetic_gui.ui.inspector.photograph_panel import PhotographPanel, photograph_rows
from aesthetic_gui.ui.why.told import Told
from aesthetic_gui.ui.widgets.section import Section
from aesthetic_gui.ui.widgets.sliders import BandSlider, ThresholdSlider
from aesthetic_gui.ui.widgets.verdict import VerdictChip

PHOTO = Photo(Path("/shoot/DSC_0001.jpg"), (Path("/shoot/DSC_0001.NEF"), Path("/shoot/DSC_0001.xmp")), 7_200_000)
METADATA = Metadata(
    6000, 4000, datetime(2024, 3, 14, 17, 5, 9), "Nikon D3100", "18-55 mm", 1 / 250, 5.6, 200, 35.0  # noqa: DTZ001
)  # fmt: skip
SCORE = Score((0.01, 0.03, 0.07, 0.15, 0.25, 0.23, 0.14, 0.07, 0.03, 0.02), 5.52, 1.73, 0.83, "nima")


@pytest.fixture
def inspector(qtbot) -> Inspector:
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.resize(320, 900)
    inspector.show_bar(0.54, 0.05)
    inspector.show_item(PHOTO, SCORE, Verdict.AESTHETIC, Decision(Flag.PICK, 3, ColourLabel.GREEN), METADATA)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


@pytest.fixture
def panel(qtbot) -> BarPanel:
    """Threshold and unsure band."""
    panel = BarPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 200)
    panel.set_bar(0.54, 0.05, (0.54, 0.05))
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def settings_default(key: str) -> str:
    return next(str(row.default) for row in SETTINGS if row.key == key)


def words(widget: QWidget) -> str:
    """Everything that can be read on the widget now."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    chips = [chip.text for chip in widget.findChildren(VerdictChip) if chip.isVisible()]
    return "\n".join(labels + chips)


def test_score_verdict_and_exif_are_told(inspector):
    told = words(inspector)
    for text in ("Aesthetic · 83 %", "83 %", "<b>5.52</b> ± 1.73", "Nikon D3100"):
        assert text in told
    for text in ("1/250 s", "f/5.6", "ISO 200", "35 mm", "6000 × 4000 · 24.0 MP", "NEF, XMP", "7.2 MB", "/shoot"):
        assert text in told


def slider_of(panel: BarPanel) -> ThresholdSlider:
    return panel.findChild(ThresholdSlider)


def test_dragging_the_threshold_tells_every_step(qtbot, panel):
    slider, told = slider_of(panel), []
    panel.threshold_changed.connect(told.append)
    start = QPoint(round(slider.place(0.54)), 10)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    for fraction in (0.6, 0.7, 0.8):
        qtbot.mouseMove(slider, QPoint(round(slider.place(fraction)), 10))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.place(0.8)), 10))
    assert told == pytest.approx([0.6, 0.7, 0.8], abs=0.011)
    assert "Threshold 0.80" in words(panel)


def test_a_double_click_brings_the_models_own_threshold_back(qtbot, panel):
    slider, told = slider_of(panel), []
    panel.set_bar(0.9, 0.05, (0.54, 0.05))
    panel.threshold_changed.connect(told.append)
    qtbot.mouseDClick(slider, Qt.MouseButton.LeftButton)
    assert told[-1] == 0.54
    assert slider.fraction == 0.54


def test_setting_the_threshold_from_outside_announces_nothing(qtbot, panel):
    with qtbot.assertNotEmitted(panel.threshold_changed):
        panel.set_bar(0.7, 0.05, (0.54, 0.05))


def test_scrolling_over_the_slider_moves_the_panel_not_the_threshold(panel):
    slider = slider_of(panel)
    event = QWheelEvent(
        QPointF(30, 9), slider.mapToGlobal(QPointF(30, 9)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(slider, event)
    assert slider.fraction == 0.54


def test_the_arrow_keys_move_a_slider_reached_by_tab(qtbot, panel):
    slider = slider_of(panel)
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(panel.threshold_changed) as told:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert told.args == [0.55]


def band_of(panel: BarPanel) -> BandSlider:
    return panel.findChild(BandSlider)


@pytest.mark.parametrize("side", [-1, 1])
def test_dragging_either_handle_widens_the_unsure_band_on_both_sides(qtbot, panel, side):
    band, told = band_of(panel), []
    panel.band_changed.connect(told.append)
    qtbot.mousePress(band, Qt.MouseButton.LeftButton, pos=QPoint(round(band.place(0.54 + side * 0.05)), 6))
    for half in (0.1, 0.2, 0.3):
        qtbot.mouseMove(band, QPoint(round(band.place(0.54 + side * half)), 6))
    qtbot.mouseRelease(band, Qt.MouseButton.LeftButton, pos=QPoint(round(band.place(0.54 + side * 0.3)), 6))
    assert told[-3:] == pytest.approx([0.1, 0.2, 0.3], abs=0.011)
    low, high = band.edges
    assert (low + high) / 2 == pytest.approx(0.54)
    assert "Threshold 0.54 · unsure ± 0.30" in words(panel)


def test_a_handle_taken_at_its_side_does_not_jump(qtbot, panel):
    band = band_of(panel)
    with qtbot.assertNotEmitted(panel.band_changed):
        qtbot.mouseClick(band, Qt.MouseButton.LeftButton, pos=QPoint(round(band.place(0.59)) + 6, 6))


def test_the_band_moves_along_with_the_threshold(qtbot, panel):
    slider_of(panel).setValue(80)
    assert band_of(panel).edges == pytest.approx((0.75, 0.85))


def test_the_arrow_keys_widen_the_band_and_reset_takes_both_back(qtbot, panel):
    band, told = band_of(panel), []
    panel.band_changed.connect(told.append)
    band.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(band, Qt.Key.Key_Right)
    assert told == [0.06]
    slider_of(panel).setValue(80)
    reset = next(each for each in panel.findChildren(QPushButton) if each.text() == "Reset")
    qtbot.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert (slider_of(panel).fraction, band.fraction) == (0.54, 0.05)
    assert told[-1] == 0.05
    assert not reset.isEnabled()


def test_a_double_click_brings_the_models_own_band_back(qtbot, panel):
    panel.set_bar(0.54, 0.3, (0.54, 0.05))
    with qtbot.waitSignal(panel.band_changed) as told:
        qtbot.mouseDClick(band_of(panel), Qt.MouseButton.LeftButton)
    assert told.args == [0.05]


def test_the_tool_tip_says_what_the_band_means(panel):
    assert "From 49 % to 59 %" in band_of(panel).toolTip()
    panel.set_bar(0.54, 0.0, (0.54, 0.05))
    assert "never unsure" in words(panel)
    assert "No photograph is called unsure" in band_of(panel).toolTip()


def test_a_measured_band_says_how_often_its_verdicts_are_right():
    measured = [Band(0.1, (0.8, 0.7, 0.9), (0.85, 0.8, 0.9)), Band(0.2, (0.6, 0.5, 0.7), (0.93, 0.9, 0.95))]
    told = band_words(0.5, 0.19, 0.2, measured)
    assert "it decided 60 %" in told
    assert "93 %" in told
    assert "decided" not in band_words(0.5, 0.35, 0.2, measured)


def test_how_many_photographs_stand_where_is_counted_under_the_gauge(panel):
    panel.show_counts({Standing.AESTHETIC: 1812, Standing.UNSURE: 96, Standing.UNREADABLE: 5})
    told = words(panel).split("\n")
    assert "1,812" in told
    assert "96" in told
    line = panel.findChild(CountsLine)
    assert line.accessibleDescription() == "1,812 aesthetic, 96 unsure, 0 not aesthetic"


def test_a_verdict_by_taste_names_the_taste(inspector):
    by_taste = replace(SCORE, taste="wedding")
    inspector.show_item(PHOTO, by_taste, Verdict.AESTHETIC, Decision(), METADATA)
    assert "by your taste “wedding”" in words(inspector)
    inspector.show_item(PHOTO, SCORE, Verdict.AESTHETIC, Decision(), METADATA)
    assert "by your taste" not in words(inspector)


def test_what_was_measured_is_told_at_the_models_own_threshold_only(panel):
    measured = [Band(0.05, (0.8, 0.7, 0.9), (0.85, 0.8, 0.9))]
    panel.set_bar(0.54, 0.05, (0.54, 0.05), measured)
    assert "Measured" in band_of(panel).toolTip()
    panel.set_bar(0.7, 0.05, (0.54, 0.05), measured)
    assert "Measured" not in band_of(panel).toolTip()


def test_the_inspector_goes_from_the_decision_to_the_file_and_folds_the_distribution_away_at_first(inspector):
    inspector.set_folded(settings_default("folded").split(","))
    sections = sorted((each for each in inspector.findChildren(Section) if each.isVisible()), key=lambda each: each.y())
    assert [each.findChild(QAbstractButton).text() for each in sections] == [
        "Decision", "Histogram", "Verdict", "In words", "Technical", "Why", "Ratings the model expects", "Photograph",
    ]  # fmt: skip
    assert [each.unfolded for each in sections] == [True, True, True, True, True, True, False, True]


def test_how_a_photograph_ranks_is_told_in_one_line_and_the_rest_in_its_tool_tip(inspector):
    ranks = ["Better than 82 % of this shoot (n = 149)", "Better than 70 % of this hour (n = 40)"]
    inspector.show_ranks(ranks)
    (line,) = (label for label in inspector.findChildren(QLabel) if label.isVisible() and label.text() in ranks)
    assert line.text() == ranks[0]
    assert ranks[1] in line.toolTip()
    inspector.show_ranks([])
    assert not line.isVisible()
    assert "Better than" not in words(inspector)


def test_why_says_that_it_explains_the_model_while_a_taste_judges(inspector):
    inspector.show_item(PHOTO, replace(SCORE, taste="wedding"), Verdict.AESTHETIC, Decision(), METADATA)
    assert "Why the model" not in words(inspector)  # nothing is explained yet
    inspector.why.set_method("cam")
    assert "Why the model rates it so, not why your taste “wedding” judges so." in words(inspector)
    inspector.show_item(PHOTO, SCORE, Verdict.AESTHETIC, Decision(), METADATA)
    assert "Why the model" not in words(inspector)


def test_clicks_leave_the_keyboard_with_the_photographs(qtbot, inspector):
    window = QWidget()
    qtbot.addWidget(window)
    grid = QLineEdit()
    column = QVBoxLayout(window)
    column.addWidget(grid)
    column.addWidget(inspector)
    window.resize(340, 900)
    window.show()
    grid.setFocus()
    panel = BarPanel()
    column.addWidget(panel)
    for clicked in (
        slider_of(panel),
        band_of(panel),
        *inspector.findChild(DecisionPanel).buttons(),
        inspector.why.opacity,
    ):
        qtbot.mouseClick(clicked, Qt.MouseButton.LeftButton)
        assert window.focusWidget() is grid
    inspector.setParent(None)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("Reject", {"flag": Flag.REJECT}),
        ("Pick", {"flag": Flag.NONE}),
        ("5 stars", {"stars": 5}),
        ("3 stars", {"stars": 0}),
        ("Red label", {"label": ColourLabel.RED}),
        ("Green label", {"label": ColourLabel.NONE}),
    ],
)
def test_a_click_decides_and_a_click_on_what_is_set_takes_it_back(qtbot, inspector, name, change):
    button = next(each for each in inspector.findChild(DecisionPanel).buttons() if each.accessibleName() == name)
    with qtbot.waitSignal(inspector.decided) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == [change]


def test_signs_change_when_the_decision_is_made_not_when_they_are_clicked(qtbot, inspector):
    panel = inspector.findChild(DecisionPanel)
    qtbot.mouseClick(panel.buttons()[6], Qt.MouseButton.LeftButton)  # five stars
    assert sum(button.isChecked() for button in panel.buttons()[2:7]) == 3


def test_an_unreadable_photograph_has_its_reason_and_no_score(inspector):
    inspector.show_item(PHOTO, None, None, Decision(), None, "It ends after 12 kB.")
    told = words(inspector)
    assert "It ends after 12 kB." in told
    assert "Not scored yet" not in told
    assert not inspector.findChild(Gauge).isVisible()
    assert inspector.findChild(DecisionPanel).isVisible()


def test_a_photograph_that_waits_for_its_score_says_so(inspector):
    inspector.show_item(PHOTO, None, None, Decision(), METADATA)
    told = words(inspector)
    assert "Not scored yet" in told
    assert "5.52" not in told


def test_several_photographs_are_summed_up(inspector):
    inspector.show_many(1204, {Verdict.AESTHETIC: 800, Verdict.NOT_AESTHETIC: 390, None: 12}, 2)
    told = words(inspector).split("\n")
    for text in ("1,204 photographs selected", "Aesthetic", "800", "390", "Not scored yet", "12", "Unreadable", "2"):
        assert text in told
    assert "Unsure" not in told
    inspector.show_many(2, {Verdict.UNSURE: 2})
    assert "800" not in words(inspector).split("\n")


def test_nothing_selected_says_what_to_do(inspector):
    inspector.show_nothing()
    assert "Select a photograph" in words(inspector)
    assert not inspector.findChild(DecisionPanel).isVisible()


@pytest.mark.parametrize("width", [290, 320, 360])
def test_no_words_are_cut_off(inspector, width):
    inspector.resize(max(width, inspector.minimumSizeHint().width()), 900)
    QApplication.processEvents()
    viewport = inspector.viewport()
    for chip in (*inspector.findChildren(VerdictChip), *inspector.findChild(DecisionPanel).buttons()):
        right = chip.mapTo(inspector.widget(), QPoint(chip.width(), 0)).x()
        assert right <= viewport.width()
    assert inspector.widget().width() <= viewport.width()


def test_a_section_folds_away(qtbot, inspector):
    section = next(each for each in inspector.findChildren(Section) if each.body is inspector.why)
    section.unfold(False)
    assert not inspector.why.isVisible()
    section.unfold(True)
    assert inspector.why.isVisible()


def bright(chart: QWidget, left: float, right: float) -> float:
    """How much is drawn between two parts (0 to 1) of a chart's width, in the middle of its height."""
    image = chart.grab().toImage()
    row = image.height() // 2
    return float(
        np.mean(
            [image.pixelColor(x, row).lightness() for x in range(*(round(f * image.width()) for f in (left, right)))]
        )
    )


def test_the_histogram_of_a_dark_photograph_leans_left_in_spite_of_clipped_shadows(qtbot):
    chart = HistogramChart()
    qtbot.addWidget(chart)
    chart.resize(256, 92)
    counts = np.zeros((4, 256), np.int64)
    counts[:, 20:60] = 500
    counts[:, 0] = 1_000_000
    chart.show_counts(counts)
    chart.show()
    assert bright(chart, 0.1, 0.2) > bright(chart, 0.6, 0.7) + 50
    chart.show_counts(None)
    assert bright(chart, 0.1, 0.2) < 60


@pytest.mark.parametrize("counts", [np.zeros((4, 256), np.int64), np.eye(4, 256, dtype=np.int64)])
def test_an_odd_histogram_is_drawn_all_the_same(qtbot, counts):
    chart = HistogramChart()
    qtbot.addWidget(chart)
    chart.show_counts(counts)
    chart.grab()


def test_the_distribution_tells_each_rating_under_the_cursor(qtbot):
    chart = DistributionChart()
    qtbot.addWidget(chart)
    chart.resize(266, 116)
    chart.show_distribution(SCORE.distribution, SCORE.mean, SCORE.sd)
    assert chart.words_at(8 + 5.5 * 25) == "Rating 6: 23 %"
    assert chart.words_at(2) == ""
    assert "5.52" in chart.accessibleDescription()


def test_what_is_not_known_of_a_photograph_is_left_out():
    rows = photograph_rows(Photo(Path("/a/b.jpg")), Metadata())
    assert rows == {"Name": "b.jpg", "Folder": "/a"}


def section_of(inspector: Inspector, body: QWidget) -> Section:
    return next(each for each in inspector.findChildren(Section) if each.body is body)


def in_sight(inspector: Inspector, widget: QWidget) -> bool:
    top = widget.mapTo(inspector.viewport(), QPoint(0, 0)).y()
    return top >= 0 and top + widget.height() <= inspector.viewport().height()


TOLD = Told(
    "LIME", "P(aesthetic)", ("−0.42", "+0.42"), "log-odds", "", Sure.VERY, "Very sure", "",
    "LIME explains 41 % of the score's variation",
)  # fmt: skip


def ask_why(inspector: Inspector, qtbot) -> None:
    """What the window does when L is pressed and, later, the answer is there."""
    inspector.why.set_method("lime")
    inspector.why.show_progress(0, 0)
    inspector.reveal_why()
    qtbot.wait(20)
    inspector.why.show_told(TOLD)
    inspector.why.show_progress(1, 1)


def test_the_legend_is_in_sight_on_a_small_screen_once_a_method_is_chosen(qtbot, inspector):
    inspector.resize(320, 480)
    ask_why(inspector, qtbot)
    qtbot.waitUntil(lambda: in_sight(inspector, section_of(inspector, inspector.why)), timeout=2000)
    fidelity = next(each for each in inspector.why.findChildren(QLabel) if "41 %" in each.text())
    assert in_sight(inspector, fidelity)


def test_where_the_photographer_scrolled_since_stays(qtbot, inspector):
    inspector.resize(320, 480)
    ask_why(inspector, qtbot)
    qtbot.waitUntil(lambda: in_sight(inspector, section_of(inspector, inspector.why)), timeout=2000)
    bar = inspector.verticalScrollBar()
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMinimum)
    inspector.why.show_progress(3, 10)
    qtbot.wait(50)
    assert bar.value() == 0


def test_a_high_window_scrolls_nowhere(qtbot, inspector):
    inspector.resize(320, 1400)
    ask_why(inspector, qtbot)
    qtbot.wait(50)
    assert inspector.verticalScrollBar().value() == 0


def test_folding_is_told_and_shown_again(qtbot, inspector):
    heading = section_of(inspector, inspector.why).findChild(QAbstractButton)
    with qtbot.waitSignal(inspector.folded_changed) as told:
        qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
    assert told.args == [["why"]]
    with qtbot.assertNotEmitted(inspector.folded_changed):
        inspector.set_folded(["photograph", "no such section"])
    assert inspector.why.isVisible()
    assert not inspector.findChild(PhotographPanel).isVisible()


def test_asking_why_opens_it_for_now_and_what_was_folded_stays_remembered(qtbot, inspector):
    inspector.set_folded(["why", "photograph"])
    ask_why(inspector, qtbot)
    assert inspector.why.isVisible()
    heading = section_of(inspector, inspector.why).findChild(QAbstractButton)
    with qtbot.waitSignal(inspector.folded_changed) as told:
        qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
    assert told.args == [["photograph", "why"]]


def test_of_what_is_unlike_anything_the_reason_stands_below_the_verdict(inspector):
    def told() -> bool:
        labels = inspector.findChildren(QLabel)
        return any("unlike anything I have learned from" in label.text() for label in labels if label.isVisible())

    for unlike, verdict in ((2.0, Verdict.UNSURE), (1.0, Verdict.AESTHETIC)):
        score = replace(SCORE, unlike=unlike)
        inspector.show_item(Photo(Path("/shoot/chart.jpg")), score, verdict, UNDECIDED, None)
        assert told() == (unlike > 1)
