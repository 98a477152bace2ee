"""Sidecars that lie in a folder of their program's go along to such a folder, as one unit, and come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.albums.sorting import plan_sort
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.naming import FreeNames, renamed
from aesthetic_gui.culling.operations.planning import plan_copy, plan_move, plan_trash
from aesthetic_gui.culling.operations.progress import Progress
from aesthetic_gui.culling.operations.transferring import perform, redo, undo
from aesthetic_gui.files.formats import find_photos, paired
from aesthetic_gui.photo import Bar, Photo

Contents = Callable[[Path], dict[str, bytes]]
Drain = Callable[[Iterator[Progress]], list[Progress]]

OWN = ("NKSC_PARAM/A.JPG.nksc", "CaptureOne/Settings166/A.JPG.cos", "CaptureOne/Settings166/A.JPG.1.comask")
FOREIGN = (
    "NKSC_PARAM/B.JPG.nksc",
    "CaptureOne/Cache/A.JPG.cot",
    "CaptureOne/Settings166/A.JPGX.cos",
    "NKSC_PARAM/x.txt",
)
PXL = "PXL_20240531_102030123"


@pytest.fixture
def one(shoot: Path) -> Photo:
    for name in ("A.JPG", "B.JPG", *OWN, *FOREIGN):
        (shoot / name).parent.mkdir(parents=True, exist_ok=True)
        (shoot / name).write_bytes(name.encode())
    return next(photo for photo in find_photos([shoot], recursive=False) if photo.path.name == "A.JPG")


def test_they_belong_to_the_photograph_they_name(one: Photo, shoot: Path) -> None:
    assert {str(path.relative_to(shoot)) for path in one.companions} == set(OWN)
    assert list(find_photos([shoot / OWN[0]])) == [one]


@pytest.mark.parametrize("verb", ["move", "copy", "sort", "trash"])
def test_they_go_along_and_come_back(
    catalog: Catalog, one: Photo, shoot: Path, tmp_path: Path, contents: Contents, drain: Drain, verb: str
) -> None:
    before, album = contents(shoot), tmp_path / "album"
    plan = {
        "move": lambda: plan_move([one], album),
        "copy": lambda: plan_copy([one], album),
        "sort": lambda: plan_sort([Item(one)], tmp_path, "album", act="move", bar=Bar(0.5, 0.1)),
        "trash": lambda: plan_trash([one]),
    }[verb]()
    drain(perform(catalog, plan))
    unit = {"A.JPG", *OWN}
    assert contents(album).keys() == (set() if verb == "trash" else unit)
    assert contents(shoot).keys() == (before.keys() if verb == "copy" else before.keys() - unit)
    drain(undo(catalog))
    assert contents(shoot) == before
    assert not album.exists()
    drain(redo(catalog))
    assert contents(album).keys() == (set() if verb == "trash" else unit)


def test_one_that_is_in_the_way_gives_all_of_the_unit_another_name(
    catalog: Catalog, one: Photo, tmp_path: Path, contents: Contents, drain: Drain
) -> None:
    album = tmp_path / "album"
    (album / "NKSC_PARAM").mkdir(parents=True)
    (album / "NKSC_PARAM" / "a.jpg.nksc").write_bytes(b"another's")
    drain(perform(catalog, plan_move([one], album)))
    mine = {name.replace("A.JPG", "A (2).JPG") for name in ("A.JPG", *OWN)}
    assert contents(album).keys() == mine | {"NKSC_PARAM/a.jpg.nksc"}
    (photo,) = find_photos([album])
    assert {str(path.relative_to(album)) for path in photo.files} == mine


def test_a_sidecar_that_cannot_go_keeps_the_photograph_where_it_is(
    catalog: Catalog, one: Photo, shoot: Path, tmp_path: Path, contents: Contents
) -> None:
    plan = plan_move([one], tmp_path / "album")
    before = contents(shoot)
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "CaptureOne").write_bytes(b"a file where a folder should be")
    told = list(perform(catalog, plan))
    assert [failure.photo for progress in told for failure in progress.failures] == [one.path]
    assert contents(shoot) == before
    assert contents(tmp_path / "album").keys() == {"CaptureOne"}


def test_a_file_in_the_place_of_a_program_s_folder_holds_up_one_photograph_only(
    catalog: Catalog, one: Photo, shoot: Path, tmp_path: Path, contents: Contents
) -> None:
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "CaptureOne").write_bytes(b"a file where a folder should be")
    told = list(perform(catalog, plan_move(find_photos([shoot], recursive=False), tmp_path / "album")))
    assert [failure.photo for progress in told for failure in progress.failures] == [one.path]
    assert contents(tmp_path / "album").keys() == {"B.JPG", "NKSC_PARAM/B.JPG.nksc", "CaptureOne"}


def test_a_program_s_folder_that_is_a_link_is_left_alone(shoot: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "A.JPG.nksc").touch()
    (shoot / "A.JPG").touch()
    (shoot / "NKSC_PARAM").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (photo,) = find_photos([shoot])
    assert photo.companions == ()


@pytest.mark.parametrize("folder", ["09-sidecars-in-subfolders", "10-sidecars-of-other-editors"])
def test_no_sidecar_that_users_missed_stays_behind(shared_data: Path, folder: str) -> None:
    shoot = shared_data / "faults" / folder / "shoot"
    (photo,) = find_photos([shoot])
    assert set(photo.files) == {path for path in shoot.rglob("*") if path.is_file()}


UNITS = [
    (f"{PXL}.RAW-01.COVER.jpg", f"{PXL}.RAW-02.ORIGINAL.dng", f"{PXL}.RAW-02.ORIGINAL.xmp"),
    (f"{PXL}.MP.jpg", f"{PXL}.dng", f"{PXL}.dng.xmp"),
    ("WP_20161028_22_39_17_Raw.jpg", "WP_20161028_22_39_17_Raw__highres.dng"),
    ("IMG_1234.HEIC", "IMG_1234_HEVC.MOV", "IMG_O1234.AAE"),
    ("Zürich.jpg", "Zu\u0308rich.cr2", "ZÜRICH.xmp", "NKSC_PARAM/Zu\u0308rich.jpg.nksc"),
    ("a.jpg", "a.cr2", "a_01.cr2.xmp", "Exposure Software/Exposure X7/a.cr2.exposurex7", "SILKYPIX_DS/a.cr2.9.spd"),
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_still_one_once_it_has_a_number_or_another_name(unit: tuple[str, ...], tmp_path: Path) -> None:
    stem = Path(unit[0]).stem
    numbered = FreeNames()
    numbered.claim(tmp_path, unit, stem)
    for names in (
        unit,
        numbered.claim(tmp_path, unit, stem),
        numbered.claim(tmp_path, unit, stem),
        renamed(unit, stem, "2024-05-31 001"),
    ):
        assert len(set(names)) == len(unit)
        assert [set(found) for found in paired(names)] == [set(names)]
