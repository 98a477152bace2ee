"""All recipes side by side, on the same photographs, folds and resamples: Markdown for docs/lab.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from aesthetic_gui.photo import Estimate
from aesthetic_gui.training.pipeline.figures import Judged, LeftOut

NONE = "multigap-none"
_COLUMNS = (
    *("recipe", "features", "AUC, sources left out", f"gain over {NONE}", "balanced accuracy", "calibration error"),
    *("SRCC, rated beauty", "tried a fold", "fit, CPU s a fold", "judging, CPU µs", "kB"),
)


def table(found: Mapping[str, LeftOut]) -> str:
    """A row for each recipe of ``found`` by its name, :data:`NONE` among them; then how many, and which is best."""
    none = found[NONE]
    judged = Judged(none.good, none.group)
    gains = {name: judged.gain(one, none) for name, one in found.items()}
    rows = [_row(name, one, judged, gains[name]) for name, one in found.items()]
    return "\n".join([*_lines([_COLUMNS, *rows]), "", _counted(none), "", best(judged, found)]) + "\n"


def best(judged: Judged, found: Mapping[str, LeftOut]) -> str:
    """The recipe of the largest AUC, and over which others its gain is more than chance would give."""
    aucs = {name: judged.auc(one).value for name, one in found.items()}
    first = max(aucs, key=aucs.__getitem__)
    others = [name for name in found if name != first]
    beaten = [name for name in others if judged.gain(found[first], found[name]).low > 0]
    even = [name for name in others if name not in beaten]
    parts = [f"The largest AUC is that of `{first}`."]
    parts += [f"Its gain is more than chance over {_listed(beaten)}."] if beaten else []
    parts += [f"Over {_listed(even)} it is not: their 95 % intervals of the difference hold zero."] if even else []
    return " ".join(parts)


def _row(name: str, found: LeftOut, judged: Judged, gain: Estimate) -> Sequence[str]:
    figures = judged.figures(found)
    srcc = f"{figures.srcc}" if figures.srcc else "–"
    costs = (
        f"{found.evaluations.mean():,.0f}",
        f"{found.seconds.mean():.1f}",
        f"{1e6 * found.judging.mean():.0f}",
        f"{found.size.mean() / 1000:,.0f}",
    )
    features = f"{found.features.mean():,.0f}"
    paired = "–" if name == NONE else _signed(gain)
    return (f"`{name}`", features, f"{figures.auc}", paired, f"{figures.accuracy}", f"{figures.ece}", srcc, *costs)


def _signed(gain: Estimate) -> str:
    return f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"


def _counted(found: LeftOut) -> str:
    return (
        f"n = {len(found.good):,} photographs ({int(found.good.sum()):,} good) of {len(np.unique(found.group))} "
        f"sources, left out in {len(found.seconds)} folds; {len(found.beauty):,} rated photographs of "
        f"{len(np.unique(found.theme))} themes, never trained on."
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    head, *rest = rows
    yield from (f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rest))
