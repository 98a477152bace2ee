"""Which sidecars a photograph has at this moment: wherever they lie, however they are spelled."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from aesthetic_gui.culling.sidecars.places import SidecarFolders
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.xmp import PROFILES
from aesthetic_gui.photo import Photo

LIGHTROOM = next(profile for profile in PROFILES if profile.id == "lightroom")
PXL = "PXL_20240531_102030123"


@pytest.mark.parametrize(
    ("name", "along"),
    [
        ("a.jpg", ["a.cr2", "a.xmp", "NKSC_PARAM/a.jpg.nksc", "CaptureOne/Settings166/a.cr2.cos"]),
        ("é.jpg", [unicodedata.normalize("NFD", "é.xmp")]),
        (f"{PXL}.RAW-01.COVER.jpg", [f"{PXL}.RAW-02.ORIGINAL.dng", f"{PXL}.RAW-02.ORIGINAL.xmp"]),
        ("WP_20161028_22_39_17_Raw.jpg", ["WP_20161028_22_39_17_Raw__highres.dng"]),
        ("IMG_1234.HEIC", ["IMG_O1234.AAE", "IMG_1234_HEVC.MOV"]),
    ],
)
def test_a_photograph_of_which_only_the_name_is_known_gets_all_that_is_its_own(
    tmp_path: Path, name: str, along: list[str]
) -> None:
    for each in (name, *along, "other.jpg", "NKSC_PARAM/other.jpg.nksc"):
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).touch()
    photo = SidecarFolders().as_it_is(Photo(tmp_path / name))
    assert {str(path.relative_to(tmp_path)) for path in photo.companions} == set(along)
    assert photo in list(find_photos([tmp_path]))


def test_a_sidecar_that_is_there_is_written_under_its_own_spelling(tmp_path: Path) -> None:
    there = tmp_path / unicodedata.normalize("NFD", "É.XMP")
    photo = Photo(tmp_path / "é.jpg")
    assert SidecarFolders().own_sidecar(photo, LIGHTROOM, [there]) == there
