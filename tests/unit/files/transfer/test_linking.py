"""Second names and shared bytes: never over another file, and taken away only where the photograph stays."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from aesthetic_gui.files.transfer import linking
from aesthetic_gui.files.transfer.copying import TransferError


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(b"picture")
    return path


def test_a_hard_link_is_a_second_name_of_the_same_file(photo: Path) -> None:
    link = photo.with_name("link.jpg")
    linking.hard_link(photo, link)
    assert link.samefile(photo)
    assert linking.leads_to(link, photo)


@pytest.mark.parametrize("make", [linking.hard_link, linking.sym_link])
def test_a_link_never_replaces_what_is_there(photo: Path, make) -> None:
    taken = photo.with_name("taken.jpg")
    taken.write_bytes(b"another picture")
    with pytest.raises(FileExistsError):
        make(photo, taken)
    assert taken.read_bytes() == b"another picture"


def test_a_hard_link_to_another_drive_is_refused_in_words(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_drive(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", other_drive)
    with pytest.raises(TransferError, match="another drive, and a hard link cannot lead there"):
        linking.hard_link(photo, photo.with_name("link.jpg"))


def test_a_drive_without_hard_links_is_told(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_here(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", none_here)
    with pytest.raises(TransferError, match="has no hard links"):
        linking.hard_link(photo, photo.with_name("link.jpg"))


def test_a_link_is_taken_away_and_the_photograph_stays(photo: Path) -> None:
    for make in (linking.hard_link, linking.sym_link):
        link = photo.with_name("link.jpg")
        make(photo, link)
        linking.drop(link, photo, link.with_name("aside"))
        assert not os.path.lexists(link)
        assert photo.read_bytes() == b"picture"


def test_a_hard_link_whose_original_is_gone_is_the_last_name_and_stays(photo: Path) -> None:
    link = photo.with_name("link.jpg")
    linking.hard_link(photo, link)
    photo.unlink()
    with pytest.raises(TransferError, match="may be the only one"):
        linking.drop(link, photo, link.with_name("aside"))
    assert link.read_bytes() == b"picture"


def test_a_file_that_took_the_links_name_stays(photo: Path) -> None:
    link = photo.with_name("link.jpg")
    linking.sym_link(photo, link)
    link.unlink()
    link.write_bytes(b"edited copy")
    with pytest.raises(TransferError, match="not a link"):
        linking.drop(link, photo, link.with_name("aside"))
    assert link.read_bytes() == b"edited copy"


def test_a_photograph_is_no_link_to_itself(photo: Path) -> None:
    assert not linking.leads_to(photo, photo)


def test_a_clone_has_the_bytes_and_times_or_says_that_the_drive_has_none(photo: Path) -> None:
    os.utime(photo, (1_000, 1_000))
    target = photo.with_name("clone.jpg")
    if not linking.clone(photo, target):
        assert not target.exists()
        pytest.skip("this drive has no reflinks")
    assert target.read_bytes() == b"picture"
    assert target.stat().st_mtime == 1_000
    assert not target.samefile(photo)
