"""Where photographs rank in their shoot, folder and hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Among, Best, Rank, Ranks, rank_photos
from aesthetic_gui.photo import Metadata, Photo, Score

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FEW = st.sampled_from((0.0, 0.2, 0.5, 1.0))  # so that many are alike


def item(name: str, p: float | None = None, mean: float = 5.0, minute: float | None = None) -> Item:
    score = None if p is None else Score((0.1,) * 10, mean, 2.0, p, "pack")
    metadata = None if minute is None else Metadata(captured_at=NOON + timedelta(minutes=minute))
    return Item(Photo(Path("/shoot", name)), score, metadata=metadata)


def places(items: list[Item], among: Among = Among.SHOOT) -> dict[str, tuple[int, int]]:
    ranks = rank_photos(items)
    found = {one.photo.path.name: ranks.of(one.photo.path, among) for one in items}
    return {name: (rank.place, rank.of) for name, rank in found.items() if rank}


@st.composite
def shoots(draw) -> list[Item]:
    rows = draw(
        st.lists(st.tuples(st.none() | FEW, FEW, st.integers(0, 2), st.none() | st.integers(0, 300)), max_size=15)
    )
    return [item(f"{where}/{n}", p, mean, minute) for n, (p, mean, where, minute) in enumerate(rows)]


def test_the_best_photograph_is_the_first():
    assert places([item("low", 0.1), item("high", 0.9), item("middle", 0.5)]) == {
        "high": (1, 3),
        "middle": (2, 3),
        "low": (3, 3),
    }


def test_between_equal_probabilities_the_mean_rating_decides():
    assert places([item("a", 0.5, 4.0), item("b", 0.5, 6.0)]) == {"b": (1, 2), "a": (2, 2)}


def test_photographs_with_equal_scores_share_a_place_and_are_better_than_neither():
    ranks = rank_photos([item("a", 0.5), item("b", 0.5), item("c", 0.1), item("d", 0.9)])
    shared = ranks.of(Path("/shoot/a"))
    assert shared == ranks.of(Path("/shoot/b")) == Rank(2, 4, alike=2)
    assert shared.better_than == 0.25


def test_what_has_no_score_takes_no_part():
    assert places([item("waiting"), replace(item("damaged"), unreadable="damaged"), item("a", 0.1)]) == {"a": (1, 1)}


def test_what_is_unlike_anything_learned_takes_no_part():
    chart = item("chart", 0.9)
    chart = replace(chart, score=replace(chart.score, unlike=1.2))
    assert places([chart, item("a", 0.1), item("b", 0.2)]) == {"b": (1, 2), "a": (2, 2)}
    assert rank_photos([chart]).best(Best(100)) == frozenset()


def test_nothing_is_ranked_where_nothing_is_scored():
    ranks = rank_photos([item("waiting")])
    assert ranks.of(Path("/shoot/waiting")) is None
    assert ranks.best(Best(100)) == Ranks().best(Best(100)) == frozenset()


def test_a_folder_has_ranks_of_its_own_and_its_subfolder_others():
    items = [item("a", 0.1), item("b", 0.2), item("party/c", 0.9), item("party/d", 0.8), item("party/late/e", 0.7)]
    assert places(items, Among.FOLDER) == {"b": (1, 2), "a": (2, 2), "c": (1, 2), "d": (2, 2), "e": (1, 1)}


def test_an_hour_begins_with_its_first_photograph_and_the_next_with_the_first_after_it():
    items = [item("a", 0.1, minute=0), item("b", 0.2, minute=59.9), item("c", 0.3, minute=60)]
    items += [item("d", 0.4, minute=115), item("e", 0.5, minute=124)]
    assert places(items, Among.HOUR) == {"b": (1, 2), "a": (2, 2), "d": (1, 2), "c": (2, 2), "e": (1, 1)}


def test_a_photograph_without_a_time_of_capture_belongs_to_no_hour():
    items = [item("undated", 0.9), item("dated", 0.1, minute=0)]
    assert places(items, Among.HOUR) == {"dated": (1, 1)}
    assert rank_photos(items).best(Best(100, Among.HOUR)) == {Path("/shoot/dated")}


def test_hours_are_by_the_cameras_clock_wherever_it_was():
    zoned = item("zoned", 0.5)
    zoned = replace(zoned, metadata=Metadata(captured_at=NOON.replace(tzinfo=timezone(timedelta(hours=9)))))
    assert places([zoned, item("a", 0.1, minute=1)], Among.HOUR) == {"zoned": (1, 2), "a": (2, 2)}


@pytest.mark.parametrize(("percent", "of", "most"), [(20, 10, 2), (20, 11, 3), (1, 3, 1), (100, 7, 7), (10, 30, 3)])
def test_the_best_are_so_many_per_cent_rounded_up(percent, of, most):
    ranks = rank_photos([item(f"{n}", n / 100) for n in range(of)])
    assert len(ranks.best(Best(percent))) == most


def test_those_who_share_a_place_are_among_the_best_together_or_not_at_all():
    ranks = rank_photos([item("a", 0.9), *(item(f"b{n}", 0.5) for n in range(3))])
    assert len(ranks.best(Best(25))) == 1
    assert len(ranks.best(Best(26))) == 4


def test_of_each_hour_the_best_are_chosen():
    items = [item("a", 0.1, minute=0), item("b", 0.2, minute=5), item("c", 0.8, minute=90), item("d", 0.9, minute=95)]
    assert {path.name for path in rank_photos(items).best(Best(50, Among.HOUR))} == {"b", "d"}


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        (Rank(1, 2000), "Better than 99 % of this shoot (n = 2,000)"),
        (Rank(26, 149), "Better than 82 % of this shoot (n = 149)"),
        (Rank(10, 10), "Better than 0 % of this shoot (n = 10)"),
        (Rank(1, 10, alike=10), "Better than 0 % of this shoot (n = 10)"),
        (Rank(1, 9), ""),
    ],
)
def test_the_words_never_say_more_than_the_rank_and_nothing_of_a_few(rank, words):
    assert rank.words(Among.SHOOT) == words


def test_a_photograph_is_told_of_wherever_there_are_enough_of_them():
    items = [item(f"a/{n}", n / 100, minute=n) for n in range(10)] + [item("b/late", 0.9, minute=50)]
    ranks = rank_photos(items)
    assert ranks.words(Path("/shoot/a/9")) == [
        "Better than 81 % of this shoot (n = 11)",
        "Better than 90 % of this folder (n = 10)",
        "Better than 81 % of this hour (n = 11)",
    ]
    assert len(ranks.words(Path("/shoot/b/late"))) == 2
    assert ranks.words(Path("/shoot/elsewhere")) == []


@settings(max_examples=40)
@given(shoots(), st.randoms())
def test_the_order_in_which_photographs_come_changes_no_rank(items, random: Random):
    mixed = list(items)
    random.shuffle(mixed)
    before, after = rank_photos(items), rank_photos(mixed)
    for one in items:
        for among in Among:
            assert before.of(one.photo.path, among) == after.of(one.photo.path, among)


@settings(max_examples=40)
@given(shoots())
def test_a_rank_counts_those_that_are_better_worse_and_alike(items):
    ranks = rank_photos(items)
    ratings = {one.photo.path: (one.score.p_aesthetic, one.score.mean) for one in items if one.score}
    assert ranks.rows.keys() == ratings.keys()
    for path, rating in ratings.items():
        for others in (ratings, {p: r for p, r in ratings.items() if p.parent == path.parent}):
            rank = ranks.of(path, Among.SHOOT if others is ratings else Among.FOLDER)
            assert rank.place == 1 + sum(other > rating for other in others.values())
            assert rank.worse == sum(other < rating for other in others.values())
            assert rank.of == len(others)


@settings(max_examples=40)
@given(shoots())
def test_an_hour_is_no_longer_than_an_hour_and_hours_do_not_overlap(items):
    timed = sorted((one for one in items if one.score and one.captured_at), key=lambda one: one.captured_at)
    expected, begin = dict[Path, int](), None
    for one in timed:
        if begin is None or one.captured_at - begin >= timedelta(hours=1):
            begin = one.captured_at
        expected[one.photo.path] = sum(timedelta(0) <= o.captured_at - begin < timedelta(hours=1) for o in timed)
    ranks = rank_photos(items)
    found = {one.photo.path: ranks.of(one.photo.path, Among.HOUR) for one in items}
    assert {path: rank.of for path, rank in found.items() if rank} == expected


@settings(max_examples=40)
@given(shoots(), st.integers(1, 100), st.integers(1, 100), st.sampled_from(Among))
def test_a_larger_share_holds_all_of_a_smaller_one_and_at_least_the_best(items, one, other, among):
    ranks, (less, more) = rank_photos(items), sorted((one, other))
    assert ranks.best(Best(less, among)) <= ranks.best(Best(more, among))
    first = {path for path in ranks.rows if (rank := ranks.of(path, among)) and rank.place == 1}
    assert first <= ranks.best(Best(less, among))
    assert ranks.best(Best(less, among)) == {p for p in ranks.rows if Best(less, among).holds(ranks.of(p, among))}


@settings(max_examples=40)
@given(shoots(), st.data())
def test_a_photograph_that_gets_better_never_falls_back(items, data):
    scored = [one for one in items if one.score]
    if not scored:
        return
    one = data.draw(st.sampled_from(scored))
    better = replace(one, score=replace(one.score, p_aesthetic=min(1.0, one.score.p_aesthetic + 0.3)))
    before = rank_photos(items)
    after = rank_photos([better if each is one else each for each in items])
    for among in Among:
        rank = before.of(one.photo.path, among)
        assert rank is None or after.of(one.photo.path, among).place <= rank.place
