"""How well stacks are found, and how often the best of a stack is the right one, with intervals.

    python tests/benchmarks/measure_stacks.py FOLDER [--photos 150] [--no-best]

FOLDER has ``bursts/`` (labels.csv: path, group, captured, subsec, camera, serial), ``degraded/`` (NNN_sharp.jpg and
NNN_degraded_K.jpg) and ``culling/`` (labels.csv: path, source). What was tuned on the even groups of the bursts is
stated on the odd ones, too. Intervals are bootstrap ones over groups, or exact ones (Clopper and Pearson) for shares.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import comb
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.culling.measuring.measuring import measure_closely
from aesthetic_gui.facts import Facts, Taking
from aesthetic_gui.grouping.best import Contender, Suggestion, suggest
from aesthetic_gui.grouping.likeness import fingerprint, vectors
from aesthetic_gui.grouping.stacks import Frame, group
from aesthetic_gui.photo import Photo, Unreadable
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime

BOOTSTRAPS = 1000
Pixels = NDArray[np.uint8]


def read(path: Path) -> Pixels:
    return np.asarray(Image.open(path).convert("RGB"), np.uint8)


def burst_frames(folder: Path) -> Iterator[tuple[Frame, int]]:
    with (folder / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            moment = datetime.strptime(row["captured"], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera's clock
            taken = moment + timedelta(seconds=float(f"0.{row['subsec'] or 0}"))
            path = folder / row["path"]
            yield (
                Frame(path, taken, row["camera"], Taking(serial=row["serial"]), fingerprint(read(path))),
                int(row["group"]),
            )


def f1(found: Sequence[object], groups: Sequence[object]) -> float:
    both, ours, theirs = (_pairs(labels) for labels in (zip(found, groups, strict=True), found, groups))
    return 2 * both / max(1, ours + theirs)


def _pairs(labels: Iterable[object]) -> int:
    return sum(comb(count, 2) for count in Counter(labels).values())


def interval(found: Sequence[int], groups: Sequence[int]) -> tuple[float, float]:
    """Of F1, over groups; a group drawn twice is two groups, in stacks of their own."""
    places = defaultdict(list)
    for place, number in enumerate(groups):
        places[number].append(place)
    chance, names = np.random.default_rng(0), sorted(places)
    figures = []
    for _ in range(BOOTSTRAPS):
        drawn = list(enumerate(chance.choice(names, len(names))))
        rows = [((found[place], copy), (name, copy)) for copy, name in drawn for place in places[name]]
        once = {name: copy for copy, name in drawn}  # strangers in one stack stay strangers in it
        rows = [((stack, copy if once[name] != copy else -1), (name, copy)) for (stack, copy), (name, _) in rows]
        figures.append(f1(*zip(*rows, strict=True)))
    low, high = np.quantile(figures, (0.025, 0.975))
    return float(low), float(high)


def clocks(frames: Sequence[Frame]) -> dict[str, list[Frame]]:
    """What different clocks and names leave of the ``frames``."""
    chance = np.random.default_rng(1).permutation(len(frames))
    return {
        "clock with fractions": list(frames),
        "clock, whole seconds": [_at(frame, microsecond=0) for frame in frames],
        "clock, minutes only": [_at(frame, second=0, microsecond=0) for frame in frames],
        "no clock": [replace(frame, captured_at=None) for frame in frames],
        "no clock, names by chance": [
            replace(frame, captured_at=None, path=Path(f"{place:04}.jpg"))
            for frame, place in zip(frames, chance.tolist(), strict=True)
        ],
        "clock alone, no look": [replace(frame, looks=b"") for frame in frames],
    }


def _at(frame: Frame, **parts: int) -> Frame:
    return replace(frame, captured_at=frame.captured_at.replace(**parts) if frame.captured_at else None)


def stack_numbers(frames: Sequence[Frame], closeness: float = 0.5) -> list[int]:
    number_of = {path: number for number, stack in enumerate(group(frames, closeness)) for path in stack.paths}
    return [number_of[frame.path] for frame in frames]


def measure_grouping(folder: Path) -> None:
    frames, groups = map(list, zip(*burst_frames(folder), strict=True))
    print(f"\n| {len(frames)} frames in {len(set(groups))} groups | F1 | even groups | odd groups |\n|---|---|---|---|")
    for name, told in clocks(frames).items():
        found = stack_numbers(told)
        halves = [
            f1(
                [one for one, number in zip(found, groups, strict=True) if number % 2 == half],
                [n for n in groups if n % 2 == half],
            )
            for half in (0, 1)
        ]
        low, high = interval(found, groups)
        print(f"| {name} | {f1(found, groups):.3f} [{low:.3f}, {high:.3f}] | {halves[0]:.3f} | {halves[1]:.3f} |")
    print("\n| closeness | stacks by the clock | F1 | stacks by look | F1 |\n|---|---|---|---|---|")
    timeless = clocks(frames)["no clock"]
    for closeness in (0.0, 0.25, 0.5, 0.75, 1.0):
        by_clock, by_look = (stack_numbers(told, closeness) for told in (frames, timeless))
        cells = [f"{len(set(found))} | {f1(found, groups):.3f}" for found in (by_clock, by_look)]
        print(f"| {closeness} | {' | '.join(cells)} |")
    measure_looks(frames, groups)
    measure_speed(frames)


def measure_looks(frames: Sequence[Frame], groups: Sequence[int]) -> None:
    """By look alone, without names: single linkage, the limit set on the even groups, told of the odd ones."""
    print("\n| look | F1, even groups (limit set) | F1, odd groups |\n|---|---|---|")
    labels = np.array(groups)
    for name, apart in _ways([frame.path for frame in frames], [frame.looks for frame in frames]):
        sides = [np.flatnonzero(labels % 2 == half) for half in (0, 1)]
        limits = np.unique(apart[np.ix_(sides[0], sides[0])])[1:]
        limits = limits[:: max(1, len(limits) // 400)]
        tried = {float(limit): _linked(apart, sides[0], labels, float(limit)) for limit in limits}
        best = max(tried, key=lambda limit: tried[limit])
        print(f"| {name} | {tried[best]:.3f} | {_linked(apart, sides[1], labels, best):.3f} |")


def _linked(apart: NDArray[np.float64], places: NDArray[np.intp], labels: NDArray[np.int64], limit: float) -> float:
    from scipy.sparse.csgraph import connected_components

    _, found = connected_components(apart[np.ix_(places, places)] <= limit, directed=False)
    return f1(found.tolist(), labels[places].tolist())


def _ways(paths: Sequence[Path], looks: Sequence[bytes]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    yield "fingerprint (this program's)", _euclid(vectors(looks))
    pictures = [read(path) for path in paths]
    for name in ("aesthetic-multigap", "nima-mobilenet"):
        pack = load_pack(name)
        runtime = start_runtime(pack, "cpu")
        rows = np.stack([runtime.predict(pack.prepare(rgb)[None]).embedding[0] for rgb in pictures])
        yield f"embedding of {name}, cosine", 1 - _unit(rows) @ _unit(rows).T
        runtime.close()
    try:
        import imagehash
    except ImportError:
        print("| perceptual hashes: ImageHash is not installed | | |")
        return
    for name, size in (("phash", 8), ("phash", 16), ("dhash", 8), ("whash", 8), ("average_hash", 8)):
        make: Callable[..., object] = getattr(imagehash, name)
        bits = np.stack([np.asarray(make(Image.fromarray(rgb), size).hash, np.float64).ravel() for rgb in pictures])
        yield f"ImageHash {name}, {size * size} bits", np.abs(bits[:, None] - bits[None]).mean(-1)


def _unit(rows: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float64)


def _euclid(rows: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(rows[:, None] - rows[None], axis=-1), np.float64)


def measure_speed(frames: Sequence[Frame]) -> None:
    """5,000 frames, of fingerprints that were worked out before."""
    many = [
        replace(frame, path=Path(f"{day:03}") / frame.path.name, captured_at=frame.captured_at + timedelta(days=day))
        for day, frame in itertools.islice(itertools.product(range(34), frames), 5000)
        if frame.captured_at
    ]
    picture = cv2.resize(read(frames[0].path), (640, 427))
    began = time.process_time()
    for _ in range(100):
        fingerprint(picture)
    print(f"\na fingerprint at 640 pixels: {(time.process_time() - began) * 10:.1f} ms")
    for name, told in clocks(many).items():
        began = time.process_time()
        count = len(group(told))
        print(f"5,000 frames, {name}: {time.process_time() - began:.2f} s of one core, {count} stacks")


def measured(path: Path) -> Contender | None:
    try:
        found = measure_closely(Photo(path))
    except Unreadable:
        return None
    return Contender(path, found.facts, None, (found.metadata.width, found.metadata.height))


def measure_best(folder: Path, count: int) -> None:
    print("\n| original against a worse copy of it | n | original | copy | no difference |\n|---|---|---|---|---|")
    degraded = sorted((folder / "degraded").glob("*.jpg"))
    sharp = {path.name[:3]: path for path in degraded if "sharp" in path.name}
    pairs = [(sharp[path.name[:3]], path) for path in degraded if "degraded" in path.name and path.name[:3] in sharp]
    _tell("degraded/, real pairs", [_judged(*pair) for pair in pairs])
    with (folder / "culling" / "labels.csv").open(newline="") as file:
        paths = [folder / "culling" / row["path"] for row in csv.DictReader(file)]
    chosen = [paths[place] for place in np.random.default_rng(2).permutation(len(paths))[:count]]
    with TemporaryDirectory() as made:
        for name, worsen in WORSE.items():
            _tell(name, [_judged(*_made_worse(path, Path(made), worsen)) for path in chosen])
        measure_burst_best(folder / "bursts", Path(made))


WORSE: dict[str, Callable[[Pixels], Pixels]] = {
    "culling/, blurred by σ 0.5": lambda rgb: cv2.GaussianBlur(rgb, (0, 0), 0.5),
    "culling/, blurred by σ 1": lambda rgb: cv2.GaussianBlur(rgb, (0, 0), 1.0),
    "culling/, a tenth darker": lambda rgb: (rgb * 0.9).astype(np.uint8),
    "culling/, four tenths darker": lambda rgb: (rgb * 0.6).astype(np.uint8),
    "culling/, noise of 8 levels": lambda rgb: _noisy(rgb, 8),
    "culling/, the same again": lambda rgb: rgb,
}


def _noisy(rgb: Pixels, level: float) -> Pixels:
    noise = np.random.default_rng(rgb.size).normal(0, level, rgb.shape)
    return np.clip(rgb + noise, 0, 255).astype(np.uint8)


def _made_worse(path: Path, folder: Path, worsen: Callable[[Pixels], Pixels]) -> tuple[Path, Path]:
    """Both saved alike, so that the one is no better for having been saved once less."""
    rgb = read(path)
    pair = folder / "original.jpg", folder / "copy.jpg"
    for place, pixels in zip(pair, (rgb, worsen(rgb)), strict=True):
        Image.fromarray(pixels).save(place, quality=92)
    return pair


def _judged(original: Path, copy: Path) -> str:
    frames = [measured(path) for path in (copy, original)]
    found = suggest([frame for frame in frames if frame])
    return {original: "original", copy: "copy", None: "none"}[found.best]


def _tell(name: str, judged: Sequence[str]) -> None:
    cells = [_share(judged.count(one), len(judged)) for one in ("original", "copy", "none")]
    print(f"| {name} | {len(judged)} | {' | '.join(cells)} |", flush=True)


def _share(count: int, total: int) -> str:
    from scipy.stats import beta

    low = beta.ppf(0.025, count, total - count + 1) if count else 0.0
    high = beta.ppf(0.975, count + 1, total - count) if count < total else 1.0
    return f"{100 * count / total:.0f} % [{100 * low:.0f}, {100 * high:.0f}]"


def measure_burst_best(folder: Path, made: Path) -> None:
    """Bursts as they are, and with one frame made worse: it has to come last, and never first."""
    bursts = defaultdict(list)
    with (folder / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            bursts[row["group"]].append(folder / row["path"])
    several = [[frame for path in paths if (frame := measured(path))] for paths in bursts.values() if len(paths) > 2]
    plain = [suggest(frames) for frames in several]
    silent = sum(found.best is None for found in plain)
    print(f"\nbursts as they are: nothing suggested in {silent} of {len(plain)}")
    for found in plain:
        if found.best:
            print(f"  {found.best.name}: {found.why}")
    print("\n| one frame of a burst made worse | n | last | suggested | nothing suggested |\n|---|---|---|---|---|")
    for name, worsen in BURST_WORSE.items():
        found = [_with_one_worse(frames, made, worsen) for frames in several]
        first = sum(one.best is not None and one.best.parent == made for one in found)
        last = sum(one.best is not None and one.ranking[-1].parent == made for one in found)
        none = sum(one.best is None for one in found)
        print(
            f"| {name} | {len(found)} | {' | '.join(_share(one, len(found)) for one in (last, first, none))} |",
            flush=True,
        )


BURST_WORSE: dict[str, Callable[[Pixels], Pixels]] = {
    "out of focus, σ 2": lambda rgb: cv2.GaussianBlur(rgb, (0, 0), 2.0),
    "moved by 9 pixels": lambda rgb: cv2.filter2D(rgb, -1, np.full((1, 9), 1 / 9)),
    "two stops darker": lambda rgb: (255 * (rgb / 255) ** 1.6 * 0.5).astype(np.uint8),
}


def _with_one_worse(frames: Sequence[Contender], made: Path, worsen: Callable[[Pixels], Pixels]) -> Suggestion:
    place = len(frames) // 2
    path = made / frames[place].path.name
    Image.fromarray(worsen(read(frames[place].path))).save(path, quality=92)
    worse = measured(path) or Contender(path, Facts())
    return suggest([*frames[:place], worse, *frames[place + 1 :]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=150, help="of culling/, for copies that are made worse")
    parser.add_argument("--no-best", action="store_true", help="grouping alone")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    measure_grouping(options.folder / "bursts")
    if not options.no_best:
        measure_best(options.folder, options.photos)


if __name__ == "__main__":
    main()
