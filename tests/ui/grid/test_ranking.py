"""Ranks come behind the window, as scores do."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.ranks import Best, Rank, rank_photos
from aesthetic_gui.culling.viewing import SortBy, View
from aesthetic_gui.photo import Bar, Decision, Flag, Photo, Score
from aesthetic_gui.ui.grid.behind import ranking
from aesthetic_gui.ui.grid.model import GridModel

BAR = Bar(0.5, 0.1)


def item(name: str, p: float | None = None) -> Item:
    score = None if p is None else Score((0.1,) * 10, 5.5, 2.9, p, "pack")
    return Item(Photo(Path("/shoot", name)), score)


def names(model: GridModel) -> list[str]:
    return [item.photo.path.name for item in model.shown_items()]


@pytest.fixture
def model(qapp, monkeypatch):
    monkeypatch.setattr(ranking, "RANK_MS", 20)
    model = GridModel(BAR)
    yield model
    model.close()


@pytest.fixture
def places(model):
    def now() -> list[int]:
        found = (model.ranks.of(item.photo.path) for item in model.all_items())
        return [rank.place for rank in found if rank]

    return now


def test_ranks_follow_the_scores_that_come(model, places, qtbot):
    model.append([item("a", 0.5), item("b"), item("c", 0.1)])
    qtbot.waitUntil(lambda: places() == [1, 2])
    model.update([item("b", 0.9)])
    qtbot.waitUntil(lambda: places() == [2, 1, 3])


def test_ranks_follow_photographs_that_go_or_move(model, places, qtbot):
    model.append([item("a", 0.5), item("b", 0.9), item("c", 0.1)])
    qtbot.waitUntil(lambda: len(places()) == 3)
    model.replace([Path("/shoot/b"), Path("/shoot/c")], [item("best/c", 0.1)])
    qtbot.waitUntil(lambda: model.ranks.of(Path("/shoot/best/c")) == Rank(2, 2))
    assert model.ranks.of(Path("/shoot/b")) is None


def test_another_folder_has_no_rank_of_the_one_before(model, places, qtbot):
    model.append([item("a", 0.5)])
    qtbot.waitUntil(lambda: places() == [1])
    model.clear()
    model.append([item("a")])
    assert places() == []


def test_the_window_never_works_out_a_rank_itself(model, places, qtbot, monkeypatch):
    threads = set[str]()

    def noted(items):
        threads.add(threading.current_thread().name)
        return rank_photos(items)

    monkeypatch.setattr(ranking, "rank_photos", noted)
    model.append([item("a", 0.5)])
    qtbot.waitUntil(lambda: places() == [1])
    assert threads.pop().startswith("arranging")


def test_a_decision_changes_no_rank_and_starts_no_ranking(model, places, qtbot, monkeypatch):
    model.append([item("a", 0.5)])
    qtbot.waitUntil(lambda: places() == [1])
    monkeypatch.setattr(ranking, "rank_photos", lambda _items: pytest.fail("ranked again"))
    model.update([replace(model.item(0), decision=Decision(Flag.PICK))])
    qtbot.wait(60)
    assert places() == [1]


def test_a_grid_of_the_best_follows_the_scores_and_counts_what_it_withholds(model, qtbot):
    model.append([item("a", 0.5), item("b", 0.9), item("c"), item("d", 0.1)])
    model.set_view(View(best=Best(30)))
    qtbot.waitUntil(lambda: names(model) == ["b"])
    assert model.withheld == 3
    model.update([item("c", 0.95)])
    qtbot.waitUntil(lambda: names(model) == ["b", "c"])
    assert model.withheld == 2


def test_a_grid_sorted_by_rank_follows_the_scores(model, qtbot):
    model.append([item("a", 0.5), item("b", 0.9), item("c")])
    model.set_view(View(SortBy.RANK, descending=True))
    qtbot.waitUntil(lambda: names(model) == ["b", "a", "c"])
    model.update([item("c", 0.7)])
    qtbot.waitUntil(lambda: names(model) == ["b", "c", "a"])
