"""How well faces are found and eyes are told, on photographs with labels.

    python tests/benchmarks/measure_eyes.py FOLDER

FOLDER has eyes/ (crops of faces, labels.csv: path, eyes) and the photographs that event_faces.csv names, whose faces
were boxed by eye: *clear* ones, and *hard* ones (in profile, looking down, masked, blurred, partly hidden). A face
counts as found where a box shares a quarter with it (intersection over union). Prints tables in Markdown, with
intervals of 95 %.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.criteria import faces
from aesthetic_gui.facts import EyeState, Region
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.training.eyes.crops import read
from aesthetic_gui.training.eyes.learning import FOLDS, figures, folds

BOXES = Path(__file__).with_name("event_faces.csv")
SHARED = 0.25
SMALLEST, SMALL = 0.03, 0.05  # shares of the photograph's width
SEED = 3  # of the folds that the head was trained with
SIZES = (43, 30, 24, 20, 16, 12)  # pixels between the eyes of crops made smaller; 43 as they are


def main() -> None:
    folder = Path(sys.argv[1])
    for table in (found_faces(folder), eyes(folder / "eyes"), small_crops(folder / "eyes"), speed(folder)):
        sys.stdout.write("\n".join(table) + "\n\n")


def found_faces(folder: Path) -> Iterator[str]:
    """Recall by kind and size, and what was found that is no face."""
    boxed = boxes()
    hits: Counter[tuple[str, str]] = Counter()
    totals: Counter[tuple[str, str]] = Counter()
    strays = found = 0
    for path, truth in boxed.items():
        seen = [face.box for face in faces.find(decode(folder / path).rgb)]
        used = {best for box, _ in truth if (best := nearest(box, seen)) is not None}
        strays, found = strays + len(seen) - len(used), found + len(seen)
        for box, kind in truth:
            if box.width >= SMALLEST:
                key = kind, "3 to 5 %" if box.width < SMALL else "above 5 %"
                totals[key] += 1
                hits[key] += nearest(box, seen) is not None
    yield f"| faces in {len(boxed)} photographs, of their width | found | of |"
    yield "|---|---|---|"
    yield from (f"| {', '.join(key)} | {hits[key]} | {totals[key]} |" for key in sorted(totals))
    yield f"| found, and no face | {strays} | {found} |"


def boxes() -> dict[str, list[tuple[Region, str]]]:
    told: dict[str, list[tuple[Region, str]]] = {}
    for row in csv.DictReader(BOXES.read_text("utf-8").splitlines()):
        there = told.setdefault(row["path"], [])
        if row["kind"]:
            there.append((Region(*(float(row[end]) for end in ("left", "top", "right", "bottom"))), row["kind"]))
    return told


def nearest(box: Region, seen: list[Region]) -> int | None:
    shares = [overlap(box, other) for other in seen]
    best = int(np.argmax(shares)) if shares else 0
    return best if shares and shares[best] > SHARED else None


def overlap(one: Region, other: Region) -> float:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (one.width * one.height + other.width * other.height - shared)


def eyes(folder: Path) -> Iterator[str]:
    """Openness and states on the crops, also on those alone that the head was not trained with."""
    seen = [(faces.of_crop(decode(path).rgb), told) for path, told in crops(folder)]
    told = np.array([eye == "open" for _, eye in seen])
    held_back = folds(read(folder, 1, SEED), SEED) == FOLDS - 1
    openness = np.array([face.openness if face else 0.5 for face, _ in seen])
    yield "| eyes of crops | n | AUC | false alarms at 90 % found |"
    yield "|---|---|---|---|"
    for name, rows in (("all", np.ones(len(told), bool)), ("held back", held_back)):
        of = figures(openness[rows], told[rows])
        alarms = f"{of.false_alarms.value:.1%} [{of.false_alarms.low:.1%}, {of.false_alarms.high:.1%}]"
        yield f"| {name} | {of.n} | {of.auc} | {alarms} |"
    yield ""
    yield "| labelled | open | closed | can't tell |"
    yield "|---|---|---|---|"
    for label in ("open", "closed"):
        states = Counter(face.state if face else EyeState.CANT_TELL for face, eye in seen if eye == label)
        yield f"| {label} | {' | '.join(str(states[state]) for state in EyeState)} |"


def small_crops(folder: Path) -> Iterator[str]:
    """Crops made smaller: how well openness still tells, and how many are *can't tell*."""
    yield "| pixels between the eyes | AUC | false alarms at 90 % found | can't tell |"
    yield "|---|---|---|---|"
    for size in SIZES:
        seen = [(faces.of_crop(shrunk(path, size)), told) for path, told in crops(folder)[::4]]
        openness = np.array([face.openness if face else 0.5 for face, _ in seen])
        of = figures(openness, np.array([told == "open" for _, told in seen]))
        silent = np.mean([face is None or face.state is EyeState.CANT_TELL for face, _ in seen])
        yield f"| {size} | {of.auc.value:.3f} | {of.false_alarms.value:.1%} | {silent:.0%} |"


def crops(folder: Path) -> list[tuple[Path, str]]:
    rows = csv.DictReader((folder / "labels.csv").read_text("utf-8").splitlines())
    return [(folder / row["path"], row["eyes"]) for row in rows]


def shrunk(path: Path, between_eyes: int) -> NDArray[np.uint8]:
    rgb = decode(path).rgb
    side = round(max(rgb.shape[:2]) * between_eyes / SIZES[0])
    return np.asarray(cv2.resize(rgb, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def speed(folder: Path) -> Iterator[str]:
    """Milliseconds a photograph, one thread, of what is decoded already."""
    paths = [folder / path for path in boxes()]
    pictures = [decode(path).rgb for path in paths]
    yield "| one thread, decoded before | median ms | most |"
    yield "|---|---|---|"
    for side in (640, 1920):
        larger = [np.asarray(scaled(rgb, side), np.uint8) for rgb in pictures]
        took = [timed(rgb) for rgb in larger]
        for of, few, most in (("no face", 0, 0), ("one to three", 1, 3), ("more", 4, 99)):
            times = [1000 * seconds for seconds, number in took if few <= number <= most]
            yield f"| {side:,} pixels, {of} (n = {len(times)}) | {np.median(times):.0f} | {max(times):.0f} |"


def scaled(rgb: NDArray[np.uint8], longest: int) -> object:
    share = longest / max(rgb.shape[:2])
    return cv2.resize(rgb, None, fx=share, fy=share, interpolation=cv2.INTER_CUBIC)


def timed(rgb: NDArray[np.uint8]) -> tuple[float, int]:
    """Seconds of this thread's own time, the least of three, and how many faces there were."""
    took = []
    for _ in range(3):
        begun = time.thread_time()
        found = faces.find(rgb)
        took.append(time.thread_time() - begun)
    return min(took), len(found)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
