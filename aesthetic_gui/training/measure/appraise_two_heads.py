"""What the left-out scores of the default pack are worth: the tables of its model card, from ``left-out.csv``.

    left-out.csv + stored features ─┬─> before: the kernel head, learned on the same folds ─> paired gains
                                    ├─> cues and subjects, source by source
                                    └─> the evidence's head, of so many sources

``training.measure.appraise --left-out`` prints them. Intervals are 95 %, by resampling whole sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import AestheticError
from aesthetic_gui.training.data.degrade import DEGRADATIONS
from aesthetic_gui.training.data.folders import read_rows
from aesthetic_gui.training.features.store import FeatureStore
from aesthetic_gui.training.measure.bands import THRESHOLD
from aesthetic_gui.training.network.kernel_head import HeadExamples
from aesthetic_gui.training.network.kernel_head import learn as learn_kernel
from aesthetic_gui.training.network.two_heads import Examples, HeadNumbers, learn, mean_ratings_of
from aesthetic_gui.training.recipe import KernelHead
from aesthetic_gui.training.statistics import (
    Numbers,
    Rows,
    auc,
    auc_within,
    balanced_accuracies,
    bootstrap,
    confusions,
    linear_correlation,
    rank_correlation,
)

NARROW = "narrow"  # learned from a little, and not judged
COCO = "corpus/coco-sample"
DRAWS = 500
_EARLY = "block3"  # of NIMA, what the kernel head sees defects in
_LEAST_OF_SUBJECT = 3  # sources of either class


class NotTheSame(AestheticError):
    """The stored features are not of the photographs in the table."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """A ``left-out.csv``: n photographs, each judged by heads that were learned without its source.

    ``good`` (1, 0, or nan), ``beauty`` (or nan), ``unlike`` (n,); ``evidence``, ``mean`` (n, 2), the second column of
    the worse copy. ``doubtful`` (n,): whether the label is of medium confidence. ``subject`` (n,): words for what it
    shows. ``pixels`` (n,): log of the original's number of pixels, or nan.
    """

    paths: tuple[Path, ...]
    group: NDArray[np.str_]
    collection: NDArray[np.str_]
    good: Numbers
    beauty: Numbers
    fold: Rows
    evidence: Numbers
    mean: Numbers
    unlike: Numbers
    doubtful: NDArray[np.bool_]
    subject: NDArray[np.str_]
    pixels: Numbers

    @property
    def judged(self) -> Rows:
        """The photographs whose verdict counts: labelled, and not of the narrow collection."""
        return np.flatnonzero(~np.isnan(self.good) & (self.collection != NARROW))

    @property
    def rated(self) -> Rows:
        """The photographs with a rated beauty."""
        return np.flatnonzero(~np.isnan(self.beauty))

    @property
    def p(self) -> Numbers:
        """P(aesthetic), 0 to 1: the evidence is in log-odds."""
        return np.asarray(1 / (1 + np.exp(-self.evidence[:, 0])))


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Stored features: ``stages``, ``worse`` (n, 856) of Lite2; ``nima`` and ``worse_nima`` its ratings (n, 10).

    ``embedding`` and ``early`` of NIMA, (n, 2, d): of the photograph and of its worse copy; ``kind`` (n,) its defect.
    """

    stages: NDArray[np.float32]
    worse: NDArray[np.float32]
    embedding: NDArray[np.float32]
    early: NDArray[np.float32]
    nima: Numbers
    worse_nima: Numbers
    kind: NDArray[np.int8]


