"""The whole window, offscreen, on real photographs: what a photographer does in an evening."""

from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QToolButton,
)
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.viewing import SortBy, Standing, View
from aesthetic_gui.files.decoding import isolation
from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.ui import actions
from aesthetic_gui.ui.files.sort_dialog import WAYS, SortDialog
from aesthetic_gui.ui.input import keyboard
from aesthetic_gui.ui.loupe.photo_view import PhotoView
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.why.blinking import TAP_SECONDS
from aesthetic_gui.ui.widgets.drop_zone import mime_of

pytestmark = pytest.mark.slow

NAMES = ("astronaut", "chelsea", "coffee", "rocket")
WAIT = 30_000


@pytest.fixture
def shoot(tmp_path: Path, pristine_shoot: Path) -> Path:
    """Four photographs, one of them nested with a RAW and a sidecar, and one damaged."""
    return Path(shutil.copytree(pristine_shoot, tmp_path / "shoot"))


@pytest.fixture(scope="module")
def pristine_shoot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine") / "shoot"
    (folder / "evening").mkdir(parents=True)
    for name in NAMES[:3]:
        Image.fromarray(getattr(data, name)()).save(folder / f"{name}.jpg")
    Image.fromarray(data.rocket()).save(folder / "evening" / "rocket.jpg")
    (folder / "evening" / "rocket.cr2").write_bytes(b"raw bytes")
    (folder / "evening" / "rocket.xmp").write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    (folder / "damaged.jpg").write_bytes(b"\xff\xd8\xff\xe0 not much of a photograph")
    return folder


@pytest.fixture
def open_window(qtbot, tmp_path, close_window) -> Callable[..., MainWindow]:
    """``open_window(*paths)``: a window on the test's catalog, scoring on the CPU; closed at the end."""
    windows: list[MainWindow] = []
    catalogs: list[Catalog] = []

    def opened(*paths: Path) -> MainWindow:
        catalogs.append(Catalog.open(tmp_path / "catalog.db"))
        window = make_window(catalogs[-1], settings.load(), device="cpu")
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        window.begin(list(paths))
        return window

    yield opened
    for window in windows:
        close_window(window)
    for catalog in catalogs:
        catalog.close()
    QApplication.processEvents()


@pytest.fixture
def scored(open_window, shoot, qtbot) -> MainWindow:
    """A window in which the whole shoot has been scored."""
    window = open_window(shoot)
    wait_for_scores(window, qtbot)
    return window


def wait_for_scores(window: MainWindow, qtbot, count: int = 5) -> None:
    def settled() -> None:
        items = window.session.model.all_items()
        assert len(items) == count
        assert all(item.settled for item in items)

    qtbot.waitUntil(lambda: _holds(settled), timeout=WAIT)


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except AssertionError:
        return False
    return True


def press(qtbot, window: MainWindow, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()  # without a window manager a closed dialog leaves no window active
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def choose(window: MainWindow, name: str) -> None:
    row = next(
        r for r in range(window.session.model.rowCount()) if window.session.model.item(r).photo.path.name == name
    )
    window.grid.go_to(row)


def current_name(window: MainWindow) -> str:
    item = window.grid.current_item()
    assert item is not None
    return item.photo.path.name


def answer_dialog(words: str) -> list[str]:
    """Answer the next message box; its text is in the list afterwards."""
    asked: list[str] = []

    def click() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(30, click)
            return
        asked.append(box.text())
        {button.text().replace("&", ""): button for button in box.buttons()}[words].click()

    QTimer.singleShot(30, click)
    return asked


def drop(window: MainWindow, paths: list[Path]) -> None:
    """The events that a file browser's drop gives."""
    mime, copy, left = mime_of(paths), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    where, none = QPoint(600, 400), Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(where, copy, mime, left, none)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(where), copy, mime, left, none))


