"""Tastes from files that name a model which they are not of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.photo import Flag, Photo
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.taste.examples import Examples, TasteError, to_file

LENGTH, ANOTHER = 32, 7


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("nima-mobilenet")


@pytest.fixture
def stranger(tmp_path: Path, pack: Pack) -> Path:
    """A taste of embeddings too short for the model that it names, and sure of itself."""
    picked = np.arange(100) % 2 == 0
    embeddings = np.random.default_rng(0).normal(size=(100, ANOTHER)) + 3 * picked[:, None]
    known = Examples(embeddings.astype(np.float16), np.full(100, 5.0), picked, np.arange(100), np.full(100, np.nan))
    path = tmp_path / "stranger.json"
    path.write_bytes(to_file("stranger", pack.key, known))
    return path


def store(catalog: Catalog, folder: Path, pack: Pack) -> list[Photo]:
    photos = [Photo(folder / f"{number}.jpg", (), 1_000, number) for number in range(4)]
    rows = np.random.default_rng(1).normal(size=(4, LENGTH))
    catalog.store(
        [
            Result(photo, f"content-{photo.mtime_ns}", None, pack.key, (0.1,) * 10, embedding=row)
            for photo, row in zip(photos, rows, strict=True)
        ]
    )
    return photos


def test_embeddings_of_another_length_are_refused(catalog: Catalog, stranger: Path, pack: Pack, tmp_path: Path) -> None:
    store(catalog, tmp_path, pack)
    with pytest.raises(TasteError, match="not those of the model"):
        tasting.import_taste(catalog, stranger)
    assert tasting.tastes(catalog) == []


def test_what_came_before_the_first_score_harms_nothing(
    catalog: Catalog, stranger: Path, pack: Pack, tmp_path: Path
) -> None:
    tasting.import_taste(catalog, stranger)
    learned = tasting.learn_taste(catalog, "stranger", pack)
    assert learned.takes_over
    photos = store(catalog, tmp_path, pack)
    judge = Judge(pack, learned.in_charge)
    items = known_items(photos, judge, catalog)
    assert [item.score.taste for item in items if item.score] == [""] * 4
    assert tasting.rejudge(catalog, items, judge) == items
    decide(catalog, photos, flag=Flag.PICK)
    tasting.add_members(catalog, "stranger", photos)
    assert len(tasting.examples(catalog, "stranger", pack)) == 4
