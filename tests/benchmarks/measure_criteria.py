"""How well the criteria tell: AUC, monotone sweeps, false faults of what is done on purpose, and milliseconds.

    python tests/benchmarks/measure_criteria.py FOLDER [--photos 120] [--half state|tune]

FOLDER has photographs as ``corpus/``, ``culling/`` and ``degraded/`` describe them (labels.csv: path, source, kind).
The sources are cut in two halves, by name: thresholds were set on *tune*, *state* is what docs/criteria.md states.
Every change of sweeps.py and protected.py is made on ``--photos`` of them; intervals are bootstrap ones over
photographs.
"""

from __future__ import annotations

import argparse
import csv
import math
import statistics
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from protected import INTENTS
from sweeps import SWEEPS, Pixels, Sweep, noisy, picture

from aesthetic_gui.criteria import compression, noise
from aesthetic_gui.criteria.measures import MEASURES, measure_all
from aesthetic_gui.criteria.picture import Picture
from aesthetic_gui.criteria.values import THRESHOLD, faults
from aesthetic_gui.facts import Criterion, Measure
from aesthetic_gui.training.data import degrade

Values = NDArray[np.float64]
BOOTSTRAPS = 1000
POINT = 1.0  # that a value may rise by rounding
WIDTHS = (Criterion.FOCUS, Criterion.MOTION)  # whose figure grows with the fault and has an error
DEGRADATIONS = {  # of the lab, and the criterion that has to tell each
    "blur": Criterion.FOCUS,
    "motion_blur": Criterion.MOTION,
    "noise": Criterion.NOISE,
    "heavy_jpeg": Criterion.COMPRESSION,
    "underexposed": Criterion.EXPOSURE,
    "overexposed": Criterion.EXPOSURE,
    "strong_cast": Criterion.CAST,
}


@dataclass(frozen=True)
class Row:
    """One line of a criterion's table; ``low`` and ``high`` are the 95 % interval."""

    what: str
    figure: str
    value: float
    n: int
    low: float
    high: float


def read(path: Path) -> Pixels:
    return np.asarray(Image.open(path).convert("RGB"), np.uint8)


