"""A file is copied, and the copy proven; what failed is told in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import xxhash

from aesthetic_gui.files.transfer import copying
from aesthetic_gui.files.transfer.copying import TransferCancelled, TransferError


def raising(number: int) -> Callable[..., None]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


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
    with pytest.raises(TransferCancelled):
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


def test_the_missing_folders_are_told_from_the_top(tmp_path: Path) -> None:
    assert copying.missing_folders(tmp_path / "a" / "b") == [tmp_path / "a", tmp_path / "a" / "b"]
    assert copying.missing_folders(tmp_path) == []


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


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.ENOTSUP, errno.EPERM, errno.E2BIG, errno.EDQUOT, errno.ERANGE])
@pytest.mark.parametrize("call", ["setxattr", "listxattr", "getxattr", "chmod", "utime"])
@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no extended attributes that Python can write")
def test_what_a_drive_does_not_keep_beside_the_bytes_is_told_and_the_copy_is_made(
    call: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"a photograph")
    os.setxattr(source, "user.tags", b"beach")
    os.setxattr(source, "user.rating", b"5")
    source.chmod(0o640)
    os.utime(source, ns=(10**18, 10**18))
    lost: list[str] = []
    monkeypatch.setattr(os, call, raising(number))
    copying.copy_verified(source, tmp_path / "b", missed=lost.append)
    monkeypatch.undo()
    found = (tmp_path / "b").stat()
    assert (tmp_path / "b").read_bytes() == b"a photograph"
    assert (found.st_mode & 0o777 == 0o640) == (call != "chmod")
    assert (found.st_mtime_ns == 10**18) == (call != "utime")
    assert sorted(os.listxattr(tmp_path / "b")) == ([] if "xattr" in call else ["user.rating", "user.tags"])
    told = {"chmod": [], "utime": [copying.TIMES]}.get(call, [copying.ATTRIBUTES])
    assert lost == ([] if (call, number) == ("listxattr", errno.ENOTSUP) else told), (
        "where there are none, none is lost"
    )


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no extended attributes that Python can write")
def test_one_attribute_that_a_drive_refuses_does_not_cost_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"a photograph")
    for name in ("user.one", "user.too-large", "user.two"):
        os.setxattr(tmp_path / "a", name, b"x")
    write = os.setxattr

    def full(path: Path, name: str, *rest: object, **options: object) -> None:
        if name == "user.too-large":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, name, *rest, **options)  # type: ignore[arg-type]

    lost: list[str] = []
    monkeypatch.setattr(os, "setxattr", full)
    copying.copy_verified(tmp_path / "a", tmp_path / "b", missed=lost.append)
    assert sorted(os.listxattr(tmp_path / "b")) == ["user.one", "user.two"]
    assert lost == [copying.ATTRIBUTES]


def test_a_disk_that_is_full_of_bytes_still_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"a photograph")
    monkeypatch.setattr(os, "write", raising(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"):
        copying.copy_verified(tmp_path / "a", tmp_path / "b")
