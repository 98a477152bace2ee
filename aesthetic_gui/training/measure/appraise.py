"""What left-out scores are worth: against the network begun with, cue by cue, source by source, by number of sources.

    python -m aesthetic_gui.training.measure.appraise --data DATA --work WORK [--recipe RECIPE.toml]

prints the model card's tables for the run that ``aesthetic-gui train`` left in WORK. Intervals are 95 %, by resampling
whole sources (themes for OASIS).

    python -m aesthetic_gui.training.measure.appraise --left-out WORK/left-out.csv --data DATA --work WORK

prints those of the default pack's card, for the table that ``build_aesthetic_pack`` left in WORK.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.training.data.folders import read_rgb, read_rows
from aesthetic_gui.training.data.photographs import folds
from aesthetic_gui.training.features.backbones import nima
from aesthetic_gui.training.measure import appraise_two_heads as two_heads
from aesthetic_gui.training.network.two_heads import HeadNumbers
from aesthetic_gui.training.recipe import read_recipe
from aesthetic_gui.training.run import LeftOut, Run, prepare
from aesthetic_gui.training.statistics import (
    Numbers,
    Rows,
    auc,
    auc_within,
    bootstrap,
    linear_correlation,
    rank_correlation,
)

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

DRAWS = 500
CUES = (
    "aspect",
    "lying or upright",
    "number of pixels",
    "bytes per pixel",
    "sharpness",
    "brightness",
    "contrast",
    "saturation",
    "even border",
)
_FOLDS, _CURVE_FOLDS = 12, 6
_COUNTS = (8, 16, 32, 64)  # sources
_STRATA = 5


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Left-out scores of n photographs: ``mean`` and ``before`` (the network begun with), and what is known of them."""

    paths: tuple[Path, ...]
    group: NDArray[np.str_]
    truth: Numbers
    mean: Numbers
    before: Numbers
    original: Numbers

    def at(self, rows: Rows) -> Table:
        """The photographs of ``rows`` alone."""
        columns = (self.truth[rows], self.mean[rows], self.before[rows], self.original[rows])
        return Table(tuple(self.paths[row] for row in rows), self.group[rows], *columns)


class Stated(NamedTuple):
    """What is stated of each source, by its name: its licence, and how sure its label is ("high", "medium")."""

    licence: dict[str, str]
    confidence: dict[str, str]


def read_table(path: Path, truth: str) -> Table:
    """A table of ``training.run``; ``truth`` is "label" (good is 1), "beauty", or "" for none."""
    rows = read_rows(path)

    def numbers(column: str) -> Numbers:
        return np.array([float(row[column]) for row in rows])

    if truth == "label":
        values = np.array([float(row["label"] == "good") for row in rows])
    else:
        values = numbers(truth) if truth else np.full(len(rows), np.nan)
    return Table(
        tuple(Path(row["path"]) for row in rows),
        np.array([row["source"] for row in rows]),
        values,
        numbers("mean"),
        numbers("mean_before"),
        numbers("original"),
    )


def below_original(degraded: Table, draws: int) -> Estimate:
    """The share of degraded copies that score below their originals, 0 to 1."""
    below = (degraded.mean < degraded.original).astype(np.float64)
    return bootstrap(lambda rows: float(below[rows].mean()), degraded.group, draws=draws)


def cues(paths: Sequence[Path]) -> Numbers:
    """What may give a class away though it is not beauty: float64 (n, 9), the columns of :data:`CUES`."""
    return np.array([_cues_of(path) for path in paths])


def alone(cue: Numbers, good: Numbers, group: NDArray[np.str_]) -> Numbers:
    """Left-out log-odds (n,) of good by a classifier that sees only ``cue`` (n, k) and its squares."""
    from sklearn.model_selection import StratifiedGroupKFold

    found = np.empty(len(good))
    parts = min(_FOLDS, *(len(np.unique(group[good == value])) for value in (0, 1)))
    splits = StratifiedGroupKFold(parts, shuffle=True, random_state=0).split(cue, good, group)
    for known, unseen in splits:
        found[unseen] = _classifier().fit(cue[known], good[known]).decision_function(cue[unseen])
    return found


def learning_curve(run: Run, counts: Sequence[int], repeats: int) -> list[tuple[int, Estimate]]:
    """AUC on left-out sources with heads trained on so many sources, half of them good: mean and range of draws."""
    return _drawn(partial(_auc_with, run), counts, repeats)


def _drawn(figure: Callable[[int, int], float], counts: Sequence[int], repeats: int) -> list[tuple[int, Estimate]]:
    """Mean and range of ``figure`` (of a count and a seed) over the draws."""
    drawn = {count: [figure(count, seed) for seed in range(repeats)] for count in counts}
    return [(count, Estimate(float(np.mean(found)), min(found), max(found))) for count, found in drawn.items()]


