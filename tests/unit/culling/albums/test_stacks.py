"""Stacks: what one camera took in one go."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from aesthetic_gui.culling.albums.stacks import number_stacks
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import Metadata, Photo

NOON = datetime.fromisoformat("2024-05-31T12:00:00")


def shot(name: str, seconds: float | None, camera: str = "R5") -> Item:
    at = None if seconds is None else NOON + timedelta(seconds=seconds)
    return Item(Photo(Path("/shoot") / name), metadata=Metadata(captured_at=at, camera=camera))


def test_photographs_a_second_apart_are_a_stack_and_single_ones_are_none() -> None:
    items = [shot("a", 0), shot("b", 1), shot("c", 2), shot("d", 10), shot("e", 20), shot("f", 20)]
    assert {path.name: number for path, number in number_stacks(items).items()} == {
        "a": 1,
        "b": 1,
        "c": 1,
        "e": 2,
        "f": 2,
    }


def test_two_cameras_at_the_same_moment_are_not_one_stack() -> None:
    assert number_stacks([shot("a", 0, "R5"), shot("b", 0, "Z9")]) == {}


def test_photographs_without_a_time_are_in_no_stack() -> None:
    assert number_stacks([shot("a", None), shot("b", None), Item(Photo(Path("/c")))]) == {}
