"""The close-ups beside the photographs, in the real window on made-up faces; their pixels are real files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.looking.close_ups import NO_FACE, SHARPEST_PART, Square
from aesthetic_gui.facts import Criterion, Eye, EyeState, Face, Facts, Measure, Region
from aesthetic_gui.photo import Flag, Metadata, Photo
from aesthetic_gui.ui.faces.close_ups import CLOSE_UP
from aesthetic_gui.ui.faces.crop_reader import Crops, cut

EYE = Eye(0.9, EyeState.OPEN, Region(0, 0, 0, 0))
SIZE = (600, 400)


def face(x: float, y: float) -> Face:
    return Face(Region(x - 0.05, y - 0.05, x + 0.05, y + 0.05), EYE, EYE, 0.9, 60.0, 70.0, 2.1)


def photographs(folder: Path) -> list[Item]:
    """Three frames: two faces, one of them again, none."""
    folder.mkdir()
    sharpest = {Criterion.FOCUS: Measure(90, 1.5, "px", 0.1, Region(0.4, 0.4, 0.6, 0.6))}
    facts = [Facts(faces=(face(0.3, 0.5), face(0.7, 0.5))), Facts(faces=(face(0.71, 0.5),)), Facts(sharpest)]
    items = []
    for number, each in enumerate(facts):
        path = folder / f"{number}.png"
        Image.new("RGB", SIZE, (80 * number + 40, 90, 120)).save(path)
        items.append(Item(Photo(path, (), 1, 1), metadata=Metadata(*SIZE), facts=each))
    return items


@pytest.fixture
def on_faces(window, tmp_path):
    window.session.model.append(photographs(tmp_path / "faces"))
    rows = [row for row in range(window.session.model.rowCount()) if window.session.model.item(row).facts]
    window.grid.go_to(rows[0])
    return window


def select_all_three(window) -> None:
    view = window.grid
    model = view.selectionModel()
    for row in range(window.session.model.rowCount()):
        if window.session.model.item(row).facts:
            model.select(window.session.model.index(row), model.SelectionFlag.Select)


def press(window, qtbot, key) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, key)


def test_y_shows_each_frame_of_what_is_selected_and_each_person_below_the_one_before(on_faces, qtbot):
    strip, model = on_faces.viewer.close_ups, on_faces.viewer.close_ups.model
    select_all_three(on_faces)
    press(on_faces, qtbot, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: strip.isVisible() and on_faces.close_ups.reader.idle and model.rowCount() == 3)
    told = [[index.data(Qt.ItemDataRole.AccessibleTextRole) for index in row] for row in cells(model)]
    assert told == [
        ["0.png: Eyes open, open 90 %, edges 2.1 px"] * 2,
        ["1.png: not here", "1.png: Eyes open, open 90 %, edges 2.1 px"],
        [f"2.png: {NO_FACE.format(SHARPEST_PART)}", "2.png: not here"],
    ]
    qtbot.waitUntil(lambda: model.image(model.index(2, 0)) is not None)
    assert model.image(model.index(1, 1)).pixelColor(5, 5).red() == 120
    assert model.image(model.index(1, 0)) is None
    press(on_faces, qtbot, Qt.Key.Key_Y)
    assert not strip.isVisible()
    assert on_faces.kept["close_ups"] is False


def cells(model):
    return [[model.index(row, column) for column in range(model.columnCount())] for row in range(model.rowCount())]


def test_a_click_goes_to_that_frame_at_that_face(on_faces, qtbot):
    table, model = on_faces.viewer.close_ups.table, on_faces.viewer.close_ups.model
    select_all_three(on_faces)
    on_faces.close_ups.toggle()
    qtbot.waitUntil(lambda: model.rowCount() == 3)
    wanted = model.index(1, 1).data(CLOSE_UP)
    place = table.visualRect(model.index(1, 1)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    view = on_faces.loupe.view
    qtbot.waitUntil(lambda: view.look.scale == 1.0)
    assert on_faces.viewer.current_item().photo.path.name == "1.png"
    assert (view.look.u, view.look.v) == pytest.approx(wanted.point, abs=0.01)


def test_a_frame_that_is_flagged_shows_it_and_its_close_ups_stay(on_faces, qtbot):
    model = on_faces.viewer.close_ups.model
    on_faces.close_ups.toggle()
    qtbot.waitUntil(lambda: model.rowCount() == 1 and model.image(model.index(0, 0)) is not None)
    press(on_faces, qtbot, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: model.items[0].decision.flag is Flag.PICK)
    assert model.image(model.index(0, 0)) is not None


def test_close_ups_are_cut_out_of_every_pixel_as_the_photograph_is_turned(tmp_path):
    rgb = np.arange(40 * 60 * 3, dtype=np.uint8).reshape(40, 60, 3)
    path = tmp_path / "one.png"
    Image.fromarray(rgb).save(path)
    for turn in range(4):
        turned = np.rot90(rgb, -turn)
        squares = (Square(5, 7, 10, 10), Square(20, 20, 12, 8))
        for image, square in zip(cut(Crops(Photo(path), turn, squares)), squares, strict=True):
            own = np.array(
                [[image.pixelColor(x, y).getRgb()[:3] for x in range(image.width())] for y in range(image.height())]
            )
            assert (
                own == turned[square.top : square.top + square.height, square.left : square.left + square.width]
            ).all()


def test_what_is_no_longer_wanted_is_not_read(on_faces, qtbot, monkeypatch):
    reader = on_faces.close_ups.reader
    monkeypatch.setattr(reader, "_busy", lambda: True)
    item = on_faces.viewer.current_item()
    reader.want([Crops(replace(item.photo), 0, (Square(0, 0, 5, 5),))])
    assert not reader.idle
    reader.want([])
    assert reader.idle


def test_of_very_many_the_nearest_are_shown_and_it_says_of_how_many(window, qtbot, monkeypatch):
    monkeypatch.setattr("aesthetic_gui.ui.faces.work.MOST", 4)
    window.viewer.select_all()
    window.close_ups.toggle()
    model = window.viewer.close_ups.model
    qtbot.waitUntil(lambda: model.rowCount() == 4)
    assert window.close_ups._left_out == 16
