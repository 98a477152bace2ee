"""What counts as taken in one go."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from aesthetic_gui.taste.bursts import Frame, number_bursts, renumbered

NOON = datetime.fromisoformat("2024-05-31T12:00:00")
NONE_ALIKE = np.eye(64, dtype=np.float16)


def at(*seconds: float, folder: str = "/shoot") -> list[Frame]:
    return [Frame(folder, (str(n),), NOON + timedelta(seconds=second)) for n, second in enumerate(seconds)]


def numbers(frames: list[Frame], embeddings: np.ndarray = NONE_ALIKE) -> list[int]:
    return number_bursts(frames, embeddings[: len(frames)]).tolist()


def test_frames_within_a_minute_are_one_burst() -> None:
    assert numbers(at(0, 1, 50, 111, 200)) == [0, 0, 0, 1, 2]
    assert numbers(at(0, 60, 120)) == [0, 0, 0]


def test_the_order_of_the_rows_makes_no_difference() -> None:
    assert numbers(at(111, 0, 200, 50, 1)) == [0, 1, 2, 1, 1]


def test_a_burst_that_was_sorted_into_albums_is_still_one() -> None:
    assert numbers(at(0, 20) + at(1, 200, folder="/albums/Aesthetic")) == [0, 0, 0, 1]


def test_an_hour_without_a_break_is_several_bursts_but_no_run_of_frames_is_cut() -> None:
    every_ten_seconds = numbers(at(*range(0, 3600, 10)))
    assert len(set(every_ten_seconds)) == 12
    assert set(numbers(at(*range(0, 1800, 2)))) == {0}


def test_a_zone_that_one_camera_wrote_is_no_obstacle() -> None:
    frames = [Frame("/shoot", ("1",), NOON), Frame("/shoot", ("2",), (NOON + timedelta(seconds=5)).replace(tzinfo=UTC))]
    assert numbers(frames) == [0, 0]


def test_without_a_time_neighbours_that_look_alike_are_one_burst() -> None:
    frames = [Frame("/shoot", (name,)) for name in "abcd"]
    embeddings = np.array([[1, 0, 0], [1, 0.1, 0], [0, 1, 0], [0, 1, 0]], np.float16)
    assert numbers(frames, embeddings) == [0, 0, 1, 1]
    assert numbers(frames[::-1], embeddings[::-1]) == [0, 0, 1, 1]


def test_without_a_time_a_burst_that_was_sorted_into_albums_is_still_one() -> None:
    names = [("/shoot", "1"), ("/albums", "2"), ("/shoot", "3"), ("/other", "2"), ("/albums", "4")]
    frames = [Frame(folder, (name,)) for folder, name in names]
    embeddings = np.array([[1, 0, 0], [1, 0.1, 0], [1, 0.2, 0], [0, 1, 0], [0, 0, 1]], np.float16)
    assert numbers(frames, embeddings) == [0, 0, 0, 1, 2]


def test_no_frames_are_no_bursts() -> None:
    assert number_bursts([], np.empty((0, 0), np.float16)).tolist() == []
    assert renumbered(np.array([7, 3, 7, 9])).tolist() == [0, 1, 0, 2]


def test_the_bursts_of_real_shoots_stay_whole(shared_data: Path) -> None:
    with (shared_data / "bursts" / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    times = [datetime.strptime(row["captured"], "%Y:%m:%d %H:%M:%S") for row in rows]  # noqa: DTZ007
    frames = [Frame(row["serial"], (row["path"],), time) for row, time in zip(rows, times, strict=True)]
    found = number_bursts(frames, np.zeros((len(frames), 1), np.float16))
    for group in {row["group"] for row in rows}:
        assert len({number for number, row in zip(found, rows, strict=True) if row["group"] == group}) == 1
    assert len(set(found.tolist())) > 25
