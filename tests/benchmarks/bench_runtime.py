"""How fast the runtimes are, against each other in one run: ``python tests/benchmarks/bench_runtime.py [--photos N]``.

LiteRT fp32 and int8 against TensorFlow used in the two usual ways: ``model.predict`` one photograph at a time, as
predictors of this kind do, and a compiled ``tf.function`` in batches. Input is noise of a 3:2 photograph's shape:
the arithmetic does not depend on what it shows. Also the time to start LiteRT in a fresh process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from aesthetic_gui.scoring.litert import LiteRTRuntime, usable_threads
from aesthetic_gui.scoring.pack import Pack, load_pack, read_weights

_START = """
import time
started = time.perf_counter()
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime
start_runtime(load_pack(), "cpu")
print(time.perf_counter() - started)
"""
_BATCH = 16
_ROUNDS = 3


def start_up() -> float:
    """Seconds from importing to a started runtime, the median of five fresh processes."""
    runs = (
        subprocess.run([sys.executable, "-c", _START], capture_output=True, text=True, check=True) for _ in range(5)
    )
    return float(np.median([float(run.stdout) for run in runs]))


def contestants(pack: Pack) -> dict[str, tuple[Callable[[np.ndarray], object], int]]:
    """What is measured: a call that takes a batch, and how many photographs it is given at a time."""
    from aesthetic_gui.scoring.keras import KerasRuntime, load_model

    network = load_model(pack, read_weights(pack, "keras"))
    return {
        "model.predict, one at a time": (lambda batch: network.predict(batch, verbose=0), 1),
        f"tf.function, batches of {_BATCH}": (KerasRuntime(pack, device="cpu").predict, _BATCH),
        "LiteRT fp32": (LiteRTRuntime(pack).predict, _BATCH),
        "LiteRT int8": (LiteRTRuntime(pack.at_precision("int8")).predict, _BATCH),
    }


def rate(call: Callable[[np.ndarray], object], photos: np.ndarray, batch: int) -> float:
    """Photographs a second."""
    started = time.perf_counter()
    for place in range(0, len(photos), batch):
        call(photos[place : place + batch])
    return len(photos) / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=160)
    count = parser.parse_args().photos
    pack = load_pack()
    print(f"LiteRT starts in {start_up():.3f} s (target: under 0.3 s)")
    width, height = pack.preparation.size(640, 427)
    photos = np.random.default_rng(0).uniform(-1, 1, (count, height, width, 3)).astype(np.float32)
    calls = contestants(pack)
    for call, batch in calls.values():
        call(photos[:batch])
    found = dict.fromkeys(calls, 0.0)
    for _ in range(_ROUNDS):  # in turn, so that a busy moment of the machine hits them alike; the best round counts
        for name, (call, batch) in calls.items():
            found[name] = max(found[name], rate(call, photos, batch))
    slowest = found["model.predict, one at a time"]
    print(f"{count} photographs of {height} x {width}, {usable_threads()} threads:")
    for name, speed in found.items():
        print(f"  {name:32} {speed:7.1f} photographs/s  {speed / slowest:6.1f}x")


if __name__ == "__main__":
    main()
