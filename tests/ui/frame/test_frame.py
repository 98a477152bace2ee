"""The frame of the window: one bar, columns that fit, popovers, places."""

from __future__ import annotations

import os
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolBar, QWidget

from aesthetic_gui import places
from aesthetic_gui.culling.finding.saved_filters import SavedFilter
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.widgets.drop_zone import DropZone

WAIT = 30_000


def inside(window: MainWindow, widget: QWidget) -> bool:
    corner = widget.mapTo(window, widget.rect().topLeft())
    return window.rect().contains(widget.rect().translated(corner))


def test_one_bar_stands_above_the_photographs_and_nothing_is_cut_off(opened, shoot) -> None:
    window = opened(shoot)
    bar = window.top_bar
    assert not window.findChildren(QToolBar)
    assert bar.height() == 40
    assert window.width() == 1280
    controls = [bar.breadcrumb, bar.views, bar.model, bar.size_slider]
    assert all(each.isVisible() and inside(window, each) for each in controls)
    assert all(one.geometry().right() < other.x() for one, other in pairwise(controls))
    assert not any(zone.isVisible() for zone in window.findChildren(DropZone))


def test_in_a_window_too_narrow_for_one_bar_the_filter_stands_below_and_comes_back(opened, shoot) -> None:
    window = opened(shoot)
    bar = window.top_bar
    for width, height in ((840, 74), (1280, 40), (840, 74)):
        window.resize(width, 500)
        QApplication.processEvents()
        assert (window.width(), bar.height()) == (width, height)
        assert all(inside(window, each) for each in (bar.views, bar.model, window.filter_bar, bar.size_slider))
        assert (window.filter_bar.y() > bar.views.y() + 20) is (height == 74)


