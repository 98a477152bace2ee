"""Which files of a folder are one photograph: by name, by the schemes of phones and cameras, by what editors write."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from aesthetic_gui.files.formats import _Folder, find_photos, kin, paired

PXL = "PXL_20240531_102030123"
WP = "WP_20161028_22_39_17_Raw"


def units(*names: str) -> dict[str, set[str]]:
    """Shown picture → what goes along with it."""
    return {shown: set(along) for shown, *along in paired(names)}


def nfd(name: str) -> str:
    return unicodedata.normalize("NFD", name)


@pytest.mark.parametrize("along", ["Zürich.xmp", "Zürich.CR2", "ZÜRICH.cr2", "Zürich.jpg.xmp", "Zürich_01.jpg.xmp"])
def test_a_name_that_came_from_a_mac_is_the_same_name(along: str) -> None:
    assert units("Zürich.jpg", nfd(along)) == {"Zürich.jpg": {nfd(along)}}
    assert units(nfd("Zürich.jpg"), along) == {nfd("Zürich.jpg"): {along}}


@pytest.mark.parametrize(("one", "other"), [("Straße", "Strasse"), ("ﬁlm", "film"), ("ınce", "ince"), ("é", "e")])
def test_no_photograph_carries_along_what_only_looks_like_its_own(one: str, other: str) -> None:
    found = units(f"{one}.jpg", f"{other}.cr2", f"{other}.xmp")
    assert found == {f"{one}.jpg": set(), f"{other}.cr2": {f"{other}.xmp"}}


def test_of_two_spellings_in_one_folder_each_keeps_its_own() -> None:
    names = [form for name in ("é.jpg", "é.cr2", "é.xmp", "é.jpg.pp3") for form in (name, nfd(name))]
    assert units(*names) == {
        "é.jpg": {"é.cr2", "é.xmp", "é.jpg.pp3"},
        nfd("é.jpg"): {nfd("é.cr2"), nfd("é.xmp"), nfd("é.jpg.pp3")},
    }


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("a.jpg", "a.cr2", "A.cr2"), {"a.jpg": {"a.cr2"}, "A.cr2": set()}),
        (("é.jpg", "é.cr2", nfd("é.cr2")), {"é.jpg": {"é.cr2"}, nfd("é.cr2"): set()}),
        (("aa.jpg", "Aa.cr2", "AA.cr2"), {"aa.jpg": set(), "Aa.cr2": set(), "AA.cr2": set()}),
        (("aa.jpg", "AA.jpg", "Aa.cr2"), {"aa.jpg": set(), "AA.jpg": set(), "Aa.cr2": set()}),
        (("a.jpg", "A.jpg", "A.cr2", "a.xmp"), {"a.jpg": {"a.xmp"}, "A.jpg": {"A.cr2"}}),
        (("a.jpg", "A.cr2", "A.dng"), {"a.jpg": {"A.cr2", "A.dng"}}),
    ],
)
def test_a_raw_that_is_written_otherwise_joins_only_where_no_other_can_be_meant(
    names: tuple[str, ...], expected: dict[str, set[str]]
) -> None:
    assert units(*names) == expected


@pytest.mark.parametrize(
    ("shown", "raw"),
    [
        (f"{PXL}.RAW-01.COVER.jpg", f"{PXL}.RAW-02.ORIGINAL.dng"),
        (f"{PXL}.RAW-01.MP.COVER.jpg", f"{PXL}.RAW-02.ORIGINAL.dng"),
        (f"{PXL}.NIGHT.RAW-01.COVER.jpg", f"{PXL}.NIGHT.RAW-02.ORIGINAL.dng"),
        (f"{PXL}.RAW-01.COVER (2).jpg", f"{PXL}.RAW-02.ORIGINAL (2).dng"),
        (f"{PXL}.MP.jpg", f"{PXL}.dng"),
        (f"{PXL}.jpg", f"{PXL}.dng"),
        (f"{WP}.jpg", f"{WP}__highres.dng"),
        (f"{WP}.HEIC", f"{WP}__highres.dng"),
        ("DSC01234.HIF", "DSC01234.ARW"),
        ("IMG_1234.HIF", "IMG_1234.CR3"),
        ("GOPR0001.JPG", "GOPR0001.GPR"),
        ("DJI_20240101101010_0001_D.JPG", "DJI_20240101101010_0001_D.DNG"),
        ("20240101_101010.jpg", "20240101_101010.dng"),
        ("IMG_20240101_101010.jpg", "IMG_20240101_101010.dng"),
        ("IMG_20231014_183246_BURST001_COVER.jpg", "IMG_20231014_183246_BURST001_COVER.dng"),
        ("DSCF0001.JPG", "DSCF0001.MPO"),
        ("_DSC1234.JPG", "_DSC1234.NEF"),
        ("P1010001.JPG", "P1010001.ORI"),
    ],
)
def test_the_files_of_one_press_are_one_photograph(shown: str, raw: str) -> None:
    sidecars = {f"{Path(raw).stem}.xmp", f"{raw}.xmp", f"{Path(shown).stem}.pp3", f"{shown}.dop"}
    assert units(raw, *sidecars, shown) == {shown: {raw, *sidecars}}
    assert all(kin(shown) & kin(name) for name in (raw, *sidecars))


@pytest.mark.parametrize(
    "names",
    [
        # edits and other renderings are photographs of their own
        ("IMG_1234.HEIC", "IMG_E1234.HEIC"),
        ("IMG_1234.DNG", "IMG_E1234.JPG"),
        (f"{PXL}.dng", f"{PXL}~2.jpg"),
        (f"{PXL}.RAW-01.COVER~2.jpg", f"{PXL}.RAW-02.ORIGINAL.dng"),
        (f"{PXL}.RAW-01.COVER-edited.jpg", f"{PXL}.RAW-02.ORIGINAL.dng"),
        (f"{PXL}.PORTRAIT-01.COVER.jpg", f"{PXL}.PORTRAIT-02.ORIGINAL.jpg"),
        (f"{PXL}.LONG_EXPOSURE-01.COVER.jpg", f"{PXL}.LONG_EXPOSURE-02.ORIGINAL.jpg"),
        ("IMG_1234.CR2", "IMG_1234_edited.jpg"),
        ("IMG_1234.CR2", "IMG_1234-edited.jpg"),
        ("IMG_1234.CR2", "IMG_1234-Edit.tif"),
        ("IMG_1234.JPG", "IMG_1234-Enhanced-NR.dng"),
        ("IMG_1234.CR2", "IMG_1234_DxO.jpg"),
        ("IMG_1234.CR2", "IMG_1234 copy.jpg"),
        # a number may be a copy's, or the next exposure's
        ("IMG_1234.CR2", "IMG_1234-1.jpg"),
        ("IMG_1234.CR2", "IMG_1234(1).jpg"),
        ("IMG_1234.CR2", "IMG_1234 (2).jpg"),
        (f"{PXL}.RAW-01.COVER.jpg", f"{PXL}.RAW-02.ORIGINAL (2).dng"),
        (f"{PXL}.RAW-01.COVER.jpg", "PXL_20240531_102030124.RAW-02.ORIGINAL.dng"),
        (f"{PXL}.BURST-01.COVER.jpg", f"{PXL}.BURST-02.jpg", f"{PXL}.dng"),
        ("20231207_101605.dng", "20231207_101605_031.jpg"),
        ("DJI_20240101101010_0001_W.JPG", "DJI_20240101101010_0001_T.DNG"),
        # two cameras, or two settings
        ("DSC_1234.JPG", "_DSC1234.NEF"),
        ("IMG_1234.JPG", "_MG_1234.CR2"),
        # which of two it belongs to cannot be told
        (f"{PXL}.RAW-01.COVER.jpg", f"{PXL}.RAW-01.MP.COVER.jpg", f"{PXL}.RAW-02.ORIGINAL.dng"),
        (f"{PXL}.RAW-01.COVER.jpg", f"{PXL}.RAW-02.ORIGINAL.dng", f"{PXL}.RAW-02.MP.ORIGINAL.dng"),
        (f"{WP}.jpg", f"{WP}__highres.jpg"),
    ],
)
def test_what_may_be_another_photograph_stays_one(names: tuple[str, ...]) -> None:
    assert units(*names) == {name: set() for name in names}


def test_a_raw_of_the_same_stem_comes_before_the_scheme() -> None:
    found = units(f"{PXL}.MP.jpg", f"{PXL}.jpg", f"{PXL}.dng")
    assert found == {f"{PXL}.jpg": {f"{PXL}.dng"}, f"{PXL}.MP.jpg": set()}
    found = units(f"{PXL}.MP.jpg", f"{PXL}.MP.dng", f"{PXL}.dng")
    assert found == {f"{PXL}.MP.jpg": {f"{PXL}.MP.dng"}, f"{PXL}.dng": set()}


@pytest.mark.parametrize(
    ("picture", "along"),
    [
        ("IMG_1234.HEIC", "IMG_1234.MOV"),
        ("IMG_1234.HEIC", "IMG_1234_HEVC.MOV"),
        ("IMG_100.HEIC", "IMG_100_HEIC.MOV"),
        ("IMG_5747.HEIC", "IMG_O5747.aae"),
        ("IMG_5747 (2).HEIC", "IMG_O5747 (2).AAE"),
        ("IMG_E1234.HEIC", "IMG_E1234.MOV"),
        ("IMG_1.jpg", "IMG_1.jpg.rrdata"),
        ("IMG_1.jpg", "IMG_1.jpg.a1b2c3.rrdata"),
        ("IMG_1.jpg", "IMG_1.jpg.arp"),
        ("IMG_1.jpg", "IMG_1.dr4"),
        ("IMG_1.CR2", "IMG_1.CR2.dr4"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"),
        ("IMG_1.jpg", "IMG_1.mie"),
        ("IMG_1.jpg", "IMG_1.photo-edit"),
    ],
)
def test_what_editors_and_phones_write_goes_along(picture: str, along: str) -> None:
    assert units(along, picture) == {picture: {along}}
    assert kin(picture) & kin(along)


@pytest.mark.parametrize("stray", ["IMG_1.json", "IMG_2_HEVC.MOV", "IMG_O2.AAE", "IMG_1_031.jpg.xmp", "IMG_1.jpg"])
def test_what_is_nobodys_is_taken_along_by_nobody(stray: str) -> None:
    assert units("IMG_1.HEIC", "IMG_1_E.HEIC", stray).get("IMG_1.HEIC") == set()


def test_the_edit_of_apple_keeps_its_recipe_with_the_original() -> None:
    found = units("IMG_1234.HEIC", "IMG_E1234.HEIC", "IMG_1234.AAE", "IMG_1234.MOV")
    assert found == {"IMG_1234.HEIC": {"IMG_1234.AAE", "IMG_1234.MOV"}, "IMG_E1234.HEIC": set()}


def test_the_sidecar_of_another_letter_case_goes_with_the_file_that_is_written_so() -> None:
    found = units("a.jpg", "A.jpg", "a.jpg.xmp", "A.jpg.xmp")
    assert found == {"a.jpg": {"a.jpg.xmp"}, "A.jpg": {"A.jpg.xmp"}}


def test_a_phone_s_pair_is_one_photograph_on_the_disk_and_by_either_name(tmp_path: Path) -> None:
    for name in (f"{PXL}.RAW-01.COVER.jpg", f"{PXL}.RAW-02.ORIGINAL.dng"):
        (tmp_path / name).touch()
    (photo,) = find_photos([tmp_path])
    assert photo.path.name == f"{PXL}.RAW-01.COVER.jpg"
    assert list(find_photos([photo.companions[0]])) == [photo]


def test_the_pairs_of_a_pixel_phone_that_users_sent(shared_data: Path) -> None:
    (photo,) = find_photos([shared_data / "faults" / "14-pixel-raw-pair"])
    assert [path.suffix for path in photo.files] == [".jpg", ".dng"]


def test_a_file_is_found_under_the_spelling_that_its_disk_takes_for_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a Mac, where é is one name however it is written: here a link that is not listed stands for that."""
    listed = [nfd("é.jpg"), nfd("é.cr2")]
    for name in listed:
        (tmp_path / name).write_bytes(b"picture")
    (tmp_path / "é.jpg").symlink_to(nfd("é.jpg"))
    monkeypatch.setattr("aesthetic_gui.files.formats._look", lambda _folder: _Folder(files=list(listed)))
    (photo,) = find_photos([tmp_path / "é.jpg"])
    assert [path.name for path in photo.files] == listed
