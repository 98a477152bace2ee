"""What the loupe shows while a photographer goes from photograph to photograph, and what is read for it."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from aesthetic_gui import settings
from aesthetic_gui.app import make_window
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.files.decoding.decode import Decoded
from aesthetic_gui.photo import Metadata, Photo, Trouble, Unreadable
from aesthetic_gui.ui.loupe.showing import PREVIEW_SIDE, SETTLE_MS
from aesthetic_gui.ui.session.worker import NICENESS

pytestmark = pytest.mark.slow

SIZE = Metadata(3000, 2000)


class Decoder:
    """Makes pictures of nothing; knows what was asked for, and refuses what it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int | None]] = []
        self.profiles: list[bytes | None] = []
        self.refused: set[int | None] = set()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, path: Path, longest_side: int | None, *, profile: bytes | None = None) -> Decoded:
        self.asked.append((path.name, longest_side))
        self.profiles.append(profile)
        self.gate.wait(10)
        if longest_side in self.refused:
            raise Unreadable(path, "its sensor data is damaged", Trouble.DAMAGED)
        width = min(longest_side or SIZE.width, SIZE.width)
        return Decoded(np.full((round(width / 1.5), width, 3), 90, np.uint8), SIZE, path.name)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


@pytest.fixture
def decoder(monkeypatch) -> Decoder:
    importlib.import_module("aesthetic_gui.culling.scoring.pipeline")  # now, or it would keep this one for ever
    decoder = Decoder()
    monkeypatch.setattr("aesthetic_gui.files.decoding.decode.decode", decoder)
    return decoder


@pytest.fixture
def window(qtbot, tmp_path, decoder):
    """The window on twenty photographs, which nobody scores, in the grid, on the first."""
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        window = make_window(catalog, settings.load(), device="cpu")
        window.resize(1280, 800)
        window.viewer.leave_the_empty_page()
        window.session.model.append([item(f"{number:02}.jpg") for number in range(20)])
        window.show()
        window.viewer.show_grid()
        window.grid.go_to(0)
        qtbot.waitExposed(window)
        qtbot.wait(3 * SETTLE_MS)
        yield window
        decoder.gate.set()
        window.close()


def item(name: str, metadata: Metadata | None = SIZE) -> Item:
    return Item(Photo(Path("/shoot") / name, (), 1, 1), metadata=metadata)


def open_loupe(window, qtbot, decoder, row: int = 0) -> None:
    """As a photographer does who then looks for a while: everything ahead is read."""
    window.grid.go_to(row)
    window.viewer.show_loupe()
    settle(window, qtbot)
    decoder.asked.clear()


def settle(window, qtbot) -> None:
    loader = window.showing._loader
    qtbot.wait(3 * SETTLE_MS)
    qtbot.waitUntil(lambda: loader.idle)


def hold_the_key(window) -> None:
    """However slow the machine is, nothing counts as looked at."""
    window.showing._settle.setInterval(60_000)


def let_go(window) -> None:
    window.showing._settle.setInterval(SETTLE_MS)


def shown_side(window) -> int:
    return window.loupe.view._levels[0].width()


def sharp_side(window) -> int:
    return window.loupe.sharp_side(window.showing._picture.full_size)


def words(window) -> list[str]:
    return [label.text() for label in window.loupe.findChildren(QLabel) if label.accessibleName() == "Loading"]


def test_a_single_step_is_read_at_once(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    hold_the_key(window)
    window.viewer.go(10)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: "10.jpg" in decoder.names)


