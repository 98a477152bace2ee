"""How well packs judge labelled photographs: every figure with its interval over sources, packs side by side.

    labels.read_opinions ──> judging.judged (one decode feeds all packs) ──> measure ──> report, command line

All packs are judged on the same photographs and the same resamples, so that differences are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate, Verdict
from aesthetic_gui.training import statistics as st
from aesthetic_gui.training.data.labels import Opinions
from aesthetic_gui.training.measure.judging import PackJudge, PackScores, judged, said
from aesthetic_gui.training.statistics import Numbers
from aesthetic_gui.words import VERDICTS as VERDICT_WORDS

Of = Callable[
    [PackScores, Opinions, Numbers], Numbers
]  # of the photographs that the figure needs, and counts (draws, n)
Needs = Literal["both classes", "three classes", "ratings", "votes"]
NEEDS: dict[Needs, str] = {
    "both classes": "labels of both classes, or ratings with --good-from",
    "three classes": "labels good, normal and bad, or ratings with --good-from and --bad-below",
    "ratings": "three different ratings or more, or votes",
    "votes": "votes from 1 to 10",
}
CLASSES = ("ordinary or bad", "normal", "good")
VERDICTS = tuple(
    VERDICT_WORDS[verdict].lower() for verdict in (Verdict.NOT_AESTHETIC, Verdict.UNSURE, Verdict.AESTHETIC)
)
FEW_GROUPS = 10  # fewer, and the interval is too narrow to be trusted


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. ``better`` is +1 where more is better, -1 where less is, 0 where it depends."""

    id: str
    title: str
    meaning: str
    better: int
    needs: Needs


@dataclass(frozen=True, slots=True)
class Measured:
    """``figure`` of every pack, and of every pack but the first its difference from the first, on ``n`` photographs."""

    figure: Figure
    n: int
    values: tuple[Estimate, ...]
    gains: tuple[Estimate, ...]

    def sign(self, gain: Estimate) -> int:
        """1 where a difference is for the better with 95 % confidence, -1 for the worse, else 0."""
        if gain.low > 0 or gain.high < 0:
            return self.figure.better * (1 if gain.low > 0 else -1)
        return 0


@dataclass(frozen=True, slots=True, eq=False)
class Benchmark:
    """What came out: the readable photographs, what each pack said of them, the figures, and what was left out."""

    opinions: Opinions
    said: tuple[PackScores, ...]
    measured: tuple[Measured, ...]
    problems: tuple[str, ...]


def run(
    opinions: Opinions,
    judges: Sequence[PackJudge],
    problems: Sequence[str] = (),
    *,
    weigh: bool = False,
    on_step: Callable[[], None] = lambda: None,
) -> Benchmark:
    """Judge the photographs and measure; what cannot be read is told and left out.

    With ``weigh`` a source of n photographs counts as √n instead of n. ``on_step`` is called after each photograph.
    Raises ``Unreadable``, the first of all, where not one can be read.
    """
    places, scores, unreadable = judged(opinions.paths, judges, on_step=on_step)
    told = tuple(said(judge, of_judge[:, 0]) for judge, of_judge in zip(judges, scores, strict=True))
    kept = opinions.at(places)
    lost = [f"{opinions.names[place]}: {error.reason}; left out" for place, error in unreadable.items()]
    return Benchmark(kept, told, measure(kept, told, weigh=weigh), (*problems, *lost))


def measure(
    opinions: Opinions, told: Sequence[PackScores], *, weigh: bool = False, seed: int = 0
) -> tuple[Measured, ...]:
    """Every figure that these opinions allow."""
    figures = [figure for figure in FIGURES if figure.needs in allowed(opinions)]
    weights = st.source_weights(opinions.group) if weigh else np.ones(len(opinions.paths))
    needed = [np.flatnonzero(_rows(figure, opinions)) for figure in figures]
    given = [(opinions.at(places), [one.at(places) for one in told]) for places in needed]
    blocks = [
        [
            [_COMPUTED[figure.id](one, people, (counts * weights)[:, places]) for one in packs]
            for figure, places, (people, packs) in zip(figures, needed, given, strict=True)
        ]
        for counts in st.resamples(opinions.group, classes(opinions), seed=seed)
    ]
    return tuple(
        _measured(figure, len(needed[row]), np.concatenate([block[row] for block in blocks], axis=1))
        for row, figure in enumerate(figures)
    )


