"""The tour of the very first start: what it says, where it stands, and that it is in nobody's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.actions import DEFAULT_KEYS
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.tour.cards import CARDS, in_words
from aesthetic_gui.ui.tour.placing import EDGE, beside
from aesthetic_gui.ui.tour.tour import WIDTH

WAIT = 30_000
SIZE = QSize(320, 150)


@pytest.fixture
def opened(qtbot, tmp_path: Path, close_window) -> Iterator[Callable[[], MainWindow]]:
    """``opened()``: a window of 1280×800 on two photographs, started as the settings say."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(2):
        Image.new("RGB", (64, 48), (80 * number, 90, 120)).save(folder / f"IMG_{number}.jpg")
    windows: list[MainWindow] = []
    catalogs: list[Catalog] = []

    def open_window() -> MainWindow:
        catalogs.append(Catalog.open(tmp_path / "catalog.db"))
        windows.append(make_window(catalogs[-1], settings.load(), device="cpu"))
        windows[-1].resize(1280, 800)
        windows[-1].show()
        windows[-1].begin([folder])
        window = windows[-1]
        qtbot.waitUntil(lambda: window.grid.currentIndex().isValid(), timeout=WAIT)
        return window

    yield open_window
    for window in windows:
        close_window(window)
    for catalog in catalogs:
        catalog.close()
    QApplication.processEvents()


def test_at_the_very_first_start_it_comes_takes_no_key_and_goes_with_escape_for_good(opened, qtbot) -> None:
    settings.save({"toured": False})
    window = opened()
    qtbot.waitUntil(lambda: window.tour.card is not None, timeout=WAIT)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_P)
    assert window.viewer.current_item().decision.flag is Flag.PICK
    assert window.tour.card is not None
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert window.tour.card is None
    assert window.viewer.in_grid
    qtbot.waitUntil(lambda: settings.load()["toured"], timeout=WAIT)


def test_it_goes_from_part_to_part_inside_the_window_however_that_changes(opened, qtbot) -> None:
    window = opened()
    assert window.tour.card is None
    window.actions_by_id["tour"].trigger()
    titles = []
    for size in (QSize(1280, 800), QSize(860, 520), QSize(1600, 900), QSize(1000, 600), QSize(1280, 800)):
        window.resize(size)
        QApplication.processEvents()
        card = window.tour.card
        assert window.rect().contains(card.geometry())
        assert card.size() == QSize(WIDTH, card.heightForWidth(WIDTH))
        titles.append(card.accessibleName())
        assert not card.isAncestorOf(window.focusWidget())
        qtbot.mouseClick(card.next, Qt.MouseButton.LeftButton)
    assert titles == [f"Tour, {place} of 6: {card.title}" for place, card in enumerate(CARDS[:5], 1)]
    window.arrangement.toggle_right()
    assert window.tour.card.next.text() == "Start culling"
    qtbot.mouseClick(window.tour.card.next, Qt.MouseButton.LeftButton)
    assert window.tour.card is None


def test_the_keys_it_names_are_those_in_use(opened) -> None:
    window = opened()
    actions = window.actions_by_id
    assert "P picks, X rejects, U takes the flag away; 1 to 5 give stars." in in_words(CARDS[1], actions)
    actions["pick"].setShortcuts(["T"])
    actions["reject"].setShortcuts([])
    assert in_words(CARDS[1], actions).startswith("T picks, “Reject” rejects, U takes")


def test_no_card_names_a_key_of_an_action_that_there_is_not() -> None:
    names = dict.fromkeys(DEFAULT_KEYS, "")
    assert all(card.words.format_map(names) for card in CARDS)


@pytest.mark.parametrize("room", [QRect(0, 0, 853, 500), QRect(0, 0, 1280, 800), QRect(0, 0, 2560, 1440)])
@pytest.mark.parametrize("place", ["above", "below", "right", "whole"])
def test_a_card_stands_beside_what_it_speaks_of_and_within_the_window(room, place) -> None:
    width, height = room.width(), room.height()
    target = {
        "above": QRect(width - 200, 20, 90, 26),
        "below": QRect(width - 90, height - 24, 80, 22),
        "right": QRect(width - 300, 60, 300, height - 90),
        "whole": QRect(0, 60, width, height - 90),
    }[place]
    card = beside(target, SIZE, room)
    assert card.size() == SIZE
    assert room.adjusted(EDGE, EDGE, -EDGE, -EDGE).contains(card)
    assert card.intersects(target) is (place == "whole")
