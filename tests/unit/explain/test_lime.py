from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.explain.hiding import lime
from aesthetic_gui.explain.hiding import regions as cut
from aesthetic_gui.explain.question import heat_size, of_the_model

pytestmark = pytest.mark.slow  # together more than a few seconds


def test_about_fifty_connected_regions_cover_the_photograph(photographs, samples):
    from skimage.measure import label

    for rgb in (*photographs, *samples.values()):
        size = heat_size(rgb)
        regions = cut.segments(rgb, size)
        assert regions.shape == size
        assert 25 <= regions.max() + 1 <= 70
        assert set(np.unique(regions)) == set(range(regions.max() + 1))
        assert all(label(regions == one).max() <= 2 for one in range(0, regions.max() + 1, 7))


@pytest.mark.parametrize("samples", [640, 1000])
def test_the_first_sample_shows_everything_and_the_others_about_half(samples):
    shown = lime.draw(50, samples, seed=3)
    assert shown.shape == (samples, 50)
    assert shown[0].all()
    assert shown[1:].mean() == pytest.approx(0.5, abs=0.01)


def test_a_thousand_samples_are_drawn_as_the_package_draws_them():
    theirs = np.random.RandomState(5).randint(0, 2, 1000 * 40).reshape(1000, 40)
    assert np.array_equal(lime.draw(40, 1000, seed=5)[1:], theirs[1:])


@pytest.mark.parametrize(("regions", "block"), [(1, 128), (63, 128), (64, 256)])
def test_in_the_balanced_block_every_two_regions_are_shown_together_as_often_as_apart(regions, block):
    signs = lime.draw(regions, block + 1, seed=0)[1:] * 2 - 1
    assert np.array_equal(signs.T @ signs, block * np.eye(regions))
    assert not signs.sum(axis=0).any()


@pytest.mark.parametrize("samples", [129, 385, 641])
def test_what_two_regions_do_together_does_not_disturb_the_straight_line_much(samples):
    """What is asked for is nothing but a product of two regions: the true line is nearly flat."""
    shown = lime.draw(40, samples, seed=1)
    freely = np.random.default_rng(1).integers(0, 2, shown.shape)
    freely[0] = 1
    signs, others = shown * 2 - 1, freely * 2 - 1
    balanced, random = (lime.fit(rows, one[:, 3] * one[:, 7]) for rows, one in ((shown, signs), (freely, others)))
    assert np.abs(balanced.weights).mean() < 0.6 * np.abs(random.weights).mean()


@pytest.mark.slow
def test_another_seed_draws_other_samples(samples, pack, runtime):
    question = of_the_model(samples["coffee"], pack, runtime)
    one, other = (list(lime.explain(question, samples=80, seed=seed))[-1] for seed in (0, 1))
    assert not np.array_equal(one.heat, other.heat)


def test_a_known_straight_line_is_found_again():
    truth = np.linspace(-0.2, 0.3, 20)
    shown = lime.draw(20, 500, seed=0)
    found = lime.fit(shown, 4 + shown @ truth)
    assert np.allclose(found.weights, truth, atol=0.01)
    assert found.intercept == pytest.approx(4, abs=0.05)
    assert found.fidelity > 0.99


@pytest.mark.slow
def test_our_batches_give_what_the_package_gives_one_by_one(samples, pack, runtime):
    from lime.lime_image import LimeImageExplainer

    prepared = pack.prepare(samples["chelsea"])
    regions = cut.segments(samples["chelsea"], prepared.shape[:2])
    theirs = LimeImageExplainer(kernel_width=lime.KERNEL_WIDTH, random_state=5).explain_instance(
        prepared,
        lambda pictures: runtime.predict(pictures).evidence[:, None],
        labels=(0,),
        top_labels=None,
        num_samples=96,
        segmentation_fn=lambda _picture: regions,
        random_seed=0,
    )
    shown = lime.draw(int(regions.max()) + 1, 1000, seed=5)[:96]
    scores = np.concatenate([runtime.predict(cut.hiding(prepared, regions)(one[None])).evidence for one in shown])
    ours = lime.fit(shown, scores, seed=5)
    assert np.allclose(ours.weights, [weight for _, weight in sorted(theirs.local_exp[0])], atol=1e-5)
    assert ours.fidelity == pytest.approx(theirs.score, abs=1e-4)


def test_a_region_has_one_value_and_the_notes_count_the_regions(samples, pack, runtime):
    rgb = samples["astronaut"]
    *_, last = lime.explain(of_the_model(rgb, pack, runtime), samples=80)
    regions = cut.segments(rgb, last.heat.shape)
    for region in range(regions.max() + 1):
        assert np.ptp(last.heat[regions == region]) == 0
    assert last.notes["regions"] == regions.max() + 1


@pytest.mark.slow
def test_640_samples_by_default_and_the_fit_is_reported(samples, pack, runtime):
    *_, last = lime.explain(of_the_model(samples["astronaut"], pack, runtime))
    assert runtime.pictures == last.total == 640
    assert last.fidelity is not None
    assert 0.5 < last.fidelity <= 1
    line = last.notes["base"] + _weights(samples["astronaut"], last).sum()
    assert line == pytest.approx(last.notes["mean"], abs=0.3)


@pytest.mark.slow
def test_hiding_the_raising_regions_lowers_the_score_more_than_hiding_any_others(photographs, pack, runtime):
    for rgb in photographs:
        *_, last = lime.explain(of_the_model(rgb, pack, runtime), samples=200)
        regions, prepared = cut.segments(rgb, last.heat.shape), pack.prepare(rgb)
        order = np.argsort(_weights_of(regions, last))
        raising, lowering = (_drop(prepared, regions, chosen, runtime) for chosen in (order[-8:], order[:8]))
        generator = np.random.default_rng(0)
        any_others = np.mean([_drop(prepared, regions, generator.permutation(order)[:8], runtime) for _ in range(4)])
        assert raising > any_others + 0.05
        assert lowering < any_others - 0.05


def _weights(rgb, explanation):
    """The rating points of each region, back from the heat."""
    return _weights_of(cut.segments(rgb, explanation.heat.shape), explanation)


def _weights_of(regions, explanation):
    _, places = np.unique(regions, return_index=True)
    return explanation.heat.ravel()[places].astype(float) * explanation.notes["scale"]


def _drop(prepared, regions, hidden, runtime):
    """How much the mean score falls when the regions ``hidden`` are."""
    shown = np.ones((2, regions.max() + 1), int)
    shown[1, hidden] = 0
    whole, part = runtime.predict(cut.hiding(prepared, regions)(shown)).evidence
    return whole - part
