"""Scoring 24-megapixel JPEGs, against the naive way and against the physical limit, in one run.

    python tests/benchmarks/bench_scoring.py [--folder CAMERA_JPEGS] [--facts] [--memory 2000] [--pack NAME]

naive: full decode, then Keras ``model.predict`` one at a time. limit: the fastest scaled decode alone on both cores.
``--facts`` tells what measuring costs: scoring with and without it, in turns, in one run; seconds of a processor count
where others use the machine, too.
``--memory N`` scores N such photographs (hard links to the same files) in a child process and prints its peak memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

import numpy as np
from bench_decode import make_photographs, opencv_reduced, pillow_at_once, pillow_draft
from PIL import Image

from aesthetic_gui.culling.measuring.measuring import measure
from aesthetic_gui.culling.scoring.agenda import Agenda, Job
from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import Measuring, Pipeline, score_photos, unmeasured
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.thumbnails.thumbnail_cache import ThumbnailCache
from aesthetic_gui.photo import Photo
from aesthetic_gui.scoring.pack import Pack, load_pack, read_weights
from aesthetic_gui.scoring.runtime import Runtime, start_runtime

DIFFERENT = 12
SCALED = (pillow_draft, pillow_at_once, opencv_reduced)


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ours(folder: Path, pack: Pack, cache: Path | None = None) -> float:
    """Photographs per second of the program's own pipeline; with ``cache`` as in the window, which keeps thumbnails."""
    runtime = start_runtime(pack, "cpu")
    photos = list(find_photos([folder]))
    if cache is None:
        seconds = timed(lambda: [item.score.mean for item in score_photos(photos, Judge(pack), runtime) if item.score])
    else:
        with ThumbnailCache(cache) as thumbnails:
            seconds = timed(lambda: score_with(photos, pack, runtime, thumbnails))
    runtime.close()
    return len(photos) / seconds


def score_with(
    photos: Sequence[Photo],
    pack: Pack,
    runtime: Runtime,
    thumbnails: ThumbnailCache,
    measuring: Measuring = measure,
) -> None:
    agenda = Agenda()
    agenda.add(Job(photo) for photo in photos)
    with Pipeline(pack, agenda, cache=thumbnails, measure=measuring) as pipeline:
        while len(agenda):
            pipeline.step(runtime)


def measure_facts(folder: Path, pack: Pack, rounds: int, cache: Path) -> None:
    """What facts cost of scoring as in the window, in wall time and in processor time of this process; in turns."""
    photos = list(find_photos([folder]))
    runtime = start_runtime(pack, "cpu")
    found: dict[str, list[tuple[float, float]]] = {"without": [], "with": []}
    for number in range(rounds + 1):
        for name, measuring in (("without", unmeasured), ("with", measure)):
            with ThumbnailCache(cache / f"{name}{number}.db") as thumbnails:
                before = time.process_time()
                wall = timed(lambda: score_with(photos, pack, runtime, thumbnails, measuring))  # noqa: B023
                used = time.process_time() - before
            if number:  # the first warms up
                found[name].append((wall / len(photos), used / len(photos)))
    runtime.close()
    for name, rows in found.items():
        wall, used = (1e3 * median(column) for column in zip(*rows, strict=True))
        print(f"{name:<8} facts: {wall:6.1f} ms a photograph, {used:6.1f} ms of a processor")
    for place, what in enumerate(("wall time", "processor")):
        ratios = [more[place] / less[place] for more, less in zip(found["with"], found["without"], strict=True)]
        print(f"{what}: {median(ratios):.2f} times as much [{min(ratios):.2f}, {max(ratios):.2f}]")


def limit(folder: Path, way: Callable[[Path], None]) -> float:
    """Photographs per second of one way of scaled decoding alone, two threads."""
    paths = sorted(folder.glob("*.jpg"))
    with ThreadPoolExecutor(2) as pool:
        seconds = timed(lambda: list(pool.map(way, paths)))
    return len(paths) / seconds


