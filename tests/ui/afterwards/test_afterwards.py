"""What stands in the window once something was done elsewhere, or nothing is left to show."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums import sorting
from aesthetic_gui.culling.operations import deciding, planning
from aesthetic_gui.culling.viewing import View, at_least
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import AestheticError, ColourLabel, Flag
from aesthetic_gui.ui.files.outcome import Conclusion
from aesthetic_gui.ui.main_window import MainWindow

WAIT = 20_000


@pytest.fixture
def wedding(tmp_path: Path) -> Path:
    return shoot_at(tmp_path / "Wedding", 2)


@pytest.fixture
def window(qtbot, tmp_path: Path, close_window) -> Iterator[MainWindow]:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        opened = make_window(catalog, settings.load(), device="cpu")
        opened.resize(1280, 800)
        opened.show()
        opened.begin([])
        yield opened
        close_window(opened)


def shoot_at(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True)
    for number in range(count):
        Image.new("RGB", (48, 32), (90, 40 * number, 60)).save(folder / f"DSC_{number}.jpg")
    return folder


def open_folder(window: MainWindow, qtbot, folder: Path, count: int) -> None:
    window.open_paths([folder])
    qtbot.waitUntil(lambda: window.session._opening is None and window.session.model.total == count, timeout=WAIT)


def perform(window: MainWindow, qtbot, plan: Callable[[], planning.Plan], words: str = "Moving") -> None:
    window.files.perform(words, plan)
    qtbot.waitUntil(lambda: window.files.idle, timeout=WAIT)


def shown(folder: Path) -> list:
    return list(find_photos([folder]))


def middle(window: MainWindow) -> str:
    """What is said in the middle; "" where photographs are."""
    here = window.grid.nothing_here
    return here.words if here.isVisible() else ""


def buttons(window: MainWindow) -> list[str]:
    return [button.text() for button in window.grid.nothing_here.buttons]


def press(qtbot, window: MainWindow, title: str) -> None:
    """The button of this title in the middle, or else in the strip."""
    found = [*window.grid.nothing_here.buttons, *window.strip.findChildren(QPushButton)]
    button = next(each for each in found if each.text() == title and each.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_after_a_sort_that_moves_everything_the_middle_says_where_it_went(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    albums = wedding.with_name("Wedding albums")
    items = window.session.model.all_items()
    plan = lambda: sorting.plan_sort(items, albums, "{flag}", act="move", bar=window.session.model.bar)  # noqa: E731
    perform(window, qtbot, plan, "Sorting")
    assert middle(window) == "2 photographs moved to “Wedding albums”."
    assert buttons(window) == ["Open", "Undo"]
    press(qtbot, window, "Open")
    qtbot.waitUntil(lambda: window.session.model.total == 2 and window.session._opening is None, timeout=WAIT)
    assert window.session.folder == albums
    assert middle(window) == ""


def test_undo_in_the_middle_takes_back_that_very_move_whatever_was_decided_since(window, qtbot, wedding, tmp_path):
    other = shoot_at(tmp_path / "Other", 1)
    open_folder(window, qtbot, wedding, 2)
    perform(window, qtbot, lambda: planning.plan_move(shown(wedding), tmp_path / "best"))
    deciding.decide(window.session.catalog, shown(other), flag=Flag.PICK)
    press(qtbot, window, "Undo")
    qtbot.waitUntil(lambda: window.files.idle and window.session.model.total == 2, timeout=WAIT)
    assert middle(window) == ""
    assert window.session.catalog.decisions(shown(other))[other / "DSC_0.jpg"].flag is Flag.PICK


def test_after_the_last_photograph_went_to_the_trash_the_loupe_gives_way_to_what_became_of_it(window, qtbot, tmp_path):
    folder = shoot_at(tmp_path / "Wedding", 1)
    open_folder(window, qtbot, folder, 1)
    window.viewer.show_loupe()
    perform(window, qtbot, lambda: planning.plan_trash(shown(folder)), "Moving to the trash")
    assert middle(window) == "1 photograph moved to the trash."
    assert buttons(window) == ["Undo"]


def test_what_was_moved_is_no_news_once_another_folder_is_open(window, qtbot, wedding, tmp_path):
    empty = tmp_path / "Empty"
    empty.mkdir()
    open_folder(window, qtbot, wedding, 2)
    perform(window, qtbot, lambda: planning.plan_move(shown(wedding), tmp_path / "best"))
    open_folder(window, qtbot, empty, 0)
    assert middle(window) == "No photographs here"
    assert buttons(window) == ["Open folder…"]


def test_a_filter_that_withholds_all_says_which_it_is_and_how_to_see_them(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    window.filter_bar.set_view(
        View(flags=frozenset({Flag.PICK}), stars=at_least(3), labels=frozenset({ColourLabel.RED}))
    )
    assert middle(window) == "0 of 2 photographs shown. Filter: picked; 3 stars and more; red label."
    press(qtbot, window, "Show all")
    assert (window.session.model.rowCount(), middle(window)) == (2, "")


def test_an_undo_says_what_it_undid_and_where(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    deciding.decide(window.session.catalog, shown(wedding)[:1], flag=Flag.PICK)
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and "Undone" in window.strip.message, timeout=WAIT)
    assert window.strip.message == "Undone: Pick 1 photograph (DSC_0.jpg in Wedding)."
    window.files.redo()
    qtbot.waitUntil(lambda: window.files.idle and "again" in window.strip.message, timeout=WAIT)
    assert window.strip.message == "Done again: Pick 1 photograph (DSC_0.jpg in Wedding)."


def test_an_undo_of_what_was_decided_elsewhere_is_shown_on_a_click(window, qtbot, wedding, tmp_path):
    elsewhere = shoot_at(tmp_path / "Elsewhere", 3)
    deciding.decide(window.session.catalog, shown(wedding), stars=3)
    deciding.decide(window.session.catalog, shown(elsewhere)[1:], flag=Flag.PICK)
    window.files.undo()  # of an empty window
    qtbot.waitUntil(lambda: window.files.idle and "Undone" in window.strip.message, timeout=WAIT)
    assert window.strip.message == "Undone: Pick 2 photographs (in Elsewhere)."
    press(qtbot, window, "Show")
    qtbot.waitUntil(lambda: window.session._opening is None and window.session.model.total == 3, timeout=WAIT)
    assert [item.photo.path.name for item in window.grid.selected_items()] == ["DSC_1.jpg", "DSC_2.jpg"]


def test_what_was_undone_behind_a_filter_is_shown_on_a_click(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    deciding.decide(window.session.catalog, shown(wedding)[1:], flag=Flag.PICK)
    window.filter_bar.set_view(View(stars=at_least(5)))
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and "Undone" in window.strip.message, timeout=WAIT)
    assert window.strip.message == "Undone: Pick 1 photograph (DSC_1.jpg in Wedding). The filter withholds it."
    in_strip = window.strip.findChild(QPushButton, "show")
    assert in_strip.text() == "Show all"
    qtbot.mouseClick(in_strip, Qt.MouseButton.LeftButton)
    assert selected(window) == ["DSC_1.jpg"]


def test_what_was_undone_is_selected_and_shown_in_the_view_one_is_in(window, qtbot, tmp_path):
    folder = shoot_at(tmp_path / "Wedding", 120)
    open_folder(window, qtbot, folder, 120)
    window.grid.go_to(100)
    window.deciding.flag(Flag.REJECT)
    window.grid.go_to(0)
    undo(window, qtbot)
    assert selected(window) == ["DSC_100.jpg"]
    assert 100 in window.grid.visible_rows()
    window.grid.go_to(0)
    window.viewer.show_loupe()
    window.files.redo()
    qtbot.waitUntil(lambda: window.files.idle and "again" in window.strip.message, timeout=WAIT)
    assert window.viewer.in_loupe
    assert selected(window) == ["DSC_100.jpg"]


def test_what_comes_back_from_the_trash_and_passes_the_filter_again_is_selected(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    window.session.model.set_view(View(flags=frozenset({Flag.NONE})))
    perform(window, qtbot, lambda: planning.plan_trash(shown(wedding)), "Moving to the trash")
    undo(window, qtbot)
    assert selected(window) == ["DSC_0.jpg", "DSC_1.jpg"]
    window.grid.go_to(1)
    window.deciding.flag(Flag.PICK)
    assert selected(window) == ["DSC_0.jpg"]
    undo(window, qtbot)
    assert selected(window) == ["DSC_1.jpg"]


def test_what_is_given_back_while_the_folder_is_listed_is_selected_once_it_is(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    window.grid.go_to(0)
    late = wedding / "DSC_1.jpg"
    item = window.session.model.find(late)
    window.session.model.replace([late], ())
    window.afterwards.finding.give_back(Conclusion("Undone.", (), (late,)))
    assert selected(window) == ["DSC_0.jpg"]
    window.session.model.replace((), [item])
    window.session.refreshed.emit([], [item.photo])
    assert selected(window) == ["DSC_1.jpg"]
    window.grid.go_to(0)
    window.session.refreshed.emit([], [])
    assert selected(window) == ["DSC_0.jpg"]  # that was once


def undo(window: MainWindow, qtbot) -> None:
    window.strip.say("")
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and "Undone" in window.strip.message, timeout=WAIT)


def selected(window: MainWindow) -> list[str]:
    return [item.photo.path.name for item in window.grid.selected_items()]


def test_the_historys_undo_of_several_operations_says_so(window, qtbot, wedding, tmp_path):
    elsewhere = shoot_at(tmp_path / "Elsewhere", 1)
    first = deciding.decide(window.session.catalog, shown(wedding), stars=3)
    second = deciding.decide(window.session.catalog, shown(elsewhere), flag=Flag.PICK)
    from aesthetic_gui.culling.operations.history import HistoryRequest

    window.files.undo_these([HistoryRequest(second.id, None), HistoryRequest(first.id, None)])
    qtbot.waitUntil(lambda: window.files.idle and "Undone" in window.strip.message, timeout=WAIT)
    assert window.strip.message == "Undone: 2 operations (in Elsewhere and 1 other folder)."


def test_an_undo_that_changes_nothing_says_so(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    perform(window, qtbot, lambda: planning.plan_copy(shown(wedding)[:1], wedding.with_name("best")), "Copying")
    (wedding.with_name("best") / "DSC_0.jpg").write_bytes(b"another")
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and "undone" in window.strip.message, timeout=WAIT)
    assert window.strip.message == "Nothing was undone: Copy 1 photograph to ‘best’."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errno.EACCES, "Wedding: no permission to look into this folder. Its owner can allow you to read it, or"),
        (errno.EPERM, "Wedding: no permission to look into this folder."),
        (errno.ESTALE, "Wedding: its drive or network does not answer (Stale file handle). Connect it and try again."),
        (errno.EIO, "Wedding: its drive or network does not answer (Input/output error)."),
        (errno.EHOSTDOWN, "Wedding: its drive or network does not answer (Host is down)."),
        (errno.ETIMEDOUT, "Wedding: its drive or network does not answer (Connection timed out)."),
        (errno.ENOENT, "Wedding: this folder is no longer there. If it is on a card, a drive or the network, connect"),
    ],
)
def test_a_folder_that_cannot_be_looked_into_says_why_and_what_to_do(window, qtbot, wedding, monkeypatch, error, words):
    scandir = os.scandir

    def refused(path):
        if Path(path) == wedding:
            raise OSError(error, os.strerror(error))
        return scandir(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", refused)
        open_folder(window, qtbot, wedding, 0)
    assert middle(window).startswith(words)
    assert buttons(window) == ["Try again", "Open folder…"]
    press(qtbot, window, "Try again")
    qtbot.waitUntil(lambda: window.session.model.total == 2, timeout=WAIT)
    assert middle(window) == ""


def test_a_folder_that_is_gone_is_no_photograph_that_cannot_be_read(window, qtbot, tmp_path):
    open_folder(window, qtbot, tmp_path / "media" / "card", 0)
    assert middle(window).startswith("card: this folder is no longer there. If it is on a card, a drive")
    assert window.windowTitle() == "card – Aesthetic GUI"


def test_where_looking_fails_it_does_not_go_on_for_ever(window, qtbot, wedding, monkeypatch):
    def full(*_args, **_options):
        raise AestheticError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr("aesthetic_gui.culling.scoring.opening.open_photos", full)
        window.open_paths([wedding])
        qtbot.waitUntil(lambda: window.session._opening is None, timeout=WAIT)
    assert middle(window) == "The photographs here could not be looked for."
    assert window.strip.message == "The disk is full."
    press(qtbot, window, "Try again")
    qtbot.waitUntil(lambda: window.session.model.total == 2, timeout=WAIT)


def test_undo_that_empties_the_open_album_says_where_the_photographs_are(window, qtbot, wedding, tmp_path):
    album = tmp_path / "best"
    perform(window, qtbot, lambda: planning.plan_move(shown(wedding), album))
    open_folder(window, qtbot, album, 2)
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and middle(window).startswith("Undone"), timeout=WAIT)
    assert middle(window) == "Undone: Move 2 photographs to ‘best’ (in Wedding)."
    press(qtbot, window, "Show")
    qtbot.waitUntil(lambda: window.session.model.total == 2 and window.session._opening is None, timeout=WAIT)
    assert window.session.folder == wedding
    assert len(window.grid.selected_items()) == 2


def test_a_folder_behind_a_closed_one_can_be_asked_for(window, qtbot, tmp_path, monkeypatch):
    def refused(path, *_args, **_options):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    closed = tmp_path / "closed" / "Wedding"
    with monkeypatch.context() as patched:
        patched.setattr(os, "lstat", refused)
        open_folder(window, qtbot, closed, 0)
    assert middle(window).startswith("Wedding: no permission to look into this folder.")


def test_that_nothing_was_found_is_said_only_as_long_as_nothing_is_there(window, qtbot, wedding, tmp_path):
    empty = tmp_path / "Empty"
    empty.mkdir()
    open_folder(window, qtbot, empty, 0)
    assert "No photographs" in middle(window)
    open_folder(window, qtbot, wedding, 2)
    assert (middle(window), window.strip.message) == ("", "")


def test_what_could_not_be_read_of_one_folder_is_not_said_of_the_next(window, qtbot, wedding, tmp_path):
    os.mkfifo(wedding / "pipe.jpg")
    open_folder(window, qtbot, wedding, 2)
    qtbot.waitUntil(lambda: "not a file" in window.strip.message, timeout=WAIT)
    open_folder(window, qtbot, shoot_at(tmp_path / "Other", 1), 1)
    assert window.strip.message == ""


def test_what_an_operation_did_is_still_said_once_another_folder_is_open(window, qtbot, wedding, tmp_path):
    open_folder(window, qtbot, wedding, 2)
    perform(window, qtbot, lambda: planning.plan_move(shown(wedding)[:1], tmp_path / "best"))
    open_folder(window, qtbot, tmp_path / "best", 1)
    assert window.strip.message == "1 photograph moved to “best”."


def test_that_nothing_is_rejected_is_taken_back_by_a_rejection(window, qtbot, wedding):
    open_folder(window, qtbot, wedding, 2)
    window.files.trash_rejected()
    assert "is rejected" in window.strip.message
    window.grid.go_to(0)
    window.deciding.flag(Flag.REJECT)
    qtbot.waitUntil(lambda: window.strip.message == "", timeout=WAIT)


def test_that_scoring_was_stopped_is_taken_back_when_it_goes_on(window, qtbot, tmp_path):
    window.session.worker.agenda.add = lambda _jobs: None  # nothing is scored meanwhile
    open_folder(window, qtbot, shoot_at(tmp_path / "Wedding", 4), 4)
    window.session.scoring.cancel()
    assert window.strip.message.startswith("Stopped: 4 photographs")
    window.session.scoring.resume()
    assert window.strip.message == ""
    window.session.scoring.cancel()
