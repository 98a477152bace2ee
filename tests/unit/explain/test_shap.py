from __future__ import annotations

import cv2
import numpy as np
import pytest

from aesthetic_gui.explain.hiding import shap
from aesthetic_gui.explain.question import of_the_model

pytestmark = pytest.mark.slow  # together more than a few seconds


def blurred(prepared):
    side = round(min(prepared.shape[:2]) * shap.BLUR)
    return cv2.blur(prepared, (side, side))


@pytest.mark.slow
def test_the_shares_add_up_to_the_score_less_that_of_the_blurred_copy(samples, pack, runtime):
    for rgb in samples.values():
        prepared = pack.prepare(rgb)
        sharp, soft = runtime.predict(np.stack([prepared, blurred(prepared)])).evidence
        *_, last = shap.explain(of_the_model(rgb, pack, runtime), evaluations=100)
        assert last.notes["base"] == pytest.approx(soft, abs=1e-4)
        assert last.notes["sum"] == pytest.approx(sharp - soft, abs=1e-4)
        cells = prepared.shape[0] * prepared.shape[1] / shap.CELL**2
        assert last.heat.mean() * last.notes["scale"] * cells == pytest.approx(sharp - soft, abs=0.02)


def test_every_partial_answer_adds_up_as_well(samples, pack, runtime):
    steps = list(shap.explain(of_the_model(samples["coffee"], pack, runtime), evaluations=100))
    assert np.ptp([step.notes["sum"] for step in steps]) < 1e-6


@pytest.mark.slow
def test_partial_answers_cost_no_extra_evaluations(samples, pack, runtime):
    steps = list(shap.explain(of_the_model(samples["coffee"], pack, runtime)))
    assert steps[-1].total == 500
    assert 400 <= runtime.pictures <= 500


@pytest.mark.slow
def test_a_longer_run_continues_a_shorter_one(samples, pack, runtime):
    *_, short = shap.explain(of_the_model(samples["rocket"], pack, runtime), evaluations=100)
    steps = shap.explain(of_the_model(samples["rocket"], pack, runtime), evaluations=250)
    same = next(step for step in steps if step.done == 100)
    assert np.array_equal(short.heat, same.heat)


@pytest.mark.slow
def test_what_raises_the_score_does_so_more_than_areas_of_the_same_shape_elsewhere(photographs, pack, runtime):
    blurring, leaving = [], []
    for rgb in photographs:
        *_, last = shap.explain(of_the_model(rgb, pack, runtime), evaluations=200)
        prepared = pack.prepare(rgb)
        heat = cv2.resize(last.heat, prepared.shape[1::-1], interpolation=cv2.INTER_AREA)
        low, high = np.quantile(heat, [0.2, 0.8])
        masks = [heat > high, heat < low, *_elsewhere(heat > high)]
        blurring.append(_compared([_drop(prepared, mask, runtime) for mask in masks]))
        leaving.append(_compared([-_drop(prepared, ~mask, runtime) for mask in masks]))
    for raising, lowering, elsewhere in (np.mean(blurring, axis=0), np.mean(leaving, axis=0)):
        assert raising > elsewhere + 0.08
        assert lowering < elsewhere - 0.08


def _drop(prepared, mask, runtime):
    """How much the mean score falls when the pixels of ``mask`` are blurred."""
    copy = np.where(mask[..., None], blurred(prepared), prepared)
    sharp, soft = runtime.predict(np.stack([prepared, copy])).evidence
    return sharp - soft


def _elsewhere(mask):
    """The same area mirrored: as large and as ragged, but chosen for nothing."""
    return mask[::-1], mask[:, ::-1], mask[::-1, ::-1]


def _compared(effects):
    return effects[0], effects[1], np.mean(effects[2:])
