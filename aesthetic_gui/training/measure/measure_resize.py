"""Which resize goes with a photograph of any size best.

Judged by rank correlation with rated beauty (OASIS) and by telling good from ordinary photographs *of the same
aspect*: in the corpus good ones are mostly 3:2 and ordinary ones 4:3, so a resize that distorts the two
differently wins on all pairs without seeing anything better. Run
``python -m aesthetic_gui.training.measure.measure_resize --data FOLDER``, FOLDER holding ``oasis``, ``corpus`` and
``degraded``. Prints the model card's table in Markdown. Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from aesthetic_gui.disk_io import open_regular
from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.preparation import Filter, Preparation
from aesthetic_gui.scoring.runtime import Runtime, start_runtime
from aesthetic_gui.training.data.folders import Labelled, read_corpus, read_oasis, read_rgb
from aesthetic_gui.training.statistics import Numbers, auc, auc_within, bootstrap, rank_correlation

_TITLES = (
    "| input | SRCC, OASIS (n = {oasis}) | AUC, corpus (n = {corpus}), all pairs "
    "| pairs of one aspect | gain of those, paired | 640 against 320 px |"
)
_SIDES = (640, 320)  # one photograph at two sizes should score the same


class Scores(NamedTuple):
    """Mean ratings, 1 to 10, of three sets: OASIS, corpus, and sharp photographs at each of ``_SIDES`` (2, n)."""

    oasis: Numbers
    corpus: Numbers
    sharp: Numbers


def candidates() -> dict[str, Preparation]:
    """The ways compared, by name; the first is how the network was trained and is what the others are set against."""
    square: tuple[Filter, ...] = ("nearest", "area", "bilinear", "lanczos")
    found = {f"224x224, {filter_}": Preparation("square", filter_, 224 * 224, 1) for filter_ in square}
    for width, filters, multiples in (
        (192, ("area", "lanczos"), (16, 32)),
        (224, ("nearest",), (32,)),
        (224, ("area", "lanczos"), (1, 16, 32)),
        (256, ("area", "lanczos"), (1, 16, 32)),
    ):
        for filter_, multiple in product(filters, multiples):
            name = f"own aspect, {width}x224 px, {filter_}, sides to {multiple}"
            found[name] = Preparation("own_aspect", cast(Filter, filter_), width * 224, multiple)
    return found


def mean_scores(paths: Iterable[Path], preparation: Preparation, runtime: Runtime, side: int = 640) -> Numbers:
    """The mean rating, 1 to 10, of each photograph brought to the network by ``preparation``."""
    return np.array([_mean(read_rgb(path, side), preparation, runtime) for path in paths])


def measure(data: Path, pack: Pack) -> Iterator[str]:
    """The rows of the Markdown table, one for each candidate."""
    runtime = start_runtime(pack, "cpu")
    oasis, corpus = read_oasis(data / "oasis"), read_corpus(data / "corpus")
    sharp = sorted((data / "degraded").glob("*_sharp.jpg"))
    aspects = aspect_classes(corpus.paths)
    yield _TITLES.format(oasis=len(oasis.paths), corpus=len(corpus.paths))
    yield "|---|---|---|---|---|---|"
    first: Numbers | None = None
    for name, preparation in candidates().items():
        scores = Scores(
            mean_scores(oasis.paths, preparation, runtime),
            mean_scores(corpus.paths, preparation, runtime),
            np.stack([mean_scores(sharp, preparation, runtime, side) for side in _SIDES]),
        )
        first = scores.corpus if first is None else first
        yield f"| {name} | {' | '.join(figures(scores, first, oasis, corpus, aspects))} |"


def figures(scores: Scores, first: Numbers, oasis: Labelled, corpus: Labelled, aspects: Numbers) -> Iterator[str]:
    """One row's cells. ``first`` are the corpus scores that the paired gain is counted from."""
    good, group = corpus.value, corpus.group

    def within(given: Numbers, rows: NDArray[np.intp]) -> float:
        return auc_within(given[rows], good[rows], aspects[rows])

    yield str(bootstrap(lambda rows: rank_correlation(scores.oasis[rows], oasis.value[rows]), oasis.group))
    yield f"{auc(scores.corpus, good):.3f}"
    yield str(bootstrap(lambda rows: within(scores.corpus, rows), group, good))
    yield str(bootstrap(lambda rows: within(scores.corpus, rows) - within(first, rows), group, good))
    yield f"{np.abs(scores.sharp[0] - scores.sharp[1]).mean():.3f}"


def aspect_classes(paths: Iterable[Path]) -> Numbers:
    """A number for each photograph, equal for aspects (width / height) within about 10 % of each other."""
    aspects = []
    for path in paths:
        with open_regular(path) as file, Image.open(file) as image:
            aspects.append(image.width / image.height)
    return np.round(np.log(aspects) / 0.1)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with oasis, corpus and degraded")
    for line in measure(parser.parse_args(arguments).data, load_pack()):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _mean(rgb: NDArray[np.uint8], preparation: Preparation, runtime: Runtime) -> float:
    return mean_sd(runtime.predict(preparation.prepare(rgb)[None]).distribution[0])[0]


if __name__ == "__main__":
    main()
