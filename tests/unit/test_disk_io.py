"""The ground floor: what a path means, what may be opened, and what is on the disk when."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage.backup import back_up, backups

Unprivileged = Callable[[Path], AbstractContextManager[None]]


def raising(number: int) -> Callable[..., None]:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A link to ``drive/shoot``, which holds ``day``; beside it ``other`` leads to ``drive``, ``circle`` to itself."""
    (tmp_path / "drive" / "shoot" / "day").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "drive" / "shoot")
    (tmp_path / "other").symlink_to("drive")
    (tmp_path / "circle").symlink_to("circle")
    return tmp_path / "link"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("link/..", "drive"),
        ("link/../x.jpg", "drive/x.jpg"),
        ("link/day/../x.jpg", "link/x.jpg"),
        ("link/day/../../x.jpg", "drive/x.jpg"),
        ("other/shoot/../x.jpg", "other/x.jpg"),
        ("link/../../link/x.jpg", "link/x.jpg"),
        ("link/./day//x.jpg", "link/day/x.jpg"),
        ("drive/../link", "link"),
        ("nowhere/../link/x.jpg", "link/x.jpg"),
        ("circle/../x.jpg", "x.jpg"),
        ("a\0b/../x.jpg", "x.jpg"),
        (f"{'n' * 300}/../x.jpg", "x.jpg"),
    ],
)
def test_a_path_means_what_it_means_to_the_system(linked: Path, tmp_path: Path, written: str, meant: str) -> None:
    assert disk_io.absolute(Path(f"{tmp_path}/{written}")) == tmp_path / meant


def test_a_relative_path_begins_where_one_is(linked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path / "drive")
    assert disk_io.absolute(Path()) == tmp_path / "drive"
    assert disk_io.absolute(Path("../link/../x")) == tmp_path / "drive" / "x"
    assert disk_io.absolute(Path("/..")) == Path("/")


def test_both_ways_lead_to_the_same_file(linked: Path, tmp_path: Path) -> None:
    for written in ("link/..", "link/day/..", "other/shoot/../..", "link/../../drive"):
        assert Path(f"{tmp_path}/{written}").samefile(disk_io.absolute(Path(f"{tmp_path}/{written}")))


