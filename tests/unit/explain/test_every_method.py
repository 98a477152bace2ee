"""What CAM, LIME and SHAP have in common."""

from __future__ import annotations

import subprocess
import sys
import threading
from functools import lru_cache

import numpy as np
import pytest

from aesthetic_gui.explain import cam
from aesthetic_gui.explain.hiding import libraries, lime, shap
from aesthetic_gui.explain.question import of_the_model

pytestmark = pytest.mark.slow  # together more than a few seconds


def asked_of_the_model(method, **usual):
    """``explain(rgb, pack, runtime)`` by a method."""
    return lambda rgb, pack, runtime, **more: method(of_the_model(rgb, pack, runtime), **{**usual, **more})


METHODS = {
    "cam": asked_of_the_model(cam.explain),
    "lime": asked_of_the_model(lime.explain, samples=120),
    "shap": asked_of_the_model(shap.explain, evaluations=500),
}
QUICK_SHAPES = ((640, 427), (3, 400), (1, 1))
SLOW_METHODS = {name: METHODS[name] for name in ("lime", "shap")}


@pytest.fixture(params=METHODS, ids=str)
def explain(request):
    return METHODS[request.param]


@pytest.fixture(scope="module")
def explained(samples, pack, real_runtime):
    """``explained(method, name)``: the last explanation of a sample by a method, worked out once."""
    return lru_cache(lambda method, name: list(METHODS[method](samples[name], pack, real_runtime))[-1])


@pytest.fixture(params=SLOW_METHODS, ids=str)
def explain_slowly(request):
    return SLOW_METHODS[request.param]


def shapes():
    generator = np.random.default_rng(1)
    for height, width in ((640, 427), (360, 640), (100, 900), (3, 400), (1, 1), (31, 33)):
        marks = () if (height, width) in QUICK_SHAPES else pytest.mark.slow
        rgb = generator.integers(0, 255, (height, width, 3), np.uint8)
        yield pytest.param(rgb, id=f"{width}x{height}", marks=marks)


@pytest.mark.parametrize("method", METHODS)
def test_explains_the_mean_score_and_says_so_in_the_notes(method, explained, samples, pack, runtime):
    distribution = runtime.predict(pack.prepare(samples["rocket"])[None]).distribution[0]
    last = explained(method, "rocket")
    assert last.notes["mean"] == pytest.approx(distribution @ np.arange(1, 11), abs=2e-5)
    assert last.notes["scale"] > 0


@pytest.mark.parametrize("method", METHODS)
def test_the_heat_is_signed_and_its_strongest_part_is_one(method, explained):
    last = explained(method, "rocket")
    assert last.heat.dtype == np.float32
    assert 0.85 < np.abs(last.heat).max() <= 1
    assert last.heat.min() < 0 < last.heat.max()


@pytest.mark.parametrize("name", ["astronaut", "coffee"])
def test_the_default_model_is_explained_by_every_method(name, explain, samples, default_pack, default_runtime):
    distribution = default_runtime.predict(default_pack.prepare(samples[name])[None]).distribution[0]
    *_, last = explain(samples[name], default_pack, default_runtime)
    assert last.complete
    assert last.notes["mean"] == pytest.approx(distribution @ np.arange(1, 11), abs=2e-5)
    height, width = last.heat.shape
    assert max(height, width) == 320
    assert width / height == pytest.approx(samples[name].shape[1] / samples[name].shape[0], abs=0.02)
    assert last.heat.dtype == np.float32
    assert 0.85 < np.abs(last.heat).max() <= 1
    assert last.heat.min() < last.heat.max()


@pytest.mark.parametrize("rgb", list(shapes()))
def test_the_heat_has_the_aspect_of_the_photograph(explain, rgb, pack, runtime):
    *_, last = explain(rgb, pack, runtime)
    height, width = last.heat.shape
    assert abs(width - height * rgb.shape[1] / rgb.shape[0]) <= max(1, rgb.shape[1] / rgb.shape[0])
    assert max(height, width) == 320
    assert np.isfinite(last.heat).all()


def test_a_flat_picture_has_an_explanation_too(explain, pack, runtime):
    *_, last = explain(np.full((200, 300, 3), 90, np.uint8), pack, runtime)
    assert last.complete
    assert np.isfinite(last.heat).all()


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_answer_and_the_rest_of_the_program_keeps_its_random_numbers(
    method, explained, samples, pack, runtime
):
    first = explained(method, "rocket")
    np.random.seed(7)
    expected = np.random.random(3)
    np.random.seed(7)  # what the rest of the program does with numpy's generator makes no difference
    *_, second = METHODS[method](samples["rocket"], pack, runtime)
    assert np.array_equal(np.random.random(3), expected)
    assert np.array_equal(first.heat, second.heat)
    assert first.notes == second.notes


