"""What was measured, in the inspector: a line for each criterion, a row for each face, and what is pointed at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from aesthetic_gui.facts import WHOLE, Criterion, Eye, EyeState, Face, Facts, Measure, Region
from aesthetic_gui.grouping.frame import Stack, StackKind
from aesthetic_gui.photo import UNDECIDED, Metadata, Photo
from aesthetic_gui.ui.frame.arrangement import WIDTHS
from aesthetic_gui.ui.inspector.column import Inspector
from aesthetic_gui.ui.inspector.faces_panel import ROWS

OPEN, CLOSED = (Eye(share, state, WHOLE) for share, state in ((0.9, EyeState.OPEN), (0.05, EyeState.CLOSED)))
FACE = Face(Region(0.1, 0.2, 0.3, 0.5), OPEN, OPEN, 0.9, 80.0, 70.0, 2.1, 0.2)
BLINKING = replace(FACE, box=Region(0.6, 0.2, 0.7, 0.35), left=CLOSED, right=CLOSED)
SOFT = Measure(30, 4.1, "px", 0.3, Region(0.0, 0.0, 0.5, 0.25))
FACTS = Facts({Criterion.FOCUS: SOFT, Criterion.HORIZON: Measure(95, 0.4, "°", 0.2)}, (FACE, BLINKING))


@pytest.fixture
def inspector(qtbot) -> Inspector:
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.resize(300, 900)
    inspector.show_item(Photo(Path("/shoot/1.jpg")), None, None, UNDECIDED, Metadata())
    inspector.show_facts(FACTS, 0)
    inspector.show()
    qtbot.waitExposed(inspector)
    return inspector


def told(inspector: Inspector) -> list[str]:
    rows = [*inspector.technical.rows.values(), *inspector.faces.rows]
    return [row.accessibleName() for row in rows if row.isVisible()]


def test_every_line_is_told_and_those_whose_eyes_are_closed_come_first(inspector):
    assert told(inspector) == [
        "Focus: soft: edge width 4.1 px · 30 of 100",
        "Horizon: tilted 0.4° to the right · 95 of 100",
        "Face: Eyes closed, open 5 % · edges 2.1 px",
        "Face: Eyes open, open 90 % · edges 2.1 px",
    ]
    inspector.show_facts(None)
    assert told(inspector) == []
    assert not inspector.faces.isVisible()


def test_what_is_pointed_at_or_kept_tells_its_region_as_the_photograph_is_turned(qtbot, inspector):
    marks = []
    inspector.pointed.connect(marks.append)
    focus = inspector.technical.rows[Criterion.FOCUS]
    focus.setFocus(Qt.FocusReason.TabFocusReason)
    assert (marks[-1].region, marks[-1].fault) == (SOFT.region, True)
    focus.clearFocus()
    assert marks[-1] is None
    qtbot.mouseClick(focus, Qt.MouseButton.LeftButton)
    inspector.show_facts(FACTS, 1)
    assert marks[-1].region == pytest.approx((0.75, 0.0, 1.0, 0.5))
    qtbot.mouseClick(focus, Qt.MouseButton.LeftButton)
    assert marks[-1] is None


def test_a_face_is_looked_at_by_a_click_and_many_of_them_do_not_make_the_column_long(qtbot, inspector):
    inspector.show_picture(QImage(100, 80, QImage.Format.Format_RGB32))
    with qtbot.waitSignal(inspector.faces.face_wanted) as wanted:
        qtbot.mouseClick(inspector.faces.rows[0], Qt.MouseButton.LeftButton)
    assert wanted.args == [BLINKING]
    inspector.show_facts(replace(FACTS, faces=(FACE,) * 30))
    assert len([row for row in inspector.faces.rows if row.isVisible()]) == ROWS
    assert inspector.faces.more.text() == f"{30 - ROWS} more: all close-ups"


def test_the_inspector_asks_for_no_more_than_its_column_before_it_has_its_style(qtbot):
    """Four buttons without a style asked for 348 pixels, and the column had grown by the time they had one."""
    app = QApplication.instance()
    app.setStyleSheet("")
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.show_item(Photo(Path("/shoot/1.jpg")), None, None, UNDECIDED, Metadata())
    inspector.show_facts(FACTS)
    assert inspector.minimumSizeHint().width() <= WIDTHS[2]


def test_the_suggested_best_of_a_stack_is_told_with_its_reason_and_done_only_by_a_click(qtbot, inspector):
    here, best = Path("/shoot/1.jpg"), Path("/shoot/2.jpg")
    inspector.stack.show_key("Shift+K")
    inspector.show_stack(Stack(StackKind.BURST, (here, best), best=best, why="nobody blinks"), here)
    assert inspector.stack.headline.text() == "Suggested best: frame 2"
    with qtbot.waitSignal(inspector.stack.best_wanted) as wanted:
        inspector.stack.go.click()
    assert wanted.args == [best]
    with qtbot.waitSignal(inspector.stack.keep_wanted):
        inspector.stack.keep.click()
    inspector.show_stack(Stack(StackKind.BRACKET, (here, best)), here)
    assert not inspector.stack.keep.isVisible()
    inspector.show_stack(None, here)
    assert not inspector.stack.isVisible()
