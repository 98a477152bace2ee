from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.culling.explaining import asking as explaining
from aesthetic_gui.explain import methods
from aesthetic_gui.explain.faithful import sureness
from aesthetic_gui.explain.methods import Asked
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.photo import AestheticError, Photo, Sure, Unreadable
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime

pytestmark = pytest.mark.slow


class AskedAgain:
    """A runtime that must not be needed."""

    device = "test"

    def predict(self, batch):
        raise AssertionError("the model was asked although the answer is known")

    def close(self):
        pass


@pytest.fixture(scope="module")
def pack():
    return load_pack("nima-mobilenet")


@pytest.fixture(scope="module")
def runtime(pack):
    runtime = start_runtime(pack, "cpu")
    yield runtime
    runtime.close()


@pytest.fixture
def catalog(tmp_path):
    with Catalog.open(tmp_path / "catalog.db") as catalog:
        yield catalog


@pytest.fixture
def photo(tmp_path):
    from skimage import data

    path = tmp_path / "coffee.jpg"
    Image.fromarray(data.coffee()).save(path, quality=92)
    return Photo(path, size=path.stat().st_size, mtime_ns=path.stat().st_mtime_ns)


@pytest.fixture
def rgb(photo):
    return decode(photo.path).rgb


@pytest.fixture
def explanation(rgb, pack, runtime):
    return next(explaining.explain(rgb, Asked("cam"), pack, runtime))


def partly(rgb, method, pack, runtime, *arguments, **more):
    return explaining.explain(rgb, Asked(method, samples=60), pack, runtime, *arguments, **more)


@pytest.mark.slow
@pytest.mark.parametrize("method", methods.METHODS, ids=lambda method: method.id)
def test_every_method_explains_a_photograph_on_disk_and_its_pixels_alike(method, photo, rgb, pack, runtime):
    *_, from_disk = partly(photo, method.id, pack, runtime)
    *_, from_pixels = partly(rgb, method.id, pack, runtime)
    assert from_disk.complete
    assert from_disk.method == method.id
    assert np.array_equal(from_disk.heat, from_pixels.heat)
    assert np.array_equal(from_disk.contributions, from_pixels.contributions)
    assert (from_disk.notes, from_disk.sure) == (from_pixels.notes, from_pixels.sure)


@pytest.mark.parametrize("method", methods.METHODS, ids=lambda method: method.id)
def test_a_known_explanation_comes_at_once(method, photo, pack, runtime, catalog):
    content = decode(photo.path).content_id
    *_, worked_out = partly(photo, method.id, pack, runtime, catalog)
    (known,) = partly(photo, method.id, pack, AskedAgain(), catalog, content_id=content)
    assert known.complete
    assert np.allclose(known.heat, worked_out.heat, atol=1e-3)
    assert known.notes == pytest.approx(worked_out.notes)
    assert known.fidelity == worked_out.fidelity


def test_a_scored_photograph_is_not_even_read_again(photo, pack, runtime, catalog):
    from aesthetic_gui.catalog.catalog import Result

    decoded = decode(photo.path)
    embedding = np.ones(1024, np.float32)
    ratings = (0.1,) * 10
    catalog.store([Result(photo, decoded.content_id, decoded.metadata, pack.key, ratings, embedding=embedding)])
    list(partly(photo, "cam", pack, runtime, catalog))
    photo.path.write_bytes(b"no picture any more")
    (known,) = partly(photo, "cam", pack, AskedAgain(), catalog)
    assert known.complete


def test_other_settings_are_worked_out_again(rgb, pack, runtime, catalog):
    list(explaining.explain(rgb, Asked("lime", samples=60), pack, runtime, catalog, content_id="a"))
    for other in ({"samples": 64}, {"samples": 60, "seed": 1}):
        with pytest.raises(AssertionError, match="although"):
            list(explaining.explain(rgb, Asked("lime", **other), pack, AskedAgain(), catalog, content_id="a"))


def test_one_level_is_kept_apart_from_all(rgb, pack, runtime, catalog):
    list(explaining.explain(rgb, Asked("cam"), pack, runtime, catalog, content_id="a"))
    with pytest.raises(AssertionError, match="although"):
        list(explaining.explain(rgb, Asked("cam", level=1), pack, AskedAgain(), catalog, content_id="a"))
    *_, first = explaining.explain(rgb, Asked("cam", level=1), pack, runtime, catalog, content_id="a")
    (known,) = explaining.explain(rgb, Asked("cam", level=1), pack, AskedAgain(), catalog, content_id="a")
    assert known.notes == first.notes


