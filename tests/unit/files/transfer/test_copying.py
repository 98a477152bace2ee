"""Single acts on single files: renamed without overwriting, copied and proven."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import xxhash

from aesthetic_gui.files.transfer import copying, renaming
from aesthetic_gui.files.transfer.copying import Cancelled, TransferError

Unprivileged = Callable[[Path], AbstractContextManager[None]]


def raising(number: int) -> Callable[..., None]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture(params=["the system's own call", "a second name", "a name in reserve"])
def way_to_rename(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three ways to rename without overwriting, from the best to what FAT allows."""
    if request.param != "the system's own call":
        monkeypatch.setattr(renaming, "rename_noreplace", raising(errno.EINVAL))
    if request.param == "a name in reserve":
        monkeypatch.setattr(os, "link", raising(errno.EPERM))


@pytest.mark.usefixtures("way_to_rename")
def test_a_file_is_renamed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"bytes")
    copying.rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert list(tmp_path.iterdir()) == [tmp_path / "b"]
    assert (tmp_path / "b").read_bytes() == b"bytes"


@pytest.mark.usefixtures("way_to_rename")
def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    (tmp_path / "b").write_bytes(b"yours")
    with pytest.raises(FileExistsError):
        copying.rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert [(tmp_path / name).read_bytes() for name in "ab"] == [b"mine", b"yours"]


@pytest.mark.usefixtures("way_to_rename")
def test_a_name_without_its_file_is_not_invented(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        copying.rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("way_to_rename")
def test_a_file_made_here_is_there_whole_and_replaces_another_only_when_that_was_said(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    copying.write_whole(b"first", path, replace=False)
    with pytest.raises(FileExistsError):
        copying.write_whole(b"second", path, replace=False)
    assert path.read_bytes() == b"first"
    copying.write_whole(b"third", path, replace=True)
    assert path.read_bytes() == b"third"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_was_only_reserved_is_released_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "reserved").write_bytes(copying.RESERVED)
    (tmp_path / "photograph").write_bytes(b"x" * len(copying.RESERVED))
    (tmp_path / "empty").touch()
    for name in ("reserved", "photograph", "empty", "gone"):
        copying.release(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "photograph"]


def test_a_copy_has_the_bytes_the_times_and_the_mode(tmp_path: Path) -> None:
    source, content = tmp_path / "a", os.urandom(3_000_000)
    source.write_bytes(content)
    os.utime(source, ns=(10**18 + 1, 10**18 + 7))
    source.chmod(0o440)
    digest = copying.copy_verified(source, tmp_path / "b")
    found = (tmp_path / "b").stat()
    assert (tmp_path / "b").read_bytes() == content
    assert (found.st_mtime_ns, found.st_mode & 0o777) == (10**18 + 7, 0o440)
    assert digest == xxhash.xxh3_128_hexdigest(content) == copying.digest(source)


def test_a_drive_that_refuses_modes_still_takes_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FAT on a memory stick keeps times only."""
    (tmp_path / "a").write_bytes(b"x")
    os.utime(tmp_path / "a", ns=(10**18, 10**18))
    monkeypatch.setattr(os, "chmod", raising(errno.EPERM))
    copying.copy_verified(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").stat().st_mtime_ns == 10**18


def test_an_empty_file_is_copied_too(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    copying.copy_verified(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b""


def test_a_copy_that_reads_back_differently_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"a photograph")
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, b"\0" + bytes(content)[1:]))
    with pytest.raises(TransferError, match="read back differently"):
        copying.copy_verified(tmp_path / "a", tmp_path / "b")


def test_a_source_that_changes_while_it_is_copied_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"x" * 100)
    write = os.write

    def changing(descriptor: int, content: bytes) -> int:
        os.utime(source, ns=(1, 1))
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", changing)
    with pytest.raises(TransferError, match="changed by another program"):
        copying.copy_verified(source, tmp_path / "b")


def test_a_copy_can_be_stopped_in_the_middle(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * (3 * copying.CHUNK))
    asked = iter([False, True])
    with pytest.raises(Cancelled):
        copying.copy_verified(tmp_path / "a", tmp_path / "b", lambda: next(asked))


def test_writing_goes_on_where_the_disk_takes_little_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = os.urandom(10_000)
    (tmp_path / "a").write_bytes(content)
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, chunk: write(descriptor, chunk[:999]))
    copying.copy_verified(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == content


def test_a_folder_or_a_pipe_is_no_photograph(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(TransferError, match="is not a file"):
            copying.identify(path)


@pytest.mark.parametrize("name", ["IMG_1.jpg", "n" * 255, "ü" * 127 + "x", os.fsdecode(b"\xe9" * 255)])
def test_a_staged_name_is_hidden_and_fits(tmp_path: Path, name: str) -> None:
    staged = copying.staged_path(tmp_path / name, "0a1b2c3d")
    assert staged.parent == tmp_path
    assert staged.name.startswith(".")
    assert staged.name.endswith(".0a1b2c3d.aesthetic-part")
    staged.touch()


def test_the_missing_folders_are_told_from_the_top(tmp_path: Path) -> None:
    assert copying.missing_folders(tmp_path / "a" / "b") == [tmp_path / "a", tmp_path / "a" / "b"]
    assert copying.missing_folders(tmp_path) == []


def test_a_folder_that_is_gone_needs_no_sync(tmp_path: Path) -> None:
    copying.sync_folder(tmp_path / "gone")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "no permission"),
        (errno.EROFS, "write-protected"),
        (errno.EIO, "Check the drive"),
        (errno.EEXIST, "already"),
        (errno.ENODEV, "not connected"),
        (errno.EFBIG, "too large"),
        (errno.EPIPE, "Broken pipe"),
    ],
)
def test_errors_are_told_in_words(number: int, words: str) -> None:
    assert words in copying.reason(OSError(number, os.strerror(number)), Path("/shoot/IMG_1.jpg"))


def test_a_folder_without_permission_is_refused_by_the_system(tmp_path: Path, without_privileges: Unprivileged) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with without_privileges(tmp_path), pytest.raises(PermissionError):
        copying.rename_exclusively(tmp_path / "a", tmp_path / "b")
