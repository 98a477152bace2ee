"""What was measured, in the filter row: eyes, faces, quality and faults from lists, criteria from … to."""

from __future__ import annotations

import pytest

from aesthetic_gui.criteria.quality import QualityClass
from aesthetic_gui.culling.finding.facets import Facets
from aesthetic_gui.culling.viewing import OF_FACTS, SortBy, Span, View
from aesthetic_gui.facts import Criterion, EyeState
from aesthetic_gui.ui.finding.filter import Filter
from aesthetic_gui.ui.finding.measured.pill import MeasuredPill
from aesthetic_gui.ui.finding.more_menu import MoreMenu
from aesthetic_gui.ui.finding.order import Order

FACETS = Facets({"eyes": {EyeState.CLOSED: 12, EyeState.OPEN: 340}, "faults": {"focus": 7, "": 450}}, 475, 475)


@pytest.fixture
def asked() -> Filter:
    return Filter()


@pytest.fixture
def pill(qtbot, asked) -> MeasuredPill:
    pill = MeasuredPill(asked)
    qtbot.addWidget(pill)
    pill.show_facets(FACETS)
    pill.show()
    pill.click()
    return pill


def test_closed_eyes_and_faults_are_chosen_with_their_figures(pill, asked):
    eyes, faults = pill.choices.lists["eyes"].rows, pill.choices.lists["faults"].rows
    assert [row.accessibleName() for row in eyes.values()] == [
        "Closed, 12 photographs", "Open, 340 photographs", "Can't tell, 0 photographs",
    ]  # fmt: skip
    eyes[EyeState.CLOSED].click()
    faults["focus"].click()
    pill.choices.lists["quality"].rows[QualityClass.GOOD].click()
    view = asked.view
    assert (view.eyes, view.faults, view.quality) == ({EyeState.CLOSED}, {"focus"}, {QualityClass.GOOD})
    assert pill.toolTip() == "Shown: good quality; fault in focus; eyes closed"
    assert pill.isChecked()
    eyes[EyeState.CLOSED].click()
    assert not asked.view.eyes


def test_a_criterion_is_asked_from_one_value_to_another(pill, asked):
    pill.choices.ends[Criterion.NOISE].high.setValue(50)
    assert asked.view.noise == Span(None, 50)
    asked.clear()
    assert pill.choices.ends[Criterion.NOISE].high.end is None
    assert not pill.isChecked()


def test_all_that_can_be_asked_of_what_was_measured_is_offered(pill):
    assert {*pill.choices.lists, *map(str, pill.choices.ends)} == set(map(str, OF_FACTS))


def test_closed_eyes_are_in_the_menu_of_the_bar_too(qtbot, asked):
    menu = MoreMenu(asked, None)
    qtbot.addWidget(menu)
    menu.facets = FACETS
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "Eyes closed\t12").trigger()
    assert asked.view == View(eyes=frozenset({EyeState.CLOSED}))


def test_orders_by_what_was_measured_say_which_come_first(asked):
    order = Order(asked)
    for by, first in ((SortBy.FOCUS, "Sharpest first"), (SortBy.EYES, "Open first"), (SortBy.NOISE, "Cleanest first")):
        order.actions_by[by].trigger()
        assert (asked.view.sort_by, order.direction.accessibleName()) == (by, first)