def read_scores(table: Path, data: Path) -> Scores:
    """The table, and what ``data``/corpus/labels.csv states of its photographs."""
    rows = read_rows(table)
    stated = {str(data / "corpus" / row["path"]): row for row in read_rows(data / "corpus" / "labels.csv")}
    about = [stated.get(row["path"], {}) for row in rows]

    def numbers(*columns: str) -> Numbers:
        return np.array([[float(row[column] or "nan") for column in columns] for row in rows])

    return Scores(
        paths=tuple(Path(row["path"]) for row in rows),
        group=np.array([row["source"] for row in rows]),
        collection=np.array([row["collection"] for row in rows]),
        good=np.array([{"good": 1.0, "ordinary": 0.0}.get(row["label"], np.nan) for row in rows]),
        beauty=numbers("beauty")[:, 0],
        fold=numbers("fold")[:, 0].astype(np.intp),
        evidence=numbers("evidence", "worse_evidence"),
        mean=numbers("mean", "worse_mean"),
        unlike=numbers("unlike")[:, 0],
        doubtful=np.array([row.get("confidence") == "medium" for row in about]),
        subject=np.array([row.get("content", "") for row in about]),
        pixels=np.array([_pixels(row) for row in about]),
    )


def read_seen(work: Path, scores: Scores, ratings: Callable[[NDArray[np.float32]], Numbers]) -> Seen:
    """The features below ``work``; ``ratings`` are NIMA's of embeddings. Raises :class:`NotTheSame`."""
    by_nima, by_lite2 = (_store(work, name, scores) for name in ("nima", "lite2"))
    embedding, early = (
        by_nima.features[:, by_nima.columns_of("nima", level)].reshape(len(scores.paths), 2, -1)
        for level in ("embedding", _EARLY)
    )
    stages = np.asarray(by_lite2.features)
    shares, worse = (ratings(embedding[:, copy]) for copy in (0, 1))
    return Seen(stages[0::2], stages[1::2], embedding, early, shares, worse, np.asarray(by_lite2.kind)[1::2])


def kernel_means(scores: Scores, seen: Seen, recipe: KernelHead, learned: NDArray[np.bool_], seed: int = 0) -> Numbers:
    """Mean ratings (n, 2) by kernel heads learned, fold by fold, of the photographs ``learned`` in other folds."""
    found = np.empty((len(scores.paths), 2))
    for number in np.unique(scores.fold):
        head = learn_kernel(_for_kernel(scores, seen, np.flatnonzero(learned & (scores.fold != number))), recipe, seed)
        unseen = np.flatnonzero(scores.fold == number)
        for copy, shares in enumerate((seen.nima, seen.worse_nima)):
            parts = (part[unseen, copy].astype(np.float64) for part in (seen.embedding, seen.early))
            found[unseen, copy] = mean_ratings_of(_tilted(shares[unseen], head.tilt(*parts)))
    return found


def tables(scores: Scores, seen: Seen, before: Numbers, band: float, aspect: Numbers) -> Iterator[str]:
    """Markdown: gains over ``before`` (n, 2), the kernel head's means, then verdicts, defects and what is unlike.

    ``band`` is the half-width within which the pack leaves a photograph unsure; ``aspect`` (n,) the log of the longer
    side over the shorter.
    """
    yield from _gains(scores, seen, before, aspect)
    yield from _verdicts(scores, band)
    yield from _defects(scores, seen, before)
    yield ""
    for name, rows in (("corpus", scores.judged), ("OASIS", scores.rated)):
        yield f"Called unlike, {name}: {(scores.unlike[rows] > 1).mean():.4f} (n = {len(rows)})"


def subjects(scores: Scores) -> Iterator[str]:
    """AUC among photographs that show the same, and what the original's size gives away."""
    yield "\n| subject | good | ordinary | AUC among them |\n|---|---|---|---|"
    judged = scores.judged
    words = [set(text.replace(",", "/").split("/")) - {""} for text in scores.subject[judged]]
    for word in sorted(set().union(*words)):
        rows = judged[[word in of for of in words]]
        good, ordinary = (rows[scores.good[rows] == value] for value in (1, 0))
        if min(len(np.unique(scores.group[part])) for part in (good, ordinary)) >= _LEAST_OF_SUBJECT:
            found = _of_evidence(scores, rows)
            yield f"| {word} | {len(good)} | {len(ordinary)} | {found} |"
    known = judged[~np.isnan(scores.pixels[judged])]
    edges = np.quantile(scores.pixels[known], (0.2, 0.4, 0.6, 0.8))
    stratum = np.searchsorted(edges, scores.pixels[known]).astype(float)
    good_ones, evidence = scores.good[known], scores.evidence[known, 0]
    alone, alike = auc(scores.pixels[known], good_ones), auc_within(evidence, good_ones, stratum)
    yield f"\nOriginal's pixels alone: {alone:.3f}; AUC among photographs alike in them: {alike:.3f}"


