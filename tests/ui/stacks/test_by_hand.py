"""Stacks that a person makes, and stacks decided as a whole, by their keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication

from aesthetic_gui.culling.viewing import SortBy, View
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.main_window import MainWindow

Seen = tuple[list[list[int]], list[int]]


@pytest.fixture
def act(stack_window: MainWindow, qtbot) -> Callable[[str], MainWindow]:
    """``act(action)``, with its work done."""

    def perform(name: str) -> MainWindow:
        stack_window.actions_by_id[name].trigger()
        for _ in range(3):
            QApplication.processEvents()
        qtbot.waitUntil(lambda: not stack_window.session.model.stacking.busy)
        return stack_window

    return perform


def select(window: MainWindow, path_of: Callable[[int], Path], numbers: Sequence[int]) -> None:
    model, grid = window.session.model, window.grid
    rows = [model.row_of(path_of(number)) for number in numbers]
    grid.go_to(rows[0])
    grid.select_rows(sorted(rows))
    QApplication.processEvents()


def stacks(window: MainWindow) -> list[list[int]]:
    return [[number_of(path) for path in stack.paths] for stack in window.session.model.stacks.several]


def number_of(path: Path) -> int:
    return int(path.stem.removeprefix("IMG_"))


def current(window: MainWindow) -> int:
    item = window.viewer.current_item()
    assert item is not None
    return number_of(item.photo.path)


def flags(window: MainWindow, numbers: Sequence[int], path_of: Callable[[int], Path]) -> list[Flag]:
    items = [window.session.model.find(path_of(number)) for number in numbers]
    return [item.decision.flag for item in items if item]


def test_what_is_selected_becomes_one_stack_and_is_undone(stack_window, act, stack_path, qtbot):
    select(stack_window, stack_path, (6, 8))
    act("stack")
    assert [6, 8] in stacks(stack_window)
    assert [number_of(path) for path in stack_window.session.model.shown_paths()[5:9]] == [5, 6, 8, 7]
    assert stack_window.strip.message == "2 photographs stacked."
    assert current(stack_window) == 6
    act("stack")
    assert [6, 8] not in stacks(stack_window)
    act("undo")
    qtbot.waitUntil(lambda: [6, 8] in stacks(stack_window))
    act("stack_again")
    assert [6, 8] not in stacks(stack_window)
    assert stack_window.strip.message == "2 photographs grouped by the program again."
    select(stack_window, stack_path, (6,))
    act("stack")
    assert stack_window.strip.message == "Select the photographs that are to be one stack."


def test_a_stack_is_split_merged_and_given_a_cover(stack_window, act, stack_path):
    select(stack_window, stack_path, (12,))
    act("stack_split")
    assert [each for each in stacks(stack_window) if 10 <= each[0] < 15] == [[10, 11], [12, 13, 14]]
    assert stack_window.strip.message == "Split: 2 and 3 photographs."
    act("stack_merge")
    assert [10, 11, 12, 13, 14] in stacks(stack_window)
    assert stack_window.strip.message == "5 photographs in one stack."
    select(stack_window, stack_path, (13,))
    act("stack_cover")
    act("stack_fold_all")
    assert current(stack_window) == 13
    select(stack_window, stack_path, (0,))
    act("stack_merge")
    assert stack_window.strip.message == "There is nothing before it to merge it with."


def test_one_is_kept_and_the_rest_rejected_with_one_undo(stack_window, act, stack_path, qtbot):
    select(stack_window, stack_path, (2,))
    act("stack_keep")
    kept = [Flag.REJECT, Flag.REJECT, Flag.PICK, Flag.REJECT, Flag.REJECT]
    assert flags(stack_window, range(5), stack_path) == kept
    assert stack_window.strip.message == "1 kept, 4 rejected."
    assert current(stack_window) == 5
    qtbot.waitUntil(lambda: "Keep 1" in stack_window.actions_by_id["undo"].text())
    act("undo")
    qtbot.waitUntil(lambda: flags(stack_window, range(5), stack_path) == [Flag.NONE] * 5)


def test_the_current_photograph_is_kept_where_only_others_are_selected(stack_window, act, stack_path):
    select(stack_window, stack_path, (2,))
    model, keep = stack_window.session.model, QItemSelectionModel.SelectionFlag
    selection = stack_window.grid.selectionModel()
    selection.select(model.index(model.row_of(stack_path(8))), keep.ClearAndSelect)
    selection.setCurrentIndex(model.index(model.row_of(stack_path(2))), keep.NoUpdate)
    act("stack_keep")
    kept = [Flag.REJECT, Flag.REJECT, Flag.PICK, Flag.REJECT, Flag.REJECT]
    assert flags(stack_window, [*range(5), 8], stack_path) == [*kept, Flag.NONE]


def test_nothing_is_rejected_of_a_stack_that_was_just_taken_apart(stack_window, act, stack_path, qtbot):
    select(stack_window, stack_path, (2,))
    stack_window.actions_by_id["stack"].trigger()
    stack_window.actions_by_id["stack_keep"].trigger()
    assert flags(stack_window, range(5), stack_path) == [Flag.NONE] * 4 + [Flag.PICK]
    assert "being made again" in stack_window.strip.message
    qtbot.waitUntil(lambda: not stack_window.session.model.stacking.busy)
    act("stack_keep")
    assert flags(stack_window, range(5), stack_path) == [Flag.NONE] * 4 + [Flag.PICK]
    assert stack_window.strip.message == "This photograph is in no stack."


def test_what_a_filter_withholds_of_a_stack_is_not_rejected(stack_window, act, stack_path):
    act("stack_fold_all")
    stack_window.filter_bar.set_view(View(flags=frozenset({Flag.NONE})))
    select(stack_window, stack_path, (0,))
    act("stack_keep")
    assert flags(stack_window, range(5), stack_path) == [Flag.PICK, Flag.REJECT, Flag.REJECT, Flag.REJECT, Flag.PICK]
    assert "1 frame that the filter withholds" in stack_window.strip.message
    assert current(stack_window) == 5


def test_in_the_survey_stack_after_stack_is_decided(stack_window, act, stack_path):
    select(stack_window, stack_path, (0,))
    act("survey")
    stack_window.viewer.survey.frame_it(stack_path(3))
    act("stack_keep")
    assert [number_of(path) for path in stack_window.viewer.survey.paths] == [10, 11, 12, 13, 14]
    act("stack_keep")
    assert current(stack_window) == 20
    found = Counter(item.decision.flag for item in stack_window.session.model.all_items()[:15])
    assert found == {Flag.PICK: 3, Flag.REJECT: 8, Flag.NONE: 4}


def test_no_best_is_taken_where_none_is_suggested(stack_window, act, stack_path):
    select(stack_window, stack_path, (0,))
    act("stack_keep_best")
    assert flags(stack_window, range(4), stack_path) == [Flag.NONE] * 4
    assert "No best is suggested" in stack_window.strip.message


def test_a_stack_made_by_hand_stays_together_whatever_the_order(stack_window, act, stack_path):
    select(stack_window, stack_path, (5, 60, 121))
    act("stack")
    stack_window.filter_bar.set_view(View(SortBy.TIME, descending=True))
    shown = [number_of(path) for path in stack_window.session.model.shown_paths()]
    place = shown.index(121)
    assert sorted(shown[place : place + 3]) == [5, 60, 121]
