"""Photographs that move more than once, or all at the same time, before the window has heard of it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations import history, planning
from aesthetic_gui.culling.operations.history import HistoryRequest
from aesthetic_gui.photo import Flag, Photo
from aesthetic_gui.ui.session.own_changes import Moves

WAIT = 30_000


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as opened:
        yield opened


@pytest.fixture
def opened(qtbot, catalog, tmp_path):
    """The window on three photographs, everything scored, watching."""
    shoot = tmp_path / "shoot"
    for folder in (shoot, shoot / "one", shoot / "two"):
        folder.mkdir()
    for number in range(3):
        Image.fromarray(data.coffee()[number:, number:]).save(shoot / f"a{number}.jpg")
    window = make_window(catalog, settings.load(), device="cpu")
    window.show()
    window.begin([shoot])
    items = window.session.model.all_items
    qtbot.waitUntil(
        lambda: len(items()) == 3 and all(item.score for item in items()) and window.live.watching, timeout=WAIT
    )
    yield window
    window.close()


def shown(window) -> list[str]:
    root = window.session.paths[0]
    return sorted(str(item.photo.path.relative_to(root)) for item in window.session.model.all_items())


def move(window, qtbot, path: Path, folder: Path) -> None:
    item = window.session.model.find(path)
    window.files.perform("Moving", lambda: planning.plan_move([item.photo], folder))
    qtbot.waitUntil(lambda: window.files.idle and bool(window.session.model.find(folder / path.name)), timeout=WAIT)


@pytest.mark.slow
def test_a_photograph_whose_two_moves_are_undone_in_one_go_has_one_row(opened, qtbot):
    root = opened.session.paths[0]
    move(opened, qtbot, root / "a0.jpg", root / "one")
    move(opened, qtbot, root / "one" / "a0.jpg", root / "two")
    entries = history.history(opened.session.catalog)
    opened.files.undo_these([HistoryRequest(entry.id, None) for entry in entries[:2]])
    qtbot.waitUntil(lambda: opened.files.idle and "a0.jpg" in shown(opened), timeout=WAIT)
    qtbot.wait(1500)
    assert shown(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"]


@pytest.mark.slow
def test_a_photograph_that_is_moved_and_trashed_again_in_one_go_has_no_row(opened, qtbot):
    root = opened.session.paths[0]
    move(opened, qtbot, root / "a0.jpg", root / "one")
    item = opened.session.model.find(root / "one" / "a0.jpg")
    opened.files.perform("Trashing", lambda: planning.plan_trash([item.photo]))
    qtbot.waitUntil(lambda: opened.files.idle and opened.session.model.total == 2, timeout=WAIT)
    trashed, moved = history.history(opened.session.catalog)[:2]
    opened.files.undo_these([HistoryRequest(trashed.id, None), HistoryRequest(moved.id, None)])
    qtbot.waitUntil(lambda: opened.files.idle and "a0.jpg" in shown(opened), timeout=WAIT)
    opened.files.redo_these([HistoryRequest(moved.id, None), HistoryRequest(trashed.id, None)])
    qtbot.waitUntil(lambda: opened.files.idle and "a0.jpg" not in shown(opened), timeout=WAIT)
    qtbot.wait(1500)
    assert shown(opened) == ["a1.jpg", "a2.jpg"]


@pytest.mark.slow
def test_a_decision_on_a_renumbered_photograph_stays_with_that_one(opened, qtbot, catalog):
    """All numbers go up by one outside the program, and the photographer decides before the window shows it."""
    root = opened.session.paths[0]
    items = [opened.session.model.find(root / f"a{number}.jpg") for number in range(3)]
    for number in (2, 1, 0):
        (root / f"a{number}.jpg").rename(root / f"a{number + 1}.jpg")
    looked, decided = threading.Event(), threading.Event()
    look_up = opened.live._look_up

    def and_wait(changed):
        known = look_up(changed)
        looked.set()
        decided.wait(WAIT / 1000)
        return known

    opened.live._look_up = and_wait
    qtbot.waitUntil(looked.is_set, timeout=WAIT)
    opened.session.decide(items[:1], flag=Flag.PICK)
    decided.set()
    qtbot.waitUntil(lambda: shown(opened) == ["a1.jpg", "a2.jpg", "a3.jpg"], timeout=WAIT)
    qtbot.waitUntil(lambda: not opened.session._deciding, timeout=WAIT)
    flags = catalog.decisions([Photo(root / f"a{number}.jpg") for number in (1, 2, 3)])
    assert {path.name: decision.flag for path, decision in flags.items() if decision.flag} == {"a1.jpg": Flag.PICK}


def moves(*pairs: tuple[str, str]) -> Moves:
    found = Moves()
    found.note((Path(before), Path(after)) for before, after in pairs)
    return found


def test_photographs_that_are_renumbered_are_each_in_the_next_place():
    went = moves(("1", "2"), ("2", "3"), ("3", "4"))
    assert [went.now(Path(name)) for name in "123"] == [Path("2"), Path("3"), Path("4")]


def test_two_that_change_places_are_each_in_the_place_of_the_other():
    went = moves(("a", "b"), ("b", "a"))
    assert [went.now(Path(name)) for name in "ab"] == [Path("b"), Path("a")]


def test_one_that_moved_twice_is_in_the_last_place():
    went = moves(("a", "b"))
    went.note([(Path("b"), Path("c"))])
    assert [went.now(Path(name)) for name in "ab"] == [Path("c"), Path("c")]


def test_one_that_came_back_is_where_it_was():
    went = moves(("a", "b"))
    went.note([(Path("b"), Path("a"))])
    assert [went.now(Path(name)) for name in "ab"] == [Path("a"), Path("a")]
