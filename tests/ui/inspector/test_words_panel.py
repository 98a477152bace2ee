from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from aesthetic_gui.explain.words.values import Kind, Reason
from aesthetic_gui.facts import Region
from aesthetic_gui.ui.inspector.words_panel import WAITING, WordsPanel

BOX = Region(0.1, 0.2, 0.4, 0.6)
SOFT = Reason("Soft at the face: edge width 9.1 px.", "9.1 px", BOX, Kind.TECHNICAL)
PALE = Reason("Pale colours: saturation 8 %.", "8 %", None, Kind.COMPOSITION, "Usual: 0.123 to 0.673")
LONG = Reason(f"Nothing else stands out: {'edge width 2.1 px, ' * 4}level.", "2.1 px", None, Kind.NOTHING)


@pytest.fixture
def panel(qtbot) -> WordsPanel:
    panel = WordsPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 200)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def said(panel: WordsPanel) -> list[str]:
    return [row.accessibleName() for row in panel.rows if row.isVisible()]


def test_each_sentence_is_a_line_and_its_region_is_shown_while_it_is_pointed_at_or_kept(qtbot, panel):
    marks = []
    panel.pointed.connect(marks.append)
    panel.show_reasons([SOFT, PALE])
    assert said(panel) == [SOFT.text, PALE.text]
    panel.rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    assert (marks[-1].region, marks[-1].words, marks[-1].fault) == (BOX, SOFT.text, True)
    panel.rows[0].clearFocus()
    assert marks[-1] is None
    qtbot.mouseClick(panel.rows[0], Qt.MouseButton.LeftButton)
    panel.show_reasons([SOFT, PALE])  # more is known of the same photograph
    assert marks[-1].region == BOX
    panel.show_reasons([PALE, SOFT])  # another one
    assert marks[-1] is None
    assert not panel.rows[0].isChecked()


def test_no_sentence_is_cut_off_and_nothing_jumps_while_photographs_go_by(panel):
    panel.show_reasons([SOFT, PALE])
    height = panel.sizeHint().expandedTo(panel.minimumSize()).height()
    panel.show_reasons(())
    assert said(panel) == []
    assert panel._nothing.text() == WAITING
    assert panel.sizeHint().expandedTo(panel.minimumSize()).height() == height
    panel.show_reasons([LONG])
    row = panel.rows[0]
    lines = row.height() / row.fontMetrics().lineSpacing()
    assert lines > row.fontMetrics().horizontalAdvance(LONG.text) / row.width()
