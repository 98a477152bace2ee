"""A taste is found where there is one, is not found where there is none, and is never tested on what it has seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.photo import Estimate
from aesthetic_gui.taste.evidence import weigh
from aesthetic_gui.taste.head import LEAST, USUAL, HeldOut, Learned, Taste
from aesthetic_gui.taste.learning import AXES, FOLDS, ROWS_FOR_AXES, folds_of, learn
from aesthetic_gui.taste.timeline import DAY, MOST_MOMENTS

D = 64


def photographs(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Embeddings (n, D), the model's logits (n,), and what a photographer with a taste of their own picks (n,)."""
    random = np.random.default_rng(seed)
    embeddings = np.abs(random.normal(size=(count, D))).astype(np.float16)
    liked = embeddings[:, 0] + embeddings[:, 1] - embeddings[:, 2] - embeddings[:, 3] + random.normal(0, 0.4, count)
    return embeddings, random.normal(size=count), liked > 0


def learned_from(count: int, seed: int = 0) -> Learned:
    embeddings, logits, picked = photographs(count, seed)
    return learn(embeddings, logits, picked, np.arange(count))


def balanced(verdicts: np.ndarray, picked: np.ndarray) -> float:
    return float((verdicts[picked].mean() + (~verdicts[~picked]).mean()) / 2)


def test_a_taste_that_differs_from_the_model_takes_over_after_two_hundred_decisions() -> None:
    learned = learned_from(200)
    assert learned.takes_over
    assert learned.in_charge is learned.taste is not None
    assert learned.held_out.gain.value > 0.1
    assert learned.held_out.gain.low < learned.held_out.gain.value < learned.held_out.gain.high


def test_what_it_says_of_itself_holds_for_photographs_it_has_never_met() -> None:
    learned = learned_from(400)
    embeddings, logits, picked = photographs(4_000, seed=1)
    p = learned.taste.probability(embeddings, logits)
    right = (p[picked][:, None] > p[~picked]).mean()
    assert learned.held_out.taste.low < right < learned.held_out.taste.high
    for low in (0.1, 0.3, 0.5, 0.7):
        inside = (p >= low) & (p < low + 0.2)
        assert picked[inside].mean() == pytest.approx(p[inside].mean(), abs=0.1)


@pytest.mark.slow
def test_decisions_that_follow_nothing_do_not_take_over() -> None:
    """Of sixty photographers who decide by tossing a coin, 1.5 are allowed to have a taste."""
    tossed = np.random.default_rng(7)
    over = 0
    for seed in range(60):
        embeddings, logits, _ = photographs(120, seed)
        over += learn(embeddings, logits, tossed.random(120) < 0.5, np.arange(120)).takes_over
    assert over <= 4


def test_a_photographer_who_agrees_with_the_model_keeps_the_model() -> None:
    random = np.random.default_rng(3)
    embeddings, logits, _ = photographs(300, 3)
    learned = learn(embeddings, logits, random.random(300) < 1 / (1 + np.exp(-2 * logits)), np.arange(300))
    assert not learned.takes_over
    assert learned.in_charge is None
    assert learned.taste is not None
    assert learned.taste.base_weight > 0


def test_frames_of_a_burst_do_not_vouch_for_each_other() -> None:
    """Ten like frames of each scene, decided as one by chance: known by heart they would look predictable."""
    random = np.random.default_rng(5)
    scenes = np.repeat(np.arange(40), 10)
    embeddings = (np.abs(random.normal(size=(40, D)))[scenes] + random.normal(0, 0.02, (400, D))).astype(np.float16)
    picked, logits = (random.random(40) < 0.5)[scenes], random.normal(size=400)
    assert not learn(embeddings, logits, picked, scenes).takes_over
    assert learn(embeddings, logits, picked, np.arange(400)).held_out.taste.value > 0.95  # what splitting would say


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 60), min_size=12, max_size=60),
    seed=st.integers(0, 99),
    share=st.floats(0.1, 0.9),
)
def test_no_burst_is_split_and_any_shoot_can_be_learned_from(sizes: list[int], seed: int, share: float) -> None:
    random = np.random.default_rng(seed)
    bursts = np.repeat(np.arange(len(sizes)), sizes)
    picked = (random.random(len(sizes)) < share)[bursts] ^ (random.random(len(bursts)) < 0.1)
    fold = folds_of(bursts, picked)
    assert all(len(np.unique(fold[bursts == burst])) == 1 for burst in np.unique(bursts))
    embeddings = np.abs(random.normal(size=(len(bursts), 8))).astype(np.float16)
    learned = learn(embeddings, random.normal(size=len(bursts)), picked, bursts)
    assert learned.bursts == len(sizes)
    if learned.taste is not None:
        figures = np.array([learned.held_out.taste, learned.held_out.base, learned.held_out.gain])
        assert np.isfinite(figures).all()
        assert np.isfinite(learned.taste.probability(embeddings, np.zeros(len(bursts)))).all()
        assert len(np.unique(fold)) == FOLDS