@pytest.mark.slow
def test_a_cancelled_explanation_is_not_kept(rgb, pack, runtime, catalog):
    asked = []
    steps = list(
        partly(rgb, "lime", pack, runtime, catalog, content_id="a", cancelled=lambda: len(asked.append(1) or asked) > 3)
    )
    assert not any(step.complete for step in steps)
    assert len(list(partly(rgb, "lime", pack, runtime, catalog, content_id="a"))) > 1


def test_a_catalog_that_cannot_be_written_does_not_cost_the_answer(rgb, pack, runtime, catalog, monkeypatch, caplog):
    from aesthetic_gui.catalog.schema import CatalogError

    def full(*_arguments):
        raise CatalogError("the disk is full")

    monkeypatch.setattr(catalog, "store_explanation", full)
    *_, explanation = explaining.explain(rgb, Asked("cam"), pack, runtime, catalog, content_id="a")
    assert explanation.complete
    assert "the disk is full" in caplog.text


def test_a_photograph_that_cannot_be_read_says_why(tmp_path, pack, runtime):
    path = tmp_path / "broken.jpg"
    path.write_bytes(b"\xff\xd8 not much of a photograph")
    with pytest.raises(Unreadable):
        next(explaining.explain(Photo(path), Asked("cam"), pack, runtime))


def test_an_unknown_method_names_the_known_ones(rgb, pack, runtime):
    with pytest.raises(methods.UnknownMethod, match="cam, lime, shap") as caught:
        next(explaining.explain(rgb, Asked("tea leaves"), pack, runtime))
    assert isinstance(caught.value, AestheticError)
    assert isinstance(caught.value, ValueError)


def test_every_method_can_be_warmed_up():
    for method in methods.METHODS:
        explaining.warm_up(method.id)
    with pytest.raises(methods.UnknownMethod):
        explaining.warm_up("tea leaves")


def test_what_is_turned_is_explained_as_it_stands_and_kept_apart(photo, rgb, pack, runtime, catalog):
    content = decode(photo.path).content_id
    *_, lying = explaining.explain(photo, Asked("cam"), pack, runtime, catalog)
    *_, standing = explaining.explain(photo, Asked("cam"), pack, runtime, catalog, turn=1)
    *_, expected = explaining.explain(np.ascontiguousarray(np.rot90(rgb, -1)), Asked("cam"), pack, runtime)
    assert np.array_equal(standing.heat, expected.heat)
    assert not np.array_equal(standing.heat, lying.heat)
    for turn, wanted in ((0, lying), (1, standing)):
        (known,) = explaining.explain(photo, Asked("cam"), pack, AskedAgain(), catalog, content_id=content, turn=turn)
        assert known.heat == pytest.approx(wanted.heat, abs=1e-3)


def test_a_map_comes_at_once_and_then_with_what_each_superpixel_contributes(rgb, pack, runtime):
    first, second, last = explaining.explain(rgb, Asked("cam"), pack, runtime)
    assert first.contributions is None
    assert np.array_equal(first.heat, last.heat)
    assert np.array_equal(second.contributions, last.contributions)
    assert (first.sure, second.sure) == (Sure.UNCHECKED, Sure.UNCHECKED)
    assert last.sure is not Sure.UNCHECKED
    assert last.contributions.sum() == pytest.approx(last.notes["sum"], rel=0.05)
    assert last.regions.shape == last.heat.shape


def test_what_random_orders_gain_is_worked_out_once_for_all_methods(rgb, pack, runtime, catalog, monkeypatch):
    *_, cam = explaining.explain(rgb, Asked("cam"), pack, runtime, catalog, content_id="a")
    monkeypatch.setattr(sureness, "chance", lambda _question: pytest.fail("it is known"))
    *_, lime = partly(rgb, "lime", pack, runtime, catalog, content_id="a")
    assert lime.notes["chance"] == cam.notes["chance"] > 0


def test_a_reason_that_was_left_before_its_check_is_checked_when_it_is_asked_for_again(rgb, pack, runtime, catalog):
    steps = explaining.explain(rgb, Asked("cam"), pack, runtime, catalog, content_id="a")
    unchecked = [next(steps), next(steps)][1]
    steps.close()
    again, checked = explaining.explain(rgb, Asked("cam"), pack, runtime, catalog, content_id="a")
    assert again.sure is unchecked.sure is Sure.UNCHECKED
    assert checked.sure is not Sure.UNCHECKED
    assert np.array_equal(checked.contributions, unchecked.contributions)
