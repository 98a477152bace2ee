"""Learn to tell open eyes from closed ones, and print how well that goes on crops that were not learned from.

    python -m aesthetic_gui.training.eyes.train CROPS --out models/faces [--held-back]

CROPS is a folder with labels.csv (path, eyes: open or closed). Five sixths of the crops are learned from, and judged in
five folds; ``--held-back`` judges the head on the last sixth, which it did not learn from. Takes two minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.criteria.faces.openness import WEIGHTS, Head
from aesthetic_gui.training.build.build_faces import write_table
from aesthetic_gui.training.eyes import learning
from aesthetic_gui.training.eyes.crops import Read, read
from aesthetic_gui.training.eyes.learning import FOLDS, Figures, figures, fit, odds

_TIMES = 10
_SEED = 3


def in_folds(seen: Read, fold: NDArray[np.intp]) -> NDArray[np.float64]:
    """Log-odds of every crop as it is, by a head that learned from the other folds; 0 for what is held back."""
    scores = np.zeros(len(fold))
    for number in range(FOLDS - 1):
        head = fit(seen, (fold != number) & (fold != FOLDS - 1))
        judged = fold == number
        scores[judged] = odds(head, seen.features[judged, 0])
    return scores


def write(head: Head, out: Path) -> None:
    numbers = {"means": _short(head.means), "weights": _short(head.weights), "bias": round(head.bias, 6)}
    disk_io.write_whole(f"{json.dumps(numbers, indent=1)}\n".encode(), out / WEIGHTS, replace=True)
    write_table(out)


def _short(numbers: NDArray[np.float64]) -> list[float]:
    return [round(float(number), 6) for number in numbers]


def _told(name: str, of: Figures) -> str:
    alarms = f"{of.false_alarms.value:.2%} [{of.false_alarms.low:.2%}, {of.false_alarms.high:.2%}]"
    area = f"{of.auc.value:.4f} [{of.auc.low:.4f}, {of.auc.high:.4f}]"
    return f"{name}: n = {of.n}, AUC {area}, false alarms at 90 % found {alarms}, threshold {of.threshold:.3f}\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crops", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-back", action="store_true")
    options = parser.parse_args(arguments)
    seen = read(options.crops, _TIMES, _SEED)
    fold = learning.folds(seen, _SEED)
    learned = fold < FOLDS - 1
    as_it_is = seen.features[:, 0]
    write(head := fit(seen, learned), options.out)
    judged = figures(in_folds(seen, fold)[learned], seen.open[learned])
    untrained = figures(learning.aperture(as_it_is[learned]), seen.open[learned])
    sys.stdout.write(_told("nothing trained", untrained) + _told("in five folds", judged))
    if options.held_back:
        sys.stdout.write(_told("held back", figures(odds(head, as_it_is[~learned]), seen.open[~learned])))


if __name__ == "__main__":
    main()
