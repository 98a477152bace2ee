"""``ingest``: from a card to the disk without a window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.details import presets
from aesthetic_gui.culling.details.presets import Preset
from aesthetic_gui.culling.operations import describing
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Details


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A card with two photographs and a film."""
    folder = tmp_path / "card" / "DCIM" / "100CANON"
    folder.mkdir(parents=True)
    for number in range(2):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = f"2026:05:0{number + 1} 10:00:00"
        Image.new("RGB", (24, 16), (90 * number, 80, 80)).save(folder / f"IMG_{number}.JPG", exif=exif)
    (folder / "MVI_2.MP4").write_bytes(b"a film")
    return tmp_path / "card"


def test_a_dry_run_says_what_would_go_where_and_does_nothing(run, card, tmp_path) -> None:
    told = run("ingest", card, tmp_path / "photos", "--folders", "{date}", "--dry-run", "--catalog", tmp_path / "c.db")
    assert told.code == 0
    assert f"IMG_1.JPG -> {tmp_path}/photos/2026-05-02/IMG_1.JPG" in told.out
    assert "1 other file left where they are: 1 MP4" in told.err
    assert not (tmp_path / "photos").exists()


def test_it_copies_to_both_places_and_the_second_time_skips_what_is_there(run, card, tmp_path) -> None:
    words = ("ingest", card, tmp_path / "photos", "--backup", tmp_path / "backup", "--rename", "{date}-{number:3}")
    told = json.loads(run(*words, "--json", "--catalog", tmp_path / "c.db").out)
    assert (len(told["copied"]), told["failures"], told["others"]) == (4, [], {"MP4": 1})
    names = ["2026-05-01-001.JPG", "2026-05-02-002.JPG"]
    for place in ("photos", "backup"):
        assert sorted(path.name for path in (tmp_path / place).iterdir()) == names
    again = run(*words, "--catalog", tmp_path / "c.db")
    assert (again.code, again.out) == (0, "")
    assert "2 photographs left out: ingested before" in again.err
    undone = run("undo", str(told["operation"]), "--catalog", tmp_path / "c.db")
    assert undone.code == 0
    assert not (tmp_path / "backup").exists()
    assert sorted(path.name for path in (card / "DCIM/100CANON").iterdir()) == ["IMG_0.JPG", "IMG_1.JPG", "MVI_2.MP4"]


def test_a_preset_of_details_is_written_of_every_copy(run, card, tmp_path) -> None:
    presets.save([Preset("Mine", Details(rights="© {year} me", keywords=("wedding",)))])
    words = ("ingest", card, tmp_path / "photos", "--catalog", tmp_path / "c.db")
    assert run(*words, "--details", "Yours").code == 2
    assert run(*words, "--details", "Mine").code == 0
    photos = list(find_photos([tmp_path / "photos"]))
    with Catalog.open(tmp_path / "c.db") as catalog:
        written = describing.written_now(catalog, photos)
    assert set(written.values()) == {Details(rights="© 2026 me", keywords=("wedding",))}
    assert len(written) == 2


def test_a_destination_on_the_card_is_wrong_use(run, card, tmp_path) -> None:
    told = run("ingest", card, card / "DCIM" / "new", "--catalog", tmp_path / "c.db")
    assert told.code == 2
    assert "on the card itself" in told.err