def test_the_folds_share_picks_and_rejects_evenly() -> None:
    picked = np.random.default_rng(0).random(1_000) < 0.2
    fold = folds_of(np.arange(1_000), picked)
    picks, rejects = np.bincount(fold, picked), np.bincount(fold, ~picked)
    assert np.ptp(picks) <= 1
    assert np.ptp(rejects) <= 1


def test_the_same_decisions_give_the_same_taste() -> None:
    one, other = learned_from(150), learned_from(150)
    assert one.held_out == other.held_out
    assert (one.taste.weights == other.taste.weights).all()


def test_one_photograph_and_many_are_judged_alike() -> None:
    taste = learned_from(150).taste
    embeddings, logits, _ = photographs(500, 1)
    together = taste.probability(embeddings, logits)
    assert [taste.probability(embeddings[[at]], logits[[at]])[0] for at in range(500)] == together.tolist()


def test_rare_picks_count_as_much_as_frequent_rejects() -> None:
    embeddings, logits, picked = photographs(1_000, 2)
    kept = ~picked | (np.cumsum(picked) <= 60)
    learned = learn(embeddings[kept], logits[kept], picked[kept], np.arange(kept.sum()))
    fresh, their_logits, theirs = photographs(2_000, 9)
    verdicts = learned.taste.probability(fresh, their_logits) >= 0.5
    assert abs(verdicts[theirs].mean() - (~verdicts[~theirs]).mean()) < 0.15
    assert learned.takes_over


@pytest.mark.parametrize(
    ("picks", "rejects", "bursts", "said"),
    [
        (
            0,
            0,
            0,
            "Too few to learn from: 0 picks and 0 rejects. A taste needs 10 of each, and takes over after about 60",
        ),
        (
            LEAST - 1,
            100,
            109,
            "Too few to learn from: 9 picks and 100 rejects. A taste needs 10 of each, and takes over",
        ),
        (30, 30, 6, "Too much alike to learn from: 30 picks and 30 rejects from 6 bursts."),
    ],
)
def test_too_little_to_learn_from_is_said(picks: int, rejects: int, bursts: int, said: str) -> None:
    count = picks + rejects
    groups = np.arange(count) % max(bursts, 1)
    learned = learn(np.ones((count, 4), np.float16), np.zeros(count), np.arange(count) < picks, groups)
    assert (learned.taste, learned.held_out, learned.takes_over) == (None, None, False)
    assert learned.sentence.startswith(said)


def test_what_was_learned_is_told_in_figures() -> None:
    learned = learned_from(200)
    right, low, high = (round(100 * figure) for figure in learned.held_out.taste)
    assert learned.sentence == (
        f"Learned from 200 decisions. Right on {right} % [{low}, {high}] of held-out pairs of a pick and a reject; "
        f"the model alone on {100 * learned.held_out.base.value:.0f} %."
    )


def judged(decisions: int, gain: tuple[float, float], right: float = 0.6) -> Learned:
    """What is told of a taste with this gain and the lower end of its interval."""
    held_out = HeldOut(Estimate(right, right - 0.1, right + 0.1), Estimate(0.5, 0.4, 0.6), Estimate(*gain, 1.0))
    half = decisions // 2
    return Learned("wedding", half, decisions - half, decisions, Taste("wedding", "", np.ones(3), 0, 0), held_out)


def test_how_far_it_is_to_taking_over_is_told_as_progress() -> None:
    assert judged(30, (0.1, -0.1)).needed == USUAL
    assert "30 of about 60 decisions" in judged(30, (0.1, -0.1)).sentence
    assert judged(100, (0.1, -0.1)).needed == 400  # an interval half as wide takes four times as many
    assert judged(100, (0.1, 0.01)).needed == 100
    assert Learned("rare", 2, 58, 60).needed == 300  # ten picks are still far away


@pytest.mark.parametrize("gain", [(-0.01, -0.2), (0.01, -0.2)])
def test_a_gallery_that_cannot_be_learned_is_told_as_such(gain: tuple[float, float]) -> None:
    told = judged(180, gain, right=0.52).sentence
    assert told == (
        "I cannot see what you decide by here: right on 52 % [42, 62] of held-out pairs from 180 decisions. "
        "The model's verdict stays."
    )


def test_a_taste_that_is_only_as_good_as_the_model_is_not_told_to_be_blind() -> None:
    told = judged(180, (-0.01, -0.2), right=0.75).sentence
    assert told.startswith("Not yet better than the model: learned from 180 decisions. Right on 75 % [65, 85]")


def test_a_model_that_ranks_as_well_is_not_beaten_by_a_better_threshold() -> None:
    embeddings, _, picked = photographs(200, 0)
    logits = np.where(picked, 2.0, 1.0)  # rates everything high, and the picks higher
    learned = learn(embeddings, logits, picked, np.arange(200))
    assert learned.held_out.base.value == 1
    assert not learned.takes_over


