"""To the next photograph that something is left to say of, and selecting by what was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Bar, Decision, Flag, Photo, Score
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.grid.seeking import Seeking
from aesthetic_gui.ui.grid.thumbnails import Thumbnails
from aesthetic_gui.ui.grid.view import GridView

SAID = [  # (flag, stars, P(aesthetic)) of photographs 0 to 5
    (Flag.PICK, 3, 0.9),
    (Flag.NONE, 0, 0.5),
    (Flag.REJECT, 0, 0.1),
    (Flag.PICK, 5, 0.5),
    (Flag.NONE, 2, 0.9),
    (Flag.PICK, 0, 0.1),
]


@pytest.fixture
def grid(qtbot):
    model = GridModel(Bar(0.5, 0.2))
    grid = GridView(model, Thumbnails(1 << 20))
    qtbot.addWidget(grid)
    grid.show()
    model.append(
        [
            Item(Photo(Path(f"/shoot/{number}.jpg")), Score((0.1,) * 10, 5.5, 2.9, p, "pack"), Decision(flag, stars))
            for number, (flag, stars, p) in enumerate(SAID)
        ]
    )
    grid.go_to(0)
    grid.seeking = Seeking(model, grid)
    yield grid
    model.close()


def rows(grid) -> list[int]:
    return [row for run in grid.selected_runs() for row in run]


@pytest.mark.parametrize(
    ("verb", "kind", "way"),
    [
        ("next", "unflagged", [1, 4, 1]),
        ("previous", "unflagged", [4, 1, 4]),
        ("next", "unrated", [1, 2, 5, 1]),
        ("next", "unsure", [1, 3, 1]),
    ],
)
def test_it_goes_to_each_in_turn_and_round_again_saying_so(grid, heard, verb, kind, way):
    said = heard(grid.seeking.said)
    for row in way:
        getattr(grid.seeking, verb)(kind)
        assert rows(grid) == [row]
    again = "From the beginning again." if verb == "next" else "From the end again."
    assert (again,) in said


def test_where_there_is_none_it_stays_and_says_so(grid, heard):
    said = heard(grid.seeking.said)
    grid._model.update([Item(item.photo, item.score, Decision(Flag.PICK, 1)) for item in grid._model.all_items()])
    grid.seeking.next("unflagged")
    assert said == [("Every photograph in view has a flag.",)]
    assert rows(grid) == [0]


@pytest.mark.parametrize(("kind", "selected"), [("pick", [0, 3, 5]), ("reject", [2]), ("unflagged", [1, 4])])
def test_all_of_a_flag_are_selected_and_all_others_by_turning_that_round(grid, kind, selected):
    grid.seeking.select(kind)
    assert rows(grid) == selected
    assert grid.currentIndex().row() in selected
    grid.seeking.select_inverse()
    assert rows(grid) == [row for row in range(6) if row not in selected]
