"""What averaging several views of a photograph costs, and what it gains: ``score --augmented`` against plain ``score``.

    python tests/benchmarks/bench_views.py --data DATA [--pack NAME] [--collection wide]… [--photos 8]

DATA holds corpus/ and oasis/ with their labels.csv. Prints a table in Markdown: AUC on each collection of the corpus,
SRCC on OASIS, each with the gain over the whole photograph alone, paired, with its 95 % interval over sources (themes),
by kinds of views; then how much longer it takes, the network alone and all of it with 24-megapixel JPEGs; then the
sentence for ``scoring.views.WORTH``. Where the pack has learned from a collection, its AUC there flatters.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from bench_decode import make_photographs

from aesthetic_gui.culling.scoring.judging import Judge
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.scoring.outputs import Outputs
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.runtime import Runtime, start_runtime
from aesthetic_gui.scoring.views import VIEWS, WHOLE, View
from aesthetic_gui.training.data.folders import Labelled, read_corpus, read_oasis, read_rgb
from aesthetic_gui.training.statistics import (
    Numbers,
    aucs,
    calibration_errors,
    estimate,
    rank_correlations,
    resamples,
)

EVERYTHING = WHOLE[0].box
KINDS: dict[str, Callable[[View], bool]] = {
    "the whole photograph": lambda view: view in WHOLE,
    "and mirrored": lambda view: view in WHOLE or view == View("mirror", mirrored=True),
    "and cropped": lambda view: view in WHOLE or view.box != EVERYTHING,
    "and scaled": lambda view: view in WHOLE or view.scale != 1,
    "all": lambda _view: True,
}


@dataclass(frozen=True)
class Seen:
    """What the network says of n photographs: ``evidence`` (n, views); ``seconds`` that each view took, in all."""

    labelled: Labelled
    evidence: Numbers
    seconds: Numbers

    def by(self, kind: str) -> Numbers:
        return self.evidence[:, [KINDS[kind](view) for view in VIEWS]].mean(axis=1)


def by_evidence(outputs: Outputs) -> float:
    return float(outputs.evidence[0])


def by_mean(outputs: Outputs) -> float:
    """The mean rating: a network of two numbers tells beauty by it, and not by the evidence."""
    return mean_sd(outputs.distribution[0])[0]


def look(labelled: Labelled, pack: Pack, runtime: Runtime, said: Callable[[Outputs], float] = by_evidence) -> Seen:
    evidence, seconds = np.empty((len(labelled.paths), len(VIEWS))), np.zeros(len(VIEWS))
    for row, path in enumerate(labelled.paths):
        rgb = read_rgb(path)
        for column, view in enumerate(VIEWS):
            start = time.perf_counter()
            outputs = runtime.predict(view.prepare(rgb, pack)[None])
            seconds[column] += time.perf_counter() - start
            evidence[row, column] = said(outputs)
        if row % 50 == 0:
            sys.stderr.write(f"\r{row} of {len(labelled.paths)} ")
    sys.stderr.write("\r")
    return Seen(labelled, evidence, seconds)


Figures = Callable[[Numbers, Numbers, Numbers], Numbers]


def gains(seen: Seen, figure: Figures, good: Numbers | None) -> Iterator[tuple[Estimate, Estimate]]:
    """For each of :data:`KINDS`: the figure, and what it is above that of the whole photograph, paired."""
    counts = np.concatenate(list(resamples(seen.labelled.group, good)))
    first = figure(seen.by("the whole photograph"), seen.labelled.value, counts)
    for kind in KINDS:
        values = figure(seen.by(kind), seen.labelled.value, counts)
        yield estimate(values), estimate(values - first)


def table(columns: dict[str, list[tuple[Estimate, Estimate]]], seconds: Numbers) -> Iterator[str]:
    yield "| views | n | network | " + " | ".join(f"{name} | gain" for name in columns) + " |"
    yield "|---|---|---|" + "---|---|" * len(columns)
    for place, (kind, chosen) in enumerate(KINDS.items()):
        used = np.array([chosen(view) for view in VIEWS])
        figures = " | ".join(f"{one[place][0]} | {one[place][1]}" for one in columns.values())
        yield f"| {kind} | {used.sum()} | {seconds[used].sum() / seconds[0]:.1f} x | {figures} |"


def error(seen: Seen, pack: Pack, kind: str) -> float:
    """Expected calibration error of the pack's P(aesthetic)."""
    p = np.array([pack.calibration.probability(evidence) for evidence in seen.by(kind)])
    return float(calibration_errors(p, seen.labelled.value, np.ones((1, len(p))))[0])


def times_as_long(pack: Pack, runtime: Runtime, photos: int, rounds: int = 3) -> float:
    """All of it, decoding too, with 24-megapixel JPEGs: by all views against the whole alone, median of the rounds.

    Counted in time of the processor, which others on a busy machine do not change; both ways use all cores.
    """
    with tempfile.TemporaryDirectory() as folder:
        make_photographs(Path(folder), photos)
        found = list(find_photos([Path(folder)]))

        def seconds(views: Sequence[View]) -> float:
            start = time.process_time()
            assert all(item.score for item in score_photos(found, Judge(pack), runtime, views=views))
            return time.process_time() - start

        return median(seconds(VIEWS) / seconds(WHOLE) for _ in range(rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="without it only the time is taken")
    parser.add_argument("--pack")
    parser.add_argument("--collection", action="append", help="of the corpus (default: wide)")
    parser.add_argument("--photos", type=int, default=8, help="24-megapixel photographs to take the time with")
    options = parser.parse_args()
    pack = load_pack(options.pack)
    runtime = start_runtime(pack, "cpu")
    longer = times_as_long(pack, runtime, options.photos)
    print(f"{longer:.1f} times as long with 24-megapixel JPEGs")
    if options.data:
        rest = measure(options.data, options.collection or ["wide"], pack, runtime)
        print(f"WORTH: takes {longer:.1f} times as long with 24-megapixel JPEGs, {rest}")


def measure(data: Path, collections: Sequence[str], pack: Pack, runtime: Runtime) -> str:
    """Prints the table; the rest of what ``WORTH`` says, by the first collection and OASIS."""
    columns: dict[str, list[tuple[Estimate, Estimate]]] = {}
    seconds = np.zeros(len(VIEWS))
    for name in collections:
        seen = look(read_corpus(data / "corpus", name), pack, runtime)
        columns[f"AUC, {name} (n = {len(seen.evidence)})"] = list(gains(seen, aucs, seen.labelled.value))
        seconds += seen.seconds
        print(f"calibration error and mean evidence, {name}:")
        print(*(f"  {kind}: {error(seen, pack, kind):.3f}, {seen.by(kind).mean():.3f}" for kind in KINDS), sep="\n")
        print(
            *(f"  {view.id}: {mean:.3f}" for view, mean in zip(VIEWS, seen.evidence.mean(axis=0), strict=True)),
            sep="\n",
        )
    seen = look(read_oasis(data / "oasis"), pack, runtime, by_mean)
    columns[f"SRCC, OASIS (n = {len(seen.evidence)})"] = list(gains(seen, rank_correlations, None))
    print(*table(columns, seconds + seen.seconds), sep="\n")
    auc, *_, srcc = (rows[-1][1] for rows in columns.values())
    network = (seconds + seen.seconds).sum() / (seconds + seen.seconds)[0]
    return (
        f"{network:.1f} times the network's work; AUC of good against ordinary {signed(auc)}, "
        f"rank correlation with rated beauty {signed(srcc)} ({pack.name})"
    )


def signed(gain: Estimate) -> str:
    return f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"


if __name__ == "__main__":
    main()
