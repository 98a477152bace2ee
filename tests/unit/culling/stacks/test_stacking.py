"""The stacks of items."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.stacking import stacks_of
from aesthetic_gui.facts import Criterion, Facts, Measure, Taking
from aesthetic_gui.photo import HandStack, Metadata, Photo

NOON = datetime(2024, 5, 31, 12, 0, 7, tzinfo=UTC)


def item(name: str, seconds: float | None, facts: Facts | None = None, hand: HandStack | None = None) -> Item:
    moment = None if seconds is None else NOON + timedelta(seconds=seconds)
    metadata = Metadata(6000, 4000, captured_at=moment, camera="R5")
    return Item(Photo(Path(name)), metadata=metadata, content_id=name, facts=facts, hand=hand)


def names(items: list[Item], **options: object) -> list[str]:
    return ["".join(path.name for path in stack.paths) for stack in stacks_of(items, **options)]  # type: ignore[arg-type]


def test_items_that_were_not_measured_are_stacked_by_the_clock() -> None:
    assert names([item("c", 8), item("a", 0), item("b", 0.5), Item(Photo(Path("d")))]) == ["ab", "c", "d"]


def test_what_a_person_stacked_counts_with_its_cover() -> None:
    hand = HandStack("x"), HandStack("x", cover=True)
    (stack,) = stacks_of([item("a", 0, hand=hand[0]), item("b", 9000, hand=hand[1])])
    assert stack.by_hand
    assert stack.cover == Path("b")


def test_what_the_camera_says_of_a_series_counts() -> None:
    facts = Facts(taking=Taking(series="burst-7"))
    assert names([item("a", 0, facts), item("b", 4, facts)]) == ["ab"]


def test_embeddings_of_what_was_scored_stand_in_for_what_was_not_measured() -> None:
    items = [item("a", 0), item("b", 3), item("c", 6)]
    assert names(items) == ["a", "b", "c"]
    embeddings = {"a": np.array([1, 0]), "b": np.array([1, 0.01]), "c": np.array([0, 1])}
    assert names(items, embeddings=embeddings) == ["ab", "c"]


def measured(width: float) -> Facts:
    return Facts({Criterion.FOCUS: Measure(100.0, width, "px", 0.1)})


def test_the_best_of_a_stack_is_suggested_where_it_was_measured() -> None:
    sharper, single = stacks_of(
        [item("a", 0, measured(4.0)), item("b", 0.5, measured(2.0)), item("c", 900, measured(2))]
    )
    assert sharper.best == Path("b")
    assert sharper.why == "sharper: 2.0 against 4.0 px"
    assert (single.best, single.why) == (None, "")


def test_nothing_is_suggested_before_all_of_a_stack_is_measured() -> None:
    (stack,) = stacks_of([item("a", 0, measured(4.0)), item("b", 0.5)])
    assert (stack.best, stack.why) == (None, "")
