"""Scoring real photographs: batched, in any order, with bad ones among them."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

from aesthetic_gui import bar, score, settings
from aesthetic_gui.catalog import encoding
from aesthetic_gui.catalog.catalog import Catalog, Failed, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.scoring.agenda import Agenda, Job
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.opening import open_photos
from aesthetic_gui.culling.scoring.pipeline import Pipeline, after, known_items, score_photos
from aesthetic_gui.files.decoding import isolation
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.thumbnails import thumbnail_cache
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.photo import Decision, Photo, Trouble, Unreadable, Verdict
from aesthetic_gui.scoring.outputs import Outputs

NAMES = ("astronaut", "chelsea", "coffee")


@pytest.fixture
def cache(tmp_path: Path):
    with ThumbnailCache(tmp_path / "thumbnails.db") as opened:
        yield opened


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    """Three real photographs, one damaged file, one that is none."""
    folder = tmp_path / "shoot"
    folder.mkdir()
    for name in NAMES:
        Image.fromarray(getattr(data, name)()).save(folder / f"{name}.jpg", quality=92)
    (folder / "damaged.jpg").write_bytes((folder / "coffee.jpg").read_bytes()[:5000])
    (folder / "empty.jpg").touch()
    return folder


def alive_decoders() -> int:
    return sum(thread.name.startswith("decoder-") for thread in threading.enumerate())


def test_every_photograph_gets_a_score_or_a_reason(shoot, pack, runtime):
    items = {item.photo.path.name: item for item in score_photos(list(find_photos([shoot])), Judge(pack), runtime)}
    assert len(items) == 5
    for name in NAMES:
        result = items[f"{name}.jpg"].score
        assert result is not None
        assert sum(result.distribution) == pytest.approx(1, abs=1e-4)
        assert 1 < result.mean < 10
    assert items["empty.jpg"].unreadable == "the file is empty"
    assert items["damaged.jpg"].unreadable
    assert items["damaged.jpg"].score is None


class OneWithoutAnswer:
    """A model that fails on black photographs as arithmetic does: with numbers that are none."""

    device = "stand-in"

    def __init__(self, working) -> None:
        self._working = working

    def predict(self, batch):
        outputs = self._working.predict(batch)
        return Outputs(np.where(batch.max(axis=(1, 2, 3))[:, None] < 0, np.nan, outputs.distribution), *outputs[1:])

    def close(self) -> None:
        pass


def test_a_photograph_that_the_model_has_no_answer_for_stops_no_other(tmp_path, pack, runtime):
    for name, rgb in {"a": data.coffee(), "black": np.zeros((200, 300, 3), np.uint8), "c": data.chelsea()}.items():
        Image.fromarray(rgb).save(tmp_path / f"{name}.jpg")
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        photos = list(find_photos([tmp_path]))
        items = list(score_photos(photos, Judge(pack), OneWithoutAnswer(runtime), catalog))
        told = {item.photo.path.name: item.unreadable for item in items}
        reason = f"the model {pack.id} has no answer for this photograph"
        assert told == {"a.jpg": None, "black.jpg": reason, "c.jpg": None}
        known = catalog.known(photos, pack.key)
        assert {path.name for path in known} == {"a.jpg", "c.jpg"}  # another model may have an answer


def test_a_second_visit_decodes_nothing(shoot, pack, runtime, tmp_path, monkeypatch):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        photos = [photo for photo in find_photos([shoot]) if photo.path.stem in NAMES]
        first = {item.photo.path: item.score for item in score_photos(photos, Judge(pack), runtime, catalog)}
        monkeypatch.setattr("aesthetic_gui.culling.scoring.pipeline.decode", lambda *_: pytest.fail("decoded again"))
        second = {item.photo.path: item.score for item in score_photos(photos, Judge(pack), runtime, catalog)}
    for path, known in first.items():
        assert known is not None
        assert second[path].mean == pytest.approx(known.mean, abs=1e-5)


@pytest.fixture
def decoded(monkeypatch):
    """The names of what is decoded from now on, in the order of time."""
    names = []

    def decode_and_tell(path, *arguments):
        names.append(path.name)
        return decode(path, *arguments)

    monkeypatch.setattr("aesthetic_gui.culling.scoring.pipeline.decode", decode_and_tell)
    return names


def visit(shoot, pack, runtime, catalog) -> dict[str, Item]:
    items = score_photos(list(find_photos([shoot])), Judge(pack), runtime, catalog)
    return {item.photo.path.name: item for item in items}


def test_a_broken_photograph_is_decoded_once_and_told_the_same_each_time(shoot, pack, runtime, tmp_path, decoded):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        first = visit(shoot, pack, runtime, catalog)
    assert sorted(decoded) == sorted(path.name for path in shoot.iterdir())
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        second = visit(shoot, pack, runtime, catalog)
    assert len(decoded) == 5
    for name in ("damaged.jpg", "empty.jpg"):
        assert second[name] == first[name]
        assert second[name].unreadable
        assert second[name].trouble


def test_a_broken_photograph_is_scored_once_a_good_one_is_in_its_place(shoot, pack, runtime, tmp_path, decoded):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        visit(shoot, pack, runtime, catalog)
        shutil.copyfile(shoot / "coffee.jpg", shoot / "damaged.jpg")
        decoded.clear()
        mended = visit(shoot, pack, runtime, catalog)["damaged.jpg"]
        again = visit(shoot, pack, runtime, catalog)["damaged.jpg"]
    assert decoded == ["damaged.jpg"]
    assert mended.score is not None
    assert (mended.unreadable, mended.trouble) == (again.unreadable, again.trouble) == (None, None)


def test_another_version_of_the_program_reads_a_broken_photograph_again(
    shoot, pack, runtime, tmp_path, decoded, monkeypatch
):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        visit(shoot, pack, runtime, catalog)
        decoded.clear()
        monkeypatch.setattr(encoding, "__version__", "99.0")
        assert visit(shoot, pack, runtime, catalog)["damaged.jpg"].unreadable
    assert sorted(decoded) == ["damaged.jpg", "empty.jpg"]


def test_what_the_disk_could_not_read_is_tried_again_at_the_next_visit(shoot, pack, runtime, tmp_path, monkeypatch):
    def fails(path, *_):
        raise Unreadable(path, "the disk or card reports an error while reading it", Trouble.DISK)

    with Catalog.open(tmp_path / "catalog.db") as catalog:
        with monkeypatch.context() as card:
            card.setattr("aesthetic_gui.culling.scoring.pipeline.decode", fails)
            assert {item.trouble for item in visit(shoot, pack, runtime, catalog).values()} == {Trouble.DISK}
        assert visit(shoot, pack, runtime, catalog)["coffee.jpg"].score is not None


def test_a_changed_file_is_scored_again(shoot, pack, runtime, tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        list(score_photos(list(find_photos([shoot])), Judge(pack), runtime, catalog))
        (shoot / "coffee.jpg").write_bytes((shoot / "chelsea.jpg").read_bytes())
        chunk = [item for items in open_photos([shoot], Judge(pack), catalog) for item in items]
    assert {item.photo.path.name: item.score is None for item in chunk}["coffee.jpg"]


def test_thumbnails_come_for_what_is_on_screen_only(shoot, pack, runtime, cache):
    agenda, pictured = Agenda(), []
    photos = {photo.path.stem: photo for photo in find_photos([shoot])}
    with Pipeline(pack, agenda, cache=cache, on_picture=lambda photo, rgb: pictured.append((photo, rgb.shape))) as line:
        agenda.add(Job(photo) for photo in photos.values())
        agenda.look_at([Job(photos["chelsea"], wants_picture=True)])
        outcomes = []
        while len(agenda):
            outcomes += line.step(runtime)
    assert [(photo.path.stem, max(shape)) for photo, shape in pictured] == [("chelsea", 360)]
    assert sum(isinstance(outcome, Result) for outcome in outcomes) == 3
    assert sum(isinstance(outcome, Failed) for outcome in outcomes) == 2
    assert alive_decoders() == 0


def test_a_picture_alone_comes_from_the_cache_without_the_file(shoot, pack, runtime, cache):
    cache.put("known", thumbnail_cache.encode(data.astronaut()))
    pictured = threading.Event()
    agenda = Agenda()
    with Pipeline(pack, agenda, cache=cache, on_picture=lambda *_: pictured.set()):
        agenda.look_at([Job(Photo(shoot / "gone.jpg"), "known", wants_score=False, wants_picture=True)])
        assert pictured.wait(5)


def test_stopping_half_way_leaves_no_thread_behind(shoot, pack, runtime):
    photos = list(find_photos([shoot]))
    for _ in score_photos(photos, Judge(pack), runtime, cancelled=lambda: True):
        pass
    assert alive_decoders() == 0


def test_a_fault_of_the_program_on_one_photograph_does_not_stop_the_batch(shoot, pack, runtime, monkeypatch, caplog):
    prepare = type(pack).prepare

    def fails_on_cats(self, rgb: np.ndarray):
        if rgb.shape[:2] == (300, 451):
            raise RuntimeError("a bug")
        return prepare(self, rgb)

    monkeypatch.setattr(type(pack), "prepare", fails_on_cats)
    items = {item.photo.path.stem: item for item in score_photos(list(find_photos([shoot])), Judge(pack), runtime)}
    assert "program failed" in (items["chelsea"].unreadable or "")
    assert items["coffee"].score is not None
    assert "a bug" in caplog.text


def test_the_short_door_gives_one_score(shoot):
    result = score(shoot / "coffee.jpg")
    assert len(result.distribution) == 10
    assert 0 < result.p_aesthetic < 1


def test_the_short_door_asks_the_verdict_of_the_bar_chosen_in_the_window(shoot, pack):
    result = score(shoot / "coffee.jpg")
    assert bar() == pack.bar
    for threshold, verdict in ((0.0, Verdict.AESTHETIC), (1.0, Verdict.NOT_AESTHETIC)):
        settings.save({"threshold": threshold, "band": 0.0})
        assert bar().verdict(result) is verdict


def test_the_short_door_gives_a_list_in_order_with_the_bad_ones_in_their_place(shoot):
    paths = [str(shoot / "empty.jpg"), shoot / "coffee.jpg", shoot / "chelsea.jpg", shoot / "coffee.jpg"]
    results = score(paths)
    assert isinstance(results[0], Unreadable)
    assert results[1] == results[3] == score(paths[1])
    assert results[2] != results[1]


def test_the_short_door_raises_for_one_that_cannot_be_read(shoot):
    with pytest.raises(Unreadable, match="empty"):
        score(shoot / "empty.jpg")


def test_an_interrupted_batch_waits_for_no_decoder(tmp_path, pack, monkeypatch):
    """Ctrl-C in the command line; half a minute is what a decoder may take."""
    monkeypatch.setattr(isolation, "command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    Image.new("RGB", (60, 40)).save(tmp_path / "a.tif")
    agenda = Agenda()
    agenda.add([Job(Photo(tmp_path / "a.tif"))])

    def interrupted():
        with Pipeline(pack, agenda):
            while not isolation._children._all:
                time.sleep(0.01)
            raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - started < 10
    assert alive_decoders() == 0


def test_the_model_sees_a_photograph_as_the_photographer_has_turned_it(shoot, pack, runtime, tmp_path):
    """Turned, it is scored again, as a file that lies so would be; turned back, the old score is there at once."""
    standing = shoot / "standing.png"
    Image.fromarray(np.rot90(data.coffee(), -1)).save(standing)
    Image.fromarray(data.coffee()).save(shoot / "lying.png")
    photos = {photo.path.stem: photo for photo in find_photos([shoot])}
    with Catalog.open(tmp_path / "catalog.db") as catalog:

        def score_of(name: str):
            (item,) = score_photos([photos[name]], Judge(pack), runtime, catalog)
            return item.score

        before, wanted = score_of("lying"), score_of("standing")
        decide(catalog, [photos["lying"]], turn_by=1)
        (turned,) = known_items([photos["lying"]], Judge(pack), catalog)
        assert turned.score is None
        assert turned.size == (turned.metadata.height, turned.metadata.width)
        again = score_of("lying")
        assert again.distribution == pytest.approx(wanted.distribution, abs=2e-3)
        assert again.distribution != before.distribution
        decide(catalog, [photos["lying"]], turn_by=-1)
        (back,) = known_items([photos["lying"]], Judge(pack), catalog)
        assert back.score == before


def test_what_is_found_out_of_a_photograph_that_was_turned_meanwhile_is_no_score_of_it(shoot, pack):
    photo = Photo(shoot / "coffee.jpg")
    outcome = Result(photo, "c", None, pack.key, (0.1,) * 10, embedding=np.zeros(4), turn=0)
    item = after(Item(photo, decision=Decision(turn=1)), outcome, Judge(pack))
    assert (item.score, item.content_id) == (None, "c")


def test_what_is_scored_is_measured_from_the_same_reading_and_known_at_the_next_visit(
    shoot, pack, runtime, tmp_path, monkeypatch
):
    read = []
    monkeypatch.setattr(
        "aesthetic_gui.culling.scoring.pipeline.decode", lambda path: read.append(path.name) or decode(path)
    )
    photos = list(find_photos([shoot]))
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        items = {item.photo.path.name: item for item in score_photos(photos, Judge(pack), runtime, catalog)}
        known = {item.photo.path.name: item for item in known_items(photos, Judge(pack), catalog)}
    assert len(read) == len(photos)
    for name in NAMES:
        assert items[f"{name}.jpg"].facts.measures
        assert known[f"{name}.jpg"].facts.looks == items[f"{name}.jpg"].facts.looks
    assert items["empty.jpg"].facts is None


def test_who_keeps_nothing_measures_nothing(shoot, pack, runtime):
    photos = [photo for photo in find_photos([shoot]) if photo.path.stem in NAMES]
    assert [item.facts for item in score_photos(photos, Judge(pack), runtime)] == [None] * 3
