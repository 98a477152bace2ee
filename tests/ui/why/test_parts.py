"""What shows a reason over the photograph: the region that is pointed at, the line below, the blinking."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from aesthetic_gui.ui.why.blinking import PHASE_MS, TAP_SECONDS, Blinking
from aesthetic_gui.ui.why.hover import RegionHover, outline


def test_an_outline_goes_around_a_region_and_around_the_holes_in_it():
    mask = np.ones((3, 3), bool)
    mask[1, 1] = False
    lines = {(line.x1(), line.y1(), line.x2(), line.y2()) for line in outline(mask)}
    around = {(0, 0, 3, 0), (0, 3, 3, 3), (0, 0, 0, 3), (3, 0, 3, 3)}
    hole = {(1, 1, 2, 1), (1, 2, 2, 2), (1, 1, 1, 2), (2, 1, 2, 2)}
    assert lines == around | hole


def move(view: QWidget, x: float, y: float) -> None:
    none, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(view, QMouseEvent(QEvent.Type.MouseMove, QPointF(x, y), QPointF(x, y), none, none, no_key))


def test_the_region_under_the_pointer_says_what_it_does_and_beside_the_photograph_none_does(qtbot):
    view = QWidget()
    qtbot.addWidget(view)
    view.resize(220, 100)
    view.show()
    hover = RegionHover(view, lambda: QRectF(10, 0, 200, 100))
    regions = np.repeat(np.array([[0, 1]], np.int16), 2, axis=0)
    hover.show_regions(regions, lambda number: (f"region {number}",))
    move(view, 60, 50)
    assert hover.lines == ("region 0",)
    move(view, 160, 50)
    assert hover.lines == ("region 1",)
    move(view, 3, 50)
    assert hover.lines == ()
    move(view, 160, 50)
    hover.show_regions(None, lambda _number: ())
    assert hover.lines == ()
    assert not view.hasMouseTracking()


@pytest.fixture
def blinking(qapp) -> Blinking:
    return Blinking(qapp)


def test_held_the_photograph_is_seen_alone_and_let_go_the_reason_is_back(blinking):
    seen: list[bool] = []
    blinking.seen.connect(seen.append)
    blinking.press()
    blinking.release(TAP_SECONDS + 0.1)
    assert seen == [False, True]
    assert not blinking.at_it


def test_tapped_both_are_seen_in_turn_until_the_next_tap(qtbot, blinking):
    seen: list[bool] = []
    blinking.seen.connect(seen.append)
    blinking.press()
    blinking.release(0.05)
    qtbot.waitUntil(lambda: seen[:3] == [False, True, False])
    blinking.press()
    blinking.release(0.05)
    assert not blinking.at_it
    assert seen[-1], "the reason is back"


def test_it_never_flashes_more_than_three_times_a_second():
    assert 1000 / (2 * PHASE_MS) <= 3
