from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.culling.albums.reporting import ReportSettings, plan_report
from aesthetic_gui.culling.item import Item
from aesthetic_gui.photo import AestheticError, Explanation, Photo, Sure
from aesthetic_gui.scoring.pack import load_pack


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    names = ("a <b>.jpg", "c.jpg")
    for name in names:
        Image.new("RGB", (90, 60), "grey").save(tmp_path / name)
    return [Item(Photo(tmp_path / name)) for name in names]


def why(item: Item) -> Explanation:
    if item.photo.path.name == "c.jpg":
        raise AestheticError("The model says nothing of it.")
    heat = np.ones((20, 30), np.float32)
    return Explanation("cam", heat, notes={"value": 0.5, "mean": 5.0, "scale": 0.2}, sure=Sure.FAIRLY)


def written(items: list[Item], folder: Path) -> str:
    """Every file of the plan made as an operation makes it; the page's text."""
    pack = load_pack()
    plan = plan_report(items, folder, ReportSettings("Sunday & more", "cam", pack, pack.bar), why)
    for step in plan.steps:
        assert step.target is not None
        assert step.maker is not None
        step.target.parent.mkdir(parents=True, exist_ok=True)
        step.maker(step.target)
    return (folder / "index.html").read_text("utf-8")


def test_the_page_shows_every_photograph_beside_its_reason(items, tmp_path):
    page = written(items, tmp_path / "report")
    for kind in ("photographs", "reasons"):
        assert f'src="{kind}/0001-a-b.jpg"' in page
        with Image.open(tmp_path / "report" / kind / "0001-a-b.jpg") as picture:
            assert picture.size == (90, 60)
    assert "1 fairly sure" in page.lower()
    assert "+0.20" in page


def test_what_cannot_be_explained_is_told_and_names_are_no_markup(items, tmp_path):
    page = written(items, tmp_path / "report")
    assert "The model says nothing of it." in page
    assert "a &lt;b&gt;.jpg" in page
    assert "<b>" not in page
    assert "Sunday &amp; more" in page


def test_a_folder_that_holds_something_is_left_as_it_is(items, tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "kept.txt").write_text("mine")
    pack = load_pack()
    plan = plan_report(items, tmp_path / "report", ReportSettings("x", "cam", pack, pack.bar), why)
    assert plan.root != tmp_path / "report"
    assert not any(step.target.is_relative_to(tmp_path / "report") for step in plan.steps)
