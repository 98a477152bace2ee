"""How sidecars are named, and which of a unit's files hold marks."""

from __future__ import annotations

from pathlib import Path

import pytest

from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.xmp import PROFILES, Profile, sidecar_for, sidecars_of
from aesthetic_gui.files.xmp.profiles import DARKTABLE, DIGIKAM, LIGHTROOM, passed_over, truth

SHOOT = Path("/shoot")


def names_of(*files: str) -> list[str]:
    return [path.name for path in sidecars_of(SHOOT / file for file in files)]


@pytest.mark.parametrize(
    ("photo", "stem", "full"),
    [
        ("IMG_1.CR2", "IMG_1.xmp", "IMG_1.CR2.xmp"),
        ("a.b.jpeg", "a.b.xmp", "a.b.jpeg.xmp"),
        ("scan", "scan.xmp", "scan.xmp"),
        ("Größe 1.NEF", "Größe 1.xmp", "Größe 1.NEF.xmp"),
    ],
)
def test_a_new_sidecar_is_named_as_the_program_looks_for_it(photo: str, stem: str, full: str) -> None:
    assert sidecar_for(SHOOT / photo, LIGHTROOM) == SHOOT / stem
    assert sidecar_for(SHOOT / photo, DARKTABLE) == SHOOT / full


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_a_new_sidecar_is_found_again(profile: object, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_1.CR2"
    photo.touch()
    sidecar = sidecar_for(photo, profile)  # type: ignore[arg-type]
    sidecar.touch()
    (unit,) = find_photos([tmp_path])
    assert sidecars_of(unit.files) == (sidecar,)


def test_both_forms_are_found_the_full_name_first() -> None:
    assert names_of("IMG.JPG", "IMG.CR2", "IMG.xmp", "img.cr2.XMP", "IMG.JPG.xmp", "IMG.pp3") == [
        "img.cr2.XMP", "IMG.JPG.xmp", "IMG.xmp",
    ]  # fmt: skip


def test_darktables_later_versions_are_not_the_photographs_marks() -> None:
    assert names_of("IMG.CR2", "IMG.CR2.xmp", "IMG_01.CR2.xmp", "IMG_02.CR2.xmp") == ["IMG.CR2.xmp"]
    assert names_of("IMG_01.CR2", "IMG_01.CR2.xmp") == ["IMG_01.CR2.xmp"]


def test_the_sidecar_of_a_raw_that_is_elsewhere_counts() -> None:
    assert names_of("IMG.JPG", "IMG.CR2.xmp") == ["IMG.CR2.xmp"]


def test_without_a_photograph_there_is_nothing_to_find() -> None:
    assert names_of("IMG.xmp") == []


def test_profiles_are_told_apart() -> None:
    assert len({profile.id for profile in PROFILES}) == len({profile.title for profile in PROFILES}) == len(PROFILES)


def formats_of(*units: str, profile: Profile = LIGHTROOM) -> tuple[str, ...]:
    return passed_over([[SHOOT / name for name in unit.split()] for unit in units], profile)


def test_lightroom_passes_over_sidecars_beside_what_it_writes_into() -> None:
    assert formats_of("a.jpg", "b.JPEG", "c.tif d.xmp", "e.dng", "f.cr3", "g.heic") == ("DNG", "JPEG", "TIFF")
    assert formats_of("a.jpg", profile=DARKTABLE) == ()
    assert formats_of() == ()


def test_the_sidecar_of_a_raw_with_its_jpeg_is_read() -> None:
    assert formats_of("a.jpg a.cr2 a.xmp") == ()
    assert formats_of("a.jpg a.dng") == ("DNG",)


def test_what_is_passed_over_is_said_with_what_helps() -> None:
    assert truth((), LIGHTROOM) == ""
    assert truth(("JPEG",), LIGHTROOM).startswith(
        "Lightroom passes over sidecars beside JPEG files; Export, and Albums…"
    )
    assert "beside DNG, JPEG and TIFF files" in truth(("DNG", "JPEG", "TIFF"), LIGHTROOM)
    assert "Read from sidecar files" in DIGIKAM.advice
