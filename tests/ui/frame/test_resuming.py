"""Going on where one left off."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from aesthetic_gui import places, settings
from aesthetic_gui.culling.finding import saved_filters
from aesthetic_gui.culling.finding.saved_filters import SavedFilter, SavedFilters
from aesthetic_gui.culling.viewing import SortBy, View
from aesthetic_gui.photo import Flag
from aesthetic_gui.places import LeftOff, Places
from aesthetic_gui.ui.main_window import MainWindow

WAIT = 30_000


def current(window: MainWindow) -> str:
    item = window.grid.current_item()
    return item.photo.path.name if item else ""


def leave_in_the_loupe(opened, shoot: Path, qtbot) -> None:
    """At the second photograph, the last ones first, with the inspector put away."""
    window = opened(shoot)
    qtbot.waitUntil(lambda: window.grid.currentIndex().isValid(), timeout=WAIT)
    window.filter_bar.set_view(replace(window.filter_bar.view, descending=True))
    window.grid.go_to(1)
    window.viewer.show_loupe()
    window.actions_by_id["right_panel"].trigger()
    window.standing.take_up()
    window.setGeometry(QRect(30, 40, 1150, 700))
    window.close()


def test_without_arguments_one_is_where_one_left_off(opened, shoot, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("aesthetic_gui.ui.frame.standing._rooms", lambda: [QRect(0, 0, 1920, 1080)])
    leave_in_the_loupe(opened, shoot, qtbot)
    window = opened()
    qtbot.waitUntil(lambda: window.in_loupe, timeout=WAIT)
    assert (current(window), window.session.paths) == ("IMG_1.jpg", [shoot])
    assert window.filter_bar.view.descending
    assert window.session.model.item(0).photo.path.name == "IMG_2.jpg"
    assert not window.inspector.isVisible()
    window.standing.take_up()
    assert window.geometry() == QRect(30, 40, 1150, 700)


def test_how_near_one_was_is_of_that_photograph_alone(opened, shoot, qtbot) -> None:
    """It cannot be read any more: the next one is seen as a whole."""
    unreadable = shoot / "IMG_1.jpg"
    unreadable.write_bytes(b"no picture")
    places.save(Places((shoot,), (shoot,), left={shoot: LeftOff(str(unreadable), "loupe", (30.0, 0.5, 0.5))}))
    window = opened()
    qtbot.waitUntil(lambda: window.in_loupe and current(window) == "IMG_1.jpg", timeout=WAIT)
    window.viewer.next_photo()
    qtbot.waitUntil(lambda: window.loupe.view.known_size, timeout=WAIT)
    QApplication.processEvents()
    assert window.loupe.view.fitted


def test_with_a_folder_one_is_at_the_photograph_where_one_left_it_in_the_grid(opened, shoot, tmp_path, qtbot) -> None:
    leave_in_the_loupe(opened, shoot, qtbot)
    other = Path(shutil.copytree(shoot, tmp_path / "other"))
    window = opened(other)
    qtbot.waitUntil(lambda: current(window) == "IMG_0.jpg", timeout=WAIT)
    window.filter_bar.set_view(View(flags=frozenset({Flag.PICK})))
    window.open_paths([shoot])
    qtbot.waitUntil(lambda: current(window) == "IMG_1.jpg", timeout=WAIT)
    assert window.viewer.in_grid
    assert [path.name for path in window.places.now.recents] == ["shoot", "other"]


def test_a_smart_album_opens_its_folders_and_asks_what_it_asks(opened, shoot, tmp_path, qtbot) -> None:
    other, unflagged = Path(shutil.copytree(shoot, tmp_path / "other")), View(flags=frozenset({Flag.NONE}), text="2")
    saved_filters.save(SavedFilters((SavedFilter("Seconds", unflagged, (shoot,)),)))
    window = opened(other)
    qtbot.waitUntil(lambda: current(window) == "IMG_0.jpg", timeout=WAIT)
    album = window.smart_albums.topLevelItem(0).child(0)
    window.smart_albums.itemClicked.emit(album, 0)
    qtbot.waitUntil(lambda: current(window) == "IMG_2.jpg", timeout=WAIT)
    assert (window.session.paths, window.filter_bar.view) == ([shoot], unflagged)
    assert window.filter_row.saved.text() == "Seconds ▾"


def test_a_filter_stays_with_its_folder(opened, shoot, tmp_path, qtbot) -> None:
    other = Path(shutil.copytree(shoot, tmp_path / "other"))
    window = opened(shoot)
    qtbot.waitUntil(lambda: current(window) == "IMG_0.jpg", timeout=WAIT)
    unflagged = replace(window.filter_bar.view, flags=frozenset({Flag.NONE}), descending=True)
    window.filter_bar.set_view(unflagged)
    window.open_paths([other])
    qtbot.waitUntil(lambda: window.session.model.total == 3, timeout=WAIT)
    assert window.filter_bar.view == unflagged.unfiltered
    window.open_paths([shoot])
    assert window.filter_bar.view == unflagged


def test_a_photograph_that_is_gone_since_is_no_reason_to_stay_without_one(opened, shoot, qtbot) -> None:
    leave_in_the_loupe(opened, shoot, qtbot)
    (shoot / "IMG_1.jpg").unlink()
    window = opened()
    qtbot.waitUntil(lambda: current(window) == "IMG_2.jpg", timeout=WAIT)
    assert window.viewer.in_grid


def test_a_folder_that_is_gone_is_told_and_the_start_page_offers_the_others(opened, shoot, tmp_path, qtbot) -> None:
    gone = tmp_path / "card"
    places.save(Places((gone,), (gone, shoot), (shoot,)))
    window = opened()
    qtbot.waitUntil(lambda: bool(window.strip.message), timeout=WAIT)
    assert window.strip.message.startswith("card is not there: connect its card or drive")
    assert window.viewer.empty.isVisible()
    assert window.viewer.empty.go_on.text() == "Continue with card"
    titles = {button.text(): button for button in window.viewer.empty.findChildren(QPushButton) if button.isVisible()}
    qtbot.mouseClick(titles["shoot"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.model.total == 3, timeout=WAIT)


def test_who_wants_to_choose_at_the_start_chooses_and_continues_by_a_button(opened, shoot, qtbot) -> None:
    leave_in_the_loupe(opened, shoot, qtbot)
    settings.save({"at_start": "start page"})
    window = opened()
    page = window.viewer.empty
    assert page.isVisible()
    assert not window.session.paths
    qtbot.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.in_loupe, timeout=WAIT)
    assert current(window) == "IMG_1.jpg"


def test_where_one_is_gets_written_without_the_window_being_closed(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    qtbot.waitUntil(lambda: window.grid.currentIndex().isValid(), timeout=WAIT)
    window.resuming._soon.setInterval(10)
    window.grid.go_to(2)
    qtbot.waitUntil(lambda: shoot in places.load().left, timeout=WAIT)
    assert places.load().left[shoot].photo == str(shoot / "IMG_2.jpg")


def test_a_filter_by_which_the_photograph_is_withheld_leaves_the_first_one(opened, shoot, qtbot) -> None:
    shown = {"stars": [5], "sort_by": SortBy.NAME.name.lower()}
    places.save(Places((shoot,), (shoot,)).left_at(shoot, places.LeftOff(str(shoot / "IMG_1.jpg"), "loupe", (), shown)))
    window = opened()
    with qtbot.waitSignal(window.session.opened, timeout=WAIT):
        pass
    assert window.session.model.rowCount() == 0
    assert window.filter_bar.view.filters
    window.filter_bar.clear()
    assert window.session.model.rowCount() == 3


def test_the_start_page_is_walked_with_the_keyboard(opened, shoot, qtbot) -> None:
    settings.save({"at_start": "start page"})
    places.save(Places((shoot,), (shoot, shoot.parent), (shoot.parent / "b",)))
    window = opened()
    window.activateWindow()
    qtbot.waitUntil(window.viewer.empty.go_on.hasFocus, timeout=WAIT)
    qtbot.keyClick(window.viewer.empty.go_on, Qt.Key.Key_Tab)
    assert window.viewer.empty.isAncestorOf(window.focusWidget())
    assert window.inspector.isVisible()
    window.viewer.empty.focus()
    qtbot.keyClick(window.viewer.empty.go_on, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.model.total == 3, timeout=WAIT)