@given(st.integers(0, 99), st.integers(2, 60))
def test_the_share_of_right_pairs_is_what_counting_them_gives(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    picked = random.permutation(np.arange(count) < max(count // 3, 1))
    scores, base = random.integers(0, 5, (2, count)).astype(float)
    found = weigh(scores, base, picked, np.arange(count))
    pairs = scores[picked][:, None] - scores[~picked]
    assert found.taste.value == pytest.approx(((pairs > 0) + (pairs == 0) / 2).mean())
    assert found.gain.value == pytest.approx(found.taste.value - found.base.value)
    assert 0 <= found.taste.low <= found.taste.value <= found.taste.high <= 1


def by_the_hour(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Times within a day (n,), and picks that go by the hour alone (n,)."""
    random = np.random.default_rng(seed)
    taken = 1.7e9 + random.uniform(0, DAY, count)
    return taken, (taken // (DAY / 8) % 2 == 0) ^ (random.random(count) < 0.1)


def test_moments_that_were_kept_teach_of_the_photographs_beside_them_and_of_no_other_day() -> None:
    embeddings, logits, _ = photographs(160, 0)
    taken, picked = by_the_hour(160, 0)
    assert not learn(embeddings, logits, picked, np.arange(160)).takes_over
    learned = learn(embeddings, logits, picked, np.arange(160), taken=taken)
    assert learned.takes_over
    fresh, their_logits, _ = photographs(500, 1)
    times, theirs = by_the_hour(500, 1)
    assert balanced(learned.taste.probability(fresh, their_logits, times) >= 0.5, theirs) > 0.75
    assert learned.taste.speaks_of(times).mean() > 0.8
    assert not learned.taste.speaks_of(times + 30 * DAY).any()
    assert not learned.taste.speaks_of(np.array([np.nan])).any()


def test_who_decides_in_order_of_time_has_taught_nothing_of_what_comes_later() -> None:
    """A scene for an hour, then another: what is decided in the first hours tells of these."""
    random = np.random.default_rng(0)
    taken = 1.7e9 + np.arange(400) * 90.0
    scene = np.arange(400) // 40
    picked = (random.random(10) < 0.5)[scene] ^ (random.random(400) < 0.05)
    embeddings = (random.normal(size=(10, D))[scene] + random.normal(0, 1, (400, D))).astype(np.float16)
    learned = learn(embeddings[:200], random.normal(size=200), picked[:200], np.arange(200), taken=taken[:200])
    assert learned.takes_over
    assert not learned.taste.speaks_of(taken[210:]).any()
    assert learned.taste.speaks_of(taken[:200] + 30.0).all()


def test_a_taste_for_what_is_in_the_pictures_speaks_of_other_days_too() -> None:
    embeddings, logits, picked = photographs(200, 0)
    taken, _ = by_the_hour(200, 0)
    learned = learn(embeddings, logits, picked, np.arange(200), taken=taken)
    assert learned.taste.speaks_of(taken + 1000 * DAY).all()


def test_embeddings_that_are_all_alike_teach_nothing() -> None:
    picked = np.arange(100) % 2 == 0
    learned = learn(np.ones((100, 16), np.float16), np.zeros(100), picked, np.arange(100))
    assert not learned.takes_over
    assert np.isfinite(learned.taste.probability(np.ones((3, 16), np.float16), np.zeros(3))).all()


def test_the_interval_is_of_bursts_not_of_photographs() -> None:
    random = np.random.default_rng(0)
    picked = np.repeat(random.random(40) < 0.5, 10)
    scores = picked + np.repeat(random.normal(size=40), 10)
    by_burst = weigh(scores, scores, picked, np.repeat(np.arange(40), 10)).taste
    by_photograph = weigh(scores, scores, picked, np.arange(400)).taste
    assert by_burst.value == by_photograph.value
    assert by_burst.high - by_burst.low > 2 * (by_photograph.high - by_photograph.low)


@pytest.mark.slow
def test_five_thousand_decisions_are_learned_by_a_few_decompositions_of_bounded_size(monkeypatch) -> None:
    """What the time goes into, counted: bench_taste has the seconds."""
    plain, sizes = np.linalg.eigh, []
    monkeypatch.setattr(np.linalg, "eigh", lambda matrix: (sizes.append(len(matrix)), plain(matrix))[1])
    random = np.random.default_rng(0)
    embeddings = np.abs(random.normal(size=(5_000, 1_024))).astype(np.float16)
    picked = embeddings[:, :8].sum(1) > embeddings[:, 8:16].sum(1)
    taken = 10.0 * np.arange(5_000)
    learned = learn(embeddings, random.normal(size=5_000), picked, np.arange(5_000), taken=taken)
    assert learned.takes_over
    axes, times, *heads = sizes
    assert axes <= ROWS_FOR_AXES
    assert times <= MOST_MOMENTS
    assert len(heads) == 1 + 2 * (FOLDS + FOLDS * (FOLDS - 1) / 2)  # by folds, and by stretches of time
    assert max(heads) <= AXES + MOST_MOMENTS + 3