def files_below(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_dropped_folder_is_shown_and_every_photograph_scored(open_window, shoot, qtbot):
    window = open_window()
    drop(window, [shoot])
    wait_for_scores(window, qtbot)
    standings = window.session.model.standings()
    assert standings[Standing.UNREADABLE] == 1
    assert standings[Standing.WAITING] == 0


def test_several_files_and_folders_dropped_together_are_all_opened(open_window, shoot, qtbot):
    window = open_window()
    drop(window, [shoot / "coffee.jpg", shoot / "evening"])
    wait_for_scores(window, qtbot, 2)


def test_raw_jpeg_and_sidecar_are_one_photograph(scored):
    rocket = next(item for item in scored.session.model.all_items() if item.photo.path.name == "rocket.jpg")
    assert {path.name for path in rocket.photo.companions} == {"rocket.cr2", "rocket.xmp"}


def test_the_grid_has_the_keyboard_once_a_folder_is_open(scored):
    assert scored.focusWidget() is scored.grid


def test_keys_pick_rate_and_label_what_is_selected(scored, qtbot):
    choose(scored, "coffee.jpg")
    for key in (Qt.Key.Key_P, Qt.Key.Key_4, Qt.Key.Key_6):
        press(qtbot, scored, key)
    item = scored.grid.current_item()
    assert item is not None
    assert (item.decision.flag, item.decision.stars, item.decision.label) == (Flag.PICK, 4, ColourLabel.RED)


def test_a_filter_says_how_many_it_withholds(scored, qtbot):
    choose(scored, "coffee.jpg")
    press(qtbot, scored, Qt.Key.Key_P)
    button = scored.findChild(QToolButton, "filter_flags_1")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [item.photo.path.name for item in scored.session.model.shown_items()] == ["coffee.jpg"]
    label = scored.filter_bar.findChild(QLabel, "withheld")
    assert label.text() == "1 of 5 ·"
    assert label.toolTip() == "4 of 5 photographs withheld. Shown: picked"
    scored.filter_bar.clear()
    assert scored.session.model.withheld == 0


def test_words_find_a_photograph_while_one_types_and_the_row_is_put_away_with_its_key(scored, qtbot):
    assert scored.filter_row.isHidden()
    qtbot.keyClick(scored.grid, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = scored.filter_row.search
    qtbot.waitUntil(search.hasFocus)
    qtbot.keyClicks(search, "COFFEE x")
    qtbot.waitUntil(lambda: scored.session.model.view.text == "COFFEE x")
    assert scored.session.model.withheld == 5
    qtbot.keyClick(search, Qt.Key.Key_Backspace)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert [item.photo.path.name for item in scored.session.model.shown_items()] == ["coffee.jpg"]
    assert scored.grid.hasFocus()
    qtbot.waitUntil(lambda: scored.session.model.facets.of("kinds", "JPEG") == 1)
    qtbot.keyClick(scored.grid, Qt.Key.Key_Backslash)
    assert scored.filter_row.isHidden()
    assert scored.session.model.withheld == 4
    qtbot.waitUntil(lambda: "kinds" not in scored.session.model.facets.counts)


def test_with_a_flag_filter_on_the_next_photograph_takes_the_place_of_the_one_decided(scored, qtbot):
    scored.filter_bar.view_changed.emit(View(flags=frozenset({Flag.NONE})))
    scored.grid.go_to(0)
    first = current_name(scored)
    press(qtbot, scored, Qt.Key.Key_X)
    assert first not in [item.photo.path.name for item in scored.session.model.shown_items()]
    assert current_name(scored) != first


def test_moving_the_threshold_relabels_at_once_without_the_model(scored, qtbot, monkeypatch):
    monkeypatch.setattr(scored.session.worker.agenda, "add", lambda *_: pytest.fail("scored again"))
    scored.model_panel.bar.threshold_changed.emit(0.01)
    assert scored.session.model.standings()[Standing.AESTHETIC] == 4
    scored.model_panel.bar.threshold_changed.emit(0.99)
    assert scored.session.model.standings()[Standing.AESTHETIC] == 0


def test_exported_scores_have_the_verdicts_that_are_on_screen(scored, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "scores.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    for threshold, verdict in ((0.01, "aesthetic"), (0.99, "not_aesthetic")):
        scored.model_panel.bar.threshold_changed.emit(threshold)
        scored.model_panel.bar.band_changed.emit(0.0)
        scored.files.export()
        qtbot.waitUntil(path.exists, timeout=WAIT)
        assert {row["verdict"] for row in json.loads(path.read_text()) if "verdict" in row} == {verdict}
        path.unlink()


def test_best_first_sorts_by_score(scored):
    scored.filter_bar.set_view(View(SortBy.SCORE, descending=True))
    scores = [(one.score.mean, one.score.p_aesthetic) for one in scored.session.model.shown_items() if one.score]
    assert scores == sorted(scores, reverse=True)
    assert scored.session.model.shown_items()[-1].unreadable


@pytest.mark.slow
def test_the_selection_survives_a_new_order(scored):
    choose(scored, "chelsea.jpg")
    scored.filter_bar.view_changed.emit(View(SortBy.SCORE, descending=True))
    assert current_name(scored) == "chelsea.jpg"


def test_e_opens_the_loupe_arrows_go_on_and_g_goes_back(scored, qtbot):
    choose(scored, "astronaut.jpg")
    press(qtbot, scored, Qt.Key.Key_E)
    assert scored.in_loupe
    press(qtbot, scored, Qt.Key.Key_Right)
    assert current_name(scored) == "chelsea.jpg"
    press(qtbot, scored, Qt.Key.Key_P)
    item = scored.grid.current_item()
    assert item is not None
    assert item.decision.flag is Flag.PICK
    press(qtbot, scored, Qt.Key.Key_G)
    assert not scored.in_loupe


def test_an_unreadable_photograph_says_why_in_the_loupe(scored, qtbot):
    choose(scored, "damaged.jpg")
    press(qtbot, scored, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: "cannot be read" in scored.loupe.message)


def test_w_tapped_lays_the_reason_over_the_photograph_and_shift_w_goes_on_to_the_next_method(scored, qtbot):
    choose(scored, "chelsea.jpg")
    explained = []
    scored.session.worker.explained.connect(lambda job, _explanation: explained.append(job.asked.method))
    press(qtbot, scored, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: scored.loupe.view.overlay is not None, timeout=WAIT)
    assert set(explained) == {"lime"}
    assert scored.in_loupe
    press(qtbot, scored, Qt.Key.Key_W, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: "shap" in explained and scored.loupe.view.overlay is not None, timeout=WAIT)
    press(qtbot, scored, Qt.Key.Key_W)
    assert scored.loupe.view.overlay is None
    assert scored.kept["reason"] == "shap", "the method of last time"


def test_a_method_chosen_in_the_menu_that_cannot_explain_the_number_says_so(scored):
    choose(scored, "chelsea.jpg")
    scored.kept.remember(reason_target="rating")
    scored.actions_by_id["cam"].trigger()
    said = [label.text() for label in scored.inspector.why.findChildren(QLabel)]
    assert "CAM cannot explain the mean rating. Choose another method, or explain another number." in said


def test_w_held_looks_at_the_reason_from_the_grid_and_goes_back(scored, qtbot):
    choose(scored, "chelsea.jpg")
    handle = scored.windowHandle()
    QTest.keyPress(handle, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: scored.loupe.view.overlay is not None, timeout=WAIT)
    qtbot.wait(int(1000 * TAP_SECONDS))
    QTest.keyRelease(handle, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: not scored.in_loupe, timeout=WAIT)
    assert scored.showing.method == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_L, Qt.Key.Key_S, Qt.Key.Key_O])
def test_letters_that_other_programs_have_for_views_ask_for_no_reason(scored, qtbot, key):
    choose(scored, "chelsea.jpg")
    press(qtbot, scored, key)
    assert scored.showing.method == ""


def test_shift_decides_and_goes_on_and_caps_lock_does_as_long_as_it_is_on(scored, qtbot):
    shift, key = Qt.KeyboardModifier.ShiftModifier, Qt.Key
    scored.grid.go_to(0)
    press(qtbot, scored, key.Key_P, shift)
    press(qtbot, scored, key.Key_4, shift)
    press(qtbot, scored, key.Key_6)
    press(qtbot, scored, key.Key_X)
    assert [decision_at(scored, row) for row in range(3)] == [
        (Flag.PICK, 0, ColourLabel.NONE),
        (Flag.NONE, 4, ColourLabel.NONE),
        (Flag.REJECT, 0, ColourLabel.RED),
    ]
    assert scored.grid.currentIndex().row() == 2
    set_caps_lock(scored, True)
    assert scored.strip.findChild(QLabel, "advance").text() == "Auto-advance"
    press(qtbot, scored, key.Key_7)
    press(qtbot, scored, key.Key_U)
    assert decision_at(scored, 2) == (Flag.NONE, 0, ColourLabel.YELLOW)
    assert scored.grid.currentIndex().row() == 3
    set_caps_lock(scored, False)
    assert scored.strip.findChild(QLabel, "advance").text() == ""
    press(qtbot, scored, key.Key_P)
    assert scored.grid.currentIndex().row() == 3
    scored.actions_by_id["auto_advance"].trigger()
    assert scored.actions_by_id["auto_advance"].isChecked()
    press(qtbot, scored, key.Key_3)
    assert scored.grid.currentIndex().row() == 4


def test_keys_changed_in_the_settings_count_at_once_in_menus_and_on_the_sheet(open_window, qtbot):
    window = open_window()

    def change() -> None:
        dialog = QApplication.activeModalWidget()
        dialog._keys.profile.setCurrentIndex(dialog._keys.profile.findData("darktable"))
        dialog._keys.choose("pick")
        dialog._keys.change.click()
        qtbot.keyClick(dialog._keys.field, Qt.Key.Key_V)
        dialog.accept()

    QTimer.singleShot(0, change)
    window.open_settings()
    keys = {title: keys for section, title, keys in actions.shortcut_rows(window.actions_by_id) if section == "Photo"}
    assert (keys["Pick"], keys["Reject"]) == ("V", "R")
    assert window.actions_by_id["pick"].toolTip() == "Pick  (V)"
    assert window.kept["keys"] == '{"pick": ["V"]}'


def test_a_held_arrow_paints_every_photograph_though_its_keys_come_all_at_once(scored, qtbot, monkeypatch):
    """As after a moment in which the window was busy. Nothing is read of what is only passed."""
    painted: list[str] = []
    read: list[object] = []
    paint = PhotoView.paintEvent

    def paint_and_note(view, event) -> None:
        paint(view, event)
        painted.append(current_name(scored))

    monkeypatch.setattr(PhotoView, "paintEvent", paint_and_note)
    scored.grid.go_to(0)
    scored.viewer.show_loupe()
    qtbot.waitUntil(lambda: bool(painted))
    monkeypatch.setattr(scored.showing._loader, "want", lambda *asked: read.append(asked))
    painted.clear()
    for _ in range(2):
        hold(scored, Qt.Key.Key_Right)
    assert set(painted) == {scored.session.model.item(1).photo.path.name}, "before the second one moved on"
    assert read == []
    release(scored, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: bool(read))
    assert painted[-1] == scored.session.model.item(2).photo.path.name


def hold(window: MainWindow, key: Qt.Key) -> None:
    """One repeat of a key that is held, as the system sends it."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        QApplication.sendEvent(window.windowHandle(), QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "", True))


def release(window: MainWindow, key: Qt.Key) -> None:
    up = QKeyEvent(QEvent.Type.KeyRelease, key, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.windowHandle(), up)


def decision_at(window: MainWindow, row: int) -> tuple[Flag, int, ColourLabel]:
    decision = window.session.model.item(row).decision
    return decision.flag, decision.stars, decision.label


def set_caps_lock(window: MainWindow, on: bool) -> None:
    """As a key does that is pressed while it is on or off: on X11 the second bit of what the system says."""
    state = keyboard._CAPS_BIT if on else 0
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier, 50, 0, state)
    QApplication.sendEvent(window.windowHandle(), event)


def test_tab_puts_the_side_panels_away_and_moves_the_focus_within_them(scored, qtbot):
    left, right = scored.arrangement.left, scored.inspector
    scored.actions_by_id["left_panel"].trigger()
    scored.grid.setFocus()
    press(qtbot, scored, Qt.Key.Key_Tab)
    assert not left.isVisible()
    assert not right.isVisible()
    press(qtbot, scored, Qt.Key.Key_Tab)
    assert left.isVisible()
    press(qtbot, scored, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert not left.isVisible()
    assert not scored.filter_bar.isVisible()
    press(qtbot, scored, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert right.isVisible()
    assert scored.filter_bar.isVisible()
    opacity = scored.inspector.findChild(QDoubleSpinBox) or scored.folders.tree
    opacity.setFocus()
    press(qtbot, scored, Qt.Key.Key_Tab)
    assert left.isVisible()
    assert not opacity.hasFocus()


@pytest.mark.slow
def test_a_newer_question_cancels_the_older(scored, qtbot):
    choose(scored, "chelsea.jpg")
    scored.why("lime")
    older = scored.session.worker._explainer._job
    scored.why("cam")
    assert older is None or older.cancelled.is_set()
    qtbot.waitUntil(lambda: scored.loupe.view.overlay is not None, timeout=WAIT)


def test_trash_asks_then_moves_the_whole_unit_and_undo_brings_it_back(scored, shoot, qtbot):
    before = files_below(shoot)
    choose(scored, "rocket.jpg")
    asked = answer_dialog("Move to trash")
    press(qtbot, scored, Qt.Key.Key_Delete)
    assert "2 files that belong" in asked[0]
    qtbot.waitUntil(lambda: scored.session.model.total == 4, timeout=WAIT)
    assert files_below(shoot) == {name for name in before if "rocket" not in name}
    qtbot.waitUntil(lambda: "trash" in scored.actions_by_id["undo"].text(), timeout=WAIT)
    press(qtbot, scored, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: scored.session.model.total == 5, timeout=WAIT)
    assert files_below(shoot) == before


def test_fields_write_numbers_as_the_rest_of_the_window_does(open_window):
    QLocale.setDefault(QLocale(QLocale.Language.German))
    window = open_window()
    field = QDoubleSpinBox(window, value=0.5)
    assert field.text() == "0.50"


def test_a_name_that_looks_like_html_is_asked_about_as_it_is(open_window, tmp_path, qtbot):
    name = "<b>one &amp; two.jpg"
    Image.fromarray(data.coffee()).save(tmp_path / name)
    window = open_window(tmp_path / name)
    qtbot.waitUntil(lambda: window.session.model.total == 1, timeout=WAIT)
    window.grid.go_to(0)
    asked = answer_dialog("Keep it")
    press(qtbot, window, Qt.Key.Key_Delete)
    shown = QTextDocument()
    shown.setHtml(asked[0])
    assert name in shown.toPlainText()
    shown.setHtml(window.session.model.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert name in shown.toPlainText()


@pytest.mark.slow
def test_trash_that_is_not_confirmed_moves_nothing(scored, shoot, qtbot):
    before = files_below(shoot)
    choose(scored, "coffee.jpg")
    answer_dialog("Keep it")
    press(qtbot, scored, Qt.Key.Key_Delete)
    assert files_below(shoot) == before


def albums_of(shoot: Path) -> Path:
    return shoot.with_name("shoot albums")


def sort_into_albums(window: MainWindow, qtbot, *, move: bool) -> list[str]:
    """Drive the real dialog; returns what its preview said."""
    said: list[str] = []

    def accept() -> None:
        dialog = QApplication.activeModalWidget()
        is_sort = isinstance(dialog, SortDialog)
        if is_sort:
            dialog.ways.setCurrentIndex([way.act for way in WAYS].index("move" if move else "copy"))
        if not is_sort or not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled():
            QTimer.singleShot(30, accept)
            return
        said.append(dialog.words.text())
        dialog.buttons.button(dialog.buttons.StandardButton.Ok).click()

    QTimer.singleShot(30, accept)
    window.files.sort()
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
    return said


@pytest.mark.slow
def test_sorting_into_albums_moves_units_and_leaves_the_unreadable_one(scored, shoot, qtbot):
    before = files_below(shoot)
    said = sort_into_albums(scored, qtbot, move=True)
    assert "1 unreadable" in said[0]
    assert files_below(shoot) == {"damaged.jpg"}
    sorted_names = files_below(albums_of(shoot))
    assert len(sorted_names) == len(before) - 1
    assert len({Path(name).parent for name in sorted_names if "rocket" in name}) == 1
    qtbot.waitUntil(lambda: scored.session.model.total == 1, timeout=WAIT)


@pytest.mark.slow
def test_undo_works_after_a_restart(scored, shoot, open_window, qtbot):
    before = files_below(shoot)
    sort_into_albums(scored, qtbot, move=True)
    assert files_below(shoot) != before
    scored.close()
    again = open_window(shoot)
    wait_for_scores(again, qtbot, 1)
    qtbot.waitUntil(lambda: "Sort" in again.actions_by_id["undo"].text(), timeout=WAIT)
    again.files.undo()
    qtbot.waitUntil(lambda: again.files.idle and files_below(shoot) == before, timeout=WAIT)
    assert not albums_of(shoot).exists()


def test_decisions_and_scores_are_there_after_a_restart(scored, shoot, open_window, qtbot):
    choose(scored, "coffee.jpg")
    press(qtbot, scored, Qt.Key.Key_5)
    scored.close()
    again = open_window(shoot)
    wait_for_scores(again, qtbot)
    coffee = next(item for item in again.session.model.all_items() if item.photo.path.name == "coffee.jpg")
    assert coffee.decision.stars == 5
    assert coffee.score is not None


@pytest.mark.slow
def test_folded_sections_stay_folded_after_a_restart(open_window, shoot, qtbot):
    window = open_window(shoot)
    heading = next(each for each in window.inspector.findChildren(QAbstractButton) if each.text() == "Histogram")
    heading.click()
    window.close()
    QApplication.processEvents()
    assert settings.load()["folded"] == "distribution,histogram"
    again = next(
        each for each in open_window(shoot).inspector.findChildren(QAbstractButton) if each.text() == "Histogram"
    )
    assert not again.isChecked()


@pytest.mark.slow
def test_a_reason_brings_the_legend_into_sight_in_a_small_window(scored, qtbot):
    choose(scored, "chelsea.jpg")
    scored.reasons.show("lime")
    qtbot.waitUntil(lambda: scored.inspector.why.findChild(QLabel, "fidelity").isVisible(), timeout=WAIT)
    fidelity, viewport = scored.inspector.why.findChild(QLabel, "fidelity"), scored.inspector.viewport()
    qtbot.waitUntil(
        lambda: fidelity.mapTo(viewport, QPoint(0, fidelity.height())).y() <= viewport.height(), timeout=2000
    )


def test_undo_takes_back_a_star(scored, qtbot):
    choose(scored, "coffee.jpg")
    press(qtbot, scored, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: "star" in scored.actions_by_id["undo"].text(), timeout=WAIT)
    press(qtbot, scored, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    def taken_back() -> bool:
        item = scored.session.model.find(scored.grid.current_item().photo.path)
        return item.decision.stars == 0

    qtbot.waitUntil(taken_back, timeout=WAIT)


def scoring_under_way(open_window, tmp_path: Path, qtbot, count: int) -> MainWindow:
    """A window that has scored some of ``count`` large photographs."""
    folder = tmp_path / "many"
    folder.mkdir()
    picture = Image.fromarray(data.astronaut()).resize((2400, 2400))
    picture.save(folder / "0.jpg")
    for number in range(1, count):
        shutil.copy(folder / "0.jpg", folder / f"{number}.jpg")
    window = open_window(folder)
    qtbot.waitUntil(lambda: window.session.scoring.pace.done > 3, timeout=WAIT)
    return window


@pytest.mark.slow
def test_closing_in_the_middle_of_scoring_leaves_no_thread_behind(open_window, tmp_path, qtbot):
    window = scoring_under_way(open_window, tmp_path, qtbot, 60)
    window.close()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith(("decoder", "catalog", "loupe"))]
    assert window.session.worker.isFinished()


def test_closing_waits_for_no_decoder(open_window, tmp_path, qtbot, monkeypatch):
    isolation.close()  # what an earlier test has left
    others = set(psutil.Process().children())  # a virtual screen, say
    monkeypatch.setattr(isolation, "command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    folder = tmp_path / "slow"
    folder.mkdir()
    for number in range(5):
        Image.new("RGB", (60, 40)).save(folder / f"{number}.tif")
    window = open_window(folder)
    qtbot.waitUntil(lambda: bool(set(psutil.Process().children()) - others), timeout=WAIT)
    started = time.monotonic()
    window.close()
    assert time.monotonic() - started < 5
    left = set(psutil.Process().children()) - others
    assert not [child for child in left if child.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.slow
def test_scoring_can_be_stopped_and_resumed(open_window, tmp_path, qtbot):
    window = scoring_under_way(open_window, tmp_path, qtbot, 60)
    window.session.scoring.cancel()
    qtbot.wait(600)
    waiting = window.session.model.standings()[Standing.WAITING]
    assert waiting > 0
    window.session.scoring.resume()
    wait_for_scores(window, qtbot, 60)


def test_the_shortcut_sheet_opens_and_closes(scored, qtbot):
    shown: list[QDialog] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(30, close)
            return
        shown.append(dialog)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(30, close)
    scored.show_shortcuts()
    assert len(shown) == 1


def test_the_window_fits_a_small_screen(scored):
    assert scored.minimumSizeHint().width() <= 1280
    assert scored.minimumSizeHint().height() <= 760


def test_dragging_out_hands_over_the_picture_and_only_as_a_copy(scored):
    choose(scored, "rocket.jpg")
    model = scored.session.model
    data = model.mimeData([scored.grid.currentIndex()])
    assert [url.fileName() for url in data.urls()] == ["rocket.jpg"]
    assert model.supportedDragActions() == Qt.DropAction.CopyAction


@pytest.mark.slow
def test_sorting_copies_leaves_the_originals_and_the_copies_are_known_when_opened(scored, shoot, qtbot, monkeypatch):
    before = files_below(shoot)
    sort_into_albums(scored, qtbot, move=False)
    assert files_below(shoot) == before
    assert len(files_below(albums_of(shoot))) == len(before) - 1
    monkeypatch.setattr("aesthetic_gui.culling.scoring.pipeline.decode", lambda *_: pytest.fail("decoded again"))
    scored.open_paths([albums_of(shoot)])
    qtbot.waitUntil(lambda: scored.session.model.total == 4, timeout=WAIT)
    assert all(item.score for item in scored.session.model.all_items())


def test_without_a_gpu_the_window_says_so_and_scores_on_the_cpu(shoot, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr("aesthetic_gui.scoring.gpu.present", lambda: False)
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="gpu")
        said: list[str] = []
        window.session.worker.notice.connect(said.append)
        window.show()
        window.begin([shoot])
        wait_for_scores(window, qtbot)
        assert "GPU" in said[0]
        assert window.computes_on == "CPU (LiteRT)"
        window.close()


@pytest.mark.slow
def test_a_gpu_that_fails_half_way_loses_nothing(shoot, tmp_path, qtbot, monkeypatch):
    from aesthetic_gui.scoring import gpu, runtime
    from aesthetic_gui.scoring.litert import LiteRTRuntime

    class Dies(LiteRTRuntime):
        """A runtime whose device runs out of memory at its second batch, or at one of several photographs."""

        device = "GPU (test)"
        served = 0

        def predict(self, batch):
            self.served += 1
            if self.served > 1 or len(batch) > 1:
                raise runtime.DeviceFailed("out of memory")
            return super().predict(batch)

    monkeypatch.setattr(gpu, "present", lambda: True)
    monkeypatch.setattr(runtime, "_start_gpu", Dies)
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="gpu")
        said: list[str] = []
        window.session.worker.notice.connect(said.append)
        window.show()
        window.begin([shoot])
        wait_for_scores(window, qtbot)
        assert window.session.model.standings()[Standing.WAITING] == 0
        assert window.session.model.standings()[Standing.UNREADABLE] == 1
        assert "out of memory" in " ".join(said)
        qtbot.waitUntil(lambda: window.computes_on == "CPU (LiteRT)")
        window.close()


def test_the_loupe_that_is_asked_for_before_the_folder_is_open_is_there_when_it_is(qtbot, shoot, tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.viewer.show_loupe()
        window.begin([shoot])
        assert window.in_loupe
        window.close()


def test_for_a_model_that_is_gone_the_default_judges_and_that_is_told_once(qtbot, tmp_path):
    settings.save({"pack": "gone-mobilenet"})
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        for told in (True, False):
            window = make_window(catalog, settings.load(), device="cpu")
            assert ("gone-mobilenet" in window.strip.message) == told
            assert window.session.pack == load_pack()
            window.close()
