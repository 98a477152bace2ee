"""The freedesktop.org trash: where a file goes, that others can read our notes, and that it can be taken out again."""

from __future__ import annotations

import os
import sys
from configparser import ConfigParser
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from aesthetic_gui import disk_io
from aesthetic_gui.files.transfer import trash
from aesthetic_gui.files.transfer.trash import NoTrash, Trash

pytestmark = pytest.mark.skipif(not trash.FREEDESKTOP, reason="this system has another trash")


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


def test_a_trash_that_is_a_link_is_not_trusted(other_drive: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (other_drive / f".Trash-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NoTrash, match="has no trash"):
        Trash().place_for(file_at(other_drive / "IMG_1.jpg"))


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
