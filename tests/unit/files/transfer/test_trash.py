"""The freedesktop.org trash: where a file goes, that others can read our notes, and that it can be taken out again."""

from __future__ import annotations

import errno
import os
import sys
from configparser import ConfigParser
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.files.transfer import trash
from aesthetic_gui.files.transfer.trash import NoTrash, Trash

pytestmark = pytest.mark.skipif(not trash.FREEDESKTOP, reason="this system has another trash")


def root_only_param(value: str) -> Any:
    return pytest.param(value, marks=pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root"))


@pytest.fixture
def home_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "Trash"


@pytest.fixture
def other_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that passes for the top of another drive, whose files are not those of the home."""
    drive = tmp_path / "drive"
    drive.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", "/proc/nowhere")
    monkeypatch.setattr(trash, "_top_of", lambda _folder: drive)
    return drive


def file_at(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return path


def read_note(text: bytes) -> tuple[bytes, datetime]:
    """As another program reads it."""
    parser = ConfigParser(interpolation=None)
    parser.read_string(text.decode("ascii"))
    section = parser["Trash Info"]
    return unquote_to_bytes(section["Path"]), datetime.fromisoformat(section["DeletionDate"])


@pytest.mark.parametrize("name", ["IMG_1.jpg", "Brücke 100%.jpg", "two\nlines.jpg", os.fsdecode(b"caf\xe9.jpg")])
def test_a_place_in_the_home_trash_tells_where_the_file_was(tmp_path: Path, home_trash: Path, name: str) -> None:
    path = file_at(tmp_path / "shoot" / name)
    place = Trash().place_for(path)
    where, when = read_note(place.note_text)
    assert place.file == home_trash / "files" / name
    assert place.note == home_trash / "info" / (name + ".trashinfo")
    assert where == os.fsencode(path)
    assert abs((datetime.now() - when).total_seconds()) < 5  # noqa: DTZ005 - the specification says local time
    assert home_trash.stat().st_mode & 0o777 == 0o700


def test_two_files_of_one_name_get_two_places(tmp_path: Path, home_trash: Path) -> None:
    can = Trash()
    places = [can.place_for(file_at(tmp_path / folder / "IMG_1.jpg")) for folder in "abc"]
    assert [place.file.name for place in places] == ["IMG_1.jpg", "IMG_1.2.jpg", "IMG_1.3.jpg"]


def test_a_place_that_has_only_a_note_is_taken(tmp_path: Path, home_trash: Path) -> None:
    file_at(home_trash / "info" / "IMG_1.jpg.trashinfo")
    (home_trash / "files").mkdir()
    assert Trash().place_for(file_at(tmp_path / "IMG_1.jpg")).file.name == "IMG_1.2.jpg"


def test_the_longest_name_has_a_place_too(tmp_path: Path, home_trash: Path) -> None:
    can, name = Trash(), "ü" * 125 + ".jpg"
    for folder in "ab":
        place = can.place_for(file_at(tmp_path / folder / name))
        disk_io.reserve(place.note, place.note_text)
        assert place.file.suffix == ".jpg"
        assert read_note(place.note_text)[0] == os.fsencode(tmp_path / folder / name)


def test_one_trash_is_chosen_for_a_drive_so_that_a_refusal_later_tears_nothing_apart(
    tmp_path: Path, home_trash: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The RAW in one folder and its JPEG in another go to one trash, whatever the disk says in between."""
    chosen = Trash()
    first = chosen.place_for(file_at(tmp_path / "raw" / "IMG_1.dng"))
    monkeypatch.setattr(trash, "_made", lambda _trash: "cannot be made")
    second = chosen.place_for(file_at(tmp_path / "jpeg" / "IMG_1.jpg"))
    assert first.file.parent == second.file.parent == home_trash / "files"


def test_a_file_on_another_drive_goes_to_the_trash_there(other_drive: Path) -> None:
    place = Trash().place_for(file_at(other_drive / "DCIM" / "IMG 1.jpg"))
    assert place.file == other_drive / f".Trash-{os.getuid()}" / "files" / "IMG 1.jpg"
    assert b"\nPath=DCIM/IMG%201.jpg\n" in place.note_text


def test_a_trash_that_the_administrator_made_is_preferred(other_drive: Path) -> None:
    (other_drive / ".Trash").mkdir()
    (other_drive / ".Trash").chmod(0o1777)
    place = Trash().place_for(file_at(other_drive / "IMG_1.jpg"))
    assert place.file.parent == other_drive / ".Trash" / str(os.getuid()) / "files"


def test_a_shared_trash_without_its_sticky_bit_is_not_trusted(other_drive: Path) -> None:
    (other_drive / ".Trash").mkdir()
    (other_drive / ".Trash").chmod(0o777)
    place = Trash().place_for(file_at(other_drive / "IMG_1.jpg"))
    assert place.file.parent.parent.name == f".Trash-{os.getuid()}"


def shared(drive: Path, mode: int = 0o1777) -> Path:
    (drive / ".Trash").mkdir(exist_ok=True)
    (drive / ".Trash").chmod(mode)
    return drive / ".Trash"


def trash_at(folder: Path) -> Path:
    for inside in (folder, folder / "files", folder / "info"):
        inside.mkdir(mode=0o700)
    return folder


def spoil(how: str, trash_folder: Path, aside: Path) -> str:
    """Make of a good trash folder one that is not to be used; the words that tell why."""
    if how in ("files", "info", ""):
        place = trash_folder / how if how else trash_folder
        place.rename(aside)
        place.symlink_to(aside)
        return "is a link, or holds one"
    if how == "a file":
        trash_folder.rename(aside)
        trash_folder.write_bytes(b"")
        return "is not a folder"
    if how == "open":
        trash_folder.chmod(0o777)
        return "can be changed by other users"
    os.chown(trash_folder if how == "another's" else trash_folder / "files", 12345, 12345)
    return "belongs to another user"


WAYS = ["", "files", "info", "a file", "open", *map(root_only_param, ["another's", "another's files"])]


@pytest.mark.parametrize("how", WAYS)
def test_a_trash_that_others_could_change_is_not_used_and_says_so(other_drive: Path, tmp_path: Path, how: str) -> None:
    why = spoil(how, trash_at(other_drive / f".Trash-{os.getuid()}"), tmp_path / "aside")
    with pytest.raises(NoTrash, match=f"has no trash: .*{why}"):
        Trash().place_for(file_at(other_drive / "IMG_1.jpg"))


@pytest.mark.parametrize("how", WAYS)
def test_where_the_shared_trash_is_not_to_be_trusted_the_next_is_taken_and_it_is_said(
    other_drive: Path, tmp_path: Path, how: str
) -> None:
    why = spoil(how, trash_at(shared(other_drive) / str(os.getuid())), tmp_path / "aside")
    can = Trash()
    for name in ("a.jpg", "b.jpg"):
        place = can.place_for(file_at(other_drive / name))
        assert place.file.parent == other_drive / f".Trash-{os.getuid()}" / "files"
    (notice,) = can.notices
    assert why in notice
    assert str(other_drive / ".Trash") in notice


@pytest.mark.parametrize("kind", ["a link", "no sticky bit", root_only_param("another's")])
def test_a_shared_folder_that_is_not_as_it_should_be_gets_no_trash(
    other_drive: Path, tmp_path: Path, kind: str
) -> None:
    if kind == "a link":
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "elsewhere").chmod(0o1777)
        (other_drive / ".Trash").symlink_to(tmp_path / "elsewhere")
    elif kind == "no sticky bit":
        shared(other_drive, 0o777)
    else:
        os.chown(shared(other_drive), 12345, 12345)
    can = Trash()
    place = can.place_for(file_at(other_drive / "IMG_1.jpg"))
    assert place.file.parent.parent.name == f".Trash-{os.getuid()}"
    assert len(can.notices) == 1
    assert list((other_drive / ".Trash").iterdir()) == []


