"""The CPU runtime on real photographs."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.scoring.litert import LiteRTRuntime
from aesthetic_gui.scoring.pack import BadPack, load_pack, read_pack
from aesthetic_gui.scoring.runtime import predict_many

_START = """
import sys
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime
runtime = start_runtime(load_pack(), "cpu")
print(runtime.device, *sorted({"tensorflow", "keras", "h5py", "sklearn", "scipy"} & set(sys.modules)))
"""


def _means(outputs):
    return np.array([mean_sd(one.distribution)[0] for one in outputs])


@pytest.fixture(scope="module")
def litert(pack):
    return LiteRTRuntime(pack)


def test_starting_imports_no_tensorflow():
    """What takes its seconds; bench_runtime measures the start."""
    done = subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "CPU (LiteRT)"


def _exact_and_quantised(pack, photographs):
    inputs = [pack.prepare(rgb) for rgb in photographs]
    both = (LiteRTRuntime(pack.at_precision(precision)) for precision in ("fp32", "int8"))
    return tuple(_means(predict_many(runtime, inputs)) for runtime in both)


def test_int8_stays_close_to_fp32_on_photographs(nima, photographs):
    exact, quantised = _exact_and_quantised(nima, photographs)
    assert np.abs(exact - quantised).mean() < 0.06
    assert np.abs(exact - quantised).max() < 0.25
    assert np.corrcoef(exact, quantised)[0, 1] > 0.98


@pytest.mark.parametrize("name", ["aesthetic-multigap", "nima-mobilenet"])
def test_int8_is_off_by_a_small_part_of_what_tells_photographs_apart(name, photographs):
    exact, quantised = _exact_and_quantised(load_pack(name), photographs)
    assert np.abs(exact - quantised).mean() < 0.06 * exact.std()
    assert np.corrcoef(exact, quantised)[0, 1] > 0.995


@pytest.mark.slow
def test_the_defaults_int8_is_as_far_from_fp32_as_its_pack_says(pack, shared_data):
    with (shared_data / "corpus" / "labels.csv").open(encoding="utf-8", newline="") as file:
        wide = [row["path"] for row in csv.DictReader(file) if row["collection"] == "wide"]
    paths = [shared_data / "corpus" / path for path in wide[::16]]
    exact, quantised = _exact_and_quantised(pack, [np.asarray(Image.open(path).convert("RGB")) for path in paths])
    apart, said = np.abs(exact - quantised), pack.metrics["int8_against_fp32"]
    assert apart.mean() == pytest.approx(said["mean"], abs=0.01)
    assert apart.mean() < 0.06
    assert np.quantile(apart, 0.95) == pytest.approx(said["p95"], abs=0.04)


@pytest.mark.parametrize("precision", ["fp32", "int8"])
@pytest.mark.parametrize("name", ["aesthetic-multigap", "nima-mobilenet"])
def test_pictures_that_are_no_photographs_get_a_score_too(name, precision):
    """Noise, nothing, stripes: nothing overflows on what a network was never shown."""
    pack, random = load_pack(f"{name}:{precision}"), np.random.default_rng(0)
    stripes = np.tile(np.uint8([[[0]], [[255]]]), (112, 224, 3))
    odd = [random.integers(0, 256, (224, 224, 3), np.uint8), *(np.full((90, 160, 3), n, np.uint8) for n in (0, 255))]
    odd += [stripes, stripes.transpose(1, 0, 2), random.choice(np.uint8([0, 255]), (300, 200, 3))]
    for outputs in predict_many(LiteRTRuntime(pack), [pack.prepare(rgb) for rgb in odd]):
        assert all(np.isfinite(one).all() for one in outputs)
        assert outputs.distribution.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("name", "pixels", "levels", "numbers"), [("aesthetic-multigap", 16, 5, 856), ("nima-mobilenet", 32, 1, 1024)]
)
def test_a_distribution_sums_to_one_and_the_map_has_a_cell_per_so_many_pixels(
    name, pixels, levels, numbers, photographs
):
    pack = load_pack(name)
    runtime = LiteRTRuntime(pack)
    for rgb in photographs[:8]:
        prepared = pack.prepare(rgb)
        outputs = runtime.predict(prepared[None])
        assert outputs.distribution.sum() == pytest.approx(1, abs=1e-5)
        height, width = prepared.shape[:2]
        assert outputs.cam.shape == (1, -(-height // pixels), -(-width // pixels), levels)
        assert outputs.embedding.shape == (1, numbers)


def test_a_batch_gives_what_its_photographs_give_one_by_one(pack, litert, photographs):
    prepared = pack.prepare(photographs[0])
    batch = np.stack([prepared, prepared[::-1], prepared[:, ::-1]])
    together = litert.predict(batch)
    for place, one in enumerate(batch):
        assert np.array_equal(litert.predict(one[None]).distribution[0], together.distribution[place])


def test_many_shapes_in_turn_give_the_same_scores_as_each_alone(litert, noise):
    shapes = [(32 * high, 32 * wide) for high in (2, 3, 4) for wide in (2, 3, 4)]
    inputs = [noise(*shape, seed) for seed, shape in enumerate(shapes)]
    first = _means(predict_many(litert, inputs))
    assert np.array_equal(first, _means(predict_many(litert, inputs[::-1]))[::-1])


def test_calls_from_several_threads_do_not_mix_their_results(litert, noise):
    inputs = [noise(64 + 32 * (seed % 2), 96, seed) for seed in range(24)]
    alone = [litert.predict(one[None]).distribution for one in inputs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: litert.predict(one[None]).distribution, inputs))
    assert all(np.array_equal(*pair) for pair in zip(alone, together, strict=True))


@pytest.mark.parametrize("wrong", [np.zeros((64, 64, 3), np.float32), np.zeros((0, 64, 64, 3), np.float32)])
def test_a_batch_of_the_wrong_shape_is_refused(litert, wrong):
    with pytest.raises(ValueError, match="expected float32"):
        litert.predict(wrong)


def test_weights_that_are_no_litert_model_are_refused_in_words(pack_copy):
    path = pack_copy.weights_for("litert").path
    path.write_bytes(b"a letter to the editor")
    marker = pack_copy.folder / "pack.toml"
    before, after = pack_copy.weights_for("litert").sha256, hashlib.sha256(path.read_bytes()).hexdigest()
    marker.write_text(marker.read_text("utf-8").replace(before, after))
    with pytest.raises(BadPack, match="no LiteRT model"):
        LiteRTRuntime(read_pack(pack_copy.folder).at_precision(pack_copy.precision))
