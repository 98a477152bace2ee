"""What is usual of composition: the table in ``explain/words/usual.py``, and what measuring it takes.

python tests/benchmarks/measure_words.py FOLDER     of photographs, with labels.csv: path, source (read at 320 pixels)
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from aesthetic_gui.criteria import faces
from aesthetic_gui.explain.words.composed import GREY
from aesthetic_gui.explain.words.composition import SIDE, composition_of
from aesthetic_gui.explain.words.placing import off_centre, off_thirds, subject_of
from aesthetic_gui.explain.words.usual import PER_CENT
from aesthetic_gui.explain.words.values import Composition
from aesthetic_gui.facts import Facts
from aesthetic_gui.files.decoding.decode import decode


class Seen(NamedTuple):
    source: str
    composition: Composition
    facts: Facts


def seen(folder: Path) -> Iterator[Seen]:
    seconds = []
    with (folder / "labels.csv").open() as labels:
        for row in csv.DictReader(labels):
            rgb = decode(folder / row["path"], SIDE).rgb
            started = time.perf_counter()
            composition = composition_of(rgb)
            seconds.append(time.perf_counter() - started)
            yield Seen(row["source"], composition, Facts(faces=faces.find(rgb, 1.0, None)))
    print(f"{1000 * np.median(seconds):.1f} ms a photograph (median of {len(seconds):,})")


def figures(one: Seen) -> dict[str, float]:
    composition, subject = one.composition, subject_of(one.composition, one.facts)
    found = {
        "colourfulness": composition.colourfulness,
        "contrast": composition.contrast,
        "range": composition.brightest - composition.darkest,
        "middle": composition.middle,
        "symmetry": composition.symmetry,
        "highlights": composition.highlights.share,
        "shadows": composition.shadows.share,
    }
    if composition.saturation >= GREY:
        found["saturation"] = composition.saturation
    if subject is not None:
        found |= {"thirds": off_thirds(subject.region), "centre": off_centre(subject.region)}
        if subject.is_face:
            found["face"] = subject.region.width * subject.region.height
    return found


def main(folder: Path) -> None:
    cv2.setNumThreads(1)
    all_seen = list(seen(folder))
    sizes = Counter(one.source for one in all_seen)
    table: dict[str, list[tuple[float, float]]] = {}
    for one in all_seen:
        for name, value in figures(one).items():
            table.setdefault(name, []).append((value, sizes[one.source] ** -0.5))
    print(f"{len(all_seen):,} photographs of {len(sizes)} sources; below: {', '.join(map(str, PER_CENT))} %")
    for name, pairs in table.items():
        values, weights = np.array(sorted(pairs)).T
        shares = (np.cumsum(weights) - weights / 2) / weights.sum()
        quantiles = np.interp(np.array(PER_CENT) / 100, shares, values)
        print(f'"{name}": Usual({len(pairs)}, ({", ".join(f"{value:.4f}" for value in quantiles)})),')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
