"""``aesthetic-gui train`` on photographs made of colours, beginning with a tiny pack of the user's own."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from aesthetic_gui import settings
from aesthetic_gui.__main__ import main
from aesthetic_gui.scoring.pack import read_pack, verify
from aesthetic_gui.scoring.runtime import start_runtime
from aesthetic_gui.training.build.convert import to_keras_file
from aesthetic_gui.training.build.write_pack import About, Int8Error, pack_toml, weights_files
from aesthetic_gui.training.recipe import read_recipe, recipe_toml


@pytest.fixture
def train(capfd):
    """Runs the verb; its exit code, stdout and stderr."""

    def run(*words):
        try:
            code = main(["train", *map(str, words)])
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        return (code, *capfd.readouterr())

    return run


def test_what_cannot_be_done_is_refused_before_anything_is_read(train, tmp_path, tiny_data):
    code, _, err = train("--data", tiny_data, "--out", tmp_path / "pack", "--folds", 1)
    assert (code, "--folds must be at least 2" in err) == (2, True)
    code, _, err = train("--data", tiny_data, "--out", tmp_path / "pack", "--set", "blocks.speed=9")
    assert (code, "no entry called 'speed'" in err) == (3, True)
    code, _, err = train("--data", tmp_path, "--out", tmp_path / "pack")
    assert (code, "cannot be used" in err) == (3, True)
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "pack.toml").write_text("kept")
    code, _, err = train("--data", tiny_data, "--out", tmp_path / "pack")
    assert (code, "holds a model already" in err) == (2, True)
    assert not (tmp_path / "pack-work").exists()
    assert (tmp_path / "pack" / "pack.toml").read_text() == "kept"


def test_the_recipes_are_listed_with_what_they_do(train):
    code, told, _ = train("--list")
    lines = told.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == sorted(line.split()[0] for line in lines)
    assert "multigap-genetic     features chosen by the published genetic algorithm, logistic head" in lines


def test_a_recipe_is_named_once_and_known(train, tmp_path, tiny_data):
    there = ("--data", tiny_data, "--out", tmp_path / "x")
    for words, code, reason in (
        (("multigap-none",), 2, "--data and the folder"),
        (("multigap-none", "--recipe", "y.toml", *there), 2, "--recipe: give only one"),
        (("multigap-none", "--table", *there), 2, "--table: give only one"),
        (("multigap-nine", *there), 3, "no recipe called 'multigap-nine'"),
        (("multigap-none", *there, "--set", "select.method=luck"), 3, "out of range: select"),
        (("multigap-none", *there), 3, "needs the wheel"),
        (("--processes", "0", *there), 2, "--processes must be at least 1"),
    ):
        told, _, err = train(*words)
        assert (told, reason in err) == (code, True), err


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras with NumPy 2
def test_one_command_runs_a_recipe_of_the_pipeline(train, tmp_path, tiny_data):
    """On the features of NIMA's last block alone; what lies in the folder is not written over by another recipe."""
    recipe = 'kind = "multigap"\nbackbones = ["nima"]\nlevels = ["nima/embedding"]\ncollections = ["wide"]\nfolds = 2\n'
    (tmp_path / "mine.toml").write_text(recipe, "utf-8")
    words = (tmp_path / "mine.toml", "--data", tiny_data, "--out", tmp_path / "out")
    code, told, err = train(*words)
    assert code == 0, err
    assert "48 photographs of 12 sources, each source left out once" in told
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        *("calibration.toml", "head.npz", "left-out.csv", "recipe.toml", "reduced.npz", "standard.npz")
    }
    calibration = tomllib.loads((tmp_path / "out" / "calibration.toml").read_text("utf-8"))
    assert (calibration["calibration"]["n"], calibration["calibration"]["sources"]) == (48, 12)
    again = train(*words)
    assert again[:2] == (0, told)
    code, _, err = train(*words, "--seed", 3)
    assert (code, "what another recipe made" in err) == (3, True)


@pytest.mark.slow
@pytest.mark.timeout(600)  # it trains; a busy machine takes its time
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras with NumPy 2
@pytest.mark.filterwarnings("ignore::UserWarning:tensorflow")  # its converter's notes
def test_one_command_makes_a_pack_that_scores(train, capfd, tmp_path, tiny_data, tiny_network, tiny_recipe):
    """Its own aspect, two folds, both stages."""
    recipe = tiny_recipe('start="tiny"', "input.mode=own_aspect", "head.epochs=1", "blocks.epochs=1", "augment.views=1")
    (tmp_path / "recipe.toml").write_text(recipe_toml(recipe), "utf-8")
    _pack_to_begin_with(tiny_network(), recipe.preparation, settings.data_dir() / "models" / "tiny")
    capfd.readouterr()
    out: Path = tmp_path / "models" / "colours"
    words = ("--data", tiny_data, "--out", out, "--recipe", tmp_path / "recipe.toml", "--folds", 2, "--seed", 5)
    code, told, err = train(*words, "--left-out-only")
    assert code == 0, err
    tables = [Path(line) for line in told.splitlines()[1:]]
    assert [path.name for path in tables] == [f"left-out-{name}.csv" for name in ("corpus", "oasis", "degraded")]
    assert not out.exists()
    code, told, err = train(*words)
    assert code == 0, err
    assert "AUC" in told
    assert "Saved artifact" not in told
    pack = read_pack(out)
    assert all(intact for _, intact in verify(pack))
    assert pack.metrics["unseen_sources"]["n"] == 48
    assert pack.metrics["degraded"]["n"] == 60
    assert read_recipe(out / "recipe.toml").seed == 5
    rgb = np.full((64, 40, 3), 120, np.uint8)
    (distribution,) = start_runtime(pack, "cpu").predict(pack.prepare(rgb)[None]).distribution
    assert distribution.sum() == pytest.approx(1, abs=1e-4)


def _pack_to_begin_with(network, preparation, out: Path) -> None:
    """Training reads the network alone; converting it to LiteRT takes half a minute."""
    about = About("tiny", "1.0", "Tiny", "Apache-2.0", "random numbers", "a test", "tiny")
    out.mkdir(parents=True)
    for name, (runtime, _) in weights_files(about).items():
        (out / name).write_bytes(to_keras_file(network) if runtime == "keras" else b"not read here")
    (out / "pack.toml").write_text(pack_toml(out, about, preparation, Int8Error(1, 0.0, 0.0, 0.0)), "utf-8")
