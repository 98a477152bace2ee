"""What the curves say of maps whose worth is known: the number asked about is a sum over superpixels."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
import pytest

from aesthetic_gui.explain.faithful import curves, evaluation, sureness
from aesthetic_gui.explain.heat import explanation
from aesthetic_gui.explain.question import HEAT_SIDE, Question
from aesthetic_gui.photo import Sure

SIDE, CELL = 40, 5
FINER = HEAT_SIDE // SIDE
COUNT = (SIDE // CELL) ** 2


def asked_about(shares, regions=None):
    """A question whose number is the sum of the ``shares`` of the superpixels, each by how much of it is shown."""
    rgb = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    canvas = rgb.astype(np.float32)
    cells = np.arange(SIDE) // CELL
    places = cells[:, None] * (SIDE // CELL) + cells if regions is None else regions
    weights = (np.asarray(shares) / np.bincount(places.ravel()))[places]

    def values(batch):
        return ((batch == canvas).all(axis=-1) * weights).sum(axis=(1, 2))

    question = Question("aesthetic", rgb, canvas, values, (0, 0, SIDE, SIDE), "points")
    question.__dict__["regions"] = np.kron(places, np.ones((FINER, FINER), int))  # no superpixels cut from noise
    return question


def map_of(question, shares):
    return explanation("map", np.asarray(shares, float)[question.regions], question, edges="sharp")


@pytest.fixture(params=range(3))
def shares(request):
    return np.random.default_rng(request.param + 10).normal(size=COUNT)


def test_curves_go_from_all_hidden_to_the_whole_photograph_and_back(shares):
    question = asked_about(shares)
    found = curves.curves(question, np.arange(COUNT))
    assert found.insertion.shape == found.deletion.shape == (len(curves.BASELINES), curves.STEPS + 1)
    assert found.insertion[:, 0] == pytest.approx(0, abs=1e-9) == found.deletion[:, -1]
    assert found.insertion[:, -1] == pytest.approx(shares.sum()) == found.deletion[:, 0]


def test_the_order_of_the_shares_gains_what_they_add_up_to(shares):
    question = asked_about(shares)
    order = curves.order_of(question, map_of(question, shares))
    assert list(order) == list(np.argsort(-shares))
    best = np.sort(shares)[::-1]
    seen = (np.arange(COUNT) + 0.5) / COUNT < np.arange(1, 10)[:, None] / 10
    expected = (seen * best - seen * best[::-1]).sum() / 10
    found = curves.curves(question, order)
    assert found.gain == pytest.approx(expected)
    assert found.insertion_area - found.deletion_area == pytest.approx(expected)


def test_turning_an_order_round_makes_its_gain_the_opposite(shares):
    question = asked_about(shares, regions=np.random.default_rng(5).integers(0, COUNT, (SIDE, SIDE)))
    order = np.random.default_rng(1).permutation(COUNT)
    assert curves.gain(question, order) == pytest.approx(-curves.gain(question, order[::-1]))


def test_the_quick_check_asks_about_points_that_the_curves_have(shares):
    question = asked_about(shares)
    order = np.random.default_rng(1).permutation(COUNT)
    assert curves.gain(question, order) == pytest.approx(curves.curves(question, order).at_every(2).gain)


def test_the_size_of_a_superpixel_is_no_merit():
    regions = np.minimum(np.arange(SIDE * SIDE).reshape(SIDE, SIDE) // 20, 30)  # thirty small ones, and one huge
    sizes = np.bincount(regions.ravel())
    question = asked_about(sizes / sizes.sum(), regions)
    assert abs(curves.gain(question, np.argsort(-sizes, kind="stable"))) < 0.05  # of 1


def test_one_random_order_in_twenty_is_above_chance_whatever_the_photograph():
    above = []
    for seed in range(25):
        question = asked_about(np.random.default_rng(seed).normal(size=COUNT))
        bar = sureness.chance(question, seed=seed)
        random = np.random.default_rng(1000 + seed)
        above += [curves.gain(question, random.permutation(COUNT)) > bar for _ in range(8)]
    assert 0.02 < np.mean(above) < 0.09  # 200 orders, and 25 bars that are estimates


def test_chance_is_the_same_for_the_same_seed_and_another_for_another(shares):
    question = asked_about(shares)
    assert sureness.chance(question) == sureness.chance(question) != sureness.chance(question, seed=1)


def test_a_true_map_is_sure_and_a_false_one_or_any_of_a_blank_wall_is_not(shares):
    question = asked_about(shares)
    bar = sureness.chance(question)
    true, false = (sureness.checked(question, map_of(question, sign * shares), bar) for sign in (1, -1))
    assert true.sure == Sure.VERY
    assert false.sure == Sure.NO
    assert true.notes["gain"] == pytest.approx(-false.notes["gain"])
    assert true.notes["chance"] == bar > 0
    wall = asked_about(np.zeros(COUNT))
    assert sureness.chance(wall) == 0
    assert sureness.checked(wall, map_of(wall, shares), 0.0).sure == Sure.NO


@pytest.mark.parametrize(
    ("gain", "said"),
    [(-3, Sure.NO), (1, Sure.NO), (1.01, Sure.FAIRLY), (2, Sure.FAIRLY), (2.01, Sure.VERY), (float("nan"), Sure.NO)],
)
def test_a_reason_is_sure_above_what_random_orders_reach_and_very_sure_above_twice_that(gain, said):
    assert sureness.sure(gain, chance=1.0) == said


def judged(ways, number, source="one", random=None):
    question = asked_about(np.random.default_rng(number).normal(size=COUNT))

    def ask(_rgb):
        return question

    return evaluation.judged(question.rgb, ask, ways, name=f"{number}", source=source, random=random)


def told(shares_of):
    """A way to explain: the map of what ``shares_of`` says of the question."""
    return lambda question: iter([map_of(question, shares_of(question))])


def true_shares(question):
    """Asked with one superpixel shown after another."""
    return question.values(question.hiding(curves.BASELINES[0])(np.eye(COUNT, dtype=int)))


WAYS = {
    "noise": told(lambda _question: np.random.default_rng(7).normal(size=COUNT)),
    "true": told(true_shares),
    "false": told(lambda question: -true_shares(question)),
}


def test_methods_are_ranked_by_what_they_gain_on_the_same_photographs():
    best, noise, worst = evaluation.worths([judged(WAYS, number, f"source {number % 4}") for number in range(8)])
    assert (best.method, noise.method, worst.method) == ("true", "noise", "false")
    assert best.gain.value == pytest.approx(best.insertion - best.deletion) == -worst.gain.value
    assert noise.gain.low < 0 < noise.gain.high
    assert 0 < best.gain.low < best.gain.value < best.gain.high
    assert best.sure == {Sure.NO: 0, Sure.FAIRLY: 0, Sure.VERY: 1}
    assert worst.sure[Sure.NO] == 1
    assert best.behind == (0, 0, 0)
    assert worst.behind.value == pytest.approx(2 * best.gain.value)
    assert abs(best.random_insertion - best.random_deletion) < best.gain.value / 4
    assert (best.n, best.sources, best.n_checked, best.shift_stability) == (8, 4, 0, None)


def test_an_interval_is_of_whole_sources():
    def photograph(source, gain):
        figures = evaluation.Measured(gain, 0.0, (gain, gain), gain, 1.0)
        return evaluation.Judged("", source, 0.0, 0.0, 1.0, {"map": figures})

    (worth,) = evaluation.worths([*[photograph("a", 1.0)] * 50, *[photograph("b", 3.0)] * 50])
    assert worth.gain == (2.0, 1.0, 3.0)  # of two sources: both, or one of them twice
    (of_one,) = evaluation.worths([photograph("a", 1.0)] * 50 + [photograph("a", 3.0)] * 50)
    assert 1.7 < of_one.gain.low < 2 < of_one.gain.high < 2.3
    assert evaluation.worths([]) == []


def test_a_map_that_random_weights_do_not_change_is_told_and_one_that_a_shift_does_not_move():
    picture = cv2.resize(np.random.default_rng(3).integers(0, 256, (9, 12, 3), np.uint8), (160, 120))

    def blank(batch):
        return np.zeros(len(batch))

    def ask(rgb, sign):
        question = Question("aesthetic", rgb, rgb.astype(np.float32), blank, (0, 0, 160, 120), "points")
        question.__dict__["regions"] = np.arange(320 * 240).reshape(240, 320) // 9600
        question.__dict__["value"] = sign  # of the network
        return question

    ways = {
        "of the picture": lambda question: iter([explanation("map", question.rgb.mean(axis=2), question)]),
        "of the network": lambda question: iter([explanation("map", question.value * random_map, question)]),
        "blank": lambda question: iter([explanation("map", np.zeros((4, 4)), question)]),
    }
    random_map = np.random.default_rng(4).normal(size=(120, 160))
    found = evaluation.judged(
        picture, partial(ask, sign=1.0), ways, name="", source="", random=partial(ask, sign=-1.0)
    ).methods
    assert found["of the picture"].randomised == pytest.approx(1)
    assert found["of the picture"].shifted > 0.99
    assert found["of the network"].randomised == pytest.approx(-1)
    assert abs(found["of the network"].shifted) < 0.2
    assert (found["blank"].randomised, found["blank"].shifted) == (None, None)


def test_every_option_and_every_level_is_judged_under_a_name_of_its_own():
    found = evaluation.contenders(["cam", "lime"], "aesthetic", levels=2)
    assert list(found) == ["cam", "lime", "cam level all", "cam level 1"]
    assert (found["cam"].level, found["cam level all"].level) == (None, 0)
    assert list(evaluation.contenders(["cam", "lime"], "rating", levels=2)) == ["lime"]  # CAM explains no rating
