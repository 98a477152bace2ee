"""The files of a pack: LiteRT fp32, LiteRT int8 and Keras weights, and pack.toml with what is known of them.

The calibration in it is a draft to score with until ``recalibrate.write`` puts in the fitted one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from aesthetic_gui import disk_io
from aesthetic_gui.scoring.pack import LARGEST_WEIGHTS
from aesthetic_gui.scoring.preparation import Preparation
from aesthetic_gui.training.build import convert
from aesthetic_gui.training.data.folders import read_rgb
from aesthetic_gui.training.network import two_bodies

if TYPE_CHECKING:
    import keras

_SAMPLE = 200  # photographs that give int8 its ranges, and as many others that judge it


@dataclass(frozen=True, slots=True)
class About:
    """The pack in words: what pack.toml begins with. ``files`` is what the weights files' names begin with.

    ``first`` is the precision that is used where none is asked for.
    """

    id: str
    version: str
    title: str
    licence: str
    source: str
    written_by: str
    files: str
    first: str = "fp32"


@dataclass(frozen=True, slots=True)
class Int8Error:
    """How far int8's mean score is from fp32's on ``photographs`` that did not calibrate it.

    ``evidence``: how far its evidence is on average, for networks that tell it apart from the mean.
    """

    photographs: int
    mean: float
    p95: float
    largest: float
    evidence: float | None = None


def weights_files(about: About) -> dict[str, tuple[str, str]]:
    """The names of the three weights files, each with its runtime and precision, the first precision first."""
    files = {
        f"{about.files}-fp32.tflite": ("litert", "fp32"),
        f"{about.files}.keras": ("keras", "fp32"),
        f"{about.files}-int8.tflite": ("litert", "int8"),
    }
    return dict(sorted(files.items(), key=lambda row: row[1][1] != about.first))


def write_pack(
    network: keras.Model,
    preparation: Preparation,
    photographs: tuple[Path, ...],
    about: About,
    out: Path,
    metrics: str = "",
) -> Int8Error:
    """Write the weights and pack.toml to ``out``; of the ``photographs`` some calibrate int8, and others judge it.

    ``metrics`` is TOML, tables to stand beside int8's.
    """
    out.mkdir(parents=True, exist_ok=True)
    error = write_weights(network, *samples(photographs, preparation), about, out)
    text = pack_toml(out, about, preparation, error, metrics)
    disk_io.write_whole(text.encode(), out / "pack.toml", replace=True)
    return error


def write_weights(
    network: keras.Model,
    ranges: list[NDArray[np.float32]],
    judges: list[NDArray[np.float32]],
    about: About,
    out: Path,
) -> Int8Error:
    """The three weights files; int8 is calibrated on one sample of prepared photographs and judged on another."""
    from aesthetic_gui.scoring.keras import explained

    second_form = isinstance(network.output, dict)
    deployed = network if second_form else explained(network)
    to_int8 = convert.two_bodies_int8 if second_form else convert.to_litert_int8
    corrected = two_bodies.bias_corrected if second_form else convert.bias_corrected
    place = {kind: out / name for name, kind in weights_files(about).items()}
    fp32, keras_file, int8 = (place[kind] for kind in (("litert", "fp32"), ("keras", "fp32"), ("litert", "int8")))
    disk_io.write_whole(convert.to_keras_file(network), keras_file, replace=True)
    exact = convert.to_litert(deployed)
    disk_io.write_whole(exact, fp32, replace=True)
    plain = to_int8(deployed, exact, ranges)
    outputs = (convert.run_litert(content, ranges) for content in (exact, plain))
    with corrected(network, *outputs):
        quantised = to_int8(deployed, exact, ranges)
    disk_io.write_whole(quantised, int8, replace=True)
    return int8_error(exact, quantised, judges)


def samples(
    photographs: tuple[Path, ...], preparation: Preparation, seed: int = 0
) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """Two disjoint samples of prepared photographs, float32 (1, h, w, 3) each; of few photographs, half and half."""
    order = np.random.default_rng(seed).permutation(len(photographs))[: 2 * _SAMPLE]
    prepared = [preparation.prepare(read_rgb(photographs[place]))[None] for place in order]
    half = min(_SAMPLE, len(prepared) // 2)
    return prepared[:half], prepared[half:]


def int8_error(exact: bytes, quantised: bytes, judges: list[NDArray[np.float32]]) -> Int8Error:
    """How far the mean scores of two LiteRT files are apart."""
    both = [convert.run_litert(content, judges) for content in (exact, quantised)]
    first, second = (outputs["distribution"] for outputs in both)
    ratings = np.arange(1, first.shape[1] + 1)
    apart = np.abs(first @ ratings - second @ ratings)
    evidence = [outputs["evidence"] for outputs in both if "evidence" in outputs]
    by_evidence = float(np.abs(evidence[0] - evidence[1]).mean()) if evidence else None
    return Int8Error(len(judges), float(apart.mean()), float(np.quantile(apart, 0.95)), float(apart.max()), by_evidence)


def pack_toml(out: Path, about: About, preparation: Preparation, error: Int8Error, metrics: str = "") -> str:
    """The text of pack.toml for the weights files that lie in ``out``."""
    second_form = error.evidence is not None
    output = _SECOND_FORM.format(levels=list(two_bodies.CELLS)) if second_form else _FIRST_FORM
    parts = [_HEAD.format(about=about), _INPUT.format(row=preparation) + output, _CALIBRATION]
    parts += [_INT8.format(error=error) + (_INT8_EVIDENCE.format(error=error) if second_form else "")]
    parts += [metrics] if metrics else []
    return "\n".join([*parts, *_weights_tables(out, about)])


def _weights_tables(out: Path, about: About) -> Iterator[str]:
    for name, (runtime, precision) in weights_files(about).items():
        sha256 = hashlib.sha256(disk_io.read_regular(out / name, LARGEST_WEIGHTS)).hexdigest()
        yield _WEIGHTS.format(file=name, runtime=runtime, precision=precision, sha256=sha256)


_HEAD = """\
# Written by {about.written_by}; MODEL_CARD.md explains the figures.
id = "{about.id}"
version = "{about.version}"
title = "{about.title}"
licence = "{about.licence}"
source = "{about.source}"
threshold = 0.5  # on P(aesthetic)
band = 0.0  # half-width: nearer to the threshold than this is unsure
"""

_INPUT = """\
[input]
mode = "{row.mode}"
filter = "{row.filter}"
pixels = {row.pixels}
multiple = {row.multiple}
colour = "sRGB"
scale = {row.scale!r}
offset = {row.offset!r}
"""

_FIRST_FORM = """
[output]
kind = "distribution"
ratings = 10
"""

_SECOND_FORM = """
[output]
kind = "distribution and evidence"
ratings = 10
levels = {levels}  # of the map: a cell's side in pixels of the input
"""

_CALIBRATION = """\
[calibration]
method = "platt"
slope = 1.0
intercept = -5.0
"""

_INT8 = """\
[metrics.int8_against_fp32]  # |difference| of the mean score, on photographs that did not calibrate it
n = {error.photographs}
mean = {error.mean:.4f}
p95 = {error.p95:.4f}
largest = {error.largest:.4f}
"""

_INT8_EVIDENCE = """\
evidence = {error.evidence:.4f}  # log-odds
"""

_WEIGHTS = """\
[[weights]]
file = "{file}"
runtime = "{runtime}"
precision = "{precision}"
sha256 = "{sha256}"
"""
