"""The window follows what happens on disk while it is open."""

from __future__ import annotations

import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog, Failed
from aesthetic_gui.culling.live.open_folders import OpenFolders
from aesthetic_gui.culling.operations import planning
from aesthetic_gui.files import formats
from aesthetic_gui.photo import Flag, Photo, Trouble
from aesthetic_gui.ui.session.session import AWAY

pytestmark = pytest.mark.slow

WAIT = 30_000


def photograph(path: Path, shift: int, seconds: int = 0) -> Path:
    exif = Image.Exif()
    exif[0x0132] = f"2026:01:01 12:00:{seconds:02}"
    Image.fromarray(data.coffee()[shift:, shift:]).save(path, exif=exif)
    return path


@pytest.fixture
def shoot(tmp_path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(3):
        photograph(folder / f"a{number}.jpg", number, number)
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
    assert not [thread for thread in threading.enumerate() if thread.name == "watching"]


def names(window) -> list[str]:
    return [item.photo.path.name for item in window.session.model.shown_items()]


def scored(window) -> bool:
    return all(item.score for item in window.session.model.all_items())


@pytest.fixture
def opened(window, qtbot, shoot):
    """The window on the shoot, everything scored, watching."""
    window.open_paths([shoot])
    qtbot.waitUntil(lambda: len(names(window)) == 3 and scored(window) and window.live.watching, timeout=WAIT)
    return window


def test_photographs_that_are_copied_in_appear_scored_and_are_counted_quietly(opened, qtbot, shoot, tmp_path):
    card = tmp_path / "card"
    card.mkdir()
    for number in range(4):
        photograph(card / f"b{number}.jpg", 10 + number)
    shutil.copytree(card, shoot / "card")
    qtbot.waitUntil(lambda: len(names(opened)) == 7 and scored(opened), timeout=WAIT)
    assert opened.strip.message == "4 photographs arrived."


def test_a_renamed_photograph_keeps_score_decision_and_selection(opened, qtbot, shoot, catalog):
    opened.grid.go_to(1)
    opened.deciding.flag(Flag.PICK)
    before = opened.session.model.item(1)
    qtbot.waitUntil(lambda: not opened.session._deciding, timeout=WAIT)
    (shoot / "a1.jpg").rename(shoot / "z.jpg")
    qtbot.waitUntil(lambda: names(opened) == ["a0.jpg", "a2.jpg", "z.jpg"], timeout=WAIT)
    after = opened.session.model.item(2)
    assert after == replace(before, photo=replace(before.photo, path=shoot / "z.jpg"), decision=after.decision)
    assert after.decision.flag is Flag.PICK
    assert [item.photo.path.name for item in opened.grid.selected_items()] == ["z.jpg"]
    assert opened.grid.current_item() == after
    assert catalog.decisions([after.photo])[after.photo.path].flag is Flag.PICK


def test_a_selection_of_several_stays_when_one_of_them_is_renamed(opened, qtbot, shoot):
    for row in (0, 2):
        opened.grid.selectionModel().select(opened.session.model.index(row), QItemSelectionModel.SelectionFlag.Select)
    (shoot / "a0.jpg").rename(shoot / "z.jpg")
    qtbot.waitUntil(lambda: "z.jpg" in names(opened), timeout=WAIT)
    assert {item.photo.path.name for item in opened.grid.selected_items()} >= {"a2.jpg", "z.jpg"}


def test_photographs_that_change_places_take_their_decisions_along(opened, qtbot, shoot, catalog):
    opened.grid.go_to(0)
    opened.deciding.flag(Flag.PICK)
    opened.grid.go_to(1)
    opened.deciding.flag(Flag.REJECT)
    qtbot.waitUntil(lambda: not opened.session._deciding, timeout=WAIT)
    (shoot / "a0.jpg").rename(shoot / "between")
    (shoot / "a1.jpg").rename(shoot / "a0.jpg")
    (shoot / "between").rename(shoot / "a1.jpg")
    model = opened.session.model
    qtbot.waitUntil(lambda: model.find(shoot / "a0.jpg").decision.flag is Flag.REJECT, timeout=WAIT)
    assert model.find(shoot / "a1.jpg").decision.flag is Flag.PICK
    kept = catalog.decisions([model.find(shoot / f"a{n}.jpg").photo for n in (0, 1)])
    assert [kept[shoot / f"a{n}.jpg"].flag for n in (0, 1)] == [Flag.REJECT, Flag.PICK]


def test_a_decision_made_before_the_rename_is_seen_goes_along(opened, qtbot, shoot, catalog):
    item = opened.session.model.item(0)
    (shoot / "a0.jpg").rename(shoot / "z.jpg")
    opened.session.decide([item], flag=Flag.REJECT)
    qtbot.waitUntil(lambda: "z.jpg" in names(opened) and not opened.session._deciding, timeout=WAIT)
    moved = opened.session.model.find(shoot / "z.jpg")
    assert moved.decision.flag is Flag.REJECT
    assert catalog.decisions([moved.photo])[moved.photo.path].flag is Flag.REJECT
    qtbot.waitUntil(lambda: not opened.session.moves, timeout=WAIT)


def test_an_edited_photograph_is_scored_again_and_keeps_its_decision(opened, qtbot, shoot):
    opened.session.decide([opened.session.model.item(0)], stars=4)
    before = opened.session.model.item(0)
    photograph(shoot / "edited.tmp.jpg", 60).replace(shoot / "a0.jpg")

    def again() -> bool:
        item = opened.session.model.item(0)
        return item.score is not None and item.content_id != before.content_id

    qtbot.waitUntil(again, timeout=WAIT)
    assert opened.session.model.item(0).decision.stars == 4
    assert names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"]


def test_a_removed_photograph_disappears_and_is_forgotten_by_no_one(opened, qtbot, shoot, tmp_path):
    opened.session.decide([opened.session.model.item(2)], stars=5)
    shutil.move(shoot / "a2.jpg", tmp_path / "a2.jpg")
    qtbot.waitUntil(lambda: names(opened) == ["a0.jpg", "a1.jpg"], timeout=WAIT)
    assert opened.strip.message == "1 photograph gone."
    shutil.move(tmp_path / "a2.jpg", shoot / "a2.jpg")
    qtbot.waitUntil(lambda: len(names(opened)) == 3 and scored(opened), timeout=WAIT)
    assert opened.session.model.item(2).decision.stars == 5


@pytest.mark.slow
def test_a_half_copied_photograph_waits_until_it_is_whole(opened, qtbot, shoot, tmp_path):
    whole = photograph(tmp_path / "whole.jpg", 20).read_bytes()
    with (shoot / "b.jpg").open("wb", buffering=0) as copy:
        for start in range(0, len(whole), len(whole) // 4):
            copy.write(whole[start : start + len(whole) // 4])
            qtbot.wait(300)
            assert "b.jpg" not in names(opened)
    qtbot.waitUntil(lambda: "b.jpg" in names(opened) and scored(opened), timeout=WAIT)


def test_a_photograph_half_copied_when_the_folder_was_opened_is_read_again(window, qtbot, shoot, tmp_path):
    whole = photograph(tmp_path / "whole.jpg", 20).read_bytes()
    with (shoot / "a0.jpg").open("wb", buffering=0) as copy:
        copy.write(whole[:5000])
        window.open_paths([shoot])
        qtbot.waitUntil(lambda: len(names(window)) == 3 and window.live.watching, timeout=WAIT)
        qtbot.waitUntil(lambda: bool(window.session.model.item(0).unreadable), timeout=WAIT)
        copy.write(whole[5000:])
    qtbot.waitUntil(lambda: scored(window), timeout=WAIT)
    assert window.session.model.item(0).unreadable is None


@pytest.mark.slow
def test_what_the_program_moves_itself_is_told_once(opened, qtbot, shoot, catalog):
    opened.session.decide([opened.session.model.item(0)], flag=Flag.PICK)
    item = opened.session.model.item(0)
    opened.files.perform("Moving", lambda: planning.plan_move([item.photo], shoot / "best"))
    qtbot.waitUntil(lambda: opened.files.idle and names(opened) == ["a1.jpg", "a2.jpg", "a0.jpg"], timeout=WAIT)
    qtbot.wait(1500)
    moved = opened.session.model.find(shoot / "best" / "a0.jpg")
    assert moved.decision.flag is Flag.PICK
    assert moved.score is not None
    assert catalog.decisions([moved.photo])[moved.photo.path].flag is Flag.PICK
    assert opened.strip.message == "1 photograph moved to “best”."
    opened.files.undo()
    qtbot.waitUntil(lambda: names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"], timeout=WAIT)
    qtbot.wait(1500)
    assert names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"]
    assert opened.session.model.item(0).decision.flag is Flag.PICK
    assert scored(opened)


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """The folders that anyone who follows or lists photographs looks into, by name."""
    looked: list[str] = []

    def counted(owner, name: str) -> None:
        original = getattr(owner, name)

        def look(self, folder):
            looked.append(Path(folder).name)
            return original(self, folder)

        monkeypatch.setattr(owner, name, look)

    counted(formats._Walk, "_list")
    counted(OpenFolders, "look_into")
    return looked


def moved(window, qtbot, folder: Path, rows: slice = slice(None)) -> None:
    photos = [item.photo for item in window.session.model.shown_items()[rows]]
    window.files.perform("Moving", lambda: planning.plan_move(photos, folder))
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)


def test_what_the_program_moves_itself_is_shown_at_once_and_no_folder_is_looked_into(opened, qtbot, shoot, looks):
    (shoot / "best").mkdir()
    qtbot.waitUntil(lambda: "best" in looks, timeout=WAIT)
    looks.clear()
    opened.session.decide(opened.session.model.shown_items()[:1], flag=Flag.PICK)
    moved(opened, qtbot, shoot / "best", slice(0, 2))
    assert names(opened) == ["a2.jpg", "a0.jpg", "a1.jpg"]
    assert opened.session.model.find(shoot / "best" / "a0.jpg").decision.flag is Flag.PICK
    assert scored(opened)
    qtbot.wait(1500)
    opened.files.undo()
    qtbot.waitUntil(lambda: opened.files.idle, timeout=WAIT)
    assert names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"]
    qtbot.wait(1500)
    assert names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"]
    assert looks == []


def test_what_the_program_moves_itself_stays_selected(opened, qtbot, shoot):
    (shoot / "best").mkdir()
    for row in (0, 1):
        opened.grid.selectionModel().select(opened.session.model.index(row), QItemSelectionModel.SelectionFlag.Select)
    moved(opened, qtbot, shoot / "best", slice(0, 2))
    assert [item.photo.path.name for item in opened.grid.selected_items()] == ["a0.jpg", "a1.jpg"]


def test_what_another_program_puts_there_while_this_one_moves_appears(opened, qtbot, shoot, looks):
    (shoot / "best").mkdir()
    qtbot.waitUntil(lambda: "best" in looks, timeout=WAIT)
    photos = [item.photo for item in opened.session.model.shown_items()]

    def plan():
        photograph(shoot / "best" / "other.jpg", 40)
        photograph(shoot / "b0.jpg", 50)
        return planning.plan_move(photos, shoot / "best")

    opened.files.perform("Moving", plan)
    qtbot.waitUntil(lambda: opened.files.idle, timeout=WAIT)
    assert {"a0.jpg", "a1.jpg", "a2.jpg"} <= set(names(opened))
    qtbot.waitUntil(lambda: len(names(opened)) == 5 and scored(opened), timeout=WAIT)
    assert set(names(opened)) == {"a0.jpg", "a1.jpg", "a2.jpg", "other.jpg", "b0.jpg"}


def test_what_goes_to_the_trash_leaves_at_once_and_comes_back_with_all_that_is_known_of_it(
    opened, qtbot, looks, shoot, monkeypatch
):
    opened.session.decide(opened.session.model.shown_items()[1:2], stars=4)
    photos = [opened.session.model.item(1).photo]
    opened.files.perform("Moving to the trash", lambda: planning.plan_trash(photos))
    qtbot.waitUntil(lambda: opened.files.idle, timeout=WAIT)
    assert names(opened) == ["a0.jpg", "a2.jpg"]
    qtbot.wait(1500)
    opened.files.undo()
    qtbot.waitUntil(lambda: opened.files.idle, timeout=WAIT)
    assert names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"]
    assert opened.session.model.item(1).decision.stars == 4
    assert scored(opened)
    assert looks == []


def test_copies_into_the_open_folder_appear_at_once_with_their_scores(opened, qtbot, shoot, looks):
    photos = [item.photo for item in opened.session.model.shown_items()]
    opened.files.perform("Copying", lambda: planning.plan_copy(photos, shoot / "copies"))
    qtbot.waitUntil(lambda: opened.files.idle, timeout=WAIT)
    assert names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"] * 2
    assert scored(opened)
    qtbot.wait(1500)
    assert set(looks) <= {"copies"}, "only what is new is looked into, to be followed from now on"


def test_a_raw_that_is_moved_beside_its_jpeg_joins_it(opened, qtbot, shoot, tmp_path):
    (shoot / "raws").mkdir()
    (shoot / "raws" / "a1.nef").write_bytes(b"no picture")
    qtbot.waitUntil(lambda: "a1.nef" in names(opened), timeout=WAIT)
    photos = [item.photo for item in opened.session.model.shown_items() if item.photo.path.name == "a1.nef"]
    opened.files.perform("Moving", lambda: planning.plan_move(photos, shoot))
    qtbot.waitUntil(lambda: opened.files.idle, timeout=WAIT)
    joined = [shoot / "a1.nef"]
    qtbot.waitUntil(lambda: list(opened.session.model.find(shoot / "a1.jpg").photo.companions) == joined, timeout=WAIT)
    assert names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"]


def test_a_moved_photograph_that_another_program_edits_at_once_is_read_again(opened, qtbot, shoot, catalog):
    moved(opened, qtbot, shoot / "best", slice(0, 1))
    before = opened.session.model.find(shoot / "best" / "a0.jpg")
    photograph(shoot / "best" / "a0.jpg", 70)
    find = opened.session.model.find

    def read_again() -> bool:
        item = find(shoot / "best" / "a0.jpg")
        return bool(item.score) and item.content_id != before.content_id

    qtbot.waitUntil(read_again, timeout=WAIT)


def test_a_photograph_opened_by_its_name_stays_open_where_the_program_moves_it(window, qtbot, shoot, tmp_path):
    window.open_paths([shoot / "a1.jpg"])
    qtbot.waitUntil(lambda: names(window) == ["a1.jpg"] and scored(window) and window.live.watching, timeout=WAIT)
    moved(window, qtbot, tmp_path / "elsewhere")
    assert names(window) == ["a1.jpg"]
    assert window.session.paths == [tmp_path / "elsewhere" / "a1.jpg"]
    qtbot.waitUntil(lambda: window.live.watching, timeout=WAIT)
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)
    assert window.session.paths == [shoot / "a1.jpg"]
    assert scored(window)


@pytest.mark.slow
def test_a_card_that_is_pulled_is_shown_as_away_and_comes_back(opened, qtbot, shoot, tmp_path):
    opened.session.decide([opened.session.model.item(1)], flag=Flag.PICK)
    qtbot.waitUntil(lambda: not opened.session._deciding, timeout=WAIT)
    shoot.rename(tmp_path / "pulled")
    model = opened.session.model
    qtbot.waitUntil(lambda: all(item.unreadable == AWAY for item in model.all_items()), timeout=WAIT)
    assert "shoot is not there any more" in opened.strip.message
    assert [item.trouble for item in model.all_items()] == [Trouble.GONE] * 3
    (tmp_path / "pulled").rename(shoot)
    qtbot.waitUntil(lambda: scored(opened) and not any(item.unreadable for item in model.all_items()), timeout=WAIT)
    assert model.item(1).decision.flag is Flag.PICK
    assert opened.strip.message == "3 photographs back."


def test_a_photograph_made_and_removed_around_a_refresh_does_not_stay(opened, qtbot, shoot):
    """The refresh sees it, but it is gone before those who follow the folder have looked."""
    with (shoot / "brief.jpg").open("wb") as file:  # not closed: it waits to be complete
        file.write(b"the beginning")
        file.flush()
        opened.session.refresh()
        qtbot.waitUntil(lambda: "brief.jpg" in names(opened), timeout=WAIT)
        (shoot / "brief.jpg").unlink()
    qtbot.waitUntil(lambda: names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"], timeout=WAIT)


def test_a_photograph_that_was_not_there_at_the_moment_of_a_refresh_comes_back(opened, qtbot, shoot, tmp_path):
    listed = threading.Event()
    original = opened.session._list

    def away_for_a_moment(cancelled):
        (shoot / "a1.jpg").rename(tmp_path / "a1.jpg")
        yield from original(cancelled)
        (tmp_path / "a1.jpg").rename(shoot / "a1.jpg")
        listed.set()

    opened.session._list = away_for_a_moment
    opened.session.refresh()
    qtbot.waitUntil(listed.is_set, timeout=WAIT)
    qtbot.waitUntil(lambda: opened.session._refreshing is None, timeout=WAIT)
    qtbot.waitUntil(lambda: names(opened) == ["a0.jpg", "a1.jpg", "a2.jpg"] and scored(opened), timeout=WAIT)


def test_opening_another_folder_follows_that_one_only(opened, qtbot, shoot, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    photograph(other / "c0.jpg", 3)
    opened.open_paths([other])
    qtbot.waitUntil(lambda: names(opened) == ["c0.jpg"] and opened.live.watching, timeout=WAIT)
    photograph(shoot / "a3.jpg", 5)
    photograph(other / "c1.jpg", 7)
    qtbot.waitUntil(lambda: names(opened) == ["c0.jpg", "c1.jpg"] and scored(opened), timeout=WAIT)
    assert len([thread for thread in threading.enumerate() if thread.name == "watching"]) == 1


def test_a_single_photograph_that_was_opened_is_followed_by_its_new_name(window, qtbot, shoot):
    window.open_paths([shoot / "a1.jpg"])
    qtbot.waitUntil(lambda: names(window) == ["a1.jpg"] and scored(window) and window.live.watching, timeout=WAIT)
    photograph(shoot / "a7.jpg", 7)
    (shoot / "a1.jpg").rename(shoot / "best.jpg")
    qtbot.waitUntil(lambda: names(window) == ["best.jpg"], timeout=WAIT)
    assert window.session.paths == [shoot / "best.jpg"]
    window.session.refresh()
    qtbot.waitUntil(lambda: window.session._refreshing is None, timeout=WAIT)
    assert names(window) == ["best.jpg"]


def test_what_was_read_of_a_photograph_before_it_changed_does_not_count(opened, qtbot):
    item = opened.session.model.item(0)
    opened.session.scoring.expected.add(item.photo.path)
    before = replace(item.photo, mtime_ns=1)
    opened.session.scoring.take_outcomes([Failed(before, "the file is incomplete", Trouble.TRUNCATED)])
    assert opened.session.model.item(0).unreadable is None
    qtbot.waitUntil(lambda: not opened.session.scoring.expected, timeout=WAIT)


@pytest.mark.slow
def test_hundreds_that_arrive_while_the_window_is_used_do_not_hold_it_up(opened, qtbot, shoot, tmp_path):
    pictures = photograph(tmp_path / "small.jpg", 300).read_bytes()
    gaps, last = [], time.monotonic()
    for number in range(400):
        (shoot / f"n{number}.jpg").write_bytes(pictures + b"%d" % number)
    end = time.monotonic() + 20
    while len(names(opened)) < 403 and time.monotonic() < end:
        qtbot.wait(5)
        now = time.monotonic()
        gaps.append(now - last)
        last = now
    assert len(names(opened)) == 403
    assert sorted(gaps)[int(len(gaps) * 0.95)] < 0.2, max(gaps)
    assert isinstance(opened.session.model.item(0).photo, Photo)
