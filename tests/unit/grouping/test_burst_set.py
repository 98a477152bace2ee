"""On frames of real events: what the camera's clock, and the look alone, find of the bursts that there are."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import comb
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.facts import Taking
from aesthetic_gui.grouping.likeness import fingerprint
from aesthetic_gui.grouping.stacks import Frame, group


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[tuple[Frame, str]]:
    folder = shared_data / "bursts"
    with (folder / "labels.csv").open(newline="") as file:
        return [(_frame(folder, row), row["group"]) for row in csv.DictReader(file)]


def _frame(folder: Path, row: dict[str, str]) -> Frame:
    moment = datetime.strptime(row["captured"], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 – a camera's clock has no zone
    with Image.open(folder / row["path"]) as image:
        looks = fingerprint(np.asarray(image.convert("RGB")))
    taken = moment + timedelta(seconds=float(f"0.{row['subsec'] or 0}"))
    return Frame(Path(row["path"]), taken, row["camera"], Taking(serial=row["serial"]), looks)


def pairwise_f1(frames: Sequence[Frame], groups: Sequence[str]) -> float:
    stack_of = {path: number for number, stack in enumerate(group(frames)) for path in stack.paths}
    found = [stack_of[frame.path] for frame in frames]
    both, ours, theirs = (_pairs(labels) for labels in (zip(found, groups, strict=True), found, groups))
    return 2 * both / (ours + theirs)


def _pairs(labels: object) -> int:
    return sum(comb(count, 2) for count in Counter(labels).values())  # type: ignore[call-overload]


def test_by_the_cameras_clock_nearly_every_pair_is_right(rows: list[tuple[Frame, str]]) -> None:
    frames, groups = zip(*rows, strict=True)
    assert pairwise_f1(frames, groups) >= 0.97


@pytest.mark.parametrize("clock", ["counts minutes", "was never set"])
def test_by_look_alone_four_of_five_pairs_are_right(rows: list[tuple[Frame, str]], clock: str) -> None:
    frames, groups = zip(*rows, strict=True)
    minutes = clock == "counts minutes"
    blind = [
        replace(frame, captured_at=frame.captured_at.replace(second=0, microsecond=0) if minutes else None)
        for frame in frames
    ]
    assert pairwise_f1(blind, groups) >= 0.8


def test_names_that_say_nothing_are_no_obstacle(rows: list[tuple[Frame, str]]) -> None:
    frames, groups = zip(*rows, strict=True)
    renamed = [
        replace(frame, captured_at=None, path=Path(f"{number * 7919 % 1009:04}.jpg"))
        for number, frame in enumerate(frames)
    ]
    assert pairwise_f1(renamed, groups) >= 0.8
