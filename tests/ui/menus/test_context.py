"""Right-click menus: made of the rows that menus and shortcut sheet are made of, about what is below the mouse."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Flag, Photo
from aesthetic_gui.ui.actions import ACTIONS
from aesthetic_gui.ui.files import file_manager
from aesthetic_gui.ui.menus.rows import LINE, MENUS, Place, Rows, Within

EVERY = pytest.mark.parametrize("rows", MENUS.values(), ids=MENUS.keys())


def ids_in(rows: Rows) -> list[str]:
    """Every action of a menu, those within others, too."""
    inner = [row.ids if isinstance(row, Within) else (row,) for row in rows if row != LINE]
    return [name for ids in inner for name in ids]


@EVERY
def test_every_row_is_an_action_of_the_table_and_stands_there_once(rows: Rows) -> None:
    assert set(ids_in(rows)) <= {row.id for row in ACTIONS}
    assert len(set(ids_in(rows))) == len(ids_in(rows))


@EVERY
def test_no_menu_begins_or_ends_with_a_line_or_has_two_in_a_row(rows: Rows) -> None:
    padded = [LINE, *rows, LINE]
    assert (LINE, LINE) not in itertools.pairwise(padded)


@pytest.mark.parametrize("place", [place for place in Place if place is not Place.GROUND])
def test_whatever_is_right_clicked_can_be_flagged_turned_shown_and_put_into_the_trash(place: Place) -> None:
    assert {"pick", "stars_3", "turn_right", "show_in_file_manager", "trash"} <= set(ids_in(MENUS[place]))


@pytest.fixture
def window(qtbot, tmp_path) -> Iterator:
    """On twenty photographs, in the grid, on the first."""
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.resize(1280, 800)
        window.viewer.leave_the_empty_page()
        photos = [
            Photo(Path(f"/shoot/{number:02}.jpg"), (Path(f"/shoot/{number:02}.cr2"),), 1, 1) for number in range(20)
        ]
        window.session.model.append([Item(photo) for photo in photos])
        window.show()
        window.viewer.show_grid()
        window.grid.go_to(0)
        qtbot.waitExposed(window)
        yield window
        window.close()


def cell(window, row: int) -> QPoint:
    return window.grid.visualRect(window.session.model.index(row)).center()


def right_click(widget, place: QPoint) -> QMenu | None:
    """As Qt asks for the menu; what has opened."""
    widget.customContextMenuRequested.emit(place)
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def titles(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_a_right_click_means_what_is_below_it_or_the_selection_that_holds_it(window, qtbot):
    grid = window.grid
    menu = right_click(grid, cell(window, 3))
    assert [item.photo.path.stem for item in grid.selected_items()] == ["03"]
    pick = window.actions_by_id["pick"]
    assert pick in menu.actions()
    qtbot.waitUntil(pick.isEnabled)
    menu.close()
    grid.select_rows([4, 5, 6])
    menu = right_click(grid, cell(window, 5))
    assert [item.photo.path.stem for item in grid.selected_items()] == ["03", "04", "05", "06"]
    assert titles(menu)[0] == "4 photographs"
    pick.trigger()
    menu.close()
    assert [item.decision.flag for item in grid.selected_items()] == [Flag.PICK] * 4
    menu = right_click(grid, QPoint(grid.viewport().width() - 2, grid.viewport().height() - 2))
    assert "Select all" in titles(menu)
    assert "Move to trash…" not in titles(menu)
    menu.close()


def test_of_what_is_large_the_photograph_that_is_clicked_is_meant(window, qtbot):
    viewer = window.viewer
    viewer.show_compare()
    select, candidate = viewer.panes_on_screen()
    for pane in (select, candidate, select):
        menu = right_click(viewer.compare, pane.mapTo(viewer.compare, pane.rect().center()))
        assert viewer.current_item() == pane.item
        assert "Grid" in titles(menu)
        menu.close()
    strip = viewer.filmstrip
    assert strip.isVisible()
    menu = right_click(strip, strip._cell(0).center())
    assert viewer.current_item().photo.path.stem == "00"
    menu.close()
    viewer.show_loupe()
    menu = right_click(strip, strip._cell(4).center())
    assert viewer.current_item().photo.path.stem == "04"
    assert "Rotate right" in titles(menu)
    menu.close()


def test_a_folder_has_the_same_menu_in_the_tree_and_among_the_recent_ones(window, qtbot, tmp_path, monkeypatch):
    wanted = []
    monkeypatch.setattr(file_manager, "open_by_default", lambda path: not wanted.append(path))
    menu = window.places_panel.make_menu(tmp_path)
    assert titles(menu)[:2] == ["Open", "Show in file manager"]
    window.folders.menu_wanted.emit(tmp_path, QPoint(10, 10))
    opened = QApplication.activePopupWidget()
    assert titles(opened) == titles(menu)
    opened.actions()[1].trigger()
    opened.close()
    qtbot.waitUntil(lambda: wanted == [tmp_path])
