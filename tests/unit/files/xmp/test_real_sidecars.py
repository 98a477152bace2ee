"""Real sidecars of several programs: read or refused with a reason, and after writing exiftool and exiv2 agree."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from aesthetic_gui.files.xmp import PROFILES, Judgement, Marks, Profile, Wanted, XmpError, read, write
from aesthetic_gui.files.xmp.profiles import EVERYTHING
from aesthetic_gui.photo import ColourLabel, Decision, Flag, Verdict
from tests.unit.files.xmp.packets import listed, packet
from tests.unit.files.xmp.surroundings import surroundings

WANTED = Wanted(
    Decision(Flag.PICK, 4, ColourLabel.BLUE), Judgement(5.4321, 0.7125, Verdict.AESTHETIC, "nima@1", "0.3.0"),
    ("aesthetic",), ("Aesthetic GUI|aesthetic",),
)  # fmt: skip
OURS = re.compile(
    r"XMP-xmp:(Rating|Label)|XMP-xmpDM:(Pick|Good)|XMP-photoshop:LabelColor|XMP-digiKam:(PickLabel|ColorLabel|TagsList)"
    r"|XMP-microsoft:RatingPercent|XMP-photomech:\w+|XMP-darktable:Colorlabels|XMP-dc:Subject|XMP-lr:\w+|XMP-aesthetic:\w+"
    r"|System:\w+|File:\w+|ExifTool:ExifToolVersion|SourceFile"
)
every_profile = pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
MADE_HERE = {
    "lightroom": packet(
        listed("dc:subject", "cat") + listed("lr:hierarchicalSubject", "Animals|cat"),
        xmp__Rating=2, xmp__Label="Rot", xmpDM__pick=0, crs__Exposure2012="+0.35",
    ),
    "digikam": packet(listed("digiKam:TagsList", "Animals/cat", kind="Seq"), digiKam__PickLabel=1, xmp__Rating=3),
    "photo mechanic": packet(photomechanic__Tagged="False", photomechanic__Prefs="0:0:0:-00001"),
}  # fmt: skip


@pytest.fixture(scope="module")
def sidecars(shared_data: Path) -> dict[str, bytes]:
    real = {path.name: path.read_bytes() for path in sorted((shared_data / "xmp").iterdir())}
    return {name: data for name, data in (real | MADE_HERE).items() if _is_read(data)}


def _is_read(data: bytes) -> bool:
    try:
        read(data)
    except XmpError:
        return False
    return True


@pytest.fixture(scope="module")
def exiftool() -> str:
    return _program("exiftool")


def _program(name: str) -> str:
    if not (found := shutil.which(name)):
        pytest.skip(f"{name} is not on this machine")
    return found


def dumps(exiftool: str, folder: Path, sidecars: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """What exiftool says of each, by name. Warnings count."""
    folder.mkdir()
    for name, data in sidecars.items():
        (folder / f"{name}.xmp").write_bytes(data)
    run = subprocess.run(
        [exiftool, "-j", "-G1", "-struct", "-a", "-n", "-r", str(folder)], capture_output=True, check=True, timeout=60
    )
    return {Path(dump["SourceFile"]).name.removesuffix(".xmp"): dump for dump in json.loads(run.stdout)}


def foreign(dump: dict[str, Any]) -> dict[str, Any]:
    return {tag: value for tag, value in dump.items() if not OURS.fullmatch(tag)}


def test_every_real_sidecar_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    for path in sorted((shared_data / "xmp").iterdir()):
        if not _is_read(path.read_bytes()):
            with pytest.raises(XmpError, match=r"sidecar|XMP"):
                read(path.read_bytes())


def test_what_real_sidecars_say(shared_data: Path) -> None:
    folder = shared_data / "xmp"
    assert read((folder / "drewnoakes_APhotoManager-exmaple.xmp").read_bytes()) == Marks(
        stars=2,
        keywords=("tagA2", "tagB2"),
        title="Title2",
        caption="Description2",
        creator="Autohor",
        rights="Copyright",
    )
    assert read((folder / "exiv2_BlueSquare.xmp").read_bytes()).keywords[:2] == ("XMP", "Blue Square")
    assert read((folder / "immich_2010.xmp").read_bytes()) == Marks()
    for damaged in ("exiv2_issue_851_poc", "exiv2_issue_1713_poc", "exiv2_issue_1821_poc", "exiv2_exiv2-bug1108"):
        with pytest.raises(XmpError, match="damaged"):
            read((folder / f"{damaged}.xmp").read_bytes())


def test_damaged_real_sidecars_raise_nothing_but_a_refusal(sidecars: dict[str, bytes]) -> None:
    random = Random(7)
    refused = 0
    for data in sidecars.values():
        for _ in range(40):
            spoilt = bytearray(data)
            for _ in range(random.randint(1, 3)):
                start = random.randrange(len(spoilt))
                spoilt[start : start + random.randint(0, 9)] = random.choice(
                    [b"", b"<", b"&", b'"', b"\x00", b"/>", b"\xff"]
                )
            try:
                assert read(write(bytes(spoilt), WANTED, EVERYTHING)).stars == 4
            except XmpError:
                refused += 1
    assert 0 < refused < 40 * len(sidecars)


@every_profile
def test_writing_into_real_sidecars_leaves_everything_else(sidecars: dict[str, bytes], profile: Profile) -> None:
    assert len(sidecars) >= 15
    for name, data in sidecars.items():
        written = write(data, WANTED, profile)
        marks = read(written)
        assert (marks.flag, marks.stars, marks.label) == (Flag.PICK, 4, ColourLabel.BLUE), name
        assert marks.judgement == WANTED.judgement
        assert set(read(data).keywords) < set(marks.keywords)
        assert surroundings(written) == surroundings(data), name
        assert write(written, WANTED, profile) == written


@pytest.mark.slow
@every_profile
def test_exiftool_reads_the_decision_and_finds_all_else_unchanged(
    sidecars: dict[str, bytes], profile: Profile, exiftool: str, tmp_path: Path
) -> None:
    before = dumps(exiftool, tmp_path / "before", sidecars)
    written = {name: write(data, WANTED, profile) for name, data in sidecars.items()}
    after = dumps(exiftool, tmp_path / "after", written)
    known = [name for name, dump in (before | after).items() if any(tag.startswith("XMP-") for tag in dump)]
    assert len(known) >= len(sidecars) - 3  # exiftool knows no bare rdf:RDF, nor UTF-16 with a spoilt beginning
    for name in known:
        dump = after[name]
        assert foreign(dump) == foreign(before[name]), name
        assert dump["XMP-xmp:Rating"] == 4, name
        assert "aesthetic" in dump["XMP-dc:Subject"], name
        assert "Aesthetic GUI|aesthetic" in dump["XMP-lr:HierarchicalSubject"], name
        for tag, value in expected_by_exiftool(profile).items():
            assert dump[tag] == value, (name, tag)


def expected_by_exiftool(profile: Profile) -> dict[str, Any]:
    fields = {
        "label": {"XMP-xmp:Label": "Blue"},
        "adobe": {"XMP-xmpDM:Pick": 1, "XMP-xmpDM:Good": True},
        "digikam": {"XMP-digiKam:PickLabel": 3, "XMP-digiKam:ColorLabel": 5, "XMP-microsoft:RatingPercent": 75},
        "darktable": {"XMP-darktable:Colorlabels": [3]},
        "photomechanic": {"XMP-photomech:ColorClass": 7},
    }
    return {tag: value for family, tags in fields.items() if family in profile.families for tag, value in tags.items()}


def test_exiftool_writes_into_our_sidecar_and_we_read_it(exiftool: str, tmp_path: Path) -> None:
    path = tmp_path / "IMG.xmp"
    path.write_bytes(write(None, WANTED, EVERYTHING))
    subprocess.run([exiftool, "-q", "-XMP-xmp:Rating=2", "-XMP-dc:Subject+=beach", str(path)], check=True, timeout=30)
    marks = read(path.read_bytes())
    assert (marks.flag, marks.stars, marks.label) == (Flag.PICK, 2, ColourLabel.BLUE)
    assert marks.keywords == ("aesthetic", "beach")
    assert marks.judgement == WANTED.judgement


def test_exiv2_writes_into_our_sidecar_and_we_read_it(tmp_path: Path) -> None:
    exiv2 = _program("exiv2")
    path = tmp_path / "IMG.xmp"
    path.write_bytes(write(None, WANTED, EVERYTHING))
    subprocess.run([exiv2, "-q", "-M", "set Xmp.xmp.Rating 2", str(path)], check=True, timeout=30)
    marks = read(path.read_bytes())
    assert (marks.flag, marks.stars, marks.label) == (Flag.PICK, 2, ColourLabel.BLUE)
    assert (marks.keywords, marks.hierarchical) == (WANTED.keywords, WANTED.hierarchical)
    assert marks.judgement == WANTED.judgement


def exiv2_of(exiv2: str, path: Path) -> dict[str, str]:
    run = subprocess.run([exiv2, "-q", "-PXkv", str(path)], capture_output=True, check=False, timeout=30)
    lines = (
        line.split(None, 1) for line in run.stdout.decode("utf-8", "replace").splitlines() if line.startswith("Xmp.")
    )
    return {line[0]: line[1].strip() if len(line) > 1 else "" for line in lines}


@pytest.mark.slow
@every_profile
def test_exiv2_reads_the_decision_and_finds_all_else_unchanged(
    sidecars: dict[str, bytes], profile: Profile, tmp_path: Path
) -> None:
    exiv2 = _program("exiv2")
    ours = re.compile(
        r"Xmp\.(xmp\.(Rating|Label)|xmpDM\.(pick|good)|photoshop\.LabelColor|(digiKam|darktable|lr|aesthetic)\..*"
        r"|dc\.subject|photomechanic\..*|MicrosoftPhoto\.Rating)"
    )
    compared = 0
    path = tmp_path / "IMG.xmp"
    for name, data in sidecars.items():
        path.write_bytes(data)
        before = exiv2_of(exiv2, path)
        path.write_bytes(write(data, WANTED, profile))
        after = exiv2_of(exiv2, path)
        if not before and not after:  # exiv2 reads neither
            continue
        compared += 1
        assert {key: text for key, text in before.items() if not ours.fullmatch(key)} == {
            key: text for key, text in after.items() if not ours.fullmatch(key)
        }, name
        assert after["Xmp.xmp.Rating"] == "4", name
        assert after["Xmp.aesthetic.Verdict"] == "aesthetic", name
        assert "aesthetic" in after["Xmp.dc.subject"].split(", "), name
    assert compared >= 10