@pytest.fixture(params=["the system's own call", "a second name", "a name in reserve"])
def way_to_rename(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three ways to rename without overwriting, from the best to what FAT allows."""
    if request.param != "the system's own call":
        monkeypatch.setattr(disk_io, "rename_noreplace", raising(errno.EINVAL))
    if request.param == "a name in reserve":
        monkeypatch.setattr(os, "link", raising(errno.EPERM))


@pytest.mark.usefixtures("way_to_rename")
def test_a_file_is_renamed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"bytes")
    disk_io.rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert list(tmp_path.iterdir()) == [tmp_path / "b"]
    assert (tmp_path / "b").read_bytes() == b"bytes"


@pytest.mark.usefixtures("way_to_rename")
def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"mine")
    (tmp_path / "b").write_bytes(b"yours")
    with pytest.raises(FileExistsError):
        disk_io.rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert [(tmp_path / name).read_bytes() for name in "ab"] == [b"mine", b"yours"]


@pytest.mark.usefixtures("way_to_rename")
def test_a_name_without_its_file_is_not_invented(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        disk_io.rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("way_to_rename")
def test_a_file_made_here_is_there_whole_and_replaces_another_only_when_that_was_said(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    disk_io.write_whole(b"first", path, replace=False)
    with pytest.raises(FileExistsError):
        disk_io.write_whole(b"second", path, replace=False)
    assert path.read_bytes() == b"first"
    disk_io.write_whole(b"third", path, replace=True)
    assert path.read_bytes() == b"third"
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_was_only_reserved_is_released_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "reserved").write_bytes(disk_io.RESERVED)
    (tmp_path / "photograph").write_bytes(b"x" * len(disk_io.RESERVED))
    (tmp_path / "empty").touch()
    for name in ("reserved", "photograph", "empty", "gone"):
        disk_io.release(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "photograph"]


@pytest.mark.parametrize("name", ["IMG_1.jpg", "n" * 255, "ü" * 127 + "x", os.fsdecode(b"\xe9" * 255)])
def test_a_staged_name_is_hidden_and_fits(tmp_path: Path, name: str) -> None:
    staged = disk_io.staged_path(tmp_path / name, "0a1b2c3d")
    assert staged.parent == tmp_path
    assert staged.name.startswith(".")
    assert staged.name.endswith(".0a1b2c3d.aesthetic-part")
    staged.touch()


def test_a_folder_that_is_gone_needs_no_sync(tmp_path: Path) -> None:
    disk_io.sync_folder(tmp_path / "gone")


def test_a_folder_without_permission_is_refused_by_the_system(tmp_path: Path, without_privileges: Unprivileged) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with without_privileges(tmp_path), pytest.raises(PermissionError):
        disk_io.rename_exclusively(tmp_path / "a", tmp_path / "b")


@pytest.fixture(params=[errno.EINVAL, errno.ENOTSUP])
def network_drive(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot sync folders."""
    fsync = os.fsync

    def of_files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(request.param, os.strerror(request.param))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", of_files_only)


@pytest.mark.usefixtures("network_drive")
def test_a_drive_that_cannot_sync_folders_still_takes_files_and_backups(tmp_path: Path) -> None:
    disk_io.write_whole(b"a report", tmp_path / "report.html", replace=False)
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        assert back_up(catalog.path) == backups(catalog.path)[0].path


def test_a_folder_on_a_failing_drive_is_not_taken_for_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", raising(errno.EIO))
    with pytest.raises(OSError, match="Input/output"):
        disk_io.sync_folder(tmp_path)


def test_what_fails_while_it_is_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "fsync", raising(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"):
        disk_io.write_whole(b"after", path, replace=True)
    with suppress(KeyboardInterrupt), disk_io.staged_whole(path, replace=True) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"before", [path])


def test_a_lock_is_shared_by_many_or_held_by_one(tmp_path: Path) -> None:
    one, two, three = (disk_io.lock_file(tmp_path / "lock") for _ in range(3))
    assert disk_io.try_lock(one, shared=True)
    assert disk_io.try_lock(two, shared=True)
    assert not disk_io.try_lock(three)
    os.close(one)
    os.close(two)
    assert disk_io.try_lock(three)
    os.close(three)


@pytest.mark.usefixtures("way_to_rename")
@pytest.mark.parametrize("is_it", [True, False])
def test_a_file_is_removed_if_it_is_the_one_and_else_has_its_name_again(is_it: bool, tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(b"bytes")
    asked: list[bytes] = []

    def looked_at(there: Path) -> bool:
        assert not path.exists(), "nobody else reaches it at its name while it is looked at"
        asked.append(there.read_bytes())
        return is_it

    assert disk_io.remove_if(path, looked_at) == is_it
    assert asked == [b"bytes"]
    assert list(tmp_path.iterdir()) == ([] if is_it else [path])


@pytest.mark.usefixtures("way_to_rename")
def test_a_file_that_cannot_be_looked_at_has_its_name_again(tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(b"bytes")
    with pytest.raises(OSError, match="Input/output"):
        disk_io.remove_if(path, raising(errno.EIO))  # type: ignore[arg-type]
    assert path.read_bytes() == b"bytes"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("way_to_rename")
def test_a_name_that_is_taken_while_its_file_is_looked_at_costs_neither(tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(b"bytes")

    def taken(_there: Path) -> bool:
        path.write_bytes(b"saved meanwhile")
        return False

    with pytest.raises(FileExistsError):
        disk_io.remove_if(path, taken, tmp_path / "aside")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        "IMG_1.jpg": b"saved meanwhile",
        "aside": b"bytes",
    }


def test_what_is_saved_while_a_second_name_is_given_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link, source = os.link, tmp_path / "a"
    source.write_bytes(b"old")

    def linked(*names: Path, **options: bool) -> None:
        link(*names, **options)
        if names[0] == source:
            (tmp_path / "new").write_bytes(b"saved meanwhile")
            (tmp_path / "new").replace(source)

    monkeypatch.setattr(disk_io, "rename_noreplace", raising(errno.EINVAL))
    monkeypatch.setattr(os, "link", linked)
    disk_io.rename_exclusively(source, tmp_path / "b")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"saved meanwhile", "b": b"old"}


def test_a_name_that_cannot_be_dropped_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = os.unlink

    def refused(path: Path, **options: int) -> None:
        if Path(path).name.startswith(".a."):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        unlink(path, **options)

    (tmp_path / "a").write_bytes(b"bytes")
    monkeypatch.setattr(disk_io, "rename_noreplace", raising(errno.EINVAL))
    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", refused)
        with pytest.raises(PermissionError):
            disk_io.rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == b"bytes"
    assert not (tmp_path / "b").exists()
