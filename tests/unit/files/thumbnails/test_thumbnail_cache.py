"""Thumbnails that outlive the program, in a file that may be lost at any time."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.files.thumbnails import thumbnail_cache
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "thumbnails.db"


def test_a_thumbnail_is_the_picture_made_small() -> None:
    rgb = np.zeros((427, 640, 3), np.uint8)
    rgb[:, :320] = (250, 20, 20)
    jpeg = thumbnail_cache.encode(rgb)
    assert jpeg.startswith(b"\xff\xd8\xff")
    small = thumbnail_cache.decode(jpeg)
    assert small is not None
    assert small.shape == (240, thumbnail_cache.SIDE, 3)
    assert small.flags.writeable
    assert np.abs(small[100, 10].astype(int) - (250, 20, 20)).max() < 8
    assert small[100, 350].max() < 8


def test_a_small_picture_is_not_enlarged() -> None:
    assert thumbnail_cache.reduce(np.zeros((20, 30, 3), np.uint8)).shape == (20, 30, 3)


@pytest.mark.parametrize("jpeg", [b"", b"not a jpeg", thumbnail_cache.encode(np.zeros((90, 90, 3), np.uint8))[:300]])
def test_a_damaged_thumbnail_is_none(jpeg: bytes) -> None:
    assert thumbnail_cache.decode(jpeg) is None


def test_what_was_kept_is_there_after_a_restart(path: Path) -> None:
    with ThumbnailCache(path) as cache:
        assert cache.get("a") is None
        cache.put("a", b"first")
        cache.put("a", b"second")
        assert cache.get("a") == b"second"
    with ThumbnailCache(path) as cache:
        assert cache.get("a") == b"second"
    assert cache.get("a") is None  # closed: finds nothing, raises nothing
    cache.put("b", b"late")
    cache.close()


def test_the_longest_unused_make_room(path: Path) -> None:
    with ThumbnailCache(path, max_bytes=1000) as cache:
        for number in range(10):
            cache.put(str(number), bytes(100))
        assert cache.get("0")  # used just now: survives
        cache.put("new", bytes(100))
        kept = {name for name in [*map(str, range(10)), "new"] if cache.get(name)}
    assert kept == {"0", "3", "4", "5", "6", "7", "8", "9", "new"}
    assert len(kept) * 100 <= 1000


def test_what_was_used_last_is_remembered_over_a_restart(path: Path) -> None:
    with ThumbnailCache(path, max_bytes=1000) as cache:
        for number in range(10):
            cache.put(str(number), bytes(100))
        assert cache.get("0")
    with ThumbnailCache(path, max_bytes=1000) as cache:
        cache.put("new", bytes(100))
        assert cache.get("0")
        assert not cache.get("1")


def test_a_thumbnail_larger_than_the_cache_is_not_kept(path: Path) -> None:
    with ThumbnailCache(path, max_bytes=1000) as cache:
        cache.put("small", bytes(10))
        cache.put("giant", bytes(1001))
        assert cache.get("giant") is None
        assert cache.get("small") is not None


def test_the_file_stays_near_its_limit(path: Path) -> None:
    with ThumbnailCache(path, max_bytes=1_000_000) as cache:
        for number in range(400):
            cache.put(str(number), bytes(20_000))
    assert path.stat().st_size < 1_300_000


def test_many_threads_use_one_cache(path: Path) -> None:
    with ThumbnailCache(path, max_bytes=300_000) as cache, ThreadPoolExecutor(4) as pool:

        def use(number: int) -> bool:
            content = str(number).encode() * 400
            cache.put(str(number), content)
            return cache.get(str(number)) in (content, None) and cache.get(str(number // 2)) in (
                str(number // 2).encode() * 400,
                None,
            )

        assert all(pool.map(use, range(1000)))


@pytest.mark.parametrize(
    "damage", [b"this is no database, it is a text of some length" * 100, b"SQLite format 3\0" + bytes(5000)]
)
def test_a_damaged_file_is_begun_anew(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    with ThumbnailCache(path) as cache:
        assert cache.get("a") is None
        cache.put("a", b"jpeg")
        assert cache.get("a") == b"jpeg"


def test_a_file_damaged_while_it_is_open_is_begun_anew(path: Path) -> None:
    with ThumbnailCache(path) as cache:
        for number in range(200):
            cache.put(str(number), bytes(5000))
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    with ThumbnailCache(path) as cache:
        path.write_bytes(data)
        cache._database.execute("PRAGMA cache_size = 0")  # forget the pages already read
        for number in range(200):
            cache.get(str(number))
        cache.put("new", b"jpeg")
        cache.put("new", b"jpeg")
        assert cache.get("new") == b"jpeg"


def test_a_file_of_another_version_is_begun_anew(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with ThumbnailCache(path) as cache:
        cache.put("a", b"jpeg")
        assert cache.get("a") == b"jpeg"


def test_a_locked_file_is_skipped_and_used_again_once_free(path: Path) -> None:
    with ThumbnailCache(path) as cache:
        cache.put("a", b"jpeg")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        cache.put("b", b"jpeg")  # waits a moment, keeps nothing, raises nothing
        assert cache.get("a") == b"jpeg"
        other.execute("ROLLBACK")
        other.close()
        assert cache.get("b") is None
        cache.put("b", b"jpeg")
        assert cache.get("b") == b"jpeg"


def test_a_place_that_cannot_hold_a_file_means_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for impossible in (tmp_path / "file" / "thumbnails.db", tmp_path / "folder"):
        with ThumbnailCache(impossible) as cache:
            cache.put("a", b"jpeg")
            assert cache.get("a") is None


def test_two_programs_begin_the_same_file_at_once(path: Path) -> None:
    barrier = threading.Barrier(2)

    def begin(name: str) -> ThumbnailCache:
        barrier.wait()
        cache = ThumbnailCache(path)
        cache.put(name, b"jpeg")
        return cache

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(begin, ["one", "two"])
    with one, two:
        assert one.get("one") == b"jpeg"
        assert two.get("two") == b"jpeg"


def test_a_smaller_limit_counts_at_once(path: Path) -> None:
    with ThumbnailCache(path, 10_000) as cache:
        for number in range(9):
            cache.put(f"{number}", bytes(1000))
        cache.limit(4000)
        kept = [number for number in range(9) if cache.get(f"{number}") is not None]
    assert kept == [6, 7, 8]  # the longest unused went first