def test_progress_only_grows_and_ends_complete(explain_slowly, samples, pack, runtime):
    steps = list(explain_slowly(samples["chelsea"], pack, runtime))
    done = [step.done for step in steps]
    assert len(steps) >= 5
    assert done == sorted(set(done))
    assert len({step.total for step in steps}) == 1
    assert [step.complete for step in steps] == [False] * (len(steps) - 1) + [True]
    assert runtime.pictures <= steps[-1].total


def test_a_partial_picture_comes_long_before_the_last(explain_slowly, samples, pack, runtime):
    first = next(explain_slowly(samples["chelsea"], pack, runtime))
    assert runtime.pictures <= 0.15 * first.total
    assert first.heat.any()


def test_later_pictures_come_closer_to_the_last(explain_slowly, samples, pack, runtime):
    steps = list(explain_slowly(samples["coffee"], pack, runtime))
    far, near = (np.corrcoef(steps[place].heat.ravel(), steps[-1].heat.ravel())[0, 1] for place in (0, -2))
    assert near > far
    assert near > 0.8


def test_a_cancel_stops_within_a_batch_and_shows_nothing_more(explain_slowly, samples, pack, runtime):
    steps = explain_slowly(samples["chelsea"], pack, runtime, cancelled=lambda: runtime.pictures >= 40)
    before = threading.active_count()
    shown = list(steps)
    assert runtime.pictures <= 40 + 16
    assert all(step.done <= 40 + 16 for step in shown)
    assert not any(step.complete for step in shown)
    assert threading.active_count() == before


def test_a_cancel_before_the_start_asks_nothing_of_the_model(explain, samples, pack, runtime):
    assert list(explain(samples["chelsea"], pack, runtime, cancelled=lambda: True)) == []
    assert runtime.pictures == 0


def test_walking_away_from_a_half_finished_explanation_leaves_nothing_behind(explain_slowly, samples, pack, runtime):
    import gc

    numba = pytest.importorskip("numba", reason="this release of shap does without numba")

    steps = explain_slowly(samples["chelsea"], pack, runtime)
    next(steps)
    steps.close()
    assert gc.isenabled()
    assert not numba.config.DISABLE_JIT


@pytest.mark.parametrize(("explain", "option"), [(lime.explain, "samples"), (shap.explain, "evaluations")])
def test_too_few_evaluations_are_refused(explain, option, samples, pack, runtime):
    with pytest.raises(ValueError, match="needs at least"):
        next(explain(of_the_model(samples["chelsea"], pack, runtime), **{option: 1}))


@pytest.mark.slow
def test_the_packages_are_imported_only_when_needed_and_quietly():
    script = (
        "import sys\n"
        "import aesthetic_gui.culling.explaining.asking as explaining\n"
        "heavy = {'lime', 'shap', 'sklearn', 'skimage.segmentation', 'numba', 'matplotlib', 'pandas', 'tensorflow'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "for method in ('cam', 'lime', 'shap'): explaining.warm_up(method)\n"
        "assert {'lime', 'shap', 'skimage.segmentation'} <= set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_numba_stays_as_it_was_for_everybody_else():
    numba = pytest.importorskip("numba", reason="this release of shap does without numba")

    libraries.shap_package()
    assert not numba.config.DISABLE_JIT
    assert numba.njit(lambda: 1).py_func() == 1  # still a compiled function, not a plain one


@pytest.mark.slow
@pytest.mark.parametrize("before", ["import gc; gc.disable()", "import shap"])
def test_scripts_with_habits_of_their_own_get_the_same_answer(before, samples, pack, runtime):
    *_, here = shap.explain(of_the_model(samples["coffee"], pack, runtime), evaluations=40)
    script = (
        f"{before}\n"
        "from skimage import data\n"
        "from aesthetic_gui.explain.hiding import shap\n"
        "from aesthetic_gui.explain.question import of_the_model\n"
        "from aesthetic_gui.scoring.pack import load_pack\n"
        "from aesthetic_gui.scoring.runtime import start_runtime\n"
        "pack = load_pack('nima-mobilenet:int8')\n"
        "*_, last = shap.explain(of_the_model(data.coffee(), pack, start_runtime(pack, 'cpu')), evaluations=40)\n"
        "print(last.notes['sum'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == pytest.approx(here.notes["sum"], abs=1e-5)