def _curve_rows(curve: list[tuple[int, Estimate]]) -> Iterator[str]:
    yield "\n| sources trained on | AUC on sources left out (lowest and highest of the draws) |\n|---|---|"
    yield from (f"| {count} | {found} |" for count, found in curve)


def report(run: Run, left_out: LeftOut, stated: Stated) -> Iterator[str]:
    """Markdown, table by table."""
    corpus, oasis = read_table(left_out.corpus, "label"), read_table(left_out.oasis, "beauty")
    seen = cues(corpus.paths)
    yield from _gains(corpus, oasis, read_table(left_out.degraded, ""), seen[:, 0])
    yield from _confidence_rows(corpus, stated.confidence)
    yield from _cue_rows(corpus, seen)
    yield from _source_rows(corpus, stated.licence)
    yield from _curve_rows(learning_curve(run, _COUNTS, 3))


def read_stated(data: Path) -> Stated:
    """From the corpus's labels.csv; columns that are not there state nothing."""
    rows = read_rows(data / "corpus" / "labels.csv")
    return Stated(
        {row["source"]: row.get("licence", "") for row in rows},
        {row["source"]: row.get("confidence", "") for row in rows},
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--recipe", type=Path)
    parser.add_argument("--folds", type=int, default=_FOLDS)
    parser.add_argument("--left-out", type=Path, metavar="CSV", help="the default pack's left-out scores")
    options = parser.parse_args(arguments)
    for line in _of_two_heads(options) if options.left_out else _of_run(options):
        sys.stdout.write(f"{line}\n")


def _of_run(options: argparse.Namespace) -> Iterator[str]:
    run = prepare(options.data, read_recipe(options.recipe), options.work, lambda *_: None)
    yield from report(run, run.left_out(options.folds), read_stated(options.data))


def _of_two_heads(options: argparse.Namespace) -> Iterator[str]:
    scores = two_heads.read_scores(options.left_out, options.data)
    seen = two_heads.read_seen(options.work, scores, _ratings_of_nima())
    learned = scores.collection != two_heads.NARROW
    recipe = read_recipe(options.recipe).kernel
    before = two_heads.kernel_means(scores, seen, recipe, learned)
    corpus = _by_evidence(scores, before)
    cue, aspect = cues(corpus.paths), np.full(len(scores.paths), np.nan)
    aspect[scores.judged] = cue[:, 0]
    yield from two_heads.tables(scores, seen, before, load_pack().band, aspect)
    yield from _cue_rows(corpus, cue)
    yield from two_heads.subjects(scores)
    yield from _source_rows(corpus, read_stated(options.data).licence, "evidence")
    examples = two_heads.examples_of(scores, seen, HeadNumbers())
    yield from _curve_rows(_drawn(partial(two_heads.auc_with, scores, examples), _COUNTS, 3))


def _by_evidence(scores: two_heads.Scores, before: Numbers) -> Table:
    """The judged photographs; their evidence is what the tables of cues and sources tell of."""
    rows, evidence = scores.judged, scores.evidence[scores.judged, 0]
    paths = tuple(scores.paths[row] for row in rows)
    return Table(paths, scores.group[rows], scores.good[rows], evidence, before[rows, 0], evidence)


def _ratings_of_nima() -> Callable[[NDArray[np.float32]], Numbers]:
    """What gives NIMA's ten ratings (n, 10) of embeddings (n, 1024)."""
    kernel, bias = nima().load().layers[-1].get_weights()

    def ratings(embedding: NDArray[np.float32]) -> Numbers:
        logits = embedding.astype(np.float64) @ kernel + bias
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    return ratings


def _gains(corpus: Table, oasis: Table, degraded: Table, aspect: Numbers) -> Iterator[str]:
    strata = np.round(aspect / 0.1)
    good = corpus.truth

    def within(scores: Numbers, rows: Rows) -> float:
        return auc_within(scores[rows], good[rows], strata[rows])

    yield "| left out | before | after | paired gain |\n|---|---|---|---|"
    yield _gain("AUC, good over ordinary", corpus, partial(_auc_of, good), good)
    yield _gain("AUC among pairs of one aspect", corpus, within, good)
    yield _gain("SRCC with rated beauty", oasis, lambda scores, rows: rank_correlation(scores[rows], oasis.truth[rows]))
    yield _gain("PLCC with rated beauty", oasis, lambda s, rows: linear_correlation(s[rows], oasis.truth[rows]))
    found = below_original(degraded, DRAWS)
    yield f"| degraded copy below its original (n = {len(degraded.mean)}) | | {found} | |"


def _gain(title: str, table: Table, figure: Callable[[Numbers, Rows], float], stratum: Numbers | None = None) -> str:
    def interval(scores: Callable[[Rows], float]) -> Estimate:
        return bootstrap(scores, table.group, stratum, draws=DRAWS)

    before = interval(lambda rows: figure(table.before, rows))
    after = interval(lambda rows: figure(table.mean, rows))
    gain = interval(lambda rows: figure(table.mean, rows) - figure(table.before, rows))
    return f"| {title} (n = {len(table.mean)}) | {before} | {after} | {gain} |"


def _confidence_rows(corpus: Table, confidence: Mapping[str, str]) -> Iterator[str]:
    """The same figure among sources whose label is equally sure: what doubtful labels cost."""
    said = np.array([confidence.get(_name(group), "") for group in corpus.group])
    for words in sorted(set(said) - {""}):
        rows = np.flatnonzero(said == words)
        if len(np.unique(corpus.truth[rows])) == 2:
            part = corpus.at(rows)
            title = f"AUC, sources labelled with {words} confidence"
            yield _gain(title, part, partial(_auc_of, part.truth), part.truth)


def _auc_of(good: Numbers, scores: Numbers, rows: Rows) -> float:
    return auc(scores[rows], good[rows])


def _name(group: str) -> str:
    """A source's own name: groups are called "corpus/name"."""
    return group.partition("/")[2] or group


def _cue_rows(corpus: Table, seen: Numbers) -> Iterator[str]:
    yield "\n| cue | AUC of a classifier that sees only it | AUC among photographs alike in it |\n|---|---|---|"
    good = corpus.truth
    for number, title in enumerate(CUES):
        by_itself = auc(alone(seen[:, [number]], good, corpus.group), good)
        edges = np.unique(np.quantile(seen[:, number], np.linspace(0, 1, _STRATA + 1)[1:-1]))
        alike = auc_within(corpus.mean, good, np.searchsorted(edges, seen[:, number], side="right").astype(float))
        yield f"| {title} | {by_itself:.3f} | {alike:.3f} |"
    every = alone(seen, good, corpus.group)
    edges = np.quantile(every, np.linspace(0, 1, _STRATA + 1)[1:-1])
    alike = auc_within(corpus.mean, good, np.searchsorted(edges, every).astype(float))
    yield f"| all of them | {auc(every, good):.3f} | {alike:.3f} |"


def _source_rows(corpus: Table, licences: Mapping[str, str], said: str = "score") -> Iterator[str]:
    yield f"\n| source | n | | mean {said} | above the middle | licence |\n|---|---|---|---|---|---|"
    middle = (np.median(corpus.mean[corpus.truth == 1]) + np.median(corpus.mean[corpus.truth == 0])) / 2
    for name in np.unique(corpus.group):
        rows = corpus.group == name
        words = "good" if corpus.truth[rows][0] else "ordinary"
        above = np.mean(corpus.mean[rows] > middle)
        title = _name(name)
        figures = f"{rows.sum()} | {words} | {corpus.mean[rows].mean():.2f} | {above:.0%}"
        yield f"| {title} | {figures} | {licences.get(title, '')} |"


def _auc_with(run: Run, count: int, seed: int) -> float:
    """Each fold is judged by a head that learned from ``count`` sources of the other folds, half of them good."""
    photographs, random = run.photographs, np.random.default_rng(seed)
    fold = folds(photographs, _CURVE_FOLDS, seed)
    corpus = photographs.good >= 0
    found = np.full(len(fold), np.nan)
    for number in range(_CURVE_FOLDS):
        kept = ~corpus & (fold != number)
        for value in (0.0, 1.0):
            there = np.unique(photographs.group[(photographs.good == value) & (fold != number)])
            chosen = random.choice(there, min(count // 2, len(there)), replace=False)
            kept |= np.isin(photographs.group, chosen)
        unseen = np.flatnonzero(corpus & (fold == number))
        found[unseen] = run.kernel_means(np.flatnonzero(kept), unseen)
    return auc(found[corpus], photographs.good[corpus])


def _classifier() -> Pipeline:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    return make_pipeline(StandardScaler(), PolynomialFeatures(2), LogisticRegression(C=0.1, max_iter=500))


def _cues_of(path: Path) -> list[float]:
    import cv2

    rgb = read_rgb(path)
    height, width = rgb.shape[:2]
    grey, hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
    edges = (rgb[:3], rgb[-3:], rgb[:, :3].swapaxes(0, 1), rgb[:, -3:].swapaxes(0, 1))
    return [
        abs(float(np.log(width / height))),
        float(width > height),
        float(np.log(width * height)),
        float(np.log(path.stat().st_size / (width * height))),
        float(np.log1p(cv2.Laplacian(grey, cv2.CV_64F).var())),
        float(grey.mean()),
        float(grey.std()),
        float(hsv[..., 1].mean()),
        min(float(edge.std()) for edge in edges),
    ]


if __name__ == "__main__":
    main()
