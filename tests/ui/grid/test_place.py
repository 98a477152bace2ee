"""The place is never lost: 3,000 photographs, and everything that has them lie differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import SortBy, View
from aesthetic_gui.photo import Bar, Decision, Flag, Photo, Score
from aesthetic_gui.ui.grid import model as grid_model
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.ui.main_window import MainWindow

COUNT, MIDDLE = 3_000, 1_500
UNFLAGGED = View(flags=frozenset({Flag.NONE}))


def photograph(number: int) -> Item:
    """Every third is picked; the score runs against the name."""
    flag = Flag.PICK if number % 3 == 0 else Flag.NONE
    score = Score((0.1,) * 10, 5.5, 2.9, 1 - number / COUNT, "pack")
    return Item(Photo(Path(f"/shoot/IMG_{number}.jpg")), score, Decision(flag))


@pytest.fixture(scope="module")
def photographs() -> list[Item]:
    return [photograph(number) for number in range(COUNT)]


@pytest.fixture
def window(qtbot, tmp_path: Path, photographs, close_window) -> Iterator[MainWindow]:
    """Its threads are not begun: nothing reads what is not there."""
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        opened = make_window(catalog, settings.load(), device="cpu")
        opened.resize(1280, 800)
        opened.viewer.leave_the_empty_page()
        opened.viewer.show_grid()
        opened.show()
        opened.session.model.append(photographs)
        QApplication.processEvents()
        yield opened
        close_window(opened)


def path(number: int) -> Path:
    return Path(f"/shoot/IMG_{number}.jpg")


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def place(window: MainWindow, number: int = MIDDLE) -> float:
    """Of the photograph in the view: 0 at its upper edge, 1 at the lower one."""
    row = window.session.model.row_of(path(number))
    assert row is not None
    tile = window.grid.visualRect(window.session.model.index(row))
    return tile.top() / (window.grid.viewport().height() - tile.height())


def current(window: MainWindow) -> str:
    item = window.grid.current_item()
    return item.photo.path.stem.removeprefix("IMG_") if item else ""


def rows_off(window: MainWindow, before: float) -> float:
    grid = window.grid
    room = grid.viewport().height() - grid.tile.height()
    return abs(place(window) - before) * room / grid.tile.height()


def act(name: str) -> Callable[[MainWindow], None]:
    return lambda window: window.actions_by_id[name].trigger()


def set_view(view: View) -> Callable[[MainWindow], None]:
    return lambda window: window.session.model.set_view(view)


def flag_many(window: MainWindow) -> None:
    """As an undo of thousands does."""
    model = window.session.model
    model.update([replace(item, decision=Decision(Flag.REJECT)) for item in model.all_items()[:900]])
    model.rearrange()


def come(window: MainWindow) -> None:
    window.session.model.replace((), [Item(Photo(Path(f"/shoot/A_{number}.jpg"))) for number in range(100)])


def go(window: MainWindow) -> None:
    window.session.model.replace([path(number) for number in range(100, 233)], ())


def loupe_and_back(window: MainWindow) -> None:
    window.viewer.show_loupe()
    settle()
    window.viewer.show_grid()


def loupe_resized_and_back(window: MainWindow) -> None:
    window.viewer.show_loupe()
    settle()
    window.resize(900, 640)
    act("right_panel")(window)
    settle()
    window.viewer.show_grid()


CAUSES: dict[str, Callable[[MainWindow], None]] = {
    "left panel": act("left_panel"),
    "right panel": act("right_panel"),
    "left panel once more": act("left_panel"),
    "right panel once more": act("right_panel"),
    "side panels away": act("side_panels"),
    "side panels back": act("side_panels"),
    "all panels away": act("all_panels"),
    "all panels back": act("all_panels"),
    "narrower window": lambda window: window.resize(1000, 800),
    "lower window": lambda window: window.resize(1000, 560),
    "larger window": lambda window: window.resize(1800, 1100),
    "small thumbnails": lambda window: window.viewer.set_cell_width(120),
    "large thumbnails": lambda window: window.viewer.set_cell_width(330),
    "full screen": act("full_screen"),
    "out of full screen": act("full_screen"),
    "loupe and back": loupe_and_back,
    "loupe, resized there, and back": loupe_resized_and_back,
    "order turned round": set_view(View(descending=True)),
    "order by score": set_view(View(SortBy.SCORE)),
    "filter": set_view(View(flags=frozenset({Flag.PICK}))),
    "no filter": set_view(View()),
    "decisions given back": flag_many,
    "photographs come": come,
    "photographs go": go,
}


def test_the_current_photograph_stays_where_it_is_on_screen_whatever_else_changes(window):
    window.grid.go_to(MIDDLE)
    settle()
    before = place(window)
    assert 0 <= before <= 1
    for cause, change in CAUSES.items():
        change(window)
        settle()
        assert current(window) == str(MIDDLE), cause
        assert rows_off(window, before) < 0.1, cause
        assert -0.01 <= place(window) <= 1.01, cause


def test_any_number_of_reflows_leads_back_to_the_very_pixel(window):
    """Seven columns, five, seven: today, tomorrow and after a hundred times."""
    grid = window.grid
    grid.go_to(MIDDLE)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().value() - 77)
    there, offset = grid.visible_rows(), grid.verticalOffset()
    for width in (1000, 1600, 700, 1333, 1280) * 4:
        window.resize(width, 800)
        settle()
    assert (grid.visible_rows(), grid.verticalOffset()) == (there, offset)


def test_where_the_current_one_is_out_of_sight_the_middle_stays(window):
    grid = window.grid
    grid.go_to(0)
    grid.verticalScrollBar().setValue(40 * grid.tile.height() + 33)
    settle()
    middle = grid.indexAt(grid.viewport().rect().center()).row()
    assert middle > 100
    for change in (
        lambda: act("right_panel")(window),
        lambda: window.viewer.set_cell_width(300),
        lambda: window.resize(900, 700),
    ):
        change()
        settle()
        rows = grid.visible_rows()
        assert rows.start + grid.columns <= middle < rows.stop - grid.columns
    assert current(window) == "0"


def test_the_end_of_the_list_is_a_place_as_any_other(window):
    """There the list cannot go on below: the photograph stays in view, and comes back to where it was."""
    grid = window.grid
    grid.go_to(COUNT - 1)
    offset = grid.verticalOffset()
    for width in (1600, 800, 1280):
        window.resize(width, 800)
        settle()
        assert COUNT - 1 in grid.visible_rows()
    assert grid.verticalOffset() == offset


def test_arrows_in_the_loupe_lead_to_a_place_with_something_around(window):
    grid = window.grid
    grid.go_to(3)
    window.viewer.show_loupe()
    for _ in range(400):
        window.viewer.next_photo()
    window.viewer.show_grid()
    settle()
    assert current(window) == "403"
    assert 0 <= place(window, 403) <= 1
    assert grid.visible_rows().start > 3 + grid.columns
    window.viewer.show_loupe()
    before = grid.verticalOffset()
    window.viewer.previous_photo()
    window.viewer.show_grid()
    settle()
    assert grid.verticalOffset() == before  # it was in sight


def test_a_small_screen_shows_thirty_photographs_beside_the_inspector(window):
    if window.folders.isVisible():
        act("left_panel")(window)
    settle()
    grid = window.grid
    assert window.inspector.isVisible()
    assert (window.width(), window.height()) == (1280, 800)
    assert grid.columns * (grid.viewport().height() // grid.tile.height()) >= 30


# deciding under a filter, and what else takes photographs out of sight


def test_deciding_under_a_filter_goes_on_to_the_next_one_left_by_exactly_one(window):
    window.session.model.set_view(UNFLAGGED)
    window.activateWindow()
    start = 1001
    for advance, show in product((False, True), (window.viewer.show_grid, window.viewer.show_loupe)):
        window.kept.remember(advance=advance)
        window.viewer.show_grid()
        window.grid.go_to(window.session.model.row_of(path(start)))
        settle()
        before = place(window, start)
        show()
        for left in (start + 2, start + 3, start + 5):
            QTest.keyClick(window.focusWidget(), Qt.Key.Key_X)
            assert current(window) == str(left)
        window.viewer.show_grid()
        settle()
        assert place(window, start + 5) == pytest.approx(before, abs=0.01)
        start += 300


@pytest.fixture
def grid(qtbot) -> Iterator[GridView]:
    """Of sixty photographs in name order; none is decided."""
    model = GridModel(Bar(0.5, 0.1))
    grid = GridView(model, Thumbnails(2**24))
    qtbot.addWidget(grid)
    grid.resize(900, 500)
    grid.show()
    model.append([Item(Photo(path(number))) for number in range(60)])
    yield grid
    model.close()


def numbers(grid: GridView) -> list[int]:
    """Of what is selected."""
    return [int(item.photo.path.stem.removeprefix("IMG_")) for item in grid.selected_items()]


def reject(grid: GridView, *rejected: int) -> None:
    """Under a filter that shows what has no flag."""
    model = grid.model()
    model.set_view(UNFLAGGED)
    model.update([replace(model.find(path(number)), decision=Decision(Flag.REJECT)) for number in rejected])
    model.rearrange()


def trash(grid: GridView, *gone: int) -> None:
    grid.model().replace([path(number) for number in gone], ())


TAKEN_AWAY = pytest.mark.parametrize("take_away", [reject, trash])


@TAKEN_AWAY
def test_who_travels_back_goes_on_back(grid, take_away):
    grid.go_to(30)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    take_away(grid, 29)
    assert numbers(grid) == [28]
    take_away(grid, 28)
    assert numbers(grid) == [27]


@TAKEN_AWAY
def test_at_the_end_it_is_the_previous_one(grid, take_away):
    grid.go_to(59)
    take_away(grid, 59)
    assert numbers(grid) == [58]
    grid.go_to(0)
    take_away(grid, 0)
    assert numbers(grid) == [1]


@TAKEN_AWAY
def test_of_several_it_is_the_next_after_the_last(grid, take_away):
    grid.go_to(20)
    grid.select_rows([10, 15, 20, 31])
    top = grid.visualRect(grid.currentIndex()).top()
    take_away(grid, 10, 15, 20, 31)
    assert numbers(grid) == [32]
    assert grid.visualRect(grid.currentIndex()).top() == top


@TAKEN_AWAY
def test_as_long_as_some_of_several_are_left_the_next_of_these_is_current(grid, take_away):
    grid.go_to(20)
    grid.select_rows([10, 15, 20, 31, 40])
    take_away(grid, 15, 20)
    assert numbers(grid) == [10, 31, 40]
    assert grid.current_item().photo.path == path(31)


@TAKEN_AWAY
def test_what_goes_elsewhere_leaves_the_current_one_alone(grid, take_away):
    grid.go_to(30)
    top = grid.visualRect(grid.currentIndex()).top()
    take_away(grid, *range(7), *range(50, 55))
    assert (numbers(grid), grid.visualRect(grid.currentIndex()).top()) == ([30], top)


def test_from_picks_to_rejects_one_stays_in_that_part_of_the_shoot(grid):
    model = grid.model()
    flags = (Flag.PICK, Flag.REJECT)
    model.update([replace(item, decision=Decision(flags[row % 2])) for row, item in enumerate(model.shown_items())])
    model.set_view(View(flags=frozenset({Flag.PICK})))
    grid.go_to(model.row_of(path(40)))
    model.set_view(View(flags=frozenset({Flag.REJECT})))
    assert numbers(grid) == [41]


def test_a_filter_that_withholds_all_is_forgotten_without_a_trace(grid):
    model = grid.model()
    grid.go_to(40)
    grid.verticalScrollBar().setValue(grid.verticalOffset() - 17)
    offset = grid.verticalOffset()
    model.set_view(View(stars=frozenset({5})))
    assert not model.rowCount()
    model.set_view(View())
    assert (numbers(grid), grid.verticalOffset()) == ([40], offset)


def test_who_looks_at_the_beginning_sees_it_whatever_comes_to_lie_there(grid):
    """As the best ones do, while scores come in."""
    model = grid.model()
    grid.go_to(40)
    grid.verticalScrollBar().setValue(0)
    model.set_view(View(descending=True))
    assert (grid.verticalOffset(), grid.visible_rows().start) == (0, 0)
    grid.resize(700, 500)
    assert grid.verticalOffset() == 0


def test_another_folder_begins_at_its_beginning(grid):
    model = grid.model()
    grid.go_to(40)
    model.clear()
    model.append([Item(Photo(Path(f"/other/DSC_{number}.jpg"))) for number in range(60)])
    assert (grid.verticalOffset(), grid.currentIndex().row(), grid.selected_count()) == (0, -1, 0)


def test_in_a_large_folder_the_next_one_left_is_current_a_moment_later(grid, qtbot, monkeypatch):
    for name in ("FEW", "AT_ONCE"):
        monkeypatch.setattr(grid_model, name, 0)
    grid.go_to(30)
    reject(grid, 30)
    qtbot.waitUntil(lambda: not grid.model().arranging)
    qtbot.waitUntil(lambda: numbers(grid) == [31])


def test_in_a_large_folder_the_next_key_already_acts_on_the_next_one_left(grid, qtbot, monkeypatch):
    """The order is worked out in a thread: what was decided goes before, and does not come back with that order."""
    model = grid.model()
    for name in ("FEW", "AT_ONCE"):
        monkeypatch.setattr(grid_model, name, 0)
    model.set_view(UNFLAGGED)
    qtbot.waitUntil(lambda: not model.arranging)
    grid.go_to(model.row_of(path(31)))
    model.rearrange()
    seen = []
    for _ in range(3):
        seen.append(grid.current_item().photo.path)
        rejected = replace(grid.current_item(), decision=Decision(Flag.REJECT))
        model.update([rejected])
        model.rearrange_after([rejected])
    model.rearranged.connect(lambda: seen.append(any(map(model.is_shown, seen[:3]))))
    qtbot.waitUntil(lambda: not model.arranging)
    assert seen[:3] == [path(31), path(32), path(33)]
    assert True not in seen[3:]
    assert grid.current_item().photo.path == path(34)


def test_a_photograph_that_another_program_renames_stays_where_it_is(grid):
    model = grid.model()
    grid.go_to(30)
    top = grid.visualRect(grid.currentIndex()).top()
    grid.follow({path(30): Path("/shoot/A.jpg")})
    model.replace([path(30)], [Item(Photo(Path("/shoot/A.jpg")))])
    assert grid.current_item().photo.path == Path("/shoot/A.jpg")
    assert grid.currentIndex().row() == 0
    assert 0 <= grid.visualRect(grid.currentIndex()).top() <= top
