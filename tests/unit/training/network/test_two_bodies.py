"""The network of two bodies: what Keras computes is what its heads say in numpy, and its map adds up.

The bodies have random weights. TensorFlow takes five seconds to import and the networks two more, so all is made once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from aesthetic_gui.training.network import lite2, nima, two_bodies
from aesthetic_gui.training.network.two_bodies import CLIP, Heads

RATINGS = np.arange(1.0, 11)
LEVELS = (slice(0, 16), slice(16, 40), slice(40, 88), slice(88, 296), slice(296, 856))  # their columns of z


def made_heads(d: int, pooled: int = 4, defects: int = 3, axes: int = 5) -> Heads:
    """Heads that say something of everything, drawn by lot."""
    random = np.random.default_rng(3)
    small = 1 / np.sqrt(d)
    return Heads(
        centre=random.normal(size=d),
        spread=random.uniform(0.5, 2, d),
        evidence=random.normal(size=d) * small,
        evidence_mean=0.8,
        evidence_bias=-4.0,
        rating=random.normal(size=d) * small * 0.3,
        rating_mean=0.4,
        rating_bias=3.0,
        variance=2.0,
        directions=random.normal(size=(d, defects)) * small,
        offsets=random.normal(size=defects),
        penalty=0.6,
        rating_penalty=0.1,
        axes=random.normal(size=(d, axes)) * small,
        usual=random.normal(size=d) * 0.1,
        pooled=random.normal(size=pooled),
    )


@pytest.fixture(scope="module")
def heads() -> Heads:
    return made_heads(6)


def test_numbers_of_the_stages_never_count_for_more_than_the_clip(heads: Heads) -> None:
    z = heads.standardised(np.stack([heads.centre, heads.centre + 2 * heads.spread, heads.centre - 99 * heads.spread]))
    np.testing.assert_allclose(z, [[0.0] * 6, [2.0] * 6, [-CLIP] * 6], atol=1e-12)


def test_defects_take_evidence_and_points_away_and_their_absence_adds_none(heads: Heads) -> None:
    z, means = np.random.default_rng(0).normal(size=(20, 6)), np.full(20, 5.0)
    free = replace(heads, penalty=0.0, rating_penalty=0.0)
    assert (heads.evidence_of(z, means) < free.evidence_of(z, means)).all()
    assert (heads.rating_of(z, means) < free.rating_of(z, means)).all()
    none = replace(heads, offsets=np.full(3, -60.0))
    np.testing.assert_allclose(none.evidence_of(z, means), free.evidence_of(z, means), atol=1e-12)


def test_the_distribution_is_nimas_where_its_mean_is_what_is_wanted(heads: Heads) -> None:
    shares = np.random.default_rng(0).dirichlet(np.ones(10), 4)
    as_it_is = replace(heads, rating=np.zeros(6), rating_mean=1.0, rating_bias=0.0, rating_penalty=0.0)
    np.testing.assert_allclose(as_it_is.distribution_of(np.zeros((4, 6)), shares), shares, atol=1e-12)


@pytest.mark.parametrize("wanted", [4.6, 5.0, 5.7])
def test_the_distribution_is_tilted_to_about_the_wanted_mean(heads: Heads, wanted: float) -> None:
    bell = np.exp(-((RATINGS - 5.2) ** 2) / 4)
    shares = (bell / bell.sum())[None]
    asked = replace(heads, rating=np.zeros(6), rating_mean=0.0, rating_bias=wanted, rating_penalty=0.0)
    told = asked.distribution_of(np.zeros((1, 6)), shares)
    assert told.sum() == pytest.approx(1)
    assert told @ RATINGS == pytest.approx(wanted, abs=0.03)


def test_what_is_usual_is_not_unlike(heads: Heads) -> None:
    assert heads.unlike_of(heads.usual[None]) == pytest.approx(0)
    away = np.random.default_rng(0).normal(size=(1, 6))
    assert heads.unlike_of(heads.usual + 2 * away) == pytest.approx(4 * heads.unlike_of(heads.usual + away))


class Made:
    """Two bodies with random weights, two photographs, what the bodies say of them, and the network of both."""

    def __init__(self) -> None:
        import keras

        keras.utils.set_random_seed(0)
        steps = np.random.default_rng(0).integers(-128, 128, (2, 224, 224, 3))
        steps[1, :100] = steps[1, :100] // 5 + 60
        self.photographs = (steps / 128).astype(
            np.float32
        )  # exact, also at Lite2's scale: random layers magnify errors
        for_lite2 = (self.photographs + 1) * (127.5 / 128) - 127 / 128
        self.nima, self.lite2 = nima.build(), lite2.build(top=False)
        _wake(self.nima, self.photographs)
        _wake(self.lite2, for_lite2)
        names = [lite2.stage_name(number) for number in range(1, 8)]
        by_stage = keras.Model(self.lite2.input, [self.lite2.get_layer(name).output for name in names])
        maps = by_stage(for_lite2)
        self.stages = np.concatenate([np.asarray(one, np.float64).mean(axis=(1, 2)) for one in maps], axis=1)
        by_nima = keras.Model(self.nima.input, [self.nima.get_layer("embedding").output, self.nima.output])
        self.pooled, self.shares = (np.asarray(one, np.float64) for one in by_nima(self.photographs))
        self.heads = replace(
            made_heads(lite2.STAGE_NUMBERS, len(self.pooled[0])),
            centre=self.stages.mean(axis=0) + np.random.default_rng(1).normal(size=lite2.STAGE_NUMBERS) * 0.05,
            spread=np.abs(self.stages[0] - self.stages[1]) + 0.1,
            pooled=self.pooled.mean(axis=0) * 0.9,
        )
        self.z = self.heads.standardised(self.stages)
        self.network = two_bodies.assemble(self.nima, self.lite2, self.heads)
        self.outputs = said(self.network, self.photographs)

    def mean_of(self, pooled: np.ndarray) -> np.ndarray:
        """NIMA's mean ratings (n,) of pooled channels (n, 1024)."""
        kernel, bias = self.nima.layers[-1].get_weights()
        shares = np.exp(pooled @ kernel.astype(np.float64) + bias)
        return shares @ RATINGS / shares.sum(axis=1)


