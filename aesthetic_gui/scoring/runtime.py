"""Which runtime this machine gets, what every runtime offers, and the way back to the CPU when a GPU fails."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Literal, Protocol, get_args

from aesthetic_gui.later import NDArray, np
from aesthetic_gui.scoring import gpu, trial
from aesthetic_gui.scoring.outputs import DeviceFailed, Outputs
from aesthetic_gui.scoring.pack import Pack

Device = Literal["auto", "cpu", "gpu"]
Notice = Callable[[str], None]
BATCH = 16


class Runtime(Protocol):
    """A started model. Runtimes lock themselves: calls from several threads are safe and run one after another."""

    @property
    def device(self) -> str:
        """What computes, in words for the status bar, such as "CPU (LiteRT)"."""

    def predict(self, batch: NDArray[np.float32]) -> Outputs:
        """The outputs for ``batch`` float32 (n, h, w, 3), n ≥ 1, in order."""

    def close(self) -> None:
        """Give the memory back; the runtime is not used afterwards."""


def start_runtime(pack: Pack, device: Device = "auto", on_notice: Notice = lambda _: None) -> Runtime:
    """The runtime for ``pack``: LiteRT on the CPU, TensorFlow where a GPU is present ("auto") or asked for ("gpu").

    A GPU that cannot be used is told to ``on_notice`` and the CPU serves instead, now or in the middle of a batch.
    Takes under 0.3 s on the CPU; on a GPU several seconds (it imports TensorFlow). Raises ``pack.BadPack``.
    """
    if device not in get_args(Device):
        raise ValueError(f"device is one of {', '.join(get_args(Device))}, not {device!r}")
    if device == "cpu" or not _gpu_wanted(pack, device, on_notice):
        return _start_cpu(pack)
    try:
        return FallbackRuntime(_start_gpu(pack), lambda: _start_cpu(pack), on_notice)
    except DeviceFailed as failure:
        on_notice(f"{failure} Computing on the CPU instead.")
        return _start_cpu(pack)


def predict_many(runtime: Runtime, inputs: Sequence[NDArray[np.float32]], batch: int = BATCH) -> list[Outputs]:
    """The outputs of each input float32 (h, w, 3), in the order given; equal shapes share a batch of ≤ ``batch``.

    Each of the returned outputs is of one photograph and keeps the leading 1: distribution (1, 10), evidence (1,).
    """
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for place, prepared in enumerate(inputs):
        places[prepared.shape].append(place)
    found: dict[int, Outputs] = {}
    for same_shape in places.values():
        for start in range(0, len(same_shape), batch):
            chunk = same_shape[start : start + batch]
            outputs = runtime.predict(np.stack([inputs[place] for place in chunk]))
            for row, place in enumerate(chunk):
                found[place] = Outputs(*(column[row : row + 1] for column in outputs))
    return [found[place] for place in range(len(inputs))]


class FallbackRuntime:
    """A GPU runtime that hands over to the CPU, once and for good, when the GPU fails: the same batch runs again there.

    Nothing is lost: a caller sees one slower batch, and ``on_notice`` is told why.
    """

    def __init__(self, first: Runtime, start_spare: Callable[[], Runtime], on_notice: Notice) -> None:
        self._runtime = first
        self._start_spare: Callable[[], Runtime] | None = start_spare
        self._on_notice = on_notice
        self._lock = threading.RLock()

    @property
    def device(self) -> str:
        return self._runtime.device

    def predict(self, batch: NDArray[np.float32]) -> Outputs:
        with self._lock:
            try:
                return self._runtime.predict(batch)
            except DeviceFailed as failure:
                self._hand_over(failure)
                return self._runtime.predict(batch)

    def close(self) -> None:
        with self._lock:
            self._runtime.close()

    def _hand_over(self, failure: DeviceFailed) -> None:
        if self._start_spare is None:
            raise failure
        spare, self._start_spare = self._start_spare(), None
        self._runtime.close()
        self._runtime = spare
        self._on_notice(f"{failure} Going on with the CPU; no photograph was lost.")


def _gpu_wanted(pack: Pack, device: Device, on_notice: Notice) -> bool:
    """Whether to try the GPU. "auto" is quiet about what is missing; "gpu" was asked for, so it says so."""
    reason = _why_no_gpu(pack)
    if reason and device == "gpu":
        on_notice(f"{reason} Computing on the CPU instead.")
    return not reason


def _why_no_gpu(pack: Pack) -> str:
    if not gpu.present():
        return "No NVIDIA GPU was found."
    if pack.weights_for("keras") is None:
        return f"The model {pack.name} runs on the CPU only."
    from importlib.util import find_spec

    if find_spec("tensorflow") is None:
        return "The GPU needs TensorFlow, which is not installed."
    return ""


def _start_cpu(pack: Pack) -> Runtime:
    trial.check(pack, "litert")
    from aesthetic_gui.scoring.litert import LiteRTRuntime

    return LiteRTRuntime(pack)


def _start_gpu(pack: Pack) -> Runtime:
    trial.check(pack, "keras")
    from aesthetic_gui.scoring.keras import KerasRuntime

    return KerasRuntime(pack, device="gpu")
