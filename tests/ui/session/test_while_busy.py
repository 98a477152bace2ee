"""What is shown as done is kept at once, though the thread that lists and moves files is busy for an hour."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import planning
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Decision, Flag

WAIT = 20_000
PICKED = Decision(Flag.PICK)


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


@pytest.fixture
def photos(tmp_path):
    (tmp_path / "shoot").mkdir()
    for number in range(4):
        (tmp_path / "shoot" / f"{number}.jpg").write_bytes(b"no photograph that anybody could read, number %d" % number)
    return list(find_photos([tmp_path / "shoot"]))


@pytest.fixture
def window(qtbot, catalog, photos):
    window = make_window(catalog, settings.load(), device="cpu")
    window.show()
    window.session.model.append([Item(photo) for photo in photos])
    window.viewer.leave_the_empty_page()
    window.viewer.show_grid()
    window.grid.go_to(0)
    yield window
    window.close()


@pytest.fixture
def busy(window):
    """A file operation that does not come to its end until the event is set."""
    free = threading.Event()

    def steps(_cancelled):
        free.wait(30)
        yield from ()

    window.files.carry_out("Copying", steps)
    yield free
    free.set()


@pytest.fixture
def end(qtbot, window):
    def ended(free: threading.Event) -> None:
        free.set()
        qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)

    return ended


def test_a_pick_is_kept_and_undone_and_redone(window, busy, qtbot, catalog, photos, end):
    window.deciding.flag(Flag.PICK)
    qtbot.waitUntil(lambda: catalog.decisions(photos) == {photos[0].path: PICKED}, timeout=WAIT)
    undo = window.actions_by_id["undo"]
    qtbot.waitUntil(lambda: undo.text() == "Undo Pick 1 photograph", timeout=WAIT)
    undo.trigger()
    qtbot.waitUntil(lambda: not catalog.decisions(photos), timeout=WAIT)
    qtbot.waitUntil(lambda: window.session.model.item(0).decision == Decision(), timeout=WAIT)
    qtbot.waitUntil(lambda: window.actions_by_id["redo"].isEnabled(), timeout=WAIT)
    window.actions_by_id["redo"].trigger()
    qtbot.waitUntil(lambda: window.session.model.item(0).decision == PICKED, timeout=WAIT)
    assert not window.files.idle
    end(busy)
    assert window.session.model.item(0).decision == PICKED


def test_a_stack_is_kept_and_undone_and_redone(window, busy, qtbot, catalog, photos, end):
    session = window.session
    session.stacking.stack(session.model.all_items()[:3])
    hand = session.model.item(0).hand
    assert hand
    assert [item.hand for item in session.model.all_items()] == [hand, hand, hand, None]
    undo = window.actions_by_id["undo"]
    qtbot.waitUntil(lambda: undo.text() == "Undo Stack 3 photographs", timeout=WAIT)
    assert catalog.known(photos, "")[photos[2].path].hand == hand
    undo.trigger()
    qtbot.waitUntil(lambda: session.model.item(0).hand is None, timeout=WAIT)
    qtbot.waitUntil(lambda: window.actions_by_id["redo"].isEnabled(), timeout=WAIT)
    window.actions_by_id["redo"].trigger()
    qtbot.waitUntil(lambda: session.model.item(2).hand == hand, timeout=WAIT)
    session.take_changes([Item(photos[0])], {}, gone=(), away=())  # as a listing from before would have it
    assert session.model.item(0).hand == hand
    end(busy)


def test_one_is_kept_and_the_rest_rejected_and_all_of_it_undone_at_once(window, qtbot, catalog, photos):
    session = window.session
    session.keep_and_reject(session.model.all_items()[:3], [photos[1].path])
    flags = [Flag.REJECT, Flag.PICK, Flag.REJECT, Flag.NONE]
    assert [item.decision.flag for item in session.model.all_items()] == flags
    undo = window.actions_by_id["undo"]
    qtbot.waitUntil(lambda: undo.text() == "Undo Keep 1 and reject 2 photographs", timeout=WAIT)
    assert [catalog.decisions(photos).get(photo.path, Decision()).flag for photo in photos] == flags
    undo.trigger()
    qtbot.waitUntil(lambda: not catalog.decisions(photos), timeout=WAIT)


def test_a_photograph_that_another_program_moved_is_shown_in_its_stack_once_its_content_is_known(
    window, qtbot, catalog, photos
):
    session = window.session
    session.stacking.choose_cover(session.model.all_items()[:2], photos[1].path)
    session.scoring.take_outcomes([Result(photos[1], "content", None, "pack", None)])
    qtbot.waitUntil(lambda: any(one.content_id for one in catalog.known(photos[1:2], "").values()), timeout=WAIT)
    moved = replace(photos[1], path=photos[1].path.rename(photos[1].path.with_name("moved.jpg")))
    session.take_changes([Item(moved)], {}, gone=[photos[1].path], away=())
    session.scoring.take_outcomes([Result(moved, "content", None, "pack", None)])
    qtbot.waitUntil(lambda: session.model.find(moved.path).hand is not None, timeout=WAIT)
    assert session.model.find(moved.path).hand == replace(session.model.find(photos[0].path).hand, cover=True)


def test_the_history_shows_it_and_undoes_it(window, busy, qtbot, catalog, photos, end):
    window.toggle_history()
    window.deciding.flag(Flag.PICK)
    days = window.history.model
    qtbot.waitUntil(lambda: days.rowCount() == 1 and days.operation_index(1).isValid(), timeout=WAIT)
    window.history.tree.setCurrentIndex(days.operation_index(1))
    qtbot.mouseClick(window.history.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not catalog.decisions(photos), timeout=WAIT)
    end(busy)


def test_a_setting_a_score_and_an_example_are_kept(window, busy, qtbot, catalog, photos, end):
    tasting.create(catalog, "wedding")
    window.session.taste = "wedding"
    window.kept.remember(thumbnail_size=200)
    window.kept.save()
    window.session.scoring.take_outcomes([Result(photos[1], "content", None, "pack", None)])
    window.deciding.flag(Flag.REJECT)
    qtbot.waitUntil(lambda: settings.load()["thumbnail_size"] == 200, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(catalog.known(photos[1:2], "pack")), timeout=WAIT)
    qtbot.waitUntil(lambda: [taste.rejects for taste in tasting.tastes(catalog)] == [1], timeout=WAIT)
    end(busy)


def test_a_listing_that_had_read_the_catalog_before_does_not_hide_the_pick(window, qtbot, photos, catalog):
    read, go_on = threading.Event(), threading.Event()

    def listing(_cancelled):
        found = [Item(photo, decision=catalog.decisions([photo]).get(photo.path, Decision())) for photo in photos]
        read.set()
        go_on.wait(30)
        yield found

    session = window.session
    session.queue.iterate(listing, lambda found: session.take_changes(found, {}, gone=(), away=()))
    assert read.wait(10)
    window.deciding.flag(Flag.PICK)
    qtbot.waitUntil(lambda: bool(catalog.decisions(photos)) and not session._deciding, timeout=WAIT)
    go_on.set()
    over: list[None] = []
    session.queue.run(lambda: None, over.append)
    qtbot.waitUntil(lambda: bool(over), timeout=WAIT)
    assert session.model.item(0).decision == PICKED


def test_what_another_program_decides_later_is_shown_again(window, qtbot, photos, catalog):
    session = window.session
    window.deciding.flag(Flag.PICK)
    qtbot.waitUntil(lambda: not session.keeper.decisions.said.knows(photos[0].path), timeout=WAIT)
    decide(catalog, photos[:1], flag=Flag.REJECT)
    session.take_changes([Item(photos[0], decision=Decision(Flag.REJECT))], {}, gone=(), away=())
    assert session.model.item(0).decision == Decision(Flag.REJECT)


def test_a_pick_before_the_move_is_before_it_in_the_history(window, qtbot, photos, catalog, tmp_path):
    """Or Ctrl+Z would take back the pick instead of the move."""
    window.deciding.flag(Flag.PICK)
    window.files.perform("Moving", lambda: planning.plan_move(photos, tmp_path / "best"))
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
    assert all(photo.path.exists() for photo in photos)
    assert catalog.decisions(photos) == {photos[0].path: PICKED}


def test_photographs_that_are_moved_away_at_that_moment_keep_their_picks(window, qtbot, photos, catalog, tmp_path):
    """Each is picked where the window still shows it, while the operation takes it away."""
    begun, go_on, best = threading.Event(), threading.Event(), tmp_path / "best"
    from aesthetic_gui.culling.operations import transferring

    def steps(cancelled):
        moving = transferring.perform(catalog, planning.plan_move(photos, best), cancelled)
        yield from moving
        begun.set()
        go_on.wait(30)

    window.files.carry_out("Moving", steps)
    assert begun.wait(10)
    window.session.decide([Item(photo) for photo in photos], flag=Flag.PICK)
    there = [replace(photo, path=best / photo.path.name) for photo in photos]
    qtbot.waitUntil(lambda: len(catalog.decisions(there)) == len(photos), timeout=WAIT)
    go_on.set()
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)


def test_closing_the_window_while_files_are_copied_keeps_the_picks(window, busy, catalog, photos, monkeypatch):
    monkeypatch.setattr(window.files, "may_close", lambda: True)
    window.deciding.flag(Flag.PICK)
    threading.Timer(0.2, busy.set).start()
    window.close()
    assert catalog.decisions(photos) == {photos[0].path: PICKED}


def test_the_bar_that_was_set_is_kept(window, busy, qtbot, end):
    window.model_panel.bar.threshold_changed.emit(0.7)
    qtbot.waitUntil(lambda: settings.load()["threshold"] == 0.7, timeout=WAIT)
    end(busy)
