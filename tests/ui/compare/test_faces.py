"""From face to face, and where something was measured, over the photographs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from aesthetic_gui.facts import WHOLE, Criterion, Eye, EyeState, Face, Facts, Measure, Region

EYE = Eye(0.9, EyeState.OPEN, Region(0, 0, 0, 0))


def face(x: float, y: float, half: float = 0.05) -> Face:
    return Face(Region(x - half, y - half, x + half, y + half), EYE, EYE, 0.9, 60.0)


FACTS = [
    Facts({Criterion.FOCUS: Measure(80, 1.5, "px", 0.1, Region(0.2, 0.2, 0.3, 0.3)),
           Criterion.CAST: Measure(80, 1.5, "", 0.1, WHOLE)}, (face(0.3, 0.4, 0.06), face(0.7, 0.4))),
    Facts(faces=(face(0.72, 0.5), face(0.33, 0.5, 0.06))),
]  # fmt: skip


def press(window, qtbot, key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


@pytest.fixture
def measured(window):
    """The window, the first two of whose photographs have two faces each."""
    model = window.session.model
    model.update([replace(model.item(row), facts=facts) for row, facts in enumerate(FACTS)])
    return window


def looked_at(view) -> tuple[float, float]:
    assert view.look.scale == 1.0
    return round(view.look.u, 2), round(view.look.v, 2)


def test_shift_z_goes_from_face_to_face_and_to_the_same_person_in_the_next_frame(measured, qtbot):
    view = measured.loupe.view
    press(measured, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    for at in ((0.3, 0.4), (0.7, 0.4), (0.3, 0.4)):
        qtbot.waitUntil(lambda at=at: view.look.scale == 1.0 and looked_at(view) == at)
        press(measured, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: looked_at(view) == (0.7, 0.4))
    press(measured, qtbot, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: measured.viewer.current_item().facts is FACTS[1])
    press(measured, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: looked_at(view) == (0.72, 0.5))


def test_in_compare_both_are_looked_at_at_the_same_person(measured, qtbot):
    measured.viewer.show_compare()
    panes = list(measured.viewer.compare.panes.values())
    qtbot.waitUntil(lambda: all(pane.picture for pane in panes))
    press(measured, qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: [looked_at(pane.view) for pane in panes] == [(0.3, 0.4), (0.33, 0.5)])


def test_d_shows_all_regions_that_have_a_place_and_pointing_one_of_them(measured, qtbot):
    marking = measured.loupe.view.marking
    press(measured, qtbot, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: not measured.loupe.view.whole.isEmpty())
    assert not marking.marks
    measured.inspector.technical.rows[Criterion.FOCUS].click()
    assert [mark.words for mark in marking.marks] == ["Focus: edge width 1.5 px"]
    press(measured, qtbot, Qt.Key.Key_D)
    assert len(marking.marks) == 3
    assert marking.isVisible()
    press(measured, qtbot, Qt.Key.Key_D)
    assert len(marking.marks) == 1
