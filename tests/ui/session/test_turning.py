"""A photograph that is turned stands so at once wherever it is shown, and is judged as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog

pytestmark = pytest.mark.slow

WAIT = 30_000
SIZE = (600, 400)


@pytest.fixture
def window(qtbot, tmp_path: Path):
    """On two photographs that lie, scored, in the grid, the first one current."""
    shoot = tmp_path / "shoot"
    shoot.mkdir()
    for name in ("a", "b"):
        Image.fromarray(data.coffee()).save(shoot / f"{name}.jpg", quality=92)
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.resize(1280, 800)
        window.show()
        window.begin([shoot])
        items = window.session.model.all_items
        qtbot.waitUntil(lambda: len(items()) == 2 and all(item.settled for item in items()), timeout=WAIT)
        qtbot.waitUntil(lambda: window.thumbnails.has(first(window).photo), timeout=WAIT)
        yield window
        window.close()


def first(window):
    return window.session.model.item(0)


def is_settled(window) -> bool:
    return all(item.settled for item in window.session.model.all_items()) and not window.session._deciding


def said_of_selection(window) -> list[str]:
    return [label.text() for label in window.inspector.findChildren(QLabel) if label.isVisible()]


def stands(size: QSize) -> bool:
    return size.height() > size.width()


def test_turned_photographs_stand_everywhere_and_are_scored_again_and_one_undo_turns_them_back(window, qtbot):
    before = first(window).score
    window.viewer.select_all()
    qtbot.keyClick(window.grid, Qt.Key.Key_Apostrophe)
    assert [item.decision.turn for item in window.session.model.all_items()] == [1, 1]
    assert first(window).score is None
    window.following.show_current()
    assert "Not scored yet" in said_of_selection(window)
    assert stands(window.thumbnails.fitted(first(window).photo, QSize(200, 200)).size())
    qtbot.waitUntil(lambda: is_settled(window), timeout=WAIT)
    qtbot.waitUntil(lambda: "Not scored yet" not in said_of_selection(window), timeout=WAIT)
    again = first(window).score
    assert again.mean != before.mean
    qtbot.keyClick(window.grid, Qt.Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier)
    assert first(window).decision.turn == 2
    qtbot.waitUntil(lambda: is_settled(window), timeout=WAIT)
    qtbot.keyClick(window.grid, Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: first(window).score == again, timeout=WAIT)  # the catalog knows it
    undo = window.actions_by_id["undo"]
    qtbot.waitUntil(lambda: undo.text().endswith("Rotate 2 photographs left"), timeout=WAIT)
    for turn in (2, 1, 0):
        qtbot.waitUntil(lambda: window.files.idle and undo.isEnabled(), timeout=WAIT)
        window.files.undo()
        wanted = [turn, turn]
        qtbot.waitUntil(
            lambda: [item.decision.turn for item in window.session.model.all_items()] == wanted,  # noqa: B023
            timeout=WAIT,
        )
    qtbot.waitUntil(lambda: first(window).score == before, timeout=WAIT)
    assert not stands(window.thumbnails.fitted(first(window).photo, QSize(200, 200)).size())


def test_the_loupe_turns_what_it_shows_and_the_reason_with_it(window, qtbot):
    window.grid.go_to(0)
    window.viewer.show_loupe()
    view = window.loupe.view
    qtbot.waitUntil(lambda: bool(view._levels) and view._levels[0].width() == SIZE[0], timeout=WAIT)
    window.showing.explain("cam")
    qtbot.waitUntil(lambda: view.overlay is not None, timeout=WAIT)
    qtbot.keyClick(window.loupe, Qt.Key.Key_Apostrophe)
    qtbot.waitUntil(lambda: view._levels[0].width() == SIZE[1], timeout=WAIT)
    assert stands(view._levels[0].size())
    qtbot.waitUntil(lambda: view.overlay is not None and stands(view.overlay.size()), timeout=WAIT)
    assert any("400 × 600" in label.text() for label in window.inspector.findChildren(QLabel))
