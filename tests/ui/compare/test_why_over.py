"""Why one of two compared frames is above the other, in the real window; what the thread finds is made up."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from aesthetic_gui.explain.exchange import Exchange
from aesthetic_gui.photo import LOG_ODDS
from aesthetic_gui.ui.compare.candidates import Role
from aesthetic_gui.ui.compare.why_over import Found

REGIONS = np.repeat(np.array([[0, 1]], np.int16), 20, axis=0).repeat(15, axis=1)


def exchange(chance: float) -> Exchange:
    return Exchange(
        REGIONS, np.array([0.25, 0.0], np.float32), (0,), 1.0, 0.8, 0.7, 0.5, chance, 1.0, 0.0, "aesthetic", LOG_ODDS,
        np.zeros((2, 20, 30, 3), np.uint8),
    )  # fmt: skip


@pytest.fixture
def compared(window, qtbot):
    """Two frames, and why one is above the other is asked for."""
    window.viewer.show_compare()
    window.activateWindow()
    qtbot.waitUntil(lambda: all(pane.picture for pane in window.viewer.compare.panes.values()))
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_W, modifiers)
    assert "Exchanging" in said(window)
    return window


def said(window) -> str:
    return window.viewer.compare.why if window.viewer.compare.isVisible() else ""


def answer(window, chance: float) -> None:
    """The candidate is above the select."""
    items = [window.viewer.compare.panes[role].item for role in (Role.CANDIDATE, Role.SELECT)]
    window.session.worker.done.emit(window.why_over.work, Found(exchange(chance), *items))


def overlay(window, role: Role):
    return window.viewer.compare.panes[role].view.overlay


def test_the_regions_are_painted_over_the_better_frame_until_another_is_compared(compared, qtbot):
    answer(compared, 0.0)
    qtbot.waitUntil(lambda: overlay(compared, Role.CANDIDATE) is not None)
    assert overlay(compared, Role.SELECT) is None
    assert "01.jpg falls from +1.00 to +0.70 log-odds: no longer above 00.jpg" in said(compared)
    compared.viewer.compare.step(1)
    assert overlay(compared, Role.CANDIDATE) is None
    assert said(compared) == ""


def test_where_random_regions_do_as_much_nothing_is_painted_and_the_window_says_so(compared, qtbot):
    answer(compared, 0.4)
    assert said(compared).startswith("No reliable reason why 01.jpg is above 00.jpg.")
    qtbot.wait(50)
    assert overlay(compared, Role.CANDIDATE) is None


def test_an_answer_to_what_is_not_asked_any_more_reaches_nobody(compared):
    work = compared.why_over.work
    compared.why_over.toggle()
    assert work.cancelled.is_set()
    items = [compared.viewer.compare.panes[role].item for role in Role]
    compared.session.worker.done.emit(work, Found(exchange(0.0), *items))
    assert said(compared) == ""
