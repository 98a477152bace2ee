"""Stacks in the window: folded and unfolded without losing the place, stepped through, surveyed, told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aesthetic_gui.culling.viewing import View
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.main_window import MainWindow

COUNT = 200  # photographs


@pytest.fixture
def window(stack_window: MainWindow) -> MainWindow:
    return stack_window


def path(number: int) -> Path:
    return Path(f"/shoot/IMG_{number}.jpg")


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def act(window: MainWindow, name: str) -> None:
    window.actions_by_id[name].trigger()
    settle()


def current(window: MainWindow) -> Path | None:
    item = window.viewer.current_item()
    return item.photo.path if item else None


def go(window: MainWindow, number: int) -> None:
    row = window.session.model.row_of(path(number))
    assert row is not None
    window.grid.go_to(row)
    settle()


def top_of(window: MainWindow, number: int) -> int:
    """Where the photograph, or its stack, is in the view, in pixels."""
    row = window.session.model.row_of(path(number))
    assert row is not None
    return window.grid.visualRect(window.session.model.index(row)).top()


def test_grouping_that_failed_once_goes_on_with_the_next_change(window, qtbot, monkeypatch):
    def broken(*_args: object) -> None:
        raise ZeroDivisionError("no frames")

    stacking, before = window.session.model.stacking, window.session.model.stacks
    with monkeypatch.context() as failing, qtbot.captureExceptions() as told:
        failing.setattr("aesthetic_gui.ui.grid.stacks.stacking.stacks_of", broken)
        stacking.do_now()
        qtbot.waitUntil(lambda: bool(told))
    assert not stacking.busy
    stacking.set_closeness(1.0)
    qtbot.waitUntil(lambda: not window.session.model.stacks.same_as(before))


def test_only_what_the_photographer_stays_on_is_looked_at_closely(window, qtbot, monkeypatch):
    looked = []
    monkeypatch.setattr(window.session.measuring, "look_closely", lambda items, first=False: looked.extend(items))
    go(window, 20)
    act(window, "loupe")
    for _ in range(4):
        window.viewer.next_photo()
        settle()
    qtbot.waitUntil(lambda: bool(looked))
    assert [item.photo.path for item in looked] == [path(24)]


def test_recognised_stacks_move_nothing_and_are_counted(window):
    model = window.session.model
    assert list(model.shown_paths()) == [path(number) for number in range(COUNT)]
    assert window.strip.stacks.text() == "20 stacks ▴"
    assert "frame 3 of 5, burst" in model.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.place_of(7) is None


def test_all_stacks_fold_and_unfold_where_one_looks(window):
    model = window.session.model
    go(window, 103)
    before = top_of(window, 103)
    act(window, "stack_fold_all")
    assert model.rowCount() == COUNT - 20 * 4
    assert current(window) == path(104)  # which is picked, and lies on top
    assert abs(top_of(window, 103) - before) <= 1
    assert window.strip.stacks.text() == "20 stacks folded · 80 frames within ▴"
    assert window.kept["stacks_folded"]
    assert model.withheld == 0
    assert len(model.shown_items()) == COUNT
    act(window, "stack_fold")
    assert model.rowCount() == COUNT - 19 * 4
    assert current(window) == path(104)
    act(window, "stack_fold_all")
    assert model.rowCount() == COUNT


def test_a_filter_leaves_a_stack_as_long_as_one_of_its_frames_passes(window):
    model = window.session.model
    act(window, "stack_fold_all")
    window.filter_bar.set_view(View(flags=frozenset({Flag.PICK})))
    settle()
    place = model.place_of(0)
    assert model.path(0) == path(4)
    assert (place.count, place.folded) == ("1 of 5", True)
    assert model.withheld == COUNT - COUNT // 5
    window.filter_bar.set_view(View(flags=frozenset({Flag.NONE})))
    settle()
    assert (model.path(0), model.place_of(0).count) == (path(0), "4 of 5")
    assert "The filter withholds 1" in model.index(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)


def test_a_decision_on_a_folded_stack_is_of_the_frame_on_top_alone(window):
    model = window.session.model
    act(window, "stack_fold_all")
    go(window, 10)
    act(window, "reject")
    decided = [item.photo.path for item in model.all_items() if item.decision.flag is Flag.REJECT]
    assert decided == [path(14)]
    assert "other 4 frames" in window.strip.message
    window.filter_bar.set_view(View(flags=frozenset({Flag.NONE})))
    settle()
    assert current(window) == path(10)  # the next of the same stack lies on top


def test_in_the_loupe_up_and_down_miss_no_frame_and_right_goes_from_stack_to_stack(window):
    act(window, "stack_fold_all")
    go(window, 0)
    act(window, "loupe")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(window.loupe, key)
        settle()
        seen.append(current(window))
    assert seen == [path(3), path(2), path(5), path(4)]
    assert "Frame 5 of 5 · burst, 0.4 s" in window.strip.frame
    act(window, "grid")
    assert window.session.model.path(0) == path(4)  # what was looked at last lies on top
    act(window, "stack_fold_all")
    go(window, 12)
    act(window, "loupe")
    act(window, "stack_fold")
    assert current(window) == path(12)  # what is large stays so
    assert window.session.model.is_folded(path(12))


def test_survey_and_compare_open_a_folded_stack(window):
    act(window, "stack_fold_all")
    go(window, 20)
    act(window, "survey")
    assert list(window.viewer.survey.paths) == [path(number) for number in range(20, 25)]
    window.viewer.survey.frame_it(path(23))
    settle()
    assert current(window) == path(23)
    assert window.session.model.row_of(path(20)) == window.grid.currentIndex().row()
    act(window, "stack_next")
    assert list(window.viewer.survey.paths) == [path(number) for number in range(30, 35)]
    act(window, "stack_previous")
    window.viewer.survey.frame_it(path(23))
    act(window, "compare")
    comparison = window.viewer.compare.comparison
    assert comparison is not None
    assert {comparison.select, comparison.candidate} == {path(23), path(24)}
    act(window, "grid")
    assert current(window) == path(24)  # the candidate, on which the keys acted


def test_from_stack_to_stack_and_round_again(window):
    go(window, 190)
    act(window, "stack_next")
    assert current(window) == path(0)
    assert "From the beginning again." in window.strip.message
    act(window, "stack_next")
    assert current(window) == path(10)
    act(window, "stack_previous")
    assert current(window) == path(0)
    go(window, 7)
    act(window, "stack_fold")
    assert window.strip.message == "This photograph is in no stack."


def test_the_slider_is_kept_and_tells_how_many_stacks_that_makes(window, qtbot):
    act(window, "stacks")
    panel = window.stacks_panel
    assert panel.isVisible()
    assert "200 photographs, 20 stacks" in [label.text() for label in panel.findChildren(type(panel.total))]
    panel.slider.setValue(80)
    assert window.kept["stack_closeness"] == 0.8
    assert window.session.model.stacking.closeness == 0.8
    qtbot.keyClick(panel.slider, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_a_click_on_the_count_folds_and_unfolds(window, qtbot):
    model, grid = window.session.model, window.grid
    for rows in (COUNT - 4, COUNT):
        tile = grid.visualRect(model.index(0))
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=tile.topLeft() + QPoint(14, 18))
        settle()
        assert model.rowCount() == rows


def test_what_is_recognised_while_all_stacks_are_folded_leaves_the_current_photograph(window, qtbot):
    model = window.session.model
    act(window, "stack_fold_all")
    model.stacking.clear()
    model.rearrange()
    go(window, 12)
    model.stacking.do_now()
    qtbot.waitUntil(lambda: model.rowCount() == COUNT - 80)
    assert current(window) == path(12)


def test_what_is_gone_leaves_its_stack_at_once(window):
    model = window.session.model
    act(window, "stack_fold_all")
    model.replace([path(0), path(1)], [])
    settle()
    assert (model.path(0), model.place_of(0).count) == (path(4), "3")
    model.replace([path(number) for number in (10, 11, 12, 13)], [])
    settle()
    assert model.place_of(model.row_of(path(14))) is None
