"""For who hears the window instead of seeing it: what takes the keyboard has a name, and photographs tell all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QGroupBox,
    QLabel,
    QTabBar,
    QWidget,
)

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.sidecars.exchange import Conflict
from aesthetic_gui.photo import UNDECIDED, Bar, Decision, Flag, Photo, Score
from aesthetic_gui.ui.files.trust_dialog import TrustDialog
from aesthetic_gui.ui.finding.pills import OpeningPill
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.sidecars.conflict_dialog import ConflictDialog
from aesthetic_gui.ui.widgets.charts import Chart

WAIT = 30_000
DIALOGS = (
    "settings",
    "shortcuts",
    "sort",
    "export_pictures",
    "contact_sheet",
    "gallery",
    "statistics",
    "details",
    "keywords",
    "ingest",
    "taste_new",
)


@pytest.fixture
def window(qtbot, tmp_path: Path, close_window) -> Iterator[MainWindow]:
    """A window of 1280×800 on three photographs."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(3):
        Image.new("RGB", (64, 48), (80 * number, 90, 120)).save(folder / f"IMG_{number}.jpg")
    catalog = Catalog.open(tmp_path / "catalog.db")
    made = make_window(catalog, settings.load(), device="cpu")
    made.resize(1280, 800)
    made.show()
    made.begin([folder])
    qtbot.waitUntil(lambda: made.grid.currentIndex().isValid(), timeout=WAIT)
    yield made
    close_window(made)
    catalog.close()
    QApplication.processEvents()


def test_in_every_view_and_popover_what_takes_the_keyboard_has_a_name_and_nothing_asks_for_a_larger_screen(
    window, qtbot
) -> None:
    for view in ("grid", "loupe", "compare", "survey"):
        if view == "survey":
            window.viewer.select_all()
        window.actions_by_id[view].trigger()
        assert nameless(window) == [], view
        assert fits(window), view
    for popover in ("filter_row", "history"):
        window.actions_by_id[popover].trigger()
        assert nameless(window) == [], popover
        assert fits(window), popover
    window.toggle_model()
    assert nameless(window) == []


def test_in_every_list_of_the_filter_what_takes_the_keyboard_has_a_name(window, qtbot) -> None:
    window.actions_by_id["filter_row"].trigger()
    opened = 0
    for pill in window.findChildren(OpeningPill):
        pill.click()
        if pill.popup is not None:
            assert nameless(pill.popup) == [], pill.accessibleName()
            opened += 1
            pill.popup.close()
    assert opened >= 10
    for menu in (window.filter_row.saved_menu, window.filter_bar.saved_menu, QApplication.activePopupWidget()):
        if menu is not None:
            menu.close()


def test_in_dialogs_that_trouble_brings_up_what_takes_the_keyboard_has_a_name(qtbot) -> None:
    conflict = Conflict(Photo(Path("/shoot/a.jpg")), UNDECIDED, Decision(Flag.PICK), frozenset({"flag"}))
    for dialog in (TrustDialog(["/shoot/a.jpg"]), ConflictDialog([conflict], lambda _photo, _room: None)):
        qtbot.addWidget(dialog)
        dialog.show()
        assert nameless(dialog) + unreached(dialog) == []


