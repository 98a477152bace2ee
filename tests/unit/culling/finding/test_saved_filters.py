"""Filters kept by name: written whole, read back, and whatever else is in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.culling.finding import saved_filters
from aesthetic_gui.culling.finding.saved_filters import SavedFilter, SavedFilters, from_json, to_json
from aesthetic_gui.culling.viewing import SortBy, View, at_least
from aesthetic_gui.photo import Flag

PICKS = View(SortBy.RANK, descending=True, flags=frozenset({Flag.PICK}), stars=at_least(3))
ALBUM = SavedFilter("Evening", PICKS, (Path("/shoot/evening"), Path("/shoot/dance")))
names = st.text(min_size=1, max_size=8).map(str.strip).filter(bool)


def test_what_is_saved_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "config" / "filters.json"
    saved = SavedFilters().having(SavedFilter("Picks", PICKS)).having(ALBUM)
    saved_filters.save(saved, path)
    assert saved_filters.load(path) == saved
    assert [each.name for each in saved] == ["Evening", "Picks"]


def test_a_folder_whose_name_is_no_text_is_found_again(tmp_path: Path) -> None:
    odd = SavedFilter("Odd", PICKS, (Path("/shoot/\udcff"),))
    saved_filters.save(SavedFilters((odd,)), tmp_path / "filters.json")
    assert saved_filters.load(tmp_path / "filters.json").each == (odd,)


def test_a_damaged_file_is_set_aside_and_none_at_all_is_no_filter(tmp_path: Path) -> None:
    path = tmp_path / "filters.json"
    assert saved_filters.load(path) == SavedFilters()
    path.write_text('{"filters": [')
    assert saved_filters.load(path) == SavedFilters()
    assert (tmp_path / "filters.json.damaged").read_text() == '{"filters": ['


def test_what_a_later_version_writes_is_passed_over_and_the_rest_holds() -> None:
    row = {"name": " Picks ", "view": {"flags": [1], "gps": [1, 2]}, "folders": ["/a", "b", 3, "/a"], "colour": "red"}
    assert from_json({"version": 9, "filters": [row, {"name": ""}, {"view": {}}, "x"]}).each == (
        SavedFilter("Picks", View(flags=frozenset({Flag.PICK})), (Path("/a"),), whole=False),
    )


@pytest.mark.parametrize("kept", [None, [], {"filters": 3}, {"filters": [[]]}, {"filters": {"name": "a"}}])
def test_a_file_that_makes_no_sense_is_no_filter(kept: object) -> None:
    assert from_json(kept) == SavedFilters()


@settings(max_examples=40, deadline=None)
@given(st.lists(names, max_size=6))
def test_no_two_have_the_same_name_whatever_the_capitals(names: list[str]) -> None:
    saved = SavedFilters()
    for name in names:
        saved = saved.having(SavedFilter(name, PICKS))
        assert saved.named(name) is not None
    assert from_json(json.loads(json.dumps(to_json(saved)))) == saved
    for name in names:
        saved = saved.without(name.upper())
        saved = saved.without(name)
    assert saved == SavedFilters()


def test_a_new_one_takes_the_place_of_the_one_of_its_name_and_a_name_can_be_changed() -> None:
    saved = SavedFilters().having(ALBUM).having(SavedFilter("evening", View()))
    assert saved.each == (SavedFilter("evening", View()),)
    assert saved.renamed("EVENING", "Night").each == (SavedFilter("Night", View()),)


def test_the_same_is_asked_in_whatever_order() -> None:
    assert PICKS.asks_the_same(View(flags=frozenset({Flag.PICK}), stars=at_least(3)))
    assert not PICKS.asks_the_same(View(SortBy.RANK, descending=True))


def test_what_another_window_has_saved_since_stays() -> None:
    mine, theirs, both = (SavedFilter(name, PICKS) for name in ("Mine", "Theirs", "Both"))
    before = SavedFilters().having(both).having(SavedFilter("Old", PICKS))
    now = before.without("Old").having(mine)
    assert before.having(theirs).changed_as(before, now) == SavedFilters((both, mine, theirs))
    assert SavedFilters().changed_as(before, now) == now


@pytest.mark.parametrize(
    ("view", "whole"),
    [
        ({"flags": [1, -1], "stars": [], "iso": [100, None]}, True),
        ({"flags": [1], "gps": 3}, False),
        ({"flags": [1, 9]}, False),
        ({"iso": ["a", 3]}, False),
        ({"sort_by": "some day", "best": {"percent": 20, "among": "shoot"}}, True),
        (None, False),
    ],
)
def test_a_filter_of_which_not_all_is_understood_says_so(view: object, whole: bool) -> None:
    """It would let more pass, and a verb would go on with photographs that were not meant."""
    assert from_json({"filters": [{"name": "Picks", "view": view}]}).each[0].whole is whole
