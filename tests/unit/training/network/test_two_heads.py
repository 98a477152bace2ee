"""The heads of the default pack: what they learn of examples whose answer is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aesthetic_gui.training.network.two_bodies import Heads
from aesthetic_gui.training.network.two_heads import (
    AVA_MEAN,
    AVA_SD,
    Examples,
    in_log_odds,
    learn,
    limited,
    mean_ratings_of,
)
from aesthetic_gui.training.statistics import rank_correlation
from tests.unit.training.made_examples import BEAUTY, GOOD, NUMBERS, made_examples, relabelled

PLAIN = replace(NUMBERS, penalty=0.0, rating_penalty=0.0)  # nothing is taken off for defects


@pytest.fixture(scope="module")
def examples() -> Examples:
    return made_examples()


@pytest.fixture(scope="module")
def heads(examples: Examples) -> Heads:
    return learn(examples, NUMBERS)


def _evidence(heads: Heads, examples: Examples) -> np.ndarray:
    return heads.evidence_of(heads.standardised(examples.stages), examples.means)


def _ratings(heads: Heads, examples: Examples) -> np.ndarray:
    return heads.rating_of(heads.standardised(examples.stages), examples.means)


def test_good_photographs_that_were_not_learned_from_have_more_evidence_than_ordinary_ones(heads: Heads) -> None:
    others = made_examples(seed=1)
    evidence = _evidence(heads, others)
    better = evidence[others.good == 1][:, None] > evidence[others.good == 0]
    assert better.mean() > 0.95


def test_the_evidence_of_a_column_that_is_the_label_is_one_or_minus_one(examples: Examples) -> None:
    stages = examples.stages.copy()
    stages[:, GOOD] = np.nan_to_num(examples.good, nan=0.5)
    told = replace(examples, stages=stages)
    known = ~np.isnan(told.good)
    evidence = _evidence(learn(told, replace(PLAIN, ridge=1e-9)), told)
    np.testing.assert_allclose(evidence[known], 2 * told.good[known] - 1, atol=1e-4)


def test_both_classes_weigh_the_same_however_many_photographs_they_have() -> None:
    uneven = made_examples(good=9, ordinary=3)
    evidence = _evidence(learn(uneven, PLAIN), uneven)
    of_good, of_ordinary = evidence[uneven.good == 1].mean(), evidence[uneven.good == 0].mean()
    assert of_good > 0.3
    assert of_good + of_ordinary == pytest.approx(0, abs=1e-9)


def test_a_label_without_weight_says_nothing_and_a_doubtful_one_less_than_a_sure_one(examples: Examples) -> None:
    group, moved = examples.group.astype("U20"), {}
    group[0] = "corpus/alone"
    for value in (0.0, 0.3, 1.0):
        weight = examples.weight.copy()
        weight[0] = value
        weighed = replace(examples, weight=weight, group=group)
        one, other = (_evidence(learn(each, NUMBERS), examples) for each in (weighed, relabelled(weighed, 0)))
        moved[value] = np.abs(one - other).max()
    assert moved[0.0] < 1e-9
    assert 1e-4 < moved[0.3] < moved[1.0]


def test_the_wanted_rating_follows_rated_beauty(heads: Heads) -> None:
    others = made_examples(seed=1)
    rated = ~np.isnan(others.beauty)
    assert rank_correlation(_ratings(heads, others)[rated], others.beauty[rated]) > 0.75
    assert rank_correlation(_ratings(heads, others), others.stages[:, GOOD]) < 0.4  # the other head's business


def test_wanted_ratings_are_on_the_scale_of_ava(examples: Examples) -> None:
    rated = ~np.isnan(examples.beauty)
    exact = replace(examples, beauty=np.where(rated, 3 + 2 * examples.stages[:, BEAUTY], np.nan))
    ratings = _ratings(learn(exact, replace(PLAIN, ridge=1e-9)), exact)[rated]
    assert ratings.mean() == pytest.approx(AVA_MEAN)
    assert ratings.std() == pytest.approx(AVA_SD, rel=1e-3)


def test_worse_copies_have_less_evidence_and_a_lower_rating() -> None:
    heads, others = learn(made_examples(), NUMBERS), made_examples(seed=1)
    z, worse = heads.standardised(others.stages), heads.standardised(others.worse)
    assert (heads.evidence_of(worse, others.means) < heads.evidence_of(z, others.means)).mean() > 0.9
    assert (heads.rating_of(worse, others.means) < heads.rating_of(z, others.means)).mean() > 0.9
    assert heads.directions.shape == (z.shape[1], 2)


def test_without_a_penalty_the_heads_say_nothing_of_defects(examples: Examples) -> None:
    heads = learn(examples, PLAIN)
    z = heads.standardised(examples.worse)
    linear = z @ heads.evidence + heads.evidence_mean * examples.means + heads.evidence_bias
    np.testing.assert_array_equal(heads.evidence_of(z, examples.means), linear)


def test_drawn_pictures_lie_further_out_than_nearly_all_photographs(heads: Heads) -> None:
    others = made_examples(seed=1)
    of_photographs = heads.unlike_of(heads.standardised(others.stages))
    of_drawn = heads.unlike_of(heads.standardised(others.drawn))
    assert 0.8 < np.median(of_photographs) < 1.5
    assert np.median(of_drawn) > np.quantile(of_photographs, 0.95)


def test_a_worse_copy_is_a_photograph_still(examples: Examples) -> None:
    """It is to be judged low, not to be let off as something that was never seen."""
    far = []
    for worse in (1e-9, 0.5):
        heads = learn(examples, replace(NUMBERS, worse=worse))
        far.append(float(np.median(heads.unlike_of(heads.standardised(examples.worse)))))
    assert far[1] < far[0]


def test_the_median_photograph_that_was_learned_from_is_at_one_without_the_axis_of_drawn_pictures(
    examples: Examples,
) -> None:
    heads = learn(examples, replace(NUMBERS, drawn=1e-12))
    assert np.median(heads.unlike_of(heads.standardised(examples.stages))) == pytest.approx(1, abs=1e-6)


def test_platts_curve_is_taken_into_the_evidence_and_into_nothing_else(heads: Heads, examples: Examples) -> None:
    taken = in_log_odds(heads, 2.5, -0.75)
    np.testing.assert_allclose(_evidence(taken, examples), 2.5 * _evidence(heads, examples) - 0.75, rtol=1e-12)
    np.testing.assert_array_equal(_ratings(taken, examples), _ratings(heads, examples))


def test_the_limit_is_the_unit_of_unlike_and_of_nothing_else(heads: Heads, examples: Examples) -> None:
    z, within = heads.standardised(examples.stages), limited(heads, 3.5)
    np.testing.assert_allclose(within.unlike_of(z), heads.unlike_of(z) / 3.5, rtol=1e-12)
    np.testing.assert_array_equal(_evidence(within, examples), _evidence(heads, examples))


def test_learning_twice_gives_the_same_numbers(heads: Heads, examples: Examples) -> None:
    again = learn(examples, NUMBERS)
    for name in ("evidence", "rating", "directions", "offsets", "axes"):
        np.testing.assert_array_equal(getattr(again, name), getattr(heads, name))


@pytest.mark.parametrize(
    ("without", "reason"),
    [
        (lambda one: one.at(one.good != 0), "good, ordinary and rated photographs are needed"),
        (lambda one: one.at(one.good != 1), "good, ordinary and rated photographs are needed"),
        (lambda one: one.at(np.isnan(one.beauty)), "good, ordinary and rated photographs are needed"),
        (lambda one: replace(one, kind=np.full(len(one.kind), -1)), "copies with a defect are needed"),
    ],
    ids=["no ordinary", "no good", "none rated", "no worse copies"],
)
def test_what_cannot_be_learned_from_is_refused_with_what_is_absent(examples: Examples, without, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        learn(without(examples), NUMBERS)


def test_a_part_of_the_examples_keeps_its_rows_together_and_all_drawn_pictures(examples: Examples) -> None:
    rows = np.array([3, 70, 150])
    part = examples.at(rows)
    np.testing.assert_array_equal(part.stages, examples.stages[rows])
    np.testing.assert_array_equal(part.worse, examples.worse[rows])
    np.testing.assert_array_equal(part.means, examples.means[rows])
    assert part.group.tolist() == examples.group[rows].tolist()
    assert part.drawn is examples.drawn


def test_the_mean_of_ratings_is_on_the_scale_of_one_to_ten() -> None:
    assert mean_ratings_of(np.eye(10)).tolist() == list(range(1, 11))
    assert mean_ratings_of(np.full((1, 10), 0.1)) == pytest.approx(5.5)
