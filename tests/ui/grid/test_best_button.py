"""The filter bar's choice of the best: pressed, changed, cleared, and told in words."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt

from aesthetic_gui.culling.ranks import Among, Best
from aesthetic_gui.culling.viewing import SortBy, Standing, View
from aesthetic_gui.ui.grid.filter_bar import FilterBar


@pytest.fixture
def bar(qtbot) -> FilterBar:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.resize(1280, 40)
    bar.show()
    return bar


@pytest.fixture
def views(bar) -> list[View]:
    told: list[View] = []
    bar.view_changed.connect(told.append)
    return told


def press(qtbot, widget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_press_opens_the_choice_and_shows_all_until_something_is_chosen(bar, views, qtbot):
    press(qtbot, bar.best)
    assert bar.best.choice.isVisible()
    assert not bar.best.isChecked()
    assert views == []
    press(qtbot, bar.best.choice.segments[Among.HOUR])
    assert views == [View(best=Best(20, Among.HOUR))]
    assert bar.best.isChecked()
    assert bar.best.text() == "Best 20 % / hour"


def test_another_number_counts_at_once_and_is_of_the_shoot_where_nothing_was_chosen(bar, views, qtbot):
    press(qtbot, bar.best)
    bar.best.choice.percent.setFocus()
    qtbot.keyClick(bar.best.choice.percent, Qt.Key.Key_Up)
    assert views == [View(best=Best(21))]
    assert bar.best.text() == "Best 21 %"


def test_a_number_that_is_written_counts_once_it_is_whole(bar, views, qtbot):
    press(qtbot, bar.best)
    percent = bar.best.choice.percent
    percent.selectAll()
    qtbot.keyClicks(percent, "50")
    assert views == []
    qtbot.keyClick(percent, Qt.Key.Key_Return)
    assert views == [View(best=Best(50))]


def test_all_takes_it_back_and_the_number_stays_for_the_next_time(bar, views, qtbot):
    bar.best.choice.percent.setValue(5)
    press(qtbot, bar.best.choice.segments[None])
    press(qtbot, bar.best.choice.segments[Among.FOLDER])
    assert views == [View(best=Best(5)), View(), View(best=Best(5, Among.FOLDER))]


def test_clearing_the_filter_clears_the_best_too(bar, views, qtbot):
    press(qtbot, bar.best.choice.segments[Among.SHOOT])
    bar.show_counts(Counter(), 8, 10)
    press(qtbot, bar._clear)
    assert views[-1] == View()
    assert not bar.best.isChecked()
    assert bar.best.text() == "Best…"


def test_best_first_is_where_sorting_by_rank_begins(bar, views):
    row = bar._sort.findText("Rank in the shoot")
    bar._sort.setCurrentIndex(row)
    bar._sort.activated.emit(row)
    assert views == [View(SortBy.RANK, descending=True)]


def test_the_filter_bar_of_ten_thousand_photographs_fits_a_small_screen(bar, qtbot):
    press(qtbot, bar.best.choice.segments[Among.FOLDER])
    bar.show_counts(Counter(dict.fromkeys(Standing, 2500)), 8_000, 10_000)
    assert bar.minimumSizeHint().width() <= 1280
