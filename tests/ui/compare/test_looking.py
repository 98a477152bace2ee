"""What helps to look, in the real window: a decision shown large, lights out, tints on pixels, a second window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolButton

from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.ui.loupe.flash import SHOWN_MS, signs_of


def press(window, qtbot, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def shown(view) -> list[str]:
    return [sign.glyph for sign in view.flash.signs]


def test_a_decision_is_large_over_the_photograph_for_a_moment_and_holds_up_no_key(window, qtbot):
    view = window.loupe.view
    press(window, qtbot, Qt.Key.Key_P)
    assert not shown(view)  # the grid shows it itself
    press(window, qtbot, Qt.Key.Key_E)
    qtbot.waitUntil(view.isVisible)
    press(window, qtbot, Qt.Key.Key_X)
    assert shown(view) == ["reject"]
    press(window, qtbot, Qt.Key.Key_3)
    assert shown(view) == ["star"] * 3
    assert (window.session.model.item(0).decision.flag, window.session.model.item(0).decision.stars) == (Flag.REJECT, 3)
    qtbot.waitUntil(lambda: not view.flash.isVisible(), timeout=10 * SHOWN_MS)


def test_every_decision_has_its_sign_and_a_turn_has_none():
    assert [sign.glyph for sign in signs_of({"flag": Flag.NONE})] == ["flag_outline"]
    assert [sign.glyph for sign in signs_of({"stars": 0})] == ["star_outline"]
    assert [sign.glyph for sign in signs_of({"label": ColourLabel.RED})] == ["dot"]
    assert not signs_of({"turn_by": 1})


def test_lights_go_dim_then_out_around_the_photograph_and_on_again(window, qtbot):
    press(window, qtbot, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: window.showing.loader.idle and window.loupe.view.known_size)
    lit = brightness(window)
    press(window, qtbot, Qt.Key.Key_L)
    dim = brightness(window)
    press(window, qtbot, Qt.Key.Key_L)
    out = brightness(window)
    assert lit[0] == dim[0] == out[0] > 0  # the photograph
    assert lit[1] > dim[1] > out[1] == 0  # what is around it
    press(window, qtbot, Qt.Key.Key_Escape)
    assert window.viewer.view == "loupe"
    assert brightness(window) == lit


def brightness(window) -> tuple[float, float]:
    """Of the photograph's middle, and of the inspector."""
    QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    middle = window.loupe.view.mapTo(window, window.loupe.view.covered.center())
    beside = window.inspector.mapTo(window, window.inspector.rect().center())
    return tuple(float(pixels[at.y() - 5 : at.y() + 5, at.x() - 5 : at.x() + 5].mean()) for at in (middle, beside))


def test_blown_out_and_sharp_pixels_are_tinted_as_long_as_it_is_wanted(window, qtbot):
    view = window.loupe.view
    press(window, qtbot, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: window.showing.loader.idle and view.known_size)
    white = QImage(300, 200, QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    view.show_photo(white, white.size())
    press(window, qtbot, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: view._tints is not None)
    tints, part = view._tints
    assert part == white.rect()
    assert tints.pixelColor(tints.rect().center()).getRgb()[:3] == (255, 40, 40)
    press(window, qtbot, Qt.Key.Key_J)
    assert view._tints is None


def test_a_second_window_follows_takes_keys_and_closes_with_the_first(window, qtbot):
    press(window, qtbot, Qt.Key.Key_F11)
    second = window.second.window
    assert window.kept["second_window"] is True
    pane = second.panes.pane
    qtbot.waitUntil(lambda: pane.picture is not None)
    assert (pane.photo.path.stem, window.viewer.view) == ("00", "grid")
    second.activateWindow()
    qtbot.waitUntil(second.isActiveWindow)
    qtbot.keyClick(second, Qt.Key.Key_Right)
    qtbot.keyClick(second, Qt.Key.Key_P)
    assert window.session.model.item(1).decision.flag is Flag.PICK
    qtbot.waitUntil(lambda: pane.photo.path.stem == "01" and pane.item.decision.flag is Flag.PICK)
    qtbot.waitUntil(lambda: pane.picture is not None and pane.view.isVisible())
    qtbot.mouseClick(pane.view, Qt.MouseButton.LeftButton)
    assert pane.view.scale == 1.0
    window.close()
    assert not second.isVisible()
    assert window.kept["second_window"] is True


def test_shift_z_goes_to_the_focus_point_of_each_or_says_that_there_is_none(window, qtbot, monkeypatch):
    points = {"00": (0.25, 0.5), "01": (0.3, 0.6)}
    monkeypatch.setattr("aesthetic_gui.files.camera.focus.focus_of", lambda path: points.get(path.stem))
    press(window, qtbot, Qt.Key.Key_C)
    panes = window.viewer.compare.shown_panes()
    qtbot.waitUntil(lambda: all(pane.view.known_size for pane in panes))
    press(window, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: all(pane.view.scale == 1.0 for pane in panes))
    for pane in panes:
        assert (pane.view.look.u, pane.view.look.v) == pytest.approx(points[pane.photo.path.stem])
    said = []
    window.focus_point.said.connect(said.append)
    press(window, qtbot, Qt.Key.Key_G)
    window.grid.go_to(5)
    press(window, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(said))
    assert window.viewer.view == "loupe"
    assert "05.jpg" in said[0]


def test_a_turned_photograph_can_be_seen_as_it_was_taken(window, qtbot):
    press(window, qtbot, Qt.Key.Key_E)
    window.deciding.turn(1)
    view, before = window.loupe.view, window.loupe.findChild(QToolButton)
    qtbot.waitUntil(lambda: before.isVisible() and view.covered.height() > view.covered.width())
    before.click()
    qtbot.waitUntil(lambda: view.covered.width() > view.covered.height())
    before.click()
    qtbot.waitUntil(lambda: view.covered.height() > view.covered.width())
    before.click()
    press(window, qtbot, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not before.isVisible())
    press(window, qtbot, Qt.Key.Key_Left)
    qtbot.waitUntil(before.isVisible)
    assert not before.isChecked()
    assert window.session.model.item(0).decision.turn == 1