def test_the_views_button_follows_the_view_however_it_came_about(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    qtbot.waitUntil(lambda: window.grid.currentIndex().isValid(), timeout=WAIT)
    buttons = window.top_bar.views.buttons
    assert buttons["grid"].isChecked()
    qtbot.mouseClick(buttons["loupe"], Qt.MouseButton.LeftButton)
    assert window.in_loupe
    assert not window.top_bar.size_slider.isEnabled()
    window.actions_by_id["grid"].trigger()
    assert buttons["grid"].isChecked()


def test_the_thumbnails_grow_with_the_slider_and_the_slider_with_the_keys(opened, shoot) -> None:
    window = opened(shoot)
    window.top_bar.size_slider.setValue(160)
    assert window.kept["thumbnail_size"] == 160
    window.actions_by_id["zoom_in"].trigger()
    assert window.top_bar.size_slider.value() == 200


def test_the_left_column_is_closed_in_a_narrow_window_until_it_is_asked_for(opened, shoot) -> None:
    window = opened(shoot)
    left = window.arrangement.left
    assert not left.isVisible()
    window.resize(1500, 800)
    assert left.isVisible()
    window.resize(1280, 800)
    assert not left.isVisible()
    window.actions_by_id["left_panel"].trigger()
    assert left.isVisible()
    assert window.minimumSizeHint().width() < 1270
    window.resize(1270, 800)
    assert left.isVisible()
    assert window.kept["left_panel"] == "always"


def test_what_is_about_the_model_opens_below_its_button_and_relabels_at_once(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    qtbot.mouseClick(window.top_bar.model, Qt.MouseButton.LeftButton)
    panel = window.model_panel
    assert panel.isVisible()
    assert inside(window, window.model_popover)
    assert panel.bar.slider.hasFocus()
    qtbot.keyClick(panel.bar.slider, Qt.Key.Key_Right)
    assert window.session.model.bar.threshold == pytest.approx(panel.bar.slider.fraction)
    window.actions_by_id["back"].trigger()
    assert not panel.isVisible()
    qtbot.mouseClick(window.top_bar.model, Qt.MouseButton.LeftButton)
    window.grid.setFocus()
    assert not panel.isVisible()
    qtbot.mouseClick(window.top_bar.model, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=panel.rect().topRight() - QPoint(5, -5))
    assert panel.isVisible()
    qtbot.mouseClick(window.strip, Qt.MouseButton.LeftButton, pos=window.strip.rect().center())
    assert not panel.isVisible()


def test_a_folder_becomes_a_favourite_by_its_star_and_is_kept(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    qtbot.mouseClick(window.top_bar.breadcrumb.star, Qt.MouseButton.LeftButton)
    assert window.places.now.favourites == (shoot,)
    assert window.top_bar.breadcrumb.star.isChecked()
    menu = window.top_bar.breadcrumb.menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "Favourites", "shoot", window.actions_by_id["open"].text(),
    ]  # fmt: skip
    window.close()
    assert (places.load().favourites, places.load().recents) == ((shoot,), (shoot,))


def test_a_favourite_goes_by_its_own_menu(opened, shoot) -> None:
    window = opened(shoot)
    window.places.become(window.places.now.with_favourite(shoot))
    titles = {action.text(): action for action in window.places_panel.make_menu(shoot).actions()}
    titles["Remove from favourites"].trigger()
    titles["Remove from recent folders"].trigger()
    assert window.places.now.favourites == window.places.now.recents == ()
    assert not window.places_panel.isVisible()


def test_how_fast_it_scores_and_on_what_is_told_once_and_never_over_something_else(opened) -> None:
    window = opened()
    pace = window.session.scoring.pace
    window.computes_on = "CPU (LiteRT)"
    for expected in ("", "30 photographs scored, 5 a second, on the CPU (LiteRT).", ""):
        pace.expect(30)
        pace.advance(0, 0.0)
        pace.advance(30, 6.0)
        window.strip.say("" if expected else "Something else")
        window.session.scoring.pace_changed.emit()
        assert window.strip.message == (expected or "Something else")
    window.strip.say("")
    window.session.scoring.pace_changed.emit()
    assert window.strip.message == ""
    assert not window.strip.trouble


def test_a_folder_of_the_tree_becomes_a_favourite_by_its_menu(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    asked: list[Path] = []
    window.folders.menu_wanted.connect(lambda folder, _where: asked.append(folder))
    window.actions_by_id["left_panel"].trigger()
    tree = window.folders.tree
    index = tree.model().index(str(shoot))
    qtbot.waitUntil(lambda: tree.visualRect(index).isValid(), timeout=WAIT)
    tree.customContextMenuRequested.emit(tree.visualRect(index).center())
    menu = QApplication.activePopupWidget()
    assert asked == [shoot]
    next(action for action in menu.actions() if action.text() == "Add to favourites").trigger()
    menu.close()
    assert window.places.now.favourites == (shoot,)
    assert window.top_bar.breadcrumb.star.isChecked()


def test_all_panels_takes_the_filmstrip_away_too_and_its_own_key_brings_it_back_alone(opened, shoot) -> None:
    window = opened(shoot)
    window.actions_by_id["loupe"].trigger()
    seen = [window.viewer.filmstrip.isVisible()]
    for name in ("all_panels", "grid", "loupe", "all_panels", "all_panels", "filmstrip", "filmstrip"):
        window.actions_by_id[name].trigger()
        seen.append(window.viewer.filmstrip.isVisible())
    assert seen == [True, False, False, False, True, False, True, False]
    assert not window.top_bar.isVisible()


def test_escape_closes_the_history_where_its_list_has_the_keyboard_and_f8_works_there(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    window.actions_by_id["pick"].trigger()
    window.actions_by_id["history"].trigger()
    tree = window.history.tree
    qtbot.waitUntil(tree.isVisible, timeout=WAIT)
    tree.setFocus()
    shown = window.arrangement.right.isVisible()
    qtbot.keyClick(tree, Qt.Key.Key_F8)
    assert window.arrangement.right.isVisible() is not shown
    qtbot.keyClick(tree, Qt.Key.Key_Escape)
    assert not window.history_popover.isVisible()


def test_in_full_screen_the_history_opens_in_a_corner(opened, shoot) -> None:
    window = opened(shoot)
    window.actions_by_id["all_panels"].trigger()
    window.actions_by_id["history"].trigger()
    assert inside(window, window.history_popover)
    assert window.history_popover.geometry().right() > window.width() - 20


def test_a_folder_of_a_list_is_opened_once_its_drive_answers_and_nobody_waits_for_it(
    opened, shoot, tmp_path, qtbot, monkeypatch
) -> None:
    window, gone, answer, lexists = opened(), tmp_path / "card", threading.Event(), os.path.lexists

    def is_there(path: Path) -> bool:
        assert threading.current_thread() is not threading.main_thread() or Path(path) not in (gone, shoot)
        return lexists(path) if Path(path) != shoot else answer.wait(10) and lexists(path)

    monkeypatch.setattr(os.path, "lexists", is_there)
    window.places_panel.chosen.emit([gone])
    qtbot.waitUntil(lambda: window.strip.message.startswith("card is not there: connect its card or drive"))
    assert window.places.now.recents == ()
    picks = View(flags=frozenset({Flag.PICK}))
    window.saved.choose(SavedFilter("Evening", picks, (shoot,)))
    assert not window.session.paths
    answer.set()
    qtbot.waitUntil(lambda: window.session.paths == [shoot])
    assert window.filter_bar.view == picks
