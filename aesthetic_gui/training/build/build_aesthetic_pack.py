"""Build the default pack, aesthetic-multigap, from two published networks and labelled photographs.

    python -m aesthetic_gui.training.build.build_aesthetic_pack --data DATA --download --out models/aesthetic-multigap

DATA holds corpus/labels.csv and oasis/labels.csv. Features are read once (half an hour on two cores, resumed where it
was killed), the heads are learned in closed form without each part of the sources, judged, calibrated, and learned
again of everything. Writes the weights, pack.toml, and left-out.csv beside the features. Nothing is random but the
worse copies and the drawn pictures, which are seeded.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.photo import Estimate
from aesthetic_gui.scoring.pack import read_pack
from aesthetic_gui.training.build import recalibrate
from aesthetic_gui.training.build.calibrating import Fitted, fit
from aesthetic_gui.training.build.curves import methods
from aesthetic_gui.training.build.gathering import JUDGED, PREPARATION, Gathered, gather
from aesthetic_gui.training.build.left_out import LeftOut, caught, leave_out, limit_of, write_table
from aesthetic_gui.training.build.write_pack import About, Int8Error, write_pack
from aesthetic_gui.training.data.folders import Labelled
from aesthetic_gui.training.features.backbones import lite2, nima
from aesthetic_gui.training.network import lite2 as lite2_network
from aesthetic_gui.training.network import two_bodies
from aesthetic_gui.training.network.published.wheels import add_origin, origin
from aesthetic_gui.training.network.two_heads import HeadNumbers, in_log_odds, learn, limited
from aesthetic_gui.training.statistics import Numbers, auc, bootstrap, rank_correlation, source_weights

ABOUT = About(
    id="aesthetic-multigap",
    version="1.0",
    title="Aesthetic MultiGAP",
    licence="Apache-2.0",
    source="EfficientNet-Lite2 (Google) and NIMA MobileNet (idealo), with heads learned from what MODEL_CARD.md names",
    written_by="aesthetic_gui.training.build.build_aesthetic_pack",
    files="aesthetic-multigap",
    first="int8",  # as good on unseen photographs, and decoding stays the bound (MODEL_CARD.md)
)
DRAWS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """What is known of the pack: its calibration, int8's error, the metrics' tables and the left-out scores."""

    fitted: Fitted
    int8: Int8Error
    metrics: str
    left_out: LeftOut


def build(data: Path, wheel: Path, work: Path, out: Path, numbers: HeadNumbers) -> Built:
    """Write the pack to ``out``."""
    gathered = gather(data, wheel, work, numbers, _tell)
    found = leave_out(gathered, numbers, _tell)
    labelled = _labelled(gathered)
    slope, intercept = _platt(found.evidence[gathered.judged, 0], labelled)
    limit = limit_of(found, gathered, numbers)
    heads = learn(gathered.examples, numbers)
    beyond = caught(gathered, heads, limit, numbers)
    found = LeftOut(found.evidence * slope + intercept, found.mean, found.unlike / limit, found.fold)
    write_table(found, gathered, work / "left-out.csv")
    network = two_bodies.assemble(
        nima().load(), lite2(wheel).load(), limited(in_log_odds(heads, slope, intercept), limit)
    )
    metrics = "\n".join(_metrics(found, gathered, *beyond))
    corpus = tuple(path for path, good in zip(gathered.photographs.paths, labelled_mask(gathered), strict=True) if good)
    int8 = write_pack(network, PREPARATION, corpus, ABOUT, out, metrics)
    fitted = fit(found.evidence[gathered.judged, 0], labelled, midpoint=0.0)
    recalibrate.write(out, fitted, f"the {' and '.join(JUDGED)} corpus")
    read_pack(out)
    return Built(fitted, int8, metrics, found)


def labelled_mask(gathered: Gathered) -> NDArray[np.bool_]:
    """Which photographs are of the corpus, bool (n,)."""
    return ~np.isnan(gathered.examples.good)


def _labelled(gathered: Gathered) -> Labelled:
    rows = np.flatnonzero(gathered.judged)
    paths = tuple(gathered.photographs.paths[row] for row in rows)
    return Labelled(paths, gathered.examples.good[rows], gathered.examples.group[rows])


def _platt(evidence: Numbers, labelled: Labelled) -> tuple[float, float]:
    """Slope and intercept that make log-odds of the evidence."""
    curve = methods(0.0)["platt"](evidence, labelled.value, source_weights(labelled.group))
    return curve.slope, curve.intercept  # type: ignore[union-attr]  # of this method it is Platt's


def _metrics(found: LeftOut, gathered: Gathered, beyond: NDArray[np.bool_], kinds: list[str]) -> Iterator[str]:
    """The tables of pack.toml for what is not P(aesthetic)."""
    examples, interval = gathered.examples, "left out: value, low and high end of the 95 % interval"
    rated = np.flatnonzero(~np.isnan(examples.beauty))
    beauty, means, themes = examples.beauty[rated], found.mean[rated, 0], examples.group[rated]
    srcc = bootstrap(lambda rows: rank_correlation(means[rows], beauty[rows]), themes, draws=DRAWS)
    yield _table("unseen_themes", f"rank correlation with rated beauty, {interval}", len(rated), srcc=srcc)
    good, group = examples.good[gathered.judged], examples.group[gathered.judged]
    ours, nimas = found.evidence[gathered.judged, 0], examples.means[gathered.judged]
    gain = bootstrap(lambda rows: auc(ours[rows], good[rows]) - auc(nimas[rows], good[rows]), group, good, draws=DRAWS)
    yield _table("gain_over_nima", f"AUC less that of NIMA's mean on the same, {interval}", len(good), auc=gain)
    below = {
        "below_original": _share(found.mean[:, 1] < found.mean[:, 0], examples.group),
        "evidence_below_original": _share(found.evidence[:, 1] < found.evidence[:, 0], examples.group),
    }
    yield _table("degraded", f"how many worse copies score below, {interval}", len(found.mean), **below)
    words = f"how many drawn pictures, of kinds not learned from, are told from photographs; {interval}"
    yield _table("not_photographs", words, len(beyond), caught=_share(beyond, np.array(kinds)))
    usual = {
        "corpus": _share(found.unlike[gathered.judged, 0] > 1, group),
        "oasis": _share(found.unlike[rated, 0] > 1, themes),
        "worse_copies": _share(found.unlike[:, 1] > 1, examples.group),
    }
    yield _table("called_unlike", f"photographs taken for none, {interval}", int(gathered.judged.sum()), **usual)


def _share(part: NDArray[np.bool_], group: NDArray[np.str_]) -> Estimate:
    values = part.astype(np.float64)
    return bootstrap(lambda rows: float(values[rows].mean()), group, draws=DRAWS)


def _table(name: str, words: str, n: int, **figures: Estimate) -> str:
    lines = [f"{figure} = {recalibrate.listed(estimate)}" for figure, estimate in figures.items()]
    return "\n".join([f"[metrics.{name}]  # {words}", f"n = {n}", *lines, ""])


def _tell(what: str, done: int, total: int) -> None:
    if done == total or done % 256 < 16:
        sys.stderr.write(f"{what} {done} of {total}\n")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, help="where the features go (default: OUT-work)")
    add_origin(parser, lite2_network.WHEEL, required=True)
    options = parser.parse_args(arguments)
    work = options.work or options.out.with_name(f"{options.out.name}-work")
    with origin(options, lite2_network.WHEEL) as wheel:
        built = build(options.data, wheel, work, options.out, HeadNumbers())
    sys.stdout.write(f"{built.fitted}\n{built.int8}\n{built.metrics}\n")


if __name__ == "__main__":
    main()
