"""The head in closed form: what it learns, and that the layers made of it compute the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.training.network.kernel_head import HeadExamples, attach, learn, ratings_of
from aesthetic_gui.training.recipe import BadRecipe, KernelHead, read_recipe
from aesthetic_gui.training.statistics import auc

pytestmark = pytest.mark.slow  # together more than a few seconds

WIDTH, EARLY_WIDTH = 64, 8  # of a MobileNet a sixteenth as wide
RECIPE = KernelHead(landmarks=20, penalty=0.5)
STEPS = np.arange(1, 11)


def examples(n: int = 600, seed: int = 0) -> HeadExamples:
    """Embeddings whose first number tells good from ordinary, the second beauty; early on, two numbers tell defects."""
    random = np.random.default_rng(seed)
    embedding = random.normal(0, 0.3, (n, WIDTH))
    embedding[:, :2] *= 5
    early = random.normal(0, 0.3, (n, EARLY_WIDTH))
    rated = np.arange(n) % 4 == 0
    kind = np.arange(n) % 2
    spoilt = np.hstack([embedding, early])
    spoilt[np.arange(n), -1 - kind] += 3
    ratings = np.tile(np.exp(-((STEPS - 4.5) ** 2) / 4), (n, 1))
    return HeadExamples(
        embedding=embedding,
        early=early,
        ratings=ratings / ratings.sum(axis=1, keepdims=True),
        good=np.where(rated, np.nan, (embedding[:, 0] > 0).astype(float)),
        beauty=np.where(rated, 4 + embedding[:, 1], np.nan),
        group=np.array([f"source {number % 12}" for number in range(n)]),
        sound=np.hstack([embedding, early]),
        spoilt=spoilt,
        kind=kind,
    )


def tilt_of(head, some: HeadExamples):
    return head.tilt(some.embedding, some.early)


@pytest.fixture(scope="module")
def learned():
    return learn(examples(), RECIPE, seed=0)


def test_it_learns_good_and_beautiful_at_once_on_photographs_it_has_not_seen(learned):
    unseen = examples(seed=1)
    tilt = tilt_of(learned, unseen)
    good, ordinary = tilt[unseen.good == 1], tilt[unseen.good == 0]
    assert np.mean(good[:, None] > ordinary) > 0.8
    rated = ~np.isnan(unseen.beauty)
    assert np.corrcoef(tilt[rated], unseen.beauty[rated])[0, 1] > 0.4


def test_a_spoilt_copy_falls_and_what_is_sound_is_let_off(learned):
    unseen = examples(seed=1)
    spoilt = unseen.early.copy()
    spoilt[:, -1] += 3
    fall = tilt_of(learned, unseen) - learned.tilt(unseen.embedding, spoilt)
    assert np.mean(fall > 0) > 0.99
    without = learn(examples(), replace(RECIPE, penalty=0.0), seed=0)
    moved = tilt_of(without, unseen) - tilt_of(learned, unseen)
    assert np.std(moved) < 0.2 * np.mean(fall)


def test_where_nothing_is_like_the_landmarks_the_network_keeps_its_word(learned):
    far = np.full((1, WIDTH), -100.0)
    without = learn(examples(), replace(RECIPE, penalty=0.0), seed=0)
    assert without.tilt(far, np.zeros((1, EARLY_WIDTH))) == pytest.approx(without.shift)


def test_a_source_counts_by_the_root_of_its_photographs_and_both_classes_alike():
    """Twenty more copies of one source's photographs move the head less than if each photograph counted alone."""
    one = examples()
    again = np.flatnonzero((one.group == "source 1") & ~np.isnan(one.good)).repeat(20)
    rows = np.concatenate([np.arange(len(one.good)), again])
    many = replace(
        one,
        **{name: getattr(one, name)[rows] for name in ("embedding", "early", "ratings", "good", "beauty", "group")},
    )
    alone = replace(many, group=np.array([f"its own {place}" for place in range(len(rows))]))
    before, weighed, counted = (tilt_of(learn(row, RECIPE, 0), one) for row in (one, many, alone))
    assert np.abs(weighed - before).mean() < np.abs(counted - before).mean()


