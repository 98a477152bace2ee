"""What is read for the loupe, in which order, and what is kept of it."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.files.decoding.decode import Decoded
from aesthetic_gui.photo import Metadata, Photo, Trouble, Unreadable
from aesthetic_gui.ui.loupe.picture import PictureRequest, histogram, picture_of
from aesthetic_gui.ui.loupe.picture_loader import PictureLoader

WIDTH, HEIGHT = 600, 400
WHOLE = 600 * 400 * 4 + 300 * 200 * 4  # bytes: the picture and its halving


def request(name: str, longest_side: int | None = WIDTH, profile: bytes | None = None) -> PictureRequest:
    return PictureRequest(Photo(Path(f"/{name}.jpg"), (), 1, 1), longest_side, profile)


class Decoder:
    """Counts, and reads nothing before the gate is open."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int | None, bytes | None]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.failing: set[str] = set()

    def __call__(self, path: Path, longest_side: int | None, *, profile: bytes | None = None) -> Decoded:
        self.asked.append((path.stem, longest_side, profile))
        self.gate.wait(10)
        if path.stem in self.failing:
            raise Unreadable(path, "it is damaged", Trouble.DAMAGED)
        width = min(longest_side or 2 * WIDTH, 2 * WIDTH)
        rgb = np.full((width * HEIGHT // WIDTH, width, 3), 100, np.uint8)
        return Decoded(rgb, Metadata(2 * WIDTH, 2 * HEIGHT), "id")

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.asked]


@pytest.fixture
def decoder(monkeypatch) -> Iterator[Decoder]:
    importlib.import_module("aesthetic_gui.culling.scoring.pipeline")  # now, or it would keep this one for ever
    decoder = Decoder()
    monkeypatch.setattr("aesthetic_gui.files.decoding.decode.decode", decoder)
    yield decoder
    decoder.gate.set()


@pytest.fixture
def loader(qapp, decoder) -> Iterator[PictureLoader]:
    loader = PictureLoader(100 * 2**20)
    yield loader
    decoder.gate.set()
    loader.close()


def load(qtbot, loader: PictureLoader, *requests: PictureRequest) -> None:
    for each in requests:
        loader.want([each])
        qtbot.waitUntil(lambda each=each: (found := loader.cached(each)) is not None and found.request == each)


def test_what_is_shown_is_read_before_what_comes_next(qtbot, loader, decoder):
    loader.want([request("shown")], [request("next"), request("after that")])
    qtbot.waitUntil(lambda: loader.cached(request("after that")) is not None)
    assert decoder.names == ["shown", "next", "after that"]


def test_what_is_no_longer_wanted_is_never_read(qtbot, loader, decoder):
    decoder.gate.clear()
    loader.want([request("a")], [request("b"), request("c")])
    qtbot.waitUntil(lambda: decoder.names == ["a"])
    loader.want([request("z")])
    qtbot.waitUntil(lambda: "z" in decoder.names)
    decoder.gate.set()
    qtbot.waitUntil(lambda: loader.cached(request("z")) is not None)
    qtbot.wait(50)
    assert decoder.names == ["a", "z"]


def test_what_is_shown_never_waits_for_what_is_read_ahead(qtbot, loader, decoder):
    loader.want([], [request("b"), request("c")])
    decoder.gate.clear()
    qtbot.waitUntil(lambda: len(decoder.names) > 0)
    loader.want([request("shown"), request("shown", None)])
    qtbot.waitUntil(lambda: decoder.names.count("shown") == 2)


def test_one_at_a_time_is_read_ahead(qtbot, loader, decoder):
    decoder.gate.clear()
    loader.want([], [request("b"), request("c")])
    qtbot.wait(100)
    assert decoder.names == ["b"]


def test_what_is_being_read_ahead_is_not_read_again_when_it_is_shown(qtbot, loader, decoder):
    decoder.gate.clear()
    loader.want([], [request("b")])
    qtbot.waitUntil(lambda: decoder.names == ["b"])
    loader.want([request("b")], [request("c")])
    decoder.gate.set()  # "c" is read by another thread, and may be there first
    qtbot.waitUntil(lambda: loader.cached(request("b")) is not None)
    loader.want([request("b")])
    qtbot.wait(50)
    assert decoder.names.count("b") == 1


def test_a_picture_that_came_before_the_window_heard_of_it_is_not_read_again(qtbot, loader, decoder):
    loader.want([request("a")])
    time.sleep(0.1)  # read by now, but the event loop has not run: nobody has heard of it
    loader.want([request("a")])
    qtbot.waitUntil(lambda: loader.cached(request("a")) is not None)
    qtbot.wait(50)
    assert decoder.names == ["a"]


def test_the_cache_never_outgrows_its_bytes_and_drops_the_longest_unused(qtbot, loader):
    loader.limit(3 * WHOLE)
    load(qtbot, loader, request("a"), request("b"), request("c"))
    loader.cached(request("a"))
    load(qtbot, loader, request("d"))
    kept = {name for name in "abcd" if loader.cached(request(name))}
    assert kept == {"a", "c", "d"}
    loader.limit(WHOLE)
    assert sum(loader.cached(request(name)) is not None for name in "abcd") == 1


def test_memory_does_not_grow_with_the_folder(qtbot, loader):
    loader.limit(4 * WHOLE)
    for number in range(40):
        load(qtbot, loader, request(f"{number}"))
    assert loader._bytes == 4 * WHOLE == sum(each.size_in_bytes for each in loader._cache.values())


def test_as_long_as_no_every_pixel_is_wanted_a_quarter_of_the_memory_is_enough(qtbot, loader):
    loader.limit(60 * WHOLE)
    load(qtbot, loader, *(request(f"{number}") for number in range(40)))
    assert loader._bytes == 15 * WHOLE
    load(qtbot, loader, request("whole", None))
    load(qtbot, loader, *(request(f"after {number}") for number in range(7)))
    assert loader._bytes > 21 * WHOLE
    load(qtbot, loader, request("after all"))
    assert loader._bytes <= 15 * WHOLE


def test_however_large_they_are_the_ones_around_what_is_shown_are_kept(qtbot, loader):
    loader.limit(12 * WHOLE)
    load(qtbot, loader, *(request(f"{number}") for number in range(12)))
    assert [loader.cached(request(f"{number}")) is not None for number in range(12)] == [False] * 4 + [True] * 8


def test_a_larger_picture_serves_for_a_smaller_one(qtbot, loader, decoder):
    load(qtbot, loader, request("a", None))
    found = loader.cached(request("a", 300))
    assert found is not None
    assert found.fulfils(request("a", 300))
    loader.want([request("a", 300)], [request("a", 400)])
    qtbot.wait(50)
    assert len(decoder.asked) == 1


def test_the_smallest_picture_that_is_large_enough_is_painted(qtbot, loader):
    load(qtbot, loader, request("a", 150), request("a", 300), request("a", None))
    sides = [loader.cached(request("a", side)).request.longest_side for side in (100, 150, 200, 500)]
    assert sides == [150, 150, 300, None]


def test_a_small_picture_stands_in_for_a_larger_one_but_does_not_fulfil_it(qtbot, loader):
    load(qtbot, loader, request("a", 150), request("a", 300))
    found = loader.cached(request("a", 500))
    assert found.request.longest_side == 300
    assert not found.fulfils(request("a", 500))


def test_another_monitor_sees_its_own_colours(qtbot, loader, decoder):
    load(qtbot, loader, request("a"))
    assert loader.cached(request("a", profile=b"display")) is None
    load(qtbot, loader, request("a", profile=b"display"))
    assert [profile for _, _, profile in decoder.asked] == [None, b"display"]
    loader.forget()
    assert loader.cached(request("a")) is None


def test_a_failure_is_told_and_the_next_is_read(qtbot, loader, decoder, heard):
    decoder.failing = {"a"}
    told = heard(loader.failed)
    loader.want([request("a")], [request("b")])
    qtbot.waitUntil(lambda: told == [(request("a"), "it is damaged")])
    qtbot.waitUntil(lambda: loader.cached(request("b")) is not None)


def test_closing_drops_what_waits_and_leaves_no_thread(qapp, decoder):
    loader = PictureLoader(2**20)
    loader.want([], [request(f"{number}") for number in range(50)])
    loader.close()
    assert len(decoder.asked) <= 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("loupe")]