def test_while_a_key_is_held_only_the_first_and_the_last_photograph_are_read(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    decoder.gate.clear()
    hold_the_key(window)
    for row in range(5, 15):
        window.viewer.go(row)
        QApplication.processEvents()
    let_go(window)
    qtbot.waitUntil(lambda: "14.jpg" in decoder.names)
    assert decoder.names == ["05.jpg", "14.jpg"]


def test_what_has_been_read_is_shown_even_while_a_key_is_held(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder, 5)
    open_loupe(window, qtbot, decoder, 6)
    hold_the_key(window)
    window.viewer.go(5)
    QApplication.processEvents()
    window.viewer.go(6)
    QApplication.processEvents()
    assert window.showing._settle.isActive()
    assert shown_side(window) == sharp_side(window)
    assert window.showing._picture.request.photo.path.name == "06.jpg"


def test_the_next_two_and_the_previous_one_are_read_ahead_in_the_direction_of_travel(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder, 10)
    window.viewer.go(15)
    settle(window, qtbot)
    assert decoder.names == ["15.jpg", "16.jpg", "17.jpg", "14.jpg"]
    decoder.asked.clear()
    window.viewer.go(7)
    settle(window, qtbot)
    assert decoder.names == ["07.jpg", "06.jpg", "05.jpg", "08.jpg"]


def test_a_photograph_is_read_as_large_as_the_window_shows_it(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    view = window.loupe.view
    assert sharp_side(window) == round(3000 * min(view.width() / 3000, view.height() / 2000))
    assert shown_side(window) == sharp_side(window)


def test_of_unknown_size_enough_for_any_is_read(window, qtbot, decoder):
    window.session.model.append([item("unknown.jpg", None)])
    window.viewer.show_loupe()
    window.grid.go_to(window.session.model.row_of(Path("/shoot/unknown.jpg")))
    settle(window, qtbot)
    side = dict(decoder.asked)["unknown.jpg"]
    assert side == max(window.loupe.view.width(), window.loupe.view.height())


def test_in_a_larger_window_it_is_read_again_in_a_smaller_one_not(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    window.resize(1000, 700)
    settle(window, qtbot)
    qtbot.wait(300)
    assert decoder.asked == []
    window.resize(1700, 1000)
    qtbot.waitUntil(lambda: shown_side(window) == sharp_side(window))
    assert window.loupe.view.fitted
    settle(window, qtbot)
    assert None not in dict(decoder.asked).values()


def test_100_percent_reads_every_pixel_once(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    window.viewer.toggle_zoom()
    window.viewer.zoom_in()
    qtbot.waitUntil(lambda: shown_side(window) == 3000)
    settle(window, qtbot)
    assert decoder.asked.count(("00.jpg", None)) == 1


def test_at_100_percent_the_next_photograph_comes_at_100_percent_and_has_been_read_whole(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    window.viewer.toggle_zoom()
    settle(window, qtbot)
    assert ("01.jpg", None) in decoder.asked
    window.viewer.next_photo()
    QApplication.processEvents()
    assert window.loupe.view.scale == 1
    qtbot.waitUntil(lambda: shown_side(window) == 3000)
    settle(window, qtbot)
    assert decoder.asked.count(("01.jpg", None)) == 1


def test_without_the_memory_for_it_no_photograph_is_read_whole_ahead(window, qtbot, decoder):
    window.showing.set_memory(64 * 2**20)
    open_loupe(window, qtbot, decoder)
    window.viewer.toggle_zoom()
    settle(window, qtbot)
    assert [name for name, side in decoder.asked if side is None] == ["00.jpg"]


def test_a_smaller_picture_that_comes_late_does_not_replace_every_pixel(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    window.viewer.toggle_zoom()
    settle(window, qtbot)
    small = window.showing._loader.cached(window.showing._request(window.grid.current_item()))
    window.showing._take_picture(small)
    assert shown_side(window) == 3000


def with_a_raw(window, qtbot) -> None:
    window.viewer.show_loupe()
    window.session.model.append([item("raw.dng")])
    window.resize(1900, 1100)
    settle(window, qtbot)
    window.grid.go_to(window.session.model.row_of(Path("/shoot/raw.dng")))


def test_of_a_raw_the_preview_comes_first_then_the_size_of_the_window_then_every_pixel(window, qtbot, decoder):
    with_a_raw(window, qtbot)
    settle(window, qtbot)
    qtbot.waitUntil(lambda: shown_side(window) == sharp_side(window))
    window.viewer.toggle_zoom()
    qtbot.waitUntil(lambda: shown_side(window) == 3000)
    assert [side for name, side in decoder.asked if name == "raw.dng"] == [PREVIEW_SIDE, sharp_side(window), None]


def test_a_raw_whose_pixels_cannot_be_read_keeps_its_preview_and_says_so_quietly(window, qtbot, decoder):
    decoder.refused = {None}
    with_a_raw(window, qtbot)
    settle(window, qtbot)
    window.viewer.toggle_zoom()
    qtbot.waitUntil(lambda: words(window) == ["Preview only"])
    assert window.loupe.message == ""
    assert shown_side(window) == sharp_side(window)
    window.viewer.toggle_zoom()
    window.viewer.go(3)
    settle(window, qtbot)
    assert words(window) == [""]


def test_what_takes_long_is_said_to_be_loading(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    decoder.gate.clear()
    window.viewer.toggle_zoom()
    qtbot.waitUntil(lambda: words(window) == ["Loading…"])
    decoder.gate.set()
    qtbot.waitUntil(lambda: words(window) == [""])


def test_what_cannot_be_read_at_all_says_why(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    decoder.refused = {sharp_side(window)}
    window.viewer.go(12)
    qtbot.waitUntil(lambda: "its sensor data is damaged" in window.loupe.message)


def test_on_another_monitor_the_photograph_is_read_again_in_its_colours(window, qtbot, decoder):
    open_loupe(window, qtbot, decoder)
    before = window.showing._picture
    decoder.profiles.clear()
    window.showing.set_profile(b"display")
    qtbot.waitUntil(lambda: window.showing._picture not in (None, before))
    assert set(decoder.profiles) == {b"display"}
    settle(window, qtbot)
    assert shown_side(window) == sharp_side(window)


def test_the_memory_of_the_settings_is_the_loupes(window, qtbot):
    assert window.showing._loader.memory == settings.load()["loupe_memory_mb"] * 2**20
    window.kept.remember(loupe_memory_mb=100)
    window._apply_values()
    assert window.showing._loader.memory == 100 * 2**20


def test_in_the_grid_the_histogram_comes_without_the_loupe(window, qtbot, decoder):
    decoder.asked.clear()
    qtbot.keyClick(window.grid, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.showing._picture is not None and decoder.names == ["01.jpg"])
    settle(window, qtbot)
    assert not window.in_loupe
    assert decoder.names == ["01.jpg"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere niceness is a process's")
def test_scoring_steps_back_behind_the_window_and_the_loupe(window, qtbot):
    window.session.start()

    def decoders() -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread.name.startswith("decoder") and thread.native_id]

    qtbot.waitUntil(lambda: len(decoders()) > 0, timeout=10_000)
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert {os.getpriority(os.PRIO_PROCESS, thread.native_id) for thread in decoders()} == {max(NICENESS, own)}
    loupe = [thread for thread in threading.enumerate() if thread.name.startswith("loupe")]
    assert {os.getpriority(os.PRIO_PROCESS, thread.native_id) for thread in loupe} == {own}
