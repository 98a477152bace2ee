"""Heads on features: they learn, weights count, and they are kept without pickle."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.training.heads.connected import Connected
from aesthetic_gui.training.heads.kinds import HeadRecipe, head_of, taken_apart
from aesthetic_gui.training.heads.linear import ridge
from aesthetic_gui.training.kept import NotKept, read_arrays, write_arrays
from aesthetic_gui.training.statistics import auc

QUICK = ("logistic", "ridge", "kernel")


def photographs(seed: int, n: int = 300, numbers: int = 12):
    random = np.random.default_rng(seed)
    labels = (random.random(n) < 0.5).astype(float)
    features = random.normal(size=(n, numbers))
    features[:, :3] += (labels - 0.5)[:, None]
    return features, labels, np.ones(n)


@pytest.fixture(params=QUICK)
def recipe(request) -> HeadRecipe:
    return HeadRecipe(request.param, inverse=0.1, landmarks=64)


def test_a_head_tells_photographs_it_has_not_seen(recipe: HeadRecipe) -> None:
    head = recipe.learn(*photographs(0), 0)
    features, labels, _ = photographs(1)
    assert head.evidence(features).dtype == np.float64
    assert auc(head.evidence(features), labels) > 0.75


def test_the_same_seed_gives_the_same_head(recipe: HeadRecipe) -> None:
    features = photographs(1)[0]
    first, second = (recipe.learn(*photographs(0), 3).evidence(features) for _ in range(2))
    assert (first == second).all()


def test_a_photograph_of_no_weight_teaches_nothing(recipe: HeadRecipe) -> None:
    features, labels, weights = photographs(0)
    weights[:100] = 0
    wrong = np.where(np.arange(300) < 100, 1 - labels, labels)
    told = [recipe.learn(features, one, weights, 0).evidence(features) for one in (labels, wrong)]
    assert told[0] == pytest.approx(told[1], abs=1e-6)


def test_a_head_is_read_as_it_was_kept(recipe: HeadRecipe, tmp_path) -> None:
    head, features = recipe.learn(*photographs(0), 0), photographs(1)[0]
    write_arrays(tmp_path / "head.npz", taken_apart(head))
    read = head_of(read_arrays(tmp_path / "head.npz"))
    assert type(read) is type(head)
    assert (read.evidence(features) == head.evidence(features)).all()


def test_ridge_is_the_least_squares_of_textbooks() -> None:
    features, labels, weights = photographs(0)
    strength = 0.1
    head = ridge(strength)(features, labels, weights, 0)
    error = head.evidence(features) - (2 * labels - 1)
    assert error.mean() == pytest.approx(0, abs=1e-9)
    assert features.T @ error / len(labels) + strength * head.weights == pytest.approx(0, abs=1e-9)


def test_the_connected_head_judges_with_plain_arrays() -> None:
    """Two units, one for each of two features, the first minus the second."""
    one, zero = np.eye(2), np.zeros(2)
    head = Connected(one, zero, one, zero, np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0.0, 0.5]))
    assert head.evidence(np.array([[3.0, 1.0], [-2.0, 4.0]])) == pytest.approx([2.5, -3.5])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras with NumPy 2
def test_the_connected_head_says_what_its_network_says(tmp_path) -> None:
    from keras import utils

    from aesthetic_gui.training.heads import connected

    utils.set_random_seed(0)
    network, features = connected.build(12, (8, 4), 0.5), photographs(1)[0].astype(np.float32)
    for layer in network.layers:  # batch normalisation that does something
        layer.set_weights([np.abs(array) + 0.1 for array in layer.get_weights()])
    shares = np.asarray(network(features[:20]))
    told = connected._taken(network).evidence(features[:20].astype(np.float64))
    assert told == pytest.approx(np.log(shares[:, 1] / shares[:, 0]), abs=1e-3)
    recipe = HeadRecipe("connected", first=8, second=4, epochs=12, rate=1e-2, dropout=0.1)
    head = recipe.learn(*photographs(0), 0)
    assert auc(head.evidence(features.astype(np.float64)), photographs(1)[1]) > 0.7
    assert (recipe.learn(*photographs(0), 0).evidence(features) == head.evidence(features)).all()
    write_arrays(tmp_path / "head.npz", taken_apart(head))
    assert (head_of(read_arrays(tmp_path / "head.npz")).evidence(features) == head.evidence(features)).all()


@pytest.mark.parametrize(
    "arrays", [{}, {"kind": np.array("forest")}, {"kind": np.array("linear"), "bias": np.array(1.0)}]
)
def test_what_is_no_head_is_refused(arrays) -> None:
    with pytest.raises(NotKept):
        head_of(arrays)


def test_nothing_is_pickled_nor_unpickled(tmp_path) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        write_arrays(tmp_path / "x.npz", {"x": np.array([object()])})
    assert not (tmp_path / "x.npz").exists()
    np.savez(tmp_path / "y.npz", x=np.array([{}]))
    with pytest.raises(NotKept, match="train again"):
        read_arrays(tmp_path / "y.npz")
