"""Sorting and filtering the grid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aesthetic_gui.culling.finding.arranging import arrange
from aesthetic_gui.culling.finding.passing import Asked, passing
from aesthetic_gui.culling.finding.words import filter_in_words
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Among, Best, Ranks, rank_photos
from aesthetic_gui.culling.viewing import (
    SortBy,
    Standing,
    View,
    at_least,
    count_standings,
    merge_names,
    name_key,
    standing,
)
from aesthetic_gui.photo import Bar, ColourLabel, Decision, Flag, Metadata, Photo, Score

BAR = Bar(0.5, 0.1)


def item(name: str, p: float | None = None, taken: int | None = None, **known) -> Item:
    score = Score((0.1,) * 10, 5.5, 2.87, p, "pack") if p is not None else None
    metadata = Metadata(captured_at=datetime(2026, 1, 1, taken, tzinfo=UTC)) if taken is not None else None
    return Item(Photo(Path("/shoot") / name), score, metadata=metadata, **known)


def names(items: list[Item]) -> list[str]:
    return [each.photo.path.name for each in items]


def arranged(items: list[Item], view: View) -> list[Item]:
    return arrange(items, view, BAR, rank_photos(items))


def test_names_sort_as_people_count():
    paths = [Path("/shoot") / name for name in ("img10", "img9", "img1", "Img1")]
    assert [path.name for path in sorted(paths, key=name_key)] == ["Img1", "img1", "img9", "img10"]


def test_a_folder_comes_before_its_subfolders_and_folders_one_after_another():
    walked = ["z.jpg", "2026/1.jpg", "2026/a/1.jpg", "A/2.jpg", "a/1.jpg", "a 2/1.jpg", "a 10/1.jpg", "b/1.jpg"]
    paths = [Path("/shoot") / name for name in walked]
    paths_reversed = list(reversed(paths))
    assert sorted(paths_reversed, key=name_key) == paths


@given(st.permutations(range(12)), st.integers(0, 12))
def test_new_names_are_merged_where_they_belong(numbers, split):
    def path(number: int) -> Path:
        return Path("/shoot") / f"{number % 3}" / f"{number}.jpg"

    here, new = (sorted(map(path, part), key=name_key) for part in (numbers[:split], numbers[split:]))
    place = merge_names(here, new)
    assert here == sorted(map(path, numbers), key=name_key)
    assert place == (here.index(new[0]) if new else len(here))


def test_downwards_is_upwards_turned_round():
    items = [item("a", taken=1), item("b", taken=2), item("c", taken=2)]
    assert names(arranged(items, View(descending=True))) == ["c", "b", "a"]
    assert names(arranged(items, View(SortBy.TIME, descending=True))) == ["c", "b", "a"]


def test_what_may_be_either_comes_first_and_what_nobody_knows_last():
    strange = item("strange", 0.9)
    strange = replace(strange, score=replace(strange.score, unlike=2.0))
    items = [item("clear", 0.95), item("doubtful", 0.45), strange, item("waiting"), item("out", 0.2)]
    view = View(SortBy.UNCERTAIN)
    assert names(arranged(items, view)) == ["doubtful", "out", "clear", "strange", "waiting"]
    assert view.follows_bar
    stricter = arrange(items, view, Bar(0.9, 0.1), rank_photos(items))
    assert names(stricter) == ["clear", "doubtful", "out", "strange", "waiting"]


@pytest.mark.parametrize("descending", [False, True])
def test_equal_scores_stay_in_order_of_name(descending):
    items = [item("a", 0.5), item("b", 0.5), item("c", 0.5)]
    assert names(arranged(items, View(SortBy.SCORE, descending))) == ["a", "b", "c"]


def test_best_first_leaves_what_has_no_score_at_the_end():
    view = View(SortBy.SCORE, descending=True)
    shown = arranged([item("waiting"), item("low", 0.2), item("high", 0.9)], view)
    assert names(shown) == ["high", "low", "waiting"]


def test_by_rank_equal_ones_stay_in_order_of_name_and_what_has_no_rank_is_last():
    items = [item("a", 0.5), item("b", 0.5), item("c", 0.9), item("waiting"), item("d", 0.1)]
    assert names(arranged(items, View(SortBy.RANK, descending=True))) == ["c", "a", "b", "d", "waiting"]
    assert names(arranged(items, View(SortBy.RANK))) == ["d", "a", "b", "c", "waiting"]


def test_the_best_of_all_that_is_open_pass_whatever_else_the_filter_asks():
    picked = Decision(Flag.PICK)
    items = [item(f"{n}", n / 10, decision=picked if n % 2 else Decision()) for n in range(10)]
    view = View(flags=frozenset({Flag.PICK}), best=Best(40))
    assert view.filters
    assert names(arranged([*items, item("waiting", decision=picked)], view)) == ["7", "9"]


def test_the_best_of_each_hour_pass_and_are_sorted_as_asked():
    items = [item("a", 0.1, taken=1), item("b", 0.2, taken=1), item("c", 0.8, taken=3), item("undated", 0.9)]
    view = View(SortBy.SCORE, descending=True, best=Best(50, Among.HOUR))
    assert names(arranged(items, view)) == ["c", "b"]


def test_the_filter_says_what_the_best_are_among():
    view = View(stars=at_least(5), best=Best(20, Among.FOLDER))
    assert filter_in_words(view) == "5 stars; best 20 % of each folder"
    assert filter_in_words(View(best=Best(5))) == "best 5 % of the shoot"


def test_sorting_by_time_leaves_what_has_no_time_at_the_end():
    shown = arranged([item("undated"), item("late", taken=9), item("early", taken=3)], View(SortBy.TIME))
    assert names(shown) == ["early", "late", "undated"]


@pytest.mark.parametrize(
    ("p", "stands"),
    [(0.61, Standing.AESTHETIC), (0.55, Standing.UNSURE), (0.39, Standing.NOT_AESTHETIC), (None, Standing.WAITING)],
)
def test_the_bar_decides_where_a_photograph_stands(p, stands):
    assert standing(item("a", p), BAR) is stands


def test_moving_the_threshold_relabels_without_a_new_score():
    same = item("a", 0.55)
    assert standing(same, Bar(0.3, 0.1)) is Standing.AESTHETIC
    assert standing(same, Bar(0.8, 0.1)) is Standing.NOT_AESTHETIC


def test_an_unreadable_photograph_is_never_aesthetic_nor_not():
    assert standing(item("a", unreadable="the file is empty"), BAR) is Standing.UNREADABLE


def test_filters_are_joined_by_and():
    picked = Decision(Flag.PICK, 3, ColourLabel.RED)
    view = View(
        standings=frozenset({Standing.AESTHETIC}),
        flags=frozenset({Flag.PICK}),
        labels=frozenset({ColourLabel.RED}),
        stars=at_least(3),
    )
    items = [item("yes", 0.9, decision=picked), item("no", 0.9), item("low", 0.1, decision=picked)]
    assert names(arranged(items, view)) == ["yes"]


def test_counts_name_every_photograph_once():
    items = [item("a", 0.9), item("b", 0.1), item("c"), item("d", unreadable="damaged")]
    assert sum(count_standings(items, BAR).values()) == len(items)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(-1, 1), st.integers(0, 5)), max_size=40), st.sampled_from(SortBy)
)
def test_shown_and_withheld_are_all_there_is(rows, sort_by):
    items = [item(f"{n}", p, decision=Decision(Flag(flag), stars)) for n, (p, flag, stars) in enumerate(rows)]
    view = View(sort_by, flags=frozenset({Flag.PICK}), stars=at_least(2))
    shown = arranged(items, view)
    withheld = [each for each in items if each not in shown]
    assert all(each.decision.flag is Flag.PICK and each.decision.stars >= 2 for each in shown)
    assert all(each.decision.flag is not Flag.PICK or each.decision.stars < 2 for each in withheld)
    assert len(shown) + len(withheld) == len(items)


@pytest.mark.parametrize("p", [0.0, 0.5, 1.0])
def test_the_filter_for_unsure_finds_what_the_model_has_never_seen_the_like_of(p: float) -> None:
    score = Score((0.1,) * 10, 5.5, 2.87, p, "pack", unlike=1.01)
    item = Item(Photo(Path("/shoot/chart.png")), score)
    bar = Bar(0.2, 0.0)
    assert standing(item, bar) is Standing.UNSURE
    assert passing([item], View(standings=frozenset({Standing.UNSURE})), Asked(bar, Ranks())) == [item]
