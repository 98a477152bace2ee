"""What was scored before there were facts is measured behind everything else, and shown as it comes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from skimage import data

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring.measuring import Measured, measure_quickly
from aesthetic_gui.facts import Facts
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Bar, Metadata, Photo, Score
from aesthetic_gui.ui.grid.model import GridModel
from aesthetic_gui.ui.session.catalog_queue import CatalogQueue
from aesthetic_gui.ui.session.measuring import Measuring
from aesthetic_gui.ui.session.session import _newer

WAIT = 20_000
SCORE = Score((0.1,) * 10, 5.5, 1.0, 0.5, "pack")


@pytest.fixture
def items(tmp_path: Path) -> list[Item]:
    for number in range(2):
        Image.fromarray(data.coffee()[number:]).save(tmp_path / f"{number}.jpg")
    photos = find_photos([tmp_path])
    return [Item(photo, SCORE, metadata=Metadata(), content_id=decode(photo.path).content_id) for photo in photos]


@pytest.fixture
def parts(qtbot, tmp_path: Path, items: list[Item]):
    model = GridModel(Bar(0.5, 0.1))
    model.append(items)
    busy = [True]
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        queue = CatalogQueue(model, "lookups")
        measuring = Measuring(model, queue, catalog, lambda: busy[0], model)
        yield model, measuring, catalog, busy
        measuring.close()
        queue.close()
    model.close()


def test_what_was_scored_is_measured_later_shown_and_kept(parts, items: list[Item], qtbot) -> None:
    model, measuring, catalog, busy = parts
    measuring.take([items[0], replace(items[1], facts=None), replace(items[1], score=None)])
    assert (measuring.pace.done, measuring.pace.total) == (0, 2)
    busy[0] = False
    qtbot.waitUntil(lambda: all(item.facts for item in model.all_items()), timeout=WAIT)
    assert measuring.pace.finished
    contents = [item.content_id for item in items]
    qtbot.waitUntil(lambda: set(catalog.facts(contents)) == set(contents), timeout=WAIT)
    measuring.look_closely(model.all_items())
    qtbot.waitUntil(lambda: all(item.facts.close for item in model.all_items()), timeout=WAIT)
    measuring.look_closely(model.all_items())
    assert measuring.pace.finished  # what was looked at closely is not looked at again


def test_a_photograph_that_changed_meanwhile_keeps_no_facts_of_what_it_was(parts, items: list[Item], qtbot) -> None:
    model, measuring, catalog, busy = parts
    measuring.take(items[:1])
    model.update([replace(items[0], content_id="another")])
    busy[0] = False
    qtbot.waitUntil(lambda: measuring.pace.finished and bool(catalog.facts([items[0].content_id])), timeout=WAIT)
    assert model.find(items[0].photo.path).facts is None


def test_what_was_measured_closely_stays_whoever_is_late(parts, items: list[Item], qtbot) -> None:
    model, measuring, _, busy = parts
    closely = Facts(close=True)
    model.update([replace(items[0], facts=closely)])
    measuring.take(items[:1])
    busy[0] = False
    qtbot.waitUntil(lambda: measuring.pace.finished and not measuring._arrived, timeout=WAIT)
    shown = model.find(items[0].photo.path)
    assert shown.facts is closely
    assert _newer(shown, replace(items[0], facts=Facts())).facts is closely
    assert _newer(shown, items[0]).facts is closely
    changed = replace(items[0].photo, size=1)
    assert _newer(replace(shown, content_id=None), Item(changed)).facts is None


def test_what_is_looked_at_is_read_first(parts, items: list[Item], qtbot) -> None:
    model, measuring, _, busy = parts
    asked, awaited = [], [True]

    def is_awaited() -> bool:
        asked.append(True)
        return awaited[0]

    measuring.give_way_to(is_awaited)
    busy[0] = False
    measuring.take(items[:1])
    qtbot.waitUntil(lambda: len(asked) > 1, timeout=WAIT)
    assert not measuring.pace.finished
    awaited[0] = False
    qtbot.waitUntil(lambda: bool(model.find(items[0].photo.path).facts), timeout=WAIT)


def test_one_that_cannot_be_looked_at_closely_is_looked_at_once(parts, items: list[Item], qtbot, monkeypatch) -> None:
    model, measuring, _, busy = parts
    looked = []

    def look(photo: Photo) -> Measured:
        looked.append(photo)
        return measure_quickly(photo)

    monkeypatch.setattr("aesthetic_gui.culling.measuring.measuring.measure_closely", look)
    busy[0] = False
    measuring.look_closely(items[:1], first=True)
    qtbot.waitUntil(lambda: model.find(items[0].photo.path).facts is not None, timeout=WAIT)
    measuring.look_closely([model.find(items[0].photo.path)], first=True)
    assert measuring.pace.finished
    assert looked == [items[0].photo]


def test_what_was_given_up_is_looked_at_when_it_is_shown_again(parts, items: list[Item]) -> None:
    _, measuring, _, _ = parts
    measuring.look_closely(items)
    measuring.cancel()
    measuring.look_closely(items)
    assert measuring.pace.finished  # to regroup does not begin it again
    for _ in range(2):
        measuring.look_closely(items[:1], first=True)
        assert (measuring.pace.done, measuring.pace.total) == (0, 1)
        measuring.cancel()


def test_it_can_be_given_up(parts, items: list[Item]) -> None:
    _, measuring, _, _ = parts
    measuring.take(items)
    measuring.drop([items[0].photo.path])
    assert (measuring.pace.done, measuring.pace.total) == (0, 1)
    measuring.cancel()
    assert measuring.pace.finished
