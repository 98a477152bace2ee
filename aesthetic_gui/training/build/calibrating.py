"""P(aesthetic) from the mean score: the curve is chosen, and everything is judged, on sources left out.

Nested cross-validation: each photograph's P comes from a curve fitted, and a kind of curve chosen, without its
source; so does the unsure band of ``Fitted.decided`` and ``Fitted.right``. What ships is then chosen and fitted on
every photograph.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.files.tables import read_table
from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.calibration import Calibration
from aesthetic_gui.training.build.curves import MIDPOINT, Fit, folds, left_out, log_losses, methods, probabilities
from aesthetic_gui.training.data.folders import Labelled
from aesthetic_gui.training.data.labels import BadTable
from aesthetic_gui.training.measure.bands import (
    BandFigures,
    band_table,
    decided,
    narrowest_right,
    right_verdicts,
    shipped_band,
)
from aesthetic_gui.training.measure.reliability import Bin, reliability, spread
from aesthetic_gui.training.statistics import (
    Numbers,
    aucs,
    averages,
    calibration_errors,
    estimate,
    resamples,
    shares,
    source_weights,
)

_CLASSES = {"good": 1.0, "1": 1.0, "ordinary": 0.0, "0": 0.0}


@dataclass(frozen=True, slots=True)
class Fitted:
    """The calibration, and how it does on unseen sources: every figure with its 95 % interval over sources.

    A source with n photographs counts as √n in everything but the AUC. ``good`` is the share of good photographs.
    ``methods`` is the log loss of each kind of curve, sources left out. ``bands`` are judged on the same left-out P
    that ``band`` was chosen on; ``decided`` and ``right`` are what a band does that was chosen without the source, too.
    ``reaching`` is the narrowest band whose verdicts are 90 % right, None where none is.
    """

    method: str
    calibration: Calibration
    band: float
    reaching: float | None
    photographs: int
    sources: int
    good: float
    methods: dict[str, Estimate]
    log_loss: Estimate
    auc: Estimate
    ece: Estimate
    brier: Estimate
    bands: tuple[BandFigures, ...]
    decided: Estimate
    right: Estimate
    bins: tuple[Bin, ...]
    spread: tuple[float, ...]

    @property
    def chosen(self) -> BandFigures:
        """The row of ``bands`` that ships."""
        return next(row for row in self.bands if row.half_width == self.band)


class Unseen(NamedTuple):
    """For each photograph (n,) P(aesthetic) and whether it gets a verdict, both found without its source."""

    p: Numbers
    decided: NDArray[np.bool_]


def fit(scores: Numbers, labelled: Labelled, midpoint: float = MIDPOINT) -> Fitted:
    """Choose and fit the curve on every photograph; judge it, and choose the band, on left-out sources.

    ``scores`` (n,) are mean ratings, 1 to 10, by a network that was not trained on these photographs; ``labelled``
    says which are good (1) or ordinary (0) and their sources. ``midpoint`` is where temperature scaling has P = ½.
    """
    good, group = labelled.value, labelled.group
    weights = source_weights(group)
    kinds = methods(midpoint)
    unseen = nested(kinds, scores, good, group, weights)
    compared = left_out(kinds, scores, good, group, weights)
    method = best(compared, good, weights)
    band, reaching = shipped_band(unseen.p, good, weights), narrowest_right(unseen.p, good, weights)
    drawn = np.concatenate(list(resamples(group, good)))
    counts = drawn * weights
    return Fitted(
        method=method,
        calibration=kinds[method](scores, good, weights),
        band=band,
        reaching=reaching,
        photographs=len(scores),
        sources=len(np.unique(group)),
        good=float(weights @ good / weights.sum()),
        methods={name: estimate(averages(log_losses(p, good), counts)) for name, p in compared.items()},
        log_loss=estimate(averages(log_losses(unseen.p, good), counts)),
        auc=estimate(aucs(scores, good, drawn)),
        ece=estimate(calibration_errors(unseen.p, good, counts)),
        brier=estimate(averages((unseen.p - good) ** 2, counts)),
        bands=band_table(unseen.p, good, counts, (band, *([] if reaching is None else [reaching]))),
        decided=estimate(shares(unseen.decided, np.ones_like(unseen.decided), counts)),
        right=estimate(shares(right_verdicts(unseen.p, good), unseen.decided, counts)),
        bins=reliability(unseen.p, good, counts),
        spread=spread(unseen.p, weights),
    )


def nested(kinds: dict[str, Fit], scores: Numbers, good: Numbers, group: NDArray[np.str_], weights: Numbers) -> Unseen:
    """Ten times: choose the kind of curve and the band on nine tenths of the sources, use them on the last tenth."""
    found = Unseen(np.empty(len(scores)), np.zeros(len(scores), np.bool_))
    for known, unseen in folds(good, group):
        part = scores[known], good[known], weights[known]
        compared = left_out(kinds, scores[known], good[known], group[known], weights[known])
        method = best(compared, *part[1:])
        found.p[unseen] = probabilities(kinds[method](*part), scores[unseen])
        found.decided[unseen] = decided(found.p[unseen], shipped_band(compared[method], *part[1:]))
    return found


def best(compared: dict[str, Numbers], good: Numbers, weights: Numbers) -> str:
    """The name of the left-out P with the least weighted log loss; of equals the simplest, which is the first."""
    return min(compared, key=lambda name: float(weights @ log_losses(compared[name], good)))


def read_held_out(path: Path) -> tuple[Numbers, Labelled]:
    """Mean scores (n,) of photographs that the network did not train on, and their labels, from a CSV.

    Columns ``path``, ``source``, ``label`` (good or 1, ordinary or 0) and ``mean``, a rating of 1 to 10; others are
    passed over. Raises :class:`BadTable` where one is missing or a line makes no sense.
    """
    paths, sources, labels, means = [], [], [], []
    rows = csv.DictReader(read_table(path), restval="")
    lacking = {"path", "source", "label", "mean"} - set(rows.fieldnames or ())
    if lacking:
        raise BadTable(f"{path} lacks the column {', '.join(sorted(lacking))}.")
    for row in rows:
        paths.append(Path(row["path"]))
        sources.append(row["source"])
        labels.append(_class(row["label"], path, rows.line_num))
        means.append(_mean(row["mean"], path, rows.line_num))
    if len(set(sources)) < 2 or len(set(labels)) < 2:
        raise BadTable(f"{path} needs good and ordinary photographs of more than one source.")
    return np.array(means), Labelled(tuple(paths), np.array(labels), np.array(sources))


def _class(label: str, path: Path, line: int) -> float:
    try:
        return _CLASSES[label.strip().lower()]
    except KeyError:
        raise BadTable(f"{path}, line {line}: {label!r} is neither good nor ordinary.") from None


def _mean(text: str, path: Path, line: int) -> float:
    try:
        mean = float(text)
    except ValueError:
        mean = float("nan")
    if not 1 <= mean <= 10:
        raise BadTable(f"{path}, line {line}: {text!r} is no mean rating from 1 to 10.")
    return mean
