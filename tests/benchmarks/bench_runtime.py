"""How fast the runtimes are, against each other in one run: ``python tests/benchmarks/bench_runtime.py [--photos N]``.

LiteRT fp32 and int8 of every pack found against TensorFlow used in the two usual ways: ``model.predict`` one
photograph at a time, as predictors of this kind do, and a compiled ``tf.function`` in batches. Contestants take turns
round by round; beside the best round of each, the program's own pack over every other one at the same precision, round
by round (median, smallest, largest). Input is noise of a 3:2 photograph's shape:
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
from aesthetic_gui.scoring.pack import Pack, find_packs, load_pack, read_weights

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
_PRECISIONS = ("fp32", "int8")


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
        **{
            _lite(each, precision): (LiteRTRuntime(each.at_precision(precision)).predict, _BATCH)
            for precision in _PRECISIONS
            for each in alike(pack)
        },
    }


def alike(pack: Pack) -> list[Pack]:
    """``pack``, then every other pack found that takes photographs of the same size."""
    others = [each for each in find_packs() if each.id != pack.id]
    return [pack, *(each for each in others if each.preparation.size(640, 427) == pack.preparation.size(640, 427))]


def _lite(pack: Pack, precision: str) -> str:
    return f"LiteRT {precision}, {pack.id}"


def rate(call: Callable[[np.ndarray], object], photos: np.ndarray, batch: int) -> float:
    """Photographs a second."""
    started = time.perf_counter()
    for place in range(0, len(photos), batch):
        call(photos[place : place + batch])
    return len(photos) / (time.perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=160)
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    arguments = parser.parse_args()
    count = arguments.photos
    pack = load_pack()
    print(f"LiteRT starts in {start_up():.3f} s (target: under 0.3 s)")
    width, height = pack.preparation.size(640, 427)
    photos = np.random.default_rng(0).uniform(-1, 1, (count, height, width, 3)).astype(np.float32)
    calls = contestants(pack)
    for call, batch in calls.values():
        call(photos[:batch])
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(arguments.rounds):  # in turn, so that a busy moment of the machine hits them alike
        for name, (call, batch) in calls.items():
            found[name].append(rate(call, photos, batch))
    slowest = max(found["model.predict, one at a time"])
    print(f"{count} photographs of {height} x {width}, {usable_threads()} threads, best of {arguments.rounds} rounds:")
    for name, speeds in found.items():
        print(f"  {name:36} {max(speeds):7.1f} photographs/s  {max(speeds) / slowest:6.1f}x")
    first, *others = alike(pack)
    for precision in _PRECISIONS:
        for other in others:
            ratios = np.divide(found[_lite(first, precision)], found[_lite(other, precision)])
            print(
                f"  {first.id} against {other.id}, {precision}: {np.median(ratios):.3f}x "
                f"[{ratios.min():.3f}, {ratios.max():.3f}]"
            )


if __name__ == "__main__":
    main()
