"""Flag by quality, in the real window: nothing by itself, nothing over what was decided, one undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aesthetic_gui.facts import Criterion, Facts, Measure
from aesthetic_gui.photo import Flag

GOOD, BAD = (
    Facts({one: Measure(value, 1.0, "", 0.1) for one in (Criterion.FOCUS, Criterion.NOISE, Criterion.EXPOSURE)})
    for value in (95.0, 3.0)
)


@pytest.fixture
def classed(window):
    """Of twenty photographs six are good, four bad; one of each is decided on, the others were not measured."""
    model = window.session.model
    model.update([replace(model.item(row), facts=GOOD if row < 6 else BAD) for row in range(10)])
    window.session.decide([model.item(0)], flag=Flag.REJECT)
    window.session.decide([model.item(9)], stars=4)
    return window


def flags(window) -> list[Flag]:
    return [window.session.model.item(row).decision.flag for row in range(20)]


def test_it_shows_what_it_would_flag_flags_it_when_asked_and_one_undo_takes_it_back(classed, qtbot):
    before = flags(classed)
    classed.quality.begin()
    qtbot.waitUntil(lambda: classed.quality.dialog is not None)
    dialog = classed.quality.dialog
    assert dialog.rejecting.text() == "Reject what is bad: 3 photographs"
    assert dialog.picking.text() == "Pick what is good: 5 photographs"
    assert flags(classed) == before
    assert not dialog.picking.isChecked()
    assert len(dialog.chosen.flags) == 3
    dialog.picking.setChecked(True)
    dialog.accept()
    assert flags(classed)[:10] == [Flag.REJECT, *[Flag.PICK] * 5, *[Flag.REJECT] * 3, Flag.NONE]
    assert flags(classed)[10:] == [Flag.NONE] * 10
    qtbot.waitUntil(lambda: "by quality" in classed.actions_by_id["undo"].text())
    classed.history_work.undo_last()
    qtbot.waitUntil(lambda: flags(classed) == before)


def test_where_nothing_is_measured_yet_it_says_so(window, qtbot):
    window.quality.begin()
    qtbot.waitUntil(lambda: "20 photographs not measured yet" in window.strip.message)
    assert window.quality.dialog is None
