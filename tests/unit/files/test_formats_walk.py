"""Walking folders: order, links, and what is in the way."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from aesthetic_gui.files.formats import find_photos, what_to_do, why_absent

GONE = "this folder is no longer there"


def found(*paths: Path, recursive: bool = True) -> list[str]:
    return [photo.path.name for photo in find_photos(paths, recursive)]


def problems_in(*paths: Path) -> dict[str, str]:
    told: dict[str, str] = {}
    list(find_photos(paths, on_problem=lambda path, reason: told.update({path.name: reason})))
    return told


def make(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture")


def test_photographs_come_in_natural_order_before_those_of_subfolders(tmp_path: Path) -> None:
    make(tmp_path / "IMG_10.jpg", tmp_path / "IMG_9.jpg", tmp_path / "day 10/c.jpg", tmp_path / "day 2/b.jpg")
    make(tmp_path / "day 2/evening/z.jpg")
    assert found(tmp_path) == ["IMG_9.jpg", "IMG_10.jpg", "b.jpg", "z.jpg", "c.jpg"]
    assert found(tmp_path, recursive=False) == ["IMG_9.jpg", "IMG_10.jpg"]


def test_size_and_time_are_those_of_the_shown_picture(tmp_path: Path) -> None:
    make(tmp_path / "a.jpg", tmp_path / "a.cr2")
    os.utime(tmp_path / "a.jpg", ns=(1, 1_234_567_890_123_456_700))
    (photo,) = find_photos([tmp_path])
    assert (photo.size, photo.mtime_ns) == (7, (tmp_path / "a.jpg").stat().st_mtime_ns)


def test_hidden_files_and_folders_are_skipped_unless_they_are_named(tmp_path: Path) -> None:
    make(tmp_path / ".a.jpg", tmp_path / ".thumbs/b.jpg", tmp_path / "._c.jpg")
    assert found(tmp_path) == []
    assert found(tmp_path / ".a.jpg", tmp_path / ".thumbs") == [".a.jpg", "b.jpg"]


def test_what_is_given_twice_comes_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "a.jpg", tmp_path / "a.cr2", tmp_path / "a.xmp", tmp_path / "sub/b.jpg")
    monkeypatch.chdir(tmp_path)
    named = [
        Path("a.jpg"),
        tmp_path / "a.cr2",
        Path("sub/../a.xmp"),
        Path("./a.jpg"),
        tmp_path,
        Path("sub"),
        Path("sub"),
    ]
    photos = list(find_photos(named))
    assert [photo.path for photo in photos] == [tmp_path / "a.jpg", tmp_path / "sub/b.jpg"]


def test_naming_the_raw_or_the_sidecar_gives_the_whole_unit(tmp_path: Path) -> None:
    make(tmp_path / "a.jpg", tmp_path / "a.cr2", tmp_path / "a.xmp")
    for name in ("a.cr2", "a.xmp"):
        (photo,) = find_photos([tmp_path / name])
        assert photo.path.name == "a.jpg"
        assert len(photo.companions) == 2


def test_a_file_that_is_named_comes_even_if_it_is_no_photograph_or_gone(tmp_path: Path) -> None:
    make(tmp_path / "notes.txt", tmp_path / "lone.xmp")
    gone = [
        tmp_path / "gone.jpg",
        tmp_path / "no folder/gone.jpg",
        tmp_path / ("x" * 300 + ".jpg"),
        tmp_path / "a\0.jpg",
    ]
    photos = list(find_photos([tmp_path / "notes.txt", tmp_path / "lone.xmp", *gone]))
    assert [photo.path for photo in photos] == [tmp_path / "notes.txt", tmp_path / "lone.xmp", *gone]
    assert photos[-1].size == 0


def test_a_folder_named_like_a_photograph_is_walked(tmp_path: Path) -> None:
    make(tmp_path / "shoot.jpg/a.jpg")
    assert found(tmp_path) == ["a.jpg"]


def test_links_to_files_and_folders_are_followed(tmp_path: Path) -> None:
    make(tmp_path / "elsewhere/b.jpg", tmp_path / "real.jpg", tmp_path / "shoot/a.jpg")
    (tmp_path / "shoot/link.jpg").symlink_to(tmp_path / "real.jpg")
    (tmp_path / "shoot/more").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert found(tmp_path / "shoot") == ["a.jpg", "link.jpg", "b.jpg"]


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    make(tmp_path / "a/b/c.jpg")
    (tmp_path / "a/b/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a/b/itself").symlink_to("itself")
    (tmp_path / "a/b/itself.jpg").symlink_to("itself.jpg")
    assert found(tmp_path) == ["c.jpg", "itself.jpg"]
    assert found(tmp_path / "a/b/up/.." / tmp_path.name / "a/b") == ["c.jpg", "itself.jpg"]


def test_a_link_to_a_photograph_that_is_gone_is_shown_not_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").symlink_to(tmp_path / "gone.jpg")
    assert found(tmp_path) == ["a.jpg"]


def test_pipes_and_sockets_are_told_of_and_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name has to be short
    os.mkfifo("pipe.jpg")
    os.mkfifo("pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.png")
        assert problems_in(tmp_path) == {"pipe.jpg": "not a file", "socket.png": "not a file"}
    assert found(tmp_path / "pipe.jpg") == ["pipe.jpg"]


def test_a_folder_without_permission_is_told_of_and_the_rest_is_found(
    tmp_path: Path, without_privileges: Callable[..., Any]
) -> None:
    make(tmp_path / "open/a.jpg", tmp_path / "closed/b.jpg")
    (tmp_path / "closed").chmod(0)
    with without_privileges(tmp_path):
        assert problems_in(tmp_path) == {"closed": "no permission to look into this folder"}
        assert found(tmp_path) == ["a.jpg"]
        assert found(tmp_path / "closed/b.jpg") == ["b.jpg"]
    (tmp_path / "closed").chmod(0o755)


def test_a_folder_that_vanishes_while_walking_is_told_of(tmp_path: Path) -> None:
    make(tmp_path / "a.jpg", tmp_path / "later/b.jpg")
    told: list[tuple[str, str]] = []
    walk = find_photos([tmp_path], on_problem=lambda path, reason: told.append((path.name, reason)))
    assert next(walk).path.name == "a.jpg"
    (tmp_path / "later/b.jpg").unlink()
    (tmp_path / "later").rmdir()
    assert list(walk) == []
    assert told == [("later", "this folder is no longer there")]


def test_the_first_photographs_come_before_the_last_folder_is_read(tmp_path: Path) -> None:
    make(tmp_path / "a.jpg", tmp_path / "later/b.jpg")
    walk = find_photos([tmp_path])
    first = next(walk)
    make(tmp_path / "later/c.jpg")
    assert [photo.path.name for photo in (first, *walk)] == ["a.jpg", "b.jpg", "c.jpg"]


def test_ten_times_the_photographs_take_ten_times_the_steps_and_each_is_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work, counted: bench_catalog has the seconds."""
    asked: list[str] = []
    for name in ("stat", "scandir"):
        monkeypatch.setattr(os, name, _telling(asked, name, getattr(os, name)))
    steps = {}
    for count in (300, 3_000):
        folder = tmp_path / str(count)
        folder.mkdir()
        for number in range(count):
            (folder / f"IMG_{number}.JPG").touch()
        asked.clear()
        steps[count] = _calls(lambda folder=folder, count=count: found_again(folder, count))
        assert asked.count("scandir") == 1
        assert asked.count("stat") <= count + 3  # and the folder itself
    assert steps[3_000] < 10.5 * steps[300]


