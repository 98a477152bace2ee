"""What lies under the mouse stays there, whatever arrives: the next click hits what the photographer sees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTreeView

from aesthetic_gui.ui.files.folder_panel import FolderPanel
from aesthetic_gui.ui.input.pointer import StillTree

WAIT = 20_000
NO_BUTTON, NONE = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def point_at(view, place: QPoint) -> None:
    there = QPointF(place)
    move = QMouseEvent(QEvent.Type.MouseMove, there, there, NO_BUTTON, NO_BUTTON, NONE)
    QApplication.sendEvent(view.viewport(), move)


def leave(view) -> None:
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))


@pytest.fixture
def tree(qtbot):
    model = QStandardItemModel()
    for number in range(40):
        model.appendRow(QStandardItem(f"{number:03}"))
    tree = QTreeView()
    qtbot.addWidget(tree)
    model.setParent(tree)
    tree.setModel(model)
    tree.setHeaderHidden(True)
    tree.resize(200, 300)
    tree.show()
    StillTree(tree)
    return tree


def shown_at(tree, place: QPoint) -> str:
    return tree.indexAt(place).data()


PLACE = QPoint(40, 150)


def test_rows_that_come_or_go_above_leave_what_is_under_the_mouse(tree):
    point_at(tree, PLACE)
    pointed = shown_at(tree, PLACE)
    model = tree.model()
    model.insertRow(0, QStandardItem("newest"))
    assert shown_at(tree, PLACE) == pointed
    model.insertRow(0, QStandardItem("newer still"))
    model.removeRow(1)
    assert shown_at(tree, PLACE) == pointed


def test_rows_that_change_places_leave_it(tree):
    point_at(tree, PLACE)
    pointed = shown_at(tree, PLACE)
    tree.model().sort(0, Qt.SortOrder.DescendingOrder)
    assert shown_at(tree, PLACE) == pointed


def test_with_the_mouse_elsewhere_the_tree_shows_what_it_showed(tree):
    point_at(tree, PLACE)
    leave(tree)
    tree.model().insertRow(0, QStandardItem("newest"))
    assert tree.verticalScrollBar().value() == 0


@pytest.fixture
def panel(qtbot, home_of_its_own):
    for number in range(60):
        (home_of_its_own / f"{number:03}").mkdir()
        (home_of_its_own / f"{number:03}" / "inside").mkdir()
    panel = FolderPanel()
    qtbot.addWidget(panel)
    panel.resize(260, 500)
    panel.show()
    tree = panel.tree
    qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) >= 60, timeout=WAIT)
    panel.chosen.connect(lambda paths: panel.reveal(paths[0]))  # as the window does
    return panel


def click(qtbot, tree, place: QPoint) -> None:
    point_at(tree, place)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("height", [40, 150, 300])
def test_a_folder_that_is_clicked_stays_under_the_mouse(panel, qtbot, height):
    """Opened, and unfolded once it is listed: the next click there is for the same folder."""
    tree, place = panel.tree, QPoint(60, height)
    clicked = shown_at(tree, place)
    click(qtbot, tree, place)
    assert shown_at(tree, place) == clicked
    panel.unfold()
    index = tree.indexAt(place)
    qtbot.waitUntil(lambda: tree.model().rowCount(index) == 1, timeout=WAIT)
    qtbot.wait(50)
    assert tree.isExpanded(tree.indexAt(place))
    assert shown_at(tree, place) == clicked


def test_folders_that_arrive_above_leave_what_is_under_the_mouse(panel, qtbot, home_of_its_own):
    tree, place = panel.tree, QPoint(60, 150)
    point_at(tree, place)
    pointed, before = shown_at(tree, place), tree.model().rowCount(tree.rootIndex())
    for number in range(5):
        (home_of_its_own / f"000{number}").mkdir()
    qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) == before + 5, timeout=WAIT)
    qtbot.wait(50)
    assert shown_at(tree, place) == pointed


def test_a_folder_that_is_clicked_in_the_whole_computer_does_not_change_the_place(panel, qtbot, home_of_its_own):
    """It lies in the home folder, too, which another tree shows."""
    place = panel._place
    place.setCurrentIndex(place.count() - 1)
    place.activated.emit(place.count() - 1)
    index = panel._files.index(str(home_of_its_own / "000"))
    panel.tree.scrollTo(index)
    panel._choose(index)
    assert place.currentIndex() == place.count() - 1
    panel.reveal(home_of_its_own / "001")  # dropped, or from the history
    assert place.currentText() == "Home"
