"""The grid's own geometry and the model behind it: the same whether it shows ten photographs or 100,000."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle

from aesthetic_gui.culling.finding.arranging import arrange
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import SortBy, View, at_least, count_standings, name_key
from aesthetic_gui.photo import Bar, Decision, Flag, Photo, Score
from aesthetic_gui.ui.grid import model as grid_model
from aesthetic_gui.ui.grid import tile_view
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.grid.view import GridView

BAR = Bar(0.5, 0.1)
HUGE = 100_000


@cache  # 100,000 take longer to make than to show
def photograph(number: int) -> Item:
    return Item(Photo(Path(f"/shoot/IMG_{number}.jpg")))


def photographs(count: int, start: int = 0) -> list[Item]:
    return [photograph(number) for number in range(start, start + count)]


def scored(item: Item, p: float) -> Item:
    return Item(item.photo, Score((0.1,) * 10, 5.5, 2.9, p, "pack"))


@pytest.fixture(scope="module", autouse=True)
def photographs_are_let_go():
    """Each of them would be looked at whenever a window of a later test collects garbage."""
    yield
    photograph.cache_clear()


@pytest.fixture
def model(qapp):
    model = GridModel(BAR)
    yield model
    model.close()


@pytest.fixture
def grid(model, qtbot):
    grid = GridView(model, Thumbnails(2**24))
    qtbot.addWidget(grid)
    grid.resize(900, 700)
    grid.show()
    return grid


def rows(grid: GridView) -> list[int]:
    return [row for run in grid.selected_runs() for row in run]


def names(model: GridModel) -> list[str]:
    return [item.photo.path.stem.removeprefix("IMG_") for item in model.shown_items()]


def test_a_tile_is_painted_without_its_name_once_the_mouse_has_left_however_it_had_come(
    grid, model, monkeypatch, qtbot
):
    model.append(photographs(12))
    viewport, painted, place = grid.viewport(), {}, [QPoint(-1, -1)]
    monkeypatch.setattr(viewport, "underMouse", lambda: True)
    monkeypatch.setattr(tile_view, "QCursor", SimpleNamespace(pos=lambda: viewport.mapToGlobal(place[0])))

    def paint(_painter, option, index) -> None:
        painted[index.row()] = bool(option.state & QStyle.StateFlag.State_MouseOver)

    monkeypatch.setattr(grid.itemDelegate(), "paint", paint)
    for row in (1, 2):  # as a dialog closes, all is painted while the mouse is there, and no event tells of it
        place[0] = grid.visualRect(model.index(row)).center()
        viewport.update(grid.visualRect(model.index(row)))
        qtbot.waitUntil(lambda row=row: painted.get(row) is True)
    qtbot.waitUntil(lambda: painted[1] is False)
    place[0] = QPoint(-1, -1)
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: painted[2] is False)


@pytest.fixture
def arranges_in_a_thread(monkeypatch):
    monkeypatch.setattr(grid_model, "FEW", 0)
    monkeypatch.setattr(grid_model, "AT_ONCE", 0)
    monkeypatch.setattr(grid_model, "REARRANGE_MS", 10)


# places


@pytest.mark.parametrize("count", [1, 7, pytest.param(HUGE, marks=pytest.mark.slow)])
def test_every_place_leads_to_its_photograph(grid, model, count):
    model.append(photographs(count))
    for row in {0, count // 2, count - 1}:
        index = model.index(row)
        grid.scrollTo(index)
        rect = grid.visualRect(index)
        assert grid.viewport().rect().contains(rect)
        assert grid.indexAt(rect.center()) == index
        assert row in grid.visible_rows()


def test_beyond_the_last_photograph_is_nothing(grid, model):
    model.append(photographs(grid.columns + 1))
    last = grid.visualRect(model.index(grid.columns))
    assert not grid.indexAt(last.center() + QPoint(last.width(), 0)).isValid()
    assert not grid.indexAt(last.center() + QPoint(0, last.height())).isValid()


def test_the_scroll_bar_ends_with_the_last_line(grid, model):
    model.append(photographs(HUGE))
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert grid.visible_rows().stop == HUGE
    assert grid.visualRect(model.index(HUGE - 1)).bottom() == grid.viewport().height() - 1


def test_other_sizes_keep_what_is_in_the_middle(grid, model):
    model.append(photographs(HUGE))
    grid.scrollTo(model.index(50_000), grid.ScrollHint.PositionAtTop)
    middle = grid.indexAt(grid.viewport().rect().center()).row()
    for change in (lambda: grid.set_cell_width(300), lambda: grid.resize(1100, 700), lambda: grid.resize(610, 650)):
        change()
        around = grid.indexAt(grid.viewport().rect().center()).row()
        assert abs(around // grid.columns - middle // grid.columns) <= 1
        assert grid.tile.width() * grid.columns <= grid.viewport().width()


def test_only_what_is_on_screen_is_painted(grid, model, qtbot, monkeypatch):
    model.append(photographs(HUGE))
    painted: list[int] = []
    monkeypatch.setattr(
        type(grid.itemDelegate()), "paint", lambda _self, _painter, _option, index: painted.append(index.row())
    )
    grid.verticalScrollBar().setValue(1_000_000)
    painted.clear()
    grid.viewport().repaint()
    assert painted == list(grid.visible_rows())


def test_a_thumbnail_out_of_sight_paints_nothing(grid, model, qtbot, monkeypatch):
    model.append(photographs(HUGE))
    grid.viewport().repaint()
    updated: list[int] = []
    monkeypatch.setattr(grid, "update", lambda index: updated.append(index.row()))
    image = QImage(QSize(4, 4), QImage.Format.Format_RGB32)
    for row in (1, 90_000):
        grid.show_thumbnail(model.item(row).photo, image)
    assert updated == [1]


def test_a_screen_reader_finds_the_photographs(grid, model):
    model.append(photographs(5))
    interface = QAccessible.queryAccessibleInterface(grid)
    assert interface.role() == QAccessible.Role.List
    assert interface.childCount() == 5
    assert interface.child(3).text(QAccessible.Text.Name) == "IMG_3.jpg, No decision, Not scored yet"
    assert str(model.path(3)) in interface.child(3).text(QAccessible.Text.Description)


# keyboard, mouse


def test_the_keyboard_goes_line_by_line_and_to_the_ends(grid, model):
    model.append(photographs(HUGE))
    grid.go_to(0)
    page = grid.columns * (grid.viewport().height() // grid.tile.height())
    for key, row in (
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 1 + grid.columns),
        (Qt.Key.Key_PageDown, 1 + grid.columns + page),
        (Qt.Key.Key_PageUp, 1 + grid.columns),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_End, HUGE - 1),
        (Qt.Key.Key_Down, HUGE - 1),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(grid, key)
        assert grid.currentIndex().row() == row, key
        assert row in grid.visible_rows()


def test_down_from_above_a_gap_goes_to_the_last_one(grid, model):
    count = grid.columns + 1
    model.append(photographs(count))
    grid.go_to(grid.columns - 1)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.currentIndex().row() == count - 1


def test_shift_selects_all_between(grid, model):
    model.append(photographs(HUGE))
    grid.go_to(1)
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert rows(grid) == list(range(1, 2 + grid.columns))
    QTest.keyClick(grid, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert rows(grid) == list(range(1, HUGE))
    assert grid.selected_count() == HUGE - 1


def test_clicks_choose_add_and_span(grid, model):
    model.append(photographs(40))

    def click(row: int, *modifiers: Qt.KeyboardModifier) -> list[int]:
        keys = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, keys, grid.visualRect(model.index(row)).center())
        return rows(grid)

    assert click(1) == [1]
    assert click(5, Qt.KeyboardModifier.ControlModifier) == [1, 5]
    assert click(2) == [2]
    assert click(6, Qt.KeyboardModifier.ShiftModifier) == [2, 3, 4, 5, 6]
    assert click(0, Qt.KeyboardModifier.ShiftModifier) == [0, 1, 2]


def test_a_rubber_band_takes_the_tiles_it_touches(grid, model):
    columns = grid.columns
    model.append(photographs(columns + 2))  # the second line has room to press on
    start = grid.visualRect(model.index(columns + 1)).center() + QPoint(grid.tile.width(), 0)
    end = grid.visualRect(model.index(1)).center()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(grid.viewport(), left, none, start)
    QTest.mouseMove(grid.viewport(), (start + end) / 2)
    QTest.mouseMove(grid.viewport(), end)
    QTest.mouseRelease(grid.viewport(), left, none, end)
    assert rows(grid) == [1, 2, columns + 1]


# the model


def test_photographs_that_come_in_order_take_no_new_arrangement(grid, model, monkeypatch):
    model.append(photographs(100))
    grid.go_to(50)
    monkeypatch.setattr(grid_model, "arrange", lambda *_: pytest.fail("arranged again"))
    for start in range(100, 3_000, 100):
        model.append(photographs(100, start))
    assert names(model) == [str(n) for n in range(3_000)]
    assert rows(grid) == [50]
    assert [model.row_of(model.path(row)) for row in (0, 1_234, 2_999)] == [0, 1_234, 2_999]


def test_photographs_that_come_out_of_order_take_their_place(grid, model):
    model.append(photographs(10, 50))
    grid.go_to(3)
    model.append(photographs(10, 20))
    assert names(model) == [str(n) for n in (*range(20, 30), *range(50, 60))]
    assert rows(grid) == [13]


@pytest.mark.usefixtures("arranges_in_a_thread")
def test_a_large_folder_is_sorted_in_a_thread(grid, qtbot, model):
    items = [scored(item, n % 7 / 7) for n, item in enumerate(photographs(700))]
    model.append(items)
    view = View(SortBy.SCORE, descending=True)
    grid.go_to(5)
    model.set_view(view)
    assert names(model)[:3] == ["0", "1", "2"]
    qtbot.waitUntil(lambda: not model.arranging)
    assert model.shown_items() == arrange(items, view, BAR, model.ranks)
    assert [item.photo.path.stem for item in grid.selected_items()] == ["IMG_5"]


@pytest.mark.usefixtures("arranges_in_a_thread")
def test_the_newest_of_two_wishes_holds(qtbot, model):
    model.append(photographs(300))
    model.set_view(View(SortBy.SCORE))
    model.set_view(View(descending=True))
    qtbot.waitUntil(lambda: names(model)[:1] == ["299"])
    assert not model.arranging


@pytest.mark.usefixtures("arranges_in_a_thread")
def test_what_goes_while_it_is_sorted_is_not_shown_again(qtbot, model):
    model.append(photographs(300))
    model.set_view(View(descending=True))
    model.replace([model.path(row) for row in range(100)], photographs(1, 1_000))
    assert all(model.item(row) for row in range(model.rowCount()))
    qtbot.waitUntil(lambda: names(model)[:1] == ["1000"])
    assert names(model)[1:] == [str(n) for n in range(299, 99, -1)]


@pytest.mark.usefixtures("arranges_in_a_thread")
def test_what_comes_while_it_is_sorted_is_shown_soon(qtbot, model):
    model.append(photographs(300))
    model.set_view(View(descending=True))
    model.append(photographs(300, 300))
    qtbot.waitUntil(lambda: names(model) == [str(n) for n in range(599, -1, -1)])


def test_counts_are_kept_as_photographs_come_change_and_go(model):
    items = photographs(60)
    model.append(items)
    model.update([scored(item, 0.9) for item in items[:20]])
    model.update([scored(item, 0.1) for item in items[10:30]] + [Item(items[0].photo, unreadable="damaged")] * 2)
    model.append([scored(item, 0.5) for item in photographs(20, 50)])
    model.replace([item.photo.path for item in items[5:15]], [scored(items[5], 0.9), *photographs(5, 100)])
    assert +model.standings() == count_standings(model.all_items(), BAR)
    model.set_bar(Bar(0.05, 0.0))
    assert +model.standings() == count_standings(model.all_items(), Bar(0.05, 0.0))
    model.clear()
    assert not +model.standings()


def test_a_file_operation_leaves_names_in_order(model):
    model.append(photographs(30))
    model.replace([model.path(3), model.path(4)], [*photographs(1, 4), *photographs(2, 1_000), *photographs(1, 10)])
    shown = [item.photo.path for item in model.shown_items()]
    assert shown == sorted(shown, key=name_key)
    assert names(model) == [str(n) for n in (*range(3), *range(4, 30), 1_000, 1_001)]


def test_withheld_photographs_stay_withheld_while_more_come(model):
    model.set_view(View(flags=frozenset({Flag.PICK})))
    picked = Item(Photo(Path("/shoot/IMG_7.jpg")), decision=Decision(Flag.PICK))
    model.append(photographs(5))
    model.append([picked, *photographs(3, 20)])
    assert (names(model), model.withheld) == (["7"], 8)


# where the scroll is heading


def looks(grid: GridView, qtbot, move) -> tuple[list[str], list[str]]:
    with qtbot.waitSignal(grid.looked_at) as looked:
        move()
    return tuple([item.photo.path.stem.removeprefix("IMG_") for item in items] for items in looked.args)


def test_scrolling_looks_ahead_in_its_direction(grid, model, qtbot):
    model.append(photographs(HUGE))
    bar, height = grid.verticalScrollBar(), grid.tile.height()
    seen, ahead = looks(grid, qtbot, lambda: bar.setValue(height))
    assert seen == [str(row) for row in grid.visible_rows()]
    assert ahead[0] == str(grid.visible_rows().stop)
    assert len(seen) <= len(ahead) <= 2 * len(seen)
    looks(grid, qtbot, lambda: bar.setValue(40 * height))
    _, ahead = looks(grid, qtbot, lambda: bar.setValue(39 * height))
    assert ahead[:2] == [str(grid.visible_rows().start - 1), str(grid.visible_rows().start - 2)]


def test_a_jump_looks_at_what_is_on_screen_only(grid, model, qtbot):
    model.append(photographs(HUGE))
    bar = grid.verticalScrollBar()
    seen, ahead = looks(grid, qtbot, lambda: bar.setValue(bar.maximum() // 2))
    assert seen == [str(row) for row in grid.visible_rows()]
    assert ahead == []


def test_a_drag_through_everything_asks_for_nothing_it_passed(grid, model, qtbot):
    model.append(photographs(HUGE))
    bar = grid.verticalScrollBar()
    asked: list[set[str]] = []
    grid.looked_at.connect(lambda seen, ahead: asked.append({item.photo.path.name for item in (*seen, *ahead)}))
    bar.setSliderDown(True)
    for step in range(200):
        bar.setSliderPosition(bar.maximum() * step // 200)
        grid.viewport().repaint()
    bar.setSliderDown(False)
    qtbot.waitUntil(lambda: bool(asked) and model.item(grid.visible_rows().start).photo.path.name in asked[-1])
    assert sum(map(len, asked)) < 60 * 3 * len(grid.visible_rows())
    assert all(len(names) <= 3 * (len(grid.visible_rows()) + grid.columns) for names in asked)


def test_a_selection_of_everything_survives_a_new_order(grid, model):
    model.append(photographs(5_000))
    grid.selectAll()
    grid.selectionModel().select(model.index(7), QItemSelectionModel.SelectionFlag.Deselect)
    model.set_view(View(descending=True))
    assert grid.selected_count() == 4_999
    assert 4_999 - 7 not in rows(grid)


def test_a_grid_without_photographs_says_why(grid, model):
    def inked() -> bool:
        image = grid.viewport().grab().toImage()
        return len({image.pixel(x, y) for x in range(200, 700, 2) for y in range(300, 400)}) > 1

    assert not inked()
    grid.say_where_empty("No photographs here")
    assert inked()
    grid.say_where_empty("")
    model.append([scored(item, 0.1) for item in photographs(3)])
    model.set_view(View(stars=at_least(5)))
    assert model.rowCount() == 0
    assert inked()


# under the mouse


def point_at(grid: GridView, row: int) -> QPoint:
    place = grid.visualRect(grid.model().index(row, 0)).center()
    there = QPointF(place)
    nothing = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, there, there, nothing, nothing, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(grid.viewport(), move)
    return place


def at(grid: GridView, place: QPoint) -> Path:
    return grid._model.path(grid.indexAt(place).row())


@pytest.mark.parametrize("arrived", [1, 2, 3, 50])
def test_photographs_that_arrive_leave_the_one_under_the_mouse(grid, model, arrived):
    model.append(photographs(60, start=100))
    place = point_at(grid, 5)
    pointed = at(grid, place)
    model.replace((), photographs(arrived))
    assert at(grid, place) == pointed
    assert names(model)[:arrived] == [str(number) for number in range(arrived)]


@pytest.mark.parametrize("gone", [1, 2, 5, 20])
def test_photographs_that_go_leave_the_one_under_the_mouse(grid, model, gone):
    model.append(photographs(60))
    grid.verticalScrollBar().setValue(grid.tile.height() * 6)
    row = grid.visible_rows().start + grid.columns + 1
    place = point_at(grid, row)
    pointed = at(grid, place)
    model.replace([photograph(number).photo.path for number in range(gone)], ())
    assert at(grid, place) == pointed


def test_nothing_is_left_empty_once_the_mouse_is_elsewhere(grid, model):
    model.append(photographs(60, start=100))
    point_at(grid, 5)
    model.replace((), photographs(1))
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert grid.visualRect(model.index(0)).left() == 0
    every = [grid._row_at(grid.visualRect(model.index(row)).center()) for row in range(61)]
    assert every == list(range(61))


def test_every_place_leads_to_its_photograph_while_one_is_held(grid, model):
    model.append(photographs(60, start=100))
    point_at(grid, 5)
    model.replace((), photographs(1))
    every = [grid._row_at(grid.visualRect(model.index(row)).center()) for row in range(61)]
    assert every == list(range(61))
    assert grid.visible_rows().start <= grid.visible_rows().stop
    grid.go_to(0)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.currentIndex().row() == grid.columns


def test_who_uses_the_keyboard_keeps_the_current_one_in_its_place(grid, model):
    """The mouse lies somewhere over the grid, and nobody thinks of it."""
    model.append(photographs(60, start=100))
    point_at(grid, 5)
    grid.go_to(0)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    corner = grid.visualRect(grid.currentIndex()).top()
    model.replace((), photographs(50))
    assert grid.visualRect(grid.currentIndex()).top() == corner
