"""Photographs scored by several views: read once, averaged, and never taken for what they score plainly."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from aesthetic_gui import score
from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.scoring.views import VIEWS, key


@pytest.fixture
def shoot(tmp_path):
    folder = tmp_path / "shoot"
    folder.mkdir()
    for name in ("chelsea", "coffee"):
        Image.fromarray(getattr(data, name)()).save(folder / f"{name}.jpg", quality=92)
    (folder / "empty.jpg").touch()
    return folder


def visit(shoot, pack, runtime, catalog=None, **how):
    found = score_photos(list(find_photos([shoot])), Judge(pack), runtime, catalog, **how)
    return {item.photo.path.stem: item for item in found}


def test_each_photograph_is_decoded_once_and_its_views_are_averaged(shoot, pack, runtime, monkeypatch):
    decoded = []

    def decode_and_tell(path, *arguments):
        decoded.append(path.stem)
        return decode(path, *arguments)

    monkeypatch.setattr("aesthetic_gui.culling.scoring.pipeline.decode", decode_and_tell)
    items = visit(shoot, pack, runtime, views=VIEWS)
    assert sorted(decoded) == ["chelsea", "coffee", "empty"]
    assert items["empty"].unreadable == "the file is empty"
    for name in ("chelsea", "coffee"):
        rgb = decode(shoot / f"{name}.jpg").rgb
        shares = [runtime.predict(view.prepare(rgb, pack)[None]).distribution[0] for view in VIEWS]
        assert items[name].score.distribution == pytest.approx(np.mean(shares, axis=0), abs=1e-6)


def test_the_catalog_keeps_both_apart_and_a_second_visit_decodes_nothing(shoot, pack, runtime, tmp_path, monkeypatch):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        plain = visit(shoot, pack, runtime, catalog)["coffee"].score
        augmented = visit(shoot, pack, runtime, catalog, views=VIEWS)["coffee"].score
        monkeypatch.setattr("aesthetic_gui.culling.scoring.pipeline.decode", lambda *_: pytest.fail("decoded again"))
        again = [visit(shoot, pack, runtime, catalog, **how)["coffee"].score for how in ({}, {"views": VIEWS})]
    assert augmented.mean != pytest.approx(plain.mean, abs=1e-3)
    assert [one.mean for one in again] == pytest.approx([plain.mean, augmented.mean], abs=1e-5)
    assert [one.pack for one in again] == [plain.pack, augmented.pack] == [pack.key, key(pack, VIEWS)]


def test_the_short_door_averages_views_when_it_is_asked_to(shoot, pack):
    plain, augmented = (score(shoot / "coffee.jpg", augmented=augmented) for augmented in (False, True))
    assert plain.mean != pytest.approx(augmented.mean, abs=1e-3)
    assert plain.mean == pytest.approx(augmented.mean, abs=0.6)  # it is still the same photograph
    assert augmented.pack == key(pack, VIEWS)
