"""Which runtime starts, batching, and going on when a GPU fails."""

from __future__ import annotations

import numpy as np
import pytest

from aesthetic_gui.scoring import gpu, runtime
from aesthetic_gui.scoring.outputs import DeviceFailed
from aesthetic_gui.scoring.runtime import FallbackRuntime, predict_many, start_runtime


def _means(outputs):
    return np.array([float(one.embedding[0, 0]) for one in outputs])


def test_photographs_of_mixed_shapes_come_back_in_their_order(stand_in, noise):
    inputs = [noise(*((32, 48), (48, 32), (32, 32))[number % 3], number) for number in range(40)]
    working = stand_in()
    outputs = predict_many(working, inputs, batch=8)
    assert np.allclose(_means(outputs), [one.mean() for one in inputs], atol=1e-6)
    assert [one.cam.shape for one in outputs] == [(1, *one.shape[:2], 1) for one in inputs]
    assert max(shape[0] for shape in working.shapes) == 8
    assert len(working.shapes) == 6


def test_nothing_to_predict_asks_the_model_nothing(stand_in):
    working = stand_in()
    assert predict_many(working, []) == []
    assert not working.shapes


def test_a_gpu_out_of_memory_half_way_loses_no_photograph(stand_in, noise):
    inputs = [noise(32, 48, number) for number in range(40)]
    gpu, cpu, told = stand_in({3: DeviceFailed("The GPU ran out of memory.")}), stand_in(), []
    outputs = predict_many(FallbackRuntime(gpu, lambda: cpu, told.append), inputs, batch=10)
    assert np.allclose(_means(outputs), [one.mean() for one in inputs], atol=1e-6)
    assert cpu.shapes == [(10, 32, 48, 3)] * 2  # the failed batch again, then the last one
    assert gpu.closed
    assert told == ["The GPU ran out of memory. Going on with the CPU; no photograph was lost."]


def test_a_second_failure_after_the_fallback_is_not_hidden(stand_in, noise):
    failing = DeviceFailed("The GPU was lost.")
    fallback = FallbackRuntime(stand_in({1: failing}), lambda: stand_in({1: failing}), lambda _: None)
    with pytest.raises(DeviceFailed):
        fallback.predict(noise(32, 32, 0)[None])


def test_an_error_of_our_own_is_no_reason_to_leave_the_gpu(stand_in, noise):
    gpu = stand_in({1: ValueError("wrong shape")})
    fallback = FallbackRuntime(gpu, pytest.fail, pytest.fail)
    with pytest.raises(ValueError, match="wrong shape"):
        fallback.predict(noise(32, 32, 0)[None])
    assert not gpu.closed


def test_without_a_gpu_automatic_is_quiet_and_asking_for_one_gets_an_answer(pack, monkeypatch):
    monkeypatch.setattr(gpu, "present", lambda: False)
    told: list[str] = []
    assert start_runtime(pack, "auto", told.append).device == "CPU (LiteRT)"
    assert told == []
    assert start_runtime(pack, "gpu", told.append).device == "CPU (LiteRT)"
    assert told == ["No NVIDIA GPU was found. Computing on the CPU instead."]


@pytest.mark.parametrize("device", ["auto", "gpu"])
def test_a_gpu_that_does_not_start_gives_the_cpu_and_says_why(pack, monkeypatch, device):
    def broken(_pack):
        raise DeviceFailed("The GPU cannot be set up.")

    monkeypatch.setattr(gpu, "present", lambda: True)
    monkeypatch.setattr(runtime, "_start_gpu", broken)
    told: list[str] = []
    assert start_runtime(pack, device, told.append).device == "CPU (LiteRT)"
    assert told == ["The GPU cannot be set up. Computing on the CPU instead."]


def test_a_working_gpu_is_taken_by_automatic_and_named(pack, monkeypatch, stand_in):
    monkeypatch.setattr(gpu, "present", lambda: True)
    monkeypatch.setattr(runtime, "_start_gpu", lambda _pack: stand_in())
    assert start_runtime(pack, "auto").device == "GPU (stand-in)"
    assert start_runtime(pack, "cpu").device == "CPU (LiteRT)"


def test_int8_has_no_weights_for_a_gpu_and_stays_on_the_cpu(pack, monkeypatch):
    monkeypatch.setattr(gpu, "present", lambda: True)
    told: list[str] = []
    assert start_runtime(pack.at_precision("int8"), "gpu", told.append).device == "CPU (LiteRT)"
    assert "runs on the CPU only" in told[0]