def _telling(asked: list[str], name: str, plain: Callable[..., Any]) -> Callable[..., Any]:
    def told(*given: Any, **options: Any) -> Any:
        asked.append(name)
        return plain(*given, **options)

    return told


def found_again(folder: Path, count: int) -> None:
    assert sum(1 for _ in islice(find_photos([folder]), 2 * count)) == count


def _calls(work: Callable[[], None]) -> int:
    """How many functions ``work`` calls."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "no permission to look into this folder"),
        (errno.EPERM, "no permission to look into this folder"),
        (errno.ENOENT, "this folder is no longer there"),
        (errno.ENOTDIR, "this is no folder"),
        (errno.EIO, "its drive or network does not answer (Input/output error)"),
        (errno.ESTALE, "its drive or network does not answer (Stale file handle)"),
        (errno.ENOTCONN, "its drive or network does not answer (Transport endpoint is not connected)"),
        (errno.ETIMEDOUT, "its drive or network does not answer (Connection timed out)"),
        (errno.ENETUNREACH, "its drive or network does not answer (Network is unreachable)"),
        (errno.ENAMETOOLONG, "this folder cannot be read (File name too long)"),
    ],
)
def test_a_folder_that_cannot_be_listed_says_why_whether_at_once_or_half_way(
    number: int, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "a.jpg")

    def refused(_path: Path) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "scandir", refused)
    assert problems_in(tmp_path) == {tmp_path.name: reason}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone", "this folder is no longer there"),
        ("gone.jpg", ""),
        ("there", ""),
        ("there/a.jpg/below", "this folder is no longer there"),
        ("a\0b", "this folder is no longer there"),
    ],
)
def test_a_folder_that_is_named_and_absent_is_known_from_a_photograph_that_is(
    name: str, why: str, tmp_path: Path
) -> None:
    make(tmp_path / "there/a.jpg")
    assert why_absent(tmp_path / name) == why
    assert bool(what_to_do(why)) == bool(why)
