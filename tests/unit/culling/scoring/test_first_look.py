"""What is shown before anything is decoded."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.culling.scoring.first_look import FirstLook
from aesthetic_gui.files.thumbnails import glimpse as glimpsing
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails
from aesthetic_gui.photo import Photo

SMALL = np.full((107, 160, 3), 90, np.uint8)


class Seen:
    """What was shown, by name, and a way to wait for it."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.pictures: dict[str, np.ndarray] = {}

    def __call__(self, photo: Photo, rgb: np.ndarray) -> None:
        self.names.append(photo.path.name)
        self.pictures[photo.path.name] = rgb

    def wait_for(self, count: int) -> list[str]:
        end = time.monotonic() + 10
        while len(self.names) < count and time.monotonic() < end:
            time.sleep(0.005)
        return self.names


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def looking(seen: Seen) -> Iterator[FirstLook]:
    look = FirstLook(seen)
    yield look
    look.close()


def photos(count: int) -> list[Photo]:
    return [Photo(Path(f"/shoot/{number}.jpg")) for number in range(count)]


def test_the_cameras_pictures_come_in_the_order_of_the_screen(
    seen: Seen, looking: FirstLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glimpsing, "glimpse", lambda path: None if path.name == "1.jpg" else SMALL)
    looking.look_at(photos(4))
    assert seen.wait_for(3) == ["0.jpg", "2.jpg", "3.jpg"]
    assert seen.pictures["0.jpg"] is SMALL


def test_what_scrolled_by_is_not_looked_for(seen: Seen, looking: FirstLook, monkeypatch: pytest.MonkeyPatch) -> None:
    in_hand, go_on = threading.Event(), threading.Event()
    asked: list[str] = []

    def slow(path: Path) -> np.ndarray:
        asked.append(path.name)
        in_hand.set()
        go_on.wait(10)
        return SMALL

    monkeypatch.setattr(glimpsing, "glimpse", slow)
    looking.look_at(photos(1000))
    assert in_hand.wait(10)
    looking.look_at(photos(1002)[1000:])
    go_on.set()
    seen.wait_for(3)
    assert asked == ["0.jpg", "1000.jpg", "1001.jpg"]


def test_another_programs_thumbnail_comes_before_the_cameras(
    seen: Seen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (300, 200), (200, 10, 10)).save(path)
    photo = Photo(path, size=path.stat().st_size, mtime_ns=path.stat().st_mtime_ns)
    shared = SharedThumbnails(tmp_path / "thumbnails")
    shared.offer(photo, np.full((240, 360, 3), (10, 200, 10), np.uint8))
    end = time.monotonic() + 10
    while shared.find(photo) is None and time.monotonic() < end:
        time.sleep(0.01)
    monkeypatch.setattr(glimpsing, "glimpse", lambda _path: SMALL)
    look = FirstLook(seen, shared)
    look.look_at([photo])
    seen.wait_for(1)
    look.close()
    shared.close()
    assert seen.pictures["a.jpg"][0, 0].tolist() == [10, 200, 10]


def test_nothing_is_left_running(seen: Seen) -> None:
    before = threading.active_count()
    look = FirstLook(seen)
    look.close()
    look.look_at(photos(3))
    assert threading.active_count() == before
    assert seen.names == []
