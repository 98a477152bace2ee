"""Which of the open photographs the photographer is asked about, from a real catalog."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.culling.taste.asking import ask
from aesthetic_gui.culling.taste.tasting import NoSuchTaste
from aesthetic_gui.photo import Flag, Metadata, Photo
from aesthetic_gui.scoring.pack import Pack, load_pack

NOON = datetime.fromisoformat("2026-05-31T12:00:00")
KEEPS = 0.5  # what the photographer picks by: the first value of the embedding


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack()


def embedding_of(number: int) -> np.ndarray:
    return np.array([17 * number % 40 / 40, *np.random.default_rng(number).normal(0, 0.01, 7)], np.float32)


@pytest.fixture
def shoot(catalog: Catalog, tmp_path: Path, pack: Pack) -> list[Photo]:
    """Eighty scored photographs and a taste without members."""
    ratings = (0.1,) * 10
    results = [
        Result(Photo(tmp_path / f"{n:02}.jpg", (), 1_000 + n, n), f"c{n}", taken, pack.key, ratings, embedding_of(n))
        for n, taken in ((n, Metadata(60, 40, NOON + timedelta(minutes=2 * n))) for n in range(80))
    ]
    catalog.store(results)
    tasting.create(catalog, "mine")
    return [result.photo for result in results]


def teach(catalog: Catalog, photos: list[Photo]) -> None:
    picked = [photo for photo in photos if embedding_of(int(photo.path.stem))[0] >= KEEPS]
    decide(catalog, picked, flag=Flag.PICK)
    decide(catalog, [photo for photo in photos if photo not in picked], flag=Flag.REJECT)
    tasting.add_members(catalog, "mine", photos)


def asked(catalog: Catalog, photos: list[Photo], pack: Pack) -> list[int]:
    return [
        int(item.photo.path.stem) for item in ask(catalog, "mine", pack, known_items(photos, Judge(pack), catalog), 80)
    ]


def test_first_it_asks_about_what_is_unlike_all_that_is_decided(
    catalog: Catalog, shoot: list[Photo], pack: Pack
) -> None:
    teach(catalog, [shoot[0]])
    first, second, *_ = asked(catalog, shoot, pack)
    assert embedding_of(first)[0] > 0.9
    assert 0.4 < embedding_of(second)[0] < 0.6


def test_later_it_asks_about_what_may_be_either(catalog: Catalog, shoot: list[Photo], pack: Pack) -> None:
    teach(catalog, shoot[:40])
    order = asked(catalog, shoot, pack)
    assert set(order) == set(range(40, 80))
    away = [abs(embedding_of(number)[0] - KEEPS) for number in order]
    assert max(away[:5]) < 0.2 < min(away[-5:])


def test_what_is_decided_unscored_or_like_nothing_known_is_not_asked_about(
    catalog: Catalog, shoot: list[Photo], pack: Pack
) -> None:
    teach(catalog, shoot[:2])
    items = known_items(shoot[:5], Judge(pack), catalog)
    strange = replace(items[2], score=replace(items[2].score, unlike=2.0))
    unscored = Item(Photo(Path("/new.jpg")))
    found = ask(catalog, "mine", pack, [*items[:2], strange, items[3], unscored], 9)
    assert [item.photo for item in found] == [shoot[3]]
    assert ask(catalog, "mine", pack, [], 9) == []


def test_no_more_are_worked_out_than_are_wanted(catalog: Catalog, shoot: list[Photo], pack: Pack) -> None:
    items = known_items(shoot, Judge(pack), catalog)
    assert [len(ask(catalog, "mine", pack, items, count)) for count in (1, 30, 99)] == [1, 30, 80]


def test_a_taste_that_there_is_not_cannot_ask(catalog: Catalog, shoot: list[Photo], pack: Pack) -> None:
    with pytest.raises(NoSuchTaste):
        ask(catalog, "yours", pack, [], 9)
