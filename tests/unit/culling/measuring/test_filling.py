"""What is measured later: after everything else, in order, closely last, and given up when the window closes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.culling.measuring import filling, measuring
from aesthetic_gui.culling.measuring.filling import Filling
from aesthetic_gui.photo import Photo, Unreadable

A, B, C, D = (Photo(Path(f"/shoot/{name}.jpg")) for name in "abcd")


class Told:
    """What was measured, in order, and a way to wait for it."""

    def __init__(self) -> None:
        self.all: list[tuple[Photo, object]] = []
        self._more = threading.Condition()

    def __call__(self, photo: Photo, measured: object) -> None:
        with self._more:
            self.all.append((photo, measured))
            self._more.notify_all()

    def wait_for(self, number: int) -> list[tuple[Photo, object]]:
        with self._more:
            assert self._more.wait_for(lambda: len(self.all) >= number, 10)
            return list(self.all)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def make(told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Filling]]:
    """One thread, so that there is an order; what is measured is the photograph's name."""
    monkeypatch.setattr(filling, "THREADS", 1)
    monkeypatch.setattr(filling, "LOOK_AGAIN", 0.01)
    monkeypatch.setattr(measuring, "measure_quickly", lambda photo: photo.path.stem)
    monkeypatch.setattr(measuring, "measure_closely", lambda photo: photo.path.stem.upper())
    made: list[Filling] = []

    def of(**options: object) -> Filling:
        made.append(Filling(told, **options))
        return made[-1]

    yield of
    for one in made:
        one.close()


def test_wishes_are_measured_in_their_order_and_closely_last(make, told: Told) -> None:
    hold = threading.Event()
    fill = make(busy=lambda: not hold.is_set())
    fill.want_closely([A, B])
    fill.want([C, D])
    fill.want_closely([B], first=True)
    hold.set()
    assert [measured for _, measured in told.wait_for(4)] == ["c", "d", "B", "A"]


def test_nothing_begins_as_long_as_something_else_is_to_be_done(make, told: Told) -> None:
    asked = threading.Event()
    busy = [True]

    def is_busy() -> bool:
        asked.set()
        return busy[0]

    fill = make(busy=is_busy)
    fill.want([A])
    assert asked.wait(10)
    assert told.all == []
    busy[0] = False
    assert told.wait_for(1) == [(A, "a")]


def test_what_is_forgotten_or_given_up_is_not_measured(make, told: Told) -> None:
    hold = threading.Event()
    fill = make(busy=lambda: not hold.is_set())
    fill.want([A, B])
    fill.want_closely([C])
    fill.forget([A.path, C.path])
    hold.set()
    assert told.wait_for(1) == [(B, "b")]
    hold.clear()
    fill.want([A])
    fill.clear()
    hold.set()
    fill.want([D])
    assert told.wait_for(2)[1] == (D, "d")


def test_what_cannot_be_read_is_told_as_nothing_and_stops_no_other(make, told: Told, monkeypatch, caplog) -> None:
    def measure(photo: Photo) -> str:
        if photo is A:
            raise Unreadable(photo.path, "it is gone")
        if photo is B:
            raise ZeroDivisionError
        return "well"

    monkeypatch.setattr(measuring, "measure_quickly", measure)
    with caplog.at_level(logging.ERROR):
        make().want([A, B, C])
        assert told.wait_for(3) == [(A, None), (B, None), (C, "well")]
    assert "b.jpg" in caplog.text


def test_closing_waits_for_the_photograph_in_hand_and_begins_no_other(make, told: Told, monkeypatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(photo: Photo) -> str:
        begun.set()
        assert go_on.wait(10)
        return photo.path.stem

    monkeypatch.setattr(measuring, "measure_quickly", slow)
    fill = make()
    fill.want([A, B])
    assert begun.wait(10)
    threading.Timer(0.05, go_on.set).start()
    fill.close()
    assert told.all == [(A, "a")]
    fill.want([C])
    assert [thread for thread in threading.enumerate() if thread.name.startswith("measuring-")] == []


def test_one_photograph_at_a_time_is_looked_at_closely(told: Told, monkeypatch) -> None:
    monkeypatch.setattr(filling, "THREADS", 3)
    under_way, most = [0], [0]

    def close(photo: Photo) -> str:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        threading.Event().wait(0.01)
        under_way[0] -= 1
        return photo.path.stem

    monkeypatch.setattr(measuring, "measure_closely", close)
    fill = Filling(told)
    fill.want_closely([A, B, C, D])
    told.wait_for(4)
    fill.close()
    assert most == [1]
