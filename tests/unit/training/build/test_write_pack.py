"""pack.toml of both forms: what is written of a network is what the program reads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui.scoring.pack import Pack, read_pack
from aesthetic_gui.training.build import convert
from aesthetic_gui.training.build.build_aesthetic_pack import ABOUT, PREPARATION
from aesthetic_gui.training.build.write_pack import Int8Error, int8_error, pack_toml, weights_files
from aesthetic_gui.training.network.two_bodies import CELLS

DEGRADED = "[metrics.degraded]\nn = 8\nbelow_original = [0.9, 0.8, 1.0]\n"


def written(folder: Path, error: Int8Error, metrics: str = "") -> Pack:
    for name in weights_files(ABOUT):
        (folder / name).write_bytes(name.encode())
    (folder / "pack.toml").write_text(pack_toml(folder, ABOUT, PREPARATION, error, metrics), "utf-8")
    return read_pack(folder)


def test_a_network_that_tells_its_evidence_says_the_levels_of_its_map_and_int8s_error_of_the_evidence(
    tmp_path: Path,
) -> None:
    pack = written(tmp_path, Int8Error(200, 0.02, 0.05, 0.08, 0.11), DEGRADED)
    assert pack.levels == CELLS
    assert pack.preparation == PREPARATION
    assert pack.metrics["int8_against_fp32"]["evidence"] == 0.11
    assert pack.metrics["degraded"]["below_original"] == [0.9, 0.8, 1.0]
    assert {row.path.name for row in pack.weights} == set(weights_files(ABOUT))


def test_a_network_of_ratings_alone_has_one_level_and_no_error_of_the_evidence(tmp_path: Path) -> None:
    pack = written(tmp_path, Int8Error(200, 0.02, 0.05, 0.08))
    assert not pack.levels
    assert "evidence" not in pack.metrics["int8_against_fp32"]


@pytest.mark.parametrize("tells_evidence", [True, False])
def test_int8s_error_is_the_distance_of_the_mean_scores_and_of_the_evidence_if_there_is_any(
    monkeypatch: pytest.MonkeyPatch, tells_evidence: bool
) -> None:
    """No interpreter runs: the two files answer with ratings that are known."""
    answers = {
        b"exact": {"distribution": np.eye(10)[[4, 4]], "evidence": np.array([[1.0], [-1.0]])},
        b"int8": {"distribution": np.eye(10)[[4, 6]], "evidence": np.array([[1.5], [-2.0]])},
    }

    def run(content: bytes, _batches: object) -> dict[str, np.ndarray]:
        return {name: says for name, says in answers[content].items() if tells_evidence or name != "evidence"}

    monkeypatch.setattr(convert, "run_litert", run)
    error = int8_error(b"exact", b"int8", [np.zeros((1, 32, 32, 3), np.float32)] * 2)
    assert (error.photographs, error.mean, error.largest) == (2, 1.0, 2.0)
    assert error.evidence == (0.75 if tells_evidence else None)
