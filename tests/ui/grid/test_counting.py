"""The figures of the filter follow what is decided, asked and opened, a moment later."""

from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui.culling.finding.facets import ALL
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.viewing import Standing, View
from aesthetic_gui.photo import Bar, Decision, Flag, Photo, Score
from aesthetic_gui.ui.grid.model import GridModel


def item(name: str, p: float, flag: Flag = Flag.NONE) -> Item:
    return Item(Photo(Path("/shoot") / name), Score((0.1,) * 10, 5.0, 1.0, p, "pack"), Decision(flag))


@pytest.fixture
def model(qapp):
    model = GridModel(Bar(0.5, 0.1))
    model.append([item("a.jpg", 0.9), item("b.jpg", 0.9, Flag.PICK), item("c.cr3", 0.1)])
    yield model
    model.close()


def wait_for(qtbot, model: GridModel, name: str, value: object, count: int) -> None:
    qtbot.waitUntil(lambda: model.facets.of(name, value) == count, timeout=5_000)


def test_a_decision_and_a_moved_threshold_change_the_figures(model, qtbot):
    wait_for(qtbot, model, "flags", Flag.PICK, 1)
    model.update([item("a.jpg", 0.9, Flag.PICK)])
    wait_for(qtbot, model, "flags", Flag.PICK, 2)
    model.set_bar(Bar(0.95, 0.01))
    wait_for(qtbot, model, "standings", Standing.NOT_AESTHETIC, 3)


def test_what_else_is_asked_lowers_the_figures_of_the_others(model, qtbot):
    model.set_view(View(flags=frozenset({Flag.PICK})))
    wait_for(qtbot, model, "standings", Standing.AESTHETIC, 1)
    assert model.facets.of("flags", Flag.NONE) == 2
    assert (model.facets.shown, model.facets.total) == (1, 3)


def test_more_is_counted_only_where_it_is_in_sight(model, qtbot):
    wait_for(qtbot, model, "flags", Flag.PICK, 1)
    assert "kinds" not in model.facets.counts
    model.count_for(ALL)
    wait_for(qtbot, model, "kinds", "RAW", 1)


def test_other_photographs_begin_at_nothing(model, qtbot):
    wait_for(qtbot, model, "flags", Flag.PICK, 1)
    model.clear()
    assert model.facets.of("flags", Flag.PICK) == 0
    model.append([item("d.jpg", 0.5)])
    wait_for(qtbot, model, "standings", Standing.UNSURE, 1)