def test_one_class_alone_is_refused():
    one = examples()
    with pytest.raises(ValueError, match="both good and ordinary"):
        learn(replace(one, good=np.where(one.good == 0, np.nan, one.good)), RECIPE, 0)


def test_the_same_photographs_give_the_same_head(learned):
    again = learn(examples(), RECIPE, seed=0)
    assert np.array_equal(again.likeness, learned.likeness)
    assert np.array_equal(again.landmarks, learned.landmarks)


def test_the_layers_compute_what_was_learned(learned, tiny_network):
    network = tiny_network()
    attached = attach(network, learned)
    embedding = np.random.default_rng(3).normal(0, 1, (5, WIDTH)).astype(np.float32)
    early = np.random.default_rng(4).normal(0, 1, (5, EARLY_WIDTH)).astype(np.float32)
    kernel, bias = network.layers[-1].get_weights()
    logits = embedding @ kernel + bias + learned.tilt(embedding, early)[:, None] * (STEPS - 5.5)
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    found = ratings_of(attached, embedding, early)
    assert found == pytest.approx(shares / shares.sum(axis=1, keepdims=True), abs=2e-5)


def test_a_defect_beyond_all_doubt_is_a_number_in_litert_too():
    """Its own log(1 + exp(x)) is infinite from 89 on, and ten infinite ratings are no ratings."""
    from keras import Input, Model

    from aesthetic_gui.training.build.convert import run_litert, to_litert
    from aesthetic_gui.training.network.kernel_head import _softplus

    odds = Input((9,))
    values = np.float32([[-500, -100, -20, -1, 0, 1, 20, 100, 500]])
    softplus = Model(odds, {"distribution": _softplus(odds), "embedding": odds})
    found = run_litert(to_litert(softplus), [values])["distribution"]
    assert found == pytest.approx(np.logaddexp(0, values), rel=1e-5, abs=1e-7)


def test_the_map_of_reasons_is_the_gradient_of_the_mean(learned, tiny_network):
    """The sum over a map is the embedding times the mean's gradient, here taken by differences."""
    from keras import Model

    from aesthetic_gui.scoring.keras import explained

    attached = attach(tiny_network(), learned)
    photographs = np.random.default_rng(0).uniform(-1, 1, (3, 64, 64, 3)).astype(np.float32)
    outputs = explained(attached).predict_on_batch(photographs)
    early = Model(attached.input, attached.get_layer("early").output).predict_on_batch(photographs)
    expected = []
    for embedding, beginning in zip(outputs["embedding"], early, strict=True):
        nudge = 1e-2
        lower, upper = (
            ratings_of(attached, (embedding * (1 + sign * nudge))[None], beginning[None])[0] @ STEPS for sign in (-1, 1)
        )
        expected.append((upper - lower) / (2 * nudge))
    assert outputs["cam"].sum(axis=(1, 2)) == pytest.approx(np.array(expected), abs=2e-2, rel=2e-2)


def test_a_head_of_another_make_cannot_say_why(learned, tiny_network):
    from keras import Model, layers

    from aesthetic_gui.scoring.keras import explained
    from aesthetic_gui.scoring.pack import BadPack

    network = tiny_network()
    pooled = network.get_layer("embedding").output
    hidden = layers.Dense(4, activation="relu", name="something_else")(pooled)
    outputs = layers.Dense(10, activation="softmax")(layers.Concatenate()([pooled, hidden]))
    with pytest.raises(BadPack, match="cannot say why"):
        explained(Model(network.input, outputs))


def test_it_is_not_learned_on_blocks_that_move():
    with pytest.raises(BadRecipe, match="kernel head needs blocks that stay"):
        read_recipe(None, ("blocks.epochs=3",))
    assert read_recipe(None, ("blocks.epochs=3", "kernel.landmarks=0")).stages


def test_photographs_rated_for_beauty_may_count_for_nothing_or_be_absent():
    one = examples()
    without = learn(one, replace(RECIPE, beauty=0.0), 0)
    known = np.flatnonzero(~np.isnan(one.good))
    names = ("embedding", "early", "ratings", "good", "beauty", "group")
    absent = replace(one, **{name: getattr(one, name)[known] for name in names})
    for head in (without, learn(absent, RECIPE, 0)):
        tilt = tilt_of(head, absent)
        assert auc(tilt, absent.good) > 0.9