def examples_of(scores: Scores, seen: Seen, numbers: HeadNumbers) -> Examples:
    """What the heads of the pack learned from; of drawn pictures there are none, which only ``unlike`` would need."""
    few = np.where(scores.collection == NARROW, numbers.narrow, 1.0)
    return Examples(
        stages=seen.stages,
        embedding=seen.embedding[:, 0],
        shares=seen.nima,
        good=scores.good,
        beauty=scores.beauty,
        weight=np.where(scores.doubtful, numbers.doubtful, 1.0) * few,
        group=scores.group,
        worse=seen.worse,
        kind=seen.kind,
        drawn=seen.worse[:2],
    )


def auc_with(scores: Scores, examples: Examples, count: int, seed: int, parts: int = 6) -> float:
    """AUC with heads that learned from ``count`` judged sources of the other folds, half of them good."""
    random = np.random.default_rng(seed)
    judged = np.isin(np.arange(len(scores.paths)), scores.judged)
    found, numbers = np.full(len(judged), np.nan), HeadNumbers()
    for number in range(parts):
        there = scores.fold % parts != number
        kept = there & ~np.isnan(scores.beauty)
        for value in (0.0, 1.0):
            names = np.unique(scores.group[there & judged & (scores.good == value)])
            kept |= np.isin(scores.group, random.choice(names, min(count // 2, len(names)), replace=False))
        heads, unseen = learn(examples.at(kept), numbers), judged & ~there
        z = heads.standardised(examples.stages[unseen])
        found[unseen] = heads.evidence_of(z, examples.means[unseen])
    return auc(found[judged], scores.good[judged])


def _gains(scores: Scores, seen: Seen, before: Numbers, aspect: Numbers) -> Iterator[str]:
    nima = np.stack([mean_ratings_of(seen.nima), mean_ratings_of(seen.worse_nima)], axis=1)
    judged, rated = scores.judged, scores.rated
    shape = np.round(aspect / 0.1)
    sure = ~scores.doubtful[judged]

    def row(title: str, rows: Rows, figure: Callable[[Numbers, Rows], float], after: Numbers) -> str:
        return _row(title, rows, figure, (nima, before, after), scores)

    def by_label(said: Numbers, rows: Rows) -> float:
        return auc(said[rows, 0], scores.good[rows])

    def alike(said: Numbers, rows: Rows) -> float:
        return auc_within(said[rows, 0], scores.good[rows], shape[rows])

    yield "| left out | NIMA | before | after | paired gain over before |\n|---|---|---|---|---|"
    yield row("AUC, good over ordinary", judged, by_label, scores.evidence)
    for name in np.unique(scores.collection[judged]):
        yield row(f"AUC, {name} alone", judged[scores.collection[judged] == name], by_label, scores.evidence)
    yield row("AUC among pairs of one aspect", judged, alike, scores.evidence)
    yield row("AUC, labels of high confidence", judged[sure], by_label, scores.evidence)
    yield row("AUC, labels of medium confidence", judged[~sure], by_label, scores.evidence)
    yield row("SRCC with rated beauty", rated, lambda s, r: rank_correlation(s[r, 0], scores.beauty[r]), scores.mean)
    yield row("PLCC with rated beauty", rated, lambda s, r: linear_correlation(s[r, 0], scores.beauty[r]), scores.mean)
    every = np.arange(len(scores.paths))
    for name, after in (("mean rating", scores.mean), ("evidence", scores.evidence)):
        yield row(f"degraded copy below its original, by the {name}", every, _below, after)


def _row(
    title: str, rows: Rows, figure: Callable[[Numbers, Rows], float], said: tuple[Numbers, ...], scores: Scores
) -> str:
    stratum = None if np.isnan(scores.good[rows]).any() else scores.good[rows]

    def interval(of: Callable[[Rows], float]) -> str:
        return str(bootstrap(lambda drawn: of(rows[drawn]), scores.group[rows], stratum, draws=DRAWS))

    figures = [interval(lambda drawn, one=one: figure(one, drawn)) for one in said]  # type: ignore[misc]
    gain = interval(lambda drawn: figure(said[-1], drawn) - figure(said[-2], drawn))
    return f"| {title} (n = {len(rows)}) | {' | '.join(figures)} | {gain} |"


def _below(said: Numbers, rows: Rows) -> float:
    return float((said[rows, 1] < said[rows, 0]).mean())


def _verdicts(scores: Scores, band: float) -> Iterator[str]:
    judged = scores.judged
    p, good, group = scores.p[judged], scores.good[judged], scores.group[judged]
    told = (p >= THRESHOLD).astype(np.intp)

    def balanced(rows: Rows) -> float:
        confusion = confusions(good[rows].astype(np.intp), told[rows], 2, np.ones((1, len(rows))))
        return float(balanced_accuracies(confusion)[0])

    yield f"\nBalanced accuracy at the threshold: {bootstrap(balanced, group, good, draws=DRAWS)}"
    coco = scores.p[scores.group == COCO]
    if len(coco):
        each = np.array([str(place) for place in range(len(coco))])
        counts = {
            f"band {band:.2f}": coco < THRESHOLD + band,
            "no band": coco < THRESHOLD,
            f"called not aesthetic, band {band:.2f}": coco < THRESHOLD - band,
        }
        for name, part in counts.items():
            share = bootstrap(lambda rows, part=part: float(part[rows].mean()), each)  # type: ignore[misc]
            yield f"COCO (n = {len(coco)}), not called aesthetic, {name}: {share} ({part.sum()})"


def _defects(scores: Scores, seen: Seen, before: Numbers) -> Iterator[str]:
    yield "\n| degraded copy | n | below its original, before | mean rating | evidence |\n|---|---|---|---|---|"
    for number, alteration in enumerate(DEGRADATIONS):
        rows = np.flatnonzero(seen.kind == number)
        if len(rows):
            shares = " | ".join(f"{_below(said, rows):.3f}" for said in (before, scores.mean, scores.evidence))
            yield f"| {alteration.title} | {len(rows)} | {shares} |"


def _of_evidence(scores: Scores, rows: Rows) -> str:
    good, evidence = scores.good[rows], scores.evidence[rows, 0]
    return str(bootstrap(lambda drawn: auc(evidence[drawn], good[drawn]), scores.group[rows], good, draws=DRAWS))


def _for_kernel(scores: Scores, seen: Seen, rows: Rows) -> HeadExamples:
    both = np.concatenate([seen.embedding[rows], seen.early[rows]], axis=2).astype(np.float64)
    return HeadExamples(
        embedding=seen.embedding[rows, 0].astype(np.float64),
        early=seen.early[rows, 0].astype(np.float64),
        ratings=seen.nima[rows],
        good=scores.good[rows],
        beauty=scores.beauty[rows],
        group=scores.group[rows],
        sound=both[:, 0],
        spoilt=both[:, 1],
        kind=seen.kind[rows],
    )


def _tilted(shares: Numbers, tilt: Numbers) -> Numbers:
    """``shares`` (n, r) whose logits are moved by ``tilt`` (n,) times (rating - middle)."""
    steps = np.arange(shares.shape[1]) - (shares.shape[1] - 1) / 2
    logits = np.log(np.maximum(shares, 1e-30)) + tilt[:, None] * steps
    found = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _store(work: Path, name: str, scores: Scores) -> FeatureStore:
    for folder in sorted((work / "features").glob(f"{name}-*")):
        store = FeatureStore.open(folder)
        if store.photographs == tuple(str(path) for path in scores.paths):
            return store
    raise NotTheSame(f"The features in {work} are not of these photographs. Build the pack again with that folder.")


def _pixels(row: dict[str, str]) -> float:
    width, height = (float(row.get(f"original_{side}") or "nan") for side in ("width", "height"))
    return float(np.log(width * height))
