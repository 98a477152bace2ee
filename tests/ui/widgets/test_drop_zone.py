from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from aesthetic_gui.ui.widgets.drop_zone import DropZone, mime_of, paths_of

ODD = [b"/p/plain.jpg", b"/p/not utf-8 \xff\xfe.jpg", "/p/ü 😀\n%41#?;&.jpg".encode(), b"/p/" + b"n" * 255]


@pytest.fixture
def zone(qtbot) -> DropZone:
    zone = DropZone()
    qtbot.addWidget(zone)
    zone.show()
    return zone


def hover(zone: DropZone, mime: QMimeData) -> QDragEnterEvent:
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDragEnterEvent(QPoint(5, 5), actions, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(zone, event)
    return event


def drop(zone: DropZone, mime: QMimeData) -> QDropEvent:
    hover(zone, mime)
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    event = QDropEvent(QPointF(5, 5), actions, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    event.setDropAction(Qt.DropAction.MoveAction)  # as a file browser proposes within one disk
    QApplication.sendEvent(zone, event)
    return event


@pytest.mark.parametrize("raw", ODD)
def test_names_keep_their_very_bytes_in_and_out(raw):
    path = Path(os.fsdecode(raw))
    assert paths_of(mime_of([path])) == [path]


@pytest.mark.parametrize("raw", ODD)
def test_names_survive_the_wire_format_other_programs_send(raw):
    from urllib.parse import quote_from_bytes

    mime = QMimeData()
    mime.setData("text/uri-list", f"file://{quote_from_bytes(raw)}\r\n".encode())
    assert [os.fsencode(path) for path in paths_of(mime)] == [raw]


def test_what_is_no_local_file_is_left_out():
    mime = QMimeData()
    names = ("https://example.org/a.jpg", "file://elsewhere/a.jpg", "file:///p/nul%00.jpg", "file:///p/b.jpg")
    mime.setUrls([QUrl(name) for name in names])
    assert paths_of(mime) == [Path("/p/b.jpg")]


def test_each_path_comes_once_in_the_order_it_was_dropped(qtbot, zone):
    paths = [Path("/p/z"), Path("/p/a.jpg"), Path("/p/z"), Path("/p/z/inner")]
    with qtbot.waitSignal(zone.dropped) as told:
        drop(zone, mime_of(paths))
    assert told.args == [[Path("/p/z"), Path("/p/a.jpg"), Path("/p/z/inner")]]


def test_a_drop_is_taken_as_a_copy_so_that_the_file_browser_deletes_nothing(zone):
    event = drop(zone, mime_of([Path("/p/a.jpg")]))
    assert event.isAccepted()
    assert event.dropAction() == Qt.DropAction.CopyAction


def test_the_zone_lights_up_while_files_hover_above_it(zone):
    calm = zone.grab().toImage()
    hover(zone, mime_of([Path("/p/a.jpg")]))
    assert zone.welcoming
    assert zone.grab().toImage() != calm
    QApplication.sendEvent(zone, QDragLeaveEvent())
    assert not zone.welcoming


def test_a_drag_of_something_else_is_not_welcome(qtbot, zone):
    mime = QMimeData()
    mime.setText("only words")
    event = hover(zone, mime)
    assert not event.isAccepted()
    assert not zone.welcoming


def test_the_button_asks_for_a_folder(qtbot, zone):
    with qtbot.waitSignal(zone.open_requested):
        qtbot.mouseClick(zone.button, Qt.MouseButton.LeftButton)
