"""Relevance goes from a number back to the pixels, and at every layer it is told where all of it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from aesthetic_gui.scoring.keras import rules
from aesthetic_gui.scoring.keras.graph import nodes_of
from aesthetic_gui.scoring.keras.head import head_of
from aesthetic_gui.scoring.keras.layers import layers_of
from aesthetic_gui.scoring.keras.randomised import randomise
from aesthetic_gui.scoring.keras.relevance import PRESETS, relevance_of
from aesthetic_gui.scoring.pack import BadPack
from aesthetic_gui.scoring.preparation import Preparation

if TYPE_CHECKING:
    import keras

pytestmark = pytest.mark.slow  # TensorFlow is imported
BOUNDS = (-1.0, 1.0)
PREPARATION = Preparation("square", "area", 32 * 32, 8, 2 / 255, -1.0)
CLOSE = 1e-3  # of the number that is explained, less its base


@pytest.fixture(scope="module")
def network() -> keras.Model:
    """One of each kind of layer that relevance goes through, weights and statistics at random, two levels pooled."""
    from keras import Model, layers

    photograph = layers.Input((None, None, 3))
    x = layers.Rescaling(1.25, 0.1)(photograph)
    x = layers.ZeroPadding2D()(x)
    x = layers.ReLU(max_value=6.0)(layers.BatchNormalization()(layers.Conv2D(8, 3, 2, use_bias=False)(x)))
    x = layers.BatchNormalization()(layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(x))
    below = layers.BatchNormalization()(layers.Conv2D(6, 1)(layers.ReLU()(x)))  # of either sign, as in a bottleneck
    beside = layers.AveragePooling2D(1)(layers.Conv2D(6, 3, padding="same", activation="relu")(below))
    added = layers.Add()([below, beside])
    x = layers.BatchNormalization()(layers.MaxPooling2D(2)(added))  # behind no weighed sum: not folded
    x = layers.UpSampling2D(2)(layers.Dropout(0.5)(layers.Activation("relu6")(x)))
    joined = layers.Concatenate()([layers.Dense(5)(x), layers.Cropping2D(0)(added)])
    cells = layers.BatchNormalization()(joined)
    pooled = layers.Concatenate()([layers.GlobalAveragePooling2D()(joined), layers.GlobalAveragePooling2D()(added)])
    evidence = layers.Dense(1)(layers.Activation("softplus")(layers.Dense(4)(pooled)))
    shares = layers.Dense(10, activation="softmax")(pooled)
    made = Model(photograph, {"evidence": evidence, "distribution": shares, "cam": cells})
    random = np.random.default_rng(4)
    for layer in made.layers:
        layer.set_weights([random.normal(0.1, 0.4, one.shape).astype(np.float32) for one in layer.get_weights()])
        if hasattr(layer, "moving_variance"):
            layer.moving_variance.assign(random.uniform(0.3, 2, layer.moving_variance.shape))
    return made


@pytest.fixture
def photograph() -> np.ndarray:
    return np.random.default_rng(1).uniform(-1, 1, (16, 24, 3)).astype(np.float32)


def said(network: Any, photograph: np.ndarray) -> dict[str, np.ndarray]:
    return {name: np.asarray(output) for name, output in network(photograph[None], training=False).items()}


@pytest.mark.parametrize("preset", PRESETS)
def test_at_every_layer_relevance_is_passed_on_or_counted(network, photograph, preset):
    found = relevance_of(network, "aesthetic", preset, BOUNDS)(photograph)
    explained = found.value - found.base
    assert found.value == pytest.approx(said(network, photograph)["evidence"].item(), abs=1e-5)
    assert len(found.kept) > 15
    for row in found.kept:
        assert abs(row.got - row.passed - row.bias - row.stabiliser) < CLOSE * abs(explained), row
    assert found.pixels.sum() + found.absorbed == pytest.approx(explained, abs=CLOSE * abs(explained))
    if preset == "epsilon":
        assert abs(sum(row.bias for row in found.kept)) > CLOSE  # it gives biases their share
    else:
        kept = sum(row.bias for row in found.kept if not row.layer.startswith("dense"))
        assert abs(kept) < CLOSE * abs(explained)  # all of it comes to the pixels, but for what dense layers keep


def test_the_mean_rating_is_explained_by_its_distance_from_the_base(network, photograph):
    found = relevance_of(network, "rating", "composite", BOUNDS)(photograph)
    assert found.value == pytest.approx(said(network, photograph)["distribution"][0] @ np.arange(1, 11), abs=1e-5)
    assert found.pixels.sum() + found.absorbed == pytest.approx(found.value - found.base, abs=1e-4)
    assert found.pixels.shape == (16, 24)


def test_folded_layers_compute_what_the_network_computes(network, photograph):
    nodes = nodes_of(network)
    layers = layers_of({name: nodes[name] for name in list(nodes) if nodes[name].layer.output.ndim == 4})
    values = layers.values(photograph[None])
    (cells, _) = head_of(network, nodes, "aesthetic").cells
    import keras

    whole = keras.Model(network.input, nodes[cells].layer.output)(photograph[None], training=False)
    np.testing.assert_allclose(values[cells], whole, atol=1e-4)
    assert len(layers.weights) == 7  # five that weigh, and two batch normalisations that stand alone


def test_the_base_is_the_average_photograph_where_the_network_tells_it(network):
    nodes = nodes_of(network)
    head = head_of(network, nodes, "aesthetic")
    told = next(node.layer for node in nodes.values() if node.parents == head.cells[:1] and "normal" in node.name)
    np.testing.assert_array_equal(head.centres[0], told.moving_mean)
    assert head.centres[0].any()


def neurons(inputs: list[float], kernel: list[list[float]], bias: float = 0.0) -> rules.Sum:
    import tensorflow as tf

    given = [tf.constant([inputs])]
    one = tf.constant([bias])
    positive = min(inputs) >= 0
    return rules.Sum(lambda x, k: tf.matmul(x[0], k), given, tf.constant(kernel), one, positive, [tf.ones((1, 2))])


@pytest.mark.parametrize(
    ("rule", "given", "weights", "bias", "relevance", "shares", "kept"),
    [
        (rules.epsilon, [1.0, 2.0], [[3.0], [-1.0]], 1.0, 4.0, [6.0, -4.0], 2.0),
        (rules.alpha_beta(2.0, 1.0), [1.0, 2.0], [[3.0], [-1.0]], 1.0, 4.0, [8.0, -4.0], 0.0),
        (rules.alpha_beta(1.0, 0.0), [1.0, 2.0], [[3.0], [-1.0]], 1.0, 4.0, [4.0, 0.0], 0.0),
        (rules.alpha_beta(1.0, 0.0), [1.0, 4.0], [[3.0], [-1.0]], 0.0, 4.0, [0.0, 4.0], 0.0),  # its way is down
        (rules.alpha_beta(1.0, 0.0), [-1.0, 2.0], [[3.0], [2.0]], 0.0, 4.0, [0.0, 4.0], 0.0),
        (rules.alpha_beta(2.0, 1.0), [1.0, 2.0], [[1.0], [1.5]], 0.0, 4.0, [1.0, 3.0], 0.0),  # none against it
        (rules.alpha_beta(1.0, 0.0), [0.0, 0.0], [[3.0], [2.0]], 5.0, 4.0, [2.0, 2.0], 0.0),  # hears nothing
    ],
)
def test_a_rule_shares_out_as_published(rule, given, weights, bias, relevance, shares, kept):
    import tensorflow as tf

    found = rule(neurons(given, weights, bias), tf.constant([[relevance]]))
    np.testing.assert_allclose(found.inputs[0][0], shares, atol=1e-4)
    assert float(found.bias) == pytest.approx(kept, abs=1e-4)


def test_the_box_rule_counts_a_pixel_from_the_bound_that_its_weight_turns_it_away_from():
    import tensorflow as tf

    low, high = [tf.constant([[-1.0, -1.0]])], [tf.constant([[1.0, 1.0]])]
    found = rules.box(low, high)(neurons([0.5, 0.5], [[2.0], [-2.0]]), tf.constant([[4.0]]))
    np.testing.assert_allclose(found.inputs[0][0], [3.0, 1.0], atol=1e-4)  # 2 (0.5 + 1) and -2 (0.5 - 1)


def test_what_it_does_not_know_is_refused_by_name():
    from keras import Model, layers

    photograph = layers.Input((None, None, 3))
    for odd, told in [
        (layers.Multiply(name="gate"), r"the layer gate \(Multiply\)"),
        (layers.Conv2D(3, 1, activation="sigmoid", name="smooth"), r"smooth \(Conv2D with sigmoid\)"),
    ]:
        x = odd([photograph, photograph]) if odd.name == "gate" else odd(photograph)
        made = Model(photograph, layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(x)))
        with pytest.raises(BadPack, match=told):
            relevance_of(made, "rating", "composite", BOUNDS)


def test_a_layer_that_is_used_twice_is_refused():
    from keras import Model, layers

    photograph = layers.Input((None, None, 3))
    shared = layers.Conv2D(3, 1, name="again")
    x = layers.GlobalAveragePooling2D()(shared(shared(photograph)))
    with pytest.raises(BadPack, match="again twice"):
        relevance_of(Model(photograph, layers.Dense(10, activation="softmax")(x)), "rating", "composite", BOUNDS)


def test_a_randomised_network_is_the_same_for_a_seed_and_still_sees_differences(network, photograph):
    from keras import models

    answers = {}
    for name, seed in {"one": 1, "one again": 1, "other": 2}.items():
        copy = models.clone_model(network)
        copy.set_weights(network.get_weights())
        randomise(copy, seed, PREPARATION)
        answers[name] = np.ravel([said(copy, photo)["evidence"] for photo in (photograph, photograph * 0.3)])
    assert answers["one"].tolist() == answers["one again"].tolist()
    assert abs(answers["one"] - answers["other"]).max() > 1e-3
    assert abs(answers["one"][0] - answers["one"][1]) > 1e-4
