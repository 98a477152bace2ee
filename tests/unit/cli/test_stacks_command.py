"""``aesthetic-gui stacks`` and ``aesthetic_gui.stacks``: what belongs together, and what is suggested as the best."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from skimage import data

import aesthetic_gui
from aesthetic_gui import settings
from aesthetic_gui.__main__ import main
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.measuring import asking
from aesthetic_gui.culling.operations import stacking
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Flag
from aesthetic_gui.scoring.pack import load_pack


def save(path: Path, picture: Image.Image, time: str, fraction: str = "00") -> None:
    exif = Image.Exif()
    exif[0x0110] = "R5"
    exif[0x8769] = {0x9003: time, 0x9291: fraction}
    picture.save(path, exif=exif, quality=95)


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """A burst of a soft and a sharp frame, a photograph on its own, and a file that is none."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    coffee = Image.fromarray(data.coffee()).resize((300, 200))
    save(folder / "a.jpg", coffee.filter(ImageFilter.GaussianBlur(1)), "2024:05:31 12:00:01", "10")
    save(folder / "b.jpg", coffee, "2024:05:31 12:00:01", "30")
    save(folder / "c.jpg", Image.fromarray(data.chelsea()).resize((300, 200)), "2024:05:31 13:00:01")
    (folder / "d.jpg").touch()
    return folder


def printed(capsys, *words: str) -> tuple[int, list[dict], str]:
    code = main(["stacks", "--json", *words])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_each_stack_is_one_object_with_its_photographs_in_order_and_the_best(shoot: Path, capsys) -> None:
    code, (burst, single, empty), err = printed(capsys, str(shoot))
    assert code == 1
    assert burst["kind"] == "burst"
    assert burst["photos"] == [str(shoot / name) for name in ("a.jpg", "b.jpg")]
    assert burst["best"] == str(shoot / "b.jpg")
    assert burst["why"].startswith("finer detail")
    assert (single["kind"], single["photos"], single["best"]) == ("single", [str(shoot / "c.jpg")], None)
    assert empty["note"].startswith("unreadable: ")
    assert "d.jpg" in err
    assert aesthetic_gui.stacks(shoot) == [burst, single, empty]


def test_what_was_measured_is_kept_and_not_measured_again(shoot: Path, capsys, monkeypatch) -> None:
    _, first, _ = printed(capsys, str(shoot))
    monkeypatch.setattr(asking, "measure_quickly", None)
    monkeypatch.setattr(asking, "measure_closely", None)
    assert printed(capsys, str(shoot))[1] == first


def test_nothing_is_decided_and_what_a_person_stacked_stays(shoot: Path, capsys) -> None:
    photos = [photo for photo in find_photos([shoot]) if photo.path.name in {"b.jpg", "c.jpg"}]
    with Catalog.open(settings.catalog_path()) as catalog:
        items = known_items(photos, Judge(load_pack()), catalog)
        stacking.regroup(catalog, photos, stacking.stack(items))
    _, stacks, _ = printed(capsys, str(shoot))
    assert [[Path(path).name for path in one["photos"]] for one in stacks if one["by_hand"]] == [["b.jpg", "c.jpg"]]
    with Catalog.open(settings.catalog_path()) as catalog:
        assert {item.decision.flag for item in known_items(photos, Judge(load_pack()), catalog)} == {Flag.NONE}


def test_people_get_a_table_of_the_stacks_and_how_many_stand_alone(shoot: Path, capsys) -> None:
    assert main(["stacks", str(shoot)]) == 1
    out, err = capsys.readouterr()
    head, burst = out.splitlines()
    assert head.split() == ["KIND", "PHOTOS", "BEST", "WHY", "FROM"]
    assert burst.split()[:3] == ["burst", "2", "b.jpg"]
    assert err.endswith("\n1 stack, 2 photographs alone\n")  # what cannot be read needs no clock


def test_a_photograph_without_a_time_is_told(shoot: Path, capsys) -> None:
    Image.fromarray(data.chelsea()).resize((300, 200)).save(shoot / "c.jpg")
    main(["stacks", str(shoot)])
    assert "1 stack, 2 photographs alone; no time of capture: grouped by look" in capsys.readouterr().err


def test_closeness_is_a_number_from_0_to_1(shoot: Path, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["stacks", "--closeness", "7", str(shoot)])
    assert ended.value.code == 2
    assert "from 0 to 1" in capsys.readouterr().err


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        aesthetic_gui.stacks(tmp_path / "nowhere")
