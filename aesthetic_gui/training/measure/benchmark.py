"""How well packs judge labelled photographs: every figure with its interval over sources, packs side by side.

    labels.read_opinions ──> judging.distributions (one decode feeds all packs) ──> measure ──> report, command line

All packs are judged on the same photographs and the same resamples, so that differences are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate, Unreadable, Verdict
from aesthetic_gui.training import statistics as st
from aesthetic_gui.training.data.labels import Opinions
from aesthetic_gui.training.measure.judging import Judge, Said, distributions, said
from aesthetic_gui.training.statistics import Numbers
from aesthetic_gui.words import VERDICTS as VERDICT_WORDS

Of = Callable[[Said, Opinions, Numbers], Numbers]
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
    """One row of the table. ``better`` is +1 where more is better, -1 where less is, 0 where it depends.

    ``of`` takes what a pack said, what people said and counts (draws, n), and gives (draws,).
    """

    id: str
    title: str
    meaning: str
    better: int
    needs: Needs
    of: Of


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
    said: tuple[Said, ...]
    measured: tuple[Measured, ...]
    problems: tuple[str, ...]


def run(
    opinions: Opinions,
    judges: Sequence[Judge],
    problems: Sequence[str] = (),
    *,
    weigh: bool = False,
    on_step: Callable[[], None] = lambda: None,
) -> Benchmark:
    """Judge the photographs and measure; what cannot be read is told and left out.

    With ``weigh`` a source of n photographs counts as √n instead of n. ``on_step`` is called after each photograph.
    Raises ``Unreadable``, the first of all, where not one can be read.
    """
    found: list[Numbers | Unreadable] = []
    for one in distributions(opinions.paths, judges):
        found.append(one)
        on_step()
    unreadable = {place: one for place, one in enumerate(found) if isinstance(one, Unreadable)}
    scores = [one[:, 0] for one in found if not isinstance(one, Unreadable)]
    if not scores:
        raise next(iter(unreadable.values()))
    told = tuple(said(judge, column) for judge, column in zip(judges, np.stack(scores, axis=1), strict=True))
    kept = opinions.at([place for place in range(len(found)) if place not in unreadable])
    lost = [f"{opinions.names[place]}: {error.reason}; left out" for place, error in unreadable.items()]
    return Benchmark(kept, told, measure(kept, told, weigh=weigh), (*problems, *lost))


def measure(opinions: Opinions, told: Sequence[Said], *, weigh: bool = False, seed: int = 0) -> tuple[Measured, ...]:
    """Every figure that these opinions allow."""
    figures = [figure for figure in FIGURES if figure.needs in allowed(opinions)]
    weights = st.source_weights(opinions.group) if weigh else np.ones(len(opinions.paths))
    blocks = [
        [[figure.of(one, opinions, counts * weights) for one in told] for figure in figures]
        for counts in st.resamples(opinions.group, classes(opinions), seed=seed)
    ]
    return tuple(
        _measured(figure, int(_rows(figure, opinions).sum()), np.concatenate([block[row] for block in blocks], axis=1))
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


def confusion(opinions: Opinions, one: Said) -> NDArray[np.intp]:
    """How many of the bad, normal and good photographs (rows) were told not aesthetic, unsure, aesthetic (columns)."""
    rows = np.isfinite(opinions.label)
    truth = (opinions.label[rows] * 2).astype(np.intp)
    return np.asarray(st.confusions(truth, one.verdict[rows], 3, np.ones((1, len(truth))))[0], np.intp)


def mistakes(opinions: Opinions, one: Said, most: int) -> tuple[list[int], list[int]]:
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


def _binary(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = _clear(opinions)
    truth, told = (opinions.label[rows] == 1).astype(np.intp), one.aesthetic[rows].astype(np.intp)
    return st.confusions(truth, told, 2, counts[:, rows])


def _ternary(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = np.isfinite(opinions.label)
    return st.confusions((opinions.label[rows] * 2).astype(np.intp), one.verdict[rows], 3, counts[:, rows])


def _auc(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = _clear(opinions)
    return st.aucs(one.mean[rows], opinions.label[rows], counts[:, rows])


def _accuracy(confusion: Numbers) -> Numbers:
    return np.asarray(np.trace(confusion, axis1=1, axis2=2) / confusion.sum(axis=(1, 2)))


def _found(value: int) -> Of:
    """The share of the photographs of class ``value`` that were told to be of it."""

    def share(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
        return st.shares(one.aesthetic == bool(value), opinions.label == value, counts)

    return share


def _decided(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    return st.shares(one.verdict != 1, _clear(opinions), counts)


def _right(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    return st.shares(one.verdict == 2 * opinions.label, _clear(opinions) & (one.verdict != 1), counts)


def _ece(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = _clear(opinions)
    return st.calibration_errors(one.p[rows], opinions.label[rows], counts[:, rows])


def _brier(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = _clear(opinions)
    return st.averages((one.p[rows] - opinions.label[rows]) ** 2, counts[:, rows])


def _srcc(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = np.isfinite(opinions.rating)
    return st.rank_correlations(one.mean[rows], opinions.rating[rows], counts[:, rows])


def _plcc(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = np.isfinite(opinions.rating)
    return st.linear_correlations(one.mean[rows], opinions.rating[rows], counts[:, rows])


def _emd(one: Said, opinions: Opinions, counts: Numbers) -> Numbers:
    rows = _voted(opinions)
    return st.averages(st.earth_movers(one.distribution[rows], opinions.votes[rows]), counts[:, rows])


FIGURES: tuple[Figure, ...] = (
    Figure("auc", "AUC", "how often a good one scores above an ordinary one", 1, "both classes", _auc),
    Figure(
        "balanced_accuracy",
        "Balanced accuracy",
        "right verdicts, both classes counting equally",
        1,
        "both classes",
        lambda *given: st.balanced_accuracies(_binary(*given)),
    ),
    Figure(
        "accuracy",
        "Accuracy",
        "right verdicts at the threshold, unsure ones too",
        1,
        "both classes",
        lambda *given: _accuracy(_binary(*given)),
    ),
    Figure(
        "f1",
        "F1",
        "of *aesthetic*: mean of how many are found and how many are rightly so called",
        1,
        "both classes",
        lambda *given: st.f1_scores(_binary(*given))[:, 1],
    ),
    Figure("good_found", "Good ones found", "good ones called aesthetic", 1, "both classes", _found(1)),
    Figure("ordinary_found", "Ordinary ones found", "ordinary ones called not aesthetic", 1, "both classes", _found(0)),
    Figure("decided", "Decided", "verdicts outside the unsure band", 0, "both classes", _decided),
    Figure("right_of_decided", "Right when decided", "of those, how many are right", 1, "both classes", _right),
    Figure(
        "accuracy_3",
        "Accuracy, 3 classes",
        "bad, normal and good told as not aesthetic, unsure and aesthetic",
        1,
        "three classes",
        lambda *given: _accuracy(_ternary(*given)),
    ),
    Figure(
        "balanced_accuracy_3",
        "Balanced accuracy, 3 classes",
        "the same, the three classes counting equally",
        1,
        "three classes",
        lambda *given: st.balanced_accuracies(_ternary(*given)),
    ),
    Figure(
        "f1_3",
        "F1, 3 classes",
        "the mean of the three classes' F1",
        1,
        "three classes",
        lambda *given: np.asarray(np.nan_to_num(st.f1_scores(_ternary(*given))).mean(axis=1)),
    ),
    Figure("ece", "ECE", "how far P(aesthetic) is from the share of good ones, 10 bins", -1, "both classes", _ece),
    Figure("brier", "Brier score", "mean squared error of P(aesthetic)", -1, "both classes", _brier),
    Figure("srcc", "SRCC", "rank correlation of score and rating", 1, "ratings", _srcc),
    Figure("plcc", "PLCC", "linear correlation of score and rating", 1, "ratings", _plcc),
    Figure("emd", "EMD", "distance of the ten shares from people's votes", -1, "votes", _emd),
)
