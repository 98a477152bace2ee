"""What can go wrong between the window, the worker and the catalog: nothing the photographer did gets lost."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QMessageBox
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import planning
from aesthetic_gui.culling.viewing import SortBy, View
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import AestheticError, Bar, Flag, Metadata, Photo, Trouble
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.grid.view import GridView
from aesthetic_gui.ui.session import collecting

pytestmark = pytest.mark.slow

WAIT = 30_000


def make_shoot(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        picture = Image.fromarray(data.coffee()[number:, number:])
        exif = Image.Exif()
        exif[0x0132] = f"2026:01:01 12:{59 - number:02}:00"
        picture.save(folder / f"{folder.name}{number}.jpg", exif=exif)
    return folder


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


@pytest.fixture
def window(qtbot, catalog):
    window = make_window(catalog, settings.load(), device="cpu")
    window.resize(1280, 800)
    window.show()
    window.begin([])
    yield window
    window.close()


def open_and_score(window, qtbot, folder: Path, count: int) -> None:
    window.open_paths([folder])
    items = window.session.model.all_items
    qtbot.waitUntil(lambda: len(items()) == count and all(item.settled for item in items()), timeout=WAIT)


def names(window) -> list[str]:
    return [item.photo.path.name for item in window.session.model.shown_items()]


def test_a_decision_made_while_its_photograph_is_moved_goes_along(window, qtbot, tmp_path, catalog):
    shoot = make_shoot(tmp_path / "a", 3)
    open_and_score(window, qtbot, shoot, 3)
    items = window.session.model.shown_items()
    target = tmp_path / "best"
    window.files.perform("Moving", lambda: planning.plan_move([item.photo for item in items], target))
    window.session.decide(items[:1], flag=Flag.PICK)
    qtbot.waitUntil(lambda: window.files.idle and not window.session._deciding, timeout=WAIT)
    moved = replace(items[0].photo, path=target / items[0].photo.path.name)
    assert catalog.decisions([moved])[moved.path].flag is Flag.PICK


@pytest.mark.slow
def test_opening_another_folder_drops_the_refresh_of_the_one_before(window, qtbot, tmp_path):
    first, second = make_shoot(tmp_path / "a", 6), make_shoot(tmp_path / "b", 3)
    open_and_score(window, qtbot, first, 6)
    window.session.refresh()
    open_and_score(window, qtbot, second, 3)
    qtbot.wait(300)
    assert names(window) == ["b0.jpg", "b1.jpg", "b2.jpg"]


def test_a_decision_made_during_a_refresh_stays_on_screen(window, qtbot, tmp_path):
    open_and_score(window, qtbot, make_shoot(tmp_path / "a", 4), 4)
    window.session.refresh()
    window.session.decide(window.session.model.shown_items()[:1], stars=4)
    qtbot.waitUntil(lambda: not window.session._deciding and window.session._refreshing is None, timeout=WAIT)
    assert window.session.model.item(0).decision.stars == 4


def test_a_decision_that_cannot_be_stored_is_taken_back_and_told(window, qtbot, tmp_path, monkeypatch):
    open_and_score(window, qtbot, make_shoot(tmp_path / "a", 2), 2)

    def full(*_args, **_change):
        raise AestheticError("The disk is full.")

    monkeypatch.setattr("aesthetic_gui.culling.operations.deciding.decide", full)
    window.session.decide(window.session.model.shown_items()[:1], flag=Flag.REJECT)
    assert window.session.model.item(0).decision.flag is Flag.REJECT
    qtbot.waitUntil(lambda: window.strip.message == "The disk is full.", timeout=WAIT)
    assert window.session.model.item(0).decision.flag is Flag.NONE


def test_undo_of_a_flag_repaints_its_cell(window, qtbot, tmp_path):
    open_and_score(window, qtbot, make_shoot(tmp_path / "a", 2), 2)
    window.session.decide(window.session.model.shown_items()[:1], flag=Flag.PICK)
    changed = []
    qtbot.waitUntil(lambda: "Pick" in window.actions_by_id["undo"].text(), timeout=WAIT)
    window.session.model.dataChanged.connect(lambda first, *_: changed.append(first.row()))
    window.files.undo()
    qtbot.waitUntil(lambda: window.session.model.item(0).decision.flag is Flag.NONE, timeout=WAIT)
    assert 0 in changed


def test_sorting_by_capture_time_follows_what_the_photographs_tell(window, qtbot, tmp_path):
    window.filter_bar.view_changed.emit(View(SortBy.TIME))
    open_and_score(window, qtbot, make_shoot(tmp_path / "a", 4), 4)
    qtbot.waitUntil(lambda: names(window) == ["a3.jpg", "a2.jpg", "a1.jpg", "a0.jpg"], timeout=WAIT)


def test_advance_does_not_jump_over_the_one_that_took_the_place(window, qtbot, tmp_path):
    open_and_score(window, qtbot, make_shoot(tmp_path / "a", 4), 4)
    window.kept.remember(advance=True)
    window.filter_bar.view_changed.emit(View(flags=frozenset({Flag.NONE})))
    window.grid.go_to(1)
    window.deciding.flag(Flag.PICK)
    current = window.grid.current_item()
    assert current is not None
    assert current.photo.path.name == "a2.jpg"


def test_asking_to_score_while_scoring_counts_nothing_twice(window, qtbot, tmp_path):
    window.open_paths([make_shoot(tmp_path / "a", 12)])
    qtbot.waitUntil(lambda: window.session.model.total == 12, timeout=WAIT)
    window.session.scoring.resume()
    qtbot.waitUntil(lambda: window.session.scoring.pace.finished and not window.session.scoring.expected, timeout=WAIT)
    assert all(item.settled for item in window.session.model.all_items())
    assert window.session.scoring.pace.done <= 12


def test_a_photograph_that_comes_back_is_read_again_on_request(window, qtbot, tmp_path):
    shoot = make_shoot(tmp_path / "a", 2)
    whole = (shoot / "a0.jpg").read_bytes()
    (shoot / "a0.jpg").write_bytes(whole[:4000])
    open_and_score(window, qtbot, shoot, 2)
    assert window.session.model.item(0).unreadable
    (shoot / "a0.jpg").write_bytes(whole)
    window.session.scoring.resume()
    qtbot.waitUntil(lambda: window.session.model.item(0).score is not None, timeout=WAIT)
    assert window.session.model.item(0).unreadable is None


def test_a_broken_photograph_is_not_decoded_at_the_next_visit_but_on_request(window, qtbot, tmp_path, monkeypatch):
    shoot = make_shoot(tmp_path / "a", 2)
    (shoot / "a0.jpg").write_bytes((shoot / "a0.jpg").read_bytes()[:4000])
    open_and_score(window, qtbot, shoot, 2)
    reason, decoded = window.session.model.item(0).unreadable, []

    def decode_and_tell(path, *arguments):
        decoded.append(path.name)
        return decode(path, *arguments)

    monkeypatch.setattr("aesthetic_gui.culling.scoring.pipeline.decode", decode_and_tell)
    open_and_score(window, qtbot, make_shoot(tmp_path / "b", 1), 1)
    assert "b0.jpg" in decoded
    open_and_score(window, qtbot, shoot, 2)
    broken = window.session.model.item(0)
    assert (broken.unreadable, broken.trouble) == (reason, Trouble.TRUNCATED)
    assert "a0.jpg" not in decoded
    window.session.scoring.resume()
    qtbot.waitUntil(lambda: "a0.jpg" in decoded, timeout=WAIT)
    qtbot.waitUntil(lambda: window.session.model.item(0).unreadable == reason, timeout=WAIT)


def test_an_operation_that_cannot_go_on_says_why_until_it_is_read(window, qtbot, tmp_path):
    shoot = make_shoot(tmp_path / "a", 2)
    open_and_score(window, qtbot, shoot, 2)

    def stops(_cancelled):
        raise AestheticError("The card was pulled out.")
        yield

    window.files.carry_out("Moving", stops)
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=WAIT)
    box = window.findChildren(QMessageBox)[0]
    assert box.text() == "The card was pulled out."
    box.close()


@pytest.mark.slow
def test_garbage_is_collected_again_once_a_folder_is_listed(window, qtbot, tmp_path):
    for name in ("a", "b"):
        open_and_score(window, qtbot, make_shoot(tmp_path / name, 2), 2)
        left = garbage()
        qtbot.waitUntil(lambda left=left: left() is None, timeout=WAIT)


@pytest.mark.slow
def test_garbage_is_looked_for_in_the_windows_thread_only(window, qtbot, tmp_path):
    """A widget that ended in another thread would take the window along."""
    threads = set()
    note = lambda *_: threads.add(threading.current_thread())  # noqa: E731
    gc.callbacks.append(note)
    try:
        open_and_score(window, qtbot, make_shoot(tmp_path / "a", 5), 5)
        left = garbage()
        qtbot.waitUntil(lambda: left() is None, timeout=WAIT)
    finally:
        gc.callbacks.remove(note)
    assert threads == {threading.main_thread()}


class Loop:
    pass


def garbage() -> weakref.ref[Loop]:
    """Something that only the collector can end, and so much beside it that its turn has come."""
    loop = Loop()
    loop.itself = loop
    loop.much = [[] for _ in range(gc.get_threshold()[0] + 100)]
    return weakref.ref(loop)


def many(count: int) -> list[Item]:
    return [Item(Photo(Path(f"/shoot/{n:05}.jpg")), metadata=Metadata()) for n in range(count)]


def test_a_listing_that_fails_is_told_and_the_next_one_works(window, qtbot, tmp_path, monkeypatch):
    shoot = make_shoot(tmp_path / "a", 2)
    with monkeypatch.context() as patch:
        patch.setattr(window.session.catalog, "known", _locked)
        window.open_paths([shoot])
        qtbot.waitUntil(lambda: "being used by another program" in window.strip.message, timeout=WAIT)
        left = garbage()
        qtbot.waitUntil(lambda: left() is None, timeout=WAIT)
    window.session.refresh()
    qtbot.waitUntil(lambda: names(window) == ["a0.jpg", "a1.jpg"], timeout=WAIT)


def test_garbage_is_collected_again_after_a_window_that_closed_while_it_listed(window, qtbot, tmp_path):
    window.open_paths([make_shoot(tmp_path / "a", 2)])
    left = garbage()
    collecting.collect_what_is_due()
    assert left() is not None
    assert not gc.isenabled()
    window.close()
    assert gc.isenabled()


def test_settings_that_cannot_be_written_are_told_and_written_later(window, qtbot, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(settings, "save", _full)
        window.kept.remember(theme="light")
        window.kept.save()
        qtbot.waitUntil(lambda: "No space left" in window.strip.message, timeout=WAIT)
        assert "OSError" not in window.strip.message
    window.kept.save()
    qtbot.waitUntil(lambda: settings.load()["theme"] == "light", timeout=WAIT)


def _locked(*_) -> None:
    raise AestheticError("The catalog is being used by another program.")


def _full(*_) -> None:
    raise OSError(28, "No space left on device")


def test_ten_thousand_selected_photographs_are_selected_again_in_one_run(qapp, qtbot):
    model = GridModel(Bar(0.5, 0.1))
    grid = GridView(model, Thumbnails(2**20))
    qtbot.addWidget(grid)
    grid.resize(900, 600)
    grid.show()
    model.append(many(10_000))
    grid.selectAll()
    model.set_view(View(descending=True))
    assert len(grid.selectionModel().selectedIndexes()) == 10_000
    assert len(grid.selectionModel().selection()) == 1  # one run: row by row it takes seconds


def test_what_is_still_selected_stays_selected_when_the_current_one_goes(qapp, qtbot):
    model = GridModel(Bar(0.5, 0.1))
    grid = GridView(model, Thumbnails(2**20))
    qtbot.addWidget(grid)
    grid.show()
    model.append(many(5))
    for row in (1, 3):
        grid.selectionModel().select(model.index(row), QItemSelectionModel.SelectionFlag.Select)
    grid.selectionModel().setCurrentIndex(model.index(2), QItemSelectionModel.SelectionFlag.Select)
    model.replace([model.path(2)], [])
    assert [item.photo.path.stem for item in grid.selected_items()] == ["00001", "00003"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders")
def test_what_cannot_be_read_is_told_once_while_its_folder_is_open(window, qtbot, tmp_path):
    shoot = make_shoot(tmp_path / "a", 1)
    os.mkfifo(shoot / "pipe.jpg")
    said: list[str] = []
    window.session.said.connect(said.append)

    def told() -> list[str]:
        return [words for words in said if "could not be read" in words]

    open_and_score(window, qtbot, shoot, 1)
    assert told() == [f"{shoot / 'pipe.jpg'} could not be read: not a file"]
    for name in ("pipe1.jpg", "pipe2.jpg"):
        os.mkfifo(shoot / name)
    for _ in range(2):
        window.session.refresh()
        qtbot.waitUntil(lambda: window.session._refreshing is None, timeout=WAIT)
    (also,) = told()[1:]
    assert "pipe.jpg" not in also
    assert also.endswith(" and 1 other could not be read: not a file")


def test_what_is_hidden_is_said_when_a_folder_is_opened_and_not_again(window, qtbot, tmp_path):
    shoot = make_shoot(tmp_path / "a", 1)
    (shoot / "@eaDir").mkdir()
    (shoot / "@eaDir" / "thumb.jpg").touch()
    said: list[str] = []
    window.session.said.connect(said.append)
    open_and_score(window, qtbot, shoot, 1)
    sentence = "1 photograph in hidden folders (@eaDir) was passed over; open such a folder itself to see it."
    assert said.count(sentence) == 1
    window.session.refresh()
    qtbot.waitUntil(lambda: window.session._refreshing is None, timeout=WAIT)
    assert said.count(sentence) == 1
