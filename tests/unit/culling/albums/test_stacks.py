"""What templates say of stacks: those that the window shows, by hand first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.albums.stacks import InStack, number_stacks
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.stacks.stacking import stacks_of
from aesthetic_gui.grouping.frame import Stack, StackKind
from aesthetic_gui.photo import Bar, HandStack, Metadata, Photo

NOON = datetime.fromisoformat("2024-05-31T12:00:00")


def shot(name: str, seconds: float, hand: HandStack | None = None) -> Item:
    at = NOON + timedelta(seconds=seconds)
    return Item(Photo(Path("/shoot") / f"{name}.jpg"), metadata=Metadata(captured_at=at, camera="R5"), hand=hand)


SHOOT = [shot("a", 1), shot("b", 2), shot("c", 120), shot("d", 240), shot("e", 241), shot("f", 242)]


def sorted_by(items: list[Item], template: str, stacks: list[Stack] | None = None) -> dict[str, str]:
    given = None if stacks is None else lambda: stacks
    plan = plan_sort(items, Path("/albums"), template, act="copy", bar=Bar(0.5, 0.1), stacks=given)
    return {step.source.stem: step.target.parent.name for step in plan.steps if step.target}


def test_stacks_are_numbered_in_order_and_what_stands_alone_has_no_number() -> None:
    one, two = Path("/a"), Path("/b")
    stacks = [Stack(StackKind.SINGLE, (Path("/c"),)), Stack(StackKind.BURST, (one, two), cover=two)]
    assert number_stacks(stacks) == {
        one: InStack(1, StackKind.BURST, 1, cover=False),
        two: InStack(1, StackKind.BURST, 2, cover=True),
    }


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{stack}", ["Stack 001", "Stack 001", "Single", "Stack 002", "Stack 002", "Stack 002"]),
        ("{stack.kind}", ["Burst", "Burst", "Single", "Burst", "Burst", "Burst"]),
        ("{stack.place:2}", ["01", "02", "01", "01", "02", "03"]),
        ("{stack.cover}", ["Cover", "Inside", "Cover", "Cover", "Inside", "Inside"]),
    ],
)
def test_a_template_tells_the_stack_its_kind_the_place_in_it_and_the_cover(template: str, names: list[str]) -> None:
    assert list(sorted_by(SHOOT, template).values()) == names


def test_what_a_person_stacked_is_a_stack_with_the_cover_they_chose() -> None:
    items = list(SHOOT)
    for place, cover in ((0, False), (2, True)):
        items[place] = replace(items[place], hand=HandStack("mine", cover))
    names = sorted_by(items, "{stack}")
    assert names["a"] == names["c"] == "Stack 001"
    assert names["b"] == "Single"
    assert [name for name, word in sorted_by(items, "{stack.cover}").items() if word == "Cover"] == ["b", "c", "d"]


def test_some_of_a_shoot_are_in_the_stacks_of_all_of_it() -> None:
    assert sorted_by(SHOOT[4:], "{stack} {stack.place}", stacks_of(SHOOT)) == {"e": "Stack 002 2", "f": "Stack 002 3"}
