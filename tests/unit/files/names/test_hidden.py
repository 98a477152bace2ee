"""What systems and programs keep for themselves is passed over unless it is named, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.names.hidden import PassedOver, is_hidden

OPEN = "open such a folder itself to see"
HIDDEN = (
    *(
        "@eaDir",
        "#recycle",
        "#snapshot",
        "@Recycle",
        "@__thumb",
        ".@__thumb",
        "$RECYCLE.BIN",
        "$Recycle.Bin",
        "RECYCLER",
    ),
    *("System Volume Information", ".Trash-1000", ".Trashes", ".thumbnails", "lost+found", "__MACOSX", ".AppleDouble"),
    *(".picasaoriginals", "Previews.lrdata", "Photos Library.photoslibrary", "FOUND.000", "LOST.DIR", ".git"),
)


def make(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture")


def told(*paths: Path, recursive: bool = True) -> tuple[list[str], list[PassedOver]]:
    heard: list[PassedOver] = []
    names = [photo.path.name for photo in find_photos(paths, recursive, on_passed_over=heard.append)]
    return names, heard


@pytest.mark.parametrize("name", HIDDEN)
def test_a_folder_of_the_system_is_passed_over_and_counted(tmp_path: Path, name: str) -> None:
    make(tmp_path / "a.jpg", tmp_path / name / "b.jpg", tmp_path / name / "deep" / "c.jpg", tmp_path / name / "d.txt")
    assert told(tmp_path) == (["a.jpg"], [PassedOver(2, (name,))])


@pytest.mark.parametrize("name", HIDDEN)
def test_it_is_shown_when_it_is_opened_itself(tmp_path: Path, name: str) -> None:
    make(tmp_path / name / "b.jpg", tmp_path / name / "b" / "c.jpg")
    assert told(tmp_path / name) == (["b.jpg", "c.jpg"], [])
    assert told(tmp_path, tmp_path / name) == (["b.jpg", "c.jpg"], [])
    assert told(tmp_path / name / "b.jpg") == (["b.jpg"], [])


@pytest.mark.parametrize(
    "name",
    ["Recycle", "eaDir", "lost and found", "MACOSX", "$100", "#1 of 3", "@home", "Found 1", "previews", "lrdata"],
)
def test_a_photographer_s_own_folder_is_shown(tmp_path: Path, name: str) -> None:
    assert not is_hidden(name)
    make(tmp_path / name / "b.jpg")
    assert told(tmp_path) == (["b.jpg"], [])


def test_what_a_mac_adds_to_every_file_is_no_photograph(tmp_path: Path) -> None:
    make(tmp_path / "a.jpg", tmp_path / "._a.jpg", tmp_path / ".AppleDouble" / "._a.jpg", tmp_path / "__MACOSX/._a.jpg")
    assert told(tmp_path) == (["a.jpg"], [])


def test_hidden_files_are_counted_too(tmp_path: Path) -> None:
    make(tmp_path / ".a.jpg", tmp_path / ".a.cr2", tmp_path / ".b.jpg", tmp_path / ".DS_Store")
    assert told(tmp_path) == ([], [PassedOver(2)])


def test_hidden_folders_are_not_counted_where_no_subfolder_is_looked_into(tmp_path: Path) -> None:
    make(tmp_path / "@eaDir" / "a.jpg")
    assert told(tmp_path, recursive=False) == ([], [])


def test_counting_what_is_hidden_comes_to_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aesthetic_gui.files.names.hidden._MOST_LOOKED_AT", 10)
    make(tmp_path / "@eaDir" / "a.jpg", *(tmp_path / "@eaDir" / str(number) / "a.jpg" for number in range(30)))
    make(*(tmp_path / ".cache" / f"{number}.txt" for number in range(30)))
    (tmp_path / "@eaDir" / "up").symlink_to(tmp_path, target_is_directory=True)
    names, (passed_over,) = told(tmp_path)
    assert not names
    assert passed_over.at_least
    assert passed_over.sentence.startswith("at least ")


@pytest.mark.parametrize(
    ("passed_over", "sentence"),
    [
        (
            PassedOver(12, ("@eaDir", "#recycle")),
            f"12 photographs in hidden folders (@eaDir, #recycle) were passed over; {OPEN} them.",
        ),
        (
            PassedOver(1, ("a", "b", "c", "d")),
            f"1 photograph in hidden folders (a, b, c and 1 other) was passed over; {OPEN} it.",
        ),
        (PassedOver(2), "2 photographs with a hidden name were passed over; open them by name to see them."),
    ],
)
def test_it_is_said_in_one_sentence_with_what_to_do(passed_over: PassedOver, sentence: str) -> None:
    assert passed_over.sentence == sentence


def test_the_folders_of_a_network_drive_that_users_met(shared_data: Path) -> None:
    names, (passed_over,) = told(shared_data / "faults" / "13-nas-folders" / "shoot")
    assert names == ["DSC_1.JPG"]
    assert passed_over == PassedOver(3, ("#recycle", "$RECYCLE.BIN", "@eaDir"))
