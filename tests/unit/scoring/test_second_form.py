"""Networks that say their evidence, how unlike a photograph is, and a map of each level; and those that do not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from aesthetic_gui.scoring.litert import LiteRTRuntime
from aesthetic_gui.scoring.outputs import outputs_from
from aesthetic_gui.scoring.pack import Pack, Weights
from aesthetic_gui.scoring.runtime import predict_many
from tests.unit.scoring.second_form import FILE

Noise = Callable[[int, int, int], NDArray[np.float32]]


def with_file(pack: Pack, path: Path, runtime: str) -> Pack:
    """``pack`` with the network in ``path``."""
    row = Weights(path, runtime, "fp32", hashlib.sha256(path.read_bytes()).hexdigest())
    return replace(pack, weights=(row,), precision="fp32")


@pytest.fixture
def second(pack: Pack) -> Pack:
    return with_file(pack, FILE, "litert")


def test_a_network_of_the_second_form_says_all_five(second: Pack, noise: Noise) -> None:
    inputs = [noise(32, 48, 1), noise(64, 32, 2), noise(32, 48, 3)]
    found = predict_many(LiteRTRuntime(second, 1), inputs)
    for one, prepared in zip(found, inputs, strict=True):
        assert one.cam.shape == (1, prepared.shape[0] // 4, prepared.shape[1] // 4, 2)
        assert one.evidence.shape == one.unlike.shape == (1,)
        assert one.distribution.sum() == pytest.approx(1, abs=1e-5)
    assert len({float(one.evidence[0]) for one in found}) == 3
    assert all(one.unlike[0] > 0 for one in found)


def test_what_it_says_becomes_a_score(second: Pack, noise: Noise) -> None:
    (found,) = predict_many(LiteRTRuntime(second, 1), [noise(32, 48, 1)])
    score = second.score(found.distribution[0], float(found.evidence[0]), float(found.unlike[0]))
    assert score.evidence == found.evidence[0]
    assert score.unlike == found.unlike[0]
    assert score.mean == pytest.approx(float(found.distribution[0] @ np.arange(1, 11)), abs=1e-5)
    if not score.unlike_anything:
        assert score.p_aesthetic == pytest.approx(second.calibration.probability(float(found.evidence[0])))


def test_of_a_network_of_the_first_form_the_mean_rating_is_the_evidence_and_nothing_is_unlike() -> None:
    shares = np.random.default_rng(0).dirichlet(np.ones(10), 3).astype(np.float32)
    cam = np.ones((3, 2, 4), np.float32)
    found = outputs_from({"distribution": shares, "cam": cam, "embedding": np.zeros((3, 7), np.float32)})
    assert found.evidence == pytest.approx(shares @ np.arange(1, 11), abs=1e-5)
    assert found.unlike.tolist() == [0, 0, 0]
    assert found.cam.shape == (3, 2, 4, 1)


def test_as_many_of_each_output_as_there_are_photographs_are_needed() -> None:
    said = {"distribution": np.full((2, 10), 0.1), "cam": np.ones((2, 2, 4)), "embedding": np.zeros((2, 7))}
    with pytest.raises(ValueError, match="reshape"):
        outputs_from(said | {"evidence": np.zeros(3)})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras with NumPy 2
def test_keras_takes_a_network_of_the_second_form_as_it_is(pack: Pack, noise: Noise, tmp_path: Path) -> None:
    from aesthetic_gui.scoring.keras import KerasRuntime
    from aesthetic_gui.training.build.convert import to_keras_file
    from tests.unit.scoring.second_form import network

    path = tmp_path / "network.keras"
    path.write_bytes(to_keras_file(network()))
    batch = np.stack([noise(64, 96, 1), noise(64, 96, 2)])
    found = KerasRuntime(with_file(pack, path, "keras"), device="cpu").predict(batch)
    expected = LiteRTRuntime(with_file(pack, FILE, "litert"), 1).predict(batch)
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-4)