def allowed(opinions: Opinions) -> set[Needs]:
    """Which figures these opinions allow."""
    labels, ratings = set(np.unique(opinions.label)), opinions.rating[np.isfinite(opinions.rating)]
    there: dict[Needs, bool] = {
        "both classes": {0.0, 1.0} <= labels,
        "three classes": {0.0, 0.5, 1.0} <= labels,
        "ratings": len(np.unique(ratings)) > 2,
        "votes": bool(_voted(opinions).any()),
    }
    return {need for need, is_there in there.items() if is_there}


def classes(opinions: Opinions) -> Numbers:
    """1 good, 0 ordinary, nan for what is neither: (n,)."""
    return np.where(_clear(opinions), opinions.label, np.nan)


def confusion(opinions: Opinions, one: PackScores) -> NDArray[np.intp]:
    """How many of the bad, normal and good photographs (rows) were told not aesthetic, unsure, aesthetic (columns)."""
    places = np.flatnonzero(np.isfinite(opinions.label))
    return np.asarray(_ternary(one.at(places), opinions.at(places), np.ones((1, len(places))))[0], np.intp)


def mistakes(opinions: Opinions, one: PackScores, most: int) -> tuple[list[int], list[int]]:
    """Places of the worst, worst first: good photographs told not aesthetic, and ordinary ones told aesthetic.

    Where there are no labels: highly rated photographs that scored low, and the other way round, by their ranks.
    """
    if "both classes" in allowed(opinions):
        wrong = _clear(opinions) & (one.aesthetic != (opinions.label == 1))
        surprise = np.where(wrong, opinions.label - one.p, 0)
    else:
        rated = np.isfinite(opinions.rating)
        surprise = np.zeros(len(rated))
        surprise[rated] = _standing(opinions.rating[rated]) - _standing(one.mean[rated])
    order = np.argsort(surprise, kind="stable")
    missed = [int(place) for place in order[::-1][:most] if surprise[place] > 0]
    overrated = [int(place) for place in order[:most] if surprise[place] < 0]
    return missed, overrated


@dataclass(frozen=True, slots=True)
class Source:
    """One group: its photographs, the share of good ones, and for every pack mean P and the share it got right.

    What is not known is nan.
    """

    name: str
    n: int
    good: float
    p: tuple[float, ...]
    right: tuple[float, ...]


def sources(benchmark: Benchmark) -> Iterator[Source]:
    """The groups of two photographs and more, those that the first pack gets wrong most often first."""
    opinions = benchmark.opinions
    clear = _clear(opinions)
    found = []
    for name in np.unique(opinions.group):
        inside = opinions.group == name
        if inside.sum() > 1:
            judged = inside & clear
            rights = (one.aesthetic == (opinions.label == 1) for one in benchmark.said)
            right = tuple(_mean(values[judged]) for values in rights)
            p = tuple(_mean(one.p[inside]) for one in benchmark.said)
            found.append(Source(str(name), int(inside.sum()), _mean(opinions.label[judged]), p, right))
    yield from sorted(found, key=lambda source: (np.nan_to_num(source.right[0], nan=2.0), source.name))


def _measured(figure: Figure, n: int, found: Numbers) -> Measured:
    """``found`` (packs, 1 + draws)."""
    values = tuple(st.estimate(row) for row in found)
    return Measured(figure, n, values, tuple(st.estimate(row - found[0]) for row in found[1:]))


def _rows(figure: Figure, opinions: Opinions) -> NDArray[np.bool_]:
    rows: dict[Needs, NDArray[np.bool_]] = {
        "both classes": _clear(opinions),
        "three classes": np.isfinite(opinions.label),
        "ratings": np.isfinite(opinions.rating),
        "votes": _voted(opinions),
    }
    return rows[figure.needs]


def _clear(opinions: Opinions) -> NDArray[np.bool_]:
    return np.asarray((opinions.label == 0) | (opinions.label == 1))


def _voted(opinions: Opinions) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(opinions.votes).all(axis=1))


def _standing(values: Numbers) -> Numbers:
    """Ranks, 0 to 1."""
    from scipy.stats import rankdata

    return np.asarray((rankdata(values) - 0.5) / len(values), np.float64)