def test_a_popover_that_closes_gives_the_keyboard_back_to_the_photographs(window, qtbot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for view, part in (("grid", window.grid), ("loupe", window.loupe)):
        window.actions_by_id[view].trigger()
        window.toggle_model()
        assert window.model_popover.isAncestorOf(window.focusWidget())
        window.actions_by_id["back"].trigger()
        assert window.focusWidget() is part


def test_in_every_dialog_what_takes_the_keyboard_has_a_name_and_can_be_reached(window, qtbot, monkeypatch) -> None:
    seen: list[list[str]] = []

    def look(dialog: QDialog, *_: object) -> int:
        dialog.show()
        seen.append(nameless(dialog) + unreached(dialog) + ["too large"] * (not fits(dialog)))
        dialog.hide()
        return 0

    monkeypatch.setattr(QDialog, "exec", look)
    monkeypatch.setattr(QDialog, "open", look)
    for name in DIALOGS:
        window.actions_by_id[name].trigger()
        qtbot.waitUntil(lambda: bool(seen), timeout=WAIT)
        assert seen.pop() == [], name


def test_tab_walks_through_the_whole_window_and_comes_back(window, qtbot) -> None:
    window.activateWindow()
    window.grid.setFocus()
    assert unreached(window) == []


def test_a_photograph_tells_its_name_what_was_decided_and_what_the_model_says(qtbot) -> None:
    model = GridModel(Bar(0.5, 0.1))
    scored = Item(Photo(Path("/shoot/a.jpg")), Score((0.1,) * 10, 5.5, 2.9, 0.83, "pack@1"))
    waiting = Item(Photo(Path("/shoot/b.jpg")), decision=Decision(Flag.PICK, 3))
    model.replace([], [scored, waiting, Item(Photo(Path("/shoot/c.jpg")), unreadable="it ends too soon")])
    said = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said == [
        "a.jpg, No decision, Aesthetic · 83 %",
        "b.jpg, Picked, 3 stars, Not scored yet",
        "c.jpg, No decision, Cannot be read",
    ]
    assert "it ends too soon" in model.index(2).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    model.close()


def test_the_filmstrip_tells_the_photograph_in_its_middle(window, qtbot) -> None:
    window.actions_by_id["loupe"].trigger()
    window.viewer.next_photo()
    qtbot.waitUntil(lambda: "2 of 3: IMG_1.jpg, No decision" in window.viewer.filmstrip.accessibleDescription())
    window.actions_by_id["pick"].trigger()
    qtbot.waitUntil(lambda: "IMG_1.jpg, Picked" in window.viewer.filmstrip.accessibleDescription())


def fits(top: QWidget) -> bool:
    """Whether it can be as small as a screen of 1280×800 pixels at 150 %, less the frame of a window."""
    return top.minimumSizeHint().width() <= 849 and top.minimumSizeHint().height() <= 485


def nameless(top: QWidget) -> list[str]:
    """What takes the keyboard in ``top``, or is a chart, and tells nobody what it is."""
    return [_told(widget) for widget in top.findChildren(QWidget) if _interactive(widget, top) and not _name(widget)]


def unreached(top: QWidget) -> list[str]:
    """What takes the keyboard by Tab and is not on the way from widget to widget, once around."""
    reached: list[QWidget | None] = []
    top.focusNextChild()
    while top.focusWidget() not in reached:
        reached.append(top.focusWidget())
        top.focusNextChild()
    assert len(reached) > 1, "there is no way to walk"
    wanted = [one for one in top.findChildren(QWidget) if _interactive(one, top) and not isinstance(one, Chart)]
    return [_told(one) for one in wanted if one.isEnabled() and one.window() is top and one not in reached]


def _interactive(widget: QWidget, top: QWidget) -> bool:
    inner = widget.objectName().startswith("qt_") or widget.focusProxy() is not None
    takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) or isinstance(widget, Chart)
    return takes_keys and widget.isVisibleTo(top) and not inner


def _name(widget: QWidget) -> str:
    """As Qt tells it to a screen reader: the name that was set, else the words on it, else the label beside it."""
    words: Any = ""
    if isinstance(widget, QAbstractButton):
        words = widget.text()
    if isinstance(widget, QGroupBox):
        words = widget.title()
    if isinstance(widget, QTabBar):
        words = widget.tabText(widget.currentIndex())
    if isinstance(widget, QLabel):
        words = widget.text()
    labels = [label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    return widget.accessibleName() or words or "".join(labels)


def _told(widget: QWidget) -> str:
    parents: list[str] = []
    one: QWidget | None = widget
    while one is not None:
        parents.append(f"{type(one).__name__}#{one.objectName()}")
        one = one.parentWidget()
    return " < ".join(parents[:5])
