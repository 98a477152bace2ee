"""What is a photograph, and what travels with it."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.files.formats import PHOTOGRAPHS, RAW, find_photos, is_photograph
from aesthetic_gui.files.names import natural_key
from aesthetic_gui.files.names.sidecars import SIDECARS


def units_of(folder: Path, *names: str) -> dict[str, set[str]]:
    """Make empty files and tell which units they form: shown picture → companions."""
    for name in names:
        (folder / name).touch()
    return {photo.path.name: {path.name for path in photo.companions} for photo in find_photos([folder])}


@pytest.mark.parametrize("name", ["a.jpg", "A.JPG", "a.Jpeg", "x.y.heic", "a.CR3", "a.jxl", "ä.dng", "a.tiff"])
def test_photographs_are_known_by_their_extension_in_any_case(name: str) -> None:
    assert is_photograph(Path(name))


@pytest.mark.parametrize("name", ["a.xmp", "a.mov", "jpg", ".jpg", "a.jpg.txt", "a", "a.jpg~"])
def test_other_files_are_no_photographs(name: str) -> None:
    assert not is_photograph(Path(name))


def test_a_raw_its_jpeg_and_its_sidecars_are_one_photograph(tmp_path: Path) -> None:
    names = ("IMG_1.JPG", "IMG_1.CR2", "IMG_1.xmp", "IMG_1.CR2.xmp", "IMG_1.JPG.pp3", "IMG_1.WAV", "IMG_1.thm")
    assert units_of(tmp_path, *names) == {"IMG_1.JPG": set(names[1:])}


@pytest.mark.parametrize("part", ["IMG_1.MOV", "IMG_1.mp4", "IMG_1.m4a", "IMG_1.JPG.acr", "IMG_1.vrd", "IMG_1.nksc"])
def test_the_moving_part_of_a_live_photo_and_audio_notes_travel_along(tmp_path: Path, part: str) -> None:
    assert units_of(tmp_path, "IMG_1.JPG", part) == {"IMG_1.JPG": {part}}


def test_a_film_of_its_own_is_nobodys_companion(tmp_path: Path) -> None:
    assert units_of(tmp_path, "IMG_1.JPG", "MVI_2.MOV") == {"IMG_1.JPG": set()}


@pytest.mark.parametrize(
    "sidecar", ["a.xmp", "a.XMP", "A.xmp", "a.CR2.xmp", "a.cr2.XMP", "a.CR2.pp3", "a.dop", "a.cos"]
)
def test_a_lone_raw_keeps_its_sidecar_whatever_the_case(tmp_path: Path, sidecar: str) -> None:
    assert units_of(tmp_path, "a.CR2", sidecar) == {"a.CR2": {sidecar}}


def test_extensions_of_different_case_still_pair(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.jpg", "A.NEF") == {"a.jpg": {"A.NEF"}}


def test_the_jpeg_is_shown_rather_than_the_heic_when_a_raw_has_both(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.heic", "a.dng", "a.jpg") == {"a.jpg": {"a.dng"}, "a.heic": set()}


def test_a_heic_stands_for_its_raw_when_there_is_no_jpeg(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.heic", "a.dng", "a.aae") == {"a.heic": {"a.dng", "a.aae"}}


def test_a_tiff_made_from_a_raw_is_a_photograph_of_its_own(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.tif", "a.nef", "a.xmp") == {"a.tif": set(), "a.nef": {"a.xmp"}}


def test_two_pictures_of_one_stem_are_two_photographs_and_the_jpeg_owns_the_sidecar(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.png", "a.jpg", "a.xmp") == {"a.jpg": {"a.xmp"}, "a.png": set()}


def test_a_sidecar_that_names_its_file_in_full_goes_with_that_file(tmp_path: Path) -> None:
    found = units_of(tmp_path, "a.png", "a.jpg", "a.png.xmp", "a.jpg.xmp")
    assert found == {"a.jpg": {"a.jpg.xmp"}, "a.png": {"a.png.xmp"}}


def test_files_that_differ_by_case_only_keep_their_own_companions(tmp_path: Path) -> None:
    found = units_of(tmp_path, "a.jpg", "A.jpg", "a.cr2", "A.cr2", "a.xmp", "A.xmp")
    assert found == {"a.jpg": {"a.cr2", "a.xmp"}, "A.jpg": {"A.cr2", "A.xmp"}}


def test_a_second_darktable_version_travels_with_its_raw(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.CR2", "a.CR2.xmp", "a_01.CR2.xmp") == {"a.CR2": {"a.CR2.xmp", "a_01.CR2.xmp"}}


def test_the_sidecar_of_a_raw_that_is_gone_stays_with_the_jpeg(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.JPG", "a.CR2.xmp") == {"a.JPG": {"a.CR2.xmp"}}


def test_a_dot_within_the_stem_is_no_extension(tmp_path: Path) -> None:
    assert units_of(tmp_path, "a.b.jpg", "a.b.xmp", "a.xmp") == {"a.b.jpg": {"a.b.xmp"}}


def test_sidecars_without_a_photograph_are_left_out(tmp_path: Path) -> None:
    assert units_of(tmp_path, "film.thm", "memo.wav", "a.txt") == {}


def test_names_are_sorted_as_people_count() -> None:
    names = ["IMG_10.jpg", "img_9.jpg", "IMG_1.jpg", "a.jpg", "10.jpg", "9.jpg", ""]
    assert sorted(names, key=natural_key) == ["", "9.jpg", "10.jpg", "a.jpg", "IMG_1.jpg", "img_9.jpg", "IMG_10.jpg"]


stems = st.sampled_from(["a", "A", "a_01", "b.c", "ß", "İ", "1", "\udcff", "\n", "😀"])
extensions = st.sampled_from(
    ["", ".jpg", ".JPG", ".jpeg", ".heic", ".png", ".cr2", ".DNG", ".xmp", ".XMP", ".wav", ".txt"]
)
names = st.builds(lambda stem, *ends: stem + "".join(ends), stems, extensions, extensions)


@settings(max_examples=60, deadline=None)
@given(st.sets(names, max_size=14))
def test_every_file_has_at_most_one_owner_and_every_picture_is_found(names: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            Path(folder, name).touch()
        photos = list(find_photos([Path(folder)]))
        owners = Counter(path.name for photo in photos for path in photo.files)
        assert not owners or max(owners.values()) == 1
        assert {name for name in owners if is_photograph(Path(name))} == {n for n in names if is_photograph(Path(n))}
        assert all(is_photograph(photo.path) for photo in photos)
        by_name = {path: photo for photo in photos for path in photo.files}
        assert all(next(find_photos([path])) == photo for path, photo in by_name.items())


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=250).filter(lambda name: not {0, 47} & set(name)))
def test_any_name_a_disk_can_hold_is_found_again(name: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (os.fsdecode(b"x" + name) + ".jpg")
        path.write_bytes(b"12345")
        (photo,) = find_photos([Path(folder)])
        assert photo.path == path
        assert photo.size == 5


def test_no_extension_is_both_a_photograph_and_a_sidecar() -> None:
    assert not PHOTOGRAPHS & SIDECARS
    assert RAW < PHOTOGRAPHS
