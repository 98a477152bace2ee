"""``aesthetic-gui criteria``: what it prints, what it keeps, and that it decides nothing unless it is asked to."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage import data

from aesthetic_gui import settings
from aesthetic_gui.__main__ import main
from aesthetic_gui.catalog import journal
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.criteria.quality import QualityClass
from aesthetic_gui.culling.finding import saved_filters
from aesthetic_gui.culling.finding.arranging import arrange
from aesthetic_gui.culling.finding.saved_filters import SavedFilter, SavedFilters
from aesthetic_gui.culling.measuring import asking
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.ranks import Ranks
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import known_items, score_photos
from aesthetic_gui.culling.viewing import View
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Bar, Decision, Flag, Photo
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """A portrait as it should be, one that is as bad as can be, and a file that is none."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    Image.fromarray(data.astronaut()).save(folder / "a.jpg", quality=95)
    awful(folder / "b.jpg")
    (folder / "c.jpg").touch()
    return folder


def awful(path: Path) -> None:
    """Blurred, dark, noisy, and compressed to pieces."""
    blurred = Image.fromarray(data.coffee()).filter(ImageFilter.GaussianBlur(14))
    dark = np.asarray(blurred, np.float32) * 0.12 + np.random.default_rng(1).normal(0, 30, (400, 600, 3))
    Image.fromarray(dark.clip(0, 255).astype(np.uint8)).save(path, quality=3)


def printed(capsys, *words: str) -> tuple[int, list[dict], str]:
    code = main(["criteria", "--json", *words])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_each_photograph_is_one_object_with_exactly_what_was_promised(shoot: Path, capsys) -> None:
    code, (portrait, bad, empty), _ = printed(capsys, str(shoot))
    assert code == 1
    assert [portrait["path"], bad["path"]] == [str(shoot / "a.jpg"), str(shoot / "b.jpg")]
    assert set(portrait) == {"path", "criteria", "class", "faces"}
    assert {frozenset(one) for one in portrait["criteria"].values()} == {frozenset(("value", "region", "unit", "raw"))}
    (face,) = portrait["faces"]
    assert set(face) == {"box", "eyes", "sharpness"}
    assert face["eyes"]["left"] == {"open": pytest.approx(1, abs=0.5), "state": "open"}
    assert (portrait["class"], bad["class"]) == ("good", "bad")
    assert empty == {"path": str(shoot / "c.jpg"), "error": "the file is empty"}


def test_what_was_measured_is_not_measured_again_and_closely_counts_for_quick(shoot, capsys, monkeypatch) -> None:
    _, first, _ = printed(capsys, str(shoot))
    monkeypatch.setattr(asking, "measure_closely", None)
    monkeypatch.setattr(asking, "measure_quickly", None)
    assert printed(capsys, str(shoot))[1] == first
    assert printed(capsys, "--quick", str(shoot))[1] == first


def test_a_first_look_does_not_do_where_a_close_one_is_wanted(shoot: Path, capsys, monkeypatch) -> None:
    printed(capsys, "--quick", str(shoot / "a.jpg"))
    looked = []
    closely = asking.measure_closely
    monkeypatch.setattr(asking, "measure_closely", lambda photo: looked.append(photo.path.name) or closely(photo))
    printed(capsys, str(shoot / "a.jpg"))
    assert looked == ["a.jpg"]


def test_without_json_a_table_tells_the_same(shoot: Path, capsys) -> None:
    assert main(["criteria", "--no-cache", "--quick", str(shoot)]) == 1
    header, portrait, bad, empty = capsys.readouterr().out.splitlines()
    assert header.split()[:2] == ["CLASS", "FOCUS"]
    assert portrait.startswith("good")
    assert "1: 1 open" in portrait
    assert bad.startswith("bad")
    assert "the file is empty" in empty
    assert not settings.catalog_path().exists()


def test_flags_are_a_dry_run_unless_they_are_asked_for_and_spare_what_a_person_decided(shoot: Path, capsys) -> None:
    awful(shoot / "d.jpg")
    photos = {photo.path.name: photo for photo in find_photos([shoot])}
    with Catalog.open(settings.catalog_path()) as catalog:
        decide(catalog, [photos["d.jpg"]], stars=1)
    told = printed(capsys, "--flag", "--dry-run", str(shoot))[2]
    assert "1 photograph to pick, 1 to reject" in told
    assert "nothing was changed" in told
    assert flags(photos) == {"d.jpg": Decision(stars=1)}
    told = printed(capsys, "--flag", "--apply", str(shoot))[2]
    assert "2 flags set" in told
    assert flags(photos) == {"a.jpg": Decision(Flag.PICK), "b.jpg": Decision(Flag.REJECT), "d.jpg": Decision(stars=1)}
    assert main(["undo"]) == 0
    assert flags(photos) == {"d.jpg": Decision(stars=1)}


def flags(photos: dict[str, Photo]) -> dict[str, Decision]:
    with Catalog.open(settings.catalog_path()) as catalog:
        return {path.name: decision for path, decision in catalog.decisions(list(photos.values())).items()}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--apply"], "--apply goes with --flag"),
        (["--dry-run"], "--dry-run goes with --flag"),
        (["--flag", "--no-cache"], "kept in the catalog"),
        (["--flag", "--crops"], "kept in the catalog"),
    ],
)
def test_what_makes_no_sense_is_refused(shoot: Path, capsys, words: list[str], reason: str) -> None:
    assert main(["criteria", *words, str(shoot)]) == 2
    assert reason in capsys.readouterr().err


def test_a_saved_filter_by_what_was_measured_measures_what_was_only_scored(shoot: Path, capsys) -> None:
    good = SavedFilter("good ones", View(quality=frozenset({QualityClass.GOOD})))
    saved_filters.save(SavedFilters((good,)))
    assert main(["score", str(shoot)]) == 1
    with Catalog.open(settings.catalog_path()) as catalog, catalog.transaction() as connection:
        connection.execute("DELETE FROM facts")
    capsys.readouterr()
    assert main(["score", "--json", "--filter", "good ones", str(shoot)]) == 0
    out, err = capsys.readouterr()
    assert [Path(row["path"]).name for row in json.loads(out)] == ["a.jpg"]
    assert "not good quality" in err


def test_crops_are_taken_for_one_face_each_and_not_kept(tmp_path: Path, capsys) -> None:
    crop = tmp_path / "face.png"
    Image.fromarray(data.astronaut()[30:190, 140:300]).resize((112, 112)).save(crop)
    code, (record,), _ = printed(capsys, "--crops", str(crop))
    assert code == 0
    assert len(record["faces"]) == 1
    assert not settings.catalog_path().exists()


def test_scoring_and_measuring_decides_nothing_hides_nothing_and_changes_no_file(tmp_path: Path) -> None:
    """No criterion rejects by itself, however bad a photograph is."""
    for number in range(3):
        awful(tmp_path / f"{number}.jpg")
    Image.new("RGB", (600, 400)).save(tmp_path / "black.jpg")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    photos, pack = list(find_photos([tmp_path])), load_pack()
    runtime = start_runtime(pack, "cpu")
    with Catalog.open(settings.catalog_path()) as catalog:
        list(score_photos(photos, Judge(pack), runtime, catalog))
        list(asking.measured(photos, catalog))
        items = known_items(photos, Judge(pack), catalog)
        assert [item.facts.close for item in items] == [True] * 4
        assert [item.decision for item in items] == [Decision()] * 4
        assert journal.recent(catalog, 9) == []
    runtime.close()
    assert arrange(items, View(), Bar(0.5, 0.1), Ranks({})) == items
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
