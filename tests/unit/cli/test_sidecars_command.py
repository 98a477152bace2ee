"""``aesthetic-gui sidecars``: ratings travel between programs without a window."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from aesthetic_gui import settings
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.damage import backup
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.operations.describing import Rewriting, describe
from aesthetic_gui.files import xmp
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.xmp import Wanted
from aesthetic_gui.files.xmp.profiles import LIGHTROOM
from aesthetic_gui.photo import ColourLabel, Decision, Details, Flag, Photo
from tests.unit.catalog.damage import damage
from tests.unit.culling.sidecars.other_program import rate

Run = Callable[..., Any]


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    (folder / "evening").mkdir(parents=True)
    for name in ("IMG_1.jpg", "IMG_2.jpg", "evening/IMG_3.jpg"):
        Image.new("RGB", (60, 40), (90, 120, 30)).save(folder / name)
    return folder


def decided(photo: Path) -> Decision:
    with Catalog.open(settings.catalog_path()) as catalog:
        return catalog.decisions([Photo(photo)]).get(photo, Decision())


def give(photo: Path, **decision: object) -> None:
    with Catalog.open(settings.catalog_path()) as catalog:
        decide(catalog, [Photo(photo)], **decision)  # type: ignore[arg-type]


def test_read_takes_over_what_other_programs_rated(run: Run, shoot: Path) -> None:
    rate(shoot / "IMG_1.xmp", xmp__Rating=4, xmpDM__pick=1, xmp__Label="Red")
    told = run("sidecars", "read", shoot)
    assert (told.code, told.out) == (0, f"{shoot}/IMG_1.jpg: pick ★★★★ red\n")
    assert decided(shoot / "IMG_1.jpg") == Decision(Flag.PICK, 4, ColourLabel.RED)
    assert run("sidecars", "read", shoot).out == ""


def test_folders_in_the_folder_are_looked_into_where_asked(run: Run, shoot: Path) -> None:
    rate(shoot / "evening" / "IMG_3.xmp", xmp__Rating=4)
    assert run("sidecars", "read", shoot).out == ""
    assert "IMG_3.jpg: ★★★★" in run("sidecars", "read", "--recursive", shoot).out


def test_write_saves_what_was_decided(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", stars=3, flag=Flag.REJECT)
    told = run("sidecars", "write", shoot)
    assert told.code == 0
    assert f"{shoot}/IMG_1.xmp" in told.out.splitlines()
    said = xmp.read((shoot / "IMG_1.xmp").read_bytes())
    assert (said.flag, said.stars) == (Flag.REJECT, 3)
    assert not (shoot / "IMG_2.xmp").exists()
    assert run("undo").code == 0
    assert not (shoot / "IMG_1.xmp").exists()


def test_what_was_written_is_read_shown_and_told_where_it_is_in_conflict(run: Run, shoot: Path) -> None:
    sidecar, photo = shoot / "IMG_1.xmp", shoot / "IMG_1.jpg"
    said = Wanted(Decision(), details=Details("Dawn", keywords=("Places|Athens",)))
    sidecar.write_bytes(xmp.write(None, said, LIGHTROOM))
    assert f"{photo}: title “Dawn”, + Places|Athens" in run("sidecars", "read", shoot).out.splitlines()
    assert "catalog: undecided, title “Dawn”, + Places|Athens" in run("sidecars", "show", photo).out
    catalogs, found, *_ = json.loads(run("sidecars", "show", photo, "--json").out)
    assert (catalogs["title"], catalogs["keywords"]) == ("Dawn", ["Places|Athens"])
    assert (found["title"], found["hierarchical"]) == ("Dawn", ["Places|Athens"])
    with Catalog.open(settings.catalog_path()) as catalog:
        describe(catalog, [next(find_photos([photo]))], Rewriting(title="Mine"))
    sidecar.write_bytes(xmp.write(sidecar.read_bytes(), replace(said, details=Details("Theirs")), LIGHTROOM))
    told = run("sidecars", "read", shoot).err
    assert "here undecided, title “Mine”, in another program undecided, title “Theirs”" in told


def test_a_dry_run_names_the_sidecars_and_writes_none(run: Run, shoot: Path) -> None:
    rate(shoot / "IMG_2.xmp", xmp__Rating=1)
    give(shoot / "IMG_1.jpg", stars=3)
    run("sidecars", "read", shoot)
    give(shoot / "IMG_2.jpg", stars=3)
    content = (shoot / "IMG_2.xmp").read_bytes()
    told = run("sidecars", "write", shoot, "--dry-run")
    assert told.out == f"{shoot}/IMG_1.xmp: new\n{shoot}/IMG_2.xmp: changed\n"
    assert not (shoot / "IMG_1.xmp").exists()
    assert (shoot / "IMG_2.xmp").read_bytes() == content


def test_the_program_decides_what_a_sidecar_is_called(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", stars=3)
    run("sidecars", "write", shoot, "--for", "darktable")
    assert (shoot / "IMG_1.jpg.xmp").exists()
    told = run("sidecars", "write", shoot, "--for", "paint")
    assert told.code == 2
    assert "lightroom, darktable" in told.err


@pytest.mark.slow
def test_scores_and_keywords_go_along_where_there_are_scores(run: Run, shoot: Path) -> None:
    run("score", shoot)
    run("sidecars", "write", shoot, "--keywords")
    said = xmp.read((shoot / "IMG_1.xmp").read_bytes())
    assert said.judgement is not None
    assert said.keywords
    give(shoot / "evening" / "IMG_3.jpg", stars=1)
    run("score", shoot / "evening")
    run("sidecars", "write", shoot / "evening", "--no-score")
    assert xmp.read((shoot / "evening" / "IMG_3.xmp").read_bytes()).judgement is None


def test_conflicts_are_named_and_nothing_is_written_over_them(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", stars=4)
    give(shoot / "IMG_2.jpg", stars=1)
    rate(shoot / "IMG_1.xmp", xmp__Rating=2)
    content = (shoot / "IMG_1.xmp").read_bytes()
    for verb in ("read", "write"):
        told = run("sidecars", verb, shoot)
        assert told.code == 1
        assert f"conflict: {shoot}/IMG_1.jpg: here ★★★★, in another program ★★\n" in told.err
    assert (shoot / "IMG_1.xmp").read_bytes() == content
    assert (shoot / "IMG_2.xmp").exists()


def test_settle_keeps_mine_which_the_next_write_saves(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", stars=4)
    rate(shoot / "IMG_1.xmp", xmp__Rating=2)
    told = run("sidecars", "settle", shoot, "--keep", "mine")
    assert told.code == 0
    assert "1 settled" in told.err
    assert run("sidecars", "write", shoot).code == 0
    assert xmp.read((shoot / "IMG_1.xmp").read_bytes()).stars == 4


def test_settle_takes_theirs(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", stars=4)
    rate(shoot / "IMG_1.xmp", xmp__Rating=2)
    told = run("sidecars", "settle", shoot, "--keep", "theirs")
    assert (told.code, told.out) == (0, f"{shoot}/IMG_1.jpg: ★★\n")
    assert decided(shoot / "IMG_1.jpg").stars == 2


def test_a_sidecar_that_makes_no_sense_is_named_and_left_alone(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", stars=4)
    (shoot / "IMG_1.xmp").write_bytes(b"<x:xmpmeta")
    for verb in ("read", "write"):
        told = run("sidecars", verb, shoot)
        assert told.code == 1
        assert "IMG_1.xmp" in told.err
    assert (shoot / "IMG_1.xmp").read_bytes() == b"<x:xmpmeta"


def test_show_tells_field_by_field_who_says_what(run: Run, shoot: Path) -> None:
    exif = Image.Exif()
    exif[0x4746] = 2
    Image.new("RGB", (60, 40)).save(shoot / "IMG_1.jpg", exif=exif)
    rate(shoot / "IMG_1.xmp", xmp__Rating=4, xmp__Label="Kunde A")
    give(shoot / "IMG_1.jpg", flag=Flag.PICK)
    told = run("sidecars", "show", shoot / "IMG_1.jpg")
    assert told.code == 0
    lines = [line.split() for line in told.out.splitlines()]
    assert lines[0] == ["catalog:", "pick"]
    assert ["stars:", "4"] in lines
    assert ["label", "text:", "Kunde", "A"] in lines
    assert ["stars:", "2"] in lines
    rows = json.loads(run("sidecars", "show", shoot / "IMG_1.jpg", "--json").out)
    assert [(row["source"], row.get("stars")) for row in rows] == [("catalog", 0), ("sidecar", 4), ("photograph", 2)]


def test_show_of_a_damaged_sidecar_says_so(run: Run, shoot: Path) -> None:
    (shoot / "IMG_1.xmp").write_bytes(b"<x:xmpmeta")
    told = run("sidecars", "show", shoot / "IMG_1.jpg")
    assert told.code == 1
    assert "IMG_1.xmp" in told.out
    assert "says nothing" in told.out


@pytest.mark.parametrize("verb", ["read", "write"])
def test_what_is_not_there_is_named(run: Run, shoot: Path, verb: str) -> None:
    told = run("sidecars", verb, shoot / "nowhere", shoot)
    assert told.code == 1
    assert "nowhere: there is no such file or folder" in told.err


def test_show_of_nothing_is_wrong_use(run: Run, shoot: Path) -> None:
    assert run("sidecars", "show", shoot / "nowhere.jpg").code == 2


def test_a_folder_without_photographs_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "no photographs there" in run("sidecars", "read", tmp_path / "empty").err


def test_after_the_catalog_was_destroyed_reading_brings_the_decisions_back(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", flag=Flag.PICK, stars=4, label=ColourLabel.RED)
    give(shoot / "IMG_2.jpg", flag=Flag.REJECT)
    run("sidecars", "write", shoot)
    path = settings.catalog_path()
    for made in backup.backups(path):
        made.path.unlink()
    for left in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        left.unlink(missing_ok=True)
    path.write_bytes(os.urandom(60_000))
    told = run("sidecars", "read", shoot)
    assert "damaged" in told.err
    assert told.code == 0
    assert decided(shoot / "IMG_1.jpg") == Decision(Flag.PICK, 4, ColourLabel.RED)
    assert decided(shoot / "IMG_2.jpg") == Decision(Flag.REJECT)


def test_decisions_that_a_damaged_catalog_has_lost_are_read_back_without_being_asked(run: Run, shoot: Path) -> None:
    give(shoot / "IMG_1.jpg", flag=Flag.PICK, stars=4, label=ColourLabel.RED)
    run("sidecars", "write", shoot)
    path = settings.catalog_path()
    for made in backup.backups(path):
        made.path.unlink()
    damage.overwrite(path, damage.pages_of(path, "decided", "decisions", "agreed"))
    told = run("history")
    assert "damaged" in told.err
    assert "decisions on 1 photograph were read back from sidecars" in told.err
    assert decided(shoot / "IMG_1.jpg") == Decision(Flag.PICK, 4, ColourLabel.RED)


def test_a_name_that_is_not_utf_8_is_read_and_written(run: Run, shoot: Path) -> None:
    photo = shoot / os.fsdecode(b"caf\xe9.jpg")
    try:
        (shoot / "IMG_1.jpg").rename(photo)
    except OSError:
        pytest.skip("this disk takes names in UTF-8 only")
    give(photo, stars=2)
    assert run("sidecars", "write", shoot).code == 0
    assert [found.companions for found in find_photos([photo])] == [(photo.with_suffix(".xmp"),)]