def _mean(values: NDArray[np.generic]) -> float:
    return float(np.mean(values.astype(np.float64))) if values.size else float("nan")


def _binary(one: PackScores, people: Opinions, counts: Numbers) -> Numbers:
    return st.confusions((people.label == 1).astype(np.intp), one.aesthetic.astype(np.intp), 2, counts)


def _ternary(one: PackScores, people: Opinions, counts: Numbers) -> Numbers:
    return st.confusions((people.label * 2).astype(np.intp), one.verdict, 3, counts)


def _accuracy(confusion: Numbers) -> Numbers:
    return np.asarray(np.trace(confusion, axis1=1, axis2=2) / confusion.sum(axis=(1, 2)))


_BOTH: Needs = "both classes"
_THREE: Needs = "three classes"
FIGURES: tuple[Figure, ...] = (
    Figure("auc", "AUC", "how often a good one scores above an ordinary one", 1, _BOTH),
    Figure("balanced_accuracy", "Balanced accuracy", "right verdicts, both classes counting equally", 1, _BOTH),
    Figure("accuracy", "Accuracy", "right verdicts at the threshold, unsure ones too", 1, _BOTH),
    Figure("f1", "F1", "of *aesthetic*: mean of how many are found and how many are rightly so called", 1, _BOTH),
    Figure("good_found", "Good ones found", "good ones called aesthetic", 1, _BOTH),
    Figure("ordinary_found", "Ordinary ones found", "ordinary ones called not aesthetic", 1, _BOTH),
    Figure("decided", "Decided", "verdicts outside the unsure band", 0, _BOTH),
    Figure("right_of_decided", "Right when decided", "of those, how many are right", 1, _BOTH),
    Figure(
        "accuracy_3",
        "Accuracy, 3 classes",
        "bad, normal and good told as not aesthetic, unsure and aesthetic",
        1,
        _THREE,
    ),
    Figure(
        "balanced_accuracy_3", "Balanced accuracy, 3 classes", "the same, the three classes counting equally", 1, _THREE
    ),
    Figure("f1_3", "F1, 3 classes", "the mean of the three classes' F1", 1, _THREE),
    Figure("ece", "ECE", "how far P(aesthetic) is from the share of good ones, 10 bins", -1, _BOTH),
    Figure("brier", "Brier score", "mean squared error of P(aesthetic)", -1, _BOTH),
    Figure("srcc", "SRCC", "rank correlation of score and rating", 1, "ratings"),
    Figure("plcc", "PLCC", "linear correlation of score and rating", 1, "ratings"),
    Figure("emd", "EMD", "distance of the ten shares from people's votes", -1, "votes"),
)
_COMPUTED: dict[str, Of] = {  # by a figure's id
    "auc": lambda one, people, counts: st.aucs(one.evidence, people.label, counts),
    "balanced_accuracy": lambda *given: st.balanced_accuracies(_binary(*given)),
    "accuracy": lambda *given: _accuracy(_binary(*given)),
    "f1": lambda *given: st.f1_scores(_binary(*given))[:, 1],
    "good_found": lambda one, people, counts: st.shares(one.aesthetic, people.label == 1, counts),
    "ordinary_found": lambda one, people, counts: st.shares(~one.aesthetic, people.label == 0, counts),
    "decided": lambda one, people, counts: st.shares(one.verdict != 1, _clear(people), counts),
    "right_of_decided": lambda one, people, counts: st.shares(
        one.verdict == 2 * people.label, one.verdict != 1, counts
    ),
    "accuracy_3": lambda *given: _accuracy(_ternary(*given)),
    "balanced_accuracy_3": lambda *given: st.balanced_accuracies(_ternary(*given)),
    "f1_3": lambda *given: np.asarray(np.nan_to_num(st.f1_scores(_ternary(*given))).mean(axis=1)),
    "ece": lambda one, people, counts: st.calibration_errors(one.p, people.label, counts),
    "brier": lambda one, people, counts: st.averages((one.p - people.label) ** 2, counts),
    "srcc": lambda one, people, counts: st.rank_correlations(one.mean, people.rating, counts),
    "plcc": lambda one, people, counts: st.linear_correlations(one.mean, people.rating, counts),
    "emd": lambda one, people, counts: st.averages(st.earth_movers(one.distribution, people.votes), counts),
}
