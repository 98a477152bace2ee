"""Ratings that travel, in a real window: read by themselves, saved when asked or after every decision."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import _look_after, make_window
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import history
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.transferring import perform
from aesthetic_gui.culling.sidecars import exchange
from aesthetic_gui.files import xmp
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import NO_DETAILS, Bar, ColourLabel, Decision, Flag
from aesthetic_gui.ui.details.dialog import DetailsDialog
from aesthetic_gui.ui.grid.rows import CONFLICT
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.words import VERDICTS
from tests.unit.catalog.damage import damage
from tests.unit.culling.sidecars.other_program import rate

BAR = Bar(0.5, 0.1)

pytestmark = pytest.mark.slow

WAIT = 30_000
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(data.coffee()[number::4, ::4]).save(folder / f"IMG_{number}.jpg")
    return folder


@pytest.fixture
def open_window(qtbot, tmp_path, close_window) -> Iterator[Callable[..., MainWindow]]:
    """``open_window(folder)``: the folder is listed, scored, and its sidecars are read."""
    windows: list[MainWindow] = []
    catalogs: list[Catalog] = []

    def opened(folder: Path, **values: object) -> MainWindow:
        catalogs.append(Catalog.open(tmp_path / "catalog.db"))
        window = make_window(catalogs[-1], {**settings.load(), **values}, device="cpu")
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        window.begin([folder])
        items = window.session.model.all_items
        qtbot.waitUntil(lambda: bool(items()) and all(item.settled for item in items()), timeout=WAIT)
        qtbot.waitUntil(lambda: not window.sidecars.reader.busy, timeout=WAIT)
        return window

    yield opened
    for window in windows:
        close_window(window)
    for catalog in catalogs:
        catalog.close()
    QApplication.processEvents()


def press(qtbot, window: MainWindow, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def decision(window: MainWindow, name: str) -> Decision:
    return next(item.decision for item in window.session.model.all_items() if item.photo.path.name == name)


def stars_in(sidecar: Path) -> int | None:
    return xmp.read(sidecar.read_bytes()).stars if sidecar.exists() else None


def said_by_message_box(qtbot) -> str:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    words = f"{box.text()}\n{box.informativeText()}\n{box.detailedText()}"
    box.close()
    return words


# reading


def test_what_another_program_rated_is_there_when_the_folder_is_opened(open_window, shoot):
    rate(shoot / "IMG_1.xmp", xmp__Rating=4, xmp__Label="Rot", xmpDM__pick=1)
    window = open_window(shoot)
    assert decision(window, "IMG_1.jpg") == Decision(Flag.PICK, 4, ColourLabel.RED)
    assert decision(window, "IMG_2.jpg") == Decision()


@pytest.mark.parametrize("changed", ["in place", "made", "replaced"])
def test_what_another_program_rates_while_the_folder_is_open_shows_up(open_window, shoot, qtbot, changed):
    sidecar = shoot / "IMG_1.xmp"
    if changed != "made":
        rate(sidecar, xmp__Rating=1)
    window = open_window(shoot)
    qtbot.waitUntil(lambda: window.live.watching, timeout=WAIT)
    if changed == "replaced":
        rate(shoot / "new.tmp", xmp__Rating=5)
        (shoot / "new.tmp").replace(sidecar)
    else:
        rate(sidecar, xmp__Rating=5)
    qtbot.waitUntil(lambda: decision(window, "IMG_1.jpg").stars == 5, timeout=WAIT)
    qtbot.waitUntil(lambda: window.strip.message == "Taken over from other programs: 1 rating.", timeout=WAIT)


def test_what_is_in_sight_is_looked_at_again_when_the_photographer_comes_back(open_window, shoot, qtbot):
    """A network drive does not tell that a sidecar was written."""
    window = open_window(shoot)
    window.live.stop()
    window.session.refresh()
    rate(shoot / "IMG_1.xmp", xmp__Rating=5)
    window.session.refresh()
    qtbot.waitUntil(lambda: decision(window, "IMG_1.jpg").stars == 5, timeout=WAIT)
    rate(shoot / "IMG_1.xmp", xmp__Rating=2)
    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: decision(window, "IMG_1.jpg").stars == 2, timeout=WAIT)


def test_a_key_pressed_while_sidecars_are_read_wins(open_window, shoot, qtbot):
    window = open_window(shoot)
    window.live.stop()
    rate(shoot / "IMG_0.xmp", xmp__Rating=5, xmp__Label="Red")
    photo = next(find_photos([shoot / "IMG_0.jpg"]))
    window.sidecars.reader.read([photo], again=True)
    qtbot.waitUntil(lambda: decision(window, "IMG_0.jpg").label is ColourLabel.RED, timeout=WAIT)
    window.session.decide([window.session.model.item(0)], stars=2)
    window.sidecars.reader.read([photo], again=True)
    qtbot.waitUntil(lambda: not window.sidecars.reader.busy, timeout=WAIT)
    assert decision(window, "IMG_0.jpg").stars == 2
    assert window.session.catalog.decisions([photo])[photo.path].stars == 2


def test_a_key_pressed_before_a_sidecar_had_its_turn_counts_and_the_conflict_is_told(open_window, shoot, qtbot):
    window = open_window(shoot)
    window.live.stop()
    rate(shoot / "IMG_0.xmp", xmp__Rating=5)
    photo = next(find_photos([shoot / "IMG_0.jpg"]))
    free = threading.Event()
    window.session.queue.run(free.wait)
    window.sidecars.reader.read([photo], again=True)
    window.session.decide([window.session.model.item(0)], stars=2)
    qtbot.waitUntil(lambda: not window.session._deciding, timeout=WAIT)  # though the catalog's thread is busy
    free.set()
    qtbot.waitUntil(lambda: photo.path in window.sidecars.conflicts, timeout=WAIT)
    assert decision(window, "IMG_0.jpg").stars == 2
    assert window.session.catalog.decisions([photo])[photo.path].stars == 2


def test_the_window_shows_what_comes_of_a_key_and_of_a_sidecar_read_at_that_moment(open_window, shoot, qtbot):
    """The catalog gives the flag to what the sidecar said; the window must not go on showing what was before."""
    window = open_window(shoot)
    window.live.stop()
    rate(shoot / "IMG_0.xmp", xmp__Rating=5)
    photo = next(find_photos([shoot / "IMG_0.jpg"]))
    item = window.session.model.item(0)
    window.sidecars.reader.read([photo], again=True)
    window.session.decide([item], flag=Flag.PICK)
    qtbot.waitUntil(lambda: decision(window, "IMG_0.jpg") == Decision(Flag.PICK, 5), timeout=WAIT)
    assert window.session.catalog.decisions([photo])[photo.path] == Decision(Flag.PICK, 5)


def test_reading_anew_says_what_it_brought(open_window, shoot, qtbot):
    rate(shoot / "IMG_1.xmp", xmp__Rating=1)
    window = open_window(shoot)
    window.live.stop()
    status = (shoot / "IMG_1.xmp").stat()
    rate(shoot / "IMG_1.xmp", xmp__Rating=3)
    os.utime(shoot / "IMG_1.xmp", ns=(status.st_mtime_ns, status.st_mtime_ns))
    window.actions_by_id["read_sidecars"].trigger()
    qtbot.waitUntil(lambda: window.strip.message == "4 photographs read, 1 rating taken over.", timeout=WAIT)
    assert decision(window, "IMG_1.jpg").stars == 3


def test_a_damaged_sidecar_is_told_by_name_and_nothing_is_written_into_it(open_window, shoot, qtbot):
    (shoot / "IMG_1.xmp").write_bytes(b"<x:xmpmeta")
    window = open_window(shoot)
    assert window.sidecars.troubles.bar.isVisible()
    window.grid.select_rows([0, 1, 2, 3])
    press(qtbot, window, Qt.Key.Key_4)
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: stars_in(shoot / "IMG_3.xmp") == 4 and window.files.idle, timeout=WAIT)
    assert (shoot / "IMG_1.xmp").read_bytes() == b"<x:xmpmeta"
    window.sidecars.troubles.bar.button.click()
    assert "IMG_1.xmp" in said_by_message_box(qtbot)


def test_a_damaged_sidecar_that_is_mended_is_told_no_more(open_window, shoot, qtbot):
    (shoot / "IMG_1.xmp").write_bytes(b"<x:xmpmeta")
    window = open_window(shoot)
    qtbot.waitUntil(lambda: window.live.watching, timeout=WAIT)
    (shoot / "IMG_1.xmp").unlink()
    rate(shoot / "IMG_1.xmp", xmp__Rating=2)
    qtbot.waitUntil(lambda: not window.sidecars.troubles.bar.isVisible(), timeout=WAIT)
    assert decision(window, "IMG_1.jpg").stars == 2


# saving when asked


def test_ctrl_s_saves_what_is_selected_and_ctrl_z_takes_it_back(open_window, shoot, qtbot):
    window = open_window(shoot)
    window.grid.go_to(1)
    press(qtbot, window, Qt.Key.Key_4)
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: stars_in(shoot / "IMG_1.xmp") == 4 and window.files.idle, timeout=WAIT)
    assert [path.name for path in shoot.glob("*.xmp")] == ["IMG_1.xmp"]
    assert xmp.read((shoot / "IMG_1.xmp").read_bytes()).judgement is not None
    qtbot.waitUntil(lambda: "Save 1 photograph" in window.actions_by_id["undo"].text(), timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: not (shoot / "IMG_1.xmp").exists() and window.files.idle, timeout=WAIT)
    assert decision(window, "IMG_1.jpg").stars == 4


def test_details_of_many_are_written_saved_with_the_ratings_and_undone(open_window, shoot, qtbot):
    window = open_window(shoot)
    window.grid.selectAll()
    press(qtbot, window, Qt.Key.Key_K, CONTROL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), DetailsDialog), timeout=WAIT)
    dialog = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.keywords.entry)
    qtbot.keyClicks(dialog.keywords.entry, "harbour")
    qtbot.keyClicks(dialog.lines["title"], "Dawn")
    dialog.accept()
    items = window.session.model.all_items
    assert {(item.details.title, item.keywords) for item in items()} == {("Dawn", ("harbour",))}
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: len(list(shoot.glob("*.xmp"))) == 4 and window.files.idle, timeout=WAIT)
    said = [xmp.read(path.read_bytes()) for path in shoot.glob("*.xmp")]
    assert {(marks.title, marks.keywords) for marks in said} == {("Dawn", ("harbour",))}
    for _ in ("the saving", "the writing"):
        press(qtbot, window, Qt.Key.Key_Z, CONTROL)
        qtbot.waitUntil(lambda: not list(shoot.glob("*.xmp")) and window.files.idle, timeout=WAIT)
    qtbot.waitUntil(lambda: {item.details for item in items()} == {NO_DETAILS}, timeout=WAIT)


def test_saving_beside_a_jpeg_says_once_that_lightroom_will_not_hear_of_it(open_window, shoot, qtbot):
    window = open_window(shoot)
    bar = window.sidecars.truth.bar
    for number in (1, 2):
        window.grid.go_to(number)
        press(qtbot, window, Qt.Key.Key_4)
        press(qtbot, window, Qt.Key.Key_S, CONTROL)
        qtbot.waitUntil(lambda at=number: stars_in(shoot / f"IMG_{at}.xmp") == 4 and window.files.idle, timeout=WAIT)
        assert bar.isVisible() == (number == 1)
        assert "Lightroom passes over sidecars beside JPEG files" in bar.words
        bar.close_button.click()


def test_saving_what_is_saved_already_says_so(open_window, shoot, qtbot):
    window = open_window(shoot)
    window.grid.go_to(1)
    for _ in range(2):
        press(qtbot, window, Qt.Key.Key_S, CONTROL)
        qtbot.waitUntil(lambda: (shoot / "IMG_1.xmp").exists() and window.files.idle, timeout=WAIT)
    qtbot.waitUntil(lambda: "nothing to save" in window.strip.message and window.files.idle, timeout=WAIT)


def test_the_settings_decide_for_which_program_and_what_is_written(open_window, shoot, qtbot):
    window = open_window(shoot, sidecar_program="darktable", sidecar_scores=False, sidecar_keyword=True)
    window.grid.go_to(1)
    press(qtbot, window, Qt.Key.Key_2)
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    sidecar = shoot / "IMG_1.jpg.xmp"
    qtbot.waitUntil(lambda: sidecar.exists() and window.files.idle, timeout=WAIT)
    said = xmp.read(sidecar.read_bytes())
    assert said.judgement is None
    assert set(said.keywords) <= set(VERDICTS.values())
    assert said.keywords


def test_the_settings_dialog_names_the_programs(open_window, shoot):
    from aesthetic_gui.files.xmp import PROFILES

    row = next(row for row in settings.SETTINGS if row.key == "sidecar_program")
    assert row.choices == tuple(profile.id for profile in PROFILES)


# saving by itself


def test_decisions_are_saved_by_themselves_many_as_one(open_window, shoot, qtbot):
    window = open_window(shoot, sidecar_saving="automatically")
    window.grid.selectAll()
    for key in (Qt.Key.Key_1, Qt.Key.Key_P, Qt.Key.Key_3):
        press(qtbot, window, key)
    qtbot.waitUntil(lambda: all(stars_in(shoot / f"IMG_{n}.xmp") == 3 for n in range(4)), timeout=WAIT)
    qtbot.waitUntil(lambda: window.sidecars._saving is None, timeout=WAIT)
    with window.session.catalog.reading() as connection:
        (count,) = connection.execute("SELECT count(*) FROM operations WHERE kind = 'autosave'").fetchone()
    assert count <= 2
    assert [entry.kind for entry in history.history(window.session.catalog)] == ["decide"] * 3


def test_a_second_decision_is_saved_into_the_sidecar_that_the_first_one_made(open_window, shoot, qtbot):
    window = open_window(shoot, sidecar_saving="automatically")
    window.live.stop()
    for key, stars in ((Qt.Key.Key_1, 1), (Qt.Key.Key_5, 5)):
        window.grid.go_to(0)
        press(qtbot, window, key)
        qtbot.waitUntil(lambda stars=stars: stars_in(shoot / "IMG_0.xmp") == stars, timeout=WAIT)
    assert not window.sidecars.troubles.reasons


def test_undo_and_redo_of_a_decision_are_saved_too(open_window, shoot, qtbot):
    window = open_window(shoot, sidecar_saving="automatically")
    window.grid.go_to(0)
    press(qtbot, window, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: stars_in(shoot / "IMG_0.xmp") == 5, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: not stars_in(shoot / "IMG_0.xmp") and window.files.idle, timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_Y, CONTROL)
    qtbot.waitUntil(lambda: stars_in(shoot / "IMG_0.xmp") == 5, timeout=WAIT)


def test_what_is_decided_right_before_the_window_closes_is_saved(open_window, shoot, qtbot):
    window = open_window(shoot, sidecar_saving="automatically")
    window.grid.go_to(0)
    press(qtbot, window, Qt.Key.Key_5)
    window.close()
    assert stars_in(shoot / "IMG_0.xmp") == 5


def test_without_the_setting_nothing_is_written_by_itself(open_window, shoot, qtbot):
    window = open_window(shoot)
    window.grid.go_to(0)
    press(qtbot, window, Qt.Key.Key_5)
    window.close()
    assert not list(shoot.glob("*.xmp"))


def test_a_failure_to_save_is_told_in_the_bar_not_by_a_dialog_for_each(open_window, shoot, qtbot, monkeypatch):
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("aesthetic_gui.culling.operations.writing._stage", full)
    window = open_window(shoot, sidecar_saving="automatically")
    window.grid.selectAll()
    press(qtbot, window, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: len(window.sidecars.troubles.reasons) == 4, timeout=WAIT)
    assert QApplication.activeModalWidget() is None
    assert "4 photographs" in window.sidecars.troubles.bar.words
    monkeypatch.undo()
    press(qtbot, window, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: not window.sidecars.troubles.bar.isVisible(), timeout=WAIT)
    assert stars_in(shoot / "IMG_3.xmp") == 4


def test_another_window_that_moves_files_only_delays_saving(open_window, shoot, qtbot, monkeypatch):
    monkeypatch.setattr("aesthetic_gui.culling.operations.running.PATIENCE", 0.1)
    from aesthetic_gui.catalog import lock

    window = open_window(shoot, sidecar_saving="automatically")
    window.grid.go_to(0)
    with lock.hold(window.session.catalog.path) as held:
        assert held
        press(qtbot, window, Qt.Key.Key_5)
        qtbot.waitUntil(lambda: "Another window" in window.strip.message, timeout=WAIT)
    qtbot.waitUntil(lambda: window.sidecars._saving is None, timeout=WAIT)
    window.grid.go_to(1)
    press(qtbot, window, Qt.Key.Key_4)
    qtbot.waitUntil(lambda: stars_in(shoot / "IMG_0.xmp") == 5 and stars_in(shoot / "IMG_1.xmp") == 4, timeout=WAIT)


# conflicts


@pytest.fixture
def torn(open_window, shoot, tmp_path) -> MainWindow:
    """IMG_0 and IMG_2 have four stars here, one and two there."""
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        photos = {photo.path.name: photo for photo in find_photos([shoot])}
        decide(catalog, [photos["IMG_0.jpg"], photos["IMG_2.jpg"]], stars=4)
    for number in (0, 2):
        rate(shoot / f"IMG_{number}.xmp", xmp__Rating=1 + number // 2)
    return open_window(shoot)


def test_photographs_in_conflict_have_a_badge_and_a_bar_says_how_many(torn):
    model = torn.session.model
    assert [model.index(row).data(CONFLICT) for row in range(4)] == [True, False, True, False]
    assert "4 stars" in model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "1 star" in model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert torn.sidecars.bar.isVisible()
    assert torn.sidecars.bar.words == "2 photographs were rated here and in another program."
    assert torn.actions_by_id["review_conflicts"].isEnabled()
    assert decision(torn, "IMG_0.jpg").stars == 4


def test_nothing_is_written_over_a_conflict(torn, shoot, qtbot):
    content = (shoot / "IMG_0.xmp").read_bytes()
    torn.grid.selectAll()
    press(qtbot, torn, Qt.Key.Key_P)
    press(qtbot, torn, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: stars_in(shoot / "IMG_3.xmp") is not None or (shoot / "IMG_3.xmp").exists(), timeout=WAIT)
    qtbot.waitUntil(lambda: torn.files.idle, timeout=WAIT)
    assert (shoot / "IMG_0.xmp").read_bytes() == content
    assert len(torn.sidecars.conflicts) == 2


def test_keeping_mine_settles_and_saves_at_once(torn, shoot, qtbot):
    torn.sidecars.bar.button.click()
    dialog = torn.sidecars._dialog
    assert len(dialog.selected()) == 2
    qtbot.mouseClick(dialog.mine, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stars_in(shoot / "IMG_0.xmp") == 4 and stars_in(shoot / "IMG_2.xmp") == 4, timeout=WAIT)
    qtbot.waitUntil(lambda: torn.files.idle, timeout=WAIT)
    assert not torn.sidecars.bar.isVisible()
    assert not torn.actions_by_id["review_conflicts"].isEnabled()
    assert not torn.session.model.index(0).data(CONFLICT)


def test_keeping_mine_without_saving_leaves_the_sidecar(torn, shoot, qtbot):
    torn.sidecars.review()
    dialog = torn.sidecars._dialog
    dialog.save.setChecked(False)
    qtbot.mouseClick(dialog.mine, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not torn.sidecars.conflicts, timeout=WAIT)
    assert (stars_in(shoot / "IMG_0.xmp"), decision(torn, "IMG_0.jpg").stars) == (1, 4)


def test_taking_theirs_of_one_leaves_the_other(torn, shoot, qtbot):
    torn.sidecars.review()
    dialog = torn.sidecars._dialog
    dialog.rows.selectionModel().setCurrentIndex(
        dialog.rows.model().index(1, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    qtbot.mouseClick(dialog.theirs, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(torn.sidecars.conflicts) == 1, timeout=WAIT)
    assert (decision(torn, "IMG_0.jpg").stars, decision(torn, "IMG_2.jpg").stars) == (4, 2)
    assert [conflict.photo.path.name for conflict in dialog.selected()] == ["IMG_0.jpg"]
    assert torn.sidecars.bar.words == "1 photograph was rated here and in another program."
    dialog.reject()


def test_a_conflict_that_changes_while_it_is_shown_is_asked_about_again(torn, shoot, qtbot):
    torn.live.stop()
    torn.sidecars.review()
    dialog = torn.sidecars._dialog
    rate(shoot / "IMG_0.xmp", xmp__Rating=5)
    qtbot.mouseClick(dialog.mine, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(torn.sidecars.conflicts) == 1, timeout=WAIT)
    (conflict,) = torn.sidecars.conflicts.values()
    assert conflict.theirs.stars == 5
    assert stars_in(shoot / "IMG_0.xmp") == 5
    dialog.reject()


def test_deciding_as_the_other_program_did_ends_the_conflict(torn, qtbot):
    torn.grid.go_to(0)
    press(qtbot, torn, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: len(torn.sidecars.conflicts) == 1, timeout=WAIT)


def test_the_bar_that_was_put_away_comes_back_with_a_new_conflict(torn, shoot, qtbot):
    torn.sidecars.bar.close_button.click()
    assert not torn.sidecars.bar.isVisible()
    torn.grid.go_to(3)
    press(qtbot, torn, Qt.Key.Key_5)
    rate(shoot / "IMG_3.xmp", xmp__Rating=1)
    qtbot.waitUntil(lambda: torn.sidecars.bar.isVisible(), timeout=WAIT)
    assert "3 photographs" in torn.sidecars.bar.words


def test_a_conflict_goes_with_a_photograph_that_is_moved_outside_the_program(torn, shoot, qtbot, tmp_path):
    for name in ("IMG_0.jpg", "IMG_0.xmp", "IMG_2.jpg", "IMG_2.xmp"):
        (shoot / name).rename(tmp_path / name)
    qtbot.waitUntil(lambda: torn.session.model.total == 2, timeout=WAIT)
    qtbot.waitUntil(lambda: not torn.sidecars.conflicts and not torn.sidecars.bar.isVisible(), timeout=WAIT)


def test_what_is_read_when_a_folder_is_opened_is_one_entry_of_the_history(open_window, shoot, qtbot):
    for number in range(4):
        rate(shoot / f"IMG_{number}.xmp", xmp__Rating=number + 1)
    window = open_window(shoot)
    qtbot.waitUntil(lambda: decision(window, "IMG_3.jpg").stars == 4, timeout=WAIT)
    entries = history.history(window.session.catalog)
    assert [entry.title for entry in entries] == ["Read what other programs say of 4 photographs"]


def test_conflicts_are_forgotten_with_their_folder_and_photographs(torn, shoot, qtbot, tmp_path):
    shutil.move(shoot / "IMG_0.jpg", tmp_path / "IMG_0.jpg")
    torn.session.refresh()
    qtbot.waitUntil(lambda: len(torn.sidecars.conflicts) == 1, timeout=WAIT)
    other = tmp_path / "other"
    other.mkdir()
    torn.open_paths([other])
    qtbot.waitUntil(lambda: not torn.sidecars.conflicts, timeout=WAIT)
    assert not torn.sidecars.bar.isVisible()


# the inspector


def sidecar_row(window: MainWindow) -> str:
    return window.inspector._photograph._rows["Sidecar"][1].text()


def test_the_inspector_says_how_the_sidecar_stands(open_window, shoot, qtbot):
    window = open_window(shoot)
    window.grid.go_to(1)
    qtbot.waitUntil(lambda: sidecar_row(window) == "none", timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_3)
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: sidecar_row(window) == "IMG_1.xmp, saved", timeout=WAIT)
    press(qtbot, window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: sidecar_row(window) == "IMG_1.xmp, changes not saved yet", timeout=WAIT)


def test_the_inspector_shows_the_keywords_of_the_photograph(open_window, shoot, qtbot):
    rate(shoot / "IMG_1.xmp", xmp__Rating=1)
    text = (shoot / "IMG_1.xmp").read_text()
    words = (
        '<dc:subject xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>'
    )
    (shoot / "IMG_1.xmp").write_text(text.replace("/>\n </rdf", f">{words}</rdf:Description>\n </rdf"))
    window = open_window(shoot)
    window.grid.go_to(1)
    qtbot.waitUntil(lambda: window.inspector._photograph._rows["Keywords"][1].text() == "sea", timeout=WAIT)
    window.grid.go_to(2)
    qtbot.waitUntil(lambda: window.inspector._photograph._rows["Keywords"][1].text() == "", timeout=WAIT)


# after a disaster


def test_after_the_catalog_was_destroyed_opening_the_folder_brings_the_decisions_back(
    open_window, shoot, qtbot, tmp_path
):
    window = open_window(shoot)
    window.grid.go_to(1)
    for key in (Qt.Key.Key_P, Qt.Key.Key_4, Qt.Key.Key_6):
        press(qtbot, window, key)
    window.grid.go_to(2)
    press(qtbot, window, Qt.Key.Key_X)
    window.grid.selectAll()
    press(qtbot, window, Qt.Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: (shoot / "IMG_3.xmp").exists() and window.files.idle, timeout=WAIT)
    window.close()
    window.session.catalog.close()
    for made in backup.backups(tmp_path / "catalog.db"):
        made.path.unlink()
    for left in (tmp_path / "catalog.db-wal", tmp_path / "catalog.db-shm"):
        left.unlink(missing_ok=True)
    (tmp_path / "catalog.db").write_bytes(os.urandom(50_000))
    again = open_window(shoot)
    assert any("damaged" in notice for notice in again.session.catalog.notices)
    assert decision(again, "IMG_1.jpg") == Decision(Flag.PICK, 4, ColourLabel.RED)
    assert decision(again, "IMG_2.jpg") == Decision(Flag.REJECT)
    assert not again.sidecars.conflicts
    assert journal.open_operations(again.session.catalog) == []


def test_decisions_that_a_damaged_catalog_has_lost_are_read_back_though_their_folder_is_not_open(
    open_window, shoot, qtbot, tmp_path
):
    photo = next(find_photos([shoot / "IMG_1.jpg"]))
    path = tmp_path / "catalog.db"
    with Catalog.open(path) as catalog:
        decide(catalog, [photo], stars=4)
        plan, _ = exchange.plan_save(catalog, [Item(photo)], exchange.profile_called("lightroom"), bar=BAR)
        list(perform(catalog, plan))
    damage.overwrite(path, damage.pages_of(path, "decided", "decisions", "agreed"))
    elsewhere = Path(shutil.copytree(shoot, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("*.xmp")))
    window = open_window(elsewhere)
    assert window.session.catalog.decisions([photo]) == {}
    _look_after(window, window.session.catalog)
    qtbot.waitUntil(lambda: window.session.catalog.decisions([photo]) == {photo.path: Decision(stars=4)}, timeout=WAIT)
    qtbot.waitUntil(lambda: not window.sidecars.reader.busy, timeout=WAIT)