def test_a_drive_without_owners_and_modes_has_a_trash_all_the_same(
    other_drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As exFAT mounted for everybody: all that is on it can be changed by all."""
    trash_at(other_drive / f".Trash-{os.getuid()}").chmod(0o777)
    monkeypatch.setattr(trash.mounts, "has_owners", lambda _path: False)
    assert Trash().place_for(file_at(other_drive / "IMG_1.jpg")).file.parent.parent.name == f".Trash-{os.getuid()}"


@pytest.mark.parametrize("how", WAYS)
def test_a_trash_that_was_exchanged_since_is_found_out(other_drive: Path, tmp_path: Path, how: str) -> None:
    place = Trash().place_for(file_at(other_drive / "IMG_1.jpg"))
    why = spoil(how, place.file.parent.parent, tmp_path / "aside")
    with pytest.raises(NoTrash, match=f"{why}, so it was left alone"):
        trash.check(place.file.parent.parent)


def test_a_write_protected_drive_is_said_to_be_one(other_drive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_at(other_drive / "IMG_1.jpg")

    def refuse(folder: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(folder))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OSError, match="Read-only"):
        Trash().place_for(path)


def test_a_note_never_replaces_another(tmp_path: Path) -> None:
    disk_io.reserve(tmp_path / "a.trashinfo", b"one")
    with pytest.raises(FileExistsError):
        disk_io.reserve(tmp_path / "a.trashinfo", b"two")


def test_only_our_own_note_is_removed(tmp_path: Path) -> None:
    note = tmp_path / "a.trashinfo"
    note.write_bytes(b"another program's")
    trash.remove_note(note, b"ours")
    assert note.exists()
    note.write_bytes(b"ou")  # killed while writing it
    trash.remove_note(note, b"ours")
    trash.remove_note(note, b"ours")
    assert not note.exists()


def test_the_systems_trash_is_asked_where_there_is_no_freedesktop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """macOS: the file keeps its number, by which it is found again."""
    can = tmp_path / ".Trash"
    can.mkdir()
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setitem(sys.modules, "send2trash", FakeSystem(lambda path: path.rename(can / "IMG 12.03.jpg")))
    assert trash.trash_by_system(file_at(tmp_path / "shoot" / "IMG_1.jpg")) == can / "IMG 12.03.jpg"


def test_a_file_that_the_systems_trash_hides_is_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setitem(sys.modules, "send2trash", FakeSystem(os.unlink))
    assert trash.trash_by_system(file_at(tmp_path / "IMG_1.jpg")) is None


class FakeSystem:
    def __init__(self, send2trash: object) -> None:
        self.send2trash = send2trash
