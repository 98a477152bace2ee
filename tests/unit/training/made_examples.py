"""Examples with a few columns each of which means one thing, so that heads are learned in milliseconds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aesthetic_gui.training.network.two_heads import Examples, HeadNumbers

COLUMNS = 14
GOOD, BEAUTY, BLUR, NOISE = range(4)  # the columns that say these; the last three say that a picture is drawn
NUMBERS = HeadNumbers(ridge=0.1, penalty=0.3, rating_penalty=0.3, skipped=3, axes=6)


def made_examples(seed: int = 0, good: int = 6, ordinary: int = 6, themes: int = 6) -> Examples:
    """Ten photographs of each source: ``good`` and ``ordinary`` ones of a corpus, and rated ones by theme."""
    random = np.random.default_rng(seed)
    label = np.repeat([1.0, 0.0, np.nan], [10 * good, 10 * ordinary, 10 * themes])
    n = len(label)
    stages = random.normal(size=(n, COLUMNS))
    stages[:, GOOD] += 3 * np.nan_to_num(label, nan=0.5)
    beauty = np.where(np.isnan(label), 4 + 0.8 * stages[:, BEAUTY] + 0.2 * random.normal(size=n), np.nan)
    kind = np.arange(n) % 2
    worse = stages.copy()
    worse[np.arange(n), np.where(kind == 0, BLUR, NOISE)] += 5
    drawn = random.normal(size=(40, COLUMNS))
    drawn[:, -3:] += 6
    names = [f"corpus/{number}" if number < good + ordinary else f"oasis/{number}" for number in range(n // 10)]
    return Examples(
        stages=stages,
        embedding=random.normal(size=(n, 5)),
        shares=shares_of(random.normal(5.3, 0.5, n)),
        good=label,
        beauty=beauty,
        weight=np.ones(n),
        group=np.repeat(names, 10),
        worse=worse,
        kind=kind,
        drawn=drawn,
    )


def shares_of(middles: np.ndarray) -> np.ndarray:
    """Ten ratings (n, 10), bell curves about ``middles``."""
    shares = np.exp(-((np.arange(1, 11) - middles[:, None]) ** 2) / 4)
    return shares / shares.sum(axis=1, keepdims=True)


def relabelled(examples: Examples, rows: np.ndarray | int) -> Examples:
    """``examples`` with the other label at ``rows``."""
    good = examples.good.copy()
    good[rows] = 1 - good[rows]
    return replace(examples, good=good)