def _wake(body: Any, photographs: np.ndarray) -> None:
    """Normalise with the moments of ``photographs``: random weights then tell them apart at every depth."""
    random = np.random.default_rng(2)
    for layer in body.layers:
        if layer.__class__.__name__ == "BatchNormalization":
            gamma, beta, *moments = layer.get_weights()
            layer.set_weights([random.uniform(0.5, 1.5, len(gamma)), random.normal(size=len(beta)) * 0.3, *moments])
            layer.momentum = 0.0
    body(photographs, training=True)


def said(network: Any, photographs: np.ndarray) -> dict[str, np.ndarray]:
    return {name: np.asarray(output) for name, output in network(photographs).items()}


@pytest.fixture(scope="module")
def made() -> Made:
    return Made()


@pytest.mark.slow
def test_keras_says_what_the_heads_say_in_numpy(made: Made) -> None:
    heads, z, means = made.heads, made.z, made.shares @ RATINGS
    assert np.abs(z).max() < CLIP
    assert np.abs(z[0] - z[1]).mean() > 0.1  # the photographs differ
    expected = {
        "distribution": heads.distribution_of(z, made.shares),
        "embedding": z,
        "evidence": heads.evidence_of(z, means)[:, None],
        "unlike": heads.unlike_of(z)[:, None],
    }
    for name, values in expected.items():
        assert made.outputs[name].shape == values.shape
        np.testing.assert_allclose(made.outputs[name], values, atol=1e-4, err_msg=name)


@pytest.mark.slow
def test_each_level_of_the_map_adds_up_to_the_slope_of_the_evidence_along_it(made: Made) -> None:
    """The slope is found by differences: of the heads along a level's part of z, and of NIMA along its channels."""
    heads, means, h = made.heads, made.shares @ RATINGS, 1e-4
    assert made.outputs["cam"].shape == (2, 14, 14, len(LEVELS))
    added = made.outputs["cam"].sum(axis=(1, 2))
    for level, columns in enumerate(LEVELS):
        along = np.zeros_like(made.z)
        along[:, columns] = h * made.z[:, columns]
        slope = (heads.evidence_of(made.z + along, means) - heads.evidence_of(made.z - along, means)) / (2 * h)
        if level == len(LEVELS) - 1:
            away = h * (made.pooled - heads.pooled)
            by_nima = (made.mean_of(made.pooled + away) - made.mean_of(made.pooled - away)) / (2 * h)
            slope += heads.evidence_mean * by_nima
            assert np.abs(by_nima).max() > 1e-3
        np.testing.assert_allclose(added[:, level], slope, atol=1e-4)


@pytest.mark.slow
def test_without_penalty_and_nima_the_map_adds_up_to_the_evidence_less_the_bias(made: Made) -> None:
    straight = replace(made.heads, penalty=0.0, evidence_mean=0.0)
    outputs = said(two_bodies.assemble(made.nima, made.lite2, straight), made.photographs)
    added = outputs["cam"].sum(axis=(1, 2, 3))
    np.testing.assert_allclose(added, outputs["evidence"][:, 0] - straight.evidence_bias, atol=1e-4)
    assert np.abs(added).max() > 0.05


@pytest.mark.slow
def test_the_map_has_sixteen_pixels_a_cell_whatever_the_photographs_shape(made: Made) -> None:
    outputs = said(made.network, made.photographs[:1, :64, :96])
    assert outputs["cam"].shape == (1, 4, 6, len(two_bodies.CELLS))
    assert outputs["embedding"].shape == (1, lite2.STAGE_NUMBERS)