def test_levels_are_halvings_with_the_same_colours():
    rgb = np.zeros((701, 1100, 3), np.uint8)
    rgb[:, :550], rgb[:, 550:] = (250, 120, 10), (10, 20, 30)
    picture = picture_of(Decoded(rgb, Metadata(1100, 701), "id"), request("a", None))
    assert [(level.width(), level.height()) for level in picture.levels] == [(1100, 701), (550, 350), (275, 175)]
    for level in picture.levels:
        left, right = level.pixelColor(3, 9), level.pixelColor(level.width() - 3, 9)
        assert (left.red(), left.green(), left.blue()) == (250, 120, 10)
        assert (right.red(), right.green(), right.blue()) == (10, 20, 30)


def test_the_histogram_counts_every_channel_and_rec_709_luminance():
    rgb = np.empty((10, 20, 3), np.uint8)
    rgb[...] = (200, 100, 50)
    counts = histogram(rgb)
    assert [int(row.argmax()) for row in counts] == [200, 100, 50, round(0.2126 * 200 + 0.7152 * 100 + 0.0722 * 50)]
    assert counts.sum(1).tolist() == [200] * 4


def test_a_picture_that_is_turned_is_not_read_again(loader, decoder, qtbot, monkeypatch):
    loader.want([request("a")])
    qtbot.waitUntil(lambda: loader.cached(request("a")) is not None)
    turned = request("a")._replace(turn=1)
    assert loader.cached(turned) is None
    assert loader.at_hand(request("b")) is None
    monkeypatch.setattr("aesthetic_gui.ui.loupe.picture_loader.AT_ONCE_SIDE", 400)
    at_once = loader.at_hand(turned)
    assert (at_once.levels[0].width(), at_once.levels[0].height()) == (HEIGHT // 2, WIDTH // 2)
    assert (at_once.full_size.width(), at_once.full_size.height()) == (2 * HEIGHT, 2 * WIDTH)
    assert not at_once.fulfils(turned)
    loader.want([turned])
    qtbot.waitUntil(lambda: loader.cached(turned) is not None)
    found = loader.cached(turned)
    assert (found.levels[0].width(), found.levels[0].height()) == (HEIGHT, WIDTH)
    assert found.fulfils(turned)
    assert decoder.names == ["a"]


def test_a_picture_turns_clockwise(qapp):
    rgb = np.zeros((2, 3, 3), np.uint8)
    rgb[0, 0] = 255
    whole = picture_of(Decoded(rgb, Metadata(3, 2), "id"), request("a"))
    read_so = picture_of(Decoded(rgb, Metadata(3, 2), "id"), request("a")._replace(turn=1))
    for turned in (whole.turned(1), read_so, read_so.turned(2)):
        places = {1: (1, 0), 2: (2, 1)}[turned.request.turn]
        assert turned.levels[0].pixelColor(*places).red() == 255


def test_too_large_a_picture_is_not_turned_while_somebody_waits(qapp):
    picture = picture_of(Decoded(np.zeros((2, 3, 3), np.uint8), Metadata(3, 2), "id"), request("a"))
    assert picture.turned(1, 2) is None


def test_what_is_shown_is_awaited_until_it_is_read_and_what_is_ahead_is_not(qtbot, loader, decoder):
    decoder.gate.clear()
    loader.want([request("shown")], [request("ahead")])
    qtbot.waitUntil(lambda: decoder.names == ["shown"])
    assert loader.is_awaited
    decoder.gate.set()
    qtbot.waitUntil(lambda: loader.cached(request("shown")) is not None and not loader.is_awaited)
    decoder.gate.clear()
    loader.want([request("shown")], [request("next")])
    qtbot.waitUntil(lambda: decoder.names[-1] == "next")
    assert not loader.is_awaited
