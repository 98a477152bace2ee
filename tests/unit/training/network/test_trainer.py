"""Training on photographs made of colours: what is learnt, and that a killed run ends as one that was not."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.scoring.calibration import mean_ratings
from aesthetic_gui.training.network import views
from aesthetic_gui.training.network.halves import cut_name, merge, stem, tail
from aesthetic_gui.training.network.losses import loss_of, originals_of, parts_of
from aesthetic_gui.training.network.sampler import Sampler
from aesthetic_gui.training.recipe import Batch, Losses
from aesthetic_gui.training.run import COLUMNS, prepare

pytestmark = pytest.mark.slow  # together more than a few seconds

BATCH = Batch(good=2, ordinary=2, oasis=2, degraded=2)


def silent(*_):
    """For runs whose progress nobody watches."""


def distributions(*means_wanted):
    """Two ratings each, so that the mean is as wanted; float32 (n, 10)."""
    shares = np.zeros((len(means_wanted), 10), np.float32)
    for row, mean in zip(shares, means_wanted, strict=True):
        low = int(mean)
        row[low - 1], row[low] = low + 1 - mean, mean - low
    return shares


def targets(beauty, teacher):
    return np.concatenate([np.array(beauty, np.float32)[:, None], teacher], axis=1)


def parts(means_wanted, beauty=(0, 0, 0, 0, 5, 2, 0, 0), teacher=None, **weights):
    shares = distributions(*means_wanted)
    teacher = shares if teacher is None else distributions(*teacher)
    every = Losses(logistic=1.0, **weights)
    return {name: float(value) for name, value in parts_of(BATCH, every, targets(beauty, teacher), shares).items()}


GOOD_ORDER = (6, 6, 4, 4, 6, 4, 4, 2)


def test_each_loss_falls_where_what_it_asks_for_is_done():
    right = parts(GOOD_ORDER)
    swapped = parts((4, 4, 6, 6, 4, 6, 4, 2))
    assert right["rank"] < swapped["rank"]
    assert right["logistic"] < swapped["logistic"]
    assert right["beauty"] < swapped["beauty"]
    assert right["distil"] == pytest.approx(0, abs=1e-5)
    assert parts(GOOD_ORDER, teacher=(5,) * 8)["distil"] > 1
    assert right["hinge"] == 0
    assert parts((6, 6, 4, 4, 6, 4, 6, 4))["hinge"] == pytest.approx(0.3)


def test_a_degraded_copy_is_asked_for_lower_ratings_than_its_original():
    teacher = np.full((8, 10), 0.1, np.float32)
    means_tried = [(5.5,) * 6 + (lower,) * 2 for lower in (5.5, 3.0)]
    spread = [np.exp(-((np.arange(1, 11) - np.array(row)[:, None]) ** 2) / 16) for row in means_tried]
    spread = [(row / row.sum(axis=1, keepdims=True)).astype(np.float32) for row in spread]
    same, lower = (parts_of(BATCH, Losses(), targets((0,) * 8, teacher), row)["degraded"] for row in spread)
    assert float(lower) < float(same)


def test_the_whole_loss_is_the_weighted_sum():
    shares = distributions(5, 6, 5, 4, 5, 6, 5, 5)
    weights = Losses(rank=2.0, beauty=0.5, distil=0.0, degraded=0.0, hinge=3.0)
    wanted = targets((0, 0, 0, 0, 5, 2, 0, 0), shares)
    found = parts_of(BATCH, weights, wanted, shares)
    assert set(found) == {"rank", "beauty", "hinge"}
    expected = 2 * found["rank"] + 0.5 * found["beauty"] + 3 * found["hinge"]
    assert float(loss_of(BATCH, weights)(wanted, shares)) == pytest.approx(float(expected))


@pytest.mark.parametrize("blocks", [0, 1, 3])
def test_a_tail_rates_as_the_network_does_whatever_the_photograph_is_filled_up_to(tiny_network, blocks):
    network = tiny_network()
    photographs = np.random.default_rng(0).uniform(-1, 1, (2, 80, 112, 3)).astype(np.float32)
    outputs = stem(network, blocks).predict_on_batch(photographs)
    cells = outputs["features"] if blocks else outputs["embedding"][:, None, None]
    filled = np.pad(cells, ((0, 0), (0, 3), (0, 1), (0, 0)), constant_values=0.7)
    mask = np.pad(np.ones((*cells.shape[:3], 1)), ((0, 0), (0, 3), (0, 1), (0, 0)))
    trained = tail(network, blocks, 0.5, ratings_learn=True, seed=0)
    rated = trained.predict_on_batch({"features": filled, "mask": mask})
    assert np.allclose(rated, outputs["distribution"], atol=2e-3)  # features are kept at half precision
    assert cut_name(3) == "pointwise_10_relu"


def test_a_tilt_moves_the_mean_one_way_and_becomes_part_of_the_head(tiny_network):
    network = tiny_network()
    photographs = np.random.default_rng(0).uniform(-1, 1, (4, 64, 64, 3)).astype(np.float32)
    before = network.predict_on_batch(photographs)
    embedding = stem(network, 0).predict_on_batch(photographs)["embedding"][:, None, None]
    trained = tail(network, 0, 0.0, ratings_learn=False, seed=0)
    kernel = np.random.default_rng(1).normal(size=(embedding.shape[-1], 1))
    trained.get_layer("tilt").set_weights([kernel, np.array([0.2])])
    rated = trained.predict_on_batch({"features": embedding, "mask": np.ones((4, 1, 1, 1))})
    tilts = embedding[:, 0, 0] @ kernel[:, 0] + 0.2
    assert (np.sign(mean_ratings(rated) - mean_ratings(before)) == np.sign(tilts)).all()
    merge(network, trained)
    assert np.allclose(network.predict_on_batch(photographs), rated, atol=1e-5)


@pytest.fixture(scope="module")
def prepared(tiny_data, tiny_recipe, tiny_network, tmp_path_factory):
    return prepare(tiny_data, tiny_recipe(), tmp_path_factory.mktemp("work"), silent, tiny_network)


@pytest.fixture
def run_of(prepared, tiny_recipe, tmp_path):
    """Makes runs on the same views, each by its own recipe and with checkpoints of its own."""

    def make(*settings, tell=silent, work="work"):
        return replace(prepared, recipe=tiny_recipe(*settings), folder=tmp_path / work, tell=tell)

    return make


def test_a_view_that_was_half_made_is_finished_with_the_same_numbers(
    prepared, tiny_data, tiny_recipe, tiny_network, tmp_path, monkeypatch
):
    whole = prepared.views.views[1]
    monkeypatch.setattr(views, "CHUNK", 20)

    def stop(what, done, total):
        if what == "View 2":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(tiny_data, tiny_recipe(), tmp_path, stop, tiny_network)
    told = []
    again = prepare(tiny_data, tiny_recipe(), tmp_path, lambda *news: told.append(news), tiny_network).views.views[1]
    assert [done for what, done, _ in told] == [40, 60]
    for name in ("features", "embedding", "teacher", "kind", "sizes"):
        assert (getattr(whole, name) == getattr(again, name)).all(), name
    assert (whole.kind[::2] == -1).all()
    assert (whole.kind[1::2] >= 0).all()


def test_own_aspect_views_are_filled_up_and_masked(tiny_data, tiny_recipe, tiny_network, tmp_path):
    recipe = tiny_recipe("input.mode=own_aspect", "augment.views=1")
    run = prepare(tiny_data, recipe, tmp_path, silent, tiny_network)
    heights, widths = run.views.views[0].sizes.T
    assert (heights > widths).any()
    assert (heights < widths).any()
    rows = np.arange(0, 20, 2)
    inputs = run.views.features(rows, np.zeros_like(rows))
    assert (inputs["mask"].sum(axis=(1, 2, 3)) == (heights * widths)[rows]).all()
    assert (inputs["features"][(inputs["mask"] == 0)[..., 0]] == 0).all()
    rated = tail(run.load(), run.views.blocks, 0.0, ratings_learn=False, seed=0).predict_on_batch(inputs)
    assert np.allclose(mean_ratings(rated), mean_ratings(run.views.views[0].teacher[rows]), atol=0.02)


def test_steps_hold_both_classes_and_the_copies_of_their_originals(run_of):
    run = run_of()
    rows = np.arange(len(run.photographs.paths))
    sampler = Sampler(run.photographs, replace(run.views, blocks=0), rows, BATCH, (0, 0))
    (features, wanted), *_ = sampler.steps(0, 1)
    (again, _), *_ = sampler.steps(0, 1)
    (other, _), *_ = sampler.steps(1, 1)
    assert (features["features"] == again["features"]).all()
    assert (features["features"] != other["features"]).any()
    assert (wanted[:4, 0] == 0).all()
    assert (wanted[4:6, 0] >= 1).all()
    assert np.allclose(wanted[6:], wanted[originals_of(BATCH)])
    assert np.allclose(wanted[:, 1:].sum(axis=1), 1, atol=1e-5)


def test_a_small_source_is_drawn_more_often_than_its_photographs_would_have_it(run_of):
    run = run_of()
    good = np.flatnonzero(run.photographs.good == 1)
    large = np.char.endswith(run.photographs.group, "good-0")
    rows = np.concatenate([good[large[good]], good[~large[good]][:1], np.flatnonzero(run.photographs.good == 0)])
    sampler = Sampler(run.photographs, replace(run.views, blocks=0), rows, Batch(400, 2, 0, 0), (0, 0))
    (features, _), *_ = sampler.steps(0, 1)
    alone = [view.embedding[2 * good[~large[good]][0]] for view in run.views.views]
    drawn = np.mean([any((row == one).all() for one in alone) for row in features["features"][:400, 0, 0]])
    assert drawn == pytest.approx(1 / (1 + np.sqrt(4)), abs=0.07)  # √1 of √1 + √4


def test_training_learns_what_tells_the_classes_and_writes_what_each_epoch_came_to(run_of):
    run = run_of("head.epochs=8", "head.steps=20", "head.rate=0.05", "head.tilt_l2=1e-3", "losses.distil=0.01")
    rows = np.arange(len(run.photographs.paths))
    run.fit(rows, rows, "all")
    with (run.folder / "all" / "history.csv").open(newline="") as file:
        history = list(csv.DictReader(file))
    assert [row["stage"] for row in history] == ["head"] * 8 + ["blocks"] * 3
    assert float(history[-1]["auc"]) > 0.95
    assert float(history[-1]["srcc"]) > 0.8
    assert float(history[-1]["loss"]) < float(history[0]["loss"])
    assert (run.folder / "all" / "history.png").stat().st_size > 10_000


@pytest.mark.slow
def test_a_killed_run_goes_on_and_ends_with_the_same_weights(run_of):
    settings = ("blocks.dropout=0.3",)
    everything = np.arange(12 + 48)
    expected = run_of(*settings, work="whole").fit(everything, everything[:0], "all").get_weights()

    def stop(what, done, total):
        if "blocks: epoch 2" in what and done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_of(*settings, work="killed", tell=stop).fit(everything, everything[:0], "all")
    told = []
    run = run_of(*settings, work="killed", tell=lambda *news: told.append(news[0]))
    found = run.fit(everything, everything[:0], "all").get_weights()
    assert not any("head" in what or "epoch 1 " in what for what in told)
    for first, second in zip(expected, found, strict=True):
        assert (first == second).all()


@pytest.mark.slow
def test_only_the_last_blocks_change_and_a_share_of_the_way_lies_between(run_of):
    rows = np.arange(12 + 48)
    whole, half = (run_of("head.epochs=0", f"blocks.share={s}").fit(rows, rows[:0], "all") for s in ("1.0", "0.5"))
    beginning = run_of("head.epochs=0").load()
    name = "pointwise_13"
    first, last, middle = (network.get_layer(name).get_weights()[0] for network in (beginning, whole, half))
    assert np.abs(last - first).max() > 1e-4
    assert np.allclose(middle, (first + last) / 2, atol=1e-6)
    for name in ("pointwise_11", "pointwise_13_bn", "conv1"):
        before, after = (network.get_layer(name).get_weights() for network in (beginning, whole))
        assert all((one == other).all() for one, other in zip(before, after, strict=True)), name


def test_a_stage_with_patience_stops_when_the_watched_sources_gain_nothing(run_of):
    run = run_of("head.epochs=9", "head.patience=2", "head.rate=1e-9", "blocks.epochs=0", "watched=0.34")
    rows = np.arange(len(run.photographs.paths))
    run.fit(rows, rows[:0], "all")
    with (run.folder / "all" / "history.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 3


@pytest.mark.slow
def test_every_photograph_is_scored_by_a_network_that_never_saw_its_source(run_of):
    seen = []
    run = run_of("blocks.epochs=0", tell=lambda what, *_: seen.append(what))
    left_out = run.left_out(3)
    with left_out.corpus.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 48
    assert {row["label"] for row in rows} == {"good", "ordinary"}
    folds_of = {}
    for row in rows:
        folds_of.setdefault(row["source"], set()).add(row["fold"])
    assert all(len(folds) == 1 for folds in folds_of.values())
    with left_out.degraded.open(newline="") as file:
        worse = list(csv.DictReader(file))
    assert len(worse) == 60
    assert all(row["degraded"] for row in worse)
    seen.clear()
    run.left_out(3)
    assert seen == []