# Keras 3.15 hands TensorFlow variables to np.array, which NumPy 2 deprecates: nothing of ours can change it
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
def test_the_programs_own_reader_takes_the_file_and_it_says_the_same(made: Made) -> None:
    from aesthetic_gui.scoring.keras import load_model, told
    from aesthetic_gui.scoring.outputs import is_an_answer, outputs_from
    from aesthetic_gui.scoring.pack import load_pack
    from aesthetic_gui.training.build.convert import to_keras_file

    read = load_model(load_pack("nima-mobilenet"), to_keras_file(made.network))
    assert told(read) is read  # it explains itself
    outputs = said(read, made.photographs)
    assert set(outputs) == set(made.outputs)
    for name, values in made.outputs.items():
        np.testing.assert_allclose(outputs[name], values, atol=1e-6, err_msg=name)
    assert is_an_answer(outputs_from({name: values[:1] for name, values in outputs.items()}))


@pytest.mark.slow
def test_the_biases_make_up_for_the_mean_error_of_another_precision_within_the_block_only(made: Made) -> None:
    exact = made.outputs
    tilted = exact["distribution"] * np.exp(0.02 * RATINGS)
    shares = tilted / tilted.sum(axis=1, keepdims=True)
    coarse = {**exact, "evidence": exact["evidence"] - 0.25, "distribution": shares}
    with two_bodies.bias_corrected(made.network, exact, coarse) as corrected:
        within = said(corrected, made.photographs)
    np.testing.assert_allclose(within["evidence"], exact["evidence"] + 0.25, atol=1e-5)
    moved = ((within["distribution"] - exact["distribution"]) @ RATINGS).mean()
    wanted = ((exact["distribution"] - shares) @ RATINGS).mean()
    assert wanted < -0.01
    assert moved == pytest.approx(wanted, rel=0.1)
    after = said(made.network, made.photographs)
    for name, values in exact.items():
        np.testing.assert_array_equal(after[name], values, err_msg=name)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Statistics for quantized inputs were expected:UserWarning")
@pytest.mark.filterwarnings(
    r"ignore:\s*Warning. tf.lite.Interpreter is deprecated:UserWarning"
)  # the converter uses it
def test_int8_leaves_the_first_convolutions_and_the_heads_in_float() -> None:
    """A network with the names of both bodies' layers, so small that it is converted within two seconds."""
    from aesthetic_gui.training.build.convert import to_litert, two_bodies_int8

    network = _small()
    random = np.random.default_rng(0)
    photographs = [random.uniform(-1, 1, (1, 32, 32, 3)).astype(np.float32) for _ in range(4)]
    int8 = two_bodies_int8(network, to_litert(network), photographs)
    convolutions, sums = (_types(int8, kind) for kind in ("CONV", "ADD"))
    for name, dtype in {
        **dict.fromkeys(("conv1", "stem", "stage2_0_project"), np.float32),
        **dict.fromkeys(("pointwise_9", "stage3_0_project", "stage3_1_project"), np.int8),
    }.items():
        assert [each for tensor, each in convolutions if f"/{name}_" in tensor] == [dtype], name
    assert [dtype for name, dtype in sums if "stage3_1_added" in name] == [np.int8]
    assert [dtype for name, dtype in sums if "stage3_1_added" not in name] == [np.float32]
    assert [dtype for _, dtype in _types(int8, "SOFTMAX")] == [np.float32]


def _small() -> Any:
    from keras import Input, Model, layers

    x = Input((32, 32, 3), name="photograph")
    one = layers.Conv2D(8, 1, name="pointwise_9")(layers.Conv2D(8, 3, padding="same", name="conv1")(x))
    two = layers.Conv2D(8, 3, padding="same", name="stem")(x)
    two = layers.Conv2D(8, 1, name="stage2_0_project")(two)
    three = layers.Conv2D(8, 1, name="stage3_0_project")(two)
    both = layers.Add(name="stage3_1_added")([three, layers.Conv2D(8, 1, name="stage3_1_project")(three)])
    pooled = [layers.GlobalAveragePooling2D()(each) for each in (one, both)]
    first, second = (layers.Dense(1, name=f"evidence_{at}")(each) for at, each in enumerate(pooled))
    shares = layers.Softmax(name="distribution")(layers.Dense(10, name="ratings")(pooled[0]))
    return Model(x, {"distribution": shares, "evidence": layers.Add(name="evidence")([first, second])})


def _types(content: bytes, kind: str) -> list[tuple[str, Any]]:
    """The name and type of what each operation with ``kind`` in its name gives."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter: Any = Interpreter(model_content=content)
    outputs = [row["outputs"][0] for row in interpreter._get_ops_details() if kind in row["op_name"]]
    tensors = [interpreter._get_tensor_details(output, 0) for output in outputs]
    return [(tensor["name"], tensor["dtype"]) for tensor in tensors]
