"""Photographs dragged from the window onto folders of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, QStringListModel, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QListView, QMessageBox, QWidget

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.places import Places
from aesthetic_gui.ui.files.folder_drops import FolderDrops
from aesthetic_gui.ui.files.places_panel import PlacesPanel
from aesthetic_gui.ui.main_window import MainWindow
from aesthetic_gui.ui.statistics.dialog import StatisticsDialog
from aesthetic_gui.ui.widgets.drop_zone import mime_of

LEFT, COPY = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
BOTH = COPY | Qt.DropAction.MoveAction
NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def drag(
    view: QWidget,
    where: QPoint,
    paths: Sequence[Path],
    source: QWidget | None,
    keys: Qt.KeyboardModifier = NONE,
    kinds: Sequence[type[QDropEvent]] = (QDragEnterEvent, QDragMoveEvent, QDropEvent),
) -> list[QDropEvent]:
    """What Qt sends while ``paths`` are dragged from ``source`` (None: another program) over ``view`` and let go."""
    mime, sent = mime_of(paths), []
    for kind in kinds:
        dragged = type("Dragged", (kind,), {"source": lambda _self: source})
        at = QPointF(where) if kind is QDropEvent else where
        event = dragged(at, COPY if source else BOTH, mime, LEFT, keys)
        event.ignore()
        QApplication.sendEvent(view, event)
        sent.append(event)
    return sent


class Folders:
    """A list of two folders that takes drops, and what came of them."""

    def __init__(self, qtbot) -> None:
        self.folders = [Path("/shoot/day 1"), Path("/shoot/day 2")]
        self.view = QListView()
        self.view.setModel(QStringListModel([str(folder) for folder in self.folders], self.view))
        qtbot.addWidget(self.view)
        self.view.resize(300, 200)
        self.view.show()
        self.drops = FolderDrops(self.view, lambda index: self.folders[index.row()] if index.isValid() else None)
        self.brought: list[tuple[object, ...]] = []
        self.opened: list[list[Path]] = []
        self.drops.brought.connect(lambda *told: self.brought.append(told))
        self.drops.opened.connect(self.opened.append)

    def drag(self, row: int, paths: Sequence[Path], source: QWidget | None, **how) -> list[QDropEvent]:
        where = self.view.visualRect(self.view.model().index(row, 0)).center()
        return drag(self.view.viewport(), where, paths, source, **how)


@pytest.fixture
def folders(qtbot) -> Folders:
    return Folders(qtbot)


@pytest.mark.parametrize(("keys", "way"), [(NONE, None), (CTRL, "copy"), (SHIFT, "move"), (CTRL | SHIFT, None)])
def test_keys_say_whether_a_drop_moves_or_copies_and_none_is_a_question(folders, keys, way) -> None:
    photo = folders.folders[0] / "a.jpg"
    *_, dropped = folders.drag(1, [photo], folders.view, keys=keys)
    assert folders.brought == [([photo], folders.folders[1], way)]
    assert (dropped.isAccepted(), dropped.dropAction()) == (True, COPY)  # who drags has nothing to take away


def test_the_folder_under_the_mouse_is_marked_until_the_drag_leaves(folders) -> None:
    photo = folders.folders[0] / "a.jpg"
    folders.drag(1, [photo], folders.view, kinds=(QDragEnterEvent, QDragMoveEvent))
    assert folders.drops.target == folders.folders[1]
    QApplication.sendEvent(folders.view.viewport(), QDragLeaveEvent())
    assert folders.drops.target is None


def test_a_drop_on_the_folder_that_it_came_from_does_nothing(folders) -> None:
    photo = folders.folders[0] / "a.jpg"
    _, moved, dropped = folders.drag(0, [photo], folders.view)
    assert (moved.isAccepted(), dropped.isAccepted()) == (False, False)
    assert folders.brought == []
    assert folders.drops.target is None


def test_what_another_program_drops_on_a_folder_is_opened_and_never_brought_there(folders) -> None:
    stranger = Path("/elsewhere/b.jpg")
    *_, dropped = folders.drag(1, [stranger], None, keys=SHIFT)
    assert (folders.opened, folders.brought) == ([[stranger]], [])
    assert dropped.dropAction() == COPY


@pytest.fixture
def window(qtbot, tmp_path: Path, close_window) -> Iterator[MainWindow]:
    shoot = tmp_path / "shoot"
    (shoot / "best").mkdir(parents=True)
    for number in range(3):
        Image.new("RGB", (60, 40), (80 * number, 90, 90)).save(shoot / f"p{number}.jpg")
    (shoot / "p0.xmp").write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.show()
        window.begin([shoot])
        qtbot.waitUntil(lambda: window.session.model.total == 3, timeout=20_000)
        yield window
        close_window(window)
        QApplication.processEvents()


def test_photographs_dropped_on_a_folder_of_the_tree_are_moved_there_with_their_sidecars(window, qtbot) -> None:
    shoot, tree = window.session.folder, window.folders.tree
    window.folders.unfold()
    row = tree.model().index(str(shoot / "best"))
    qtbot.waitUntil(lambda: not tree.visualRect(row).isEmpty(), timeout=10_000)
    tree.scrollTo(row)
    drag(tree.viewport(), tree.visualRect(row).center(), [shoot / "p0.jpg"], window.grid)
    menu = window.findChild(QWidget, "dropMenu")
    qtbot.waitUntil(menu.isVisible, timeout=5_000)
    titles = [action.text() for action in menu.actions() if action.text()]
    assert titles == ["1 photograph to “best”", "&Move here", "&Copy here", "Cancel"]
    next(action for action in menu.actions() if action.text() == "&Move here").trigger()
    menu.close()
    qtbot.waitUntil(lambda: window.files.idle and not (shoot / "p0.jpg").exists(), timeout=10_000)
    assert {path.name for path in (shoot / "best").iterdir()} == {"p0.jpg", "p0.xmp"}
    window.files.undo()
    qtbot.waitUntil(lambda: window.files.idle and (shoot / "p0.xmp").exists(), timeout=10_000)


def test_a_folder_that_is_gone_is_not_made_by_a_drop(window, qtbot, tmp_path) -> None:
    gone = tmp_path / "card taken out"
    window.folder_drops.take([window.session.folder / "p1.jpg"], gone, "move")
    qtbot.waitUntil(lambda: window.files.idle and window.findChild(QMessageBox) is not None, timeout=10_000)
    assert "card taken out is not there. Connect its drive" in window.findChild(QMessageBox).text()
    assert not gone.exists()
    window.findChild(QMessageBox).close()


def test_the_statistics_of_what_is_open_are_counted_and_copied(window, qtbot) -> None:
    window.actions_by_id["statistics"].trigger()
    qtbot.waitUntil(lambda: window.findChild(StatisticsDialog) is not None, timeout=10_000)
    dialog = window.findChild(StatisticsDialog)
    dialog.copy.click()
    assert QApplication.clipboard().text().startswith("3 photographs: 0 kept, 0 rejected, 3 undecided.")
    dialog.reject()


def test_favourites_and_recent_folders_take_photographs_as_the_tree_does(qtbot, tmp_path: Path) -> None:
    panel = PlacesPanel()
    qtbot.addWidget(panel)
    panel.show_places(Places(favourites=(tmp_path / "best",)))
    panel.resize(200, 120)
    panel.show()
    brought: list[tuple[object, ...]] = []
    panel.drops.brought.connect(lambda *told: brought.append(told))
    head = panel.topLevelItem(0)
    for item in (head, head.child(0)):  # a heading is no folder
        where = panel.visualItemRect(item).center()
        drag(panel.viewport(), where, [tmp_path / "a.jpg"], panel, CTRL)
    assert brought == [([tmp_path / "a.jpg"], tmp_path / "best", "copy")]
