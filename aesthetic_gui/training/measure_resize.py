"""Which resize goes with a photograph of any size best: rank correlation with rated beauty, good against ordinary.

Run ``python -m aesthetic_gui.training.measure_resize --data FOLDER``, FOLDER holding ``oasis``, ``corpus`` and
``degraded``. Prints the model card's table in Markdown. Takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.calibration import mean_sd
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.preparation import Filter, Preparation
from aesthetic_gui.scoring.runtime import Runtime, start_runtime
from aesthetic_gui.training.folders import Labelled, read_corpus, read_oasis, read_rgb
from aesthetic_gui.training.statistics import Estimate, Numbers, auc, bootstrap, rank_correlation

_SQUARE = 224 * 224
_TALLER = 256 * 224
_SIDES = (640, 320)  # one photograph at two sizes should score the same


def candidates() -> dict[str, Preparation]:
    """The ways compared, by name."""
    square: tuple[Filter, ...] = ("nearest", "area", "bilinear", "lanczos")
    own: tuple[Filter, ...] = ("nearest", "area", "bilinear", "lanczos")
    found = {f"224x224 {filter_}": _square(filter_) for filter_ in square}
    found |= {f"own aspect 256x224, {filter_}, sides to 32": _own(filter_, _TALLER, 32) for filter_ in own}
    found |= {f"own aspect 256x224, lanczos, sides to {to}": _own("lanczos", _TALLER, to) for to in (1, 8, 16)}
    found |= {f"own aspect 256x224, area, sides to {to}": _own("area", _TALLER, to) for to in (1, 16)}
    found |= {"own aspect 224x224, lanczos, sides to 16": _own("lanczos", _SQUARE, 16)}
    found |= {"own aspect 256x256, lanczos, sides to 16": _own("lanczos", 256 * 256, 16)}
    return found


def mean_scores(paths: Iterable[Path], preparation: Preparation, runtime: Runtime, side: int = 640) -> Numbers:
    """The mean rating, 1 to 10, of each photograph brought to the network by ``preparation``."""
    return np.array([_mean(read_rgb(path, side), preparation, runtime) for path in paths])


def measure(data: Path, pack: Pack) -> Iterator[str]:
    """The rows of the Markdown table, one for each candidate."""
    runtime = start_runtime(pack, "cpu")
    oasis, corpus = read_oasis(data / "oasis"), read_corpus(data / "corpus")
    sharp = sorted((data / "degraded").glob("*_sharp.jpg"))
    yield f"| input | SRCC, OASIS (n = {len(oasis.paths)}) | AUC, corpus (n = {len(corpus.paths)}) | size |"
    yield "|---|---|---|---|"
    for name, preparation in candidates().items():
        beauty = srcc(oasis, mean_scores(oasis.paths, preparation, runtime))
        good = separation(corpus, mean_scores(corpus.paths, preparation, runtime))
        large, small = (mean_scores(sharp, preparation, runtime, side) for side in _SIDES)
        yield f"| {name} | {beauty} | {good} | {np.abs(large - small).mean():.3f} |"


def srcc(labelled: Labelled, scores: Numbers) -> Estimate:
    """Rank correlation with the labels, resampling whole groups."""
    return bootstrap(lambda rows: rank_correlation(scores[rows], labelled.value[rows]), labelled.group)


def separation(labelled: Labelled, scores: Numbers) -> Estimate:
    """AUC of good against ordinary, resampling whole sources of each class."""
    return bootstrap(lambda rows: auc(scores[rows], labelled.value[rows]), labelled.group, labelled.value)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with oasis, corpus and degraded")
    for line in measure(parser.parse_args(arguments).data, load_pack()):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _mean(rgb: NDArray[np.uint8], preparation: Preparation, runtime: Runtime) -> float:
    return mean_sd(runtime.predict(preparation.prepare(rgb)[None]).distribution[0])[0]


def _square(filter_: Filter) -> Preparation:
    return Preparation("square", filter_, _SQUARE, 1, 1 / 127.5, -1.0)


def _own(filter_: Filter, pixels: int, multiple: int) -> Preparation:
    return Preparation("own_aspect", filter_, pixels, multiple, 1 / 127.5, -1.0)


if __name__ == "__main__":
    main()