def photographs(folder: Path, half: str, most: int) -> list[Pixels]:
    """At most ``most`` from the sources of ``half``, evenly from all of them."""
    found = [
        folder / part / row["path"]
        for part in ("culling", "corpus")
        for row in labels(folder / part)
        if in_half(row["source"], half)
    ]
    return [read(path) for path in found[:: max(1, len(found) // most)][:most]]


def labels(folder: Path) -> list[dict[str, str]]:
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_half(source: str, half: str) -> bool:
    """By the first word of the source's name, so that one photographer's several sources are in one half."""
    odd = zlib.crc32(source.split("-")[0].encode()) % 2
    return (half == "tune") == bool(odd)


def auc(originals: Values, copies: Values) -> float:
    """That a copy's value is below an original's, ties half: 1 tells them apart, 0.5 is chance."""
    return float(((copies[:, None] < originals) + 0.5 * (copies[:, None] == originals)).mean())


def share(hits: Values, _: Values) -> float:
    return float(hits.mean())


def row(what: str, name: str, figure: Callable[[Values, Values], float], first: Values, second: Values) -> Row:
    """``figure`` of both, with its bootstrap interval: an original and its copy are drawn together."""
    rng = np.random.default_rng(0)
    drawn = rng.integers(len(first), size=(BOOTSTRAPS, len(first)))
    low, high = np.percentile([figure(first[some], second[some]) for some in drawn], (2.5, 97.5))
    return Row(what, name, figure(first, second), len(first), float(low), float(high))


def value(criterion: Criterion, seen: Picture) -> float:
    return MEASURES[criterion](seen).value


def swept(sweep: Sweep, photos: Sequence[Pixels]) -> Iterator[Row]:
    """AUC of each step against the photographs, and how many sweeps fall all the way, and do within their errors."""
    pictures = [[picture(step) for _, step in sweep.steps(rgb)] for rgb in photos]
    measured = [[MEASURES[sweep.criterion](step) for step in steps] for steps in pictures]
    found = np.array([[one.value for one in steps] for steps in measured])
    for place, level in enumerate(sweep.levels[1:], start=1):
        yield row(f"{sweep.name}, {level:g} {sweep.unit}", "AUC", auc, found[:, 0], found[:, place])
    falls = monotone(found).astype(np.float64)
    yield row(f"{sweep.name}: sweeps that fall all the way", "share", share, falls, falls)
    if sweep.criterion in WIDTHS:
        grows = np.array([grown(steps) for steps in measured], np.float64)
        yield row(
            f"{sweep.name}: steps by which the figure does not fall by more than its error",
            "share",
            share,
            grows,
            grows,
        )
        whole = (grows == 1).astype(np.float64)
        yield row(f"{sweep.name}: sweeps in which no step does", "share", share, whole, whole)
        yield from never_rising(sweep.name, found)
        blurs = [[min(value(one, step) for one in WIDTHS) for step in steps] for steps in pictures]
        yield from never_rising(f"{sweep.name}, the worse of focus and motion", np.array(blurs))


def never_rising(name: str, found: Values) -> Iterator[Row]:
    """How many sweeps never rise, from one level to the next, by more than a point; and the AUC of all levels."""
    held = (np.diff(found, axis=1) <= POINT).all(axis=1).astype(np.float64)
    yield row(f"{name}: sweeps that never rise by more than a point", "share", share, held, held)
    copies, originals = found[:, 1:, None], found[:, 0]
    each = ((copies < originals) + 0.5 * (copies == originals)).mean(axis=(1, 2))
    yield row(f"{name}: all levels", "AUC", share, each, each)


def grown(steps: Sequence[Measure]) -> float:
    """The share of steps at which ``raw`` does not fall by more than both errors; what can't be told is no step."""
    told = [one for one in steps if np.isfinite(one.error)]
    held = [after.raw >= before.raw - float(np.hypot(before.error, after.error)) for before, after in pairwise(told)]
    return float(np.mean(held)) if held else 1.0


def monotone(found: Values) -> NDArray[np.bool_]:
    """Whether a sweep never rises once it has begun to fall: what is too dark may be exposed longer first."""
    best = np.argmax(found, axis=1)
    after = np.arange(found.shape[1] - 1) >= best[:, None]
    return np.asarray(((np.diff(found, axis=1) <= 0) | ~after).all(axis=1))


def degraded(photos: Sequence[Pixels], wanted: Sequence[Criterion]) -> dict[Criterion, list[Row]]:
    """The lab's degradations at a strength drawn at random."""
    rows: dict[Criterion, list[Row]] = {}
    for kind in degrade.DEGRADATIONS:
        if (criterion := DEGRADATIONS.get(kind.id)) not in wanted:
            continue
        rng = np.random.default_rng(7)
        originals = np.array([value(criterion, picture(rgb)) for rgb in photos])
        copies = np.array([value(criterion, picture(kind.change(rgb, rng))) for rgb in photos])
        rows.setdefault(criterion, []).append(row(kind.title, "AUC", auc, originals, copies))
    return rows


def pairs(folder: Path, wanted: Sequence[Criterion]) -> dict[Criterion, list[Row]]:
    """The pairs of ``degraded/``: kinds told by what they did to brightness and to fine detail."""
    kinds: dict[str, list[tuple[Pixels, Pixels]]] = {"darker": [], "blurred": []}
    for copy in sorted((folder / "degraded").glob("*_degraded_*.jpg")):
        original = copy.with_name(f"{copy.name[:3]}_sharp.jpg")
        if original.is_file():
            for kind in kinds_of(read(original), read(copy)):
                kinds[kind].append((read(original), read(copy)))
    shown_by = {"darker": (Criterion.EXPOSURE,), "blurred": (Criterion.FOCUS, Criterion.MOTION)}
    rows: dict[Criterion, list[Row]] = {}
    for kind, both in kinds.items():
        for criterion in set(shown_by[kind]) & set(wanted):
            first, second = (
                np.array([value(criterion, picture(pair[at], native=True)) for pair in both]) for at in (0, 1)
            )
            won = (second < first) + 0.5 * (second == first)
            rows.setdefault(criterion, []).extend(
                (
                    row(f"degraded pairs, {kind}", "AUC", auc, first, second),
                    row(f"degraded pairs, {kind}: the original is above its copy", "share", share, won, won),
                )
            )
    return rows


def kinds_of(original: Pixels, copy: Pixels) -> Iterator[str]:
    before, after = (cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) for rgb in (original, copy))
    fine = [float((grey - cv2.GaussianBlur(grey, (0, 0), 2)).std()) for grey in (before, after)]
    if after.mean() < 0.97 * before.mean():
        yield "darker"
    if fine[1] / fine[0] < 0.97 * float(after.std() / before.std()):
        yield "blurred"


def protected(photos: Sequence[Pixels], wanted: Sequence[Criterion]) -> dict[Criterion, list[Row]]:
    """How often what is done on purpose is told as a fault, and how often the photograph itself is."""
    rows: dict[Criterion, list[Row]] = {}
    for criterion in wanted:
        told = np.array([value(criterion, picture(rgb)) < THRESHOLD for rgb in photos], np.float64)
        rows[criterion] = [row("the photographs themselves", "faults", share, told, told)]
    for intent in INTENTS:
        made = [picture(intent.change(rgb)) for rgb in photos]
        for criterion in set(intent.criteria) & set(wanted):
            told = np.array([value(criterion, seen) < THRESHOLD for seen in made], np.float64)
            rows[criterion].append(row(intent.name, "faults", share, told, told))
    return rows


def milliseconds(rgb: Pixels, rounds: int = 30) -> dict[Criterion, float]:
    """Of one core, at 640 pixels as decoded for scoring; what several criteria share counts with the first of them."""
    taken: dict[Criterion, list[float]] = {criterion: [] for criterion in MEASURES}
    for _ in range(rounds):
        seen = replace(picture(rgb))
        for criterion, measure in MEASURES.items():
            started = time.thread_time()
            measure(seen)
            taken[criterion].append(1000 * (time.thread_time() - started))
    return {criterion: statistics.median(each) for criterion, each in taken.items()}


def of_shoots(folder: Path) -> str:
    """Faults among what photographers kept, what they threw out, and the frames of events."""
    groups: dict[str, list[tuple[Criterion, ...]]] = {"kept": [], "rejected": [], "events": []}
    for label in labels(folder / "culling"):
        groups[label["kind"]].append(_faults(read(folder / "culling" / label["path"])))
    for label in labels(folder / "bursts"):
        groups["events"].append(_faults(read(folder / "bursts" / label["path"])))
    names = [name for name, found in groups.items() if found]
    lines = [
        "| fault | " + " | ".join(f"{name} (n = {len(groups[name])})" for name in names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for criterion in (*MEASURES, None):
        counts = [
            sum(bool(found) if criterion is None else criterion in found for found in groups[name]) for name in names
        ]
        cells = [f"{count} ({count / len(groups[name]):.1%})" for name, count in zip(names, counts, strict=True)]
        lines.append(f"| {criterion or 'any'} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _faults(rgb: Pixels) -> tuple[Criterion, ...]:
    return faults({criterion: measure.value for criterion, measure in measure_all(picture(rgb)).items()})


def close_up(folder: Path) -> str:
    """Originals of cameras, made noisy or compressed at full size: what the reduced picture and the close one tell."""
    lines = ["| made | true | reduced, ISO known | at native size |", "|---|---|---|---|"]
    originals = [(read(path), iso_of(path)) for path in sorted((folder / "cameras").glob("*.jpg"))]
    for sd in (0.0, 8.0, 16.0, 32.0):
        made = [(picture(noisy(rgb, sd), iso=iso), picture(noisy(rgb, sd), native=True)) for rgb, iso in originals]
        far, near = ([noise.measure(seen[at]).notes["full_size"] for seen in made] for at in (0, 1))
        lines.append(f"| noise, SD | {sd * math.sqrt(0.7237):.1f} | {listed(far)} | {listed(near)} |")
    for quality in (60, 40, 25, 12):
        made = [degrade.compressed(degrade.compressed(rgb, quality), 95) for rgb, _ in originals]
        near = [compression.measure(picture(rgb, native=True)).raw for rgb in made]
        lines.append(f"| JPEG, saved again at 95 | {quality} | - | {listed(near)} |")
    return "\n".join(lines)


def iso_of(path: Path) -> int | None:
    return Image.open(path).getexif().get_ifd(0x8769).get(34855)


def listed(figures: Sequence[float]) -> str:
    return ", ".join(f"{figure:.1f}" for figure in figures)


def table(criterion: Criterion, rows: Iterable[Row], cost: float) -> str:
    lines = [f"\n### {criterion}\n", "| | figure | n | 95 % |", "|---|---|---|---|"]
    lines.extend(
        f"| {one.what} | {one.figure} {one.value:.3f} | {one.n} | {one.low:.3f} to {one.high:.3f} |" for one in rows
    )
    return "\n".join((*lines, f"\n{cost:.1f} ms at 640 pixels"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=120)
    parser.add_argument("--half", choices=("state", "tune"), default="state")
    parser.add_argument("--only", type=Criterion, help="one criterion alone")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    photos = photographs(options.folder, options.half, options.photos)
    wanted = [options.only] if options.only else list(MEASURES)
    parts = [degraded(photos, wanted), pairs(options.folder, wanted), protected(photos, wanted)]
    rng = np.random.default_rng(0)
    cost = milliseconds(np.asarray(cv2.resize(photos[int(rng.integers(len(photos)))], (640, 427)), np.uint8))
    for criterion in wanted:
        sweeps = [found for sweep in SWEEPS if sweep.criterion is criterion for found in swept(sweep, photos)]
        first, second, last = (part.get(criterion, []) for part in parts)
        print(table(criterion, (*first, *sweeps, *second, *last), cost[criterion]), flush=True)
    if options.only:
        return
    print(f"\nAll criteria together: {sum(cost.values()):.1f} ms\n\n### Shoots\n\n{of_shoots(options.folder)}")
    print(f"\n### At native size\n\n{close_up(options.folder)}")


if __name__ == "__main__":
    main()
