"""``statistics``: what the catalog knows of a shoot, told without a window and without scoring anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Three photographs of a camera, one picked, one rejected."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    for number in range(3):
        exif = Image.Exif()
        exif[0x0110] = "Camera of mine"
        Image.new("RGB", (24, 16), (90 * number, 80, 80)).save(folder / f"{number}.jpg", exif=exif)
    photos = list(find_photos([folder]))
    with Catalog.open(tmp_path / "kept.db") as catalog:
        decide(catalog, photos[:1], flag=Flag.PICK)
        decide(catalog, photos[1:2], flag=Flag.REJECT)
    return folder


def test_it_tells_what_was_decided_and_what_the_camera_wrote_though_nothing_was_scored(run, shoot, tmp_path) -> None:
    told = run("statistics", shoot, "--json", "--catalog", tmp_path / "kept.db")
    assert told.code == 0
    found = json.loads(told.out)
    assert (found["kept"], found["rejected"], found["undecided"], found["not_scored"]) == (1, 1, 1, 3)
    assert [(row["name"], row["kept"]) for row in found["camera"]] == [("Camera of mine", 1)]
    assert "3 not scored yet" in told.err
    plain = run("statistics", shoot, "--catalog", tmp_path / "kept.db")
    assert plain.out.startswith("3 photographs: 1 kept, 1 rejected, 1 undecided.")


def test_a_folder_that_is_not_there_is_wrong_use(run, tmp_path) -> None:
    assert run("statistics", tmp_path / "absent").code == 2