def measure_share(folder: Path, pack: Pack, rounds: int, cache: Path) -> None:
    """The program's rate, with and without thumbnails to keep, against each way of decoding alone; in turns."""
    rates: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        found = {way.__name__: limit(folder, way) for way in SCALED}
        found |= {"ours": ours(folder, pack), "ours, with thumbnails": ours(folder, pack, cache / f"{number}.db")}
        if number:  # the first warms up
            for name, rate in found.items():
                rates.setdefault(name, []).append(rate)
    fastest = max((way.__name__ for way in SCALED), key=lambda name: median(rates[name]))
    for name, values in rates.items():
        share = median(rate / bound for rate, bound in zip(values, rates[fastest], strict=True))
        print(f"{name:<24}{median(values):6.1f}/s   {share:.1%} of {fastest}")


def naive(folder: Path, model: object, count: int) -> float:
    """Photographs per second of full decode + ``model.predict``, one at a time."""
    paths = sorted(folder.glob("*.jpg"))[:count]

    def work() -> None:
        for path in paths:
            with Image.open(path) as image:
                small = image.convert("RGB").resize((224, 224), Image.Resampling.NEAREST)
            model.predict(np.asarray(small, np.float32)[None] / 127.5 - 1, verbose=0)  # type: ignore[attr-defined]

    return len(paths) / timed(work)


def keras_model(pack: Pack) -> object:
    import keras

    with tempfile.NamedTemporaryFile(suffix=".keras") as file:
        file.write(read_weights(pack.at_precision("fp32"), "keras"))
        file.flush()
        return keras.models.load_model(file.name)


def peak_memory(count: int, sources: list[Path]) -> None:
    """Score ``count`` photographs in a child process and print the peak of its resident memory."""
    with tempfile.TemporaryDirectory(dir=sources[0].parent) as folder:
        for number in range(count):
            os.link(sources[number % len(sources)], Path(folder) / f"{number:05}.jpg")
        subprocess.run([sys.executable, __file__, "--child", folder], check=True)


def child(folder: Path) -> None:
    pack = load_pack()
    rate = ours(folder, pack)
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    print(f"scored {len(list(folder.iterdir()))} photographs at {rate:.1f}/s, peak memory {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=120, help="hard links to a few different files")
    parser.add_argument("--folder", type=Path, help="measure with these JPEGs instead")
    parser.add_argument("--pack", help="a model other than the default, such as nima-mobilenet:int8")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--facts", action="store_true", help="what measuring costs, and nothing else")
    parser.add_argument("--memory", type=int, default=0)
    parser.add_argument("--no-naive", dest="naive", action="store_false")
    parser.add_argument("--child", type=Path)
    arguments = parser.parse_args()
    if arguments.child:
        child(arguments.child)
        return
    pack = load_pack(arguments.pack)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "shoot"
        folder.mkdir()
        given = sorted(arguments.folder.glob("*.jpg")) if arguments.folder else []
        sources = [shutil.copy(path, name) for path in given] or make_photographs(Path(name), DIFFERENT)
        for number in range(arguments.photos):
            os.link(sources[number % len(sources)], folder / f"{number:04}.jpg")
        if arguments.facts:
            measure_facts(folder, pack, arguments.rounds, Path(name))
            return
        measure_share(folder, pack, arguments.rounds, Path(name))
        if arguments.memory:
            peak_memory(arguments.memory, sorted(folder.glob("*.jpg")))
        if not arguments.naive:
            return
        model = keras_model(pack)
        naive(folder, model, 2)
        pairs = [(ours(folder, pack), naive(folder, model, 12)) for _ in range(arguments.rounds)]
        for rate, slow in pairs:
            print(f"ours {rate:5.1f}/s   full decode + model.predict {slow:5.2f}/s   {rate / slow:.1f} times")
        print(f"median: {median(rate / slow for rate, slow in pairs):.1f} times the naive way")


if __name__ == "__main__":
    main()
