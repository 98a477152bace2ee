"""The freedesktop.org folder of thumbnails, as other programs see it."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from aesthetic_gui.files.thumbnails import shared_thumbnails
from aesthetic_gui.files.thumbnails.shared_thumbnails import SharedThumbnails, name_of, usual_folder
from aesthetic_gui.photo import Photo

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the standard is the Unix desktops'")


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    path = tmp_path / "Hochzeit (1), ü & 100 %.jpg"
    path.write_bytes(b"x" * 1000)
    return Photo(path, size=1000, mtime_ns=1_700_000_000_250_000_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "thumbnails"


def picture(colour: tuple[int, int, int] = (200, 30, 30), size: tuple[int, int] = (360, 240)) -> np.ndarray:
    return np.full((size[1], size[0], 3), colour, np.uint8)


def written(folder: Path, photo: Photo, count: int = 1) -> Path:
    """The thumbnail of ``photo``, once the background thread has put it there."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if (folder / "large" / name_of(photo.path)).exists():
            return folder / "large" / name_of(photo.path)
        time.sleep(0.01)
    raise AssertionError("not written")


def leave(folder: Path, photo: Photo, size: str = "large", **changed: str) -> Path:
    """A thumbnail that another program has made."""
    text = PngImagePlugin.PngInfo()
    keys = {"Thumb::URI": f"file://{photo.path}", "Thumb::MTime": str(photo.mtime_ns // 10**9), "Software": "Files"}
    for key, value in {**keys, **{key.replace("_", "::"): value for key, value in changed.items()}}.items():
        text.add_text(key, value)
    path = folder / size / name_of(photo.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture((10, 150, 10), (256, 170))).save(path, pnginfo=text)
    return path


def test_the_name_is_the_standards_own_example() -> None:
    uri = b"file:///home/jens/photos/me.png"
    assert name_of(Path("/home/jens/photos/me.png")) == hashlib.md5(uri).hexdigest() + ".png"
    assert name_of(Path("/home/jens/photos/me.png")) == "c6ee772d9e49320e97ec29a7eb5b1697.png"


def test_a_uri_is_written_as_glib_writes_it(photo: Photo, folder: Path) -> None:
    shared = SharedThumbnails(folder)
    shared.offer(photo, picture())
    with Image.open(written(folder, photo)) as image:
        assert image.info["Thumb::URI"].endswith("/Hochzeit%20(1),%20%C3%BC%20&%20100%20%25.jpg")
        assert image.info["Thumb::MTime"] == "1700000000"
        assert image.info["Software"] == "Aesthetic GUI"
        assert max(image.size) == 256
    shared.close()


def test_what_is_shared_is_for_the_owners_eyes_only(photo: Photo, folder: Path) -> None:
    shared = SharedThumbnails(folder)
    shared.offer(photo, picture())
    path = written(folder, photo)
    shared.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_was_written_is_found_again(photo: Photo, folder: Path) -> None:
    shared = SharedThumbnails(folder)
    assert shared.find(photo) is None
    shared.offer(photo, picture((12, 200, 100)))
    written(folder, photo)
    found = shared.find(photo)
    shared.close()
    assert found is not None
    assert found.shape == (171, 256, 3)
    assert found[80, 100].tolist() == [12, 200, 100]


def test_one_that_grew_within_the_same_second_is_made_anew(photo: Photo, folder: Path) -> None:
    grown = replace(photo, size=2000)
    shared = SharedThumbnails(folder)
    shared.offer(photo, picture((200, 30, 30)))
    shared.offer(grown, picture((30, 200, 30)))
    end = time.monotonic() + 10
    while (found := shared.find(grown)) is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    shared.close()
    assert found[0, 0].tolist() == [30, 200, 30]


def test_another_programs_is_taken_the_larger_first(tmp_path: Path, folder: Path) -> None:
    photo = Photo(tmp_path / "a.jpg", size=1000, mtime_ns=5_000_000_000)
    leave(folder, photo)
    found = SharedThumbnails(folder).find(photo)
    assert found is not None
    assert found[0, 0].tolist() == [10, 150, 10]
    large = leave(folder, photo, "x-large")
    (folder / "large" / large.name).replace(folder / "large" / "gone.png")
    assert SharedThumbnails(folder).find(photo) is not None


@pytest.mark.parametrize(
    "changed", [{"Thumb_MTime": "4"}, {"Thumb_URI": "file:///elsewhere.jpg"}, {"Thumb_Size": "999"}]
)
def test_one_of_another_file_or_of_an_older_state_is_not_taken(
    tmp_path: Path, folder: Path, changed: dict[str, str]
) -> None:
    photo = Photo(tmp_path / "a.jpg", size=1000, mtime_ns=5_000_000_000)
    leave(folder, photo, **changed)
    assert SharedThumbnails(folder).find(photo) is None


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + os.urandom(400), bytes(5 << 20)])
def test_a_hostile_one_is_none(tmp_path: Path, folder: Path, content: bytes) -> None:
    photo = Photo(tmp_path / "a.jpg", size=1000, mtime_ns=5_000_000_000)
    leave(folder, photo).write_bytes(content)
    assert SharedThumbnails(folder).find(photo) is None


def test_only_our_own_make_room_the_longest_unused_first(tmp_path: Path, folder: Path) -> None:
    other = leave(folder, Photo(tmp_path / "other.jpg", size=1, mtime_ns=10**9))
    os.utime(other, (0, 0))
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 255, (200, 256, 3), np.uint8)
    shared = SharedThumbnails(folder, max_bytes=700_000)  # four of 150 kB
    photos = [Photo(tmp_path / f"{number}.jpg", size=number, mtime_ns=10**9) for number in range(8)]
    for age, photo in enumerate(photos):
        shared.offer(photo, noise)
        os.utime(written(folder, photo), (10**9 + age, 10**9 + age))
    shared.offer(Photo(tmp_path / "last.jpg", size=99, mtime_ns=10**9), noise)
    written(folder, Photo(tmp_path / "last.jpg", size=99, mtime_ns=10**9))
    shared.close()
    left = {path.name for path in (folder / "large").iterdir()}
    assert other.name in left
    assert name_of(photos[0].path) not in left
    assert name_of(tmp_path / "last.jpg") in left
    own = sum(path.stat().st_size for path in (folder / "large").iterdir() if path != other)
    assert own <= 700_000


def test_a_folder_that_cannot_be_written_holds_nobody_up(photo: Photo, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shared = SharedThumbnails(tmp_path / "file" / "thumbnails")
    shared.offer(photo, picture())
    shared.close()
    assert shared.find(photo) is None


def test_thumbnails_of_thumbnails_are_not_made(folder: Path) -> None:
    shared = SharedThumbnails(folder)
    shared.offer(Photo(folder / "large" / "a.png", size=1, mtime_ns=1), picture())
    shared.close()
    assert not folder.exists()


def test_more_than_can_be_written_is_let_go(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SharedThumbnails, "_write", lambda *_: time.sleep(0.2))
    shared = SharedThumbnails(folder)
    start = time.monotonic()
    for number in range(10 * shared_thumbnails.WAITING):
        shared.offer(Photo(tmp_path / f"{number}.jpg"), picture())
    shared.close()
    assert time.monotonic() - start < 5


def test_the_usual_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert usual_folder() is None
    monkeypatch.setattr(sys, "platform", "linux")
    assert usual_folder() == Path(os.environ["XDG_CACHE_HOME"]) / "thumbnails"
