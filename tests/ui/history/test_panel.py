"""The history panel: every operation, undone and redone as a whole or photograph by photograph."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import StepRow
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.history import Entry
from aesthetic_gui.culling.operations.planning import plan_move
from aesthetic_gui.culling.operations.transferring import perform, undo
from aesthetic_gui.disk_io import staged_path
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag
from aesthetic_gui.ui.history.model import HistoryModel
from aesthetic_gui.ui.history.words import FADED, SECOND_LINE, TROUBLE, day_in_words, title_of
from aesthetic_gui.ui.main_window import MainWindow

pytestmark = pytest.mark.slow

WAIT = 30_000


def noon() -> datetime:
    """Of today: an hour before or after it is today, too, whenever the tests run."""
    return datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0).astimezone(UTC)


def operation(
    number: int, ago: timedelta = timedelta(), state: str = "done", title: str = "", undone: int = 0
) -> Entry:
    at = noon() - ago
    done = 3 if state in ("done", "undone") else 2
    undone = 3 if state == "undone" else undone
    return Entry(number, number, "do", "move", title or f"Move {number}", state, 3, done, at, at, 0, undone)  # type: ignore[arg-type]


def shown(model: HistoryModel, parent: QModelIndex = QModelIndex()) -> list[str]:  # noqa: B008
    return [model.index(row, 0, parent).data() for row in range(model.rowCount(parent))]


@pytest.fixture
def model(qapp) -> HistoryModel:
    return HistoryModel()


def test_operations_stand_under_their_days_the_newest_first(model: HistoryModel) -> None:
    model.show([operation(3), operation(2, timedelta(days=1)), operation(1, timedelta(days=400))], complete=True)
    days = shown(model)
    assert days[:2] == ["Today", "Yesterday"]
    assert days[2].endswith(str((datetime.now().astimezone() - timedelta(days=400)).year))
    assert [shown(model, model.index(row, 0)) for row in range(3)] == [["Moved 3"], ["Moved 2"], ["Moved 1"]]


def test_what_is_new_is_put_on_top_and_the_rest_is_not_touched(model: HistoryModel, qtbot) -> None:
    model.show([operation(2), operation(1)], complete=True)
    before = model.operation_index(1).internalPointer()
    with qtbot.assertNotEmitted(model.modelReset):
        model.show([operation(3), operation(2, state="undone"), operation(1)], complete=True)
    assert shown(model, model.index(0, 0)) == ["Moved 3", "Moved 2", "Moved 1"]
    assert model.operation_index(1).internalPointer() is before
    assert model.operation_index(2).data(FADED)


def test_earlier_operations_are_asked_for_when_one_scrolls_to_them(model: HistoryModel, qtbot) -> None:
    model.show([operation(4), operation(3)], complete=False)
    with qtbot.waitSignal(model.more_wanted):
        model.fetchMore(QModelIndex())
    with qtbot.assertNotEmitted(model.modelReset):
        model.show([operation(n) for n in (4, 3, 2, 1)], complete=True)
    assert shown(model, model.index(0, 0)) == ["Moved 4", "Moved 3", "Moved 2", "Moved 1"]
    assert not model.canFetchMore(QModelIndex())


def test_a_partial_operation_says_how_much_of_it_was_done(model: HistoryModel) -> None:
    model.show([operation(1, state="partial"), operation(2, state="open")], complete=True)
    assert "2 of 3 done, 1 not begun" in model.operation_index(1).data(SECOND_LINE)
    assert "waiting for a drive" in model.operation_index(2).data(SECOND_LINE)
    assert model.operation_index(1).data(TROUBLE)


def test_a_name_with_control_characters_stays_on_its_line(model: HistoryModel) -> None:
    model.show([operation(1, title="Move 1 photograph to ‘two\nlines’")], complete=True)
    assert "\n" not in model.operation_index(1).data()


def test_the_days_are_called_as_people_call_them() -> None:
    today = datetime.now().astimezone().date()
    assert day_in_words(today) == "Today"
    assert day_in_words(today - timedelta(days=1)) == "Yesterday"
    assert day_in_words(date(2019, 9, 23)) == "Monday 23 September 2019"
    assert day_in_words(today - timedelta(days=2)).startswith(f"{today - timedelta(days=2):%A} ")


def decision(number: int, title: str, name: str = "", ago: timedelta = timedelta(), count: int = 1) -> Entry:
    at = noon() - ago
    alone = Path("/shoot") / name if name else None
    return Entry(number, number, "do", "decide", title, "done", count, count, at, at, 0, 0, alone)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Pick 1 photograph", "Picked IMG_1.jpg"),
        ("Pick and give 3 stars to 1 photograph", "Picked and gave 3 stars to IMG_1.jpg"),
        ("Take the stars from 1 photograph", "Took the stars from IMG_1.jpg"),
        ("Rotate 1 photograph right", "Rotated IMG_1.jpg right"),
        ("Something new of 1 photograph", "Something new of IMG_1.jpg"),
    ],
)
def test_a_line_says_what_was_done_to_which_file(title: str, said: str) -> None:
    assert title_of(decision(1, title, "IMG_1.jpg")) == said


def test_an_albums_name_stays_as_it_is() -> None:
    sorted_ = replace(operation(1, title="Sort 3 photographs into ‘mine and pick 1 photograph’"), alone=None)
    assert title_of(sorted_) == "Sorted 3 photographs into ‘mine and pick 1 photograph’"


def test_decisions_in_a_row_are_one_line_that_unfolds(model: HistoryModel) -> None:
    picks = [decision(n, "Pick 1 photograph", f"{n}.jpg", timedelta(minutes=60 - n)) for n in range(20, 10, -1)]
    rejects = [decision(n, "Reject 2 photographs", "", timedelta(minutes=60 - n), 2) for n in range(10, 7, -1)]
    model.show([operation(30), *picks, *rejects, operation(1, timedelta(minutes=90))], complete=True)
    day = model.index(0, 0)
    assert shown(model, day) == ["Moved 30", "10 picks, 6 rejects", "Moved 1"]
    run = model.index(1, 0, day)
    assert shown(model, run)[0] == "Picked 20.jpg"
    assert len(shown(model, run)) == 13
    assert model.operation_index(9).parent() == run
    model.show([operation(30), *[replace(each, undone=1, state="undone") for each in picks], *rejects], complete=True)
    assert "10 undone" in run.data(SECOND_LINE)


def test_decisions_fold_as_they_come_and_a_pause_begins_a_new_line(model: HistoryModel, qtbot) -> None:
    def at(number: int) -> Entry:
        pause = timedelta(minutes=40) if number < 8 else timedelta()
        return decision(number, "Pick 1 photograph", f"{number}.jpg", pause)

    entries = [operation(1, timedelta(minutes=50))]
    model.show(entries, complete=True)
    with qtbot.assertNotEmitted(model.modelReset):
        for number in range(2, 10):
            entries.insert(0, at(number))
            model.show(entries, complete=True)
    day = model.index(0, 0)
    assert shown(model, day) == ["Picked 9.jpg", "Picked 8.jpg", "6 picks", "Moved 1"]
    assert shown(model, model.index(2, 0, day)) == [f"Picked {number}.jpg" for number in range(7, 1, -1)]


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(3):
        Image.new("RGB", (64, 48), (80 * number, 90, 120)).save(folder / f"IMG_{number}.jpg")
    return folder


@pytest.fixture
def opened(qtbot, tmp_path: Path, shoot: Path, close_window) -> Iterator[Callable[..., MainWindow]]:
    """A window on the shoot, after what the test did in the catalog."""
    windows: list[MainWindow] = []
    catalogs: list[Catalog] = []

    def open_window(*paths: Path) -> MainWindow:
        catalogs.append(Catalog.open(tmp_path / "catalog.db"))
        window = make_window(catalogs[-1], settings.load(), device="cpu")
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        window.begin(list(paths))
        if paths:
            qtbot.waitUntil(lambda: window.session.model.total > 0, timeout=WAIT)
            window.toggle_history()
        return window

    yield open_window
    for window in windows:
        close_window(window)
    for catalog in catalogs:
        catalog.close()
    QApplication.processEvents()


def moved_yesterday(tmp_path: Path, shoot: Path) -> None:
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        photos = list(find_photos([shoot]))[:2]
        list(perform(catalog, plan_move(photos, shoot / "Best")))
        decide(catalog, [next(find_photos([shoot / "Best"]))], flag=Flag.PICK)


def row_of(window: MainWindow, title: str, qtbot) -> QModelIndex:
    model = window.history.model

    def find() -> QModelIndex:
        days = [model.index(row, 0) for row in range(model.rowCount())]
        rows = [model.index(row, 0, day) for day in days for row in range(model.rowCount(day))]
        return next((row for row in rows if row.data().startswith(title)), QModelIndex())

    qtbot.waitUntil(lambda: find().isValid(), timeout=WAIT)
    return find()


def unfolded(window: MainWindow, index: QModelIndex, qtbot) -> list[QModelIndex]:
    window.history.tree.expand(index)
    model = window.history.model
    qtbot.waitUntil(lambda: model.rowCount(index) > 0, timeout=WAIT)
    return [model.index(row, 0, index) for row in range(model.rowCount(index))]


def click(window: MainWindow, index: QModelIndex, qtbot) -> None:
    place: QPoint = window.history.tree.visualRect(index).center()
    qtbot.mouseClick(window.history.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_an_earlier_operation_is_undone_by_mouse_though_later_ones_followed(opened, shoot, tmp_path, qtbot) -> None:
    moved_yesterday(tmp_path, shoot)
    window = opened(shoot)
    click(window, row_of(window, "Moved 2 photographs", qtbot), qtbot)
    qtbot.mouseClick(window.history.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(list(shoot.glob("*.jpg"))) == 3, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(row_of(window, "Moved 2", qtbot).data(FADED)), timeout=WAIT)
    assert window.history.redo_button.isEnabled()
    assert not window.history.undo_button.isEnabled()


def test_one_photograph_of_an_operation_is_undone_and_redone(opened, shoot, tmp_path, qtbot) -> None:
    moved_yesterday(tmp_path, shoot)
    window = opened(shoot)
    photographs = unfolded(window, row_of(window, "Moved 2 photographs", qtbot), qtbot)
    assert [index.data() for index in photographs] == ["IMG_0.jpg", "IMG_1.jpg"]
    assert photographs[0].data(SECOND_LINE) == "moved → Best"
    click(window, photographs[0], qtbot)
    assert window.history.undo_button.text() == "&Undo selected"
    qtbot.mouseClick(window.history.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (shoot / "IMG_0.jpg").exists(), timeout=WAIT)
    assert (shoot / "Best" / "IMG_1.jpg").exists()

    def undone() -> bool:
        index = row_of(window, "Moved 2", qtbot)
        rows = [window.history.model.index(row, 0, index) for row in range(2)]
        return [bool(row.data(FADED)) for row in rows] == [True, False]

    qtbot.waitUntil(undone, timeout=WAIT)
    click(window, window.history.model.index(0, 0, row_of(window, "Moved 2", qtbot)), qtbot)
    qtbot.waitUntil(window.history.redo_button.isEnabled, timeout=WAIT)
    qtbot.mouseClick(window.history.redo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (shoot / "Best" / "IMG_0.jpg").exists(), timeout=WAIT)


def test_a_photograph_that_was_changed_since_says_why_it_stays(opened, shoot, tmp_path, qtbot) -> None:
    moved_yesterday(tmp_path, shoot)
    shutil.copy(shoot / "IMG_2.jpg", shoot / "Best" / "IMG_0.jpg")
    window = opened(shoot)
    photographs = unfolded(window, row_of(window, "Moved 2 photographs", qtbot), qtbot)
    assert photographs[0].data(SECOND_LINE) == "cannot be undone now"
    assert "was changed since then" in photographs[0].data(Qt.ItemDataRole.ToolTipRole)
    assert photographs[0].data(TROUBLE)
    assert not photographs[1].data(TROUBLE)


def test_a_decision_appears_at_once_and_the_keyboard_alone_takes_it_back(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    qtbot.waitUntil(lambda: window.grid.currentIndex().isValid(), timeout=WAIT)
    qtbot.keyClick(window.grid, Qt.Key.Key_P)
    index = row_of(window, "Picked IMG_0.jpg", qtbot)
    tree = window.history.tree
    tree.setFocus()
    tree.setCurrentIndex(index)
    qtbot.keyClick(tree, Qt.Key.Key_Tab)
    assert window.history.undo_button.hasFocus()
    qtbot.keyClick(window.history.undo_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session.model.item(0).decision.flag is Flag.NONE, timeout=WAIT)


def test_the_history_opens_over_the_photographs_and_goes_by_its_key_by_escape_and_by_a_click_beside_it(
    opened, shoot, tmp_path, qtbot
) -> None:
    moved_yesterday(tmp_path, shoot)
    window = opened(shoot)
    row_of(window, "Moved 2 photographs", qtbot)
    window.actions_by_id["history"].trigger()
    assert not window.history.isVisible()
    window.actions_by_id["history"].trigger()
    assert window.history.isVisible()
    assert window.rect().contains(window.history_popover.geometry())
    window.actions_by_id["back"].trigger()
    assert not window.history.isVisible()
    window.actions_by_id["history"].trigger()
    qtbot.waitUntil(window.history.tree.hasFocus, timeout=WAIT)
    qtbot.mouseClick(window.grid.viewport(), Qt.MouseButton.LeftButton)
    assert not window.history.isVisible()


def test_where_nothing_was_done_the_panel_says_so(opened, shoot, qtbot) -> None:
    window = opened(shoot)
    qtbot.waitUntil(lambda: window.history.model.empty and not window.history.tree.isVisible(), timeout=WAIT)
    assert not window.history.undo_button.isEnabled()


def test_where_nothing_is_selected_the_button_undoes_what_was_done_last(opened, shoot, tmp_path, qtbot) -> None:
    moved_yesterday(tmp_path, shoot)
    window = opened(shoot)
    button = window.history.undo_button
    qtbot.waitUntil(button.isEnabled, timeout=WAIT)
    assert button.toolTip() == "Undo Pick 1 photograph"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button.toolTip().startswith("Undo Move 2 photographs"), timeout=WAIT)


def test_a_photograph_is_found_in_the_grid_from_the_history(opened, shoot, tmp_path, qtbot) -> None:
    moved_yesterday(tmp_path, shoot)
    window = opened(shoot)
    qtbot.waitUntil(lambda: window.session.model.total == 3, timeout=WAIT)
    photographs = unfolded(window, row_of(window, "Moved 2 photographs", qtbot), qtbot)
    window.history.tree.activated.emit(photographs[1])
    assert window.grid.current_item().photo.path == shoot / "Best" / "IMG_1.jpg"


def test_what_was_undone_elsewhere_is_seen_after_the_next_look(opened, shoot, tmp_path, qtbot) -> None:
    moved_yesterday(tmp_path, shoot)
    window = opened(shoot)
    row_of(window, "Moved 2 photographs", qtbot)
    with Catalog.open(tmp_path / "catalog.db") as other:
        list(undo(other, 1))
    window.history.refresh()
    qtbot.waitUntil(lambda: bool(row_of(window, "Moved 2", qtbot).data(FADED)), timeout=WAIT)


def test_an_operation_whose_drive_is_gone_for_good_is_closed_when_the_photographer_says_so(
    opened, shoot, qtbot, tmp_path: Path
) -> None:
    target = tmp_path / "album/a.jpg"
    step = StepRow(0, "move", tmp_path / "card/a.jpg", target, staged_path(target, "0123abcd-0"))
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        journal.begin(catalog, "move", "Move 1 photograph to ‘album’", 1, steps=[step])
    window = opened(shoot)
    waiting = row_of(window, "Moved a.jpg to ‘album’", qtbot)
    menu = window.history.make_menu(window.history.model.node(waiting))
    (stop,) = [action for action in menu.actions() if action.text().startswith("Stop waiting")]
    stop.trigger()
    question = window.findChild(QMessageBox)
    next(button for button in question.buttons() if button.text() == "Stop waiting").click()
    qtbot.waitUntil(lambda: "nothing was done" in waiting.data(SECOND_LINE), timeout=WAIT)
    told = [box for box in window.findChildren(QMessageBox) if box.windowTitle() == "Stopped waiting"]
    assert f"a.jpg was last in {tmp_path / 'card'} or" in told[0].informativeText() + told[0].detailedText()
    told[0].close()


def answer(window: MainWindow, button: str, qtbot) -> list[str]:
    """Press ``button`` in the box that is open; what the box says."""
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None, timeout=WAIT)
    box = window.findChild(QMessageBox)
    next(each for each in box.buttons() if each.text() == button).click()
    return [box.text(), box.informativeText()]


def test_where_nothing_is_open_undo_says_what_it_would_take_back_and_where_before_it_does(
    opened, shoot, tmp_path, qtbot
) -> None:
    moved_yesterday(tmp_path, shoot)
    window = opened()
    window.actions_by_id["undo"].trigger()
    asked = answer(window, "Leave it as it is", qtbot)
    assert asked[0] == "Undo “Pick 1 photograph”?"
    assert "Today".lower() in asked[1]
    assert "shoot/Best" in asked[1]
    qtbot.wait(50)
    with window.session.catalog.reading() as connection:
        assert connection.execute("SELECT count(*) FROM decisions WHERE flag = 1").fetchone() == (1,)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None, timeout=WAIT)
    window.actions_by_id["undo"].trigger()
    answer(window, "Undo", qtbot)
    qtbot.waitUntil(lambda: "Move 2" in window.actions_by_id["undo"].text(), timeout=WAIT)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is None, timeout=WAIT)
    window.actions_by_id["undo"].trigger()
    answer(window, "Open the folder first", qtbot)
    qtbot.waitUntil(lambda: window.session.paths == [shoot / "Best"], timeout=WAIT)


def test_where_nothing_is_open_and_nothing_was_done_undo_says_so(opened, shoot, qtbot) -> None:
    window = opened()
    window.history_work.undo_last()
    qtbot.waitUntil(lambda: window.strip.message == "There is nothing to undo.", timeout=WAIT)
